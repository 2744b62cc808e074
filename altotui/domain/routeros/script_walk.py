"""A script as the tree of commands that it is: each with its menu, its arguments, and the blocks that it runs.

What only text can tell is in it too: commands in `$[...]` of quotes, and scripts handed to `:execute`. Source:
routeros.md 2.1 and 3.1; MT-SCRIPT.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from altotui.domain.routeros.arguments import Arguments, Given, read_arguments
from altotui.domain.routeros.catalogue import Path
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.lexer import (
    Bare,
    Bracket,
    Chunk,
    Lexed,
    Quoted,
    Statement,
    inner_brackets,
    lex_script,
)
from altotui.domain.routeros.reading import Reading, read_statement

_EXECUTE = "/execute"
_RUN_NOW = frozenset({"do", "else", "on-error", "command"})
"""Arguments whose braces are run by the command that has them."""
_RUNS_UNNAMED = frozenset({"do", "onerror", "retry", "time"})
"""Words of the language that run braces without a name."""


class Block(NamedTuple):
    """Commands within a command."""

    start: int
    """Of the bracket or quote, in the script."""
    name: str
    """Name of the argument, `[` for a command whose value is used, empty for braces without a name."""
    calls: tuple[Call, ...]
    is_later: bool = False
    """It is kept as text, or runs beside the script: the script does not wait for it."""


class Call(NamedTuple):
    """One statement."""

    start: int
    """In the script."""
    end: int
    statement: Statement
    reading: Reading | None
    """None when it begins with no word: braces, brackets, a variable, a text."""
    arguments: Arguments
    """Empty for words of the scripting language, whose arguments are read in other ways."""
    is_scripting: bool
    blocks: tuple[Block, ...]
    shift: int | None
    """What makes a place in `statement` one in the script; None where escapes make that impossible."""

    @property
    def command(self) -> str:
        """Return the full path, empty when it begins with no word."""
        return self.reading.command if self.reading else ""

    @property
    def verb(self) -> str:
        """Return the verb, empty without one."""
        return self.reading.verb if self.reading else ""

    def given(self, name: str) -> Given | None:
        """Return the argument of that full name."""
        return next((given for given in self.arguments.given if given.name == name), None)

    def value(self, name: str) -> str:
        """Return what an argument says, empty when it is missing or known on the router only."""
        given = self.given(name)
        return given.value if given else ""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of the statement stands in the script."""
        return (self.start, self.end) if self.shift is None else (start + self.shift, end + self.shift)

    def block(self, bracket: Bracket) -> Block | None:
        """Return what stands in a bracket of this statement."""
        start, _ = self.place(bracket.start, bracket.end)
        return next((block for block in self.blocks if block.start == start), None)


def walk(lexed: Lexed, language: Language) -> tuple[Call, ...]:
    """Return the commands of a script that starts at the root."""
    return _Walker(lexed.text, language, 0).calls(lexed.statements, ())


def each_call(calls: Iterable[Call], *, is_later: bool = False) -> Iterator[tuple[Call, bool]]:
    """Yield every command, those in blocks too, and whether the script does not wait for it."""
    for call in calls:
        yield call, is_later
        for block in call.blocks:
            yield from each_call(block.calls, is_later=is_later or block.is_later)


class _Walker:
    def __init__(
        self, text: str, language: Language, shift: int | None, at: tuple[int, int] = (0, 0)
    ) -> None:
        self._text = text
        self._language = language
        self._shift = shift
        self._at = at
        """Where all of it stands, when places in it are none of the script."""

    def _place(self, start: int, end: int) -> tuple[int, int]:
        return self._at if self._shift is None else (start + self._shift, end + self._shift)

    def calls(self, statements: tuple[Statement, ...], menu: Path) -> tuple[Call, ...]:
        found: list[Call] = []
        for statement in statements:
            if statement.chunks[0].bare is None:
                blocks = tuple(self._blocks(statement.chunks, menu, menu, _Braces(runs_unnamed=True)))
                found.append(self._call(statement, None, blocks))
                continue
            reading = read_statement(statement, self._language, menu)
            if not reading.has_verb and reading.problem is None:
                menu = reading.path  # a line that is only a path moves the lines behind it
                continue
            found.append(self._command(statement, reading, menu))
        return tuple(found)

    def _call(self, statement: Statement, reading: Reading | None, blocks: tuple[Block, ...]) -> Call:
        start, end = self._place(statement.start, statement.end)
        is_scripting = reading is not None and self._language.is_scripting(reading.path)
        arguments = Arguments(()) if reading is None or is_scripting else read_arguments(reading)
        return Call(start, end, statement, reading, arguments, is_scripting, blocks, self._shift)

    def _command(self, statement: Statement, reading: Reading, menu: Path) -> Call:
        if _is_in_menu(statement, reading):
            blocks = tuple(
                self._blocks(statement.chunks, reading.path, reading.path, _Braces(runs_unnamed=True))
            )
            return self._call(statement, None, blocks)
        is_scripting = self._language.is_scripting(reading.path)
        inner = menu if is_scripting else reading.menu
        braces = _Braces(runs_unnamed=is_scripting and reading.verb in _RUNS_UNNAMED, keeps=not is_scripting)
        blocks = tuple(self._blocks(statement.chunks, inner, menu, braces))
        call = self._call(statement, reading, blocks)
        if reading.command != _EXECUTE:
            return call
        is_waited_for = call.given("as-string") is not None
        blocks = tuple(
            block._replace(is_later=not is_waited_for) if block.is_later else block
            for block in (*blocks, *self._executed(call))
        )
        return call._replace(blocks=blocks)

    def _executed(self, call: Call) -> Iterator[Block]:
        """Yield the script that `:execute` was given as a text."""
        script = call.given("script")
        if script is not None and script.is_quoted and not script.is_dynamic:
            start, end = call.place(script.chunk.start, script.chunk.end)
            inside = _Walker(script.value, self._language, None, (start, end))
            yield Block(start, "script", inside.calls(lex_script(script.value).statements, ()), is_later=True)

    def _blocks(self, chunks: tuple[Chunk, ...], menu: Path, outer: Path, braces: _Braces) -> Iterator[Block]:
        """Yield what stands in brackets and quotes: commands in square ones in `menu`, blocks in `outer`."""
        for chunk in chunks:
            name = _name(chunk)
            for part in chunk.parts:
                if isinstance(part, Quoted) and part.is_dynamic:
                    yield from self._in_quotes(part, menu)
                elif isinstance(part, Bracket):
                    yield from self._bracket(part, name, menu, outer, braces)

    def _bracket(self, part: Bracket, name: str, menu: Path, outer: Path, braces: _Braces) -> Iterator[Block]:
        start, _ = self._place(part.start, part.end)
        if part.opener == "[":
            yield Block(start, "[", self.calls(part.statements, menu))
        elif part.opener == "{" and braces.run(name):
            yield Block(start, name, self.calls(part.statements, outer))
        elif part.opener == "{" and braces.keeps:
            yield Block(start, name, self.calls(part.statements, ()), is_later=True)
        else:  # an array or an expression: only what is in brackets of its own is run
            for statement in part.statements:
                yield from self._blocks(statement.chunks, menu, outer, _Braces())

    def _in_quotes(self, part: Quoted, menu: Path) -> Iterator[Block]:
        for bracket in inner_brackets(part, self._text) or ():
            yield from self._bracket(bracket, "", menu, menu, _Braces())


class _Braces(NamedTuple):
    """What braces among the arguments of a command are."""

    runs_unnamed: bool = False
    keeps: bool = False
    """Braces that it does not run are scripts that it keeps, and no arrays."""

    def run(self, name: str) -> bool:
        """Return whether the command runs the braces of that argument."""
        # `:onerror e in={...}` runs them, `:foreach i in={...}` takes an array
        return name in _RUN_NOW or (self.runs_unnamed and name in ("", "in"))


def _is_in_menu(statement: Statement, reading: Reading) -> bool:
    """Return whether it is braces behind a menu, whose commands work there: `/ip address { print; add ... }`."""
    last = statement.chunks[-1].parts[0]
    is_braces = isinstance(last, Bracket) and last.opener == "{"
    return is_braces and not reading.has_verb and len(reading.arguments) == 1


def _name(chunk: Chunk) -> str:
    """Return the name that a chunk begins with: `do` of `do={...}`, empty without one."""
    first = chunk.parts[0]
    if len(chunk.parts) > 1 and isinstance(first, Bare) and first.text.endswith("="):
        return first.text[:-1]
    return ""
