"""Sites on the wire: `GET /sites` of v1 and `GET /api/routers` of legacy, in one model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any

from pydantic import AliasChoices, Field, ValidationError

from altotui.api.wire import Flag, Text, Time, Wire, shown, utc
from altotui.domain.ids import SiteId, is_uuid
from altotui.domain.site import Site
from altotui.domain.text import MAX_FIELD_CHARS, is_plain


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
            version=_without_channel(version) if version else None,
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


def _without_channel(version: str) -> str:
    """Return `7.12.1` of `7.12.1 (stable)`."""
    return version.partition(" (")[0]


Tags = Mapping[SiteId, tuple[str, ...]]


def read_sites(records: Iterable[object], tags: Tags, *, is_literal: bool = False) -> Iterator[Site]:
    """Yield the site of each record that has an id which can stand in a URL; the others are passed over.

    Args:
        records: As they were decoded.
        tags: Of each site that has any.
        is_literal: What `Decoded.is_literal` says about them.
    """
    for record in records:
        site = _read_usual(record, tags, is_literal) or _read_any(record, tags)
        if site is not None:
            yield site


def _read_any(record: object, tags: Tags) -> Site | None:
    try:
        wire = SiteWire.model_validate(record)
    except ValidationError:
        return None
    return wire.to_domain(tags.get(SiteId(wire.id.lower()), ()))


_texts = itemgetter(
    *("id", "name", "pid", "software_version", "board_name", "model", "serial_number", "last_seen_from"),
    *("identity", "address", "architecture_name"),
)
_others = itemgetter("has_pulse", "last_seen_at", "created_at", "deleted_at")
_time = datetime.fromisoformat
_are_times = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z){2}", re.ASCII).fullmatch
"""Those that `fromisoformat` and the model take alike."""
_is_site_id = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_new = tuple.__new__


def _read_usual(record: Any, tags: Tags, is_literal: bool) -> Site | None:
    """Return the site of a record in which nothing is odd, several times as fast as the model; None for any other.

    Usual is: every text is there (the location may be missing) and plain, the id is in lower case, the times are in
    UTC. What is returned equals what the model gives; a list of 10,000 sites is long enough for that to be felt.
    """
    try:
        texts = _texts(record)
        has_pulse, seen_at, made_at, deleted_at = _others(record)
        (
            site_id,
            name,
            pid,
            version,
            board,
            model,
            serial,
            public_address,
            identity,
            location,
            architecture,
        ) = texts
        together = "|".join(texts if location is not None else (*texts[:9], "-", architecture))
        if not _are_times(seen_at + made_at):
            return None
        seen, made = _time(seen_at), _time(made_at)
    except (KeyError, TypeError, ValueError):
        return None
    if (
        len(together) > MAX_FIELD_CHARS
        or not ((is_literal and together.isascii()) or is_plain(together))
        or "||" in together
        or "| " in together
        or not architecture
        or deleted_at is not None
        or has_pulse.__class__ is not bool
        or _is_site_id(site_id) is None
    ):
        return None
    if " (" in version:
        version = _without_channel(version)
    fields = (
        *(site_id, name, pid, has_pulse, seen, version, board, model, serial, public_address),
        *(identity, location, architecture, tags.get(site_id, ()), made, None),
    )
    return _new(Site, fields)  # as Site(*fields) does, for half the time
