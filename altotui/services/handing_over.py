"""Makes the card for whoever takes over from what the services know now."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from altotui.domain.common_factors import common_factors
from altotui.domain.handover import Handover, Section
from altotui.domain.job import JobState
from altotui.domain.redaction import redact_description
from altotui.domain.shift_entry import EntryKind, ShiftEntry
from altotui.domain.site import Freshness, Site, SiteList
from altotui.domain.sliced import finished
from altotui.domain.text import make_visible
from altotui.services.job_board import JobBoard
from altotui.services.job_store import JobRecord, JobStore
from altotui.services.session import Session
from altotui.services.shift_log import ShiftLog
from altotui.services.site_directory import SiteDirectory

_MOST_NAMES = 10
_MAX_NAME_CHARS = 60


class HandingOver(NamedTuple):
    """What the card is made from."""

    log: ShiftLog
    directory: SiteDirectory
    jobs: JobStore
    board: JobBoard
    session: Session

    async def card(self, where: str) -> Handover:
        """Return the card as of now; `where` names the profile, visible-only."""
        sites = await asyncio.to_thread(_sites, self.directory.listed)
        now = self.directory.server_now()
        self.board.look(now)
        lost, settled = self._unknown()
        sections = (
            Section("Needs a person", [*lost, *self._concerns(now), *settled], "nothing"),
            Section("Sites", sites, "no list of sites yet"),
            Section("Jobs that go on", self._open_jobs(), "none known to this console"),
            Section("Writes of this console", self._writes(), "nothing"),
            Section("Jobs of this shift", self._job_counts(), "none"),
            Section("Notes", self._notes(), "none"),
            Section("This console", [self._mode()], ""),
        )
        return Handover(where, self.log.since, now, sections)

    def _unknown(self) -> tuple[list[str], list[str]]:
        """Return the writes that nobody knows of, and those of which something was learned since."""
        lost, settled = [], []
        for write in self.log.unknown:
            said = f"{write.at:%H:%M}Z {write.site}: {write.what}: sent, result unknown"
            if write.verdict:
                settled.append(f"{said}, {write.verdict}")
            else:
                lost.append(f"{said}, not read back")
        return lost, settled

    def _concerns(self, now: datetime) -> list[str]:
        found = [
            (concern.weight, record, concern)
            for record in self.jobs.all()
            if (concern := self.board.concerns.get(record.job.id)) is not None
        ]
        found.sort(key=lambda each: each[0])
        return [
            f"{self._job(record)}: {self.board.why(record, now) or concern.value}"
            for _, record, concern in found
        ]

    def _open_jobs(self) -> list[str]:
        records = self.jobs.open_jobs()
        counts = Counter(record.job.state for record in records)
        if not counts:
            return []
        sites = len({record.job.site_id for record in records})
        states = ", ".join(f"{counts[state]} {state.value}" for state in JobState if counts[state])
        return [f"{states} on {_counted(sites, 'site')}", *map(self._job, records)]

    def _writes(self) -> list[str]:
        return [
            f"{entry.at:%H:%M}Z {entry.what} on {_where(entry)}: {entry.went}"
            for entry in self.log.entries
            if entry.kind is EntryKind.WRITE
        ]

    def _job_counts(self) -> list[str]:
        """Return how many jobs of the shift are in each state, each counted once."""
        newest = {entry.about: entry.went for entry in self.log.entries if entry.about}
        return [f"{count} {went}" for went, count in Counter(newest.values()).items()]

    def _notes(self) -> list[str]:
        notes = (entry for entry in self.log.entries if entry.kind is EntryKind.NOTE)
        return [f"{note.at:%H:%M}Z {note.what}" for note in notes]

    def _mode(self) -> str:
        until = self.session.unlocked_until
        return "read-only" if until is None else f"writes are still allowed until {until:%H:%M:%S}Z"

    def _job(self, record: JobRecord) -> str:
        name = make_visible(self.directory.name_of(record.job.site_id), max_chars=_MAX_NAME_CHARS)
        return f"{name}: {redact_description(record.job.description)}"


def _sites(listed: SiteList | None) -> list[str]:
    """Return how the fleet is; of a large one that takes a moment."""
    if listed is None:
        return []
    by_state: dict[Freshness, list[Site]] = {state: [] for state in Freshness}
    for site in listed.sites:
        by_state[site.freshness(listed.as_of)].append(site)
    counts = ", ".join(f"{len(sites)} {state.value}" for state, sites in by_state.items())
    lines = [f"{_counted(len(listed.sites), 'site')}: {counts}"]
    for state in (Freshness.OFFLINE, Freshness.LATE):
        if by_state[state]:
            lines.append(f"{state.value}: {_named(by_state[state], listed.sites)}")
    return lines


def _named(sites: Sequence[Site], fleet: Sequence[Site]) -> str:
    names = ", ".join(make_visible(site.name, max_chars=_MAX_NAME_CHARS) for site in sites[:_MOST_NAMES])
    more = len(sites) - _MOST_NAMES
    common = finished(common_factors(sites, fleet))
    shared = f"; common: {', '.join(make_visible(each, max_chars=_MAX_NAME_CHARS) for each in common)}"
    return f"{names}{f' and {more} more' if more > 0 else ''}{shared if common else ''}"


def _where(entry: ShiftEntry) -> str:
    return entry.sites[0] if entry.site_count == 1 else _counted(entry.site_count, "site")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
