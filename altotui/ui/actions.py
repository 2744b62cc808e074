"""What each command of the registry does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from altotui.domain.command import CommandResult, RouterReply, Sentence
from altotui.domain.errors import AltotuiError, InvalidInput, ReadOnly
from altotui.domain.ids import SiteId
from altotui.domain.job import Job, JobDraft, JobEndpoint, JobState
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.job_desk import QueueResult
from altotui.services.suite import Services
from altotui.ui.commands import BY_COLON
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screens.main import MainScreen
from altotui.ui.site_actions import SiteActions
from altotui.ui.transcript import Entry

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation
    from altotui.ui.app import AltoApp

MAX_DEMO_ROWS = 100_000
_REPEAT_S = 1.0
_SENT_JUST_NOW = (
    "the same was sent to this router a moment ago: if it is meant twice, send it again in a second"
)


class Actions:
    """Carries out commands on behalf of keys and of the `:` line."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services, profile: ConsoleProfile) -> None:
        self._app = app
        self._main = main
        self._services = services
        self._profile = profile
        self.sites = SiteActions(app, main, services)
        self._draft: JobDraft | None = None
        self._written: tuple[str, str, float] = ("", "", 0.0)
        """Site, line and time of the newest write."""
        self._by_id: dict[str, Callable[[str], object]] = {
            "pane.sites": lambda _: main.show_pane("sites"),
            "pane.console": lambda _: main.show_pane("console"),
            "pane.jobs": lambda _: main.show_pane("jobs"),
            "complete": lambda _: self._complete(1),
            "complete.back": lambda _: self._complete(-1),
            "pane.next": lambda _: main.next_pane(1),
            "pane.zoom": lambda _: main.zoom(),
            "nav.back": lambda _: self._back(),
            "filter": lambda _: self._filter(),
            "command_line": lambda _: main.open_command_line(),
            "refresh": lambda _: self._refresh(),
            "job.new": lambda _: self._open_job_form(),
            "job.cancel": lambda _: self._ask_to_cancel(),
            "stop": lambda _: self._stop(),
            "session.unlock": self._unlock,
            "session.lock": lambda _: services.session.lock(),
            "help": lambda _: self._help(),
            "redraw": lambda _: app.redraw(),
            "suspend": lambda _: app.action_suspend_process(),
            "quit": lambda _: self._quit(),
            "quit.always": lambda _: self._quit(),
            "demo.reply": self._demo_reply,
            **self.sites.by_id,
        }

    def run(self, command_id: str, argument: str = "") -> None:
        """Carry out one command; what a person did wrong is said in the footer's place, nothing is lost."""
        try:
            self._by_id[command_id](argument)
        except AltotuiError as problem:
            self._app.tell(str(problem), severity="warning")

    def run_colon(self, text: str) -> None:
        """Carry out what was typed behind the colon."""
        name, _, argument = text.partition(" ")
        if not name:
            return
        command = BY_COLON.get(name)
        if command is None:
            known = ", ".join(BY_COLON)
            self._app.tell(
                f"there is no command :{make_visible(name)[:40]}; known are {known}", severity="warning"
            )
            return
        self.run(command.id, argument.strip())

    # --- panes and lists

    def _complete(self, step: int) -> None:
        """Go on with the line in the prompt; an empty one does not hold the focus."""
        main = self._main
        if main.focused is not main.console.prompt or not main.console.complete(step):
            main.next_pane(step)

    def _filter(self) -> None:
        self._main.show_pane("sites")
        self._main.sites.focus_filter()

    def _back(self) -> None:
        main = self._main
        if main.focused is main.command_line:
            main.leave_command_line()
        elif main.focused is main.console.prompt:
            if not main.console.prompt.close_choice(is_taken=False) and not self._stop_waiting():
                main.set_focus(main.console.transcript)
        elif main.focused is main.sites.rows:
            if self._services.marks.range_from is not None:
                self._services.marks.range_from = None
                main.sites.describe()
            elif not main.sites.clear_filter() and main.sites.panel.is_open:
                main.sites.toggle_details()
        else:
            main.show_pane(main.active_pane if main.active_pane != "console" else "sites")

    def _refresh(self) -> None:
        is_about_jobs = self._main.active_pane == "jobs" and not self._services.session.is_expired
        if is_about_jobs and self._main.active_site is not None:
            self._services.watcher.wake(self._main.active_site.id)
        else:
            self._app.refresh_sites()

    # --- the console

    def send(self, site: Site, translation: Translation) -> None:
        """Send a line to the site it was typed for, or say why not and give it back."""
        try:
            self._services.runner.check(translation)
        except ReadOnly as refused:
            self._main.console.refuse(translation, f"{refused}: :rw REASON unlocks it for 15 minutes")
            return
        except AltotuiError as refused:
            self._main.console.refuse(translation, str(refused))
            return
        if translation.may_change and self._is_repeated(site, translation):
            self._main.console.refuse(translation, _SENT_JUST_NOW)
            return
        if translation.kind == "disruptive" or (translation.may_change and translation.doubts):
            self._ask_to_send(site, translation)
        else:
            self._send_now(site, translation)

    def _ask_to_send(self, site: Site, translation: Translation) -> None:
        """Ask before what can take a router away, and before a write that is probably a slip of the finger."""
        from altotui.domain.redaction import redact_words
        from altotui.ui.screens.confirm import Confirm

        words = redact_words(translation.parameters, command=translation.command)
        sent = make_visible(" ".join((translation.command, *words)), max_chars=300)
        called = ", ".join(self._services.reader.called(site, translation))
        about = (f"on {make_visible(called)}",) if called else ()
        detail = "\n".join((sent, *about, *(make_visible(doubt) for doubt in translation.doubts)))
        is_disruptive = translation.kind == "disruptive"
        question = f"{'Disruptive' if is_disruptive else 'Not known'}: send this to {site.name}?"

        def answered(yes: bool | None) -> None:
            if yes:
                self._send_now(site, translation)
            else:
                self._main.console.refuse(translation, "taken back")

        self._app.push_screen(Confirm(question, detail, "Send"), answered)

    def _send_now(self, site: Site, translation: Translation) -> None:
        timeout_s = self._profile.command_timeout_s
        self._app.start(self._services.runner.run(site, translation, timeout_s=timeout_s), group="command")

    def _is_repeated(self, site: Site, translation: Translation) -> bool:
        """Return whether the same line went to the same router within the last second, by a key held too long."""
        now_mono = self._services.clock.monotonic()
        written, self._written = self._written, (site.id, translation.input, now_mono)
        return written[:2] == self._written[:2] and now_mono - written[2] < _REPEAT_S

    def _stop(self) -> None:
        main = self._main
        selected = main.get_selected_text()
        if selected:
            self._app.copy_to_clipboard(make_visible(selected, keep_newlines=True, max_chars=100_000))
            self._app.tell(f"copied {len(selected)} characters")
        elif self._stop_waiting():
            return
        elif main.console.prompt.text:
            main.console.prompt.set_text("")
        else:
            self._app.tell("q or ctrl+q leaves altotui")

    def _stop_waiting(self) -> bool:
        """Take back what has not left yet, and stop waiting for the rest; return whether there was anything."""
        stopped = self._main.console.stop_waiting()
        left = [entry for entry in stopped if not self._services.runner.take_back(entry.number)]
        if left:
            self._app.tell("stopped waiting: an answer that still comes is shown")
        elif stopped:
            self._app.tell("taken back before it was sent")
        return bool(stopped)

    def _quit(self) -> None:
        """Leave, but not unasked while a command has no outcome yet."""
        from altotui.ui.screens.confirm import Confirm

        waiting = self._main.console.in_flight
        if not waiting or isinstance(self._app.screen, Confirm):
            self._app.exit()
            return
        first = waiting[0]
        more = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        detail = f"{first.site_name}: {make_visible(first.shown_sentence, max_chars=100)}{more}"
        question = f"Leave while {_count(len(waiting))} no outcome yet?"
        self._app.push_screen(
            Confirm(question, detail, "Leave"), lambda yes: self._app.exit() if yes else None
        )

    def _unlock(self, reason: str) -> None:
        self._services.session.unlock(reason)
        self._app.background.watch_unlock()

    def _demo_reply(self, argument: str) -> None:
        if not self._profile.is_demo:
            raise InvalidInput(":demo-reply belongs to the simulated fleet", "start with --demo")
        if not argument.isascii() or not argument.isdigit() or not 0 < int(argument) <= MAX_DEMO_ROWS:
            raise InvalidInput(
                f":demo-reply takes a number of rows up to {MAX_DEMO_ROWS}", ":demo-reply 1000"
            )
        self._main.show_pane("console")
        self._main.console.show_answer(_made_up_answer(int(argument)))

    # --- jobs

    def _open_job_form(self) -> None:
        site = self._main.active_site
        if site is None:
            raise InvalidInput("a job needs a site", "choose one: f2, then enter")
        from altotui.ui.screens.job_form import JobForm

        form = JobForm(
            site,
            self._draft,
            usual=self._services.desk.usual,
            is_read_only=self._services.session.is_read_only,
            reader=self._services.reader,
        )
        self._app.push_screen(form, lambda answer: self._job_form_closed(site, answer))

    def _job_form_closed(self, site: Site, answer: tuple[JobDraft, bool] | None) -> None:
        if answer is None:
            return
        self._draft, is_wanted = answer
        if is_wanted:
            self._main.show_pane("jobs")
            self._app.start(self._queue(site, self._draft), group="job-queue")

    async def _queue(self, site: Site, draft: JobDraft, endpoint: JobEndpoint | None = None) -> None:
        try:
            result = await self._services.desk.queue(site, draft, endpoint)
        except AltotuiError as refused:
            self._app.tell(f"not queued: {refused}; the draft is kept", severity="warning")
            return
        if result.offers_json:
            self._offer_json(site, draft, result)
            return
        if result.outcome is not Outcome.OK:
            self._app.tell(_words_of(result), severity="error")
            return
        if result.message:
            self._app.tell(f"{site.name}: {result.message}")
        self._draft = None
        if result.queued is not None and result.queued.job is not None:
            self._main.jobs.go_to(result.queued.job.id)

    def _offer_json(self, site: Site, draft: JobDraft, result: QueueResult) -> None:
        """Offer the other endpoint for a job that was refused with a key; a write never goes there by itself."""
        from altotui.ui.screens.confirm import Confirm

        detail = (
            f"{result.message}. Nothing was queued. The JSON endpoint may take it; there a lost answer is settled by "
            'a mark in the description. For good: job_endpoint = "json" in the profile.'
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._app.start(self._queue(site, draft, JobEndpoint.JSON), group="job-queue")
            else:
                self._app.tell("not queued; the draft is kept", severity="warning")

        self._app.push_screen(
            Confirm(f"{site.name} takes no job with a key", detail, "Use the JSON endpoint"), answered
        )

    def _ask_to_cancel(self) -> None:
        job = self._main.jobs.current
        if job is None:
            raise InvalidInput("there is no job under the cursor")
        if job.state is not JobState.PENDING:
            raise InvalidInput(f"only a waiting job can be cancelled; this one is {job.state.value}")
        self._services.session.require_write("cancelling a job")
        from altotui.ui.screens.confirm import Confirm

        site_name = self._services.directory.name_of(job.site_id)
        question = f"Cancel the queued job on {site_name}?"
        self._app.push_screen(
            Confirm(question, job.description, "Cancel the job"), lambda yes: self._cancel(job, yes)
        )

    def _cancel(self, job: Job, is_confirmed: bool | None) -> None:
        if is_confirmed:
            self._app.start(self._cancel_now(job), group="job-cancel")

    async def _cancel_now(self, job: Job) -> None:
        try:
            problem = await self._services.desk.cancel(job)
        except AltotuiError as refused:
            problem = str(refused)
        if problem:
            self._app.tell(problem, severity="warning")
        else:
            self._app.tell(f"cancelled: {job.description}")

    def _help(self) -> None:
        from altotui.ui.screens.help import Help

        self._app.push_screen(Help())


def _count(commands: int) -> str:
    return "1 command has" if commands == 1 else f"{commands} commands have"


def _words_of(result: QueueResult) -> str:
    """Return what to say of an attempt to queue a job that did not end well."""
    if result.outcome is Outcome.UNKNOWN:
        unsure = f"it is not known whether the job was queued: {result.message}"
        return f"{unsure}. Read the job list before you queue it again"
    return f"not queued: {result.message}; the draft is kept"


def _made_up_answer(count: int) -> Entry:
    rows = tuple(
        {
            ".id": f"*{number:X}",
            "dst-address": f"10.{number >> 8 & 255}.{number & 255}.0/24",
            "gateway": f"192.0.2.{number % 250}",
            "distance": str(number % 20),
            "active": "true" if number % 3 else "false",
            "comment": f"row {number:06d} made up",
        }
        for number in range(count)
    )
    entry = Entry(0, "simulated", Sentence(":demo-reply", (str(count),)), datetime.now(UTC), is_write=False)
    entry.finish(CommandResult(SiteId(""), "simulated", Outcome.OK, RouterReply(rows), elapsed_ms=0))
    return entry
