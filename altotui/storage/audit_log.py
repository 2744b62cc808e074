"""The local audit trail, written: what is about to be sent is on disk before it is sent, and how it ended behind it.

One JSONL file per process: no two writers ever meet, on a network file system neither.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import threading
from collections.abc import Callable, Collection, Mapping, Set
from datetime import UTC
from pathlib import Path
from typing import NamedTuple, TypeVar

from altotui.domain.audit import AuditKind, Conclusion, Intent, stamp
from altotui.domain.clock import Clock
from altotui.domain.errors import StorageError
from altotui.domain.outcome import Outcome
from altotui.domain.redaction import redact_script, redact_text, redact_words, secrets_in
from altotui.domain.secret_names import SECRET_NAMES
from altotui.storage.audit_files import (
    FORMAT,
    MAX_FILE_BYTES,
    AuditFile,
    Write,
    delete_old_files,
    make_private,
)

_MAX_MESSAGE_CHARS = 2000
_T = TypeVar("_T")


class Origin(NamedTuple):
    """Who sends, and from where."""

    host: str
    user: str
    """The name of the process's real user; its number when it has no name."""
    tty: str | None
    pid: int

    @classmethod
    def of_this_process(cls) -> Origin:
        """Return the origin of everything that this process sends."""
        try:
            user = pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            user = str(os.getuid())
        try:
            tty = os.ttyname(0)
        except OSError:
            tty = None
        return cls(os.uname().nodename, user, tty, os.getpid())


class _Pending(NamedTuple):
    """What is kept of an intent until its conclusion comes."""

    is_write: bool
    secrets: frozenset[str]


class AuditLog:
    """Writes the audit trail of one run, for many tasks of one loop; nothing is made before the first intent."""

    def __init__(
        self,
        folder: Path,
        profile: str,
        clock: Clock,
        *,
        origin: Origin | None = None,
        secret_names: Set[str] = SECRET_NAMES,
        secrets: Collection[str] = (),
        max_file_bytes: int = MAX_FILE_BYTES,
        write: Write = os.write,
    ) -> None:
        """Write into `folder`.

        Args:
            folder: Where the files are; made when it is needed.
            profile: Name of the profile that is used.
            clock: Gives the time of each record.
            origin: Who sends; this process when left out.
            secret_names: Names of properties whose values are masked, besides what sounds like one.
            secrets: Values that must not be written whatever they stand in, such as the token in use.
            max_file_bytes: A file this large gets no more intents.
            write: Writes to a file as `os.write` does.
        """
        self._folder = folder
        self._profile = profile
        self._clock = clock
        self._origin = origin or Origin.of_this_process()
        self._secret_names = secret_names
        self._secrets = frozenset(secrets)
        self._max_file_bytes = max_file_bytes
        self._write = write
        self._run = os.urandom(4).hex()
        self._files = 0
        self._seq = 0
        self._pending: dict[int, _Pending] = {}
        self._file: AuditFile | None = None
        self._turn = asyncio.Lock()
        self._appending = threading.Lock()
        """A task that is cancelled twice leaves `_turn` while its thread still writes."""

    async def intend(self, intent: Intent) -> int:
        """Write down what is about to be sent; return its number as soon as it is on disk, never earlier.

        Cancelled, it says in the record too that nothing was sent.

        Raises:
            StorageError: It is not on disk, and nothing of it is; names the file and the reason.
        """
        writing = self._start(self._append_intent, intent)
        try:
            return await _to_the_end(writing)
        except asyncio.CancelledError:
            if writing.done() and not writing.cancelled() and writing.exception() is None:
                stopped = Conclusion(Outcome.STOPPED, message="stopped before it was sent")
                with contextlib.suppress(StorageError):  # it is read as unknown then
                    await self.conclude(writing.result(), stopped)
            raise

    async def conclude(self, number: int, conclusion: Conclusion) -> None:
        """Write down how intent `number` ended; goes on to the end when it is cancelled.

        Raises:
            StorageError: It is not on disk; may be tried again.
        """
        await _to_the_end(self._start(self._append_conclusion, number, conclusion))

    def close(self) -> None:
        """Let go of the file; what is written later goes to a new one."""
        with self._appending:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _start(self, work: Callable[..., _T], *arguments: object) -> asyncio.Future[_T]:
        async def in_turn() -> _T:
            async with self._turn:
                return await asyncio.to_thread(work, *arguments)

        return asyncio.ensure_future(in_turn())

    def _append_intent(self, intent: Intent) -> int:
        menu = intent.command if intent.kind is AuditKind.COMMAND else ""
        parameters = redact_words(intent.parameters, self._secret_names, command=menu)
        secrets = secrets_in(intent.parameters, self._secret_names, command=menu)
        fields = {
            "phase": "intent",
            "is_write": intent.is_write,
            "kind": intent.kind.value,
            "site_id": intent.site_id,
            "site_name": intent.site_name,
            "command": self._clean(intent.command, secrets),
            "parameters": [redact_text(word, self._secrets) for word in parameters],
            "key": intent.key,
            "reason": self._clean(intent.reason, secrets),
            "targets": intent.targets,
        }
        with self._appending:
            number = self._append(fields)
            self._pending[number] = _Pending(intent.is_write, secrets)
        return number

    def _append_conclusion(self, number: int, conclusion: Conclusion) -> None:
        with self._appending:
            pending = self._pending[number]
            message = conclusion.message and self._clean(conclusion.message, pending.secrets)
            fields = {
                "phase": "outcome",
                "is_write": pending.is_write,
                "intent": number,
                "outcome": conclusion.outcome.value,
                "http_status": conclusion.http_status,
                "elapsed_ms": conclusion.elapsed_ms,
                "message": message and message[:_MAX_MESSAGE_CHARS],
            }
            self._append(fields)
            del self._pending[number]

    def _clean(self, text: str, secrets: frozenset[str]) -> str:
        return redact_text(redact_script(text, self._secret_names), secrets | self._secrets)

    def _append(self, fields: Mapping[str, object]) -> int:
        """Write one record and return its number."""
        self._seq = seq = self._seq + 1  # also when it fails: no number stands in two records
        record = {
            "v": FORMAT,
            "run": self._run,
            "seq": seq,
            "at": stamp(self._clock.now()),
            "mono": round(self._clock.monotonic(), 6),
            **self._origin._asdict(),
            "profile": self._profile,
            **fields,
        }
        file = self._file
        if file is None or file.is_lost or file.length_bytes >= self._max_file_bytes:
            self._append_to_new_file(record)
        else:
            file.append(record)
        return seq

    def _append_to_new_file(self, record: Mapping[str, object]) -> None:
        """Begin a file; the old one is let go behind it, so that this run is seen to live at every moment."""
        stamp = self._clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        self._files += 1
        name = f"audit-{stamp}-{self._origin.pid}-{self._run}{self._files:04x}.jsonl"
        make_private(self._folder)
        file = AuditFile(self._folder / name, self._write)
        try:
            file.append(record)
        except StorageError:
            file.remove()
            raise
        old, self._file = self._file, file
        if old is not None:
            old.close()
        delete_old_files(self._folder, self._folder / name)


async def _to_the_end(writing: asyncio.Future[_T]) -> _T:
    """Return what `writing` gives; a caller that is cancelled waits for it all the same, and is cancelled then."""
    try:
        return await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.wait({writing})
        if not writing.cancelled():
            writing.exception()  # it is seen by nobody, and that is no fault
        raise
