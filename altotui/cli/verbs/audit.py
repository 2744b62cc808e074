"""`altotui audit`: shows what was sent to routers from this machine; needs no token and no network."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from altotui.cli.arguments import add_format
from altotui.cli.exit_codes import ExitCode
from altotui.cli.headless import say
from altotui.cli.output import print_records
from altotui.cli.records import Members, iso
from altotui.domain.audit import AuditEntry, AuditFilter, stamp
from altotui.domain.clock import SystemClock
from altotui.domain.errors import InvalidInput
from altotui.domain.formats import Table
from altotui.domain.outcome import Outcome
from altotui.storage.audit_files import audit_folder
from altotui.storage.audit_reader import AuditRead, read_audit

IN_FLIGHT = "in_flight"
_AGE = re.compile(r"(\d{1,6})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this verb."""
    parser.add_argument(
        "filter",
        nargs="*",
        metavar="FILTER",
        help="words of site, line, reason, outcome, message, profile, user or host; "
        "a minus turns one round: put those behind --",
    )
    parser.add_argument(
        "--since", default="7d", metavar="WHEN", help="2h, 7d or a date such as 2026-03-01, UTC (%(default)s)"
    )
    parser.add_argument(
        "--site",
        action="append",
        default=[],
        metavar="SITE",
        help="id, name or the start of a name; may be repeated",
    )
    parser.add_argument(
        "--outcome",
        action="append",
        default=[],
        choices=(*(outcome.value for outcome in Outcome), IN_FLIGHT),
        help="only this outcome; may be repeated",
    )
    parser.add_argument("--writes", action="store_true", help="only what may have changed a router")
    parser.add_argument(
        "--unfinished",
        action="store_true",
        help="only what was sent by a console that ended before the answer came",
    )
    add_format(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Print the records that are asked for, the newest last; 1 when files were tampered with or cannot be read."""
    since = read_since(arguments.since, SystemClock().now())
    found = read_audit(audit_folder(), since=since, matches=_all_of(_conditions(arguments)))
    records = [audit_record(entry) for entry in found.entries]
    print_records(records, arguments.format, lambda: _brief(found.entries))
    return _say_damage(found)


def read_since(text: str, now: datetime) -> datetime:
    """Return the time that `2h`, `7d`, a date or a time in ISO 8601 means; UTC when it names no zone.

    Raises:
        InvalidInput: It is none of these.
    """
    age = _AGE.fullmatch(text)
    try:
        if age:
            return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput(f"--since {text[:40]!a} is no time", "write 2h, 7d or 2026-03-01") from None


_Condition = Callable[[AuditEntry], bool]


def _conditions(arguments: argparse.Namespace) -> Iterable[_Condition]:
    if arguments.filter:
        yield AuditFilter(" ".join(arguments.filter)).matches
    if arguments.site:
        sites = [site.casefold() for site in arguments.site]
        yield lambda entry: any(_is_site(entry, site) for site in sites)
    if arguments.outcome:
        yield lambda entry: (entry.outcome or IN_FLIGHT) in arguments.outcome
    if arguments.writes:
        yield lambda entry: entry.is_write and not entry.is_only_said
    if arguments.unfinished:
        yield lambda entry: entry.is_unfinished


def _all_of(conditions: Iterable[_Condition]) -> _Condition:
    wanted = tuple(conditions)
    return lambda entry: all(condition(entry) for condition in wanted)


def _is_site(entry: AuditEntry, site: str) -> bool:
    return entry.site_id.casefold() == site or entry.site_name.casefold().startswith(site)


def audit_record(entry: AuditEntry) -> Members:
    """Return one record as `--format json` prints it."""
    return {
        "at": stamp(entry.at),
        "profile": entry.profile,
        "user": entry.user,
        "host": entry.host,
        "pid": entry.pid,
        "kind": entry.kind,
        "site_id": entry.site_id,
        "site_name": entry.site_name,
        "command": entry.command,
        "parameters": list(entry.parameters),
        "is_write": entry.is_write,
        "key": entry.key,
        "reason": entry.reason,
        "targets": entry.targets,
        "outcome": entry.outcome or IN_FLIGHT,
        "is_unfinished": entry.is_unfinished,
        "message": entry.message,
        "http_status": entry.http_status,
        "elapsed_ms": entry.elapsed_ms,
    }


def _brief(entries: Iterable[AuditEntry]) -> Table:
    return Table(
        ("time", "site", "kind", "what", "outcome", "ms", "reason", "message"),
        [
            (
                iso(entry.at),
                entry.site_name,
                entry.kind,
                entry.what,
                entry.outcome or IN_FLIGHT,
                entry.elapsed_ms,
                entry.reason,
                entry.message,
            )
            for entry in entries
        ],
    )


def _say_damage(found: AuditRead) -> ExitCode:
    """Say what is wrong with the files and return the exit code; a torn line is an accident, no broken chain is."""
    if found.damaged:
        say(f"{found.damaged} damaged record{'s' * (found.damaged != 1)} passed over")
    for name in found.broken_chains:
        say(f"{name}: the chain is broken: a line was changed, added or taken away")
    for name in found.unreadable:
        say(f"{name}: cannot be read")
    return ExitCode.INCOMPLETE if found.broken_chains or found.unreadable else ExitCode.OK
