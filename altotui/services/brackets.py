"""Reads around a job: one question to its router before it is queued and once it has ended, and what differs."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.ages import exact_duration
from altotui.domain.answer_diff import AnswerDiff, diff_answers
from altotui.domain.budget import Priority
from altotui.domain.clock import Clock
from altotui.domain.command import CommandResult
from altotui.domain.diff_words import diff_summary
from altotui.domain.errors import InvalidInput
from altotui.domain.ids import JobId
from altotui.domain.job import Job, JobState
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translation import READ_KINDS
from altotui.domain.routeros.volatile import volatile_names
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.command_runner import COMMAND_TIMEOUT_S, FANOUT, CommandRunner
from altotui.services.events import BracketChanged, JobsChanged
from altotui.services.job_store import JobStore
from altotui.services.ports import Publish

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation

SETTLE_S = 5.0
"""From the job's end to the second read: links and neighbours that the job touched need a moment."""
MOST_KEPT = 200
"""Of those that are complete, or whose job is gone from the list of its site, the newest."""
MOST_ROWS = 100_000
"""Of all answers that are kept with them together."""
_COMPARED_AT_ONCE = 1000
"""Rows that are compared without a thread."""
_ENDED_STATES = frozenset({JobState.COMPLETED, JobState.SENT, JobState.FAILED, JobState.DELETED})
"""One that is gone from the list was not seen to end: it may come back."""
_MAX_LINE_CHARS = 80


class Reading(NamedTuple):
    """What came of one read; a failed one keeps its words."""

    at: datetime
    """When its outcome was there, by the server's clock."""
    result: CommandResult

    @property
    def is_ok(self) -> bool:
        """Return whether the router answered."""
        return self.result.outcome is Outcome.OK

    def said(self, now: datetime) -> str:
        """Return how old it is and how much it holds, or why it holds nothing: `3m04 ago, 12 rows`."""
        age = f"{exact_duration((now - self.at).total_seconds())} ago"
        if not self.is_ok:
            return f"{age}, failed: {self.result.message or self.result.outcome.value}"
        rows = len(self.result.reply.rows)
        held = f"{rows:,} row{'s' * (rows != 1)}" if rows or self.result.reply.ret is None else "a text"
        return f"{age}, {held}"


class Bracket(NamedTuple):
    """One read before a job, and after it as soon as that can be."""

    site: Site
    line: Translation
    """A read."""
    before: Reading
    job_id: JobId | None = None
    """None while it is attached to no job."""
    after: Reading | None = None
    """None until the job has ended and the router was read again."""
    difference: AnswerDiff | None = None
    """None unless both reads were answered."""
    why_not: str = ""
    """Visible-only: why there is no second read, and never will be; empty while it may still come."""

    @property
    def is_complete(self) -> bool:
        """Return whether nothing more comes."""
        return self.after is not None or bool(self.why_not)

    @property
    def rows(self) -> int:
        """Return how many rows both answers have."""
        after = self.after.result.reply.rows if self.after else ()
        return len(self.before.result.reply.rows) + len(after)

    @property
    def ignored(self) -> frozenset[str]:
        """Return the names of what always changes, which is not compared."""
        return volatile_names(self.line.command)

    @property
    def summary(self) -> str:
        """Return in a few words what the two reads say: `1 row differs`, or why they say nothing yet."""
        if self.why_not:
            return f"not read again: {self.why_not}"
        if self.after is None:
            return "read again when the job has ended"
        if self.difference is None:
            failed = [
                name for name, each in (("before", self.before), ("after", self.after)) if not each.is_ok
            ]
            return f"cannot be compared: the read {' and the one '.join(failed)} failed"
        if self.difference.is_empty:
            return "no difference"
        differing = diff_summary(self.difference)
        return f"{differing} {'differs' if differing in ('1 row', 'what was returned') else 'differ'}"


class Brackets:
    """Keeps the bracket of each job, and reads the router a second time when the job has ended."""

    def __init__(
        self,
        runner: CommandRunner,
        store: JobStore,
        clock: Clock,
        publish: Publish,
        *,
        server_now: Callable[[], datetime] | None = None,
        timeout_s: float = COMMAND_TIMEOUT_S,
    ) -> None:
        """Take what reads and what knows the jobs.

        Args:
            runner: Sends the reads; they stand in the audit file, but not in the transcript.
            store: Tells whether a job has ended.
            clock: Of the run.
            publish: Takes what changed.
            server_now: The server's time; None: that of `clock`.
            timeout_s: How long each answer is waited for.
        """
        self._runner = runner
        self._store = store
        self._clock = clock
        self._publish = publish
        self._now = server_now or clock.now
        self._timeout_s = timeout_s
        self._by_job: dict[JobId, Bracket] = {}
        self._idle: OrderedDict[JobId, int] = OrderedDict()
        """Rows of those that may be forgotten, the one that has been so for longest first."""
        self._idle_rows = 0
        """Of all of them together."""
        self._reading: dict[JobId, asyncio.Future[None]] = {}
        """Second reads that are under way or about to be."""
        self._turns = asyncio.Semaphore(FANOUT)

    def of(self, job_id: JobId) -> Bracket | None:
        """Return the bracket of a job; None when it has none."""
        return self._by_job.get(job_id)

    def check(self, line: Translation) -> None:
        """Raise InvalidInput when `line` is no plain read."""
        if not line.command:
            raise InvalidInput(line.notes[0] if line.notes else "the line reads nothing")
        if line.kind not in READ_KINDS or line.is_write:
            shown = make_visible(line.input, max_chars=_MAX_LINE_CHARS)
            why = "shows secrets or what people do" if not line.may_change else "may change the router"
            raise InvalidInput(f"{shown} {why}", "only reads go before and after a job: /ip/route/print")

    async def before(
        self, site: Site, line: Translation, *, priority: Priority = Priority.COMMAND
    ) -> Bracket:
        """Read `site` now, and return that as a bracket for a job which is about to be queued there.

        A read that fails is kept as failed: whether the job is still wanted is for others to say.

        Raises:
            InvalidInput: The line is no plain read; nothing was sent.
        """
        self.check(line)
        return Bracket(site, line, await self._read(site, line, priority))

    def attach(self, bracket: Bracket, job_id: JobId) -> Bracket:
        """Keep `bracket` for that job of its site, in the place of any other, and return it as it is kept.

        The second read comes SETTLE_S after the job is seen ended, be that now.
        """
        if job_id in self._reading:
            self._reading.pop(job_id).cancel()
        self._set(bracket._replace(job_id=job_id, after=None, difference=None, why_not=""))
        self._look(self._by_job[job_id])
        return self._by_job[job_id]

    def jobs_changed(self, event: JobsChanged) -> None:
        """Read again where a job has ended by now."""
        for job_id in sorted(self._by_job.keys() & (event.added | event.updated)):
            bracket = self._by_job.get(job_id)
            if bracket is not None and bracket.site.id == event.site_id and not bracket.is_complete:
                self._look(bracket)
                self._count(job_id)

    async def aclose(self) -> None:
        """Stop what is under way; nothing is read any more."""
        bodies = list(self._reading.values())
        for body in bodies:
            body.cancel()
        await asyncio.gather(*bodies, return_exceptions=True)

    # --- the second read

    def _look(self, bracket: Bracket) -> None:
        job = self._ended_job(bracket)
        if job is None or bracket.job_id is None or bracket.job_id in self._reading:
            return
        if job.state is JobState.DELETED and job.started_at is None:
            self._set(bracket._replace(why_not="the job was deleted before it started"))
            return
        job_id = bracket.job_id
        body = asyncio.ensure_future(self._read_again(job_id))
        self._reading[job_id] = body
        body.add_done_callback(lambda done: self._leave(job_id, done))

    def _ended_job(self, bracket: Bracket) -> Job | None:
        """Return the job of a bracket if it was seen to end."""
        job = self._job_of(bracket)
        return job if job is not None and job.state in _ENDED_STATES else None

    def _job_of(self, bracket: Bracket) -> Job | None:
        """Return the job of a bracket as it was listed last; None for one that was never listed."""
        record = self._store.get(bracket.site.id, bracket.job_id) if bracket.job_id is not None else None
        return record.job if record is not None else None

    def _leave(self, job_id: JobId, body: asyncio.Future[None]) -> None:
        if self._reading.get(job_id) is not body:
            return  # another bracket has taken its place
        del self._reading[job_id]
        fault = None if body.cancelled() else body.exception()
        bracket = self._by_job.get(job_id)
        if fault is not None and bracket is not None:
            self._set(bracket._replace(why_not=f"internal error: {type(fault).__name__}"))
        self._count(job_id)

    async def _read_again(self, job_id: JobId) -> None:
        await self._clock.sleep(SETTLE_S)
        async with self._turns:
            bracket = self._by_job[job_id]
            if self._ended_job(bracket) is None:
                return  # the server has taken it back: the next change of the job says how it goes on
            after = await self._read(bracket.site, bracket.line, Priority.FANOUT)
        difference = await _difference(bracket, after) if bracket.before.is_ok and after.is_ok else None
        self._set(bracket._replace(after=after, difference=difference))

    async def _read(self, site: Site, line: Translation, priority: Priority) -> Reading:
        result = await self._runner.run(
            site, line, timeout_s=self._timeout_s, priority=priority, is_quiet=True
        )
        return Reading(self._now(), result)

    def _set(self, bracket: Bracket) -> None:
        if bracket.job_id is None:
            return
        self._by_job[bracket.job_id] = bracket
        self._count(bracket.job_id)
        self._publish(BracketChanged(bracket.job_id))

    # --- what is kept

    def _count(self, job_id: JobId) -> None:
        """Note whether a bracket may be forgotten by now, and forget the oldest of those that are too many."""
        bracket = self._by_job.get(job_id)
        self._idle_rows -= self._idle.pop(job_id, 0)
        if bracket is None or self._is_awaited(job_id, bracket):
            return
        self._idle[job_id] = bracket.rows
        self._idle_rows += bracket.rows
        while len(self._idle) > 1 and (len(self._idle) > MOST_KEPT or self._idle_rows > MOST_ROWS):
            oldest, rows = self._idle.popitem(last=False)
            self._idle_rows -= rows
            del self._by_job[oldest]

    def _is_awaited(self, job_id: JobId, bracket: Bracket) -> bool:
        """Return whether a second read is under way or to be expected: not of a job that is gone."""
        if bracket.is_complete:
            return False
        job = self._job_of(bracket)
        return job_id in self._reading or (job is not None and job.state is not JobState.GONE)


async def _difference(bracket: Bracket, after: Reading) -> AnswerDiff:
    """Return what differs between both answers, worked out beside the loop when they are large."""

    def compare() -> AnswerDiff:
        return diff_answers(
            bracket.before.result.reply,
            after.result.reply,
            ignored=bracket.ignored,
            command=bracket.line.command,
            same_router=True,
        )

    is_large = len(bracket.before.result.reply.rows) + len(after.result.reply.rows) > _COMPARED_AT_ONCE
    return await asyncio.to_thread(compare) if is_large else compare()
