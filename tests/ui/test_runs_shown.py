"""A line to many sites as it is seen: one call each, every end in one place, and answers that are compared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.services.events import ListSource
from altotui.ui.entries.run_entry import RunEntry
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven
from tests.ui.gateway import Call
from tests.ui.replies import Replies, asked, names, port, rows, says_no, site_of, tagged

TALL = (120, 60)
LINE = "/interface print"
USUAL = rows(port("ether1"), port("ether2") | {".id": "*2"})
ALL = "name:*"


@asynccontextmanager
async def fleet(
    size: tuple[int, int] = TALL, sites: int = 12
) -> AsyncIterator[tuple[Console, Replies, list[str]]]:
    """Give a fleet whose routers all answer the same, all of them the target, and their names."""
    async with driven(clock=FakeClock(), sites=sites, size=size) as console:
        replies = Replies(console, USUAL)
        await console.target(ALL)
        await console.verb("clear")
        yield console, replies, [site.name for site in console.listed.sites]


async def run(console: Console, line: str = LINE) -> RunEntry:
    """Send a line to the set and wait until every site has its outcome."""
    before = len(_runs(console))
    console.type(f"{line}\n")
    await console.until(lambda: len(_runs(console)) > before and _runs(console)[-1].has_ended)
    await console.pilot.pause()
    return _runs(console)[-1]


def _runs(console: Console) -> list[RunEntry]:
    return [entry for entry in console.entries if isinstance(entry, RunEntry)]


def _parts(entry: RunEntry) -> dict[str, list[str]]:
    """Return the titles of the parts, each with the names of its sites."""
    return {each.title: [result.site_name for result in each.results] for each in entry.sections}


def _lines(console: Console) -> list[str]:
    return console.part(console.main.console.transcript).split("\n")


# --- each site, once


async def test_each_site_is_asked_once_and_equal_answers_are_shown_once() -> None:
    async with fleet() as (console, _, all_names):
        entry = await run(console)
        assert asked(console) == sorted(all_names)
        assert _parts(entry) == {"GROUP A": all_names}
        await console.reads("12 answered", "1 group, 1 field ignored: rx-byte", "GROUP A 12 sites")
        assert console.text().count("ether1") == 1


async def test_every_kind_of_end_stands_in_a_part_of_its_own_with_its_words() -> None:
    async with fleet() as (console, replies, all_names):
        error, missing, fault, lost, refused, busy, odd = all_names[:7]
        replies.of = {
            error: says_no("no such item"),
            missing: (404, {"code": "resource_missing", "message": "no such site"}),
            fault: (500, {"message": "something broke"}),
            lost: lambda _: None,
            refused: (403, {"message": "your role may not"}),
            busy: (429, {"message": "slower please"}),
            odd: rows(port("ether1", mtu="1400"), port("ether2") | {".id": "*2"}),
        }
        console.gateway.loses = lambda call: _name(console, call) == lost
        console.type(f"{LINE}\n")
        await console.until(lambda: len(console.gateway.commands) == 12 or _turn(console))
        for _ in range(40):  # a refusal for being too fast holds the others back for a while
            await console.pass_s(2)
        (entry,) = _runs(console)
        assert entry.has_ended
        assert asked(console) == sorted(all_names), "nothing is asked twice, whatever became of it"
        parts = _parts(entry)
        assert parts.pop("GROUP A") == all_names[7:]
        assert parts == {
            "GROUP B": [odd],
            "NO ANSWER": [fault, lost],
            "ROUTER SAYS NO": [error],
            "REFUSED BY THE API": [missing, refused, busy],
        }
        assert sum(map(len, _parts(entry).values())) == 12
        await console.reads(
            "6 answered 1 router says no 3 refused by the api 2 no answer",
            f"{error}: no such item",
            f"{missing}: no such site",
            f"{fault}: something broke",
            f"{lost}: 504",
            f"{refused}: your role may not",
            f"{busy}: slower please",
        )


def _name(console: Console, call: Call) -> str:
    site = site_of(console, call)
    return site.name if site is not None else ""


def _turn(console: Console) -> bool:
    return bool(_runs(console)) and len(_runs(console)[0].results) > 0


async def test_real_routers_of_a_bad_day_add_up_too() -> None:
    async with driven(scenario="isp-cut", sites=120, speed=600, size=TALL) as console:
        await console.target(ALL)
        console.type("/system/identity print\n")
        await console.until(lambda: _runs(console) and _runs(console)[0].has_ended, timeout_s=30)
        (entry,) = _runs(console)
        assert asked(console) == names(console.listed.sites)
        shown = [name for part in _parts(entry).values() for name in part]
        assert sorted(shown) == names(console.listed.sites)
        outcomes = {result.outcome for result in entry.ended()}
        assert Outcome.OK in outcomes
        assert len(outcomes) > 1


async def test_what_is_still_to_come_is_counted_down() -> None:
    async with fleet() as (console, _, all_names):
        late = set(all_names[2:5])
        console.gateway.holds = lambda call: _name(console, call) in late
        console.gateway.is_open.clear()
        console.type(f"{LINE}\n")
        await console.reads("9 answered", "3 to come, esc stops", "GROUP A 9 sites")
        await console.sees("waiting for 1")
        console.gateway.is_open.set()
        await console.reads("12 answered", "GROUP A 12 sites")
        await console.sees_no("to come", "waiting for")


async def test_a_set_of_one_is_a_run_too() -> None:
    async with driven(clock=FakeClock(), sites=12) as console:
        Replies(console, USUAL)
        gamma = tagged(console, "isp:gamma")
        assert len(gamma) == 1
        await console.target("tag:isp:gamma")
        entry = await run(console)
        assert _parts(entry) == {"GROUP A": gamma}


# --- stopping


async def test_escape_keeps_what_arrived_and_nothing_leaves_afterwards() -> None:
    async with fleet(sites=30) as (console, _, all_names):
        quick = set(all_names[:3])
        console.gateway.holds = lambda call: call.method != "GET" and _name(console, call) not in quick
        console.gateway.is_open.clear()
        console.type(f"{LINE}\n")
        await console.reads("3 answered", "27 to come, esc stops")
        console.press("escape")
        await console.until(lambda: _runs(console)[0].has_ended)
        sent = len(console.gateway.commands)
        assert 3 < sent < 30
        await console.told("stopped: what has arrived is kept")
        entry = _runs(console)[0]
        assert _parts(entry) == {"GROUP A": all_names[:3], "STOPPED": all_names[3:]}
        await console.reads("3 answered", "27 stopped")
        assert console.focus_id == "prompt"
        console.gateway.is_open.set()
        await console.pass_s(300)
        assert len(console.gateway.commands) == sent
        assert entry.results[console.listed.sites[5].id].outcome is Outcome.STOPPED


async def test_ctrl_c_stops_a_run_before_it_clears_the_line() -> None:
    async with fleet() as (console, _, _names):
        console.gateway.is_open.clear()
        console.type(f"{LINE}\n")
        await console.until(lambda: console.gateway.commands)
        console.type("/ip/address")
        console.press("ctrl+c")
        await console.until(lambda: _runs(console)[0].has_ended)
        assert console.main.console.prompt.text == "/ip/address"
        console.gateway.is_open.set()


async def test_typing_goes_on_while_answers_come_and_nothing_is_lost() -> None:
    async with fleet(sites=40) as (console, _, _names):
        text = "/ip/firewall/filter/print where chain=forward and action=drop"
        console.gateway.is_open.clear()
        console.type(f"{LINE}\n{text[:20]}")
        await console.until(lambda: len(console.gateway.commands) > 5)
        for at, letter in enumerate(text[20:]):
            if at == 10:
                console.gateway.is_open.set()
            console.type(letter)
            await console.pilot.pause()
        await console.until(lambda: _runs(console)[0].has_ended)
        await console.until(lambda: console.main.console.prompt.text == text)
        assert console.focus_id == "prompt"


# --- comparing


async def test_the_odd_one_differs_in_the_cells_that_are_named() -> None:
    async with fleet() as (console, replies, all_names):
        replies.of[all_names[4]] = rows(
            port("ether1", mtu="1400", **{"rx-byte": "999"}), port("ether2") | {".id": "*77"}
        )
        await run(console)
        await console.reads(
            "2 groups, 1 field ignored: rx-byte",
            f"GROUP B 1 site {all_names[4]} differs from A in 1 row ~ ether1 mtu 1500 -> 1400",
        )
        assert "999" not in console.text(), "a counter is no difference"
        assert "*77" not in console.text(), "neither is the number of a row on its router"


async def test_d_shows_all_that_was_answered_and_back() -> None:
    async with fleet() as (console, replies, all_names):
        replies.of[all_names[4]] = rows(port("ether1", mtu="1400"), port("ether2") | {".id": "*2"})
        await run(console)
        await console.read_answers()
        console.press("d")
        await console.sees_no("differs from A")
        assert sum("ether1" in line for line in _lines(console)) == 2
        console.press("d")
        await console.reads("differs from A in 1 row")
        await console.verb("diff")
        await console.sees_no("differs from A")


async def test_fields_that_are_ignored_can_be_changed_and_changed_back() -> None:
    async with fleet() as (console, replies, all_names):
        replies.of[all_names[4]] = rows(port("ether1", mtu="1400"), port("ether2") | {".id": "*2"})
        replies.of[all_names[5]] = rows(port("ether1", **{"rx-byte": "5"}), port("ether2") | {".id": "*2"})
        entry = await run(console)
        await console.reads("2 groups, 1 field ignored: rx-byte")
        await console.verb("ignore mtu")
        await console.reads("1 group, 2 fields ignored: mtu rx-byte")
        await console.verb("ignore -mtu,-rx-byte")
        await console.reads("3 groups")
        assert "ignored" not in console.part(console.main.console.transcript).split("GROUP A")[0]
        await console.verb("ignore usual")
        await console.reads("2 groups, 1 field ignored: rx-byte")
        await console.verb("ignore -")
        await console.reads("3 groups")
        assert [len(part) for part in _parts(entry).values()] == [10, 1, 1]
        await console.verb("ignore")
        await console.reads("ignored when answers are compared: nothing")
        await console.verb("ignore MTU rx-byte")
        assert list(_parts(entry)) == ["GROUP A"]
        assert len(console.gateway.commands) == 12, "nothing was asked again"


async def test_comparing_the_answer_of_one_router_is_refused_with_the_remedy() -> None:
    async with driven(clock=FakeClock(), sites=6) as console:
        Replies(console, USUAL)
        await console.verb("ignore mtu")
        await console.reads("there is no answer yet")
        await console.run(console.listed.sites[0], LINE)
        await console.verb("ignore mtu")
        await console.reads("this answer is of one router", "sends a line to several")


# --- folding, sites, targets


async def test_space_and_enter_fold_a_part_and_the_whole() -> None:
    async with fleet() as (console, replies, all_names):
        replies.of[all_names[4]] = says_no("no such item")
        await run(console)
        await console.read_answers()
        for key in ("space", "enter"):
            await _go_to(console, "GROUP A")
            console.press(key)
            await console.sees("+ GROUP A")
            await console.sees_no("ether1")
            await console.reads(f"{all_names[4]}: no such item")
            console.press(key)
            await console.reads("- GROUP A", "ether1")
        console.press("g", "space")
        await console.sees_no("GROUP A", "answered")
        console.press("space")
        await console.reads("11 answered", "GROUP A")


async def _go_to(console: Console, words: str) -> None:
    """Put the cursor of the transcript on the first line in sight with these words."""
    transcript = console.main.console.transcript
    line = next(at for at, text in enumerate(_lines(console)) if words in text)
    console.press("g", *["down"] * (transcript.top + line))
    await console.until(lambda: transcript.cursor == transcript.top + line)


async def test_a_fold_stays_when_the_rest_of_the_answers_comes() -> None:
    async with fleet() as (console, replies, all_names):
        late = {all_names[0], all_names[5]}
        replies.of[all_names[3]] = says_no("no such item")
        console.gateway.holds = lambda call: _name(console, call) in late
        console.gateway.is_open.clear()
        console.type(f"{LINE}\n")
        await console.reads("GROUP A 9 sites", "- ROUTER SAYS NO")
        await _in_transcript(console)
        await _go_to(console, "GROUP A")
        console.press("space")
        await console.sees("+ GROUP A")
        console.gateway.is_open.set()
        await console.sees("+ GROUP A  11 sites", "- ROUTER SAYS NO")


async def _in_transcript(console: Console) -> None:
    """Go to the transcript as a click does: escape would stop what goes on."""
    console.main.set_focus(console.main.console.transcript)
    await console.until(lambda: console.focus_id == "transcript")


async def test_f_lists_the_sites_of_a_group_and_a_new_list_keeps_them() -> None:
    async with fleet() as (console, replies, all_names):
        odd = [all_names[4], all_names[7]]
        for name in odd:
            replies.of[name] = rows(port("ether1", mtu="1400"), port("ether2") | {".id": "*2"})
        entry = await run(console)
        await console.read_answers()
        await _go_to(console, "GROUP B")
        console.press("f")
        await console.until(lambda: console.main.sites.filter.text == f"answer:{entry.number}.2")
        await console.until(lambda: _listed(console) == odd)
        assert console.focus_id == "site-rows"
        newer = console.listed._replace(as_of=console.clock.now())
        console.services.directory.take(newer, ListSource.LIVE)
        await console.pilot.pause()
        assert _listed(console) == odd
        console.press("a", "f3")
        await console.until(lambda: console.services.targets.current.label == "@2 marked")
        before = len(console.gateway.commands)
        await run(console)
        assert asked(console, before) == sorted(odd)


def _listed(console: Console) -> list[str]:
    return [site.name for site in console.main.sites.rows.table.index.sites if _passes(console, site.id)]


def _passes(console: Console, site_id: SiteId) -> bool:
    return site_id in console.main.sites.rows.table.hit_ids()


async def test_enter_on_a_site_of_a_failed_part_makes_it_the_target() -> None:
    async with fleet() as (console, replies, all_names):
        for name in (all_names[2], all_names[6]):
            replies.of[name] = says_no("no such item")
        await run(console)
        await console.read_answers()
        await _go_to(console, f"{all_names[6]}: no such item")
        console.press("enter")
        console.type("/system/identity print\n")  # typed ahead of what enter leads to
        await console.until(lambda: len(console.gateway.commands) == 13)
        assert asked(console, 12) == [all_names[6]]
        assert console.services.targets.current.label == all_names[6]


# --- what moves, and what waits


async def test_an_entry_that_has_ended_comes_into_sight_beside_the_prompt() -> None:
    async with fleet((120, 36)) as (console, replies, _):
        long = rows(*(port(f"vlan{number}") | {".id": f"*{number}"} for number in range(40)))
        console.gateway.is_open.clear()
        console.type(f"{LINE}\n")
        await console.until(lambda: console.gateway.commands)
        replies.usual = long
        for number in range(30):
            console.main.console.note(f"note {number}")
        await console.reads("note 29")
        assert f"@12 {ALL}" not in console.part(console.main.console.transcript)
        console.gateway.is_open.set()
        await console.reads(f"@12 {ALL} {LINE.replace(' ', '/')}", "12 answered")


async def test_nothing_moves_under_somebody_who_reads() -> None:
    async with fleet((120, 36)) as (console, _, _names):
        for number in range(40):
            console.main.console.note(f"note {number}")
        console.gateway.is_open.clear()
        console.type(f"{LINE}\n")
        await console.until(lambda: console.gateway.commands)
        await _in_transcript(console)
        console.press("g")
        await console.reads("note 0")
        before = _lines(console)
        console.gateway.is_open.set()
        await console.until(lambda: _runs(console)[0].has_ended)
        await console.pilot.pause()
        assert _lines(console) == before


async def test_somebody_who_has_scrolled_away_is_left_alone_until_it_ends() -> None:
    async with fleet((120, 36)) as (console, replies, all_names):
        replies.of[all_names[1]] = lambda _: None  # it answers by itself, when time passes
        console.gateway.holds = lambda call: _name(console, call) == all_names[0]
        console.gateway.is_open.clear()
        for number in range(40):
            console.main.console.note(f"note {number}")
        console.type(f"{LINE}\n")
        await console.reads("10 answered")
        console.main.console.transcript.scroll_rows(-100)
        await console.reads("note 0")
        before = _lines(console)
        await console.pass_s(5)
        assert len(_runs(console)[0].results) == 11
        assert _lines(console) == before
        console.gateway.is_open.set()
        await console.reads("12 answered")


async def test_a_command_to_one_site_of_a_run_waits_its_turn_behind_it() -> None:
    async with fleet() as (console, _, all_names):
        console.gateway.holds = lambda call: _name(console, call) == all_names[3]
        console.gateway.is_open.clear()
        console.type(f"{LINE}\n@{all_names[3]}\n/system/identity print\n")
        await console.reads("waiting for its turn, esc takes it back")
        await console.pass_s(1)
        assert [call.json["command"] for call in console.gateway.commands].count(
            "/system/identity/print"
        ) == 0
        console.gateway.is_open.set()
        await console.until(lambda: len(console.gateway.commands) == 13)
        assert console.gateway.commands[-1].json["command"] == "/system/identity/print"
        assert asked(console, 12) == [all_names[3]]
