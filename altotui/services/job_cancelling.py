"""Cancels several queued jobs, a few at a time, and keeps count: each ends in exactly one outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from altotui.domain.budget import Priority
from altotui.domain.cancelling import Cancelling, CancelOutcome, CancelResult
from altotui.domain.errors import AltotuiError, InvalidInput
from altotui.domain.ids import JobId
from altotui.domain.job import Job
from altotui.services.events import CancellingChanged
from altotui.services.job_marks import JobMarks
from altotui.services.ports import Publish

AT_A_TIME = 4
"""So many answers are awaited together: a lost one, which is looked for in a job list, holds up no other."""
_WAITS_NO_MORE = frozenset({CancelOutcome.CANCELLED, CancelOutcome.STARTED, CancelOutcome.GONE})
_STOPPED = CancelResult(CancelOutcome.STOPPED, "stopped before it was sent")
_CLOSED = CancelResult(CancelOutcome.UNKNOWN, "the console stopped waiting; it may have been cancelled")


class Desk(Protocol):
    """Where one job is cancelled; what it raises was raised before anything was sent."""

    async def cancel(self, job: Job, *, priority: Priority, on_leaving: Callable[[], None]) -> CancelResult:
        """Cancel one job; raises ReadOnly or StorageError."""
        ...


class JobCancelling:
    """The jobs that are cancelled together: one such round at a time."""

    def __init__(self, desk: Desk, marks: JobMarks, publish: Publish) -> None:
        self._desk = desk
        self._marks = marks
        self._publish = publish
        self.state = Cancelling(())
        """The round that goes on, or the last one."""
        self._requests: dict[JobId, asyncio.Future[None]] = {}
        """One for each job of the round that goes on."""
        self._left: set[JobId] = set()
        """Jobs whose request has had its turn: it may be carried out."""

    @property
    def is_busy(self) -> bool:
        """Return whether a round goes on."""
        return bool(self._requests)

    def check(self) -> None:
        """Raise InvalidInput while a round goes on."""
        if self.is_busy:
            raise InvalidInput("jobs are being cancelled already", "ctrl+c stops that")

    async def cancel(self, jobs: Sequence[Job]) -> Cancelling:
        """Cancel each of `jobs`, at least one, and return what became of them.

        Publishes CancellingChanged at the beginning and with every outcome; what waits no more loses its mark.
        Cancelled itself, it gives every job its outcome before it ends; a fault of our own is raised behind that.

        Raises:
            InvalidInput: Others are being cancelled; nothing was sent.
        """
        self.check()
        self._marks.forget_lost()
        turns = asyncio.Semaphore(AT_A_TIME)
        self.state = Cancelling(tuple({job.id: job for job in jobs}.values()))
        self._requests = {job.id: asyncio.ensure_future(self._cancel(job, turns)) for job in self.state.jobs}
        self._publish(CancellingChanged(self.state))
        try:
            await asyncio.wait(self._requests.values())
        finally:
            await self._end()
        return self.state

    async def _cancel(self, job: Job, turns: asyncio.Semaphore) -> None:
        async with turns:
            try:
                result = await self._desk.cancel(
                    job, priority=Priority.FANOUT, on_leaving=lambda: self._left.add(job.id)
                )
            except AltotuiError as refused:
                result = CancelResult(CancelOutcome.NOT_SENT, str(refused))
        self._take(job.id, result)

    def _take(self, job_id: JobId, result: CancelResult) -> None:
        self.state = self.state.with_result(job_id, result)
        if result.outcome in _WAITS_NO_MORE:
            self._marks.drop({job_id})
        self._publish(CancellingChanged(self.state))

    async def _end(self) -> None:
        """Give every job its outcome that has none; raise the first fault of our own that met one."""
        requests = list(self._requests.values())
        for request in requests:
            request.cancel()
        try:
            ended = await asyncio.gather(*requests, return_exceptions=True)
        finally:
            for job in self.state.jobs:
                if job.id not in self.state.results:
                    self._take(job.id, _CLOSED if job.id in self._left else _STOPPED)
            self._requests, self._left = {}, set()
        fault = next((each for each in ended if isinstance(each, Exception)), None)
        if fault is not None:
            raise fault

    def stop(self) -> bool:
        """Send nothing more; return whether there was anything to stop.

        The answers to what has left are awaited and told: those jobs may be cancelled.
        """
        if not self.is_busy or self.state.is_stopping:
            return False
        self.state = self.state._replace(is_stopping=True)
        for job_id, request in self._requests.items():
            if job_id not in self._left:
                request.cancel()
        self._publish(CancellingChanged(self.state))
        return True

    async def aclose(self) -> None:
        """End the round that goes on: what has not left is not sent, what has is unknown."""
        requests = list(self._requests.values())
        for request in requests:
            request.cancel()
        await asyncio.gather(*requests, return_exceptions=True)
