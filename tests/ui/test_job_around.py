"""What the jobs pane says around its list: heads that hide no count, a title that fits, and how old an answer is."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from rich.style import Style

from altotui.domain.ids import SiteId
from altotui.domain.job import Job
from altotui.domain.job_rollup import Rollup
from altotui.domain.job_table import Grouping, JobGroup, JobTable, JobView
from altotui.domain.timeline import Timeline
from altotui.services.job_store import JobRecord
from altotui.ui.panes.job_heads import head_pieces
from altotui.ui.panes.job_layout import laid_out
from altotui.ui.panes.job_title import group_parts, open_sites_of
from tests.clocks import FakeClock
from tests.domain.records import NOW, a_job, ago, job_no
from tests.ui.driving import Console, driven

ROLLUP = Rollup(done=12, sent=3, failed=2, waiting=40, running=1, stuck=1, other=1, total=60)
COUNTS = r"58 sites 1\S 2\S 1\S 1\S 40\S 12\S 3\S "
"""Whatever the signs are; a space before the bar."""


def _text(label: str, width: int) -> str:
    group = JobGroup("job:x", label, ROLLUP, 58, is_ended=False, is_folded=False, hidden_count=0)
    return "".join(text for text, _ in head_pieces(group, laid_out(width), lambda _: Style()))


@pytest.mark.parametrize("width", [70, 80, 120, 200])
@pytest.mark.parametrize(
    "label", ["Backup", "Add monitoring host to the management list of every branch " * 3]
)
def test_a_head_shows_every_count_however_long_its_label_is(label: str, width: int) -> None:
    shown = _text(label, width)
    assert len(shown) == width
    assert re.search(COUNTS, shown), shown
    assert shown.startswith(f"v {label[:7]}" if len(label) > 7 else f"v {label}")


def test_a_head_of_one_site_counts_jobs() -> None:
    group = JobGroup("site:x", "lagos", Rollup(done=2, total=2), 1, True, True, 2)
    shown = "".join(text for text, _ in head_pieces(group, laid_out(80), lambda _: Style()))
    assert re.match(r"\S lagos  2 jobs 2\S ", shown), shown


@pytest.mark.parametrize(
    ("hidden_count", "is_folded", "words"),
    [
        (0, False, "60 jobs on 58 sites; enter folds"),
        (60, True, "60 jobs on 58 sites, all folded away; enter unfolds"),
        (58, True, "60 jobs on 58 sites, 58 of them folded away; enter unfolds"),
    ],
)
def test_a_head_under_the_cursor_says_what_is_away_and_what_enter_does(
    hidden_count: int, is_folded: bool, words: str
) -> None:
    group = JobGroup("job:x", "Backup", ROLLUP, 58, False, is_folded, hidden_count)
    assert words in "".join(text for text, _ in group_parts(group))


# --- where jobs are open


def _table(open_count: int, ended_count: int) -> JobTable[JobRecord]:
    jobs = [a_job(number, created_at=ago(60)) for number in range(open_count)]
    jobs += [a_job(1000 + number, completed_at=ago(60)) for number in range(ended_count)]
    table: JobTable[JobRecord] = JobTable()
    table.apply_view(JobView(Grouping.SITE))
    table.show([JobRecord(job, Timeline().observed(job, NOW)) for job in jobs], {}, {}, NOW)
    return table


@pytest.mark.parametrize(
    ("open_count", "named_count", "more"), [(0, 0, ""), (3, 3, ""), (25, 20, " and 5 more")]
)
def test_where_jobs_are_open_is_said_without_a_walk_over_those_that_have_ended(
    open_count: int, named_count: int, more: str
) -> None:
    table = _table(open_count, ended_count=500)
    group = table.group_at(0)
    assert group is not None
    records, asked = table.records_of(group), list[SiteId]()

    def name_of(site_id: SiteId) -> str:
        asked.append(site_id)
        return "lagos"

    said = "".join(text for text, _ in open_sites_of(group, records, name_of))
    assert len(asked) == named_count
    assert said.endswith(f"lagos{more}") if open_count else not said
    assert len(list(records)) == 500 + open_count - named_count, "the rest was not looked at"


# --- the title, and how old an answer is


def _in_states(now: datetime) -> list[Job]:
    new = a_job(0, created_at=now)
    begun = new._replace(started_at=now)
    done = begun._replace(completed_at=now)
    failed = begun._replace(failed_at=now)
    acknowledged = done._replace(needs_acknowledgement=True)
    return [new, begun, acknowledged, done._replace(needs_acknowledgement=False), failed]


def _take_eleven_in_each_state(console: Console) -> None:
    now, site_id = console.services.directory.server_now(), console.site().id
    for number in range(55):
        job = _in_states(now)[number % 5]._replace(id=job_no(number), site_id=site_id)
        event = console.services.jobs.take(job, console.services.clock.now())
        assert event is not None
        console.services.relay(event)


async def test_a_title_without_room_for_words_counts_with_signs_and_keeps_the_pace() -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        console.gateway.drops = lambda call: "/job" in call.path
        _take_eleven_in_each_state(console)
        console.press("f4")
        await console.sees("11 need attention", "slow 1 / ")
        assert re.search(r"attention  11\S 11\S 11\S 11\S 11\S ", console.cells_of(console.main.jobs)[0])
        await console.pilot.resize_terminal(105, 24)
        await console.sees(
            "11 need attention  11 pending 11 running 11 completed 11 sent 11 failed", "slow 1 / "
        )


async def test_how_old_the_last_answer_about_an_open_job_is_stands_beside_its_state() -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        await console.unlock()
        await console.choose(console.site())
        await console.open_form()
        await console.fill("Log a word", ":log info hello")
        console.press("f9")
        await console.sees_no("New job on")
        await console.pass_s(1)
        await console.sees("pending Log a word")
        console.gateway.drops = lambda call: "/job" in call.path
        await console.pass_s(timedelta(minutes=3).total_seconds())
        await console.sees("pending as of 3m ago Log a word")
