"""What the commands do that act on one job: show all of it, queue it again, verify it, take it away, wait for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput
from altotui.domain.ids import JobId
from altotui.domain.job import Job, JobDraft, JobState
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.events import JobsChanged
from altotui.services.job_store import JobRecord
from altotui.services.suite import Services
from altotui.services.targets import Target
from altotui.ui.commands import key_of
from altotui.ui.job_notices import JobNotices
from altotui.ui.job_taking import CopyText, JobTaking
from altotui.ui.screens.main import MainScreen
from altotui.ui.sending import Sending

if TYPE_CHECKING:
    from altotui.domain.routeros.script_read_back import ScriptCheck
    from altotui.domain.routeros.translation import Translation
    from altotui.services.brackets import Bracket
    from altotui.ui.app import AltoApp
    from altotui.ui.screens.job_details import JobDetails
    from altotui.ui.screens.job_details_facts import Around

OpenForm = Callable[[Target, JobDraft], object]
"""Opens the form with a job filled in, which gets a key of its own."""

_ANYTHING = "/system/resource/print"
"""What every router answers: that it is there, and since when."""
_MOST_CHECKED = 200
_MAX_AGAIN_CHARS = 100_000
"""What the form can hold and still be typed in."""


def _no_bracket(_job_id: JobId) -> None:
    """Return None: no job has reads around it."""


class JobActing:
    """Acts on the job under the cursor, or on the one whose details are open."""

    def __init__(
        self,
        app: AltoApp,
        main: MainScreen,
        services: Services,
        sending: Sending,
        *,
        open_form: OpenForm,
        copy: CopyText,
        flags: Sequence[str] = (),
        bracket_of: Callable[[JobId], Bracket | None] = _no_bracket,
    ) -> None:
        """Take what it acts with.

        Args:
            app: The console.
            main: Its screen.
            services: All services.
            sending: The way of a line to the routers.
            open_form: Opens the form with a draft filled in.
            copy: Puts a text into the clipboard.
            flags: Options of a call of `altotui` that goes to the same place.
            bracket_of: Gives the reads around a job.
        """
        self._app = app
        self._pane = main.jobs
        self._rows = main.jobs.rows
        self._services = services
        self._sending = sending
        self._open_form = open_form
        self._bracket_of = bracket_of
        self._details: JobDetails | None = None
        self._verifying: set[JobId] = set()
        self._checked: dict[JobId, str] = {}
        """What live reads said, by job; the jobs themselves stay as the platform has them."""
        self.taking = JobTaking(app, services, copy, flags)
        self.notices = JobNotices(app, services)
        self.by_id: dict[str, Callable[[str], object]] = {
            "job.details": lambda _: self._open_here(),
            "job.again": lambda _: self._queue_again(self._record().job),
            "job.verify": lambda _: self._verify(self._record().job),
            "job.copy": lambda what: self.taking.copy(self._record(), what),
            "job.copy_command": lambda what: self.taking.copy_command(self._record().job, what),
            "job.export": lambda argument: self.taking.export(self._rows.records, argument),
            "job.notify": lambda _: self._toggle_notice(self._record().job),
            "job.watch_live": lambda _: self._watch_live(self._record().job),
        }

    def _record(self) -> JobRecord:
        record = self._rows.current
        if record is None:
            raise InvalidInput("there is no job under the cursor")
        return record

    def _site(self, job: Job) -> Site:
        site = self._services.directory.get(job.site_id)
        if site is None:
            raise InvalidInput("the site of this job is not listed any more")
        return site

    # --- what services told

    def jobs_changed(self, event: JobsChanged) -> None:
        """Show what became of the job whose details are open, and tell what has ended that a person waits for."""
        self.notices.look(event.site_id)
        self._rows.show_awaited(self.notices.watched)
        details = self._details
        if details is None or details.record.job.site_id != event.site_id:
            return
        record = self._services.jobs.get(event.site_id, details.job_id)
        if record is not None:
            details.show_record(record)

    def look_again(self) -> None:
        """Show what has changed around the job whose details are open: its site, its bracket, what was verified."""
        if self._details is not None:
            self._details.look_again()

    # --- details

    def _open_here(self) -> None:
        """Do what Enter does: open a job, fold a group or unfold it."""
        if self._rows.toggle_fold():
            self._pane.describe()
        else:
            self.open_details(self._record())

    def open_details(self, record: JobRecord) -> None:
        """Show all about one job."""
        from altotui.ui.screens.job_details import Act, JobDetails

        def acting(act: Callable[[Job], object]) -> Act:
            return lambda shown: self._app.carry_out(lambda: act(shown.job))

        acts = {
            "Y": ("command", acting(self.taking.copy_command)),
            "e": ("script to file", acting(self.taking.export_script)),
            "V": ("verify", acting(self._verify)),
            "w": ("tell when it ends", acting(self._toggle_notice)),
        }
        site = self._services.directory.get(record.job.site_id)
        details = JobDetails(record, self._around, self._services.reader, acts, site)
        self._details = details
        self._app.push_screen(details, lambda _: self._closed(details))

    def _closed(self, details: JobDetails) -> None:
        if self._details is details:
            self._details = None

    def _around(self, record: JobRecord) -> Around:
        from altotui.ui.screens.job_details_facts import Around

        job, services = record.job, self._services
        board, now = services.open_board(), services.directory.server_now()
        return Around(
            site_name=services.directory.name_of(job.site_id),
            now=now,
            why=board.why(record, now),
            concern=board.concerns.get(job.id),
            typical=board.typical(job),
            usual=services.desk.usual,
            bracket=self._bracket_of(job.id),
            checked=self._checked.get(job.id, ""),
        )

    # --- once more

    def _queue_again(self, job: Job) -> None:
        from altotui.domain.job_again import INEXACT, draft_again, has_signs

        draft = draft_again(job)
        if len(draft.script) > _MAX_AGAIN_CHARS:
            raise InvalidInput("its script is too long for the form", "e in its details writes it to a file")
        site = self._site(job)
        self._open_form(Target((site,), make_visible(site.name)), draft)
        if has_signs(job):
            self._app.tell(f"the script in the form is {INEXACT}", severity="warning")

    # --- verifying

    def _verify(self, job: Job) -> None:
        """Ask the router what the job has done to it, as far as one read can tell."""
        if job.state is JobState.PENDING:
            raise InvalidInput(
                "this job has not started, so there is nothing to verify",
                f"{key_of('job.cancel')} cancels it",
            )
        if job.state is JobState.DELETED and job.started_at is None:
            raise InvalidInput("this job was deleted before it started: it has done nothing")
        if job.id in self._verifying:
            raise InvalidInput("it is being verified already", "wait for what the router says")
        self._app.start(self._verify_now(job, self._site(job)), group="verify")

    async def _verify_now(self, job: Job, site: Site) -> None:
        self._verifying.add(job.id)
        try:
            await self._services.reader.warm_up()
            check = self._check_of(job, site)
            if check is not None and check.written is not None:
                words = await self._read_back(job, site, check)
            else:
                words = await self._read(site, check)
        finally:
            self._verifying.discard(job.id)
        now = self._services.directory.server_now()
        self._remember(job.id, f"{words}, at {now:%H:%M:%S}Z")
        self._app.tell(f"{site.name}: {words}")

    def _check_of(self, job: Job, site: Site) -> ScriptCheck | None:
        if not job.script:
            return None
        from altotui.domain.routeros.script_read_back import script_check

        return script_check(job.script, self._services.reader.language(site))

    async def _read_back(self, job: Job, site: Site, check: ScriptCheck) -> str:
        """Read what the first write of the script was about; return what that says of it."""
        said = await self._sending.read_back(site, _line_of(check), age_s=self._age_s(job))
        return f"{check.write}, its first write: {said.words}"

    def _age_s(self, job: Job) -> float | None:
        """Return how long ago the script was run; None when that is not known."""
        if job.started_at is None:
            return None
        return (self._services.directory.server_now() - job.started_at).total_seconds()

    async def _read(self, site: Site, check: ScriptCheck | None) -> str:
        """Ask the router without a verdict: a person has to read its answer."""
        command = _ANYTHING if check is None else str(check.read)
        line = self._services.reader.translate(command, "/", site)
        outcomes = await self._sending.send_and_wait(Target((site,), make_visible(site.name)), line)
        if not outcomes:
            return f"{command} was not sent, the console says why"
        if outcomes != [Outcome.OK]:
            return f"{command} was not answered: {outcomes[0].value}"
        if check is None:
            return f"the router answers {command}, which the console shows"
        return f"the console shows {command}, which tells what {check.write} did"

    def _remember(self, job_id: JobId, words: str) -> None:
        self._checked.pop(job_id, None)
        self._checked[job_id] = make_visible(words)
        while len(self._checked) > _MOST_CHECKED:
            del self._checked[next(iter(self._checked))]
        self.look_again()

    # --- waiting for it

    def _toggle_notice(self, job: Job) -> None:
        if not job.is_open:
            raise InvalidInput(f"this job has ended: it is {job.state.value}")
        is_watched = self.notices.toggle(job)
        self._rows.show_awaited(self.notices.watched)
        self._app.tell("you are told when this job ends" if is_watched else "you are not told of this job")

    def _watch_live(self, job: Job) -> None:
        is_live = self._services.watcher.watch_live(job.site_id)
        name = self._services.directory.name_of(job.site_id)
        self._app.tell(f"{name}: {'watched live' if is_live else 'not watched live any more'}")


def _line_of(check: ScriptCheck) -> Translation:
    """Return the write of a script as a line; it is read back, and never sent."""
    from altotui.domain.routeros.translation import Kind, Translation

    words = () if check.written is None else check.written.parameters
    return Translation(check.write, "/", Kind.WRITE, check.write, words)
