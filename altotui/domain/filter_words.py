"""A filter line cut into words: quotes hold a word together, `-` turns it round, `field:` says where to look."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

_LONGEST_FIELD_CHARS = 12


class FilterProblem(NamedTuple):
    """What is wrong with a part of a filter, and where it stands."""

    text: str
    """What it is and what to write instead."""
    start: int
    """First character, from 0."""
    end: int

    def __str__(self) -> str:
        """Return it with the column, from 1, as people count."""
        return f"column {self.start + 1}: {self.text}"


class FilterWord(NamedTuple):
    """One word of a filter."""

    field: str
    """What stands before the first colon, casefolded; empty where there is none."""
    body: str
    """All of it, without minus and quotes."""
    values: tuple[str, ...]
    """What stands behind the colon, at the commas; without empty ones."""
    start: int
    end: int
    is_negated: bool = False
    is_exact: bool = False
    """It was quoted, or a single quote stands before it: nothing that only looks like it is meant."""
    is_closed: bool = True
    """False for a quote that has no end."""


def filter_words(text: str) -> list[FilterWord]:
    """Return the words of `text`, in order; never raises."""
    words: list[FilterWord] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        word = _read_word(text, at)
        words.append(word)
        at = word.end
    return words


def _read_word(text: str, start: int) -> FilterWord:
    """Return the word that begins at `start`."""
    at = start
    is_negated = text[at] == "-" and not text[at + 1 : at + 2].isspace() and at + 1 < len(text)
    at += is_negated
    is_literal = text[at] == "'" and not text[at + 1 : at + 2].isspace() and at + 1 < len(text)
    is_exact = is_literal
    at += is_literal
    body: list[str] = []
    cuts: list[int] = []
    colon = -1
    is_quoted = False
    while at < len(text) and (is_quoted or not text[at].isspace()):
        char = text[at]
        if char == '"':
            is_quoted = not is_quoted
            is_exact = True
        else:
            if char == ":" and colon < 0 and not (is_quoted or is_literal) and _is_name(body):
                colon = len(body)
            elif not is_quoted and char == "," and colon >= 0:
                cuts.append(len(body))
            body.append(char)
        at += 1
    whole = "".join(body)
    field = whole[:colon].casefold() if colon >= 0 else ""
    values = _between(whole, [colon, *cuts, len(whole)]) if field else ()
    return FilterWord(field, whole, values, start, at, is_negated, is_exact, not is_quoted)


def _is_name(body: list[str]) -> bool:
    return 0 < len(body) <= _LONGEST_FIELD_CHARS and "".join(body).isalpha()


def _between(text: str, cuts: list[int]) -> tuple[str, ...]:
    """Return what stands between the places of `cuts`, without the characters there."""
    parts = (text[first + 1 : last] for first, last in pairwise(cuts))
    return tuple(part for part in parts if part)
