"""What differs between two answers to the same question: rows that came, went or changed, cell by cell.

Rows are matched by the best identity they have: the router's own ids where both answers are of one router, else what
names a row in both (a name, an interface, an address, or several together), else their likeness in order.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from altotui.domain.command import RawRow, RouterReply
from altotui.domain.routeros.volatile import is_ordered
from altotui.domain.row_content import RowContents, comparable
from altotui.domain.row_matching import Side, matched_in_order, matched_rows

_RET = "ret"


class CellChange(NamedTuple):
    """One value that is not the same in both rows."""

    key: str
    """As the later answer spells it, if it has the value."""
    before: object
    """Raw; None when absent."""
    after: object


class RowChange(NamedTuple):
    """The same row in both answers, with other values."""

    before: RawRow
    after: RawRow
    cells: tuple[CellChange, ...]
    """Never empty; in the order of the row."""


class AnswerDiff(NamedTuple):
    """What differs, each part in the order of its answer."""

    added: tuple[RawRow, ...]
    removed: tuple[RawRow, ...]
    """Where the order of rows means something, a row that moved is removed and added."""
    changed: tuple[RowChange, ...]
    same: int
    """Rows that are in both without a change."""
    ret: CellChange | None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing differs."""
        return not (self.added or self.removed or self.changed or self.ret)


def diff_answers(
    before: RouterReply,
    after: RouterReply,
    *,
    ignored: Collection[str] = (),
    command: str = "",
    same_router: bool = False,
) -> AnswerDiff:
    """Return what differs between two answers to one command.

    Args:
        before: What is compared with: the earlier answer, or that of the majority.
        after: The other one.
        ignored: Names of what is not compared, in any spelling; the router's own ids never are.
        command: Full path with verb; the order of rows counts where it means something.
        same_router: Whether the ids of both answers are of one router.
    """
    contents = RowContents(ignored)
    old = Side(before.rows, contents, with_ids=same_router)
    new = Side(after.rows, contents, with_ids=same_router)
    match = matched_in_order if is_ordered(command) else matched_rows
    pairs = match(old, new)
    partners = dict(pairs)
    taken = set(partners.values())
    changed: list[RowChange] = []
    for position, partner in sorted(pairs):
        if old.contents[position] != new.contents[partner]:
            cells = _changed_cells(before.rows[position], after.rows[partner], contents)
            changed.append(RowChange(before.rows[position], after.rows[partner], cells))
    return AnswerDiff(
        added=tuple(row for at, row in enumerate(after.rows) if at not in taken),
        removed=tuple(row for at, row in enumerate(before.rows) if at not in partners),
        changed=tuple(changed),
        same=len(pairs) - len(changed),
        ret=None if before.ret == after.ret else CellChange(_RET, before.ret, after.ret),
    )


def changed_cells(before: Sequence[RawRow], after: Sequence[RawRow]) -> dict[int, frozenset[str]]:
    """Return which cells of `after` are not as in `before`, an earlier answer of the same router.

    By the position of the row in `after`: its keys with another value; of a row that is new, all its keys. Rows
    without a change are left out, and a row that only moved has none. Nothing is ignored but the router's own ids.
    """
    contents = RowContents()
    old, new = Side(before, contents, with_ids=True), Side(after, contents, with_ids=True)
    partners = {partner: position for position, partner in matched_rows(old, new)}
    changes: dict[int, frozenset[str]] = {}
    for at, row in enumerate(after):
        partner = partners.get(at)
        if partner is None:
            changes[at] = frozenset(row)
        elif old.contents[partner] != new.contents[at]:
            cells = _changed_cells(before[partner], row, contents)
            changes[at] = frozenset(cell.key for cell in cells if cell.key in row)
    return {at: keys for at, keys in changes.items() if keys}


def _changed_cells(before: RawRow, after: RawRow, contents: RowContents) -> tuple[CellChange, ...]:
    old, new = contents.cells(before), contents.cells(after)
    cells: list[CellChange] = []
    for name in dict.fromkeys((*new, *old)):
        old_value = before[old[name]] if name in old else None
        new_value = after[new[name]] if name in new else None
        if comparable(old_value) != comparable(new_value):
            cells.append(CellChange(new[name] if name in new else old[name], old_value, new_value))
    return tuple(cells)
