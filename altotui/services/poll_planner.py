"""Which site's jobs to ask for next: a pure function of time, so that every rule is a table test."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import NamedTuple

from altotui.domain.ids import SiteId


class PollPolicy(NamedTuple):
    """How often to ask, in seconds (architecture.md 7: the router itself checks in about every 30 s)."""

    active_s: float = 5.0
    """A site with a running or express job, while it is the chosen one."""
    watched_s: float = 10.0
    """The chosen site with open jobs."""
    open_s: float = 20.0
    """Another site with open jobs."""
    max_per_minute: int = 30
    """Of the request budget; when more would be needed every interval stretches alike."""
    max_backoff_s: float = 300.0


class PollTarget(NamedTuple):
    """One site that has something to ask for."""

    site_id: SiteId
    is_chosen: bool
    is_active: bool
    """A job runs there, or is express."""
    asked_mono: float | None
    """When its list was last asked for; None when never."""
    failures: int = 0
    """Failed questions in a row."""
    spread: float = 1.0
    """Its intervals are so many times as long: consoles that started together must not ask together."""


_MAX_DOUBLINGS = 16
"""Beyond any policy's longest wait: days of failures must not overflow."""


_LONG_AGO_S = 1e9


def spread_of(random: Random | None) -> float:
    """Return a factor of 0.9 to 1.1 for one interval; 1 without a source of chance."""
    return random.uniform(0.9, 1.1) if random else 1.0


def interval_s(target: PollTarget, policy: PollPolicy) -> float:
    """Return the seconds between two questions to `target`, before any stretching."""
    chosen_s = policy.active_s if target.is_active else policy.watched_s
    base_s = chosen_s if target.is_chosen else policy.open_s
    doublings = min(target.failures, _MAX_DOUBLINGS)
    return min(base_s * 2.0**doublings, max(policy.max_backoff_s, base_s)) * target.spread


def stretch(targets: Iterable[PollTarget], policy: PollPolicy) -> float:
    """Return the factor, at least 1, by which every interval grows so that the budget holds."""
    wanted_per_minute = sum(60.0 / interval_s(target, policy) for target in targets)
    return max(1.0, wanted_per_minute / policy.max_per_minute)


def next_question(
    targets: list[PollTarget], now_mono: float, policy: PollPolicy
) -> tuple[SiteId | None, float]:
    """Return the site to ask now, or None, and the seconds until the next question is due.

    The most overdue site comes first; a site that was never asked comes before all. While the budget is short,
    questions are spaced evenly, so that they never come in a burst in front of what a person asks.
    """
    if not targets:
        return None, policy.open_s
    factor = stretch(targets, policy)
    at_mono, site_id = min(
        (
            now_mono - _LONG_AGO_S
            if target.asked_mono is None
            else target.asked_mono + interval_s(target, policy) * factor,
            target.site_id,
        )
        for target in targets
    )
    if factor > 1:
        newest_mono = max(
            (target.asked_mono for target in targets if target.asked_mono is not None), default=at_mono
        )
        at_mono = max(at_mono, newest_mono + 60.0 / policy.max_per_minute)
    return (site_id, 0.0) if at_mono <= now_mono else (None, at_mono - now_mono)
