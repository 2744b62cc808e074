"""Finding a site: what a filter shows, in which order, and what it says of itself."""

from __future__ import annotations

import pytest
from textual import events

from altotui.domain.errors import Unreachable
from altotui.services.events import ListSource, SitesChanged, SitesUnavailable
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.ui.screens.main import MainScreen
from tests.clocks import FakeClock
from tests.domain.records import a_site, ago, sites_of
from tests.ui.driving import NARROW, Console, driven
from tests.ui.sites_shown import FLEET, lists, names, row_of, show


async def test_the_best_match_comes_first_and_what_matched_stands_out() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET[::-1])
        console.type("/lagos")
        await lists(console, ["lagos-depot-07", "lagos-branch-01", "riga-lagosta-03"])
        for strip in console.strips():
            for segment in strip:
                if segment.style and segment.style.underline:
                    assert segment.text == "lagos"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("status:late,off", ["lagos-depot-07", "accra-core-02"]),
        ("-status:on -status:un", ["lagos-depot-07", "accra-core-02"]),
        ("ver:<7.16", ["lagos-depot-07", "riga-lagosta-03"]),
        ("ver:>=7.16,6.*", ["lagos-branch-01", "accra-core-02", "riga-lagosta-03"]),
        ("seen:>1m", ["lagos-depot-07", "accra-core-02"]),
        ("seen:never", ["accra-lab-10"]),
        ("isp:alpha lagos", ["lagos-branch-01"]),
        ("Lagos", []),
        ('"branch-01"', ["lagos-branch-01"]),
        ("marked:", ["accra-core-02"]),
        ("fav:", ["accra-lab-10"]),
    ],
)
async def test_fields_pick_what_they_say(typed: str, wanted: list[str]) -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.services.marks.toggle(FLEET[2].id)
        console.services.habits.toggle_favourite(FLEET[3].id)
        console.type(f"/{typed}\n")
        await lists(console, wanted)


async def test_a_site_that_is_marked_while_marks_are_asked_for_comes_in() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.type("/marked:\n")
        await lists(console, [])
        await console.colon("mark invert")
        console.services.marks.toggle(FLEET[0].id)
        await lists(console, ["lagos-branch-01"])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("lagos status:late", '= "lagos" + status: late'),
        ("-kiosk", '= not "kiosk"'),
        ("ver:<7.16", "= ver: below 7.16"),
        ("stauts:late", "stauts: is no field, did you mean status:?"),
        ("lagos status:nope", "column 7: status:nope is not a state: one of online"),
        ('lagos "acc', "column 7: the quote has no end"),
        ("seen:5", "column 1: seen:5 is no age"),
    ],
)
@pytest.mark.parametrize("size", [NARROW, (160, 44)])
async def test_the_filter_says_how_it_was_understood(typed: str, words: str, size: tuple[int, int]) -> None:
    async with driven(clock=FakeClock(), size=size) as console:
        await show(console, *FLEET)
        console.press("slash")
        console.app.post_message(events.Paste(typed))
        await console.until(lambda: words in " ".join(console.part(console.main.sites).split()))


async def test_a_broken_part_does_not_hide_what_the_rest_finds() -> None:
    async with driven(clock=FakeClock(), size=(160, 44)) as console:
        await show(console, *FLEET)
        console.type("/accra status:x ver:")
        await lists(console, ["accra-core-02", "accra-lab-10"])
        await console.sees("column 7: status:x is not a state")


async def test_next_to_no_hits_bring_names_that_look_like_it() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.type("/lagdep7")
        await lists(console, ["lagos-depot-07"])
        await console.sees("0 of 5 +1 near")
        console.press("ctrl+u")
        console.type("'lagdep7")
        await lists(console, [])
        await console.sees("0 of 5")


@pytest.mark.parametrize("number", range(0, len(HOSTILE), 4))
async def test_any_text_in_the_filter_is_only_text(number: int) -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.press("slash")
        console.app.post_message(events.Paste(HOSTILE[number].replace("\n", " ").replace("\r", " ")))
        await console.pilot.pause()
        assert isinstance(console.app.screen, MainScreen)
        console.press("ctrl+u", "escape")
        await console.until(lambda: len(names(console)) == len(FLEET))


NAMES = [
    "x" * 10_000,
    "",
    "dup",
    "dup",
    "\u202eabc",
    "a\u0300" * 40,
    "漢字" * 30,
    "[red]x[/red]",
    "\U0001f600",
]


async def test_odd_names_keep_the_columns_in_place() -> None:
    async with driven(clock=FakeClock(), size=(160, 44)) as console:
        sites = [
            a_site(n, name or None, has_pulse=True, last_seen_at=ago(5), version="7.19.4")
            for n, name in enumerate(NAMES)
        ]
        await show(console, *sites)
        rows = console.main.sites.rows
        for strip in console.strips()[rows.region.y + 1 : rows.region.y + 1 + len(sites)]:
            own = strip.crop(rows.region.x, rows.region.right)
            assert own.cell_length == rows.region.width
            assert "7.19.4" in own.text
        await _finds(console, "dup", 2)


async def _finds(console: Console, word: str, count: int) -> None:
    console.type(f"/{word}")
    await console.sees(f"{count} of {len(NAMES)}")


async def test_records_without_a_usable_id_are_counted() -> None:
    def answers(call: object) -> tuple[int, object] | None:
        if getattr(call, "path", "") != "/sites":
            return None
        good = {"id": "3f6c1d52-7a08-4b1e-9b61-0c5a5f2e7d10", "name": "good", "has_pulse": True}
        return 200, [good, {"id": "../x", "name": "bad"}, {"name": "none"}, good]

    clock = FakeClock()
    async with driven(clock=clock, answers=answers, size=(160, 44)) as console:
        await console.pass_s(61)
        await console.sees(" 1 sites", "2 without a usable id left out")


async def test_the_age_of_the_list_is_told_once_a_refresh_is_missing() -> None:
    clock = FakeClock()
    async with driven(clock=clock) as console:
        await show(console, *FLEET)
        await console.sees("list under 2m old")
        console.gateway.is_open.clear()
        console.gateway.answers = lambda call: (500, {}) if call.path == "/sites" else None
        await console.pass_s(400)
        await console.sees("ago kept")


async def test_the_age_of_a_heartbeat_goes_on_where_none_comes() -> None:
    clock = FakeClock()
    async with driven(clock=clock) as console:
        await show(console, *FLEET)
        assert " 2h " in row_of(console, "accra-core-02")
        console.gateway.answers = lambda call: (500, {}) if call.path == "/sites" else None
        await console.pass_s(3 * 3600)
        console.main.sites.rows.show_time(console.services.directory.server_now())
        await console.pilot.pause()
        assert " 5h " in row_of(console, "accra-core-02")
        assert " 3h " in row_of(console, "lagos-branch-01"), "nobody knows whether another one came"
        await console.sees("sites +2 ~1 -1 ?1 3h ago")


async def test_only_what_was_searched_stands_out() -> None:
    async with driven(clock=FakeClock(), size=(160, 44)) as console:
        await show(console, *(site._replace(serial="lagos") for site in FLEET))
        await console.colon("columns serial,name,version")
        console.type("/lagos")
        await console.sees("3 of 5")
        for strip in console.strips()[3:6]:
            found = [segment.text for segment in strip if segment.style and segment.style.underline]
            assert found in (["lagos"], []), strip.text


async def test_a_cached_list_does_not_make_the_api_well() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.services.relay(SitesUnavailable(Unreachable("no route"), None))
        await console.sees("api unreachable")
        console.services.relay(SitesChanged(sites_of(*FLEET), ListSource.CACHED))
        await console.pilot.pause()
        await console.sees("api unreachable")
        await show(console, *FLEET)
        await console.sees("api ok")


async def test_a_name_that_fills_pages_does_not_fill_the_screen() -> None:
    async with driven(clock=FakeClock(), size=NARROW) as console:
        await show(console, a_site(1, "n" * 2000))
        console.press("f2", "*")
        await console.told("is a favourite")
        assert console.text().count("n" * 30) < 8


async def test_a_list_of_nothing_usable_says_why_it_is_empty() -> None:
    async with driven(clock=FakeClock(), size=(160, 44)) as console:
        console.services.directory.take(sites_of()._replace(left_out=5), ListSource.LIVE)
        await console.sees("5 without a usable id left out")
        await console.sees_no("sees no sites")
