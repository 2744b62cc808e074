"""A console that goes on where another has ended: its place, its lines, and answers as old as they are."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from altotui.domain.errors import StorageError
from altotui.domain.outcome import Outcome
from altotui.domain.workspace import SENSITIVE, Asked, Place, Workspace
from altotui.ui.entries.entry import Entry
from altotui.ui.entries.pivot_entry import PivotEntry
from altotui.ui.entries.run_entry import RunEntry
from tests.domain.records import site_no
from tests.domain.workspaces import asked
from tests.ui.driving import ORIGIN
from tests.ui.resumed import Drawer, console_with

BEFORE = ORIGIN - timedelta(hours=2)
UNLISTED = site_no(999)


async def _left_by_working(drawer: Drawer) -> None:
    async with console_with(drawer) as console:
        await console.run(console.listed.sites[3], "/ip/arp/print")
        await console.send("/system/identity/print")
        console.type("/interface\n")
        await console.until(lambda: console.main.console.line.menu == "/interface")
        console.press("f2", "z")
        await console.until(lambda: console.main.pane_layout.is_zoomed)


async def test_site_pane_zoom_menu_and_answers_come_back_with_their_ages() -> None:
    drawer = Drawer()
    await _left_by_working(drawer)
    assert drawer.left is not None
    old = tuple(each._replace(asked_at=BEFORE) for each in drawer.left.asked)
    drawer.left = drawer.left._replace(asked=old, left_at=BEFORE)
    async with console_with(drawer, is_resumed=True) as console:
        main = console.main
        await console.until(lambda: len(console.entries) == 3)
        site = console.listed.sites[3]
        assert main.active_site == site
        assert (main.active_pane, main.pane_layout.is_zoomed, main.console.line.menu) == (
            "sites",
            True,
            "/interface",
        )
        assert console.services.session.is_read_only
        console.press("f3")
        await console.reads("resumed from 02 Mar 07:15:00Z, 2h ago: 2 lines, as old as they say")
        await console.sees(f"[RO] {site.name} /interface>")
        await console.reads("/ip/arp/print", "2h ago")
        await console.reads("/system/identity/print", "1 row")
        assert [entry.is_folded for entry in console.entries] == [False, True, True]
        assert console.gateway.commands == []
        await console.send("/system/clock/print")
        newest = console.entries[-1]
        assert newest.number == 3
        await console.read_answers()
        console.press("N", ".")
        await console.until(lambda: len(console.entries) == 5, what="the line of then is sent again in")
        assert isinstance(console.entries[-1], Entry)
        assert console.entries[-1].sentence.command == "/system/identity/print"
    assert [each.number for each in drawer.left.asked] == [1, 2, 3, 4], "what was resumed is left again"


async def test_a_write_that_the_end_has_cut_off_is_unknown_and_can_be_read_back() -> None:
    drawer = Drawer()
    async with console_with(drawer) as console:
        await console.choose(console.listed.sites[0])
        site = console.listed.sites[0]
        write = asked(line="/ip/dns/set =servers=192.0.2.53")._replace(
            line="/ip/dns/set servers=192.0.2.53",
            sites=((site.id, site.name),),
            is_write=True,
            has_ended=False,
        )
    shown: list[Asked] = []
    assert drawer.left is not None
    drawer.left = drawer.left._replace(asked=(write,))
    async with console_with(
        drawer, is_resumed=True, resumed=shown.extend, left_unfinished=lambda: [str(len(shown))]
    ) as console:
        await console.reads("SENT, RESULT UNKNOWN: the console stopped before its answer came")
        await console.sees("1 unknown, V reads back")
        await console.told("a write of an earlier run has no known outcome")
        assert shown == [write], "whoever lists what is unfinished knows what is shown already"
        assert console.main.console.prompt.text == "", "a write is not offered again"
        assert console.gateway.commands == []
        console.press("escape", "up")
        await console.verb("verify")
        await console.reads("not applied")
        assert len(console.gateway.commands) == 1


async def test_a_read_that_the_end_has_cut_off_is_offered_again_and_not_sent() -> None:
    drawer = Drawer()
    await _left_by_working(drawer)
    assert drawer.left is not None
    *_, last = drawer.left.asked
    drawer.left = drawer.left._replace(asked=(last._replace(results=(), has_ended=False),))
    async with console_with(drawer, is_resumed=True) as console:
        console.press("f3")
        await console.until(lambda: console.main.console.prompt.text == "/system/identity/print")
        await console.reads("the console ended before all had answered; . sends it again")
        assert console.gateway.commands == []


async def test_lines_to_many_sites_come_back_with_their_groups_bars_and_marks() -> None:
    drawer = Drawer()
    async with console_with(drawer) as console:
        sites = console.listed.sites[:3]
        console.services.marks.add(site.id for site in sites)
        await console.sees("@3 marked")
        console.press("f3")
        console.type("/system/resource/print\n")
        await console.until(lambda: console.entries and len(console.entries[-1].ended()) == 3)
        await console.verb("pivot version from /system/resource/print")
        await console.until(lambda: len(console.entries) == 2 and len(console.entries[-1].ended()) == 3)
    async with console_with(drawer, is_resumed=True) as console:
        await console.until(lambda: len(console.entries) == 3)
        _, run, bars = console.entries
        assert isinstance(run, RunEntry)
        assert isinstance(bars, PivotEntry)
        assert [result.outcome for result in run.ended()] == [Outcome.OK] * 3
        assert bars.field == "version"
        assert console.services.targets.current.label == "@3 marked"
        console.services.marks.clear()
        await console.until(lambda: not console.services.targets.current.is_set)


async def test_a_site_that_was_chosen_after_sites_were_marked_stays_the_target() -> None:
    drawer = Drawer()
    async with console_with(drawer) as console:
        console.services.marks.add(site.id for site in console.listed.sites[:3])
        await console.choose(console.listed.sites[5])
    async with console_with(drawer, is_resumed=True) as console:
        await console.until(lambda: console.entries)
        await console.pilot.pause()
        assert console.services.targets.current.site == console.listed.sites[5]
        assert len(console.services.marks.ids) == 3


async def test_an_answer_that_may_hold_secrets_is_not_there_and_says_so() -> None:
    drawer = Drawer()
    async with console_with(drawer) as console:
        await console.unlock()
        await console.run(console.listed.sites[0], "/snmp/community/print")
    assert drawer.left is not None
    assert [each.why_not_kept for each in drawer.left.asked] == [SENSITIVE]
    async with console_with(drawer, is_resumed=True) as console:
        await console.reads("/snmp/community/print", f"{SENSITIVE}; . sends it again")


@pytest.mark.parametrize("begun", ["\x20", ""], ids=["with a blank", "with a secret"])
async def test_a_line_that_ends_with_its_console_is_not_left(begun: str) -> None:
    drawer = Drawer()
    async with console_with(drawer) as console:
        await console.unlock()
        await console.choose(console.listed.sites[0])
        await console.send(begun + ("/ip/arp/print" if begun else "/ip/arp/print where password=hunter2"))
    assert drawer.left is not None
    assert drawer.left.asked == ()


async def test_a_site_that_is_gone_is_told_of_and_lines_go_nowhere() -> None:
    drawer = Drawer(Workspace(BEFORE, Place("console", chosen=UNLISTED)))
    async with console_with(drawer, is_resumed=True) as console:
        await console.told("the site that lines went to is not listed any more")
        assert not console.services.targets.current.sites


async def test_a_set_without_some_of_its_sites_is_told_of() -> None:
    async with console_with(Drawer()) as console:
        ids = tuple(site.id for site in console.listed.sites[:2])
    place = Place("console", set_name="tag:x", set_ids=(*ids, UNLISTED))
    async with console_with(Drawer(Workspace(BEFORE, place)), is_resumed=True) as console:
        await console.told("@tag:x: 1 of its sites are not listed any more")
        assert console.services.targets.current.label == "@2 tag:x"


async def test_a_site_that_is_named_for_this_start_is_the_target() -> None:
    drawer = Drawer()
    await _left_by_working(drawer)
    async with console_with(Drawer()) as console:
        name = console.listed.sites[7].name
    async with console_with(drawer, is_resumed=True, site=name) as console:
        await console.until(lambda: len(console.entries) == 3)
        await console.until(lambda: console.services.targets.current.label == name)


async def test_nothing_moves_under_the_hands_of_who_has_begun() -> None:
    drawer = Drawer()
    await _left_by_working(drawer)
    has_begun = threading.Event()

    def load() -> Workspace | None:
        assert has_begun.wait(5)
        return drawer.left

    async with console_with(drawer, is_resumed=True, load=load) as console:
        console.press("f4")
        await console.until(lambda: console.main.active_pane == "jobs")
        has_begun.set()
        await console.told("not where you were: you have begun already")
        await console.until(lambda: len(console.entries) == 3)
        assert console.main.active_pane == "jobs"
        assert not console.services.targets.current.sites


@pytest.mark.parametrize("is_damaged", [True, False])
async def test_nothing_to_resume_is_said_and_the_console_is_there(is_damaged: bool) -> None:
    def load() -> Workspace | None:
        if is_damaged:
            raise StorageError("workspace-lab.json is damaged")
        return None

    async with console_with(
        Drawer(), is_resumed=True, load=load, left_unfinished=lambda: ["a write"]
    ) as console:
        await console.told(
            f"nothing to resume: {'workspace-lab.json is damaged' if is_damaged else 'no console'}"
        )
        await console.reads("a write")
        await console.run(console.listed.sites[0], "/system/identity/print")
