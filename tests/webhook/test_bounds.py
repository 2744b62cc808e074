"""The memory of a receiver is bounded, and no content breaks it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.webhook.allowance import Allowance
from altotui.webhook.duplicates import Duplicates, change_of
from tests.webhook.receiving import JOB, content


def test_the_last_thousand_changes_are_remembered() -> None:
    duplicates = Duplicates()
    every = [change_of(content(number)) for number in range(1001)]
    for change in every:
        assert change not in duplicates
        duplicates.add(change)
    assert every[0] not in duplicates
    assert all(change in duplicates for change in every[1:])


def test_what_says_nothing_is_never_a_duplicate() -> None:
    duplicates = Duplicates()
    duplicates.add(None)
    assert None not in duplicates


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"junk",
        b"[]",
        b"null",
        b"{}",
        b'{"job_id": 7}',
        b"\xff",
        b"[" * 60_000,
        b'{"job_id": "' + JOB.encode() + b'", "x": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_without_a_job_is_no_change(body: bytes) -> None:
    assert change_of(body) is None


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({}, {}, True),
        ({"job_id": JOB}, {"job_id": JOB.upper()}, True),
        ({"description": "a"}, {"description": "b"}, True),
        ({"status": "running"}, {"status": "completed"}, False),
        ({"seq_id": 1}, {"seq_id": 2}, False),
        ({"seq_id": 1}, {"seq_id": "1"}, False),
        ({"seq_id": None}, {"seq_id": 0}, False),
        ({"status": "\ud800"}, {"status": "\ud801"}, False),
        ({"status": ["a", {"b": 1}]}, {"status": ["a", {"b": 2}]}, False),
    ],
)
def test_job_number_and_status_tell_changes_apart(
    one: dict[str, object], other: dict[str, object], is_same: bool
) -> None:
    first, second = (change_of(json.dumps({"job_id": JOB} | members).encode()) for members in (one, other))
    assert first is not None
    assert (first == second) is is_same


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x, max_size=3)))
def test_no_status_breaks_it_and_every_digest_has_one_size(status: object) -> None:
    change = change_of(json.dumps({"job_id": JOB, "status": status}).encode())
    assert change is not None
    assert len(change) == 16


@given(
    per_minute=st.integers(1, 8),
    waits_s=st.lists(st.floats(0, 40), max_size=60),
)
def test_no_minute_has_more_than_its_share(per_minute: int, waits_s: list[float]) -> None:
    allowance, at_s = Allowance(per_minute), 0.0
    let_in: list[float] = []
    for wait_s in waits_s:
        at_s += wait_s
        recent = sum(at_s - 60.0 < past_s for past_s in let_in)
        assert allowance.take(at_s) is (recent < per_minute)
        if recent < per_minute:
            let_in.append(at_s)
