"""The surroundings in which sites are looked at, from what the services know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altotui.domain.site_scene import SiteScene, no_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from altotui.domain.ids import SiteId
    from altotui.services.fleet_watch import FleetWatch
    from altotui.services.job_store import JobStore
    from altotui.services.marks import Marks
    from altotui.services.site_habits import SiteHabits


class Scenes:
    """Gives the same scene to the list of sites and to whoever picks sites by a filter."""

    def __init__(self, marks: Marks, habits: SiteHabits, jobs: JobStore, fleet: FleetWatch) -> None:
        self._marks = marks
        self._habits = habits
        self._jobs = jobs
        self._fleet = fleet
        self._found: dict[tuple[int, int], frozenset[SiteId]] = {}
        self.answered: Callable[[int, int], Collection[SiteId]] = no_answer
        """Gives the sites of a part of a numbered answer; the console sets it."""

    def at(self, as_of: datetime) -> SiteScene:
        """Return the scene for a list of that moment, by the server's clock."""
        self._found.clear()
        return SiteScene(
            as_of,
            self._marks.ids,
            self._habits.favourites,
            self._jobs.states_of,
            self._fleet.sites_of,
            self._habits.rank,
            self._jobs.is_known,
            self._answered,
        )

    def _answered(self, number: int, part: int) -> Collection[SiteId]:
        """Return the sites of a part of an answer, looked for once in each scene: every site is asked about."""
        found = self._found.get((number, part))
        if found is None:
            found = self._found[number, part] = frozenset(self.answered(number, part))
        return found
