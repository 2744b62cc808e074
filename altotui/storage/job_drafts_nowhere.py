"""Drafts and recent scripts in memory only: every start of a demonstration asks it, so it is cheap."""

from __future__ import annotations

from collections.abc import Callable

from altotui.domain.job_drafts import JobsRead, KeptJobs, TemplatesRead


class JobDraftsNowhere:
    """Keeps them for as long as the process lives: for a simulated fleet."""

    def __init__(self) -> None:
        self._jobs = KeptJobs()

    def load(self) -> JobsRead:
        """Return what was kept."""
        return JobsRead(self._jobs)

    def change(self, change: Callable[[KeptJobs], KeptJobs]) -> JobsRead:
        """Make one change."""
        self._jobs = change(self._jobs)
        return JobsRead(self._jobs)

    def templates(self) -> TemplatesRead:
        """Return none."""
        return TemplatesRead()

    @property
    def console(self) -> int:
        """Return the number of the only console there is."""
        return 1

    def is_alive(self, console: int) -> bool:
        """Return whether it is that one."""
        return console == self.console
