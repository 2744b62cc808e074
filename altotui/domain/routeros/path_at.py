"""What stands at one place of a line: a menu, a command, an argument of it, or a property behind `where`.

Read as everything else reads the line, abbreviations included, in the innermost brackets around the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.routeros.arguments import read_arguments
from altotui.domain.routeros.catalogue import Path, match_name
from altotui.domain.routeros.expression import tokenize
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.lexer import Bare, Bracket, Chunk, Problem, Raw, Statement, lex
from altotui.domain.routeros.reading import Reading, Role, read_statement

_COMPARISONS = frozenset({"=", "!=", "<", ">", "<=", ">=", "~", "in"})


class Sort(StrEnum):
    """What kind of thing stands there."""

    PATH = "path"
    """A menu or a command."""
    ARGUMENT = "argument"
    PROPERTY = "property"


class Aim(NamedTuple):
    """What the caret stands on."""

    path: Path
    """Full names of the menu or command."""
    sort: Sort = Sort.PATH
    word: str = ""
    """The argument or property, its full name when there is only one that it can be; empty for a path."""
    ends_as_verb: bool = False
    """The last name of the path is taken for a command, though the tree may not know it."""
    candidates: tuple[str, ...] = ()
    """What an abbreviation could stand for when that is not settled: names below the path, or arguments of it."""
    remarks: tuple[str, ...] = ()
    """What is wrong or not known at that place, raw."""


def aim_at(line: str, caret: int, language: Language, menu: Path) -> Aim:
    """Return what stands at `caret` of a line typed in `menu`; the menu itself where nothing does."""
    caret = max(0, min(caret, len(line)))
    lexed = lex(line)
    if any(start < caret <= end for start, end in lexed.comments):
        return Aim(menu)
    statement, menu = _innermost(line, lexed.statements, caret, language, menu)
    if statement is None or statement.chunks[0].bare is None:
        return Aim(menu)
    return _Finder(line, statement, caret, language, menu).aim()


def _innermost(
    line: str, statements: Sequence[Statement], caret: int, language: Language, menu: Path
) -> tuple[Statement | None, Path]:
    """Return the statement that the caret is in, None between two, and the menu that it is typed in."""
    current: Statement | None = None
    for statement in statements:
        if statement.start > caret:
            break
        if current is not None:
            menu = _moved(current, language, menu)
        current = statement
    if current is None:
        return None, menu
    between = line[current.end : caret]
    if ";" in between or "\n" in between:
        return None, _moved(current, language, menu)
    bracket = _bracket_at(current, caret)
    if bracket is None:
        return current, menu
    found, inner = _innermost(
        line, bracket.statements, caret, language, _menu_inside(current, language, menu)
    )
    if bracket.opener != "(" or (found is not None and not any(found is each for each in bracket.statements)):
        return found, inner
    return current, menu  # an expression has no commands of its own


def _moved(statement: Statement, language: Language, menu: Path) -> Path:
    """Return the menu behind a statement: another one when it only names it."""
    if statement.chunks[0].bare is None:
        return menu
    reading = read_statement(statement, language, menu)
    return reading.path if not reading.has_verb and reading.problem is None else menu


def _menu_inside(statement: Statement, language: Language, menu: Path) -> Path:
    if statement.chunks[0].bare is None:
        return menu
    reading = read_statement(statement, language, menu)
    return menu if language.is_scripting(reading.path) else reading.menu


def _bracket_at(statement: Statement, caret: int) -> Bracket | None:
    for chunk in statement.chunks:
        for part in chunk.parts:
            if isinstance(part, Bracket) and part.start < caret and (caret < part.end or not part.is_closed):
                return part
    return None


class _Finder:
    """Looks into one statement."""

    def __init__(self, line: str, statement: Statement, caret: int, language: Language, menu: Path) -> None:
        self._line = line
        self._statement = statement
        self._caret = caret
        self._language = language
        self._menu = menu
        self._reading = read_statement(statement, language, menu)

    def aim(self) -> Aim:
        reading = self._reading
        problem = reading.problem
        path = self._first
        if reading.words and self._caret < reading.words[0].start:
            return Aim(path)
        for word in reading.words:
            path = path[:-1] if word.role is Role.UP else (*path, word.full)
            if word.start <= self._caret <= word.end:
                return Aim(path, ends_as_verb=word.role is Role.VERB, remarks=self._remarks(word.start))
        if problem is not None and not reading.has_verb:
            return self._unsettled(problem)
        if not reading.has_verb:
            return Aim(path)
        return self._behind_verb(reading)

    @property
    def _first(self) -> Path:
        """Return the menu that the path begins in."""
        first = self._statement.chunks[0].bare or ""
        return () if first.startswith(("/", ":")) else self._menu

    def _remarks(self, start: int) -> tuple[str, ...]:
        return tuple(_said(hint) for hint in self._reading.hints if hint.start == start)

    def _unsettled(self, problem: Problem) -> Aim:
        """Return the menu in which a word is that may be several, or none."""
        reading = self._reading
        typed = self._line[problem.start : problem.end]
        names = [*reading.node.children] if reading.node is not None else []
        is_colon = (self._statement.chunks[0].bare or "").startswith(":")
        hidden = frozenset() if reading.path or is_colon else self._language.scripting_words
        if not problem.message.startswith("ambiguous"):
            names = []
        found = tuple(name for name in names if name.startswith(typed) and name not in hidden)
        return Aim(reading.path, candidates=found, remarks=(_said(problem),))

    def _behind_verb(self, reading: Reading) -> Aim:
        start = reading.condition_start
        if start is not None and self._caret >= start:
            word = self._property_at(start)
            if word:
                full = self._language.properties(reading.menu).full(word)
                return Aim(reading.path, Sort.PROPERTY, full, ends_as_verb=True)
        last = max((word.end for word in reading.words), default=0)
        chunks = [
            chunk
            for chunk in self._statement.chunks
            if chunk.start <= self._caret <= chunk.end and chunk.start > last
        ]
        problem = reading.problem
        remarks = (_said(problem),) if problem is not None else ()
        if not chunks or (start is not None and self._caret > start):
            return Aim(reading.path, ends_as_verb=True, remarks=remarks)
        return self._argument(reading, chunks[-1])

    def _property_at(self, start: int) -> str:
        """Return the name in a condition that the caret is on, or whose value it is on."""
        tokens, _ = tokenize(self._line[: self._statement.end], start)
        name, is_value = "", False
        for token in tokens:
            if token.kind == "op":
                is_value = token.text in _COMPARISONS
            elif token.kind == "word" and not is_value:
                name = token.text
            if token.kind in ("word", "text"):
                if token.start <= self._caret <= token.end:
                    return name
                is_value = False
        return ""

    def _argument(self, reading: Reading, chunk: Chunk) -> Aim:
        """Return the argument that a chunk gives, or begins to give."""
        known = reading.node.arguments if reading.node is not None else {}
        first = chunk.parts[0]
        given = next((each for each in read_arguments(reading).given if each.chunk == chunk), None)
        typed, sort = given.name if given is not None else "", Sort.ARGUMENT
        if isinstance(first, Raw):
            sort = Sort.PROPERTY if first.text.startswith("?") else Sort.ARGUMENT
            typed = first.text.lstrip("=?<>-").partition("=")[0]
        elif not typed and isinstance(first, Bare):
            typed = first.text.partition("=")[0].lstrip("!")
        if not typed or typed.startswith("#"):
            return Aim(reading.path, ends_as_verb=True)
        if chunk.bare is not None and chunk.bare in ("wh", "whe", "wher"):
            typed = "where"
        match = match_name(known, typed)
        if match.candidates:
            remark = _several(match.candidates, typed)
            return Aim(reading.path, ends_as_verb=True, candidates=match.candidates, remarks=(remark,))
        return Aim(reading.path, sort, match.name or typed, ends_as_verb=True)


def _several(names: Sequence[str], typed: str) -> str:
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f"{typed} may be {', '.join(names[:8])}{more}"


def _said(problem: Problem) -> str:
    """Return a problem without its place: the caret is on it."""
    return f"{problem.message}: {problem.remedy}" if problem.remedy else problem.message
