"""The gate in front of a write: how far it reaches, what it does, and what is to become of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from altotui.ui.screens.gate_answering import GateAnswer, GateAnswering, GateChoice, MustType

__all__ = ["Gate", "GateAnswer", "GateChoice", "MustType"]

_MORE = "pgdn: more, esc cancels, enter takes it"
_SHARE_OF_HEIGHT = 0.96
"""The largest height of a dialog (dialogs.tcss)."""
_BORDER_ROWS = 2
_TITLE_ROWS = 1
_FEWEST_ROWS = 1


class Gate(ModalScreen[GateAnswer]):
    """Ends with what was chosen and what was typed ahead; never with None."""

    CSS_PATH = "../styles/dialogs.tcss"
    DEFAULT_CSS = """
    Gate #gate-facts { height: auto; width: 1fr; }
    Gate #gate-facts Static { width: 1fr; height: auto; }
    Gate #gate-sent { color: $text-primary; }
    """
    AUTO_FOCUS = "#gate-answering"

    def __init__(
        self,
        title: str,
        about: str,
        facts: Sequence[str],
        choices: Mapping[GateChoice, str],
        must_type: MustType | None = None,
        now_mono: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take visible-only texts.

        Args:
            title: The question.
            about: What would be sent, secrets masked.
            facts: How far it reaches, what it does, and what is known about that.
            choices: At least one, and what it is called; the first is what Enter takes.
            must_type: What has to be typed before anything is done; None when there is no such thing.
            now_mono: Gives monotonic seconds.
        """
        super().__init__()
        self._title = title
        self._about = about
        self._facts = "\n".join(facts)
        self._answering = GateAnswering(tuple(choices), tuple(choices.values()), must_type, now_mono)

    def compose(self) -> ComposeResult:
        """Build the dialog."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            with VerticalScroll(id="gate-facts", can_focus=False):
                yield Static(Content(self._about), id="gate-sent")
                yield Static(Content(self._facts))
            yield self._answering

    def on_mount(self) -> None:
        """Use the room that there is, and remember when it came up."""
        self._fit()
        self.call_after_refresh(self._drawn)

    def _drawn(self) -> None:
        self._answering.drawn()
        if self._facts_view.max_scroll_y > 0:
            self._answering.set_how(_MORE)

    @property
    def _facts_view(self) -> VerticalScroll:
        return self.query_one("#gate-facts", VerticalScroll)

    def on_resize(self) -> None:
        """Use the room that there is now."""
        self._fit()

    def _fit(self) -> None:
        """Give the facts what the rest leaves over: the choices are always in sight."""
        rows = (
            int(self.app.size.height * _SHARE_OF_HEIGHT) - _BORDER_ROWS - _TITLE_ROWS - self._answering.rows
        )
        self._facts_view.styles.max_height = max(_FEWEST_ROWS, rows)

    async def _on_key(self, event: events.Key) -> None:
        """Scroll the facts; hand on what comes before the choices have the focus."""
        view = self._facts_view
        if event.key == "pagedown":
            view.scroll_page_down(animate=False)
        elif event.key == "pageup":
            view.scroll_page_up(animate=False)
        elif self._answering.has_focus or not self._answering.take_key(
            event.key, event.character if event.is_printable else None
        ):
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Hand on what is pasted before the choices have the focus."""
        self._answering.on_paste(event)

    @on(GateAnswering.Answered)
    def end(self, message: GateAnswering.Answered) -> None:
        """End with the answer."""
        self.dismiss(message.answer)
