"""How often a call is made, for how long, with which token, and what its failure proves."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable

import httpx
import pytest

from altotui.api import policy
from altotui.api.answer import Answer
from altotui.api.limiter import Limiter
from altotui.api.policy import Policy
from altotui.api.sender import Call, Sender
from altotui.api.slots import FRESH
from altotui.domain.budget import Priority
from altotui.domain.command import Sentence
from altotui.domain.errors import (
    ApiError,
    BadAnswer,
    Busy,
    Interrupted,
    InvalidInput,
    Rejected,
    ServerFault,
    TimedOut,
    Unreachable,
)
from altotui.domain.job import JobEndpoint
from altotui.domain.outcome import Outcome
from tests.api import exchange as other_end
from tests.api.exchange import JOB, SITE, answer, client_for, sender_for
from tests.api.test_failures import DRAFT
from tests.clocks import FakeClock

GET = Call("GET", "/sites")
POST = Call("POST", "/site/{site_id}/job", {"site_id": SITE}, content="script")
OK, BROKEN = answer([]), answer({}, 503)
RESET, NO_WAY = httpx.ReadError("reset"), httpx.ConnectError("refused")
PERSON, POLL = Priority.REFRESH, Priority.WATCHED


def _busy(retry_after: str | None = None) -> httpx.Response:
    return httpx.Response(429, headers={} if retry_after is None else {"retry-after": retry_after})


async def _fail(sender: Sender, call: Call = GET, rules: Policy = policy.LIST_SITES) -> ApiError:
    with pytest.raises(ApiError) as caught:
        await sender.send(call, rules, PERSON)
    return caught.value


# Attempts


@pytest.mark.parametrize("passing", [RESET, NO_WAY, BROKEN, httpx.ReadTimeout("t"), answer({}, 408)])
@pytest.mark.parametrize("failures", [0, 1, 2])
async def test_a_read_is_tried_up_to_three_times_with_a_random_wait_between(
    failures: int, passing: other_end.Answer
) -> None:
    sender, exchange = sender_for(*[passing] * failures, OK)
    assert (await sender.send(GET, policy.LIST_SITES, PERSON)).content == b"[]"
    assert len(exchange.requests) == failures + 1
    assert len(exchange.clock.slept_s) == failures
    assert all(
        0 <= slept_s <= bound_s for slept_s, bound_s in zip(exchange.clock.slept_s, (0.5, 1.0), strict=False)
    )


async def test_after_the_third_failure_the_last_one_is_told() -> None:
    sender, exchange = sender_for(RESET, BROKEN, answer({"message": "third"}, 502))
    error = await _fail(sender)
    assert (type(error), error.status, str(error)) == (ServerFault, 502, "third")
    assert len(exchange.requests) == 3


@pytest.mark.parametrize("priority", [Priority.WATCHED, Priority.BACKGROUND])
@pytest.mark.parametrize("passing", [RESET, NO_WAY, BROKEN, _busy("0")])
async def test_a_poll_is_tried_once(passing: other_end.Answer, priority: Priority) -> None:
    sender, exchange = sender_for(passing)
    with pytest.raises(ApiError):
        await sender.send(GET, policy.LIST_JOBS, priority)
    assert len(exchange.requests) == 1
    assert exchange.clock.slept_s == []


@pytest.mark.parametrize(
    ("answers", "kind", "outcome", "times"),
    [
        ([NO_WAY, answer({}, 422)], Rejected, Outcome.REJECTED, 2),
        ([NO_WAY] * 3, Unreachable, Outcome.NOT_SENT, 3),
        ([_busy("0"), NO_WAY, NO_WAY], Unreachable, Outcome.NOT_SENT, 3),
        ([_busy("0"), answer({}, 422)], Rejected, Outcome.REJECTED, 2),
        ([BROKEN, answer({}, 422)], Rejected, Outcome.UNKNOWN, 2),
        ([RESET, answer({}, 422)], Rejected, Outcome.UNKNOWN, 2),
        ([httpx.ReadTimeout("t"), answer({}, 404)], ApiError, Outcome.UNKNOWN, 2),
        ([BROKEN, answer({}, 401)], ApiError, Outcome.UNKNOWN, 2),
        ([BROKEN, answer({}, 403)], ApiError, Outcome.UNKNOWN, 2),
        ([RESET, NO_WAY, NO_WAY], Unreachable, Outcome.UNKNOWN, 3),
        ([NO_WAY, RESET, NO_WAY], Unreachable, Outcome.UNKNOWN, 3),
        ([RESET, _busy("0"), _busy("0")], Busy, Outcome.UNKNOWN, 3),
        ([RESET, _busy("0"), _busy("999")], Busy, Outcome.UNKNOWN, 3),
        ([RESET, httpx.ProxyError("407")], Unreachable, Outcome.UNKNOWN, 2),
        ([BROKEN] * 3, ServerFault, Outcome.UNKNOWN, 3),
    ],
)
async def test_what_may_have_been_carried_out_once_stays_unknown_whatever_comes_after(
    answers: list[other_end.Answer], kind: type[ApiError], outcome: Outcome, times: int
) -> None:
    sender, exchange = sender_for(*answers)
    error = await _fail(sender, POST, policy.QUEUE_KEYED)
    assert isinstance(error, kind)
    assert error.outcome is outcome
    assert len(exchange.requests) == times
    assert (Rejected.outcome, Unreachable.outcome) == (Outcome.REJECTED, Outcome.NOT_SENT)


@pytest.mark.parametrize(
    ("answers", "times", "is_done"),
    [
        ([NO_WAY, NO_WAY, OK], 3, True),
        ([NO_WAY, BROKEN, OK], 2, False),
        ([NO_WAY, RESET, OK], 2, False),
        ([NO_WAY, _busy("0"), OK], 2, False),
        ([RESET, OK], 1, False),
    ],
)
async def test_a_write_is_sent_once_however_often_it_was_dialled(
    answers: list[other_end.Answer], times: int, is_done: bool
) -> None:
    client, exchange = client_for(*answers)
    try:
        await client.run_command(SITE, Sentence("/system/reboot"), is_write=True)
    except ApiError:
        assert not is_done
    else:
        assert is_done
    assert len(exchange.requests) == times


@pytest.mark.parametrize(
    ("retries_reads", "answers", "times"),
    [
        (False, [RESET], 1),
        (True, [RESET], 2),
        (True, [BROKEN], 2),
        (True, [_busy("0")], 2),
        (True, [httpx.ReadTimeout("t")], 1),
        (True, [answer({}, 408)], 1),
        (True, [answer({"code": "router_error"}, 500)], 1),
    ],
)
async def test_a_read_command_is_repeated_only_where_the_profile_says_so_and_never_after_silence(
    retries_reads: bool, answers: list[other_end.Answer], times: int
) -> None:
    for is_write, most in ((False, times), (True, 1)):
        client, exchange = client_for(*answers, retries_reads=retries_reads)
        with pytest.raises(ApiError):
            await client.run_command(SITE, Sentence("/ip/arp/print"), is_write=is_write)
        assert len(exchange.requests) == most


# Load


async def test_ten_repeats_are_paid_for_and_then_every_call_is_made_once() -> None:
    sender, exchange = sender_for(BROKEN)
    for _ in range(20):
        await _fail(sender)
    assert len(exchange.requests) == 20 + 10
    exchange.answers[:] = [OK] * 12 + [BROKEN]
    for _ in range(12):
        await sender.send(GET, policy.LIST_SITES, PERSON)
    for _ in range(3):
        await _fail(sender)
    assert len(exchange.requests) == 30 + 12 + 3 + 1, "twelve successes have paid for one more"


async def test_over_a_long_run_a_flapping_platform_is_asked_a_tenth_more_often_at_most() -> None:
    count = 0

    def flapping(_: httpx.Request) -> httpx.Response:
        nonlocal count
        count += 1
        return OK if count % 2 else BROKEN

    sender, exchange = sender_for(flapping)
    for _ in range(300):
        with contextlib.suppress(ServerFault):
            await sender.send(GET, policy.LIST_SITES, PERSON)
    assert 300 < len(exchange.requests) <= 300 * 1.1 + 10


# Deadlines, in real seconds


def _slow(after_s: float, then: Callable[[], httpx.Response]) -> tuple[Sender, list[httpx.Request]]:
    requests: list[httpx.Request] = []

    async def handle(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        await asyncio.sleep(after_s)
        return then()

    http = httpx.AsyncClient(transport=httpx.MockTransport(handle), base_url=other_end.BASE_URL)
    return Sender(http, other_end.ImpatientClock()), requests


def _reset() -> httpx.Response:
    raise RESET


async def test_the_total_time_is_that_of_all_attempts_together() -> None:
    sender, requests = _slow(0.06, _reset)
    rules = policy.LIST_SITES._replace(total_s=0.15, attempts=10)
    start = asyncio.get_running_loop().time()
    assert isinstance(await _fail(sender, GET, rules), TimedOut | Interrupted)
    assert asyncio.get_running_loop().time() - start < 0.6
    assert 2 <= len(requests) <= 3


async def test_an_answer_that_never_comes_is_given_up_and_not_waited_for_again() -> None:
    sender, requests = _slow(3600, _reset)
    error = await _fail(sender, GET, policy.LIST_SITES._replace(total_s=0.05))
    assert (type(error), error.outcome, len(requests)) == (TimedOut, Outcome.UNKNOWN, 1)


async def test_time_in_the_queue_for_the_budget_does_not_count() -> None:
    sender, exchange = sender_for(OK, limiter=Limiter(clock := FakeClock(), 1))
    await sender.send(GET, policy.LIST_SITES._replace(total_s=5), PERSON)
    waiting = asyncio.ensure_future(sender.send(GET, policy.LIST_SITES._replace(total_s=5), PERSON))
    await clock.advance(60)
    assert (await waiting).status == 200
    assert len(exchange.requests) == 2


@pytest.mark.parametrize(
    ("rules", "times"),
    [
        (policy.LIST_SITES, {"connect": 5, "read": 10, "write": 5, "pool": 5}),
        (policy.WRITE_COMMAND, {"connect": 5, "read": 60, "write": 10, "pool": 5}),
        (policy.LIST_SITES._replace(total_s=3), {"connect": 5, "read": 3, "write": 5, "pool": 5}),
    ],
)
async def test_each_step_has_the_time_of_the_policy(rules: Policy, times: dict[str, float]) -> None:
    sender, exchange = sender_for(OK)
    await sender.send(GET, rules, PERSON)
    assert exchange.requests[0].extensions["timeout"] == times


async def test_the_seconds_of_a_command_are_those_of_the_profile() -> None:
    client, exchange = client_for(answer({}))
    await client.run_command(SITE, Sentence("/a/print"), is_write=True, total_s=7)
    assert exchange.requests[0].extensions["timeout"]["read"] == 7


# Turns


async def test_every_attempt_takes_a_turn_of_its_own_and_says_when_it_leaves() -> None:
    sender, exchange = sender_for(RESET, RESET, OK)
    left: list[tuple[int, int]] = []

    def leaving() -> None:
        left.append((sender.limiter.state.used, len(exchange.requests)))

    await sender.send(GET, policy.LIST_SITES, PERSON, leaving)
    assert left == [(1, 0), (2, 1), (3, 2)]


async def test_who_is_cancelled_before_its_turn_has_sent_nothing_and_left_nothing(clock: FakeClock) -> None:
    sender, exchange = sender_for(OK, limiter=Limiter(clock, 1))
    await sender.send(GET, policy.LIST_SITES, PERSON)
    left: list[None] = []
    waiting = asyncio.ensure_future(
        sender.send(POST, policy.WRITE_COMMAND, Priority.COMMAND, lambda: left.append(None))
    )
    await clock.advance(59)
    waiting.cancel()
    await asyncio.wait({waiting})
    await clock.advance(60)
    assert (len(exchange.requests), left, sender.limiter.state.waiting) == (1, [], 0)


async def test_an_id_that_is_none_takes_no_turn() -> None:
    sender, exchange = sender_for(OK)
    with pytest.raises(InvalidInput, match="is not a UUID"):
        await sender.send(Call("GET", "/site/{site_id}", {"site_id": "../x"}), policy.LIST_JOBS, PERSON)
    assert (exchange.requests, sender.limiter.state.used) == ([], 0)


# 429


async def test_a_busy_answer_holds_every_request_back_for_as_long_as_it_says(clock: FakeClock) -> None:
    client, exchange = client_for(_busy("7"), answer([]), limiter=Limiter(clock))
    with pytest.raises(Busy):
        await client.run_command(SITE, Sentence("/a/add"), is_write=True)
    asking = asyncio.ensure_future(client.list_jobs(SITE))
    await clock.advance(6.9)
    assert len(exchange.requests) == 1
    await clock.advance(0.2)
    assert await asking == ()


@pytest.mark.parametrize(
    ("retry_after", "held_s"), [(None, 5), ("soon", 5), ("-1", 5), ("0", 0), ("7", 7), ("86400", 120)]
)
async def test_without_a_word_the_budget_waits_five_seconds(retry_after: str | None, held_s: float) -> None:
    client, _ = client_for(_busy(retry_after))
    with pytest.raises(Busy):
        await client.run_command(SITE, Sentence("/a/add"), is_write=True)
    assert client.budget.held_s == held_s


@pytest.mark.parametrize(
    ("retry_after", "slept_s"),
    [("7", [7.0]), ("120", [120.0]), (None, [5.0]), ("121", None), ("86400", None)],
)
async def test_a_read_is_repeated_after_the_wait_the_server_wants_unless_that_is_too_long(
    retry_after: str | None, slept_s: list[float] | None
) -> None:
    sender, exchange = sender_for(_busy(retry_after), OK)
    if slept_s is None:
        assert isinstance(await _fail(sender), Busy)
        assert (len(exchange.requests), exchange.clock.slept_s) == (1, [])
    else:
        await sender.send(GET, policy.LIST_SITES, PERSON)
        assert (len(exchange.requests), exchange.clock.slept_s) == (2, slept_s)


# Connections


@pytest.mark.parametrize(
    ("what", "is_fresh"),
    [
        ("sites", False),
        ("jobs", False),
        ("read", False),
        ("write", True),
        ("keyed", True),
        ("json", True),
        ("cancel", True),
    ],
)
async def test_whatever_changes_something_asks_for_a_connection_of_its_own_and_closes_it(
    what: str, is_fresh: bool
) -> None:
    client, exchange = client_for(answer([]))
    match what:
        case "sites":
            await client.list_sites()
        case "jobs":
            await client.list_jobs(SITE)
        case "cancel":
            await client.cancel_job(SITE, JOB)
        case "read" | "write":
            await client.run_command(SITE, Sentence("/x/y"), is_write=what == "write")
        case _:
            await client.queue_job(SITE, DRAFT, JobEndpoint(what))
    for request in exchange.requests:
        assert request.extensions[FRESH] is is_fresh
        assert (request.headers.get("connection") == "close") is is_fresh


async def test_an_answer_that_is_too_large_is_not_asked_for_again() -> None:
    sender, exchange = sender_for(other_end.raw(b" " * 2000))
    error = await _fail(sender, GET, policy.LIST_SITES._replace(max_bytes=1000))
    assert isinstance(error, BadAnswer)
    assert len(exchange.requests) == 1


async def test_many_calls_at_once_do_not_mix_their_answers() -> None:
    def echo(request: httpx.Request) -> httpx.Response:
        return answer(request.url.params["page"])

    sender, _ = sender_for(echo)

    async def ask(number: int) -> Answer:
        return await sender.send(GET._replace(query={"page": str(number)}), policy.LIST_SITES, PERSON)

    answers = await asyncio.gather(*(ask(number) for number in range(40)))
    assert [one.content for one in answers] == [b'"%d"' % number for number in range(40)]


@pytest.mark.parametrize("problem", [ssl.SSLError(1, "alert certificate required"), OSError(5, "i/o")])
async def test_what_the_http_library_lets_through_is_a_broken_connection(problem: Exception) -> None:
    sender, exchange = sender_for(problem)
    with pytest.raises(Interrupted) as caught:
        await sender.send(Call("POST", "/x"), policy.WRITE_COMMAND, Priority.COMMAND)
    assert caught.value.outcome is Outcome.UNKNOWN
    assert len(exchange.requests) == 1
