"""The file of drafts and recent scripts, one for each profile, shared by all consoles; and the folder of templates.

{"format": 1, "drafts": [{"id": "6f1c...", "at": "2026-03-02T09:15:00+00:00", "job": {"description": "Backup", ...},
 "sites": ["938f50b7-..."], "keys": {"938f50b7-...": "5a7c9e1b-..."}, "holder": 4711}],
 "scripts": [{"at": "...", "job": {"description": "Backup", "script": "/system backup save"}}]}
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from altotui.domain.errors import StorageError
from altotui.domain.ids import IdempotencyKey, SiteId, is_uuid
from altotui.domain.job import JobDraft
from altotui.domain.job_drafts import (
    MOST_SCRIPTS,
    JobsRead,
    KeptDraft,
    KeptJobs,
    KeptScript,
    Template,
    TemplatesRead,
    has_secret,
)
from altotui.domain.text import make_visible
from altotui.storage.atomic import read_file
from altotui.storage.locations import job_drafts_file, job_templates_dir
from altotui.storage.shared_document import Document, SharedDocument

_PARTS = {"drafts": list, "scripts": list}
_MOST_BYTES = 8_000_000
_MOST_SCRIPTS_READ = 2 * MOST_SCRIPTS
_MOST_TEMPLATES = 200
_MAX_TEMPLATE_BYTES = 100_000
_TEMPLATE_ENDING = ".rsc"
_MAX_NAME_CHARS = 80
_MOST_PROCESS_ID = 2**32 - 1
_MANY = 10_000_000
"""Characters: nothing that is read here is cut."""

Change = Callable[[KeptJobs], KeptJobs]


class JobDraftsFile:
    """Keeps them in the state folder; every change is made on what the file holds by then."""

    def __init__(self, profile: str) -> None:
        """Keep them for `profile`."""
        self._shared = SharedDocument(
            job_drafts_file(profile), _PARTS, most_bytes=_MOST_BYTES, anew="drafts and recent scripts"
        )

    def load(self) -> JobsRead:
        """Return what the file holds; nothing, and why, when it cannot be read."""
        try:
            document, problem = self._shared.load()
        except StorageError as failure:
            return JobsRead(KeptJobs(), str(failure))
        return JobsRead(_jobs(document), problem)

    def change(self, change: Change) -> JobsRead:
        """Make one change in the file and return what it holds then, changes of other consoles included.

        Raises:
            StorageError: It could not be made; the file is as it was.
        """

        def make(document: Document) -> tuple[KeptJobs, Document]:
            jobs = change(_jobs(document))
            return jobs, _record(jobs)

        return JobsRead(*self._shared.change(make))

    def templates(self) -> TemplatesRead:
        """Return the templates of the person's own folder, by name; nothing where there is no such folder."""
        return read_templates(job_templates_dir())

    @cached_property
    def console(self) -> int:
        """Return the number of this console."""
        return console_number(os.getpid())

    def is_alive(self, console: int) -> bool:
        """Return whether the console of that number runs on this machine."""
        process_id = console & _MOST_PROCESS_ID
        return _runs(process_id) and console_number(process_id) == console


def console_number(process_id: int) -> int:
    """Return a number that a process has alone: its id, and above it when it began where the system tells that.

    Ids are given out again, after a crash and a reboot to anybody: a draft must not be held by a stranger.
    """
    try:
        status = Path(f"/proc/{process_id}/stat").read_text("ascii", "replace")
        began_ticks = int(status.rpartition(")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        began_ticks = 0
    return began_ticks * (_MOST_PROCESS_ID + 1) + process_id


def _runs(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def read_templates(folder: Path) -> TemplatesRead:
    """Return every file that ends in `.rsc` as a template; its first line may be a comment with the description."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith(_TEMPLATE_ENDING))
    except FileNotFoundError:
        return TemplatesRead()
    except OSError as problem:
        return TemplatesRead(problem=f"{folder.name} cannot be read: {problem.strerror}")
    templates: list[Template] = []
    problems = (
        [f"only the first {_MOST_TEMPLATES} templates are read"] if len(names) > _MOST_TEMPLATES else []
    )
    for name in names[:_MOST_TEMPLATES]:
        try:
            script = read_file(folder / name, max_bytes=_MAX_TEMPLATE_BYTES).content.decode("utf-8")
        except UnicodeDecodeError:
            problems.append(f"{make_visible(name)} is not UTF-8")
        except (StorageError, FileNotFoundError) as problem:
            problems.append(make_visible(str(problem)))
        else:
            templates.append(_template(name, script))
    return TemplatesRead(tuple(templates), "; ".join(problems))


def _template(file_name: str, script: str) -> Template:
    shown = make_visible(script.removeprefix("\ufeff"), keep_newlines=True, max_chars=_MANY)
    first, _, rest = shown.partition("\n")
    name = make_visible(file_name.removesuffix(_TEMPLATE_ENDING), max_chars=_MAX_NAME_CHARS)
    has_title = first.startswith("#") and bool(rest.strip())
    description = first.lstrip("# ").strip() if has_title else name
    return Template(name, JobDraft(description or name, rest if has_title else shown), "your template")


# --- the document


def _jobs(document: Document) -> KeptJobs:
    """Return what a document of the right shape says; what cannot be used in it is passed over."""
    drafts = [kept for each in document.get("drafts", []) if (kept := _draft(each)) is not None]
    jobs = KeptJobs(tuple({kept.id: kept for kept in drafts}.values()))
    for each in document.get("scripts", [])[:_MOST_SCRIPTS_READ]:
        job, at = _job(each), _time(each)
        if job is not None and at is not None:
            jobs = jobs.with_script(KeptScript(job, at))
    return jobs


def _draft(record: object) -> KeptDraft | None:
    job, at = _job(record), _time(record)
    if not isinstance(record, dict) or job is None or at is None:
        return None
    draft_id, holder = record.get("id"), record.get("holder", 0)
    if not isinstance(draft_id, str) or not draft_id or type(holder) is not int:
        return None
    sites, keys = record.get("sites", []), record.get("keys", {})
    return KeptDraft(
        draft_id,
        job,
        at,
        tuple(SiteId(each.lower()) for each in sites if isinstance(each, str) and is_uuid(each))
        if isinstance(sites, list)
        else (),
        _text(record, "name"),
        _keys(keys) if isinstance(keys, dict) and _is_as_written(record, job) else {},
        _text(record, "check"),
        max(0, holder),
    )


def _is_as_written(record: dict[str, Any], job: JobDraft) -> bool:
    """Return whether making it visible has changed nothing: another script is another job, with keys of its own."""
    return bool(record["job"]["script"] == job.script and record["job"].get("description") == job.description)


def _keys(record: dict[str, Any]) -> dict[SiteId, IdempotencyKey]:
    return {
        SiteId(site_id.lower()): IdempotencyKey(key.lower())
        for site_id, key in record.items()
        if is_uuid(site_id) and isinstance(key, str) and is_uuid(key)
    }


def _job(record: object) -> JobDraft | None:
    job = record.get("job") if isinstance(record, dict) else None
    if not isinstance(job, dict) or not isinstance(job.get("script"), str):
        return None
    url = job.get("notify_url")
    return JobDraft(
        _text(job, "description"),
        make_visible(job["script"], keep_newlines=True, max_chars=_MANY),
        job.get("backup") is True,
        job.get("express") is True,
        job.get("needs_acknowledgement") is not False,
        make_visible(url, max_chars=_MANY) if isinstance(url, str) and url else None,
    )


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name, "")
    return make_visible(value, max_chars=_MANY) if isinstance(value, str) else ""


def _time(record: object) -> datetime | None:
    text = record.get("at") if isinstance(record, dict) else None
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def _record(jobs: KeptJobs) -> Document:
    """Return what is written; nothing with a secret is, whoever asked for it."""
    return {
        "drafts": [_draft_record(kept) for kept in jobs.drafts if not kept.not_kept],
        "scripts": [
            {"at": each.at.isoformat(), "job": _job_record(each.draft)}
            for each in jobs.scripts
            if not has_secret(each.draft)
        ],
    }


def _draft_record(kept: KeptDraft) -> Document:
    return {
        "id": kept.id,
        "at": kept.at.isoformat(),
        "job": _job_record(kept.draft),
        "sites": list(kept.site_ids),
        "name": kept.name,
        "keys": dict(kept.keys),
        "check": kept.check_line,
        "holder": kept.holder,
    }


def _job_record(draft: JobDraft) -> Document:
    record = draft._asdict()
    del record["idempotency_key"]
    return record
