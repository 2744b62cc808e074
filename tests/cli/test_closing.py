"""The end of a run: each thing is closed whatever becomes of the others, and nobody waits for long."""

from __future__ import annotations

import asyncio

import pytest

from altotui.cli.compose import close_all, compose
from altotui.cli.deferred_api import DeferredApi
from altotui.cli.deferred_audit import DeferredAudit
from altotui.cli.target import Target
from altotui.domain.job import JobDraft
from altotui.services.brackets import Brackets
from altotui.services.closing import CLOSING_S, DRAFTS_CLOSING_S
from altotui.services.history import History
from altotui.services.job_drafts import JobDrafts
from altotui.services.job_plans import JobPlans
from altotui.services.once import Once
from altotui.services.site_habits import SiteHabits
from altotui.storage.file_lock import locked
from altotui.storage.job_drafts import JobDraftsFile
from altotui.storage.locations import site_prefs_file
from altotui.storage.site_prefs import SitePrefsFile
from tests.clocks import FakeClock, settle
from tests.domain.records import site_no
from tests.services.desk_bench import Bench
from tests.services.fakes import Published

PATIENCE_S = 30.0
ORDER = ("plans", "brackets", "drafts", "api", "audit", "history", "habits")
LONG_S = 60.0
"""More than all of them may take together."""


class _Ending:
    """Something that ends well, late, with an error, never, or never and does not even stop when it is told to."""

    def __init__(self, run: Run, name: str) -> None:
        self._of = run
        self._name = name

    async def aclose(self) -> None:
        """End as the test says."""
        match self._of.hows.get(self._name):
            case "late":
                await self._of.clock.sleep(CLOSING_S + 1)
            case "never":
                await asyncio.get_running_loop().create_future()
            case "deaf":
                with pytest.raises(asyncio.CancelledError):
                    await asyncio.get_running_loop().create_future()
                await asyncio.get_running_loop().create_future()
        self._finish()

    def close(self) -> None:
        """End at once."""
        self._finish()

    def _finish(self) -> None:
        self._of.ended.append(self._name)
        if self._of.hows.get(self._name) == "error":
            raise ZeroDivisionError(self._name)


class _Plans(_Ending, JobPlans):
    """Plans of which only the end is asked."""


class _Brackets(_Ending, Brackets):
    """Brackets of which only the end is asked."""


class _Drafts(_Ending, JobDrafts):
    """Drafts of which only the end is asked."""


class _Api(_Ending, DeferredApi):
    """Connections of which only the end is asked."""


class _Audit(_Ending, DeferredAudit):
    """An audit file of which only the end is asked."""


class _History(_Ending, History):
    """A history of which only the end is asked."""


class _Habits(_Ending, SiteHabits):
    """Favourites of which only the end is asked."""


class Run:
    """A run in which each thing ends well, unless `hows` says otherwise."""

    def __init__(self, **hows: str) -> None:
        self.hows = hows
        self.clock = FakeClock()
        self.ended: list[str] = []
        self.services = Bench().services
        self.services.open_plans = Once(lambda: _Plans(self, "plans"))
        self.services.open_brackets = Once(lambda: _Brackets(self, "brackets"))
        self.services.open_drafts = Once(lambda: _Drafts(self, "drafts"))
        self.services.history = _History(self, "history")
        self.services.habits = _Habits(self, "habits")

    def closing(self) -> asyncio.Future[None]:
        """Begin to close it."""
        ends = (_Api(self, "api"), _Audit(self, "audit"))
        return asyncio.ensure_future(close_all(self.services, *ends, self.clock))

    def open_jobs(self) -> None:
        """Make what queues jobs, as a console does that has queued one."""
        self.services.open_plans(), self.services.open_brackets(), self.services.open_drafts()


@pytest.mark.parametrize(
    "hows",
    [
        {},
        {"plans": "error", "brackets": "error"},
        {"plans": "never"},
        {"plans": "deaf"},
        {"brackets": "never"},
        {"plans": "never", "brackets": "error", "drafts": "late"},
        {"plans": "never", "brackets": "never", "drafts": "never"},
        {"drafts": "error"},
        {"api": "error"},
        {"audit": "error"},
        {"habits": "error"},
        {"api": "error", "audit": "error", "history": "error"},
        {"api": "never"},
        {"api": "deaf"},
        {"history": "never", "habits": "never"},
        {"api": "never", "audit": "error", "habits": "never"},
        dict.fromkeys(ORDER, "error"),
    ],
    ids=lambda hows: " ".join(f"{name}:{how}" for name, how in hows.items()) or "all well",
)
async def test_each_is_closed_whatever_becomes_of_the_others(hows: dict[str, str]) -> None:
    run = Run(**hows)
    run.open_jobs()
    closing = run.closing()
    await run.clock.advance(LONG_S)
    assert closing.done()
    assert run.ended == [name for name in ORDER if hows.get(name) not in ("never", "deaf")]
    errors = [name for name in ORDER if hows.get(name) == "error"]
    if errors:
        with pytest.raises(ZeroDivisionError, match=errors[-1]):
            await closing
    else:
        await closing


async def test_what_was_never_made_is_not_made_at_the_end() -> None:
    run = Run()
    closing = run.closing()
    await settle()
    assert closing.done()
    assert run.ended == ["api", "audit", "history", "habits"]
    assert run.services.open_drafts.made is None


async def test_each_has_a_time_of_its_own() -> None:
    run = Run(plans="never", brackets="never", drafts="never")
    run.open_jobs()
    run.closing()
    for limit_s in (CLOSING_S, CLOSING_S, DRAFTS_CLOSING_S - 0.1):
        assert run.ended == []
        await run.clock.advance(limit_s)
    assert run.ended == [], "connections and audit file are open while something may need them"
    await run.clock.advance(0.1)
    assert run.ended == ["api", "audit", "history", "habits"]


async def test_what_was_typed_last_is_on_the_disk_though_a_plan_does_not_end() -> None:
    run = Run(plans="never")
    drafts = JobDrafts(lambda: JobDraftsFile("acme"), run.clock, Published())
    run.services.open_drafts = Once(lambda: drafts)
    run.open_jobs()
    drafts.begin(JobDraft("Raise guest queue", ":log info x"))
    await drafts.flush()
    drafts.begin(JobDraft("Lower guest queue", ":log info y"))
    closing = run.closing()
    await run.clock.advance(CLOSING_S - 0.1)
    await run.clock.advance(0.1)
    async with asyncio.timeout(PATIENCE_S):
        await closing
    kept = JobDraftsFile("acme").load().jobs.drafts
    assert {"Raise guest queue", "Lower guest queue"} == {each.draft.description for each in kept}


async def test_whoever_is_cancelled_while_the_connections_are_closed_has_closed_the_rest() -> None:
    run = Run(plans="never", api="never")
    run.open_jobs()
    closing = run.closing()
    await settle()
    closing.cancel()
    await settle()
    assert run.ended == ["brackets", "drafts"]
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert run.ended == ["brackets", "drafts", "audit", "history", "habits"]


async def test_a_run_ends_while_another_console_keeps_the_favourites_locked() -> None:
    run = Run()
    habits = SiteHabits(lambda: SitePrefsFile("acme"), run.clock, Published())
    run.services.habits = habits
    with locked(site_prefs_file("acme")):
        habits.toggle_favourite(site_no(1))
        closing = run.closing()
        await run.clock.advance(CLOSING_S)
        assert closing.done()
    assert run.ended == ["api", "audit", "history"]


async def test_the_end_of_a_composed_run_keeps_what_was_typed_and_liked() -> None:
    async with compose(Target("acme", "v1", "", False)) as composition:
        composition.services.open_drafts().begin(JobDraft("Raise guest queue", ":log info x"))
        composition.services.habits.toggle_favourite(site_no(1))
    assert [each.draft.description for each in JobDraftsFile("acme").load().jobs.drafts] == [
        "Raise guest queue"
    ]
    assert SitePrefsFile("acme").load().prefs.favourites == {site_no(1)}
