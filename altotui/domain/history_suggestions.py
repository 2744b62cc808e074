"""What is being typed, gone on with as it was typed before; asked with every key, so it takes no time.

The lines stand in long texts, the newest last: one for each menu, site and end. A search from behind among 10,000 is
then one call, and costs a fifth of a millisecond where a loop would cost several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from altotui.domain.history import HistoryLine
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome

_MAX_CHARS = 1000
"""A longer line was pasted, and fits behind no prompt."""
MOST_TEXT_CHARS = 400_000
"""About 10,000 lines; the oldest go."""


class _Shelf(NamedTuple):
    """Which lines stand together."""

    menu: str | None
    """The menu that they were typed in; None for those that mean the same in every one."""
    site_id: SiteId | None
    """None for those for whatever site."""
    is_ok: bool


class Suggestions:
    """Knows the lines that may be suggested: no writes, and nothing that is not kept."""

    def __init__(self, lines: Iterable[HistoryLine] = ()) -> None:
        """Take the first lines, newest last."""
        placed: dict[_Shelf, dict[str, None]] = {}
        for line in lines:
            for shelf in _shelves(line):
                texts = placed.setdefault(shelf, {})
                texts.pop(line.line, None)
                texts[line.line] = None
        self._texts = {shelf: "\n".join(("", *texts, "")) for shelf, texts in placed.items()}

    def add(self, line: HistoryLine) -> None:
        """Take one more line, or one again whose end is known; it is the newest."""
        for shelf in _shelves(line):
            others = self._texts.get(shelf, "\n").replace(f"\n{line.line}\n", "\n", 1)
            texts = f"{others}{line.line}\n"
            surplus = len(texts) - MOST_TEXT_CHARS
            self._texts[shelf] = texts if surplus <= 0 else texts[texts.index("\n", surplus) :]

    def suggest(self, typed: str, menu: str, site_id: SiteId | None) -> str:
        """Return the line that goes on from `typed`, or nothing.

        One that ended well goes before others, then one for this site, then the newest. It was typed in the same
        menu, or begins with `/`.
        """
        if not typed or "\n" in typed:
            return ""
        where = None if typed.startswith("/") else menu
        for is_ok in (True, False):
            for site in (None,) if site_id is None else (site_id, None):
                found = _newest(self._texts.get(_Shelf(where, site, is_ok), ""), typed)
                if found:
                    return found
        return ""


def _shelves(line: HistoryLine) -> Iterator[_Shelf]:
    text = line.line
    if line.is_write or not line.is_kept or not text or "\n" in text or len(text) > _MAX_CHARS:
        return
    menu = None if line.is_absolute else line.menu
    is_ok = line.outcome == Outcome.OK
    yield _Shelf(menu, None, is_ok)
    for site_id in line.site_ids:
        yield _Shelf(menu, site_id, is_ok)


def _newest(texts: str, typed: str) -> str:
    """Return the last line in `texts` that begins with `typed` and is longer."""
    sought = f"\n{typed}"
    at = texts.rfind(sought)
    while at >= 0:
        end = texts.index("\n", at + 1)
        if end - at > len(sought):
            return texts[at + 1 : end]
        at = texts.rfind(sought, 0, at)
    return ""
