"""Reads around a job: once before, once when it has ended, whatever the answers and the job list do."""

from __future__ import annotations

from typing import ClassVar

import pytest

from altotui.domain.command import RouterReply, Sentence
from altotui.domain.errors import Busy, InvalidInput
from altotui.domain.job import Job
from altotui.domain.routeros.translation import Kind, Translation
from altotui.services import brackets as module
from altotui.services.brackets import SETTLE_S, Bracket, Brackets
from altotui.services.events import BracketChanged
from tests.clocks import settle
from tests.domain.records import a_job, ago, job_no
from tests.services.desk_bench import SITE, Bench
from tests.services.fakes import Published

READ = Translation("/ip/route/print", "/", Kind.READ, "/ip/route/print")
JOB = job_no(1)
PENDING = a_job(1, 1, created_at=ago(60))
RUNNING = PENDING._replace(started_at=ago(30))
DONE = RUNNING._replace(completed_at=ago(10))


def _rows(*gateways: str) -> RouterReply:
    rows = (
        {".id": f"*{at}", "dst-address": f"10.{at}.0.0/16", "gateway": to} for at, to in enumerate(gateways)
    )
    return RouterReply(tuple(rows))


class Reads:
    """Brackets over a fake API, and the jobs that its store is told of."""

    def __init__(self) -> None:
        self.bench = Bench(unlocked=False)
        self.told = Published()
        services = self.bench.services
        self.brackets = Brackets(services.runner, services.jobs, self.bench.clock, self.told)
        self._question = 0

    async def attached(self) -> Bracket:
        """Read, and attach it to the job."""
        return self.brackets.attach(await self.brackets.before(SITE, READ), JOB)

    def listed(self, *jobs: Job) -> None:
        """Let a job list arrive."""
        self._question += 1
        event = self.bench.services.jobs.merge(
            SITE.id, jobs, seen_at=self.bench.clock.now(), question=self._question
        )
        if event is not None:
            self.brackets.jobs_changed(event)

    @property
    def now(self) -> Bracket:
        """Return the bracket of the job as it is kept."""
        found = self.brackets.of(JOB)
        assert found is not None
        return found

    def kept(self, count: int) -> list[int]:
        """Return the numbers below `count` of the jobs that have a bracket."""
        return [number for number in range(count) if self.brackets.of(job_no(number)) is not None]

    @property
    def sent(self) -> list[Sentence]:
        return [call[1] for call in self.bench.api.named("run_command") if isinstance(call[1], Sentence)]


async def test_the_same_read_comes_once_again_a_little_after_the_end() -> None:
    reads = Reads()
    reads.bench.api.replies = [_rows("a", "b"), _rows("a", "c")]
    bracket = await reads.attached()
    assert bracket.summary == "read again when the job has ended"
    for jobs in ((PENDING,), (RUNNING,), (DONE,)):
        assert len(reads.sent) == 1
        reads.listed(*jobs)
        await settle()
    await reads.bench.clock.advance(SETTLE_S - 0.1)
    assert len(reads.sent) == 1
    await reads.bench.clock.advance(0.1)
    assert reads.sent == [Sentence("/ip/route/print")] * 2
    assert reads.now.difference is not None
    assert [change.cells[0][1:] for change in reads.now.difference.changed] == [("b", "c")]
    assert reads.now.summary == "1 row differs"
    reads.listed(DONE._replace(description="other words"))
    await reads.bench.clock.advance(60)
    assert len(reads.sent) == 2
    assert [event.job_id for event in reads.told.of(BracketChanged)] == [JOB, JOB]


async def test_both_say_how_old_they_are() -> None:
    reads = Reads()
    reads.bench.api.replies = [_rows("a"), _rows()]
    await reads.attached()
    await reads.bench.clock.advance(60)
    reads.listed(DONE)
    await reads.bench.clock.advance(120)
    now, clock = reads.now, reads.bench.clock
    assert now.after is not None
    assert now.before.said(clock.now()) == "3m00 ago, 1 row"
    assert now.after.said(clock.now()) == "1m55 ago, 0 rows"


async def test_what_always_changes_is_no_difference() -> None:
    reads = Reads()
    line = READ._replace(command="/interface/print")
    reads.bench.api.replies = [
        RouterReply(({".id": "*1", "name": "ether1", "rx-byte": count},)) for count in ("1", "2")
    ]
    reads.brackets.attach(await reads.brackets.before(SITE, line), JOB)
    reads.listed(DONE)
    await reads.bench.clock.advance(SETTLE_S)
    assert reads.now.summary == "no difference"


async def test_a_job_that_had_ended_before_it_was_attached_is_read_again_too() -> None:
    reads = Reads()
    bracket = await reads.brackets.before(SITE, READ)
    reads.listed(DONE)
    reads.brackets.attach(bracket, JOB)
    await reads.bench.clock.advance(SETTLE_S)
    assert reads.now.after is not None


@pytest.mark.parametrize("fails_before", [True, False])
async def test_a_failed_answer_is_kept_with_its_words_and_compared_with_nothing(fails_before: bool) -> None:
    reads = Reads()
    if fails_before:
        reads.bench.api.failure = Busy("too many requests")
    await reads.attached()
    reads.bench.api.failure = None if fails_before else Busy("too many requests")
    reads.listed(DONE)
    await reads.bench.clock.advance(SETTLE_S)
    now = reads.now
    assert now.after is not None
    failed = now.before if fails_before else now.after
    assert failed.said(failed.at) == "0.0s ago, failed: too many requests"
    assert now.difference is None
    assert now.summary == f"cannot be compared: the read {'before' if fails_before else 'after'} failed"
    await reads.bench.clock.advance(600)
    assert len(reads.sent) == 2


@pytest.mark.parametrize(
    "line",
    [
        READ._replace(kind=Kind.WRITE, command="/ip/route/remove", input="/ip/route/remove 1"),
        READ._replace(kind=Kind.DISRUPTIVE, command="/system/reboot"),
        READ._replace(kind=Kind.SENSITIVE, command="/export"),
        READ._replace(reveals=True),
        READ._replace(kind=Kind.LOCAL, command=""),
        READ._replace(kind=Kind.REJECT, command="", notes=("no such menu",)),
    ],
)
async def test_only_plain_reads_are_sent(line: Translation) -> None:
    reads = Reads()
    with pytest.raises(InvalidInput):
        await reads.brackets.before(SITE, line)
    assert reads.sent == []


async def test_a_read_that_is_bounded_is_one() -> None:
    reads = Reads()
    await reads.brackets.before(SITE, READ._replace(kind=Kind.BOUNDED))
    assert len(reads.sent) == 1


async def test_a_job_that_was_deleted_before_it_started_needs_no_second_read() -> None:
    reads = Reads()
    await reads.attached()
    reads.listed(PENDING._replace(deleted_at=ago(1)))
    await reads.bench.clock.advance(60)
    assert len(reads.sent) == 1
    assert reads.now.is_complete
    assert reads.now.summary == "not read again: the job was deleted before it started"


async def test_a_job_that_vanished_was_not_seen_to_end_and_may_come_back() -> None:
    reads = Reads()
    await reads.attached()
    reads.listed(RUNNING)
    reads.listed()
    await reads.bench.clock.advance(60)
    assert not reads.now.is_complete
    reads.listed(DONE)
    await reads.bench.clock.advance(SETTLE_S)
    assert reads.now.after is not None


async def test_an_end_that_is_taken_back_is_waited_for_again() -> None:
    reads = Reads()
    await reads.attached()
    reads.listed(DONE)
    reads.listed(RUNNING)
    await reads.bench.clock.advance(60)
    assert len(reads.sent) == 1
    reads.listed(DONE)
    await reads.bench.clock.advance(SETTLE_S)
    assert len(reads.sent) == 2


async def test_jobs_of_other_sites_and_other_jobs_change_nothing() -> None:
    reads = Reads()
    await reads.attached()
    reads.listed(DONE._replace(id=job_no(2)), PENDING)
    await reads.bench.clock.advance(60)
    assert len(reads.sent) == 1


async def test_another_bracket_takes_the_place_of_the_first() -> None:
    reads = Reads()
    await reads.attached()
    reads.listed(DONE)
    await settle()
    reads.bench.api.reply = _rows("x")
    await reads.attached()
    await reads.bench.clock.advance(60)
    assert len(reads.sent) == 3
    assert reads.now.summary == "no difference"


async def test_nothing_is_read_after_it_is_closed() -> None:
    reads = Reads()
    await reads.attached()
    reads.listed(DONE)
    await settle()
    await reads.brackets.aclose()
    await reads.bench.clock.advance(60)
    assert len(reads.sent) == 1
    assert reads.now.after is None


async def test_only_so_many_at_a_time_and_the_oldest_complete_ones_are_forgotten() -> None:
    reads = Reads()
    count = module.MOST_KEPT + 20
    bracket = await reads.brackets.before(SITE, READ)
    pending = [PENDING._replace(id=job_no(number)) for number in range(count)]
    reads.listed(*pending)
    for job in pending:
        reads.brackets.attach(bracket, job.id)
    assert reads.kept(count) == list(range(count))
    reads.listed(pending[0], *(DONE._replace(id=job.id) for job in pending[1:]))
    await reads.bench.clock.advance(60)
    assert reads.bench.api.most_about_one_site <= 8
    assert reads.kept(count) == [0, *range(count - module.MOST_KEPT, count)], (
        "one that waits for its second read is kept"
    )


async def test_large_answers_are_not_kept_for_ever() -> None:
    reads = Reads()
    bracket = await reads.brackets.before(SITE, READ)
    large = bracket.before.result._replace(reply=RouterReply(({},) * (module.MOST_ROWS // 2)))
    bracket = bracket._replace(before=bracket.before._replace(result=large))
    reads.bench.api.failure = Busy("too many requests")
    reads.listed(*(PENDING._replace(id=job_no(number)) for number in range(5)))
    for number in range(5):
        reads.brackets.attach(bracket, job_no(number))
    assert reads.kept(5) == [0, 1, 2, 3, 4]
    reads.listed(
        PENDING._replace(id=job_no(0)), *(DONE._replace(id=job_no(number)) for number in range(1, 5))
    )
    await reads.bench.clock.advance(60)
    assert reads.kept(5) == [0, 3, 4]


async def test_of_those_whose_jobs_are_gone_the_newest_are_kept_in_case_they_come_back() -> None:
    reads = Reads()
    count = module.MOST_KEPT + 20
    bracket = await reads.brackets.before(SITE, READ)
    pending = [PENDING._replace(id=job_no(number)) for number in range(count)]
    reads.listed(*pending)
    for job in pending:
        reads.brackets.attach(bracket, job.id)
    reads.listed(pending[0])
    assert reads.kept(count) == [0, *range(20, count)]
    reads.listed(pending[0], pending[20])
    last = range(count, count + module.MOST_KEPT)
    for number in last:  # jobs that no list has
        reads.brackets.attach(bracket, job_no(number))
    assert reads.kept(last.stop) == [0, 20, *last], "what came back is waited for again"
    reads.listed(DONE._replace(id=job_no(20)), pending[0])
    await reads.bench.clock.advance(SETTLE_S)
    assert reads.kept(last.stop) == [0, 20, *last[1:]]
    came_back = reads.brackets.of(job_no(20))
    assert came_back is not None
    assert came_back.after is not None


async def test_a_job_that_vanishes_while_its_second_read_waits_loses_nothing_until_that_ends() -> None:
    reads = Reads()
    await reads.attached()
    bracket = reads.now
    for jobs in ((DONE,), (RUNNING,), ()):
        reads.listed(*jobs)
        await settle()
    others = range(100, 100 + module.MOST_KEPT)
    for number in others:
        reads.brackets.attach(bracket, job_no(number))
    assert reads.kept(others.stop) == [1, *others]
    await reads.bench.clock.advance(SETTLE_S)
    assert len(reads.sent) == 1
    assert reads.kept(others.stop) == [1, *others[1:]]


class _Counted(Bracket):
    """Counts how often any of them is looked at to find out what may be forgotten."""

    looks: ClassVar[int] = 0

    @property
    def is_complete(self) -> bool:
        """Return whether nothing more comes, and count."""
        _Counted.looks += 1
        return super().is_complete


@pytest.mark.parametrize("count", [100, 400])
async def test_keeping_many_costs_each_of_them_a_few_looks(count: int) -> None:
    reads = Reads()
    bracket = _Counted(*await reads.brackets.before(SITE, READ))
    jobs = [PENDING._replace(id=job_no(number)) for number in range(count)]
    _Counted.looks = 0
    reads.listed(*jobs)
    for job in jobs:
        reads.brackets.attach(bracket, job.id)
    for at, job in enumerate(jobs):
        jobs[at] = DONE._replace(id=job.id)
        reads.listed(*jobs)
    await reads.bench.clock.advance(60)
    assert len(reads.sent) == 1 + count
    assert _Counted.looks <= 6 * count
