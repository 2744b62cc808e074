"""Where a scene is played: the console over a simulated fleet, with a clock that only the scene moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual import events
from textual._xterm_parser import XTermParser
from textual.pilot import Pilot

from altotui.cli.compose import compose
from altotui.cli.console import build_app
from altotui.cli.target import DEMO_PROFILE, Demo, Target
from altotui.services.suite import Services
from altotui.ui.app import AltoApp
from tests.clocks import FakeClock, settle
from tests.waiting import until

SEED = 7
SITES = 240
_STEP_S = 0.5
_MAX_STEPS = 240
"""Two minutes of the scene's time: nothing that is waited for takes longer."""


class Stage:
    """The console of one scene, moved by keys and by time."""

    def __init__(self, app: AltoApp, services: Services, pilot: Pilot[int], clock: FakeClock) -> None:
        self.app = app
        self.services = services
        self._pilot = pilot
        self._clock = clock

    async def press(self, *keys: str) -> None:
        """Press keys, by Textual's names, each after the console has acted on the one before."""
        for key in keys:
            self.app.simulate_key(key)
            await self._settle()

    async def write(self, text: str) -> None:
        """Paste `text` where the focus is."""
        self.app.post_message(events.Paste(text))
        await self._settle()

    async def type(self, text: str) -> None:
        """Type `text`, a line feed as Enter: what is pasted would be looked through first."""
        for event in XTermParser().feed(text.replace("\n", "\r")):
            self.app.post_message(event)
        await self._settle()

    async def pass_time(self, seconds: float) -> None:
        """Let `seconds` pass; what is due in them happens at its own moment."""
        await self._clock.advance(seconds)
        await self._settle()

    async def pass_time_until(self, condition: Callable[[], object]) -> None:
        """Let time pass, in steps, until `condition()` is true; a scene that hangs raises RuntimeError."""
        for _ in range(_MAX_STEPS):
            if condition():
                return
            await self.pass_time(_STEP_S)
        raise RuntimeError("the scene hangs: what it waits for does not come")

    async def choose(self, words: str) -> None:
        """Make the first site that the filter `words` leaves the target, and wait for its jobs."""
        await self.press("f2", "slash", "ctrl+u")
        await self.write(words)
        await self.press("enter", "enter")
        site = self.app.main_screen.active_site
        if site is None or words not in site.name:
            raise RuntimeError(f"no site was chosen by {words!r}")
        await self.pass_time_until(lambda: self.services.jobs.of_site(site.id))
        await self.press("f2", "escape")

    async def ask(self, line: str) -> None:
        """Send a line from the prompt and wait for its answer."""
        await self.press("f3")
        await self.type(f"{line}\n")
        journal = self.app.main_screen.console.journal
        await self.pass_time_until(lambda: journal.transcript.entries and not journal.in_flight)

    async def draw(self) -> str:
        """Return the screen as SVG, without notices that would go away by themselves.

        Ages and bars are drawn for the scene's time: the console does that on ticks of the machine's clock.
        """
        main = self.app.main_screen
        main.sites.rows.show_time(self.services.directory.server_now())
        main.jobs.apply()
        self.app.clear_notifications()
        await until(lambda: not self.app.screen.query("Toast"))
        await self._settle()
        return self.app.export_screenshot()

    async def _settle(self) -> None:
        """Return when nothing is left to do before time moves on."""
        await settle()
        await self._pilot.pause(0)
        await settle()


@asynccontextmanager
async def open_stage(scenario: str, size: tuple[int, int]) -> AsyncIterator[Stage]:
    """Start the console as `altotui --demo` does, on a screen of `size` columns and rows."""
    clock = FakeClock()
    demo = Demo(SITES, SEED, scenario, speed=1.0, tick_s=None)
    target = Target(DEMO_PROFILE, "v1", base_url="", is_locked=False, demo=demo)
    async with compose(target, clock) as composition:
        await composition.api.warm_up()  # in a thread, so it cannot be left to happen inside the scene
        app = build_app(composition)
        async with app.run_test(size=size) as pilot:
            await until(lambda: app.main_screen.sites.rows.total == SITES)
            yield Stage(app, composition.services, pilot, clock)
