"""Console text taken apart: statements, words, quotes, brackets and variables, each with its place.

The lexer knows nothing of menus and never raises: what is wrong becomes a `Problem` with its place, and the rest is
still read, so that a line can be coloured and completed while it is typed. Source: routeros.md 2.1; MT-SCRIPT.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from altotui.domain.routeros.quoting import BadEscape, unescape

MAX_DEPTH = 50
"""Brackets within brackets; RouterOS itself stops somewhere above."""


class Problem(NamedTuple):
    """Something that RouterOS would not take, and what to do about it."""

    start: int
    end: int
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        """Return the words with the place, as the console of a router gives it."""
        place = f"{self.message} (line 1 column {self.start + 1})"
        return f"{place}: {self.remedy}" if self.remedy else place


class Bare(NamedTuple):
    """Characters without quotes."""

    start: int
    end: int
    text: str


class Quoted(NamedTuple):
    """A text in double quotes."""

    start: int
    end: int
    text: str
    """What it means: without quotes and escapes."""
    is_dynamic: bool
    """It holds a variable, an expression or a command: what it means is known on the router only."""


class Raw(NamedTuple):
    """A word of the API, `=name=value` or `?query`: it means itself."""

    start: int
    end: int
    text: str


class Variable(NamedTuple):
    """`$name`."""

    start: int
    end: int
    name: str


class Bracket(NamedTuple):
    """`[command]`, `{block or array}` or `(expression)`."""

    start: int
    end: int
    opener: str
    statements: tuple[Statement, ...]
    is_closed: bool


Part = Bare | Quoted | Raw | Variable | Bracket


class Chunk(NamedTuple):
    """What stands between two blanks: one part, or several without a blank between, as in `name="x"`."""

    start: int
    end: int
    parts: tuple[Part, ...]

    @property
    def bare(self) -> str | None:
        """Return the text when it is one bare word, else None."""
        first = self.parts[0]
        return first.text if len(self.parts) == 1 and isinstance(first, Bare) else None

    @property
    def is_dynamic(self) -> bool:
        """Return whether only the router knows what it means."""
        return any(
            isinstance(part, Variable | Bracket) or (isinstance(part, Quoted) and part.is_dynamic)
            for part in self.parts
        )


class Statement(NamedTuple):
    """One command with its arguments."""

    start: int
    end: int
    chunks: tuple[Chunk, ...]


class Lexed(NamedTuple):
    """A whole text taken apart."""

    text: str
    statements: tuple[Statement, ...]
    comments: tuple[tuple[int, int], ...]
    """Start and end of each comment."""
    problems: tuple[Problem, ...]


def lex(text: str) -> Lexed:
    """Return a line taken apart; words that begin with `=` or `?` are words of the API."""
    return _Lexer(text, takes_raw=True).run()


def lex_script(text: str) -> Lexed:
    """Return a script taken apart: for a router no word is one of the API."""
    return _Lexer(text, takes_raw=False).run()


_CLOSERS = {"[": "]", "{": "}", "(": ")"}
_BLANK = re.compile(r"(?:[ \t]|\\[ \t]*\r?\n)+")
_BARE = re.compile(r"""[^\s;"$\[\]{}()\\]+""")
_QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_VARIABLE = re.compile(r'\$(?:([A-Za-z0-9]+)|"([^"\\]*(?:\\.[^"\\]*)*)")', re.DOTALL)
_RAW_NAME = re.compile(r'[=?][^\s"=]*=?(?=")')
_RAW = re.compile(r"[^\s;]+")
_COMMENT = re.compile(r"[^\r\n]*")
_INNER = re.compile(r"\\.|\$([\[(])|\$[A-Za-z0-9]", re.DOTALL)


class _Lexer:
    def __init__(self, text: str, *, takes_raw: bool, at: int = 0) -> None:
        self._text = text
        self._takes_raw = takes_raw
        self._at = at
        self._open: list[str] = []
        self._problems: list[Problem] = []
        self._comments: list[tuple[int, int]] = []

    def run(self) -> Lexed:
        statements = self._statements("")
        return Lexed(self._text, statements, tuple(self._comments), tuple(sorted(self._problems)))

    @property
    def has_problems(self) -> bool:
        """Return whether something was wrong so far."""
        return bool(self._problems)

    def bracket(self) -> Bracket:
        """Return the bracket that begins at the place it was made for."""
        return self._bracket(self._char)

    def _problem(self, start: int, end: int, message: str, remedy: str = "") -> None:
        self._problems.append(Problem(start, end, message, remedy))

    @property
    def _char(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_blanks(self) -> None:
        blank = _BLANK.match(self._text, self._at)
        if blank:
            self._at = blank.end()

    def _statements(self, closer: str) -> tuple[Statement, ...]:
        """Return the statements up to `closer`, or to the end of the text when it is empty."""
        found: list[Statement] = []
        while True:
            self._skip_blanks()
            char = self._char
            if not char or (char == closer and closer):
                return tuple(found)
            if char == "#":
                comment = _COMMENT.match(self._text, self._at)
                end = comment.end() if comment else self._at
                self._comments.append((self._at, end))
                self._at = end
            elif char == ";" or char.isspace():
                self._at += 1
            elif char in "])}":
                if char in self._open:
                    return tuple(found)
                self._problem(self._at, self._at + 1, f"nothing is open that {char} closes", "leave it out")
                self._at += 1
            else:
                found.append(self._statement())

    def _statement(self) -> Statement:
        start = end = self._at
        chunks: list[Chunk] = []
        while True:
            self._skip_blanks()
            char = self._char
            if not char or char in ";])}" or char.isspace():
                return Statement(start, end, tuple(chunks))
            chunks.append(self._chunk(is_first=not chunks))
            end = self._at

    def _chunk(self, *, is_first: bool) -> Chunk:
        start = self._at
        if self._takes_raw and not self._open and self._char in "=?":
            return self._raw()
        parts: list[Part] = []
        while (char := self._char) and char not in ";])}" and not char.isspace():
            if is_first and parts and char in _CLOSERS and isinstance(parts[0], Bare):
                break  # `:if($x)`: a bracket needs no blank behind a command
            if char == "\\" and _BLANK.match(self._text, self._at):
                break
            part = self._part(char)
            if part is not None:
                parts.append(part)
        if not parts:
            parts.append(Bare(start, self._at, self._text[start : self._at]))
        return Chunk(start, self._at, tuple(parts))

    def _part(self, char: str) -> Part | None:
        start = self._at
        if char == '"':
            return self._quoted()
        if char in _CLOSERS:
            return self._bracket(char)
        if char == "$":
            return self._variable()
        if char == "\\":
            self._at += 1
            self._problem(start, self._at, "a backslash outside quotes", 'put the value in "quotes"')
            return None
        bare = _BARE.match(self._text, start)
        self._at = bare.end() if bare else start + 1
        return Bare(start, self._at, self._text[start : self._at])

    def _quoted(self) -> Quoted:
        start = self._at
        whole = _QUOTED.match(self._text, start)
        if whole is None:
            self._at = len(self._text)
            self._problem(start, self._at, "a quote is not closed", 'end the value with "')
            return Quoted(start, self._at, self._text[start + 1 :], is_dynamic=False)
        self._at = whole.end()
        inner = whole[1]
        return Quoted(start, self._at, self._unescaped(inner, start + 1), self._is_dynamic(inner, start + 1))

    def _unescaped(self, inner: str, start: int) -> str:
        try:
            return unescape(inner)
        except BadEscape as bad:
            self._problem(start + bad.at, start + bad.at + 2, f"{bad.escape!a} is no escape", bad.remedy)
            return inner

    def _is_dynamic(self, inner: str, start: int) -> bool:
        if "$" not in inner:
            return False
        marks = [match for match in _INNER.finditer(inner) if not match[0].startswith("\\")]
        bare = re.sub(r"\\.", "xx", inner, flags=re.DOTALL)
        for match in re.finditer(r"\$(?![A-Za-z0-9\[(])", bare):
            at = start + match.start()
            self._problem(at, at + 1, "a $ that names no variable", "write \\$ for the sign itself")
        return bool(marks)

    def _variable(self) -> Variable:
        start = self._at
        name = _VARIABLE.match(self._text, start)
        if name is None:
            self._at += 1
            self._problem(
                start, self._at, "a $ that names no variable", 'put the value in "quotes" and write \\$'
            )
            return Variable(start, self._at, "")
        self._at = name.end()
        return Variable(start, self._at, name[1] or name[2] or "")

    def _bracket(self, opener: str) -> Bracket:
        start = self._at
        closer = _CLOSERS[opener]
        if len(self._open) >= MAX_DEPTH:
            self._at = len(self._text)
            self._problem(start, self._at, f"brackets more than {MAX_DEPTH} deep", "make a script of it")
            return Bracket(start, self._at, opener, (), is_closed=False)
        self._at += 1
        self._open.append(closer)
        statements = self._statements(closer)
        self._open.pop()
        is_closed = self._char == closer
        if is_closed:
            self._at += 1
        else:
            self._problem(start, start + 1, f"{opener} is not closed", f"write {closer} behind it")
        return Bracket(start, self._at, opener, statements, is_closed)

    def _raw(self) -> Chunk:
        """Return an API word: as it stands up to the next blank, or with a value in quotes."""
        start = self._at
        name = _RAW_NAME.match(self._text, start)
        if name is None:
            word = _RAW.match(self._text, start)
            self._at = word.end() if word else start + 1
            text = self._text[start : self._at]
            if self._char == ";":
                self._problem(self._at, self._at + 1, "a ; in a word of the API", 'put its value in "quotes"')
        else:
            self._at = name.end()
            whole = _QUOTED.match(self._text, self._at)
            value = self._quoted_raw(whole)
            text = name[0] + value
        return Chunk(start, self._at, (Raw(start, self._at, text),))

    def _quoted_raw(self, whole: re.Match[str] | None) -> str:
        if whole is None:
            self._problem(self._at, len(self._text), "a quote is not closed", 'end the value with "')
            self._at = len(self._text)
            return ""
        self._at = whole.end()
        value = self._unescaped(whole[1], whole.start() + 1)
        if self._char and not self._char.isspace():
            self._problem(self._at, self._at + 1, "something follows the quote", "put a blank behind it")
            rest = _RAW.match(self._text, self._at)
            self._at = rest.end() if rest else self._at + 1
        return value


def inner_brackets(quoted: Quoted, text: str) -> tuple[Bracket, ...] | None:
    """Return what a quoted text has the router work out, `$[...]` and `$(...)`, with its places in `text`.

    None when it cannot be told apart: an escape within a bracket is resolved before the bracket is read.
    """
    inside = text[: quoted.end - 1]
    found: list[Bracket] = []
    at = quoted.start + 1
    while mark := _INNER.search(inside, at):
        at = mark.end()
        if mark[1] is None:
            continue
        lexer = _Lexer(inside, takes_raw=False, at=mark.start(1))
        bracket = lexer.bracket()
        if lexer.has_problems or not bracket.is_closed or "\\" in inside[bracket.start : bracket.end]:
            return None
        found.append(bracket)
        at = bracket.end
    return tuple(found)
