"""A job from the form to its end: its bar, its cancellation, and what is said when an answer is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from textual.widgets import Input

from altotui.domain.job import JobState
from altotui.domain.site import Site
from tests.clocks import FakeClock
from tests.domain.records import a_job
from tests.ui.driving import Console, driven
from tests.ui.gateway import Call

DESCRIPTION, SCRIPT = "Log a word", ":log info hello"
_ROW = re.compile(r"(\S) (\w+) .*?\s([░█▒?>vx/]+)\s*[|\]]?\s*$")
"""Sign, word and lane of a job."""


async def _queue(console: Console, site: Site, script: str = SCRIPT) -> None:
    """Fill the form for `site` and queue the job."""
    await console.choose(site)
    await console.open_form()
    await console.fill(DESCRIPTION, script)
    console.press("f9")
    await console.sees_no("New job on")


async def _queued(console: Console, site: Site) -> None:
    """Queue a job on a clock that stands still, until it is in the list and waits."""
    await _queue(console, site)
    await console.pass_s(1)
    await console.until(lambda: _states(console).get(DESCRIPTION) is JobState.PENDING)


def _states(console: Console) -> dict[str, JobState]:
    return {record.job.description: record.job.state for record in console.main.jobs.rows.records}


def _row(console: Console) -> str:
    rows = console.cells_of(console.main.jobs.rows)
    return next((row for row in rows if DESCRIPTION in row), "")


def _just_checked_in(console: Console) -> Site:
    """Return the site that fetches its next job last."""
    now = console.clock.now()
    return max(console.simulator.sites_now(), key=lambda site: site.last_seen_at or now)


async def test_a_queued_job_waits_runs_and_completes_while_its_lane_grows() -> None:
    async with driven(speed=14) as console:
        await console.unlock()
        await _queue(console, _just_checked_in(console), ":delay 12s; :log info hello")
        drawn: list[tuple[str, str, str]] = []

        def is_done() -> bool:
            match = _ROW.match(_row(console))
            if match and (not drawn or drawn[-1] != match.groups()):
                drawn.append((match[1], match[2], match[3]))
            return match is not None and match[2] in ("done", "fail")

        await console.until(is_done, timeout_s=30)
    signs = list(dict.fromkeys(sign for sign, _, _ in drawn))
    assert signs in ([".", ">", "v"], [".", ">", "x"])
    assert list(dict.fromkeys(word for _, word, _ in drawn)) == [
        "wait",
        "run",
        "done" if signs[-1] == "v" else "fail",
    ]
    assert re.fullmatch(r"[░?]+[█▒]*[█▒][vx]", drawn[-1][2]), drawn
    lengths = [len(lane) for _, word, lane in drawn if word == "wait"]
    assert lengths == sorted(lengths)
    assert len(drawn[-1][2]) > len(drawn[0][2]), drawn


async def test_a_queued_job_is_under_the_cursor_with_its_facts() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        site = console.site()
        await _queued(console, site)
        assert console.focus_id == "job-rows"
        text = console.part(console.main.jobs)
        for words in ("1 pending", DESCRIPTION, f"script: {SCRIPT}", "ack yes", "check"):
            assert words in text, words
        assert len(console.gateway.queued) == 1


async def test_a_job_that_was_queued_leaves_an_empty_form_behind() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queued(console, console.site())
        form = await console.open_form()
        assert form.query_one("#description", Input).value == ""


async def test_two_jobs_of_the_same_words_are_two_jobs() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queued(console, console.site())
        await _queue(console, console.site())
        await console.pass_s(1)
        same = [r for r in console.main.jobs.rows.records if r.job.description == DESCRIPTION]
        assert len(same) == 2


async def test_an_open_job_is_counted_where_its_pane_is_out_of_sight() -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        await console.unlock()
        await _queued(console, console.site())
        console.press("f2")
        await console.sees("1 open")
        await console.pass_s(120)
        await console.sees_no("1 open")


# --- cancelling


async def _ask(console: Console) -> None:
    console.press("D")
    await console.sees("Cancel the queued job on", "No", "Cancel the job")


async def test_cancelling_asks_first_and_no_is_the_answer_that_enter_gives() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queued(console, console.site())
        for key in ("enter", "escape"):
            await _ask(console)
            assert DESCRIPTION in console.text()
            console.press(key)
            await console.sees_no("Cancel the queued job on")
        await console.pass_s(1)
        assert [call for call in console.gateway.calls if call.method == "DELETE"] == []
        assert _states(console)[DESCRIPTION] is JobState.PENDING


async def test_a_cancelled_job_is_deleted_and_stays_in_the_list() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queued(console, console.site())
        await _ask(console)
        await console.say_yes()
        await console.pass_s(1)
        await console.until(lambda: _states(console)[DESCRIPTION] is JobState.DELETED)
        await console.until(lambda: _row(console).startswith("/ canc"))
        assert len([call for call in console.gateway.calls if call.method == "DELETE"]) == 1
        await console.pass_s(120)
        assert _states(console)[DESCRIPTION] is JobState.DELETED


async def test_keys_typed_ahead_do_not_answer_a_dialog_that_nobody_has_seen() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queued(console, console.site())
        console.press("D", "tab", "enter")
        await console.pass_s(1)
        console.press("escape")
        await console.pass_s(1)
        assert [call for call in console.gateway.calls if call.method == "DELETE"] == []
        assert _states(console)[DESCRIPTION] is JobState.PENDING


async def test_a_job_that_started_while_the_question_stood_there_is_not_cancelled() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queued(console, console.site())
        await _ask(console)
        await console.pass_s(35)
        await console.say_yes()
        await console.pass_s(1)
        await console.told("not cancelled: it has already started")
        await console.pass_s(60)
        assert _states(console)[DESCRIPTION] in (JobState.COMPLETED, JobState.FAILED)


async def test_a_finished_job_cannot_be_cancelled() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queued(console, console.site())
        await console.pass_s(120)
        console.press("D")
        await console.told("only a waiting job can be cancelled")
        assert [call for call in console.gateway.calls if call.method == "DELETE"] == []


async def test_read_only_does_not_even_ask() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queued(console, console.site())
        await console.colon("ro")
        console.press("f4", "D")
        await console.told("session is read-only")
        assert "Cancel the queued job on" not in console.text()


async def test_a_cancellation_whose_answer_is_lost_is_settled_by_the_list() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queued(console, console.site())
        console.gateway.loses = lambda call: call.method == "DELETE"
        await _ask(console)
        await console.say_yes()
        await console.pass_s(3)
        await console.told("cancelled: Log a word")
        gone = (JobState.DELETED, JobState.GONE)  # the API lists no deleted jobs
        await console.until(lambda: _states(console)[DESCRIPTION] in gone)


async def test_a_cancellation_that_never_arrived_is_not_called_done_or_failed() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queued(console, console.site())
        console.gateway.drops = lambda call: call.method == "DELETE"
        await _ask(console)
        await console.say_yes()
        await console.pass_s(3)
        await console.told("not known whether it was cancelled")
        assert _states(console)[DESCRIPTION] is JobState.PENDING


# --- an answer that never comes


def _is_about_jobs(call: Call) -> bool:
    """Return whether it queues a job, or lists jobs."""
    return call.path.endswith("/job")


async def test_a_job_whose_answer_was_lost_is_found_in_the_list_and_is_one_job() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        console.gateway.loses = lambda call: call.method == "POST"
        await _queue(console, console.site())
        await console.pass_s(2)
        await console.told("looked for in the job list")
        await console.pass_s(2)
        await console.told("it is in the job list")
        await console.until(lambda: DESCRIPTION in _states(console))
        keys = {call.headers["x-idempotency-key"] for call in console.gateway.queued}
        assert (len(console.gateway.queued), len(keys)) == (3, 1)


async def test_a_job_that_never_arrived_is_not_queued_and_its_draft_is_kept() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        console.gateway.drops = lambda call: call.method == "POST"
        await _queue(console, console.site())
        await console.pass_s(14)
        await console.told("the job list of the site does not have it", "draft is kept")
        assert DESCRIPTION not in _states(console)
        console.gateway.drops = lambda _: False
        form = await console.open_form()
        assert form.query_one("#description", Input).value == DESCRIPTION
        console.press("f9")
        await console.pass_s(2)
        await console.until(lambda: DESCRIPTION in _states(console))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_filter_that_nothing_passes_is_not_called_an_empty_list(size: tuple[int, int]) -> None:
    async with driven(clock=FakeClock(), size=size) as console:
        await console.unlock()
        await _queued(console, console.site())
        total = console.main.jobs.rows.table.total
        console.press("slash", *"nowhere")
        await console.sees(f"none of {total} jobs passes", f"0 of {total}")
        await console.sees_no("no jobs on")
        console.press("escape", "f")
        await console.sees("nothing here needs attention", "only what needs attention")
        console.press("f")
        await console.sees(DESCRIPTION)


async def test_what_needs_attention_is_counted_where_its_pane_is_out_of_sight() -> None:
    async with driven(size=(80, 24)) as console:
        now = console.services.directory.server_now()
        failed = a_job(1, created_at=now, started_at=now, failed_at=now)._replace(site_id=console.site().id)
        console.services.relay(console.services.jobs.take(failed, now))
        await console.sees("3 Jobs (1!)")


async def test_a_failure_that_becomes_history_while_no_job_is_open_needs_attention_no_more() -> None:
    async with driven(clock=FakeClock(), size=(80, 24)) as console:
        now = console.services.directory.server_now()
        failed_at = now - timedelta(days=1) + timedelta(seconds=30)
        failed = a_job(1, failed_at=failed_at)._replace(site_id=console.site().id)
        console.services.relay(console.services.jobs.take(failed, now))
        await console.sees("3 Jobs (1!)")
        assert console.services.jobs.sites_with_open_jobs() == []
        await console.pass_s(120)
        await console.sees_no("3 Jobs (1!)")


async def _queue_with_everything_lost(console: Console) -> None:
    """Queue a job whose answer is lost, and neither can the job list be read."""
    console.gateway.loses = _is_about_jobs
    await _queue(console, console.site())
    await console.pass_s(40)
    await console.told("not known whether the job was queued")
    console.gateway.loses = lambda _: False


async def test_the_same_draft_sent_again_after_a_lost_answer_is_still_one_job() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queue_with_everything_lost(console)
        await console.open_form()
        console.press("f9")
        await console.pass_s(3)
        keys = {call.headers["x-idempotency-key"] for call in console.gateway.queued}
        assert len(keys) == 1
        same = [r for r in console.main.jobs.rows.records if r.job.description == DESCRIPTION]
        assert len(same) == 1


async def test_a_draft_that_was_changed_after_a_lost_answer_is_a_job_of_its_own() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queue_with_everything_lost(console)
        form = await console.open_form()
        form.query_one("#description", Input).value = "Another word"
        await console.pilot.pause()
        console.press("f9")
        await console.pass_s(3)
        await console.until(lambda: "Another word" in _states(console))


async def test_a_kept_draft_may_be_queued_on_another_site() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _queue_with_everything_lost(console)
        other = console.site(position=1)
        await console.choose(other)
        await console.open_form()
        console.press("f9")
        await console.pass_s(3)
        await console.until(
            lambda: other.id in {r.job.site_id for r in console.main.jobs.rows.records if r.job.is_open}
        )


# --- a platform that takes no job with a key

MARK = re.compile(re.escape(DESCRIPTION) + r" #[0-9a-f]{8}")


def _refuses_keys(call: Call) -> tuple[int, object] | None:
    is_keyed = call.method == "POST" and call.path.endswith("/job")
    return (405, {"message": "The POST method is not supported"}) if is_keyed else None


async def test_the_json_endpoint_is_offered_and_taken_only_when_a_person_says_so() -> None:
    async with driven(clock=FakeClock(), answers=_refuses_keys) as console:
        await console.unlock()
        await _queue(console, console.site())
        await console.pass_s(1)
        await console.sees("takes no job with a key", "Use the JSON endpoint")
        assert not [call for call in console.gateway.writes if "/asynchronous/" in call.path]
        await console.say_yes()
        await console.pass_s(3)
        await console.until(lambda: any(MARK.fullmatch(text) for text in _states(console)))
        (sent,) = [call for call in console.gateway.writes if "/asynchronous/" in call.path]
        assert MARK.fullmatch(str(sent.json["description"]))


async def test_the_draft_is_kept_when_the_json_endpoint_is_not_wanted() -> None:
    async with driven(clock=FakeClock(), answers=_refuses_keys) as console:
        await console.unlock()
        await _queue(console, console.site())
        await console.pass_s(1)
        await console.sees("takes no job with a key")
        console.press("escape")
        await console.told("not queued; the draft is kept")
        form = await console.open_form()
        assert form.query_one("#description", Input).value == DESCRIPTION
        assert not [call for call in console.gateway.writes if "/asynchronous/" in call.path]


# --- what comes late


async def test_an_answer_that_comes_late_does_not_take_the_prompt_away() -> None:
    async with driven() as console:
        await console.unlock()
        console.gateway.is_open.clear()
        await _queue(console, console.site())
        await console.until(lambda: console.gateway.queued)
        console.press("f3")
        console.type("/ip/ar")
        await console.until(lambda: console.main.console.prompt.text == "/ip/ar")
        console.gateway.is_open.set()
        await console.until(lambda: DESCRIPTION in _states(console))
        await console.pilot.pause()
        console.type("p/print")
        await console.pilot.pause()
        assert console.main.console.prompt.text == "/ip/arp/print"
