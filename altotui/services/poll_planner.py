"""Which site's jobs to ask for next: a pure function of time, so that every rule is a table test."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from altotui.domain.ids import SiteId


class PollPolicy(Frozen):
    """How often to ask, in seconds (architecture.md 7: the router itself checks in about every 30 s)."""

    active_s: float = 5.0
    """A watched site with a running or express job."""
    watched_s: float = 10.0
    """A watched site with open jobs."""
    visible_s: float = 20.0
    """A site with open jobs that is on the screen; also a watched one without: others may queue jobs there."""
    open_s: float = 60.0
    """Another site with open jobs."""
    max_per_minute: int = 30
    """Of the request budget; when more would be needed every interval stretches alike."""
    max_backoff_s: float = 300.0

    @property
    def gap_s(self) -> float:
        """Return the least seconds between two polls: no minute has more than its share, whatever was missed."""
        return 60.0 / self.max_per_minute


class PollTarget(NamedTuple):
    """One site that is asked now and then."""

    site_id: SiteId
    asked_mono: float | None
    """When its list was last asked for; None when never."""
    is_watched: bool = False
    """It is the chosen site, or a person watches it."""
    is_visible: bool = False
    has_open_jobs: bool = True
    is_active: bool = False
    """A job runs there, or is express."""
    failures: int = 0
    """Failed questions in a row."""
    spread: float = 1.0
    """Its intervals are so many times as long: consoles that started together must not ask together."""

    @property
    def tier(self) -> int:
        """Return whose turn comes first when several sites are due: a smaller number."""
        return 0 if self.is_watched else 1 if self.is_visible else 2


class Question(NamedTuple):
    """What to do now."""

    site_id: SiteId | None
    """The site to ask; None when it is too early."""
    delay_s: float
    """Seconds after which to look again; 0 when it is now."""
    skipped: int = 0
    """So many times that site should have been asked since it was, and is not asked for it now."""


_MAX_DOUBLINGS = 16
"""Beyond any policy's longest wait: days of failures must not overflow."""
_LONG_AGO_S = 1e9
_CLOSE_S = 1e-6
"""Times are sums: what is so close is now."""


def spread_of(random: Random | None) -> float:
    """Return a factor of 0.9 to 1.1 for one interval; 1 without a source of chance."""
    return random.uniform(0.9, 1.1) if random else 1.0


def interval_s(target: PollTarget, policy: PollPolicy) -> float:
    """Return the seconds between two questions to `target`, before any stretching."""
    if target.is_watched and target.has_open_jobs:
        base_s = policy.active_s if target.is_active else policy.watched_s
    elif target.is_watched or target.is_visible:
        base_s = policy.visible_s
    else:
        base_s = policy.open_s
    if target.failures:
        doublings = min(target.failures, _MAX_DOUBLINGS)
        base_s = min(base_s * 2.0**doublings, max(policy.max_backoff_s, base_s))
    return base_s * target.spread


def stretch(targets: Iterable[PollTarget], policy: PollPolicy) -> float:
    """Return the factor, at least 1, by which every interval grows so that the budget holds."""
    return _stretch([interval_s(target, policy) for target in targets], policy)


def _stretch(intervals_s: Iterable[float], policy: PollPolicy) -> float:
    wanted_per_minute = sum(60.0 / each_s for each_s in intervals_s)
    return max(1.0, wanted_per_minute / policy.max_per_minute)


def next_question(
    targets: Sequence[PollTarget], now_mono: float, policy: PollPolicy, polled_mono: float | None = None
) -> Question:
    """Return the site to ask now, or how long to wait for the next one.

    Of the sites that are due a watched one comes first, then a visible one, and among equals the most overdue; one
    that was never asked comes before those that were. Polls are always spaced, so that after a sleep, a pause or a
    short budget they do not come in a burst in front of what a person asks.

    Args:
        targets: The sites that are asked now and then.
        now_mono: The time.
        policy: How often.
        polled_mono: When the last poll of any site was sent; None when there was none.
    """
    if not targets:
        return Question(None, policy.open_s)
    if polled_mono is not None and polled_mono + policy.gap_s > now_mono + _CLOSE_S:
        return Question(None, polled_mono + policy.gap_s - now_mono)
    intervals_s = [interval_s(target, policy) for target in targets]
    factor = _stretch(intervals_s, policy)
    due_mono = [
        now_mono - _LONG_AGO_S if target.asked_mono is None else target.asked_mono + each_s * factor
        for target, each_s in zip(targets, intervals_s, strict=True)
    ]
    first_mono = min(due_mono)
    if first_mono > now_mono + _CLOSE_S:
        return Question(None, first_mono - now_mono)
    _, at_mono, site_id, each_s, asked_mono = min(
        (target.tier, at_mono, target.site_id, each_s, target.asked_mono)
        for target, at_mono, each_s in zip(targets, due_mono, intervals_s, strict=True)
        if at_mono <= now_mono + _CLOSE_S
    )
    skipped = 0 if asked_mono is None else int((now_mono - at_mono) / (each_s * factor))
    return Question(site_id, 0.0, max(0, skipped))


class Pace(Frozen):
    """How often sites are asked for their jobs at this time, as a person is told."""

    live_sites: int = 0
    """Watched ones."""
    live_every_s: float = 0.0
    """Seconds between two questions to one of them, on average; 0 when there is none."""
    slow_sites: int = 0
    """All others that are asked."""
    slow_every_s: float = 0.0
    stretch: float = 1.0
    """Above 1 when the budget is short: the intervals are so many times what they should be."""
    is_paused: bool = False
    """The token was refused: nobody is asked."""

    @property
    def words(self) -> str:
        """Return it as a title says it, such as `live 4 sites / 6s, slow 4 / 60s`; empty when nobody is asked."""
        if self.is_paused:
            return "paused"
        parts = []
        if self.live_sites:
            sites = "site" if self.live_sites == 1 else "sites"
            parts.append(f"live {self.live_sites} {sites} / {_words_of(self.live_every_s)}")
        if self.slow_sites:
            parts.append(f"slow {self.slow_sites} / {_words_of(self.slow_every_s)}")
        if parts and self.stretch >= _WORTH_TELLING:
            parts.append(f"stretched {self.stretch:.{0 if self.stretch >= 10 else 1}f}x")
        return ", ".join(parts)


_WORTH_TELLING = 1.05
_MOST_SECONDS_S = 120
_MOST_MINUTES_S = 7200


def _words_of(interval_s: float) -> str:
    if interval_s < _MOST_SECONDS_S:
        return f"{interval_s:.0f}s"
    if interval_s < _MOST_MINUTES_S:
        return f"{interval_s / 60:.0f}m"
    return f"{interval_s / 3600:.0f}h"


def pace_of(targets: Iterable[PollTarget], policy: PollPolicy, *, is_paused: bool) -> Pace:
    """Return the pace of these sites, without the spread of single intervals: it must not change at every poll."""
    live_s, slow_s = list[float](), list[float]()
    for target in targets:
        (live_s if target.is_watched else slow_s).append(interval_s(target, policy) / target.spread)
    factor = _stretch(live_s + slow_s, policy)
    return Pace(
        len(live_s), _mean_s(live_s) * factor, len(slow_s), _mean_s(slow_s) * factor, factor, is_paused
    )


def _mean_s(intervals_s: Sequence[float]) -> float:
    """Return the interval that would give as many questions if all had the same; 0 for none."""
    return len(intervals_s) / sum(1 / each_s for each_s in intervals_s) if intervals_s else 0.0
