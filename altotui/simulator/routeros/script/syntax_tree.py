"""The parts of a script, each with the place it starts at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, both from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"(line {self.line} column {self.column})"


class ScriptError(Exception):
    """Why a script cannot run or stopped, in RouterOS words."""


def misplaced(reason: str, place: Place) -> ScriptError:
    """Return an error that names its place, as RouterOS writes it."""
    return ScriptError(f"{reason} {place}")


@dataclass(frozen=True, slots=True)
class Word:
    """A bare word."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted string: literal parts, variables, substitutions."""

    parts: tuple[str | Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Variable:
    """`$name`."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Substitution:
    """`[command]`."""

    script: Script
    place: Place


@dataclass(frozen=True, slots=True)
class Block:
    """`{commands}`; as a value it is its text."""

    script: Script
    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with one or two operands."""

    operator: str
    operands: tuple[Node, ...]
    place: Place


Node = Word | Quoted | Variable | Substitution | Block | Operation


@dataclass(frozen=True, slots=True)
class Argument:
    """`name=value`, a bare value (name None), or `where` with its condition."""

    name: str | None
    value: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Command:
    """One statement: a path and its arguments are told apart later, by the tree of menus."""

    arguments: tuple[Argument, ...]
    is_scripting: bool
    """Whether it began with a colon."""
    is_rooted: bool
    """Whether it began with a slash."""
    place: Place


@dataclass(frozen=True, slots=True)
class Script:
    """Statements in their order."""

    commands: tuple[Command, ...]
