"""What a line of the transcript is about: keys act on it."""

from __future__ import annotations

from enum import StrEnum

from altotui.domain.frozen import Frozen


class Place(StrEnum):
    """What kind of thing stands on a line."""

    NOTHING = ""
    HEAD = "head"
    """The first line of an entry."""
    ROW = "row"
    """A row of an answer."""
    GROUP = "group"
    """Sites with the same answer, or the same end."""
    BAR = "bar"
    """Sites with the same value."""
    SITE = "site"
    """One site of a run."""


class Spot(Frozen):
    """One line of one entry."""

    place: Place = Place.NOTHING
    number: int = 0
    """Of the group, bar or site in its entry; of a row in its answer, as the router sent it."""
    group: int = 0
    """Of a row: the group whose answer it belongs to, 0 where there is one answer."""


NOWHERE = Spot()
HEAD = Spot(Place.HEAD)
