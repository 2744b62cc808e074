"""`altotui job queue` where the platform takes a job, refuses it, or loses the answer."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path

import pytest

from tests.cli.conftest import Altotui, piped, recorded, start
from tests.cli.platform import called, variables
from tests.faults import faults
from tests.faults.connection import Request
from tests.faults.faults import Fault
from tests.faults.server import FaultServer, fault_server

SITE_ID = "00000000-0000-4000-8000-000000000001"
JOB_ID = "10000000-0000-4000-8000-000000000001"
QUEUE = ("job", "queue", "--description", "set ntp", "--script", ":delay 1s", "--yes")
AT_ONE = (*QUEUE, "--site", "site-1", "--format", "json")
KEYED_PATH, JSON_PATH = f"/site/{SITE_ID}/job", f"/api/asynchronous/{SITE_ID}"
RECEIPT = {"status": "success", "data": {"idempotency_key": "k", "request_id": "r", "target": SITE_ID}}
HINT = "site-1: the platform takes no job with a key here; --endpoint json may do it"


class Sdx:
    """Two sites and their jobs; each new job ends as `fault` says, and is in the list if that counts as applied."""

    def __init__(self, fault: Fault | None = None) -> None:
        self.fault = fault
        self.jobs: list[dict[str, object]] = []

    def __call__(self, request: Request) -> Fault:
        """Answer one request."""
        path = request.path
        if request.method == "POST":
            return self._queue(request)
        if path in ("/sites", "/api/routers"):
            return faults.answer(body=[{"id": SITE_ID, "name": "site-1"}, {"id": JOB_ID, "name": "site-2"}])
        return faults.answer(body=[] if path == "/tags" else self.jobs)

    def _queue(self, request: Request) -> Fault:
        is_json = request.path.startswith("/api/")
        body = json.loads(request.body) if is_json else {}
        job = {
            "id": JOB_ID,
            "description": body.get("description") or request.header("x-description"),
            "idempotency_key": "k" if is_json else request.header("x-idempotency-key"),
        }
        fault = self.fault or faults.answer(201, RECEIPT if is_json else job)
        if fault.is_applied and job not in self.jobs:
            self.jobs.append(job)
        return fault


def posts(server: FaultServer) -> list[str]:
    return [request.path for request in server.requests if request.method == "POST"]


def described(server: FaultServer) -> list[object]:
    """Return the descriptions of the jobs that the JSON endpoint got."""
    bodies = [json.loads(request.body) for request in server.requests if request.path == JSON_PATH]
    return [body["description"] for body in bodies]


@pytest.mark.parametrize(
    ("words", "generation", "profile", "path"),
    [
        ((), "v1", "", KEYED_PATH),
        (("--endpoint", "keyed"), "v1", "", KEYED_PATH),
        (("--endpoint", "json"), "v1", "", JSON_PATH),
        (("--notify-url", "https://x.example/y"), "v1", "", JSON_PATH),
        (("--notify-url", "https://x.example/y", "--endpoint", "json"), "v1", "", JSON_PATH),
        ((), "v1", 'job_endpoint = "json"', JSON_PATH),
        (("--endpoint", "keyed"), "v1", 'job_endpoint = "json"', KEYED_PATH),
        ((), "legacy", "", JSON_PATH),
        ((), "legacy", 'job_endpoint = "keyed"', JSON_PATH),
    ],
)
async def test_where_a_job_is_queued(
    own_folders: Path, words: tuple[str, ...], generation: str, profile: str, path: str
) -> None:
    if profile:
        (own_folders / "config").mkdir()
        (own_folders / "config" / "settings.toml").write_text(f"[profile.default]\n{profile}\n")
    async with fault_server(Sdx()) as server:
        ran = await called(server, *AT_ONE, *words, ALTOTUI_API=generation)
        assert (ran.code, ran.err) == (0, "")
        assert posts(server) == [path]
        (record,) = ran.records()
        assert record["outcome"] == "ok"
        assert bool(record["job_id"]) is (path == KEYED_PATH)


async def test_the_json_endpoint_gets_a_mark_and_the_other_a_key() -> None:
    async with fault_server(Sdx()) as server:
        await called(server, *AT_ONE, "--endpoint", "json")
        await called(server, *AT_ONE)
        by_json, by_key = (request for request in server.requests if request.method == "POST")
    (description,) = described(server)
    words, _, mark = str(description).rpartition(" #")
    assert words == "set ntp"
    assert len(mark) == 8
    assert set(mark) <= set("0123456789abcdef")
    assert by_json.header("x-idempotency-key") is None
    assert len(by_key.header("x-idempotency-key") or "") == 36
    assert by_key.header("x-description") == "set ntp"


@pytest.mark.parametrize("status", [403, 404, 405])
async def test_a_platform_that_takes_no_key_is_a_hint_and_nothing_is_sent_elsewhere(status: int) -> None:
    async with fault_server(Sdx(faults.refusal(status, "not here"))) as server:
        ran = await called(server, *AT_ONE)
        assert posts(server) == [KEYED_PATH]
    assert ran.code == 1
    assert ran.err == f"altotui: {HINT}\n"
    (record,) = ran.records()
    assert (record["outcome"], record["message"], record["job_id"]) == ("rejected", "not here", None)


@pytest.mark.parametrize(
    ("words", "status"), [((), 422), ((), 401), (("--endpoint", "json"), 403), (("--endpoint", "json"), 404)]
)
async def test_no_hint_where_the_other_endpoint_would_not_help(words: tuple[str, ...], status: int) -> None:
    async with fault_server(Sdx(faults.refusal(status))) as server:
        ran = await called(server, *AT_ONE, *words)
        assert len(posts(server)) == 1
    assert (ran.code, ran.err) == (1, "")


async def test_legacy_has_no_key_and_says_so_without_sending() -> None:
    async with fault_server(Sdx()) as server:
        ran = await called(server, *AT_ONE, "--endpoint", "keyed", ALTOTUI_API="legacy")
        assert posts(server) == []
    assert ran.code == 1
    (record,) = ran.records()
    assert (record["outcome"], record["message"]) == (
        "not_sent",
        "the legacy API takes no job with a key: use the JSON endpoint",
    )


@pytest.mark.parametrize(("endpoint", "path"), [("keyed", KEYED_PATH), ("json", JSON_PATH)])
async def test_a_lost_answer_is_said_and_the_job_is_found_in_the_list(endpoint: str, path: str) -> None:
    async with fault_server(Sdx(faults.close_without_answer())) as server:
        ran = await called(server, *AT_ONE, "--endpoint", endpoint)
        tries = posts(server)
    assert ran.code == 0
    assert ran.err.startswith("altotui: site-1: ")
    assert ran.err.endswith("; looking for the job in the job list\n")
    assert ran.err.count("\n") == 1
    (record,) = ran.records()
    assert (record["outcome"], record["job_id"]) == ("ok", JOB_ID)
    assert record["message"] == "its answer was lost; it is in the job list"
    assert set(tries) == {path}
    assert len(tries) == (3 if endpoint == "keyed" else 1)


@pytest.mark.parametrize(("endpoint", "has_key"), [("keyed", True), ("json", False)])
async def test_ctrl_c_while_it_is_looked_for_says_that_it_may_be_queued(endpoint: str, has_key: bool) -> None:
    async with fault_server(Sdx(faults.close_without_answer(is_applied=False))) as server:
        words = (*AT_ONE, "--site", "site-2", "--endpoint", endpoint)
        running = start(*words, **variables(server))
        assert running.stderr is not None
        said = await asyncio.to_thread(running.stderr.readline)
        assert "looking for the job in the job list" in said
        running.send_signal(signal.SIGINT)
        out, err = await asyncio.to_thread(running.communicate, timeout=30)
    assert (running.returncode, err) == (130, "")
    first, second = json.loads(out)
    assert (first["outcome"], first["message"]) == ("unknown", "stopped: it may have been queued")
    assert bool(first["idempotency_key"]) is has_key
    assert (second["outcome"], second["idempotency_key"]) == ("stopped", None)


async def test_a_job_that_cannot_be_recorded_is_not_queued_unless_that_is_wanted(own_folders: Path) -> None:
    (own_folders / "state").write_text("in the way")
    async with fault_server(Sdx()) as server:
        ran = await called(server, *AT_ONE, "--site", "site-2")
        assert posts(server) == []
        assert ran.code == 1
        assert [record["outcome"] for record in ran.records()] == ["not_sent", "not_sent"]
        assert all("it could not be recorded" in str(record["message"]) for record in ran.records())
        assert ran.err.startswith("altotui: what is sent is not recorded: ")
        assert ran.err.count("\n") == 1
        passed = await called(server, *AT_ONE, "--no-audit")
        assert (passed.code, posts(server)) == (0, [KEYED_PATH])
        assert passed.err.count("what is sent is not recorded") == 1


@pytest.mark.parametrize("is_recorded", [True, False])
async def test_a_cancellation_is_recorded_too(own_folders: Path, is_recorded: bool) -> None:
    platform = Sdx()
    platform.jobs.append({"id": JOB_ID, "description": "set ntp"})
    if not is_recorded:
        (own_folders / "state").write_text("in the way")
    async with fault_server(platform) as server:
        ran = await called(server, "job", "cancel", JOB_ID, "--site", "site-1")
        assert [request.method for request in server.requests].count("DELETE") == is_recorded
    assert ran.code == (0 if is_recorded else 1)
    assert ("it could not be recorded" in ran.err) is not is_recorded
    records = [(record["phase"], record.get("outcome")) for record in recorded(own_folders)]
    assert records == ([("intent", None), ("outcome", "ok")] if is_recorded else [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--endpoint", "keyed", "--notify-url", "https://x.example/y"), "takes no --notify-url"),
        (("--endpoint", "json", "--description", "x" * 91), "91 characters, must have 3 to 90"),
        (("--notify-url", "https://x.example/y", "--description", "x" * 91), "must have 3 to 90"),
        (("--endpoint", "both"), "invalid choice"),
    ],
)
def test_usage_errors_are_one_line(altotui: Altotui, words: tuple[str, ...], says: str) -> None:
    ran = altotui.demo(*QUEUE, "--site", "denver-edge", *words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_a_long_description_is_taken_by_the_endpoint_with_a_key(altotui: Altotui) -> None:
    words = ("--site", "denver-edge", "--description", "x" * 91)
    assert altotui.demo(*QUEUE, *words, "--endpoint", "keyed").code == 0


def test_stdin_holds_the_token_or_the_script(altotui: Altotui) -> None:
    words = ("job", "queue", "--site", "x", "--description", "set ntp", "--script-file", "-", "--yes")
    ran = altotui(*words, "--token-stdin")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "altotui: stdin cannot hold the token and the script: keep the token with altotui auth login\n"
    )


async def test_the_token_on_stdin_and_the_script_in_a_file_go_together(tmp_path: Path) -> None:
    script = tmp_path / "ntp.rsc"
    script.write_text(":delay 1s")
    words = ("job", "queue", "--site", "site-1", "--description", "set ntp", "--script-file", str(script))
    async with fault_server(Sdx()) as server:
        everything = (*words, "--yes", "--token-stdin")
        ran = await asyncio.to_thread(piped, "demo-x\n", *everything, ALTOTUI_BASE_URL=server.url)
    assert (ran.code, ran.err, len(posts(server))) == (0, "", 1)
    assert {request.header("authorization") for request in server.requests} == {"Bearer demo-x"}
