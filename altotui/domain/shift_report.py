"""The log of a shift as Markdown for a ticket: what happened, when, where and how it went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.formats import Table, markdown_lines, markdown_text
from altotui.domain.shift_entry import EntryKind, ShiftEntry
from altotui.domain.stand_ins import StandIns

_COLUMNS = ("time", "kind", "what", "where", "how it went")


class Kept(StrEnum):
    """What is kept back; secrets always are."""

    SECRETS = "usual"
    """Secrets alone."""
    VALUES = "strict"
    """For outsiders: everything that a router, the platform or a person has said, but for the notes."""


KEPT_BACK = {
    Kept.SECRETS: "secrets are masked",
    Kept.VALUES: "for outsiders: commands, outcomes and your notes alone",
}


class ShiftReport(NamedTuple):
    """What is written."""

    entries: Sequence[ShiftEntry]
    """In the order in which they happened."""
    since: datetime
    """Nothing before this is in it; aware."""
    at: datetime
    """When it is written, by the server's clock; aware."""
    where: str
    """The profile, visible-only."""
    left_out: int = 0
    """How many entries there was no room for."""
    names: Sequence[str] = ()
    """Of all sites: none of them stands in a strict report."""


def report_lines(report: ShiftReport, kept: Kept) -> Iterator[str]:
    """Yield the lines of the report, without their ends."""
    shown = _Shown(report, kept)
    yield f"# {markdown_text(shown.title())}"
    yield ""
    where = "" if kept is Kept.VALUES else f"{markdown_text(report.where)}, "
    yield f"{where}{_stamp(report.since)} to {_stamp(report.at)}, all times in UTC; {KEPT_BACK[kept]}."
    if report.left_out:
        yield f"{report.left_out} more entries are left out: there was no room for them."
    yield ""
    if not report.entries:
        yield "Nothing happened."
        return
    yield from markdown_lines(Table(_COLUMNS, map(shown.cells, report.entries)))


class _Shown:
    """What may be shown of each entry."""

    def __init__(self, report: ShiftReport, kept: Kept) -> None:
        self._report = report
        self._is_strict = kept is Kept.VALUES
        names = (*report.names, *(name for entry in report.entries for name in entry.sites))
        self._stand_ins = StandIns(names if self._is_strict else ())

    def title(self) -> str:
        """Return the first note, which says what it was about."""
        notes = (entry.what for entry in self._report.entries if entry.kind is EntryKind.NOTE)
        note = next(notes, "What happened")
        return self._stand_ins(note) if self._is_strict else note

    def cells(self, entry: ShiftEntry) -> tuple[str, ...]:
        """Return the cells of its row."""
        sites, what, went = entry.sites, entry.what, entry.went
        if self._is_strict:
            sites = tuple(map(self._stand_ins.site, sites))
            what = self._stand_ins(what) if entry.kind is EntryKind.NOTE else entry.outline
            went = entry.went_outline
        where = (*sites, *([f"{entry.more_sites} more"] if entry.more_sites else ()))
        return _stamp(entry.at), entry.kind.value, what, ", ".join(where), went


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"
