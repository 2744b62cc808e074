"""Which changes are news to a person, and which have been told already."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from altotui.domain.ids import SiteId
from altotui.domain.site_changes import ChangeKind
from altotui.domain.sliced import Sliced, parts

QUIET_S = 600.0
"""A site must have left a kind of change alone for so long before that is news again: one that flaps is told once."""


class _Told(NamedTuple):
    at: datetime
    kind: ChangeKind
    site_ids: set[SiteId]


class News:
    """Remembers what was told.

    A burst is news when one of its sites was not in a burst of the same kind within QUIET_S. Going offline is no news
    of a site whose lateness was, and which has not returned since; a site that flapped, so that its last lateness was
    none, is told once more when it goes offline in the end.
    """

    def __init__(self) -> None:
        self._told: deque[_Told] = deque()
        self._told_late: set[SiteId] = set()

    def judge(self, kind: ChangeKind, site_ids: Sequence[SiteId], at: datetime) -> Sliced[bool]:
        """Return whether this is news at `at`, and take it as told."""
        while self._told and (at - self._told[0].at).total_seconds() >= QUIET_S:
            self._told.popleft()
        told_before = [told.site_ids for told in self._told if told.kind is kind]
        if kind is ChangeKind.OFFLINE:
            told_before.append(self._told_late)
        is_news = False
        now_told: set[SiteId] = set()
        for part in parts(site_ids):
            is_news = is_news or not all(any(site_id in ids for ids in told_before) for site_id in part)
            now_told.update(part)
            yield
        yield from self._keep_late(kind, site_ids, is_news)
        self._told.append(_Told(at, kind, now_told))
        return is_news

    def _keep_late(self, kind: ChangeKind, site_ids: Sequence[SiteId], is_news: bool) -> Sliced[None]:
        for part in parts(site_ids):
            if kind is ChangeKind.LATE and is_news:
                self._told_late.update(part)
            elif kind in (ChangeKind.RETURNED, ChangeKind.UNLISTED):
                self._told_late.difference_update(part)
            yield
