"""Lists of sites put on the screen, and what is read of them there."""

from __future__ import annotations

from collections.abc import Sequence

from altotui.domain.site import Site
from altotui.services.events import ListSource
from tests.domain.records import a_site, ago, sites_of
from tests.ui.driving import Console

FLEET = (
    a_site(1, "lagos-branch-01", has_pulse=True, last_seen_at=ago(5), version="7.19.4", tags=("isp:alpha",)),
    a_site(2, "lagos-depot-07", has_pulse=True, last_seen_at=ago(90), version="7.9", tags=("isp:beta",)),
    a_site(
        3, "accra-core-02", has_pulse=False, last_seen_at=ago(9000), version="7.16.2", tags=("isp:alpha",)
    ),
    a_site(4, "accra-lab-10", tags=("isp:beta", "vip:")),
    a_site(5, "riga-lagosta-03", has_pulse=True, last_seen_at=ago(8), version="6.49.18"),
)
"""Online, late, offline, never seen, online."""


async def show(console: Console, *sites: Site) -> None:
    """Make these the live list and wait until they are counted."""
    console.services.directory.take(sites_of(*sites), ListSource.LIVE)
    await console.sees(f" {len(sites)} site")
    await console.pilot.pause()


def names(console: Console) -> list[str]:
    """Return the names that are shown, in their order; heads of groups as `v label`."""
    rows = console.cells_of(console.main.sites.rows)[1:]
    shown = [row for row in rows if row.strip()]
    return [row[1:].split("  ")[0] if row[:2] in (" v", " >") else row[3:].split()[0] for row in shown]


def row_of(console: Console, name: str) -> str:
    """Return the row of a site as it is drawn."""
    rows = console.cells_of(console.main.sites.rows)
    return next(row for row in rows if row[3:].startswith(name))


async def lists(console: Console, wanted: Sequence[str]) -> None:
    """Wait until exactly these rows are shown."""
    await console.until(lambda: names(console) == list(wanted), what=f"{list(wanted)} in")
