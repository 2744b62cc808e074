"""What a line that is repeated was answered, sample after sample: the last of them, to step through."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from sys import getsizeof
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.command import CommandResult, RawRow, RouterReply
from altotui.domain.outcome import Outcome

if TYPE_CHECKING:
    from altotui.domain.sample_changes import Change

MAX_SAMPLES = 120
MAX_BYTES = 32 * 1024 * 1024
_MIB = 1024 * 1024
_LONG_KEY_CHARS = 64
"""Shorter keys are the same objects in all answers."""
_COMPARED = 2
_TEXTS = {str}


class Sample(NamedTuple):
    """What every site answered to a line that is repeated, at one moment."""

    at: datetime
    """When the last of the answers came; aware."""
    results: tuple[CommandResult, ...]
    """One for each site, in the order of the sites."""


class Joined(NamedTuple):
    """A sample that shares with the one before it what both have, ready to be kept."""

    sample: Sample
    change: Change | None
    """Against the last answer of each site; None when there was none."""
    gained_bytes: int
    """What it needs besides what it shares."""
    lost_bytes: int
    """What goes with the sample before."""


class SampleRing:
    """The newest samples of one line: at most so many, and of so many bytes as estimated.

    The newest two are kept whatever their size, to be compared. Rows that a sample has in common with the one before
    are kept once, so that an answer that hardly changes hardly costs anything. A sample has the number
    `dropped + position` for ever.
    """

    def __init__(self, command: str = "", max_samples: int = MAX_SAMPLES, max_bytes: int = MAX_BYTES) -> None:
        """Take the command that is repeated, full path with verb, and the bounds."""
        self._command = command
        self._max_samples = max_samples
        self._max_bytes = max_bytes
        self._kept: deque[Joined] = deque()
        self._goes_bytes: deque[int] = deque()
        """For each sample but the newest: what is free again when it goes."""
        self._bytes = 0
        self.dropped = 0
        """How many samples were dropped, the oldest first."""
        self._is_short = False
        """Some of them had to go for their size."""

    @property
    def count(self) -> int:
        """Return how many samples are kept."""
        return len(self._kept)

    @property
    def estimated_bytes(self) -> int:
        """Return about how much memory the answers take."""
        return self._bytes

    def at(self, position: int) -> Sample:
        """Return a sample: from 0 for the oldest up, or from -1 for the newest down; IndexError outside."""
        return self._kept[position].sample

    def change_at(self, position: int) -> Change | None:
        """Return how much a sample changed against the last answer of each site; None when there was none."""
        return self._kept[position].change

    def times(self) -> tuple[datetime, ...]:
        """Return when each sample was taken, oldest first."""
        return tuple(one.sample.at for one in self._kept)

    def answer_before(self, position: int, site: int) -> CommandResult | None:
        """Return the last answer of a site before a sample, so that a change across an outage shows.

        None when no sample that is kept has one; `site` counts in the order of the sites.
        """
        first = position if position >= 0 else len(self._kept) + position
        for earlier in range(first - 1, -1, -1):
            result = self._kept[earlier].sample.results[site]
            if result.outcome is Outcome.OK:
                return result
        return None

    def note(self) -> str:
        """Return why there is nothing older to step to; empty while every sample is kept."""
        if not self.dropped:
            return ""
        limit = self._max_bytes / _MIB
        kept = f"samples of {limit:g} MB" if self._is_short else f"the last {self._max_samples} samples"
        return f"{kept} are kept: {self.dropped} older {'is' if self.dropped == 1 else 'are'} gone"

    def add(self, sample: Sample) -> None:
        """Keep one more sample."""
        self.keep(self.joined(sample))

    def joined(self, sample: Sample) -> Joined:
        """Return `sample` as it is kept; changes nothing, so that a large one can be joined in a thread."""
        if not self._kept:
            return Joined(sample, None, _weight(_pieces(sample.results).values()), 0)
        before = self._kept[-1].sample.results
        results = tuple(
            new._replace(reply=_share(old.reply, new.reply))
            for old, new in zip(before, sample.results, strict=True)
        )
        old_pieces, new_pieces = _pieces(before), _pieces(results)
        return Joined(
            sample._replace(results=results),
            self._change(results),
            _weight(piece for number, piece in new_pieces.items() if number not in old_pieces),
            _weight(piece for number, piece in old_pieces.items() if number not in new_pieces),
        )

    def _change(self, results: Sequence[CommandResult]) -> Change | None:
        from altotui.domain.sample_changes import Change, change_between

        changes = [
            change_between(before.reply, result.reply, self._command)
            for site, result in enumerate(results)
            if result.outcome is Outcome.OK and (before := self.answer_before(self.count, site))
        ]
        return reduce(Change.plus, changes) if changes else None

    def keep(self, joined: Joined) -> None:
        """Keep what `joined` returned; nothing may have been kept since."""
        if self._kept:
            self._goes_bytes.append(joined.lost_bytes)
        self._kept.append(joined)
        self._bytes += joined.gained_bytes
        while len(self._kept) > self._max_samples or (len(self._kept) > _COMPARED and self._is_full):
            self._is_short = self._is_short or self._is_full
            self._kept.popleft()
            self._bytes -= self._goes_bytes.popleft()
            self.dropped += 1

    @property
    def _is_full(self) -> bool:
        return self._bytes > self._max_bytes


def _share(old: RouterReply, new: RouterReply) -> RouterReply:
    """Return `new` with the very objects of `old` wherever they are equal."""
    ret = old.ret if old.ret == new.ret else new.ret
    if len(old.rows) == len(new.rows) and all(map(_is_same, old.rows, new.rows)):
        return new._replace(rows=old.rows, ret=ret)
    known = {_id_of(row) or position: row for position, row in enumerate(old.rows)}
    rows: list[RawRow] = []
    for position, row in enumerate(new.rows):
        was = known.get(_id_of(row) or position)
        rows.append(was if was is not None and _is_same(was, row) else row)
    return new._replace(rows=tuple(rows), ret=ret)


def _is_same(old: RawRow, new: RawRow) -> bool:
    """Return whether two rows are equal and stay different where JSON is: `true` and `1` are not the same."""
    if old != new:
        return False
    if set(map(type, old.values())) <= _TEXTS:  # nearly always
        return True
    from altotui.domain.row_content import comparable

    return all(comparable(value) == comparable(new[key]) for key, value in old.items())


def _id_of(row: RawRow) -> str:
    row_id = row.get(".id")
    return row_id if isinstance(row_id, str) else ""


def _pieces(results: Iterable[CommandResult]) -> dict[int, object]:
    """Return what takes memory, each object once."""
    pieces: dict[int, object] = {}
    for result in results:
        rows, ret = result.reply.rows, result.reply.ret
        pieces.update((id(piece), piece) for piece in (result, rows, ret, *rows))
    return pieces


def _weight(pieces: Iterable[object]) -> int:
    """Return about how many bytes the pieces take with all that is in them.

    The weight of several is the sum of their weights, or what is taken off again would not be what was put on.
    """
    total = 0
    for piece in pieces:
        inner = [piece]
        while inner:
            value = inner.pop()
            total += getsizeof(value)
            if isinstance(value, Mapping):
                inner += value.values()
                total += sum(getsizeof(key) for key in value if len(key) >= _LONG_KEY_CHARS)
            elif isinstance(value, list):
                inner += value
    return total
