"""The details of one site: what stands in the panel, when it is asked for, and what a failure leaves."""

from __future__ import annotations

import pytest

from altotui.domain.site import Freshness
from altotui.simulator.routeros.hostile import HOSTILE
from tests.clocks import FakeClock
from tests.ui.driving import NARROW, WIDE, Console, driven
from tests.ui.gateway import Call
from tests.ui.sites_shown import FLEET, show

_STATS, _HISTORY, _FAULTS = "/mikrotik-stats", "/metrics/mikrotik-stats/", "/fault"


def _asked(console: Console) -> list[str]:
    paths = [call.path for call in console.gateway.calls]
    return [path for path in paths if "stats" in path or path == _FAULTS]


async def _open(console: Console) -> None:
    console.press("f2", "home", "o")
    await console.until(lambda: console.main.sites.panel.region.area > 0)


@pytest.mark.parametrize("size", [NARROW, WIDE, (200, 60)])
async def test_the_panel_tells_how_a_site_is_and_has_been(size: tuple[int, int]) -> None:
    async with driven(size=size, sites=24) as console:
        await _open(console)
        await console.sees("denver-branch-0000", "online, last heartbeat", "cpu", "free mem", "in 3 days")
        await console.sees("missed", "none in 24 h", "faults    none", "commands  none in this run")
        panel = console.main.sites.panel
        console.main.set_focus(panel)
        console.press("end")
        site = console.main.sites.rows.current
        assert site is not None
        await console.until(lambda: (site.serial or "?") in console.part(panel))


async def test_an_offline_site_has_its_fault_and_its_jobs() -> None:
    async with driven(sites=240, scenario="calm-day", size=(160, 60)) as console:
        site = console.site(Freshness.OFFLINE)
        await console.choose(site)
        console.press("f2", "o")
        await console.sees(f"{site.name}", "offline, last heartbeat", "Site Offline", "faults    open")


async def test_what_was_sent_and_queued_is_listed() -> None:
    async with driven(size=(160, 60)) as console:
        await console.run(console.site(), "/ip/arp/print")
        console.press("f2", "o")
        await console.until(lambda: "ok  /ip/arp/print" in console.part(console.main.sites.panel))


async def test_no_secret_that_was_sent_stands_in_the_panel() -> None:
    async with driven(size=(160, 60)) as console:
        await console.unlock()
        await console.run(console.site(), "/ppp/secret/print where password=hunter2")
        console.press("f2", "o")
        panel = console.main.sites.panel
        await console.until(lambda: "/ppp/secret/print" in console.part(panel))
        assert "***" in console.part(panel)
        assert "hunter2" not in console.part(panel)


async def test_nothing_is_asked_while_the_cursor_passes_by() -> None:
    async with driven(sites=24) as console:
        await _open(console)
        await console.until(lambda: len(_asked(console)) == 3)
        before = len(_asked(console))
        console.press(*["down"] * 10)
        await console.until(lambda: console.main.sites.rows.cursor == 10)
        await console.until(lambda: len(_asked(console)) > before)
        await console.until(lambda: len(_asked(console)) == before + 3)
        current = console.main.sites.rows.current
        assert current is not None
        asked = _asked(console)[before:]
        assert sum(current.id in path for path in asked) == 2, "both of the site on which it rests"


async def test_nothing_is_asked_while_the_panel_is_closed() -> None:
    async with driven(sites=24) as console:
        rows = console.main.sites.rows
        passed = []
        for number in range(4):
            console.press("f2", *["down"] * bool(number))
            await console.until(lambda: rows.cursor == number)  # noqa: B023 (used within its turn)
            assert rows.current is not None
            passed.append(rows.current.id)
        console.press("o")
        await console.until(lambda: len(_asked(console)) == 3)
        assert not any(site_id in path for site_id in passed[:3] for path in _asked(console))


async def test_a_failure_is_told_where_it_belongs_and_the_rest_is_shown() -> None:
    def answers(call: Call) -> tuple[int, object] | None:
        return (403, {"message": "no"}) if call.path.endswith(_STATS) else None

    async with driven(sites=24, answers=answers, size=(160, 60)) as console:
        await _open(console)
        await console.until(lambda: "not permitted" in console.part(console.main.sites.panel))
        await console.sees("none in 24 h", "faults    none")


async def test_hostile_texts_of_faults_are_only_texts() -> None:
    def answers(call: Call) -> tuple[int, object] | None:
        if call.path != _FAULTS:
            return None
        site = console.main.sites.rows.current
        assert site is not None
        rows = [
            {"id": f"flt_{n}", "message": text, "cause": text, "resource_ancestry_path": site.id}
            for n, text in enumerate(HOSTILE[:5])
        ]
        return 200, {"data": rows, "meta": {"cursor": None, "has_more": False}}

    async with driven(sites=24, size=(200, 60)) as console:
        console.gateway.answers = answers
        await _open(console)
        await console.until(lambda: "and" in console.part(console.main.sites.panel))
        await console.sees("faults")
        for strip in console.strips():
            assert strip.text.isprintable()


async def test_the_panel_closes_with_escape_and_gives_its_room_back() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await _open(console)
        console.press("tab")
        await console.until(lambda: console.focus_id == "site-panel")
        console.press("escape")
        await console.until(lambda: console.focus_id == "site-rows")
        console.press("escape")
        await console.until(lambda: not console.main.sites.panel.region.area)


async def test_a_site_with_nothing_known_still_has_its_panel() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, FLEET[3])
        await _open(console)
        await console.sees("accra-lab-10", "no heartbeat time known")


async def test_a_late_site_is_told_from_what_the_platform_says() -> None:
    async with driven(clock=FakeClock(), size=(160, 44)) as console:
        await show(console, FLEET[1])
        await _open(console)
        await console.sees("late, last heartbeat 1m ago, the platform says online")
