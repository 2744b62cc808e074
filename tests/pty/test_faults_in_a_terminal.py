"""Faults under the real process in a real terminal: what was sent, what is on record, and what the terminal shows."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from altotui.domain.outcome import Outcome
from altotui.storage.audit_files import audit_folder
from altotui.storage.audit_reader import read_audit
from altotui.storage.locations import config_dir, history_file
from tests.faults import faults
from tests.faults.consoles import TOKEN
from tests.faults.screens import NAMES, SITE_IDS
from tests.pty.live import PROMPT, SITES, at_prompt, leave, live, wait_until
from tests.pty.terminal import terminal

pytestmark = pytest.mark.xdist_group("pty")

WRITE = "/ip/dns/set servers=192.0.2.1"
SOON_S = 3
ALTERNATE_SCREEN, CURSOR = 1049, 25


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"SSL_CERT_FILE": "/nowhere/ca.pem"}, "SSL_CERT_FILE '/nowhere/ca.pem' cannot be read"),
        ({"SSL_CERT_FILE": __file__}, "holds no certificate"),
        ({"HTTPS_PROXY": "socks5://someone:pass-word@127.0.0.1:9"}, "socks5://127.0.0.1:9 cannot be used"),
        ({"HTTPS_PROXY": "gopher://127.0.0.1:9"}, "the proxy gopher://127.0.0.1:9 cannot be used"),
    ],
    ids=["no file", "no certificate", "socks", "odd scheme"],
)
def test_f33_what_cannot_be_used_ends_the_console_with_one_line_on_a_terminal_as_it_was(
    variables: dict[str, str], named: str
) -> None:
    target = {"ALTOTUI_TOKEN": TOKEN, "ALTOTUI_BASE_URL": "https://nobody.invalid"}
    with terminal(variables=target | variables) as console:
        assert console.wait_end() == 2
        assert console.modes[ALTERNATE_SCREEN] is False
        assert console.modes[CURSOR] is True
        assert console.attributes == list(console.attributes_before)
        _, _, said = console.sent.rpartition(b"\x1b[?1049l")
        (line,) = said.decode().splitlines()
        assert line.startswith("altotui: ")
        assert named in line
        assert b"pass-word" not in console.sent
        assert TOKEN.encode() not in console.sent


def test_f36_leaving_in_flight_is_asked_about_and_the_write_is_unknown_in_the_audit_file() -> None:
    with live() as place:
        place.platform.on_commands = faults.silence()
        with at_prompt(place, may_write=True) as console:
            console.type(f"{WRITE}\r")
            console.wait_for("servers=192.0.2.1", "enter")
            console.type_until("\r", "esc stops waiting")
            wait_until(console, lambda: place.words)
            console.type("\x11")
            console.wait_for("Leave while 1 command has no outcome yet?", NAMES[0], "/ip/dns/set")
            assert leave(console) == 0
        assert len(place.words) == 1
        (entry,) = [entry for entry in read_audit(audit_folder()).entries if "dns" in entry.what]
        assert (entry.outcome, entry.site_id) == (Outcome.UNKNOWN, SITE_IDS[0])


def test_f38_a_burst_of_twenty_lines_arrives_exact_in_order_and_at_its_site() -> None:
    names = [f"name-{number}" for number in range(20)]
    with live() as place, at_prompt(place) as console:
        console.type("".join(f'/ip/arp/print where comment="{name}"\r' for name in names))
        wait_until(console, lambda: len(place.words) == len(names))
        assert place.words == [[f"?comment={name}"] for name in names]
        assert place.asked_sites == [SITE_IDS[0]] * len(names)
        assert leave(console) == 0


def test_f39_a_site_that_is_switched_right_after_enter_gets_the_next_line_and_not_this_one() -> None:
    lines = [f'/ip/arp/print where comment="{name}"\r' for name in ("here", "there")]
    with live() as place, at_prompt(place) as console:
        console.type(f"{lines[0]}{SITES}\x1b[B\r{lines[1]}")
        wait_until(console, lambda: len(place.words) == 2)
        assert dict(zip((words[0] for words in place.words), place.asked_sites, strict=True)) == {
            "?comment=here": SITE_IDS[0],
            "?comment=there": SITE_IDS[1],
        }
        console.wait_for(f"{NAMES[0]}  /ip/arp/print", f"{NAMES[1]}  /ip/arp/print")
        assert leave(console) == 0


def test_f50_a_console_that_was_stopped_goes_on_without_a_burst(is_full: bool) -> None:
    with live() as place, at_prompt(place) as console:
        console.wait_quiet(0.5)
        console.send_signal(signal.SIGSTOP)
        console.wait_stopped()
        asked = len(place.server.requests)
        console.leave_unread(130 if is_full else 3)
        assert len(place.server.requests) == asked
        console.send_signal(signal.SIGCONT)
        console.bytes_within(3)
        at_once = [request.target for request in place.server.requests[asked:]]
        assert len(at_once) == len(set(at_once)), "each list is asked for once, however much time has passed"
        console.type('/ip/arp/print where comment="awake"\r')
        wait_until(console, lambda: place.words)
        console.wait_for("router")
        assert leave(console) == 0
        assert console.attributes == list(console.attributes_before)


def test_f50_a_signal_to_go_on_that_follows_no_stop_changes_nothing() -> None:
    with live() as place, at_prompt(place) as console:
        for number in range(3):
            console.send_signal(signal.SIGCONT)
            console.wait_quiet(0.6)  # it waits for what the terminal may have to answer, and begins anew
            console.type(f'/ip/arp/print where comment="number-{number}"\r')
            wait_until(console, lambda: len(place.words) > number)  # noqa: B023 (used within its turn)
        assert place.words == [[f"?comment=number-{number}"] for number in range(3)], "no key went astray"
        wait_until(console, lambda: console.text.count("NAME") == 3)  # else it asks before it leaves
        assert leave(console) == 0
        assert console.attributes == list(console.attributes_before)


def test_f55_answers_that_come_while_the_terminal_takes_nothing_are_answers() -> None:
    config_dir().mkdir(parents=True)
    (config_dir() / "settings.toml").write_text(f"[profile.default]\ncommand_timeout_s = {SOON_S}\n")
    gate = asyncio.Event()
    with live() as place, at_prompt(place) as console:
        place.platform.on_commands = faults.held(gate, faults.answer(body={"status": "success", "data": []}))
        console.type(f"/ip/arp/print\r{SITES}\x1b[B\r/ip/arp/print\r")
        wait_until(console, lambda: len(place.words) == 2)
        for _ in range(20):
            console.type(f"{SITES}?\x1b{PROMPT}")  # more to draw than the terminal has room for
            console.leave_unread(0.02)
        place.let_go(gate)
        console.leave_unread(SOON_S + 1)
        console.wait_for("0 rows")
        console.wait_quiet(0.5)
        assert console.text.count("0 rows") == 2
        assert "no answer" not in console.text
        assert leave(console) == 0


def test_f67_two_consoles_of_one_profile_write_an_audit_file_each_and_share_one_history() -> None:
    with live() as place, at_prompt(place, may_write=True) as one, at_prompt(place, may_write=True) as other:
        for number, console in enumerate((one, other)):
            console.type(f"{WRITE}{number}\r")
            console.wait_for(f"servers=192.0.2.1{number}", "enter")
            console.type_until("\r", "1 row")
        one.type("\x12")
        one.wait_for(f"{WRITE}1")
        one.type("\x1b")
        assert [leave(one), leave(other)] == [0, 0]
    found = read_audit(audit_folder())
    sent = [(entry.what.rpartition(" ")[2], entry.outcome) for entry in found.entries if "dns" in entry.what]
    assert len(sent) == 2
    assert {outcome for _, outcome in sent} == {Outcome.OK}
    assert (found.damaged, found.broken_chains) == (0, ())
    assert len(os.listdir(audit_folder())) == 2
    kept = history_file("default").read_text()
    assert [kept.count(f"servers=192.0.2.1{number}") for number in range(2)] == [1, 1]


def test_f18_no_token_goes_over_the_network_in_the_clear(tmp_path: Path) -> None:
    with terminal(variables={"ALTOTUI_TOKEN": TOKEN, "ALTOTUI_BASE_URL": "http://api.test"}) as console:
        assert console.wait_end() == 2
        assert b"would send the token unencrypted: write https://" in console.sent
        assert TOKEN.encode() not in console.sent
