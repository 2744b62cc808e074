"""A terminal at the end of a slow line, or one that takes nothing for a while: the console lives on behind it."""

from __future__ import annotations

import re

import pytest

from tests.pty.terminal import terminal

pytestmark = pytest.mark.xdist_group("pty")

DEMO = ("--demo", "--demo-sites", "24", "--demo-speed", "20")
FAR = {"SSH_TTY": "/dev/pts/7"}
WHERE_IS_THE_CURSOR = b"\x1b[6n"
_TURNS = 20
ANSWER = b"\x1b[24;1R"


def test_a_slow_answer_of_a_terminal_that_is_far_away_makes_the_console_lean() -> None:
    with terminal(*DEMO, size=(80, 24), variables=FAR) as console:
        console.wait_for("24 sites", "api ok")
        console.wait_sent(WHERE_IS_THE_CURSOR)
        console.bytes_within(0.4)  # the time that the line takes is what this is about
        console.type(ANSWER)
        console.wait_for("lean api ok")


def test_a_terminal_here_is_never_lean() -> None:
    with terminal(*DEMO, size=(80, 24), variables={"SSH_TTY": "", "SSH_CONNECTION": ""}) as console:
        console.wait_for("24 sites", "api ok")
        console.wait_sent(WHERE_IS_THE_CURSOR)
        console.bytes_within(0.4)
        console.type(ANSWER)
        console.type(":lean\r")
        console.wait_for("not lean")


def test_a_terminal_that_answers_gets_the_next_frame_when_it_has_come_so_far() -> None:
    with terminal(*DEMO, size=(120, 36)) as console:
        console.wait_for("24 sites", "api ok")
        console.wait_sent(WHERE_IS_THE_CURSOR)
        console.type(ANSWER)
        console.wait_quiet(0.3)
        console.type("?")
        console.wait_for("Keys")
        console.wait_quiet(0.2)
        asked = console.sent.count(WHERE_IS_THE_CURSOR)
        assert asked == 2
        console.type("\x1b")
        assert console.bytes_within(0.3) == b"", "it has not come so far"
        console.type(ANSWER)
        console.wait_for_none_of("Keys")
        console.wait_sent(WHERE_IS_THE_CURSOR)


def test_a_terminal_that_answers_no_more_is_not_waited_for() -> None:
    with terminal(*DEMO, size=(120, 36)) as console:
        console.wait_for("24 sites", "api ok")
        console.wait_sent(WHERE_IS_THE_CURSOR)
        console.type(ANSWER)
        console.wait_quiet(0.3)
        console.type("?")
        console.wait_for("Keys")
        console.wait_quiet(0.2)
        console.type("\x1b")
        console.wait_for_none_of("Keys")  # after two seconds


def test_a_key_in_the_filter_changes_the_look_less_often_than_it_changes_rows() -> None:
    with terminal(*DEMO, size=(120, 36)) as console:
        console.wait_for("24 sites", "api ok")
        console.type("/")
        console.wait_quiet(0.3)
        before = len(console.sent)
        console.type("o")
        console.wait_for("/ o")
        console.wait_quiet(0.3)
        found = len(re.findall(r"^ \+ \S*o\S*-\d{4}", console.text, re.MULTILINE))
        assert found > 12
        assert len(re.findall(rb"\x1b\[[\d;]*m", console.sent[before:])) < found


def test_lean_by_word_takes_no_mouse() -> None:
    with terminal(*DEMO, "--lean", size=(80, 24)) as console:
        console.wait_for("24 sites", "lean api ok")
        assert not {1000, 1002, 1003} & set(console.modes)


def _bytes_of_walk(*, is_read: bool) -> tuple[int, str]:
    """Turn the screen over many times, read at once or only at the end; return the bytes and the last screen."""
    with terminal(*DEMO, size=(200, 60)) as console:
        console.wait_for("24 sites", "api ok", "denver-branch-0000")
        console.type("z")
        console.wait_for_none_of("no site>")
        before = len(console.sent)
        for turn in range(_TURNS):
            to_console = turn % 2 == 0
            console.type("\x1bOR" if to_console else "\x1bOQ")
            if is_read:
                console.wait_for("no site>" if to_console else "denver-branch-0000")
            else:
                console.leave_unread(0.15)  # the next key is a frame of its own
        console.type(":lean\r")
        console.wait_for("not lean; sent")
        console.wait_quiet(0.3)
        sent = len(console.sent) - before
        return sent, re.sub(r"not lean; sent.*", "", console.text)


def test_behind_a_terminal_that_takes_nothing_the_console_lives_on_and_sends_the_newest_alone() -> None:
    read_bytes, read_screen = _bytes_of_walk(is_read=True)
    unread_bytes, unread_screen = _bytes_of_walk(is_read=False)
    assert unread_bytes < read_bytes / 2
    assert unread_screen == read_screen
