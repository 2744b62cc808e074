"""The token goes to one origin, is read again when it is refused, and shows nowhere."""

from __future__ import annotations

import asyncio
import logging
import threading
import traceback
from collections.abc import Callable

import httpx
import pytest

from altotui.api import policy
from altotui.api.connection import Address, open_http
from altotui.api.credentials import BearerForOrigin, Credentials, Token
from altotui.api.sender import Call, Sender
from altotui.domain.budget import Priority
from altotui.domain.clock import SystemClock
from altotui.domain.errors import ApiError, CredentialsError, ServerFault, SessionExpired
from altotui.domain.outcome import Outcome
from altotui.storage.token import Token as StoredToken
from tests.api import exchange as other_end
from tests.api.exchange import SITE, Exchange, Secret, answer, sender_for
from tests.faults import faults
from tests.faults.ports import refused_port
from tests.faults.server import fault_server
from tests.waiting import until

OLD, NEW = Secret("canary-old"), Secret("canary-new")
GET = Call("GET", "/sites")
POST = Call("POST", "/site/{site_id}/job", {"site_id": SITE}, content="script")
REFUSED, OK = answer({"message": "token refused"}, 401), answer([])


class Source:
    """Where tokens come from: gives these in turn, the last one for ever."""

    def __init__(self, *tokens: Token | Exception | None) -> None:
        self._tokens = list(tokens)
        self.reads = 0
        self.threads: set[int] = set()

    def __call__(self) -> Token | None:
        self.reads += 1
        self.threads.add(threading.get_ident())
        given = self._tokens.pop(0) if len(self._tokens) > 1 else self._tokens[0]
        if isinstance(given, Exception):
            raise given
        return given


def _tokens(exchange: Exchange) -> list[str]:
    return [request.headers["authorization"].removeprefix("Bearer ") for request in exchange.requests]


def _takes(*taken: Token) -> Callable[[httpx.Request], httpx.Response]:
    """Return a platform that takes these tokens and refuses every other."""
    bearers = {f"Bearer {token.value}" for token in taken}
    return lambda request: OK if request.headers["authorization"] in bearers else REFUSED


# Refused tokens


async def test_a_refused_read_is_sent_once_more_with_the_token_its_source_has_now() -> None:
    renewed: list[Token] = []
    source = Source(NEW)
    sender, exchange = sender_for(_takes(NEW), credentials=Credentials(OLD, source, renewed.append))
    assert (await sender.send(GET, policy.LIST_SITES, Priority.REFRESH)).is_success
    assert _tokens(exchange) == [OLD.value, NEW.value]
    assert (source.reads, renewed) == (1, [NEW])
    await sender.send(GET, policy.LIST_SITES, Priority.REFRESH)
    assert _tokens(exchange)[2:] == [NEW.value]
    assert source.reads == 1


async def test_the_source_is_read_in_a_thread_because_it_may_run_a_program() -> None:
    source = Source(NEW)
    sender, _ = sender_for(_takes(NEW), credentials=Credentials(OLD, source))
    await sender.send(GET, policy.LIST_SITES, Priority.REFRESH)
    assert threading.get_ident() not in source.threads


@pytest.mark.parametrize("call", [POST, Call("DELETE", "/x"), Call("PUT", "/x"), Call("PATCH", "/x")])
async def test_a_refused_write_is_never_sent_again_but_the_next_call_has_the_new_token(call: Call) -> None:
    source = Source(NEW)
    sender, exchange = sender_for(_takes(NEW), credentials=Credentials(OLD, source))
    with pytest.raises(SessionExpired, match="token refused") as caught:
        await sender.send(call, policy.QUEUE_KEYED, Priority.COMMAND)
    assert caught.value.outcome is Outcome.REJECTED
    assert (_tokens(exchange), source.reads) == ([OLD.value], 1)
    await sender.send(call, policy.QUEUE_KEYED, Priority.COMMAND)
    assert _tokens(exchange) == [OLD.value, NEW.value]


@pytest.mark.parametrize(
    ("source", "reads", "problem"),
    [
        (None, 0, None),
        (Source(None), 1, None),
        (Source(OLD), 1, None),
        (Source(Secret(OLD.value)), 1, None),
        (Source(CredentialsError("the command failed")), 1, "the command failed"),
    ],
)
async def test_a_source_without_anything_new_leaves_it_at_one_request(
    source: Source | None, reads: int, problem: str | None
) -> None:
    renewed: list[Token] = []
    credentials = Credentials(OLD, source, renewed.append)
    sender, exchange = sender_for(REFUSED, credentials=credentials)
    with pytest.raises(SessionExpired):
        await sender.send(GET, policy.LIST_SITES, Priority.REFRESH)
    assert (_tokens(exchange), source.reads if source else 0, renewed) == ([OLD.value], reads, [])
    assert str(credentials.problem or "") == (problem or "")


async def test_why_the_source_could_not_be_read_is_forgotten_once_it_can() -> None:
    credentials = Credentials(OLD, Source(CredentialsError("x"), NEW))
    assert not await credentials.renew(OLD.value)
    assert str(credentials.problem) == "x"
    assert await credentials.renew(OLD.value)
    assert (str(credentials.problem), credentials.value) == ("None", NEW.value)


async def test_a_new_token_that_is_refused_too_ends_it() -> None:
    source = Source(NEW)
    sender, exchange = sender_for(REFUSED, credentials=Credentials(OLD, source))
    with pytest.raises(SessionExpired):
        await sender.send(GET, policy.LIST_SITES, Priority.REFRESH)
    assert (_tokens(exchange), source.reads) == ([OLD.value, NEW.value], 2)


async def test_a_source_that_never_runs_dry_is_not_followed_for_ever() -> None:
    tokens = iter(range(1000))
    credentials = Credentials(OLD, lambda: Secret(f"canary-{next(tokens)}"))
    sender, exchange = sender_for(REFUSED, credentials=credentials)
    with pytest.raises(SessionExpired):
        await sender.send(GET, policy.LIST_SITES, Priority.REFRESH)
    assert _tokens(exchange) == [OLD.value, "canary-0"]


@pytest.mark.parametrize("priority", Priority)
async def test_the_replay_is_no_repeat_so_a_poll_gets_it_too(priority: Priority) -> None:
    sender, exchange = sender_for(_takes(NEW), credentials=Credentials(OLD, Source(NEW)))
    assert (await sender.send(GET, policy.LIST_JOBS, priority)).is_success
    assert len(exchange.requests) == 2
    assert exchange.clock.slept_s == []


async def test_after_the_replay_a_read_still_has_all_its_attempts() -> None:
    broken = answer({}, 503)
    sender, exchange = sender_for(REFUSED, broken, broken, broken, credentials=Credentials(OLD, Source(NEW)))
    with pytest.raises(ServerFault):
        await sender.send(GET, policy.LIST_SITES, Priority.REFRESH)
    assert len(exchange.requests) == 4


# Many at once


async def _gather(sender: Sender, calls: int) -> list[object]:
    sending = (sender.send(GET, policy.LIST_SITES, Priority.REFRESH) for _ in range(calls))
    return await asyncio.gather(*sending, return_exceptions=True)


@pytest.mark.parametrize(
    ("source", "is_taken"),
    [
        (Source(NEW), True),
        (Source(OLD), False),
        (Source(None), False),
        (Source(CredentialsError("x")), False),
    ],
)
async def test_many_that_are_refused_together_read_the_source_once(source: Source, is_taken: bool) -> None:
    exchange = Exchange([_takes(NEW)])
    all_are_refused = asyncio.Barrier(20)

    async def refuse_together(request: httpx.Request) -> httpx.Response:
        response = exchange(request)
        if response.status_code == 401:
            await all_are_refused.wait()
        return response

    credentials = Credentials(OLD, source)
    http = httpx.AsyncClient(
        transport=httpx.MockTransport(refuse_together),
        base_url=other_end.BASE_URL,
        auth=BearerForOrigin(credentials, httpx.URL(other_end.BASE_URL)),
    )
    ends = await _gather(Sender(http, exchange.clock, credentials=credentials), 20)
    assert source.reads == 1
    assert all(isinstance(end, SessionExpired) for end in ends) is not is_taken
    assert len(exchange.requests) == (40 if is_taken else 20)


async def test_one_who_gives_up_while_the_source_is_read_leaves_that_to_the_next() -> None:
    reading, go_on = threading.Event(), threading.Event()

    def slow() -> Token:
        reading.set()
        go_on.wait(5)
        return NEW

    credentials = Credentials(OLD, slow)
    first = asyncio.ensure_future(credentials.renew(OLD.value))
    await until(reading.is_set)
    second = asyncio.ensure_future(credentials.renew(OLD.value))
    await asyncio.sleep(0)
    first.cancel()
    go_on.set()
    assert await second
    assert credentials.value == NEW.value


async def test_one_that_was_refused_with_a_token_out_of_use_reads_nothing() -> None:
    source = Source(NEW)
    credentials = Credentials(OLD, source)
    assert await credentials.renew("canary-older")
    assert (source.reads, credentials.value) == (0, OLD.value)


# One origin


def _sent_header(base_url: str, target: str) -> str | None:
    auth = BearerForOrigin(Credentials(OLD), httpx.URL(base_url))
    request = httpx.Client(base_url=base_url, trust_env=False).build_request("GET", target)
    header: str | None = next(auth.auth_flow(request)).headers.get("authorization")
    return header


@pytest.mark.parametrize(
    ("base_url", "target"),
    [
        ("https://api.test", "/sites"),
        ("https://api.test/", "/sites"),
        ("https://api.test:443", "https://api.test/other"),
        ("https://API.test/v1", "/sites"),
        ("http://127.0.0.1:8765", "/sites"),
        ("http://localhost:8765", "/sites"),
        ("http://[::1]:8765", "/sites"),
    ],
)
def test_the_token_goes_to_its_origin(base_url: str, target: str) -> None:
    assert _sent_header(base_url, target) == f"Bearer {OLD.value}"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.test/sites",
        "http://api.test/sites",
        "https://api.test:8443/sites",
        "https://api.test.evil.test/",
        "https://sub.api.test/",
        "https://api.test@evil.test/",
    ],
)
def test_the_token_goes_to_no_other_origin(target: str) -> None:
    assert _sent_header("https://api.test", target) is None


# Nothing shows it


@pytest.fixture
def every_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that httpx, httpcore and asyncio have to say."""
    for name in ("", "httpx", "httpcore", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def test_no_text_of_the_objects_that_hold_it_shows_the_token() -> None:
    stored = StoredToken("1:2:canary-of-a-profile", "keyring")
    credentials = Credentials(stored, Source(NEW))
    with_proxy = Address("https://127.0.0.1", proxy="http://canary:canary@127.0.0.1:9")
    http = open_http(with_proxy, credentials)
    request = next(http.auth.auth_flow(http.build_request("GET", "/sites")))  # type: ignore[union-attr]  # it has one
    sender = Sender(http, SystemClock(), credentials=credentials)
    things = [stored, credentials, http, http.auth, http.headers, request, request.headers, sender]
    shown = "".join(f"{thing!r}{thing}{thing:}" if thing is not None else "" for thing in things)
    assert request.headers["authorization"] == "Bearer 1:2:canary-of-a-profile"
    assert "canary" not in shown


FAILURES = {
    "answer": faults.answer(),
    "401": faults.refusal(401),
    "500": faults.refusal(500),
    "page": faults.page(502),
    "reset": faults.reset_after_request(),
    "closed": faults.close_without_answer(),
    "not HTTP": faults.not_http(),
    "two lengths": faults.two_lengths(),
    "cut": faults.cut_body(5),
    "redirect": faults.redirect(302, "https://evil.test/"),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_no_log_and_no_traceback_of_a_real_request_shows_the_token(
    name: str, every_log: pytest.LogCaptureFixture
) -> None:
    credentials = Credentials(OLD, Source(NEW))
    async with fault_server(FAILURES[name]) as server, open_http(Address(server.url), credentials) as http:
        shown = await _everything_said(http, credentials)
    assert server.requests[0].header("authorization") == f"Bearer {OLD.value}"
    assert "httpcore" in {record.name.partition(".")[0] for record in every_log.records}
    assert "canary" not in shown + every_log.text


async def test_no_log_and_no_traceback_of_a_refused_connection_shows_the_token(
    every_log: pytest.LogCaptureFixture,
) -> None:
    credentials = Credentials(OLD)
    with refused_port() as port:
        async with open_http(Address(f"https://127.0.0.1:{port}"), credentials) as http:
            assert "Unreachable" in (shown := await _everything_said(http, credentials))
    assert "canary" not in shown + every_log.text


@pytest.mark.parametrize("broken", ["canary\n", "canary\r\nX: y", "canary\0", "canary\ud83d"])
async def test_a_token_that_no_header_takes_is_not_sent_and_no_error_shows_it(broken: str) -> None:
    credentials = Credentials(Secret(broken))
    async with fault_server() as server, open_http(Address(server.url), credentials) as http:
        shown = await _everything_said(http, credentials)
    assert "could not be made" in shown
    assert server.requests == []
    assert "canary" not in shown


async def _everything_said(http: httpx.AsyncClient, credentials: Credentials) -> str:
    """Return the traceback of a GET and of a POST, as a crash would print them, without locals."""
    sender = Sender(http, other_end.ImpatientClock(), credentials=credentials)
    said = ""
    for call in (GET, POST):
        try:
            said += repr(await sender.send(call, policy.LIST_SITES, Priority.REFRESH))
        except ApiError as error:
            said += "".join(traceback.format_exception(error)) + repr(error)
    return said
