"""Lines of which the console does a part: items that are looked up first, and rows that are filtered here."""

from __future__ import annotations

import asyncio

import pytest

from altotui.domain.command import RouterReply, Sentence
from altotui.domain.errors import ServerFault
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translate import translate
from altotui.services.command_runner import _NARROWED_AT_ONCE
from altotui.services.events import CommandFinished, CommandStarted
from altotui.storage.language import load_language
from tests.clocks import settle
from tests.domain.records import a_site
from tests.services.test_command_runner import Bench

SITE = a_site(1)
MONITOR = translate("/interface ethernet monitor [find where running]", load_language())
FILTERED = translate('/interface print where running and name~"^ether"', load_language())
COUNTED = translate('/interface print count-only where name~"^ether"', load_language())
FIND = Sentence("/interface/ethernet/print", ("=.proplist=name", "?running=true"))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def _sent(bench: Bench) -> list[object]:
    return [call[1] for call in bench.api.named("run_command")]


async def test_items_are_found_first_and_named_by_the_property_that_was_asked_for(bench: Bench) -> None:
    answer = RouterReply(({"name": "ether2", "status": "link-ok"},))
    found = ({".id": "*1", "name": "ether1"}, {"name": "ether2", ".id": "*2"})
    bench.api.replies = [RouterReply(found), answer]
    result = await bench.runner.run(SITE, MONITOR)
    asked = Sentence("/interface/ethernet/monitor", ("=numbers=ether1,ether2", "=once="))
    assert _sent(bench) == [FIND, asked]
    assert (result.outcome, result.reply) == (Outcome.OK, answer)


async def test_both_parts_are_one_entry_and_two_records(bench: Bench) -> None:
    bench.api.replies = [RouterReply(({"name": "ether1"},)), RouterReply()]
    await bench.runner.run(SITE, MONITOR)
    assert len(bench.told.of(CommandStarted)) == len(bench.told.of(CommandFinished)) == 1
    assert [intent.command for intent in bench.audit.intents.values()] == [
        "/interface/ethernet/print",
        "/interface/ethernet/monitor",
    ]
    assert bench.audit.intents.keys() == bench.audit.conclusions.keys()


async def test_nothing_found_is_nothing_sent_and_says_so(bench: Bench) -> None:
    bench.api.replies = [RouterReply()]
    result = await bench.runner.run(SITE, MONITOR)
    assert _sent(bench) == [FIND]
    assert (result.outcome, result.reply) == (Outcome.OK, RouterReply())
    assert result.message == "nothing was found, so /interface/ethernet/monitor was not sent"


@pytest.mark.parametrize("name", ["a,b", "a\nb", "\x1b[2J"])
async def test_an_item_whose_name_would_be_another_is_not_sent(bench: Bench, name: str) -> None:
    bench.api.replies = [RouterReply(({"name": "ether1"}, {"name": name}))]
    result = await bench.runner.run(SITE, MONITOR)
    assert _sent(bench) == [FIND]
    assert result.outcome is Outcome.NOT_SENT
    assert "name the items yourself" in (result.message or "")
    assert (result.message or "").isprintable()


async def test_a_failed_search_is_the_outcome(bench: Bench) -> None:
    bench.api.failure = ServerFault("gateway", status=502)
    result = await bench.runner.run(SITE, MONITOR)
    assert _sent(bench) == [FIND]
    assert (result.outcome, result.http_status) == (Outcome.UNKNOWN, 502)


async def test_another_line_for_the_router_does_not_come_between_the_parts(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    bench.api.replies = [RouterReply(({"name": "ether1"},))]
    first = asyncio.ensure_future(bench.runner.run(SITE, MONITOR))
    await settle()
    second = asyncio.ensure_future(bench.runner.run(SITE, translate("/ip/arp/print", load_language())))
    await settle()
    bench.api.gate.set()
    await asyncio.gather(first, second)
    assert [str(sentence).split()[0] for sentence in _sent(bench)] == [
        "/interface/ethernet/print",
        "/interface/ethernet/monitor",
        "/ip/arp/print",
    ]


ROWS = tuple(
    {".id": f"*{number:X}", "name": name} for number, name in enumerate(("ether1", "wifi1", "ether2"))
)


async def test_rows_are_filtered_here_and_kept_as_they_came(bench: Bench) -> None:
    bench.api.reply = RouterReply(ROWS)
    result = await bench.runner.run(SITE, FILTERED)
    assert _sent(bench) == [Sentence("/interface/print", ("?running=true",))]
    assert result.reply.rows == (ROWS[0], ROWS[2])
    assert result.message == "2 of 3 rows match"


async def test_rows_are_counted_here_when_they_are_filtered_here(bench: Bench) -> None:
    bench.api.reply = RouterReply(ROWS)
    result = await bench.runner.run(SITE, COUNTED)
    assert (result.reply.rows, result.reply.ret) == ((), "2")


async def test_a_large_answer_is_filtered_beside_the_loop_with_the_same_result(bench: Bench) -> None:
    many = ROWS * _NARROWED_AT_ONCE
    bench.api.reply = RouterReply(many)
    result = await bench.runner.run(SITE, FILTERED)
    assert result.reply.rows == tuple(row for row in many if row["name"] != "wifi1")
