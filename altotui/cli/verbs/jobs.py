"""`altotui jobs`: lists the jobs of some sites, or follows them."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator

from altotui.cli.arguments import add_format
from altotui.cli.compose import compose
from altotui.cli.exit_codes import ExitCode, exit_code_of
from altotui.cli.headless import say
from altotui.cli.job_following import Following, PrintChanges
from altotui.cli.job_listing import JobListing, change_line
from altotui.cli.output import print_json_lines, print_lines, print_records
from altotui.cli.pace import say_pace
from altotui.cli.selection import Selection, add_site_options, read_selection
from altotui.cli.target import Target, resolve_target
from altotui.domain.budget import Priority
from altotui.domain.errors import ApiError, InvalidInput, SessionExpired
from altotui.domain.formats import csv_line
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job_filter import JobFilter
from altotui.domain.site import Site
from altotui.services.events import Event, PollHealthChanged
from altotui.services.suite import Services

_AT_A_TIME = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this verb."""
    parser.add_argument(
        "filter",
        nargs="*",
        metavar="FILTER",
        help="words of description, site, token or id; state:pending,running age:<2h is:attention site:x ack:no",
    )
    add_site_options(parser)
    parser.add_argument(
        "--watch", action="store_true", help="print a line for every job and then for every change"
    )
    parser.add_argument(
        "--until",
        choices=("done",),
        help="end when no job that the filter takes is open; 1 if one failed, is gone or unknown",
    )
    add_format(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """List or follow the jobs that pass the filter."""
    if arguments.watch and arguments.format in ("json", "md"):
        raise InvalidInput(
            f"--watch prints lines, which {arguments.format} has not", "use jsonl, table or csv"
        )
    selection = read_selection(arguments)
    job_filter = JobFilter(" ".join(arguments.filter))
    return asyncio.run(_run(arguments, resolve_target(arguments), selection, job_filter))


async def _run(
    arguments: argparse.Namespace, target: Target, selection: Selection, job_filter: JobFilter
) -> ExitCode:
    async with compose(target) as composed:
        services = composed.services
        sites = await selection.load(services)
        listing = JobListing(services, sites, job_filter)
        if not arguments.watch and not arguments.until:
            code = await _ask_all(services, sites)
        else:
            printer = _line_printer(listing, arguments.format) if arguments.watch else None
            code = await Following(services, listing, printer).run(until_done=bool(arguments.until))
        if not arguments.watch:
            print_records(listing.records(), arguments.format, listing.table)
        return code


async def _ask_all(services: Services, sites: tuple[Site, ...]) -> ExitCode:
    """Ask for the jobs of every site once; a failure is said, and raised when there is nothing else."""
    failures: dict[SiteId, ApiError] = {}

    def note(event: Event) -> None:
        if isinstance(event, PollHealthChanged) and event.error is not None:
            failures[event.site_id] = event.error

    priority = Priority.FANOUT if len(sites) > 1 else Priority.REFRESH

    async def work(waiting: Iterator[Site]) -> None:
        for site in waiting:
            if not any(isinstance(error, SessionExpired) for error in failures.values()):
                await services.watcher.ask(site.id, priority)

    say_pace(services.api.budget, len(sites))
    services.relay.connect(note)
    waiting = iter(sites)
    async with asyncio.TaskGroup() as group:
        for _ in range(_AT_A_TIME):
            group.create_task(work(waiting))
    services.relay.connect(None)
    return _sum_up(services, failures, len(sites))


def _sum_up(services: Services, failures: dict[SiteId, ApiError], sites: int) -> ExitCode:
    expired = next((error for error in failures.values() if isinstance(error, SessionExpired)), None)
    if expired is not None:
        raise expired
    for site_id, error in failures.items():
        say(f"{services.directory.name_of(site_id)}: {error}")
    codes = {exit_code_of(error) for error in failures.values()}
    if not codes:
        return ExitCode.OK
    return codes.pop() if len(failures) == sites and len(codes) == 1 else ExitCode.INCOMPLETE


def _line_printer(listing: JobListing, how: str) -> PrintChanges:
    """Return what prints the jobs that changed on one site, the oldest first."""
    has_header = how != "csv"

    def print_changes(site: Site, changed: frozenset[JobId]) -> None:
        nonlocal has_header
        known_jobs = listing.jobs(site, changed)[::-1]
        records = listing.site_records(site, known_jobs)
        if how == "jsonl":
            print_json_lines(records)
        elif how == "csv":
            if records and not has_header:
                print_lines([csv_line(records[0])])
                has_header = True
            print_lines(csv_line(record.values()) for record in records)
        else:
            print_lines(map(change_line, known_jobs, records))

    return print_changes
