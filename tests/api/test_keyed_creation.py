"""Job creation with a key: the same key and the same bytes on every attempt, and a repeat is never a second job."""

from __future__ import annotations

import httpx
import pytest

from altotui.domain.errors import ApiError, Busy, Interrupted, Rejected, ServerFault, TimedOut, Unreachable
from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import JobDraft, JobEndpoint
from altotui.domain.outcome import Outcome
from tests.api.exchange import SITE, Answer, answer, client_for, wire

KEY = IdempotencyKey("5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9")
DRAFT = JobDraft("Raise guest queue", ":log info é\n", idempotency_key=KEY)
CREATED = answer(wire("v1_job_created"), 201)
BUSY = httpx.Response(429, headers={"retry-after": "1"})
PASSING: list[Answer] = [
    httpx.ReadError("reset"),
    httpx.RemoteProtocolError("closed"),
    httpx.ReadTimeout("t"),
    httpx.ConnectError("refused"),
    BUSY,
    *(answer({}, status) for status in (408, 500, 502, 503, 504)),
]


@pytest.mark.parametrize("passing", PASSING, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("failures", [1, 2])
async def test_every_attempt_has_the_same_key_and_the_same_bytes(passing: Answer, failures: int) -> None:
    client, exchange = client_for(*[passing] * failures, CREATED)
    queued = await client.queue_job(SITE, DRAFT, JobEndpoint.KEYED)
    assert queued.idempotency_key == KEY
    assert exchange.sent == [f"POST /site/{SITE}/job"] * (failures + 1)
    assert {request.headers["x-idempotency-key"] for request in exchange.requests} == {KEY}
    assert {request.content for request in exchange.requests} == {DRAFT.script.encode()}
    assert len({tuple(sorted(request.headers.items())) for request in exchange.requests}) == 1


@pytest.mark.parametrize(
    ("passing", "kind", "outcome"),
    [
        (httpx.ReadError("reset"), Interrupted, Outcome.UNKNOWN),
        (httpx.ReadTimeout("t"), TimedOut, Outcome.UNKNOWN),
        (answer({}, 503), ServerFault, Outcome.UNKNOWN),
        (BUSY, Busy, Outcome.REJECTED),
        (httpx.ConnectError("refused"), Unreachable, Outcome.NOT_SENT),
    ],
)
async def test_after_three_attempts_the_last_failure_says_what_may_have_become_of_it(
    passing: Answer, kind: type[ApiError], outcome: Outcome
) -> None:
    client, exchange = client_for(passing)
    with pytest.raises(kind) as caught:
        await client.queue_job(SITE, DRAFT, JobEndpoint.KEYED)
    assert caught.value.outcome is outcome
    assert len(exchange.requests) == 3


@pytest.mark.parametrize("before", [[], [httpx.ReadError("reset")], [answer({}, 503), answer({}, 502)]])
async def test_a_409_means_that_an_earlier_attempt_is_still_under_way(before: list[Answer]) -> None:
    client, exchange = client_for(*before, answer({"message": "in progress"}, 409))
    with pytest.raises(Interrupted, match="still handles an earlier attempt: in progress") as caught:
        await client.queue_job(SITE, DRAFT, JobEndpoint.KEYED)
    assert (caught.value.outcome, caught.value.status) == (Outcome.UNKNOWN, 409)
    assert caught.value.endpoint == "POST /site/{site_id}/job"
    assert len(exchange.requests) == len(before) + 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
async def test_a_refusal_stops_at_once(status: int) -> None:
    client, exchange = client_for(answer({"message": "no"}, status))
    with pytest.raises(ApiError, match="no") as caught:
        await client.queue_job(SITE, DRAFT, JobEndpoint.KEYED)
    assert (caught.value.outcome, len(exchange.requests)) == (Outcome.REJECTED, 1)


async def test_a_refusal_after_a_lost_reply_proves_nothing_about_the_first_attempt() -> None:
    client, exchange = client_for(httpx.ReadError("reset"), answer({"message": "key was used"}, 422))
    with pytest.raises(Rejected, match="key was used") as caught:
        await client.queue_job(SITE, DRAFT, JobEndpoint.KEYED)
    assert (caught.value.outcome, len(exchange.requests)) == (Outcome.UNKNOWN, 2)


@pytest.mark.parametrize("passing", [one for one in PASSING if not isinstance(one, httpx.ConnectError)])
async def test_without_a_key_a_job_is_asked_for_once(passing: Answer) -> None:
    client, exchange = client_for(passing, CREATED)
    with pytest.raises(ApiError):
        await client.queue_job(SITE, DRAFT, JobEndpoint.JSON)
    assert len(exchange.requests) == 1
