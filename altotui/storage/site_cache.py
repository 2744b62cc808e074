"""The last site list of a profile, kept so that the next start has something to show at once."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from altotui.domain.ids import SiteId, is_uuid
from altotui.domain.site import Site, SiteList
from altotui.domain.text import make_visible
from altotui.storage.atomic import replace_file

_FORMAT = 1
_TIMES = frozenset({"last_seen_at", "created_at", "deleted_at"})
_NAMES = Site._fields


def save_sites(path: Path, listed: SiteList) -> None:
    """Write the list; raises StorageError when that is not possible."""
    document = {
        "format": _FORMAT,
        "as_of": listed.as_of.isoformat(),
        "sites": [site._asdict() for site in listed.sites],
    }
    replace_file(path, json.dumps(document, default=datetime.isoformat, separators=(",", ":")).encode())


def load_sites(path: Path) -> SiteList | None:
    """Return the list in `path`; None when there is none that can be read. Its texts are made visible anew."""
    try:
        document = json.loads(path.read_bytes())
        if document["format"] != _FORMAT:
            return None
        as_of = _time(document["as_of"])
        return SiteList(tuple(_site(record) for record in document["sites"]), as_of)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _site(record: dict[str, object]) -> Site:
    site_id = str(record["id"])
    if not is_uuid(site_id):
        raise ValueError("not a site id")
    values = {name: _value(name, record.get(name)) for name in _NAMES if name not in ("id", "name", "tags")}
    tags = record.get("tags")
    return Site(
        id=SiteId(site_id),
        name=make_visible(str(record["name"])),
        tags=tuple(make_visible(str(tag)) for tag in tags) if isinstance(tags, list) else (),
        **values,  # type: ignore[arg-type]  # each value was read for the field it goes to
    )


def _value(name: str, value: object) -> object:
    if value is None:
        return None
    if name in _TIMES:
        return _time(value)
    if name == "has_pulse":
        return bool(value)
    return make_visible(str(value))


def _time(value: object) -> datetime:
    at = datetime.fromisoformat(str(value))
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at
