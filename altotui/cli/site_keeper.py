"""Leaves the list of sites for the next start, which has something to show at once then."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from altotui.domain.errors import StorageError
from altotui.services.events import ListSource

if TYPE_CHECKING:
    from altotui.domain.site import SiteList
    from altotui.services.site_directory import SiteDirectory


class SiteKeeper:
    """Keeps the live list of one run: the first at once, so that a killed console leaves one, the last at the end."""

    def __init__(self, directory: SiteDirectory, profile: str) -> None:
        """Keep what `directory` holds as the list of `profile`."""
        self._directory = directory
        self._profile = profile
        self._kept: SiteList | None = None
        self._turn = threading.Lock()
        """The first is kept in a thread, which may still write at the end."""

    def keep(self) -> None:
        """Write the list unless that has been done; a failure costs the next start some time, and nothing else."""
        from altotui.storage.locations import site_cache_file
        from altotui.storage.site_cache import save_sites

        with self._turn:
            listed = self._directory.listed
            if listed is None or listed is self._kept or self._directory.source is not ListSource.LIVE:
                return
            with contextlib.suppress(StorageError):
                save_sites(site_cache_file(self._profile), listed)
                self._kept = listed
