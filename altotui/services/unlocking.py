"""Opens and closes the right to write on behalf of a person, and writes both down with the reason."""

from __future__ import annotations

from datetime import timedelta

from altotui.domain.ages import exact_duration
from altotui.domain.audit import AuditKind, Conclusion, Intent
from altotui.domain.errors import StorageError
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.services.audit_trail import AuditTrail
from altotui.services.session import UNLOCK_FOR, Session

_DONE = Conclusion(Outcome.OK)
_NO_SITE = SiteId("")


class Unlocking:
    """The way of a person to the right to write."""

    def __init__(self, session: Session, trail: AuditTrail) -> None:
        self._session = session
        self._trail = trail

    async def unlock(self, reason: str = "", *, for_time: timedelta = UNLOCK_FOR) -> None:
        """Allow writes for `for_time`, once that is on record.

        Raises:
            ReadOnly: The session was started read-only; there is nothing to record.
            StorageError: It could not be recorded, so it is still as it was; says what to do.
        """
        self._session.require_unlockable()
        words = (exact_duration(for_time.total_seconds()),)
        try:
            number = await self._trail.begin(_intent(AuditKind.UNLOCK, words, reason))
        except StorageError as problem:
            raise StorageError(f"not unlocked: {problem}") from None
        self._session.unlock(reason, for_time=for_time)
        await self._trail.end(number, _DONE)

    async def lock(self) -> None:
        """Refuse writes from now on, whether it can be recorded or not."""
        is_news = not self._session.is_read_only
        self._session.lock()
        if is_news:
            intent = _intent(AuditKind.LOCK, (), self._session.unlock_reason)
            await self._trail.end(await self._trail.begin(intent), _DONE)


def _intent(kind: AuditKind, words: tuple[str, ...], reason: str) -> Intent:
    """Return the record of a change of rights; only one that gives them must be on record."""
    is_write = kind is AuditKind.UNLOCK
    return Intent(kind, _NO_SITE, "", kind.value, words, is_write, reason=reason, targets=0)
