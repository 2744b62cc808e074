"""What a terminal sends that nobody typed: strings, and sequences without end, which Textual would type as keys."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

PAUSE_S = 1.0
"""A terminal sends what it has to say in one go: what comes after such a pause is typed again."""
_BEGIN = re.compile(
    r"(?P<paste>\x1b\[200~)"
    r"|(?P<string>\x1b(?:\]\d+;|P[\d!$+=>]|_G))"  # OSC, DCS and APC as terminals answer with them, and no alt key
    r"|(?P<sequence>\x1b\[[0-?]{30,})"  # longer than any key
)
_END = {
    "string": re.compile(r"[\x07\x18\x1a\x9c]|\x1b\\|\x1b\Z|(?=\x1b)"),
    "sequence": re.compile(r"[@-~]|(?=[^ -?])"),
    "half": re.compile(r"\\?"),  # of ESC \, whose ESC was the last that was read
}
_PASTE_BEGIN, _PASTE_END = "\x1b[200~", "\x1b[201~"
_ESC_SIGN = "\u241b"


class TerminalReplies:
    """Takes them out of what is read, a part at a time; what is pasted stays."""

    def __init__(self, now_mono: Callable[[], float] = time.monotonic) -> None:
        self._now_mono = now_mono
        self._read_mono = now_mono()
        self._inside = ""
        """Group of `_BEGIN` that has not ended; empty: keys come."""
        self._handed = ""
        """The end of the keys that were handed on: a paste may begin in it."""
        self._tail = ""
        """Of a paste, what may be the start of its end, and is held back."""

    @property
    def is_in_paste(self) -> bool:
        """Return whether what comes next is pasted."""
        return self._inside == "paste"

    def without(self, text: str) -> str:
        """Return what of `text` was typed or pasted, which may be nothing."""
        now_mono = self._now_mono()
        if self._inside != "paste" and now_mono - self._read_mono > PAUSE_S:
            self._inside = ""
        self._read_mono = now_mono
        kept: list[str] = []
        while text:
            text = self._begin(text, kept) if not self._inside else self._go_on(text, kept)
        typed = "".join(kept)
        self._handed = (self._handed + typed)[1 - len(_PASTE_BEGIN) :]
        return typed

    def _begin(self, text: str, kept: list[str]) -> str:
        """Keep the keys before the next reply or paste, and return what stands behind its beginning."""
        if not kept and (rest := _rest_of_begin(self._handed, text)):
            self._inside, self._tail = "paste", ""
            kept.append(rest)
            return text[len(rest) :]
        found = _BEGIN.search(text)
        if found is None:
            kept.append(text)
            return ""
        self._inside = found.lastgroup or ""
        self._tail = ""
        kept.append(text[: found.end() if self._inside == "paste" else found.start()])
        return text[found.end() :]

    def _go_on(self, text: str, kept: list[str]) -> str:
        """Return what stands behind the end of it; keep what is pasted."""
        if self._inside == "paste":
            return self._paste(text, kept)
        found = _END[self._inside].search(text)
        if found is None:
            return ""
        self._inside = "half" if found.group() == "\x1b" else ""
        return text[found.end() :]

    def _paste(self, text: str, kept: list[str]) -> str:
        """Keep what is pasted; an Escape in it, which Textual would take for a key, as the sign for one."""
        before, end, behind = (self._tail + text).partition(_PASTE_END)
        self._tail = "" if end else _begun(before)
        kept.append(before[: len(before) - len(self._tail)].replace("\x1b", _ESC_SIGN) + end)
        self._inside = "" if end else "paste"
        return behind


def _rest_of_begin(handed: str, text: str) -> str:
    """Return how much of `text` ends the beginning of a paste, of which `handed` has the rest; empty for none."""
    for length in range(1, len(_PASTE_BEGIN)):
        rest = _PASTE_BEGIN[length:]
        if handed.endswith(_PASTE_BEGIN[:length]) and text.startswith(rest):
            return rest
    return ""


def _begun(text: str) -> str:
    """Return how much of the end of a paste stands at the end of `text`."""
    lengths = range(len(_PASTE_END) - 1, 0, -1)
    return next((_PASTE_END[:length] for length in lengths if text.endswith(_PASTE_END[:length])), "")
