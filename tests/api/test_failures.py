"""Every way a request can fail: which error it is, what became of the request, and that it was sent once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest

from altotui.api.client import AltoClient
from altotui.api.failures import failure_of_transport, retry_after_s
from altotui.api.paths import Generation
from altotui.domain import errors
from altotui.domain.command import Sentence
from altotui.domain.errors import ApiError, Busy
from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import JobDraft
from altotui.domain.outcome import Outcome
from tests.api.exchange import JOB, SITE, answer, client_for, part, raw

TRANSPORT = [
    (httpx.ConnectError("name not known"), errors.Unreachable),
    (httpx.ConnectTimeout("t"), errors.Unreachable),
    (httpx.ProxyError("407"), errors.Unreachable),
    (httpx.PoolTimeout("t"), errors.Busy),
    (httpx.LocalProtocolError("bad header"), errors.Unreachable),
    (httpx.UnsupportedProtocol("x"), errors.Unreachable),
    (httpx.InvalidURL("x"), errors.Unreachable),
    (UnicodeEncodeError("ascii", "é", 0, 1, "no"), errors.Unreachable),
    (httpx.ReadTimeout("t"), errors.TimedOut),
    (httpx.WriteTimeout("t"), errors.TimedOut),
    (TimeoutError(), errors.TimedOut),
    (httpx.ReadError("reset"), errors.Interrupted),
    (httpx.WriteError("reset"), errors.Interrupted),
    (httpx.CloseError("x"), errors.Interrupted),
    (httpx.RemoteProtocolError("closed"), errors.Interrupted),
    (httpx.TooManyRedirects("x"), errors.Interrupted),
    (httpx.DecodingError("gzip"), errors.BadAnswer),
]


def test_the_table_has_every_exception_that_httpx_can_raise() -> None:
    def leaves(kind: type[Exception]) -> set[type[Exception]]:
        below = kind.__subclasses__()
        return set().union(*map(leaves, below)) if below else {kind}

    assert leaves(httpx.RequestError) <= {type(problem) for problem, _ in TRANSPORT}


@pytest.mark.parametrize(
    ("problem", "kind"), TRANSPORT, ids=lambda value: getattr(value, "__name__", type(value).__name__)
)
async def test_transport_failures(problem: Exception, kind: type[ApiError]) -> None:
    client, exchange = client_for(problem)
    with pytest.raises(ApiError) as caught:
        await client.run_command(SITE, Sentence("/ip/arp/print"))
    assert type(caught.value) is kind
    assert "api.test" in str(caught.value)
    assert caught.value.endpoint == "POST /api/synchronous/{site_id}"
    assert caught.value.__cause__ is None
    assert len(exchange.requests) == 1


def test_words_of_a_transport_failure_are_visible() -> None:
    failure = failure_of_transport(httpx.ReadError("a\x1b[2J" + "x" * 1000), "GET /", "h")
    assert "␛" in str(failure)
    assert len(str(failure)) < 400


STATUS = [
    (301, errors.BadAnswer, Outcome.UNKNOWN),
    (307, errors.BadAnswer, Outcome.UNKNOWN),
    (400, errors.Rejected, Outcome.REJECTED),
    (401, errors.SessionExpired, Outcome.REJECTED),
    (402, errors.Rejected, Outcome.REJECTED),
    (403, errors.Forbidden, Outcome.REJECTED),
    (404, errors.NotFound, Outcome.REJECTED),
    (405, errors.Rejected, Outcome.REJECTED),
    (408, errors.TimedOut, Outcome.UNKNOWN),
    (409, errors.Rejected, Outcome.REJECTED),
    (413, errors.Rejected, Outcome.REJECTED),
    (422, errors.Rejected, Outcome.REJECTED),
    (429, errors.Busy, Outcome.REJECTED),
    (500, errors.ServerFault, Outcome.UNKNOWN),
    (502, errors.ServerFault, Outcome.UNKNOWN),
    (503, errors.ServerFault, Outcome.UNKNOWN),
    (504, errors.ServerFault, Outcome.UNKNOWN),
    (599, errors.ServerFault, Outcome.UNKNOWN),
]
DRAFT = JobDraft("abc", "s", idempotency_key=IdempotencyKey("5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9"))
WRITES: dict[str, Callable[[AltoClient], Awaitable[object]]] = {
    "command": lambda client: client.run_command(SITE, Sentence("/system/reboot")),
    "job": lambda client: client.queue_job(SITE, DRAFT),
    "cancel": lambda client: client.cancel_job(SITE, JOB),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(("status", "kind", "outcome"), STATUS)
async def test_each_status_is_one_error_and_a_write_is_sent_exactly_once(
    status: int, kind: type[ApiError], outcome: Outcome, write: str
) -> None:
    client, exchange = client_for(answer({"message": "words"}, status))
    with pytest.raises(ApiError) as caught:
        await WRITES[write](client)
    assert (type(caught.value), caught.value.outcome, caught.value.status) == (kind, outcome, status)
    assert len(exchange.requests) == 1


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    "problem", [problem for problem, _ in TRANSPORT], ids=lambda problem: type(problem).__name__
)
async def test_a_write_that_breaks_is_sent_exactly_once(problem: Exception, write: str) -> None:
    client, exchange = client_for(problem)
    with pytest.raises(ApiError):
        await WRITES[write](client)
    assert len(exchange.requests) == 1


async def test_the_json_endpoint_is_asked_exactly_once() -> None:
    client, exchange = client_for(answer({}, 503), generation=Generation.LEGACY)
    with pytest.raises(errors.ServerFault):
        await client.queue_job(SITE, DRAFT)
    assert len(exchange.requests) == 1


@pytest.mark.parametrize("status", [400, 422, 500, 502])
async def test_a_trap_keeps_its_meaning_under_any_status(status: int) -> None:
    client, _ = client_for(answer({"code": "router_error", "message": "no such item"}, status))
    with pytest.raises(errors.RouterError, match="no such item"):
        await client.run_command(SITE, Sentence("/x/y"))


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (
            answer(part("errors", "Unauthorized", "messageOnly"), 400),
            "Unauthorized or invalid token provided.",
        ),
        (
            answer(part("errors", "Unprocessable", "tooLong"), 422),
            "The script is too long. (and 1 more error)",
        ),
        (answer({"errors": {"lat": ["must be a number"]}}, 422), "lat: must be a number"),
        (answer({"errors": {"lat": "bad"}}, 422), "lat: bad"),
        (answer({"errors": {"lat": []}, "error": "e"}, 422), "e"),
        (answer({"error": "denied"}, 400), "denied"),
        (answer({"message": "  ", "errors": [1], "error": 5}, 400), "400 Bad Request"),
        (answer([1], 400), "400 Bad Request"),
        (answer({"message": "a\x1b[31mb"}, 400), "a␛[31mb"),
        (answer({"message": "x" * 5000}, 400), "x" * 200),
        (raw(b"", 502), "502 Bad Gateway"),
        (raw(b"   ", 502), "502 Bad Gateway"),
        (raw(b"<html><TITLE> 502 \x1b </TITLE>", 502), "502 Bad Gateway: a page «502 ␛»"),
        (raw(b"upstream \xff gone", 502), "502 Bad Gateway: upstream \ufffd gone"),
        (raw(b"x" * 100_000, 599), "x" * 200),
        (
            httpx.Response(302, headers={b"location": "https://evil.test/\u202e".encode()}),
            "points to https://evil.test/",
        ),
        (httpx.Response(304), "points to nowhere"),
    ],
)
async def test_the_words_of_a_failure(response: httpx.Response, words: str) -> None:
    client, _ = client_for(response)
    with pytest.raises(ApiError) as caught:
        await client.run_command(SITE, Sentence("/x/y"))
    message = str(caught.value)
    assert words in message
    assert message.isprintable()
    assert len(message) < 400


@pytest.mark.parametrize("code", [5, None, ["x"], {}])
async def test_a_code_that_is_no_word_is_none(code: object) -> None:
    client, _ = client_for(answer({"message": "m", "code": code}, 400))
    with pytest.raises(errors.Rejected) as caught:
        await client.run_command(SITE, Sentence("/x/y"))
    assert caught.value.code is None


NOW = "Mon, 02 Mar 2026 09:15:00 GMT"


@pytest.mark.parametrize(
    ("header", "date", "wait_s"),
    [
        ("7", NOW, 7.0),
        ("0", NOW, 0.0),
        ("  7 ", NOW, 7.0),
        ("120", NOW, 120.0),
        ("1000000000", NOW, 120.0),
        ("9" * 400, NOW, 120.0),
        ("-5", NOW, None),
        ("1.5", NOW, None),
        ("nan", NOW, None),
        ("soon", NOW, None),
        ("", NOW, None),
        ("7, 9", NOW, None),
        ("Mon, 02 Mar 2026 09:15:30 GMT", NOW, 30.0),
        ("Mon, 02 Mar 2026 09:15:30 -0000", NOW, 30.0),
        ("Mon, 02 Mar 2026 09:14:00 GMT", NOW, 0.0),
        ("Mon, 02 Mar 2099 09:14:00 GMT", NOW, 120.0),
        ("Mon, 02 Mar 2026 09:15:30 GMT", "", None),
        ("Mon, 02 Mar 99999999999999999999 09:15:30 GMT", NOW, None),
        ("٧", NOW, None),
    ],
)
def test_retry_after(header: str, date: str, wait_s: float | None) -> None:
    assert retry_after_s({"retry-after": header, "date": date}) == wait_s


def test_retry_after_that_is_absent() -> None:
    assert retry_after_s({}) is None


async def test_busy_says_how_long_to_wait() -> None:
    client, _ = client_for(httpx.Response(429, headers={"retry-after": "12"}))
    with pytest.raises(Busy) as caught:
        await client.list_jobs(SITE)
    assert caught.value.retry_after_s == 12.0
