"""What a person sees of each fault: the real console over the real client over TCP, and a platform that breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from altotui.domain.job import JobState
from altotui.storage.audit_files import audit_folder
from altotui.storage.audit_reader import read_audit
from tests.badinput.replies import acting_in
from tests.clocks import START
from tests.domain.records import job_no
from tests.faults import faults
from tests.faults.faults import Fault, answer, page, refusal
from tests.faults.screens import NAMES, SITE_IDS, LiveConsole, Platform, console_at
from tests.faults.server import FaultServer, fault_server
from tests.faults.test_faults_over_time import DAY, JumpingClock
from tests.faults.tls import make_certificates

WRITE, READ = "/ip/dns/set servers=192.0.2.1", "/ip/dns/print"
UNKNOWN, REFUSED, NOT_SENT = "SENT, RESULT UNKNOWN:", "REFUSED BY THE API:", "NOT SENT:"
SOON_S = 1.0
"""A time-out that a test may wait for."""


class Sight(NamedTuple):
    """A fault under a write, and what stands in the transcript then."""

    row: str
    fault: Fault
    words: tuple[str, ...]
    timeout_s: float = 65.0

    def __str__(self) -> str:
        """Return the words for a test's id."""
        return f"{self.row} {self.fault}"


_VERIFY = "V reads it back with /ip/dns/print"
_BROKE = (UNKNOWN, "the connection to 127.0.0.1 broke", _VERIFY)
_LATE = (UNKNOWN, "no answer from 127.0.0.1 in time", _VERIFY)
_ERROR = {"status": "error", "message": "no such item"}
SIGHTS = [
    Sight("F05", faults.reset_after_request(), _BROKE),
    Sight("F06", faults.close_without_answer(), _BROKE),
    Sight("F09", faults.silence(), _LATE, SOON_S),
    Sight("F10", faults.cut_body(10), _BROKE),
    Sight("F10", faults.ended_early(), _BROKE),
    Sight("F11", faults.cut_body(10, by_reset=True), _BROKE),
    Sight("F12", faults.drip_body(every_s=0.2), _LATE, SOON_S),
    Sight("F13", faults.drip_head(every_s=0.2), _LATE, SOON_S),
    Sight("F17", faults.redirect(307, "https://elsewhere.test/x"), (UNKNOWN, "https://elsewhere.test")),
    Sight("F20", refusal(401, "the token has ended"), (REFUSED, "the token has ended")),
    Sight("F21", refusal(403, "not yours"), (REFUSED, "not yours")),
    Sight("F25", refusal(429, "too fast", [("Retry-After", "0")]), (REFUSED, "too fast")),
    Sight("F26", refusal(500, "on fire", is_applied=True), (UNKNOWN, "on fire", _VERIFY)),
    Sight("F27", page(502, "Bad \x1b[31mday"), (UNKNOWN, "a page «Bad ␛[31mday»", _VERIFY)),
    Sight("F28", replace(answer(body=_ERROR), name="200, error"), ("ROUTER SAYS NO: no such item",)),
    Sight(
        "F29",
        replace(answer(body={"status": "odd", "rows": 3}), name="200, odd"),
        ("unrecognised answer, its status is 'odd'", "rows 3"),
    ),
    Sight("F30", replace(answer(204, b""), name="204"), ("done, with nothing to say",)),
]


@asynccontextmanager
async def ready(
    platform: Platform, *, timeout_s: float = 65.0
) -> AsyncIterator[tuple[LiveConsole, FaultServer]]:
    """Run a console that may write, with the first site of `platform` as its target."""
    async with (
        fault_server(platform) as server,
        console_at(server.url, command_timeout_s=timeout_s) as console,
    ):
        await console.unlock()
        await console.choose_first()
        yield console, server


def commands(server: FaultServer) -> list[str]:
    """Return the paths of the commands that were read, in their order."""
    return [request.path for request in server.requests if "/synchronous/" in request.path]


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
async def test_a_write_says_what_is_known_of_it_and_is_sent_once(sight: Sight) -> None:
    platform = Platform()
    async with ready(platform, timeout_s=sight.timeout_s) as (console, server):
        platform.on_commands = sight.fault
        await console.write(WRITE)
        await console.reads(*sight.words)
        assert acting_in("".join(console.lines())) == []
        assert len(commands(server)) == 1
        platform.on_commands = None
        await console.send(READ)
        await console.reads("name router")


async def test_f02_a_platform_that_is_not_there_any_more_is_named_and_nothing_was_sent() -> None:
    async with ready(Platform()) as (console, server):
        await server.go_down()
        await console.write(WRITE)
        await console.reads(NOT_SENT, "cannot reach 127.0.0.1")
        await server.come_up()
        await console.send(READ)
        await console.reads("name router")
        assert len(commands(server)) == 1


async def test_f04_a_connection_that_is_reset_at_once_leaves_a_write_unknown() -> None:
    platform = Platform()
    async with ready(platform) as (console, server):
        platform.on_accept = faults.reset_at_accept()
        await console.write(WRITE)
        await console.reads(*_BROKE)
        assert commands(server) == []


async def test_f08_f35_escape_ends_the_waiting_for_a_write_and_an_answer_that_still_comes_is_shown_and_recorded() -> (
    None
):
    platform, gate = Platform(), asyncio.Event()
    async with ready(platform) as (console, server):
        platform.on_commands = faults.held(gate, answer())
        console.type(f"{WRITE}\n")
        await console.pass_gate()
        await console.until(lambda: commands(server))
        console.press("escape")
        await console.reads(UNKNOWN, "no longer waited for")
        gate.set()
        await console.sees_no("no longer waited for")
    (entry,) = [entry for entry in read_audit(audit_folder()).entries if entry.what.startswith("/ip/dns")]
    assert entry.outcome == "ok"


@pytest.mark.parametrize("empty", [answer(204, b""), answer(200, b" ")], ids=["204", "blanks"])
async def test_f30_an_empty_answer_keeps_the_list_that_there_is_and_says_so(empty: Fault) -> None:
    platform = Platform()
    async with ready(platform) as (console, _):
        platform.on_lists = empty
        console.press("f2", "r")
        await console.sees("api not understood", "ago kept", *NAMES)
        platform.on_lists = None
        console.press("r")
        await console.sees("api ok")


async def test_f31_a_certificate_that_nobody_has_signed_is_named_with_the_remedy(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path)
    async with (
        fault_server(Platform(), tls=certificates.unknown_ca) as server,
        console_at(server.url) as console,
    ):
        await console.sees("api unreachable")
        await console.told("cannot trust 127.0.0.1", "SSL_CERT_FILE")
        assert server.requests == []


async def test_f43_a_job_that_leaves_the_list_is_called_gone_and_the_others_stay_where_they_are() -> None:
    platform = Platform()
    stamp = START.isoformat()
    platform.jobs = [{"id": job_no(n), "description": f"job {n}", "created_at": stamp} for n in range(3)]
    async with ready(platform) as (console, _):
        console.press("f4")
        await console.sees("job 0", "job 1", "job 2")
        platform.jobs = [platform.jobs[2], platform.jobs[0], platform.jobs[0]]
        console.press("r")
        await console.sees("gone")
        assert [line for line in console.lines() if "gone" in line and "job 1" in line]
        assert all(f"job {n}" in console.text() for n in range(3))


async def test_f45_a_job_that_nobody_fetches_has_its_age_and_no_end() -> None:
    platform = Platform()
    created = datetime.now(UTC) - timedelta(hours=6, minutes=1)
    platform.jobs = [{"id": job_no(1), "description": "Night work", "created_at": created.isoformat()}]
    async with ready(platform) as (console, _):
        console.press("f4")
        await console.sees("Night work", "6h")
        (record,) = console.services.jobs.all()
        assert record.job.state is JobState.PENDING


async def test_f44_a_job_that_contradicts_itself_is_called_inconsistent() -> None:
    platform = Platform()
    stamp = START.isoformat()
    platform.jobs = [
        {
            "id": job_no(1),
            "description": "Night work",
            "created_at": stamp,
            "completed_at": stamp,
            "failed_at": stamp,
        }
    ]
    async with ready(platform) as (console, _):
        console.press("f4")
        await console.sees("Night work", "inconsistent")


# A list that changes under the console


async def test_f72_a_renamed_site_stays_the_target_by_its_id_under_its_new_name() -> None:
    platform = Platform()
    async with ready(platform) as (console, server):
        platform.sites[0] = {**platform.sites[0], "name": "bologna-core-99"}
        console.press("f2", "r")
        await console.sees("bologna-core-99")
        console.press("f3")
        await console.sees("[RW] bologna-core-99>")
        await console.write(WRITE)
        assert commands(server) == [f"/api/synchronous/{SITE_IDS[0]}"]


async def test_f21_f72_a_site_that_is_gone_is_told_and_what_is_entered_goes_to_no_other() -> None:
    platform = Platform()
    async with ready(platform) as (console, server):
        del platform.sites[0]
        platform.on_commands = refusal(404, "Nothing was found under this identifier.")
        console.press("f2", "r")
        await console.sees(" 1 site ")
        await console.told(f"{NAMES[0]} is no longer listed: what is entered still goes to it")
        console.press("f3")
        await console.sees(f"[RW] {NAMES[0]}>")
        await console.write(WRITE)
        await console.reads(REFUSED, "Nothing was found")
        assert commands(server) == [f"/api/synchronous/{SITE_IDS[0]}"]


# A clock that is wrong


async def test_f51_f52_the_end_of_the_token_is_told_by_the_clock_of_the_server() -> None:
    platform, clock = Platform(), JumpingClock()
    clock.ahead = DAY
    dates = [("Date", format_datetime(START, usegmt=True))]
    platform.on_lists = answer(body=platform.sites, headers=dates)
    async with fault_server(platform) as server, console_at(server.url, clock=clock) as console:
        await console.sees(" 2 sites", "api ok")
        console.services.session.use_token(START + timedelta(minutes=9, seconds=30))
        await console.sees("token ends in 9m")
        console.services.session.use_token(START - timedelta(seconds=1))
        await console.sees("token has ended")
