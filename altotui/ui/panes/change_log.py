"""The log at the foot of a large screen: what changed in the fleet last, always in sight."""

from __future__ import annotations

from textual.strip import Strip

from altotui.services.fleet_watch import FleetWatch
from altotui.services.site_directory import SiteDirectory
from altotui.ui.cells import line
from altotui.ui.change_lines import change_parts
from altotui.ui.commands import key_of
from altotui.ui.widgets.line_view import LineView
from altotui.ui.widgets.status_line import Part


class ChangeLog(LineView):
    """A heading, and the newest changes below it, as many as there is room for."""

    def __init__(self, fleet: FleetWatch, directory: SiteDirectory) -> None:
        super().__init__(id="change-log")
        self._fleet = fleet
        self._directory = directory

    def make_line(self, y: int, width: int) -> Strip:
        """Return the heading, or one change."""
        parts = self._heading() if y == 0 else self._change(y - 1)
        return line([(text, self.look(meaning)) for text, meaning in parts], width, self.look(""))

    def _heading(self) -> list[Part]:
        unread = self._fleet.unread
        shows = f"{key_of('changes')} shows their sites"
        words = f"{unread} not looked at: {shows}" if unread else shows
        if not self._fleet.changes:
            words = "nothing since this console started"
        return [(" Changed ", "strong"), (f"  {words}", "warn" if unread else "muted")]

    def _change(self, index: int) -> list[Part]:
        changes = self._fleet.changes
        if index >= len(changes):
            return []
        change = changes[index]
        is_unread = change.number in self._fleet.unread_numbers
        return change_parts(change, self._directory.name_of, is_unread=is_unread)
