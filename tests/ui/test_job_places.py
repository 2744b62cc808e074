"""Where one stands among the jobs: nothing moves under the cursor, folds keep their head, and time goes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from altotui.domain.job import Job
from altotui.domain.job_axis import Axis
from altotui.domain.timeline import Timeline
from altotui.services.job_store import JobRecord
from altotui.ui.panes.shown_axis import ShownAxis
from altotui.ui.widgets.row_list import RowList
from tests.clocks import FakeClock
from tests.domain.records import NOW, a_job, ago
from tests.ui.driving import Console, driven


def _take(console: Console, jobs: Iterable[Job]) -> None:
    """Let the store hear of jobs of one site of the fleet."""
    site_id = console.site().id
    for job in jobs:
        event = console.services.jobs.take(job._replace(site_id=site_id), console.services.clock.now())
        if event is not None:
            console.services.relay(event)


def _waiting(console: Console, numbers: range, description: str | None = None) -> list[Job]:
    now = console.services.directory.server_now()
    return [
        a_job(number, description=description, created_at=now - timedelta(seconds=number))
        for number in numbers
    ]


async def _among_jobs(console: Console, count: int, *keys: str) -> None:
    _take(console, _waiting(console, range(1, count + 1)))
    console.press("f4", *keys)
    await console.until(lambda: console.main.jobs.rows.row_count() >= count)
    await console.pilot.pause()


async def test_a_job_under_the_cursor_stays_on_its_line_of_the_screen_when_others_come_above_it() -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        await _among_jobs(console, 40, *["down"] * 20)
        rows = console.main.jobs.rows
        await console.until(lambda: rows.cursor == 20)
        job, line = rows.current, rows.cursor - rows.top
        assert job is not None
        now = console.services.directory.server_now()
        _take(console, [a_job(100 + n, created_at=now, started_at=now, failed_at=now) for n in range(15)])
        await console.until(lambda: rows.cursor == 35)
        assert rows.current is not None
        assert rows.current.job.id == job.job.id
        assert rows.cursor - rows.top == line


@pytest.mark.parametrize("keys", [("h",), ("home", "enter")], ids=["h in the group", "enter on its head"])
async def test_a_group_that_is_folded_has_its_head_under_the_cursor_and_in_sight(
    keys: tuple[str, ...],
) -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        _take(console, [*_waiting(console, range(1, 31), "one"), *_waiting(console, range(31, 61), "two")])
        console.press("f4", "b")
        await console.sees("Group the jobs")
        console.press("down", "enter")
        rows = console.main.jobs.rows
        await console.until(lambda: rows.row_count() == 62)
        console.press(*["down"] * 25, *keys)
        await console.until(lambda: rows.row_count() == 32)
        group = rows.current_group
        assert group is not None
        assert group.is_folded
        assert rows.top <= rows.cursor < rows.top + rows.page_rows


async def test_what_is_unfolded_at_the_lower_edge_comes_into_sight() -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        now = console.services.directory.server_now()
        ended = [a_job(100 + n, created_at=now, started_at=now, completed_at=now) for n in range(20)]
        _take(console, [*_waiting(console, range(1, 31)), *ended])
        console.press("f4", "end")
        rows = console.main.jobs.rows
        await console.until(lambda: rows.cursor == rows.top + rows.page_rows - 1 == 30)
        console.press("enter")
        await console.until(lambda: rows.row_count() == 51)
        assert rows.cursor == 30
        assert rows.top + rows.page_rows - 1 - rows.cursor == rows.page_rows // 2


async def test_enter_on_a_head_is_meant_for_it_though_another_is_under_the_cursor_by_then() -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        _take(console, [*_waiting(console, range(1, 3), "one"), *_waiting(console, range(11, 13), "two")])
        console.press("f4", "b")
        await console.sees("Group the jobs")
        console.press("down", "enter")
        rows = console.main.jobs.rows
        await console.until(lambda: rows.row_count() == 6)
        rows.post_message(RowList.Chosen(rows, 0))
        rows.show_row(3)
        await console.until(lambda: rows.row_count() == 4)
        first, second = rows.table.group_at(0), rows.table.group_at(1)
        assert first is not None
        assert first.is_folded
        assert second is not None
        assert not second.is_folded


async def test_what_a_filter_by_age_shows_changes_with_the_time_alone() -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        _take(console, _waiting(console, range(1, 4)))
        console.press("f4", "slash", *"age:<1m")
        rows = console.main.jobs.rows
        await console.until(lambda: rows.table.hit_count == 3)
        console.press("enter")
        console.gateway.drops = lambda call: (
            "/job" in call.path
        )  # what the platform knows of jobs is not asked
        await console.pass_s(90)
        await console.until(lambda: rows.table.hit_count == 0)


async def test_what_comes_into_sight_by_a_filter_is_asked_for_as_such() -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        _take(console, _waiting(console, range(1, 4)))
        console.press("f4")
        watcher = console.services.watcher
        await console.until(lambda: watcher._visible == {console.site().id})
        console.press("slash", *"nowhere")
        await console.until(lambda: watcher._visible == frozenset())
        console.press("escape")
        await console.until(lambda: watcher._visible == {console.site().id})


async def test_words_and_attention_that_hide_all_jobs_are_both_named() -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        _take(console, _waiting(console, range(1, 4)))
        console.press("f4", "f")
        await console.sees("nothing here needs attention")
        console.press("slash", *"nowhere")
        await console.sees("none of 3 jobs passes and needs attention", "esc takes the filter away, f all")


async def test_an_empty_filter_goes_away_and_tab_goes_to_the_jobs() -> None:
    async with driven(clock=FakeClock(), size=(120, 36)) as console:
        _take(console, _waiting(console, range(1, 4)))
        console.press("f4", "slash", "f2")
        await console.until(lambda: console.focus_id == "site-rows")
        assert not console.main.jobs.words.has_class("-open")
        console.press("f4", "slash", "j", "o", "b", "tab")
        words = console.main.jobs.words
        await console.until(lambda: words.text == "job" and console.focus_id == "job-rows")
        assert words.has_class("-open")


# --- the axis


def _records(*ages_s: float) -> list[JobRecord]:
    jobs = [a_job(number, created_at=ago(age_s)) for number, age_s in enumerate(ages_s)]
    return [JobRecord(job, Timeline().observed(job, NOW)) for job in jobs]


def test_an_open_job_that_grows_old_stays_on_the_axis() -> None:
    axis, records = ShownAxis(), _records(60)
    axis.fit_to(records, NOW)
    later = NOW + timedelta(hours=2)
    axis.fit_to(records, later)
    shown: Axis = axis.at(later, 60)
    assert shown.start <= NOW - timedelta(seconds=60)


async def test_a_title_says_that_the_lanes_are_not_those_of_now() -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        await _among_jobs(console, 3)
        await console.sees_no("moved back")
        console.press("less_than_sign")
        await console.sees("lanes moved back in time")
        console.press("greater_than_sign", "greater_than_sign")
        await console.sees_no("moved back")


async def test_lanes_that_nobody_draws_say_when_they_were_drawn_and_any_key_draws_them_again() -> None:
    async with driven(clock=FakeClock(), size=(120, 36)) as console:
        done = [
            a_job(number, created_at=ago(60), started_at=ago(40), completed_at=ago(20)) for number in range(3)
        ]
        _take(console, done)
        rows = console.main.jobs.rows
        console.press("f4", "home", "l")
        await console.until(lambda: rows.row_count() == 4)

        def end_of_lane() -> int:
            return len(console.cells_of(rows)[2].rstrip())

        await console.sees("09:15Z")
        before = end_of_lane()
        await console.pass_s(90)
        assert end_of_lane() == before
        await console.sees("09:15Z")
        console.press("down")
        await console.sees_no("09:15Z")
        assert before - end_of_lane() >= 4, "its end lies further back"
        before = end_of_lane()
        console.press("less_than_sign")
        await console.sees("lanes moved back in time")
        assert end_of_lane() != before


def test_an_elapsed_axis_is_not_moved_in_time() -> None:
    axis = ShownAxis()
    axis.change(_records(60, 600), NOW)
    before = axis.at(NOW, 60)
    axis.pan(-1, NOW, 60)
    assert axis.at(NOW, 60) == before
    axis.fit_to(_records(36_000), NOW)
    assert axis.at(NOW, 60) != before, "it still follows the jobs"
