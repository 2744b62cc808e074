"""What the commands that compare answers do: with each other, with an earlier run, and by the values of a field."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput
from altotui.domain.outcome import Outcome
from altotui.domain.text import make_visible
from altotui.services.events import RunStarted
from altotui.services.suite import Services
from altotui.ui.answer_actions import here_in
from altotui.ui.asking import ask_one
from altotui.ui.entries.shown import Shown
from altotui.ui.hints import other_entries
from altotui.ui.screens.main import MainScreen
from altotui.ui.sending import Sending

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp
    from altotui.ui.entries.run_entry import RunEntry

_NOTHING = "-"
_COMPARED_AT_ONCE = 2000
"""Rows of which the comparison does not show."""
_USUAL = "usual"


class Comparing:
    """Compares the answer under the cursor, else the newest one."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services, sending: Sending) -> None:
        self._app = app
        self._main = main
        self._services = services
        self._sending = sending
        self._transcript = main.console.transcript
        self.by_id: dict[str, Callable[[str], object]] = {
            "answer.diff": lambda _: self._diff(),
            "answer.earlier": lambda _: self._compare_with_earlier(here_in(self._transcript).entry),
            "answer.ignore": self._ignore,
            "answer.pivot": self._pivot,
        }

    def _run(self) -> RunEntry:
        from altotui.ui.entries.run_entry import RunEntry

        entry = here_in(self._transcript).entry
        if not isinstance(entry, RunEntry):
            raise InvalidInput(
                "this answer is of one router", "@tag:x or @marked sends a line to several, to compare them"
            )
        return entry

    def _diff(self) -> None:
        """Show what differs between groups, or all that they answered; of one router, what differs from before."""
        from altotui.ui.entries.run_entry import RunEntry

        entry = here_in(self._transcript).entry
        if not isinstance(entry, RunEntry):
            self._compare_with_earlier(entry)
            return
        entry.is_diffing = not entry.is_diffing
        self._show_again(entry)

    def _show_again(self, run: RunEntry) -> None:
        """Put the groups together anew, and show them to whoever typed the word for it."""
        run.group_again()
        self._transcript.entry_changed(run)
        if not self._transcript.has_focus:
            self._transcript.bring_into_sight(run)

    def _compare_with_earlier(self, entry: Shown) -> None:
        """Add an entry with what differs from the newest run of the same line on the same sites before this one."""
        if entry.line is None or not entry.number or not entry.ended():
            raise InvalidInput("this entry has no answer that could be compared", other_entries())
        if len(entry.ended()) < len(entry.sites_of(0)):
            raise InvalidInput("some sites have not answered yet", "wait for the rest, or esc stops them")
        entries = self._transcript.entries
        for earlier in reversed(entries[: entries.index(entry)]):
            if _is_same_question(earlier, entry):
                self._app.start(self._show_difference(earlier, entry), group="diff")
                return
        raise InvalidInput("this line was not answered before on these sites", ". sends it again")

    async def _show_difference(self, earlier: Shown, later: Shown) -> None:
        """Compare two runs, in a thread where the keyboard would notice."""
        from altotui.ui.entries.diff_entry import DiffEntry

        rows = sum(len(result.reply.rows) for result in later.ended())
        if rows <= _COMPARED_AT_ONCE:
            entry = DiffEntry(earlier, later)
        else:
            entry = await asyncio.to_thread(DiffEntry, earlier, later)
        self._main.console.journal.add(entry)

    def _ignore(self, names: str) -> None:
        """Leave fields out of comparisons; `-` leaves nothing out, `usual` what is left out by itself."""
        from altotui.domain.answer_groups import group_ignored

        run = self._run()
        current = set(group_ignored(run.sentence.command) if run.ignored is None else run.ignored)
        wanted = names.replace(",", " ").split()
        if not wanted:
            shown = " ".join(sorted(make_visible(name, max_chars=40) for name in current)) or "nothing"
            self._main.console.note(f"ignored when answers are compared: {shown}")
            return
        if wanted == [_USUAL]:
            run.ignored = None
        elif wanted == [_NOTHING]:
            run.ignored = frozenset()
        else:
            added = {name for name in wanted if not name.startswith(_NOTHING)}
            away = {name.removeprefix(_NOTHING) for name in wanted if name.startswith(_NOTHING)}
            run.ignored = frozenset((current | added) - away)
        self._show_again(run)

    def _pivot(self, typed: str) -> None:
        """Count the values of a field: on the targets by a new read, or in the answers that are there."""
        if " " in typed.strip():
            from altotui.domain.pivot import pivot_words

            field, line = pivot_words(typed)
            translation = self._main.console.line.translate(line)
            if translation.may_change:
                raise InvalidInput("only reads are counted", r"\pivot version from /system/resource/print")
            target = self._services.targets.current
            self._sending.send(target, translation, field=field, line_id=self._sending.typed_id)
            return
        run = self._run()
        if typed:
            self._pivot_run(run, typed)
            return
        from altotui.ui.screens.choose import Option

        answer = next(run.answers(), None)
        keys = answer.table.layout.keys if answer is not None and answer.table is not None else ()
        if not keys:
            raise InvalidInput("these answers have no fields", r"\pivot FIELD from LINE asks for some")
        options = [Option(key, make_visible(key, max_chars=40)) for key in keys]
        ask_one(self._app, "Count the values of", options, (), lambda field: self._pivot_run(run, field))

    def _pivot_run(self, run: RunEntry, field: str) -> None:
        """Count in the answers of a run; nothing is asked again."""
        if not run.has_ended:
            raise InvalidInput("this run still goes on", "count when all have answered, or esc stops it")
        from altotui.ui.entries.pivot_entry import PivotEntry

        event = RunStarted(
            self._services.runner.next_number(),
            run.sites,
            run.line,
            run.started_at,
            name=run.called,
            field=field,
        )
        entry = PivotEntry(event)
        for result in run.ended():
            entry.take(result)
        if run.has_ended:
            entry.end()
        self._main.console.journal.add(entry)


def _is_same_question(earlier: Shown, later: Shown) -> bool:
    """Return whether the same was sent to the same sites, and at least one of them answered."""
    if earlier.line is None or later.line is None or type(earlier) is not type(later):
        return False
    return (
        (earlier.line.command, earlier.line.parameters) == (later.line.command, later.line.parameters)
        and earlier.sites_of(0) == later.sites_of(0)
        and any(result.outcome is Outcome.OK for result in earlier.ended())
    )
