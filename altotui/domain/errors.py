"""Every error the program raises on purpose.

    AltotuiError
      InvalidInput         something a person typed; says what and the remedy
      SettingsError        file, key, problem
      StorageError         a file that could not be read or written
      CredentialsError     no token, or one with an illegal character
      ReadOnly             a write while the session is read-only
      ApiError             endpoint; `outcome` says what it means for a command
        Unreachable          DNS, connect, TLS, proxy: no byte of the request has left
        Paused               a poll that was not sent, because the API is down; retry_after_s says how long
        TimedOut             the total deadline passed
        Interrupted          the connection broke after the request may have left
        Busy                 429; retry_after_s says how long
        SessionExpired       401
        Forbidden            403
        NotFound             404
        Rejected             other 4xx, in the server's words
        RouterError          the router answered with a trap
        ServerFault          5xx
        BadAnswer            parse or shape problem

Messages are visible-only text: whoever raises with words from outside makes them visible first.
"""

from __future__ import annotations

from altotui.domain.outcome import Outcome


class AltotuiError(Exception):
    """Anything that went wrong and that a person should read one line about."""


class InvalidInput(AltotuiError):
    """What a person typed cannot be used; the message names the thing, `remedy` what to do."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem}: {remedy}" if remedy else problem)
        self.problem = problem
        self.remedy = remedy


class SettingsError(AltotuiError):
    """The settings file cannot be used; names file, key and problem."""


class StorageError(AltotuiError):
    """A local file could not be read or written."""


class CredentialsError(AltotuiError):
    """There is no usable token; never holds the token or a part of it."""


class ReadOnly(AltotuiError):
    """A write was asked for while the session is read-only; nothing was sent."""


class ApiError(AltotuiError):
    """The API could not answer; `outcome` is what became of the request if it was a command or a write."""

    outcome = Outcome.UNKNOWN
    """Of the class; an error after an earlier attempt that may have been carried out has UNKNOWN of its own."""

    def __init__(
        self, message: str, *, endpoint: str = "", status: int | None = None, code: str | None = None
    ) -> None:
        super().__init__(message)
        self.endpoint = endpoint
        """Method and path template, for example `GET /sites`."""
        self.status = status
        self.code = code
        """The API's own error code, for example `job_already_started`; None when it sent none."""


class Unreachable(ApiError):
    """No connection: name not found, refused, TLS or proxy trouble. Nothing was sent."""

    outcome = Outcome.NOT_SENT

    def __init__(
        self,
        message: str,
        *,
        is_passing: bool = True,
        endpoint: str = "",
        status: int | None = None,
    ) -> None:
        super().__init__(message, endpoint=endpoint, status=status)
        self.is_passing = is_passing
        """Whether it may be otherwise in a moment; not so for a certificate or a request that cannot be made."""


class Paused(ApiError):
    """A poll was not sent: the API failed several times in a row and is probed only now and then."""

    outcome = Outcome.NOT_SENT

    def __init__(
        self,
        message: str,
        *,
        retry_after_s: float = 0.0,
        endpoint: str = "",
        status: int | None = None,
    ) -> None:
        super().__init__(message, endpoint=endpoint, status=status)
        self.retry_after_s = retry_after_s
        """Seconds until the next probe."""


class TimedOut(ApiError):
    """No complete answer within the deadline; the request may have been carried out."""


class Interrupted(ApiError):
    """The connection broke after the request may have left."""


class Busy(ApiError):
    """429: refused for the rate, before anything was done."""

    outcome = Outcome.REJECTED

    def __init__(
        self,
        message: str,
        *,
        retry_after_s: float | None = None,
        endpoint: str = "",
        status: int | None = None,
    ) -> None:
        super().__init__(message, endpoint=endpoint, status=status)
        self.retry_after_s = retry_after_s
        """Seconds the server asked to wait; None when it did not say."""


class SessionExpired(ApiError):
    """401: the token is missing, wrong or has expired."""

    outcome = Outcome.REJECTED
    is_renewed = False
    """Whether another token is in use already: the next call may be taken."""


class Forbidden(ApiError):
    """403: the token may not do this."""

    outcome = Outcome.REJECTED


class NotFound(ApiError):
    """404: no such site, job or path."""

    outcome = Outcome.REJECTED

    def __init__(
        self,
        message: str,
        *,
        is_path: bool = False,
        endpoint: str = "",
        status: int | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, endpoint=endpoint, status=status, code=code)
        self.is_path = is_path
        """Whether the platform may not know the path at all; False when its words are about one thing."""


class Rejected(ApiError):
    """Another 4xx: the API refused the request."""

    outcome = Outcome.REJECTED


class RouterError(ApiError):
    """The router itself said no."""

    outcome = Outcome.ROUTER_ERROR


class ServerFault(ApiError):
    """5xx: the API or a gateway failed, and the request may have been carried out."""


class BadAnswer(ApiError):
    """An answer that cannot be read; names the endpoint and what was wrong."""
