"""How the rows of an answer are laid out: the order of columns, flag letters, row numbers, what is masked.

Sources: routeros.md 1.8 (spellings), 3.4 (secrets), 5.1 (flags) and 5.2 (columns).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from altotui.domain.frozen import Frozen
from altotui.domain.routeros.menus import MenuFacts

Row = Mapping[str, object]
"""One row as the API sent it."""
_TRUE = frozenset({"true", "yes"})
_ID = re.compile(r"\*[0-9A-Fa-f]{1,16}")


class Flag(Frozen):
    """A letter that stands before a row when one of its properties is true."""

    letter: str
    name: str
    keys: tuple[str, ...]
    """How this answer spells the property; some versions send two spellings at once."""

    def is_on(self, row: Row) -> bool:
        """Return whether the letter stands before a row."""
        return any(is_true(row.get(key)) for key in self.keys)


class Layout(Frozen):
    """What to draw of each row, whatever the number of rows."""

    keys: tuple[str, ...]
    """Every key of the rows, as the API spells it, in the order of the columns."""
    places: tuple[tuple[Flag, ...], ...]
    """The flags column: letters that share a place never stand together."""
    id_key: str | None
    """The key of the rows' own id; None when they have none, and no numbers then."""
    secret_keys: frozenset[str]

    def flags(self, row: Row) -> str:
        """Return the letters of a row, a blank for a place without one, no blanks at the end."""
        return "".join(
            "".join(flag.letter for flag in place if flag.is_on(row)) or " " for place in self.places
        ).rstrip()

    def legend(self) -> str:
        """Return what the letters mean, as the console writes it; empty without any."""
        parts = (f"{flag.letter} - {flag.name.upper()}" for place in self.places for flag in place)
        return f"Flags: {'; '.join(parts)}" if self.places else ""

    def is_hidden(self, key: str, value: object) -> bool:
        """Return whether a value must not be shown."""
        return key in self.secret_keys and not (value is None or value == "")

    def ids(self, rows: Iterable[Row]) -> tuple[str | None, ...]:
        """Return the id of each row, raw; row numbers count them from 0."""
        if self.id_key is None:
            return tuple(None for _ in rows)
        found = (row.get(self.id_key) for row in rows)
        return tuple(value if isinstance(value, str) and value else None for value in found)


def plain_name(key: str) -> str:
    """Return the one name of a key that each API generation spells in its own way (`.id`, `id`; `mac_address`)."""
    return key.removeprefix(".").replace("_", "-").casefold()


def is_true(value: object) -> bool:
    """Return whether a flag is set."""
    return value is True or (isinstance(value, str) and value in _TRUE)


def lay_out(
    keys: Sequence[str],
    sample: Sequence[Row],
    facts: MenuFacts,
    is_secret: Callable[[str], bool],
    *,
    is_stats: bool = False,
    is_whole: bool = True,
) -> Layout:
    """Return the layout of rows that have `keys` among them.

    Args:
        keys: In the order in which they first appear.
        sample: Rows to look at: what no row of them has a value for goes to the end.
        facts: Of the menu, or of the command.
        is_secret: Whether the values of a property with this name are secret on any menu.
        is_stats: Whether counters were asked for.
        is_whole: Whether the sample is all there is. If not, every flag has its own place, so that none is cut.
    """
    names = {key: plain_name(key) for key in keys}
    id_key = _id_key(names, sample)
    spelled = (
        (letter, name, tuple(key for key in keys if names[key] == plain_name(name)))
        for letter, name in facts.flags.items()
    )
    flags = [Flag(letter, name, found) for letter, name, found in spelled if found]
    ordered = keys if facts.is_singleton else _ordered(names, sample, facts, id_key, flags, is_stats)
    public = facts.booleans | {flag.name for flag in flags}
    secret = {
        key for key in keys if names[key] in facts.secrets or (is_secret(key) and names[key] not in public)
    }
    places = _places(flags, sample) if is_whole else [[flag] for flag in flags]
    return Layout(tuple(ordered), tuple(map(tuple, places)), id_key, frozenset(secret))


def _id_key(names: Mapping[str, str], sample: Sequence[Row]) -> str | None:
    """Return the key of the internal id; a property that is called `id` holds other things."""
    if ".id" in names:
        return ".id"
    for key, name in names.items():
        if name == "id":
            first = next((row[key] for row in sample if key in row), None)
            return key if isinstance(first, str) and _ID.fullmatch(first) else None
    return None


def _ordered(
    names: Mapping[str, str],
    sample: Sequence[Row],
    facts: MenuFacts,
    id_key: str | None,
    flags: Iterable[Flag],
    is_stats: bool,
) -> list[str]:
    """Return the keys: frame, default columns, comment, all others, those without a value, flags, the id."""
    columns = (is_stats and facts.stats_columns) or facts.columns or ("name",)
    rank = {name: position for position, name in enumerate(("section", *columns, "comment"))}
    flag_keys = {key for flag in flags for key in flag.keys}
    other, without_value, flag, own_id = (len(rank) + step for step in range(4))
    empty = _without_value(names, sample)

    def place(key: str) -> int:
        if key == id_key:
            return own_id
        if key in flag_keys and names[key] not in columns:
            return flag
        if key in empty or _is_one_frame(names[key], key, sample):
            return without_value
        return rank.get(names[key], other)

    return sorted(names, key=place)


def _without_value(keys: Iterable[str], sample: Sequence[Row]) -> set[str]:
    """Return the keys that no row has a value for; thousands of keys cost no more than the rows have of them."""
    empty = set(keys)
    for row in sample:
        if not empty:
            break
        looked_at = empty if len(empty) < len(row) else row
        empty = empty.difference([key for key in looked_at if row.get(key) not in (None, "")])
    return empty


def _is_one_frame(name: str, key: str, sample: Sequence[Row]) -> bool:
    return name == "section" and all(row.get(key) == sample[0].get(key) for row in sample)


def _places(flags: Iterable[Flag], sample: Sequence[Row]) -> list[list[Flag]]:
    """Return the letters in use; neighbours that no row has together share a place, as on the console."""
    places: list[list[Flag]] = []
    taken: set[int] = set()
    for flag in flags:
        rows = {position for position, row in enumerate(sample) if flag.is_on(row)}
        if not rows:
            continue
        if places and taken.isdisjoint(rows):
            places[-1].append(flag)
            taken |= rows
        else:
            places.append([flag])
            taken = rows
    return places
