"""The audit file of this process, opened by the first line that is sent: most starts send nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from altotui.domain.audit import Conclusion, Intent
    from altotui.domain.clock import Clock
    from altotui.storage.audit_log import AuditLog


class DeferredAudit:
    """Has the shape of `services.ports.Audit`."""

    def __init__(self, profile: str, clock: Clock, secrets: tuple[str, ...] = ()) -> None:
        """Write for `profile`; `secrets` are masked wherever a server repeats them."""
        self._profile = profile
        self._secrets = secrets
        self._clock = clock
        self._log: AuditLog | None = None

    async def intend(self, intent: Intent) -> int:
        """Return the number of the record once it is safe on the disk; StorageError when it cannot be."""
        return await self._opened().intend(intent)

    async def conclude(self, number: int, conclusion: Conclusion) -> None:
        """Write down how it ended; StorageError when that cannot be done."""
        await self._opened().conclude(number, conclusion)

    def _opened(self) -> AuditLog:
        if self._log is None:
            from altotui.storage.audit_files import audit_folder
            from altotui.storage.audit_log import AuditLog

            self._log = AuditLog(audit_folder(), self._profile, self._clock, secrets=self._secrets)
        return self._log

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._log is not None:
            self._log.close()
