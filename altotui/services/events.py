"""What services tell the screen: plain frozen data, each a change or the latest word on one thing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from altotui.domain.frozen import Frozen

if TYPE_CHECKING:
    from datetime import datetime

    from altotui.domain.budget import Budget
    from altotui.domain.cancelling import Cancelling
    from altotui.domain.command import CommandResult, Sentence
    from altotui.domain.errors import AltotuiError, ApiError, StorageError
    from altotui.domain.ids import JobId, SiteId
    from altotui.domain.routeros.translation import Translation
    from altotui.domain.site import Site, SiteList
    from altotui.domain.site_changes import SiteChange
    from altotui.services.poll_planner import Pace


class ListSource(StrEnum):
    """Where a site list comes from."""

    LIVE = "live"
    CACHED = "cached"
    """From the file that an earlier run left."""


class SitesChanged(Frozen):
    """There is a new site list; it replaces the old one."""

    listed: SiteList
    source: ListSource
    is_complete: bool = True
    """False while a large list is still coming in."""


class SitesUnavailable(Frozen):
    """A refresh of the site list failed; the old list stays."""

    error: ApiError
    stale_since: datetime | None
    """Time of the list that is kept; None when there is none."""


class FleetChanged(Frozen):
    """A burst of sites went late or offline, returned, appeared or disappeared; or one that was told has grown."""

    change: SiteChange
    is_news: bool
    """Worth a toast: not when an entry grows, nor what was told already."""
    unread: int
    """Entries that were news since somebody looked, this one included."""
    rings: bool
    """Worth the bell; true for one burst of a list at most."""


class MarksChanged(Frozen):
    """Sites were marked, or their marks were taken away."""

    marked: int
    """How many are marked now."""
    is_choice: bool = True
    """False when marks went because their sites are no longer listed."""


class CommandStarted(Frozen):
    """A command has been taken and is about to be sent."""

    entry_id: int
    site_id: SiteId
    site_name: str
    sentence: Sentence
    started_at: datetime
    is_write: bool
    """It may change the router or reveal secrets."""
    run_id: int | None = None
    """The run over several sites that it belongs to; None when it was sent alone."""
    line: Translation | None = None
    """What was typed; None where nobody typed it."""


class CommandLeft(Frozen):
    """A command has its turn: from now on it may have been carried out."""

    entry_id: int
    run_id: int | None = None


class CommandFinished(Frozen):
    """A command has its outcome; it comes once for every CommandStarted."""

    entry_id: int
    result: CommandResult
    run_id: int | None = None


class RunStarted(Frozen):
    """One line goes to several sites; each of them gets exactly one RunProgressed."""

    run_id: int
    sites: tuple[Site, ...]
    translation: Translation
    started_at: datetime
    name: str = ""
    """What the sites are called together; visible-only."""
    field: str = ""
    """Counted are the values of this field; empty when the answers themselves are wanted."""


class RunProgressed(Frozen):
    """One site of a run has its outcome, whether it was asked or not."""

    run_id: int
    result: CommandResult


class RunEnded(Frozen):
    """Every site of a run has its outcome."""

    run_id: int


class WatchSampled(Frozen):
    """A line that is repeated was answered once more."""

    watch_id: int


class WatchChanged(Frozen):
    """A line that is repeated began, paused, goes on, or has ended."""

    watch_id: int


class JobsChanged(Frozen):
    """Jobs of one site changed; never published for an empty difference, but for the first list of a site."""

    site_id: SiteId
    added: frozenset[JobId]
    updated: frozenset[JobId]


class PollHealthChanged(Frozen):
    """Polling of one site began to fail, or works again: separate from the data, so that recovery shows."""

    site_id: SiteId
    failures: int
    """0 when it works."""
    next_try_in_s: float
    error: ApiError | None


class PollPaceChanged(Frozen):
    """Sites are asked for their jobs more or less often than was told; never published while its words stay."""

    pace: Pace


class PlanChanged(Frozen):
    """A plan began, goes on, waits at its canary, or one more site has its outcome."""

    plan_id: int


class PlanEnded(Frozen):
    """Every site of a plan has its outcome."""

    plan_id: int


class CancellingChanged(Frozen):
    """Several jobs are being cancelled, and one more of them has its outcome, or nothing more is sent."""

    cancelling: Cancelling


class JobMarksChanged(Frozen):
    """Other jobs are marked."""

    marked: int
    """How many."""


class BracketChanged(Frozen):
    """A read around a job was attached to it, or its second read has an outcome."""

    job_id: JobId


class DraftsChanged(Frozen):
    """Drafts of jobs, recent scripts or templates changed, or they cannot be kept."""

    problem: AltotuiError | None
    """What a person should know; None when all is well."""


class SessionChanged(Frozen):
    """Who may do what has changed."""

    read_only: bool
    unlocked_until: datetime | None
    """None while read-only, and when the session may always write."""
    expired: bool = False
    """The API refuses the token: nothing is polled until it takes one again."""
    token_expires_at: datetime | None = None
    """None where the token does not say."""


class QueueUnsure(Frozen):
    """The answer to a new job was lost: it is being looked for in the job list of its site."""

    site_name: str
    error: ApiError


class BudgetChanged(Frozen):
    """A request took its turn or waits for it, or the server asked for a pause."""

    budget: Budget


class SiteDetailsChanged(Frozen):
    """What is known of one site's load, heartbeats and faults changed, or whether it is being asked for."""

    site_id: SiteId


class HabitsChanged(Frozen):
    """Favourites, visits or views changed here or in another console, or they cannot be kept."""

    problem: AltotuiError | None
    """What a person should know; None when all is well."""


class HistoryChanged(Frozen):
    """Lines of earlier runs or other consoles came in, or lines cannot be kept."""

    problem: StorageError | None
    """What a person should know; None when all is well."""


class AuditFailed(Frozen):
    """What is sent cannot be written down any more; told once."""

    error: StorageError


Event = (
    SitesChanged
    | SitesUnavailable
    | FleetChanged
    | MarksChanged
    | CommandStarted
    | CommandLeft
    | CommandFinished
    | RunStarted
    | RunProgressed
    | RunEnded
    | WatchSampled
    | WatchChanged
    | JobsChanged
    | PollHealthChanged
    | PollPaceChanged
    | PlanChanged
    | PlanEnded
    | CancellingChanged
    | JobMarksChanged
    | BracketChanged
    | DraftsChanged
    | SessionChanged
    | QueueUnsure
    | BudgetChanged
    | SiteDetailsChanged
    | HabitsChanged
    | AuditFailed
    | HistoryChanged
)

TOLD_OF_A_SHIFT = (
    CommandStarted,
    CommandFinished,
    RunStarted,
    RunProgressed,
    RunEnded,
    FleetChanged,
    JobsChanged,
    QueueUnsure,
    CancellingChanged,
    SessionChanged,
)
"""What the log of a shift keeps: the first of them is what it is made for."""
