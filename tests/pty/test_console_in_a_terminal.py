"""The console in a real terminal: it comes up, works, stays quiet, and gives the terminal back as it was."""

from __future__ import annotations

import signal
import termios
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, terminal

pytestmark = pytest.mark.xdist_group("pty")

DEMO = ("--demo", "--demo-sites", "24", "--demo-speed", "5")
ALTERNATE_SCREEN, CURSOR, PASTE = 1049, 25, 2004
MOUSE = (1000, 1002, 1003, 1006, 1015)


def _assert_given_back(ended: Terminal) -> None:
    modes = ended.modes
    assert modes[ALTERNATE_SCREEN] is False
    assert modes[CURSOR] is True
    assert not [mode for mode in (*MOUSE, PASTE) if modes.get(mode)]
    assert ended.attributes == list(ended.attributes_before)


@pytest.mark.parametrize("leaving", ["\x1bOQq", "\x11"], ids=["q in a list", "ctrl+q in the prompt"])
def test_a_site_is_found_asked_and_left(leaving: str) -> None:
    with terminal(*DEMO, size=(120, 40)) as console:
        console.wait_for("24 sites", "READ-ONLY", "api ok")
        console.type("/lagos-branch-0010\r")
        console.wait_for("1 of 24")
        console.type("\r")
        console.wait_for("[RO] lagos-branch-0010>")
        console.type("/system/resource/print\r")
        console.wait_for("cpu-load", "architecture-name")
        console.type("/system/reboot\r")
        console.wait_for("NOT SENT:")
        console.type(leaving)
        assert console.wait_end() == 0
        _assert_given_back(console)


def test_a_resized_terminal_shows_the_other_layout() -> None:
    with terminal(*DEMO, size=(120, 36)) as console:
        console.wait_for("24 sites", "1 Sites", "2 Console", "3 Jobs", "no site>")
        console.resize(80, 24)
        console.send_signal(signal.SIGWINCH)
        console.wait_for_none_of("no site>")
        console.resize(120, 36)
        console.send_signal(signal.SIGWINCH)
        console.wait_for("no site>")
        console.type("\x11")
        assert console.wait_end() == 0


def test_a_terminal_that_shrank_and_grew_back_is_painted_whole() -> None:
    """Both sizes may come as one: the terminal has cut its cells, and the console has the size that it had."""
    with terminal(*DEMO, size=(120, 36)) as console:
        everywhere = ("24 sites", "1 Sites", "zürich-branch-0022", "3 Jobs", "no jobs yet", "f4 jobs q quit")
        console.wait_for(*everywhere)
        console.resize(60, 20)
        console.resize(120, 36)
        console.clear()
        console.send_signal(signal.SIGWINCH)
        console.wait_for(*everywhere)


def test_a_suspended_console_gives_the_terminal_back_and_returns_whole() -> None:
    with terminal(*DEMO, size=(80, 24)) as console:
        everywhere = ("24 sites", "1 Sites", "SITE", "denver-branch-0000", "? help", "api ok")
        console.wait_for(*everywhere)
        console.type("\x1a")
        console.wait_stopped()
        _assert_given_back(console)
        console.clear()
        console.send_signal(signal.SIGCONT)
        console.wait_for(*everywhere)
        console.type("\x11")
        assert console.wait_end() == 0


def test_who_waits_for_the_console_is_stopped_with_it() -> None:
    """Otherwise no shell would notice, and nobody could bring it back."""
    with terminal(*DEMO, module="tests.pty.waited_for") as console:
        console.wait_for("24 sites", "api ok")
        console.type("\x1a")
        console.wait_stopped()
        _assert_given_back(console)
        console.clear()
        console.send_to_job(signal.SIGCONT)
        console.wait_for("24 sites", "api ok")
        console.type("\x11")
        assert console.wait_end() == 0


def test_a_console_that_no_shell_could_bring_back_does_not_stop() -> None:
    with terminal(*DEMO, leads_session=True) as console:
        console.wait_for("24 sites", "api ok")
        console.type("\x1a?")
        console.wait_for("Keys")
        console.type("\x11")
        assert console.wait_end() == 0


def test_the_terminal_says_how_large_it_is_and_not_the_shell_that_started_the_console() -> None:
    with terminal(*DEMO, size=(100, 30), variables={"LINES": "60", "COLUMNS": "200"}) as console:
        console.wait_for("24 sites", "1 Sites", "f3 console")
        assert "altotui" in console.lines[0]
        assert "f3 console" in console.lines[29]
        assert b"\x1b[r" in console.sent, "rows of another program that scroll by themselves"
        console.type("\x11")
        assert console.wait_end() == 0


def test_line_feeds_are_sent_as_they_are_while_the_console_is_up() -> None:
    with terminal(*DEMO) as console:
        console.wait_for("24 sites", "api ok")
        flags = console.attributes[1]
        assert isinstance(flags, int)
        assert not flags & termios.OPOST
        console.type("\x11")
        assert console.wait_end() == 0
        assert console.attributes == console.attributes_before


def test_no_log_of_what_is_typed_is_written(tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    with terminal(*DEMO, variables={"TEXTUAL_LOG": str(log)}) as console:
        console.wait_for("24 sites")
        console.type("/lagos")
        console.wait_for("/ lagos")
        console.type("\x11")
        assert console.wait_end() == 0
    assert not log.exists()


def test_an_idle_console_sends_nothing() -> None:
    with terminal("--demo", "--demo-sites", "24") as console:
        console.wait_for("24 sites")
        console.type("\x1bOQ\r")
        console.wait_for("[RO] denver-branch-0000>", "1 completed")
        console.wait_quiet(1.0)
        assert console.bytes_within(3.0) == b""
        console.type("\x11")
        assert console.wait_end() == 0


def test_bytes_that_are_no_text_do_not_end_the_console() -> None:
    with terminal(*DEMO) as console:
        console.wait_for("24 sites")
        console.type(b"\xff\xfe\xe4\x80")
        console.type("\x1bOR")
        console.type("typed")
        console.wait_for("typed")
        console.type("\x11")
        assert console.wait_end() == 0


def test_no_mouse_leaves_the_mouse_to_the_terminal() -> None:
    with terminal(*DEMO, "--no-mouse") as console:
        console.wait_for("24 sites")
        console.type("q")
        assert console.wait_end() == 0
        assert not set(MOUSE) & {mode for mode, is_on in console.modes.items() if is_on}
        assert not [mode for mode in MOUSE if f"\x1b[?{mode}h".encode() in console.sent]


def test_a_site_named_on_the_command_line_is_the_target() -> None:
    with terminal(*DEMO, "--site", "lagos-branch-0010") as console:
        console.wait_for("[RO] lagos-branch-0010>")
        console.type("\x11")
        assert console.wait_end() == 0


def test_a_notification_goes_from_the_screen_while_a_hidden_pane_changes() -> None:
    with terminal("--demo", "--demo-sites", "24", size=(80, 24)) as console:
        console.wait_for("24 sites", "api ok")
        console.type("\r")
        console.wait_for("[RO]")
        console.type("\x03")
        console.wait_for("leaves altotui")
        console.type("\x1b[12~\x1b[13~")  # the list of sites and back: both panes were hidden once
        console.wait_for("[RO]")
        console.wait_for_none_of("leaves altotui")
        console.type("\x11")
        assert console.wait_end() == 0


def test_the_first_picture_says_how_many_sites_there_are_though_few_are_read() -> None:
    with terminal("--demo", "--demo-sites", "3000", size=(120, 36)) as console:
        console.wait_for("3000 sites +")
        console.type("\x11")
        assert console.wait_end() == 0
        assert b"3000 sites" in console.sent
        assert b" 100 sites" not in console.sent


def test_a_console_that_nobody_touches_does_not_wake() -> None:
    with terminal("--demo", "--demo-sites", "24", size=(120, 36)) as console:
        console.wait_for("24 sites", "api ok")
        console.wait_quiet(0.5)
        before = _wakes(console)
        assert console.bytes_within(1.5) == b""
        assert _wakes(console) - before < 8, "none but what looks at ages now and then"


def _wakes(console: Terminal) -> int:
    """Return how often its threads have gone to sleep by themselves, and woken."""
    found = Path(f"/proc/{console._process.pid}/task").glob("*/status")
    lines = [line for status in found for line in status.read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))
