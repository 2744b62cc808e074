"""Lists that come in pages: every documented style, and always an end (altostrat-api.md 3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

Query = dict[str, str]
MAX_PAGES = 1000
"""More than any real list has."""


def next_page(body: object) -> Query | None:
    """Return what has to be asked for the page behind `body`; None when it is the last, or no page at all.

    Only the query of a link is used: where the request goes is never for an answer to decide.
    """
    if not isinstance(body, Mapping) or not _records(body):
        return None
    meta = _mapping(body.get("meta")) or _mapping(body.get("pagination"))
    cursor = meta.get("cursor")
    if isinstance(cursor, str) and cursor and meta.get("has_more") is not False:
        return {"cursor": cursor}
    token = body.get("next_token")
    if isinstance(token, str) and token:
        return {"next_token": token}
    return _next_number(meta) or _next_number(body) or _next_link(body)


def _records(body: Mapping[str, object]) -> list[object]:
    data = body.get("data")
    return data if isinstance(data, list) else []


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _next_number(counts: Mapping[str, object]) -> Query | None:
    """Return the next page by number, of `current_page` with `last_page`, or with `per_page` and `total`."""
    current, last = _number(counts, "current_page"), _number(counts, "last_page")
    size, total = _number(counts, "per_page"), _number(counts, "total")
    if current is None:
        return None
    if last is None and size and total is not None:
        last = -(-total // size)
    return {"page": str(current + 1)} if last is not None and current < last else None


def _number(counts: Mapping[str, object], name: str) -> int | None:
    value = counts.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _next_link(body: Mapping[str, object]) -> Query | None:
    link = _mapping(body.get("links")).get("next")
    if not isinstance(link, str):
        return None
    try:
        found = parse_qs(urlsplit(link).query, max_num_fields=20)
    except ValueError:
        return None
    wanted = {name: values[0] for name, values in found.items() if name in ("page", "cursor", "limit")}
    return wanted or None
