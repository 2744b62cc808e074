"""The entries of the transcript as services tell of them: commands, runs over several sites, watches."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING

from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.services.events import CommandFinished, CommandStarted, RunProgressed, RunStarted
from altotui.services.line_reader import LineReader
from altotui.ui.entries.entry import Entry
from altotui.ui.entries.shown import Shown
from altotui.ui.panes.transcript_view import TranscriptView

if TYPE_CHECKING:
    from altotui.services.watches import Watch
    from altotui.ui.entries.pivot_entry import PivotEntry
    from altotui.ui.entries.run_entry import RunEntry
    from altotui.ui.entries.watch_entry import WatchEntry


class ConsoleLog:
    """Finds the entry that an event is about, and shows it again."""

    def __init__(
        self, transcript: TranscriptView, reader: LineReader, later: Callable[[Callable[[], None]], object]
    ) -> None:
        """Take the transcript, what learns from answers, and what calls back once the screen has had its turn."""
        self.transcript = transcript
        self._reader = reader
        self._later = later
        self._commands: dict[int, Entry] = {}
        """Those without an outcome, those no longer waited for too."""
        self._runs: dict[int, RunEntry | PivotEntry] = {}
        """Those that go on."""
        self._watches: dict[int, WatchEntry] = {}
        self._changed: list[Shown] = []
        self._ended: list[Shown] = []
        """Those of them that are complete now: they are brought into sight."""

    # --- one router

    def started(self, event: CommandStarted) -> None:
        """Add the entry of a command that is being sent; those of a run stand in its entry."""
        if event.run_id is not None:
            return
        entry = Entry(
            event.entry_id,
            event.site_name,
            event.sentence,
            event.started_at,
            is_write=event.is_write,
            site_id=event.site_id,
        )
        entry.line = event.line
        self._commands[event.entry_id] = entry
        self.transcript.append(entry)

    def left(self, entry_id: int) -> None:
        """Show that a command has its turn, and is waiting for its answer."""
        entry = self._commands.get(entry_id)
        if entry is not None:
            entry.has_left = True
            self.transcript.repaint()

    def finished(self, event: CommandFinished) -> None:
        """Show the outcome of a command."""
        entry = self._commands.pop(event.entry_id, None)
        if entry is not None and entry in self.transcript.entries:
            entry.finish(event.result)
            if event.result.outcome is Outcome.OK:
                self._reader.take_answer(event.result.site_id, entry.sentence, event.result.reply)
            here = self.transcript.row_at(self.transcript.cursor)
            if self.transcript.has_focus and here is not None and here.entry is not entry:
                self.transcript.entry_changed(entry)  # nothing moves under the eyes of somebody who reads
            else:
                self.transcript.show_entry(entry)

    # --- many routers

    def run_started(self, event: RunStarted) -> None:
        """Add the entry of a run."""
        entry: RunEntry | PivotEntry
        if event.field:
            from altotui.ui.entries.pivot_entry import PivotEntry

            entry = PivotEntry(event)
        else:
            from altotui.ui.entries.run_entry import RunEntry

            entry = RunEntry(event)
        self._runs[event.run_id] = entry
        self.transcript.append(entry)

    def run_progressed(self, event: RunProgressed) -> None:
        """Take the outcome of one site; what many bring together is drawn once."""
        entry = self._runs.get(event.run_id)
        if entry is not None:
            entry.take(event.result)
            self._show_later(entry)

    def run_ended(self, run_id: int) -> None:
        """Show the end of a run."""
        entry = self._runs.pop(run_id, None)
        if entry is not None:
            entry.end()
            self._show_later(entry)
            self._ended.append(entry)

    # --- watches

    def watch_changed(self, watch: Watch) -> None:
        """Add the entry of a watch, or show it as it is by now."""
        entry = self._watches.get(watch.id)
        if entry is None:
            from altotui.ui.entries.watch_entry import WatchEntry

            self._forget_watches()
            entry = self._watches[watch.id] = WatchEntry(watch)
            self.transcript.append(entry)
        else:
            self._show_later(entry)

    def _forget_watches(self) -> None:
        """Let go of those that have ended and stand in the transcript no more, and of their samples."""
        shown = self.transcript.entries
        self._watches = {
            number: entry
            for number, entry in self._watches.items()
            if not entry.repeated.ended.is_set() or entry in shown
        }

    def watch_of(self, entry: Shown) -> Watch | None:
        """Return the watch that an entry shows; None for other entries."""
        return next((each.repeated for each in self._watches.values() if each is entry), None)

    def _show_later(self, entry: Shown) -> None:
        if not self._changed:
            self._later(self._show_changed)
        if entry not in self._changed:
            self._changed.append(entry)

    def _show_changed(self) -> None:
        changed, self._changed = self._changed, []
        ended, self._ended = self._ended, []
        transcript = self.transcript
        for entry in changed:
            if transcript.has_focus or entry not in transcript.entries:
                transcript.entry_changed(entry)  # nothing moves under the eyes of somebody who reads
            elif entry is transcript.entries[-1] and (entry in ended or transcript.shows_head_of(entry)):
                transcript.show_entry(entry)
            elif entry in ended:
                transcript.bring_into_sight(entry)
            else:
                transcript.entry_changed(entry)

    # --- what is open

    def add(self, entry: Shown) -> None:
        """Add an entry that is complete."""
        self.transcript.append(entry)

    def commands_of(self, site_id: SiteId) -> list[Entry]:
        """Return what was sent to one site alone and still stands in the transcript, oldest first."""
        return [entry for entry in self.transcript.commands() if entry.site_id == site_id]

    @property
    def in_flight(self) -> list[Entry | RunEntry | PivotEntry]:
        """Return what has no outcome yet, also what is no longer waited for."""
        return list(chain(self._commands.values(), self._runs.values()))

    @property
    def open_count(self) -> int:
        """Return how many commands and runs are waited for."""
        return sum(not entry.is_abandoned for entry in self._commands.values()) + len(self._runs)

    @property
    def runs(self) -> dict[int, RunEntry | PivotEntry]:
        """Return the runs that go on, by their numbers."""
        return dict(self._runs)

    def stop_waiting(self) -> list[Entry]:
        """Say of every open command that it is no longer waited for; return those it is new for."""
        waiting = [entry for entry in self._commands.values() if not entry.is_abandoned]
        for entry in waiting:
            entry.is_abandoned = True
        for entry in waiting:
            self.transcript.entry_changed(entry)
        return waiting

    def sites_of(self, number: int, part: int) -> tuple[SiteId, ...]:
        """Return the sites of a part of a numbered answer, part 0 being all; none when it does not stand there."""
        for entry in self.transcript.entries:
            if entry.number == number:
                return entry.sites_of(part)
        return ()
