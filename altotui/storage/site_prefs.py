"""The file of what a person keeps of the sites pane, one for each profile and shared by all consoles.

{"format": 1, "favourites": ["938f50b7-..."], "visits": {"938f50b7-...": [3.0, 1772442900.0]},
 "views": {"late": {"filter": "status:late", ...}}, "view": {"sort": "name", ...}}
"""

from __future__ import annotations

import math
from collections.abc import Callable

from altotui.domain.errors import StorageError
from altotui.domain.frecency import MOST_SCORE, Visits
from altotui.domain.ids import SiteId, is_uuid
from altotui.domain.site_prefs import MOST_VIEWS, KeptPrefs, SitePrefs, is_view_name
from altotui.domain.site_view import SiteView, read_view
from altotui.storage.locations import site_prefs_file
from altotui.storage.shared_document import Document, SharedDocument

_PARTS = {"favourites": list, "visits": dict, "views": dict, "view": dict}
_MOST_BYTES = 1_000_000
_MOST_VIEWS_READ = 2 * MOST_VIEWS
"""Each of two consoles may add the last one that is allowed."""
_MOST_VISITED = 2000

Change = Callable[[SitePrefs], SitePrefs]


class SitePrefsFile:
    """Keeps it in the state folder; every change is made on what the file holds by then."""

    def __init__(self, profile: str) -> None:
        """Keep it for `profile`."""
        self._shared = SharedDocument(
            site_prefs_file(profile), _PARTS, most_bytes=_MOST_BYTES, anew="favourites and views"
        )

    def load(self) -> KeptPrefs:
        """Return what the file holds; nothing, and why, when it cannot be read."""
        try:
            document, problem = self._shared.load()
        except StorageError as failure:
            return KeptPrefs(SitePrefs(), str(failure))
        return KeptPrefs(_prefs(document), problem)

    def change(self, change: Change) -> KeptPrefs:
        """Make one change in the file and return what it holds then, changes of other consoles included.

        Raises:
            StorageError: It could not be made; the file is as it was.
        """

        def make(document: Document) -> tuple[SitePrefs, Document]:
            prefs = change(_prefs(document))
            return prefs, _record(prefs)

        return KeptPrefs(*self._shared.change(make))


def _prefs(document: Document) -> SitePrefs:
    """Return what a document of the right shape says; what cannot be used in it is passed over."""
    visits = list(document.get("visits", {}).items())[:_MOST_VISITED]
    views = list(document.get("views", {}).items())[:_MOST_VIEWS_READ]
    read = {SiteId(site_id.lower()): _visits(of) for site_id, of in visits if is_uuid(site_id)}
    return SitePrefs(
        frozenset(SiteId(each.lower()) for each in document.get("favourites", []) if _is_site_id(each)),
        {site_id: of for site_id, of in read.items() if of is not None},
        {
            name: view
            for name, value in views
            if is_view_name(name) and (view := read_view(value)) is not None
        },
    ).looked_at(read_view(document.get("view")) or SiteView())


def _is_site_id(value: object) -> bool:
    return isinstance(value, str) and is_uuid(value)


def _visits(value: object) -> Visits | None:
    if not isinstance(value, list) or [type(each) in (int, float) for each in value] != [True, True]:
        return None
    try:
        score, last_at_s = map(float, value)
    except OverflowError:
        return None
    if not (score > 0 and math.isfinite(score) and math.isfinite(last_at_s)):
        return None
    return Visits(min(score, MOST_SCORE), last_at_s)


def _record(prefs: SitePrefs) -> Document:
    return {
        "favourites": sorted(prefs.favourites),
        "visits": prefs.visits,
        "views": {name: view._asdict() for name, view in prefs.views.items()},
        "view": prefs.view._asdict(),
    }
