"""Writes down what is about to be sent, and how it ended; a write that cannot be recorded is not sent."""

from __future__ import annotations

from altotui.domain.audit import Conclusion, Intent
from altotui.domain.errors import StorageError
from altotui.services.events import AuditFailed
from altotui.services.ports import Audit, Publish

HOW_TO_GO_ON = "start with --no-audit to send it all the same"


class AuditTrail:
    """The one way of every command and every job to the audit file."""

    def __init__(self, audit: Audit | None, publish: Publish, *, is_optional: bool = False) -> None:
        """Write to `audit`; None keeps nothing, as in a demonstration.

        Args:
            audit: The file.
            publish: Hears the first failure.
            is_optional: Send writes although they cannot be recorded.
        """
        self._audit = audit
        self._publish = publish
        self._is_optional = is_optional
        self._has_failed = False

    async def begin(self, intent: Intent) -> int | None:
        """Return the number of the record; None when there is none.

        Raises:
            StorageError: It is a write, and it could not be recorded.
        """
        if self._audit is None:
            return None
        try:
            return await self._audit.intend(intent)
        except StorageError as problem:
            self._tell(problem)
            if intent.is_write and not self._is_optional:
                raise StorageError(f"it could not be recorded: {problem}; {HOW_TO_GO_ON}") from None
            return None

    async def end(self, number: int | None, conclusion: Conclusion) -> None:
        """Write down how the record of that number ended; it is done already, so a failure is only told."""
        if self._audit is None or number is None:
            return
        try:
            await self._audit.conclude(number, conclusion)
        except StorageError as problem:
            self._tell(problem)

    def _tell(self, problem: StorageError) -> None:
        if not self._has_failed:
            self._has_failed = True
            self._publish(AuditFailed(problem))
