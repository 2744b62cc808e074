"""The rows of an answer as a whole: which keys they have, and rows that do not exist before they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import overload

from altotui.domain.command import RawRow

_FIRST_ROWS = 100


class RowsOnDemand(Sequence[RawRow]):
    """Rows that are made anew each time they are looked at: a million of them cost nothing."""

    def __init__(self, count: int, keys: Sequence[str], make: Callable[[int], RawRow]) -> None:
        """Take how many there are, the keys that each of them has, and what makes one by its number."""
        self._numbers = range(count)
        self.keys = tuple(keys)
        self._make = make

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> RawRow: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[RawRow, ...]: ...

    def __getitem__(self, at: int | slice) -> RawRow | tuple[RawRow, ...]:
        """Return one row, or some of them."""
        if isinstance(at, slice):
            return tuple(map(self._make, self._numbers[at]))
        return self._make(self._numbers[at])


def keys_of(rows: Sequence[RawRow]) -> list[str]:
    """Return every key of `rows`, in the order in which they first appear."""
    if isinstance(rows, RowsOnDemand):
        return list(rows.keys if rows else ())
    first = dict.fromkeys(chain.from_iterable(rows[:_FIRST_ROWS]))
    # mostly the first rows have them all, and that is seen in a third of the time
    if len(set().union(*rows)) == len(first):
        return list(first)
    return list(dict.fromkeys(chain.from_iterable(rows)))
