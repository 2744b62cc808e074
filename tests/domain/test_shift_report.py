"""The log of a shift as Markdown: everything in it, and nothing of what is kept back."""

from __future__ import annotations

import pytest

from altotui.domain.handover import MOST_LINES, Handover, Section, handover_lines
from altotui.domain.shift_entry import EntryKind, ShiftEntry
from altotui.domain.shift_report import Kept, ShiftReport, report_lines
from tests.domain.records import NOW, ago

NOTE = ShiftEntry(ago(20), EntryKind.NOTE, "INC-7 fibre cut, lagos-01 has 192.0.2.7")
WRITE = ShiftEntry(
    ago(10),
    EntryKind.WRITE,
    "/ip/dns/set =servers=198.51.100.53",
    "/ip/dns/set =servers=",
    ("lagos-01", "lagos-02"),
    3,
    "4 ok, 1 sent, result unknown of 5",
    "4 ok, 1 sent, result unknown of 5",
)
READ = ShiftEntry(
    ago(5),
    EntryKind.READ,
    "/ip/dns/print",
    "/ip/dns/print",
    ("lagos-02",),
    0,
    "ok, servers=192.0.2.7",
    "ok, 1 row",
)
JOB = ShiftEntry(
    ago(4),
    EntryKind.JOB,
    "Reboot | lagos-02 of Acme Bank",
    "a job",
    ("lagos-02",),
    0,
    "completed",
    "completed",
)
RIGHTS = ShiftEntry(ago(3), EntryKind.RIGHTS, "writes allowed: lagos-09 is down", "writes allowed")
SITES = ShiftEntry(
    ago(2), EntryKind.SITES, "lagos-…(+3) offline, common: tag:acme-bank", "1 site offline", ("lagos-07",)
)
READING = ShiftEntry(
    ago(1),
    EntryKind.READ,
    "read back: /x",
    "read back: /x",
    ("lagos-02",),
    0,
    "not applied: comment is Acme Bank",
)


def _report(*entries: ShiftEntry, kept: Kept = Kept.SECRETS) -> str:
    return "\n".join(report_lines(ShiftReport(entries, ago(60), NOW, "acme-noc"), kept))


def test_each_entry_is_a_row_under_the_first_note() -> None:
    text = _report(WRITE, NOTE, READ)
    assert text.startswith("# INC-7 fibre cut, lagos-01 has 192.0.2.7\n")
    assert "acme-noc, " in text
    assert "| write | /ip/dns/set =servers=198.51.100.53 | lagos-01, lagos-02, 3 more | 4 ok, 1 sent" in text
    assert "| ok, servers=192.0.2.7 |" in text
    rows = [line for line in text.splitlines() if line.startswith("| 2")]
    assert len(rows) == 3


def test_strict_tells_outsiders_commands_and_outcomes_alone() -> None:
    note = NOTE._replace(what=f"{NOTE.what}; lagos-99 of ops@acme.example, too")
    entries = (note, WRITE, READ, JOB, RIGHTS, SITES, READING)
    report = ShiftReport(entries, ago(60), NOW, "acme-noc", names=("lagos-99", "lagos-09"))
    text = "\n".join(report_lines(report, Kept.VALUES))
    assert text.startswith("# INC-7 fibre cut, site-1 has address-1; site-2 of mail-1, too\n")
    for row in (
        "| write | /ip/dns/set =servers= | site-1, site-3, 3 more | 4 ok, 1 sent, result unknown of 5 |",
        "| read | /ip/dns/print | site-3 | ok, 1 row |",
        "| job | a job | site-3 | completed |",
        "| rights | writes allowed |  |  |",
        "| sites | 1 site offline | site-4 |  |",
        "| read | read back: /x | site-3 |  |",
    ):
        assert row in text, row
    for told in ("lagos", "192.0.2", "198.51", "acme", "Acme", "down"):
        assert told not in text, told


@pytest.mark.parametrize("kept", list(Kept))
def test_a_shift_without_events_says_so(kept: Kept) -> None:
    assert _report(kept=kept).startswith("# What happened\n")
    assert _report(kept=kept).endswith("Nothing happened.")


def test_what_there_was_no_room_for_is_said() -> None:
    report = ShiftReport((NOTE,), ago(60), NOW, "acme", left_out=7)
    assert "\n7 more entries are left out" in "\n".join(report_lines(report, Kept.SECRETS))


def test_what_would_be_markup_is_text() -> None:
    text = _report(ShiftEntry(NOW, EntryKind.NOTE, "a|b <script> `x` [y](z)"))
    assert "a\\|b &lt;script> \\`x\\` \\[y\\](z)" in text


def test_a_card_has_each_section_and_says_what_it_leaves_out() -> None:
    many = [f"job {number}" for number in range(MOST_LINES + 3)]
    card = Handover("acme", ago(60), NOW, (Section("Open", many, "none"), Section("Notes", (), "no notes")))
    lines = list(handover_lines(card))
    assert lines[0].startswith("# Handover acme: ")
    assert lines.count("## Open") == lines.count("## Notes") == 1
    assert "- and 3 more" in lines
    assert lines[-1] == "- no notes"
    assert len([line for line in lines if line.startswith("- job")]) == MOST_LINES
