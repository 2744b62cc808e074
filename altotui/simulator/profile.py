"""Who one simulated router is: the facts that never change while the simulator runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from altotui.simulator.hardware import Model


class RouterProfile(NamedTuple):
    """One router of the fleet, a pure function of the fleet's seed and its index."""

    number: int
    """Position in the fleet, from 0."""
    site_id: str
    """UUID, lower case."""
    pid: str
    """`site_` and 27 characters."""
    name: str
    """Site name as the platform shows it, for example `lagos-branch-0142`; hostile in one scenario."""
    identity: str
    """RouterOS identity."""
    region: str
    """City slug, for example `lagos`."""
    role: str
    """`core`, `edge`, `branch`, `depot`, `tower`, `kiosk` or `lab`."""
    isp: str
    """Slug of the access provider, for example `alpha`."""
    location: str | None
    """Postal place, for example `Lagos, Nigeria`."""
    hardware: Model
    version: str
    """RouterOS version without its channel, for example `7.19.4`."""
    serial: str
    software_id: str
    public_address: str
    """IPv4 from a documentation range."""
    lan_octet: int
    """1 to 254: second and third octets of its LAN derive from `number` and this."""
    tags: tuple[str, ...]
    """`key:value` in the order of the tag definitions, for example `region:lagos`, `isp:alpha`."""
    created_at: datetime
    booted_s: int
    """Unix time of the router's last start before the simulation began: uptime counts from here."""

    @property
    def booted_at(self) -> datetime:
        """`booted_s` as a time."""
        return datetime.fromtimestamp(self.booted_s, UTC)

    @property
    def model(self) -> str:
        """Product code, for example `RB5009UG+S+IN`; `CHR` is virtual."""
        return self.hardware.model

    @property
    def board(self) -> str:
        """Short board name, for example `RB5009`."""
        return self.hardware.board

    @property
    def architecture(self) -> str:
        """`arm64`, `arm`, `mipsbe`, `mmips`, `tile` or `x86_64`."""
        return self.hardware.architecture

    @property
    def cpu_count(self) -> int:
        """Number of processor cores."""
        return self.hardware.cpu_count

    @property
    def memory_bytes(self) -> int:
        """Size of its memory."""
        return self.hardware.memory_bytes

    @property
    def disk_bytes(self) -> int:
        """Size of its storage."""
        return self.hardware.disk_bytes

    @property
    def is_virtual(self) -> bool:
        """Whether it is a CHR: no RouterBOARD, no health sensors."""
        return self.hardware.board == "CHR"
