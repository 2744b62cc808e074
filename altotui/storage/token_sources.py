"""Where the token of a run comes from: the sources one after the other, and the first that has one decides.

A source that is there and fails is an error that names it, because the next one may hold a token of somebody else;
only the keyring, which is often there and of no use, is passed over.
"""

from __future__ import annotations

import os
import sys
from typing import NamedTuple, TextIO

from altotui.domain.errors import CredentialsError, InvalidInput
from altotui.storage.locations import credentials_file
from altotui.storage.token import MAX_PRINTED_BYTES, VARIABLE, Token, TokenSource, make_token
from altotui.storage.token_file import read_kept_token
from altotui.storage.token_keyring import OpenKeyring, installed_keyring, read_keyring


class TokenQuery(NamedTuple):
    """Whose token is wanted, and what may be asked for it."""

    profile: str
    origin: str
    """Where it will be sent, as `domain.address.origin_of` gives it."""
    command: tuple[str, ...] | None
    """The profile's own program that prints it."""
    from_stdin: bool = False
    """It stands on stdin, and nowhere else."""
    command_origin: str | None = None
    """Origin that the tokens of the command are for; None: whichever is asked."""


def find_token(
    query: TokenQuery, *, open_keyring: OpenKeyring = installed_keyring, stdin: TextIO | None = None
) -> Token:
    """Return the token of the first source that has one; blocks, for up to 12 s where a program hangs.

    The environment loses its token, so that no child process inherits it.

    Raises:
        InvalidInput: It should stand on stdin, and that is a terminal.
        CredentialsError: A source failed, or none has a token.
    """
    from_environment = os.environ.pop(VARIABLE, None)
    if query.from_stdin:
        return read_stdin(stdin)
    if from_environment is not None:
        return make_token(from_environment, TokenSource.ENVIRONMENT)
    for source in (TokenSource.COMMAND, TokenSource.KEYRING, TokenSource.FILE):
        token = find_token_again(query, source, open_keyring=open_keyring)
        if token is not None:
            return token
    raise CredentialsError(
        f"there is no token: run altotui auth login, set {VARIABLE}, or try the simulated fleet with --demo"
    )


def find_token_again(
    query: TokenQuery, source: str, *, open_keyring: OpenKeyring = installed_keyring
) -> Token | None:
    """Return what one source has now; None when it has none, or can be read only once, as stdin is.

    Raises:
        CredentialsError: The source failed.
    """
    match source:
        case TokenSource.COMMAND if query.command:
            return _run_command(query, query.command)
        case TokenSource.KEYRING:
            return read_keyring(query.profile, query.origin, open_keyring)
        case TokenSource.FILE:
            return read_kept_token(credentials_file(), query.profile, query.origin)
    return None


def read_stdin(stream: TextIO | None = None) -> Token:
    """Return the token in the first line of stdin, or of `stream`.

    Raises:
        InvalidInput: It is a terminal, which would show the token.
        CredentialsError: There is no token on it.
    """
    stream = stream or sys.stdin
    if stream is not None and stream.isatty():
        raise InvalidInput(
            "--token-stdin reads a pipe, and stdin is a terminal", "keep the token with altotui auth login"
        )
    try:
        line = stream.readline(MAX_PRINTED_BYTES + 1) if stream else ""
    except (OSError, ValueError):
        raise CredentialsError(f"{TokenSource.STDIN}: it cannot be read as text: pipe the token in") from None
    if not line.strip():
        raise CredentialsError(f"{TokenSource.STDIN}: there is no token on it: pipe one in")
    return make_token(line, TokenSource.STDIN)


def _run_command(query: TokenQuery, command: tuple[str, ...]) -> Token:
    if query.command_origin not in (None, query.origin):
        raise CredentialsError(
            f"{TokenSource.COMMAND}: its token is for {query.command_origin} and is not sent to {query.origin}: "
            f"set {VARIABLE} as well, or write a profile for that address"
        )
    from altotui.storage.token_command import run_token_command

    return run_token_command(command)
