"""The line under the jobs on what goes on with several: a plan that queues, or marked ones being cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from altotui.domain.text import make_visible
from altotui.ui.widgets.late import put_behind
from altotui.ui.widgets.status_line import Part, StatusLine

if TYPE_CHECKING:
    from altotui.domain.cancelling import Cancelling
    from altotui.domain.job_plan import Plan


class JobWork(StatusLine):
    """There while there is something to say."""

    def __init__(self, rows: Widget) -> None:
        """Take what it stands under."""
        super().__init__(id="job-work")
        self._rows = rows
        self.plan: Plan | None = None
        """The plan that is shown, or stands behind what is being cancelled."""
        self._cancelling: Cancelling | None = None

    def show_plan(self, plan: Plan | None) -> None:
        """Show how a plan goes; None shows none."""
        self.plan = plan
        self._renew()

    def show_cancelling(self, cancelling: Cancelling) -> None:
        """Show how cancelling several jobs goes, until each of them has its outcome."""
        self._cancelling = None if cancelling.is_ended else cancelling
        self._renew()

    def _renew(self) -> None:
        if self.plan is None and self._cancelling is None:
            self.remove_class("-open")
            return
        put_behind(self, self._rows)
        self.add_class("-open")
        if self._cancelling is not None:
            self.show(*_cancelling_parts(self._cancelling), keeps_right=True)
        elif self.plan is not None:
            self.show(*_plan_parts(self.plan), keeps_right=True)


def _cancelling_parts(cancelling: Cancelling) -> tuple[list[Part], list[Part]]:
    """Return how far it is, and the key that stops it."""
    done = f"{len(cancelling.results)} of {len(cancelling.jobs)}"
    counted = ", ".join(f"{number} {outcome.value}" for outcome, number in cancelling.counts.items())
    said: list[Part] = [
        (" stopping: " if cancelling.is_stopping else " cancelling ", "strong"),
        (f"{done}  ", ""),
        (counted, "warn" if cancelling.left else "muted"),
    ]
    return said, [] if cancelling.is_stopping else [("ctrl+c", "key"), (" stops ", "")]


def _plan_parts(plan: Plan) -> tuple[list[Part], list[Part]]:
    """Return how a plan goes, and the keys that act on it."""
    from altotui.domain.job_plan import PlanState
    from altotui.domain.redaction import redact_description

    has_trouble = bool(plan.left() or plan.unsure())
    said: list[Part] = [
        (f" plan {plan.label} ", "strong"),
        (make_visible(redact_description(plan.description)), ""),
        (f"  {make_visible(plan.said())} ", "warn" if has_trouble else "muted"),
    ]
    stops: list[Part] = [("X", "key"), (" stops ", "")]
    if plan.state is PlanState.AT_CANARY:
        return said, [("O", "key"), (" goes on ", ""), *stops]
    return said, stops if plan.state is PlanState.QUEUEING else []
