"""Sites on the wire: `GET /sites` of v1 and `GET /api/routers` of legacy, in one model."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import AliasChoices, Field, ValidationError

from altotui.api.usual_sites import Tags, usual_sites, without_channel
from altotui.api.wire import Flag, Text, Time, Wire, shown, utc
from altotui.domain.ids import SiteId, is_uuid
from altotui.domain.site import Site


class SiteWire(Wire):
    """One site (altostrat-api.md 4.2 and 4.8)."""

    id: str = Field(validation_alias=AliasChoices("id", "site_id", "router_id"))
    name: Text = None
    pid: Text = None
    has_pulse: Flag = Field(None, validation_alias=AliasChoices("has_pulse", "online"))
    last_seen_at: Time = None
    software_version: Text = Field(None, validation_alias=AliasChoices("software_version", "version"))
    board_name: Text = None
    model: Text = None
    serial_number: Text = None
    last_seen_from: Text = Field(None, validation_alias=AliasChoices("last_seen_from", "ip_address"))
    identity: Text = None
    address: Text = None
    architecture_name: Text = None
    created_at: Time = None
    deleted_at: Time = None

    def to_domain(self, tags: tuple[str, ...] = ()) -> Site | None:
        """Return the site, or None when its id cannot stand in a URL."""
        if not is_uuid(self.id):
            return None
        version = shown(self.software_version)
        return Site(
            id=SiteId(self.id.lower()),
            name=shown(self.name) or shown(self.identity) or self.id.lower(),
            pid=shown(self.pid),
            has_pulse=self.has_pulse,
            last_seen_at=utc(self.last_seen_at),
            version=without_channel(version) if version else None,
            board=shown(self.board_name),
            model=shown(self.model),
            serial=shown(self.serial_number),
            public_address=shown(self.last_seen_from),
            identity=shown(self.identity),
            location=shown(self.address),
            architecture=shown(self.architecture_name),
            tags=tags,
            created_at=utc(self.created_at),
            deleted_at=utc(self.deleted_at),
        )


_AT_ONCE = 100
_PARTS = 10


def read_sites(
    records: Sequence[object], tags: Tags, *, is_literal: bool = False, at_once: int = _AT_ONCE
) -> list[Site]:
    """Return the site of each record that has an id which can stand in a URL; the others are passed over.

    Args:
        records: As they were decoded.
        tags: Of each site that has any.
        is_literal: What `Decoded.is_literal` says about them.
        at_once: So many are read together; where one of them is odd, in smaller parts, and at last by the model.
    """
    sites: list[Site] = []
    for start in range(0, len(records), at_once):
        some = records[start : start + at_once]
        usual = usual_sites(some, tags, is_literal=is_literal)
        if usual is not None:
            sites += usual
        elif at_once > _PARTS:
            sites += read_sites(some, tags, is_literal=is_literal, at_once=at_once // _PARTS)
        else:
            sites += (site for record in some if (site := _read_any(record, tags)) is not None)
    return sites


def _read_any(record: object, tags: Tags) -> Site | None:
    try:
        wire = SiteWire.model_validate(record)
    except ValidationError:
        return None
    return wire.to_domain(tags.get(SiteId(wire.id.lower()), ()))
