"""One statement read with the command tree: which words are path and verb, which are arguments, where `where` begins.

Translation, colouring, completion and the classification of scripts all read a statement in this one way. What the
tree does not know is taken as it stands, with a hint: trees come from other routers. Source: routeros.md 2.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.routeros.catalogue import Match, Node, Path, match_name, near
from altotui.domain.routeros.language import Language, joined
from altotui.domain.routeros.lexer import Chunk, Problem, Raw, Statement

MAX_DEPTH = 20
"""Names in a path; RouterOS has at most six."""
_SHORT_FOR_WHERE = frozenset({"wh", "whe", "wher"})
"""`w` alone could be `without-paging` too."""
_PATH_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Role(StrEnum):
    """What a word of the path is."""

    MENU = "menu"
    VERB = "verb"
    UP = "up"


class PathWord(NamedTuple):
    """One word of the path."""

    start: int
    end: int
    text: str
    full: str
    """The name it stands for; itself when the tree does not know it."""
    role: Role
    is_known: bool


class Reading(NamedTuple):
    """A statement as it was understood."""

    path: Path
    """Full names of the menu and, behind it, the verb if there is one."""
    has_verb: bool
    node: Node | None
    """Of the menu or command; None when the tree does not know it."""
    words: tuple[PathWord, ...]
    arguments: tuple[Chunk, ...]
    """What stands between the verb and `where`."""
    condition_start: int | None
    """Where the expression begins, just behind `where`; None without one."""
    problem: Problem | None = None
    """Why it cannot be understood: an ambiguous abbreviation, or no verb at all."""
    hints: tuple[Problem, ...] = ()
    """Words that the tree does not know; they are sent as they stand."""

    @property
    def menu(self) -> Path:
        """Return the menu that it works in."""
        return self.path[:-1] if self.has_verb else self.path

    @property
    def verb(self) -> str:
        """Return the verb, empty when it only names a menu."""
        return self.path[-1] if self.has_verb else ""

    @property
    def command(self) -> str:
        """Return the full path as it is sent."""
        return joined(self.path)


def read_statement(statement: Statement, language: Language, menu: Path) -> Reading:
    """Return how `statement`, typed in `menu`, is understood."""
    return _Reader(statement.chunks, language, menu).read()


class _Reader:
    def __init__(self, chunks: Sequence[Chunk], language: Language, menu: Path) -> None:
        self._chunks = chunks
        self._language = language
        first = chunks[0].bare or ""
        self._is_colon = first.startswith(":")
        self._path: Path = () if first.startswith(("/", ":")) else menu
        self._words: list[PathWord] = []
        self._hints: list[Problem] = []
        self._has_verb = False
        self._problem: Problem | None = None
        self._next: str | None = None
        """The word behind the one that is read, when it may be one of the path."""

    @property
    def _node(self) -> Node | None:
        return self._language.catalogue.node(self._path)

    def read(self) -> Reading:
        taken = 0
        for position, chunk in enumerate(self._chunks):
            text = chunk.bare
            self._next = self._chunks[position + 1].bare if position + 1 < len(self._chunks) else None
            if text is None or self._has_verb or self._problem or not self._may_be_path(text, taken):
                break
            self._take(chunk.start, text)
            taken += 1
        rest = tuple(self._chunks[taken:])
        if self._path and self._node is None and self._problem is None:
            self._name_verb()
        if rest and not self._has_verb and self._problem is None:
            self._problem = self._no_verb(rest[0])
        arguments, condition_start = self._split_condition(rest)
        return Reading(
            self._path,
            self._has_verb,
            self._node,
            tuple(self._words),
            arguments,
            condition_start,
            self._problem,
            tuple(self._hints),
        )

    def _may_be_path(self, text: str, taken: int) -> bool:
        if "=" in text or text.startswith(("?", "!")) or (text in ("where", "/") and taken):
            return False
        return not taken or not text.startswith((":", "/"))

    def _take(self, start: int, text: str) -> None:
        """Take one written word, which may hold several names between slashes."""
        offset = start
        for part in text.split("/"):
            if self._problem is not None:
                return
            at = offset
            offset += len(part) + 1
            if part.startswith(":") and at == start:
                part, at = part[1:], at + 1
            while part.startswith("..") and not self._has_verb:
                self._path = self._path[:-1]
                self._words.append(PathWord(at, at + 2, "..", "..", Role.UP, is_known=True))
                part, at = part[2:], at + 2
            if part and self._problem is None:
                self._descend(at, part)

    def _descend(self, at: int, part: str) -> None:
        end = at + len(part)
        if not _PATH_WORD.fullmatch(part):
            self._problem = Problem(
                at, end, f"{part[:40]!a} is not a menu or command", "type a path such as /ip/arp/print"
            )
            return
        if len(self._path) == MAX_DEPTH:
            self._problem = Problem(at, end, f"a path of more than {MAX_DEPTH} names", "leave some out")
            return
        if self._has_verb:
            self._problem = Problem(
                at, end, "expected end of command", "put arguments behind a blank, as name=value"
            )
            return
        children = self._names()
        node_is_unknown = self._node is None
        match = match_name(children, part)
        if match.candidates:
            match = self._followed(match, end)
        if match.candidates:
            self._problem = Problem(
                at, end, f"ambiguous: {part} may be {_listed(match.candidates)}", "type more of it"
            )
            return
        full = match.name or part
        is_verb = part == "getall" or (node_is_unknown and self._language.safety.is_menu_verb(part))
        is_known = match.name is not None or is_verb
        if not is_known:
            self._hint_unknown(at, part, children)
        self._path = (*self._path, full)
        node = self._node
        self._has_verb = node.is_command if node else self._ends_as_verb()
        role = Role.VERB if self._has_verb else Role.MENU
        self._words.append(PathWord(at, end, part, full, role, is_known))

    def _followed(self, match: Match, end: int) -> Match:
        """Return the one candidate that is a menu which has what stands behind: `res` of `res pr`."""
        behind = self._behind(end)
        node = self._node
        if not behind or node is None:
            return match
        menus = [name for name in match.candidates if not node.children[name].is_command]
        is_one = len(menus) == 1 and any(name.startswith(behind) for name in node.children[menus[0]].children)
        return Match(menus[0]) if is_one else match

    def _behind(self, end: int) -> str:
        """Return the name behind a place in the path, empty when none follows."""
        for chunk in self._chunks:
            if chunk.start < end < chunk.end:
                rest = (chunk.bare or "")[end - chunk.start :].strip("/")
                if rest:
                    return rest.partition("/")[0]
        following = self._next or ""
        return "" if "=" in following else following.partition("/")[0]

    def _names(self) -> Mapping[str, object]:
        """Return the names below the current path; words of the scripting language need a colon, or to be whole."""
        node = self._node
        if node is None:
            return {}
        if self._path or self._is_colon:
            return node.children
        return _Without(node.children, self._language.scripting_words)

    def _ends_as_verb(self) -> bool:
        """Return whether a path that the tree does not know ends in what is surely a verb."""
        return self._language.safety.knows(joined(self._path))

    def _hint_unknown(self, at: int, part: str, children: Mapping[str, object]) -> None:
        if self._language.catalogue.node(self._path) is None:
            return  # said already of the word before
        meant = near(children, part)
        where = f" in {joined(self._path)}" if self._path else ""
        message = f"{part} is not known{where}"
        remedy = f"did you mean {meant}?" if meant else "it is sent as it stands"
        self._hints.append(Problem(at, at + len(part), message, remedy))

    def _name_verb(self) -> None:
        """Take the last word of a path that the tree does not know for the verb: the router decides."""
        self._has_verb = True
        if self._words and self._words[-1].role is Role.MENU:
            self._words[-1] = self._words[-1]._replace(role=Role.VERB)

    def _no_verb(self, chunk: Chunk) -> Problem:
        """Return what is wrong with arguments behind a path without a verb."""
        menu = joined(self._path)
        return Problem(
            chunk.start,
            chunk.end,
            f"{menu} is no command known here",
            f"a verb is missing, as in {menu.rstrip('/')}/print",
        )

    def _split_condition(self, rest: tuple[Chunk, ...]) -> tuple[tuple[Chunk, ...], int | None]:
        """Return the arguments before `where`, and where the expression begins."""
        is_print = self._path[-1:] in (("print",), ("find",))
        for position, chunk in enumerate(rest):
            if chunk.bare == "where" or (is_print and chunk.bare in _SHORT_FOR_WHERE):
                return rest[:position], chunk.end
        is_bare_condition = self._has_verb and self._path[-1:] == ("find",) and len(self._path) > 1
        if is_bare_condition and rest and not _is_raw(rest[0]):
            return (), rest[0].start  # `find name=x` is `find where name=x`
        return rest, None


def _is_raw(chunk: Chunk) -> bool:
    return isinstance(chunk.parts[0], Raw)


class _Without(Mapping[str, object]):
    """Names without some, unless one of these is asked for by its whole name."""

    def __init__(self, names: Mapping[str, object], hidden: frozenset[str]) -> None:
        self._names = names
        self._hidden = hidden

    def __getitem__(self, name: str) -> object:
        return self._names[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._names if name not in self._hidden)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _listed(names: Sequence[str], most: int = 8) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
