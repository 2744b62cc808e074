"""Jobs that are cancelled together: one outcome each, and counts that add up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.cancelling import Cancelling, CancelOutcome, CancelResult
from altotui.domain.outcome import Outcome
from tests.domain.records import a_job, job_no

CANCELLED = CancelResult(CancelOutcome.CANCELLED)


def test_every_outcome_is_one_that_the_audit_knows() -> None:
    recorded = {outcome: outcome.recorded for outcome in CancelOutcome}
    assert [outcome for outcome, kept in recorded.items() if kept is Outcome.OK] == [CancelOutcome.CANCELLED]
    assert [outcome for outcome, kept in recorded.items() if kept is Outcome.UNKNOWN] == [
        CancelOutcome.UNKNOWN
    ]


def test_the_first_outcome_of_a_job_stays_and_others_have_none() -> None:
    cancelling = Cancelling((a_job(1), a_job(2)))
    cancelling = cancelling.with_result(job_no(1), CANCELLED)
    cancelling = cancelling.with_result(job_no(1), CancelResult(CancelOutcome.STOPPED, "stopped"))
    cancelling = cancelling.with_result(job_no(9), CANCELLED)
    assert cancelling.results == {job_no(1): CANCELLED}
    assert not cancelling.is_ended


def test_what_is_left_is_what_is_not_cancelled_in_the_order_of_the_jobs() -> None:
    refused = CancelResult(CancelOutcome.REFUSED, "no")
    cancelling = Cancelling((a_job(1), a_job(2), a_job(3), a_job(4)))
    for number, result in ((3, refused), (2, CANCELLED), (1, refused)):
        cancelling = cancelling.with_result(job_no(number), result)
    assert [(job.id, result) for job, result in cancelling.left] == [
        (job_no(1), refused),
        (job_no(3), refused),
    ]


@given(st.dictionaries(st.integers(1, 30), st.sampled_from(CancelOutcome), min_size=1))
def test_counts_add_up_to_the_jobs(outcomes: dict[int, CancelOutcome]) -> None:
    cancelling = Cancelling(tuple(a_job(number) for number in outcomes))
    for number, outcome in outcomes.items():
        cancelling = cancelling.with_result(job_no(number), CancelResult(outcome))
    assert cancelling.is_ended
    assert sum(cancelling.counts.values()) == len(outcomes)
    assert len(cancelling.left) == len(outcomes) - cancelling.counts.get(CancelOutcome.CANCELLED, 0)
