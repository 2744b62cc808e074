"""`altotui run --watch`: what is printed of every sample, how it ends, and what cannot be watched."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Callable, Sequence

import pytest

from altotui.cli.exit_codes import ExitCode
from altotui.cli.verbs.run import exit_code_of_results
from altotui.cli.watching import Following, SamplePrinter
from altotui.domain.command import CommandResult, RawRow, RouterReply
from altotui.domain.errors import SessionExpired
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.services.relay import Relay
from altotui.services.session import Session
from altotui.services.watches import Watch, Watches, WatchState
from tests.cli.conftest import DEMO, Altotui, start
from tests.cli.platform import called
from tests.cli.test_run import answering
from tests.cli.test_sites import RAW_CONTROL
from tests.clocks import FakeClock
from tests.domain.records import a_site
from tests.faults import faults
from tests.faults.server import fault_server
from tests.services.test_watches import READ, FakeRunner

IDENTITY = ("run", "/system/identity/print")
Answer = Sequence[RawRow] | Outcome


class Bench:
    """A watch with prepared answers, followed and printed."""

    def __init__(self, sites: int, samples: int | None, how: str = "table") -> None:
        self.clock = FakeClock()
        self.relay = Relay()
        self.session = Session(self.clock, self.relay)
        self.runner = FakeRunner(self.clock)
        self.watches = Watches(self.runner, self.session, self.clock, self.relay)
        self.watch: Watch = self.watches.start([a_site(number) for number in range(sites)], READ, 10)
        self.following = Following(self.watches, self.watch, SamplePrinter(self.watch, how), samples)

    def answer(self, *answers: Sequence[Answer]) -> None:
        """Give each site its answers, one after the other; the last one for ever."""

        def answer(site: Site) -> CommandResult:
            own = answers[int(site.name.rpartition("-")[2])]
            given = own[min(self.runner.times[site.id], len(own)) - 1]
            if isinstance(given, Outcome):
                return CommandResult(site.id, site.name, given, message="no answer", elapsed_ms=7)
            return CommandResult(site.id, site.name, Outcome.OK, RouterReply(tuple(given)), http_status=200)

        self.runner.answer = answer

    async def run(self, while_running: Callable[[], None] = lambda: None) -> ExitCode:
        """Follow it for an hour of its clock, or until it ends."""
        running = asyncio.ensure_future(self.following.run(self.relay, exit_code_of_results))
        await self.clock.advance(15)
        while_running()
        await self.clock.advance(3600)
        return await asyncio.wait_for(running, 5)


def port(number: int, mtu: str) -> RawRow:
    return {"name": f"ether{number}", "mtu": mtu}


async def test_changed_rows_and_new_ones_are_marked(capsys: pytest.CaptureFixture[str]) -> None:
    bench = Bench(sites=1, samples=4)
    two, changed, three = (port(1, "1"), port(2, "1")), (port(1, "1"), port(2, "9")), port(3, "1")
    bench.answer([two, two, changed, [*changed[1:], three]])
    assert await bench.run() is ExitCode.OK
    assert capsys.readouterr().out.splitlines() == [
        "09:15:00Z  1/1",
        "  NAME    MTU",
        "  ether1  1",
        "  ether2  1",
        "",
        "09:15:10Z  1/1  no change",
        "",
        "09:15:20Z  1/1  1 cell changed",
        "  NAME    MTU",
        "  ether1  1",
        "~ ether2  9",
        "",
        "09:15:30Z  1/1  1 row added, 1 row gone",
        "  NAME    MTU",
        "  ether2  9",
        "+ ether3  1",
        "",
    ]


async def test_several_sites_have_a_heading_each_and_a_change_across_an_outage_shows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bench = Bench(sites=2, samples=3)
    bench.answer([[port(1, "1")]], [[port(1, "1")], Outcome.UNKNOWN, [port(1, "2")]])
    assert await bench.run() is ExitCode.INCOMPLETE
    assert capsys.readouterr().out.splitlines() == [
        "09:15:00Z  2/2",
        *("site-0: 1 row", "  NAME    MTU", "  ether1  1"),
        *("site-1: 1 row", "  NAME    MTU", "  ether1  1"),
        "",
        "09:15:10Z  1/2  1 unknown  no change",
        "site-0: 1 row, no change",
        "site-1: unknown: no answer",
        "",
        "09:15:20Z  2/2  1 cell changed",
        "site-0: 1 row, no change",
        *("site-1: 1 row", "  NAME    MTU", "~ ether1  2"),
        "",
    ]


async def test_an_answer_without_rows_is_marked_too(capsys: pytest.CaptureFixture[str]) -> None:
    bench = Bench(sites=1, samples=2)

    def answer(site: Site) -> CommandResult:
        reply = RouterReply(ret=f"line {bench.runner.times[site.id]}\nmore")
        return CommandResult(site.id, site.name, Outcome.OK, reply)

    bench.runner.answer = answer
    assert await bench.run() is ExitCode.OK
    first, second = capsys.readouterr().out.split("\n\n")[:2]
    assert first.splitlines()[1:] == ["  line 1", "  more"]
    assert second.splitlines()[1:] == ["~ line 2", "~ more"]


async def test_every_result_is_a_json_line_with_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    bench = Bench(sites=2, samples=2, how="jsonl")
    bench.answer([[port(1, "1")]], [Outcome.STOPPED])
    assert await bench.run() is ExitCode.INCOMPLETE
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["at"], line["site_name"], line["outcome"]) for line in lines] == [
        ("2026-03-02T09:15:00Z", "site-0", "ok"),
        ("2026-03-02T09:15:00Z", "site-1", "stopped"),
        ("2026-03-02T09:15:10Z", "site-0", "ok"),
        ("2026-03-02T09:15:10Z", "site-1", "stopped"),
    ]
    assert lines[2]["rows"] == [port(1, "1")]


async def test_an_outcome_of_any_sample_counts_for_the_exit_code() -> None:
    bench = Bench(sites=1, samples=3)
    bench.answer([[port(1, "1")], Outcome.ROUTER_ERROR, [port(1, "1")]])
    assert await bench.run() is ExitCode.INCOMPLETE


async def test_a_platform_that_cannot_be_reached_at_all_has_its_own_exit_code() -> None:
    bench = Bench(sites=2, samples=2)
    bench.answer([Outcome.NOT_SENT], [Outcome.NOT_SENT])
    assert await bench.run() is ExitCode.API_DOWN


async def test_a_refused_token_ends_it() -> None:
    bench = Bench(sites=1, samples=None)
    with pytest.raises(SessionExpired, match="the API refuses the token"):
        await bench.run(bench.session.token_refused)
    assert bench.watch.state is WatchState.STOPPED
    assert bench.watch.ring.count == 2


async def test_a_pace_that_the_budget_stretches_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    bench = Bench(sites=50, samples=3, how="jsonl")
    assert await bench.run() is ExitCode.OK
    assert capsys.readouterr().err == "altotui: the request budget allows a sample every 100 s\n"


# The whole way


@pytest.mark.parametrize("how", ["table", "jsonl"])
def test_it_ends_after_so_many_samples(altotui: Altotui, how: str) -> None:
    words = ("--sites", "denver", "--watch", "10", "--samples", "3", "--format", how)
    ran = altotui.demo(*IDENTITY, *words)
    assert (ran.code, ran.err) == (0, "")
    if how == "table":
        assert ran.out.count("  3/3") == 3
        assert ran.out.count("  no change") == 2
    else:
        lines = ran.lines()
        assert len(lines) == 9
        assert list(lines[0]) == [
            *("at", "site_id", "site_name", "outcome", "rows", "ret", "message", "http_status", "elapsed_ms")
        ]
        times = [str(line["at"]) for line in lines[::3]]
        assert times == sorted(set(times))
        assert [line["site_id"] for line in lines[:3]] == [line["site_id"] for line in lines[6:]]


@pytest.mark.parametrize("how", ["table", "jsonl"])
def test_hostile_rows_never_reach_stdout_raw(altotui: Altotui, how: str) -> None:
    words = ("--sites", "name:*", "--watch", "10", "--samples", "2", "--format", how)
    ran = altotui.demo("run", "/interface/print", "--demo-scenario", "hostile-text", *words)
    assert len(ran.out) > 1000
    assert RAW_CONTROL.search(ran.out) is None
    assert RAW_CONTROL.search(ran.err) is None


def test_a_router_that_says_no_is_exit_1(altotui: Altotui) -> None:
    words = ("--site", "denver-edge", "--watch", "10", "--samples", "2")
    ran = altotui.demo("run", "/no/such/menu/print", *words)
    assert ran.code == 1
    assert ran.out.count("router_error: ") == 2


async def test_a_token_that_is_refused_is_exit_3() -> None:
    async with fault_server(answering(faults.refusal(401, "no"))) as server:
        ran = await called(server, *IDENTITY, "--site", "site-01", "--watch", "1")
    assert (ran.code, ran.out) == (3, "")
    assert "the API refuses the token" in ran.err


def test_ctrl_c_ends_it_with_130() -> None:
    running = start(*DEMO, *IDENTITY, "--site", "denver-edge", "--watch", "10", "--format", "jsonl")
    assert running.stdout is not None
    first = running.stdout.readline()
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert (running.returncode, err) == (130, "")
    assert json.loads(first)["outcome"] == "ok"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--samples", "3"), "--samples says when --watch ends: add --watch S"),
        (("--watch", "0.5"), "a line cannot be repeated every 0.5 s: take 1 s to 3600 s"),
        (("--watch", "4000"), "4000 is not above 0 and at most 3600"),
        (("--watch", "10", "--samples", "0"), "0 is not 1 or more"),
        (("--watch", "10", "--samples", "x"), "invalid _positive value"),
        (("--watch", "10", "--format", "csv"), "--watch prints as it goes, which csv cannot"),
        (("--watch", "10", "--format", "json"), "--watch prints as it goes, which json cannot"),
        (("--watch", "10", "--group"), "--watch goes without --group"),
        (("--watch", "10", "--output", "x.txt"), "--watch goes without --output"),
    ],
)
def test_usage_errors_are_one_line(altotui: Altotui, words: tuple[str, ...], says: str) -> None:
    ran = altotui.demo(*IDENTITY, "--site", "denver-edge", *words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("line", ["/system/reboot", "/ip/dns/cache/flush", "/user/print"])
def test_only_reads_are_repeated_whatever_is_allowed(altotui: Altotui, line: str) -> None:
    ran = altotui.demo("run", line, "--site", "denver-edge", "--watch", "10", "--allow-write", "--yes")
    assert (ran.code, ran.out) == (2, "")
    assert line in ran.err


def test_more_sites_than_may_be_watched_are_refused(altotui: Altotui) -> None:
    ran = altotui("--demo", "--demo-sites", "60", *IDENTITY, "--sites", "name:*", "--watch", "10")
    assert (ran.code, ran.out) == (2, "")
    assert "a line cannot be repeated on 60 sites: take 50 at most" in ran.err
