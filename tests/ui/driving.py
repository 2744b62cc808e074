"""The whole console over the real composition, without a terminal, driven as a person drives it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from altotui.cli import console  # isort: skip (first: it sets what textual reads when it is imported)
from textual import events
from textual._xterm_parser import XTermParser
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widgets import Button, TextArea

from altotui.cli.compose import Composition, compose
from altotui.cli.target import Demo, Target
from altotui.domain.clock import Clock, ScaledClock
from altotui.domain.site import Freshness, Site, SiteList
from altotui.services.suite import Services
from altotui.simulator.simulator import Simulator
from altotui.ui.background import Beside
from altotui.ui.command import Command
from altotui.ui.command_table import COMMANDS
from altotui.ui.entries.entry import Entry
from altotui.ui.entries.shown import Shown
from altotui.ui.looks import USUAL_LOOKS, Looks
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screens.confirm import DEAF_FOR_S, Confirm
from altotui.ui.screens.gate import Gate
from altotui.ui.screens.gate_answering import GateAnswering
from altotui.ui.screens.job_form import JobForm
from altotui.ui.screens.layout import layout_classes
from altotui.ui.widgets.line_edit import LineEdit
from tests.clocks import FakeClock
from tests.ui.frames import WatchedApp
from tests.ui.gateway import Answers, Gateway
from tests.ui.resting import running
from tests.ui.seeing import Sight

ORIGIN = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
SPEED = 30.0
WIDE, NARROW = (120, 36), (80, 24)
_LONG_CHARS = 200
_SELDOM_S = 5.0
"""What the console does at such intervals or longer ones, a test does not wait for."""
_SLEEPERS_AT_REST = 3
"""Poller of the jobs, refresher of the sites (or the simulator that it has asked), and what loads the rest."""
_CHARACTERS = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f"}


class Console(Sight):
    """One running console, and what a person can do with it."""

    def __init__(
        self, app: WatchedApp, pilot: Pilot[int], composition: Composition, gateway: Gateway, clock: Clock
    ) -> None:
        super().__init__(app)
        self.pilot = pilot
        self.gateway = gateway
        self.clock = clock
        self.services: Services = composition.services
        assert composition.simulator is not None
        self.simulator: Simulator = composition.simulator

    # --- what a person does

    def press(self, *keys: str) -> None:
        """Send keys by their names, all at once, as a terminal does when they were typed ahead."""
        for key in keys:
            if len(key) == 1:
                self.type(key)
            else:
                self.app.post_message(events.Key(key, _CHARACTERS.get(key)))

    def type(self, text: str) -> None:
        """Send the keys of `text`, all at once; a line feed is Enter."""
        for event in XTermParser().feed(text.replace("\n", "\r")):
            self.app.post_message(event)

    async def choose(self, site: Site) -> None:
        """Make `site` the target, through the filter."""
        self.press("f2", "escape")
        self.type(f"/{site.name}\n")
        rows, edit = self.main.sites.rows, self.main.query_one("#filter", LineEdit)
        await self.until(lambda: edit.text == site.name and self.app.focused is rows)
        self.press("enter")

        def is_chosen() -> bool:
            active = self.main.active_site
            return active is not None and active.id == site.id and self.focus_id == "prompt"

        await self.until(is_chosen)

    async def unlock(self, reason: str = "test") -> None:
        """Allow writes."""
        await self.colon(f"rw {reason}")
        session = self.services.session
        await self.until(lambda: not session.is_read_only and session.unlock_reason == reason)
        await self.sees(" WRITES ")

    async def run(self, site: Site, line: str) -> None:
        """Choose `site`, type `line` and wait for its outcome."""
        await self.choose(site)
        await self.send(line)

    async def send(self, line: str) -> None:
        """Type `line` in the prompt and wait until one more command has its outcome, on the screen too."""
        before = self._outcomes()
        self.type(f"{line}\n")
        await self.until(lambda: self._outcomes() > before, what=f"the outcome of {line}")
        await self.pilot.pause()

    async def write(self, line: str, *keys: str) -> None:
        """Type a line that passes the gate with `keys`, Enter by itself, and wait for its outcome."""
        before = self._outcomes()
        self.type(f"{line}\n")
        await self.pass_gate(*keys)
        await self.until(lambda: self._outcomes() > before, what=f"the outcome of {line}")
        await self.pilot.pause()

    async def pass_gate(self, *keys: str) -> None:
        """Wait until the gate takes keys, press `keys`, Enter by itself, and wait until it is left."""
        gate = await self.at_gate()
        self.press(*(keys or ("enter",)))
        await self.until(lambda: self.app.screen is not gate, what="nothing but the gate is left on")
        await self.pilot.pause()

    async def at_gate(self) -> Gate:
        """Wait until there is a gate, and let the moment pass for which it is deaf."""
        await self.until(lambda: isinstance(self.app.screen, Gate), what="the gate in")
        gate = self.app.screen
        assert isinstance(gate, Gate)
        await self.until(lambda: list(gate.query(GateAnswering)))
        answering = gate.query_one(GateAnswering)
        await self.until(
            lambda: answering.has_focus and answering._quiet_since_mono is not None,
            what="a gate that is drawn",
        )
        await self.pilot.pause()  # what was typed ahead makes it deaf again
        assert answering._quiet_since_mono is not None
        answering._quiet_since_mono -= DEAF_FOR_S
        return gate

    async def say_yes(self) -> None:
        """Press the button of a dialog that acts, when the moment has passed for which the dialog is deaf."""
        await self.until(lambda: isinstance(self.app.screen, Confirm), what="a question in")
        question = self.app.screen
        assert isinstance(question, Confirm)
        await self.until(lambda: question._drawn_mono is not None, what="a question that is drawn")
        assert question._drawn_mono is not None
        question._drawn_mono -= DEAF_FOR_S
        question.query_one("#yes", Button).press()
        await self.until(lambda: self.app.screen is self.main)

    async def verb(self, text: str) -> None:
        """Type a verb of the console, what follows its backslash, in an empty prompt."""
        await self._enter_in_prompt(f"\\{text}")

    async def target(self, text: str) -> None:
        """Type where lines go, what follows the `@`, in an empty prompt."""
        await self._enter_in_prompt(f"@{text}")

    async def _enter_in_prompt(self, line: str) -> None:
        self.press("f3")
        self.type(f"{line}\n")
        await self.pilot.pause()
        await self.until(lambda: self.main.console.prompt.text == "", what=f"{line} was entered in")

    async def read_answers(self) -> None:
        """Go to the transcript, when nothing is waited for: keys act on the answer under its cursor."""
        self.press("f3", "escape")
        await self.until(lambda: self.focus_id == "transcript")

    @property
    def entries(self) -> list[Shown]:
        """Return what stands in the transcript, oldest first."""
        return self.main.console.transcript.entries

    def _outcomes(self) -> int:
        return sum(isinstance(entry, Entry) and entry.result is not None for entry in self.entries)

    async def colon(self, command: str) -> None:
        """Go to the sites and carry out a command of the `:` line."""
        self.press("f2")
        self.type(f":{command}\n")
        await self.pilot.pause()

    async def open_form(self) -> JobForm:
        """Open the form for a job on the chosen site."""
        self.press("f4", "J")
        await self.until(lambda: isinstance(self.app.screen, JobForm) and self.focus_id == "description")
        await self.sees("New job on", "Description")
        screen = self.app.screen
        assert isinstance(screen, JobForm)
        return screen

    async def fill(self, description: str, script: str) -> None:
        """Type into an empty form (long texts are pasted), and wait until it has counted what was typed."""
        self._enter(description)
        self.press("tab")
        self._enter(script)
        await self.until(lambda: self.app.screen.query_one("#script", TextArea).text == script)
        await self.pilot.pause()

    def _enter(self, text: str) -> None:
        if len(text) > _LONG_CHARS:
            self.app.post_message(events.Paste(text))
        else:
            self.type(text)

    async def pass_s(self, seconds: float) -> None:
        """Let what was typed be acted on, then let time pass on a clock that stands still by itself."""
        assert isinstance(self.clock, FakeClock)
        await self.pilot.pause()
        await self.clock.advance(seconds)
        await self._tick(seconds)
        await self.pilot.pause()

    async def _tick(self, seconds: float) -> None:
        """Let what looks at the clock every ten seconds look now: the timers of Textual go by real time."""
        for node in self.app.screen.walk_children(with_self=True):
            for timer in list(node._timers):
                if (
                    timer._repeat is None
                    and timer._active.is_set()
                    and _SELDOM_S <= timer._interval <= seconds
                ):
                    await timer._tick(next_timer=0.0, count=0)

    # --- the fleet

    @property
    def listed(self) -> SiteList:
        """Return the newest list of sites."""
        assert self.services.directory.listed is not None
        return self.services.directory.listed

    def site(self, freshness: Freshness = Freshness.ONLINE, position: int = 0) -> Site:
        """Return a site in that state."""
        return [site for site in self.listed.sites if site.freshness(self.listed.as_of) is freshness][
            position
        ]


@asynccontextmanager
async def driven(
    *,
    size: tuple[int, int] = WIDE,
    sites: int = 24,
    scenario: str = "calm-day",
    speed: float = SPEED,
    clock: Clock | None = None,
    tick_s: float | None = None,
    is_locked: bool = False,
    site: str | None = None,
    looks: Looks = USUAL_LOOKS,
    commands: Sequence[Command] = COMMANDS,
    cached: SiteList | None = None,
    answers: Answers | None = None,
    color: str = "",
    left_unfinished: Callable[[], Sequence[str]] | None = None,
    profile: ConsoleProfile | None = None,
    adapt: Callable[[Services], Services] = lambda services: services,
) -> AsyncIterator[Console]:
    """Run the console on a simulated fleet and wait until it has come up.

    With a `cached` list it believes that the fleet is a real one, of which an earlier run left that list.
    `adapt` puts other services in the place of some.
    """
    clock = clock or ScaledClock(ORIGIN, speed)
    target = Target("demo", "v1", "", is_locked, demo=Demo(sites, 7, scenario, speed, tick_s))
    async with compose(target, clock) as composition:
        assert composition.simulator is not None
        gateway = Gateway(composition.simulator.app)
        composition.simulator.app = gateway
        if answers is not None:
            gateway.answers = answers
        await composition.api.warm_up()
        composition = composition._replace(services=adapt(composition.services))
        app = WatchedApp(
            composition.services,
            profile
            or (ConsoleProfile("prod", color=color) if cached or color else console._profile(composition)),
            iter([cached]) if cached else console._first_lists(composition),
            Beside(site, composition.api.warm_up, left_unfinished=left_unfinished),
            looks=looks,
            commands=commands,
        )
        # a real terminal has told its size before the screen is made
        app.main_screen.set_classes(layout_classes(Size(*size), "sites"))
        async with running(app, size=size, notifications=True) as pilot:
            driving = Console(app, pilot, composition, gateway, clock)
            await driving.until(lambda: app.main_screen.is_mounted)
            await driving.until(lambda: any(worker.group == "site-refresh" for worker in app.workers))
            if site is None and cached is None:
                await driving.until(lambda: app.main_screen.sites.rows.total == sites)
            if isinstance(clock, FakeClock):
                await driving.until(lambda: clock.sleepers >= _SLEEPERS_AT_REST, what="everything begun in")
            yield driving
