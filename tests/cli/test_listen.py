"""`altotui listen` and `altotui simulate --deliver-to`, as processes over real HTTP."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from altotui.cli.tunnel import check_tunnel_end, moved
from altotui.domain.errors import InvalidInput
from tests.cli.conftest import Altotui, start

JOB = {
    "job_id": "6d0f4c8e-3b7a-4d15-9e2c-7a8b9c0d1e2f",
    "router_id": "3f6c1d52-7a08-4b1e-9b61-0c5a5f2e7d10",
    "status": "running",
}
MEMBERS = [
    *("job_id", "customer_id", "description", "router_id", "idempotency_key", "express_execute"),
    *("needs_acknowledgement", "make_backup", "seq_id", "started_at", "completed_at", "failed_at"),
    *("deleted_at", "status"),
]


@contextmanager
def listening(*words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start `altotui listen` on a free port; give its address and the process."""
    with start("listen", "--port", "0", *words) as running:
        assert running.stderr is not None
        try:
            first, second = running.stderr.readline(), running.stderr.readline()
            said = re.fullmatch(r"altotui: receiving at (http://127\.0\.0\.1:\d+/\S+)\n", first)
            assert said, first
            assert "notify_url takes the https address" in second
            yield said[1], running
        finally:
            running.kill()


def post(url: str, content: bytes) -> int:
    return httpx.post(url, content=content, trust_env=False).status_code


def ended(running: subprocess.Popen[str], end: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
    running.send_signal(end)
    out, err = running.communicate(timeout=30)
    return running.returncode, out, err


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_each_notification_is_one_line_at_once_and_a_signal_is_the_normal_end(end: signal.Signals) -> None:
    with listening() as (url, running):
        assert running.stdout is not None
        for status in ("loaded", "running", "completed"):
            sent = {**JOB, "status": status, "seq_id": 7, "note": [1.5, None, {"a": "b"}]}
            assert post(url, json.dumps(sent).encode()) == 204
            assert list(json.loads(running.stdout.readline()).items()) == list(sent.items())
        assert ended(running, end) == (0, "", "")


def test_what_is_refused_is_said_and_hostile_text_is_only_ever_escaped() -> None:
    hostile = {**JOB, "description": "\x1b]0;x\x07\u202e\ud800\r\n\u2028"}
    with listening() as (url, running):
        assert running.stdout is not None
        assert post(url, b"\x1b[31mjunk") == 400
        assert post(url, b'{"job_id": "\\u001b[31m"}') == 400
        assert post(url, json.dumps(JOB).encode()[:-1] + b', "x": 1e999}') == 400
        assert post(url + "x", json.dumps(JOB).encode()) == 404
        assert post(url, json.dumps(hostile).encode()) == 204
        assert post(url, json.dumps(hostile).encode()) == 204
        line = running.stdout.readline()
        code, rest, err = ended(running)
    assert json.loads(line) == hostile
    assert re.fullmatch(r"[ -~]+\n", line)
    assert (code, rest) == (0, "")
    said = err.splitlines()
    assert [text.rpartition(": ")[2] for text in said[:2]] == ["it is not JSON", "its job_id is not a UUID"]
    assert len(said) == 3
    assert err.isascii()
    assert "\x1b" not in err


def test_a_random_path_is_long_and_never_the_same() -> None:
    paths = set()
    for _ in range(2):
        with listening() as (url, running):
            paths.add(url.rpartition("/")[2])
            assert ended(running)[0] == 0
    assert len(paths) == 2
    assert all(len(path) == 32 for path in paths)


def test_a_path_can_be_chosen() -> None:
    with listening("--path", "my-hook") as (url, running):
        assert url.endswith("/my-hook")
        assert post(url, json.dumps(JOB).encode()) == 204
        code, out, _ = ended(running)
    assert (code, json.loads(out)) == (0, JOB)


def test_a_reader_that_goes_ends_it_quietly() -> None:
    with listening() as (url, running):
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert post(url, json.dumps(JOB).encode()) == 500
        assert running.wait(30) == 0
        assert running.stderr.read() == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--port", "70000"), "70000 is not 0 to 65535"),
        (("--port", "x"), "invalid port value"),
        (("--path", ""), "cannot be the path"),
        (("--path", "a/b"), "cannot be the path"),
        (("--path", "\x1b[31m"), "cannot be the path"),
    ],
)
def test_usage_errors_are_one_clean_line(altotui: Altotui, words: tuple[str, ...], says: str) -> None:
    ran = altotui("listen", *words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert "\x1b" not in ran.err


def test_a_taken_port_is_one_line(altotui: Altotui) -> None:
    with listening() as (url, _):
        ran = altotui("listen", "--port", url.split(":")[2].partition("/")[0])
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be used" in ran.err
    assert "choose another" in ran.err


@contextmanager
def simulating(*words: str) -> Iterator[tuple[httpx.Client, str]]:
    """Start a fast simulated platform; give a client of it and the id of a site that is online."""
    fleet = ("--demo-sites", "12", "--demo-speed", "200", "--no-rate-limit")
    with start("simulate", "--port", "0", *fleet, *words) as running:
        assert running.stdout is not None
        try:
            address = running.stdout.readline().strip()
            headers = {"Authorization": "Bearer demo-x"}
            with httpx.Client(base_url=address, headers=headers, trust_env=False) as client:
                sites = client.get("/sites").json()
                yield client, next(site["id"] for site in sites if site["has_pulse"])
            running.send_signal(signal.SIGINT)
            _, err = running.communicate(timeout=30)
            assert running.returncode == 0
            assert err.count("\n") == 1, err
        finally:
            running.kill()


def test_a_job_that_is_queued_comes_as_lines() -> None:
    with listening("--path", "hook") as (url, running):
        assert running.stdout is not None
        with simulating("--deliver-to", url.removesuffix("/hook")) as (client, site_id):
            asked = {"description": "Log it", "script": ":log info x", "needs_acknowledgement": True}
            notify_url = "https://noc.example:8443/hook?from=altotui"
            answer = client.post(f"/api/asynchronous/{site_id}", json={**asked, "notify_url": notify_url})
            key = answer.json()["data"]["idempotency_key"]
            told = [json.loads(running.stdout.readline()) for _ in range(3)]
        assert ended(running) == (0, "", "")
    assert [list(one) for one in told] == [MEMBERS] * 3
    assert {(one["router_id"], one["idempotency_key"]) for one in told} == {(site_id, key)}
    assert [one["status"] for one in told[:2]] == ["loaded", "running"]
    assert told[2]["status"] in ("completed", "failed")
    assert told[2][f"{told[2]['status']}_at"] >= told[2]["started_at"]


def test_nobody_behind_the_tunnel_harms_no_one() -> None:
    with simulating("--deliver-to", "http://127.0.0.1:9") as (client, site_id):
        for notify_url in ("https://[/hook", "https://noc.example/hook"):
            asked = {"description": "Log it", "script": ":log info 7", "notify_url": notify_url}
            assert client.post(f"/api/asynchronous/{site_id}", json=asked).status_code == 200
        for _ in range(5000):
            jobs = client.get(f"/site/{site_id}/job").json()
            mine = [job for job in jobs if job["script"] == ":log info 7"]
            if all(job["completed_at"] or job["failed_at"] for job in mine):
                break
        else:
            pytest.fail(f"still open: {mine}")


@pytest.mark.parametrize(
    "address",
    [
        *("", "x", "127.0.0.1:8787", "https://127.0.0.1:8787", "http://example.com", "http://127.0.0.1:0"),
        *(
            "http://127.0.0.1:8787/x",
            "http://127.0.0.1:8787?x",
            "http://127.0.0.1:8787#x",
            "http://0.0.0.0:1",
        ),
        *("http://u:p@127.0.0.1:8787", "http://127.0.0.1:x", "http://[", "http://127.0.0.1.example.com"),
        *(
            "HTTP://127.0.0.1:1\n",
            "file://127.0.0.1",
            "http://127.0.0.1:99999",
            "http://127.0.0.1@example.com",
        ),
    ],
)
def test_a_tunnel_ends_on_this_machine_only(altotui: Altotui, address: str) -> None:
    with pytest.raises(InvalidInput, match="write http://127"):
        check_tunnel_end(address)
    ran = altotui("simulate", "--deliver-to", address)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:8787", "http://localhost:80/", "http://[::1]:8787"])
def test_every_name_of_this_machine_will_do(address: str) -> None:
    check_tunnel_end(address)


@pytest.mark.parametrize(
    ("url", "comes_out_at"),
    [
        ("https://noc.example/hook", "http://127.0.0.1:8787/hook"),
        ("https://u:p@noc.example:8443/a/b?c=d#e", "http://127.0.0.1:8787/a/b?c=d"),
        ("https://noc.example", "http://127.0.0.1:8787"),
        ("https://noc.example//evil.example/x", "http://127.0.0.1:8787//evil.example/x"),
        ("https:///x", "http://127.0.0.1:8787/x"),
        ("https://noc.example\\@evil.example/x", "http://127.0.0.1:8787/x"),
    ],
)
def test_a_tunnel_keeps_the_path_and_nothing_else(url: str, comes_out_at: str) -> None:
    assert moved(url, "http://127.0.0.1:8787/") == comes_out_at
