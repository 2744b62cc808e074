"""What was pasted, line by line, before anything is done with it; keys typed before it was drawn choose nothing."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from altotui.domain.pasted_text import plain_form, replaced_in
from altotui.domain.routeros.script_lines import groups_of
from altotui.domain.text import make_visible
from altotui.ui.cells import Piece, fit
from altotui.ui.screens.confirm import DEAF_FOR_S
from altotui.ui.widgets.row_list import RowList

Read = Callable[[str], tuple[str, str]]
"""Returns the kind of one command, such as `read` or `write`, and a note that may be empty."""
_KIND_CELLS = 11
_QUIET = frozenset({"read", "bounded", "local"})
_LOUD = frozenset({"disruptive", "reject"})
_SLICE_S = 0.005
"""So long are commands read at a stretch."""
_ROWS_OF_THE_REST = 13
"""Of the dialog on a screen, without the lines."""
_MAX_SHOWN_CHARS = 500
_STEP_CHARS = 20
"""So far one key moves lines that are longer than the dialog is wide."""


class PasteUse(StrEnum):
    """What to do with what was pasted."""

    ONE_BY_ONE = "one by one"
    SCRIPT = "script"
    JOB = "job"


class PasteAnswer(NamedTuple):
    """What a person chose."""

    use: PasteUse
    lines: tuple[str, ...]
    """In their plain form. One by one: the commands in order, without comments and empty lines; one that goes on over
    several lines has line breaks in it."""


class _Command(NamedTuple):
    """Lines that belong together."""

    first: int
    text: str

    @property
    def is_sent(self) -> bool:
        """Return whether it is more than a comment or nothing."""
        lines = (line.strip() for line in self.text.split("\n"))
        return any(line and not line.startswith("#") for line in lines)


class PastedRows(RowList):
    """The lines with their numbers; the kind of a command stands in front of its first line."""

    HEADING_LINES = 0
    HAS_CURSOR = False

    def __init__(self, lines: Sequence[str], read: Read) -> None:
        """Take the lines as they were pasted; `read` is asked once for each command, in their order."""
        super().__init__(id="pasted")
        self._lines = lines
        self._plain = [plain_form(line) for line in lines]
        self._read = read
        self.commands = [
            _Command(group.start, "\n".join(self._plain[group.start : group.stop]))
            for group in groups_of(self._plain)
        ]
        self._read_count = 0
        self._said: dict[int, tuple[str, str]] = {}
        """Kind and note of the commands read so far, by their first line."""
        self._number_cells = len(str(len(lines))) + 2
        self._left = 0
        """So many characters of each line are to the left of what is shown."""

    @property
    def plain_lines(self) -> tuple[str, ...]:
        """Return the lines as they would be sent."""
        return tuple(self._plain)

    @property
    def kinds(self) -> Counter[str]:
        """Return how many commands of each kind were read so far."""
        return Counter(kind for kind, _ in self._said.values() if kind)

    def read_on(self, until: Callable[[], bool]) -> bool:
        """Read commands until that is enough; return whether there are more."""
        while self._read_count < len(self.commands):
            command = self.commands[self._read_count]
            self._said[command.first] = self._read(command.text) if command.is_sent else ("", "")
            self._read_count += 1
            if until():
                break
        return self._read_count < len(self.commands)

    def move(self, key: str) -> bool:
        """Act on a key of those that up and down do not need, and return whether it was one."""
        match key:
            case "pageup" | "pagedown":
                self.scroll_rows(self.page_rows if key == "pagedown" else -self.page_rows)
            case "home" | "end":
                self.scroll_rows(self.row_count() if key == "end" else -self.row_count())
            case "left" | "right":
                self._left = max(0, self._left + (_STEP_CHARS if key == "right" else -_STEP_CHARS))
                self._left = min(self._left, max(map(len, self._plain)) // _STEP_CHARS * _STEP_CHARS)
                self.repaint()
            case _:
                return False
        return True

    def row_count(self) -> int:
        """Return how many lines there are."""
        return len(self._lines)

    def make_row(self, index: int, width: int) -> list[Piece]:  # noqa: ARG002 (every row is asked the same way)
        """Return a line: number, kind, text, and what is written in another way."""
        kind, note = self._said.get(index, ("", ""))
        odd = ", ".join(str(each) for each in replaced_in(self._lines[index : index + 1]))
        remark = "  ".join(each for each in (odd, make_visible(note)) if each)
        number = fit(f"{index + 1} ", self._number_cells, right=True)
        text = make_visible(self._plain[index][self._left : self._left + _MAX_SHOWN_CHARS])
        return [
            (number, self.look("muted")),
            (fit(kind, _KIND_CELLS), self.look(_meaning_of(kind))),
            (text, self.look("")),
            (f"  {remark}" if remark else "", self.look("warn" if odd else "muted")),
        ]


class _Uses(RowList):
    """What can be done; deaf until it has been on the screen for a moment."""

    HEADING_LINES = 0

    def __init__(self, uses: Sequence[tuple[PasteUse | None, str, str]], rows: PastedRows) -> None:
        super().__init__(id="paste-uses")
        self._uses = uses
        self._rows = rows
        self._drawn_mono: float | None = None
        # it begins on what sends nothing and loses nothing
        self.cursor = next(at for at, (use, _, _) in enumerate(uses) if use is PasteUse.SCRIPT)

    def drawn(self) -> None:
        self._drawn_mono = time.monotonic()

    def is_early(self, event: events.Event) -> bool:
        """Return whether an event is from before the question could be read."""
        return self._drawn_mono is None or event.time < self._drawn_mono + DEAF_FOR_S

    def row_count(self) -> int:
        return len(self._uses)

    def row_at(self, index: int) -> PasteUse | None:
        return self._uses[index][0]

    def make_row(self, index: int, width: int) -> list[Piece]:  # noqa: ARG002 (every row is asked the same way)
        _, label, note = self._uses[index]
        sign = "> " if index == self.cursor else "  "
        return [(f" {sign}{label}", self.look("")), (f"  {note}", self.look("muted"))]

    async def _on_key(self, event: events.Key) -> None:
        if self.is_early(event):
            event.stop()
            event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Choose nothing by a click from before."""
        if self.is_early(event):
            event.stop()
            event.prevent_default()

    def handle_key_name(self, key: str) -> bool:
        """Move between the choices with up and down; the other movement keys move the lines above."""
        return self._rows.move(key) or super().handle_key_name(key)


class PasteReview(ModalScreen[PasteAnswer]):
    """Ends with what to do with the lines, and with None when it was left: then nothing is done with them."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#paste-uses"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel")]

    def __init__(
        self, lines: Sequence[str], target_words: str, read: Read, *, is_read_only: bool = False
    ) -> None:
        """Take lines that `pasted_text.check` has passed.

        Args:
            lines: As they were pasted.
            target_words: What commands go to; visible-only.
            read: Asked once for each command, in their order.
            is_read_only: Writes would be refused.
        """
        super().__init__()
        self._target_words = target_words
        self._is_read_only = is_read_only
        self._rows = PastedRows(lines, read)
        self._replaced = replaced_in(lines)
        self._uses = _Uses(self._choices(), self._rows)

    def _choices(self) -> list[tuple[PasteUse | None, str, str]]:
        count = sum(command.is_sent for command in self._rows.commands)
        is_one = self._rows.row_count() == 1
        sends = f"send {_counted(count, 'command')}, stop at the first that is not ok"
        return [
            (PasteUse.ONE_BY_ONE, "one by one", sends),
            (
                PasteUse.SCRIPT,
                "into the prompt" if is_one else "as one script",
                "edit it first, send nothing",
            ),
            (PasteUse.JOB, "as one job", "open the form for a job with it, queue nothing"),
            (None, "cancel", "do nothing with it"),
        ]

    def compose(self) -> ComposeResult:
        """Build the dialog."""
        count = self._rows.row_count()
        self._rows.styles.height = max(1, min(count, self.app.size.height - _ROWS_OF_THE_REST))
        self._uses.styles.height = self._uses.row_count()
        with Vertical(classes="dialog"):
            title = f"Pasted: {_counted(count, 'line')} for {self._target_words}"
            yield Static(Content(title), classes="dialog-title")
            yield self._rows
            yield Static(Content(""), id="paste-summary")
            yield Static(Content("\n".join(self._warnings())), id="paste-warnings")
            yield self._uses
            hint = "up, down and enter choose; page keys, left and right move the lines; esc cancels"
            yield Static(Content(hint), classes="dialog-hint")

    def _warnings(self) -> list[str]:
        words = [str(each) for each in self._replaced[:3]]
        if len(self._replaced) > len(words):
            words.append(f"and {len(self._replaced) - len(words)} other characters")
        said = [f"written plainly: {', '.join(words)}"] if words else []
        if self._is_read_only:
            said.append("the session is read-only: writes are refused; :rw REASON unlocks")
        return said

    def on_mount(self) -> None:
        """Read what is in sight, and the rest beside the screen."""
        self._rows.read_on(_for_a_moment())
        self._show_summary()
        self.query_one("#paste-warnings").display = bool(self._warnings())
        self.call_after_refresh(self._drawn)

    def _drawn(self) -> None:
        self._uses.drawn()
        self.run_worker(self._read_rest(), group="paste-review", exit_on_error=False)

    async def _read_rest(self) -> None:
        """Read in slices, so that keys are not held up."""
        while self._rows.read_on(_for_a_moment()):
            self._rows.repaint()
            await asyncio.sleep(0)
        self._rows.repaint()
        self._show_summary()

    def _show_summary(self) -> None:
        said = ", ".join(f"{count} {kind}" for kind, count in self._rows.kinds.most_common())
        self.query_one("#paste-summary", Static).update(Content(said or "reading"))

    def on_resize(self, event: events.Resize) -> None:
        """Use the room that there is now."""
        rows = event.size.height - _ROWS_OF_THE_REST
        self._rows.styles.height = max(1, min(self._rows.row_count(), rows))

    @on(RowList.Chosen, "#paste-uses")
    def take(self, message: RowList.Chosen) -> None:
        """End with what was chosen."""
        if not isinstance(message.what, PasteUse):
            self.dismiss(None)
        elif message.what is PasteUse.ONE_BY_ONE:
            commands = tuple(command.text for command in self._rows.commands if command.is_sent)
            self.dismiss(PasteAnswer(message.what, commands))
        else:
            self.dismiss(PasteAnswer(message.what, self._rows.plain_lines))

    def action_leave(self) -> None:
        """End without doing anything."""
        self.dismiss(None)


def _for_a_moment() -> Callable[[], bool]:
    """Return what says that a slice of time is over."""
    end = time.perf_counter() + _SLICE_S
    return lambda: time.perf_counter() >= end


def _meaning_of(kind: str) -> str:
    return "good" if kind in _QUIET else "bad" if kind in _LOUD else "warn"


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"
