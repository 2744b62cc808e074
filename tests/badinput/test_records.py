"""Odd records of jobs and sites on the wire: the real console shows them, or says that it left them out."""

from __future__ import annotations

import pytest

from tests.badinput.replies import acting_in
from tests.clocks import START
from tests.domain.records import job_no, site_no
from tests.faults.faults import answer
from tests.faults.screens import LiveConsole, Platform, console_at
from tests.faults.server import fault_server

NOW = START.isoformat()


async def shows_jobs(console: LiveConsole, *words: str) -> None:
    """Look at the jobs of the first site, and see the words among them and nothing that acts."""
    await console.choose_first()
    console.press("f4")
    await console.sees(*words)
    assert acting_in("".join(console.lines())) == []
    assert console.app.is_running


ODD_IDS: list[tuple[dict[str, object], bool]] = [
    ({}, False),
    ({"id": None}, False),
    ({"id": 12}, True),
    ({"id": "x" * 10_240}, True),
    ({"id": "\x1b]0;t\x07"}, True),
    ({"id": ""}, True),
    ({"id": {"a": 1}}, False),
]


@pytest.mark.parametrize(("members", "is_listed"), ODD_IDS, ids=lambda each: ascii(each)[:30])
async def test_b31_a_job_with_an_odd_id_is_listed_and_one_without_is_left_out(
    members: dict[str, object], is_listed: bool
) -> None:
    platform = Platform()
    odd = {"description": "odd one", "created_at": NOW, **members}
    twice: dict[str, object] = {"id": job_no(2), "description": "twice", "created_at": NOW}
    platform.jobs = [odd, twice, twice, {"id": job_no(3), "description": "usual", "created_at": NOW}]
    async with fault_server(platform) as server, console_at(server.url) as console:
        await shows_jobs(console, "usual", "twice")
        console.press("f4", "z")
        await console.sees("usual")
        listed = console.services.jobs.all()
        descriptions = sorted(record.job.description for record in listed)
        assert descriptions == sorted(["usual", "twice", *(["odd one"] if is_listed else [])])
        assert len({record.job.id for record in listed}) == len(listed)


WORDS: list[tuple[object, str]] = [
    ("COMPLETED", "completed"),
    ("done", "completed"),
    (None, "pending"),
    ("half way", "unknown"),
    ("\x1b[31mred", "unknown"),
    (7, "unknown"),
]


@pytest.mark.parametrize(("status", "state"), WORDS, ids=ascii)
async def test_b32_an_odd_state_is_shown_as_the_word_it_is(status: object, state: str) -> None:
    platform = Platform()
    platform.jobs = [{"id": job_no(1), "description": "odd one", "status": status, "created_at": NOW}]
    async with fault_server(platform) as server, console_at(server.url) as console:
        await console.choose_first()
        console.press("f4")
        await console.until(lambda: console.services.jobs.all())
        (record,) = console.services.jobs.all()
        assert record.job.state.value == state
        await console.sees("completed" if state == "completed" else "odd one")
        if state == "unknown":
            word = str(status).replace("\x1b", "␛")
            await console.sees(word)
        assert acting_in("".join(console.lines())) == []


TIMES = (
    None,
    "",
    "just now",
    "2026-03-02T09:14:51",
    "2026-03-02T23:14:51+14:00",
    "9999-12-31T23:59:59-14:00",
    1772442891,
)


@pytest.mark.parametrize("stamp", TIMES, ids=ascii)
@pytest.mark.parametrize("which", ["created_at", "started_at", "completed_at", "failed_at"])
async def test_b33_an_odd_time_is_a_time_or_none_and_ends_nothing(which: str, stamp: object) -> None:
    platform = Platform()
    platform.jobs = [{"id": job_no(1), "description": "odd one", "created_at": NOW, which: stamp}]
    platform.sites[0] = {**platform.sites[0], "last_seen_at": stamp}
    async with fault_server(platform) as server, console_at(server.url) as console:
        await console.choose_first()
        console.press("f4")
        await console.until(lambda: console.services.jobs.all())
        await console.sees_no("-1", "None", "NaT")
        console.press("f2", "o")
        await console.pilot.pause()
        assert console.app.is_running


async def test_b34_b35_sites_with_equal_empty_and_no_names_are_listed_and_those_without_a_uuid_are_counted() -> (
    None
):
    platform = Platform()
    named: tuple[object, ...] = ("twin", "twin", "", None)
    platform.sites += [{"id": site_no(n), "name": name} for n, name in enumerate(named)]
    odd_ids: list[object] = ["../x", "a?b", "x" * 4096, "", None, 7, {}, "\x1b[2J"]
    platform.sites += [{"id": odd, "name": "never"} for odd in odd_ids]
    async with fault_server(platform) as server, console_at(server.url) as console:
        await console.sees(" 6 sites", "twin", site_no(2)[:8], f"{len(odd_ids)} without a usable id left out")
        await console.sees_no("never")
        console.type("/twin\n")
        await console.sees("2 of 6")
        console.press("enter")
        await console.until(lambda: console.focus_id == "prompt")
        await console.send("/ip/arp/print")
        asked = [request.path for request in server.requests]
        assert f"/api/synchronous/{site_no(0)}" in asked
        assert not [path for path in asked if "x?" in path or ".." in path or "xxx" in path]


async def test_b34_ten_thousand_sites_are_searched_word_by_word() -> None:
    platform = Platform()
    platform.sites = [{"id": site_no(n), "name": f"site-{n:05}-{n % 7}"} for n in range(10_000)]
    async with fault_server(platform) as server, console_at(server.url) as console:
        await console.sees(" 10000 sites", timeout_s=30)
        console.type("/08765\n")
        await console.sees("1 of 10000", "site-08765")
        console.press("enter")
        await console.until(lambda: console.focus_id == "prompt")
        await console.send("/ip/arp/print")
        assert f"/api/synchronous/{site_no(8765)}" in [request.path for request in server.requests]


async def test_b29_an_answer_that_is_no_list_keeps_the_sites_and_says_what_came() -> None:
    platform = Platform()
    async with fault_server(platform) as server, console_at(server.url) as console:
        await console.choose_first()
        for body in (None, True, "hi", {"a": 1}):
            platform.on_lists = answer(body=body)
            console.press("f2", "r")
            await console.sees("api not understood", "bologna-core-01", "ago kept")
            platform.on_lists = None
            console.press("r")
            await console.sees("api ok")
