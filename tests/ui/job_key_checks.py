"""What the keys of the jobs pane do, each tried on a pane with jobs that have ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from altotui.ui.screens.choose import Choose
from altotui.ui.screens.job_form import JobForm
from tests.domain.records import a_job, job_no
from tests.ui.driving import Console

Press = Callable[[], None]
Check = Callable[[Console, str, Press], Awaitable[None]]


async def _shows_jobs(console: Console) -> None:
    """Add a completed and a failed job of another site, and put the cursor on the first line."""
    now = console.services.directory.server_now()
    jobs, rows = console.services.jobs, console.main.jobs.rows
    site = next(site for site in console.listed.sites if not jobs.of_site(site.id))
    begun = a_job(
        1,
        script=":log info x",
        created_at=now - timedelta(seconds=300),
        started_at=now - timedelta(seconds=200),
    )
    for job in (
        begun,
        begun._replace(id=job_no(2), completed_at=now),
        begun._replace(id=job_no(3), failed_at=now),
    ):
        jobs.take(job._replace(site_id=site.id), now)
    console.main.jobs.apply()
    rows.has_moved = True
    rows.show_row(0)
    await console.until(lambda: rows.table.attention_count)


async def _picks_attention(console: Console, _: str, press: Press) -> None:
    await _shows_jobs(console)
    table = console.main.jobs.rows.table
    press()
    await console.until(lambda: 0 < len(table.hits()) == table.attention_count)
    press()
    await console.until(lambda: len(table.hits()) == table.total)


async def _marks_what_waits(console: Console, _: str, press: Press) -> None:
    """On the one job that waits, marking it and marking all are the same, but for where the cursor goes."""
    await _shows_jobs(console)
    now, jobs, marks = (
        console.services.directory.server_now(),
        console.services.jobs,
        console.services.job_marks,
    )
    job = a_job(4, created_at=now)._replace(site_id=jobs.all()[0].job.site_id)
    jobs.take(job, now)
    console.main.jobs.go_to(job.id)
    press()
    await console.until(lambda: list(marks.ids) == [job.id])
    await console.sees("1 marked")
    console.main.jobs.go_to(job.id)
    press()
    await console.until(lambda: not marks.ids)


async def _asks_for_groups(console: Console, _: str, press: Press) -> None:
    await _shows_jobs(console)
    press()
    await console.until(lambda: isinstance(console.app.screen, Choose))
    console.press("down", "enter")
    await console.until(lambda: console.main.jobs.rows.table.view.grouping.value == "job")


def _folds(*, is_folded: bool) -> Check:
    async def check(console: Console, _: str, press: Press) -> None:
        await _shows_jobs(console)
        rows = console.main.jobs.rows
        rows.show_row(rows.row_count() - 1)
        folded = rows.row_count()
        if is_folded:
            rows.toggle_fold()
            press()
            await console.until(lambda: rows.row_count() == folded)
        else:
            press()
            await console.until(lambda: rows.row_count() > folded)

    return check


async def _changes_the_axis(console: Console, _: str, press: Press) -> None:
    await _shows_jobs(console)
    axis = console.main.jobs.rows.axis
    press()
    await console.until(lambda: axis.is_elapsed)
    await console.sees("since each began")
    press()
    await console.until(lambda: not axis.is_elapsed)


def _span_s(console: Console) -> float:
    axis = console.main.jobs.rows.axis
    return axis.at(console.services.directory.server_now(), 30).span_s


def _zooms(*, is_in: bool) -> Check:
    async def check(console: Console, _: str, press: Press) -> None:
        await _shows_jobs(console)
        axis = console.main.jobs.rows.axis
        axis.zoom(0, console.services.directory.server_now(), 30)  # what jobs begin and end moves it no more
        before = _span_s(console)
        press()
        await console.until(lambda: _span_s(console) != before)
        after = _span_s(console)
        assert (after < before) is is_in, (before, after)

    return check


async def _goes_back_in_time(console: Console, _: str, press: Press) -> None:
    await _shows_jobs(console)
    axis, now = console.main.jobs.rows.axis, console.services.directory.server_now()
    press()
    await console.until(lambda: axis.at(now, 30).end < now)


async def _comes_back_to_now(console: Console, _: str, press: Press) -> None:
    await _shows_jobs(console)
    rows, now = console.main.jobs.rows, console.services.directory.server_now()
    axis = rows.axis
    axis.pan(-1, now, rows.lane_cells)
    press()
    await console.until(lambda: axis.at(now, 30).end >= now)


async def _opens_the_form_again(console: Console, _: str, press: Press) -> None:
    await _shows_jobs(console)
    press()
    await console.until(lambda: isinstance(console.app.screen, JobForm))
    await console.sees(":log info x", "job 1")
    console.press("escape")
    await console.until(lambda: console.app.screen is console.main)


def _tells(*words: str) -> Check:
    async def check(console: Console, _: str, press: Press) -> None:
        await _shows_jobs(console)
        press()
        await console.told(*words)

    return check


def _asks(title: str) -> Check:
    async def check(console: Console, _: str, press: Press) -> None:
        await _shows_jobs(console)
        press()
        await console.until(lambda: isinstance(console.app.screen, Choose))
        await console.sees(title)
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)

    return check


async def _says_there_is_no_plan(console: Console, _: str, press: Press) -> None:
    press()
    await console.told("there is no plan that goes on")


JOB_CHECKS: dict[str, Check] = {
    "job.mark": _marks_what_waits,
    "job.mark_all": _marks_what_waits,
    "job.attention": _picks_attention,
    "job.group": _asks_for_groups,
    "job.fold": _folds(is_folded=True),
    "job.unfold": _folds(is_folded=False),
    "job.axis": _changes_the_axis,
    "job.zoom_in": _zooms(is_in=True),
    "job.zoom_out": _zooms(is_in=False),
    "job.earlier": _goes_back_in_time,
    "job.later": _comes_back_to_now,
    "job.again": _opens_the_form_again,
    "job.verify": _tells("the router answers /system/resource/print"),
    "job.watch_live": _tells("watched live"),
    "job.notify": _tells("this job has ended: it is failed"),
    "job.copy": _asks("Copy"),
    "job.copy_command": _tells("command that queues it again"),
    "job.export": _asks("Export"),
    "plan.go_on": _says_there_is_no_plan,
    "plan.stop": _says_there_is_no_plan,
}
"""What each bound command of the jobs pane does, by its id."""
