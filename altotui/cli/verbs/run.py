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
from altotui.cli.pace import say_pace
from altotui.cli.results import print_results
from altotui.cli.selection import Selection, add_site_options, read_selection
from altotui.cli.target import Target, resolve_target
from altotui.cli.typed_line import join_words
from altotui.domain.command import CommandResult, count_outcomes
from altotui.domain.errors import InvalidInput, ReadOnly
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Kind, Translation
from altotui.domain.site import Site
from altotui.services.events import AuditFailed, CommandFinished, Event
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
    parser.add_argument("--allow-write", action="store_true", help="send it even if it may change the router")
    parser.add_argument("--yes", action="store_true", help="do not ask before a write on several sites")
    add_format(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Run the line on every chosen site and print one outcome for each."""
    if arguments.group and arguments.format in ("csv", "jsonl"):
        raise InvalidInput(f"--group has no {arguments.format} form", "use --format table, md or json")
    translation = translate(join_words(arguments.line), load_language())
    if not translation.command:
        raise InvalidInput(translation.notes[0] if translation.notes else "the line sends nothing")
    selection = read_selection(arguments)
    if translation.is_write and not arguments.allow_write:
        effect = "reveals secrets" if translation.kind is Kind.SENSITIVE else "may change the router"
        raise ReadOnly(f"nothing sent: {translation.command} {effect}; --allow-write lets it pass")
    for note in translation.notes:
        say(note)
    return asyncio.run(_run(arguments, resolve_target(arguments), translation, selection))


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
            if not await is_confirmed(what, len(sites)):
                say("nothing sent")
                return ExitCode.STOPPED
        say_pace(services.api.budget, len(sites))
        results, is_stopped = await _collect(services, sites, translation, timeout_s)
        print_results(translation, results, arguments.format, grouped=arguments.group)
    _say_outcomes(results)
    return ExitCode.STOPPED if is_stopped else exit_code_of_results(results)


def needs_confirmation(translation: Translation, sites: int) -> bool:
    """Return whether a person has to agree: a write on several sites, or a line that hurts on any."""
    return translation.kind is Kind.DISRUPTIVE or (translation.kind is Kind.WRITE and sites > 1)


async def _collect(
    services: Services, sites: Sequence[Site], translation: Translation, timeout_s: float
) -> tuple[list[CommandResult], bool]:
    """Return one result per site, in the order of `sites`, and whether a person stopped it."""
    arrived: dict[SiteId, CommandResult] = {}

    def note(event: Event) -> None:
        if isinstance(event, CommandFinished):
            arrived[event.result.site_id] = event.result
        elif isinstance(event, AuditFailed):
            say(f"what is sent is not recorded: {event.error}")

    services.relay.connect(note)
    is_stopped = False
    try:
        async for _ in services.runner.run_many(sites, translation, timeout_s=timeout_s):
            pass
    except asyncio.CancelledError:  # Ctrl-C: what arrived is still worth printing
        is_stopped = True
        task = asyncio.current_task()
        if task is not None:
            task.uncancel()
    return [arrived.get(site.id) or _never_begun(site) for site in sites], is_stopped


def _never_begun(site: Site) -> CommandResult:
    return CommandResult(site.id, site.name, Outcome.STOPPED, message="stopped by the person")


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
    """Return the exit code that sums up all results."""
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
