"""Equal answers of many routers put together: what is the same on fifty sites is read once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from altotui.domain.command import CommandResult, RawRow
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.layout import plain_name
from altotui.domain.routeros.volatile import is_ordered, own_names, volatile_names
from altotui.domain.row_content import RowContents, RowShape
from altotui.domain.sliced import SLICE, Sliced, finished, parts

_RET = "ret"


class Group(NamedTuple):
    """Sites that gave the same answer, in the order of the results."""

    results: tuple[CommandResult, ...]
    ignored: frozenset[str]
    """What was not compared, by name."""
    ignored_keys: tuple[str, ...]
    """What was left out of any of the answers, each name once and as the API spells it; ids are not counted."""

    @property
    def rows(self) -> tuple[RawRow, ...]:
        """Return the answer of the first without what is ignored and without ids; a lone `ret` is a row too.

        They are made anew each time.
        """
        reply = self.results[0].reply
        contents = RowContents(self.ignored)
        rows = tuple(contents.steady(row) for row in reply.rows)
        return rows if reply.ret is None else (*rows, {_RET: reply.ret})


class _Alike:
    """The results with one answer, while they are collected."""

    __slots__ = ("results", "shapes")

    def __init__(self) -> None:
        self.results: list[CommandResult] = []
        self.shapes: dict[RowShape, None] = {}

    def dropped_keys(self) -> tuple[str, ...]:
        """Return what was left out, each name in the first spelling."""
        dropped: dict[str, str] = {}
        for shape in self.shapes:
            for key in shape.dropped:
                dropped.setdefault(plain_name(key), key)
        return tuple(dropped.values())


def group_ignored(command: str) -> frozenset[str]:
    """Return what is left out when routers are compared and nobody says otherwise."""
    return volatile_names(command) | own_names(command)


def group_equal(
    results: Iterable[CommandResult], *, ignored: Collection[str] | None = None, command: str = ""
) -> list[Group]:
    """Return the groups of the results that are `ok`, the largest first.

    Args:
        results: Of one command on many sites.
        ignored: Names of what is not compared, in any spelling; None for what the command is known for.
        command: Full path with verb; the order of rows counts where it means something, as in a firewall.
    """
    return finished(groups_in_slices(results, ignored=ignored, command=command))


def groups_in_slices(
    results: Iterable[CommandResult], *, ignored: Collection[str] | None = None, command: str = ""
) -> Sliced[list[Group]]:
    """Return what `group_equal` does, in slices of so many rows."""
    ignored_names = frozenset(group_ignored(command) if ignored is None else ignored)
    contents = RowContents(ignored_names)
    with_order = is_ordered(command)
    by_answer: dict[tuple[bytes, str | None], _Alike] = {}
    done = 0
    for result in results:
        if result.outcome is not Outcome.OK:
            continue
        found: list[bytes] = []
        shapes: dict[RowShape, None] = {}
        for part in parts(result.reply.rows):
            for row in part:
                shape = contents.shape(row)
                shapes[shape] = None
                found.append(contents.digest(row, shape))
            done += len(part)
            if done >= SLICE:
                done = 0
                yield
        if not with_order:
            found.sort()
        alike = by_answer.setdefault((b"".join(found), result.reply.ret), _Alike())
        alike.results.append(result)
        alike.shapes.update(shapes)
    groups = [
        Group(tuple(alike.results), ignored_names, alike.dropped_keys()) for alike in by_answer.values()
    ]
    return sorted(groups, key=lambda group: -len(group.results))
