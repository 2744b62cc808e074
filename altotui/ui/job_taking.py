"""Taking jobs away: to the clipboard, as a command for a shell, or into a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from altotui.domain.errors import AltotuiError, InvalidInput
from altotui.domain.ids import SiteId
from altotui.domain.job import Job
from altotui.domain.redaction import redact_description, redact_script
from altotui.domain.text import make_visible
from altotui.services.job_store import JobRecord
from altotui.services.suite import Services
from altotui.ui.asking import ask_one

if TYPE_CHECKING:
    from altotui.services.job_exporting import TakenJob
    from altotui.ui.app import AltoApp

CopyText = Callable[[str, str], None]
"""Copies a text, and says so; gets words for what it is."""

_ID, _TOKEN, _SCRIPT, _ROW, _SHOW, _QUEUE = "id", "token", "script", "row", "show", "again"
_AT_ONCE = 50
"""Jobs whose reason is worked out between two looks at the keyboard."""
_MAX_SHOWN_CHARS = 60
_FORMATS = {
    "csv": "for a spreadsheet, which sees no formula in it",
    "json": "one document",
    "jsonl": "one job on each line",
    "md": "a table to be read, without scripts",
}


class JobTaking:
    """Copies and exports jobs."""

    def __init__(self, app: AltoApp, services: Services, copy: CopyText, flags: Sequence[str]) -> None:
        """Take the way to the clipboard, and the options of a call of `altotui` that goes to the same place."""
        self._app = app
        self._services = services
        self._copy_text = copy
        self._flags = flags

    # --- the clipboard

    def copy(self, record: JobRecord, what: str) -> None:
        """Copy one thing about a job; asks which when none is named."""
        if what:
            self._copy(record, what)
            return
        job = record.job
        from altotui.ui.screens.choose import Option

        options = [Option(_ROW, "the row", "site, state, description"), Option(_ID, "its id", job.id)]
        if job.token:
            options.append(Option(_TOKEN, "its token", f"{job.token}, as the log of the router has it"))
        if job.script:
            masked = ", secrets masked" if redact_script(job.script) != job.script else ""
            options.append(Option(_SCRIPT, "its script", f"{len(job.script):,} characters{masked}"))
        if job.script:
            options.append(Option(_QUEUE, "a command that queues it again", "altotui job queue ..."))
        options.append(Option(_SHOW, "a command that shows it", "altotui job show ..."))
        ask_one(self._app, "Copy", options, (), lambda chosen: self._copy(record, chosen))

    def _copy(self, record: JobRecord, what: str) -> None:
        job = record.job
        match what:
            case "id":
                self._copy_text(job.id, "job id")
            case "token" if job.token:
                self._copy_text(job.token, "token")
            case "script" if job.script:
                from altotui.domain.job_again import INEXACT, has_signs

                shown = redact_script(job.script)
                doubts = ["masked"] * (shown != job.script) + [INEXACT] * has_signs(job)
                self._copy_text(shown, f"script ({'; '.join(doubts)})" if doubts else "script")
            case "row":
                self._copy_text(self._row(record), "row")
            case "again" | "show":
                self.copy_command(job, what)
            case "token" | "script":
                raise InvalidInput(f"the API does not tell the {what} of this job")
            case _:
                known = ", ".join((_ROW, _ID, _TOKEN, _SCRIPT, _QUEUE, _SHOW))
                raise InvalidInput(
                    f"a job has no {make_visible(what, max_chars=40)}", f"choose one of {known}"
                )

    def _row(self, record: JobRecord) -> str:
        job = record.job
        why = self._services.open_board().why(record, self._services.directory.server_now())
        site = self._services.directory.name_of(job.site_id)
        return "  ".join(filter(None, (site, job.state.value, redact_description(job.description), why)))

    def copy_command(self, job: Job, what: str = "") -> None:
        """Copy the command of a shell that queues a job `again`, or the one that does `show` it.

        Without a word it is the first, or where there is no such command the second, and why is said.
        """
        from altotui.domain.job_again import queue_command, show_command

        if what not in ("", _SHOW, _QUEUE):
            raise InvalidInput(
                f"{make_visible(what, max_chars=40)} is no kind of command", f"{_QUEUE} or {_SHOW}"
            )
        site, reason = self._option_of(job.site_id), ""
        if what != _SHOW:
            try:
                self._copy_text(queue_command(job, site, self._flags), "command that queues it again")
                return
            except InvalidInput as problem:
                if what:
                    raise
                reason = f" ({problem.problem})"
        self._copy_text(show_command(job, site, self._flags), f"command that shows it{reason}")

    def _option_of(self, site_id: SiteId) -> str:
        """Return what names a site for a verb: its name, or its id when others have that name too."""
        directory = self._services.directory
        site = directory.get(site_id)
        try:
            return site.name if site is not None and directory.find(site.name) is site else site_id
        except InvalidInput:
            return site_id

    # --- files

    def export(self, records: Sequence[JobRecord], argument: str) -> None:
        """Write these jobs into a file; asks for format and name unless `argument` has them."""
        if not records:
            raise InvalidInput("no jobs are shown", "esc takes the filter away")
        how, _, path = argument.partition(" ")
        if how and how not in _FORMATS:
            shown = make_visible(how, max_chars=40)
            raise InvalidInput(f"there is no format {shown}", f"choose one of {', '.join(_FORMATS)}")
        if how:
            self._app.start(self._write_jobs(records, how, path.strip()), group="export")
            return
        from altotui.ui.screens.choose import Option

        options = [Option(each, each, note) for each, note in _FORMATS.items()]
        ask_one(
            self._app,
            f"Export {_counted(len(records))} as",
            options,
            (),
            lambda how: self._ask_where(
                f"Export as {how} to",
                lambda path: self._app.start(self._write_jobs(records, how, path), group="export"),
            ),
        )

    def export_script(self, job: Job) -> None:
        """Write the script of a job into a file, as the API tells it: what is not as it was queued is said."""
        from altotui.domain.job_again import INEXACT, has_signs, missing_chars

        script = job.script
        if not script:
            raise InvalidInput("the API does not tell the script of this job")
        doubts = []
        if redact_script(script) != script:
            doubts.append("secrets in it are not masked")
        if missing_chars(script):
            doubts.append(f"{missing_chars(script):,} characters of it are not known")
        if has_signs(job):
            doubts.append(INEXACT)
        said = f"script{''.join(f', {doubt},' for doubt in doubts)}"
        stem = f"{self._services.directory.name_of(job.site_id)} {redact_description(job.description)}"
        self._ask_where(
            "Write the script to",
            lambda path: self._app.start(self._write(path, (script,), stem, "rsc", said), group="export"),
        )

    def _ask_where(self, title: str, take: Callable[[str], object]) -> None:
        from altotui.ui.screens.ask_line import AskLine

        hint = "enter writes it, nothing typed: a new file in this folder; esc leaves"

        def answered(path: str | None) -> None:
            if path is not None:
                take(path)

        self._app.push_screen(AskLine(title, "file: ", hint), answered)

    async def _write_jobs(self, records: Sequence[JobRecord], how: str, path: str) -> None:
        from altotui.services.job_exporting import export_jobs

        now = self._services.directory.server_now()
        taken = await self._taken(records)
        export = await asyncio.to_thread(export_jobs, taken, how, now)
        said = _counted(len(records))
        if export.masked_count:
            said += f", {export.masked_count} values masked"
        inexact = sum(not record.job.is_script_exact for record in records) if how != "md" else 0
        if inexact:
            said += (
                f", {_counted(inexact, 'script')} not byte for byte what was queued (see script_is_exact),"
            )
        await self._write(path, export.chunks, "jobs", how, said)

    async def _taken(self, records: Sequence[JobRecord]) -> list[TakenJob]:
        """Return the jobs with their reasons, worked out so that the keyboard does not wait."""
        from altotui.services.job_exporting import TakenJob

        board, directory = self._services.open_board(), self._services.directory
        now = directory.server_now()
        taken: list[TakenJob] = []
        for count, record in enumerate(records, 1):
            why = board.why(record, now)
            taken.append(TakenJob(record, directory.name_of(record.job.site_id), why))
            if not count % _AT_ONCE:
                await asyncio.sleep(0)
        return taken

    async def _write(self, path: str, chunks: Iterable[str], stem: str, extension: str, what: str) -> None:
        from altotui.storage.export_file import write_export

        at = self._services.clock.now()
        try:
            written = await asyncio.to_thread(
                write_export, path, chunks, default_stem=stem, extension=extension, at=at
            )
        except AltotuiError as problem:
            self._app.tell(f"not exported: {problem}", severity="warning")
            return
        self._app.tell(f"{what} written to {make_visible(str(written.path), max_chars=200)}")


def _counted(count: int, what: str = "job") -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"
