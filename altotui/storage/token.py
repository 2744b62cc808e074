"""Where the token comes from, and the check that no broken one ever reaches a header."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from altotui.domain.errors import CredentialsError

VARIABLE = "ALTOTUI_TOKEN"
_ALLOWED = re.compile(r"[A-Za-z0-9._~+/=:-]")
_MIN_CHARS = 6
_MAX_CHARS = 4096


class Token(NamedTuple):
    """A checked token; its value never shows in a repr."""

    value: str
    source: str
    """Where it was found, for people."""

    def __repr__(self) -> str:
        """Name the source and never the value."""
        return f"Token(from {self.source})"


def read_token() -> Token:
    """Return the token of the environment and take it out of there, so that no child process inherits it.

    Raises:
        CredentialsError: There is none, or it has a character that no token has; never shows it.
    """
    text = os.environ.pop(VARIABLE, None)
    if text is None:
        raise CredentialsError(f"there is no token: set {VARIABLE}, or try the simulated fleet with --demo")
    return Token(check_token(text), f"environment variable {VARIABLE}")


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
