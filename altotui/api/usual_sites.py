"""The short way for sites in whose records nothing is odd: column by column, several times as fast as the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain, repeat
from operator import itemgetter
from typing import Any

from altotui.api.wire import shown
from altotui.domain.ids import SiteId
from altotui.domain.site import Site
from altotui.domain.text import MAX_FIELD_CHARS, is_plain

Tags = Mapping[SiteId, tuple[str, ...]]

_fields = itemgetter(
    *("id", "name", "pid", "has_pulse", "last_seen_at", "software_version", "board_name", "model"),
    *("serial_number", "last_seen_from", "identity", "address", "architecture_name"),
    *("created_at", "deleted_at"),
)
_texts_of_people = itemgetter(1, 10, 11)
_texts_of_machines = itemgetter(2, 5, 6, 7, 8, 9, 12)
_DIGITS = str.maketrans("123456789", "0" * 9)
_HEX_DIGITS = str.maketrans("123456789abcdef", "0" * 15)
_IDS = frozenset(("00000000-0000-0000-0000-000000000000",))
_TIMES = frozenset(
    ("0000-00-00T00:00:00Z", *(f"0000-00-00T00:00:00.{'0' * digits}Z" for digits in range(1, 7)))
)
"""Those that `fromisoformat` and the model take alike."""
_LONG_CHARS = MAX_FIELD_CHARS // 2
"""A text of more than twice as many has a part of so many that begins at a multiple of that."""
_PULSES = frozenset((bool, type(None)))
_new = tuple.__new__


def usual_sites(records: Sequence[Any], tags: Tags, *, is_literal: bool) -> list[Site] | None:
    """Return the sites of `records`, equal to what the model gives; None when anything is odd in any of them.

    Usual is: there is a name, the id is in lower case, the times are in UTC, no removal is pending.

    Args:
        records: At least one, as they were decoded.
        tags: Of each site that has any.
        is_literal: What `Decoded.is_literal` says about them.
    """
    try:
        columns = tuple(zip(*map(_fields, records), strict=True))
        ids, _, _, pulses, seen, *_, created, deleted = columns
        if (
            not _have_shapes(ids, _IDS, _HEX_DIGITS)
            or not _have_shapes([time for time in seen if time is not None], _TIMES, _DIGITS)
            or not _have_shapes(created, _TIMES, _DIGITS)
            or not _PULSES.issuperset(map(type, pulses))
            or deleted.count(None) != len(deleted)
        ):
            return None
        names, identities, locations = _shown(_texts_of_people(columns), is_literal)
        pids, versions, *machines, architectures = _shown(_texts_of_machines(columns), is_literal)
        if not all(names):
            return None
        has_channels = " (" in "|".join(filter(None, versions))
        values = zip(
            *(ids, names, pids, pulses),
            [None if time is None else datetime.fromisoformat(time) for time in seen],
            [version and without_channel(version) for version in versions] if has_channels else versions,
            *(*machines, identities, locations, architectures),
            [tags.get(site_id, ()) for site_id in ids],
            map(datetime.fromisoformat, created),
            deleted,
            strict=True,
        )
        return list(map(_new, repeat(Site), values))  # as Site(*each) does, for half the time
    except (KeyError, TypeError, ValueError):
        return None


def without_channel(version: str) -> str:
    """Return `7.12.1` of `7.12.1 (stable)`."""
    return version.partition(" (")[0]


def _have_shapes(texts: Sequence[str], shapes: frozenset[str], zeros: dict[int, int]) -> bool:
    """Return whether each of `texts`, with zeros for its digits, is one of `shapes`."""
    found = "\n".join(texts).translate(zeros).split("\n")
    return not texts or (len(found) == len(texts) and shapes.issuperset(found))


def _shown(columns: Sequence[Sequence[str | None]], is_literal: bool) -> Sequence[Sequence[str | None]]:
    """Return texts as they are shown, which most are already; what is no text is a TypeError."""
    given = [text for text in chain(*columns) if text is not None]
    together = "|".join(("", *given, ""))
    if _are_plain(given, together, is_literal):
        return columns
    together.encode()  # half of a pair of surrogates is a ValueError: to the model it is no text
    return [tuple(map(shown, column)) for column in columns]


def _are_plain(texts: Sequence[str], together: str, is_literal: bool) -> bool:
    """Return whether each of `texts` is shown as it is: not empty, very long or begun with a blank.

    Args:
        texts: Without None.
        together: They, with a bar before, between and behind them.
        is_literal: Whether nothing in them that is ASCII can be odd.
    """
    if not all(texts) or "| " in together:
        return False
    # One that holds a bar itself would hide from the second question how long it is.
    if together.count("|") != len(texts) + 1:
        return False
    if not all("|" in together[at : at + _LONG_CHARS] for at in range(0, len(together), _LONG_CHARS)):
        return False
    if is_literal:
        return together.isascii() or is_plain("".join([text for text in texts if not text.isascii()]))
    return is_plain(together)
