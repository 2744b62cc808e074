"""Tags on the wire: one call gives every definition with the sites that carry it (altostrat-api.md 4.9)."""

from __future__ import annotations

from collections.abc import Iterable

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


def tags_by_site(definitions: Iterable[TagWire]) -> dict[SiteId, tuple[str, ...]]:
    """Return `key:value` texts for each site that has any, in the order of the definitions."""
    tags: dict[SiteId, tuple[str, ...]] = {}
    for definition in definitions:
        key = shown(definition.key) or "?"
        for use in read_all(TagValueWire, list(definition.values)):
            if use.correlation_type in (None, "site"):
                site_id = SiteId(use.correlation_id.lower())
                tags[site_id] = (*tags.get(site_id, ()), f"{key}:{shown(use.value) or ''}")
    return tags
