"""The whole console over the real composition and a broken platform, by TCP: what a person sees of a fault."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from altotui.cli import console  # isort: skip (first: it sets what textual reads when it is imported)
from textual.pilot import Pilot

from altotui.cli.compose import Composition, compose
from altotui.cli.target import Target
from altotui.domain.clock import Clock, SystemClock
from altotui.storage.token import TokenSource, make_token
from altotui.ui.background import Beside
from tests.faults.connection import Request
from tests.faults.consoles import TOKEN
from tests.faults.faults import Fault, answer
from tests.ui.driving import WIDE, Console
from tests.ui.frames import WatchedApp
from tests.ui.resting import running
from tests.ui.seeing import Sight

SITE_IDS = ("3f6c1d52-7a08-4b1e-9b61-0c5a5f2e7d10", "3f6c1d52-7a08-4b1e-9b61-0c5a5f2e7d11")
NAMES = ("bologna-core-01", "lagos-depot-07")


class Platform:
    """A script for `fault_server`: two sites, and whatever the next commands, lists and jobs meet."""

    def __init__(self) -> None:
        self.sites: list[dict[str, object]] = [
            {"id": site_id, "name": name, "has_pulse": True}
            for site_id, name in zip(SITE_IDS, NAMES, strict=True)
        ]
        self.jobs: list[dict[str, object]] = []
        self.on_commands: Fault | None = None
        """What happens to every command; None: it is answered."""
        self.on_lists: Fault | None = None
        """What happens to every list of sites; None: it is answered."""
        self.on_accept: Fault | None = None
        """What happens to every connection before anything is read of it."""

    def before_request(self, first_byte: bytes) -> Fault | None:
        """Let the fault of connections strike at once."""
        return None if first_byte else self.on_accept

    def for_request(self, request: Request) -> Fault:
        """Answer a list with what there is, and everything else well, unless a fault is set for it."""
        if "/synchronous/" in request.path:
            return self.on_commands or answer(body={"status": "success", "data": [{"name": "router"}]})
        if request.path == "/sites":
            return self.on_lists or answer(body=self.sites)
        return answer(body=self.jobs if request.path.endswith("/job") else [])


class LiveConsole(Console):
    """A console whose platform is elsewhere."""

    def __init__(self, app: WatchedApp, pilot: Pilot[int], composition: Composition, clock: Clock) -> None:
        Sight.__init__(self, app)
        self.pilot = pilot
        self.clock = clock
        self.services = composition.services

    async def choose_first(self) -> None:
        """Make the first site of the platform the target."""
        await self.sees(f" {len(NAMES)} sites", NAMES[0])
        self.press("f2", "home", "enter")
        await self.until(lambda: self.focus_id == "prompt", what="a prompt to type in")

    @property
    def transcript(self) -> str:
        """Return what is in sight of the transcript, however its lines are broken."""
        return " ".join(self.part(self.main.console.transcript).split())


@asynccontextmanager
async def console_at(
    base_url: str,
    *,
    size: tuple[int, int] = WIDE,
    clock: Clock | None = None,
    command_timeout_s: float = 65.0,
) -> AsyncIterator[LiveConsole]:
    """Run the console for the API at `base_url`, and wait until its screen is there."""
    clock = clock or SystemClock()
    target = Target(
        "noc",
        "v1",
        base_url,
        False,
        token=make_token(TOKEN, TokenSource.ENVIRONMENT),
        command_timeout_s=command_timeout_s,
        requests_per_minute=6000,
    )
    async with compose(target, clock) as composition:
        await composition.api.warm_up()
        app = WatchedApp(
            composition.services,
            console._profile(composition),
            console._first_lists(composition),
            Beside(None, composition.api.warm_up),
        )
        async with running(app, size=size, notifications=True) as pilot:
            driving = LiveConsole(app, pilot, composition, clock)
            await driving.until(lambda: app.main_screen.is_mounted)
            yield driving
