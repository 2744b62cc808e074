"""`altotui auth status|login|logout`: shows, keeps or forgets the token of a profile; never opens the network."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple, TextIO

from altotui.cli.arguments import global_arguments
from altotui.cli.exit_codes import ExitCode
from altotui.cli.headless import say
from altotui.cli.output import print_json, print_lines
from altotui.cli.target import resolve_target
from altotui.domain.ages import coarse_age
from altotui.domain.clock import Clock, SystemClock
from altotui.domain.errors import CredentialsError, InvalidInput, StorageError
from altotui.domain.formats import visible
from altotui.storage.locations import credentials_file
from altotui.storage.token import VARIABLE, Token, TokenSource, check_token
from altotui.storage.token_file import describe_file, forget_token, keep_token
from altotui.storage.token_keyring import OpenKeyring, forget_in_keyring, installed_keyring, keep_in_keyring
from altotui.storage.token_sources import TokenQuery, find_token, read_stdin

_TERMINAL_LINE_CHARS = 4095
"""A terminal throws away what is typed or pasted beyond this on one line (termios(3), canonical mode)."""


def ask_for_token(prompt: str) -> str:
    """Return a line typed on the terminal without showing it."""
    import getpass
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except getpass.GetPassWarning:
            raise InvalidInput(
                "this terminal would show the token", "pipe it in, with --token-stdin"
            ) from None
        except EOFError:
            return ""


class Surroundings(NamedTuple):
    """What the verb uses of the machine."""

    clock: Clock = SystemClock()
    open_keyring: OpenKeyring = installed_keyring
    ask: Callable[[str], str] = ask_for_token
    stdin: TextIO | None = None
    """None: that of the process."""


_MACHINE = Surroundings()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-verbs with their arguments."""
    sub_verbs = parser.add_subparsers(dest="sub_verb", metavar="status|login|logout", required=True)
    everywhere = global_arguments(is_repeated=True)
    status = sub_verbs.add_parser(
        "status", help="say where the token comes from", parents=[everywhere], allow_abbrev=False
    )
    status.add_argument("--format", choices=("table", "json"), default="table", help="how to print (table)")
    login = sub_verbs.add_parser(
        "login", help="keep a token, typed or from --token-stdin", parents=[everywhere], allow_abbrev=False
    )
    login.add_argument("--keyring", action="store_true", help="keep it in the keyring of the desktop")
    sub_verbs.add_parser("logout", help="forget the kept token", parents=[everywhere], allow_abbrev=False)


def run(arguments: argparse.Namespace, machine: Surroundings = _MACHINE) -> ExitCode:
    """Show, keep or forget."""
    if arguments.demo:
        raise InvalidInput("a simulated fleet has no token", "leave out --demo")
    target = resolve_target(arguments, needs_token=False)
    if target.query is None:
        raise InvalidInput("this profile has no token")
    match arguments.sub_verb:
        case "status":
            return _status(target.base_url, target.query, arguments.format, machine)
        case "login":
            return _login(target.query, arguments, machine)
        case _:
            return _logout(target.query, machine)


def _status(base_url: str, query: TokenQuery, how: str, machine: Surroundings) -> ExitCode:
    token, problem = None, None
    try:
        token = find_token(query, open_keyring=machine.open_keyring, stdin=machine.stdin)
    except CredentialsError as error:
        problem = str(error)
    path = credentials_file()
    expires_at = token.expires_at if token else None
    record = {
        "profile": query.profile,
        "base_url": base_url,
        "origin": query.origin,
        "source": token.source if token else None,
        "expires_at": expires_at.isoformat() if expires_at else None,
        "problem": problem,
        "credentials_file": str(path),
        "permissions": describe_file(path),
    }
    if how == "json":
        print_json(record)
    else:
        shown = {
            "profile": query.profile,
            "base address": base_url,
            "origin": query.origin,
            "token": f"{token.source}, {expiry_words(token, machine.clock.now())}" if token else problem,
            "credentials file": f"{path} ({describe_file(path)})",
        }
        print_lines(f"{name}: {visible(str(value))}" for name, value in shown.items())
    return ExitCode.OK if token else ExitCode.NOT_AUTHORISED


def expiry_words(token: Token, now: datetime) -> str:
    """Return when a token ends, as `expires in 41m, at 2026-03-02 09:56 UTC`."""
    if token.expires_at is None:
        return "no expiry in the token"
    left_s = (token.expires_at - now).total_seconds()
    at = f"at {token.expires_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return (
        f"expires in {coarse_age(left_s)}, {at}" if left_s > 0 else f"expired {coarse_age(-left_s)} ago, {at}"
    )


def _login(query: TokenQuery, arguments: argparse.Namespace, machine: Surroundings) -> ExitCode:
    stdin = machine.stdin or sys.stdin
    if stdin is not None and stdin.isatty():
        value = _read_typed(query, machine)
    elif arguments.token_stdin:
        value = read_stdin(stdin).value
    else:
        raise InvalidInput("there is no terminal to ask for the token on", "pipe it in, with --token-stdin")
    path = credentials_file()
    if arguments.keyring:
        keep_in_keyring(query.profile, query.origin, value, machine.open_keyring)
        where = "the keyring"
    else:
        aside = keep_token(path, query.profile, query.origin, value, machine.clock.now())
        where = str(path)
        if aside is not None:
            say(f"{path.name} was damaged: it is kept as {aside}")
    say(f"the token of profile {query.profile} for {query.origin} is kept in {where}")
    _, problems = _forget(query, machine, but=where)  # an older one there could come first
    _say_all(problems)
    _say_what_comes_first(query)
    return ExitCode.OK


def _read_typed(query: TokenQuery, machine: Surroundings) -> str:
    typed = machine.ask(f"token of profile {visible(query.profile)} for {query.origin} (not shown): ")
    if not typed:
        raise InvalidInput("nothing was typed", "nothing was changed")
    if len(typed) >= _TERMINAL_LINE_CHARS:
        raise InvalidInput(
            "the token may have been cut off by the terminal", "pipe it in, with --token-stdin"
        )
    return check_token(typed)


def _logout(query: TokenQuery, machine: Surroundings) -> ExitCode:
    gone, problems = _forget(query, machine)
    if gone or not problems:
        where = f"is gone from {' and '.join(gone)}" if gone else "was kept nowhere"
        say(f"the token of profile {query.profile} {where}")
    _say_all(problems)
    _say_what_comes_first(query)
    return ExitCode.INCOMPLETE if problems else ExitCode.OK


def _forget(query: TokenQuery, machine: Surroundings, *, but: str = "") -> tuple[list[str], list[str]]:
    """Remove the token from file and keyring, one of them excepted; return where it was, and what went wrong."""
    path = credentials_file()
    ways: dict[str, Callable[[], bool]] = {
        str(path): lambda: forget_token(path, query.profile),
        "the keyring": lambda: forget_in_keyring(query.profile, query.origin, machine.open_keyring),
    }
    gone: list[str] = []
    problems: list[str] = []
    for where, forget in ways.items():
        try:
            if where != but and forget():
                gone.append(where)
        except (CredentialsError, StorageError) as problem:
            problems.append(f"an older token may still be in {where}: {problem}")
    return gone, problems


def _say_all(problems: list[str]) -> None:
    for problem in problems:
        say(problem)


def _say_what_comes_first(query: TokenQuery) -> None:
    if VARIABLE in os.environ:
        say(f"{TokenSource.ENVIRONMENT} is set, and comes first")
    elif query.command:
        say(f"{TokenSource.COMMAND} comes first")
