"""Samples in short: when, who answered, and how much changed against what each site answered before."""

from __future__ import annotations

import pytest

from altotui.domain.command import RawRow, RouterReply
from altotui.domain.sample_changes import Change, change_between
from altotui.domain.sample_series import summaries, summary_at
from altotui.domain.samples import SampleRing
from tests.domain.test_samples import a_result, a_sample, no_answer, routes

PRINT = "/ip/route/print"


@pytest.mark.parametrize(
    ("before", "after", "command", "change"),
    [
        (routes("a", "b"), routes("a", "b"), PRINT, Change()),
        (routes("a", "b"), routes("a", "x"), PRINT, Change(cells=1)),
        (routes("a", "b"), routes("a", "b", "c"), PRINT, Change(added=1)),
        (routes("a", "b", "c"), routes("a", "b", "c")[1:], PRINT, Change(gone=1)),
        (routes("a", "b"), routes("a", "b")[::-1], PRINT, Change()),
        (routes("a", "b"), routes("a", "b")[::-1], "/ip/firewall/filter/print", Change(added=1, gone=1)),
        (({"rx": "1", "tx": "1"},), ({"rx": "2", "tx": "2"},), PRINT, Change(cells=2)),
        (
            ({".section": "0", "rx": "1"}, {".section": "1", "rx": "2"}),
            ({".section": "0", "rx": "9"}, {".section": "8", "rx": "2"}),
            "/tool/torch",
            Change(),
        ),
    ],
)
def test_how_much_changed(
    before: tuple[RawRow, ...], after: tuple[RawRow, ...], command: str, change: Change
) -> None:
    assert change_between(RouterReply(before), RouterReply(after), command) == change


def test_a_value_that_was_returned_counts_too() -> None:
    assert change_between(RouterReply(ret="1"), RouterReply(ret="2"), PRINT) == Change(cells=1)
    assert change_between(RouterReply(ret="1"), RouterReply(ret="1"), PRINT) == Change()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(), "no change"),
        (Change(cells=1), "1 cell changed"),
        (Change(2, 1, 3), "2 cells changed, 1 row added, 3 rows gone"),
    ],
)
def test_a_change_in_words(change: Change, words: str) -> None:
    assert change.words() == words


def test_every_sample_is_one_line_and_a_change_across_an_outage_shows() -> None:
    ring = SampleRing(PRINT)
    ring.add(a_sample(0, a_result(*routes("wan")), a_result(*routes("wan"), site=2)))
    ring.add(a_sample(10, a_result(*routes("wan")), no_answer(2)))
    ring.add(a_sample(20, no_answer(), no_answer(2)))
    ring.add(a_sample(30, a_result(*routes("lte")), a_result(*routes("wan", "lte"), site=2)))
    assert [summary.words() for summary in summaries(ring, 10)] == [
        "09:15:00Z  2/2",
        "09:15:10Z  1/2  1 unknown  no change",
        "09:15:20Z  0/2  2 unknown",
        "09:15:30Z  2/2  1 cell changed, 1 row added",
    ]
    assert [summary.number for summary in summaries(ring, 2)] == [2, 3]
    assert summaries(ring, 0) == []
    assert summary_at(ring, -1) == summary_at(ring, 3) == summaries(ring, 1)[0]


def test_a_sample_keeps_its_number_and_its_change_when_older_ones_go() -> None:
    ring = SampleRing(PRINT, max_samples=2)
    for number in range(5):
        ring.add(a_sample(number, a_result({"n": str(number)})))
    first, second = summaries(ring, 120)
    assert (first.number, second.number) == (3, 4)
    assert first.change == second.change == Change(cells=1)
