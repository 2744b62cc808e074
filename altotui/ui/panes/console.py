"""The console pane: a prompt that always shows its target, and what the routers answered."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.events import CommandFinished, CommandStarted
from altotui.services.line_reader import LineReader
from altotui.ui.panes.prompt import NO_SITE, Prompt
from altotui.ui.panes.transcript_view import TranscriptView
from altotui.ui.panes.typed_line import TypedLine
from altotui.ui.transcript import Entry, Note, Refusal
from altotui.ui.widgets.line_edit import LineEdit
from altotui.ui.widgets.status_line import Part, StatusLine

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation
    from altotui.services.inspector import Inspector
    from altotui.ui.panes.completing import Completing


class ConsolePane(Vertical):
    """Transcript, prompt, and a line that says what would be sent."""

    class LineEntered(Message):
        """A person pressed Enter on a line that can be sent; the target is the one shown at that moment."""

        def __init__(self, site: Site, translation: Translation) -> None:
            super().__init__()
            self.site = site
            self.translation = translation

    class ConsoleAsked(Message):
        """A person typed a `:` command of the console."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class LeaveAsked(Message):
        """A person typed `/quit`."""

    def __init__(self, reader: LineReader, make_inspector: Callable[[], Inspector]) -> None:
        super().__init__(id="console", classes="pane")
        self._reader = reader
        self._line = TypedLine(reader)
        self._is_active = False
        self._title = StatusLine(classes="pane-title")
        self.transcript = TranscriptView(id="transcript")
        self.prompt = Prompt(self._line.colours_of)
        self._make_inspector = make_inspector
        self._completing: Completing | None = None
        self._hint = StatusLine(classes="pane-note")
        self._entries: dict[int, Entry] = {}
        self._is_loading = False

    def compose(self) -> ComposeResult:
        """Build the pane."""
        yield self._title
        yield self.transcript
        yield self.prompt
        yield self._hint

    def show_active(self, is_active: bool) -> None:
        """Show in the title whether this is the pane that keys go to."""
        self._is_active = is_active
        self._describe()

    def on_mount(self) -> None:
        """Show the state before anything was typed."""
        self._describe()

    def show_target(self, site: Site | None, *, is_read_only: bool) -> None:
        """Show which site commands go to, and whether writes are allowed."""
        self._line.site, self._line.is_read_only = site, is_read_only
        self._label_prompt()
        self.prompt.set_placeholder("" if site else NO_SITE)
        self._describe()

    def _label_prompt(self) -> None:
        self.prompt.set_label(self._line.label)
        self.prompt.colour_again()

    def commands_of(self, site_id: SiteId) -> list[Entry]:
        """Return what was sent to one site and still stands in the transcript, oldest first."""
        entries = self.transcript.entries
        return [entry for entry in entries if isinstance(entry, Entry) and entry.site_id == site_id]

    def started(self, event: CommandStarted) -> None:
        """Add the entry of a command that is being sent."""
        entry = Entry(
            event.entry_id,
            event.site_name,
            event.sentence,
            event.started_at,
            is_write=event.is_write,
            site_id=event.site_id,
        )
        self._entries[event.entry_id] = entry
        self.transcript.append(entry)
        self._describe()

    def left(self, entry_id: int) -> None:
        """Show that a command has its turn, and is waiting for its answer."""
        entry = self._entries.get(entry_id)
        if entry is not None:
            entry.has_left = True
            self.transcript.repaint()

    def finished(self, event: CommandFinished) -> None:
        """Show the outcome of a command."""
        entry = self._entries.pop(event.entry_id, None)
        if entry is not None and entry in self.transcript.entries:
            entry.finish(event.result)
            if event.result.outcome is Outcome.OK:
                self._reader.take_answer(event.result.site_id, entry.sentence, event.result.reply)
            self.transcript.show_entry(entry)
        self._describe()

    def note(self, text: str, meaning: str = "muted") -> None:
        """Add words of the console itself; visible-only text."""
        self.transcript.append(Note(text, meaning))

    def show_answer(self, entry: Entry) -> None:
        """Add an entry that has its outcome already."""
        self.transcript.append(entry)

    @property
    def in_flight(self) -> list[Entry]:
        """Return the commands that have no outcome yet, those no longer waited for too."""
        return list(self._entries.values())

    def stop_waiting(self) -> list[Entry]:
        """Say of every open command that it is no longer waited for; return those it is new for."""
        waiting = [entry for entry in self._entries.values() if not entry.is_abandoned]
        for entry in waiting:
            entry.is_abandoned = True
        for entry in waiting:
            self.transcript.show_entry(entry)
        if waiting:
            self._describe()
        return waiting

    @on(Prompt.Edited)
    def preview(self, message: Prompt.Edited) -> None:
        """Say what the line would send, as it is typed."""
        message.stop()
        if self.prompt.text and not self._reader.is_ready and not self._is_loading:
            self._is_loading = True
            load: Callable[[], Coroutine[object, object, object]] = self._load
            self.run_worker(load, group="language", exclusive=True, exit_on_error=False)
        self._describe()

    def _start_asking(self, work: Callable[[], Coroutine[object, object, object]]) -> None:
        self.run_worker(work, group="inspect", exclusive=True, exit_on_error=False)

    async def _load(self) -> None:
        """Load the language beside the screen, then say what the line would send."""
        await self._reader.warm_up()
        self.prompt.colour_again()
        self._describe()

    def complete(self, step: int) -> bool:
        """Go on with the line, or step to the next way; return False when there is nothing typed to go on with."""
        if self._completing is None:
            from altotui.ui.panes.completing import Completing

            self._completing = Completing(
                self.prompt, self._line, self._make_inspector(), self._start_asking, self._describe
            )
        return self._completing.step(step)

    @on(LineEdit.Submitted)
    def enter_line(self, message: LineEdit.Submitted) -> None:
        """Send the line that stood in the prompt when Enter was pressed, or say why not and give it back."""
        message.stop()
        text = message.text.strip()
        if not text:
            return
        self.prompt.remember(text)
        if self._line.verb_of_console(text) is not None:
            self.post_message(self.ConsoleAsked(text.removeprefix(":")))
            return
        translation = self._line.translate(text)
        if translation.kind == "local":
            self._do_here(translation)
        elif self._line.site is None:
            self.refuse(translation, "no site is chosen: f2, then enter on one")
        elif not translation.command:
            self.refuse(translation, translation.notes[0])
        else:
            self.post_message(self.LineEntered(self._line.site, translation))

    def _do_here(self, translation: Translation) -> None:
        """Do what a line asks of the console itself: go to a menu, or leave."""
        if translation.leaves:
            self.post_message(self.LeaveAsked())
        elif translation.moves_to is not None:
            self._line.menu = translation.moves_to
            self._label_prompt()
        self._describe()

    def refuse(self, translation: Translation, reason: str) -> None:
        """Say in the transcript why a line was not sent; the up key brings it back.

        It is not put back into the prompt: what is typed ahead would be joined to it.
        """
        self.transcript.append(Refusal(make_visible(translation.input), reason))

    @on(LineEdit.PasteRefused)
    def explain_paste(self, message: LineEdit.PasteRefused) -> None:
        """Say why a paste was not taken."""
        message.stop()
        self._hint.show([(f" {message.lines} lines pasted, none taken: paste one at a time", "bad")])

    def _describe(self) -> None:
        open_commands = sum(not entry.is_abandoned for entry in self._entries.values())
        waiting = f" waiting for {open_commands}" if open_commands else ""
        title: Part = (" 2 Console ", "mark" if self._is_active else "strong")
        target: Part = (f" {self._line.site.name}" if self._line.site else "", "strong")
        self._title.show([title, target], [(waiting, "warn")])
        choosing = self.prompt.choosing
        self._hint.show(
            choosing.parts(self._hint.size.width) if choosing else self._line.hint(self.prompt.text)
        )
