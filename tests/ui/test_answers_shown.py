"""Reading what a router answered: row by row, folded, filtered, sorted, in other columns, and never asked again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from altotui.ui.screens.record import RecordScreen
from tests.clocks import FakeClock
from tests.ui.answered import ROUTES, go_to_option, go_to_row, routers_say, row_under_cursor, shown_order
from tests.ui.driving import NARROW, Console, driven

ROUTE_PRINT = "/ip/route/print"
SECRET = "correct horse"
WIDE_ROW = {f"field-{number:02d}": f"value {number:02d}" for number in range(40)}


async def _routes(console: Console) -> None:
    await console.run(console.site(), ROUTE_PRINT)
    await console.sees("3 rows", "uplink beta")


# --- one row


async def test_enter_opens_a_row_and_closing_it_leaves_the_cursor_on_the_last_one_that_was_read() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        await go_to_row(console, 0)
        console.press("enter")
        await console.sees("row 1 of 3", "uplink alpha")
        assert isinstance(console.app.screen, RecordScreen)
        console.type("nn")
        await console.sees("row 3 of 3", "ether1")
        console.press("escape")
        await console.until(lambda: row_under_cursor(console) == 2)
        assert console.focus_id == "transcript"
        assert len(console.gateway.commands) == 1


async def test_rows_are_turned_in_the_order_of_the_screen_and_only_those_that_are_shown() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        await console.verb("sort distance")
        await console.verb("filter uplink")
        await go_to_row(console, 1)
        console.press("enter")
        await console.sees("row 1 of 2", "uplink beta")
        console.type("n")
        await console.sees("row 2 of 2", "uplink alpha")
        console.type("n")
        await console.pilot.pause()
        console.press("escape")
        await console.until(lambda: row_under_cursor(console) == 0)


async def test_rec_opens_a_row_by_the_number_that_stands_before_it() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        await console.verb("rec 2")
        await console.sees("row 3 of 3", "ether1")
        console.press("escape")
        await console.verb("rec")
        await console.sees("row 1 of 3")
        console.press("escape")
        for wrong in ("3", "-1", "two"):
            await console.verb(f"rec {wrong}")
            await console.reads(rf"\rec {wrong}", r"\rec takes the number of a row, 0 to 2")
            await console.verb("clear")
            await console.run(console.site(), ROUTE_PRINT)


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_what_is_typed_right_behind_the_key_that_closes_a_row_goes_to_the_screen_below(
    key: str,
) -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        await console.verb("rec 0")
        await console.sees("row 1 of 3")
        console.press(key, "f3")
        console.type("\\sort distance\n")
        await console.reads("sorted by distance")


# --- folding and going from one to the next


async def test_space_folds_an_answer_to_its_head_and_brings_it_back() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        await console.read_answers()
        console.press("home", "space")
        await console.sees_no("uplink beta")
        await console.sees("+#1", "3 rows")
        console.press("space")
        await console.sees("uplink beta")
        assert len(console.gateway.commands) == 1


async def test_n_and_shift_n_go_from_answer_to_answer() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        await console.send("/system/identity/print")
        await console.send("/ip/dns/print")
        await console.read_answers()
        transcript = console.main.console.transcript
        console.press("home")
        await console.until(lambda: transcript.cursor == 0)

        def line() -> str:
            return console.cells_of(transcript)[transcript.cursor - transcript.top]

        async def at(wanted: str) -> None:
            await console.until(lambda: wanted in line(), what=f"{wanted} on the line of the cursor in")

        for key, wanted in (("n", "#2"), ("n", "#3"), ("n", "#3"), ("N", "#2"), ("N", "#1"), ("N", "#1")):
            console.type(key)
            await at(wanted)
        console.type("n")
        console.press("down")
        console.type("N")
        await at("#2")  # from within an answer it is its own head first


# --- which rows


async def test_rows_are_filtered_as_words_are_typed_and_no_call_is_made() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        await console.read_answers()
        console.type("/UPLINK")
        await console.sees("2 of 3 rows have: UPLINK")
        assert shown_order(console, "uplink alpha", "uplink beta", "ether1") == [
            "uplink alpha",
            "uplink beta",
        ]
        console.type(" -alpha")
        await console.sees("1 of 3 rows have: UPLINK -alpha")
        console.press("enter")
        await console.until(lambda: console.focus_id == "transcript")
        await console.sees("1 of 3 rows have: UPLINK -alpha")
        console.type("/ zzz")
        await console.sees("no row is left: / changes the words")
        console.press("escape")
        await console.sees("uplink alpha", "ether1")
        await console.sees_no("rows have:")
        assert len(console.gateway.commands) == 1


async def test_filter_as_a_verb_does_the_same_for_the_newest_answer() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        await console.verb("filter beta")
        await console.sees("1 of 3 rows have: beta")
        await console.sees_no("uplink alpha")
        await console.verb("filter -")
        await console.sees("uplink alpha")
        await console.verb("filter")
        await console.until(lambda: console.focus_id == "words")
        console.type("lan")
        await console.sees("1 of 3 rows have: lan")


async def test_a_filter_finds_nothing_about_what_is_masked() -> None:
    rows = [{".id": "*1", "name": "a", "password": SECRET}, {".id": "*2", "name": "b", "password": "x"}]
    async with driven(answers=routers_say(arp=rows)) as console:
        await console.run(console.site(), "/ip/arp/print")
        await console.verb(f"filter {SECRET[:7]}")
        await console.sees("0 of 2 rows have: correct")


# --- their order


async def test_rows_are_sorted_by_values_and_once_more_the_other_way() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        words = ("uplink alpha", "uplink beta", "ether1")
        await console.read_answers()
        for note in ("sorted by distance", "sorted by distance, downwards"):
            console.type("s")
            await go_to_option(console, "distance")
            console.press("enter")
            await console.reads(note)
            wanted = ["uplink beta", "uplink alpha", "ether1"]
            assert shown_order(console, *words) == (wanted[::-1] if "downwards" in note else wanted)
        await console.verb("sort -")
        await console.sees_no("sorted by")
        assert shown_order(console, *words) == list(words)
        assert len(console.gateway.commands) == 1


async def test_sort_as_a_verb_takes_the_beginning_of_a_name_and_says_which_names_there_are() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        await console.verb("sort dist")
        await console.reads("sorted by distance")
        await console.verb("sort dist")
        await console.reads("sorted by distance, downwards")
        await console.verb("sort d")
        await console.verb("sort nosuch")
        await console.reads(r"\sort nosuch", "the answer has no nosuch", "it has", "dst-address", "gateway")
        await console.reads("sorted by distance, downwards")


# --- their columns


async def test_columns_are_chosen_in_any_order_and_all_come_back() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        await console.verb("cols comment,gateway")
        await console.sees_no("203.0.113.0/24")
        heading = next(line for line in console.lines() if "GATEWAY" in line)
        assert heading.index("COMMENT") < heading.index("GATEWAY")
        assert "DISTANCE" not in heading
        await console.verb("cols nosuch")
        await console.reads("the answer has no nosuch")
        await console.verb("cols all")
        await console.sees("203.0.113.0/24", "DISTANCE")
        assert len(console.gateway.commands) == 1


async def test_columns_are_turned_on_and_off_in_a_list() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await _routes(console)
        await console.read_answers()
        console.type("c")
        await go_to_option(console, "gateway")
        console.press("space", "enter")
        await console.until(lambda: console.focus_id == "transcript")
        await console.sees_no("GATEWAY", "192.0.2.9")
        await console.sees("203.0.113.0/24", "uplink alpha")


async def test_numbers_and_flags_stay_in_sight_while_columns_are_scrolled() -> None:
    rows = [{".id": f"*{at}", "disabled": "true" if at else "false", **WIDE_ROW} for at in range(2)]
    async with driven(answers=routers_say(arp=rows), size=NARROW) as console:
        await console.run(console.site(), "/ip/arp/print")
        await console.sees("FIELD-00", "more columns")
        await console.read_answers()
        console.press(*["right"] * 20)
        await console.sees("FIELD-20")
        await console.sees_no("FIELD-00")
        lines = console.cells_of(console.main.console.transcript)
        heading = next(line for line in lines if "FIELD-20" in line)
        second = lines[lines.index(heading) + 2]
        assert heading.split()[0] == "#"
        assert second.split()[:2] == ["1", "X"]
        console.press(*["left"] * 20)
        await console.sees("FIELD-00")


# --- as JSON


async def test_rows_as_json_mask_what_the_table_masks() -> None:
    rows = [{".id": "*1", "name": "a", "password": SECRET}]
    async with driven(answers=routers_say(arp=rows), size=(200, 40)) as console:
        await console.run(console.site(), "/ip/arp/print")
        await console.sees("***")
        await console.read_answers()
        console.type("t")
        await console.sees('"name": "a"')
        line = next(line for line in console.lines() if '"name"' in line)
        shown = json.loads(line[line.index("{") : line.rindex("}") + 1])
        assert shown["password"] == "***"
        assert shown["name"] == "a"
        assert SECRET not in console.text()
        console.type("t")
        await console.sees("NAME")
        await console.verb("json")
        await console.sees('"name": "a"')
        await console.verb("rec 0")
        await console.sees("row 1 of 1", "***")
        assert SECRET not in console.text()
        console.type("t")
        await console.sees("JSON")
        assert SECRET not in console.text()


# --- how old


async def test_the_age_of_an_answer_is_told_after_a_minute_and_drawn_only_when_its_words_change() -> None:
    async with driven(answers=routers_say(route=ROUTES), clock=FakeClock()) as console:
        await console.choose(console.site())
        console.type(f"{ROUTE_PRINT}\n")
        await console.pass_s(2)
        await console.sees("3 rows")
        await console.pass_s(50)
        assert " ago" not in console.text()
        await console.pass_s(20)
        await console.sees("1m ago")
        while console.app.frames:
            console.app.frames.clear()
            await console.pilot.pause()
        await console.pass_s(40)
        assert console.app.frames == []
        await console.pass_s(20)
        await console.sees("2m ago")
        painted = sum(frame.cells for frame in console.app.frames)
        assert 0 < painted <= console.main.console.transcript.size.width, painted
        await console.pass_s(7200)
        await console.sees("2h ago")


# --- what it was


async def test_every_kind_of_end_looks_different() -> None:
    said = {
        "/ip/arp/print": "(no rows)",
        "/ip/route/print =count-only=": "rows counted: 17",
        "/ip/nosuch/print": "ROUTER SAYS NO: ",
        "/system/clock/print": "SENT, RESULT UNKNOWN: ",
        "/ip/pool/print": "   a plain text",
    }
    answers = routers_say(arp=[], route=[{"ret": "17"}], pool="a plain text")
    async with driven(answers=answers) as console:
        console.gateway.loses = lambda call: b"/system/clock/print" in call.body
        await console.choose(console.site())
        bodies: dict[str, str] = {}
        for line in said:
            await console.send(line)
            text = console.part(console.main.console.transcript)
            bodies[line] = text[text.rindex(line) :]
        for line, words in said.items():
            assert words in bodies[line], bodies[line]
            assert not any(other in bodies[line] for key, other in said.items() if key != line), bodies[line]
        assert "a read changes nothing" in bodies["/system/clock/print"]


# --- large ones


@pytest.mark.parametrize("act", ["fold", "filter", "sort"])
async def test_a_huge_answer_is_as_quick_to_handle_as_its_rows_are_to_go_through(act: str) -> None:
    """What a key does with 50,000 rows is measured against cutting as many texts into words in plain Python."""
    async with driven() as console:
        await console.colon("demo-reply 50000")
        await console.sees("50000 rows")
        await console.read_answers()
        answer = next(console.entries[-1].answers())
        assert answer.table is not None
        texts = [" ".join(map(str, row.values())) for row in answer.table.rows]
        run = console.app.actions.run
        acts: dict[str, tuple[Callable[[], object], float]] = {
            "fold": (lambda: run("answer.fold"), 0.2),
            "filter": (lambda: run("answer.filter", "0049"), 6.0),
            "sort": (lambda: run("answer.sort", "comment"), 15.0),
        }
        plain_s = min(_seconds(lambda: [text.split() for text in texts]) for _ in range(5))
        do, most = acts[act]
        took_s = _seconds(do)
        assert took_s < most * plain_s, f"{took_s / plain_s:.1f} times the plain {plain_s:.4f} s"
        if act == "filter":
            found = sum("0049" in text for text in texts)
            await console.sees(f"{found} of 50000 rows have: 0049")
            narrower_s = _seconds(lambda: run("answer.filter", "00499"))
            assert narrower_s < took_s / 2, "what is typed on goes through what was found"


def _seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before
