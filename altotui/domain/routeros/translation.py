"""What a typed line means, before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from altotui.domain.routeros.narrowing import Narrowing


class Kind(StrEnum):
    """What a line does, as far as its words tell."""

    READ = "read"
    BOUNDED = "bounded"
    """A read that would never end by itself and is sent with a bound."""
    WRITE = "write"
    DISRUPTIVE = "disruptive"
    SENSITIVE = "sensitive"
    LOCAL = "local"
    """Changes the console only: nothing is sent."""
    REJECT = "reject"
    """Cannot be sent; the notes say why and what to type instead."""


READ_KINDS = frozenset({Kind.READ, Kind.BOUNDED})
"""What a read-only session may send, unless it reveals secrets."""


class Lookup(NamedTuple):
    """A read that goes first: the items it finds are what the line is about."""

    command: str
    parameters: tuple[str, ...]
    key: str
    """Property of the rows found that names each item."""
    word: str
    """Word of the line that takes the items, `=numbers=` for example."""

    def filled(self, parameters: Sequence[str], items: Sequence[str]) -> tuple[str, ...]:
        """Return the words of the line with the items that were found."""
        whole = self.word + ",".join(items)
        return tuple(whole if given == self.word else given for given in parameters)


class Translation(NamedTuple):
    """What a typed line means, before anything is sent."""

    input: str
    menu: str
    """The menu it was typed in, `/` at the root."""
    kind: Kind
    command: str = ""
    """API command; empty when nothing would be sent."""
    parameters: tuple[str, ...] = ()
    client_side: str = ""
    """What the console does with the answer itself, or has done with the line."""
    notes: tuple[str, ...] = ()
    narrowing: Narrowing | None = None
    """What is done with the rows of the answer; None when they are shown as they come."""
    lookup: Lookup | None = None
    """What has to be asked first; None when the words are complete."""
    moves_to: str | None = None
    """The menu that the prompt is in afterwards; None when it stays."""
    doubts: tuple[str, ...] = ()
    """What is not known of the line, and probably a slip of the finger; also among the notes."""
    leaves: bool = False
    """It ends the console."""
    reveals: bool = False
    """It shows secrets or what people do, whatever its kind."""

    @property
    def may_change(self) -> bool:
        """Return whether it may change a router; a read of secrets does not, though read-only keeps it back too."""
        return bool(self.command) and self.kind not in READ_KINDS and self.kind is not Kind.SENSITIVE

    @property
    def is_write(self) -> bool:
        """Return whether it may change a router or reveal a secret: what read-only keeps back."""
        return bool(self.command) and (self.kind not in READ_KINDS or self.reveals)

    def with_items(self, items: tuple[str, ...]) -> Translation:
        """Return the line with the items that its lookup found, ready to be sent."""
        if self.lookup is None:
            return self
        return self._replace(parameters=self.lookup.filled(self.parameters, items), lookup=None)


def refused(line: str, menu: str, reason: str) -> Translation:
    """Return a translation that sends nothing, with the reason and what to type instead."""
    return Translation(line.strip(), menu, Kind.REJECT, notes=(reason,))
