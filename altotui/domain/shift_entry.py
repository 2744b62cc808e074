"""What happened on a shift, as entries of one timeline: asked, changed and noted here, or seen of fleet and jobs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

MOST_NAMED = 20
"""So many sites of an entry have their names in it; the others are counted."""


class EntryKind(StrEnum):
    """What kind of thing it was."""

    NOTE = "note"
    READ = "read"
    WRITE = "write"
    RIGHTS = "rights"
    """Writes were allowed, or refused again."""
    SITES = "sites"
    """The fleet changed by itself."""
    JOB = "job"


class UnknownWrite(NamedTuple):
    """A write on one site of which no answer came; every text is visible-only, and without secrets."""

    at: datetime
    site: str
    what: str
    verdict: str = ""
    """What a read has said of it since; empty where nobody has read it back."""


class ShiftEntry(NamedTuple):
    """One thing that happened; every text is visible-only, and without secrets."""

    at: datetime
    """By the server's clock; aware."""
    kind: EntryKind
    what: str
    outline: str = ""
    """The same without anything that a router, the platform or a person has said; a note has none."""
    sites: tuple[str, ...] = ()
    """Names of those it is about, MOST_NAMED at most."""
    more_sites: int = 0
    """How many others it is about."""
    went: str = ""
    """How it ended; empty while it goes on, and for what has no end."""
    went_outline: str = ""
    """As `outline`, for how it ended."""
    about: str = ""
    """Id of the job it is about; empty for none."""

    @property
    def site_count(self) -> int:
        """Return how many sites it is about."""
        return len(self.sites) + self.more_sites
