"""Several queued jobs marked and cancelled at once: one question, one outcome each, and nothing unsaid."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

import pytest

from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import JobDraft, JobState
from altotui.domain.secret_names import MASK
from altotui.domain.site import Site
from altotui.services.job_cancelling import AT_A_TIME
from altotui.ui.screens.confirm import Confirm
from altotui.ui.screens.gate import Gate
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven


def _by_check_in(console: Console) -> list[Site]:
    """Return the sites, those first that have just checked in: they fetch their next job last."""
    seen = {site.id: site.last_seen_at for site in console.simulator.sites_now()}
    sites = [site for site in console.listed.sites if seen[site.id] is not None]
    return sorted(sites, key=lambda site: str(seen[site.id]), reverse=True)


def _key(site: Site, description: str) -> IdempotencyKey:
    return IdempotencyKey(str(uuid5(NAMESPACE_URL, f"{site.id} {description}")))


async def _queue(console: Console, sites: Sequence[Site], description: str = "Log a word") -> None:
    """Queue a job on each of `sites`, and go to the jobs, which all wait.

    Their keys are the same each time, and so is how they end: some jobs fail.
    """
    await console.unlock()
    drafts = [
        JobDraft(description, ":log info hello", idempotency_key=_key(site, description)) for site in sites
    ]
    desk = console.services.desk
    queueing = [asyncio.ensure_future(desk.queue(*each)) for each in zip(sites, drafts, strict=True)]
    while not all(each.done() for each in queueing):
        await console.pass_s(0.2)
    console.press("f4")
    await console.until(lambda: len(console.main.jobs.rows.records) >= len(sites))
    await console.until(lambda: console.focus_id == "job-rows")


def _states(console: Console) -> list[JobState]:
    """Return the states of the jobs that were queued here: sites have others, which ended long ago."""
    return [
        each.job.state for each in console.services.jobs.all() if each.job.description.startswith("Log a")
    ]


def _rows(console: Console) -> list[str]:
    return [row for row in console.cells_of(console.main.jobs.rows) if "Log a" in row]


def _marked(console: Console) -> int:
    """Return how many rows are drawn as marked: before the name of their site."""
    return sum(" *" in row for row in _rows(console))


def _deleted(console: Console) -> int:
    return len([call for call in console.gateway.calls if call.method == "DELETE"])


async def _confirm(console: Console) -> None:
    """Type the number that the gate asks for, and let it pass."""
    gate = await console.at_gate()
    console.type(gate._answering._must_type)
    console.press("enter")
    await console.until(lambda: console.app.screen is console.main)


async def _after(console: Console) -> None:
    """Let the time pass that the requests take."""
    cancelling = console.services.open_cancelling()
    await console.until(lambda: cancelling.state.jobs)
    while cancelling.is_busy:
        await console.pass_s(0.2)
    await console.pilot.pause()


# --- marks


async def test_marks_are_drawn_counted_and_taken_away() -> None:
    async with driven(clock=FakeClock()) as console:
        await _queue(console, _by_check_in(console)[:3])
        console.press("space")
        await console.sees("1 marked")
        assert console.main.jobs.rows.cursor == 1
        console.press("space")
        await console.sees("2 marked")
        assert _marked(console) == 2
        console.press("up", "space")
        await console.sees("1 marked")
        console.press("a")
        await console.sees("3 marked")
        console.press("a")
        await console.sees_no("marked")
        console.press("a")
        await console.sees("3 marked")
        console.press("escape")
        await console.sees_no("marked")
        assert _marked(console) == 0


async def test_marks_outlast_filters_and_polls_and_are_counted_where_they_are_hidden() -> None:
    async with driven(clock=FakeClock()) as console:
        sites = _by_check_in(console)[:3]
        await _queue(console, sites)
        console.press("a")
        await console.sees("3 marked")
        console.press("slash")
        console.type(f"{sites[0].name}\n")
        await console.sees("3 marked", "(2 hidden)")
        await console.pass_s(8)
        console.press("escape")
        await console.sees("3 marked")
        await console.sees_no("hidden")
        console.press("a", "slash")
        console.type(f"{sites[0].name}\n")
        await console.sees_no(sites[1].name[-4:] + " Log a")
        console.press("a")
        await console.sees("1 marked")


async def test_on_a_head_all_waiting_jobs_of_its_group_are_marked() -> None:
    async with driven(clock=FakeClock()) as console:
        sites = _by_check_in(console)
        await _queue(console, sites[:2], "Log a word")
        await _queue(console, sites[2:3], "Log another")
        console.press("b")
        await console.sees("Group the jobs")
        console.press("down", "enter")
        rows = console.main.jobs.rows
        await console.sees(" by job ")
        console.press("end", "home")
        await console.until(lambda: rows.current_group is not None)
        group = rows.current_group
        assert group is not None
        console.press("space")
        await console.sees(f"{group.rollup.total} marked")
        console.press("space")
        await console.sees_no("marked")


async def test_what_does_not_wait_is_not_marked_and_a_mark_goes_visibly_when_its_job_starts() -> None:
    async with driven(clock=FakeClock()) as console:
        (site,) = _by_check_in(console)[:1]
        await _queue(console, [site])
        console.press("space")
        await console.sees("1 marked")
        await console.pass_s(60)
        await console.told(f"a marked job waits no more: {site.name}")
        await console.sees("0 marked (1 wait no more)")
        console.press("home", "escape")
        await console.sees_no("marked")
        console.press("a")
        await console.told("none of the jobs that are shown waits")
        console.press("enter", "down", "space")
        await console.told("only a waiting job can be marked")


async def test_without_a_job_and_with_a_broken_filter_nothing_is_marked() -> None:
    async with driven(clock=FakeClock()) as console:
        console.press("f4", "space")
        await console.told("there is no job under the cursor")
        await _queue(console, _by_check_in(console)[:1])
        console.press("slash")
        console.type("age:<x\n")
        console.press("a")
        await console.told("the filter is not understood")
        assert not console.services.job_marks.ids


# --- cancelling them


async def test_up_to_three_are_confirmed_by_one_question() -> None:
    async with driven(clock=FakeClock()) as console:
        sites = _by_check_in(console)[:2]
        await _queue(console, sites)
        console.press("a", "D")
        await console.sees("Cancel 2 queued jobs on 2 sites?", "Cancel 2 jobs", "collects meanwhile")
        assert all(site.name in console.text() for site in sites)
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        assert _deleted(console) == 0
        console.press("D")
        await console.say_yes()
        await _after(console)
        await console.told("2 of 2 cancelled")
        await console.sees_no("marked")
        assert _deleted(console) == 2
        assert _states(console) == [JobState.DELETED] * 2


async def test_one_that_is_collected_while_the_question_stands_is_named_and_the_totals_add_up() -> None:
    async with driven(clock=FakeClock()) as console:
        by_check_in = _by_check_in(console)
        due = by_check_in[-1]
        await _queue(console, [*by_check_in[:3], due])
        console.press("a", "D")
        await console.sees("Cancel 4 queued jobs on 4 sites?", "type 4 to cancel them")
        gate = await console.at_gate()
        console.press("enter")
        await console.sees("type 4 first: all cancels them")
        store = console.services.jobs
        while store.of_site(due.id)[0].job.state is JobState.PENDING:
            await console.pass_s(1)
        assert _states(console).count(JobState.PENDING) == 3
        await console.at_gate()
        assert console.app.screen is gate
        await _confirm(console)
        await _after(console)
        await console.told("3 cancelled, 1 not cancelled: already started; 3 + 1 = 4", f"Look at {due.name}")
        await console.reads("not cancelled: already started", due.name)
        assert _deleted(console) == 4
        assert _states(console).count(JobState.DELETED) == 3


async def test_progress_is_in_sight_and_ctrl_c_stops_what_has_not_been_sent() -> None:
    async with driven(clock=FakeClock()) as console:
        await _queue(console, _by_check_in(console)[: AT_A_TIME + 2])
        console.gateway.is_open.clear()
        console.press("a", "D")
        await _confirm(console)
        await console.sees(f"cancelling 0 of {AT_A_TIME + 2}", "ctrl+c stops")
        while _deleted(console) < AT_A_TIME:
            await console.pass_s(0.2)
        console.press("q")
        await console.sees("Leave while jobs are being cancelled?")
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        console.press("ctrl+c")
        await console.sees("stopping: ")
        console.gateway.is_open.set()
        await _after(console)
        total = f"{AT_A_TIME} cancelled, 2 not sent: stopped; {AT_A_TIME} + 2 = {AT_A_TIME + 2}"
        await console.told(total)
        await console.sees("2 marked")
        await console.sees_no("stopping: ")
        assert _deleted(console) == AT_A_TIME
        assert _states(console).count(JobState.PENDING) == 2


async def test_each_outcome_of_a_platform_that_fails_is_told() -> None:
    async with driven(clock=FakeClock()) as console:
        sites = _by_check_in(console)[:3]
        await _queue(console, sites)
        console.gateway.loses = lambda call: call.method == "DELETE" and sites[0].id in call.path
        console.gateway.drops = lambda call: call.method == "DELETE" and sites[1].id in call.path
        console.press("a", "D")
        await console.say_yes()
        await _after(console)
        await console.told(
            "2 cancelled, 1 not known whether cancelled; 2 + 1 = 3", f"Look at {sites[1].name}"
        )
        await console.sees("1 marked")


@pytest.mark.parametrize("marked", [2, 4])
async def test_a_session_that_is_locked_does_not_even_ask(marked: int) -> None:
    async with driven(clock=FakeClock()) as console:
        await _queue(console, _by_check_in(console)[:marked])
        await console.colon("ro")
        console.press("f4", "a", "D")
        await console.told("session is read-only")
        assert console.app.screen is console.main


async def test_a_session_that_is_locked_while_the_question_stands_sends_nothing() -> None:
    async with driven(clock=FakeClock()) as console:
        await _queue(console, _by_check_in(console)[:2])
        console.press("a", "D")
        await console.sees("Cancel 2 queued jobs")
        console.services.session.lock()
        await console.say_yes()
        await _after(console)
        await console.told("2 of 2 not sent")
        assert _deleted(console) == 0


async def test_one_mark_alone_is_what_is_cancelled_wherever_the_cursor_is() -> None:
    async with driven(clock=FakeClock()) as console:
        await _queue(console, _by_check_in(console)[:3])
        rows = console.main.jobs.rows
        first = rows.current
        assert first is not None
        console.press("space", "end", "D")
        name = console.services.directory.name_of(first.job.site_id)
        await console.sees(f"Cancel the marked job on {name}?")
        await console.say_yes()
        await console.pass_s(3)
        await console.told("cancelled: ")
        toasts = [console.part(toast) for toast in console.app.screen.query("Toast")]
        assert not any("no more" in toast for toast in toasts), "it went because it was to go"
        assert not console.services.job_marks.ids


@pytest.mark.parametrize(("count", "kind"), [(2, Confirm), (12, Gate)])
async def test_secrets_are_masked_in_the_question_and_of_many_jobs_only_some_are_named(
    count: int, kind: type[Confirm] | type[Gate]
) -> None:
    async with driven(clock=FakeClock()) as console:
        await _queue(console, _by_check_in(console)[:count], "Log a password=hunter22 once")
        console.press("a", "D")
        await console.until(lambda: isinstance(console.app.screen, kind))
        await console.sees(f"Cancel {count} queued jobs", f"Log a password={MASK} once")
        assert "hunter22" not in console.text()
        if count > 8:
            await console.sees("and 4 more jobs", "and 6 more")
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)


async def test_keys_typed_ahead_do_not_confirm_and_are_kept_for_the_prompt() -> None:
    async with driven(clock=FakeClock()) as console:
        await _queue(console, _by_check_in(console)[:4])
        console.press("a", "D", "4", "enter")
        await console.sees("typed ahead, kept for the prompt: 4")
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        await console.until(lambda: console.main.console.prompt.text == "4")
        assert _deleted(console) == 0
