"""A job that was queued, once more: as a draft for the form, and as a command of a shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from altotui.domain.errors import InvalidInput
from altotui.domain.job import Job, JobDraft
from altotui.domain.redaction import redact_script

_MARK = re.compile(r" #[0-9a-f]{8}\Z")
"""`JobDraft.mark`: it belongs to the job that has it, and not to the next one."""
_CUT = re.compile(r"…\(\+([0-9]+)\)\Z")
_MIN_CUT_CHARS = 5000
"""A shorter script was not cut on its way: what looks like it stands in the script."""
_MAX_QUOTED_CHARS = 20_000
"""A longer command is taken by few shells and terminals."""
_MASKED = "secrets are masked: put them in before you run it"
INEXACT = "not byte for byte what was queued: what cannot be seen is written as signs"
"""What is to be said of a script that has signs."""


def mark_of(job: Job) -> str:
    """Return the mark of a job that this program queued by the JSON endpoint, `#1a2b3c4d`; empty without one."""
    found = _MARK.search(job.description)
    return found[0].strip() if found else ""


def missing_chars(script: str) -> int:
    """Return how many characters of a very long script were not kept when it was read; 0 when it is whole."""
    found = _CUT.search(script) if len(script) >= _MIN_CUT_CHARS else None
    return int(found[1]) if found else 0


def has_signs(job: Job) -> bool:
    """Return whether its script is whole but has signs for what cannot be seen: queued again it is another one."""
    return bool(job.script) and not job.is_script_exact and not missing_chars(job.script or "")


def draft_again(job: Job) -> JobDraft:
    """Return the draft of a job like this one, without a key: it is another job; see `has_signs`.

    Raises:
        InvalidInput: Its script is not known, or not all of it.
    """
    return JobDraft(
        description=_MARK.sub("", job.description),
        script=_whole_script(job),
        backup=job.backup,
        express=job.express,
        needs_acknowledgement=job.needs_acknowledgement,
    )


def _whole_script(job: Job) -> str:
    if not job.script:
        raise InvalidInput("the API does not tell the script of this job", "write it anew in the form")
    missing = missing_chars(job.script)
    if missing:
        raise InvalidInput(f"{missing:,} characters of its script are not known", "queue it from its source")
    return job.script


def show_command(job: Job, site: str, flags: Sequence[str] = ()) -> str:
    """Return the call of `altotui` that shows a job.

    Args:
        job: The job.
        site: Name or id that means its site alone.
        flags: More options, each one word: `--profile`, `lab`.
    """
    job_words = ["--", job.id] if job.id.startswith("-") else [job.id]
    return shlex.join(["altotui", "job", "show", *_option("--site", site), *flags, *job_words])


def queue_command(job: Job, site: str, flags: Sequence[str] = ()) -> str:
    """Return the call of `altotui` that queues such a job once more; secrets are masked, so that it may be shown.

    What a person has to know before it is run stands behind it as a comment of the shell.

    Raises:
        InvalidInput: Its script is not known, or too long for a command.
    """
    draft = draft_again(job)
    if len(draft.script) > _MAX_QUOTED_CHARS:
        raise InvalidInput("its script is too long for a command", "e writes it to a file, for --script-file")
    description, script = redact_script(draft.description), redact_script(draft.script)
    words = ["altotui", "job", "queue", *_option("--site", site)]
    words += [*_option("--description", description), *_option("--script", script)]
    words += ["--backup"] if draft.backup else []
    words += ["--express"] if draft.express else []
    words += [] if draft.needs_acknowledgement else ["--no-ack"]
    is_masked = (description, script) != (draft.description, draft.script)
    remarks = "; ".join(filter(None, (_MASKED if is_masked else "", INEXACT if has_signs(job) else "")))
    return shlex.join([*words, *flags]) + (f"  # {remarks}" if remarks else "")


def _option(name: str, value: str) -> list[str]:
    """Return an option with a value that may look like an option itself."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]
