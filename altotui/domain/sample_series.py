"""The samples of a line that is repeated as a list to read: one line for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from altotui.domain.command import count_outcomes
from altotui.domain.outcome import Outcome
from altotui.domain.sample_changes import Change
from altotui.domain.samples import SampleRing


class SampleSummary(NamedTuple):
    """One sample in short."""

    number: int
    """Of the sample, from 0; the same for ever."""
    at: datetime
    """Aware."""
    counts: Mapping[str, int]
    """How often each outcome occurs; has every outcome."""
    change: Change | None
    """Against the last answer of each site before; None when there was none."""

    def words(self) -> str:
        """Return it as one line: time, sites that answered of all, other outcomes, what changed."""
        answered, asked = self.counts[Outcome.OK], sum(self.counts.values())
        others = [f"{count} {word}" for word, count in self.counts.items() if count and word != Outcome.OK]
        change = self.change.words() if self.change else ""
        return "  ".join(filter(None, (time_text(self.at), f"{answered}/{asked}", ", ".join(others), change)))


def summaries(ring: SampleRing, limit: int) -> list[SampleSummary]:
    """Return the newest samples in short, at most `limit`, oldest first."""
    return [summary_at(ring, position) for position in range(max(0, ring.count - limit), ring.count)]


def summary_at(ring: SampleRing, position: int) -> SampleSummary:
    """Return one sample in short; `position` is that of `SampleRing.at`."""
    sample = ring.at(position)
    place = position if position >= 0 else ring.count + position
    counts = count_outcomes(sample.results)
    return SampleSummary(ring.dropped + place, sample.at, counts, ring.change_at(position))


def time_text(at: datetime) -> str:
    """Return the time of day in UTC, to the second."""
    return f"{at.astimezone(UTC):%H:%M:%SZ}"
