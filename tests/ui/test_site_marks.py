"""Marks: set one by one, by ranges and at once, kept when they are hidden, and never without being counted."""

from __future__ import annotations

from tests.clocks import FakeClock
from tests.domain.records import ago
from tests.ui.driving import NARROW, Console, driven
from tests.ui.sites_shown import FLEET, lists, names, row_of, show


def _marked(console: Console) -> list[str]:
    return [site.name for site in FLEET if site.id in console.services.marks.ids]


async def test_space_marks_and_goes_on_to_the_next() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.press("f2", "home", "space", "space")
        await console.until(lambda: _marked(console) == ["lagos-branch-01", "lagos-depot-07"])
        assert row_of(console, "lagos-branch-01").startswith("*+")
        await console.sees("2 marked")
        console.press("up", "space")
        await console.until(lambda: _marked(console) == ["lagos-branch-01"])


async def test_a_range_goes_in_either_direction_and_escape_leaves_it() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.press("f2", "end", "v", "up", "up", "v")
        await console.until(lambda: len(_marked(console)) == 3)
        assert _marked(console) == ["accra-core-02", "accra-lab-10", "riga-lagosta-03"]
        console.press("home", "v")
        await console.sees("range: v ends it")
        console.press("escape")
        await console.sees_no("range: v ends it")
        console.press("down", "space")
        await console.until(lambda: len(_marked(console)) == 4)


async def test_marks_survive_the_filter_and_the_hidden_ones_are_counted() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.type("/lagos\n")
        await lists(console, ["lagos-branch-01", "lagos-depot-07", "riga-lagosta-03"])
        console.press("a")
        await console.sees("3 marked")
        console.press("slash", "ctrl+u")
        console.type("accra\n")
        await console.sees("2 of 5", "3 marked (3 hidden)")
        console.press("a")
        await console.sees("5 marked (3 hidden)")
        console.press("a")
        await console.sees("3 marked (3 hidden)")
        console.press("escape")
        await console.sees_no("hidden")
        await console.sees("3 marked")


async def test_one_pane_alone_counts_the_marks_too() -> None:
    async with driven(clock=FakeClock(), size=NARROW) as console:
        await show(console, *FLEET)
        console.press("f2", "home", "space")
        console.type("/accra\n")
        await console.sees("2 of 5  1 marked (1 hidden)")
        console.press("f3")
        await console.sees("1 marked ")


async def test_marks_turn_round_among_those_that_are_listed() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.press("f2", "home", "space")
        console.type("/lagos\n")
        await console.sees("3 of 5")
        await console.colon("mark invert")
        await console.until(lambda: _marked(console) == ["lagos-depot-07", "riga-lagosta-03"])
        await console.colon("mark none")
        await console.until(lambda: not _marked(console))
        await console.colon("mark some")
        await console.told(":mark takes all, none or invert")


async def test_marks_of_sites_that_are_gone_are_dropped_and_told() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon("mark all")
        await console.sees("5 marked")
        await show(console, *FLEET[:3])
        await console.sees("5 marked (2 hidden)")
        await show(console, *FLEET[:3])
        await console.told("2 marked sites are no longer listed")
        await console.sees("3 marked")


async def test_a_group_is_marked_at_once() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon("group isp")
        await lists(
            console,
            [
                *("v alpha", "lagos-branch-01", "accra-core-02"),
                *("v beta", "lagos-depot-07", "accra-lab-10"),
                *("v (none)", "riga-lagosta-03"),
            ],
        )
        console.press("home", "space")
        await console.until(lambda: _marked(console) == ["lagos-branch-01", "accra-core-02"])


async def test_nothing_is_marked_where_there_is_no_site() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console)
        console.press("f2", "space")
        await console.told("there is no site under the cursor")
        console.press("v", "v", "a", "*", "o", "enter")
        await console.pilot.pause()
        assert not console.services.marks.ids
        assert names(console) == []


async def test_what_only_looks_like_it_is_marked_by_hand_alone() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.type("/lagdep7\n")
        await console.sees("0 of 5 +1 near")
        console.press("a")
        await console.pilot.pause()
        assert not console.services.marks.ids
        console.press("space")
        await console.until(lambda: _marked(console) == ["lagos-depot-07"])


async def test_marks_that_are_folded_away_are_counted_as_hidden() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon("mark all")
        await console.colon("group isp")
        console.press("home", "enter")
        await console.sees("5 marked (2 hidden)")
        console.press("enter")
        await console.sees_no("hidden")


async def test_a_range_whose_start_has_gone_marks_nothing_and_says_so() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.press("f2", "home", "v")
        await console.sees("range: v ends it")
        await show(console, *FLEET[1:])
        console.press("down", "v")
        await console.told("the site at which the range was begun is not shown any more")
        assert not console.services.marks.ids


async def test_nothing_moves_while_a_range_is_open() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.colon("sort status")
        before = names(console)
        console.press("f2", "home", "v")
        await console.sees("range: v ends it")
        console.main.set_focus(None)
        late = FLEET[4]._replace(last_seen_at=ago(100))
        await show(console, *FLEET[:4], late)
        assert names(console) == before
