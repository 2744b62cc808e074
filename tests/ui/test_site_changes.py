"""What changed: one entry, one toast and one bell for a burst, and the way from there to its sites."""

from __future__ import annotations

from textual.widgets import Static

from altotui.domain.site import Site
from tests.clocks import FakeClock
from tests.domain.records import a_site, ago, sites_of
from tests.ui.driving import Console, driven
from tests.ui.sites_shown import lists


def _fleet(*late: int, count: int = 30) -> tuple[Site, ...]:
    return tuple(
        a_site(
            n,
            f"site-{n:02d}",
            has_pulse=True,
            last_seen_at=ago(70) if n in late else ago(5),
            version=f"7.{n % 5}",
            tags=("isp:alpha",) if n < 5 else ("isp:beta",),
        )
        for n in range(count)
    )


async def _takes(console: Console, *sites: Site) -> None:
    directory = console.services.directory
    listed = sites_of(*sites)
    console.gateway.answers = lambda _: None
    directory.take(listed, directory.source)
    await console.services.fleet.compare()
    await console.pilot.pause()


async def test_a_burst_is_one_toast_one_bell_and_one_entry_that_leads_to_its_sites() -> None:
    async with driven(clock=FakeClock(), size=(160, 45)) as console:
        await _takes(console, *_fleet())
        console.services.fleet.look()
        console.main.header.show_unread(0)
        await console.sees("30 sites")
        rung = console.app.bells
        await _takes(console, *_fleet(0, 1, 2, 3, 4))
        await console.told("5 sites late within", "common: isp:alpha")
        await console.sees("1 change: u", "1 not looked at: u shows their sites", "~ 5 sites late within")
        assert console.app.bells == rung + 1
        await _takes(console, *_fleet(0, 1, 2, 3, 4))
        assert console.app.bells == rung + 1
        console.press("f2", "u")
        await console.sees("What changed", "5 sites late", "not common: version")
        await console.sees_no("change: u", "not looked at")
        console.press("enter")
        await lists(console, [f"site-{n:02d}" for n in range(5)])
        await console.sees("5 of 30", "changed:")


async def test_what_changes_while_the_list_is_open_is_in_it_and_read() -> None:
    async with driven(clock=FakeClock(), size=(120, 36)) as console:
        await _takes(console, *_fleet())
        console.services.fleet.look()
        console.press("f5")
        await console.sees("What changed")
        await _takes(console, *_fleet(0, 1, 2, 3, 4))
        await console.sees("5 sites late within", "enter lists its sites, esc leaves", "last heard")
        console.press("home")
        await console.pilot.pause()
        await _takes(console, *_fleet())
        await console.sees("5 sites returned")
        full = console.app.screen.query_one("#change-in-full", Static)
        assert "5 sites late" in str(full.content), "the cursor stays on its change"
        console.press("escape")
        await console.sees_no("change: u", "changes: u")


async def test_without_changes_the_list_says_so() -> None:
    async with driven(clock=FakeClock()) as console:
        console.press("f5")
        await console.sees("nothing has changed since this console started")
        console.press("enter", "escape")
        await console.until(lambda: console.app.screen is console.main)
