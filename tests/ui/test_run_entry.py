"""The entry of a run over several sites: groups, ends that are no answer, and totals that always add up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from altotui.domain.command import CommandResult, RouterReply
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translation import Kind, Translation
from altotui.services.events import RunStarted
from altotui.ui.entries.run_entry import RunEntry
from altotui.ui.entries.spot import HEAD, Place
from tests.domain.records import a_site, site_no

AT = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
LINE = Translation("/ip dns print", "/", Kind.READ, "/ip/dns/print")
WRITE = Translation("/ip dns set x", "/", Kind.WRITE, "/ip/dns/set", ("=servers=192.0.2.1",))
WIDTH = 100


def entry_of(*outcomes: tuple[Outcome, str], line: Translation = LINE, sites: int | None = None) -> RunEntry:
    """Return an entry with these outcomes, each with the one value it answered or its message."""
    fleet = tuple(a_site(number) for number in range(len(outcomes) if sites is None else sites))
    entry = RunEntry(RunStarted(7, fleet, line, AT, "tag:x"))
    for site, (outcome, text) in zip(fleet, outcomes, strict=False):
        reply = (
            RouterReply(({"servers": text, "cache-used": str(site.id[-1])},))
            if outcome is Outcome.OK
            else RouterReply()
        )
        message = None if outcome is Outcome.OK else text
        entry.take(CommandResult(site.id, site.name, outcome, reply, message, elapsed_ms=100))
    if sites is None:
        entry.end()
    return entry


def lines_of(entry: RunEntry) -> list[str]:
    return [
        "".join(text for text, _ in entry.make(y, WIDTH, 0, lambda _: Style()))
        for y in range(entry.line_count(WIDTH))
    ]


def test_equal_answers_are_one_group_and_the_odd_one_says_what_differs() -> None:
    entry = entry_of(*[(Outcome.OK, "9.9.9.9")] * 3, (Outcome.OK, "192.0.2.1"))
    text = "\n".join(lines_of(entry))
    assert "4 answered" in text
    assert "2 groups, 1 field ignored: cache-used" in text
    assert "GROUP A  3 sites  site-0 site-1 site-2" in text
    assert "GROUP B  1 site  site-3" in text
    assert "differs from A in 1 row" in text
    assert "~ servers 9.9.9.9 -> 192.0.2.1" in text
    entry.is_diffing = False
    entry.group_again()
    assert "~ servers" not in "\n".join(lines_of(entry))


def test_what_is_left_out_is_a_choice() -> None:
    entry = entry_of((Outcome.OK, "a"), (Outcome.OK, "b"))
    assert len(entry.sections) == 2
    entry.ignored = {"servers", "cache_used"}
    entry.group_again()
    assert [len(section.results) for section in entry.sections] == [2]
    entry.ignored = frozenset()
    entry.group_again()
    assert len(entry.sections) == 2
    assert "ignored" not in "\n".join(lines_of(entry))


@pytest.mark.parametrize(("line", "words"), [(LINE, "NO ANSWER"), (WRITE, "SENT, RESULT UNKNOWN")])
def test_a_read_without_an_answer_is_not_a_write_that_may_have_been_done(
    line: Translation, words: str
) -> None:
    text = "\n".join(lines_of(entry_of((Outcome.UNKNOWN, "the line broke"), line=line)))
    assert words in text
    assert words.lower() in text
    assert "site-0: the line broke" in text


def test_a_verdict_stands_in_place_of_the_message() -> None:
    entry = entry_of((Outcome.UNKNOWN, "the line broke"), line=WRITE)
    assert [site.id for site in entry.unknown] == [site_no(0)]
    entry.verdicts[site_no(0)] = "verified applied: servers is 192.0.2.1"
    entry.group_again()
    assert "site-0: verified applied" in "\n".join(lines_of(entry))


def test_each_line_knows_what_it_is_about() -> None:
    entry = entry_of(*[(Outcome.OK, "a")] * 2, (Outcome.OK, "b"), (Outcome.ROUTER_ERROR, "no such item"))
    spots = [entry.spot(y, WIDTH) for y in range(entry.line_count(WIDTH))]
    assert spots[0] == HEAD
    groups = [spot.number for spot in spots if spot.place is Place.GROUP]
    assert groups == [0, 1, 2]
    assert [spot.group for spot in spots if spot.place is Place.SITE] == [1, 2]
    assert entry.sites_of(0) == tuple(site_no(number) for number in range(4))
    assert entry.sites_of(1) == (site_no(0), site_no(1))
    assert entry.sites_of(3) == (site_no(3),)
    assert entry.sites_of(4) == ()


def test_a_group_stays_folded_while_more_comes() -> None:
    entry = entry_of((Outcome.OK, "a"), (Outcome.OK, "a"), sites=4)
    entry.toggle(next(spot for y in range(9) if (spot := entry.spot(y, WIDTH)).place is Place.GROUP))
    assert entry.sections[0].is_folded
    entry.take(CommandResult(site_no(2), "site-2", Outcome.OK, RouterReply(({"servers": "a"},))))
    assert len(entry.sections[0].results) == 3
    assert entry.sections[0].is_folded


def test_many_rows_are_compared_part_by_part() -> None:
    rows = tuple({"name": f"row {number}", "value": "x"} for number in range(4000))
    fleet = tuple(a_site(number) for number in range(3))
    entry = RunEntry(RunStarted(7, fleet, LINE, AT, "tag:x"))
    for site in fleet:
        entry.take(CommandResult(site.id, site.name, Outcome.OK, RouterReply(rows)))
    entry.end()
    assert "comparing" in "\n".join(lines_of(entry))
    steps = 0
    while entry.is_working:
        entry.work_on()
        steps += 1
    assert steps > 3
    assert [len(section.results) for section in entry.sections] == [3]
    assert "1 group" in "\n".join(lines_of(entry))


OUTCOMES = st.tuples(st.sampled_from(list(Outcome)), st.sampled_from(["a", "b", "c\x1b[2J", ""]))


@given(st.lists(OUTCOMES, min_size=1, max_size=12), st.integers(0, 3), st.integers(20, 120))
def test_every_site_stands_in_exactly_one_part(
    outcomes: list[tuple[Outcome, str]], missing: int, width: int
) -> None:
    entry = entry_of(*outcomes, sites=len(outcomes) + missing)
    parts = [site_id for section in entry.sections for site_id in section.site_ids]
    assert sorted(parts) == sorted(site_no(number) for number in range(len(outcomes)))
    text = lines_of(entry)
    assert all(line.isprintable() for line in text)
    counts = [
        int(word.split()[0]) for word in entry._totals() if word[0].isdigit() and not word[1:].startswith(".")
    ]
    told = sum(counts[: len({outcome for outcome, _ in outcomes}) + (missing > 0)])
    assert told == len(entry.sites)
    for y in range(entry.line_count(width)):
        entry.make(y, width, 0, lambda _: Style())
        entry.spot(y, width)
