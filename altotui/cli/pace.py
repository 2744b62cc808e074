"""Says how long a call takes that is larger than the request budget of a minute, before it begins."""

from __future__ import annotations

from altotui.cli.headless import say
from altotui.domain.budget import Budget, fanout_minutes


def say_pace(budget: Budget, requests: int) -> None:
    """Say rate and time of so many requests on stderr; nothing when they fit into one burst."""
    minutes = fanout_minutes(requests, budget.per_minute)
    if minutes:
        rate = budget.fanout_per_minute
        say(f"{requests} sites at no more than {rate} requests a minute: about {minutes} min, ctrl+c stops")
