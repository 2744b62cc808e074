"""`altotui run`: the record contract, the write gate, the audit file, groups, time-outs and Ctrl-C."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import DEMO, Altotui, process, recorded, start
from tests.cli.platform import SITES, called, holding_platform
from tests.cli.test_sites import FORMATS, RAW_CONTROL
from tests.faults import faults
from tests.faults.connection import Request
from tests.faults.faults import Fault
from tests.faults.server import FaultServer, fault_server

OUTCOMES = ["ok", "router_error", "rejected", "not_sent", "unknown", "skipped", "stopped"]
IDENTITY = ("run", "/system/identity/print")
ADD = ("run", "/ip/dns/static/add", "name=x.example", "address=192.0.2.9")


def members(document: object) -> dict[str, object]:
    assert isinstance(document, dict)
    return document


def test_record_has_exactly_the_documented_keys(altotui: Altotui) -> None:
    document = members(altotui.demo(*IDENTITY, "--sites", "name:*", "--format", "json").json())
    assert list(document) == ["input", "kind", "command", "parameters", "targets", "counts", "results"]
    counts, results = members(document["counts"]), document["results"]
    assert isinstance(results, list)
    assert list(counts) == OUTCOMES
    assert document["targets"] == 12 == len(results) == sum(int(str(n)) for n in counts.values())
    assert list(results[0]) == [
        *("site_id", "site_name", "outcome", "rows", "ret", "message", "http_status", "elapsed_ms")
    ]


def test_results_come_in_the_order_of_the_sites(altotui: Altotui) -> None:
    listed = [record["id"] for record in altotui.demo("sites", "--format", "json").records()]
    asked = altotui.demo(*IDENTITY, "--sites", "name:*", "--format", "jsonl").lines()
    assert [record["site_id"] for record in asked] == listed


def test_one_site_prints_its_rows_only(altotui: Altotui) -> None:
    ran = altotui.demo(*IDENTITY, "--site", "denver-edge")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "NAME"
    assert len(ran.out.splitlines()) == 2
    assert ran.err == ""


def test_several_sites_have_a_heading_each_and_a_site_named_twice_is_asked_once(altotui: Altotui) -> None:
    ran = altotui.demo(*IDENTITY, "--site", "denver-edge", "--sites", "denver")
    headings = [line for line in ran.out.splitlines() if line.endswith(": 1 row")]
    assert len(headings) == len({*headings}) >= 2
    assert headings[0].startswith("denver-edge")
    assert ran.err.startswith(f"altotui: {len(headings)} sites: {len(headings)} ok")


def test_groups_name_their_sites_and_leave_out_what_always_differs(altotui: Altotui) -> None:
    words = ("run", "/system/clock/print", "--sites", "name:*", "--group", "--format", "json")
    document = members(altotui.demo(*words).json())
    groups = document["groups"]
    assert isinstance(groups, list)
    assert all(list(group) == ["site_ids", "rows", "ignored", "differs"] for group in groups)
    results = document["results"]
    assert isinstance(results, list)
    ok = [result["site_id"] for result in results if result["outcome"] == "ok"]
    assert sorted(site_id for group in groups for site_id in group["site_ids"]) == sorted(ok)
    assert all("time" not in row for group in groups for row in group["rows"])


def test_csv_has_a_line_per_row_with_its_site(altotui: Altotui) -> None:
    ran = altotui.demo("run", "/interface/print", "--site", "denver-edge", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert list(rows[0])[:5] == ["site_id", "site_name", "outcome", "message", "ret"]
    assert {row["site_name"] for row in rows} == {"denver-edge-0001"}
    assert len(rows) > 1


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ([], 2, "no site is named"),
        (["--site", "nowhere"], 2, "there is no site 'nowhere'"),
        (["--site", "denver"], 2, "names 3 sites"),
        (["--sites", "nowhere"], 2, "matches no site"),
        (["--sites", "status:odd"], 2, "is not a state"),
        (["--sites", "name:*", "--group", "--format", "csv"], 2, "--group has no csv form"),
        (["--site", "denver-edge", "--timeout", "0"], 2, "0 is not above 0"),
        (["--site", "denver-edge", "--timeout", "x"], 2, "invalid seconds value"),
    ],
)
def test_usage_errors_are_one_line(altotui: Altotui, words: list[str], code: int, says: str) -> None:
    ran = altotui.demo(*IDENTITY, *words)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_a_line_that_cannot_be_sent_says_why(altotui: Altotui) -> None:
    ran = altotui.demo("run", "/ip arp print where not dynamic", "--sites", "name:*")
    assert (ran.code, ran.out) == (2, "")
    assert "not is no operator of RouterOS (line 1 column 21): write !dynamic" in ran.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((*ADD, "--site", "denver-edge"), 5),
        ((*ADD, "--site", "denver-edge", "--yes"), 5),
        ((*ADD, "--site", "denver-edge", "--allow-write", "--read-only"), 5),
        (("run", "/user/print", "--site", "denver-edge"), 5),
        (("run", "/user/print", "--site", "denver-edge", "--allow-write"), 0),
        ((*ADD, "--site", "denver-edge", "--allow-write"), 0),
        ((*ADD, "--sites", "denver", "--allow-write", "--yes"), 0),
        (("run", "/system/reboot", "--site", "denver-edge", "--allow-write", "--yes"), 0),
    ],
)
def test_write_gate(altotui: Altotui, words: tuple[str, ...], code: int) -> None:
    ran = altotui.demo(*words)
    assert ran.code == code, ran.err
    if code:
        assert ran.out == ""
        assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "words", [(*ADD, "--sites", "denver"), ("run", "/system/reboot", "--site", "denver-edge")]
)
def test_nobody_to_ask_is_a_usage_error(words: tuple[str, ...]) -> None:
    ran = process(*DEMO, *words, "--allow-write")
    assert (ran.code, ran.out) == (2, "")
    assert "add --yes" in ran.err


@pytest.mark.parametrize(("answer", "code"), [("3", 0), ("1", 130), ("", 130)])
def test_a_person_is_asked_for_the_number_of_sites(answer: str, code: int) -> None:
    master, slave = pty.openpty()
    words = [sys.executable, "-m", "altotui", *DEMO, *ADD, "--sites", "denver", "--allow-write"]
    running = subprocess.Popen(
        words, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ
    )
    os.close(slave)
    assert running.stderr is not None
    question = b""
    while not question.endswith(b"go on: "):
        question += os.read(running.stderr.fileno(), 100)
    assert b"on 3 sites? Type 3 to go on" in question
    os.write(master, f"{answer}\n".encode())
    _, err = running.communicate(timeout=30)
    os.close(master)
    assert running.returncode == code, err
    assert (b"nothing sent" in err) == bool(code)


@pytest.mark.parametrize("how", FORMATS)
def test_hostile_rows_never_reach_stdout_raw(altotui: Altotui, how: str) -> None:
    words = (
        "run",
        "/interface/print",
        "--sites",
        "name:*",
        "--demo-scenario",
        "hostile-text",
        "--format",
        how,
    )
    ran = altotui.demo(*words)
    assert len(ran.out) > 1000
    assert RAW_CONTROL.search(ran.out) is None
    assert RAW_CONTROL.search(ran.err) is None


def test_a_router_that_says_no_is_exit_1_with_its_words(altotui: Altotui) -> None:
    ran = altotui.demo("run", "/no/such/menu/print", "--site", "denver-edge", "--format", "json")
    results = members(ran.json())["results"]
    assert isinstance(results, list)
    (result,) = results
    assert ran.code == 1
    assert result["outcome"] == "router_error"
    assert result["message"] in ran.err


def test_over_http_legacy_takes_one_word_and_says_so(served: str) -> None:
    words = ("run", "/ip/arp/print", "=.proplist=address", "?interface=ether1", "--sites", "status:online")
    for generation, code in (("v1", 0), ("legacy", 1)):
        ran = process(*words, ALTOTUI_BASE_URL=served, ALTOTUI_TOKEN="demo-x", ALTOTUI_API=generation)
        assert ran.code == code, ran.err
        assert ("takes one parameter word" in ran.out) == bool(code)


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        (IDENTITY, {"ok": 1, "stopped": 11}),
        ((*ADD, "--allow-write", "--yes"), {"ok": 1, "unknown": 8, "stopped": 3}),
    ],
)
def test_ctrl_c_prints_what_arrived_and_adds_up(words: tuple[str, ...], counts: dict[str, int]) -> None:
    with holding_platform() as (address, platform):
        variables = {"ALTOTUI_BASE_URL": address, "ALTOTUI_TOKEN": "demo-x"}
        running = start(*words, "--sites", "name:*", "--format", "json", **variables)
        assert platform.enough.wait(30)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert running.returncode == 130, err
    assert "Traceback" not in err
    document = json.loads(out)
    assert document["counts"] == dict.fromkeys(OUTCOMES, 0) | counts
    assert document["targets"] == 12 == len(document["results"])
    assert platform.commands == 9


# Against a server that does what a test says


def answering(fault: Fault) -> Callable[[Request], Fault]:
    """Return a platform of twelve sites where every command ends as `fault`."""

    def answer(request: Request) -> Fault:
        if request.method == "POST":
            return fault
        return faults.answer(body=SITES if request.path == "/sites" else [])

    return answer


def sent(server: FaultServer) -> int:
    return sum(request.method == "POST" for request in server.requests)


async def test_what_is_sent_is_recorded_with_its_end(own_folders: Path) -> None:
    async with fault_server(answering(faults.refusal(500, "the router is gone"))) as server:
        await called(server, *ADD, "--site", "site-01", "--allow-write")
    intent, outcome = recorded(own_folders)
    assert (intent["phase"], intent["command"], intent["site_name"]) == ("intent", ADD[1], "site-01")
    assert intent["is_write"]
    assert (outcome["phase"], outcome["outcome"], outcome["http_status"]) == ("outcome", "unknown", 500)


async def test_a_write_that_cannot_be_recorded_is_not_sent_and_a_read_is(own_folders: Path) -> None:
    (own_folders / "state").write_text("in the way")
    unrecorded = "altotui: what is sent is not recorded: "
    write = (*ADD, "--sites", "name:*", "--allow-write", "--yes", "--format", "json")
    async with fault_server(answering(faults.answer())) as server:
        refused = await called(server, *write)
        assert (refused.code, sent(server)) == (1, 0)
        assert members(refused.json())["counts"] == dict.fromkeys(OUTCOMES, 0) | {"not_sent": 12}
        assert "--no-audit" in refused.out
        assert refused.err.count(unrecorded) == 1
        read = await called(server, *IDENTITY, "--site", "site-01")
        assert (read.code, sent(server)) == (0, 1)
        assert read.err.startswith(unrecorded)
        passed = await called(server, *write, "--no-audit")
        assert (passed.code, sent(server)) == (0, 13)
        assert passed.err.count(unrecorded) == 1


async def test_what_was_odd_about_an_answer_stands_beside_it() -> None:
    body = b'{"status":"success","data":[{"name":"caf\xe9"}]}'
    async with fault_server(answering(faults.answer(body=body))) as server:
        ran = await called(server, *IDENTITY, "--site", "site-01", "--format", "jsonl")
    (record,) = ran.lines()
    assert (ran.code, record["outcome"]) == (0, "ok")
    assert "not valid UTF-8" in str(record["message"])


@pytest.mark.parametrize(("words", "code"), [((), 1), (("--timeout", "30"), 0)])
async def test_the_profile_says_how_long_to_wait_unless_the_call_does(
    own_folders: Path, words: tuple[str, ...], code: int
) -> None:
    (own_folders / "config").mkdir()
    (own_folders / "config" / "settings.toml").write_text("[profile.default]\ncommand_timeout_s = 1\n")
    async with fault_server(answering(faults.delayed(1.5, faults.answer()))) as server:
        ran = await called(server, *IDENTITY, "--site", "site-01", "--format", "jsonl", *words)
    assert ran.code == code, ran.err
    (record,) = ran.lines()
    assert record["outcome"] == ("unknown" if code else "ok")
