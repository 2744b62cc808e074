"""From source text to a syntax tree."""

from __future__ import annotations

import re

from altotui.simulator.routeros.script.expressions import ExpressionParser
from altotui.simulator.routeros.script.syntax_tree import Argument, Block, Command, Script, Word, misplaced

_NAME = re.compile(r"[A-Za-z0-9.][\w.\-]*=")
_WHERE = re.compile(r"where\b")
_WHERE = re.compile(r"where\b")
_COLON_WORD = re.compile(r":([a-zA-Z][\w-]*)")


class _Parser(ExpressionParser):
    """Statements over the expression parser."""

    def script(self, closing: str) -> Script:
        """Parse statements up to `closing` (not consumed); empty means the end of the text."""
        commands: list[Command] = []
        while True:
            self.skip_separators()
            if self.at_end():
                if closing:
                    raise misplaced("syntax error", self.place())
                return Script(tuple(commands))
            if self.peek() in "]}":
                if self.peek() != closing:
                    raise misplaced("syntax error", self.place())
                return Script(tuple(commands))
            commands.append(self._command())

    def _command(self) -> Command:
        place = self.place()
        if word := self.take(_COLON_WORD):
            head = Argument(None, Word(word[1:], place), place)
            return Command((head, *self._arguments()), is_scripting=True, is_rooted=False, place=place)
        is_rooted = self.peek() == "/"
        if is_rooted:
            self.advance(1)
        arguments = self._arguments()
        if not arguments and not is_rooted:
            raise misplaced("syntax error", place)
        return Command(arguments, is_scripting=False, is_rooted=is_rooted, place=place)

    def _arguments(self) -> tuple[Argument, ...]:
        found: list[Argument] = []
        while not self.at_statement_end():
            found.append(self._argument())
            if found[-1].name == "where":
                break
            if (
                _is_find(found[-1])
                and not self.at_statement_end()
                and not _WHERE.match(self.text, self.position)
            ):
                place = self.place()
                found.append(Argument("where", self.expression(in_where=True), place))
                break
        return tuple(found)

    def _argument(self) -> Argument:
        place = self.place()
        if name := self.take(_NAME):
            # Nothing behind the sign is an empty value at the end of a statement, an error before its end.
            if self.peek().isspace() and not self.at_statement_end():
                raise misplaced("syntax error", self.place())
            if self.at_statement_end():
                return Argument(name[:-1], Word("", place), place)
            return Argument(name[:-1], self.value(), place)
        if self.peek() == ":" and (word := self.take(_COLON_WORD)):
            return Argument(None, Word(word, place), place)
        if self.peek() in "=)":
            raise misplaced("syntax error", place)
        value = self.value()
        if isinstance(value, Word) and value.text == "where":
            self.skip_blanks()
            if self.at_statement_end():
                return Argument("where", Word("true", place), place)
            return Argument("where", self.expression(in_where=True), place)
        return Argument(None, value, place)

    def block(self) -> Block:
        """Parse `{...}`."""
        place, start = self.place(), self.position + 1
        self.advance(1)
        script = self.script("}")
        source = self.text[start : self.position]
        self.advance(1)
        return Block(script, source, place)


def _is_find(argument: Argument) -> bool:
    """Say whether what follows is a condition even without `where`."""
    value = argument.value
    return argument.name is None and isinstance(value, Word) and value.text.split("/")[-1] == "find"


def parse(source: str) -> Script:
    """Parse a whole script.

    Raises:
        ScriptError: `syntax error (line N column M)`.
    """
    return _Parser(source.replace("\r\n", "\n")).script("")
