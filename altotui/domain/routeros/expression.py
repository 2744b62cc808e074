"""What stands behind `where`, as a tree of conditions.

Precedence, loosest first: `or ||`, `and &&`, `in`, comparison and `~`, `.`, shifts, `|`, `^`, `&`, `+ -`, `* / %`;
a unary `!` binds tightest. `not` is no operator. Source: routeros.md 2.2 (measured on 7.21 to 7.24).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from altotui.domain.routeros.conditions import (
    Arithmetic,
    Calculated,
    Compare,
    Condition,
    Holds,
    Literal,
    Matches,
    Name,
    Not,
    Operand,
    Or,
    Within,
    conjunction,
)
from altotui.domain.routeros.lexer import Problem
from altotui.domain.routeros.quoting import BadEscape, unescape

MAX_NESTING = 40
MAX_TERMS = 400


class Token(NamedTuple):
    """A piece of an expression; columns count from the beginning of the whole line."""

    kind: str
    """`word`, `text` (in quotes), `op`, `dynamic` or `end`."""
    text: str
    start: int
    end: int


class ExpressionError(ValueError):
    """The expression cannot be read; holds the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class NeedsRouter(ValueError):
    """It holds a variable or a command: only the router can work it out."""


_TOKEN = re.compile(
    r"""
      (?P<blank>\s+)
    | "(?P<text>[^"\\]*(?:\\.[^"\\]*)*)"
    | (?P<dynamic>[\[\]{};$])
    | (?P<op>&&|\|\||<<|>>|<=|>=|!=|->|[=<>~!()&|^+])
    | (?P<word>[^\s"\[\]{};$=<>~!()&|^+]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_LONE_OPERATORS = frozenset({"*", "/", "%", "-", "."})
_WORD_OPERATORS = {"and": "&&", "or": "||", "in": "in"}
_DYNAMIC_IN_TEXT = re.compile(r"(?<!\\)(?:\\\\)*\$[A-Za-z0-9\[(]")


class Tokens(NamedTuple):
    """The tokens of an expression, as far as it can be read."""

    tokens: tuple[Token, ...]
    """The last one is of the kind `end`, and stands where reading ended."""
    problem: Problem | None
    """Why it ended early: a quote that is not closed, or an escape that is none."""


def tokenize(text: str, start: int) -> Tokens:
    """Return the tokens of `text` from `start` on."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text, start):
        kind = match.lastgroup or ""
        if kind == "blank":
            continue
        problem = None
        if kind == "other":
            problem = Problem(match.start(), len(text), "a quote is not closed", 'end the value with "')
        else:
            token, problem = _token(kind, match)
            tokens += _parts(token)
        if problem is not None:
            kept = tokens if kind == "other" else tokens[:-1]
            return Tokens((*kept, Token("end", "", match.start(), match.start())), problem)
    return Tokens((*tokens, Token("end", "", len(text), len(text))), None)


_GLUED = re.compile(r"[A-Za-z0-9-]+(?:[*%][A-Za-z0-9-]+)+|[0-9]+(?:/[0-9]+)+")


def _parts(token: Token) -> list[Token]:
    """Return a token, or the parts of a calculation that was written without blanks, as `mtu*2`."""
    if token.kind != "word" or not _GLUED.fullmatch(token.text):
        return [token]
    parts = re.finditer(r"[*%/]|[^*%/]+", token.text)
    start = token.start
    return [
        Token("op" if part[0] in "*%/" else "word", part[0], start + part.start(), start + part.end())
        for part in parts
    ]


def _token(kind: str, match: re.Match[str]) -> tuple[Token, Problem | None]:
    text = match[kind]
    problem = None
    if kind == "text":
        if _DYNAMIC_IN_TEXT.search(text):
            kind = "dynamic"
        try:
            text = unescape(text)
        except BadEscape as bad:
            at = match.start() + 1 + bad.at
            problem = Problem(at, at + 2, f"{bad.escape!a} is no escape", bad.remedy)
    elif kind == "word" and (text in _LONE_OPERATORS or text in _WORD_OPERATORS):
        kind, text = "op", _WORD_OPERATORS.get(text, text)
    return Token(kind, text, match.start(), match.end()), problem


def parse_condition(text: str, start: int = 0) -> Condition:
    """Return the condition that `text` holds from `start` on.

    Raises:
        ExpressionError: It cannot be read; the problem has the place and the remedy.
        NeedsRouter: It holds a variable or a command.
    """
    tokens, problem = tokenize(text, start)
    if problem is not None:
        raise ExpressionError(problem)
    if any(token.kind == "dynamic" for token in tokens):
        raise NeedsRouter
    if len(tokens) > 4 * MAX_TERMS:
        raise ExpressionError(
            Problem(start, len(text), f"more than {MAX_TERMS} terms", "ask in several lines")
        )
    return _Parser(tokens).run()


_COMPARISONS = frozenset({"=", "!=", "<", ">", "<=", ">=", "~"})
_ARITHMETIC = {
    ".": 1,
    "<<": 2,
    ">>": 2,
    "|": 3,
    "^": 4,
    "&": 5,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
    "%": 7,
}
_VALUE_LIKE = re.compile(r"[+-]?[0-9][0-9A-Za-z.:/-]*|\*[0-9A-Fa-f]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(/[0-9]+)?")
_NAME = re.compile(r"\.?[A-Za-z]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


class _Parser:
    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _is(self, *operators: str) -> bool:
        return self._next.kind == "op" and self._next.text in operators

    def _fail(self, token: Token, message: str, remedy: str = "") -> ExpressionError:
        return ExpressionError(Problem(token.start, max(token.end, token.start + 1), message, remedy))

    def run(self) -> Condition:
        if self._next.kind == "end":
            raise self._fail(self._next, "nothing follows where", "write a condition, as in name=ether1")
        condition = self._side_by_side()
        if self._next.kind != "end":
            raise self._fail(self._next, "nothing is open that ) closes", "leave it out")
        return condition

    def _side_by_side(self) -> Condition:
        """Return conditions that stand beside each other: all of them have to hold."""
        terms: list[Condition] = []
        has_or = False
        while not terms or not (self._next.kind == "end" or self._is(")")):
            start = self._next
            alternatives = [self._and()]
            while self._is("||"):
                self._take()
                alternatives.append(self._and())
            has_or = has_or or len(alternatives) > 1
            terms.append(alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives)))
            if has_or and len(terms) > 1:
                remedy = "write and, and brackets around or"
                raise self._fail(start, "or beside a condition without and", remedy)
        return conjunction(terms)

    def _and(self) -> Condition:
        terms = [self._term()]
        while self._is("&&"):
            self._take()
            terms.append(self._term())
        return conjunction(terms)

    def _term(self) -> Condition:
        """Return a comparison, `A in B`, a group or a bare property."""
        if self._is("!"):
            return self._negated()
        if self._is("(") and self._is_condition_group():
            return self._compared_group(self._group())
        first = self._next
        left = self._operand(0)
        if self._is("in"):
            self._take()
            return Within(left, self._operand(0))
        if self._next.kind == "op" and self._next.text in _COMPARISONS:
            operator = self._take()
            return self._comparison(first, left, operator)
        if not isinstance(left, Name):
            raise self._fail(first, f"{first.text[:40]!a} is no condition", "write name=value")
        if left.name == "not":
            raise self._fail(first, "not is no operator of RouterOS", f"write !{self._next.text or 'name'}")
        return Holds(left.name)

    def _negated(self) -> Condition:
        mark = self._take()
        if self._is("("):
            return _opposite(self._group())
        if self._is("!"):
            self._depth += 1
            if self._depth > MAX_NESTING:
                raise self._fail(mark, f"more than {MAX_NESTING} of ! and (", "write it flatter")
            return _opposite(self._negated())
        name = self._take()
        if name.kind != "word":
            raise self._fail(
                mark, "! stands before nothing it could turn round", "write !name or !(condition)"
            )
        if self._next.kind == "op" and (self._next.text in _COMPARISONS or self._next.text == "in"):
            compared = f"{name.text}{self._next.text}{self._tokens[self._at + 1].text}"
            raise self._fail(
                mark, f"! binds tighter than {self._next.text}: this would be (!{name.text})"
                f"{self._next.text}{self._tokens[self._at + 1].text}", f"write !({compared})"
            )  # fmt: skip
        self._check_name(name)
        return Not(Holds(name.text))

    def _is_condition_group(self) -> bool:
        """Return whether the bracket ahead holds a condition, and not something that is calculated."""
        depth = 0
        for token in self._tokens[self._at :]:
            if token.kind == "op":
                depth += (token.text == "(") - (token.text == ")")
                if token.text in _COMPARISONS or token.text in ("&&", "||", "!", "in"):
                    return True
                if token.text in _ARITHMETIC:
                    return False
            if not depth:
                break
        return True

    def _group(self) -> Condition:
        opening = self._take()
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise self._fail(opening, f"brackets more than {MAX_NESTING} deep", "write it flatter")
        inner = self._side_by_side()
        if not self._is(")"):
            raise self._fail(opening, "( is not closed", "write ) behind it")
        self._take()
        self._depth -= 1
        return inner

    def _compared_group(self, group: Condition) -> Condition:
        """Return `(A)`, or `(A)=false` as its opposite."""
        if not self._is("=", "!="):
            return group
        operator = self._take()
        value = self._take()
        truth = _BOOLEANS.get(value.text)
        if truth is None:
            raise self._fail(value, "a condition is true or false", "write (...)=false, or !(...)")
        return group if truth is (operator.text == "=") else _opposite(group)

    def _comparison(self, first: Token, left: Operand, operator: Token) -> Condition:
        value = self._next
        if value.kind == "end" or (value.kind == "op" and value.text not in ("(", "-", "*", "!")):
            raise self._fail(
                operator, f"nothing follows {operator.text}", 'write a value, "" for an empty one'
            )
        if operator.text == "~":
            return self._match(first, left)
        if isinstance(left, Name) and left.name in ("true", "false"):
            raise self._fail(first, f"{left.name} is no property", "write name=true")
        right = self._value()
        if isinstance(left, Name) and isinstance(right, Literal):
            return Compare(left.name, operator.text, right.text)
        return Calculated(left, operator.text, right)

    def _match(self, first: Token, left: Operand) -> Condition:
        pattern = self._take()
        if not isinstance(left, Name):
            raise self._fail(first, f"{first.text[:40]!a} is no property", 'write name~"pattern"')
        if pattern.kind not in ("text", "word"):
            raise self._fail(pattern, "~ takes a pattern", 'write name~"pattern"')
        return Matches(left.name, pattern.text, pattern.start)

    def _value(self) -> Operand:
        """Return what a property is compared with: a word is a value there, unless something is calculated."""
        if self._is("!"):  # as in in-interface-list=!LAN
            mark = self._take()
            if self._next.kind not in ("word", "text"):
                raise self._fail(mark, "nothing follows !", "write a value, as in !LAN")
            return Literal("!" + self._take().text)
        token = self._next
        behind = self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        is_calculated = behind.kind == "op" and behind.text in _ARITHMETIC
        if token.kind in ("word", "text") and not is_calculated:
            self._take()
            return Literal(token.text)
        return self._operand(0)

    def _operand(self, least: int) -> Operand:
        left = self._single()
        while self._next.kind == "op" and _ARITHMETIC.get(self._next.text, -1) >= max(least, 1):
            operator = self._take()
            right = self._operand(_ARITHMETIC[operator.text] + 1)
            left = Arithmetic(left, operator.text, right)
        return left

    def _check_name(self, token: Token) -> None:
        """Refuse what can be no property: in a query word it would mean something else."""
        if not _NAME.fullmatch(token.text) or token.text == "where":
            remedy = "put blanks around + - * / %, and quotes around values"
            raise self._fail(token, f"{token.text[:40]!a} is no property", remedy)

    def _single(self) -> Operand:
        token = self._take()
        if token.kind == "text" or (token.kind == "word" and _VALUE_LIKE.fullmatch(token.text)):
            return Literal(token.text)
        if token.kind == "word":
            self._check_name(token)
            return Name(token.text)
        if token.text == "(" and token.kind == "op":
            self._depth += 1
            if self._depth > MAX_NESTING:
                raise self._fail(token, f"brackets more than {MAX_NESTING} deep", "write it flatter")
            inner = self._operand(0)
            if not self._is(")"):
                raise self._fail(token, "( is not closed", "write ) behind it")
            self._take()
            self._depth -= 1
            return inner
        where = "the end of the line" if token.kind == "end" else token.text
        raise self._fail(token, f"a property or a value is missing before {where}", "write name=value")


def _opposite(condition: Condition) -> Condition:
    return condition.term if isinstance(condition, Not) else Not(condition)
