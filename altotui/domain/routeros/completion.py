"""Candidates for one place of a line: what they are, how they are ranked, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.routeros.arguments import FLAGS
from altotui.domain.routeros.quoting import in_quotes, quote

MAX_CANDIDATES = 200


class Sort(StrEnum):
    """What a candidate is."""

    MENU = "menu"
    COMMAND = "command"
    ARGUMENT = "argument"
    FLAG = "flag"
    VALUE = "value"
    SEEN = "seen"
    """A value that an answer of this router held."""
    ROUTER = "router"
    """The router itself named it."""
    PROPERTY = "property"
    OPERATOR = "operator"


class Candidate(NamedTuple):
    """One way to go on."""

    text: str
    """What replaces the typed part; visible-only."""
    sort: Sort
    help: str = ""
    tail: str = " "
    """What is written behind it when it is the only one."""
    is_required: bool = False


class Completion(NamedTuple):
    """The candidates for one place."""

    start: int
    """Where the part begins that a candidate replaces."""
    end: int
    candidates: tuple[Candidate, ...]
    """Best first."""
    menu: str = ""
    """Of the command at that place; empty where there can be none, as in a comment."""
    command: str = ""
    """Full path, when a verb stands before the place."""
    value_of: str = ""
    """The argument or property whose value is typed, empty elsewhere."""

    @property
    def common(self) -> str:
        """Return what all candidates that begin alike have in common: the most that can be written for sure."""
        texts = [candidate.text for candidate in self.candidates]
        if not texts:
            return ""
        first, last = min(texts), max(texts)
        length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
        return first[:length]


def merged(completion: Completion, texts: Iterable[str]) -> Completion:
    """Return the completion with what the router named, behind what begins like the typed part already."""
    known = {candidate.text for candidate in completion.candidates}
    more = [Candidate(as_argument(text), Sort.ROUTER) for text in texts]
    fresh = tuple(candidate for candidate in more if candidate.text not in known)
    return completion._replace(candidates=(completion.candidates + fresh)[:MAX_CANDIDATES])


def is_value(text: str) -> bool:
    """Return whether a known value is one, and not the name of a kind of value such as `Table`."""
    return not text[:1].isupper()


def ranked(candidates: list[Candidate], typed: str) -> tuple[Candidate, ...]:
    """Return the candidates that `typed` may become, best first."""
    wanted = typed.casefold().lstrip('"')
    begun, scattered = [], []
    for candidate in candidates:
        text = candidate.text.casefold().lstrip('"')
        if text.startswith(wanted):
            begun.append(candidate)
        elif len(wanted) > 1 and _has_letters(text, wanted):
            scattered.append(candidate)
    order = {Sort.SEEN: 0, Sort.OPERATOR: 1, Sort.ARGUMENT: 1, Sort.MENU: 1, Sort.COMMAND: 1}
    begun.sort(key=lambda each: (order.get(each.sort, 2), not each.is_required))
    return tuple((begun or scattered)[:MAX_CANDIDATES])


def _has_letters(text: str, wanted: str) -> bool:
    """Return whether `text` begins with the first of the letters and has all of them in their order."""
    if not text.startswith(wanted[0]):
        return False
    letters = iter(text)
    return all(letter in letters for letter in wanted)


_BARE_IN_CONDITION = re.compile(
    r"[A-Za-z0-9_:@.-]*[A-Za-z0-9]|\*[0-9A-Fa-f]+|[0-9A-Fa-f.:]*[.:][0-9A-Fa-f.:]*/[0-9]+"
)
"""What behind `where` neither calculates nor joins conditions."""


def as_argument(text: str) -> str:
    """Return a value as it is written in an argument: in quotes when bare it would be more than a value."""
    return in_quotes(text) if text in FLAGS or "," in text else quote(text)


def as_condition(text: str) -> str:
    """Return a value as it is written behind `where`."""
    return quote(text) if _BARE_IN_CONDITION.fullmatch(text) else in_quotes(text)
