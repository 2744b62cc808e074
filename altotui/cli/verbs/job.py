"""`altotui job queue|show|cancel`: one job."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from altotui.cli.arguments import add_format, global_arguments
from altotui.cli.compose import compose
from altotui.cli.confirmation import is_confirmed
from altotui.cli.exit_codes import ExitCode
from altotui.cli.headless import say
from altotui.cli.output import print_json, print_records
from altotui.cli.records import Members, job_record, queue_record
from altotui.cli.selection import Selection, read_selection
from altotui.cli.target import Target, resolve_target
from altotui.domain.budget import Priority
from altotui.domain.errors import InvalidInput, StorageError
from altotui.domain.formats import Table
from altotui.domain.job import Job, JobDraft, JobEndpoint
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.services.events import AuditFailed, Event, QueueUnsure
from altotui.services.job_desk import QueueResult, problems_of, with_key
from altotui.services.suite import Services

_WHOLE_CALL = timedelta(days=7)
"""The permission is for this call, however long the request budget makes it last."""
_MAX_SUGGESTIONS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-verbs with their arguments."""
    sub_verbs = parser.add_subparsers(dest="sub_verb", metavar="queue|show|cancel", required=True)
    everywhere = global_arguments(is_repeated=True)
    queue = sub_verbs.add_parser("queue", help="queue a job", parents=[everywhere], allow_abbrev=False)
    _add_queue(queue)
    show = sub_verbs.add_parser("show", help="show one job", parents=[everywhere], allow_abbrev=False)
    cancel = sub_verbs.add_parser(
        "cancel", help="delete a job that has not started", parents=[everywhere], allow_abbrev=False
    )
    for one in (show, cancel):
        one.add_argument("job", metavar="JOB", help="its id, its token, or the start of its id")
        one.add_argument("--site", required=True, metavar="SITE", help="the site it was queued for")
    add_format(show)


def _add_queue(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--site", action="append", required=True, metavar="SITE", help="where; may be repeated"
    )
    parser.add_argument("--description", required=True, metavar="D", help="3 to 100 characters")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--script", metavar="S", help="RouterOS script")
    source.add_argument("--script-file", metavar="F", help="file with the script; - reads stdin")
    for name, default, what in (
        ("backup", False, "make a backup first"),
        ("express", False, "do not wait for the next check-in"),
        ("ack", True, "let the router report how it ended"),
    ):
        parser.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, default=default, help=what)
    parser.add_argument("--notify-url", metavar="URL", help="https address that is told how it ended")
    parser.add_argument(
        "--endpoint",
        choices=[endpoint.value for endpoint in JobEndpoint],
        help="where: keyed, whose repeats are recognised, or json, where that is refused; else what the profile says",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_format(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Queue, show or cancel."""
    if arguments.sub_verb == "queue":
        draft = _read_draft(arguments)
        if draft.notify_url and arguments.endpoint == JobEndpoint.KEYED:
            raise InvalidInput("--endpoint keyed takes no --notify-url", "leave one of them out")
        if not arguments.yes and not sys.stdin.isatty():
            raise InvalidInput("queueing a job needs a yes", "add --yes")
        arguments.sites = None
        selection = read_selection(arguments)
        return asyncio.run(_queue(arguments, resolve_target(arguments), selection, draft))
    target = resolve_target(arguments)
    return asyncio.run(
        _show(arguments, target) if arguments.sub_verb == "show" else _cancel(arguments, target)
    )


def _read_draft(arguments: argparse.Namespace) -> JobDraft:
    """Return the job of a call; InvalidInput with everything the API would refuse about it."""
    if arguments.token_stdin and arguments.script_file == "-":
        raise InvalidInput(
            "stdin cannot hold the token and the script", "keep the token with altotui auth login"
        )
    draft = JobDraft(
        description=arguments.description,
        script=arguments.script if arguments.script is not None else _read_script(arguments.script_file),
        backup=arguments.backup,
        express=arguments.express,
        needs_acknowledgement=arguments.ack,
        notify_url=arguments.notify_url,
    )
    endpoint = JobEndpoint(arguments.endpoint) if arguments.endpoint else JobEndpoint.KEYED
    problems = problems_of(draft, endpoint)
    if problems:
        raise InvalidInput("; ".join(problems))
    return draft


def _read_script(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except OSError as problem:
        raise InvalidInput(f"--script-file {name[:80]!a} cannot be read: {problem.strerror}") from None
    except ValueError:
        raise InvalidInput(f"--script-file {name[:80]!a} is not UTF-8 text", "save it as UTF-8") from None


async def _queue(
    arguments: argparse.Namespace, target: Target, selection: Selection, draft: JobDraft
) -> ExitCode:
    async with compose(target) as composed:
        services = composed.services
        services.session.unlock("job queue", for_time=_WHOLE_CALL)
        sites = await selection.load(services)
        await _say_remarks(services, draft)
        if not arguments.yes and not await is_confirmed(f"queue {draft.description!a}", len(sites)):
            say("nothing queued")
            return ExitCode.STOPPED
        endpoint = JobEndpoint(arguments.endpoint) if arguments.endpoint else None
        records, is_stopped = await _queue_each(services, sites, draft, endpoint)
    print_records(records, arguments.format, lambda: _queue_table(records))
    if is_stopped:
        return ExitCode.STOPPED
    all_taken = all(record["outcome"] == Outcome.OK for record in records)
    return ExitCode.OK if all_taken else ExitCode.INCOMPLETE


async def _say_remarks(services: Services, draft: JobDraft) -> None:
    """Say what the script may do that its author did not mean; nothing is refused for it."""
    from altotui.domain.routeros.lint import lint_script

    await services.reader.warm_up()
    remarks = lint_script(
        draft.script,
        services.reader.language(),
        needs_acknowledgement=draft.needs_acknowledgement,
        backup=draft.backup,
    )
    for remark in remarks:
        say(f"script {remark}")


async def _queue_each(
    services: Services, sites: Sequence[Site], draft: JobDraft, endpoint: JobEndpoint | None
) -> tuple[list[Members], bool]:
    """Queue on one site after the other; return a record for each, and whether a person stopped it."""
    is_keyed = draft.endpoint(endpoint or services.desk.usual) is JobEndpoint.KEYED
    services.relay.connect(_say_event)
    records: list[Members] = []
    for position, site in enumerate(sites):
        keyed = with_key(draft)
        key = keyed.idempotency_key if is_keyed else None
        try:
            result = await services.desk.queue(site, keyed, endpoint)
        except asyncio.CancelledError:  # Ctrl-C: what was queued is still worth printing
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
            unsure = QueueResult(site, Outcome.UNKNOWN, message="stopped: it may have been queued")
            rest = [QueueResult(left, Outcome.STOPPED) for left in sites[position + 1 :]]
            records += [queue_record(unsure, key), *(queue_record(left, None) for left in rest)]
            return records, True
        except StorageError as problem:  # what was queued on other sites is still worth printing
            result = QueueResult(site, Outcome.NOT_SENT, message=str(problem))
        if result.offers_json:
            say(f"{site.name}: the platform takes no job with a key here; --endpoint json may do it")
        records.append(queue_record(result, key if result.outcome is Outcome.UNKNOWN else None))
    return records, False


def _say_event(event: Event) -> None:
    if isinstance(event, QueueUnsure):
        say(f"{event.site_name}: {event.error}; looking for the job in the job list")
    elif isinstance(event, AuditFailed):
        say(f"what is sent is not recorded: {event.error}")


def _queue_table(records: Sequence[Members]) -> Table:
    columns = ("site", "outcome", "job or key", "message")
    return Table(
        columns,
        [
            (
                record["site_name"],
                record["outcome"],
                record["job_id"] or record["idempotency_key"] or record["request_id"],
                record["message"],
            )
            for record in records
        ],
    )


async def _show(arguments: argparse.Namespace, target: Target) -> ExitCode:
    async with compose(target) as composed:
        services = composed.services
        site, jobs = await _jobs_of(services, arguments.site)
        now = services.directory.server_now()
        services.jobs.merge(site.id, jobs, seen_at=now, question=0)
        board = services.open_board()
        board.look(now)
        job = find_job(arguments.job, jobs)
        known = services.jobs.get(site.id, job.id)
        record = job_record(job, site, now, board.why(known, now) if known else "")
    if arguments.format == "json":
        print_json(record)
    else:
        print_records([record], arguments.format, lambda: Table(("field", "value"), list(record.items())))
    return ExitCode.OK


async def _cancel(arguments: argparse.Namespace, target: Target) -> ExitCode:
    async with compose(target) as composed:
        services = composed.services
        services.session.unlock("job cancel", for_time=_WHOLE_CALL)
        site, jobs = await _jobs_of(services, arguments.site)
        job = find_job(arguments.job, jobs)
        services.relay.connect(_say_event)
        result = await services.desk.cancel(job)
    say(f"job {job.id} on {site.name}: {result.message or result.outcome.value}")
    return ExitCode.OK if result.is_cancelled else ExitCode.INCOMPLETE


async def _jobs_of(services: Services, site_name: str) -> tuple[Site, tuple[Job, ...]]:
    await services.directory.load()
    site = services.directory.find(site_name)
    return site, await services.api.list_jobs(site.id, priority=Priority.REFRESH)


def find_job(text: str, jobs: Sequence[Job]) -> Job:
    """Return the one job that `text` names: its id, its token, or the start of its id.

    Raises:
        InvalidInput: There is none, or more than one; the message lists some.
    """
    wanted = text.strip().casefold()
    found = [job for job in jobs if wanted and wanted in (job.id, (job.token or "").casefold())]
    found = found or [job for job in jobs if wanted and job.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise InvalidInput(
            f"there is no job {text[:60]!a} on that site", "`altotui jobs --site SITE` lists them"
        )
    some = ", ".join(job.id for job in found[:_MAX_SUGGESTIONS])
    raise InvalidInput(f"{text[:60]!a} names {len(found)} jobs", f"write more of one, as of {some}")
