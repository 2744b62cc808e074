"""Names that only look like what was typed: all its letters in their order, with others in between.

A stand-in for a search that finds next to nothing: `lagdep7` means lagos-depot-0007. The worth of a match counts as
fzf's does (its published constants): letters in a row, and letters at the start of a part, are worth more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from altotui.domain.natural import folded
from altotui.domain.site_filter import PlainWord, SiteFilter
from altotui.domain.site_index import BETWEEN, SiteIndex

MOST_NEAR = 200
_SLICE_SITES = 4000
_HIT, _GAP, _WIDER_GAP = 16, -3, -1
_AFTER_BLANK, _AFTER_SIGN, _IN_A_ROW = 10, 8, 4
_NEVER = -(10**6)
_LONGEST_CHARS = 100
"""Of a name, and of all words together: what is longer is looked at no further, it would take too long."""


def near_words(site_filter: SiteFilter) -> list[PlainWord] | None:
    """Return the words that names may only look like; None where the filter says that nothing is meant but itself."""
    words = site_filter.words
    is_typed = words and not any(word.is_exact for word in words)
    if sum(len(word.text) for word in words) > _LONGEST_CHARS:
        return None
    return words if is_typed and all(len(word.text) > 1 for word in words) else None


def near_names(index: SiteIndex, site_filter: SiteFilter, hits: Sequence[int]) -> Iterator[list[int]]:
    """Yield ever longer lists of the sites that are no hits but look like one, the best first.

    A yield comes now and then, so that the screen can live in between; the last one is the result.
    """
    words = near_words(site_filter)
    if words is None:
        return
    others = site_filter.without_words().pick(index)
    taken = set(hits)
    searches = [(_pattern(word), index.hays if word.is_cased else index.folded) for word in words]
    found: dict[int, int] = {}
    remaining = iter(others)
    while some := list(islice(remaining, _SLICE_SITES)):
        sites = index.sites
        for number in some:
            if all(pattern.match(texts[number]) for pattern, texts in searches) and number not in taken:
                name = sites[number].name[:_LONGEST_CHARS]
                found[number] = sum(_worth(name, word)[0] for word in words)
                if len(found) >= MOST_NEAR:
                    remaining = iter(())
                    break
        yield sorted(found, key=lambda number: (-found[number], number))


def near_spans(name: str, words: Sequence[PlainWord]) -> list[tuple[int, int]]:
    """Return the places in `name` of the letters that were typed."""
    places = sorted({place for word in words for place in _worth(name[:_LONGEST_CHARS], word)[1]})
    return [(place, place + 1) for place in places]


def _pattern(word: PlainWord) -> re.Pattern[str]:
    """Return what matches a haystack whose name has all letters of `word`.

    Each letter has one place to go, so none is tried twice.
    """
    letters = (re.escape(char) for char in word.text[:_LONGEST_CHARS])
    return re.compile("".join(f"[^{char}{BETWEEN}]*{char}" for char in letters))


def _worth(name: str, word: PlainWord) -> tuple[int, list[int]]:
    """Return the worth of the best way to find the letters of `word` in `name`, and their places."""
    text = name if word.is_cased else folded(name)
    letters = word.text[:_LONGEST_CHARS]
    if len(text) != len(name):  # a letter that folds to two: its places would be wrong
        return 0, []
    best: list[list[int]] = []
    came_from: list[list[int]] = []
    for row, letter in enumerate(letters):
        worth = [_NEVER] * len(text)
        origin = [-1] * len(text)
        reach, reach_from = _NEVER, -1
        for at, char in enumerate(text):
            if char == letter:
                bonus = _bonus(text, at) * (2 if row == 0 else 1)
                if row == 0:
                    worth[at] = _HIT + bonus
                else:
                    in_a_row = best[row - 1][at - 1] + max(bonus, _IN_A_ROW) if at else _NEVER
                    jumped = reach + bonus
                    worth[at] = _HIT + max(in_a_row, jumped)
                    origin[at] = at - 1 if in_a_row >= jumped else reach_from
            if row and at:
                opened = best[row - 1][at - 1] + _GAP
                reach += _WIDER_GAP
                if opened >= reach:
                    reach, reach_from = opened, at - 1
        best.append(worth)
        came_from.append(origin)
    end = max(range(len(text)), key=lambda at: best[-1][at], default=-1)
    if end < 0 or best[-1][end] < _NEVER // 2:
        return 0, []
    places = [end]
    for row in range(len(letters) - 1, 0, -1):
        places.append(came_from[row][places[-1]])
    return best[-1][end], places[::-1]


def _bonus(text: str, at: int) -> int:
    """Return what the place of a letter adds: most at the start and after a blank, some at the start of a part."""
    if at == 0 or text[at - 1].isspace():
        return _AFTER_BLANK
    return 0 if text[at - 1].isalnum() else _AFTER_SIGN
