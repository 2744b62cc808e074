"""What the platform knows of one site at one moment, and how each reader sees it."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from altotui.domain.ids import SiteId
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.simulator import wording
from altotui.simulator.moments import moment
from altotui.simulator.profile import RouterProfile
from altotui.simulator.seeded import digest


class SiteFacts(NamedTuple):
    """One site as it stands at `now_s`, Unix time."""

    profile: RouterProfile
    version: str
    identity: str
    booted_s: float
    """Unix time of the router's last start."""
    last_seen_s: float | None
    """Unix time of the last heartbeat, None when it was never onboarded."""
    has_pulse: bool
    now_s: float

    @property
    def uptime(self) -> str | None:
        """Text for people, None while offline."""
        return wording.duration(self.now_s - self.booted_s) if self.has_pulse else None

    @property
    def last_seen_at(self) -> datetime | None:
        """Last heartbeat, to the second as every generation tells it."""
        return None if self.last_seen_s is None else moment(int(self.last_seen_s))

    @property
    def last_seen(self) -> str | None:
        """Text for people."""
        return None if self.last_seen_s is None else wording.ago(self.now_s - self.last_seen_s)


def v1_site(facts: SiteFacts) -> dict[str, object]:
    """Return the site object of v1 (altostrat-api.md 4.2)."""
    profile = facts.profile
    seen_at = facts.last_seen_at
    known = seen_at is not None
    return {
        "id": profile.site_id,
        "pid": profile.pid,
        "name": profile.name,
        "address": profile.location,
        "has_pulse": facts.has_pulse,
        "uptime": facts.uptime,
        "architecture_name": profile.architecture if known else None,
        "hardware_hash": _hardware_hash(profile) if known else None,
        "serial_number": _serial(profile) if known else None,
        "software_version": facts.version if known else None,
        "software_id": profile.software_id if known else None,
        "identity": facts.identity if known else None,
        "last_seen_from": profile.public_address if known else None,
        "model": profile.model if known else None,
        "board_name": profile.board if known else None,
        "routerboard": not profile.is_virtual if known else None,
        "last_seen": facts.last_seen,
        "last_seen_at": None if seen_at is None else wording.zulu(seen_at),
        "created_at": wording.zulu(profile.created_at),
        "updated_at": wording.zulu(seen_at or profile.created_at),
        "deleted_at": None,
        "scheduler_removal": None,
    }


def legacy_router(facts: SiteFacts) -> dict[str, object]:
    """Return the router record of the legacy list (altostrat-api.md 4.8)."""
    profile = facts.profile
    seen_at = facts.last_seen_at
    known = seen_at is not None
    return {
        "id": profile.site_id,
        "identity": facts.identity if known else None,
        "serial_number": _serial(profile) if known else None,
        "software_version": f"{facts.version} ({_channel(facts.version)})" if known else None,
        "software_id": profile.software_id if known else None,
        "has_pulse": facts.has_pulse,
        "uptime": facts.uptime,
        "last_seen": facts.last_seen,
        "last_seen_from": profile.public_address if known else None,
        "routerboard": not profile.is_virtual if known else None,
        "model": profile.model if known else None,
        "board_name": profile.board if known else None,
        "last_seen_at": None if seen_at is None else wording.zoneless(seen_at),
        "created_at": wording.zoneless(profile.created_at),
    }


def domain_site(facts: SiteFacts) -> Site:
    """Return the site as a client decodes it from the v1 list and its tags."""
    profile = facts.profile
    name, tags = make_visible(profile.name), _shown_tags(profile.tags)
    site_id = SiteId(profile.site_id)
    if facts.last_seen_s is None:
        return Site(site_id, name, profile.pid, False, tags=tags, created_at=profile.created_at)
    hardware = profile.hardware
    # By position, in the order of the class: names would double the cost of a long list.
    return Site(
        site_id,
        name,
        profile.pid,
        facts.has_pulse,
        facts.last_seen_at,
        facts.version,
        hardware.board,
        hardware.model,
        _serial(profile),
        profile.public_address,
        _shown(facts.identity),
        profile.location,
        hardware.architecture,
        tags,
        profile.created_at,
    )


@lru_cache(maxsize=4096)
def _shown_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    parted = (tag.partition(":") for tag in tags)
    return tuple([f"{key}:{_shown(value) or ''}" for key, _, value in parted])


def _shown(text: str) -> str | None:
    """Return `text` made visible; a client takes a blank one for absent."""
    return make_visible(text) if text and not text.isspace() else None


def _serial(profile: RouterProfile) -> str:
    """Return the serial number; a CHR has none and shows its software id (altostrat-api.md 4.2)."""
    return profile.software_id if profile.is_virtual else profile.serial


def _hardware_hash(profile: RouterProfile) -> str:
    return digest(profile.number, "hardware", profile.site_id)[:20].hex()


def _channel(version: str) -> str:
    if version.startswith("6.48"):
        return "long-term"
    return "testing" if "rc" in version or "beta" in version else "stable"
