"""From httpx exceptions and status codes to the error tree: in one table, and with what became of the request."""

from __future__ import annotations

import re
from collections.abc import Mapping

import httpx

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
from altotui.domain.text import make_visible

MAX_RETRY_AFTER_S = 120.0
ROUTER_ERROR_CODE = "router_error"
_MESSAGE_CHARS = 300


def failure_of_transport(problem: Exception, endpoint: str, host: str) -> ApiError:
    """Return what an exception of httpx means (reliability.md 1: measured class of each)."""
    if isinstance(problem, httpx.PoolTimeout):
        return Busy(f"no free connection to {host}", endpoint=endpoint)
    if isinstance(problem, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
        return Unreachable(f"cannot reach {host}: {_words(problem)}", endpoint=endpoint)
    if isinstance(
        problem, httpx.LocalProtocolError | httpx.UnsupportedProtocol | httpx.InvalidURL | UnicodeEncodeError
    ):
        return Unreachable(
            f"the request to {host} could not be made: {type(problem).__name__}", endpoint=endpoint
        )
    if isinstance(problem, httpx.TimeoutException | TimeoutError):
        return TimedOut(f"no answer from {host} in time", endpoint=endpoint)
    if isinstance(problem, httpx.DecodingError):
        return BadAnswer(f"the answer of {host} is not what its headers say", endpoint=endpoint)
    return Interrupted(f"the connection to {host} broke: {_words(problem)}", endpoint=endpoint)


def _words(problem: Exception) -> str:
    return make_visible(str(problem) or type(problem).__name__, max_chars=_MESSAGE_CHARS)


def failure_of_status(response: httpx.Response, endpoint: str) -> ApiError:
    """Return what an answer outside 2xx means."""
    status = response.status_code
    message, code = _message_and_code(response)
    if status == 401:
        return SessionExpired(message, endpoint=endpoint, status=status, code=code)
    if status == 403:
        return Forbidden(message, endpoint=endpoint, status=status, code=code)
    if status == 404:
        return NotFound(message, endpoint=endpoint, status=status, code=code)
    if status == 408:  # a gateway says so too when the router was too slow: it may have been carried out
        return TimedOut(message, endpoint=endpoint, status=status, code=code)
    if status == 429:
        return Busy(message, retry_after_s=retry_after_s(response.headers), endpoint=endpoint, status=status)
    if code == ROUTER_ERROR_CODE:
        return RouterError(message, endpoint=endpoint, status=status, code=code)
    if 400 <= status < 500:
        return Rejected(message, endpoint=endpoint, status=status, code=code)
    if 300 <= status < 400:
        target = make_visible(response.headers.get("location", "nowhere"), max_chars=200)
        return BadAnswer(f"it points to {target}, which is not followed", endpoint=endpoint, status=status)
    return ServerFault(message, endpoint=endpoint, status=status, code=code)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of a `Retry-After` in either form, 0 to MAX_RETRY_AFTER_S; None when absent or junk."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_RETRY_AFTER_S)
    until, now = read_http_date(text), read_http_date(headers.get("date", ""))
    if until is None or now is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), MAX_RETRY_AFTER_S)


_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)


def _message_and_code(response: httpx.Response) -> tuple[str, str | None]:
    """Return the server's words, made visible, and its error code (altostrat-api.md 3.1)."""
    fallback = f"{response.status_code} {make_visible(response.reason_phrase, max_chars=60)}".strip()
    try:
        body = decode(response.content)
    except ValueError:
        text = response.content[:4000].decode("utf-8", "replace")
        title = _TITLE.search(text)
        words = f"a page «{title[1].strip()}»" if title else text.strip()[:200]
        return (f"{fallback}: {make_visible(words)}" if words else fallback), None
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
