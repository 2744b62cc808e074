"""Samples: the last of them, within their bounds, with what successive ones share kept once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.command import CommandResult, RawRow, RouterReply
from altotui.domain.outcome import Outcome
from altotui.domain.samples import MAX_BYTES, MAX_SAMPLES, Sample, SampleRing
from tests.clocks import START
from tests.domain.records import site_no


def a_result(*rows: RawRow, site: int = 1, ret: str | None = None) -> CommandResult:
    return CommandResult(site_no(site), f"site-{site}", Outcome.OK, RouterReply(rows, ret))


def no_answer(site: int = 1) -> CommandResult:
    return CommandResult(site_no(site), f"site-{site}", Outcome.UNKNOWN, message="no answer")


def a_sample(number: int, *results: CommandResult) -> Sample:
    return Sample(START + timedelta(seconds=number), results)


def routes(*gateways: str) -> tuple[RawRow, ...]:
    return tuple({".id": f"*{number:X}", "gateway": gateway} for number, gateway in enumerate(gateways))


def numbers(ring: SampleRing) -> list[float]:
    return [(at - START).total_seconds() for at in ring.times()]


def test_the_newest_are_kept_and_reached_from_both_ends() -> None:
    ring = SampleRing()
    assert (ring.count, ring.dropped, ring.times(), ring.note()) == (0, 0, (), "")
    for number in range(MAX_SAMPLES):
        ring.add(a_sample(number, a_result({"n": number})))
    assert (ring.dropped, ring.note()) == (0, "")
    ring.add(a_sample(MAX_SAMPLES, a_result({"n": MAX_SAMPLES})))
    assert ring.note() == "the last 120 samples are kept: 1 older is gone"
    ring.add(a_sample(MAX_SAMPLES + 1, a_result({"n": MAX_SAMPLES + 1})))
    assert (ring.count, ring.dropped) == (MAX_SAMPLES, 2)
    assert numbers(ring) == list(range(2, MAX_SAMPLES + 2))
    assert [ring.at(position).results[0].reply.rows[0]["n"] for position in (0, 1, -2, -1)] == [
        2,
        3,
        120,
        121,
    ]
    assert ring.note() == "the last 120 samples are kept: 2 older are gone"
    for outside in (MAX_SAMPLES, -MAX_SAMPLES - 1):
        with pytest.raises(IndexError):
            ring.at(outside)


def test_an_answer_that_stays_the_same_is_kept_once() -> None:
    ring = SampleRing()
    for number in range(MAX_SAMPLES):
        ring.add(a_sample(number, a_result(*routes("192.0.2.1", "192.0.2.2"), ret="x" * 10_000)))
    replies = [ring.at(position).results[0].reply for position in range(ring.count)]
    assert len({id(reply.rows) for reply in replies}) == len({id(reply.ret) for reply in replies}) == 1
    assert ring.estimated_bytes < 60_000


@pytest.mark.parametrize(
    ("before", "after", "shared"),
    [
        (routes("a", "b", "c"), routes("a", "x", "c"), {0: 0, 2: 2}),
        (routes("a", "b", "c"), routes("a", "b", "c")[1:], {0: 1, 1: 2}),
        (routes("a", "b")[1:], routes("a", "b"), {1: 0}),
        (({"n": "1"}, {"n": "2"}), ({"n": "1"}, {"n": "3"}), {0: 0}),
        (({"n": "1"},), ({"n": "1"}, {"n": "1"}), {0: 0}),
        ((), ({"n": "1"},), {}),
        (({".id": 1, "n": "1"},), ({".id": 1, "n": "1"}, {}), {0: 0}),
        (({"n": 1},), ({"n": True},), {}),
        (({"n": [1]},), ({"n": [1.0]},), {}),
        (({"n": [1], "m": None},), ({"n": [1], "m": None},), {0: 0}),
    ],
)
def test_rows_that_stay_are_shared(
    before: tuple[RawRow, ...], after: tuple[RawRow, ...], shared: dict[int, int]
) -> None:
    ring = SampleRing()
    ring.add(a_sample(0, a_result(*before)))
    ring.add(a_sample(1, a_result(*after)))
    old, new = (ring.at(position).results[0].reply.rows for position in (0, 1))
    assert new == after
    assert {at: from_ for at, row in enumerate(new) for from_, was in enumerate(old) if row is was} == shared


def test_large_answers_push_older_ones_out_and_say_so() -> None:
    ring = SampleRing()
    for number in range(40):
        ring.add(a_sample(number, a_result({"text": f"{number}" + "x" * 1024 * 1024})))
    assert ring.estimated_bytes <= MAX_BYTES
    assert ring.count == 31
    assert numbers(ring) == list(range(9, 40))
    assert ring.note() == "samples of 32 MB are kept: 9 older are gone"


def test_the_newest_two_are_kept_whatever_their_size() -> None:
    ring = SampleRing(max_bytes=1000)
    for number in range(4):
        ring.add(a_sample(number, a_result({"text": f"{number}" * 5000})))
    assert (numbers(ring), ring.dropped) == ([2, 3], 2)
    assert ring.estimated_bytes > 10_000
    for number in (4, 5):
        ring.add(a_sample(number, a_result()))
    assert numbers(ring) == [4, 5]
    assert ring.estimated_bytes < 1000


def test_what_an_answer_weighs_counts_all_that_is_in_it() -> None:
    def weight(row: RawRow) -> int:
        ring = SampleRing()
        ring.add(a_sample(0, a_result(row)))
        return ring.estimated_bytes

    for row in ({"x": "y" * 9000}, {"y" * 9000: "x"}, {"x": ["y" * 9000]}, {"x": {"y" * 9000: [{"z": 1}]}}):
        assert 9000 < weight(row) - weight({}) < 11_000


def test_the_last_answer_before_a_sample_is_found_across_an_outage() -> None:
    ring = SampleRing(max_samples=4)
    answers = [
        (a_result({"n": 0}), a_result({"m": 0}, site=2)),
        (a_result({"n": 1}), no_answer(2)),
        (no_answer(), no_answer(2)),
        (a_result({"n": 3}), no_answer(2)),
    ]
    for number, results in enumerate(answers):
        ring.add(a_sample(number, *results))
    found = [[ring.answer_before(position, site) for position in range(4)] for site in (0, 1)]
    assert found == [
        [None, answers[0][0], answers[1][0], answers[1][0]],
        [None, *[answers[0][1]] * 3],
    ]
    assert ring.answer_before(-1, 0) == answers[1][0]
    ring.add(a_sample(4, a_result(), a_result(site=2)))
    assert ring.answer_before(-1, 1) is None


def _weight_of_what_is_kept(ring: SampleRing) -> int:
    """Return the estimate of a ring that never kept anything else."""
    fresh = SampleRing()
    for position in range(ring.count):
        fresh.add(ring.at(position))
    return fresh.estimated_bytes


_ROWS = st.lists(
    st.dictionaries(st.sampled_from([".id", "a", "b"]), st.sampled_from(["*1", "*2", "", "x" * 40])),
    max_size=4,
).map(tuple)


@given(st.lists(st.tuples(_ROWS, _ROWS, st.sampled_from([None, "r"])), max_size=12), st.integers(1, 5))
def test_the_estimate_is_that_of_what_is_kept_however_long_it_runs(
    answers: list[tuple[tuple[RawRow, ...], tuple[RawRow, ...], str | None]], most: int
) -> None:
    ring = SampleRing(max_samples=most)
    for number, (one, two, ret) in enumerate(answers):
        ring.add(a_sample(number, a_result(*one, ret=ret), a_result(*two, site=2)))
        newest = ring.at(-1).results
        assert (newest[0].reply, newest[1].reply) == (RouterReply(one, ret), RouterReply(two))
        assert ring.estimated_bytes == _weight_of_what_is_kept(ring)
