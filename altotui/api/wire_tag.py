"""Tags on the wire: one call gives every definition with the sites that carry it (altostrat-api.md 4.9)."""

from __future__ import annotations

from collections.abc import Iterator

from altotui.api.wire import Text, Wire, read_all, shown
from altotui.domain.ids import SiteId


class TagValueWire(Wire):
    """One tag on one resource."""

    correlation_id: str
    correlation_type: Text = None
    value: Text = None


class TagWire(Wire):
    """One tag definition with its uses."""

    key: Text = None
    values: tuple[object, ...] = ()


def read_uses(definition: TagWire, values: list[object]) -> Iterator[tuple[SiteId, str]]:
    """Yield a site and its `key:value` text for each of the `values` of a definition that is about a site."""
    key = shown(definition.key) or "?"
    for use in read_all(TagValueWire, values):
        if use.correlation_type in (None, "site"):
            yield SiteId(use.correlation_id.lower()), f"{key}:{shown(use.value) or ''}"
