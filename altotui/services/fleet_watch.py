"""What changed in the fleet since somebody last looked: one entry for each burst of sites, kept and told."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from altotui.domain.frozen import Frozen
from altotui.services.events import FleetChanged, ListSource

if TYPE_CHECKING:
    from datetime import datetime

    from altotui.domain.change_news import News
    from altotui.domain.clock import Clock
    from altotui.domain.ids import SiteId
    from altotui.domain.site import Site, SiteList
    from altotui.domain.site_bursts import Burst
    from altotui.domain.site_changes import Known, SiteChange
    from altotui.domain.sliced import Sliced
    from altotui.services.ports import Publish

MAX_CHANGES = 500
MAX_SITE_IDS = 250_000
"""Of all entries together, about 25 MB: a fleet of 100,000 that goes and returns, and then some."""
GROWS_FOR_S = 300.0
"""So long a burst takes in what later lists show of it."""


class _Growing(Frozen):
    """The newest state of an entry that may still grow."""

    burst: Burst
    observed_at: datetime
    is_told: bool
    """It was news."""


class _Shown(Frozen):
    """A burst that a list showed and that has no entry yet."""

    burst: Burst
    fleet: tuple[Site, ...]
    as_of: datetime
    may_ring: bool
    """The list before was no cached one: whoever has just started the console needs no bell."""


class FleetWatch:
    """Hears every list of sites, and keeps what they show to have changed.

    Comparing is begun by `wake` where `run` runs, or by `compare`, in slices, so that a list of any length can be
    heard at once.
    """

    def __init__(self, publish: Publish, clock: Clock, max_site_ids: int = MAX_SITE_IDS) -> None:
        """Take what it works with; all entries together keep `max_site_ids` sites, the newest entry any number."""
        self._publish = publish
        self._clock = clock
        self._max_site_ids = max_site_ids
        self._base: tuple[SiteList, ListSource] | None = None
        self._known: Known | None = None
        """What the base says; None until something is compared with it."""
        self._heard: tuple[SiteList, ListSource] | None = None
        self._shown: deque[_Shown] = deque()
        self._is_comparing = False
        self._woken = asyncio.Event()
        self._rung_for: datetime | None = None
        self._news: News | None = None
        self._last_number = 0
        self._changes: dict[int, SiteChange] = {}
        self._growing: dict[int, _Growing] = {}
        self._unread: set[int] = set()

    @property
    def changes(self) -> tuple[SiteChange, ...]:
        """Return the changes that are kept, the newest first."""
        return tuple(reversed(self._changes.values()))

    def sites_of(self, number: int) -> frozenset[SiteId]:
        """Return the sites of one change; none when it is not kept any more."""
        change = self._changes.get(number)
        return frozenset(change.site_ids) if change else frozenset()

    @property
    def unread(self) -> int:
        """Return how many entries that are kept were news since `look`."""
        return len(self._unread)

    @property
    def unread_numbers(self) -> frozenset[int]:
        """Return the numbers of these entries."""
        return frozenset(self._unread)

    def look(self) -> None:
        """Take everything as read."""
        self._unread.clear()

    def hear(self, listed: SiteList, source: ListSource) -> None:
        """Take a complete list, to be compared with the one before; returns at once."""
        if self._base is None:
            self._base = listed, source
        else:
            self._heard = listed, source

    def wake(self) -> None:
        """Let `run` compare what was heard; returns at once."""
        self._woken.set()

    async def run(self) -> None:
        """Compare whenever woken; ends by cancellation or by an error, after which it can be run anew."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            await self.compare()

    async def compare(self) -> None:
        """Compare what was heard, and tell what it shows; whoever comes while that goes on need not wait.

        An error is raised once: what could not be compared is left behind, and the next list is compared with it.
        """
        if self._is_comparing:
            return
        self._is_comparing = True
        try:
            while True:
                if self._shown:
                    work = self._enter(self._shown[0])
                elif self._base and self._heard:
                    work = self._compare(*self._base, *self._heard)
                else:
                    return
                for _ in work:
                    await self._clock.sleep(0)
        except Exception:  # it goes on to whoever runs this; only the next comparison must not meet it again
            self._base, self._heard, self._known = self._heard or self._base, None, None
            self._shown.clear()
            raise
        finally:
            self._is_comparing = False

    def _compare(
        self, base: SiteList, base_source: ListSource, listed: SiteList, source: ListSource
    ) -> Sliced[None]:
        """Turn what `listed` changes into bursts."""
        from altotui.domain.site_bursts import bursts_of
        from altotui.domain.site_changes import compare, known_from

        known = self._known or (yield from known_from(base))
        bursts: list[Burst] = []
        if listed.as_of < known.as_of:
            # An answer that a newer one has overtaken, or a server whose clock was put back: nothing changed back.
            known = yield from known_from(listed)
        else:
            comparison = yield from compare(known, listed)
            known, bursts = comparison.known, (yield from bursts_of(comparison))
        # From here on nothing waits: whoever is cancelled before leaves everything to the next comparison.
        self._base, self._known = (listed, source), known
        if self._heard and self._heard[0] is listed:
            self._heard = None
        may_ring = base_source is ListSource.LIVE
        self._shown.extend(_Shown(burst, known.sites, listed.as_of, may_ring) for burst in bursts)

    def _enter(self, shown: _Shown) -> Sliced[None]:
        """Make an entry of a burst, or let one grow by it, and tell it."""
        from altotui.domain.change_news import News
        from altotui.domain.site_bursts import change_of, joined

        self._news = self._news or News()
        burst, as_of = shown.burst, shown.as_of
        number = self._growing_with(burst, as_of)
        before = self._growing.get(number)
        whole = (yield from joined(before.burst, burst)) if before else burst
        observed_at = before.observed_at if before else as_of
        change = yield from change_of(number, whole, shown.fleet, observed_at)
        is_news = yield from self._news.judge(burst.kind, [move.site_id for move in burst.moves], as_of)
        self._shown.popleft()
        if before and len(whole.moves) == len(before.burst.moves):
            return
        was_told = before is not None and before.is_told
        self._keep(change, _Growing(whole, observed_at, is_news or was_told))
        self._tell(change, is_news and not was_told, shown)

    def _growing_with(self, burst: Burst, as_of: datetime) -> int:
        """Return the number of the entry that `burst` belongs to; the next number when it is one of its own."""
        self._growing = {
            number: growing
            for number, growing in self._growing.items()
            if (as_of - growing.observed_at).total_seconds() < GROWS_FOR_S
        }
        numbers = (number for number, growing in self._growing.items() if growing.burst.meets(burst))
        return max(numbers, default=self._last_number + 1)

    def _keep(self, change: SiteChange, growing: _Growing) -> None:
        self._last_number = max(self._last_number, change.number)
        self._changes[change.number] = change
        self._growing[change.number] = growing
        kept_ids = sum(len(each.site_ids) for each in self._changes.values())
        while len(self._changes) > MAX_CHANGES or (kept_ids > self._max_site_ids and len(self._changes) > 1):
            oldest = next(number for number in self._changes if number != change.number)
            kept_ids -= len(self._changes.pop(oldest).site_ids)
            self._growing.pop(oldest, None)
            self._unread.discard(oldest)

    def _tell(self, change: SiteChange, is_news: bool, shown: _Shown) -> None:
        """Publish an entry; of the news of one list, the first that is bad rings."""
        rings = is_news and shown.may_ring and change.kind.is_bad and self._rung_for != shown.as_of
        if rings:
            self._rung_for = shown.as_of
        if is_news:
            self._unread.add(change.number)
        self._publish(FleetChanged(change, is_news, self.unread, rings))
