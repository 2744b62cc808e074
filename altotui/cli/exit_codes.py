"""What the process says when it ends; stable, and documented in the README."""

from __future__ import annotations

from enum import IntEnum

from altotui.domain.errors import (
    AltotuiError,
    ApiError,
    Busy,
    CredentialsError,
    Forbidden,
    InvalidInput,
    ReadOnly,
    ServerFault,
    SessionExpired,
    SettingsError,
    TimedOut,
    Unreachable,
)


class ExitCode(IntEnum):
    """Exit codes of every verb."""

    OK = 0
    """All answered."""
    INCOMPLETE = 1
    """Some did not answer or failed, unknown outcomes included."""
    USAGE = 2
    """The call or the settings are wrong."""
    NOT_AUTHORISED = 3
    API_DOWN = 4
    """Rate-limited, unreachable or failing."""
    READ_ONLY = 5
    """Blocked: the session is read-only."""
    STOPPED = 130
    """Stopped by the person."""


def exit_code_of(error: AltotuiError) -> ExitCode:
    """Return the exit code for an error that ended a verb."""
    if isinstance(error, SessionExpired | Forbidden | CredentialsError):
        return ExitCode.NOT_AUTHORISED
    if isinstance(error, ReadOnly):
        return ExitCode.READ_ONLY
    if isinstance(error, Busy | Unreachable | TimedOut | ServerFault):
        return ExitCode.API_DOWN
    if isinstance(error, InvalidInput | SettingsError):
        return ExitCode.USAGE
    if isinstance(error, ApiError):
        return ExitCode.INCOMPLETE
    return ExitCode.INCOMPLETE
