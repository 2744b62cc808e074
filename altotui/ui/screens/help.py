"""The help screen, made from the one table of commands."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from altotui.domain.job_lane import legend
from altotui.ui.commands import in_force
from altotui.ui.signs import signs

_SIGNS = (
    ("Sites", ("+ online", "~ late: no heartbeat for 45 s", "- offline", "? never checked in")),
    ("", ("* marked", "> target", "^ favourite")),
    (
        "Filter",
        (
            *("words", "-not", '"as it is"', "status:late,offline", "tag:vip", "model:ccr*", "ver:<7.16"),
            *("seen:>5m", "job:open", "fav:", "marked:", "addr:", "serial:", "name:", "id:"),
            *("commas mean or", "blanks mean and"),
        ),
    ),
    ("Jobs", ("the sign that ends the lane", ". waits", "! needs attention")),
    ("", ("* behind that sign: you are told when it ends", "* before its site: marked")),
)
"""Heads, and what stands behind them."""
_HEAD_CELLS = 8
_MAX_CELLS = 66
"""Of a line, on a screen of 80."""
_NO_BREAK = "\u00a0"
_KEY_CELLS = 14
"""A key and the pane in which it acts, when that is one."""
_NAME_CELLS = 14


class Help(ModalScreen[None]):
    r"""Keys, `:` commands, `\verbs` and signs."""

    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,f1,question_mark,enter", "leave", "Close")]

    def compose(self) -> ComposeResult:
        """Build the screen."""
        with VerticalScroll(classes="dialog"):
            yield Static(Content("Keys and commands; end goes to filters and signs"), classes="dialog-title")
            yield Static(help_content())

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(None)


def help_content() -> Content:
    """Return the table of keys, panes and names with the meaning of the signs."""
    parts: list[str | tuple[str, str]] = []
    for command in in_force():
        key = command.key_label
        pane = f" {command.scope}" if key and command.scope != "everywhere" else ""
        names = (f":{command.colon}" if command.colon else "", f"\\{command.verb}" if command.verb else "")
        parts += [
            (key, "bold $text-primary"),
            (f"{pane:<{_KEY_CELLS - len(key)}}", "$text-muted"),
            f"{' '.join(filter(None, names)):<{_NAME_CELLS}}{command.help}\n",
        ]
    return Content.assemble(*parts, ("".join(f"\n{line}" for line in _sign_lines()), "$text-muted"))


def _sign_lines() -> Iterator[str]:
    """Yield heads with what stands behind them; nothing is parted from its meaning at the end of a line."""
    for head, meanings in (*_SIGNS, ("Lanes", legend(signs().lanes))):
        joined = "   ".join(meaning.replace(" ", _NO_BREAK) for meaning in meanings)
        indents = f"{head:<{_HEAD_CELLS}}", " " * _HEAD_CELLS
        for line in wrap(joined, _MAX_CELLS, initial_indent=indents[0], subsequent_indent=indents[1]):
            yield line.replace(_NO_BREAK, " ")
