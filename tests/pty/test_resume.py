"""`--resume` behind a console that was killed, in a real terminal: where one was, what is known, and what is not."""

from __future__ import annotations

import asyncio
import json
import signal

import pytest

from altotui.storage.audit_files import audit_folder
from altotui.storage.locations import site_cache_file, workspace_file
from tests.faults import faults
from tests.faults.screens import NAMES
from tests.pty.live import LEAVE, Live, at_prompt, leave, live, wait_until
from tests.pty.terminal import Terminal, terminal

pytestmark = pytest.mark.xdist_group("pty")

WRITE = "/ip/dns/set servers=192.0.2.53"


def _is_kept(*words: str) -> bool:
    file = workspace_file("default")
    return file.exists() and all(word in file.read_text() for word in words)


def test_f66_behind_a_kill_the_next_console_goes_on_and_calls_a_write_unknown_once() -> None:
    with live() as place:
        with at_prompt(place, may_write=True) as console:
            console.type("/ip/arp/print\r")
            console.wait_for("1 row")
            place.platform.on_commands = faults.silence()
            console.type(f"{WRITE}\r")
            console.wait_for("servers=192.0.2.53", "enter")
            console.type_until("\r", "esc stops waiting")
            wait_until(console, lambda: len(place.words) == 2 and _is_kept("/ip/dns/set", "/ip/arp/print"))
            console.send_signal(signal.SIGKILL)
            assert console.wait_end() == -signal.SIGKILL
        with terminal("--resume", size=(120, 50), variables=place.variables) as console:
            console.wait_for(f"[RO] {NAMES[0]}>", "resumed from", "2 lines", "1 unknown, V reads back")
            console.wait_for(
                "/ip/arp/print  1 row", "SENT, RESULT UNKNOWN: the console stopped before its answer came"
            )
            console.wait_quiet(0.5)
            assert console.text.count("RESULT UNKNOWN") == 1, (
                "what stands in the audit file is the same write"
            )
            assert len(place.words) == 2, "nothing was sent again"
            console.type("\x1b[A")
            console.wait_for(f"(write) {WRITE}")
            console.type("\x03")
            assert leave(console) == 0
        with terminal(size=(120, 50), variables=place.variables) as console:
            console.wait_for("no site>", "RESULT UNKNOWN")
            assert "resumed" not in console.text
            assert leave(console) == 0
        assert _is_kept("/ip/dns/set", NAMES[0]), "who only looks leaves what an earlier console has left"


def test_a_read_that_was_cut_off_by_the_end_stands_in_the_prompt_and_is_not_sent() -> None:
    with live() as place:
        with at_prompt(place) as console:
            place.platform.on_commands = faults.silence()
            console.type("/ip/arp/print\r")
            wait_until(console, lambda: place.words and _is_kept("/ip/arp/print"))
            console.send_signal(signal.SIGKILL)
            assert console.wait_end() == -signal.SIGKILL
        with terminal("--resume", size=(120, 50), variables=place.variables) as console:
            console.wait_for(f"[RO] {NAMES[0]}> /ip/arp/print", "ended before all had answered")
            assert len(place.words) == 1
            console.type(LEAVE)
            assert console.wait_end() == 0


def _send_write(console: Terminal, place: Live) -> None:
    """Send the write and wait until it is with the platform and in the file."""
    console.type(f"{WRITE}\r")
    console.wait_for("servers=192.0.2.53", "enter")
    console.type_until("\r", "esc stops waiting")
    wait_until(console, lambda: place.words and _is_kept("/ip/dns/set"))


def _has_outcome() -> bool:
    """Return whether the audit says of a command how it ended."""
    texts = (path.read_text() for path in audit_folder().glob("*.jsonl"))
    records = (json.loads(line) for text in texts for line in text.splitlines() if line.endswith("}"))
    return any(record["phase"] == "outcome" and record["elapsed_ms"] is not None for record in records)


def test_a_write_that_another_console_waits_for_is_not_unknown_and_known_when_both_have_ended() -> None:
    gate = asyncio.Event()
    with live() as place:
        place.platform.on_commands = faults.held(gate, faults.answer())
        with at_prompt(place, may_write=True) as first:
            _send_write(first, place)
            with terminal("--resume", size=(120, 50), variables=place.variables) as second:
                second.wait_for("resumed from", "another console is waiting for it")
                second.wait_quiet(0.5)
                assert "RESULT UNKNOWN" not in second.text
                place.let_go(gate)
                first.wait_for("done, with nothing to say")  # else it asks before it leaves
                assert leave(first) == 0
                assert leave(second) == 0  # and keeps what it has seen, which is older
        with terminal("--resume", size=(120, 50), variables=place.variables) as third:
            third.wait_for("resumed from", "answered; how it ended stands in the audit")
            third.wait_quiet(0.5)
            assert "RESULT UNKNOWN" not in third.text
            assert leave(third) == 0
    assert len(place.words) == 1


def test_a_write_whose_answer_came_right_before_a_kill_is_not_unknown() -> None:
    gate = asyncio.Event()
    with live() as place:
        place.platform.on_commands = faults.held(gate, faults.answer())
        with at_prompt(place, may_write=True) as console:
            _send_write(console, place)
            place.let_go(gate)
            wait_until(console, _has_outcome)
            console.send_signal(signal.SIGKILL)
            assert console.wait_end() == -signal.SIGKILL
        with terminal("--resume", size=(120, 50), variables=place.variables) as console:
            console.wait_for("resumed from", "/ip/dns/set")
            console.wait_quiet(0.5)
            assert "RESULT UNKNOWN" not in console.text
            assert leave(console) == 0


def test_a_place_is_not_lost_by_a_start_while_the_api_is_down() -> None:
    with live() as place:
        with at_prompt(place) as console:
            console.type("/ip/arp/print\r")
            console.wait_for("1 row")
            assert leave(console) == 0
        left = json.loads(workspace_file("default").read_text())["place"]
        assert left["chosen"]
        site_cache_file("default").unlink()
        place.platform.on_lists = faults.reset_after_request()
        with terminal("--resume", size=(120, 50), variables=place.variables) as console:
            console.wait_for("resumed from", "no site>")
            assert leave(console) == 0
        assert json.loads(workspace_file("default").read_text())["place"] == left
        place.platform.on_lists = None
        with terminal("--resume", size=(120, 50), variables=place.variables) as console:
            console.wait_for(f"[RO] {NAMES[0]}>")
            assert leave(console) == 0


def test_what_was_left_at_another_address_is_not_shown() -> None:
    with live() as place, at_prompt(place) as console:
        assert leave(console) == 0
    with live() as other, terminal("--resume", size=(120, 50), variables=other.variables) as console:
        console.wait_for("nothing to resume", "was left at")
        assert leave(console) == 0


def test_a_simulated_fleet_leaves_nothing_to_resume() -> None:
    with terminal("--demo", "--resume") as console:
        assert console.wait_end() == 2
        assert b"altotui: --resume with --demo: a simulated fleet leaves nothing behind" in console.sent
