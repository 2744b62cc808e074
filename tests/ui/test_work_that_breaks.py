"""Work beside the screen that breaks is told of, and what has to run comes back after a while."""

from __future__ import annotations

import pytest

from altotui.services.events import Event, FleetChanged, SitesChanged
from altotui.services.workspace_log import WorkspaceLog
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


class _Broken(WorkspaceLog):
    """A log that cannot take anything."""

    def __init__(self) -> None:
        pass

    def take(self, event: Event) -> None:
        raise ZeroDivisionError(event)

    def look_again(self) -> None:
        pass


async def test_what_is_only_kept_ends_nothing_that_is_sent() -> None:
    async with driven() as console:
        console.app.background.workspace = _Broken()
        await console.run(console.site(), "/system/identity/print")
        await console.sees("1 row")
        await console.told("internal error in what is kept: ZeroDivisionError")
        console.app.background.workspace = None
