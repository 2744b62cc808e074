"""Remarks on how a script runs: cut off before it reports, for long, for ever, or waiting for a person.

Source: seed 2 (needs_acknowledgement), routeros.md 1.6 and 3.2. What `:execute` is given runs in the background, so
the script reports meanwhile; a `:delay` in the script itself only puts the end off.
"""

from __future__ import annotations

from collections.abc import Iterator

from altotui.domain.routeros.bounds import bound_for
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.remark import Found, Rule, Severity
from altotui.domain.routeros.script_walk import Block, Call, each_call

_RESTARTS = {
    "/system/reboot": "restarts the router",
    "/system/shutdown": "switches the router off",
    "/system/reset-configuration": "resets and restarts the router",
    "/system/backup/load": "restarts the router with the configuration of a backup",
    "/system/package/update/install": "restarts the router when there is an upgrade",
    "/system/package/downgrade": "restarts the router",
    "/system/package/apply-changes": "restarts the router",
    "/system/check-disk": "restarts the router",
}
_END_BY_THEMSELVES = frozenset({"/system/package/update/check-for-updates"})
"""Sampled with a bound all the same when a person asks (routeros.md 1.6): they only take long."""
_WATCHES = frozenset({"follow", "follow-only", "interval"})
_AT_A_PROMPT = ("/quit", "/lock", "/safe-mode/", "/task/")
_INSTEAD = {
    "/system/ssh": "/system/ssh-exec gives one command to another router",
    "/interface/lte/at-chat": 'write the command in it, as in input="AT+CSQ"',
    "/interface/ppp-client/at-chat": 'write the command in it, as in input="AT+CSQ"',
    "/terminal/ask": "write the value into the script",
    "/terminal/inkey": "write the value into the script",
    "/system/device-mode/update": "do it with somebody at the router",
}
_GIVES_THE_INPUT = frozenset({"input", "command"})


def cut_off_remarks(call: Call, *, is_later: bool) -> Iterator[Found]:
    """Yield the remark on a command behind which nothing of the script runs; with acknowledgement on only."""
    happens = _RESTARTS.get(call.command)
    if happens is not None and not is_later:
        yield Found(
            Rule.CUT_OFF,
            Severity.ERROR,
            call.start,
            call.end,
            f"{call.command} {happens} before the script can report, so the job would look stuck",
            f"turn acknowledgement off, or :execute {{:delay 30s; {call.command}}}; a :delay alone does not help",
        )


def hasty_remarks(call: Call) -> Iterator[Found]:
    """Yield the remark on a restart in the background that may come before the report."""
    if call.command != "/execute":
        return
    for block in filter(_is_background, call.blocks):
        for inner in block.calls:
            if inner.command == "/delay":
                break
            if inner.command in _RESTARTS:
                reason = f"{inner.command} in the background may come before the script has reported"
                remedy = "put :delay 30s in front of it, within the braces"
                yield Found(Rule.CUT_OFF, Severity.WARNING, inner.start, inner.end, reason, remedy)


def _is_background(block: Block) -> bool:
    return block.is_later and block.name in ("", "script")


def endless_remarks(call: Call, *, needs_acknowledgement: bool, is_later: bool) -> Iterator[Found]:
    """Yield the remark on a command that would never end by itself."""
    if call.reading is None or call.is_scripting:
        return
    bound = _missing_bound(call)
    if bound is None:
        return
    holds_up = needs_acknowledgement and not is_later
    what = "so the job would look stuck" if holds_up else "and goes on on the router"
    severity = Severity.ERROR if holds_up else Severity.WARNING
    reason = f"{call.command} does not end by itself, {what}"
    yield Found(Rule.ENDLESS, severity, call.start, call.end, reason, bound)


def _missing_bound(call: Call) -> str | None:
    """Return what to do about a command that does not end; None when it ends."""
    if call.verb == "print":
        names = {given.name for given in call.arguments.given}
        return "leave follow and interval out" if names & _WATCHES else None
    if call.command in _END_BY_THEMSELVES:
        return None
    words = [f"={given.name}={given.value}" for given in call.arguments.given]
    bound = bound_for(call.command, words)
    return None if bound is None else f"add {bound.strip('=')}"


def interactive_remarks(call: Call, language: Language) -> Iterator[Found]:
    """Yield the remark on a command that waits for a person; y/N questions are none, a script is not asked them."""
    if call.reading is None or call.is_scripting or call.command.startswith(_AT_A_PROMPT):
        return
    is_button = call.command == "/system/device-mode/update"
    waits = is_button or call.verb == "edit" or language.safety.kind(call.command, ()) == "reject"
    if not waits or any(given.name in _GIVES_THE_INPUT for given in call.arguments.given):
        return
    for_what = "for a button of the router" if is_button else "for a person at a terminal"
    usual = (
        "set changes a value without a person"
        if call.verb == "edit"
        else "write the commands that it would lead to"
    )
    yield Found(
        Rule.INTERACTIVE,
        Severity.ERROR,
        call.start,
        call.end,
        f"{call.command} waits {for_what}",
        _INSTEAD.get(call.command, usual),
    )


def prompt_remarks(call: Call) -> Iterator[Found]:
    """Yield the remark on words that belong to a session at a prompt."""
    if call.command.startswith(_AT_A_PROMPT):
        reason = f"{call.command} belongs to a session at a prompt"
        yield Found(Rule.UNKNOWN, Severity.HINT, call.start, call.end, reason, "leave it out")


def running_remarks(
    calls: tuple[Call, ...], language: Language, *, needs_acknowledgement: bool
) -> Iterator[Found]:
    """Yield all remarks of this kind on every command but those on how long it waits."""
    for call, is_later in each_call(calls):
        if needs_acknowledgement:
            yield from cut_off_remarks(call, is_later=is_later)
            yield from hasty_remarks(call)
        yield from endless_remarks(call, needs_acknowledgement=needs_acknowledgement, is_later=is_later)
        yield from interactive_remarks(call, language)
        yield from prompt_remarks(call)
