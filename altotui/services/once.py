"""What is made when it is first asked for: a start that does not need it does not pay for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
from functools import cached_property, partial

S = TypeVar("S")
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


def once(make: Callable[[S], T]) -> cached_property[Once[T]]:
    """Make of a method an attribute that, called, gives the same thing each time."""
    return cached_property(lambda owner: Once(partial(make, owner)))
