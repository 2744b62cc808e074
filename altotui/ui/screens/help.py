"""The help screen, made from the one table of commands."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from altotui.ui.command_table import COMMANDS

_SIGNS = """
Sites   + online   ~ late: no heartbeat for 45 s   - offline   ? never checked in
        * marked   > target   ^ favourite
Filter  words, -not, "as it is", status:late,offline  tag:vip  model:ccr*  ver:<7.16  seen:>5m
        job:open  fav:  marked:  addr:  serial:  name:  id:  commas mean or, blanks mean and
Jobs    . waiting  = running  > now  v completed  s sent, no report  x failed  / deleted  ! gone
"""
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
            yield Static(Content("Keys and commands"), classes="dialog-title")
            yield Static(help_content())

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(None)


def help_content() -> Content:
    """Return the table of keys, panes and names with the meaning of the signs."""
    parts: list[str | tuple[str, str]] = []
    for command in COMMANDS:
        key = command.key_label
        pane = f" {command.scope}" if key and command.scope != "everywhere" else ""
        names = (f":{command.colon}" if command.colon else "", f"\\{command.verb}" if command.verb else "")
        parts += [
            (key, "bold $text-primary"),
            (f"{pane:<{_KEY_CELLS - len(key)}}", "$text-muted"),
            f"{' '.join(filter(None, names)):<{_NAME_CELLS}}{command.help}\n",
        ]
    return Content.assemble(*parts, (_SIGNS, "$text-muted"))
