"""A token, and the check that no broken one ever reaches a header."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.errors import CredentialsError
from altotui.domain.jwt import expiry_of

VARIABLE = "ALTOTUI_TOKEN"
MAX_PRINTED_BYTES = 16 * 1024
"""The most that is read where one token is expected."""
_ALLOWED = re.compile(r"[A-Za-z0-9._~+/=:-]")
_MIN_CHARS = 6
_MAX_CHARS = 4096


class TokenSource(StrEnum):
    """Where tokens come from, in the words that people read, in the order in which they are asked."""

    STDIN = "standard input"
    ENVIRONMENT = f"environment variable {VARIABLE}"
    COMMAND = "token_command of the profile"
    KEYRING = "keyring"
    FILE = "credentials.json"


class Token(NamedTuple):
    """A checked token; its value never shows in a repr."""

    value: str
    source: str
    """Where it was found, for people."""
    expires_at: datetime | None = None
    """When it ends by its own words, or those of who gave it; None: nobody said."""

    def __repr__(self) -> str:
        """Name the source and never the value."""
        return f"Token(from {self.source})"


def make_token(text: str, source: TokenSource, expires_at: datetime | None = None) -> Token:
    """Return the token in `text`, which ends at `expires_at` or when it says so itself.

    Raises:
        CredentialsError: It can be no token; names the source, and never shows the text.
    """
    try:
        value = check_token(text)
    except CredentialsError as problem:
        raise CredentialsError(f"{source}: {problem}") from None
    return Token(value, str(source), expires_at or expiry_of(value))


def check_token(text: str) -> str:
    """Return `text` without one trailing newline when it can be a token; CredentialsError otherwise."""
    text = text.removesuffix("\n").removesuffix("\r")
    for position, char in enumerate(text[: _MAX_CHARS + 1], start=1):
        if not _ALLOWED.match(char):
            kind = (
                "a newline" if char in "\r\n" else "a space" if char.isspace() else "a character no token has"
            )
            raise CredentialsError(f"the token has {kind} at position {position}: copy it again, on one line")
    if not _MIN_CHARS <= len(text) <= _MAX_CHARS:
        raise CredentialsError(
            f"the token has {len(text)} characters, which is not {_MIN_CHARS} to {_MAX_CHARS}"
        )
    return text
