"""The token that a program of the person prints: a password store, a vault, a cloud's own tool.

Its output is one line with the token, or a JSON object `{"token": ..., "expires_at": ...}`, the time as ISO 8601
with a zone or in seconds since 1970. It runs without a shell, without input, without a terminal and without our own
token in its environment. What it writes to stderr is thrown away, and no message ever repeats what it printed.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import IO

from altotui.domain.errors import CredentialsError
from altotui.domain.jwt import moment_of
from altotui.domain.text import make_visible
from altotui.storage.token import MAX_PRINTED_BYTES, VARIABLE, Token, TokenSource, make_token

LIMIT_S = 10.0
_LOOK_S = 0.1
"""How often it is looked whether the program has ended while something it started still holds its output."""
_DEATH_S = 1.0
_REMEDY = "run it in a shell to see what it says"


def run_token_command(command: Sequence[str], *, limit_s: float = LIMIT_S) -> Token:
    """Return the token that `command` prints; blocks for at most about `limit_s`.

    Raises:
        CredentialsError: It cannot be started, fails, takes too long, prints too much, or prints no token.
    """
    return _read_token(_output_of(command, limit_s))


def _output_of(command: Sequence[str], limit_s: float) -> bytes:
    end_mono = time.monotonic() + limit_s
    try:
        process = subprocess.Popen(  # noqa: S603 (the person's own settings name it, and no shell is in between)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name != VARIABLE},
            start_new_session=True,  # a group of its own to kill, and no terminal to read from or draw on
        )
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "a word of it has a NUL character"
        program = make_visible(command[0], max_chars=80)
        raise _failed(f"{program} cannot be started: {why}", "write its absolute path") from None
    assert process.stdout is not None  # noqa: S101 (it was asked for above)
    with process.stdout as stdout:
        try:
            printed = _read_all(process, stdout, end_mono)
            code = process.wait(max(0.0, end_mono - time.monotonic()))
        except (subprocess.TimeoutExpired, TimeoutError):
            raise _failed(f"it took longer than {limit_s:g} s", _REMEDY) from None
        finally:
            if process.returncode is None:
                _kill(process)
    if code:
        end = f"it ended with {code}" if code > 0 else f"it was ended by {_signal_name(-code)}"
        raise _failed(end, _REMEDY)
    return printed


def _read_all(process: subprocess.Popen[bytes], stdout: IO[bytes], end_mono: float) -> bytes:
    """Return everything up to the end of the output, or of the program when others keep its output open."""
    printed = bytearray()
    poll = select.poll()
    poll.register(stdout, select.POLLIN)
    while True:
        left_s = end_mono - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        has_ended = process.poll() is not None  # asked first: what it printed before is in the pipe by now
        if poll.poll(0 if has_ended else 1000 * min(left_s, _LOOK_S)):
            chunk = os.read(stdout.fileno(), MAX_PRINTED_BYTES)
            printed += chunk
            if not chunk:
                return bytes(printed)
        elif has_ended:
            return bytes(printed)
        if len(printed) > MAX_PRINTED_BYTES:
            raise _failed(
                f"it printed more than {MAX_PRINTED_BYTES // 1024} KiB", "let it print the token only"
            )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started; one that cannot die now is left to the system."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_DEATH_S)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _read_token(printed: bytes) -> Token:
    try:
        text = printed.decode("utf-8")
    except UnicodeDecodeError:
        raise _failed("what it printed is no text", "let it print the token only") from None
    if not text.strip():
        raise _failed("it printed nothing", _REMEDY)
    if text.lstrip().startswith("{"):
        return _read_object(text)
    return make_token(text.split("\n", 1)[0], TokenSource.COMMAND)


def _read_object(text: str) -> Token:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _failed("the JSON that it printed cannot be read", _REMEDY) from None
    value = found.get("token")
    if not isinstance(value, str):
        raise _failed("the JSON that it printed has no text under `token`", _REMEDY)
    return make_token(value, TokenSource.COMMAND, _read_expiry(found.get("expires_at")))


def _read_expiry(value: object) -> datetime | None:
    """Return the time of `expires_at`; None when it says nothing."""
    if value is None:
        return None
    at = moment_of(value)
    if isinstance(value, str):
        with contextlib.suppress(ValueError, OverflowError):
            written = datetime.fromisoformat(value)
            at = written.astimezone(UTC) if written.tzinfo else None
    if at is None:
        raise _failed(
            "`expires_at` is no time with a zone", "write 2026-03-02T09:15:00Z, or seconds since 1970"
        )
    return at


def _failed(problem: str, remedy: str) -> CredentialsError:
    return CredentialsError(f"{TokenSource.COMMAND}: {problem}: {remedy}")
