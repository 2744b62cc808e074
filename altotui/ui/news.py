"""What services tell, handed to the part of the screen that it concerns: the whole inbound wiring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from altotui.domain.errors import ApiError, SessionExpired
from altotui.domain.ids import SiteId
from altotui.domain.site import Site
from altotui.services.events import (
    AuditFailed,
    BracketChanged,
    BudgetChanged,
    CancellingChanged,
    CommandFinished,
    CommandLeft,
    CommandStarted,
    DraftsChanged,
    Event,
    FleetChanged,
    HabitsChanged,
    HistoryChanged,
    JobMarksChanged,
    JobsChanged,
    ListSource,
    MarksChanged,
    PlanChanged,
    PlanEnded,
    PollHealthChanged,
    PollPaceChanged,
    QueueUnsure,
    RunEnded,
    RunProgressed,
    RunStarted,
    SessionChanged,
    SiteDetailsChanged,
    SitesChanged,
    SitesUnavailable,
    WatchChanged,
    WatchSampled,
)
from altotui.services.suite import Services
from altotui.ui.commands import key_of

if TYPE_CHECKING:
    from altotui.ui.screens.main import MainScreen

_REFUSED_ADVICE = (
    "the API refuses the token, so nothing is polled. Renew it where it comes from (altotui auth status says where), "
    "then press {key}: everything goes on"
)
_AboutJobs = (
    JobsChanged
    | PollHealthChanged
    | PollPaceChanged
    | PlanChanged
    | PlanEnded
    | CancellingChanged
    | JobMarksChanged
    | BracketChanged
    | DraftsChanged
    | QueueUnsure
)
Severity = Literal["information", "warning", "error"]


class News:
    """Tells the panes and the header what has happened."""

    def __init__(self, main: MainScreen, services: Services) -> None:
        self._main = main
        self._services = services
        self._is_expired = False
        self._failure = ""
        """Words of the last failure while there is no list."""
        self._unlisted_id: SiteId | None = None
        """The target, once it is known to have left the list."""

    def take(self, event: Event) -> None:
        """Hand one event to the pane it concerns."""
        match event:
            case SitesChanged() as event:
                self._show_sites(event)
            case FleetChanged() as event:
                self._show_change(event)
            case MarksChanged(is_choice=is_choice):
                self._main.sites.show_news(None, "marked")
                self._services.targets.follow_marks(is_choice=is_choice)
                self._main.show_targets()
            case HabitsChanged(problem=problem):
                self._main.sites.show_habits()
                if problem is not None:
                    self._tell(f"favourites and views: {problem}", "warning")
            case SiteDetailsChanged(site_id=site_id):
                self._main.sites.show_news(site_id)
            case SitesUnavailable(error=error):
                self._show_failure(error)
            case CommandStarted() | CommandLeft() | CommandFinished() as event:
                self._show_command(event)
            case RunStarted() | RunProgressed() | RunEnded() as event:
                self._show_run(event)
            case WatchSampled(watch_id=watch_id) | WatchChanged(watch_id=watch_id):
                watch = self._services.open_watches().get(watch_id)
                if watch is not None:
                    self._main.console.journal.watch_changed(watch)
            case HistoryChanged(problem=problem):
                if problem is not None:
                    self._tell(f"history: {problem}", "warning")
            case (
                JobsChanged()
                | PollHealthChanged()
                | PollPaceChanged()
                | PlanChanged()
                | PlanEnded()
                | CancellingChanged()
                | JobMarksChanged()
                | BracketChanged()
                | DraftsChanged()
                | QueueUnsure()
            ) as event:
                self._show_jobs(event)
            case SessionChanged() as event:
                self.show_session(expired=event.expired)
            case BudgetChanged(budget=budget):
                self._main.header.show_budget(budget)
            case AuditFailed(error=failure):
                self._main.header.show_unrecorded()
                self._tell(f"what is sent is not recorded any more: {failure}", "error")

    def _show_jobs(self, event: _AboutJobs) -> None:
        jobs = self._main.jobs
        match event:
            case JobsChanged(site_id=site_id) as event:
                self._drop_ended_marks()
                jobs.apply()
                self._main.sites.show_news(site_id, "job")
                self._main.about_jobs(event)
                self._main.header.show_health(None)
                self._main.show_tabs()
            case BracketChanged() as event:
                self._main.about_jobs(event)
            case DraftsChanged(problem=problem):
                if problem is not None:
                    self._tell(f"drafts of jobs: {problem}", "warning")
            case PollPaceChanged(pace=pace):
                jobs.show_pace(pace)
            case PlanChanged(plan_id=plan_id) | PlanEnded(plan_id=plan_id):
                self._show_plans(plan_id)
            case CancellingChanged(cancelling=cancelling):
                jobs.work.show_cancelling(cancelling)
            case JobMarksChanged():
                jobs.rows.repaint()
                jobs.describe()
            case PollHealthChanged() as event:
                jobs.show_health(event)
                self._main.header.show_health(event.error)
            case QueueUnsure(site_name=name, error=error):
                self._tell(f"{name}: {error}. The job is looked for in the job list", "warning")

    def _drop_ended_marks(self) -> None:
        """Take the marks of jobs away that wait no more; the first time it is said, then the title counts them."""
        marks, cancelling = self._services.job_marks, self._services.open_cancelling.made
        if not marks.ids:
            return
        is_first = not marks.lost
        if cancelling is not None and cancelling.is_busy:
            lost = marks.drop_ended(cancelling.state.holds)
        else:
            lost = marks.drop_ended()
        if lost and is_first:
            first = self._services.directory.name_of(next(iter(lost.values())))
            more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
            words = "a marked job waits" if len(lost) == 1 else f"{len(lost)} marked jobs wait"
            self._tell(f"{words} no more: {first}{more}", "warning")

    def _show_plans(self, changed_id: int) -> None:
        """Show the plan that waits for a person, else one that goes on, else the last that has left sites out."""
        from altotui.domain.job_plan import most_urgent

        plans, jobs = self._services.open_plans(), self._main.jobs
        ended = plans.get(changed_id) or jobs.work.plan
        has_trouble = ended is not None and len(ended.sites) > 1 and (ended.left() or ended.unsure())
        jobs.work.show_plan(most_urgent(plans.unfinished) or (ended if has_trouble else None))

    def _show_command(self, event: CommandStarted | CommandLeft | CommandFinished) -> None:
        journal = self._main.console.journal
        match event:
            case CommandStarted():
                journal.started(event)
                self._main.sites.show_news(event.site_id)
            case CommandLeft(entry_id=entry_id):
                journal.left(entry_id)
            case CommandFinished():
                journal.finished(event)
                self._main.sites.show_news(event.result.site_id)
                self._main.header.show_outcome(event.result)
        self._main.console.describe()

    def _show_run(self, event: RunStarted | RunProgressed | RunEnded) -> None:
        journal = self._main.console.journal
        match event:
            case RunStarted():
                journal.run_started(event)
            case RunProgressed():
                journal.run_progressed(event)
                return  # what is said around the transcript stays the same until the end
            case RunEnded(run_id=run_id):
                journal.run_ended(run_id)
        self._main.console.describe()

    def _tell(self, text: str, severity: Severity) -> None:
        self._main.app.notify(text, severity=severity, markup=False, timeout=8)

    def _show_sites(self, event: SitesChanged) -> None:
        self._main.sites.show_list(event.listed, is_complete=event.is_complete)
        self._main.header.show_sites(event)
        if event.is_complete and event.source is ListSource.LIVE:
            self._drop_unlisted_marks(event.listed.sites)
        self._follow_target(event)
        if self._services.targets.current != self._main.console.line.target:
            self._main.show_targets()
        if event.source is ListSource.LIVE:
            self._main.header.show_health(None)
            if self._main.jobs.look_again():
                self._main.show_tabs()

    def _show_failure(self, error: ApiError) -> None:
        """Say that the list could not be had; without one all of the words, for the remedy is at their end."""
        self._main.sites.show_failure(error)
        self._main.header.show_health(error)
        if self._services.directory.listed is None and not isinstance(error, SessionExpired):
            before, self._failure = self._failure, str(error)
            if self._failure != before:
                self._tell(f"no list of sites: {error}", "error")

    def _follow_target(self, event: SitesChanged) -> None:
        """Keep the target by its id, under the name it has now, and say it once when it is no longer listed."""
        target = self._main.active_site
        if target is None:
            return
        newer = self._services.directory.get(target.id)
        if newer is not None:
            self._unlisted_id = None
            if newer != target:
                self._main.active_site = newer
        elif event.is_complete and event.source is ListSource.LIVE and self._unlisted_id != target.id:
            self._unlisted_id = target.id
            self._tell(
                f"{target.name} is no longer listed: what is entered still goes to it, and to no other",
                "warning",
            )

    def _drop_unlisted_marks(self, listed: Sequence[Site]) -> None:
        """Take the marks of sites away that are gone, and say so: nothing can be sent to them."""
        marks = self._services.marks
        gone = marks.drop_unlisted({site.id for site in listed}) if marks.ids else 0
        if gone:
            words = "a marked site is" if gone == 1 else f"{gone} marked sites are"
            self._tell(f"{words} no longer listed, and not marked any more", "warning")

    def _show_change(self, event: FleetChanged) -> None:
        """Say once what happened to a burst of sites."""
        self._main.show_changes()
        self._main.sites.show_news(None, "changed")
        if event.is_news:
            from altotui.domain.change_words import describe

            words = describe(event.change, self._services.directory.name_of)
            self._tell(
                f"{words}  (u: what changed)", "warning" if event.change.kind.is_bad else "information"
            )
        if event.rings:
            self._main.app.bell()

    def show_session(self, *, expired: bool = False) -> None:
        """Show whether writes are allowed, and whether the token is refused."""
        session = self._services.session
        self._main.header.show_mode(session.unlocked_until, reason=session.unlock_reason, is_expired=expired)
        self._main.show_targets()
        if expired is not self._is_expired:
            self._main.sites.describe()
        if expired and not self._is_expired:
            self._tell(_REFUSED_ADVICE.format(key=key_of("refresh")), "error")
        self._is_expired = expired
