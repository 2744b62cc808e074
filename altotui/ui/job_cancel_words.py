"""The words around cancelling several jobs: what the question says, and what became of each; visible-only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from altotui.domain.cancelling import Cancelling, CancelOutcome
from altotui.domain.ids import SiteId
from altotui.domain.job import Job
from altotui.domain.redaction import redact_description
from altotui.domain.text import make_visible

NameOf = Callable[[SiteId], str]
"""Gives the name of a site."""

JOBS_SHOWN, NAMES_SHOWN, NAMES_TOLD = 8, 6, 3
"""In the question; in a toast."""
_NAMES_NOTED = 12
_MAX_NAME_CHARS, _MAX_JOB_CHARS = 40, 60
_RACE = "a job that its router collects meanwhile cannot be cancelled any more"


def question(jobs: Sequence[Job]) -> str:
    """Return what is asked."""
    sites = len({job.site_id for job in jobs})
    return f"Cancel {len(jobs)} queued jobs on {sites} site{'s' * (sites != 1)}?"


def listed(jobs: Sequence[Job], name_of: NameOf) -> str:
    """Return the jobs, one a line; of many only some."""
    lines = [_called(job, name_of) for job in jobs[:JOBS_SHOWN]]
    more = len(jobs) - len(lines)
    return "\n".join([*lines, f"and {more} more job{'s' * (more != 1)}"] if more > 0 else lines)


def facts(jobs: Sequence[Job], hidden: int, name_of: NameOf) -> list[str]:
    """Return what else a person should know: the sites, what cannot be seen, and what may come in between."""
    said = [f"sites: {_named((job.site_id for job in jobs), name_of, NAMES_SHOWN)}"]
    if hidden:
        said.append(f"{hidden} of them {'is' if hidden == 1 else 'are'} not among the jobs that are shown")
    return [*said, _RACE]


def totals(cancelling: Cancelling) -> str:
    """Return how many jobs have each outcome, and that these are all."""
    counts = cancelling.counts
    if len(counts) == 1:
        return f"{len(cancelling.jobs)} of {len(cancelling.jobs)} {next(iter(counts)).value}"
    said = ", ".join(f"{number} {outcome.value}" for outcome, number in counts.items())
    return f"{said}; {' + '.join(map(str, counts.values()))} = {len(cancelling.jobs)}"


def told(cancelling: Cancelling, name_of: NameOf) -> str:
    """Return what became of the jobs, in short: the totals, and where jobs are not cancelled."""
    left = _named((job.site_id for job, _ in cancelling.left), name_of, NAMES_TOLD)
    return f"{totals(cancelling)}. Look at {left}" if left else totals(cancelling)


def noted(cancelling: Cancelling, name_of: NameOf) -> list[str]:
    """Return the jobs that are not cancelled, a line for each reason; of many only some."""
    left = sorted(cancelling.left, key=lambda each: (each[1].outcome.value, each[1].message or ""))
    lines = []
    for (outcome, message), group in groupby(left, key=lambda each: (each[1].outcome, each[1].message)):
        jobs = [job for job, _ in group]
        named = "; ".join(_called(job, name_of) for job in jobs[:_NAMES_NOTED])
        more = f" and {len(jobs) - _NAMES_NOTED} more" if len(jobs) > _NAMES_NOTED else ""
        lines.append(f"{outcome.value}{_why(outcome, message)}: {named}{more}")
    return lines


def _why(outcome: CancelOutcome, message: str | None) -> str:
    """Return what a message adds to the words of its outcome."""
    if message is None or outcome in (CancelOutcome.STARTED, CancelOutcome.STOPPED):
        return ""
    return f" ({make_visible(message.removeprefix('not cancelled: '))})"


def _called(job: Job, name_of: NameOf) -> str:
    name = make_visible(name_of(job.site_id), max_chars=_MAX_NAME_CHARS)
    return f"{name}  {make_visible(redact_description(job.description), max_chars=_MAX_JOB_CHARS)}"


def _named(site_ids: Iterable[SiteId], name_of: NameOf, most: int) -> str:
    """Return the names of some sites, each once."""
    names = [make_visible(name_of(each), max_chars=_MAX_NAME_CHARS) for each in dict.fromkeys(site_ids)]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"
