"""Lanes: what is drawn for tables of jobs, and what holds for any job, however wrong its times are."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from altotui.domain.job import Job, JobState
from altotui.domain.job_axis import ZOOM_STEPS_S, Axis
from altotui.domain.job_concern import Concern
from altotui.domain.job_lane import ASCII, UNICODE, Form, Part, lane, legend
from altotui.domain.timeline import Timeline
from altotui.domain.typical import Typical
from tests.domain.records import NOW, a_job, ago

WALL = Axis(NOW, 60, 20)
ELAPSED = WALL._replace(is_elapsed=True)
TYPICAL = Typical(190, 302, 212)
NOTHING = Timeline()


def _seen(*jobs: tuple[Job, datetime]) -> Timeline:
    timeline = NOTHING
    for job, at in jobs:
        timeline = timeline.observed(job, at)
    return timeline


def _drawn(
    job: Job,
    axis: Axis = WALL,
    timeline: Timeline | None = None,
    *,
    typical: Typical | None = None,
    concern: Concern | None = None,
    form: Form = ASCII,
) -> str:
    timeline = _seen((job, NOW)) if timeline is None else timeline
    return "".join(
        text for text, _ in lane(job, timeline, axis, NOW, typical=typical, concern=concern, form=form)
    )


def _ran(created_s: float, started_s: float, completed_s: float) -> Job:
    """Return a job that completed, from how long ago its changes were."""
    return a_job(created_at=ago(created_s), started_at=ago(started_s), completed_at=ago(completed_s))


OPEN = a_job(created_at=ago(601), started_at=ago(541))


# --- what is drawn


@pytest.mark.parametrize(
    ("job", "drawn"),
    [
        (a_job(created_at=ago(301)), "              ......"),
        (a_job(created_at=ago(1)), "                   ."),
        (OPEN, "         .=========>"),
        (_ran(901, 601, 301), "    .....=====v     "),
        (_ran(901, 601, 301)._replace(needs_acknowledgement=False), "    .....=====s     "),
        (a_job(created_at=ago(901), started_at=ago(601), failed_at=ago(301)), "    .....=====x     "),
        (a_job(created_at=ago(901), deleted_at=ago(301)), "    ........../     "),
        (a_job(created_at=ago(901), started_at=ago(601), is_gone=True), "    .....==========g"),
        (a_job(created_at=ago(901), started_at=ago(601), status_word="odd"), "    .....==========?"),
        # Short ones are drawn wider than they were: waiting and running both show.
        (_ran(312, 309, 301), "            .=v     "),
        (_ran(312, 312, 301), "             =v     "),
        (a_job(created_at=ago(12), started_at=ago(3)), "                  .>"),
        (a_job(created_at=ago(3), started_at=ago(3)), "                   >"),
        (_ran(700, 310, 301), "        .....=v     "),
        (_ran(700, 699, 301), "        .=====v     "),
        (a_job(created_at=ago(310), failed_at=ago(301)), "             .x     "),
        # Over the edges.
        (a_job(created_at=ago(9000)), "<..................."),
        (_ran(9000, 601, 301), "<........=====v     "),
        (_ran(9000, 8000, 301), "<=============v     "),
        (_ran(9000, 8000, 1199), "v                   "),
        (_ran(1199, 1198, 1197), ".=v                 "),
        (_ran(9000, 8000, 7000), "<                   "),
        (a_job(created_at=ago(-3000)), "                   ~"),
        (_ran(601, 301, -3000), "         .....=====~"),
        # The server's clock a little ahead of what we take it for is no future.
        (_ran(601, 301, -90), "         .....=====v"),
        # Times in a wrong order are drawn at the change before.
        (_ran(601, 901, 301), "         =====v     "),
        (_ran(301, 601, 501), "             =v     "),
        (_ran(601, 301, 901), "         ....=v     "),
        (a_job(created_at=ago(601), started_at=ago(301), status_word="pending"), "         ..........."),
    ],
)
def test_lanes_by_the_clock(job: Job, drawn: str) -> None:
    assert _drawn(job) == drawn


@pytest.mark.parametrize(
    ("job", "drawn"),
    [
        (a_job(created_at=ago(301)), "......              "),
        (OPEN, ".=========>         "),
        (_ran(901, 601, 301), ".....=====v         "),
        (_ran(90001, 89701, 89401), ".....=====v         "),
        (_ran(12, 9, 1), ".=v                 "),
        (a_job(created_at=ago(1200)), "...................."),
        (a_job(created_at=ago(9000)), "...................~"),
        (_ran(9000, 8700, 301), ".....==============~"),
        (a_job(created_at=ago(-3000)), ".                   "),
    ],
)
def test_lanes_by_elapsed_time_begin_in_the_first_cell(job: Job, drawn: str) -> None:
    assert _drawn(job, ELAPSED) == drawn


def test_a_panned_axis_shows_what_there_was_then() -> None:
    panned = WALL.panned(-15)
    assert _drawn(OPEN, panned) == "                   ~"
    assert _drawn(_ran(1501, 1201, 901), panned) == "         .....=====v"
    assert _drawn(_ran(1501, 1201, 899), panned) == "         .....=====~"
    assert _drawn(_ran(9000, 1201, 60), panned) == "<.............=====~"


# --- what was reported, and what was only seen

LEGACY = a_job(started_at=ago(601), completed_at=ago(301))
RUNNING_WORD = a_job(created_at=ago(901), status_word="running")


@pytest.mark.parametrize(
    ("job", "timeline", "drawn"),
    [
        # No creation on the legacy generation: the lane begins at the first sight.
        (a_job(), _seen((a_job(), ago(301))), "              ?....."),
        (a_job(), _seen((a_job(), ago(1))), "                  ?."),
        (a_job(), NOTHING, "                  ?."),
        (LEGACY, _seen((LEGACY, NOW)), "         ?====v     "),
        (LEGACY, _seen((a_job(), ago(901)), (LEGACY, NOW)), "    ?....=====v     "),
        (LEGACY, NOTHING, "         ?====v     "),
        # A running job without a stamp of its start.
        (RUNNING_WORD, _seen((RUNNING_WORD, ago(601))), "    .....:=========>"),
        (RUNNING_WORD, _seen((RUNNING_WORD, ago(1))), "    ..............:>"),
        (a_job(status_word="running"), _seen((a_job(status_word="running"), ago(1))), "                 ?:>"),
        (RUNNING_WORD, NOTHING, "    ...............>"),
        # An end without a stamp of it.
        (
            a_job(created_at=ago(901), started_at=ago(601), status_word="failed"),
            _seen((a_job(created_at=ago(901), started_at=ago(601), status_word="failed"), ago(301))),
            "    .....====:x     ",
        ),
        (
            a_job(created_at=ago(901), status_word="completed"),
            _seen((RUNNING_WORD, ago(601)), (a_job(created_at=ago(901), status_word="completed"), ago(301))),
            "    .....:===:v     ",
        ),
        # The only cell that runs stays.
        (
            a_job(created_at=ago(312), started_at=ago(309), status_word="failed"),
            _seen((a_job(created_at=ago(312), started_at=ago(309), status_word="failed"), ago(301))),
            "            .=x     ",
        ),
        # What was reported once counts as reported, even when the stamp is missing from then on.
        (a_job(), _seen((a_job(created_at=ago(301)), ago(300))), "              ......"),
        (RUNNING_WORD, _seen((OPEN, ago(500)), (RUNNING_WORD, ago(400))), "    ......=========>"),
        # Left of the axis nothing is said about how it began.
        (a_job(), _seen((a_job(), ago(9000))), "<..................."),
        (
            RUNNING_WORD._replace(created_at=ago(9000)),
            _seen((RUNNING_WORD, ago(8000))),
            "<==================>",
        ),
        # It has gone: nobody reports that.
        (
            a_job(created_at=ago(901), is_gone=True),
            _seen((a_job(created_at=ago(901), is_gone=True), ago(301))),
            "    ..........g     ",
        ),
    ],
)
def test_times_that_were_only_seen_have_a_sign(job: Job, timeline: Timeline, drawn: str) -> None:
    assert _drawn(job, WALL, timeline) == drawn


# --- marks and concerns


@pytest.mark.parametrize(
    ("job", "axis", "typical", "drawn"),
    [
        (OPEN, WALL, TYPICAL, "         .====|=]==>"),
        (OPEN, WALL, Typical(190, None, 6), "         .====|====>"),
        (OPEN, ELAPSED, Typical(190, 701, 30), ".===|=====> ]       "),
        (OPEN, ELAPSED, Typical(800, 900, 30), ".=========>   | ]   "),
        (OPEN, ELAPSED, Typical(800, 9000, 30), ".=========>   |     "),
        (OPEN, ELAPSED, Typical(541, 601, 30), ".=========>]        "),
        # The cell of the start stays, and both marks show although they are less than one cell apart.
        (OPEN, ELAPSED, Typical(1, 2, 30), ".=|]======>         "),
        (_ran(901, 601, 301), ELAPSED, Typical(190, 700, 30), ".....===|=v     ]   "),
        (_ran(9000, 1500, 301), WALL, Typical(500, 9000, 30), "<==|==========v     "),
        (a_job(created_at=ago(301)), ELAPSED, TYPICAL, "......              "),
        (_ran(9000, 8000, 7000), WALL, Typical(7000, 8000, 30), "<                   "),
    ],
)
def test_marks_of_typical_runs(job: Job, axis: Axis, typical: Typical, drawn: str) -> None:
    assert _drawn(job, axis, typical=typical) == drawn


FAILED = a_job(created_at=ago(901), started_at=ago(601), failed_at=ago(301))


@pytest.mark.parametrize(
    ("job", "concern", "drawn"),
    [
        (OPEN, Concern.STUCK, "         .=========!"),
        (_ran(901, 601, 301), Concern.CONTRADICTORY, "    .....=====!     "),
        (FAILED, Concern.CONTRADICTORY, "    .....=====!     "),
        (a_job(created_at=ago(12), started_at=ago(3)), Concern.STUCK, "                 .=!"),
        # The sign of its state says these.
        (FAILED, Concern.FAILED, "    .....=====x     "),
        (a_job(created_at=ago(301), is_gone=True), Concern.GONE, "              .....g"),
        (a_job(created_at=ago(301), status_word="odd"), Concern.UNKNOWN, "              .....?"),
        (_ran(901, 601, 301), Concern.FAST, "    .....=====v     "),
    ],
)
def test_a_concern_stands_at_the_end(job: Job, concern: Concern, drawn: str) -> None:
    assert _drawn(job, concern=concern) == drawn


# --- forms


def test_the_unicode_form_says_the_same() -> None:
    assert _drawn(OPEN, typical=TYPICAL, form=UNICODE) == "         ░████|█]██>"
    assert _drawn(a_job(), WALL, form=UNICODE) == "                  ?░"


@pytest.mark.parametrize("form", [ASCII, UNICODE])
def test_signs_take_one_cell_and_are_all_different(form: Form) -> None:
    assert len(set(form)) == len(form) == len(Part)
    assert [form.sign(part) for part in Part] == list(form)
    assert list(Form._fields) == [part.value for part in Part]
    for sign in form:
        assert len(sign) == 1
        assert unicodedata.east_asian_width(sign) not in "WF"
        assert sign == " " or unicodedata.category(sign)[0] in "LPS"
    if form is ASCII:
        assert "".join(form).isascii()


def test_no_sign_may_be_drawn_as_an_emoji() -> None:
    # Those of Unicode's emoji-data.txt that look like something for here.
    assert not set(UNICODE) & set("▶◀▪▫◻◼◽◾✔✖❌⚠❗❓↔↕↗↘⏩⏭⏳⌛")


@pytest.mark.parametrize("form", [ASCII, UNICODE])
def test_the_legend_explains_every_sign(form: Form) -> None:
    lines = legend(form)
    signs = [form.sign(part) for part in Part if part is not Part.BLANK]
    for sign, text in zip(signs, lines, strict=True):
        shown, _, words = text.partition(" ")
        assert shown == sign
        assert words
    assert f"{form.running} running" in lines


# --- for any job

_FAR = 3 * 10**9
OFFSETS = st.integers(-3000, 3000) | st.integers(-60, 60) | st.integers(-_FAR, _FAR)
TIMES = (
    st.none()
    | OFFSETS.map(lambda offset_s: NOW + timedelta(seconds=offset_s))
    | st.datetimes(timezones=st.just(UTC))
)
JOBS = st.builds(
    a_job,
    status_word=st.sampled_from([None, None, "pending", "running", "completed", "failed", "deleted", "odd"]),
    needs_acknowledgement=st.booleans(),
    created_at=TIMES,
    started_at=TIMES,
    completed_at=TIMES,
    failed_at=TIMES,
    deleted_at=TIMES,
    is_gone=st.booleans(),
)
AXES = st.builds(
    Axis,
    OFFSETS.map(lambda offset_s: NOW + timedelta(seconds=offset_s)) | st.just(NOW),
    st.sampled_from(ZOOM_STEPS_S).map(lambda step_s: step_s / 60) | st.floats(1e-3, 1e7),
    st.integers(-1, 60),
    st.booleans(),
    st.booleans(),
)
SIGHTINGS = st.lists(
    st.tuples(JOBS, OFFSETS.map(lambda offset_s: NOW + timedelta(seconds=offset_s))), max_size=4
)
SECONDS = st.floats(0, 1e9)
TYPICALS = st.none() | st.builds(Typical, SECONDS, st.none() | SECONDS, st.just(20))
CONCERNS = st.none() | st.sampled_from(Concern)

_GRAMMAR = re.compile(
    r"""\ *                       # before it
        [<?]?\.*:?[=|\]]*:?       # earlier or where it began; waiting, running with marks
        [.>vsx/g?!~]?             # its end
        [ |\]]*                   # after it
        | [ ]*~ | <[ ]*""",
    re.VERBOSE,
)


@given(JOBS, SIGHTINGS, AXES, TYPICALS, CONCERNS, st.sampled_from([ASCII, UNICODE]))
def test_a_lane_fills_its_axis_exactly_with_parts_joined(
    job: Job,
    sightings: list[tuple[Job, datetime]],
    axis: Axis,
    typical: Typical | None,
    concern: Concern | None,
    form: Form,
) -> None:
    pieces = lane(job, _seen(*sightings), axis, NOW, typical=typical, concern=concern, form=form)
    assert sum(len(text) for text, _ in pieces) == max(0, axis.cells)
    assert all(one is not other for (_, one), (_, other) in pairwise(pieces))
    for text, part in pieces:
        assert text
        assert text == form.sign(part) * len(text)


@given(JOBS, SIGHTINGS, AXES, TYPICALS, CONCERNS)
def test_a_lane_is_always_something_that_a_job_can_have_done(
    job: Job,
    sightings: list[tuple[Job, datetime]],
    axis: Axis,
    typical: Typical | None,
    concern: Concern | None,
) -> None:
    drawn = _drawn(job, axis, _seen(*sightings), typical=typical, concern=concern)
    assert _GRAMMAR.fullmatch(drawn), drawn
    assert drawn.strip() or axis.cells <= 0
    assert set(drawn[1:-1]).isdisjoint("<~")


@given(JOBS, SIGHTINGS, st.integers(1, 60), st.sampled_from(ZOOM_STEPS_S), TYPICALS)
def test_an_elapsed_lane_begins_in_the_first_cell_wherever_the_axis_ends(
    job: Job, sightings: list[tuple[Job, datetime]], cells: int, scale_s: int, typical: Typical | None
) -> None:
    axis = Axis(NOW, scale_s / 60, cells, is_elapsed=True)
    drawn = _drawn(job, axis, _seen(*sightings), typical=typical)
    assert drawn[0] not in " <"
    assert drawn == _drawn(job, axis._replace(end=ago(10**6)), _seen(*sightings), typical=typical)


class _Run(NamedTuple):
    """A job that ended long enough before NOW, in seconds."""

    wait_s: int
    run_s: int
    ended_s: int


RUNS = st.builds(_Run, st.integers(0, 400), st.integers(0, 400), st.integers(0, 2000))


@given(RUNS, st.integers(1, 120), st.integers(1, 80), st.booleans())
def test_waiting_and_running_both_show_where_there_is_room(
    run: _Run, per_cell_s: int, cells: int, is_elapsed: bool
) -> None:
    started_s = run.ended_s + run.run_s
    job = _ran(started_s + run.wait_s, started_s, run.ended_s)
    axis = Axis(NOW, per_cell_s, cells, is_elapsed)
    is_inside = is_elapsed or axis.cell_of(ago(started_s + run.wait_s)) >= 0
    drawn = _drawn(job, axis)
    assume(cells >= 3 and is_inside and "~" not in drawn)
    assert drawn.count("v") == 1
    assert ("." in drawn) is (run.wait_s > 0)
    assert "=" in drawn


@given(RUNS, st.integers(1, 60), st.booleans())
def test_lengths_are_true_to_two_cells(run: _Run, per_cell_s: int, is_elapsed: bool) -> None:
    started_s = run.ended_s + run.run_s
    job = _ran(started_s + run.wait_s, started_s, run.ended_s)
    drawn = _drawn(job, Axis(NOW, per_cell_s, 3000, is_elapsed))
    assert abs(drawn.count(".") - run.wait_s / per_cell_s) <= 2
    assert abs(drawn.count("=") - run.run_s / per_cell_s) <= 2
    if not is_elapsed:
        end = 3000 - run.ended_s / per_cell_s
        assert abs(drawn.index("v") - end) <= 1


@given(RUNS, st.integers(1, 60), st.integers(-40, 40))
def test_panning_moves_a_lane_without_changing_it(run: _Run, per_cell_s: int, cells: int) -> None:
    started_s = run.ended_s + run.run_s
    job = _ran(started_s + run.wait_s, started_s, run.ended_s)
    axis = Axis(ago(-per_cell_s * 100), per_cell_s, 4000, is_panned=True)
    drawn, panned = _drawn(job, axis), _drawn(job, axis.panned(cells))
    assert drawn.strip() == panned.strip()
    assert drawn.index("v") - panned.index("v") == cells


@given(JOBS, SIGHTINGS, st.integers(1, 60))
def test_the_state_is_at_the_end_of_every_lane_within_the_axis(
    job: Job, sightings: list[tuple[Job, datetime]], cells: int
) -> None:
    drawn = _drawn(job, Axis(NOW, 60, cells, is_elapsed=True), _seen(*sightings))
    ends = {
        JobState.PENDING: ".",
        JobState.RUNNING: ">",
        JobState.COMPLETED: "v",
        JobState.SENT: "s",
        JobState.FAILED: "x",
        JobState.DELETED: "/",
        JobState.GONE: "g",
        JobState.UNKNOWN: "?",
    }
    assert drawn.rstrip()[-1] in (ends[job.state], "~")
