"""POSIX extended regular expressions as text, turned into a Thompson automaton.

What POSIX leaves undefined is refused with the form that works, rather than guessed at: another meaning than the
router's would pick other rows. A backslash in brackets is an ordinary character, as POSIX says.
"""

from __future__ import annotations

import re
import sys
from typing import NamedTuple

from altotui.domain.errors import InvalidInput

MAX_PATTERN_CHARS = 200
MAX_NESTING = 50
MAX_REPEATS = 100
MAX_NODES = 5000

Ranges = tuple[tuple[int, int], ...]
"""First and last code point of each range."""


class Node(NamedTuple):
    """One state of the Thompson automaton."""

    ranges: Ranges = ()
    """Characters that lead to the node behind it."""
    jumps: tuple[int, ...] = ()
    """Where it leads without a character, counted from itself; empty for a node that takes one."""
    anchor: str = ""
    """`^` or `$` when it may be passed at that end of the text only."""


Program = list[Node]
"""Nodes that are entered at the first and left behind the last; jumps are relative, so copies need no repair."""


def _ranges(ends: str) -> Ranges:
    return tuple((ord(first), ord(last)) for first, last in zip(ends[::2], ends[1::2], strict=True))


_CLASSES = {
    "alpha": _ranges("AZaz"),
    "digit": _ranges("09"),
    "alnum": _ranges("09AZaz"),
    "upper": _ranges("AZ"),
    "lower": _ranges("az"),
    "space": _ranges("\t\r  "),
    "blank": _ranges("\t\t  "),
    "punct": _ranges("!/:@[`{~"),
    "xdigit": _ranges("09AFaf"),
    "print": _ranges(" ~"),
    "graph": _ranges("!~"),
    "cntrl": _ranges("\0\x1f\x7f\x7f"),
}
_ANY = ((0, sys.maxunicode),)
_INSTEAD = {
    "d": "[0-9]",
    "D": "[^0-9]",
    "w": "[A-Za-z0-9_]",
    "W": "[^A-Za-z0-9_]",
    "s": "[[:space:]]",
    "S": "[^[:space:]]",
    **dict.fromkeys("123456789", "what the group stands for once more"),
}
_GNU_ANCHORS = "<>`'"
_QUANTIFIER = re.compile(r"[*+?]|\{([0-9]+)(,?)([0-9]*)\}")
_CLASS = re.compile(r"\[:([a-z]+):\]")


def parse(source: str) -> Program:
    """Return the automaton of `source`; InvalidInput names the column, from 1, and what to write instead."""
    return _Parser(source).parse()


class _Parser:
    """Recursive descent over the text of a pattern."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._depth = 0

    def parse(self) -> Program:
        if len(self._source) > MAX_PATTERN_CHARS:
            raise _refused(MAX_PATTERN_CHARS, "it is too long", f"use at most {MAX_PATTERN_CHARS} characters")
        program = self._alternatives()
        if self._at < len(self._source):
            raise _refused(self._at, "this ) closes nothing", r"write \) for the character")
        return program

    def _alternatives(self) -> Program:
        start = self._at
        branches = [self._branch()]
        while self._took("|"):
            branches.append(self._branch())
        program = branches.pop()
        for first in reversed(branches):
            fork, skip = Node(jumps=(1, len(first) + 2)), Node(jumps=(len(program) + 1,))
            program = _limited([fork, *first, skip, *program], start)
        return program

    def _branch(self) -> Program:
        program: Program = []
        while self._at < len(self._source) and self._source[self._at] not in "|)":
            start = self._at
            program = _limited(program + self._piece(), start)
        return program

    def _piece(self) -> Program:
        """Return an anchor, or one atom and its quantifier."""
        start = self._at
        if _QUANTIFIER.match(self._source, start):
            raise _refused(start, "there is nothing to repeat", r"put \ before the sign to mean itself")
        char = self._next()
        if char in "^$":
            return [Node(jumps=(1,), anchor=char)]
        program = self._group(start) if char == "(" else [Node(self._one_of(char, start))]
        quantifier = _QUANTIFIER.match(self._source, self._at)
        if not quantifier:
            return program
        self._at = quantifier.end()
        if _QUANTIFIER.match(self._source, self._at):
            raise _refused(self._at, "it repeats a repeat", "leave one out, or put brackets, as in (a+)*")
        return _repeated(program, *_bounds(quantifier))

    def _group(self, start: int) -> Program:
        if self._took("?"):
            raise _refused(start, "(? is not POSIX", "write a plain ( ) group, and no look-around")
        if self._depth == MAX_NESTING:
            raise _refused(start, "too many groups in groups", f"use at most {MAX_NESTING}")
        self._depth += 1
        program = self._alternatives()
        self._depth -= 1
        if not self._took(")"):
            raise _refused(start, "this ( is not closed", r"add ), or write \( for the character")
        return program

    def _one_of(self, char: str, start: int) -> Ranges:
        """Return what one character of the text may be."""
        if char == ".":
            return _ANY
        if char == "[":
            return self._bracket(start)
        return _only(self._escaped(start) if char == "\\" else char)

    def _escaped(self, start: int) -> str:
        char = self._next()
        if not char:
            raise _refused(start, "there is nothing behind this \\", r"write \\ for the character")
        if char.isalnum() or char in _GNU_ANCHORS:
            remedy = f"write {_INSTEAD[char]}" if char in _INSTEAD else "leave out the \\"
            raise _refused(start, rf"\ before {char!a} is no escape here", remedy)
        return char

    def _bracket(self, start: int) -> Ranges:
        negated = self._took("^")
        found = self._item(start)
        while not self._took("]"):
            found += self._item(start)
        return _complement(found) if negated else found

    def _item(self, opened: int) -> Ranges:
        """Return one class, range or character of the bracket that was opened at `opened`."""
        named = _CLASS.match(self._source, self._at)
        if named and named[1] in _CLASSES:
            self._at = named.end()
            return _CLASSES[named[1]]
        start = self._at
        first = self._element(opened)
        following = self._source[self._at : self._at + 2]
        if not following.startswith("-") or following == "-]":
            return _only(first)
        self._at += 1
        last = self._element(opened)
        if last < first:
            raise _refused(start, "this range runs backwards", "write the lower character first")
        return ((ord(first), ord(last)),)

    def _element(self, opened: int) -> str:
        start = self._at
        char = self._next()
        if not char:
            raise _refused(opened, "this [ is not closed", r"add ], or write \[ for the character")
        if char == "[" and self._source[self._at : self._at + 1] in (":", ".", "="):
            known = " ".join(f"[:{name}:]" for name in _CLASSES)
            raise _refused(start, "no such class here", f"write one of {known}, or put a plain [ last")
        return char

    def _next(self) -> str:
        """Return the next character, empty at the end."""
        self._at += 1
        return self._source[self._at - 1 : self._at]

    def _took(self, char: str) -> bool:
        if self._source[self._at : self._at + 1] != char:
            return False
        self._at += 1
        return True


def _refused(at: int, problem: str, remedy: str) -> InvalidInput:
    return InvalidInput(f"column {at + 1} of the pattern: {problem}", remedy)


def _limited(program: Program, start: int) -> Program:
    if len(program) > MAX_NODES:
        raise _refused(start, "it repeats too much", "use smaller numbers in { }")
    return program


def _only(char: str) -> Ranges:
    return ((ord(char), ord(char)),)


def _complement(ranges: Ranges) -> Ranges:
    found, low = [], 0
    for first, last in sorted(ranges):
        if first > low:
            found.append((low, first - 1))
        low = max(low, last + 1)
    return (*found, (low, sys.maxunicode)) if low <= sys.maxunicode else tuple(found)


def _bounds(quantifier: re.Match[str]) -> tuple[int, int | None]:
    """Return the least and the most repeats, None for any number."""
    sign, least, comma, most = quantifier.group(0, 1, 2, 3)
    if not least:
        return int(sign == "+"), 1 if sign == "?" else None
    low = int(least)
    high = int(most) if most else None if comma else low
    if max(low, high or 0) > MAX_REPEATS:
        raise _refused(quantifier.start(), "too many repeats", f"use at most {MAX_REPEATS}, or * and +")
    if high is not None and high < low:
        raise _refused(quantifier.start(), "these bounds run backwards", "write the smaller number first")
    return low, high


def _repeated(program: Program, low: int, high: int | None) -> Program:
    size = len(program)
    if high is not None:
        return program * low + [Node(jumps=(1, size + 1)), *program] * (high - low)
    if low:
        return [*program * low, Node(jumps=(-size, 1))]
    return [Node(jumps=(1, size + 2)), *program, Node(jumps=(-size - 1,))]
