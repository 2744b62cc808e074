"""The first line: profile, mode, totals that add up, and the health of the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from math import ceil

from altotui.domain.ages import coarse_age
from altotui.domain.budget import Budget
from altotui.domain.command import CommandResult
from altotui.domain.errors import ApiError, Busy, ServerFault
from altotui.domain.site import OLD_LIST_S, count_freshness
from altotui.domain.text import make_visible
from altotui.services.events import ListSource, SitesChanged
from altotui.ui.commands import key_of
from altotui.ui.present import SITE_MEANINGS, SITE_SIGNS, api_health, budget_words
from altotui.ui.profile import ConsoleProfile
from altotui.ui.widgets.status_line import Part, StatusLine

_GAP: Part = (" ", "")
_OF_THE_ROUTER = frozenset({503, 504})
"""It has no tunnel, or did not answer in time; the API itself is well."""
_WIDE_CELLS = 100
_LOOK_EVERY_S = 10.0
_MINUTE_S = 60
_MAX_REASON_CHARS = 24


class Header(StatusLine):
    """Always in sight; `N sites` stands there only when the list is live.

    A simulated fleet is live from its first screenful on, and how many there are is known before all are read, as
    with a cached list.
    """

    def __init__(
        self,
        profile: ConsoleProfile,
        budget_now: Callable[[], Budget],
        list_age_s: Callable[[], float | None],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(id="header")
        self._budget_now = budget_now
        self._list_age_s = list_age_s
        self._now = now
        self._is_watching_budget = False
        self._profile = profile
        self._unlocked_until: datetime | None = None
        self._reason = ""
        self._totals: list[Part] = [("  asking for sites", "muted")]
        self._health: Part = ("", "")
        self._rate: Part = ("", "")
        self._token: Part = ("", "")
        self._audit: Part = ("", "")
        self._lean: Part = ("", "")
        self._unread: Part = ("", "")
        self._is_expired = False

    def on_mount(self) -> None:
        """Show what is known before the first list, and later how old the list has become."""
        self._describe()
        self.set_interval(_LOOK_EVERY_S, self._describe)

    def on_resize(self) -> None:
        """Leave out what is not worth its room."""
        self._describe()

    def show_sites(self, event: SitesChanged) -> None:
        """Show the totals of a list."""
        count = len(event.listed.sites)
        total = event.listed.total or count
        if event.source is ListSource.CACHED:
            self._totals = [(f"  {total} cached", "warn")]
        elif not event.is_complete:
            self._totals = [(f"  {total} sites", "strong"), (f" {count} read", "muted")]
        else:
            states = count_freshness(event.listed.sites, event.listed.as_of)
            self._totals = [(f"  {count} sites", "strong")]
            self._totals += [
                (f" {SITE_SIGNS[state]}{number}", SITE_MEANINGS[state]) for state, number in states.items()
            ]
        self._describe()

    def show_mode(self, unlocked_until: datetime | None, *, reason: str = "", is_expired: bool) -> None:
        """Show for how long writes are allowed (None: they are not) and why, and whether the token is refused."""
        self._unlocked_until = unlocked_until
        self._reason = make_visible(reason, max_chars=_MAX_REASON_CHARS)
        self._is_expired = is_expired
        self._describe()

    def show_health(self, error: ApiError | None) -> None:
        """Show the state of the API."""
        self._health = api_health(error)
        self._describe()

    def show_outcome(self, result: CommandResult) -> None:
        """Show what the outcome of a command says of the API, where it says anything."""
        status = result.http_status or 0
        if 200 <= status < 300:
            self.show_health(None)
        elif status == 429:
            self.show_health(Busy(result.message or "", status=status))
        elif status >= 500 and status not in _OF_THE_ROUTER:
            self.show_health(ServerFault(result.message or "", status=status))

    def show_budget(self, budget: Budget) -> None:
        """Show how long requests wait for their turn; nothing while there is enough.

        A budget that is short is looked at again and again: it grows while nothing happens.
        """
        self._rate = budget_words(budget)
        self._describe()
        if budget.is_short and not self._is_watching_budget:
            self._is_watching_budget = True
            self.set_timer(1.0 if budget.waiting or budget.held_s else 5.0, self._look_at_budget)

    def _look_at_budget(self) -> None:
        self._is_watching_budget = False
        self.show_budget(self._budget_now())

    def show_token(self, left_s: float | None) -> None:
        """Show that the token ends soon; None while it does not."""
        if left_s is None:
            self._token = ("", "")
        else:
            self._token = (f"token ends in {coarse_age(left_s)}" if left_s > 0 else "token has ended", "warn")
        self._describe()

    def show_unread(self, count: int) -> None:
        """Show how many changes of the fleet nobody has looked at; nothing for 0."""
        self._unread = (
            (f"  {count} change{'s' * (count != 1)}: {key_of('changes')}", "warn") if count else ("", "")
        )
        self._describe()

    def show_lean(self, *, is_lean: bool) -> None:
        """Show that the console is lean."""
        self._lean = ("lean", "muted") if is_lean else ("", "")
        self._describe()

    def show_unrecorded(self) -> None:
        """Show from now on that what is sent cannot be written down."""
        self._audit = (" NOT RECORDED ", "bad")
        self._describe()

    def _describe(self) -> None:
        health = ("token refused", "bad") if self._is_expired else self._health
        is_narrow = self._width < _WIDE_CELLS
        scenario = "" if is_narrow else f" {self._profile.scenario}"
        profile = f" DEMO{scenario} " if self._profile.is_demo else f" {self._profile.name} "
        name = (profile, f"on-{self._profile.color}" if self._profile.color else "key")
        program: Part = ("", "") if is_narrow else (" altotui ", "strong")
        left = [program, name, self._mode(), self._audit, *self._aged_totals(), self._unread]
        right = [part for part in (self._lean, self._token, self._rate, health) if part[0]]
        is_trouble = any(meaning in ("bad", "warn") for _, meaning in right)
        self.show(
            [part for part in left if part[0]],
            [piece for part in right for piece in (part, _GAP)],
            keeps_right=is_trouble,
        )

    @property
    def _width(self) -> int:
        """Return the cells of its line; before it is laid out those of the screen."""
        return self.size.width or self.app.size.width

    def _mode(self) -> Part:
        """Return whether writes are allowed, for how long and why; the words change once a minute."""
        if self._unlocked_until is None:
            return " READ-ONLY ", "mark"
        left_s = max(0.0, (self._unlocked_until - self._now()).total_seconds())
        left = f"{ceil(left_s / _MINUTE_S)}m" if left_s > _MINUTE_S else "<1m"
        reason = f": {self._reason}" if self._reason and self._width >= _WIDE_CELLS else ""
        return f" WRITES {left}{reason} ", "bad"

    def _aged_totals(self) -> list[Part]:
        """Return the totals, and that they are of some time ago when nobody knows how the sites are by now."""
        age_s = self._list_age_s()
        if age_s is None or age_s <= OLD_LIST_S:
            return self._totals
        return [*((text, "muted") for text, _ in self._totals), (f" {coarse_age(age_s)} ago", "warn")]
