"""Orders, groups, columns and views: chosen by key or by name, and kept."""

from __future__ import annotations

import pytest

from tests.clocks import START, FakeClock
from tests.domain.records import a_site, ago, sites_of
from tests.ui.driving import driven
from tests.ui.sites_shown import FLEET, lists, names, row_of, show

AS_LISTED = [site.name for site in FLEET]


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        ("name", ["accra-core-02", "accra-lab-10", "lagos-branch-01", "lagos-depot-07", "riga-lagosta-03"]),
        ("status", ["lagos-depot-07", "accra-core-02", "accra-lab-10", "lagos-branch-01", "riga-lagosta-03"]),
        ("seen", ["lagos-branch-01", "riga-lagosta-03", "lagos-depot-07", "accra-core-02", "accra-lab-10"]),
        (
            "version",
            ["riga-lagosta-03", "lagos-depot-07", "accra-core-02", "lagos-branch-01", "accra-lab-10"],
        ),
    ],
)
async def test_any_column_sorts_and_once_more_the_other_way(column: str, wanted: list[str]) -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon(f"sort {column}")
        await lists(console, wanted)
        assert console.services.habits.view.sort == column
        await console.colon(f"sort {column}")
        nothing = [name for name in wanted if name == "accra-lab-10" and column in ("seen", "version")]
        await console.until(lambda: names(console)[0] != wanted[0])
        assert names(console)[-len(nothing) :] == nothing or not nothing
        await console.colon("sort listed")
        await lists(console, AS_LISTED)


async def test_the_menu_sorts_by_what_the_cursor_stands_on() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.press("f2", "s")
        await console.until(lambda: console.focus_id == "options")
        await console.sees("Sort by", "as listed")
        console.press("down", "enter")
        await lists(console, sorted(AS_LISTED))
        await console.sees("SITE^", "by name")


async def test_the_cursor_stays_on_its_site_when_the_order_changes() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.press("f2", "home", "down")
        await console.until(lambda: console.main.sites.rows.cursor == 1)
        await console.colon("sort name")
        await lists(console, sorted(AS_LISTED))
        assert console.main.sites.rows.current == FLEET[1]


async def test_the_order_is_frozen_while_somebody_moves_in_the_list() -> None:
    clock = FakeClock()
    async with driven(clock=clock) as console:
        await show(console, *FLEET)
        await console.colon("sort status")
        console.press("f2", "home", "down", "down")
        await console.until(lambda: console.main.sites.rows.is_in_use)
        before = names(console)
        late = a_site(5, "riga-lagosta-03", has_pulse=True, last_seen_at=ago(100), version="6.49.18")
        await show(console, *FLEET[:4], late)
        assert names(console) == before
        assert row_of(console, "riga-lagosta-03").startswith(" ~")
        clock._mono += 40  # nobody has touched a key since
        await show(console, *FLEET[:4], late._replace(version="6.49.19"))
        await lists(
            console,
            ["lagos-depot-07", "riga-lagosta-03", "accra-core-02", "accra-lab-10", "lagos-branch-01"],
        )


async def test_new_sites_come_last_while_the_order_is_frozen() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon("sort name")
        console.press("f2", "home", "down")
        await console.until(lambda: console.main.sites.rows.is_in_use)
        await show(console, a_site(9, "aaa"), *FLEET[::-1])
        await lists(console, [*sorted(AS_LISTED), "aaa"])


async def test_groups_count_their_states_and_fold() -> None:
    async with driven(clock=FakeClock(), size=(160, 44)) as console:
        await show(console, *FLEET)
        await console.colon("group isp")
        await console.sees(
            "v alpha  2 sites  1+ 0~ 1- 0?", "v beta  2 sites  0+ 1~ 0- 1?", "v (none)  1 site "
        )
        console.press("home", "enter")
        await console.sees("> alpha  2 sites  1+ 0~ 1- 0?")
        await console.sees_no("lagos-branch-01")
        console.press("right")
        await console.sees("v alpha", "lagos-branch-01")
        console.press("down", "left")
        await console.sees("> alpha")
        assert console.main.sites.rows.cursor == 0
        await console.colon("group none")
        await lists(console, AS_LISTED)


@pytest.mark.parametrize(
    ("by", "heads"),
    [
        ("status", ["v late", "v offline", "v unknown", "v online"]),
        ("version", ["v 6.49.18", "v 7.9", "v 7.16.2", "v 7.19.4", "v (none)"]),
        ("model", ["v (none)"]),
        ("tag:vip", ["v (none)"]),
    ],
)
async def test_what_sites_are_grouped_by(by: str, heads: list[str]) -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon(f"group {by}")
        await console.until(lambda: [name for name in names(console) if name.startswith("v ")] == heads)


async def test_columns_are_chosen_and_put_back() -> None:
    async with driven(clock=FakeClock(), size=(160, 44)) as console:
        await show(console, *(site._replace(serial=f"HX{n}") for n, site in enumerate(FLEET)))
        await console.colon("columns serial,status")
        await console.sees("SERIAL", "STATUS", "HX0", "late")
        await console.sees_no("VERSION")
        await console.colon("columns usual")
        await console.sees("VERSION")
        await console.sees_no("SERIAL")
        console.press("f2", "c")
        await console.until(lambda: console.focus_id == "options")
        console.press(*["down"] * 2, "space", "enter")
        await console.sees_no("SEEN")


async def test_wrong_names_are_told_with_those_that_there_are() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon("sort colour")
        await console.told("there is no column colour", "known are")
        await console.colon("group planet")
        await console.told("there is no group planet", "status")
        await console.colon("view nothing")
        await console.told("there is no view 'nothing'")


async def test_a_view_brings_back_filter_order_groups_and_columns() -> None:
    async with driven(clock=FakeClock(), size=(160, 44)) as console:
        await show(console, *FLEET)
        console.type("/lagos\n")
        await console.colon("sort version")
        await console.colon("group isp")
        await console.colon("save-view night shift")
        await console.told("view night shift saved: lagos, by version, in groups by tag:isp")
        await console.colon("sort listed")
        await console.colon("group none")
        console.press("escape")
        await lists(console, AS_LISTED)
        await console.colon("view night shift")
        await console.until(lambda: console.main.sites.filter.text == "lagos")
        await lists(
            console,
            ["v alpha", "lagos-branch-01", "v beta", "lagos-depot-07", "v (none)", "riga-lagosta-03"],
        )
        await console.colon("drop-view night shift")
        await console.told("view night shift dropped")


async def test_favourites_stand_first_from_the_next_order_on() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.press("f2", "end", "*")
        await console.told("riga-lagosta-03 is a favourite")
        console.press("f3")
        await console.until(lambda: console.focus_id == "prompt")
        await show(console, *FLEET)
        await console.until(lambda: names(console)[0] == "riga-lagosta-03")
        assert row_of(console, "riga-lagosta-03").startswith(" +^")


async def test_a_visit_moves_nothing() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.press("f2", "home", "down", "down", "enter")
        await console.until(lambda: console.main.active_site == FLEET[2])
        console.services.directory.take(sites_of(*FLEET, as_of=START), console.services.directory.source)
        await console.pilot.pause()
        assert names(console) == AS_LISTED


async def test_a_list_that_nobody_has_moved_in_stays_at_its_head() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon("sort status")
        await console.until(lambda: names(console)[0] == "lagos-depot-07")
        fresh = FLEET[1]._replace(last_seen_at=ago(1))
        console.main.sites.rows.has_moved = False
        console.press("f3")
        await show(console, FLEET[0], fresh, *FLEET[2:])
        await console.until(lambda: names(console)[0] == "accra-core-02")
        assert console.main.sites.rows.cursor == 0


async def test_the_cursor_stays_on_the_head_of_its_group() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon("group status")
        console.press("f2", "home", "down", "down")
        rows = console.main.sites.rows
        await console.until(lambda: rows.current_group is not None and rows.current_group.label == "offline")
        late = FLEET[0]._replace(last_seen_at=ago(100))
        console.press("f3")
        await console.until(lambda: console.focus_id == "prompt")
        await show(console, late, *FLEET[1:])
        await lists(
            console,
            [
                *("v late", "lagos-branch-01", "lagos-depot-07", "v offline", "accra-core-02"),
                *("v unknown", "accra-lab-10", "v online", "riga-lagosta-03"),
            ],
        )
        assert rows.current_group is not None
        assert rows.current_group.label == "offline"


async def test_a_site_whose_group_is_folded_leaves_the_cursor_at_the_head() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon("group isp")
        console.press("f2", "home", "down", "left")
        rows = console.main.sites.rows
        await console.until(lambda: rows.current_group is not None and rows.current_group.label == "alpha")
        assert rows.current is None


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_long_menu_shows_the_option_under_the_cursor(size: tuple[int, int]) -> None:
    async with driven(clock=FakeClock(), size=size) as console:
        tags = tuple(f"key{n:02d}:x" for n in range(50))
        await show(console, FLEET[0]._replace(tags=tags))
        console.press("f2", "b")
        await console.until(lambda: console.focus_id == "options")
        console.press("end")
        await console.sees("tag:key49", "esc leaves")


async def test_the_menu_opens_at_what_is_chosen_so_that_once_more_turns_it_round() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon("sort name")
        await lists(console, sorted(AS_LISTED))
        console.press("f2", "s")
        await console.until(lambda: console.focus_id == "options")
        console.press("enter")
        await lists(console, sorted(AS_LISTED, reverse=True))


async def test_the_details_are_of_the_site_under_the_cursor_whatever_has_moved_it() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.press("f2", "home", "o")
        panel, rows = console.main.sites.panel, console.main.sites.rows
        await console.until(lambda: "lagos-branch-01" in console.part(panel))
        rows.has_moved = False
        await console.colon("sort name")
        await console.until(lambda: "accra-core-02" in console.part(panel))
        await console.colon("group isp")
        console.press("end", "left")
        await console.until(lambda: rows.current_group is not None)
        await console.until(lambda: "last heartbeat" not in console.part(panel))
        console.press("right", "down")
        await console.until(lambda: rows.current is not None and rows.current.name in console.part(panel))
