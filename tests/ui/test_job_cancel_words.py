"""The words around cancelling several jobs: bounded, masked, visible, and totals that add up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.cancelling import Cancelling, CancelOutcome, CancelResult
from altotui.domain.ids import SiteId
from altotui.domain.text import make_visible
from altotui.ui.job_cancel_words import facts, listed, noted, question, told, totals
from tests.domain.records import a_job, job_no

C = CancelOutcome


def name_of(site_id: SiteId) -> str:
    return f"site-{int(site_id[-4:])}"


def ended(*outcomes: CancelOutcome, message: str | None = None) -> Cancelling:
    """Return jobs 1, 2, 3 on sites of the same numbers with these outcomes."""
    cancelling = Cancelling(tuple(a_job(number, number) for number in range(1, len(outcomes) + 1)))
    for number, outcome in enumerate(outcomes, 1):
        cancelling = cancelling.with_result(job_no(number), CancelResult(outcome, message))
    return cancelling


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ((C.CANCELLED,) * 3, "3 of 3 cancelled"),
        ((C.STARTED,) * 2, "2 of 2 not cancelled: already started. Look at site-1, site-2"),
        (
            (C.CANCELLED, C.CANCELLED, C.CANCELLED, C.STARTED),
            "3 cancelled, 1 not cancelled: already started; 3 + 1 = 4. Look at site-4",
        ),
        (
            tuple(C),
            "1 cancelled, 1 not cancelled: already started, 1 not cancelled: gone, 1 refused, "
            "1 not known whether cancelled, 1 not sent, 1 not sent: stopped; 1 + 1 + 1 + 1 + 1 + 1 + 1 = 7. "
            "Look at site-2, site-3, site-4 and 3 more",
        ),
    ],
)
def test_what_became_of_all_is_one_message(outcomes: tuple[CancelOutcome, ...], words: str) -> None:
    assert told(ended(*outcomes), name_of) == words


@given(st.lists(st.sampled_from(CancelOutcome), min_size=1, max_size=60))
def test_the_sum_that_is_told_is_right(outcomes: list[CancelOutcome]) -> None:
    words = totals(ended(*outcomes))
    parts, _, total = words.rpartition("; ")[2].partition(" = ")
    if len(set(outcomes)) == 1:
        assert words == f"{len(outcomes)} of {len(outcomes)} {outcomes[0].value}"
    else:
        assert sum(map(int, parts.split(" + "))) == int(total) == len(outcomes)


@pytest.mark.parametrize(
    ("outcome", "message", "line"),
    [
        (C.STARTED, "not cancelled: it has already started", "not cancelled: already started: site-1  job 1"),
        (C.REFUSED, "not cancelled: no\x1b", "refused (no␛): site-1  job 1"),
        (C.NOT_SENT, "the session is read-only", "not sent (the session is read-only): site-1  job 1"),
        (C.STOPPED, "stopped before it was sent", "not sent: stopped: site-1  job 1"),
    ],
)
def test_what_is_left_is_named_with_its_reason(outcome: CancelOutcome, message: str, line: str) -> None:
    assert noted(ended(outcome, message=message), name_of) == [line]


def test_what_is_left_is_named_once_for_each_reason_and_not_without_end() -> None:
    lines = noted(ended(*[C.CANCELLED, C.REFUSED] * 100, message="no"), name_of)
    assert len(lines) == 1
    assert lines[0].endswith(" and 88 more")


def test_the_question_names_jobs_and_sites_but_not_all_of_many() -> None:
    jobs = [a_job(number, number // 2) for number in range(20)]
    assert question(jobs) == "Cancel 20 queued jobs on 10 sites?"
    assert question(jobs[:2]) == "Cancel 2 queued jobs on 1 site?"
    assert listed(jobs, name_of).split("\n")[-1] == "and 12 more jobs"
    assert listed(jobs[:8], name_of).split("\n")[-1] == "site-3  job 7"
    assert facts(jobs, 0, name_of)[0].endswith("site-5 and 4 more")
    assert facts(jobs, 1, name_of)[1] == "1 of them is not among the jobs that are shown"


@given(st.text(min_size=1), st.text(min_size=1))
def test_whatever_they_are_called_a_line_is_a_line(name: str, description: str) -> None:
    jobs = [a_job(1, description=make_visible(description))]
    for text in (*listed(jobs, lambda _: name).split("\n"), *facts(jobs, 2, lambda _: name)):
        assert text == make_visible(text, max_chars=10_000)
        assert len(text) < 200


def test_secrets_are_masked() -> None:
    jobs = [a_job(1, description="set password=hunter22 now")]
    assert re.search(r"password=\*+ now", listed(jobs, name_of))
