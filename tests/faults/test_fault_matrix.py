"""Faults one by one: what is said to have become of a request is what became of it."""

from __future__ import annotations

import asyncio
import re

import pytest

from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from tests.faults import faults
from tests.faults.consoles import Asked, Console, Ended, console_for
from tests.faults.matrix import CASES, JOB_CASES, Case, JobCase
from tests.faults.platform import NAMED, Platform
from tests.faults.server import FaultServer, fault_server
from tests.waiting import until


def assert_ended(ended: Ended, case: Case | JobCase) -> None:
    """What was said of it is what had to be said."""
    assert ended.how == case.ends
    assert re.search(case.says, ended.message)


async def assert_alive(console: Console, server: FaultServer) -> None:
    """The console works as before, and every command so far has one end, told and written down."""
    server.follow(faults.answer())
    assert (await console.write("afterwards")).outcome is Outcome.OK
    console.check_books()


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_fault(case: Case) -> None:
    async with fault_server(case.plan) as server:
        async with console_for(server.url) as console:
            begin = asyncio.get_running_loop().time()
            ended = await console.ask(case.asked, case.total_s)
            took_s = asyncio.get_running_loop().time() - begin
            assert_ended(ended, case)
            assert len(server.requests) == case.seen
            if case.asked.is_command:
                assert len(server.requests) <= 1, "a command is sent once"
                assert len(server.applied) == (case.fault.is_applied and case.seen)
            if "in time" in case.says:
                assert took_s >= case.total_s
            await assert_alive(console, server)
        holes = server.connections - 1 if case.fault.name == "black hole" else 0
        await until(lambda: server.open_connections == holes, message="a connection was left open")


@pytest.mark.parametrize("case", JOB_CASES, ids=str)
async def test_fault_on_a_job(case: JobCase) -> None:
    platform = Platform(1, write_fault_rate=0.0, get_fault_rate=case.lists)
    platform.ahead.extend(NAMED[name] for name in case.ahead)
    site = Site(SiteId(platform.site_ids[0]), "site 0")
    async with fault_server(platform) as server, console_for(server.url) as console:
        assert_ended(await console.ask(case.asked, case.total_s, site), case)
        ledger = platform.keyed if case.asked is Asked.KEYED else platform.unkeyed
        assert sum(ledger.received.values()) == case.received
        assert len(ledger.received) <= 1, "the key stays the same"
        assert_told_the_truth(case.ends, platform.job_count)
        assert console.notebook.outcomes == [case.ends]
        await assert_alive(console, server)


def assert_told_the_truth(outcome: Outcome, applied: int) -> None:
    """One job at the most; one when it is said to be queued, none when it is said not to be."""
    assert applied <= 1
    if outcome is Outcome.OK:
        assert applied == 1
    if outcome in (Outcome.NOT_SENT, Outcome.REJECTED):
        assert applied == 0


def test_every_case_has_a_name_of_its_own() -> None:
    names = [str(case) for case in (*CASES, *JOB_CASES)]
    assert sorted({name for name in names if names.count(name) > 1}) == []
