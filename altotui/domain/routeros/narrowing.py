"""What the console does with an answer because the query words could not say it: filter, count, sort, pick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from altotui.domain.routeros.conditions import Condition, describe
from altotui.domain.routeros.filtering import Row, compile_test, value_of
from altotui.domain.routeros.values import sort_key


class Narrowed(NamedTuple):
    """An answer after the console's own part."""

    rows: tuple[Row, ...]
    """The rows that are kept, as they were sent."""
    ret: str | None
    """The count or the one value that was asked for."""
    note: str
    """What was done, with how many of how many rows; empty when that is plain."""


class Narrowing(NamedTuple):
    """The console's own part of a line."""

    condition: Condition | None = None
    is_count: bool = False
    """Only the number of rows was asked for."""
    value_name: str = ""
    """Only this value of the one row was asked for."""
    order_by: tuple[str, ...] = ()

    def apply(self, rows: Sequence[Row]) -> Narrowed:
        """Return what is left of an answer.

        Raises:
            InvalidInput: A pattern that cannot be used.
        """
        kept = list(rows)
        if self.condition is not None:
            test = compile_test(self.condition)
            kept = [row for row in rows if test(row)]
        for name in reversed(self.order_by):
            kept.sort(key=lambda row: sort_key(value_of(row, name) or ""))
        note = f"{len(kept)} of {len(rows)} rows match" if self.condition is not None else ""
        if self.is_count:
            return Narrowed((), str(len(kept)), note)
        if self.value_name and len(kept) == 1:
            value = value_of(kept[0], self.value_name)
            return Narrowed(tuple(kept) if value is None else (), value, note)
        return Narrowed(tuple(kept), None, note)

    def __str__(self) -> str:
        """Return it in words."""
        words = []
        if self.condition is not None:
            words.append(f"filter: {describe(self.condition)}")
        if self.is_count:
            words.append("count")
        if self.value_name:
            words.append("show the single value")
        if self.order_by:
            words.append(f"sort by {', '.join(self.order_by)}")
        return ", ".join(words)
