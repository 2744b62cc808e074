"""How dear a site is to a person: by how often and how lately it was visited, as zoxide ranks folders.

Each visit adds 1 to a score; the rank is the score, times four within the hour, times two within the day, half within
the week, and a quarter after that. Source: https://github.com/ajeetdsouza/zoxide/wiki/Algorithm
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from altotui.domain.ids import SiteId

MOST_SCORE = 1000.0
"""Sum of all scores above which all are aged: what is visited no more is forgotten by and by."""
_AGED_TO = 0.9
_HOUR_S, _DAY_S, _WEEK_S = 3600.0, 86_400.0, 604_800.0


class Visits(NamedTuple):
    """The visits of one site."""

    score: float
    last_at_s: float
    """Unix seconds."""

    def rank(self, now_s: float) -> float:
        """Return how dear the site is now; a clock that was put back or ahead counts like any other distance."""
        age_s = abs(now_s - self.last_at_s)
        if age_s <= _HOUR_S:
            return self.score * 4
        if age_s <= _DAY_S:
            return self.score * 2
        return self.score / 2 if age_s <= _WEEK_S else self.score / 4


def with_visit(visits: Mapping[SiteId, Visits], site_id: SiteId, now_s: float) -> dict[SiteId, Visits]:
    """Return `visits` and one more; the site that is visited now is never forgotten by it."""
    before = visits.get(site_id)
    visited = Visits((before.score if before else 0.0) + 1.0, now_s)
    after = {**visits, site_id: visited}
    score = sum(each.score for each in after.values())
    if score <= MOST_SCORE:
        return after
    factor = _AGED_TO * MOST_SCORE / score
    aged = {each: Visits(of.score * factor, of.last_at_s) for each, of in after.items()}
    kept = {each: of for each, of in aged.items() if of.score >= 1.0}
    return {**kept, site_id: Visits(max(aged[site_id].score, 1.0), now_s)}


def ranked(visits: Mapping[SiteId, Visits], now_s: float) -> list[SiteId]:
    """Return the visited sites, dearest first; of equal ones the last visited first."""

    def order(site_id: SiteId) -> tuple[float, float, SiteId]:
        of = visits[site_id]
        return -of.rank(now_s), -of.last_at_s, site_id

    return sorted(visits, key=order)
