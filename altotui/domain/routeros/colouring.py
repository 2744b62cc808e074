"""What each part of a line is, for colours while it is typed, and what is wrong with it so far.

What is not finished is no error: the word, quote or bracket that the line ends in may still become right.
Source: routeros.md 7.2 (a console colours menus, commands, arguments and values, and marks the first wrong place).
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from altotui.domain.routeros.arguments import Form, Given, read_arguments
from altotui.domain.routeros.catalogue import Path, match_name, near
from altotui.domain.routeros.expression import ExpressionError, NeedsRouter, parse_condition, tokenize
from altotui.domain.routeros.language import Language, joined
from altotui.domain.routeros.lexer import Bare, Bracket, Chunk, Problem, Quoted, Raw, Statement, Variable, lex
from altotui.domain.routeros.reading import Reading, Role, read_statement


class Look(StrEnum):
    """What a part of a line is."""

    MENU = "menu"
    VERB = "verb"
    ARGUMENT = "argument"
    VALUE = "value"
    TEXT = "text"
    """In quotes."""
    OPERATOR = "operator"
    VARIABLE = "variable"
    RAW = "raw"
    """A word of the API."""
    COMMENT = "comment"
    UNKNOWN = "unknown"
    """Not known here: sent as it stands."""
    ERROR = "error"
    """RouterOS would not take it."""


class Span(NamedTuple):
    """A part of the line; spans are in order and do not overlap."""

    start: int
    end: int
    look: Look


class Colouring(NamedTuple):
    """A line in its parts."""

    spans: tuple[Span, ...]
    remarks: tuple[Problem, ...]
    """What is wrong or not known, with its place, in the order of the line."""


def colour_line(line: str, language: Language, menu: str = "/") -> Colouring:
    """Return what each part of `line`, typed in `menu`, is."""
    return _Painter(line, language).run(tuple(filter(None, menu.split("/"))))


_UNFINISHED = ("is not closed", "a quote is not closed")
_PART_LOOKS = {Quoted: Look.TEXT, Variable: Look.VARIABLE, Raw: Look.RAW}


class _Painter:
    def __init__(self, line: str, language: Language) -> None:
        self._line = line
        self._language = language
        self._looks: list[Look | None] = [None] * len(line)
        self._remarks: list[Problem] = []

    def run(self, menu: Path) -> Colouring:
        lexed = lex(self._line)
        self._statements(lexed.statements, menu)
        for start, end in lexed.comments:
            self._paint(start, end, Look.COMMENT)
        for problem in lexed.problems:
            if not problem.message.endswith(_UNFINISHED) and not self._may_go_on(problem):
                self._mark(problem, Look.ERROR)
        spans = []
        at = 0
        for look, run in groupby(self._looks):
            length = sum(1 for _ in run)
            if look is not None:
                spans.append(Span(at, at + length, look))
            at += length
        return Colouring(tuple(spans), tuple(sorted(set(self._remarks))))

    def _paint(self, start: int, end: int, look: Look) -> None:
        end = min(end, len(self._looks))
        self._looks[start:end] = [look] * (end - start)

    def _mark(self, problem: Problem, look: Look) -> None:
        self._paint(problem.start, problem.end, look)
        self._remarks.append(problem)

    def _may_go_on(self, problem: Problem) -> bool:
        """Return whether the sign that the line ends in is the beginning of something right: `$`, a backslash."""
        return self._is_at_end(problem.end) and self._line[problem.start : problem.end] in ("$", "\\")

    def _is_at_end(self, end: int) -> bool:
        """Return whether the line ends there: what stands in front may still grow."""
        return end >= len(self._line)

    def _statements(self, statements: tuple[Statement, ...], menu: Path) -> None:
        for statement in statements:
            if statement.chunks[0].bare is None:
                self._parts(statement.chunks, menu)
                continue
            reading = read_statement(statement, self._language, menu)
            self._path(reading)
            self._arguments(reading)
            inner = menu if self._language.is_scripting(reading.path) else reading.menu
            self._brackets(statement.chunks, inner)
            if reading.condition_start is not None:
                self._condition(reading, statement)
            if not reading.has_verb and reading.problem is None:
                menu = reading.path

    def _path(self, reading: Reading) -> None:
        for word in reading.words:
            look = Look.VERB if word.role is Role.VERB else Look.MENU
            if not word.is_known:
                look = Look.UNKNOWN
            self._paint(word.start, word.end, look)
        self._remarks += [hint for hint in reading.hints if not self._is_at_end(hint.end)]
        problem = reading.problem
        if problem is not None and not self._is_at_end(problem.end):
            self._mark(problem, Look.ERROR)

    def _arguments(self, reading: Reading) -> None:
        if not reading.has_verb:
            return
        arguments = read_arguments(reading)
        for given in arguments.given:
            self._argument(reading, given)
        self._remarks += [hint for hint in arguments.hints if not self._is_at_end(hint.end)]
        problem = arguments.problem
        if problem is None:
            return
        if self._is_at_end(problem.end):
            self._paint(problem.start, problem.end, Look.VALUE)
        else:
            self._mark(problem, Look.ERROR)

    def _argument(self, reading: Reading, given: Given) -> None:
        chunk = given.chunk
        if given.form in (Form.FLAG, Form.UNSET):
            self._paint(chunk.start, chunk.end, Look.ARGUMENT)
            return
        self._parts((chunk,), reading.menu)
        if given.form is not Form.NAMED:
            return
        equals = given.value_start - 1
        self._paint(chunk.start, equals, Look.ARGUMENT if given.is_known else Look.UNKNOWN)
        self._paint(equals, equals + 1, Look.OPERATOR)
        if not self._is_at_end(chunk.end):
            self._check_value(reading, given)

    def _check_value(self, reading: Reading, given: Given) -> None:
        """Mark a value that is neither yes nor no where nothing else can stand."""
        argument = reading.node.arguments.get(given.name) if reading.node else None
        if argument is None or not argument.is_complete or set(argument.values) != {"yes", "no"}:
            return
        if not given.is_dynamic and given.value not in ("yes", "no", "true", "false"):
            problem = Problem(
                given.value_start,
                given.chunk.end,
                f"input does not match any value of {given.name}",
                "write yes or no",
            )
            self._mark(problem, Look.ERROR)

    def _parts(self, chunks: tuple[Chunk, ...], menu: Path) -> None:
        for chunk in chunks:
            for part in chunk.parts:
                if isinstance(part, Bare):
                    self._paint(part.start, part.end, Look.VALUE)
                elif isinstance(part, Bracket):
                    self._bracket(part, menu)
                else:
                    self._paint(part.start, part.end, _PART_LOOKS[type(part)])

    def _brackets(self, chunks: tuple[Chunk, ...], menu: Path) -> None:
        for chunk in chunks:
            for part in chunk.parts:
                if isinstance(part, Bracket):
                    self._bracket(part, menu)

    def _bracket(self, part: Bracket, menu: Path) -> None:
        self._paint(part.start, part.start + 1, Look.OPERATOR)
        if part.is_closed:
            self._paint(part.end - 1, part.end, Look.OPERATOR)
        if part.opener == "(":
            for statement in part.statements:
                self._parts(statement.chunks, menu)
        else:
            self._statements(part.statements, menu)

    def _condition(self, reading: Reading, statement: Statement) -> None:
        start = reading.condition_start or 0
        word = re.search(r"\bwh(?:e(?:re?)?)?$", self._line[:start])
        if word:
            self._paint(word.start(), start, Look.OPERATOR)
        text = self._line[: statement.end]
        tokens, problem = tokenize(text, start)
        is_value = False
        for token in tokens:
            if token.kind == "op":
                is_value = token.text in ("=", "!=", "<", ">", "<=", ">=", "~")
                self._paint(token.start, token.end, Look.OPERATOR)
            elif token.kind == "word":
                self._paint(token.start, token.end, Look.VALUE if is_value else Look.ARGUMENT)
                if not is_value:
                    self._check_property(reading, token.start, token.end)
                is_value = False
            elif token.kind == "text":
                self._paint(token.start, token.end, Look.TEXT)
                is_value = False
        if problem is None:
            try:
                parse_condition(text, start)
            except ExpressionError as bad:
                problem = bad.problem
            except NeedsRouter:
                return
        if problem is not None:
            if self._line[problem.start : problem.start + 1] == '"':
                self._paint(problem.start, statement.end, Look.TEXT)
            self._mark_condition(problem)

    def _mark_condition(self, problem: Problem) -> None:
        if not self._is_at_end(problem.end) and not problem.message.endswith(_UNFINISHED):
            self._mark(problem, Look.ERROR)

    def _check_property(self, reading: Reading, start: int, end: int) -> None:
        """Mark a property that the menu is not known to have; a value in its place looks like none."""
        word = self._line[start:end]
        properties = self._language.properties(reading.menu)
        is_name = word[:1].isalpha() and all(char.isalnum() or char in ".-_" for char in word)
        if not is_name or self._is_at_end(end) or self._language.catalogue.node(reading.menu) is None:
            return
        match = match_name(properties.names, word)
        if match.name is None and not match.candidates:
            meant = near(properties.names, word)
            remedy = f"did you mean {meant}?" if meant else "sent as it stands"
            self._paint(start, end, Look.UNKNOWN)
            self._remarks.append(
                Problem(start, end, f"{joined(reading.menu)} is not known to have {word}", remedy)
            )
