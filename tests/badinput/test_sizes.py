"""Answers that are huge, deep or of another shape: drawn at once, exported whole; measured against pure work here."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import pytest

from altotui.api.decoding import MAX_DEPTH, decode
from altotui.api.wire_reply import read_reply
from altotui.domain.answer_rows import AnswerRows
from altotui.domain.answer_table import AnswerTable
from altotui.domain.command import RouterReply
from altotui.services.exporting import FORMATS, export_text
from altotui.storage.resources import load_menus
from altotui.ui.entries.answer_view import AnswerView
from altotui.ui.entries.entry import Entry
from altotui.ui.entries.record_source import AnswerRecords
from altotui.ui.entries.shown import Shown
from altotui.ui.screens.record import RecordScreen
from tests.badinput import entries
from tests.badinput.entries import SENTENCE, answered, drawn, sites_called
from tests.badinput.replies import acting_in
from tests.ui.staged import staged

Rows = Sequence[Mapping[str, object]]
MOST = 6
"""Times as long as it takes to decode 50,000 rows, which is about a fortieth of a second: 250 ms at the most."""
SCREENFUL = 40


def taken_s(work: Callable[[], object], times: int = 2) -> float:
    """Return the seconds of the processor for `work`, the least of some tries."""
    took: list[float] = []
    for _ in range(times):
        before_s = time.process_time()
        work()
        took.append(time.process_time() - before_s)
    return min(took)


@cache
def many_rows(count: int = 50_000) -> Rows:
    return tuple(
        {
            ".id": f"*{number:X}",
            "address": f"10.0.{number // 256}.{number % 256}",
            "interface": "ether1",
            "comment": f"row {number}",
        }
        for number in range(count)
    )


@cache
def yardstick_s() -> float:
    """Return what it takes to decode 50,000 rows."""
    text = json.dumps(many_rows())
    return taken_s(lambda: json.loads(text), 5)


def assert_no_stall(work: Callable[[], object]) -> None:
    assert taken_s(work) < MOST * yardstick_s()


def _cased(number: int) -> str:
    """Return thirteen letters, those capitals that are set in the bits of `number`."""
    return "".join("A" if number >> bit & 1 else "a" for bit in range(13))


KEYS = {f"key-{number}": f"value {number}" for number in range(5000)}
LARGE: dict[str, Rows] = {
    "50,000 rows": many_rows(),
    "5,000 keys": (KEYS,),
    "5,000 keys, three times": (KEYS,) * 3,
    "5,000 rows with a key each": tuple({f"key-{number}": "x"} for number in range(5000)),
    "5,000 keys that differ in case": (dict.fromkeys(map(_cased, range(5000)), "x"),),
    "1 MB": ({"comment": "x" * 1_000_000}, {"comment": "y"}),
    "1 MB alone": ({"comment": "x" * 1_000_000},),
    "1 MB of controls": ({"comment": "\x1b" * 1_000_000}, {"comment": "y"}),
    "1 MB of marks": ({"comment": "\u0301" * 1_000_000}, {"comment": "y"}),
    "1 MB in brackets": ({"comment": [{"a": "\x1b"}] * 80_000}, {"comment": "y"}),
    "a key of 1 MB": ({"k" * 1_000_000: "x"}, {"\x1b" * 1_000_000: "y"}),
    "100 kB without a blank": ({"comment": "w" * 100_000}, {"comment": "y"}),
}


@cache
def entry_of(name: str) -> Entry:
    (site,) = sites_called(["bologna-core-01"])
    return entries.single(answered(site, LARGE[name]))


def _draw(entry: Entry, width: int = 120) -> None:
    """Draw the first screenful, the last line, and others in the middle."""
    count = entry.line_count(width)
    for first_column in (0, 2500):
        for y in (*range(min(SCREENFUL, count)), count // 2, count - 1):
            pieces = entry.make(y, width, first_column, lambda _: entries._PLAIN)
            assert acting_in("".join(text for text, _ in pieces)) == []


@pytest.mark.parametrize("name", LARGE)
def test_b19_b20_a_large_answer_is_laid_out_without_a_stall(name: str) -> None:
    reply = RouterReply(tuple(LARGE[name]))
    assert_no_stall(lambda: AnswerView(SENTENCE, reply, is_write=False))


@pytest.mark.parametrize("name", LARGE)
def test_b19_b20_a_screenful_of_a_large_answer_is_drawn_without_a_stall(name: str) -> None:
    entry = entry_of(name)
    assert_no_stall(lambda: _draw(entry))
    answer = entry.answer
    assert answer is not None
    answer.is_json = True
    assert_no_stall(lambda: _draw(entry))
    answer.is_json = False


@pytest.mark.parametrize("name", LARGE)
def test_b20_a_large_answer_is_filtered_without_a_stall(name: str) -> None:
    facts = load_menus().answer_facts(SENTENCE.command)
    table = AnswerTable(tuple(LARGE[name]), facts)
    assert_no_stall(lambda: AnswerRows(table).filter("row 49 -x"))


def test_b20_sorting_takes_time_in_proportion_to_the_rows() -> None:
    facts = load_menus().answer_facts(SENTENCE.command)
    took = [
        taken_s(lambda: AnswerRows(AnswerTable(tuple(many_rows(count)), facts)).sort_by("address"))  # noqa: B023 (used within its turn)
        for count in (5_000, 20_000)
    ]
    assert took[1] < 10 * took[0], "16 times as long if it grew with the square"


@pytest.mark.parametrize("name", LARGE)
def test_b19_b20_a_large_answer_is_exported_whole(name: str) -> None:
    has_all_keys = len(LARGE[name]) < 2 or LARGE[name][0].keys() == LARGE[name][1].keys()
    rows = list(LARGE[name] if has_all_keys else LARGE[name][:300])  # a CSV has as many cells as rows by keys
    texts = {
        how: "".join(export_text(SENTENCE, [("a", RouterReply(tuple(rows)))], how).chunks) for how in FORMATS
    }
    assert json.loads(texts["json"])["results"][0]["rows"] == rows
    assert [json.loads(line) for line in texts["jsonl"].splitlines()] == rows
    csv.field_size_limit(sys.maxsize)
    lines = list(csv.reader(io.StringIO(texts["csv"])))
    assert len(lines) == 1 + len(rows)
    assert max(map(len, lines[1])) >= max(len(str(value)) for value in rows[0].values())
    assert acting_in(texts["csv"][:200_000] + texts["md"][:200_000], allowed="\n") == []


def test_b19_a_line_without_blanks_is_cut_with_a_sign() -> None:
    text = "w" * 100_000
    (site,) = sites_called(["a"])
    for entry in (
        entry_of("100 kB without a blank"),
        entries.single(answered(site, [{"comment": text}])),
        entries.single(answered(site, [{text: "a"}])),
        entries.single(answered(site, ret=text)),
    ):
        assert_no_stall(lambda: list(drawn(entry, 200)))  # noqa: B023 (used within its turn)
        assert "w…" in "".join(drawn(entry, 200)).lower()


@pytest.mark.parametrize("name", ["5,000 keys", "1 MB alone", "1 MB of controls", "1 MB in brackets"])
async def test_b20_a_large_row_is_walked_through_field_by_field(name: str) -> None:
    answer = entry_of(name).answer
    assert answer is not None
    async with staged(RecordScreen(AnswerRecords(answer, "rows"), 0), (100, 40)) as (stage, pilot):
        stage.press_at_once("pagedown", "end", "t", "home", "pagedown", "end")
        await pilot.pause()
        stage.assert_harmless()


# Depth


def _nested(depth: int) -> object:
    return decode(b'[{"a":' + b"[" * depth + b'"x"' + b"]" * depth + b'},{"a":"y"}]').value


def _below(frames: int, work: Callable[[], None]) -> None:
    """Call `work` so many frames further down, as the screen does."""
    if frames:
        _below(frames - 1, work)
    else:
        work()


@pytest.mark.parametrize("depth", [1, 199, 201, MAX_DEPTH - 2])
def test_b23_what_can_be_read_can_be_drawn_compared_and_exported(depth: int) -> None:
    reply = read_reply(_nested(depth), "a test")
    (site, other) = sites_called(["a", "b"])
    result = answered(site, reply.rows)
    odd = answered(other, [*reply.rows[1:], {"a": [reply.rows[0]["a"]]}])

    def use() -> None:
        run = entries.run([result, odd])
        shown: list[Shown] = [entries.single(result), run, entries.counted([result, odd], "a")]
        shown += [entries.watched([result], [odd._replace(site_id=site.id)]), entries.compared(run, run)]
        for entry in shown:
            for text in drawn(entry, 100):
                assert acting_in(text) == []
        answer = entries.single(result).answer
        assert answer is not None
        assert answer.rows is not None
        answer.rows.sort_by("a")
        answer.rows.filter("x")
        assert len(answer.rows) == 1
        for how in FORMATS:
            assert "".join(export_text(SENTENCE, [("a", reply)], how).chunks)

    _below(300, use)


def test_b23_what_is_deeper_is_no_answer() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        _nested(MAX_DEPTH)


# Numbers

NUMBERS = ("1e999", "-1e999", "9" * 4000, "0.1", "-0", "1e-400", "123456789012345678901234567890")


@pytest.mark.parametrize("number", NUMBERS, ids=lambda text: text[:12])
def test_b25_a_number_is_a_text_and_nothing_is_calculated_with_it(number: str) -> None:
    rows = [{"a": json.loads(number), "b": number}, {"a": 1, "b": "1"}, {"a": None, "b": "Infinity"}]
    (site, other) = sites_called(["a", "b"])
    results = [answered(site, rows), answered(other, rows[::-1])]
    shown: list[Shown] = [entries.single(results[0]), entries.run(results), entries.counted(results, "a")]
    shown += [entries.watched(results, results[::-1]), entries.watched(results[:1], results[:1])]
    for entry in shown:
        assert "".join(drawn(entry, 120)).strip()
    answer = entries.single(results[0]).answer
    assert answer is not None
    assert answer.rows is not None
    for key in ("a", "b", "a"):
        answer.rows.sort_by(key)
    for how in FORMATS:
        text = "".join(export_text(SENTENCE, [("a", RouterReply(tuple(rows)))], how).chunks)
        if how == "json":
            json.loads(text, parse_constant=pytest.fail)


# Shapes

SHAPES: dict[str, object] = {
    "null": None,
    "text": "hi\x1b",
    "number": 12,
    "truth": True,
    "empty": [],
    "lists": [[1], [[2]], []],
    "object": {"a": {"b": [1]}},
    "mixed": [1, None, "x\x1b", True, 1.5, [1], {"a": None}, {}, {"": ""}, {"a": {"\x1b": []}}],
    "empty rows": [{}, {}],
    "lone ret": [{"ret": "x\x1b"}],
    "ret that is none": [{"ret": None}],
    "ret of another kind": [{"ret": {"a": [1]}}],
    "log line": [{"message": "\x1bhello"}],
    "keys without a name": [{"": "a", " ": "b", "\x00": "c", "\n": "d"}],
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("command", ["/ip/arp/print", "/system/resource/print", "/execute", "/tool/ping"])
def test_b30_data_in_any_shape_is_shown_as_it_came(name: str, command: str) -> None:
    reply = read_reply({"status": "success", "data": SHAPES[name]}, "a test")
    (site, other) = sites_called(["a", "b"])
    result = answered(site)._replace(reply=reply)
    both = [result, answered(other, [{"a": 1}])]
    shown: list[Shown] = [
        entries.run(both),
        entries.run(both, diffs=False),
        entries.watched([result], [result]),
    ]
    shown += [entries.counted(both, "a"), entries.counted(both, "")]
    for is_write in (False, True):
        entry = entries.single(result, SENTENCE._replace(command=command), is_write=is_write)
        shown.append(entry)
        if entry.answer is not None and entry.answer.rows is not None:
            entry.answer.is_json = is_write
    for each in shown:
        for width in (20, 120):
            lines = list(drawn(each, width))
            assert "".join(lines).strip()
            assert acting_in("".join(lines)) == []
    for how in FORMATS:
        text = "".join(export_text(SENTENCE, [("a", reply)], how).chunks)
        assert acting_in(text, allowed="\n") == []
