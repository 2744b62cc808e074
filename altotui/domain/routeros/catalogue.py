"""The menus, commands and arguments that RouterOS has, as far as they are known: a hint, never a gate.

A catalogue is a tree of nodes that are made when they are first looked at; trees from several sources are laid over
each other. Where it comes from is `storage.catalogue`. Source of the rules: routeros.md 2.1 (rules 3 and 18) and 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

Path = tuple[str, ...]
"""Full names from the root."""


class Argument(NamedTuple):
    """One argument of a command."""

    name: str
    values: tuple[str, ...] = ()
    """Known values."""
    is_complete: bool = False
    """The known values are all there are."""
    is_flag: bool = False
    """It is written without a value."""
    type: str = ""
    help: str = ""


class Node(NamedTuple):
    """A menu, or a command with its arguments."""

    is_command: bool = False
    children: Mapping[str, Node] = {}
    arguments: Mapping[str, Argument] = {}
    required: tuple[str, ...] = ()
    unnamed: int = 0
    """How many values it takes without their names."""
    help: str = ""


_Value = TypeVar("_Value")


class Lazy(Mapping[str, _Value], Generic[_Value]):
    """A mapping whose values are made when they are first asked for."""

    __slots__ = ("_made", "_make", "_names")

    def __init__(self, names: Iterable[str], make: Callable[[str], _Value]) -> None:
        self._names = dict.fromkeys(names)
        self._make = make
        self._made: dict[str, _Value] = {}

    def __getitem__(self, name: str) -> _Value:
        made = self._made.get(name)
        if made is None:
            if name not in self._names:
                raise KeyError(name)
            made = self._made[name] = self._make(name)
        return made

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def laid_over(under: Node, over: Node) -> Node:
    """Return one tree with what either has; where both have something, what `under` says of it counts."""
    if not over.children and not over.arguments:
        return under

    def child(name: str) -> Node:
        below, above = under.children.get(name), over.children.get(name)
        if below is None or above is None:
            return above or below or Node()
        return laid_over(below, above)

    return Node(
        under.is_command,
        Lazy((*under.children, *over.children), child),
        {**over.arguments, **under.arguments},
        under.required or over.required,
        under.unnamed or over.unnamed,
        under.help or over.help,
    )


def tree_of(commands: Iterable[Path], arguments: Mapping[Path, Mapping[str, Argument]] | None = None) -> Node:
    """Return a tree that has the `commands`, given by their full paths, with their `arguments`."""
    below: dict[str, list[Path]] = {}
    for path in commands:
        below.setdefault(path[0], []).append(path[1:])
    given = arguments or {}
    children: dict[str, Node] = {}
    for name, rests in below.items():
        inner = {path[1:]: found for path, found in given.items() if path[:1] == (name,)}
        is_command = () in rests
        children[name] = tree_of(filter(None, rests), inner)._replace(
            is_command=is_command, arguments=inner.get((), {})
        )
    return Node(children=children)


class Match(NamedTuple):
    """What a typed word stands for among names."""

    name: str | None
    """The full name; None when there is no one name that it must be."""
    candidates: tuple[str, ...] = ()
    """The names that it could be, when there are several."""


def match_name(names: Mapping[str, object] | frozenset[str], word: str) -> Match:
    """Return what `word` stands for: the name itself, else the only one that begins with it."""
    if word in names:
        return Match(word)
    if not word:
        return Match(None)
    found = [name for name in names if name.startswith(word)]
    return Match(found[0]) if len(found) == 1 else Match(None, tuple(sorted(found)))


def near(names: Iterable[str], word: str) -> str | None:
    """Return the name that was probably meant by `word`, None when there is none near enough."""
    word = word.casefold()
    best, best_distance = None, max(2, len(word) // 3 + 1)
    for name in names:
        if abs(len(name) - len(word)) < best_distance:
            distance = _distance(name, word, best_distance)
            if distance < best_distance:
                best, best_distance = name, distance
    return best


def _distance(name: str, word: str, limit: int) -> int:
    """Return how many letters to change, add, drop or swap make `word` of `name`; `limit` when as many or more."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(name, 1):
        before, last, row = row, before, [i]
        for j, typed in enumerate(word, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != typed))
            if last and j > 1 and letter == word[j - 2] and name[i - 2] == typed:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) >= limit:
            return limit
    return row[-1]


class Catalogue:
    """The tree, and how words are looked up in it."""

    def __init__(self, root: Node, version: str = "") -> None:
        self.root = root
        self.version = version
        """RouterOS version that it was taken from, empty when from none."""
        self._known: dict[Path, Node] = {(): root}

    def node(self, path: Path) -> Node | None:
        """Return the node at `path`, None when it is not known."""
        known = self._known.get(path)
        if known is not None:
            return known
        node = self.root
        for name in path:
            below = node.children.get(name)
            if below is None:
                return None
            node = below
        self._known[path] = node
        return node

    def grown(self, over: Node) -> Catalogue:
        """Return a catalogue that knows what this one and `over` know."""
        return Catalogue(laid_over(self.root, over), self.version)
