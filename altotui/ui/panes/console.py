"""The console pane: a prompt that always shows its target, and what the routers answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.events import CommandFinished, CommandStarted
from altotui.ui.panes.transcript_view import TranscriptView
from altotui.ui.transcript import Entry, Note, Refusal
from altotui.ui.widgets.line_edit import LineEdit
from altotui.ui.widgets.status_line import Part, StatusLine

if TYPE_CHECKING:
    from altotui.domain.routeros.line import Translation
    from altotui.domain.routeros.safety import Safety

MAX_HISTORY = 500
NO_SITE = "choose a site first: f2, then enter"
_KIND_MEANINGS = {
    "read": "good",
    "bounded": "good",
    "sensitive": "warn",
    "write": "warn",
    "disruptive": "bad",
    "reject": "bad",
    "local": "muted",
}


class Prompt(LineEdit):
    """The line that commands are typed in; it remembers what was sent from it."""

    class Edited(Message):
        """The text is another."""

    def __init__(self) -> None:
        super().__init__("no site> ", NO_SITE, id="prompt")
        self._history: list[str] = []
        self._at = 0
        self._draft = ""

    def remember(self, text: str) -> None:
        """Keep a line for the up key; the same line twice in a row is kept once."""
        if not self._history or self._history[-1] != text:
            self._history = [*self._history[-MAX_HISTORY + 1 :], text]
        self._at = len(self._history)

    def text_changed(self) -> None:
        """Tell the pane."""
        self.post_message(self.Edited())

    def handle_key_name(self, key: str, character: str | None) -> bool:
        """Step through earlier lines with up and down; the rest is editing."""
        if key == "up" and self._at > 0:
            if self._at == len(self._history):
                self._draft = self.text
            self._recall(self._at - 1)
        elif key == "down" and self._at < len(self._history):
            self._recall(self._at + 1)
        elif key not in ("up", "down"):
            return super().handle_key_name(key, character)
        return True

    def _recall(self, position: int) -> None:
        self._at = position
        self.set_text(self._history[position] if position < len(self._history) else self._draft)


class ConsolePane(Vertical):
    """Transcript, prompt, and a line that says what would be sent."""

    class LineEntered(Message):
        """A person pressed Enter on a line that can be sent; the target is the one shown at that moment."""

        def __init__(self, site: Site, translation: Translation) -> None:
            super().__init__()
            self.site = site
            self.translation = translation

    def __init__(self, load_safety: Callable[[], Safety]) -> None:
        super().__init__(id="console", classes="pane")
        self._load_safety = load_safety
        self._is_active = False
        self._title = StatusLine(classes="pane-title")
        self.transcript = TranscriptView(id="transcript")
        self.prompt = Prompt()
        self._hint = StatusLine(classes="pane-note")
        self._site: Site | None = None
        self._is_read_only = True
        self._entries: dict[int, Entry] = {}

    def _translate(self, line: str) -> Translation:
        """Return what `line` would send; the language is loaded by the first line, not by every start."""
        from altotui.domain.routeros.line import translate

        return translate(line, self._load_safety())

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
        self._site, self._is_read_only = site, is_read_only
        mode = "RO" if is_read_only else "RW"
        self.prompt.set_label(f"[{mode}] {site.name}> " if site else "no site> ")
        self.prompt.set_placeholder("" if site else NO_SITE)
        self._describe()

    def started(self, event: CommandStarted) -> None:
        """Add the entry of a command that is being sent."""
        is_write = self._translate(str(event.sentence)).is_write
        entry = Entry(event.entry_id, event.site_name, event.sentence, event.started_at, is_write=is_write)
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
        self._describe()

    @on(LineEdit.Submitted)
    def enter_line(self, message: LineEdit.Submitted) -> None:
        """Send the line that stood in the prompt when Enter was pressed, or say why not and give it back."""
        message.stop()
        text = message.text.strip()
        if not text:
            return
        self.prompt.remember(text)
        translation = self._translate(text)
        if self._site is None:
            self.refuse(translation, "no site is chosen: f2, then enter on one")
        elif not translation.command:
            self.refuse(translation, translation.notes[0])
        else:
            self.post_message(self.LineEntered(self._site, translation))

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
        target: Part = (f" {self._site.name}" if self._site else "", "strong")
        self._title.show([title, target], [(waiting, "warn")])
        self._hint.show(self._hint_parts())

    def _hint_parts(self) -> list[Part]:
        text = self.prompt.text.strip()
        if not text:
            return [(" /ip/arp/print  /system/resource/print  /interface/print ?type=ether", "muted")]
        translation = self._translate(text)
        meaning = _KIND_MEANINGS[translation.kind]
        if not translation.command:
            return [(f" {translation.notes[0]}", meaning)]
        blocked = translation.is_write and self._is_read_only
        note = "  read-only: :rw unlocks" if blocked else "".join(f"  {note}" for note in translation.notes)
        sent = " ".join((translation.command, *translation.parameters))
        return [
            (f" {translation.kind} ", meaning),
            (f" sends {sent}", "muted"),
            (note, "warn" if blocked else "muted"),
        ]
