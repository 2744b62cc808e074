"""What is said of writes that an earlier console has left: how it ended, that somebody waits, or nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from altotui.domain.outcome import Outcome
from altotui.domain.workspace import ON_RECORD, SENSITIVE, TOO_LARGE, TOO_MANY, Asked, Workspace, keepable
from tests.domain.records import site_no
from tests.domain.workspaces import answered, asked
from tests.ui.driving import ORIGIN, Console
from tests.ui.resumed import Drawer, console_with

WRITE = asked(line="/ip/dns/set =servers=192.0.2.53")._replace(
    line="/ip/dns/set servers=192.0.2.53", is_write=True, has_ended=False
)
LOST = "SENT, RESULT UNKNOWN"


def _left(*lines: Asked) -> Drawer:
    return Drawer(Workspace(ORIGIN, asked=lines))


def _to(sites: int, *results: Outcome) -> Asked:
    """Return the write to some sites, with the outcomes of the first of them."""
    named = tuple((site_no(number), f"site-{number}") for number in range(1, sites + 1))
    ended = (answered(number=number, outcome=each) for number, each in enumerate(results, 1))
    return WRITE._replace(is_run=True, sites=named, results=tuple(ended), has_ended=len(results) == sites)


async def _says(console: Console, *words: str) -> None:
    await console.until(lambda: len(console.entries) >= 2)
    console.press("f3")
    await console.reads(*words)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (WRITE._replace(elsewhere=frozenset({site_no(1)})), "another console is waiting for it"),
        (
            WRITE._replace(results=(answered(),), has_ended=True, why_not_kept=ON_RECORD),
            f"answered; {ON_RECORD}; . sends it again",
        ),
        (
            _to(3, Outcome.OK)._replace(elsewhere=frozenset({site_no(2), site_no(3)})),
            "1 answered; 2: another console is waiting for it",
        ),
        (_to(2, Outcome.OK, Outcome.OK)._replace(why_not_kept=ON_RECORD), f"2 answered; {ON_RECORD}"),
    ],
    ids=["waited for", "ended", "waited for at some", "ended at all"],
)
async def test_a_write_that_is_known_of_is_not_called_unknown(line: Asked, words: str) -> None:
    async with console_with(_left(line), is_resumed=True) as console:
        await _says(console, words)
        assert LOST not in console.text()
        assert "V reads back" not in console.text()


async def test_a_refusal_on_record_is_told_in_its_words() -> None:
    refused = answered(outcome=Outcome.ROUTER_ERROR)._replace(message="no such item")
    async with console_with(
        _left(WRITE._replace(results=(refused,), has_ended=True)), is_resumed=True
    ) as console:
        await _says(console, "/ip/dns/set", "ROUTER SAYS NO: no such item")


@pytest.mark.parametrize("why", [SENSITIVE, TOO_LARGE, TOO_MANY, ON_RECORD])
async def test_a_lost_write_without_answers_is_unknown_and_can_be_read_back(why: str) -> None:
    async with console_with(_left(WRITE._replace(why_not_kept=why)), is_resumed=True) as console:
        await _says(console, f"{LOST}: the console stopped before its answer came")
        await console.sees("1 unknown, V reads back")
        assert "sends it again" not in console.text()
        assert "not kept" not in console.text()


@pytest.mark.parametrize("why", [SENSITIVE, TOO_LARGE])
async def test_a_write_to_some_sites_without_answers_counts_those_that_are_unknown(why: str) -> None:
    line = _to(4, Outcome.OK, Outcome.ROUTER_ERROR)._replace(why_not_kept=why)
    async with console_with(_left(line), is_resumed=True) as console:
        await _says(console, f"1 answered 1 router says no 2 {LOST}")
        assert "sends it again" not in console.text()
        assert "kept" not in console.text()
        assert console.entries[-1].stays


async def test_a_write_to_some_sites_of_which_the_audit_knows_a_part_can_be_read_back_at_the_others() -> None:
    line = _to(3, Outcome.OK)._replace(why_not_kept=ON_RECORD)
    async with console_with(_left(line), is_resumed=True) as console:
        await _says(console, f"1 answered 2 {LOST.lower()}", f"{LOST} 2 sites")
        await console.sees("2 unknown, V reads back")


async def test_a_write_to_very_many_sites_is_told_by_its_counts() -> None:
    ended = _to(3000, *([Outcome.OK] * 2999), Outcome.UNKNOWN)
    drawer = _left(keepable(ended, frozenset()))
    async with console_with(drawer, is_resumed=True) as console:
        await _says(console, "@3000", f"2999 answered 1 {LOST}; {TOO_MANY}")
        assert "sends it again" not in console.text()
    all_ended = _to(3000, *([Outcome.OK] * 3000))
    async with console_with(_left(keepable(all_ended, frozenset())), is_resumed=True) as console:
        await _says(console, "3000 answered", "sends it again")
        assert LOST not in console.text()


@pytest.mark.parametrize(
    ("left_at", "damaged", "words"),
    [
        (
            ORIGIN + timedelta(days=1),
            0,
            "03 Mar 09:15:00Z, by a clock that was ahead of the one here: 1 line",
        ),
        (datetime(2024, 12, 31, 23, 0, tzinfo=UTC), 0, "31 Dec 2024 23:00:00Z, 425d ago: 1 line"),
        (ORIGIN, 1, "as old as they say; 1 part of the file is damaged and passed over"),
        (ORIGIN, 2, "2 parts of the file are damaged and passed over"),
    ],
    ids=["ahead", "another year", "damaged", "more damaged"],
)
async def test_from_when_it_is_and_what_is_missing_is_said(
    left_at: datetime, damaged: int, words: str
) -> None:
    drawer = Drawer(Workspace(left_at, asked=(asked(answered()),), damaged=damaged))
    async with console_with(drawer, is_resumed=True) as console:
        await _says(console, words)
