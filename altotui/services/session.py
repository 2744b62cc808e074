"""Whether this session may write, and whether the API takes its token: the gates in front of what is sent."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from altotui.domain.errors import ReadOnly
from altotui.services.events import SessionChanged

if TYPE_CHECKING:
    from altotui.domain.clock import Clock
    from altotui.services.ports import Publish

UNLOCK_FOR = timedelta(minutes=15)


class Session:
    """Read-only until it is unlocked, and again when the time is up; a locked one never opens."""

    def __init__(self, clock: Clock, publish: Publish, *, is_locked: bool = False) -> None:
        self._clock = clock
        self._publish = publish
        self._is_locked = is_locked
        self._unlocked_until: datetime | None = None
        self._unlocked_until_mono = 0.0
        self.unlock_reason = ""
        """Why it was unlocked, as typed; empty when no reason was given."""
        self._token_expires_at: datetime | None = None
        self.token_taken = asyncio.Event()
        """Set while the API takes the token: who polls waits for it."""
        self.token_taken.set()

    @property
    def is_read_only(self) -> bool:
        """Return whether writes are refused at this moment."""
        if self._unlocked_until is None:
            return True
        is_over = self._clock.monotonic() >= self._unlocked_until_mono  # whatever becomes of the wall clock
        return is_over or self._clock.now() >= self._unlocked_until

    @property
    def unlocked_until(self) -> datetime | None:
        """Return when writing ends; None while read-only."""
        return None if self.is_read_only else self._unlocked_until

    def unlock(self, reason: str = "", *, for_time: timedelta = UNLOCK_FOR) -> None:
        """Allow writes for `for_time`; a session started read-only raises ReadOnly.

        It is not written down: what a person asks for goes through `services.unlocking`.
        """
        self.require_unlockable()
        self._unlocked_until = self._clock.now() + for_time
        self._unlocked_until_mono = self._clock.monotonic() + for_time.total_seconds()
        self.unlock_reason = reason
        self._tell()

    def require_unlockable(self) -> None:
        """Raise ReadOnly when the session was started read-only, so that it never opens."""
        if self._is_locked:
            raise ReadOnly("this session was started read-only: start one without --read-only to write")

    def lock(self) -> None:
        """Refuse writes from now on."""
        self._unlocked_until = None
        self._tell()

    def require_write(self, what: str, *, effect: str = "may change the router") -> None:
        """Raise ReadOnly when `what`, for example `/ip/address/add`, may not be done now; `effect` says why."""
        if self.is_read_only:
            raise ReadOnly(f"{what} {effect} and the session is read-only")

    @property
    def is_expired(self) -> bool:
        """Return whether the API refused the token, and has not taken one since."""
        return not self.token_taken.is_set()

    @property
    def token_expires_at(self) -> datetime | None:
        """Return when the token ends; None where it does not say."""
        return self._token_expires_at

    def use_token(self, expires_at: datetime | None) -> None:
        """Note when the token ends that is sent from now on."""
        self._token_expires_at = expires_at
        self._tell()

    def token_refused(self) -> None:
        """Note that the API refuses the token: polling pauses, and the screen stays as it is."""
        self.token_taken.clear()
        self._tell()

    def token_accepted(self) -> None:
        """Note that the API takes the token, so that everything goes on."""
        if self.is_expired:
            self.token_taken.set()
            self._tell()

    def _tell(self) -> None:
        self._publish(
            SessionChanged(
                read_only=self.is_read_only,
                unlocked_until=self.unlocked_until,
                expired=self.is_expired,
                token_expires_at=self._token_expires_at,
            )
        )
