"""The line that the jobs are filtered by, as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual.widget import Widget

from altotui.domain.errors import InvalidInput
from altotui.ui.panes.job_rows import JobRows
from altotui.ui.widgets.late import put_behind
from altotui.ui.widgets.line_edit import LineEdit


class JobWords(LineEdit):
    """Stands above the jobs while it is open or has words."""

    JOINS_LINES = True

    def __init__(
        self, title: Widget, rows: JobRows, now: Callable[[], datetime], changed: Callable[[], None]
    ) -> None:
        """Take what it stands under, the jobs, what gives the server's time, and what hears of every change."""
        super().__init__(
            "/ ",
            "jobs: words, state:pending, is:stuck, age:<2h, -word",
            id="job-words",
            clears_on_submit=False,
        )
        self._title = title
        self._rows = rows
        self._now = now
        self._changed = changed
        self.problem = ""
        """What is wrong with what is typed; the jobs stay as they were then."""

    def open(self) -> None:
        """Type in it."""
        put_behind(self, self._title)
        self.add_class("-open")
        self.screen.set_focus(self)

    def close(self, *, is_kept: bool) -> bool:
        """Go back to the jobs, with the filter or without it; return whether there was one to take away."""
        had_text = bool(self.text)
        if not is_kept:
            self.set_text("")
        if not self.text:
            self.remove_class("-open")
        if self.has_focus:
            self.screen.set_focus(self._rows)
        return had_text

    def on_blur(self) -> None:
        """Go away when there is nothing in it, wherever the focus went."""
        if not self.text:
            self.remove_class("-open")

    def text_changed(self) -> None:
        """Filter at once; what cannot be meant is said, and changes nothing."""
        from altotui.domain.job_filter import JobFilter

        try:
            self._rows.apply_filter(JobFilter(self.text), self._now())
            self.problem = ""
        except InvalidInput as problem:
            self.problem = str(problem)
        self._changed()
