"""One change of the fleet as parts of a line: for the list of all of them, and for the log of a large screen."""

from __future__ import annotations

from collections.abc import Callable

from altotui.domain.change_words import describe
from altotui.domain.ids import SiteId
from altotui.domain.site_changes import ChangeKind, SiteChange
from altotui.ui.widgets.status_line import Part

_SIGNS = {
    ChangeKind.OFFLINE: ("-", "bad"),
    ChangeKind.LATE: ("~", "warn"),
    ChangeKind.RETURNED: ("+", "good"),
    ChangeKind.CAME_UP: ("+", "good"),
    ChangeKind.LISTED: ("n", "muted"),
    ChangeKind.UNLISTED: ("x", "muted"),
}


def change_parts(change: SiteChange, name_of: Callable[[SiteId], str], *, is_unread: bool) -> list[Part]:
    """Return when it was observed, its sign, and what happened.

    Args:
        change: What changed.
        name_of: Gives the visible name of a site, or its id when it knows none.
        is_unread: Whether nobody has looked at it.
    """
    sign, meaning = _SIGNS[change.kind]
    return [
        (f" {change.observed_at:%d %b %H:%MZ} ", "muted"),
        (f"{sign} ", meaning),
        (describe(change, name_of), "strong" if is_unread else ""),
    ]
