"""The terminal's clipboard, reached by OSC 52 also over SSH and through tmux or GNU screen.

The terminal never says whether it took a text, so what was tried is told, and the text is kept here too.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum

from altotui.domain.errors import AltotuiError
from altotui.domain.text import make_visible

MAX_PAYLOAD_BYTES = 100_000
"""Of base64: what hterm's own script allows. Terminals drop what is too long for them and say nothing."""
_SCREEN_STRING_BYTES = 252
"""GNU screen 4.0.3 takes strings of 256 bytes, later ones more; four bytes of each are its frame."""
_ESC = "\x1b"
_ST = f"{_ESC}\\"
_BEL = "\a"


class _Way(StrEnum):
    """What stands between the console and the terminal."""

    STRAIGHT = "straight"
    TMUX = "tmux"
    SCREEN = "screen"


def osc52(text: str, environ: Mapping[str, str]) -> str:
    """Return the bytes that put `text` into the terminal's clipboard; all of them are ASCII.

    Args:
        text: What is to be there; a lone surrogate becomes an escape.
        environ: The environment, of which TMUX, STY and TERM say what the terminal is reached through.
    """
    payload = _payload(text)
    match _way(environ):
        case _Way.TMUX:
            return _for_tmux(payload)
        case _Way.SCREEN:
            return _for_screen(payload)
    return _plain(payload, _ST)


def _payload(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "backslashreplace")).decode("ascii")


def _way(environ: Mapping[str, str]) -> _Way:
    """Return what has to be got through; over SSH only TERM tells."""
    term = environ.get("TERM", "")
    if environ.get("TMUX") or (term.startswith("tmux") and not environ.get("STY")):
        return _Way.TMUX
    return _Way.SCREEN if environ.get("STY") or term.startswith("screen") else _Way.STRAIGHT


def _plain(payload: str, end: str) -> str:
    return f"{_ESC}]52;c;{payload}{end}"


def _for_tmux(payload: str) -> str:
    """Return it in both ways that tmux may let through, each of which it drops where it is not allowed.

    The plain one with `set-clipboard on`, the wrapped one with `allow-passthrough on` (tried with tmux 3.3a; before
    3.3 the wrapped one always passed).
    """
    plain = _plain(payload, _ST)
    return f"{plain}{_ESC}Ptmux;{plain.replace(_ESC, _ESC + _ESC)}{_ST}"


def _for_screen(payload: str) -> str:
    """Return it in strings that GNU screen hands on to its terminal (tried with screen 4.9).

    It ends in BEL, since ST would end screen's own string. The first string holds no more than how it begins: tmux,
    which is also called screen over SSH, would take the first string for all of it.
    """
    rest = _plain(payload, _BEL).removeprefix(f"{_ESC}]")
    pieces = [rest[at : at + _SCREEN_STRING_BYTES] for at in range(0, len(rest), _SCREEN_STRING_BYTES)]
    return "".join(f"{_ESC}P{piece}{_ST}" for piece in (f"{_ESC}]", *pieces))


class Clipboard:
    """What was copied last, here and in the terminal."""

    def __init__(
        self, write: Callable[[str], None], environ: Mapping[str, str], save: Callable[[str], str]
    ) -> None:
        """Take the ways out.

        Args:
            write: Sends bytes to the terminal, past the screen.
            environ: The environment of the terminal.
            save: Writes a text to a new file and returns the file's name; raises AltotuiError.
        """
        self._write = write
        self._environ = environ
        self._save = save
        self.register = ""
        """What was copied last, whatever the terminal made of it."""

    def copy(self, text: str, what: str) -> str:
        """Copy `text` and return in words what was done.

        Args:
            text: Raw or not; it is made visible, and newlines at its end are left out.
            what: What it is, `row` for example; visible-only.
        """
        self.register = make_visible(text, keep_newlines=True, max_chars=sys.maxsize).rstrip("\n")
        length_bytes = len(self.register.encode())
        if len(_payload(self.register)) > MAX_PAYLOAD_BYTES:
            return self._save_instead(what)
        self._write(osc52(self.register, self._environ))
        way = _way(self._environ)
        through = "" if way is _Way.STRAIGHT else f" ({way.value})"
        return f"{what}: copied {length_bytes} bytes by OSC 52{through}"

    def _save_instead(self, what: str) -> str:
        too_large = f"{what}: too large for the terminal's clipboard"
        try:
            return f"{too_large}: saved to {make_visible(self._save(self.register))}"
        except AltotuiError as error:
            return f"{too_large}, and not saved: {error}"
