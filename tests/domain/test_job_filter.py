"""The words that pick jobs."""

from __future__ import annotations

import pytest

from altotui.domain.errors import InvalidInput
from altotui.domain.job_filter import JobFilter
from tests.domain.records import a_job, ago, job_no

JOBS = [
    (a_job(1, description="Firmware to 7.16", token="tokA"), "Lagos"),
    (a_job(2, description="Backup", started_at=ago(5)), "Lagos"),
    (a_job(3, description="firmware rollback", failed_at=ago(5)), "Zürich"),
    (a_job(4, description="reboot", completed_at=ago(5), needs_acknowledgement=False), "Zürich"),
]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [1, 2, 3, 4]),
        ("firmware", [1, 3]),
        ("FIRMWARE lagos", [1]),
        ("-lagos", [3, 4]),
        ("state:pending,running", [1, 2]),
        ("-state:pending", [2, 3, 4]),
        ("state:sent", [4]),
        ("state:failed firmware", [3]),
        ("State:Failed", [3]),
        ("toka", [1]),
        (job_no(2), [2]),
        ("nothing", []),
        ("-", []),
    ],
)
def test_what_a_filter_picks(text: str, numbers: list[int]) -> None:
    picked = JobFilter(text)
    assert [n for n, (job, site_name) in enumerate(JOBS, 1) if picked.matches(job, site_name)] == numbers or (
        text == "-" and all("-" in job.id for job, _ in JOBS)
    )


@pytest.mark.parametrize("text", ["state:", "state:open", "state:failed,nope", "-state:x"])
def test_an_unknown_state_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(InvalidInput, match="one of pending, running, completed"):
        JobFilter(text)
