"""The arguments of a command as they were typed, each with its full name: named, flags, API words, and the rest.

Source: routeros.md 2.1 (rules 3, 5, 7, 8 and the table of unnamed arguments).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.routeros.catalogue import Argument, match_name, near
from altotui.domain.routeros.lexer import Bare, Chunk, Problem, Quoted, Raw
from altotui.domain.routeros.reading import Reading
from altotui.domain.text import make_visible

_BY_COMMAND: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("/ping", "/tool/ping", "/tool/traceroute", "/tool/flood-ping"), ("address",)),
    **dict.fromkeys(
        ("/tool/torch", "/interface/monitor-traffic", "/tool/sniffer/quick", "/tool/mac-scan"),
        ("interface",),
    ),
    **dict.fromkeys(("/log/info", "/log/warning", "/log/error", "/log/debug"), ("message",)),
    **dict.fromkeys(("/interface/wifi/scan", "/interface/wireless/scan"), ("number",)),
    "/resolve": ("domain-name",),
    "/ip/route/check": ("dst-ip",),
    "/system/script/run": ("number",),
    "/execute": ("script",),
    "/import": ("file-name",),
}
_BY_VERB: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("set", "enable", "disable", "remove", "monitor", "make-static", "reset-counters", "blink"),
        ("numbers",),
    ),
    "comment": ("numbers", "comment"),
    "unset": ("numbers", "value-name"),
    "move": ("numbers", "destination"),
    "get": ("number", "value-name"),
}
FLAGS = frozenset(
    {
        *("all", "append", "as-string", "as-value", "brief", "comments", "count-only", "detail"),
        *(
            "do-not-fragment",
            "dynamic",
            "follow",
            "follow-only",
            "hide-sensitive",
            "oid",
            "once",
            "recursive",
        ),
        *(
            "show-ids",
            "show-sensitive",
            "static",
            "stats",
            "stats-detail",
            "terse",
            "timestamp",
            "value-list",
        ),
        *("with-extra-info", "without-paging"),
    }
)
"""Words that are switches wherever they are; the command tree does not say it of all."""


class Form(StrEnum):
    """How an argument was written."""

    NAMED = "named"
    FLAG = "flag"
    VALUE = "value"
    """A value whose name the table of unnamed arguments gives."""
    UNSET = "unset"
    """`!name`: the property is to lose its value."""
    RAW = "raw"


class Given(NamedTuple):
    """One argument."""

    form: Form
    name: str
    """Full name; of an API word, the word itself."""
    value: str
    chunk: Chunk
    is_quoted: bool = False
    is_dynamic: bool = False
    """Its value is known on the router only."""
    is_known: bool = True
    """The command is known to take it, or nothing is known of the command."""

    @property
    def value_start(self) -> int:
        """Return where the value begins in the line."""
        first = self.chunk.parts[0]
        if self.form is Form.NAMED and isinstance(first, Bare) and "=" in first.text:
            return first.start + first.text.index("=") + 1
        return self.chunk.start


class Arguments(NamedTuple):
    """All arguments of a command."""

    given: tuple[Given, ...]
    problem: Problem | None = None
    hints: tuple[Problem, ...] = ()
    """What is not known, or left out."""


def unnamed_arguments(reading: Reading) -> tuple[str, ...]:
    """Return the names of the values that the command takes without names, in order."""
    listed = _BY_COMMAND.get(reading.command) or _BY_VERB.get(reading.verb)
    if listed is not None:
        return listed
    node = reading.node
    return node.required[: node.unnamed] if node is not None and node.unnamed <= len(node.required) else ()


def read_arguments(reading: Reading) -> Arguments:
    """Return the arguments of `reading`, as far as they can be understood."""
    return _ArgumentReader(reading).read()


def is_flag(name: str, known: Mapping[str, Argument]) -> bool:
    """Return whether `name` is written without a value."""
    argument = known.get(name)
    if argument is None:
        return not known and name in FLAGS
    return argument.is_flag or (name in FLAGS and not argument.values)


class _ArgumentReader:
    def __init__(self, reading: Reading) -> None:
        self._known: Mapping[str, Argument] = reading.node.arguments if reading.node else {}
        self._slots = list(unnamed_arguments(reading))
        self._hints: list[Problem] = []
        self._problem: Problem | None = None
        self._chunks: Sequence[Chunk] = reading.arguments
        self._at = 0

    def read(self) -> Arguments:
        given: list[Given] = []
        while self._at < len(self._chunks) and self._problem is None:
            chunk = self._chunks[self._at]
            self._at += 1
            found = self._argument(chunk)
            if found is not None:
                given.append(found)
                if found.name in self._slots:
                    self._slots.remove(found.name)
        return Arguments(tuple(given), self._problem, tuple(self._hints))

    def _fail(self, chunk: Chunk, message: str, remedy: str) -> None:
        self._problem = Problem(chunk.start, chunk.end, message, remedy)

    def _argument(self, chunk: Chunk) -> Given | None:
        first = chunk.parts[0]
        if isinstance(first, Raw):
            return self._raw(chunk, first.text)
        if isinstance(first, Bare) and "=" in first.text:
            return self._named(chunk, first)
        text = chunk.bare
        if text is not None and text.startswith("!") and len(text) > 1:
            name = self._full_name(chunk, text[1:])
            return (name and Given(Form.UNSET, name, "", chunk)) or None
        if text is not None and is_flag(text, self._known):
            return Given(Form.FLAG, text, "", chunk)
        if self._slots:
            return self._value(chunk, self._slots[0])
        return self._word(chunk, text)

    def _raw(self, chunk: Chunk, word: str) -> Given | None:
        if word.startswith("=") and ("=" not in word[1:] or word.startswith("==")):
            self._fail(
                chunk, f"{word[:40]!a} is no word of the API", "write =name=value, without blanks around ="
            )
            return None
        return Given(Form.RAW, word, "", chunk)

    def _word(self, chunk: Chunk, text: str | None) -> Given | None:
        """Read a bare word that is no value: the start of a flag, or a name with its value behind a blank."""
        shown = make_visible(text or _shown(chunk), max_chars=40)
        if text is not None:
            match = match_name(self._known, text) if self._known else match_name(FLAGS, text)
            if match.name and is_flag(match.name, self._known):
                return Given(Form.FLAG, match.name, "", chunk)
            if match.name and self._at < len(self._chunks) and match.name in self._known:
                value = self._chunks[self._at]
                self._at += 1
                return self._value(value, match.name)
        meant = near(self._known, shown) if text else None
        remedy = f"did you mean {meant}? " if meant else ""
        self._fail(
            chunk,
            f"{shown!a} has no name",
            f'{remedy}write name={shown}, as in comment={shown}, and values with spaces in "quotes"',
        )
        return None

    def _value(self, chunk: Chunk, name: str) -> Given | None:
        value = _plain_value(chunk.parts)
        if value is None and not chunk.is_dynamic:
            self._fail(chunk, "expected end of command", "put the whole value in one pair of quotes")
            return None
        is_quoted = isinstance(chunk.parts[0], Quoted)
        return Given(Form.VALUE, name, value or "", chunk, is_quoted, chunk.is_dynamic)

    def _named(self, chunk: Chunk, first: Bare) -> Given | None:
        typed, _, start = first.text.partition("=")
        name = self._full_name(chunk, typed)
        if name is None:
            return None
        rest = chunk.parts[1:]
        parts = (Bare(first.end - len(start), first.end, start), *rest) if start else rest
        value = _plain_value(parts)
        if value is None and not chunk.is_dynamic:
            self._fail(chunk, "expected end of command", "put the whole value in one pair of quotes")
            return None
        if not parts:
            self._fail(chunk, f"nothing follows {typed[:40]}=", f'write {typed[:40]}="" for an empty value')
            return None
        is_quoted = bool(parts) and isinstance(parts[0], Quoted)
        is_known = not self._known or name in self._known
        if is_flag(name, self._known) and value in ("yes", "no", "true", "false", ""):
            return self._switched(chunk, name, value or "")
        return Given(Form.NAMED, name, value or "", chunk, is_quoted, chunk.is_dynamic, is_known)

    def _switched(self, chunk: Chunk, name: str, value: str) -> Given | None:
        if value in ("no", "false"):
            message = f"{name} is a switch: {name}={value} is left out"
            self._hints.append(Problem(chunk.start, chunk.end, message))
            return None
        return Given(Form.FLAG, name, "", chunk)

    def _full_name(self, chunk: Chunk, typed: str) -> str | None:
        """Return the argument that `typed` stands for; None when it can be none."""
        if not typed or not all(char.isalnum() or char in "._-/" for char in typed) or not typed.isascii():
            self._fail(chunk, f"{typed[:40]!a} is no name of an argument", "write name=value")
            return None
        if not self._known or typed.startswith("."):
            return typed
        match = match_name(self._known, typed)
        if match.candidates:
            names = ", ".join(match.candidates[:8])
            self._fail(chunk, f"ambiguous: {typed} may be {names}", "type more of it")
            return None
        if match.name is None:
            meant = near(self._known, typed)
            remedy = f"did you mean {meant}?" if meant else "it is sent as it stands"
            message = f"{typed} is not known as an argument"
            self._hints.append(Problem(chunk.start, chunk.start + len(typed), message, remedy))
        return match.name or typed


def _plain_value(parts: Sequence[object]) -> str | None:
    """Return the text of a value; None when it is not one piece, or known on the router only."""
    if not parts:
        return ""
    if len(parts) > 1:
        return None
    part = parts[0]
    return part.text if isinstance(part, Bare | Quoted) and not getattr(part, "is_dynamic", False) else None


def _shown(chunk: Chunk) -> str:
    part = chunk.parts[0]
    return part.text if isinstance(part, Bare | Quoted) else ""
