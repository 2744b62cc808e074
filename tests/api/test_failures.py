"""Every way a request can fail: which error it is, what became of the request, and how often it was sent."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx
import pytest

from altotui.api.client import AltoClient
from altotui.api.failures import failure_of_transport, retry_after_s
from altotui.api.paths import Generation
from altotui.domain import errors
from altotui.domain.command import Sentence
from altotui.domain.errors import ApiError, Busy, Unreachable
from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import JobDraft, JobEndpoint
from altotui.domain.outcome import Outcome
from tests.api.exchange import JOB, SITE, answer, client_for, part, raw

REBOOT = Sentence("/system/reboot")
DRAFT = JobDraft("abc", "s", idempotency_key=IdempotencyKey("5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9"))
WRITES: dict[str, Callable[[AltoClient], Awaitable[object]]] = {
    "write": lambda client: client.run_command(SITE, REBOOT, is_write=True),
    "read": lambda client: client.run_command(SITE, Sentence("/ip/arp/print"), is_write=False),
    "unkeyed job": lambda client: client.queue_job(SITE, DRAFT, JobEndpoint.JSON),
    "cancel": lambda client: client.cancel_job(SITE, JOB),
}
"""Everything that a router or the platform carries out, and that nobody recognises when it comes twice."""

ONCE, AGAIN = 1, 3
TRANSPORT = [
    (httpx.ConnectError("name not known"), errors.Unreachable, AGAIN),
    (httpx.PoolTimeout("t"), errors.Unreachable, AGAIN),
    (httpx.ConnectTimeout("t"), errors.Unreachable, ONCE),
    (httpx.ProxyError("407"), errors.Unreachable, ONCE),
    (httpx.LocalProtocolError("bad header"), errors.Unreachable, ONCE),
    (httpx.UnsupportedProtocol("x"), errors.Unreachable, ONCE),
    (httpx.InvalidURL("x"), errors.Unreachable, ONCE),
    (UnicodeEncodeError("ascii", "é", 0, 1, "no"), errors.Unreachable, ONCE),
    (httpx.ReadTimeout("t"), errors.TimedOut, ONCE),
    (httpx.WriteTimeout("t"), errors.TimedOut, ONCE),
    (TimeoutError(), errors.TimedOut, ONCE),
    (httpx.ReadError("reset"), errors.Interrupted, ONCE),
    (httpx.WriteError("reset"), errors.Interrupted, ONCE),
    (httpx.CloseError("x"), errors.Interrupted, ONCE),
    (httpx.RemoteProtocolError("closed"), errors.Interrupted, ONCE),
    (httpx.TooManyRedirects("x"), errors.Interrupted, ONCE),
    (httpx.DecodingError("gzip"), errors.BadAnswer, ONCE),
]
"""Exception, error, and how often a write is tried: again only where no byte has left."""


def test_the_table_has_every_exception_that_httpx_can_raise() -> None:
    def leaves(kind: type[Exception]) -> set[type[Exception]]:
        below = kind.__subclasses__()
        return set().union(*map(leaves, below)) if below else {kind}

    assert leaves(httpx.RequestError) <= {type(problem) for problem, *_ in TRANSPORT}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    ("problem", "kind", "times"), TRANSPORT, ids=[type(problem).__name__ for problem, *_ in TRANSPORT]
)
async def test_a_write_that_breaks_is_tried_again_only_while_no_byte_has_left(
    problem: Exception, kind: type[ApiError], times: int, write: str
) -> None:
    client, exchange = client_for(problem)
    with pytest.raises(ApiError) as caught:
        await WRITES[write](client)
    assert type(caught.value) is kind
    assert caught.value.outcome is (Outcome.NOT_SENT if kind is Unreachable else Outcome.UNKNOWN)
    assert len(exchange.requests) == times
    assert times == ONCE or kind is Unreachable


@pytest.mark.parametrize(
    "problem", [problem for problem, *_ in TRANSPORT], ids=lambda one: type(one).__name__
)
async def test_a_transport_failure_names_host_and_endpoint_and_hides_its_cause(problem: Exception) -> None:
    client, _ = client_for(problem)
    with pytest.raises(ApiError) as caught:
        await client.run_command(SITE, REBOOT, is_write=True)
    assert "api.test" in str(caught.value)
    assert caught.value.endpoint == "POST /api/synchronous/{site_id}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_words_of_a_transport_failure_are_visible() -> None:
    failure = failure_of_transport(httpx.ReadError("a\x1b[2J" + "x" * 1000), "GET /", "h")
    assert "␛" in str(failure)
    assert len(str(failure)) < 400


def _untrusted(verify_message: str) -> httpx.ConnectError:
    """Return what httpx raises for a certificate: the cause is two exceptions further down."""
    problem = ssl.SSLCertVerificationError(1, "certificate verify failed")
    problem.verify_message = verify_message
    between = OSError("x")
    between.__context__ = problem
    error = httpx.ConnectError("x")
    error.__cause__ = between
    return error


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("certificate has expired", "certificate has expired"),
        ("a\x1b[2J", "a␛[2J"),
        ("", "its certificate is not valid"),
    ],
)
async def test_a_certificate_that_is_not_trusted_is_told_with_a_remedy_and_not_tried_again(
    message: str, words: str
) -> None:
    client, exchange = client_for(_untrusted(message))
    with pytest.raises(Unreachable, match=r"cannot trust api\.test") as caught:
        await client.list_jobs(SITE)
    assert f": {words}; " in str(caught.value)
    assert "ca_file" in str(caught.value)
    assert "SSL_CERT_FILE" in str(caught.value)
    assert len(exchange.requests) == 1


def _caused_by(cause: Exception) -> httpx.ConnectError:
    problem = httpx.ConnectError("x")
    problem.__context__ = cause
    return problem


def test_other_trouble_with_tls_is_told_by_its_reason_if_it_has_one() -> None:
    nameless = ssl.SSLError(1, "x")
    named = ssl.SSLError(1, "x")
    named.reason = "WRONG_VERSION_NUMBER"
    for cause, words in ((nameless, "no reason given"), (named, "WRONG_VERSION_NUMBER")):
        failure = failure_of_transport(_caused_by(cause), "GET /", "h")
        assert str(failure) == f"cannot speak TLS with h: {words}"
        assert isinstance(failure, Unreachable)
        assert not failure.is_passing


BROKEN = [kind for kind in ssl.SSLError.__subclasses__() if kind is not ssl.SSLCertVerificationError]


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_connection_that_breaks_in_the_handshake_is_tried_again(kind: type[ssl.SSLError]) -> None:
    client, exchange = client_for(_caused_by(kind(8, "EOF occurred in violation of protocol")))
    with pytest.raises(Unreachable, match=r"cannot reach api\.test"):
        await client.run_command(SITE, REBOOT, is_write=True)
    assert len(exchange.requests) == 3


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


async def test_the_json_endpoint_of_the_legacy_generation_is_asked_exactly_once() -> None:
    client, exchange = client_for(answer({}, 503), generation=Generation.LEGACY)
    with pytest.raises(errors.ServerFault):
        await client.queue_job(SITE, DRAFT, JobEndpoint.JSON)
    assert len(exchange.requests) == 1


@pytest.mark.parametrize(
    ("body", "is_path"),
    [({}, True), ({"message": "no query results"}, True), ({"code": "resource_missing"}, False), ([], True)],
)
async def test_a_404_is_about_a_thing_when_the_api_gives_it_a_code(body: object, is_path: bool) -> None:
    client, _ = client_for(answer(body, 404))
    with pytest.raises(errors.NotFound) as caught:
        await client.run_command(SITE, REBOOT, is_write=True)
    assert caught.value.is_path is is_path


@pytest.mark.parametrize("status", [400, 422, 500, 502])
async def test_a_trap_keeps_its_meaning_under_any_status(status: int) -> None:
    client, _ = client_for(answer({"code": "router_error", "message": "no such item"}, status))
    with pytest.raises(errors.RouterError, match="no such item"):
        await client.run_command(SITE, Sentence("/x/y"), is_write=True)


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
        await client.run_command(SITE, Sentence("/x/y"), is_write=True)
    message = str(caught.value)
    assert words in message
    assert message.isprintable()
    assert len(message) < 400


@pytest.mark.parametrize("code", [5, None, ["x"], {}])
async def test_a_code_that_is_no_word_is_none(code: object) -> None:
    client, _ = client_for(answer({"message": "m", "code": code}, 400))
    with pytest.raises(errors.Rejected) as caught:
        await client.run_command(SITE, Sentence("/x/y"), is_write=True)
    assert caught.value.code is None


NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
DAY_S = 86_400.0


@pytest.mark.parametrize(
    ("header", "wait_s"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("  7 ", 7.0),
        ("120", 120.0),
        ("121", 121.0),
        ("86400", DAY_S),
        ("1000000000", DAY_S),
        ("9" * 400, DAY_S),
        ("-5", None),
        ("+5", None),
        ("1.5", None),
        ("0x10", None),
        ("1_0", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        ("7, 9", None),
        ("٧", None),
        ("Mon, 02 Mar 2026 09:15:30 GMT", 30.0),
        ("Mon, 02 Mar 2026 09:15:30 -0000", 30.0),
        ("Mon, 02 Mar 2026 10:15:30 +0100", 30.0),
        ("Monday, 02-Mar-26 09:15:30 GMT", 30.0),
        ("Mon Mar  2 09:15:30 2026", 30.0),
        ("Mon, 02 Mar 2026 09:14:00 GMT", 0.0),
        ("Mon, 02 Mar 2099 09:14:00 GMT", DAY_S),
        ("Mon, 02 Mar 99999999999999999999 09:15:30 GMT", None),
        ("Mon, 32 Mar 2026 09:15:30 GMT", None),
        ("Mon, 02 Mar 2026 09:15:30 +9999", None),
    ],
)
def test_retry_after_in_every_form(header: str, wait_s: float | None) -> None:
    assert retry_after_s({"retry-after": header}, NOW) == wait_s


def test_retry_after_that_is_absent() -> None:
    assert retry_after_s({}, NOW) is None


@pytest.mark.parametrize("skew_h", [-24, 0, 24])
async def test_a_date_in_retry_after_is_read_by_the_clock_of_the_server(skew_h: int) -> None:
    at = f"Mon, {2 + skew_h // 24:02} Mar 2026 09:15:"
    client, _ = client_for(httpx.Response(429, headers={"date": f"{at}00 GMT", "retry-after": f"{at}12 GMT"}))
    with pytest.raises(Busy) as caught:
        await client.run_command(SITE, REBOOT, is_write=True)
    assert caught.value.retry_after_s == 12.0


async def test_two_headers_that_say_how_long_are_none() -> None:
    client, _ = client_for(httpx.Response(429, headers=[("retry-after", "7"), ("retry-after", "9")]))
    with pytest.raises(Busy) as caught:
        await client.run_command(SITE, REBOOT, is_write=True)
    assert caught.value.retry_after_s is None
