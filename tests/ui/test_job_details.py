"""All about one job on one screen: nothing is left out, nothing is claimed, and it follows while it is open."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from rich.style import Style

from altotui.domain.answer_diff import diff_answers
from altotui.domain.command import CommandResult, RouterReply
from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import Job, JobEndpoint
from altotui.domain.job_again import INEXACT
from altotui.domain.job_concern import Concern
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.translation import Kind, Translation
from altotui.domain.text import make_visible
from altotui.domain.timeline import Timeline
from altotui.domain.typical import Typical
from altotui.services.brackets import Bracket, Reading
from altotui.services.job_store import JobRecord
from altotui.services.line_reader import LineReader
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.storage.learned import LearnedNowhere
from altotui.ui.screens.job_details import JobDetails
from altotui.ui.screens.job_details_facts import MAX_SHOWN_CHARS, Around, shown_script
from altotui.ui.screens.job_details_rows import Spans
from tests.domain.records import NOW, a_job, a_site, ago
from tests.ui.staged import Stage, staged
from tests.waiting import until

SIZES = [(60, 20), (80, 24), (120, 36)]
LARGE = (120, 60)
SCRIPT = ':foreach i in=[/ip/address/find] do={\n\t/ip/address/set $i comment="guest"\n}'
RUNNING = a_job(
    description="Raise guest queue",
    token="4kT9",
    script=SCRIPT,
    created_at=ago(600),
    started_at=ago(560),
)._replace(
    idempotency_key=IdempotencyKey("5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9"),
    backup=True,
    backup_name="site/1772442900.rsc",
    log_url="logs?group=sites&filter={$.message=*4kT9*}",
)
AROUND = Around(
    "lagos-branch-0142", NOW, "collected, no acknowledgement", Concern.STUCK, Typical(65.0, 90.0, 24)
)


def _record(*jobs: Job) -> JobRecord:
    """Return the record of a job that was seen in these states, a minute apart, the last one now."""
    timeline = Timeline()
    for number, job in enumerate(jobs):
        timeline = timeline.observed(job, NOW - timedelta(minutes=len(jobs) - 1 - number))
    return JobRecord(jobs[-1], timeline)


class Desk:
    """A screen of one job with what is around it, which a test changes."""

    def __init__(self, record: JobRecord, around: Around = AROUND, language: Language | None = None) -> None:
        self.around = around
        self.done: list[tuple[str, JobRecord]] = []
        self._language = language
        self.reader = LineReader(self._load, LearnedNowhere)
        if language is not None:
            self.reader.language()
        acts = {
            key: (f"{key}-word", lambda record, key=key: self.done.append((key, record)))
            for key in ("Y", "e")
        }
        self.screen = JobDetails(record, lambda _: self.around, self.reader, acts, a_site())

    def _load(self) -> Language:
        if self._language is None:
            raise AssertionError("no language in this test")
        return self._language


def _all_lines(stage: Stage) -> list[str]:
    return [line.rstrip() for line in stage.lines()]


def _line_with(stage: Stage, words: str) -> str:
    return next((line for line in _all_lines(stage) if words in line), "")


async def test_everything_known_of_a_job_is_there() -> None:
    desk = Desk(_record(RUNNING._replace(started_at=None), RUNNING), AROUND._replace(usual=JobEndpoint.KEYED))
    async with staged(desk.screen, LARGE) as (stage, _):
        await stage.sees(
            "Job on lagos-branch-0142: Raise guest queue",
            "> running",
            "! needs attention: stuck",
            "collected, no acknowledgement",
            "one is taken before the script runs, site/1772442900.rsc",
            "no: at the next check-in",
            "yes: the router reports how it ends",
            "2026-03-02 09:05:00Z  10m ago  reported",
            "40s",
            "9m20",
            "1m05 (median of 24 runs, p95 1m30)",
            "4kT9",
            RUNNING.id,
            RUNNING.site_id,
            "5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9",
            "not reported; this console queues with a key",
            "logs?group=sites&filter={$.message=*4kT9*}",
            ":foreach i in=[/ip/address/find] do={",
            f"{len(SCRIPT)} characters",
        )
        stage.assert_harmless()


async def test_reported_and_observed_times_are_told_apart() -> None:
    seen = a_job(status_word="pending"), a_job(status_word="running")
    async with staged(Desk(_record(*seen)).screen, LARGE) as (stage, _):
        await stage.sees("created          ~2026-03-02 09:14:00Z  1m ago  observed")
        assert "~2026-03-02 09:15:00Z  <1m ago  observed" in _line_with(stage, "started  ")
        assert "~1m00" in _line_with(stage, "waited")
        assert _line_with(stage, "ran  ").endswith("-"), "its start is not reported, so nobody knows"
        events = [line.split() for line in _all_lines(stage) if "Z  observed" in line and "ago" not in line]
        assert [event[0] for event in events] == ["pending", "running"]


async def test_a_state_that_was_taken_back_is_an_event_of_its_own() -> None:
    record = _record(a_job(status_word="completed"), a_job(status_word="running"))
    async with staged(Desk(record).screen, LARGE) as (stage, _):
        await stage.sees("from completed to running")


async def test_the_mark_of_a_description_tells_the_endpoint() -> None:
    record = _record(a_job(description="Log a word #1a2b3c4d"))
    async with staged(Desk(record).screen, LARGE) as (stage, _):
        await stage.sees("json: its description ends in the mark #1a2b3c4d")


# --- the script


async def test_the_script_has_the_colours_of_the_prompt(language: Language) -> None:
    async with staged(Desk(_record(RUNNING), language=language).screen, LARGE) as (stage, _):
        await stage.sees(":foreach")
        row = next(strip for strip in stage.strips() if ":foreach" in strip.text)
        by_text = {segment.text: segment.style for segment in row if segment.style}
        colours = {style.color for style in by_text.values() if isinstance(style, Style)}
        assert len(colours) >= 4
        stage.assert_harmless()


async def test_the_colours_come_when_the_language_is_loaded(language: Language) -> None:
    desk = Desk(_record(RUNNING))
    desk._language = language
    async with staged(desk.screen, LARGE) as (stage, _):
        await until(lambda: desk.reader.is_ready)

        def is_coloured() -> bool:
            row = next((strip for strip in stage.strips() if ":foreach" in strip.text), None)
            return row is not None and len({s.style.color for s in row if s.style}) >= 4

        await until(is_coloured)


async def test_only_what_is_in_sight_of_a_long_script_is_coloured(language: Language) -> None:
    lines = [f"/ip/address/add address=10.0.0.{number}/32 interface=ether1" for number in range(2000)]
    desk = Desk(_record(RUNNING._replace(script="\n".join(lines))), language=language)
    asked: list[str] = []
    colours_of = desk.screen._rows._colours

    def colours(text: str) -> Spans:
        asked.append(text)
        return colours_of(text)

    desk.screen._rows._colours = colours
    async with staged(desk.screen, (100, 30)) as (stage, pilot):
        await pilot.press("end")
        await stage.sees(
            "out: e writes all of it to a file" if len("\n".join(lines)) > MAX_SHOWN_CHARS else "1999/32"
        )
        assert 0 < len(set(asked)) < 100
        assert all(len(text) < 100 for text in asked)


async def test_a_script_of_ten_megabytes_opens_at_once_and_says_what_is_left_out() -> None:
    for script in ("x" * 10_000_000, ":log info hello\n" * 625_000):
        began = time.perf_counter()
        desk = Desk(_record(RUNNING._replace(script=script)))
        async with staged(desk.screen) as (stage, pilot):
            await stage.sees("Raise guest queue")
            assert time.perf_counter() - began < 3.0  # a frame or two; the rest is for the app to come up
            await pilot.press("end")
            await stage.sees("of 10,000,000 characters are left out", "a file")
            await pilot.press("y")
            await until(lambda: stage.copied)
            assert len(stage.copied[0][0]) < 2 * MAX_SHOWN_CHARS


def test_a_script_that_was_cut_on_its_way_says_so() -> None:
    cut = make_visible("y" * 30_000, keep_newlines=True, max_chars=10_000)
    assert "more characters were not kept" in shown_script(cut, is_exact=False).note
    assert shown_script("short…(+12)").note == ""


async def test_a_script_that_the_api_does_not_tell_is_not_shown_as_empty() -> None:
    async with staged(Desk(_record(a_job())).screen, LARGE) as (stage, _):
        await stage.sees("Script", "the API does not tell it")


async def test_secrets_of_a_script_are_masked_on_the_screen_and_in_the_copy() -> None:
    record = _record(RUNNING._replace(script='/ppp/secret/add name=x password="correct horse"'))
    async with staged(Desk(record).screen, LARGE) as (stage, pilot):
        await stage.sees('password="***"')
        await pilot.press("y")
        await until(lambda: stage.copied)
        assert "correct horse" not in stage.text() + stage.copied[0][0]


async def test_a_secret_in_the_description_or_the_link_is_masked_too() -> None:
    job = RUNNING._replace(
        description='Set password="correct horse"', log_url="https://x.example/logs?token=correct-horse"
    )
    async with staged(Desk(_record(job)).screen, LARGE) as (stage, pilot):
        await stage.sees('Job on lagos-branch-0142: Set password="***"', "https://x.example/logs?token=***")
        await pilot.press("y")
        await until(lambda: stage.copied)
        shown = stage.text() + stage.copied[0][0]
        assert "correct" not in shown
        assert shown.count('Set password="***"') == 3


async def test_signs_in_a_script_for_what_cannot_be_seen_are_told() -> None:
    job = RUNNING._replace(script="/log/info a␇b", is_script_exact=False)
    async with staged(Desk(_record(job)).screen, LARGE) as (stage, _):
        await stage.sees("/log/info a␇b", INEXACT)


# --- before and after

READ = Translation("/ip/route/print", "/", Kind.READ, "/ip/route/print")


def _reading(seconds: float, *rows: dict[str, object], failure: str = "") -> Reading:
    outcome = Outcome.UNKNOWN if failure else Outcome.OK
    site = a_site()
    return Reading(
        ago(seconds), CommandResult(site.id, site.name, outcome, RouterReply(rows), failure or None)
    )


async def test_the_bracket_shows_its_ages_and_what_differs() -> None:
    before, after = (
        _reading(seconds, {".id": "*1", "dst-address": "10.0.0.0/8", "gateway": gateway})
        for seconds, gateway in ((300, "192.0.2.1"), (60, "192.0.2.9"))
    )
    difference = diff_answers(before.result.reply, after.result.reply, command=READ.command)
    bracket = Bracket(a_site(), READ, before, after=after, difference=difference)
    async with staged(Desk(_record(RUNNING), AROUND._replace(bracket=bracket)).screen, LARGE) as (stage, _):
        await stage.sees(
            "Before and after  1 row differs",
            "/ip/route/print",
            "5m00 ago, 1 row",
            "1m00 ago, 1 row",
            "gateway 192.0.2.1 -> 192.0.2.9",
        )


async def test_a_bracket_that_failed_says_so() -> None:
    bracket = Bracket(a_site(), READ, _reading(9, failure="too many requests"))
    async with staged(Desk(_record(RUNNING), AROUND._replace(bracket=bracket)).screen, LARGE) as (stage, _):
        await stage.sees("9.0s ago, failed: too many requests", "read again when the job has ended")


# --- it follows


async def test_it_follows_the_job_and_the_cursor_stays_on_its_line(language: Language) -> None:
    desk = Desk(_record(RUNNING._replace(started_at=None)), AROUND._replace(why=""), language)
    async with staged(desk.screen, LARGE) as (stage, pilot):
        await stage.sees(". pending")
        rows = desk.screen._rows
        label = next(at for at, line in enumerate(stage.lines()) if line[1:].startswith("token"))
        await pilot.press(*["down"] * (label - 1))
        await until(lambda: _line_with(stage, ">token"))
        desk.around = AROUND._replace(why="a reason " * 40)
        desk.screen.show_record(_record(RUNNING._replace(completed_at=ago(1))))
        await stage.sees("v completed", "a reason")
        assert _line_with(stage, ">token")
        await pilot.press("end")
        await until(lambda: any(line.startswith(">") and "}" in line for line in stage.lines()))
        desk.around = AROUND._replace(why="short")
        desk.screen.show_record(_record(RUNNING._replace(completed_at=ago(1))))
        await pilot.pause()
        assert rows.cursor == rows.row_count() - 1
        assert any(line.startswith(">") and "}" in line for line in stage.lines())


async def test_news_that_come_before_it_is_drawn_leave_the_cursor_at_the_top() -> None:
    desk = Desk(_record(RUNNING))
    desk.screen.show_record(_record(RUNNING._replace(completed_at=ago(1))))
    async with staged(desk.screen, LARGE) as (stage, _):
        await stage.sees(">state            v completed")


async def test_only_an_open_job_ticks() -> None:
    desk = Desk(_record(RUNNING))
    async with staged(desk.screen, LARGE) as (stage, _):
        await stage.sees("9m20")
        desk.around = AROUND._replace(now=NOW + timedelta(seconds=5))
        await stage.sees("9m25")
        desk.screen.show_record(_record(RUNNING._replace(completed_at=ago(1))))
        assert desk.screen._ticking._active.is_set() is False


# --- keys


async def test_keys_act_on_the_job_as_it_is_shown_and_copy_takes_all_of_it() -> None:
    desk = Desk(_record(RUNNING))
    async with staged(desk.screen) as (stage, pilot):
        await stage.sees("y copy all, Y Y-word, e e-word, esc")
        newer = _record(RUNNING._replace(description="other"))
        desk.screen.show_record(newer)
        await pilot.press("Y", "e", "enter", "y", "escape")
        await until(lambda: stage.results)
        assert desk.done == [("Y", newer), ("e", newer)]
        (text, what), *_ = stage.copied
        assert what == "job"
        for words in ("description     other", f"job id          {RUNNING.id}", "\nScript\n:foreach i in="):
            assert words in text


@pytest.mark.parametrize("size", [*SIZES, (40, 12)])
async def test_strange_texts_do_nothing(size: tuple[int, int], language: Language) -> None:
    shown = [make_visible(text) for text in HOSTILE]
    for text in shown:
        script = make_visible("\n".join((text, *HOSTILE[:5])), keep_newlines=True, max_chars=10_000)
        job = a_job(description=text or "-", token=text, status_word=text, script=script)._replace(
            backup_name=text, log_url=text
        )
        around = AROUND._replace(site_name=text, why=text, checked=text)
        async with staged(Desk(_record(job), around, language).screen, size) as (stage, pilot):
            stage.assert_harmless()
            for key in ("pagedown", "pagedown", "end"):
                stage.press_at_once(key)
                await pilot.pause()
                stage.assert_harmless()
