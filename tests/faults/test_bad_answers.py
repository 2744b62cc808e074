"""Answers that are too large, packed too tightly, or not what they say (reliability.md 7.2, rows B21 to B30)."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from altotui.domain.command import CommandResult, RawRow
from altotui.domain.errors import ApiError, BadAnswer
from altotui.domain.outcome import Outcome
from altotui.services.events import PollHealthChanged, SitesUnavailable
from tests.faults import faults, payloads
from tests.faults.consoles import SITE, Asked, console_for
from tests.faults.faults import Fault
from tests.faults.messages import message
from tests.faults.server import fault_server
from tests.faults.weighing import weighed

OK, UNKNOWN = Outcome.OK, Outcome.UNKNOWN
MOST_STALL = 250
"""Times as long as one MiB takes to decode, which is about a millisecond."""
MOST_GROWN_KIB = 40 * 1024
MOST_INFLATED_KIB = 20 * 1024


# What an answer may cost

LARGE = [
    ("B21", payloads.large_json()),
    ("B21", payloads.large_json(is_announced=False)),
    ("B22", payloads.gzip_bomb()),
    ("B22", payloads.deflate_bomb()),
]


@pytest.mark.parametrize(
    ("row", "fault"), LARGE, ids=["B21 50 MiB", "B21 open end", "B22 gzip", "B22 deflate"]
)
@pytest.mark.parametrize(("asked", "most_mib"), [(Asked.WRITE, 8), (Asked.LIST, 4), (Asked.SITES, 16)])
async def test_b21_b22_a_large_answer_is_dropped_at_its_bound_at_little_cost(
    row: str, fault: Fault, asked: Asked, most_mib: int
) -> None:
    lists = 2 if asked is Asked.SITES else 1  # sites come with their tags
    async with fault_server([faults.answer()] * lists + [fault] * lists) as server:
        weight = await weighed(server.url, asked)
    assert weight.how == (UNKNOWN.value if asked is Asked.WRITE else "BadAnswer")
    assert weight.message == f"it is larger than {most_mib} MiB, so it was not read"
    assert weight.grown_kib < (MOST_GROWN_KIB if asked is Asked.SITES else MOST_INFLATED_KIB)
    assert weight.stall_ms < MOST_STALL * weight.yardstick_ms


@pytest.mark.parametrize(("asked", "mib"), [(Asked.WRITE, 7), (Asked.LIST, 3), (Asked.SITES, 14)])
async def test_b21_an_answer_just_below_its_bound_is_read_without_a_stall(asked: Asked, mib: int) -> None:
    large = payloads.large_json(mib * payloads.MEBIBYTE)
    lists = 2 if asked is Asked.SITES else 1
    async with fault_server([faults.answer()] * lists + [large] * lists) as server:
        weight = await weighed(server.url, asked)
    assert (weight.how, weight.message) == (OK.value, "")
    assert weight.stall_ms < MOST_STALL * weight.yardstick_ms


async def test_b21_an_answer_in_tiny_chunks_costs_time_in_proportion_to_its_size() -> None:
    took_ms = []
    for chars in (20_000, 80_000):
        chunks = faults.chunked([{"name": "x" * chars}])
        async with fault_server([faults.answer(), chunks]) as server:
            weight = await weighed(server.url, Asked.WRITE)
        assert weight.how == OK.value
        took_ms.append(weight.cpu_ms)
    assert took_ms[1] < 10 * took_ms[0], "16 times as long if it grew with the square"


# What an answer may be


class Odd(NamedTuple):
    """A 200 with an odd body, and what becomes of a command and of a list."""

    row: str
    name: str
    body: bytes | Fault
    of_command: Outcome
    of_list: Outcome | type[ApiError]
    says: str = ""
    """Pattern of the message of the command."""
    rows: tuple[RawRow, ...] | None = None
    """What the command gave; None where that does not matter."""
    kind: str = "application/json"

    def __str__(self) -> str:
        """Return the words for a test's id."""
        return f"{self.row} {self.name}"

    @property
    def fault(self) -> Fault:
        """Return the answer."""
        if isinstance(self.body, Fault):
            return self.body
        return faults.raw(message(200, self.body, [("Content-Type", self.kind)]), name=self.name)


def data(members: bytes) -> bytes:
    """Return the usual envelope with that text as its data."""
    return b'{"status":"success","data":' + members + b"}"


def nested(depth: int) -> bytes:
    """Return lists in lists."""
    return b"[" * depth + b"]" * depth


NO_JSON = "^not JSON, though it says so$"
NO_STATUS = "^unrecognised answer, without a status: it is shown as it came$"
NOT_ASKED_FOR = "which was not asked for$"
HOTEL = b"<!doctype html><html><head><title> Hotel \x1b]0;owned\x07 Wi-Fi </title></head></html>"
ODD = [
    Odd("B22", "sound gzip", payloads.gzipped(), OK, OK, "^$"),
    Odd("B22", "gzip twice", payloads.double_gzip(), UNKNOWN, BadAnswer, NOT_ASKED_FOR),
    Odd("B22", "no gzip", payloads.bad_gzip(), UNKNOWN, BadAnswer, "^its compression is broken$"),
    Odd("B22", "br", payloads.brotli_junk(), UNKNOWN, BadAnswer, NOT_ASKED_FOR),
    Odd("B22", "zstd", payloads.compressed("zstd", b"x"), UNKNOWN, BadAnswer, NOT_ASKED_FOR),
    Odd(
        "B22", "cut gzip", payloads.compressed("gzip", b"\x1f\x8b\x08\x00"), UNKNOWN, BadAnswer, "is broken$"
    ),
    Odd("B23", "depth 100,000", nested(100_000), UNKNOWN, BadAnswer, NO_JSON),
    Odd("B23", "objects, depth 100,000", b'{"a":' * 100_000, UNKNOWN, BadAnswer, NO_JSON),
    Odd("B23", "depth 199", data(nested(198)), OK, OK, "^$"),
    Odd("B23", "depth 201", data(nested(200)), OK, OK, "^$"),
    Odd("B24", "duplicate keys", data(b'[{"a":1,"a":2}]'), OK, OK, "^$", ({"a": 2},)),
    Odd("B25", "NaN", data(b'[{"a":NaN}]'), UNKNOWN, BadAnswer, NO_JSON),
    Odd("B25", "Infinity", data(b'[{"a":-Infinity}]'), UNKNOWN, BadAnswer, NO_JSON),
    Odd("B25", "5000 digits", data(b'[{"a":' + b"9" * 5000 + b"}]"), UNKNOWN, BadAnswer, NO_JSON),
    Odd("B25", "30 digits", data(b'[{"a":' + b"9" * 30 + b"}]"), OK, OK, "^$", ({"a": 10**30 - 1},)),
    Odd(
        "B26", "invalid UTF-8", data(b'[{"a":"\xff caf\xe9"}]'), OK, OK, "not valid UTF-8", ({"a": "� caf�"},)
    ),
    Odd("B26", "UTF-16", data(b"[]").decode().encode("utf-16"), UNKNOWN, BadAnswer, NO_JSON),
    Odd("B26", "BOM", b"\xef\xbb\xbf" + data(b'[{"a":1}]'), OK, OK, "^$", ({"a": 1},)),
    Odd("B26", "lone surrogate", data(b'[{"a":"\\ud83d"}]'), OK, OK, "^$", ({"a": "\ud83d"},)),
    Odd("B26", "bogus charset", data(b"[]"), OK, OK, "^$", (), kind="application/json; charset=klingon"),
    Odd(
        "B27",
        "captive portal",
        HOTEL,
        UNKNOWN,
        BadAnswer,
        "'text/html': a page «Hotel .* Wi-Fi»$",
        kind="text/html",
    ),
    Odd(
        "B27",
        "page without a title",
        b"<p>",
        UNKNOWN,
        BadAnswer,
        "^not JSON but 'text/html'$",
        kind="text/html",
    ),
    Odd("B27", "unnamed kind", b"<p>", UNKNOWN, BadAnswer, "^not JSON but ''$", kind=""),
    Odd("B28", "HTML as JSON", HOTEL, UNKNOWN, BadAnswer, "though it says so: a page «Hotel"),
    Odd("B28", "XML as JSON", b"<?xml version='1.0'?><a/>", UNKNOWN, BadAnswer, NO_JSON),
    Odd("B28", "text as JSON", b"hello", UNKNOWN, BadAnswer, NO_JSON),
    Odd("B28", "JSON and more", data(b"[]") + b"x", UNKNOWN, BadAnswer, NO_JSON),
    Odd("B28", "JSON as HTML", data(b'[{"a":1}]'), OK, OK, "^$", ({"a": 1},), kind="text/html"),
    Odd("B29", "nothing", b"", OK, BadAnswer, "^$", ()),
    Odd("B29", "blanks", b" \r\n ", OK, BadAnswer, "^$", ()),
    Odd("B29", "null", b"null", OK, BadAnswer, NO_STATUS, ()),
    Odd("B29", "true", b"true", OK, BadAnswer, NO_STATUS, ({"value": True},)),
    Odd("B29", "a number", b"12", OK, BadAnswer, NO_STATUS, ({"value": 12},)),
    Odd("B29", "a text", b'"hi"', OK, BadAnswer, NO_STATUS, ()),
    Odd("B29", "an empty list", b"[]", OK, OK, "^$", ()),
    Odd("B30", "data null", data(b"null"), OK, BadAnswer, "^$", ()),
    Odd("B30", "data text", data(b'"hi"'), OK, BadAnswer, "^$", ()),
    Odd("B30", "data number", data(b"12"), OK, BadAnswer, "^$", ({"value": 12},)),
    Odd("B30", "data object", data(b'{"a":1}'), OK, BadAnswer, "^$", ({"a": 1},)),
    Odd("B30", "data lists", data(b"[[1],[2]]"), OK, OK, "^$", ({"value": [1]}, {"value": [2]})),
    Odd(
        "B30",
        "data mixed",
        data(b'[1,null,{"a":2}]'),
        OK,
        OK,
        "^$",
        ({"value": 1}, {"value": None}, {"a": 2}),
    ),
]


@pytest.mark.parametrize("asked", [Asked.WRITE, Asked.READ])
@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_a_command_has_the_outcome_that_is_proved(odd: Odd, asked: Asked) -> None:
    async with fault_server([odd.fault]) as server, console_for(server.url) as console:
        ended = await console.ask(asked)
        assert ended.how is odd.of_command
        assert re.search(odd.says, ended.message)
        assert ended.message.isprintable()
        assert len(server.requests) == 1
        assert isinstance(ended.result, CommandResult)
        assert odd.rows is None or ended.result.reply.rows == odd.rows
        assert (await console.ask(asked)).how is OK
        console.check_books()


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_a_list_that_cannot_be_read_leaves_the_old_one(
    odd: Odd,
) -> None:
    site = {"id": SITE.id, "name": SITE.name}
    job = {"id": "10000000-0000-4000-8000-000000000001", "description": "Raise guest queue"}
    async with fault_server(faults.answer(body=[site])) as server, console_for(server.url) as console:
        services = console.services
        assert await services.directory.refresh()
        server.follow(faults.answer(body=[job]))
        await services.watcher.ask(SITE.id)
        assert len(services.jobs.of_site(SITE.id)) == 1
        server.follow(odd.fault)
        is_read = odd.of_list is OK
        assert await services.directory.refresh() is is_read
        await services.watcher.ask(SITE.id)
        assert [type(event.error) for event in console.told(PollHealthChanged)] == [BadAnswer] * (not is_read)
        if not is_read:
            assert services.directory.get(SITE.id) is not None
            assert [record.job.is_gone for record in services.jobs.of_site(SITE.id)] == [False]
            (told,) = console.told(SitesUnavailable)
            assert isinstance(told.error, BadAnswer)


async def test_b25_a_number_beyond_all_bounds_does_not_end_a_command() -> None:
    beyond = faults.raw(message(200, data(b'[{"a":1e999}]'), [("Content-Type", "application/json")]))
    async with fault_server(beyond) as server, console_for(server.url) as console:
        assert (await console.ask(Asked.READ)).how is OK
