"""What goes wrong between console and platform: names, ports, proxies, certificates, credentials, connections."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from altotui.api.connection import Address, open_http
from altotui.api.credentials import Credentials
from altotui.domain.errors import Paused, SessionExpired, SettingsError
from altotui.domain.outcome import Outcome
from altotui.services.events import CommandFinished, SessionChanged
from tests.cli.conftest import process
from tests.clocks import FakeClock
from tests.faults import faults, proxy
from tests.faults.connection import Request
from tests.faults.consoles import A_TOKEN, TOKEN, Asked, AToken, console_for, start, stop
from tests.faults.faults import Fault
from tests.faults.ports import refused_port, unanswered_port
from tests.faults.server import fault_server
from tests.faults.tls import Certificates, make_certificates
from tests.waiting import until

CONNECT_S = 5.0


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


class NotingClock(FakeClock):
    """A clock on which nobody waits: a sleep is noted and over."""

    def __init__(self) -> None:
        super().__init__()
        self.slept_s: list[float] = []

    async def sleep(self, delay_s: float) -> None:
        """Note it, and let the time pass at once."""
        self.slept_s.append(delay_s)
        await self.advance(delay_s)


# Nobody there


async def assert_not_sent_after_two_more_attempts(url: str, host: str) -> None:
    clock = NotingClock()
    async with console_for(url, clock=clock) as console:
        for asked in (Asked.WRITE, Asked.READ, Asked.KEYED, Asked.UNKEYED):
            clock.slept_s.clear()
            ended = await console.ask(asked)
            assert ended.how is Outcome.NOT_SENT
            assert f"cannot reach {host}: " in ended.message
            assert len(clock.slept_s) == 2
            assert 0 <= clock.slept_s[0] <= 0.5
            assert 0 <= clock.slept_s[1] <= 1.0
        assert (await console.ask(Asked.POLL)).how is Paused
        console.check_books()


async def test_f01_a_name_that_nobody_has_is_named_and_looked_up_three_times() -> None:
    await assert_not_sent_after_two_more_attempts("https://nobody.invalid", "nobody.invalid")


async def test_f02_a_port_that_refuses_is_tried_three_times_and_nothing_is_sent() -> None:
    with refused_port() as port:
        await assert_not_sent_after_two_more_attempts(f"http://127.0.0.1:{port}", "127.0.0.1")


async def test_f03_a_connection_that_never_comes_is_given_up_after_five_seconds_and_nothing_was_sent() -> (
    None
):
    loop = asyncio.get_running_loop()
    with unanswered_port() as port:
        async with console_for(f"http://127.0.0.1:{port}") as console:
            begin = loop.time()
            ended = await console.ask(Asked.WRITE)
            assert loop.time() - begin >= CONNECT_S
            assert (ended.how, ended.message) == (
                Outcome.NOT_SENT,
                "cannot reach 127.0.0.1: no connection in time",
            )
            console.check_books()


# Connections that are kept


@pytest.mark.parametrize("by_reset", [False, True], ids=["closed", "reset"])
async def test_f07_a_stale_connection_costs_a_list_nothing_and_a_write_has_one_of_its_own(
    by_reset: bool,
) -> None:
    async with (
        fault_server([faults.answer_then_close(by_reset=by_reset)] * 2) as server,
        console_for(server.url) as console,
    ):
        for _ in range(3):
            assert (await console.ask(Asked.LIST)).how is Outcome.OK
        assert [request.connection for request in server.requests] == [1, 2, 3]
        for _ in range(2):
            assert (await console.ask(Asked.WRITE)).how is Outcome.OK
        assert [request.connection for request in server.requests[3:]] == [4, 5]
        assert [request.header("connection") for request in server.requests[3:]] == ["close"] * 2


async def test_f07_a_kept_connection_that_breaks_under_the_next_list_is_tried_again() -> None:
    async with (
        fault_server([faults.answer(), faults.reset_before_reading()]) as server,
        console_for(server.url) as console,
    ):
        for _ in range(2):
            assert (await console.ask(Asked.LIST)).how is Outcome.OK
        assert [request.connection for request in server.requests] == [1, 2]


@pytest.mark.parametrize("first", [Asked.LIST, Asked.READ, Asked.WRITE])
@pytest.mark.parametrize("second", [Asked.LIST, Asked.READ, Asked.WRITE])
async def test_f15_a_smuggled_answer_is_nobodys(first: Asked, second: Asked) -> None:
    mine = {"status": "success", "data": [{"name": "mine"}]}
    async with (
        fault_server([faults.smuggled(), faults.answer(body=mine)]) as server,
        console_for(server.url) as console,
    ):
        assert (await console.ask(first)).how is Outcome.OK
        ended = await console.ask(second)
        assert ended.how is Outcome.OK
        assert "evil" not in repr(ended.result)
        assert "mine" in repr(ended.result) or second is Asked.LIST
        assert [request.connection for request in server.requests] == [1, 2]


async def test_f34_commands_have_their_own_connections_whatever_the_polls_wait_for() -> None:
    gate = asyncio.Event()

    def polls_wait(request: Request) -> Fault:
        return faults.held(gate, faults.answer()) if request.method == "GET" else faults.answer()

    async with fault_server(polls_wait) as server, console_for(server.url) as console:
        polls = [start(console.ask(Asked.POLL)) for _ in range(40)]
        await until(lambda: len(server.requests) == len(polls))
        assert (await console.ask(Asked.WRITE)).how is Outcome.OK
        assert (await console.ask(Asked.READ)).how is Outcome.OK
        gate.set()
        assert {(await poll).how for poll in polls} == {Outcome.OK}


# Esc


@pytest.mark.parametrize(
    "fault", [faults.silence(), faults.black_hole(), faults.drip_head(every_s=0.05)], ids=str
)
async def test_f08_f35_a_write_that_nobody_waits_for_any_more_may_have_been_carried_out(fault: Fault) -> None:
    async with fault_server(fault) as server, console_for(server.url) as console:
        writing = start(console.write())
        await until(lambda: server.connections and (server.requests or not fault.needs_request))
        await stop(writing)
        assert writing.cancelled()
        (finished,) = console.told(CommandFinished)
        assert finished.result.outcome is Outcome.UNKNOWN
        assert "may have been carried out" in (finished.result.message or "")
        console.check_books()
        server.follow(faults.answer())
        assert (await console.write("the next one")).outcome is Outcome.OK


# Where nothing is sent to


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("asked", [Asked.WRITE, Asked.READ, Asked.LIST, Asked.KEYED])
async def test_f17_neither_token_nor_body_goes_where_an_answer_points(status: int, asked: Asked) -> None:
    async with (
        fault_server() as elsewhere,
        fault_server(faults.redirect(status, f"{elsewhere.url}/sites")) as server,
        console_for(server.url) as console,
    ):
        ended = await console.ask(asked)
        assert ended.how is not Outcome.OK
        assert f"127.0.0.1:{elsewhere.port}" in ended.message
        assert (elsewhere.connections, len(server.called("/sites"))) == (0, 0)


@pytest.mark.parametrize(
    "url", ["http://api.test", "HTTP://api.test", "http://127.0.0.1.api.test", "http://[::2]"]
)
def test_f18_no_token_goes_over_the_network_in_the_clear(url: str) -> None:
    with pytest.raises(SettingsError, match="would send the token unencrypted: write https://"):
        open_http(Address(url), Credentials(A_TOKEN))


# Credentials


def only_for(token: str) -> Callable[[Request], Fault]:
    """Return a plan that takes no other token."""

    def plan(request: Request) -> Fault:
        is_right = request.header("authorization") == f"Bearer {token}"
        return faults.answer() if is_right else faults.refusal(401, "the token has ended")

    return plan


class Source:
    """A source of tokens that counts how often it was read."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.reads = 0

    def __call__(self) -> AToken:
        """Give the token that there is now."""
        self.reads += 1
        return AToken(self.token)


async def test_f19_a_refused_list_reads_the_token_again_once_and_goes_on() -> None:
    source = Source("renewed-token-1")
    async with (
        fault_server(only_for(source.token)) as server,
        console_for(server.url, read_again=source) as console,
    ):
        asking = [start(console.ask(Asked.LIST)) for _ in range(5)]
        assert {(await ended).how for ended in asking} == {Outcome.OK}
        assert (source.reads, len(server.requests)) == (1, 10)
        assert not console.services.session.is_expired


@pytest.mark.parametrize("given", [TOKEN, "another-wrong-one"])
async def test_f19_a_token_that_is_refused_again_is_told_and_not_asked_with_any_more(given: str) -> None:
    source = Source(given)
    async with (
        fault_server(faults.refusal(401, "the token has ended")) as server,
        console_for(server.url, read_again=source) as console,
    ):
        watching = start(console.services.watcher.run())
        console.services.watcher.choose(console.site.id)
        await until(lambda: console.services.session.is_expired)
        asked = 1 if given == TOKEN else 2
        assert (source.reads, len(server.requests)) == (asked, asked)
        assert [event.expired for event in console.told(SessionChanged)][-1]
        console.services.watcher.wake(console.site.id)
        ended = await console.ask(Asked.LIST)
        assert (ended.how, ended.message) == (SessionExpired, "the token has ended")
        seen = len(server.requests)
        server.follow(faults.answer())
        assert (await console.write()).outcome is Outcome.OK
        await until(lambda: len(server.requests) == seen + 2, message="the poll that waited goes on")
        await stop(watching)


async def test_f19_a_list_is_asked_for_twice_at_the_most_however_many_tokens_there_are() -> None:
    source = Source("renewed-token-1")

    def read_again() -> AToken:
        source.token += "1"
        return source()

    async with (
        fault_server(faults.refusal(401, "the token has ended")) as server,
        console_for(server.url, read_again=read_again) as console,
    ):
        ended = await console.ask(Asked.LIST, 2.0)
        assert (ended.how, len(server.requests)) == (SessionExpired, 2)


@pytest.mark.parametrize("asked", [Asked.WRITE, Asked.READ, Asked.KEYED, Asked.UNKEYED])
async def test_f20_a_refused_post_is_never_sent_again_by_itself_and_goes_through_by_hand(
    asked: Asked,
) -> None:
    source = Source("renewed-token-1")
    async with (
        fault_server(only_for(source.token)) as server,
        console_for(server.url, read_again=source) as console,
    ):
        ended = await console.ask(asked)
        assert (ended.how, ended.message) == (Outcome.REJECTED, "the token has ended")
        assert (len(server.requests), source.reads) == (1, 1)
        assert (await console.ask(asked)).how is Outcome.OK
        assert len(server.requests) == 2


async def test_f52_a_token_that_ends_in_the_middle_costs_no_command_its_outcome() -> None:
    source = Source(TOKEN)
    async with (
        fault_server(only_for(TOKEN)) as server,
        console_for(server.url, read_again=source) as console,
    ):
        assert (await console.write("before")).outcome is Outcome.OK
        server.follow(only_for("renewed-token-1"))
        waiting = [start(console.write(f"number {number}")) for number in range(5)]
        assert {(await writing).outcome for writing in waiting} == {Outcome.REJECTED}
        assert len(server.requests) == 6
        assert console.services.session.is_expired
        source.token = "renewed-token-1"
        assert (await console.write("refused, and the token read again")).outcome is Outcome.REJECTED
        assert (await console.write("after")).outcome is Outcome.OK
        assert not console.services.session.is_expired
        console.check_books()


@pytest.mark.parametrize("asked", [Asked.KEYED, Asked.UNKEYED])
async def test_f41_f42_f52_a_job_stays_unknown_when_the_token_ends_before_the_list_is_read(
    asked: Asked,
) -> None:
    def plan(request: Request) -> Fault:
        return (
            faults.close_without_answer() if request.method == "POST" else faults.refusal(401, "it has ended")
        )

    async with fault_server(plan) as server, console_for(server.url) as console:
        ended = await console.ask(asked)
        assert ended.how is Outcome.UNKNOWN
        assert console.services.session.is_expired
        assert console.notebook.outcomes == [Outcome.UNKNOWN]


# Certificates and proxies


@pytest.mark.parametrize("wrong", ["wrong_host", "expired", "self_signed", "unknown_ca"])
@pytest.mark.parametrize("asked", [Asked.WRITE, Asked.KEYED])
async def test_f31_a_wrong_certificate_is_named_with_the_remedy_and_nothing_is_sent(
    wrong: str, asked: Asked, certificates: Certificates
) -> None:
    async with (
        fault_server(tls=certificates.wrong[wrong]) as server,
        console_for(server.url, ca_file=str(certificates.ca_file)) as console,
    ):
        ended = await console.ask(asked)
        assert ended.how is Outcome.NOT_SENT
        assert "cannot trust 127.0.0.1: " in ended.message
        assert "SSL_CERT_FILE" in ended.message
        assert server.requests == []
        console.check_books()


async def test_f31_a_right_certificate_of_the_named_file_is_trusted(certificates: Certificates) -> None:
    async with (
        fault_server(tls=certificates.good) as server,
        console_for(server.url, ca_file=str(certificates.ca_file)) as console,
    ):
        assert (await console.write()).outcome is Outcome.OK
        assert len(server.requests) == 1


@pytest.mark.parametrize("refusing", [proxy.wants_password(), proxy.cannot_reach()], ids=str)
async def test_f32_a_proxy_that_refuses_is_named_without_its_password(
    refusing: Fault, certificates: Certificates
) -> None:
    async with (
        fault_server(tls=certificates.good) as server,
        fault_server(refusing) as between,
        console_for(
            server.url,
            ca_file=str(certificates.ca_file),
            proxy=between.url.replace("//", "//someone:pass-word@"),
        ) as console,
    ):
        ended = await console.ask(Asked.WRITE)
        assert ended.how is Outcome.NOT_SENT
        assert between.url in ended.message
        assert "pass-word" not in ended.message
        assert server.connections == 0
        assert all(TOKEN not in repr(request) for request in between.requests)
        console.check_books()


async def test_f32_a_proxy_that_is_down_is_named(certificates: Certificates) -> None:
    with refused_port() as port:
        url = f"http://127.0.0.1:{port}"
        async with console_for("https://127.0.0.1:1", proxy=url) as console:
            ended = await console.ask(Asked.WRITE)
    assert ended.how is Outcome.NOT_SENT
    assert url in ended.message


async def test_f32_a_host_that_needs_no_proxy_is_reached_without_it(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        fault_server(tls=certificates.good) as server,
        fault_server(proxy.tunnel(server.port)) as between,
    ):
        for name, through in (("NO_PROXY", 0), ("HARMLESS", 1)):
            monkeypatch.setenv("HTTPS_PROXY", between.url)
            monkeypatch.setenv(name, "localhost.test")
            url = f"https://localhost.test:{server.port}"
            async with console_for(url, ca_file=str(certificates.ca_file)) as console:
                ended = await console.ask(Asked.WRITE)
            assert ended.how is Outcome.NOT_SENT, "no certificate has that name"
            assert len(between.requests) == through
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"SSL_CERT_FILE": "/nowhere/ca.pem"}, "SSL_CERT_FILE '/nowhere/ca.pem' cannot be read"),
        ({"SSL_CERT_FILE": __file__}, "holds no certificate: it must be a PEM file"),
        (
            {"HTTPS_PROXY": "socks5://someone:pass-word@127.0.0.1:9"},
            "the proxy socks5://127.0.0.1:9 cannot be used",
        ),
        ({"HTTPS_PROXY": "gopher://127.0.0.1:9"}, "the proxy gopher://127.0.0.1:9 cannot be used"),
    ],
    ids=["no file", "no certificate", "socks", "odd scheme"],
)
def test_f33_what_cannot_be_used_ends_a_start_with_one_line(variables: dict[str, str], named: str) -> None:
    ran = process("sites", ALTOTUI_TOKEN=TOKEN, ALTOTUI_BASE_URL="https://nobody.invalid", **variables)
    assert (ran.code, ran.out) == (2, "")
    assert named in ran.err
    assert ran.err.count("\n") == 1
    assert "pass-word" not in ran.err
    assert TOKEN not in ran.err
