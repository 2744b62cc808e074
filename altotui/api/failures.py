"""From httpx exceptions and status codes to the error tree: in one table, and with what became of the request."""

from __future__ import annotations

import re
import ssl
from collections.abc import Collection, Mapping
from datetime import datetime

import httpx

from altotui.api.answer import Answer
from altotui.api.decoding import decode
from altotui.api.http_date import read_http_date
from altotui.domain.errors import (
    ApiError,
    BadAnswer,
    Busy,
    Forbidden,
    Interrupted,
    NotFound,
    Rejected,
    RouterError,
    ServerFault,
    SessionExpired,
    TimedOut,
    Unreachable,
)
from altotui.domain.redaction import redact_text
from altotui.domain.text import make_visible

_MOST_RETRY_AFTER_S = 86_400.0
ROUTER_ERROR_CODE = "router_error"
_MESSAGE_CHARS = 300


def failure_of_transport(
    problem: Exception, endpoint: str, host: str, secrets: Collection[str] = ()
) -> ApiError:
    """Return what an exception of httpx means (reliability.md 1: measured class of each); it quotes no `secrets`."""
    said = _words(problem, secrets)
    if isinstance(problem, httpx.ConnectError) and (words := _tls_problem(problem, host)):
        return Unreachable(words, is_passing=False, endpoint=endpoint)
    if isinstance(problem, httpx.ProxyError):
        words = f"the proxy does not let us through to {host}: {said}"
        return Unreachable(words, is_passing=False, endpoint=endpoint)
    if isinstance(problem, httpx.ConnectError | httpx.PoolTimeout):
        return Unreachable(f"cannot reach {host}: {said}", endpoint=endpoint)
    if isinstance(problem, httpx.ConnectTimeout):  # it has taken its seconds: a person should hear of it
        return Unreachable(f"cannot reach {host}: no connection in time", is_passing=False, endpoint=endpoint)
    if isinstance(
        problem, httpx.LocalProtocolError | httpx.UnsupportedProtocol | httpx.InvalidURL | UnicodeEncodeError
    ):
        words = f"the request to {host} could not be made: {type(problem).__name__}"
        return Unreachable(words, is_passing=False, endpoint=endpoint)
    if isinstance(problem, httpx.TimeoutException | TimeoutError):
        return TimedOut(f"no answer from {host} in time", endpoint=endpoint)
    if isinstance(problem, httpx.DecodingError):
        return BadAnswer(f"the answer of {host} is not what its headers say", endpoint=endpoint)
    return Interrupted(f"the connection to {host} broke: {said}", endpoint=endpoint)


_CUT_SHORT = (
    *(ssl.SSLEOFError, ssl.SSLSyscallError, ssl.SSLZeroReturnError),
    *(ssl.SSLWantReadError, ssl.SSLWantWriteError),
)
"""The connection broke in the handshake: no word about TLS itself."""


def _tls_problem(problem: BaseException, host: str) -> str | None:
    """Return what TLS found wrong, and the remedy; None when it was not TLS that failed."""
    cause: BaseException | None = problem
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if cause is None or isinstance(cause, _CUT_SHORT):
        return None
    if not isinstance(cause, ssl.SSLCertVerificationError):
        reason = getattr(cause, "reason", None) or "no reason given"
        return f"cannot speak TLS with {host}: {make_visible(reason, max_chars=_MESSAGE_CHARS)}"
    found = getattr(cause, "verify_message", None) or "its certificate is not valid"
    return (
        f"cannot trust {host}: {make_visible(found, max_chars=_MESSAGE_CHARS)}; if a company certificate is in use, "
        "name its file as ca_file in the profile or in SSL_CERT_FILE"
    )


def _words(problem: Exception, secrets: Collection[str]) -> str:
    said = redact_text(str(problem) or type(problem).__name__, secrets)
    return make_visible(said, max_chars=_MESSAGE_CHARS)


def failure_of_status(answer: Answer, endpoint: str, server_now: datetime) -> ApiError:
    """Return what an answer outside 2xx means; `server_now` is when the server gave it."""
    status = answer.status
    message, code = _message_and_code(answer)
    if status == 401:
        return SessionExpired(message, endpoint=endpoint, status=status, code=code)
    if status == 403:
        return Forbidden(message, endpoint=endpoint, status=status, code=code)
    if status == 404:
        return NotFound(message, endpoint=endpoint, status=status, code=code, is_path=code is None)
    if status == 408:  # a gateway says so too when the router was too slow: it may have been carried out
        return TimedOut(message, endpoint=endpoint, status=status, code=code)
    if status == 429:
        wait_s = retry_after_s(answer.headers, server_now)
        return Busy(message, retry_after_s=wait_s, endpoint=endpoint, status=status)
    if code == ROUTER_ERROR_CODE:
        return RouterError(message, endpoint=endpoint, status=status, code=code)
    if 400 <= status < 500:
        return Rejected(message, endpoint=endpoint, status=status, code=code)
    if 300 <= status < 400:
        target = make_visible(answer.headers.get("location", "nowhere"), max_chars=200)
        return BadAnswer(f"it points to {target}, which is not followed", endpoint=endpoint, status=status)
    if status < 200:
        return BadAnswer(f"its status is {status}, which ends no request", endpoint=endpoint, status=status)
    return ServerFault(message, endpoint=endpoint, status=status, code=code)


def retry_after_s(headers: Mapping[str, str], server_now: datetime) -> float | None:
    """Return the seconds of a `Retry-After` in either form, 0 to a day; None when absent or junk."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _MOST_RETRY_AFTER_S)
    until = read_http_date(text)
    if until is None:
        return None
    return min(max((until - server_now).total_seconds(), 0.0), _MOST_RETRY_AFTER_S)


_HEAD_BYTES = 4000
_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)


def page_title(content: bytes) -> str | None:
    """Return what an HTML page calls itself, as `a page «Sign in»`; None for one without a title, and for no page."""
    title = _TITLE.search(content[:_HEAD_BYTES].decode("utf-8", "replace"))
    return f"a page «{make_visible(title[1].strip())}»" if title else None


def _message_and_code(answer: Answer) -> tuple[str, str | None]:
    """Return the server's words, made visible, and its error code (altostrat-api.md 3.1)."""
    fallback = f"{answer.status} {make_visible(answer.reason, max_chars=60)}".strip()
    try:
        body = decode(answer.content).value
    except ValueError:
        text = answer.content[:200].decode("utf-8", "replace").strip()
        words = page_title(answer.content) or make_visible(text)
        return (f"{fallback}: {words}" if words else fallback), None
    if not isinstance(body, dict):
        return fallback, None
    message = _first_text(body.get("message"), _field_error(body.get("errors")), body.get("error"))
    code = body.get("code")
    return (
        make_visible(message, max_chars=_MESSAGE_CHARS) if message else fallback,
        make_visible(code, max_chars=60) if isinstance(code, str) else None,
    )


def _first_text(*candidates: object) -> str | None:
    return next((text for text in candidates if isinstance(text, str) and text.strip()), None)


def _field_error(errors: object) -> str | None:
    """Return the first text of a field validation such as `{"lat": ["must be a number"]}`."""
    if not isinstance(errors, dict):
        return None
    for field, texts in errors.items():
        text = _first_text(*texts) if isinstance(texts, list) else _first_text(texts)
        if text:
            return f"{field}: {text}"
    return None
