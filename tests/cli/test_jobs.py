"""`altotui jobs` and `altotui job`: records, following, queueing, showing, cancelling."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from altotui.cli.verbs.job import find_job
from altotui.domain.errors import InvalidInput
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job
from tests.cli.conftest import Altotui, process
from tests.cli.platform import SITES, called
from tests.cli.test_sites import FORMATS, RAW_CONTROL
from tests.faults import faults
from tests.faults.connection import Request
from tests.faults.faults import Fault
from tests.faults.server import fault_server

KEYS = [
    *("id", "site_id", "site_name", "description", "state", "created_at", "started_at", "completed_at"),
    *("failed_at", "deleted_at", "wait_s", "run_s", "express", "acknowledged", "backup", "why", "script"),
]
QUEUE = ("job", "queue", "--description", "set ntp", "--script", ":delay 1s", "--yes")


def test_records_have_exactly_the_documented_keys(altotui: Altotui) -> None:
    ran = altotui.demo("jobs", "--sites", "name:*", "--format", "json")
    records = ran.records()
    assert (ran.code, ran.err) == (0, "")
    assert records
    assert all(list(record) == KEYS for record in records)


def test_the_filter_takes_words_and_states(altotui: Altotui) -> None:
    records = altotui.demo("jobs", "--sites", "name:*", "state:sent", "--format", "json").records()
    assert {record["state"] for record in records} == {"sent"}
    assert all("acknowledgement" in str(record["why"]) for record in records)
    word = altotui.demo("jobs", "--sites", "name:*", "NTP", "--format", "jsonl").lines()
    assert word
    assert all("NTP" in str(record["description"]) for record in word)


@pytest.mark.parametrize("how", FORMATS)
def test_hostile_text_never_reaches_stdout_raw(altotui: Altotui, how: str) -> None:
    ran = altotui.demo("jobs", "--sites", "name:*", "--demo-scenario", "hostile-text", "--format", how)
    assert ran.code == 0
    assert len(ran.out.splitlines()) > 1
    assert RAW_CONTROL.search(ran.out) is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("jobs",), "no site is named"),
        (("jobs", "state:odd", "--sites", "name:*"), "is not a state"),
        (("jobs", "--sites", "name:*", "--watch", "--format", "json"), "--watch prints lines"),
        (("jobs", "--site", "nowhere"), "there is no site"),
        (("job",), "required"),
        (("job", "dance"), "invalid choice"),
        (("job", "queue", "--site", "denver-edge"), "required"),
        ((*QUEUE, "--site", "nowhere"), "there is no site"),
        ((*QUEUE[:-1], "--site", "denver-edge"), "add --yes"),
        ((*QUEUE, "--site", "denver-edge", "--description", "x"), "description: 1 characters"),
        ((*QUEUE, "--site", "denver-edge", "--notify-url", "http://x"), "must start with https"),
        (("job", "show", "nope", "--site", "denver-edge"), "there is no job 'nope'"),
        (("job", "cancel", "nope", "--site", "denver-edge"), "there is no job 'nope'"),
    ],
)
def test_usage_errors_are_one_line(altotui: Altotui, words: tuple[str, ...], says: str) -> None:
    ran = altotui.demo(*words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_watch_prints_every_job_and_ends_when_none_is_open(altotui: Altotui) -> None:
    listed = altotui.demo("jobs", "--sites", "name:*", "--format", "json").records()
    watched = altotui.demo("jobs", "--sites", "name:*", "--watch", "--until", "done", "--format", "jsonl")
    assert {line["id"] for line in watched.lines()} == {record["id"] for record in listed}
    table = altotui.demo("jobs", "--sites", "name:*", "--watch", "--until", "done").out.splitlines()
    assert len(table) == len(watched.lines())
    csv = altotui.demo(
        "jobs", "--sites", "name:*", "--watch", "--until", "done", "--format", "csv"
    ).out.splitlines()
    assert csv[0] == ",".join(KEYS)
    assert len(csv) == len(table) + 1


def test_queue_then_follow_until_it_is_done(served: str) -> None:
    variables = {"ALTOTUI_BASE_URL": served, "ALTOTUI_TOKEN": "demo-x"}
    queued = process(*QUEUE, "--express", "--site", "denver-edge", "--format", "json", **variables)
    (record,) = queued.records()
    assert (queued.code, queued.err) == (0, "")
    assert list(record) == [
        *("site_id", "site_name", "outcome", "job_id", "idempotency_key", "request_id", "message")
    ]
    assert record["outcome"] == "ok"
    words = ("jobs", str(record["job_id"]), "--site", "denver-edge", "--format", "json", "--until", "done")
    followed = process(*words, **variables)
    (job,) = followed.records()
    assert job["state"] in ("completed", "failed")
    assert followed.code == (0 if job["state"] == "completed" else 1)
    shown = process(
        "job", "show", str(job["id"])[:12], "--site", "denver-edge", "--format", "json", **variables
    )
    assert shown.code == 0
    assert shown.json() == job


def test_queue_with_a_file_on_two_sites_and_by_the_json_endpoint(altotui: Altotui, tmp_path: Path) -> None:
    script = tmp_path / "ntp.rsc"
    script.write_text(":delay 1s\n:log info é\n", "utf-8")
    words = ("queue", "--description", "set ntp", "--script-file", str(script), "--yes", "--no-ack")
    sites = ("--site", "denver-edge", "--site", "denver-branch", "--format", "json")
    keyed = altotui.demo("job", *words, *sites).records()
    assert [record["outcome"] for record in keyed] == ["ok", "ok"]
    assert len({record["idempotency_key"] for record in keyed}) == 2
    plain = altotui.demo("job", *words, "--notify-url", "https://x.example/y", *sites).records()
    assert all(record["job_id"] is None and record["request_id"] for record in plain)


def test_a_script_file_that_cannot_be_read(altotui: Altotui, tmp_path: Path) -> None:
    (tmp_path / "latin.rsc").write_bytes(b"\xff")
    for name, says in (("none.rsc", "No such file"), ("latin.rsc", "not UTF-8"), ("", "directory")):
        words = ("--description", "set ntp", "--yes", "--site", "x", "--script-file", str(tmp_path / name))
        ran = altotui.demo("job", "queue", *words)
        assert (ran.code, ran.out) == (2, "")
        assert says in ran.err


@pytest.mark.parametrize(
    "verb", [(*QUEUE, "--site", "denver-edge"), ("job", "cancel", "x", "--site", "denver-edge")]
)
def test_a_locked_session_queues_and_cancels_nothing(altotui: Altotui, verb: tuple[str, ...]) -> None:
    ran = altotui.demo(*verb, "--read-only")
    assert (ran.code, ran.out) == (5, "")
    before = altotui("--demo", "--read-only", *verb)
    assert before.code == 5


def test_cancel_deletes_what_waits_and_refuses_what_has_ended(served: str) -> None:
    variables = {"ALTOTUI_BASE_URL": served, "ALTOTUI_TOKEN": "demo-x"}
    done = process(
        "jobs", "state:completed,sent", "--sites", "name:*", "--format", "jsonl", **variables
    ).lines()[0]
    words = ("job", "cancel", str(done["id"]), "--site", str(done["site_id"]))
    ran = process(*words, **variables)
    assert (ran.code, ran.out) == (1, "")
    assert "already started" in ran.err


def test_a_job_is_found_by_id_token_or_start() -> None:
    jobs = [
        Job(JobId("aaaa0000-0000-4000-8000-000000000001"), SiteId("s"), "one", token="lion"),
        Job(JobId("aaaa1111-0000-4000-8000-000000000002"), SiteId("s"), "two", token=None),
    ]
    assert find_job("LION", jobs) is jobs[0]
    assert find_job("aaaa1", jobs) is jobs[1]
    assert find_job(jobs[0].id.upper(), jobs) is jobs[0]
    for text, says in (("aaaa", "names 2 jobs"), ("zzz", "there is no job"), ("", "there is no job")):
        with pytest.raises(InvalidInput, match=says):
            find_job(text, jobs)


# Against a server that does what a test says

DONE = {"id": "j-1", "description": "set ntp", "completed_at": "2026-03-02T09:00:00Z"}


def listing(fault_of: Callable[[str], Fault]) -> Callable[[Request], Fault]:
    """Return a platform of three sites whose job lists end as `fault_of` says of the last digit of the site."""

    def answer(request: Request) -> Fault:
        if request.path in ("/sites", "/tags"):
            return faults.answer(body=SITES[:3] if request.path == "/sites" else [])
        return fault_of(request.path.removeprefix("/site/").removesuffix("/job")[-1])

    return answer


@pytest.mark.parametrize("words", [(), ("--until", "done"), ("--watch", "--until", "done"), ("--watch",)])
async def test_a_token_that_is_refused_ends_it(words: tuple[str, ...]) -> None:
    async with fault_server(listing(lambda _: faults.refusal(401, "Unauthenticated."))) as server:
        ran = await called(server, "jobs", "--sites", "name:*", *words)
    assert (ran.code, ran.out) == (3, "")
    assert "Unauthenticated." in ran.err.splitlines()[-1]


@pytest.mark.parametrize("words", [(), ("--until", "done"), ("--watch", "--until", "done")])
async def test_a_site_that_is_refused_is_said_and_the_others_are_listed(words: tuple[str, ...]) -> None:
    def fault_of(site: str) -> Fault:
        return faults.refusal(403, "not yours") if site == "1" else faults.answer(body=[DONE | {"id": site}])

    async with fault_server(listing(fault_of)) as server:
        ran = await called(server, "jobs", "--sites", "name:*", "--format", "jsonl", *words)
    assert ran.code == 1
    assert ran.err == "altotui: site-01: not yours\n"
    assert {line["site_name"] for line in ran.lines()} == {"site-00", "site-02"}
