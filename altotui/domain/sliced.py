"""Long work in slices: a generator that stops now and then, so that whoever drives it can let the screen live."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Sliced: TypeAlias = Generator[None, None, T]
"""Yields after each slice, and returns what the work was for."""
SLICE = 1000
"""About 2 ms of the dearest work that is done for one site."""


def parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield `values` in slices; nothing for none."""
    return (values[start : start + SLICE] for start in range(0, len(values), SLICE))


def finished(work: Sliced[T]) -> T:
    """Do all of it at once, and return its result."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
