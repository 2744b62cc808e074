"""What a list of jobs shows: filtered, ordered, grouped, folded; every line by its number, and no widget in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Generic, NamedTuple

from altotui.domain.ids import JobId, SiteId
from altotui.domain.job_concern import Concern
from altotui.domain.job_entry import JobEntries, JobEntry, R, in_order
from altotui.domain.job_filter import JobFilter
from altotui.domain.job_rollup import Rollup
from altotui.domain.redaction import redact_description


class Grouping(StrEnum):
    """What jobs have in common that stand together."""

    FLAT = "flat"
    """Nothing: all stand in one list."""
    JOB = "job"
    """Their kind."""
    SITE = "site"


class JobView(NamedTuple):
    """One way of looking at the jobs."""

    grouping: Grouping = Grouping.FLAT
    only_attention: bool = False
    """Nothing is shown but what a person should look at."""
    folds: frozenset[str] = frozenset()
    """Keys of the heads that were turned: groups that are folded, and ended jobs that are not."""


class JobGroup(NamedTuple):
    """A head over some jobs."""

    key: str
    """Stays the same while jobs come and go."""
    label: str
    """Visible-only: description of its newest job, name of the site, or `212 ended` under one of these."""
    rollup: Rollup
    """Of all its jobs, folded or not."""
    site_count: int
    is_ended: bool
    """It is the head over ended jobs: in the list, inside a group, or of a group that has no others."""
    is_folded: bool
    hidden_count: int
    """How many of its jobs stand in no line because it is folded."""


_ENDED = "ended"
"""Key of the head over ended jobs; inside a group, the beginning of it."""


class JobTable(Generic[R]):
    """Lines over the newest records. A line is a record, or the head of some.

    A job that needs attention is never folded away. What does not change with the time is worked out once for each
    record, and kept for as long as that very object is shown again.
    """

    def __init__(self) -> None:
        self.filter = JobFilter("")
        self.view = JobView()
        self.kept: JobId | None = None
        """A job that is not folded away when it ends, since somebody looks at it; counts with the next change."""
        self.total = 0
        """How many jobs there are without the filter."""
        self.attention_count = 0
        """How many of all jobs need attention, whatever the filter is."""
        self._entries: dict[int, JobEntry[R]] = {}
        """By the identity of the record, which the entry keeps alive."""
        self._names: Mapping[SiteId, str] = {}
        self._now: datetime | None = None
        self._hits: list[JobEntry[R]] = []
        """In their order, folded ones too."""
        self._groups: dict[str, JobEntries[R]] = {}
        """By the key; all of them under no key while nothing is grouped."""
        self._members: dict[str, list[JobEntry[R]]] = {}
        """The jobs of each head that is shown, by its key."""
        self._lines: list[JobEntry[R] | JobGroup] = []
        self._line_of: dict[JobId, int] | None = None
        """None until somebody asks."""
        self._folded_into: dict[JobId, int] | None = None
        """The line of the head over each job that is folded away; None until somebody asks."""

    # --- what is shown

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def hit_count(self) -> int:
        """Return how many jobs pass filter and view, folded ones too."""
        return len(self._hits)

    def hits(self) -> list[R]:
        """Return all that pass filter and view, folded ones too, attention first."""
        return [entry.record for entry in self._hits]

    def record_at(self, line: int) -> R | None:
        """Return the record in a line; None for a head, and where there is no line."""
        if not 0 <= line < len(self._lines):
            return None
        shown = self._lines[line]
        return None if isinstance(shown, JobGroup) else shown.record

    def group_at(self, line: int) -> JobGroup | None:
        """Return the head in a line; None for a record, and where there is no line."""
        if not 0 <= line < len(self._lines):
            return None
        shown = self._lines[line]
        return shown if isinstance(shown, JobGroup) else None

    def group_of(self, line: int) -> JobGroup | None:
        """Return the head under which a line stands, or itself; None where there is none."""
        if not 0 <= line < len(self._lines):
            return None
        above = (self._lines[at] for at in range(line, -1, -1))
        return next((shown for shown in above if isinstance(shown, JobGroup)), None)

    def records_of(self, group: JobGroup) -> Iterator[R]:
        """Yield the records of a head that is shown, folded ones too, in their order."""
        return (entry.record for entry in self._members.get(group.key, ()))

    def line_of(self, job_id: JobId) -> int | None:
        """Return the line of a job; None when it is not shown."""
        if self._line_of is None:
            self._line_of = {
                shown.job_id: line for line, shown in enumerate(self._lines) if isinstance(shown, JobEntry)
            }
        return self._line_of.get(job_id)

    def nearest_line(self, job_id: JobId) -> int | None:
        """Return the line of a job, or of the head that it is folded into; None where it is filtered out."""
        line = self.line_of(job_id)
        if line is not None:
            return line
        if self._folded_into is None:
            self._folded_into = {
                entry.job_id: line
                for line, shown in enumerate(self._lines)
                if isinstance(shown, JobGroup) and shown.hidden_count
                for entry in self._members[shown.key]
            }
        return self._folded_into.get(job_id)

    def line_of_group(self, key: str) -> int | None:
        """Return the line of a head, or of that which took its place when the last job of its group ended."""
        keys = (key, f"{_ENDED}/{key}")
        heads = (
            at for at, shown in enumerate(self._lines) if isinstance(shown, JobGroup) and shown.key in keys
        )
        return next(heads, None)

    # --- what changes it

    def show(
        self,
        records: Iterable[R],
        names: Mapping[SiteId, str],
        concerns: Mapping[JobId, Concern | None],
        now: datetime,
    ) -> None:
        """Take the newest records.

        Args:
            records: Jobs, those of one site together and newest first; that order decides between equal times.
            names: Names of their sites; one without is called by its id.
            concerns: What is wrong with them; a job that is not in it has no concern.
            now: The server's time: `age:` is judged by it.
        """
        concern_of, known = concerns.get, self._entries.get
        entries: dict[int, JobEntry[R]] = {}
        for record in records:
            number = id(record)
            entry = known(number)
            if entry is None or concern_of(entry.job_id) is not entry.concern:
                entry = JobEntry(record, concern_of(record.job.id))
            entries[number] = entry
        self._entries, self.total = entries, len(entries)
        self.attention_count = sum(entry.is_attention for entry in entries.values())
        self._names, self._now = names, now
        self._arrange()

    def apply_filter(self, job_filter: JobFilter, now: datetime) -> None:
        """Show only what passes at `now`, the server's time."""
        self.filter, self._now = job_filter, now
        self._arrange()

    def apply_view(self, view: JobView) -> None:
        """Group, fold and leave out in another way."""
        self.view = view
        self._arrange()

    def fold(self, group: JobGroup) -> None:
        """Show the head alone, and what needs attention."""
        self._turn(group, is_turned=not group.is_ended)

    def unfold(self, group: JobGroup) -> None:
        """Show the jobs under the head."""
        self._turn(group, is_turned=group.is_ended)

    def toggle_fold(self, group: JobGroup) -> None:
        """Show or hide the jobs under the head."""
        self._turn(group, is_turned=group.key not in self.view.folds)

    def _turn(self, group: JobGroup, *, is_turned: bool) -> None:
        folds = self.view.folds | {group.key} if is_turned else self.view.folds - {group.key}
        self.view = self.view._replace(folds=folds)
        self._lay_out()

    # --- in steps

    def _arrange(self) -> None:
        entries = list(self._entries.values())
        if self.view.only_attention:
            entries = [entry for entry in entries if entry.is_attention]
        if self.filter.has_lasting:
            entries = [entry for entry in entries if self._passes(entry)]
        if self.filter.has_passing:
            matches, now = self.filter.matches_passing, self._now
            entries = [
                entry for entry in entries if matches(entry.record.job, entry.concern, now, entry.began_at)
            ]
        self._hits = in_order(entries)
        self._lay_out()

    def _passes(self, entry: JobEntry[R]) -> bool:
        """Return whether it passes the lasting part of the filter, which is asked once."""
        name = self._names.get(entry.site_id, entry.site_id)
        if entry.passed is not self.filter or entry.name != name:
            entry.passed, entry.name = self.filter, name
            entry.passes = self.filter.matches_lasting(entry.record.job, name)
        return entry.passes

    def _lay_out(self) -> None:
        self._line_of = self._folded_into = None
        self._lines, self._members = [], {}
        before, self._groups = self._groups, {}
        for key, members in self._in_groups().items():
            known = before.get(key)
            group = known if known and known.members == members else JobEntries(members)
            self._groups[key] = group
            if key:
                self._add_group(key, group)
            else:
                self._add_jobs(group, _ENDED)

    def _in_groups(self) -> dict[str, list[JobEntry[R]]]:
        """Return the entries by the key of their group: that with the first of all jobs is the first."""
        grouping = self.view.grouping
        if grouping is Grouping.FLAT:
            return {"": self._hits}
        groups: defaultdict[str, list[JobEntry[R]]] = defaultdict(list)
        if grouping is Grouping.SITE:
            for entry in self._hits:
                groups[entry.site_id].append(entry)
        else:
            for entry in self._hits:
                groups[entry.kind or entry.read_kind()].append(entry)
        return {f"{grouping.value}:{common}": members for common, members in groups.items()}

    def _add_group(self, key: str, group: JobEntries[R]) -> None:
        newest = group.newest
        is_by_site = self.view.grouping is Grouping.SITE
        label = (
            self._names.get(newest.site_id, newest.site_id)
            if is_by_site
            else redact_description(newest.record.job.description)
        )
        if not group.shown and not _of_job(self.kept, group.members):
            self._add_jobs(group, f"{_ENDED}/{key}", label)  # two heads would say the same
        elif key in self.view.folds:
            hidden_count = len(group.members) - len(group.attention)
            self._add_head(key, label, group, is_ended=False, is_folded=True, hidden_count=hidden_count)
            self._lines += group.attention
        else:
            self._add_head(key, label, group, is_ended=False, is_folded=False, hidden_count=0)
            self._add_jobs(group, f"{_ENDED}/{key}")

    def _add_jobs(self, group: JobEntries[R], key: str, label: str = "") -> None:
        """Add the jobs of a group, and those that have ended under a head of their own, which tells their count."""
        self._lines += group.shown
        ended = group.ended
        count = len(ended.members)
        if not count:
            return
        is_folded = key not in self.view.folds
        kept = _of_job(self.kept, ended.members) if is_folded else []
        self._lines += kept  # in its place: it is looked at
        hidden_count = count - len(kept) if is_folded else 0
        label = label or f"{count} ended{f', {len(kept)} above' if kept else ''}"
        self._add_head(key, label, ended, is_ended=True, is_folded=is_folded, hidden_count=hidden_count)
        if not is_folded:
            self._lines += ended.members

    def _add_head(
        self,
        key: str,
        label: str,
        group: JobEntries[R],
        *,
        is_ended: bool,
        is_folded: bool,
        hidden_count: int,
    ) -> None:
        self._members[key] = group.members
        head = JobGroup(key, label, group.rollup, group.site_count, is_ended, is_folded, hidden_count)
        self._lines.append(head)


def _of_job(job_id: JobId | None, entries: list[JobEntry[R]]) -> list[JobEntry[R]]:
    """Return the entry of one job where it is one of these."""
    return [] if job_id is None else [entry for entry in entries if entry.job_id == job_id]
