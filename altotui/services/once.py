"""What is made when it is first asked for: a start that does not need it does not pay for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Called, it gives the same thing each time."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self.made: T | None = None
        """None while nobody has asked."""

    def __call__(self) -> T:
        """Return the thing."""
        if self.made is None:
            self.made = self._make()
        return self.made
