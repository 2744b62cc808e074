"""Remarks on words that the command tree does not have; the tree is of other routers, so they are hints."""

from __future__ import annotations

from collections.abc import Iterator

from altotui.domain.routeros.catalogue import near
from altotui.domain.routeros.language import Language, joined
from altotui.domain.routeros.lexer import Bare, Problem, Quoted
from altotui.domain.routeros.lint_targets import target_of
from altotui.domain.routeros.reading import PathWord, Reading, Role
from altotui.domain.routeros.remark import Found, Rule, Severity
from altotui.domain.routeros.script_walk import Call, each_call

_LOOK_IT_UP = "look it up, or try it on one router: the list of words is that of a virtual router"
_BY_NUMBER = frozenset({"set", "remove", "disable", "enable", "unset", "comment", "move", "get"})


def word_remarks(calls: tuple[Call, ...], language: Language, text: str) -> Iterator[Found]:
    """Yield the remarks on the words of every command."""
    for call, _ in each_call(calls):
        if call.reading is None:
            yield from _beginning(call)
            continue
        yield from _path(call, call.reading, language)
        yield from _arguments(call, call.reading)
        yield from _row_numbers(call, text)


def _hint(call: Call, start: int, end: int, reason: str, remedy: str) -> Found:
    return Found(Rule.UNKNOWN, Severity.HINT, *call.place(start, end), reason, remedy)


def _beginning(call: Call) -> Iterator[Found]:
    first = call.statement.chunks[0]
    is_argument = isinstance(first.parts[0], Bare) and first.parts[0].text.endswith("=")
    if is_argument or isinstance(first.parts[0], Quoted):
        remedy = "if it goes on with the line before, end that with \\"
        yield _hint(call, *_first(call), "a command cannot begin like this", remedy)


def _path(call: Call, reading: Reading, language: Language) -> Iterator[Found]:
    path: tuple[str, ...] = ()
    typed = call.statement.chunks[0].bare or ""
    if not typed.startswith(("/", ":")):
        written = [word for word in reading.words if word.role is not Role.UP]
        path = reading.path[: len(reading.path) - len(written)]
    for word in reading.words:
        if word.role is Role.UP:
            continue
        if not word.is_known:
            yield _unknown_word(call, word, path, language)
            return  # what is below it cannot be known either
        path = (*path, word.full)
    if reading.problem is not None:
        yield _problem(call, reading.problem)
    elif reading.node is None and not reading.menu:
        where = f"{call.verb} works in a menu, and here none is chosen"
        yield _hint(call, *_first(call), where, f"write the menu in front, as in /ip/address/{call.verb}")


def _first(call: Call) -> tuple[int, int]:
    first = call.statement.chunks[0]
    return first.start, first.end


def _unknown_word(call: Call, word: PathWord, path: tuple[str, ...], language: Language) -> Found:
    node = language.catalogue.node(path)
    meant = near(node.children, word.text) if node else None
    reason = f"{word.text[:40]!a} is not known in {joined(path)}"
    return _hint(call, word.start, word.end, reason, f"did you mean {meant}?" if meant else _LOOK_IT_UP)


def _problem(call: Call, problem: Problem) -> Found:
    return _hint(call, problem.start, problem.end, problem.message, problem.remedy or _LOOK_IT_UP)


def _arguments(call: Call, reading: Reading) -> Iterator[Found]:
    known = reading.node.arguments if reading.node else {}
    for chunk in reading.arguments:
        if (chunk.bare or "").startswith(("=", "?")):
            yield Found(
                Rule.SYNTAX,
                Severity.ERROR,
                *call.place(chunk.start, chunk.end),
                f"{(chunk.bare or '')[:20]!a} is a word of the API, and no console text",
                "write name=value, and conditions behind where",
            )
            return
    for given in call.arguments.given:
        if not given.is_known:
            meant = near(known, given.name)
            yield _hint(
                call,
                given.chunk.start,
                given.chunk.end,
                f"{given.name[:40]!a} is not known as an argument of {call.command}",
                f"did you mean {meant}?" if meant else _LOOK_IT_UP,
            )
    takes_unnamed = reading.node is not None and reading.node.unnamed > 0
    if call.arguments.problem is not None and reading.problem is None and not takes_unnamed:
        yield _problem(call, call.arguments.problem)


def _row_numbers(call: Call, text: str) -> Iterator[Found]:
    given = call.given("numbers") or call.given("number")
    if given is None or call.verb not in _BY_NUMBER:
        return
    is_number = given.value.isascii() and given.value.isdigit()
    if is_number or target_of(call, text).is_by_row_number:
        reason = f"row number {given.value[:20]!a}: in a script it may be another item than the one you saw"
        yield _hint(call, given.chunk.start, given.chunk.end, reason, "say which: [find name=x]")
