"""The last line: the keys that matter now."""

from __future__ import annotations

from altotui.ui.command_table import COMMANDS
from altotui.ui.widgets.status_line import Part, StatusLine

_PANE_KEYS: dict[str, tuple[str, ...]] = {
    "sites": (
        *("filter", "site.choose", "site.mark", "site.details"),
        *("site.sort", "site.group", "changes"),
    ),
    "console": ("stop", "nav.back", "history"),
    "transcript": (
        *("answer.open", "answer.fold", "answer.sort", "answer.diff"),
        *("answer.watch", "answer.copy", "answer.export", "filter"),
    ),
    "jobs": ("job.new", "job.cancel", "refresh"),
}


class Footer(StatusLine):
    """The keys that matter in the pane in front, from the one table of commands."""

    def __init__(self) -> None:
        super().__init__(id="footer")

    def show_pane(self, pane: str) -> None:
        """Show the keys of `pane`, then those that work everywhere: the help first, since it names the others.

        While answers are looked at, the pane is `transcript`.
        """
        wanted = _PANE_KEYS[pane]
        chosen = [command for command in COMMANDS if command.id in wanted]
        everywhere = [command for command in COMMANDS if command.in_footer]
        chosen += sorted(everywhere, key=lambda command: command.id != "help")
        parts: list[Part] = []
        for command in chosen:
            parts += [(f" {command.key_label} ", "key"), (command.title, "")]
        self.show(parts)
