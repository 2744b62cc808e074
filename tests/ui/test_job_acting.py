"""Acting on one job: its details, once more, what the router says, taking it away, and being told of its end."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from altotui.cli.arguments import verb_parser
from altotui.cli.verbs.job import add_arguments
from altotui.domain.ids import JobId
from altotui.domain.job import Job, JobState
from altotui.domain.job_again import INEXACT
from altotui.domain.secret_names import MASK
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.events import JobsChanged
from altotui.ui.job_acting import JobActing
from altotui.ui.screens.job_details import JobDetails
from altotui.ui.screens.job_form import JobForm
from altotui.ui.terminal_notice import MAX_CHARS, notice_text, osc9
from tests.clocks import FakeClock
from tests.ui.answered import go_to_option
from tests.ui.driving import Console, driven
from tests.ui.gateway import Call

SCRIPT = "/ip/address/add address=10.9.9.1/24 interface=ether1"
SECRET_SCRIPT = '/ppp/secret/add name=x password="correct horse"'
JOB = "10000000-0000-4000-8000-000000000001"


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class Acting:
    """The console with one site whose jobs are what a test says."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.site: Site = console.site()
        self.jobs: dict[str, dict[str, object]] = {}
        self.routers: Callable[[Call], tuple[int, object] | None] = lambda _: None
        self.copied: list[tuple[str, str]] = []
        self.past_screen: list[str] = []
        prompt = console.app.actions.prompt
        self.acting = JobActing(
            console.app,
            console.main,
            console.services,
            prompt.sending,
            open_form=prompt.jobs.open_draft,
            copy=lambda text, what: self.copied.append((text, what)),
            flags=("--profile", "lab"),
        )
        self.acting.notices.environ = {"TERM": "xterm-256color"}
        console.app.write_past_screen = self.past_screen.append  # type: ignore[assignment, method-assign]
        console.gateway.answers = self._answer

    def _answer(self, call: Call) -> tuple[int, object] | None:
        if call.method == "GET" and call.path.endswith(f"/site/{self.site.id}/job"):
            return 200, list(self.jobs.values())
        return self.routers(call) if "/synchronous/" in call.path else None

    def set(self, number: int = 1, **fields: object) -> str:
        """Let the API tell a job, or more of one; return its id."""
        job_id = f"{JOB[:-1]}{number}"
        usual = {
            "id": job_id,
            "site_id": self.site.id,
            "token": f"tok{number}",
            "description": f"Add guest {number}",
            "script": SCRIPT,
            "express_execute": False,
            "needs_acknowledgement": True,
            "should_backup": True,
            "idempotency_key": job_id,
            "created_at": _iso(self.console.clock.now() - timedelta(seconds=60)),
            "started_at": None,
            "completed_at": None,
            "failed_at": None,
        }
        self.jobs[job_id] = {**usual, **self.jobs.get(job_id, {}), **fields}
        return job_id

    def now(self) -> str:
        """Return the time in the API's form."""
        return _iso(self.console.clock.now())

    async def listed(self) -> None:
        """Let the console learn of the jobs, and pass the news on as the wiring does."""
        before = self.console.services.jobs.version
        self.console.services.watcher.wake(self.site.id)
        await self.console.pass_s(1)
        await self.console.until(lambda: self.console.services.jobs.version > before, what="news in")
        self.acting.jobs_changed(JobsChanged(self.site.id, frozenset(), frozenset()))
        await self.console.pilot.pause()

    def do(self, command_id: str, argument: str = "") -> None:
        """Carry out a command as a key does."""
        self.console.app.carry_out(lambda: self.acting.by_id[command_id](argument))

    def job(self, number: int = 1) -> Job:
        """Return a job as it is known."""
        record = self.console.services.jobs.get(self.site.id, JobId(f"{JOB[:-1]}{number}"))
        assert record is not None
        return record.job


@asynccontextmanager
async def acting_on(**fields: object) -> AsyncIterator[Acting]:
    """Run the console with one job under its cursor."""
    async with driven(clock=FakeClock()) as console:
        acting = Acting(console)
        await console.choose(acting.site)
        acting.set(1, **fields)
        await acting.listed()
        console.press("f4")
        await console.until(lambda: console.main.jobs.current is not None)
        yield acting


# --- details


async def test_details_show_the_job_and_follow_it() -> None:
    async with acting_on() as acting:
        acting.do("job.details")
        console = acting.console
        await console.sees(f"Job on {acting.site.name}", ". pending", "Add guest 1", JOB, "tok1", SCRIPT)
        acting.set(started_at=acting.now())
        await acting.listed()
        await console.sees("> running")
        acting.set(failed_at=acting.now())
        await acting.listed()
        await console.sees("x failed", "! needs attention: failed")
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        acting.set(description="Other words")
        await acting.listed()


async def test_keys_in_the_details_act_on_that_job() -> None:
    async with acting_on() as acting:
        acting.do("job.details")
        await acting.console.until(lambda: isinstance(acting.console.app.screen, JobDetails))
        await acting.console.sees("pending")
        acting.console.press("Y", "w")
        await acting.console.told("you are told when this job ends")
        assert acting.copied[0][0].startswith("altotui job queue --site")
        assert acting.acting.notices.watched == {JOB}
        acting.console.press("V")
        await acting.console.told("has not started")


async def test_on_the_head_of_a_group_details_fold_it_and_back() -> None:
    async with acting_on(started_at=None) as acting:
        acting.set(started_at=acting.now(), completed_at=acting.now())
        await acting.listed()
        rows = acting.console.main.jobs.rows
        rows.show_row(0)
        await acting.console.until(lambda: rows.current_group is not None)
        folded = rows.row_count()
        acting.do("job.details")
        await acting.console.until(lambda: rows.row_count() > folded)
        acting.do("job.details")
        await acting.console.until(lambda: rows.row_count() == folded)
        assert acting.console.app.screen is acting.console.main


async def test_without_a_job_each_command_says_so() -> None:
    async with driven(clock=FakeClock()) as console:
        acting = Acting(console)
        for command_id in acting.acting.by_id:
            acting.do(command_id)
        await console.told("there is no job under the cursor", "no jobs are shown")
        assert not console.gateway.writes


# --- once more


async def test_queueing_again_fills_the_form_and_takes_a_key_of_its_own() -> None:
    async with acting_on(description="Add guest #1a2b3c4d", express_execute=True) as acting:
        console = acting.console
        await console.unlock()
        console.press("f4")
        await console.until(lambda: console.focus_id == "job-rows")
        acting.do("job.again")
        await console.until(lambda: isinstance(console.app.screen, JobForm))
        await console.sees(f"New job on {acting.site.name}")
        form = console.app.screen
        assert form.query_one("#description", Input).value == "Add guest"
        assert form.query_one("#script", TextArea).text == SCRIPT
        console.press("f9")
        await console.pass_s(1)
        await console.until(lambda: console.gateway.queued)
        (call,) = console.gateway.queued
        assert call.headers["x-idempotency-key"] != JOB
        assert [call.headers[f"x-{name}"] for name in ("backup", "express-execute", "needs-ack")] == [
            "true"
        ] * 3


@pytest.mark.parametrize(
    ("script", "words"),
    [(None, "does not tell the script"), ("y" * 12_000, "characters of its script are not known")],
)
async def test_a_job_whose_script_is_not_known_whole_is_not_queued_again(
    script: str | None, words: str
) -> None:
    async with acting_on(script=script) as acting:
        acting.do("job.again")
        await acting.console.told(words)
        assert acting.console.app.screen is acting.console.main


@pytest.mark.parametrize("script", [":log info a\x07b", ":log info a\u200bb", ":log info a\r\n:log info b"])
async def test_a_script_that_cannot_be_queued_again_as_it_was_says_so(script: str, tmp_path: Path) -> None:
    async with acting_on(script=script, description="Odd") as acting:
        await acting.console.unlock()
        acting.console.press("f4")
        await acting.console.until(lambda: acting.console.focus_id == "job-rows")
        for what in ("again", "script"):
            acting.do("job.copy", what)
        assert all(INEXACT in "".join(copied) for copied in acting.copied)
        acting.do("job.export", f"json {tmp_path / 'json'}")
        await acting.console.told("1 job, 1 script not byte for byte what was queued")
        (exported,) = json.loads((tmp_path / "json").read_text())
        assert exported["script_is_exact"] is False
        acting.do("job.again")
        await acting.console.told(f"the script in the form is {INEXACT}")
        await acting.console.until(lambda: acting.console.focus_id == "description")


async def test_a_plain_script_is_queued_again_without_a_word(tmp_path: Path) -> None:
    async with acting_on() as acting:
        acting.do("job.export", f"json {tmp_path / 'json'}")
        await acting.console.told("1 job written to")
        (exported,) = json.loads((tmp_path / "json").read_text())
        assert exported["script_is_exact"] is True
        acting.do("job.again")
        await acting.console.until(lambda: acting.console.focus_id == "description")
        assert not any(INEXACT in note.message for note in acting.console.app._notifications)


# --- verifying


def _addresses(*addresses: str) -> tuple[int, object]:
    rows = [{".id": f"*{at}", "address": each, "interface": "ether1"} for at, each in enumerate(addresses)]
    return 200, {"status": "success", "data": rows}


async def test_a_read_tells_whether_the_first_write_of_a_running_job_was_applied() -> None:
    async with acting_on() as acting:
        console = acting.console
        acting.set(started_at=acting.now())
        await acting.listed()
        acting.routers = lambda _: _addresses("10.9.9.1/24")
        acting.do("job.verify")
        await console.pass_s(1)
        await console.told("/ip/address/add, its first write: ")
        (call,) = console.gateway.commands
        assert call.json["command"] == "/ip/address/print"
        await console.reads("/ip/address/print", "10.9.9.1/24")
        acting.do("job.details")
        await console.sees("checked", "its first write:")
        assert acting.job().state is JobState.RUNNING, "what was found out is ours, the job is the platform's"


async def test_a_write_that_only_the_router_understands_is_read_without_a_verdict() -> None:
    async with acting_on(script="/ip/address/set [find comment=x] disabled=yes") as acting:
        console = acting.console
        acting.set(started_at=acting.now())
        await acting.listed()
        acting.routers = lambda _: _addresses("10.9.9.1/24")
        acting.do("job.verify")
        await console.pass_s(1)
        await console.told("the console shows /ip/address/print, which tells what /ip/address/set did")
        await console.reads("10.9.9.1/24")


@pytest.mark.parametrize("script", [None, ":log info hello", "/ip/address/print"])
async def test_a_job_without_a_write_asks_whether_the_router_is_there(script: str | None) -> None:
    async with acting_on(script=script) as acting:
        console = acting.console
        acting.set(started_at=acting.now())
        await acting.listed()
        acting.do("job.verify")
        await console.pass_s(1)
        await console.told("the router answers /system/resource/print")
        assert [call.json["command"] for call in console.gateway.commands] == ["/system/resource/print"]


async def test_a_router_that_does_not_answer_is_not_called_verified() -> None:
    async with acting_on(script=None) as acting:
        console = acting.console
        acting.set(started_at=acting.now())
        await acting.listed()
        acting.routers = lambda _: (400, {"code": "router_error", "message": "no"})
        acting.do("job.verify")
        await console.pass_s(1)
        await console.told("was not answered: router_error")


async def test_a_job_that_has_done_nothing_is_not_verified() -> None:
    async with acting_on() as acting:
        acting.do("job.verify")
        await acting.console.told("this job has not started, so there is nothing to verify")
        assert not acting.console.gateway.commands


# --- taking away


async def test_the_menu_copies_what_is_chosen() -> None:
    async with acting_on() as acting:
        for label in ("the row", "its id", "its token", "its script", "a command that shows it"):
            acting.do("job.copy")
            await go_to_option(acting.console, label)
            acting.console.press("enter")
            await acting.console.until(lambda: acting.console.app.screen is acting.console.main)
        await acting.console.until(lambda: len(acting.copied) == 5)
        row, *rest = [text for text, _ in acting.copied]
        assert row.startswith(f"{acting.site.name}  pending  Add guest 1  ")
        show = f"altotui job show --site {acting.site.name} --profile lab {JOB}"
        assert rest == [JOB, "tok1", SCRIPT, show]


@pytest.mark.parametrize(
    ("script", "why"),
    [(None, "does not tell the script"), ("y" * 12_000, "characters of its script are not known")],
)
async def test_a_job_that_no_command_queues_again_is_copied_as_the_one_that_shows_it(
    script: str | None, why: str
) -> None:
    async with acting_on(script=script) as acting:
        acting.do("job.copy_command")
        ((text, what),) = acting.copied
        assert text == f"altotui job show --site {acting.site.name} --profile lab {JOB}"
        assert what.startswith("command that shows it (")
        assert why in what
        acting.do("job.copy_command", "again")
        await acting.console.told(why)
        assert len(acting.copied) == 1


async def test_what_the_menus_ask_for_can_be_typed(tmp_path: Path) -> None:
    async with acting_on() as acting:
        console = acting.console
        for command, words in (
            ("job-copy id", f"job id: copied {len(JOB)} bytes"),
            ("job-command show", "command that shows it: copied"),
            ("job-command", "command that queues it again: copied"),
            ("job-command soul", "soul is no kind of command: again or show"),
            (f"job-export csv {tmp_path / 'two words.csv'}", "1 job written to"),
            ("job-export xml", "there is no format xml"),
        ):
            await console.colon(command)
            await console.told(words)
        assert (tmp_path / "two words.csv").read_text().count(JOB) == 2


async def test_commands_are_ones_that_the_verb_takes() -> None:
    async with acting_on(
        description="-x 'y", needs_acknowledgement=False, script=":log info\n:log 'a"
    ) as acting:
        acting.do("job.copy_command", "show")
        acting.do("job.copy_command")
        parser = verb_parser("job")
        add_arguments(parser)
        show, queue = (parser.parse_args(shlex.split(text)[2:]) for text, _ in acting.copied)
        assert (show.sub_verb, show.site, show.job) == ("show", acting.site.name, JOB)
        assert (queue.sub_verb, queue.site, queue.description) == ("queue", [acting.site.name], "-x 'y")
        assert queue.script == ":log info\n:log 'a"
        assert (queue.backup, queue.express, queue.ack, queue.yes) == (True, False, False, False)


async def test_secrets_leave_only_in_the_script_itself(tmp_path: Path) -> None:
    async with acting_on(script=SECRET_SCRIPT, description='Set password="correct horse"') as acting:
        for what in ("script", "again", "row"):
            acting.do("job.copy", what)
        for how in ("csv", "json", "jsonl", "md"):
            acting.do("job.export", f"{how} {tmp_path / how}")
            await acting.console.until((tmp_path / how).exists)
        await acting.console.told("1 job, 2 values masked")
        taken = "".join((tmp_path / how).read_text() for how in ("csv", "json", "jsonl", "md"))
        taken += "".join(text for text, _ in acting.copied)
        assert "correct horse" not in taken
        assert MASK in taken
        acting.do("job.details")
        await acting.console.sees("pending")
        acting.console.press("e")
        await acting.console.sees("Write the script to")
        acting.console.type(f"{tmp_path / 'whole.rsc'}\n")
        await acting.console.until((tmp_path / "whole.rsc").exists)
        await acting.console.told("secrets in it are not masked")
        assert (tmp_path / "whole.rsc").read_text() == SECRET_SCRIPT


async def test_all_shown_jobs_are_exported_as_the_verb_gives_them(tmp_path: Path) -> None:
    async with acting_on() as acting:
        acting.set(2, description="=1+1", started_at=acting.now(), failed_at=acting.now())
        await acting.listed()
        for how in ("csv", "json", "jsonl", "md"):
            acting.do("job.export", f"{how} {tmp_path / how}")
            await acting.console.until((tmp_path / how).exists)
        document = json.loads((tmp_path / "json").read_text())
        lines = [json.loads(line) for line in (tmp_path / "jsonl").read_text().splitlines()]
        with (tmp_path / "csv").open() as file:
            table = list(csv.DictReader(file))
        assert document == lines
        assert [(each["id"], each["state"]) for each in document] == [
            (f"{JOB[:-1]}2", "failed"),
            (JOB, "pending"),
        ]
        assert [row["description"] for row in table] == ["'=1+1", "Add guest 1"]
        assert [row["script"] for row in table] == [SCRIPT, SCRIPT]
        assert "| Add guest 1 |" in (tmp_path / "md").read_text()


async def test_a_file_that_is_there_stays_and_a_format_that_is_not_is_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    async with acting_on() as acting:
        acting.do("job.export", f"csv {tmp_path / 'x'}")
        await acting.console.told("not exported")
        acting.do("job.export", "xml")
        await acting.console.told("there is no format xml")
        acting.do("job.copy", "soul")
        await acting.console.told("a job has no soul")
    assert (tmp_path / "x").read_text() == "mine"


# --- being told


async def test_the_end_of_a_watched_job_rings_once_and_tells_the_terminal() -> None:
    async with acting_on() as acting:
        console = acting.console
        acting.do("job.notify")
        acting.set(started_at=acting.now())
        await acting.listed()
        assert (console.app.bells, acting.past_screen) == (0, [])
        acting.set(completed_at=acting.now())
        await acting.listed()
        await console.told("job completed after", "Add guest 1")
        (sequence,) = acting.past_screen
        assert re.fullmatch(r"\x1b\]9;altotui: [ -~]*job completed after [ -~]*\x07", sequence)
        assert console.app.bells == 1
        acting.set(description="Other words")
        await acting.listed()
        assert console.app.bells == 1


async def test_the_key_once_more_takes_it_back_and_an_ended_job_is_not_waited_for() -> None:
    async with acting_on() as acting:
        acting.do("job.notify")
        acting.do("job.notify")
        assert not acting.acting.notices.watched
        acting.set(started_at=acting.now(), completed_at=acting.now())
        await acting.listed()
        assert acting.console.app.bells == 0
        acting.console.press("l", "down")  # it is folded away
        await acting.console.until(lambda: acting.console.main.jobs.current is not None)
        acting.do("job.notify")
        await acting.console.told("this job has ended: it is completed")


async def test_jobs_that_end_together_ring_once() -> None:
    async with acting_on() as acting:
        for number in range(1, 7):
            acting.set(number)
        await acting.listed()
        for number in range(1, 7):
            acting.acting.notices.toggle(acting.job(number))
            acting.set(number, started_at=acting.now(), failed_at=acting.now())
        await acting.listed()
        await acting.console.told("and 3 more jobs there ended")
        assert acting.console.app.bells == 1
        assert acting.past_screen[0].endswith(" and 5 more\x07")


TMUX = {"TERM": "screen-256color", "TMUX": "/tmp/tmux-1000/default,1,0"}  # noqa: S108 (nothing is opened)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm"}, "\x1b]9;altotui: ok\x07"),
        (TMUX, "\x1bPtmux;\x1b\x1b]9;altotui: ok\x07\x1b\\"),
        ({"TERM": "tmux-256color"}, "\x1bPtmux;\x1b\x1b]9;altotui: ok\x07\x1b\\"),
        ({"TERM": "screen", "STY": "1.x"}, "\x1bP\x1b]9;altotui: ok\x07\x1b\\"),
    ],
)
def test_the_notice_gets_through_what_is_between(environ: dict[str, str], expected: str) -> None:
    assert osc9("ok", environ) == expected


def test_a_hostile_text_ends_no_sequence_and_is_no_command() -> None:
    for text in ("4;1;50", "a\x1b\\b\x07c\x9c", "\u009c", "Zürich 東京", "x" * 5000, "\n\r\t"):
        shown = notice_text(text)
        assert re.fullmatch(r"altotui: [ -~]*", shown)
        assert len(shown) <= MAX_CHARS
    assert notice_text(make_visible("Zürich")) == "altotui: Zurich"


async def test_a_site_is_watched_live_until_the_key_comes_again() -> None:
    async with acting_on() as acting:
        live = acting.console.services.watcher
        acting.do("job.watch_live")
        await acting.console.told("watched live")
        assert acting.site.id in live.live
        acting.do("job.watch_live")
        await acting.console.told("not watched live any more")
        assert acting.site.id not in live.live


async def test_a_secret_in_a_description_is_masked_wherever_the_console_shows_it() -> None:
    async with acting_on(description="Set password=hunter22 once") as acting:
        console = acting.console
        shown = f"Set password={MASK} once"
        await console.until(lambda: console.part(console.main.jobs).count("Set pass") == 2)
        await console.unlock()
        console.press("f4", "D")
        await console.sees("Cancel the queued job on", shown)
        console.press("escape")
        await console.sees_no("Cancel the queued job on")
        acting.acting.notices.toggle(acting.job())
        acting.set(started_at=acting.now(), failed_at=acting.now())
        await acting.listed()
        await console.told(f": {shown}")
        console.press("f4", "b")
        await console.sees("Group the jobs")
        console.press("down", "enter")
        await console.until(lambda: console.main.jobs.rows.current_group is not None)
        assert "hunter22" not in console.text()
