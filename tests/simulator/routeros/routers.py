"""Routers for these tests, and a clock that stands where it is put."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from altotui.simulator.hardware import Model
from altotui.simulator.profile import RouterProfile
from altotui.simulator.routeros.router import Quirks, Router

NOW = datetime(2026, 11, 21, 6, 42, 11, tzinfo=UTC)


class SetClock:
    """A `domain.clock.Clock` that stands at `at`."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    async def sleep(self, delay_s: float) -> None:
        self.at += timedelta(seconds=delay_s)


CCR2004 = Model("CCR2004-1G-12S+2XS", "CCR2004", "arm64", 4, memory_bytes=4 * 2**30, disk_bytes=128 * 2**20)
EDGE = RouterProfile(
    number=5,
    site_id="00000000-0000-4000-8000-000000000005",
    pid="site_000000000000000000000000005",
    name="zurich-edge-0005",
    identity="edge-01.zrh",
    region="zurich",
    role="edge",
    isp="alpha",
    location=None,
    hardware=CCR2004,
    version="7.21.4",
    serial="HX00TEST0001",
    software_id="TEST-0001",
    public_address="192.0.2.10",
    lan_octet=20,
    tags=("region:zurich",),
    created_at=datetime(2026, 1, 5, 10, 0, tzinfo=UTC),
    booted_s=int((NOW - timedelta(weeks=5, days=3, hours=17, minutes=42, seconds=9)).timestamp()),
)
CORE = EDGE._replace(role="core", hardware=CCR2004._replace(model="CCR2116-12G-4S+"), number=1)
BRANCH = EDGE._replace(
    role="branch", hardware=CCR2004._replace(model="RB5009UG+S+IN", board="RB5009"), number=9
)
KIOSK = EDGE._replace(
    role="kiosk", hardware=CCR2004._replace(model="C52iG-5HaxD2HaxD-TC", board="hAP ax2"), number=12
)
OLD_WIRELESS = EDGE._replace(
    role="branch",
    hardware=CCR2004._replace(model="RB951Ui-2HnD", board="RB951", architecture="mipsbe"),
    version="6.49.10",
    number=13,
)
TOWER = EDGE._replace(
    role="tower", hardware=CCR2004._replace(model="RB4011iGS+RM", board="RB4011"), number=14
)
CHR = EDGE._replace(
    role="lab",
    hardware=CCR2004._replace(model="CHR", board="CHR", architecture="x86_64"),
    version="7.20rc2",
    number=15,
)
PROFILES = (EDGE, CORE, BRANCH, KIOSK, OLD_WIRELESS, TOWER, CHR)


def router(
    profile: RouterProfile = EDGE, *, clock: SetClock | None = None, quirks: Quirks | None = None
) -> Router:
    """Return a router at 6:42:11 on the day of the samples, unless a clock says otherwise."""
    return Router(profile, seed=7, clock=clock or SetClock(), quirks=quirks or Quirks())
