"""What is known of sites besides their list: it decides some filters, and every order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from altotui.domain.frozen import Frozen
from altotui.domain.ids import SiteId

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

NO_SITES: frozenset[SiteId] = frozenset()
NO_JOBS: tuple[str, ...] = ()


def no_jobs(_: SiteId) -> tuple[str, ...]:
    """Return that nothing is known of the jobs of a site."""
    return NO_JOBS


def no_list(_: SiteId) -> bool:
    """Return that the jobs of a site were never listed."""
    return False


def no_changes(_: int) -> frozenset[SiteId]:
    """Return that there is no such change."""
    return NO_SITES


def no_answer(_number: int, _part: int) -> frozenset[SiteId]:
    """Return that there is no such answer."""
    return NO_SITES


def no_rank(_: SiteId) -> float:
    """Return that a site was never visited."""
    return 0.0


class SiteScene(Frozen):
    """The moment and the surroundings in which sites are looked at."""

    as_of: datetime = datetime.fromtimestamp(0, UTC)
    """The server's time of the list: freshness and ages are those of this moment."""
    marked: Collection[SiteId] = NO_SITES
    favourites: Collection[SiteId] = NO_SITES
    job_states: Callable[[SiteId], Sequence[str]] = no_jobs
    """Gives the state of each known job of a site."""
    changed: Callable[[int], Collection[SiteId]] = no_changes
    """Gives the sites of a numbered entry of the change log."""
    rank: Callable[[SiteId], float] = no_rank
    """Gives how often and how lately a site was visited; 0 for never."""
    are_jobs_known: Callable[[SiteId], bool] = no_list
    """Says whether the jobs of a site have been listed; without that it may have any."""
    answered: Callable[[int, int], Collection[SiteId]] = no_answer
    """Gives the sites of a part of a numbered answer in the transcript; part 0 is all of it."""
