"""Work beside the screen that breaks is told of, and what has to run comes back after a while."""

from __future__ import annotations

import pytest

from altotui.services.events import Event, FleetChanged, SitesChanged
from tests.ui.driving import Console, driven
from tests.ui.sites_shown import FLEET, show


def _break_on(console: Console, kind: type[Event]) -> None:
    """Let whoever publishes such an event fail."""

    def publish(event: Event) -> None:
        if isinstance(event, kind):
            raise ZeroDivisionError
        console.app._publish(event)

    console.services.relay.connect(publish)


@pytest.mark.parametrize(("group", "kind"), [("site-refresh", SitesChanged), ("fleet-watch", FleetChanged)])
async def test_what_has_to_run_comes_back(group: str, kind: type[Event]) -> None:
    async with driven(speed=100) as console:
        await show(console, *FLEET)
        (first,) = [worker for worker in console.app.workers if worker.group == group]
        _break_on(console, kind)
        if kind is FleetChanged:
            console.services.fleet.wake()
        await console.until(lambda: first.is_finished)
        console.services.relay.connect(console.app._publish)
        await console.told(f"internal error in {group}: ZeroDivisionError")
        await console.until(
            lambda: [worker.is_running for worker in console.app.workers if worker.group == group] == [True]
        )
        await console.sees("24 sites")
