"""From a line that was entered to what leaves: checks, the gate in front of writes, one site or many, the history."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.command import CommandResult, Sentence
from altotui.domain.errors import AltotuiError, ReadOnly
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.suite import Services
from altotui.services.targets import Target
from altotui.ui.hints import choose_a_site
from altotui.ui.job_actions import JobActions
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation
    from altotui.ui.app import AltoApp
    from altotui.ui.screens.gate import Gate, GateAnswer, GateChoice

_REPEAT_S = 1.0
_ENTERED_JUST_NOW = "the same was entered a moment ago: if it is meant twice, enter it again in a second"
_NOTHING_WRITTEN: tuple[tuple[SiteId, ...], str, float] = ((), "", 0.0)
_MIXED = "mixed"
_MAX_SENT_CHARS = 20_000


class ReadBack(NamedTuple):
    """What came of reading the router after a write."""

    words: str
    """Visible-only: what that says of the write, or why it could not be read."""
    is_read: bool
    """Nothing more can be learned by asking again."""


class Sending:
    """Sends lines on behalf of the prompt and of what repeats them; every line is in the history."""

    def __init__(
        self,
        app: AltoApp,
        main: MainScreen,
        services: Services,
        profile: ConsoleProfile,
        jobs: JobActions,
    ) -> None:
        self._app = app
        self._main = main
        self._services = services
        self._timeout_s = profile.command_timeout_s
        self._jobs = jobs
        self._written = _NOTHING_WRITTEN
        """Sites, line and time of the newest write."""
        self.typed_id = ""
        """Of the newest line for the console itself in the history: what it sends ends there."""
        self._asking = asyncio.Lock()
        """Held while a gate is open: what was entered behind a write waits until it is left."""

    def send(
        self,
        target: Target,
        translation: Translation,
        *,
        field: str = "",
        typed: str = "",
        line_id: str = "",
    ) -> None:
        """Send a line to the sites it was typed for, or say why not; the up key brings it back.

        Args:
            target: Where.
            translation: What.
            field: The field whose values are to be counted; empty when the answers are wanted.
            typed: What was typed, when that is more than the line.
            line_id: Of the line in the history, when it stands there already.
        """
        line_id = line_id or self._remember(target, translation, typed)
        problem = self._problem(target, translation)
        if problem:
            self._refuse(translation, problem, line_id)
        elif translation.may_change:
            self._app.start(self._pass_gate(target, translation, line_id), group="gate")
        else:
            self._app.start(self._run_in_turn(target, translation, line_id, field=field), group="command")

    def read_for(self, target: Target, line: str, menu: str) -> Translation:
        """Return what a line means for a target: row numbers and versions are those of each router."""
        site = target.sites[0] if target.sites else None
        return self._services.reader.translate(line, menu, site, has_numbers=not target.is_set)

    async def send_and_wait(self, target: Target, translation: Translation) -> list[Outcome]:
        """Send one line of several and return how it ended on each site; none when it was not sent."""
        line_id = self._remember(target, translation, "")
        problem = self._problem(target, translation)
        if problem:
            self._refuse(translation, problem, line_id)
            return []
        if translation.may_change:
            results = await self._pass_gate(target, translation, line_id)
        else:
            results = await self._run(target, translation, line_id)
        return [result.outcome for result in results.values()]

    def _remember(self, target: Target, translation: Translation, typed: str) -> str:
        """Put the line into the history, and say so when it is kept out of the file; return its id."""
        taken = self._services.history.take(
            typed or translation.input,
            menu=translation.menu,
            target=target.label,
            sites=target.sites,
            is_write=translation.is_write,
        )
        if taken.withheld:
            self._main.console.note(taken.withheld)
        return taken.id

    def _problem(self, target: Target, translation: Translation) -> str:
        """Return why a line cannot be sent now; empty when it can."""
        if not translation.command:
            return translation.notes[0] if translation.notes else "there is nothing to send"
        if not target.sites:
            return f"no site is chosen: {choose_a_site()}"
        blocked = self._blocked(translation)
        if not blocked and translation.may_change and self._is_repeated(target, translation):
            return _ENTERED_JUST_NOW
        return blocked

    def _blocked(self, translation: Translation) -> str:
        """Return why a line may not be sent at this moment; empty when it may."""
        try:
            self._services.runner.check(translation)
        except ReadOnly as refused:
            return f"{refused}: :rw REASON unlocks it for 15 minutes"
        except AltotuiError as refused:
            return str(refused)
        return ""

    def _refuse(self, translation: Translation, reason: str, line_id: str) -> None:
        self._main.console.refuse(translation.input, reason, menu=translation.menu)
        self._services.history.settle(line_id, Outcome.NOT_SENT.value)

    def _is_repeated(self, target: Target, translation: Translation) -> bool:
        """Return whether the same line went to the same sites within the last second, by a key held too long."""
        now_mono = self._services.clock.monotonic()
        sites = tuple(site.id for site in target.sites)
        written, self._written = self._written, (sites, translation.input, now_mono)
        return written[:2] == self._written[:2] and now_mono - written[2] < _REPEAT_S

    # --- what leaves

    async def _run_in_turn(
        self, target: Target, translation: Translation, line_id: str, *, field: str
    ) -> dict[SiteId, CommandResult]:
        """Send a read behind the writes that were entered before it, typed ahead of their gates as it may be."""
        async with self._asking:
            pass
        return await self._run(target, translation, line_id, field=field)

    async def _run(
        self, target: Target, translation: Translation, line_id: str, *, field: str = ""
    ) -> dict[SiteId, CommandResult]:
        """Send a line that has passed; return the outcome of every site."""
        if not target.is_set and not field:
            site = target.sites[0]
            result = await self._services.runner.run(site, translation, timeout_s=self._timeout_s)
            self._settle(line_id, [result])
            return {site.id: result}
        results = await self._services.fan_out.run(
            target.sites, translation, timeout_s=self._timeout_s, name=_name_of(target), field=field
        )
        self._settle(line_id, results.values())
        return results

    def _settle(self, line_id: str, results: Iterable[CommandResult]) -> None:
        ended = list(results)
        outcomes = {result.outcome.value for result in ended}
        took = [result.elapsed_ms for result in ended if result.elapsed_ms is not None]
        outcome = outcomes.pop() if len(outcomes) == 1 else _MIXED
        self._services.history.settle(line_id, outcome, max(took) if took else None)

    # --- the gate

    async def _pass_gate(
        self, target: Target, translation: Translation, line_id: str
    ) -> dict[SiteId, CommandResult]:
        """Ask what is to become of a write, and do that; return the outcome of each site it was sent to."""
        from altotui.ui.screens.gate import GateChoice

        lanes = (GateChoice.JOB, GateChoice.CANCEL)
        live = (GateChoice.CANARY, GateChoice.ALL) if len(target.sites) > 1 else (GateChoice.LIVE,)
        answer = await self._ask(target.sites, translation, (*live, *lanes))
        problem = self._blocked(translation) if answer.choice.is_live else ""
        if problem:
            self._refuse(translation, problem, line_id)
            return {}
        match answer.choice:
            case GateChoice.LIVE | GateChoice.ALL:
                return await self._run(target, translation, line_id)
            case GateChoice.CANARY:
                return await self._run_with_canary(target, translation, line_id)
            case GateChoice.JOB:
                self._refuse(translation, "queued as a job instead, when the form is sent", line_id)
                self.open_job(target, translation)
            case _:
                self._written = _NOTHING_WRITTEN
                self._refuse(translation, "taken back", line_id)
        return {}

    async def _ask(
        self,
        sites: tuple[Site, ...],
        translation: Translation,
        choices: tuple[GateChoice, ...],
        *,
        stage: str = "",
    ) -> GateAnswer:
        """Open the gate and return what was chosen; what was typed ahead stands in the prompt afterwards."""
        async with self._asking:
            answer = await self._app.push_screen_wait(self._gate(sites, translation, choices, stage))
        if answer.typed_ahead:
            prompt = self._main.console.prompt
            prompt.set_text(prompt.text + answer.typed_ahead.rstrip("\n"))  # a last Enter was none
        return answer

    def _gate(
        self,
        sites: tuple[Site, ...],
        translation: Translation,
        choices: tuple[GateChoice, ...],
        stage: str,
    ) -> Gate:
        from altotui.domain.blast_radius import BlastRadius
        from altotui.domain.redaction import redact_words
        from altotui.ui.screens.write_gate import write_gate

        services = self._services
        listed = services.directory.listed
        radius = BlastRadius.of(
            [services.directory.get(site.id) or site for site in sites],
            translation,
            as_of=listed.as_of if listed else services.directory.server_now(),
            now=services.directory.server_now(),
            per_minute=services.api.budget.per_minute,
        )
        words = redact_words(translation.parameters, command=translation.command)
        sent = make_visible(
            " ".join((translation.command, *words)), keep_newlines=True, max_chars=_MAX_SENT_CHARS
        )
        called = ", ".join(services.reader.called(sites[0], translation)) if len(sites) == 1 else ""
        about = f"{sent}\non {make_visible(called)}" if called else sent
        return write_gate(radius, about, stage=stage, choices=choices)

    async def _run_with_canary(
        self, target: Target, translation: Translation, line_id: str
    ) -> dict[SiteId, CommandResult]:
        """Send a write to the first site, read it back, and ask again before the others get it."""
        results = await self._services.fan_out.run(
            target.sites,
            translation,
            timeout_s=self._timeout_s,
            name=_name_of(target),
            go_on=partial(self._after_canary, target.sites, translation),
        )
        self._settle(line_id, results.values())
        return results

    async def _after_canary(
        self, sites: tuple[Site, ...], translation: Translation, result: CommandResult
    ) -> bool:
        """Return whether the others follow; an outcome that is not ok stops here, without a question."""
        from altotui.ui.screens.gate import GateChoice

        if result.outcome is not Outcome.OK:
            return False
        said = await self.read_back(sites[0], translation)
        stage = f"1 of {len(sites)} done on {make_visible(sites[0].name, max_chars=60)}: {said.words}"
        answer = await self._ask(sites[1:], translation, (GateChoice.ALL, GateChoice.CANCEL), stage=stage)
        return answer.choice is GateChoice.ALL

    async def read_back(
        self, site: Site, translation: Translation, *, age_s: float | None = None
    ) -> ReadBack:
        """Read what a write was about on one site; return what that says of the write."""
        said = await self._read_back(site, translation, age_s)
        self._services.open_shift_log().take_reading(site.id, translation, said.words)
        return said

    async def _read_back(self, site: Site, translation: Translation, age_s: float | None) -> ReadBack:
        from altotui.domain.routeros.read_back import read_back
        from altotui.domain.routeros.translation import Kind
        from altotui.domain.routeros.translation import Translation as Line
        from altotui.domain.routeros.verdict import judge
        from altotui.storage.resources import load_menus

        read = read_back(translation.command)
        if read is None:
            return ReadBack("no read is known that would tell: look at the router yourself", is_read=True)
        line = Line(str(read), "/", Kind.READ, read.command, read.parameters)
        result = await self._services.runner.run(site, line, timeout_s=self._timeout_s)
        if result.outcome is not Outcome.OK:
            return ReadBack(
                f"could not be read back: {result.message or result.outcome.value}", is_read=False
            )
        written = Sentence(translation.command, translation.parameters)
        facts = load_menus().facts(read.command.rpartition("/")[0])
        verdict = await asyncio.to_thread(judge, written, read, result.reply, age_s, facts)
        return ReadBack(verdict.words, is_read=True)

    def open_job(self, target: Target, translation: Translation) -> None:
        """Open the form for a job that does what a line says."""
        from altotui.domain.routeros.job_script import job_script

        self._jobs.open_form(target, job_script(translation), description=translation.command[:60])


def _name_of(target: Target) -> str:
    return target.name if target.is_set else ""
