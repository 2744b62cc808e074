"""Values and expressions: quoting, variables, substitutions, operators."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from altotui.simulator.routeros.script.syntax_tree import (
    Block,
    Node,
    Operation,
    Place,
    Quoted,
    Script,
    Substitution,
    Variable,
    Word,
    misplaced,
)

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BARE = re.compile(r"[^\s;\[\]{}()\"$=]+")
_LITERAL = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d+)?|(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}|\d+[a-zA-Z0-9]*|\*[0-9A-Fa-f]+|[A-Za-z_.][\w-]*"
)
_TERM = re.compile(r"[^\s;\[\]{}()\"$=<>~!&|]+")
_OPERATORS = re.compile(r"\|\||&&|!=|<=|>=|[=<>~.+\-*/%,]|or\b|and\b|in\b")
_CONDITION_OPERATORS = re.compile(r"\|\||&&|!=|<=|>=|[=<>~]|or\b|and\b|in\b")
_LEVELS: tuple[tuple[str, ...], ...] = (
    (",",),
    ("or", "||"),
    ("and", "&&"),
    ("in",),
    ("=", "!=", "<", ">", "<=", ">=", "~"),
    (".",),
    ("+", "-"),
    ("*", "/", "%"),
)
"""Binary operators, loosest first."""
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "_": " "}


class ExpressionParser(ABC):
    """A position in a text, and the ways to read on from it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def place(self) -> Place:
        """Return where the parser is."""
        before = self.text[: self.position]
        return Place(before.count("\n") + 1, self.position - before.rfind("\n"))

    def at_end(self) -> bool:
        """Say whether nothing is left."""
        return self.position >= len(self.text)

    def peek(self) -> str:
        """Return the next character; empty at the end."""
        return self.text[self.position : self.position + 1]

    def advance(self, count: int) -> None:
        """Go on by `count` characters."""
        self.position += count

    def take(self, pattern: re.Pattern[str]) -> str:
        """Consume and return what `pattern` matches here; empty when it does not."""
        match = pattern.match(self.text, self.position)
        if match is None:
            return ""
        self.position = match.end()
        return match[0]

    def skip_blanks(self) -> None:
        """Skip spaces and continued lines."""
        while (char := self.peek()) and (char in " \t" or self.text.startswith("\\\n", self.position)):
            self.advance(2 if char == "\\" else 1)

    def skip_separators(self) -> None:
        """Skip blanks, line ends, semicolons and comments between statements."""
        while not self.at_end():
            self.skip_blanks()
            if self.peek() == "#":
                self.take(re.compile(r"[^\n]*"))
            elif self.peek() and self.peek() in ";\n\r":
                self.advance(1)
            else:
                return

    def at_statement_end(self) -> bool:
        """Skip blanks; say whether the statement ends here."""
        self.skip_blanks()
        return self.at_end() or self.peek() in ";\n\r]}"

    @abstractmethod
    def script(self, closing: str) -> Script:
        """Parse statements up to `closing`."""

    @abstractmethod
    def block(self) -> Block:
        """Parse `{...}`."""

    def value(self) -> Node:
        """Parse one argument value: bare, quoted, variable, substitution, block or expression."""
        if special := self._special():
            return special
        place = self.place()
        text = self.take(_BARE)
        # A word may hold `=` once it has begun, as `a=b=c` does.
        if not text:
            raise misplaced("syntax error", place)
        return Word(text, place)

    def _special(self) -> Node | None:
        place, char = self.place(), self.peek()
        if char == '"':
            return self._quoted()
        if char == "$":
            self.advance(1)
            return self._variable(place)
        if char == "[":
            return self._substitution(place)
        if char == "{":
            return self.block()
        if char == "(":
            self.advance(1)
            inner = self.expression(in_where=False)
            self._expect(")")
            return inner
        return None

    def _variable(self, place: Place) -> Node:
        if self.peek() == "[":
            return self._substitution(place)
        if self.peek() == "(":
            return self.value()
        name = self.take(_VARIABLE)
        if not name:
            raise misplaced("syntax error", self.place())
        return Variable(name, place)

    def _substitution(self, place: Place) -> Substitution:
        self.advance(1)
        script = self.script("]")
        self.advance(1)
        return Substitution(script, place)

    def _expect(self, char: str) -> None:
        self.take(re.compile(r"\s*"))
        if self.peek() != char:
            raise misplaced("syntax error", self.place())
        self.advance(1)

    def _quoted(self) -> Quoted:
        place = self.place()
        self.advance(1)
        parts: list[str | Node] = []
        while (char := self.peek()) != '"':
            if not char:
                raise misplaced("syntax error", self.place())
            self.advance(1)
            if char == "\\":
                parts.append(self._escape())
            elif char == "$":
                parts.append(self._variable(self.place()))
            else:
                parts.append(char)
        self.advance(1)
        return Quoted(tuple(parts), place)

    def _escape(self) -> str:
        place = self.place()
        if digits := self.take(re.compile(r"[0-9A-F]{2}")):
            return chr(int(digits, 16))
        char = self.peek()
        self.advance(1)
        if char in _ESCAPES:
            return _ESCAPES[char]
        if char == "\n":
            self.skip_blanks()
            return ""
        if char and char in '"\\$?':
            return char
        raise misplaced("syntax error", place)

    def expression(self, *, in_where: bool, level: int = 0) -> Node:
        """Parse binary operators of `level` and tighter; side by side terms are an AND in a condition."""
        if level == len(_LEVELS):
            return self._unary(in_where)
        left = self.expression(in_where=in_where, level=level + 1)
        while True:
            place = self._skip_in_expression(in_where)
            operator = self._operator(level, in_where)
            if not operator:
                return left
            self._skip_in_expression(in_where)
            right = self.expression(in_where=in_where, level=level + 1)
            left = Operation(operator, (left, right), place)

    def _operator(self, level: int, in_where: bool) -> str:
        match = (_CONDITION_OPERATORS if in_where else _OPERATORS).match(self.text, self.position)
        if match is not None and match[0] in _LEVELS[level]:
            self.position = match.end()
            return match[0]
        beside = in_where and level == _LEVELS.index(("and", "&&")) and match is None
        return "and" if beside and not self.at_statement_end() and self.peek() not in "),|&" else ""

    def _skip_in_expression(self, in_where: bool) -> Place:
        if in_where:
            self.skip_blanks()
        else:
            self.take(re.compile(r"\s*"))
        return self.place()

    def _unary(self, in_where: bool) -> Node:
        place = self._skip_in_expression(in_where)
        char = self.peek()
        if char and char in "!-" and not (in_where and char == "-"):
            self.advance(1)
            return Operation(char, (self._unary(in_where),), place)
        if char == "(":
            self.advance(1)
            inner = self.expression(in_where=in_where)
            self._expect(")")
            return inner
        if special := self._special():
            return special
        text = self.take(_TERM if in_where else _LITERAL)
        if not text:
            raise misplaced("syntax error", place)
        return Word(text, place)
