"""Text that was pasted for a router: its lines, what must not be in it, and the plain form of what looks nice.

Quotes that a word processor turned round, and blanks that are no blanks, mean nothing to RouterOS. They are replaced,
and whoever asks for that says so first; what could hide itself or act on a terminal is refused.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from altotui.domain.errors import InvalidInput
from altotui.domain.text import make_visible

MAX_LINES = 500
MAX_CHARS = 20_000
_TOO_LARGE_REMEDY = "put it into a file and queue that as a job: altotui job queue --script-file FILE"
_CONTROLS = (
    *(
        "NUL",
        "SOH",
        "STX",
        "ETX",
        "EOT",
        "ENQ",
        "ACK",
        "BEL",
        "BS",
        "TAB",
        "LF",
        "VT",
        "FF",
        "CR",
        "SO",
        "SI",
    ),
    *(
        "DLE",
        "DC1",
        "DC2",
        "DC3",
        "DC4",
        "NAK",
        "SYN",
        "ETB",
        "CAN",
        "EM",
        "SUB",
        "ESC",
        "FS",
        "GS",
        "RS",
        "US",
    ),
)
_QUOTES = {
    **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b", "'"),
}


class Replaced(NamedTuple):
    """One kind of character that is written in another way."""

    char: str
    plain: str
    times: int

    def __str__(self) -> str:
        """Return words for it; visible-only."""
        times = f" ({self.times} times)" if self.times > 1 else ""
        becomes = "a blank" if self.plain == " " else self.plain
        return f"{name_of(self.char)} becomes {becomes}{times}"


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of what was pasted, without empty ones at its beginning and end.

    Only LF, CR and CR LF end a line: what else Python takes for an end of line is a character to refuse.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [at for at, line in enumerate(lines) if line.strip(" \t")]
    if not filled:
        return (text,) if text and len(lines) == 1 else ()
    return tuple(lines[filled[0] : filled[-1] + 1])


def check(lines: Sequence[str]) -> None:
    """Raise when something of this must not or cannot be taken.

    Raises:
        InvalidInput: Too much of it, or a character that could hide itself or act on a terminal; names its place.
    """
    chars = sum(map(len, lines)) + max(0, len(lines) - 1)
    if len(lines) > MAX_LINES:
        raise InvalidInput(f"{len(lines)} lines pasted, {MAX_LINES} is the most", _TOO_LARGE_REMEDY)
    if chars > MAX_CHARS:
        raise InvalidInput(f"{chars} characters pasted, {MAX_CHARS} is the most", _TOO_LARGE_REMEDY)
    for number, line in enumerate(lines, 1):
        if line.isascii() and line.isprintable():
            continue
        for column, char in enumerate(line, 1):
            if _plain(char) is None:
                place = f"line {number}, character {column}" if len(lines) > 1 else f"character {column}"
                problem = f"{name_of(char)} in what was pasted ({place}), nothing of it was taken"
                raise InvalidInput(problem, "copy it as plain text")


def plain_form(line: str) -> str:
    """Return a line with turned quotes, tabs and blanks of other widths in their plain form."""
    if line.isascii() and line.isprintable():
        return line
    return "".join(_plain(char) or char for char in line)


def replaced_in(lines: Sequence[str]) -> list[Replaced]:
    """Return what `plain_form` changes in these lines, in the order in which it first appears."""
    counts: dict[str, int] = {}
    for line in lines:
        if not (line.isascii() and line.isprintable()):
            for char in line:
                if _plain(char) != char:
                    counts[char] = counts.get(char, 0) + 1
    return [Replaced(char, _plain(char) or "", count) for char, count in counts.items()]


def name_of(char: str) -> str:
    """Return the name of a character with its number; visible-only."""
    code = ord(char)
    if code < len(_CONTROLS):
        name = _CONTROLS[code]
    elif char == "\xa0":
        name = "NBSP"
    else:
        name = unicodedata.name(char, "DEL" if code == 0x7F else "a control character")
    return f"{name} (U+{code:04X})"


def _plain(char: str) -> str | None:
    """Return how a character is written to a router; None for one that must not be sent."""
    if char == "\t":
        return " "
    if char in _QUOTES:
        return _QUOTES[char]
    shown = make_visible(char)
    return shown if shown in (char, " ") else None
