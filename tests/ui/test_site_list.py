"""The list of sites: where the cursor stays, what a filter shows, and how old what it shows is."""

from __future__ import annotations

import pytest
from textual import events

from altotui.domain.site import Site, SiteList
from altotui.services.events import ListSource
from tests.clocks import START, FakeClock
from tests.domain.records import a_site, ago, sites_of
from tests.ui.driving import Console, driven
from tests.ui.gateway import Call


def _some(*numbers: int) -> tuple[Site, ...]:
    return tuple(a_site(number, has_pulse=True, last_seen_at=ago(5)) for number in numbers)


def _show(console: Console, *sites: Site, source: ListSource = ListSource.LIVE) -> None:
    console.services.directory.take(sites_of(*sites), source)


def _rows(console: Console) -> list[str]:
    """Return the names that are shown."""
    rows = console.cells_of(console.main.sites.rows)[1:]
    return [row[3:].split()[0] for row in rows if row.strip()]


async def _with_cursor_on(console: Console, number: int) -> None:
    console.press("f2", "home", *["down"] * number)
    await console.until(lambda: console.main.sites.rows.cursor == number)


@pytest.mark.parametrize(
    ("after", "name"),
    [
        (_some(*range(20)), "site-10"),
        (_some(10), "site-10"),
        (_some(*range(50, 80), 10), "site-10"),
        (tuple(reversed(_some(*range(20)))), "site-10"),
        (_some(*range(10), *range(11, 20)), "site-11"),
        (_some(1, 2, 3), "site-3"),
        ((), None),
    ],
)
async def test_the_cursor_stays_on_its_site(after: tuple[Site, ...], name: str | None) -> None:
    async with driven(clock=FakeClock()) as console:
        _show(console, *_some(*range(20)))
        await console.sees("20 sites")
        await _with_cursor_on(console, 10)
        _show(console, *after)
        await console.sees(f" {len(after)} sites")
        current = console.main.sites.rows.current
        assert (current.name if current else None) == name
        if name:
            assert name in _rows(console)


async def test_the_line_of_the_cursor_stays_where_it_was_on_the_screen() -> None:
    async with driven(clock=FakeClock()) as console:
        _show(console, *_some(*range(100)))
        await console.sees("100 sites")
        await _with_cursor_on(console, 60)
        before = _rows(console).index("site-60")
        _show(console, *_some(*range(200, 230), *range(100)))
        await console.sees("130 sites")
        assert _rows(console).index("site-60") == before


async def test_the_list_that_shrinks_to_nothing_says_so_and_grows_again() -> None:
    async with driven(clock=FakeClock()) as console:
        console.press("f2", "end")
        _show(console)
        await console.sees("this token sees no sites", " 0 sites")
        console.press("down", "up", "end", "pagedown", "enter")
        await console.pilot.pause()
        assert console.main.active_site is None
        _show(console, *_some(1, 2))
        await console.sees("2 sites", "site-2")


async def test_a_token_that_sees_no_sites_gets_a_screen_that_works() -> None:
    async with driven(sites=0) as console:
        await console.sees("this token sees no sites")
        console.press("down", "enter", "pagedown", "end", "f3", "f4", "J")
        await console.told("a job needs a site")


async def test_a_filter_narrows_and_widens_as_it_is_typed() -> None:
    async with driven(clock=FakeClock()) as console:
        _show(console, *(a_site(n, name) for n, name in enumerate(["alpha", "alpine", "beta"])))
        await console.sees("3 sites")
        console.type("/alp")
        await console.sees("2 of 3")
        assert _rows(console) == ["alpha", "alpine"]
        console.type("i")
        await console.sees("1 of 3")
        console.press("backspace")
        await console.sees("2 of 3")
        console.type(" -pha")
        await console.until(lambda: _rows(console) == ["alpine"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("status:sleeping", "status:sleeping is not a state"),
        ("status:", "has no value"),
        ("tag:", "has no value"),
        ("alp ver:", "has no value"),
    ],
)
async def test_a_wrong_filter_is_explained_and_the_list_is_kept(text: str, words: str) -> None:
    async with driven(clock=FakeClock(), size=(160, 44)) as console:
        _show(console, *(a_site(n, name) for n, name in enumerate(["alpha", "alpine", "beta"])))
        await console.sees("3 sites")
        console.type("/alp")
        await console.sees("2 of 3")
        console.press("ctrl+u")
        console.app.post_message(events.Paste(text))
        await console.until(lambda: words in console.part(console.main.sites))
        assert _rows(console)
        console.press("ctrl+u")
        await console.sees_no(words)
        assert _rows(console) == ["alpha", "alpine", "beta"]


async def test_a_new_list_is_filtered_like_the_old_one() -> None:
    async with driven(clock=FakeClock()) as console:
        _show(console, *_some(*range(20)))
        console.type("/site-1")
        await console.sees("11 of 20")
        _show(console, *_some(*range(10, 14), *range(50, 60)))
        await console.sees("4 of 14")


async def test_a_state_filter_follows_the_states() -> None:
    async with driven(clock=FakeClock()) as console:
        online, offline = (
            a_site(1, has_pulse=True, last_seen_at=ago(5)),
            a_site(2, has_pulse=False, last_seen_at=ago(900)),
        )
        _show(console, online, offline)
        console.type("/status:offline")
        await console.until(lambda: _rows(console) == ["site-2"])
        _show(console, online._replace(has_pulse=False), offline)
        await console.until(lambda: _rows(console) == ["site-1", "site-2"])


async def test_the_signs_and_the_totals_say_the_same() -> None:
    async with driven(clock=FakeClock()) as console:
        sites = (
            a_site(1, has_pulse=True, last_seen_at=ago(5)),
            a_site(2, has_pulse=True, last_seen_at=ago(60)),
            a_site(3, has_pulse=True, last_seen_at=ago(70)),
            a_site(4, has_pulse=False, last_seen_at=ago(8000)),
            a_site(5),
        )
        _show(console, *sites)
        await console.sees("5 sites +1 ~2 -1 ?1")
        signs = [line[1] for line in console.cells_of(console.main.sites.rows)[1:6]]
        assert signs == ["+", "~", "~", "-", "?"]


async def test_the_chosen_site_is_marked_and_stays_the_target_when_it_leaves_the_list() -> None:
    async with driven(clock=FakeClock()) as console:
        site = console.site(position=2)
        await console.choose(site)
        console.press("f2", "escape")
        await console.sees(f">{site.name}")
        _show(console, *_some(1, 2))
        await console.sees(" 2 sites")
        assert f"{site.name}>" in console.text()


# --- age


async def test_a_cached_list_is_marked_and_not_counted_as_live() -> None:
    clock = FakeClock()
    cached = SiteList(_some(*range(5)), START - (START - ago(7200)))
    async with driven(clock=clock, cached=cached) as console:
        await console.sees("5 cached", "cached 2h ago")
        assert " sites " not in console.lines()[0]
        await console.pass_s(1)
        await console.sees(" 24 sites ")
        await console.sees_no("cached")


async def test_an_empty_cache_waits_for_the_list() -> None:
    async with driven(clock=FakeClock(), cached=SiteList((), START)) as console:
        assert " 0 sites" not in console.text()
        assert "sees no sites" not in console.text()
        await console.pass_s(1)
        await console.sees(" 24 sites ")


async def test_a_failed_first_refresh_keeps_the_cached_list_with_its_age() -> None:
    clock = FakeClock()
    async with driven(clock=clock, cached=SiteList(_some(*range(5)), ago(7200)), answers=_fails) as console:
        await console.pass_s(3)  # three attempts, up to a second and a half apart
        await console.sees("5 cached", "api fails", "2h ago kept")
        assert "site-4" in _rows(console)
        await console.pass_s(3600 + 600)
        await console.sees("3h ago kept")


async def test_a_failed_refresh_keeps_the_list_and_a_good_one_ends_the_trouble() -> None:
    clock = FakeClock()
    async with driven(clock=clock) as console:
        await console.pass_s(61)
        console.gateway.answers = _fails
        await console.pass_s(600)
        await console.sees("api fails", " 24 sites", "kept")
        assert len(_rows(console)) == 24
        console.gateway.answers = lambda _: None
        console.press("f2", "r")
        await console.pass_s(1)
        await console.sees("api ok")
        await console.sees_no("kept")


def _fails(call: Call) -> tuple[int, object] | None:
    return (503, {"message": "out of order"}) if call.path == "/sites" else None


async def test_a_large_list_is_counted_as_it_comes_and_is_whole_in_the_end() -> None:
    async with driven(sites=9000) as console:
        await console.sees(" 9000 sites ")
        console.type("/8999")
        await console.sees("1 of 9000")
