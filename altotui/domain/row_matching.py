"""Which row of one answer is which row of another, in time that grows with the rows and not with their square."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import TypeAlias

from altotui.domain.command import RawRow
from altotui.domain.row_content import Content, RowContents, comparable

Pairs: TypeAlias = list[tuple[int, int]]
"""Positions in the earlier and in the later answer; each position stands in one pair at most."""
Cells: TypeAlias = frozenset[tuple[str, object]]
"""Names and values."""
Columns: TypeAlias = dict[str, list[object]]
"""Name to the value of each row; None for a row without."""

_IDENTITIES = (
    *("name", "default-name", "seq", "slot", "interface", "address", "dst-address", "mac-address", "host"),
    *("public-key", "client-id", "session-id", "comment"),
)
"""Each names a row by itself, where all rows have one and no two have the same; the best first."""
_LASTING = frozenset({"default-name", "mac-address", "public-key"})
"""They stay when the name is another."""
_TOGETHER = (
    *("name", "list", "chain", "interface", "bridge", "dst-address", "address", "mac-address", "vlan-ids"),
    *("vlan-id", "vid", "user", "server", "peer", "target", "routing-table", "gateway", "distance"),
    *("on-interface", "remote-address", "src-address", "protocol", "src-port", "dst-port", "icmp-id", "type"),
    *("time", "comment"),
)
"""What names a row together with others, the most telling first."""
_BLAND = frozenset({"", "false", "no", "none", "default", "main", "0"})
"""Values that most rows have: two rows are not alike for having them."""
_ENOUGH_ALIKE = 0.5
"""More than this part of what two rows say must be the same."""
_WINDOW = 12
"""So many rows are looked at for the one that is most alike."""


class Side:
    """The rows of one answer, ready to be matched."""

    def __init__(self, rows: Sequence[RawRow], contents: RowContents, *, with_ids: bool) -> None:
        """Read the rows; `contents` must be that of the other side too."""
        self.rows = rows
        self.contents: list[Content] = [contents.content(row, contents.shape(row)) for row in rows]
        self._all_contents = contents
        self.ids: list[str] | None = None
        """The router's own ids; None when they are not to be trusted, or do not name every row."""
        if with_ids:
            ids = [row_id for row in rows if (row_id := contents.row_id(row)) is not None]
            self.ids = ids if len(set(ids)) == len(rows) else None

    def cells(self, position: int) -> Cells:
        """Return what is compared of a row."""
        row = self.rows[position]
        return frozenset((name, comparable(row[key])) for name, key in self._all_contents.cells(row).items())

    def columns(self, names: Sequence[str]) -> Columns:
        """Return those of `names` that any row has."""
        named = [self._all_contents.cells(row) for row in self.rows]
        present = {name for cells in named for name in cells}
        return {
            name: [
                comparable(row[cells[name]]) if name in cells else None
                for row, cells in zip(self.rows, named, strict=True)
            ]
            for name in names
            if name in present
        }


class _Matching:
    """The pairs found so far, and what is left of both sides."""

    def __init__(self, old: Side, new: Side) -> None:
        self.pairs: Pairs = []
        self.old: list[int] = list(range(len(old.rows)))
        self.new: list[int] = list(range(len(new.rows)))

    def take(
        self, old_keys: Sequence[Hashable], new_keys: Sequence[Hashable], *, alone: bool = False
    ) -> None:
        """Pair what is left and has the same key, in order; `alone` takes only keys left once on each side."""
        waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
        for at in reversed(self.new):
            waiting[new_keys[at]].append(at)
        counts = Counter(old_keys[at] for at in self.old) if alone else Counter()
        found: Pairs = []
        for at in self.old:
            same = waiting.get(old_keys[at])
            if same and not (alone and (len(same) > 1 or counts[old_keys[at]] > 1)):
                found.append((at, same.pop()))
        self.add(found)

    def add(self, found: Pairs) -> None:
        """Take pairs of what is left."""
        self.pairs += found
        old, new = {at for at, _ in found}, {at for _, at in found}
        self.old = [at for at in self.old if at not in old]
        self.new = [at for at in self.new if at not in new]


def matched_rows(old: Side, new: Side) -> Pairs:
    """Return the pairs where the order of rows means nothing."""
    if len(old.rows) == len(new.rows) == 1:
        return [(0, 0)]
    matching = _Matching(old, new)
    has_ids = old.ids is not None and new.ids is not None
    if old.ids is not None and new.ids is not None:
        matching.take(old.ids, new.ids)
    matching.take(old.contents, new.contents)
    if not (matching.old and matching.new):
        return matching.pairs
    columns = _shared_columns(old, new)
    if not (_by_identity(matching, *columns) or has_ids or _by_several(matching, *columns)):
        matching.add(_alike_in_order(matching.old, matching.new, old, new))
    return matching.pairs


def matched_in_order(old: Side, new: Side) -> Pairs:
    """Return the pairs where order counts: none of them crosses another."""
    if len(old.rows) == len(new.rows) == 1:
        return [(0, 0)]
    has_ids = old.ids is not None and new.ids is not None
    old_keys: Sequence[Hashable] = old.contents
    new_keys: Sequence[Hashable] = new.contents
    if old.ids is not None and new.ids is not None:
        old_keys, new_keys = old.ids, new.ids
    anchors = _longest_rising(_by_occurrence(old_keys, new_keys))
    pairs = list(anchors)
    for old_gap, new_gap in _gaps(anchors, len(old.rows), len(new.rows)):
        if has_ids:  # rows with other ids are other rows, but for one that was made anew
            pairs += _longest_rising(_same_in(old_gap, new_gap, old.contents, new.contents))
        else:
            pairs += _alike_in_order(old_gap, new_gap, old, new)
    return pairs


def _shared_columns(old: Side, new: Side) -> tuple[Columns, Columns]:
    """Return the columns that could name a row, as far as both sides have them."""
    names = tuple(dict.fromkeys((*_IDENTITIES, *_TOGETHER)))
    ours, theirs = old.columns(names), new.columns(names)
    return {name: ours[name] for name in ours if name in theirs}, theirs


def _by_identity(matching: _Matching, old: Columns, new: Columns) -> bool:
    """Pair what is left by what names a row alone; return whether there is such a thing."""
    found = [
        name for name in _IDENTITIES if name in old and _is_identity(old[name]) and _is_identity(new[name])
    ]
    for name in found[:1] + [name for name in found[1:] if name in _LASTING]:
        matching.take(old[name], new[name])
    return bool(found)


def _by_several(matching: _Matching, old: Columns, new: Columns) -> bool:
    """Pair what is left by what names a row together; return whether there is such a thing."""
    names = [name for name in _TOGETHER if name in old]
    tried: list[tuple[list[Hashable], list[Hashable]]] = []
    for count in range(1, len(names) + 1):
        keys = _combined(old, names[:count]), _combined(new, names[:count])
        tried.append(keys)
        if all(map(_is_unique, keys)):
            break
    else:
        return False
    for old_keys, new_keys in reversed(tried):  # what differs in its last parts only is still the same row
        matching.take(old_keys, new_keys, alone=True)
    return True


def _combined(columns: Columns, names: Sequence[str]) -> list[Hashable]:
    return list(zip(*(columns[name] for name in names), strict=True))


def _is_identity(values: Sequence[object]) -> bool:
    return None not in values and _is_unique(values)


def _is_unique(values: Sequence[object]) -> bool:
    return len(set(values)) == len(values)


def _by_occurrence(old_keys: Sequence[Hashable], new_keys: Sequence[Hashable]) -> Pairs:
    """Return the positions of equal keys, the first of each with the first, the second with the second."""
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at, key in enumerate(new_keys):
        places[key].append(at)
    seen: Counter[Hashable] = Counter()
    pairs: Pairs = []
    for at, key in enumerate(old_keys):
        same = places.get(key, [])
        if seen[key] < len(same):
            pairs.append((at, same[seen[key]]))
            seen[key] += 1
    return pairs


def _same_in(
    old_gap: Sequence[int], new_gap: Sequence[int], old: Sequence[Hashable], new: Sequence[Hashable]
) -> Pairs:
    pairs = _by_occurrence([old[at] for at in old_gap], [new[at] for at in new_gap])
    return [(old_gap[position], new_gap[partner]) for position, partner in pairs]


def _longest_rising(pairs: Pairs) -> Pairs:
    """Return the most of `pairs` that do not cross; they are sorted by the first position."""
    ends: list[int] = []
    at_end: list[int] = []
    before: list[int] = []
    for number, (_, partner) in enumerate(pairs):
        length = bisect_left(ends, partner)
        before.append(at_end[length - 1] if length else -1)
        if length == len(ends):
            ends.append(partner)
            at_end.append(number)
        else:
            ends[length], at_end[length] = partner, number
    rising: Pairs = []
    number = at_end[-1] if at_end else -1
    while number >= 0:
        rising.append(pairs[number])
        number = before[number]
    return rising[::-1]


def _gaps(anchors: Pairs, old_count: int, new_count: int) -> Iterator[tuple[range, range]]:
    """Yield the positions between each two anchors, of both sides, where both have some."""
    old_from = new_from = 0
    for old_at, new_at in (*anchors, (old_count, new_count)):
        if old_at > old_from and new_at > new_from:
            yield range(old_from, old_at), range(new_from, new_at)
        old_from, new_from = old_at + 1, new_at + 1


def _alike_in_order(old_left: Sequence[int], new_left: Sequence[int], old: Side, new: Side) -> Pairs:
    """Return pairs of rows that say nearly the same, none crossing another."""
    theirs = [new.cells(at) for at in new_left]
    pairs: Pairs = []
    start = 0
    for step, at in enumerate(old_left):
        ours = old.cells(at)
        start = max(start, step * len(new_left) // len(old_left) - _WINDOW // 2)  # both sides keep step
        ahead = range(start, min(start + _WINDOW, len(new_left)))
        likeness, best = max(((_likeness(ours, theirs[place]), -place) for place in ahead), default=(0.0, 0))
        if likeness > _ENOUGH_ALIKE:
            pairs.append((at, new_left[-best]))
            start = 1 - best
    return pairs


def _likeness(ours: Cells, theirs: Cells) -> float:
    """Return how much of what two rows say is the same, from 0 to 1."""
    same = sum(value not in _BLAND for _, value in ours & theirs)
    differing = len({name for name, _ in ours ^ theirs})
    return same / (same + differing) if same or differing else 1.0
