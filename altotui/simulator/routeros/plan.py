"""How one router is wired and addressed: a pure function of its profile and its dice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from altotui.simulator.profile import RouterProfile
from altotui.simulator.routeros.dice import Dice
from altotui.simulator.routeros.values import release

_HOSTS = {"core": 26, "edge": 18, "branch": 20, "depot": 14, "tower": 6, "kiosk": 3, "lab": 9}
_ROUTES = {"core": 48, "edge": 16, "branch": 2, "depot": 1, "tower": 6, "lab": 3}
_CONNECTIONS = {"core": 140, "edge": 90, "branch": 60, "depot": 36, "tower": 20, "kiosk": 8, "lab": 24}
_HOST_NAMES = (
    "lap-{:02d}",
    "pos-{:02d}",
    "printer {:d}. floor",
    "cam-gate-{:d}",
    "nas-{:02d}",
    "tablet-{:02d}",
    "desk-{:03d}",
)
_VOICE_NAMES = ("SIP-T54-{:02d}", "dect-{:02d}")
_COUNTED = re.compile(r"(\d+)(G|S\+|XS|XG|XQ|Q\+|S)")
_PORT_KINDS = {
    "G": ("ether", 1),
    "XG": ("ether", 10),
    "S": ("sfp", 1),
    "S+": ("sfp-sfpplus", 10),
    "XS": ("sfp28-", 25),
    "Q+": ("qsfpplus", 40),
    "XQ": ("qsfp28-", 100),
}
_ETHER_COUNTS = {
    "RB5009": 8,
    "RB4011": 10,
    "RB3011": 10,
    "RB2011": 10,
    "RB1100": 13,
    "L009": 8,
    "RB912": 1,
    "RB922": 1,
    "CHR": 3,
}
_RADIO = re.compile(r"ax|ac|nD|[hcw]AP|LHG|SXT|LtAP|Audience|Wi-?Fi")
_LEGACY_WIRELESS = {"mipsbe", "mmips", "smips", "tile"}


@dataclass(frozen=True, slots=True)
class Port:
    """One physical port."""

    name: str
    mac: str
    rate: str
    """As monitor says it, for example `10Gbps`."""
    is_fibre: bool


@dataclass(frozen=True, slots=True)
class Host:
    """One machine behind the router."""

    number: int
    address: str
    mac: str
    name: str
    """What it says in DHCP; empty when it says nothing."""
    is_voice: bool
    is_static: bool
    """Whether its lease was made static."""
    status: str
    """`bound` or `waiting`."""
    is_blocked: bool


class Plan:
    """Ports, uplinks, networks and hosts."""

    def __init__(self, profile: RouterProfile, dice: Dice) -> None:
        self.profile = profile
        self.dice = dice

    @property
    def is_busy(self) -> bool:
        """Whether it is a core or edge router: two static uplinks, BGP, OSPF."""
        return self.profile.role in ("core", "edge")

    @property
    def is_modern(self) -> bool:
        """Whether it runs version 7."""
        return release(self.profile.version)[0] >= 7

    @property
    def has_wireless_radio(self) -> bool:
        """Whether the board has a radio at all."""
        is_radio = _RADIO.search(f"{self.profile.model} {self.profile.board}")
        return is_radio is not None and not self.profile.is_virtual

    @property
    def has_wifi(self) -> bool:
        """Whether its radio is driven by the wifi package (7.13 and newer, not on older chips)."""
        newer = release(self.profile.version) >= (7, 13)
        return self.has_wireless_radio and newer and self.profile.architecture not in _LEGACY_WIRELESS

    @property
    def has_legacy_wireless(self) -> bool:
        """Whether its radio is driven by the legacy wireless package."""
        return self.has_wireless_radio and not self.has_wifi

    @property
    def lan(self) -> str:
        """First three octets of the LAN, a /24."""
        return f"10.{1 + self.profile.number // 254 % 200}.{self.profile.lan_octet}"

    @property
    def voice(self) -> str:
        """First three octets of the voice network, a /24."""
        return f"10.{201 + self.profile.number // 254 % 40}.{self.profile.lan_octet}"

    @property
    def loopback(self) -> str:
        """Address of the loopback, which is the router id too."""
        return f"10.255.{self.profile.number // 254 % 255}.{self.profile.lan_octet}"

    @property
    def gateway(self) -> str:
        """The provider's end of the first uplink."""
        net, _, last = self.profile.public_address.rpartition(".")
        return f"{net}.{254 if last == '1' else 1}"

    @property
    def second_uplink(self) -> str:
        """Own address on the second uplink, a /30."""
        return f"198.51.100.{4 * self.dice.between(1, 60, 'uplink B') + 2}"

    @property
    def second_gateway(self) -> str:
        """The provider's end of the second uplink."""
        net, _, last = self.second_uplink.rpartition(".")
        return f"{net}.{int(last) - 1}"

    def mac(self, *purpose: object) -> str:
        """Return a MAC of the documentation range."""
        return f"00:00:5E:00:53:{self.dice.between(0, 255, 'mac', *purpose):02X}"

    @cached_property
    def ports(self) -> tuple[Port, ...]:
        """The physical ports, in the order of the board."""
        counts: dict[tuple[str, int], int] = {}
        for segment in self.profile.model.split("-")[1:]:
            position = 0
            while match := _COUNTED.match(segment, position):
                kind = _PORT_KINDS[match[2]]
                counts[kind] = counts.get(kind, 0) + int(match[1])
                position = match.end()
        if not counts:
            counts = _usual_ports(self.profile.model)
        names = [
            (f"{prefix}{number}", gbps, prefix != "ether")
            for (prefix, gbps), count in counts.items()
            for number in range(1, count + 1)
        ]
        first = self.dice.between(0, 200, "first mac")
        return tuple(
            Port(name, f"00:00:5E:00:53:{(first + i) % 256:02X}", f"{gbps}Gbps", is_fibre)
            for i, (name, gbps, is_fibre) in enumerate(names)
        )

    @cached_property
    def wan(self) -> str:
        """Name of the port of the first uplink."""
        return _fibre_first(self.ports)[0].name if self.is_busy else self.ports[0].name

    @cached_property
    def wan2(self) -> str | None:
        """Name of the port of the second uplink; None where there is one uplink."""
        return _fibre_first(self.ports)[1].name if self.is_busy and len(self.ports) > 2 else None

    @cached_property
    def oob(self) -> str | None:
        """Name of the port for management out of band; None where there is none."""
        taken = (self.wan, self.wan2)
        free = [port.name for port in self.ports if not port.is_fibre and port.name not in taken]
        return free[0] if self.is_busy and len(self.ports) > 3 and free else None

    @cached_property
    def lan_ports(self) -> tuple[str, ...]:
        """Ports of the bridge, those without a link and disabled ones included."""
        taken = (self.wan, self.wan2, self.oob)
        return tuple(port.name for port in self.ports if port.name not in taken)

    def is_linked(self, port: str) -> bool:
        """Say whether a cable with a live far end is in `port`."""
        if port in (self.wan, self.wan2, self.oob) or port in self.lan_ports[:1]:
            return True
        return self.dice.chance(0.6, "linked", port)

    @property
    def has_voice(self) -> bool:
        """Whether there is a voice network beside the LAN."""
        return self.profile.role not in ("kiosk", "tower")

    @cached_property
    def hosts(self) -> tuple[Host, ...]:
        """The machines behind the router."""
        count = _HOSTS.get(self.profile.role, 8)
        return tuple(
            self._host(number) for number in range(self.dice.between(count * 2 // 3, count, "hosts"))
        )

    def _host(self, number: int) -> Host:
        is_voice = self.has_voice and number % 5 == 4
        net = self.voice if is_voice else self.lan
        roll = self.dice.between(0, 99, "host", number)
        name = self.dice.pick(_VOICE_NAMES if is_voice else _HOST_NAMES, "host name", number)
        return Host(
            number=number,
            address=f"{net}.{100 + number * 3}",
            mac=f"00:00:5E:00:53:{(128 + self.dice.between(0, 40, 'first host') + number) % 256:02X}",
            name="" if roll % 7 == 3 else name.format(number + 1),
            is_voice=is_voice,
            is_static=roll < 25 or roll >= 92,
            status="waiting" if roll >= 86 else "bound",
            is_blocked=roll >= 97,
        )

    @property
    def learned_routes(self) -> int:
        """How many routes routing protocols put into the table."""
        return _ROUTES.get(self.profile.role, 0)

    @property
    def connections(self) -> int:
        """How many connections are tracked on a usual moment."""
        return _CONNECTIONS.get(self.profile.role, 20)

    @property
    def subscribers(self) -> int:
        """How many customers come in over PPPoE."""
        most = {"core": 12, "edge": 7, "tower": 5}.get(self.profile.role, 0)
        return self.dice.between(most // 2, most, "subscribers") if most else 0


def _usual_ports(model: str) -> dict[tuple[str, int], int]:
    """Return the ports of a board whose product code does not count them: (name, Gbps) and how many."""
    known = (count for start, count in _ETHER_COUNTS.items() if model.startswith(start))
    ports = {("ether", 1): next(known, 5)}
    if "S+" in model:
        ports["sfp-sfpplus", 10] = 1
    elif re.search(r"[GA]S(-|$)", model):
        ports["sfp", 1] = 1
    return ports


def _fibre_first(ports: tuple[Port, ...]) -> list[Port]:
    return sorted(ports, key=lambda port: not port.is_fibre)
