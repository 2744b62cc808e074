"""How the list of sites is looked at: what is shown of it, in which order and with which columns."""

from __future__ import annotations

from typing import NamedTuple

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


def read_view(value: object) -> SiteView:
    """Return the view that a file holds: what cannot be used is as if it were not there.

    Ids of columns are not looked up: which there are is known where they are drawn.
    """
    if not isinstance(value, dict):
        return SiteView()
    return SiteView(
        filter=_text(value.get("filter"), MAX_FILTER_CHARS),
        sort=_text(value.get("sort"), MAX_ID_CHARS),
        is_reversed=value.get("is_reversed") is True,
        group=_group(_text(value.get("group"), MAX_ID_CHARS)),
        columns=_columns(value.get("columns")),
    )


def _text(value: object, most_chars: int) -> str:
    """Return a text made visible; nothing of one that is too long, as half of it would mean something else."""
    if not isinstance(value, str) or len(value) > most_chars:
        return ""
    shown = make_visible(value)
    return shown if len(shown) <= most_chars else ""


def _group(text: str) -> str:
    is_tag = text.startswith(TAG_GROUP) and text != TAG_GROUP
    return text if is_tag or text in _GROUPS else ""


def _columns(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    ids = (_text(each, MAX_ID_CHARS) for each in value[:MAX_COLUMNS])
    return tuple(dict.fromkeys(filter(None, ids)))
