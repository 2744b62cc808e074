"""Lean mode: chosen by itself on a slow line that comes from afar, said in the header, and turned off by a word."""

from __future__ import annotations

import pytest

from altotui.ui.lean import LEAN_TICK_S, TICK_S, Lean
from tests.ui.driving import driven

FAR = {"SSH_TTY": "/dev/pts/3"}


@pytest.mark.parametrize(
    ("environ", "reply_s", "is_lean"),
    [
        ({}, 9.0, False),  # a terminal here that was busy
        (FAR, 0.3, False),
        (FAR, 0.31, True),
        ({"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, 0.6, True),
        ({"SSH_TTY": ""}, 0.6, False),
    ],
)
def test_a_slow_answer_from_afar_makes_it_lean(
    environ: dict[str, str], reply_s: float, is_lean: bool
) -> None:
    lean = Lean(environ)
    lean.reply_took(reply_s)
    assert lean.is_on is is_lean
    assert lean.tick_s == (LEAN_TICK_S if is_lean else TICK_S)


def test_a_terminal_that_takes_nothing_makes_it_lean_when_it_is_far() -> None:
    for environ, is_lean in ((FAR, True), ({}, False)):
        lean = Lean(environ)
        lean.held_back(0.2)
        assert not lean.is_on
        lean.held_back(2.0)
        assert lean.is_on is is_lean


def test_what_a_person_says_stands_until_they_say_auto() -> None:
    lean = Lean(FAR)
    told: list[bool] = []
    lean.changed = lambda: told.append(lean.is_on)
    lean.choose(False)
    lean.reply_took(0.6)
    assert not lean.is_on
    lean.choose(None)
    assert lean.is_on
    assert "600 ms" in lean.said(None, 1)
    lean.choose(False)
    lean.choose(True)
    lean.choose(True)
    assert told == [True, False, True]


def test_it_says_how_much_was_sent() -> None:
    lean = Lean({}, is_wanted=True)
    assert lean.said(12_345, 100.0) == "lean: it was asked for; sent 12,345 bytes in 1m40, 123 a second"
    assert Lean({}).said(None, 5.0) == "not lean"


async def test_it_stands_in_the_header_and_jobs_are_drawn_less_often() -> None:
    async with driven() as console:
        await console.sees("24 sites")
        await console.colon("lean on")
        await console.sees("lean api ok")
        await console.told("lean: it was asked for")
        assert console.main.jobs._ticking._interval == LEAN_TICK_S
        await console.colon("lean off")
        await console.sees_no("lean api ok")
        assert console.main.jobs._ticking._interval == TICK_S
        await console.colon("lean perhaps")
        await console.told(":lean takes on, off or auto, not perhaps")
