"""The first line: profile, mode, totals that add up, and the health of the API."""

from __future__ import annotations

from datetime import datetime

from altotui.domain.errors import ApiError
from altotui.domain.site import count_freshness
from altotui.services.events import ListSource, SitesChanged
from altotui.ui.present import SITE_MEANINGS, SITE_SIGNS, api_health
from altotui.ui.profile import ConsoleProfile
from altotui.ui.widgets.status_line import Part, StatusLine


class Header(StatusLine):
    """Always in sight; `N sites` stands there only when the list is live.

    A simulated fleet is live from its first screenful on: how many there are is known before all are read.
    """

    def __init__(self, profile: ConsoleProfile) -> None:
        super().__init__(id="header")
        self._profile = profile
        self._mode: Part = (" READ-ONLY ", "mark")
        self._totals: list[Part] = [("  asking for sites", "muted")]
        self._health: Part = ("", "")

    def on_mount(self) -> None:
        """Show what is known before the first list."""
        self._describe()

    def show_sites(self, event: SitesChanged) -> None:
        """Show the totals of a list."""
        count = len(event.listed.sites)
        if event.source is ListSource.CACHED:
            self._totals = [(f"  {count} cached", "warn")]
        elif not event.is_complete:
            expected = self._profile.expected_sites or count
            self._totals = [(f"  {expected} sites", "strong"), (f" {count} read", "muted")]
        else:
            states = count_freshness(event.listed.sites, event.listed.as_of)
            self._totals = [(f"  {count} sites", "strong")]
            self._totals += [
                (f" {SITE_SIGNS[state]}{number}", SITE_MEANINGS[state]) for state, number in states.items()
            ]
        self._describe()

    def show_mode(self, unlocked_until: datetime | None, *, is_expired: bool) -> None:
        """Show until when writes are allowed (None: they are not), and whether the token is refused."""
        until = f" WRITES UNTIL {unlocked_until:%H:%M}Z " if unlocked_until else ""
        self._mode = (until, "bad") if until else (" READ-ONLY ", "mark")
        if is_expired:
            self._health = ("token refused", "bad")
        self._describe()

    def show_health(self, error: ApiError | None) -> None:
        """Show the state of the API."""
        self._health = api_health(error)
        self._describe()

    def _describe(self) -> None:
        words, meaning = self._health
        demo = f" DEMO {self._profile.scenario}" if self._profile.is_demo else f" {self._profile.name}"
        self.show(
            [(" altotui ", "strong"), (f"{demo} ", "key"), self._mode, *self._totals],
            [(words, meaning), (" ", "")],
        )
