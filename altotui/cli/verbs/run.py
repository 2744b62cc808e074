"""`altotui run`: runs one RouterOS line on one or many sites."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from datetime import timedelta

from altotui.cli.arguments import add_format, seconds
from altotui.cli.compose import compose
from altotui.cli.confirmation import is_confirmed
from altotui.cli.exit_codes import ExitCode
from altotui.cli.headless import say
from altotui.cli.output_file import add_output, check_output, printing_to
from altotui.cli.pace import say_pace
from altotui.cli.results import print_results
from altotui.cli.selection import Selection, add_site_options, read_selection
from altotui.cli.target import Target, resolve_target
from altotui.cli.typed_line import join_words
from altotui.cli.watching import add_watch_options, check_watch, watch_line
from altotui.domain.blast_radius import BlastRadius
from altotui.domain.command import CommandResult, count_outcomes
from altotui.domain.errors import InvalidInput, ReadOnly
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Kind, Translation
from altotui.domain.site import Site
from altotui.services.events import AuditFailed, Event, RunProgressed
from altotui.services.fan_out import FanOut, GoOn
from altotui.services.suite import Services
from altotui.storage.language import load_language

_WHOLE_CALL = timedelta(days=7)
"""The permission is for this call, however long the request budget makes it last."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this verb."""
    parser.add_argument(
        "line", nargs="+", metavar="LINE", help="as typed in a router's console, or API words"
    )
    add_site_options(parser)
    parser.add_argument(
        "--timeout",
        type=seconds,
        metavar="S",
        help="seconds to wait for each site (65, or what the profile says)",
    )
    parser.add_argument("--group", action="store_true", help="print equal answers once, with their sites")
    parser.add_argument("--pivot", metavar="FIELD", help="print how the values of one field are distributed")
    parser.add_argument("--allow-write", action="store_true", help="send it even if it may change the router")
    parser.add_argument("--yes", action="store_true", help="do not ask before a write on several sites")
    parser.add_argument(
        "--canary", action="store_true", help="the first site goes alone; the others follow only if it is ok"
    )
    add_watch_options(parser)
    add_format(parser)
    add_output(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Run the line on every chosen site and print one outcome for each."""
    if arguments.group and arguments.format in ("csv", "jsonl"):
        raise InvalidInput(f"--group has no {arguments.format} form", "use --format table, md or json")
    others = {"--group": arguments.group, "--watch": arguments.watch}
    for option, value in others.items() if arguments.pivot is not None else ():
        if value:
            raise InvalidInput(f"--pivot goes without {option}", "leave one of them out")
    if arguments.pivot is not None and not arguments.pivot.strip():
        raise InvalidInput("--pivot names no field", "write one, for example --pivot version")
    translation = translate(join_words(arguments.line), load_language())
    if not translation.command:
        raise InvalidInput(translation.notes[0] if translation.notes else "the line sends nothing")
    check_watch(arguments, translation)
    if arguments.canary and arguments.watch is not None:
        raise InvalidInput("--canary and --watch do not go together", "leave one of them out")
    selection = read_selection(arguments)
    check_output(arguments.output)
    if translation.is_write and not arguments.allow_write:
        effect = "reveals secrets" if translation.kind is Kind.SENSITIVE else "may change the router"
        raise ReadOnly(f"nothing sent: {translation.command} {effect}; --allow-write lets it pass")
    for note in translation.notes:
        say(note)
    target = resolve_target(arguments)
    if arguments.watch is not None:
        return asyncio.run(watch_line(arguments, target, translation, selection, exit_code_of_results))
    return asyncio.run(_run(arguments, target, translation, selection))


async def _run(
    arguments: argparse.Namespace, target: Target, translation: Translation, selection: Selection
) -> ExitCode:
    timeout_s = arguments.timeout or target.command_timeout_s
    async with compose(target) as composed:
        services = composed.services
        if translation.is_write:
            services.session.unlock("--allow-write", for_time=_WHOLE_CALL)
        sites = await selection.load(services)
        if needs_confirmation(translation, len(sites)) and not arguments.yes:
            what = str(services.runner.check(translation))
            radius = _radius(services, sites, translation)
            if not await is_confirmed(what, len(sites), answer=radius.must_type, facts=radius.lines()):
                say("nothing sent")
                return ExitCode.STOPPED
        say_pace(services.api.budget, len(sites))
        go_on = _is_ok if arguments.canary else None
        results, is_stopped = await _collect(services, sites, translation, timeout_s, go_on)
        stem = results[0].site_name if len(results) == 1 else f"{len(results)}-sites"
        with printing_to(arguments.output, arguments.format, stem=stem, now=services.clock.now):
            print_results(
                translation, results, arguments.format, grouped=arguments.group, field=arguments.pivot
            )
    _say_outcomes(results)
    return ExitCode.STOPPED if is_stopped else exit_code_of_results(results)


def needs_confirmation(translation: Translation, sites: int) -> bool:
    """Return whether a person has to agree: a write on several sites, or a line that hurts on any."""
    return translation.kind is Kind.DISRUPTIVE or (translation.kind is Kind.WRITE and sites > 1)


def _radius(services: Services, sites: Sequence[Site], translation: Translation) -> BlastRadius:
    now = services.directory.server_now()
    listed = services.directory.listed
    per_minute = services.api.budget.per_minute
    as_of = listed.as_of if listed else now
    return BlastRadius.of(sites, translation, as_of=as_of, now=now, per_minute=per_minute)


async def _is_ok(first: CommandResult) -> bool:
    """Say how the first site ended, and let the others follow when that was well."""
    is_ok = first.outcome is Outcome.OK
    follows = "the others follow" if is_ok else "the others are left out"
    say(f"{first.site_name} went first: {first.outcome.value}; {follows}")
    return is_ok


async def _collect(
    services: Services,
    sites: Sequence[Site],
    translation: Translation,
    timeout_s: float,
    go_on: GoOn | None,
) -> tuple[list[CommandResult], bool]:
    """Return one result per site, in the order of `sites`, and whether a person stopped it."""
    arrived: dict[SiteId, CommandResult] = {}

    def note(event: Event) -> None:
        if isinstance(event, RunProgressed):
            arrived[event.result.site_id] = event.result
        elif isinstance(event, AuditFailed):
            say(f"what is sent is not recorded: {event.error}")

    services.relay.connect(note)
    is_stopped = False
    try:
        fan_out = FanOut(services.runner, services.clock, services.relay)
        await fan_out.run(sites, translation, timeout_s=timeout_s, go_on=go_on)
    except asyncio.CancelledError:  # Ctrl-C: what arrived is still worth printing
        is_stopped = True
        task = asyncio.current_task()
        if task is not None:
            task.uncancel()
    return [arrived[site.id] for site in sites], is_stopped


def _say_outcomes(results: Sequence[CommandResult]) -> None:
    if len(results) == 1:
        if results[0].outcome is not Outcome.OK:
            say(
                f"{results[0].site_name}: {results[0].outcome.value}: {results[0].message or 'no reason given'}"
            )
        return
    counts = ", ".join(f"{count} {word}" for word, count in count_outcomes(results).items() if count)
    say(f"{len(results)} sites: {counts}")


def exit_code_of_results(results: Sequence[CommandResult]) -> ExitCode:
    """Return the exit code that sums up all results; sites that were left out say nothing of why."""
    results = [result for result in results if result.outcome is not Outcome.SKIPPED] or results
    if all(result.outcome is Outcome.OK for result in results):
        return ExitCode.OK
    if all(result.http_status in (401, 403) for result in results):
        return ExitCode.NOT_AUTHORISED
    if all(_is_api_down(result) for result in results):
        return ExitCode.API_DOWN
    return ExitCode.INCOMPLETE


def _is_api_down(result: CommandResult) -> bool:
    """Return whether the API refused for its rate, or could not be reached; not so a line it does not take."""
    if result.http_status is not None:
        return result.http_status == 429
    was_tried = result.elapsed_ms is not None
    return was_tried and result.outcome in (Outcome.NOT_SENT, Outcome.REJECTED)
