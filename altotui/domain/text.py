"""Text from outside made visible: whatever a router or the API says, the terminal only ever draws it.

Every string that crosses from wire to domain, and every string drawn straight from a router's rows, goes
through `make_visible` exactly once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MAX_FIELD_CHARS = 2000
MAX_COMBINING_MARKS = 4

_LATIN = re.compile("[ -~\u00c0-\u024f]*")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_UNPRINTABLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARK_CATEGORIES = frozenset({"Mn", "Me", "Mc"})


def make_visible(text: str, *, keep_newlines: bool = False, max_chars: int = MAX_FIELD_CHARS) -> str:
    """Return `text` with everything that could control a terminal or hide itself shown as a sign.

    Control characters become control pictures, DEL its picture, other unprintable and invisible characters
    `<U+XXXX>`; at most four combining marks in a row are kept. Nothing is deleted, so a name that hides
    something never looks like the name without it. The result is safe on fragments and stays the same when
    made visible again.

    Args:
        text: Anything a router or the API sent.
        keep_newlines: Keep LF and TAB (CR LF becomes LF), for text that is drawn over several lines.
        max_chars: Longer text is cut to at most this and ends in `…(+n)`, n being the characters left out.
    """
    if keep_newlines:
        text = text.replace("\r\n", "\n")
    if len(text) <= max_chars:
        shown = text if is_plain(text) else "".join(_shown(text, keep_newlines))
        if len(shown) <= max_chars:
            return shown
    return _cut(text, keep_newlines, max_chars)


def is_plain(text: str) -> bool:
    """Return whether `text` is printable ASCII and Latin letters only: visible as it is, one cell for each."""
    return text.isprintable() if text.isascii() else _LATIN.fullmatch(text) is not None


def gated(text: str) -> str:
    """Return `text` with every character that could act on a terminal, hide or turn others round as one sign.

    The last gate in front of the terminal, for what went past `make_visible`; the very same text when there is no
    such character.
    """
    return _ACTING.sub(_sign, text) if _ACTING.search(text) else text


def _sign(found: re.Match[str]) -> str:
    shown = _visible_char(found[0])
    return shown if len(shown) == 1 else "\ufffd"


def _cut(text: str, keep_newlines: bool, max_chars: int) -> str:
    """Return as much of `text` as fits with its omission mark, so that a second pass finds nothing to cut."""
    room = max_chars - len(f"…(+{len(text)})")
    out: list[str] = []
    for taken, piece in enumerate(_shown(text, keep_newlines)):
        room -= len(piece)
        if room < 0:
            return f"{''.join(out)}…(+{len(text) - taken})"
        out.append(piece)
    return "".join(out)


def _shown(text: str, keep_newlines: bool) -> Iterator[str]:
    marks = 0
    for char in text:
        if unicodedata.category(char) in _MARK_CATEGORIES:
            marks += 1
            hidden = marks > MAX_COMBINING_MARKS or _is_hidden_mark(char)
            yield f"<U+{ord(char):04X}>" if hidden else char
            continue
        marks = 0
        yield char if keep_newlines and char in "\n\t" else _visible_char(char)


def _is_hidden_mark(char: str) -> bool:
    return char in _INVISIBLE or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


@lru_cache(maxsize=4096)
def _visible_char(char: str) -> str:
    code = ord(char)
    if 0x20 <= code < 0x7F:
        return char
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    category = unicodedata.category(char)
    if category in _UNPRINTABLE_CATEGORIES or char in _INVISIBLE:
        return f"<U+{code:04X}>"
    return " " if category == "Zs" else char


def cell_width(text: str) -> int:
    """Return how many terminal cells visible-only `text` takes."""
    if is_plain(text):
        return len(text)
    return sum(_char_cells(char) for char in text)


@lru_cache(maxsize=4096)
def _char_cells(char: str) -> int:
    if unicodedata.category(char) in _MARK_CATEGORIES:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clip(text: str, width_cells: int) -> str:
    """Return `text` cut to `width_cells`, its end replaced by `…` when something was cut."""
    if cell_width(text) <= width_cells:
        return text
    if width_cells <= 0:
        return ""
    room = width_cells - 1
    used = 0
    for position, char in enumerate(text):
        used += _char_cells(char)
        if used > room:
            return text[:position] + "…"
    return text


def fit(text: str, width_cells: int, *, right: bool = False) -> str:
    """Return `text` clipped and padded with spaces to exactly `width_cells`."""
    text = clip(text, width_cells)
    padding = " " * (width_cells - cell_width(text))
    return padding + text if right else text + padding
