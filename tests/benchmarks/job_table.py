"""What showing a list of jobs again costs, beside sorting its times: `python -m tests.benchmarks.job_table`.

Prints ratios of processor time over 10,000 jobs on 1,000 sites, measured in turns in one run; one job has changed
since they were shown last. The goals, in times sorting 10,000 jobs by their time with a key function (which takes 4
to 6 ms): in one list and by kind less than 4, by site less than 7, with a filter less than 6; for the first time less
than 20. Exit code 1 when one is missed.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job
from altotui.domain.job_concern import Concern, concern_of
from altotui.domain.job_filter import JobFilter
from altotui.domain.job_table import Grouping, JobTable, JobView
from altotui.domain.timeline import Timeline
from altotui.services.job_store import JobRecord

_SITES, _JOBS_OF_SITE, _ROUNDS = 1000, 10, 15
_NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
_CASES = (
    ("in one list", JobView(), "", 4.0),
    ("by kind", JobView(Grouping.JOB), "", 4.0),
    ("by site", JobView(Grouping.SITE), "", 7.0),
    ("with a filter", JobView(), "routeros age:<12h -is:stuck", 6.0),
)
_FIRST_GOAL = 20.0


def _record(number: int, chance: random.Random) -> JobRecord:
    age_s = chance.uniform(60, 86400)
    created_at = _NOW - timedelta(seconds=age_s)
    ended_at = created_at + timedelta(seconds=50) if chance.random() < 0.85 else None
    is_failed = chance.random() < 0.06
    job = Job(
        JobId(f"10000000-0000-4000-8000-{number:012d}"),
        SiteId(f"00000000-0000-4000-8000-{number // _JOBS_OF_SITE:012d}"),
        f"{chance.choice(('RouterOS', 'Backup', 'Add NTP servers', 'reboot'))} 7.{number % 300}",
        created_at=created_at,
        started_at=created_at + timedelta(seconds=20) if ended_at or chance.random() < 0.3 else None,
        completed_at=None if is_failed else ended_at,
        failed_at=ended_at if is_failed else None,
    )
    return JobRecord(job, Timeline().observed(job, _NOW))


def _cost_s(work: Callable[[], object]) -> float:
    began_s = time.thread_time()
    work()
    return time.thread_time() - began_s


def _judge(name: str, costs_s: list[float], bases_s: list[float], goal: float) -> bool:
    ratio = statistics.median(costs_s) / statistics.median(bases_s)
    print(f"{name:<14}{ratio:6.1f} times the sort  {'ok' if ratio < goal else 'MISSED'}")
    return ratio < goal


def main() -> int:
    """Measure, print and judge."""
    chance = random.Random(7)
    records = [_record(number, chance) for number in range(_SITES * _JOBS_OF_SITE)]
    names = {record.job.site_id: f"branch-{record.job.site_id[-4:]}" for record in records}
    concerns: dict[JobId, Concern | None] = {
        record.job.id: concern_of(record.job, None, None, _NOW, _NOW) for record in records
    }
    tables: list[JobTable[JobRecord]] = [JobTable() for _ in _CASES]
    for table, (_, view, text, _) in zip(tables, _CASES, strict=True):
        table.apply_view(view)
        table.apply_filter(JobFilter(text), _NOW)
        table.show(records, names, concerns, _NOW)
    gc.collect()
    gc.freeze()  # as the console does once it is up
    bases_s: list[float] = []
    first_s: list[float] = []
    again_s: list[list[float]] = [[] for _ in _CASES]
    for turn in range(_ROUNDS):
        bases_s.append(_cost_s(lambda: sorted(records, key=lambda record: record.job.created_at or _NOW)))
        fresh: JobTable[JobRecord] = JobTable()
        first_s.append(_cost_s(partial(fresh.show, records, names, concerns, _NOW)))
        at = chance.randrange(len(records))
        records[at] = records[at]._replace(job=records[at].job._replace(token=f"token-{turn}"))
        for table, costs_s in zip(tables, again_s, strict=True):
            costs_s.append(_cost_s(partial(table.show, records, names, concerns, _NOW)))
    is_good = _judge("for the first", first_s, bases_s, _FIRST_GOAL)
    for (name, _, _, goal), costs_s in zip(_CASES, again_s, strict=True):
        is_good = _judge(name, costs_s, bases_s, goal) and is_good
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
