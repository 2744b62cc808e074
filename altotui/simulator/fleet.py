"""The simulated fleet: any router by its index, made on demand from the seed, with no table behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from altotui.domain.ids import is_uuid
from altotui.simulator.hardware import (
    LAB_VERSION_BY_BYTE,
    MODEL_BY_BYTE,
    OLD_VERSION_BY_BYTE,
    ROLE_BY_BYTE,
    VERSION_BY_BYTE,
    Model,
)
from altotui.simulator.moments import moment
from altotui.simulator.places import CITY_BY_BYTE, PROVIDER_BY_BYTE
from altotui.simulator.profile import RouterProfile
from altotui.simulator.seeded import as_uuid, base62, capitals, digest, keyed

NEVER_ONBOARDED_EVERY = 97
"""The last of each so many sites was created and never came online."""

_PUBLIC_BLOCKS = ("192.0.2.", "198.51.100.", "203.0.113.")
_TIER_BY_BYTE = ("gold",) * 25 + ("silver",) * 55 + (None,) * 176
_WORD = 1 << 32
_DAY_S = 86_400


class Fleet:
    """`size` routers; router `index` is the same whatever the size.

    Args:
        seed: Chooses the fleet.
        size: Number of sites, at least 0.
        started_at: When the simulation began: ages of sites and boots count back from here.
        hostile: Whether names, identities and tags of some sites carry hostile text.
    """

    def __init__(self, seed: int, size: int, *, started_at: datetime, hostile: bool = False) -> None:
        if size < 0:
            raise ValueError(f"a fleet of {size} sites is not possible: ask for 0 or more")
        self.seed = seed
        self._size = size
        self._started_s = int(started_at.timestamp())
        self._hostile = hostile
        key = digest(seed, "fleet")
        self._keyed = keyed(key)
        # An odd factor is invertible modulo a power of two, so the index can be read back from a site id.
        self._factor = int.from_bytes(key[:4], "big") | 1
        self._inverse = pow(self._factor, -1, _WORD)
        self._shift = int.from_bytes(key[4:8], "big")

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[RouterProfile]:
        return (self.profile(index) for index in range(self._size))

    def is_onboarded(self, index: int) -> bool:
        """Whether this router has ever reached the platform."""
        return index % NEVER_ONBOARDED_EVERY != NEVER_ONBOARDED_EVERY - 1

    def site_id(self, index: int) -> str:
        """Return the UUID of a site, with its index enciphered in the first eight digits."""
        return self._uuid(index, self._bytes(index))

    def index_of(self, site_id: str) -> int | None:
        """Return the index of a site, or None when the fleet has no such site."""
        if not is_uuid(site_id):
            return None
        wanted = site_id.lower()
        index = (int(wanted[:8], 16) - self._shift) * self._inverse % _WORD
        return index if index < self._size and self.site_id(index) == wanted else None

    def access(self, index: int) -> tuple[str, str]:
        """Return city slug and access provider of a router: cheaper than its whole profile."""
        raw = self._bytes(index)
        city = CITY_BY_BYTE[raw[0]]
        return city.slug, PROVIDER_BY_BYTE[city.continent][raw[2]]

    def profile(self, index: int) -> RouterProfile:
        """Return one router.

        Raises:
            IndexError: `index` is outside the fleet.
        """
        if not 0 <= index < self._size:
            raise IndexError(f"site {index} is outside a fleet of {self._size}")
        raw = self._bytes(index)
        city = CITY_BY_BYTE[raw[0]]
        region = city.slug
        onboarded = self.is_onboarded(index)
        role = ROLE_BY_BYTE[raw[1]] if onboarded else "lab"
        isp = PROVIDER_BY_BYTE[city.continent][raw[2]]
        model = MODEL_BY_BYTE[role][raw[3]]
        place_in_fleet = f"-{role}-{index:04d}"
        name, identity = region + place_in_fleet, region[:3] + place_in_fleet
        tags = _tags(region, isp, role, _TIER_BY_BYTE[raw[18]])
        if self._hostile:
            name, identity, tags = _hostile(index, name, identity, tags)
        # Sites are created in waves, as when somebody imports a list of them.
        age_s = (30 + raw[9] * 4) * _DAY_S + raw[9] * 7919 % _DAY_S
        up_s = 600 + int((age_s - 600) * ((raw[12] << 8 | raw[13]) / 65_536) ** 3)
        codes = capitals(raw[34:52])
        # By position, in the order of the class: naming so many fields would cost more than all the above.
        return RouterProfile(
            index,
            self._uuid(index, raw),
            "site_2x" + base62(raw[19:44]),
            name,
            identity,
            region,
            role,
            isp,
            city.place if onboarded and raw[17] >= 8 else None,
            model,
            _version(role, model, raw),
            "H" + codes[:10],
            f"{codes[10:14]}-{codes[14:]}",
            _PUBLIC_BLOCKS[raw[6] % 3] + str(1 + raw[7] % 254),
            1 + raw[8] % 254,
            tags,
            moment(self._started_s - age_s),
            self._started_s - up_s,
        )

    def _bytes(self, index: int) -> bytes:
        hashed = self._keyed.copy()
        hashed.update(index.to_bytes(8, "big"))
        return hashed.digest()

    def _uuid(self, index: int, raw: bytes) -> str:
        enciphered = (index * self._factor + self._shift) % _WORD
        return as_uuid(f"{enciphered:08x}", raw[52:])


@lru_cache(maxsize=4096)
def _tags(region: str, isp: str, role: str, tier: str | None) -> tuple[str, ...]:
    tags = (f"region:{region}", f"isp:{isp}", f"role:{role}")
    return tags if tier is None else (*tags, f"tier:{tier}")


def _version(role: str, model: Model, raw: bytes) -> str:
    if role == "lab":
        return LAB_VERSION_BY_BYTE[raw[4]]
    if model.architecture == "mipsbe" and raw[5] < 110:
        return OLD_VERSION_BY_BYTE[raw[4]]
    return VERSION_BY_BYTE[raw[4]]


def _hostile(index: int, name: str, identity: str, tags: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Return name, identity and tags with hostile text in two sites of three."""
    from altotui.simulator.routeros.hostile import HOSTILE

    if index % 3 == 2:
        return name, identity, tags
    text, other = HOSTILE[index % len(HOSTILE)], HOSTILE[(index * 7 + 3) % len(HOSTILE)]
    return f"{text}-{index:04d}", other, (*tags, f"note:{text[:200]}")
