"""What a person keeps of the sites pane: favourites, visits, named views, and the view in use."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput
from altotui.domain.frozen import Frozen
from altotui.domain.site_view import SiteView
from altotui.domain.text import make_visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from altotui.domain.frecency import Visits
    from altotui.domain.ids import SiteId

MOST_FAVOURITES = 10_000
MOST_VIEWS = 100
MAX_NAME_CHARS = 40
_NO_VISITS: Mapping[SiteId, Visits] = MappingProxyType({})
_NO_VIEWS: Mapping[str, SiteView] = MappingProxyType({})


class SitePrefs(Frozen):
    """All of it; each change gives a new one, says what shall be and so may be made again on newer ones."""

    favourites: frozenset[SiteId] = frozenset()
    visits: Mapping[SiteId, Visits] = _NO_VISITS
    views: Mapping[str, SiteView] = _NO_VIEWS
    view: SiteView = SiteView()
    """The one in use, without its filter: that is for one look, and no start begins with half a list."""

    def with_favourite(self, site_id: SiteId, is_favourite: bool) -> SitePrefs:
        """Return them with that site among the favourites, or not."""
        changed = self.favourites | {site_id} if is_favourite else self.favourites - {site_id}
        return self._replace(favourites=changed)

    def with_visit(self, site_id: SiteId, now_s: float) -> SitePrefs:
        """Return them with one more visit, at that Unix time."""
        from altotui.domain.frecency import with_visit

        return self._replace(visits=with_visit(self.visits, site_id, now_s))

    def with_view(self, name: str, view: SiteView) -> SitePrefs:
        """Return them with that named view, new or in place of the one of that name."""
        return self._replace(views={**self.views, name: view})

    def without_view(self, name: str) -> SitePrefs:
        """Return them without the view of that name."""
        return self._replace(views={each: view for each, view in self.views.items() if each != name})

    def looked_at(self, view: SiteView) -> SitePrefs:
        """Return them with `view` in use."""
        return self._replace(view=view._replace(filter=""))


class KeptPrefs(Frozen):
    """What a store holds now."""

    prefs: SitePrefs
    problem: str = ""
    """What a person should know of the file; empty when all is well."""


def is_view_name(text: str) -> bool:
    """Return whether a view can be called so."""
    is_short = 0 < len(text) <= MAX_NAME_CHARS
    return is_short and text == text.strip() and make_visible(text) == text


def checked_view_name(text: str) -> str:
    """Return `text` without spaces around it; InvalidInput when no view can be called so."""
    name = text.strip()
    if not is_view_name(name):
        raise InvalidInput(
            f"{make_visible(name, max_chars=60)!r} is no name for a view",
            f"take 1 to {MAX_NAME_CHARS} visible characters",
        )
    return name
