"""A console that goes on where another has ended, and what that one has left, in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from altotui.cli import console
from altotui.cli.compose import compose
from altotui.cli.target import Demo, Target
from altotui.domain.clock import ScaledClock
from altotui.domain.workspace import Asked, Workspace
from altotui.services.workspace_log import WorkspaceLog
from altotui.ui.background import Beside
from tests.ui.driving import ORIGIN, SPEED, WIDE, Console
from tests.ui.frames import WatchedApp
from tests.ui.gateway import Gateway
from tests.ui.resting import running

SITES = 24


class Drawer:
    """Where one console leaves its workspace, and another finds it."""

    def __init__(self, left: Workspace | None = None) -> None:
        self.left = left

    def save(self, workspace: Workspace) -> None:
        """Keep it."""
        self.left = workspace

    def load(self) -> Workspace | None:
        """Give it back."""
        return self.left


@asynccontextmanager
async def console_with(
    drawer: Drawer,
    *,
    is_resumed: bool = False,
    site: str | None = None,
    load: Callable[[], Workspace | None] | None = None,
    left_unfinished: Callable[[], Sequence[str]] | None = None,
    resumed: Callable[[tuple[Asked, ...]], None] | None = None,
) -> AsyncIterator[Console]:
    """Run the console on a simulated fleet that is the same each time; what it leaves is in the drawer behind it."""
    clock = ScaledClock(ORIGIN, SPEED)
    target = Target("demo", "v1", "", False, demo=Demo(SITES, 7, "calm-day", SPEED, None))
    async with compose(target, clock) as composition:
        assert composition.simulator is not None
        gateway = Gateway(composition.simulator.app)
        composition.simulator.app = gateway
        await composition.api.warm_up()
        app = WatchedApp(
            composition.services,
            console._profile(composition),
            console._first_lists(composition),
            Beside(
                site,
                composition.api.warm_up,
                left_unfinished=left_unfinished,
                open_workspace=partial(WorkspaceLog, drawer, clock),
                resume=(load or drawer.load) if is_resumed else None,
                resumed=resumed,
            ),
        )
        async with running(app, size=WIDE, notifications=True) as pilot:
            driving = Console(app, pilot, composition, gateway, clock)
            await driving.until(lambda: app.main_screen.sites.rows.total == SITES)
            yield driving
        await app.background.leave()
