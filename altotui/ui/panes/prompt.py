"""The prompt: a line in colours that goes back to what was sent before, and on by choosing or by a suggestion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from altotui.domain.errors import InvalidInput
from altotui.domain.text import make_visible
from altotui.ui.cells import Piece, fit, fit_middle, width_of
from altotui.ui.hints import no_site
from altotui.ui.panes.stepping import Recalled, Stepping
from altotui.ui.widgets.line_edit import MAX_CHARS
from altotui.ui.widgets.script_edit import ScriptEdit

if TYPE_CHECKING:
    from altotui.ui.panes.choosing import Choosing

MAX_COLOURED_CHARS = 2000
Colours = Sequence[tuple[int, int, str]]
"""Start, end and meaning of each part, in order and apart from each other."""
ARMED = "a write from the history: enter again sends it"
_WRITE_SIGN = "(write) "
"""In front of a write that was recalled."""
_LEAST_SHOWN = 3
"""Cells that a suggestion needs to be shown at all."""
_FEW_COLOURS = ("standard", "windows")
"""Systems in which a muted text may look like any other."""
_SAME_BURST_S = 0.05
"""What comes so soon behind a paste came with it: a terminal that lets the end mark of a paste pass does that."""


class Prompt(ScriptEdit):
    """The line that commands are typed in."""

    MAY_BE_LATE = False  # a key takes the suggestion that was drawn before it, also within a burst

    class Edited(Message):
        """The text or the choice is another, or Enter was pressed on a write that was recalled."""

    class PastedLines(Message):
        """Text was pasted that wants a look first: several lines, or characters that are written plainly.

        Nothing of it is in the prompt; `lines` holds nothing that could hide itself or act on a terminal.
        """

        def __init__(self, lines: tuple[str, ...]) -> None:
            super().__init__()
            self.lines = lines

    def __init__(self, colour: Callable[[str], Colours]) -> None:
        """Take what gives the parts of a text with their meanings; it is asked when the line is drawn."""
        super().__init__("no site> ", no_site(), id="prompt")
        self._colour = colour
        self._colours: tuple[str, Colours] | None = None
        self.steps: Callable[[], Sequence[Recalled]] = tuple
        """Gives the earlier lines that up and down step through, oldest first."""
        self._stepping = Stepping(lambda: self.steps())
        self._is_recalled_write = False
        self.is_armed = False
        """Enter was pressed on a write that was recalled and not edited: one more, right behind it, sends it."""
        self.suggest: Callable[[str], str] | None = None
        """Gives a whole line that a typed text may become, else an empty text; asked while the line is drawn."""
        self._suggested = ("", "")
        """A text, and the rest of the line that was suggested for it."""
        self._shown_rest = ("", "")
        """The same, when it was drawn: what nobody saw is not taken."""
        self.choosing: Choosing | None = None
        """The choice that is open; None when there is none. `offer` opens another."""
        self._kept: Choosing | None = None
        """The choice that the next change of the text belongs to."""
        self._pasted_at: float | None = None

    # --- earlier lines

    def recall(self, text: str, is_write: bool) -> None:
        """Put an earlier line into the prompt; up and down go on from it, and what was typed is not lost."""
        line = Recalled(text, is_write)
        self._stepping.jump(line, self._current)
        self._show_recalled(line, len(text))

    @property
    def _current(self) -> Recalled:
        return Recalled(self.text, self._is_recalled_write)

    def _step_back(self, by: int) -> None:
        line = self._stepping.step(by, self._current)
        if line is not None:
            # at the near end of a script, so that the same key goes on to the next line of the history
            first_end = line.text.find("\n")
            self._show_recalled(line, first_end if by < 0 <= first_end else len(line.text))

    def _show_recalled(self, line: Recalled, caret: int) -> None:
        self._edit(line.text, caret)
        self._is_recalled_write, self.is_armed = line.is_write, False
        self.repaint()

    def _disarm(self) -> None:
        if self.is_armed:
            self.is_armed = False
            self.post_message(self.Edited())

    def set_label(self, label: str) -> None:
        """Show another label: what was confirmed for another place is not confirmed here."""
        if label != self._label:
            self._disarm()
        super().set_label(label)

    def on_blur(self) -> None:
        """Take back half a confirmation."""
        self._disarm()

    def label_piece(self, width: int) -> Piece:
        """Return what stands in front of the text, with a sign when that is a write that was recalled."""
        if not self._is_recalled_write:
            return super().label_piece(width)
        room = max(0, width // 2 - len(_WRITE_SIGN))
        label, look = super().label_piece(width)
        return fit_middle(label, min(room, width_of(label))) + _WRITE_SIGN, look

    # --- colours and suggestions

    def colour_again(self) -> None:
        """Ask for colours and suggestion anew: the same text may mean something else now."""
        self._colours = None
        self._suggested = ("", "")
        self.repaint()

    def colours(self) -> Colours:
        """Return the parts of the text with their meanings; of a very long one none, so that each key stays quick."""
        if self._colours is None or self._colours[0] != self.text:
            is_short = len(self.text) <= MAX_COLOURED_CHARS
            self._colours = (self.text, self._colour(self.text) if is_short else ())
        return self._colours[1]

    @property
    def _rest(self) -> str:
        """Return what is suggested behind the text; empty where nothing is."""
        text = self.text
        if self.suggest is None or self.choosing is not None or self._is_recalled_write or not text.strip():
            return ""
        if self._suggested[0] != text:
            whole = self.suggest(text) if len(text) <= MAX_COLOURED_CHARS and "\n" not in text else ""
            is_more = whole.startswith(text) and "\n" not in whole
            self._suggested = text, whole[len(text) :] if is_more else ""
        return self._suggested[1]

    def ahead(self, room: int) -> tuple[str, list[Piece]]:
        """Return the suggested rest of the line, cut to `room` cells, so that it never looks like typed text."""
        rest = make_visible(self._rest)
        self._shown_rest = ("", "")
        if not rest or room < _LEAST_SHOWN + 3:
            return super().ahead(room)
        self._shown_rest = self._suggested
        muted = self.look("muted")
        if self.app.no_color or self.app.console.color_system in _FEW_COLOURS:
            rest = fit(rest, min(width_of(rest), room - 3))
            return " ", [(f"[{rest}]", muted)]
        rest = fit(rest, min(width_of(rest), room))
        return rest[0], [(rest[1:], muted)]

    def _takes_rest(self) -> bool:
        """Put the suggestion into the line, as it was shown; return whether there was one."""
        text, rest = self._shown_rest
        if not rest or text != self.text or self.caret != len(text) or not self._rest:
            return False
        self.set_text(text + rest)
        self._is_recalled_write = any(each.is_write and each.text == self.text for each in self.steps())
        self.repaint()
        return True

    # --- choosing

    def text_changed(self) -> None:
        """Tell the pane; a choice ends or becomes smaller with the text, and an edited line is a new one."""
        choosing = self.choosing
        if self._kept is not None or choosing is None or not choosing.follow(self.text, self.caret):
            self.choosing = self._kept
        self._stepping.follow(self.text)
        self._is_recalled_write = self.is_armed = False
        self.post_message(self.Edited())

    def offer(self, choosing: Choosing | None) -> None:
        """Open a choice, or close the one there is, without a change of the text."""
        if choosing is not None:
            choosing.text = self.text
        self.choosing = choosing
        self.repaint()

    def choose(self, choosing: Choosing) -> None:
        """Open a choice: write what is sure, and all of it when there is only one way on."""
        completion = choosing.completion
        only = completion.candidates[0] if len(completion.candidates) == 1 else None
        typed = self.text[completion.start : completion.end]
        text = only.text + only.tail if only is not None else completion.common
        goes_on = len(text) > len(typed) and text.casefold().startswith(typed.casefold())
        if goes_on or only is not None:
            text, end = _joined(text, self.text, completion.end)
            self._replace_for(choosing, completion.start, end, text)
        self.offer(None if only is not None else choosing)

    def _replace_for(self, choosing: Choosing, start: int, end: int, text: str) -> None:
        """Replace a part of the text by what a choice gives; the choice stays."""
        self._kept = choosing
        self.replace(start, end, text)
        self._kept = None
        choosing.completion = choosing.completion._replace(end=start + len(text))

    def step(self, by: int) -> None:
        """Put the next candidate into the line."""
        choosing = self.choosing
        if choosing is None:
            return
        candidate = choosing.step(by)
        completion = choosing.completion
        self._replace_for(choosing, completion.start, completion.end, candidate.text)
        self.offer(choosing)

    def close_choice(self, *, is_taken: bool) -> bool:
        """End the choice, with what is picked in the line; return whether there was one."""
        choosing = self.choosing
        if choosing is None:
            return False
        self.offer(None)
        if is_taken and choosing.picked is not None:
            tail = choosing.completion.candidates[choosing.picked].tail
            end = choosing.completion.end
            if self.caret == end and not self.text[end:].startswith(tail):
                self.replace(end, end, tail)
        self.post_message(self.Edited())
        return True

    # --- keys and pastes

    def handle_key_name(self, key: str, character: str | None) -> bool:
        """Take a candidate or a suggestion, step through candidates or earlier lines; the rest is editing."""
        if key != "enter":
            self._disarm()
        if key == "enter":
            if self.choosing is not None and self.choosing.picked is not None:
                return self.close_choice(is_taken=True)
            if self._is_recalled_write and not self.is_armed:
                self.is_armed = True
                self.post_message(self.Edited())
                return True
        elif key in ("up", "down"):
            by = -1 if key == "up" else 1
            if self.choosing is not None:
                self.step(by)
                self.post_message(self.Edited())
            elif not self.move_line(by):
                self._step_back(by)
            return True
        elif key in ("right", "end", "ctrl+e") and self._takes_rest():
            return True
        return super().handle_key_name(key, character)

    def insert(self, text: str) -> None:
        """Put `text` in at the caret, several lines too; refuse it when the line would be too long for the prompt."""
        if len(self.text) + len(text) <= MAX_CHARS:
            self._insert(text)
            return
        reason = f"the prompt takes {MAX_CHARS} characters, this would make {len(self.text) + len(text)}"
        self.post_message(self.PasteRefused(self, text.count("\n") + 1, f"{reason}: clear it, ctrl+c"))

    def take_key(self, event: events.Key) -> None:
        """Take an Enter that came with a paste for the line break that it was."""
        if self._pasted_at is not None:
            self._pasted_at = event.time if event.time - self._pasted_at < _SAME_BURST_S else None
            if event.key == "enter" and self._pasted_at is not None:
                event.stop()
                event.prevent_default()
                self._insert("\n")
                return
        super().take_key(event)

    def on_paste(self, event: events.Paste) -> None:
        """Take one plain line; hand over what wants a look first, and refuse what must not be sent."""
        from altotui.domain.pasted_text import check, lines_of, plain_form

        event.stop()
        event.prevent_default()
        self._pasted_at = event.time
        lines = lines_of(event.text)
        try:
            check(lines)
        except InvalidInput as refused:
            self.post_message(self.PasteRefused(self, len(lines), str(refused)))
            return
        if len(lines) > 1 or any(plain_form(line) != line for line in lines):
            self.post_message(self.PastedLines(lines))
        elif lines:
            self.insert(lines[0])


def _joined(text: str, line: str, end: int) -> tuple[str, int]:
    """Return what to write, and up to where: the rest of a word that stands behind the caret already is in it."""
    behind = line[end:]
    word = behind.partition(" ")[0]
    if not word or not text.rstrip(" /=").endswith(word):
        return text, end
    return text.rstrip(" "), end + len(word)
