"""Goes on where an earlier console has ended: its place, and its last lines with answers as old as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from altotui.domain.ages import coarse_age
from altotui.domain.audit import STOPPED_BEFORE_ANSWER
from altotui.domain.command import CommandResult, Sentence
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translation import Kind, Translation
from altotui.domain.site import Site
from altotui.domain.workspace import CUT_OFF, MOST_IDS, ON_RECORD, Asked, Place, Workspace
from altotui.services.events import RunStarted
from altotui.services.suite import Services
from altotui.services.targets import MARKED
from altotui.ui.entries.entry import Entry
from altotui.ui.entries.left_entry import LeftEntry
from altotui.ui.entries.notes import Note
from altotui.ui.entries.pivot_entry import PivotEntry
from altotui.ui.entries.run_entry import RunEntry
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp


class Resuming:
    """Puts one console to where another has ended."""

    def __init__(
        self, app: AltoApp, main: MainScreen, services: Services, left: Workspace, *, is_target_named: bool
    ) -> None:
        """Take the console, and what was left; a target that was named for this start stays what it is."""
        self._app = app
        self._main = main
        self._services = services
        self._left = left
        self._is_target_named = is_target_named
        self._has_gone = False
        """Nothing is moved any more."""
        self._is_there = False
        """The person was brought to where one was then."""

    # --- the place

    async def go(self) -> None:
        """Go to the place of then: what needs no sites at once, the rest as soon as its sites are listed."""
        main, place = self._main, self._left.place
        if not self._has_begun_elsewhere():
            if place.is_zoomed is not main.pane_layout.is_zoomed:
                main.zoom()
            main.console.line.menu = place.menu
            main.show_targets()
            if not self._is_target_named:
                main.show_pane(place.pane)
        if self._services.directory.listed is None:
            await self._services.directory.refresh()
        if self._is_listed:
            self._go()

    async def go_late(self) -> None:
        """Go there when the sites have come from the API, where they were not listed before."""
        if not self._has_gone:
            await self._services.directory.came_live.wait()
            self._go()

    def place(self, here: Place) -> Place:
        """Return where the next console is to go on: where one was then, until one is there or somewhere else."""
        if self._is_there or here.chosen or here.set_name or here.marked:
            return here
        then = self._left.place
        return here._replace(
            chosen=then.chosen, set_name=then.set_name, set_ids=then.set_ids, marked=then.marked
        )

    @property
    def _is_listed(self) -> bool:
        """Return whether lines would go to all that they went to; a mark may wait for its site."""
        place, get = self._left.place, self._services.directory.get
        if self._is_target_named:
            return True
        if place.chosen and get(place.chosen) is None:
            return False
        return (any if place.set_name == MARKED else all)(map(get, place.set_ids))

    def _has_begun_elsewhere(self) -> bool:
        """Return whether the person has begun by now, and say so: nothing moves under somebody's hands."""
        if self._app.in_use.is_set() and not self._has_gone:
            self._has_gone = True
            self._app.tell("not where you were: you have begun already", severity="warning")
        return self._has_gone

    def _go(self) -> None:
        main, place = self._main, self._left.place
        if self._has_begun_elsewhere():
            return
        self._has_gone = self._is_there = True
        self._services.marks.bring_back(place.marked)
        if self._is_target_named:
            main.show_targets()
            return
        self._aim(place)
        main.show_pane(place.pane)

    def _aim(self, place: Place) -> None:
        """Let lines go where they went then; where that is not possible they go to one site, or nowhere."""
        main, services = self._main, self._services
        site = services.directory.get(place.chosen) if place.chosen is not None else None
        if site is not None:
            main.choose_site(site)
        if place.set_name:
            ids = [each for each in place.set_ids if services.directory.get(each) is not None]
            if ids:
                services.targets.choose_set(ids, place.set_name)
            if len(ids) < len(place.set_ids) or not ids:
                gone = f"{len(place.set_ids) - len(ids)} of its sites are not listed any more"
                why = gone if place.set_ids else f"it had more than {MOST_IDS} sites"
                self._app.tell(f"@{place.set_name}: {why}", severity="warning")
        elif place.chosen is not None and site is None:
            self._app.tell("the site that lines went to is not listed any more", severity="warning")
        main.show_targets()

    # --- the answers

    async def show_answers(self) -> tuple[Asked, ...]:
        """Put what was asked then before what has been asked by now; return it with the numbers it has here."""
        services, console, left = self._services, self._main.console, self._left
        asked = tuple(each for each in left.asked if each.sites)
        if asked:
            await services.reader.warm_up()
        if not services.runner.number_after(max((each.number for each in asked), default=0)):
            asked = tuple(each._replace(number=0) for each in asked)
        now = services.clock.now()
        note = Note(_resumed_words(left, len(asked), now), "warn" if left.damaged else "muted")
        entries = [note, *map(self._entry, asked)]
        for entry in entries:
            entry.look_at(now)
        console.transcript.entries[:0] = entries
        console.transcript.show_entry(console.transcript.entries[-1])
        console.describe()
        self._offer_again(asked)
        return asked

    def _offer_again(self, asked: Sequence[Asked]) -> None:
        """Put the newest line into an empty prompt when it was a read that the end has cut off; nothing is sent."""
        prompt = self._main.console.prompt
        if asked and not prompt.text and not asked[-1].is_write and not asked[-1].has_ended:
            prompt.set_text(asked[-1].line)

    def _entry(self, asked: Asked) -> Entry | RunEntry | PivotEntry | LeftEntry:
        line = self._line(asked)
        if not asked.has_ended and not asked.is_write:
            asked = asked.without_answers(CUT_OFF)
        if _is_without_answers(asked) or (asked.is_run and line is None):
            return _left(asked, line)
        asked = asked._replace(results=(*asked.results, *_lost(asked)))
        entry = self._run(asked, line) if asked.is_run and line is not None else _single(asked, line)
        entry.is_folded = all(result.outcome is Outcome.OK for result in asked.results)
        return entry

    def _line(self, asked: Asked) -> Translation | None:
        """Return what was typed, read anew; None for a read that would be another one by now."""
        site = self._services.directory.get(asked.sites[0][0])
        line = self._services.reader.translate(asked.line, asked.menu, site, has_numbers=not asked.is_run)
        if (line.command, line.parameters, line.may_change) == (
            asked.command,
            asked.parameters,
            asked.is_write,
        ):
            return line
        if asked.is_write:  # enough to read back what it has done; sent again it is read anew
            return Translation(asked.line, asked.menu, Kind.WRITE, asked.command, asked.parameters)
        return None

    def _run(self, asked: Asked, line: Translation) -> RunEntry | PivotEntry:
        listed = self._services.directory.get
        sites = tuple(listed(site_id) or Site(site_id, name) for site_id, name in asked.sites)
        event = RunStarted(asked.number, sites, line, asked.asked_at, asked.called, asked.field)
        entry = PivotEntry(event) if asked.field else RunEntry(event)
        for result in asked.results:
            entry.take(result)
        entry.end()
        return entry


def _resumed_words(left: Workspace, count: int, now: datetime) -> str:
    """Return from when what is shown again is, and how much of it there is."""
    age_s = (now - left.left_at).total_seconds()
    age = f"{coarse_age(age_s)} ago" if age_s >= 0 else "by a clock that was ahead of the one here"
    at = (
        f"{left.left_at:%d %b %H:%M:%S}"
        if left.left_at.year == now.year
        else f"{left.left_at:%d %b %Y %H:%M:%S}"
    )
    lines = f"{count} line{'s' * (count != 1)}"
    parts = f"{left.damaged} part{'s' * (left.damaged != 1)}"
    damage = f"; {parts} of the file {'is' if left.damaged == 1 else 'are'} damaged and passed over"
    return f"resumed from {at}Z, {age}: {lines}, as old as they say{damage if left.damaged else ''}"


def _is_without_answers(asked: Asked) -> bool:
    """Return whether there is nothing to show but how it ended; a lost write is shown so that it can be read back."""
    if asked.elsewhere:
        return True
    is_to_read_back = asked.unknown and (not asked.is_run or asked.why_not_kept == ON_RECORD)
    return bool(asked.why_not_kept) and not is_to_read_back


def _lost(asked: Asked) -> list[CommandResult]:
    """Return the outcome of each site of which none is known."""
    return [
        CommandResult(site_id, name, Outcome.UNKNOWN, message=STOPPED_BEFORE_ANSWER)
        for site_id, name in asked.unanswered()
    ]


def _single(asked: Asked, line: Translation | None) -> Entry:
    (site_id, name), *_ = asked.sites
    sentence = Sentence(asked.command, asked.parameters)
    entry = Entry(asked.number, name, sentence, asked.asked_at, is_write=asked.is_write, site_id=site_id)
    entry.line = line
    entry.has_left = True
    entry.finish(asked.results[0])
    return entry


def _left(asked: Asked, line: Translation | None) -> LeftEntry:
    entry = LeftEntry(asked)
    entry.line = line
    return entry
