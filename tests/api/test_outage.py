"""While the platform is down polls pause, one of them probes now and then, and the person is never stopped."""

from __future__ import annotations

import asyncio
import contextlib

import httpx
import pytest

from altotui.api import policy
from altotui.api.limiter import Limiter
from altotui.api.policy import Policy
from altotui.api.sender import Call, Sender
from altotui.domain.budget import Priority
from altotui.domain.errors import ApiError, Paused, ServerFault
from altotui.domain.outcome import Outcome
from tests.api.exchange import Answer, answer, sender_for
from tests.clocks import FakeClock, settle

GET = Call("GET", "/sites")
OK, BROKEN, BUSY = answer([]), answer({}, 503), httpx.Response(429, headers={"retry-after": "0"})
RESET, NO_WAY = httpx.ReadError("reset"), httpx.ConnectError("refused")


async def _fail(sender: Sender) -> None:
    with pytest.raises(ServerFault):
        await sender.send(GET, policy.LIST_TAGS, Priority.REFRESH)


async def _poll(sender: Sender) -> ApiError | None:
    """Return how a poll failed; None when it did not."""
    try:
        await sender.send(GET, policy.LIST_JOBS, Priority.WATCHED)
    except ApiError as error:
        return error
    return None


async def test_a_poll_that_is_paused_was_not_sent_and_says_for_how_long() -> None:
    sender, exchange = sender_for(BROKEN)
    for _ in range(5):
        await _fail(sender)
    error = await _poll(sender)
    assert isinstance(error, Paused)
    assert (error.outcome, error.endpoint, len(exchange.requests)) == (Outcome.NOT_SENT, "GET /sites", 5)
    assert 12 <= error.retry_after_s <= 18
    assert str(error) == f"the API keeps failing, it is asked again in {error.retry_after_s:.0f} s"


@pytest.mark.parametrize(
    ("given", "rules", "opens"),
    [
        (BROKEN, policy.LIST_TAGS, True),
        (answer({}, 500), policy.LIST_TAGS, True),
        (answer({}, 599), policy.LIST_TAGS, True),
        (answer({}, 408), policy.LIST_TAGS, True),
        (httpx.ReadTimeout("t"), policy.LIST_TAGS, True),
        (RESET, policy.LIST_TAGS, True),
        (NO_WAY, policy.LIST_TAGS, True),
        (httpx.ConnectTimeout("t"), policy.LIST_TAGS, True),
        (httpx.ProxyError("502"), policy.LIST_TAGS, True),
        (BROKEN, policy.QUEUE_UNKEYED, True),
        (BROKEN, policy.WRITE_COMMAND, False),
        (BROKEN, policy.READ_COMMAND, False),
        (httpx.ReadTimeout("t"), policy.WRITE_COMMAND, False),
        (RESET, policy.READ_COMMAND, False),
        (NO_WAY, policy.WRITE_COMMAND, True),
        (answer({"code": "router_error"}, 500), policy.WRITE_COMMAND, False),
        (answer({}, 400), policy.LIST_TAGS, False),
        (answer({}, 401), policy.LIST_TAGS, False),
        (answer({}, 403), policy.LIST_TAGS, False),
        (answer({}, 404), policy.LIST_TAGS, False),
        (BUSY, policy.LIST_TAGS, False),
        (answer({}, 302), policy.LIST_TAGS, False),
        (OK, policy.LIST_TAGS, False),
    ],
)
async def test_what_opens_the_breaker_is_a_platform_in_trouble_and_not_one_router(
    given: Answer, rules: Policy, opens: bool
) -> None:
    sender, _ = sender_for(given)
    for _ in range(5):
        with contextlib.suppress(ApiError):
            await sender.send(GET, rules._replace(connect_attempts=1), Priority.COMMAND)
    assert isinstance(await _poll(sender), Paused) is opens


@pytest.mark.parametrize("given", [OK, answer({}, 404), BUSY, answer({}, 401), answer({}, 302)])
async def test_any_word_of_the_platform_closes_the_breaker(given: Answer) -> None:
    sender, exchange = sender_for(*[BROKEN] * 6, given)
    for _ in range(6):
        await _fail(sender)
    assert isinstance(await _poll(sender), Paused)
    with contextlib.suppress(ApiError):
        await sender.send(GET, policy.LIST_TAGS, Priority.REFRESH)
    assert not isinstance(await _poll(sender), Paused)
    assert len(exchange.requests) == 8


async def test_while_it_is_open_polls_take_no_turn_and_the_person_is_never_stopped() -> None:
    sender, exchange = sender_for(BROKEN)
    for _ in range(5):
        await _fail(sender)
    left: list[None] = []
    for _ in range(20):
        with pytest.raises(Paused, match="the API keeps failing, it is asked again in"):
            await sender.send(GET, policy.LIST_JOBS, Priority.WATCHED, lambda: left.append(None))
    assert (len(exchange.requests), sender.limiter.state.used, left) == (5, 5, [])
    for priority in (Priority.COMMAND, Priority.REFRESH, Priority.FANOUT):
        with pytest.raises(ServerFault):
            await sender.send(GET, policy.LIST_TAGS, priority)
    assert len(exchange.requests) == 8


async def test_an_hour_of_silence_is_probed_by_a_dozen_polls_and_recovery_is_seen_by_the_next() -> None:
    sender, exchange = sender_for(BROKEN)
    for _ in range(5):
        await _fail(sender)
    for _ in range(3600):
        exchange.clock.pass_by(1)
        await _poll(sender)
    assert 10 <= len(exchange.requests) - 5 <= 18
    exchange.answers[:] = [OK]
    for _ in range(361):
        exchange.clock.pass_by(1)
        await _poll(sender)
    assert await _poll(sender) is None


async def test_a_poll_that_already_waits_for_its_turn_is_paused_too_and_costs_no_probe() -> None:
    clock = FakeClock()
    limiter = Limiter(clock, 60)
    sender, exchange = sender_for(BROKEN, limiter=limiter)
    limiter.hold_back(10)
    waiting = asyncio.ensure_future(_poll(sender))
    await settle()
    for _ in range(5):
        sender._note_failure(ServerFault("down", status=503), policy.LIST_TAGS)
    await clock.advance(10)
    assert isinstance(await waiting, Paused)
    assert exchange.requests == []
