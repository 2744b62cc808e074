"""How the list of sites is looked at: what is shown of it, in which order and with which columns."""

from __future__ import annotations

from typing import NamedTuple

from altotui.domain.errors import InvalidInput
from altotui.domain.text import make_visible

MAX_FILTER_CHARS = 400
MAX_COLUMNS = 40
MAX_ID_CHARS = 60
TAG_GROUP = "tag:"
"""In front of the key of a tag, where sites are grouped by its values."""
_GROUPS = frozenset({"status", "version", "model"})


class SiteView(NamedTuple):
    """One way of looking at the list; texts are visible-only. Without anything said it is the list as it comes."""

    filter: str = ""
    sort: str = ""
    """Id of a column; empty for the best match first, or as listed."""
    is_reversed: bool = False
    group: str = ""
    """`status`, `version`, `model` or `tag:KEY`; empty for none."""
    columns: tuple[str, ...] = ()
    """Ids of the columns that are shown, in order; empty where the width chooses them."""


def checked_view(view: SiteView) -> SiteView:
    """Return `view`; InvalidInput when its filter or its group is longer than `read_view` would take again."""
    for text, most_chars, what in (
        (view.filter, MAX_FILTER_CHARS, "filter"),
        (view.group, MAX_ID_CHARS, "group"),
    ):
        if _text(text, most_chars) is None:
            raise InvalidInput(
                f"the {what} has {len(text)} characters, and a view keeps {most_chars} of a {what}",
                f"take a shorter {what}",
            )
    return view


def read_view(value: object) -> SiteView | None:
    """Return the view that a file holds; None when its filter or its groups cannot be used.

    Without them it would show more than it was made for, and what is done to all that it shows would go to every
    site. Of order and columns, what cannot be used is as if it were not there. Ids of columns are not looked up:
    which there are is known where they are drawn.
    """
    if not isinstance(value, dict):
        return None
    words = _text(value.get("filter", ""), MAX_FILTER_CHARS)
    group = _text(value.get("group", ""), MAX_ID_CHARS)
    if words is None or group is None or not _is_group(group):
        return None
    return SiteView(
        filter=words,
        sort=_text(value.get("sort"), MAX_ID_CHARS) or "",
        is_reversed=value.get("is_reversed") is True,
        group=group,
        columns=_columns(value.get("columns")),
    )


def _text(value: object, most_chars: int) -> str | None:
    """Return a text made visible; None when it is too long, as half of it would mean something else, or is none."""
    if not isinstance(value, str) or len(value) > most_chars:
        return None
    shown = make_visible(value)
    return shown if len(shown) <= most_chars else None


def _is_group(text: str) -> bool:
    is_tag = text.startswith(TAG_GROUP) and text != TAG_GROUP
    return is_tag or not text or text in _GROUPS


def _columns(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    ids = (_text(each, MAX_ID_CHARS) or "" for each in value[:MAX_COLUMNS])
    return tuple(dict.fromkeys(filter(None, ids)))
