"""What a line may do, told before it is sent: to how many sites, which of them are reached, and for how long."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.ages import coarse_age, exact_duration
from altotui.domain.budget import fanout_minutes, fanout_share
from altotui.domain.ids import SiteId
from altotui.domain.site import OLD_LIST_S, Freshness, Site, count_freshness
from altotui.domain.text import make_visible

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation

NAMES_SHOWN = 6
TAGS_SHOWN = 4
TYPED_ABOVE = 3
"""With more sites than this their number is typed (features.md (b) 7)."""
_DOUBTS_SHOWN = 3
_MAX_LOOKUP_CHARS = 200
_SHORT_ID_CHARS = 8
_TROUBLED = (Freshness.OFFLINE, Freshness.LATE, Freshness.UNKNOWN)
_LIVE_WORDS = {
    Freshness.ONLINE: "",
    Freshness.LATE: "live calls may work",
    Freshness.OFFLINE: "will probably not be reached",
    Freshness.UNKNOWN: "nobody knows whether live calls work",
}
_SEEN_AS = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0458\u0455"
    "\u0501\u04bb\u04cf\u0432\u043a\u043c\u043d\u0442"
    "\u03bf\u03b1\u03bd\u03b9\u03ba\u03c1\u03c4\u03c5\u03c7\u03b5\u03b7"
    "01i\u0131",
    "aeopcxyljsdhlbkmhtoavlkptuxenolll",
)
"""Cyrillic and Greek letters and digits, by the small letters that they may be taken for; i, l and 1 are one."""
_LOOKS_LIKE_LATIN = re.compile("[\u0370-\u052f]")
"""Greek and Cyrillic."""


class BlastRadius(NamedTuple):
    """What is known before a line goes to `sites`; every text is visible-only."""

    sites: tuple[Site, ...]
    translation: Translation
    as_of: datetime
    """Time of the list that the sites come from: how they are is judged at that moment."""
    list_age_s: float
    per_minute: int
    """Requests that may start in a minute."""
    alike: frozenset[SiteId]
    """Sites whose names could be taken for others."""

    @classmethod
    def of(
        cls,
        sites: Sequence[Site],
        translation: Translation,
        *,
        as_of: datetime,
        now: datetime,
        per_minute: int,
    ) -> BlastRadius:
        """Return what is known of a line for `sites`, each of which is there once.

        Args:
            sites: Where; at least one.
            translation: What.
            as_of: Time of the list that they come from.
            now: The server's time.
            per_minute: Requests that may start in a minute.
        """
        list_age_s = max(0.0, (now - as_of).total_seconds())
        return cls(tuple(sites), translation, as_of, list_age_s, per_minute, _alike(sites))

    @property
    def counts(self) -> dict[Freshness, int]:
        """Return how many are in each state; has every state."""
        return count_freshness(self.sites, self.as_of)

    def called(self, site: Site) -> str:
        """Return the name of a site, with the end of its id where another could be taken for it (B13)."""
        return f"{site.name} (..{site.id[-_SHORT_ID_CHARS:]})" if site.id in self.alike else site.name

    def names_of(self, freshness: Freshness) -> tuple[str, ...]:
        """Return what the sites in one state are called, in their order."""
        return tuple(self.called(site) for site in self.sites if site.freshness(self.as_of) is freshness)

    @property
    def tags(self) -> tuple[tuple[str, int], ...]:
        """Return the tags that several sites have, with their counts, the most common first."""
        counted = Counter(tag for site in self.sites for tag in site.tags)
        return tuple((tag, count) for tag, count in counted.most_common() if count > 1)

    @property
    def requests(self) -> int:
        """Return how many requests it takes."""
        return len(self.sites) * (2 if self.translation.lookup else 1)

    @property
    def duration_s(self) -> int:
        """Return about how long the run takes by the rate; 0 when it fits into one burst."""
        return fanout_minutes(self.requests, self.per_minute) * 60

    @property
    def job_words(self) -> str:
        """Return what keeps a queued job waiting; empty when nothing does."""
        waiting = len(self.sites) - self.counts[Freshness.ONLINE]
        if not waiting:
            return ""
        if waiting == len(self.sites):
            return "heartbeats stopped: a queued job waits until it returns"
        return f"on {waiting} of {len(self.sites)} heartbeats stopped: a queued job waits until it returns"

    @property
    def class_words(self) -> tuple[str, ...]:
        """Return what the line does as far as that is known, then what is not known of it."""
        translation = self.translation
        words = []
        if translation.kind == "disruptive":
            words.append("disruptive: it can cut off the router, or what hangs on it")
        elif translation.may_change:
            words.append("write: it may change the router")
        if translation.reveals or translation.kind == "sensitive":
            words.append("sensitive: it shows secrets or what people do")
        words += [f"not known: {make_visible(doubt)}" for doubt in translation.doubts[:_DOUBTS_SHOWN]]
        return tuple(words)

    @property
    def lookup_words(self) -> str:
        """Return the read that each router is asked first; empty when there is none."""
        lookup = self.translation.lookup
        if lookup is None:
            return ""
        asked = make_visible(" ".join((lookup.command, *lookup.parameters)), max_chars=_MAX_LOOKUP_CHARS)
        return f"[find] first: each router is asked {asked}"

    @property
    def must_type(self) -> str:
        """Return what has to be typed before it is sent live: the number of sites, the verb, or both; else empty.

        The number above TYPED_ABOVE sites, the verb of a disruptive line; nothing for what changes no router.
        """
        if not self.translation.may_change:
            return ""
        is_disruptive = self.translation.kind == "disruptive"
        verb = make_visible(self.translation.command.rpartition("/")[2]) if is_disruptive else ""
        number = str(len(self.sites)) if len(self.sites) > TYPED_ABOVE else ""
        return " ".join(filter(None, (verb, number)))

    def lines(self) -> tuple[str, ...]:
        """Return all of it as lines for a person, the worst first."""
        return tuple(filter(None, (*self.class_words, self._states(), *self._troubled(), *self._further())))

    def _states(self) -> str:
        count = len(self.sites)
        states = ", ".join(f"{number} {state.value}" for state, number in self.counts.items() if number)
        return f"{count} site{'s' * (count != 1)}: {states}, as of {self.as_of:%H:%M:%S}Z"

    def _troubled(self) -> list[str]:
        """Return a line for each state in which a live call may fail, with names."""
        found = []
        for freshness in _TROUBLED:
            names = self.names_of(freshness)
            if names:
                more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
                shown = ", ".join(names[:NAMES_SHOWN])
                found.append(f"{freshness.value}, {_LIVE_WORDS[freshness]}: {shown}{more}")
        return found

    def _further(self) -> list[str]:
        alike = [self.called(site) for site in self.sites if site.id in self.alike]
        online = set(self.names_of(Freshness.ONLINE))
        online_alike = [name for name in alike if name in online]
        tags = ", ".join(f"{tag} {count}" for tag, count in self.tags[:TAGS_SHOWN])
        more_tags = len(self.tags) - TAGS_SHOWN
        old = self.list_age_s > OLD_LIST_S
        pace = f"at no more than {fanout_share(self.per_minute)} requests a minute"
        return [
            f"names that look alike: {', '.join(online_alike[:NAMES_SHOWN])}" if online_alike else "",
            f"tags: {tags}{f' and {more_tags} more' if more_tags > 0 else ''}" if tags else "",
            self.job_words,
            self.lookup_words,
            f"the list of sites is {coarse_age(self.list_age_s)} old: read it again before you trust it"
            if old
            else "",
            f"it takes about {exact_duration(self.duration_s)} {pace}" if self.duration_s else "",
        ]


def _alike(sites: Sequence[Site]) -> frozenset[SiteId]:
    """Return the ids of sites whose names could be taken for others: alike here, or with foreign letters in them."""
    looks = {site.id: _look_of(site.name) for site in sites}
    count_of = Counter(looks.values())
    return frozenset(
        site.id
        for site in sites
        if count_of[looks[site.id]] > 1 or _LOOKS_LIKE_LATIN.search(site.name.casefold())
    )


def _look_of(name: str) -> str:
    """Return what a name looks like: without case, and letters of other scripts as those they are taken for."""
    return " ".join(name.casefold().translate(_SEEN_AS).split())
