"""What a person keeps of the sites pane, in memory only: every start of a demonstration asks it, so it is cheap."""

from __future__ import annotations

from collections.abc import Callable

from altotui.domain.site_prefs import KeptPrefs, SitePrefs


class SitePrefsNowhere:
    """Keeps it for as long as the process lives: for a simulated fleet."""

    def __init__(self) -> None:
        self._prefs = SitePrefs()

    def load(self) -> KeptPrefs:
        """Return what was kept."""
        return KeptPrefs(self._prefs)

    def change(self, change: Callable[[SitePrefs], SitePrefs]) -> KeptPrefs:
        """Make one change."""
        self._prefs = change(self._prefs)
        return KeptPrefs(self._prefs)
