"""The scenarios of the simulator: what each bends, one set of knobs per name."""

from __future__ import annotations

from altotui.domain.frozen import Frozen


class Scenario(Frozen):
    """What happens to the fleet and to the platform; the defaults are a calm day."""

    name: str
    summary: str
    """One sentence for people."""
    offline_share: float = 0.04
    """Part of the fleet that has been offline for hours or days."""
    latency_s: tuple[float, float] = (0.005, 0.03)
    """Bounds of the time the platform takes for an answer of its own."""
    tunnel_latency_s: tuple[float, float] = (0.02, 0.3)
    """Bounds of the time a live call takes to the router and back, on top."""
    cut_after_s: float | None = None
    """When the access provider alpha in Lagos drops; calls get lost in the gateway from then on."""
    dead_tunnel_share: float = 0.0
    """Part of the fleet that checks in and has no management tunnel."""
    lost_share: float = 0.0
    """Part of the live calls that run and are never answered."""
    gateway_share: float = 0.0
    """Part of the live calls that end in a gateway's HTML page."""
    silenced_sites: int = 0
    """Alpha sites in Lagos whose heartbeats stop 115 s after the start until their DNS server is changed."""
    stuck_job_every: int = 0
    """One site in so many has a job that runs for more than 20 minutes; 0: none."""
    upgrade_wave_sites: int = 0
    """About how many sites an upgrade is rolled out to."""
    token_lifetime_s: float | None = None
    """After this every token that does not start with `demo-renewed` is refused."""
    rate_limit_per_min: int | None = None
    """Overrides the limit of the simulator."""
    odd_firewall_every: int = 0
    """One router in so many has another firewall; 0: none."""
    hostile: bool = False
    """Whether names, tags, descriptions, messages and rows carry hostile text."""

    @property
    def queues_jobs(self) -> bool:
        """Whether it has somebody else queue jobs, which change their routers though nobody asked for them."""
        return self.upgrade_wave_sites > 0 or self.silenced_sites > 0


_ALL = (
    Scenario("calm-day", "Nothing happens: about 4 % of the sites have been offline for hours or days."),
    Scenario(
        "isp-cut",
        "After 60 s the provider alpha drops in Lagos: its sites go late, then offline; "
        "elsewhere some live calls are never answered and some end in a gateway's error page.",
        cut_after_s=60.0,
        dead_tunnel_share=0.02,
        lost_share=0.03,
        gateway_share=0.04,
    ),
    Scenario(
        "dns-behind-uplink",
        "After 115 s five sites of alpha in Lagos lose their only DNS server: heartbeats stop, live calls "
        "still work on four; each returns once its DNS servers are changed. One has a stuck firmware job.",
        silenced_sites=5,
    ),
    Scenario(
        "reboot-ack-stuck",
        "Some sites have a job that rebooted the router before it could report: running for over 20 minutes.",
        stuck_job_every=40,
    ),
    Scenario(
        "mass-upgrade",
        "An upgrade is being rolled out to about 40 sites: some jobs wait, some run, some are done, some failed.",
        upgrade_wave_sites=40,
    ),
    Scenario(
        "token-expires",
        "After 5 minutes every token is refused, but for those that start with demo-renewed.",
        token_lifetime_s=300.0,
    ),
    Scenario(
        "rate-limited",
        "Ten calls a minute; the third refusal gives its Retry-After as a date.",
        rate_limit_per_min=10,
    ),
    Scenario(
        "one-odd-firewall",
        "One router in 60 has a firewall that differs from the rest of the fleet.",
        odd_firewall_every=60,
    ),
    Scenario(
        "hostile-text",
        "Names, identities, tags, job descriptions, error messages and rows carry hostile text.",
        hostile=True,
    ),
)

_BY_NAME = {scenario.name: scenario for scenario in _ALL}

SCENARIOS: tuple[str, ...] = tuple(_BY_NAME)
"""Names of all scenarios."""


def scenario(name: str) -> Scenario:
    """Return a scenario by name.

    Raises:
        ValueError: There is none of this name; the message lists those there are.
    """
    if name not in _BY_NAME:
        raise ValueError(f"unknown scenario {name!r}: choose one of {', '.join(SCENARIOS)}")
    return _BY_NAME[name]
