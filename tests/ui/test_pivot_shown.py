r"""How often each value of a field occurs, as it is seen: `\pivot FIELD from LINE`, and the bars of a run."""

from __future__ import annotations

import pytest

from altotui.ui.entries.pivot_entry import PivotEntry
from altotui.ui.looks import Looks
from altotui.ui.screens.choose import Choose
from altotui.ui.signs import ASCII
from tests.clocks import FakeClock
from tests.ui.driving import NARROW, Console, driven
from tests.ui.replies import Replies, asked, port, rows, says_no
from tests.ui.sites_shown import lists

TALL = (120, 60)
IN_ASCII = Looks(signs=ASCII)
"""Bars of whole cells can be counted."""
PIVOT = "pivot version from /system resource print"


def _version(text: str, **more: str) -> tuple[int, object]:
    return rows({"version": text, "uptime": "1d", **more})


def _fleet_of_versions(console: Console) -> tuple[Replies, list[str]]:
    """Let routers run three versions; two do not answer. Return their names."""
    replies = Replies(console, _version("7.19.4"))
    names = [site.name for site in console.listed.sites]
    for name in names[:3]:
        replies.of[name] = _version("7.16.2")
    replies.of[names[3]] = _version("7.9")
    replies.of[names[4]] = says_no("no such command")
    replies.of[names[5]] = (500, {"message": "something broke"})
    return replies, names


def _bars(console: Console) -> list[tuple[str, int, int]]:
    """Return what each bar that is drawn is called, how many sites it stands for, and how long it is."""
    found = []
    for line in console.part(console.main.console.transcript).split("\n"):
        label, site, bar = line.partition(" site")
        if site and bar.strip("s #") == "" and "#" in bar:
            name, _, count = label.strip().rpartition(" ")
            found.append((name.strip(), int(count), bar.count("#")))
    return found


async def _counted(console: Console) -> PivotEntry:
    """Wait until the newest bars are complete."""

    def is_complete() -> bool:
        return bool(_pivots(console)) and len(_pivots(console)[-1].ended()) == len(_pivots(console)[-1].sites)

    await console.until(is_complete)
    await console.pilot.pause()
    return _pivots(console)[-1]


def _pivots(console: Console) -> list[PivotEntry]:
    return [entry for entry in console.entries if isinstance(entry, PivotEntry)]


async def _go_to_bar(console: Console, name: str) -> None:
    """Put the cursor of the transcript on a bar."""
    transcript = console.main.console.transcript
    await console.read_answers()
    shown = console.part(transcript).split("\n")
    at = next(at for at, line in enumerate(shown) if line.startswith(f"   {name} "))
    console.press("g", *["down"] * (transcript.top + at))
    await console.until(lambda: transcript.cursor == transcript.top + at)


async def test_each_value_is_a_bar_no_answer_too_and_they_add_up() -> None:
    async with driven(looks=IN_ASCII, clock=FakeClock(), sites=12, size=TALL) as console:
        _, names = _fleet_of_versions(console)
        await console.target("name:*")
        await console.verb(PIVOT)
        entry = await _counted(console)
        assert asked(console) == sorted(names)
        shown = _bars(console)
        assert [(name, count) for name, count, _ in shown] == [
            ("7.19.4", 6),
            ("7.16.2", 3),
            ("7.9", 1),
            ("router says no", 1),
            ("no answer", 1),
        ]
        assert sum(count for _, count, _ in shown) == entry.counted.total == 12
        longest = shown[0][2]
        assert shown[1][2] == round(longest / 2), "a bar is as long as its sites are many"
        await console.reads("version from", "/system/resource/print")


async def test_one_site_alone_is_counted_too() -> None:
    async with driven(looks=IN_ASCII, clock=FakeClock(), sites=12, size=NARROW) as console:
        Replies(console, _version("7.19.4"))
        await console.choose(console.listed.sites[0])
        await console.verb(PIVOT)
        await _counted(console)
        assert [(name, count) for name, count, _ in _bars(console)] == [("7.19.4", 1)]


async def test_enter_on_a_bar_lists_its_sites() -> None:
    async with driven(looks=IN_ASCII, clock=FakeClock(), sites=12, size=(156, 60)) as console:
        _, names = _fleet_of_versions(console)
        await console.target("name:*")
        await console.verb(PIVOT)
        entry = await _counted(console)
        await _go_to_bar(console, "7.16.2")
        console.press("enter")
        await console.until(lambda: console.main.sites.filter.text == f"answer:{entry.number}.2")
        await lists(console, names[:3])
        await _go_to_bar(console, "no answer")
        console.press("f")
        await lists(console, [names[5]])
        console.press("f3")
        console.type(f"@answer:{entry.number}.1\n")
        await console.until(lambda: len(console.services.targets.current.sites) == 6)


async def test_p_on_a_run_counts_its_answers_without_asking_again() -> None:
    async with driven(looks=IN_ASCII, clock=FakeClock(), sites=12, size=TALL) as console:
        _fleet_of_versions(console)
        await console.target("name:*")
        console.type("/system resource print\n")
        await console.reads("10 answered")
        await console.read_answers()
        console.press("p")
        await console.until(lambda: isinstance(console.app.screen, Choose))
        await console.sees("Count the values of", "version")
        await console.pilot.pause()
        console.press("escape")
        await console.until(lambda: not isinstance(console.app.screen, Choose))
        assert _pivots(console) == []
        await console.verb("pivot version")
        await _counted(console)
        assert sum(count for _, count, _ in _bars(console)) == 12
        assert len(console.gateway.commands) == 12


async def test_a_field_chosen_from_the_list_is_counted() -> None:
    async with driven(looks=IN_ASCII, clock=FakeClock(), sites=12, size=TALL) as console:
        Replies(console, rows({"version": "7.19.4"}))
        await console.target("name:*")
        console.type("/system resource print\n")
        await console.reads("12 answered")
        await console.read_answers()
        console.press("p")
        await console.until(lambda: isinstance(console.app.screen, Choose))
        await console.pilot.pause()
        console.press("enter")
        await _counted(console)
        assert [(name, count) for name, count, _ in _bars(console)] == [("7.19.4", 12)]


async def test_several_values_in_one_answer_are_one_of_their_own() -> None:
    async with driven(looks=IN_ASCII, clock=FakeClock(), sites=4, size=TALL) as console:
        replies = Replies(console, rows(port("ether1"), port("ether2") | {".id": "*2"}))
        replies.of[console.listed.sites[1].name] = rows(port("ether1"))
        replies.of[console.listed.sites[2].name] = rows()
        await console.target("name:*")
        await console.verb("pivot name from /interface print")
        await _counted(console)
        assert [(name, count) for name, count, _ in _bars(console)] == [
            ("ether1, ether2", 2),
            ("ether1", 1),
            ("(no such field)", 1),
        ]


async def test_a_field_that_no_answer_has_is_said_with_what_may_be_meant() -> None:
    async with driven(looks=IN_ASCII, clock=FakeClock(), sites=4, size=TALL) as console:
        Replies(console, _version("7.19.4"))
        await console.target("name:*")
        await console.verb("pivot versoin from /system resource print")
        await console.reads("no answer has a field 'versoin': did you mean version?")
        assert [(name, count) for name, count, _ in _bars(console)] == [("(no such field)", 4)]


async def test_values_that_are_secret_are_not_drawn() -> None:
    async with driven(looks=IN_ASCII, clock=FakeClock(), sites=4, size=TALL) as console:
        Replies(console, rows({"name": "psk", "password": "hunter2"}))
        await console.target("name:*")
        await console.verb("pivot password from /interface print")
        await _counted(console)
        assert "hunter2" not in console.text()
        assert [count for _, count, _ in _bars(console)] == [4]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("pivot", "there is no answer yet: send a line first"),
        ("pivot version", "there is no answer yet: send a line first"),
        ("pivot version from", "the pivot has no line behind 'from'"),
        ("pivot from /system resource print", "the pivot has no field before 'from'"),
        ("pivot version /system resource print", r"write \pivot FIELD from LINE"),
        ("pivot mtu from /interface set ether1 mtu=9", "only reads are counted"),
        ("pivot x from /system reboot", "only reads are counted"),
        ("pivot x from /nosuch thing", ""),
    ],
)
async def test_what_cannot_be_counted_is_said_and_nothing_is_sent(typed: str, said: str) -> None:
    async with driven(looks=IN_ASCII, clock=FakeClock(), sites=4) as console:
        await console.target("name:*")
        await console.verb(typed)
        await console.reads("NOT SENT:", said)
        await console.pass_s(5)
        assert console.gateway.commands == []
        assert _pivots(console) == []
        console.press("f3", "up")
        await console.until(lambda: console.main.console.prompt.text == f"\\{typed}")


async def test_without_a_target_and_of_one_router_it_is_refused() -> None:
    async with driven(looks=IN_ASCII, clock=FakeClock(), sites=4) as console:
        Replies(console, _version("7.19.4"))
        await console.verb(PIVOT)
        await console.reads("no site is chosen")
        await console.run(console.listed.sites[0], "/system resource print")
        await console.verb("pivot version")
        await console.reads("this answer is of one router", "sends a line to several")
        assert len(console.gateway.commands) == 1


async def test_escape_stops_it_and_what_is_left_is_a_bar() -> None:
    async with driven(looks=IN_ASCII, clock=FakeClock(), sites=30, size=TALL) as console:
        Replies(console, _version("7.19.4"))
        quick = {site.id for site in console.listed.sites[:3]}
        console.gateway.holds = lambda call: call.method != "GET" and call.path.split("/")[-1] not in quick
        console.gateway.is_open.clear()
        await console.target("name:*")
        await console.verb(PIVOT)
        await console.reads("27 to come, esc stops")
        console.press("escape")
        await _counted(console)
        sent = len(console.gateway.commands)
        assert [(name, count) for name, count, _ in _bars(console)] == [("7.19.4", 3), ("stopped", 27)]
        console.gateway.is_open.set()
        await console.pass_s(120)
        assert len(console.gateway.commands) == sent < 30
