"""HTTP answers as bytes, right or deliberately not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus

Headers = Iterable[tuple[str, str]]
JSON = ("Content-Type", "application/json")
_STATUSES = {status.value for status in HTTPStatus}


def encoded(body: object) -> bytes:
    """Return the bytes of a body: bytes stay as they are, everything else becomes JSON."""
    return body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":")).encode()


def head(status: int, headers: Headers = (), *, length: int | None = None) -> bytes:
    """Return the head of an answer; a Content-Length of `length` is added unless `headers` say how long it is."""
    phrase = HTTPStatus(status).phrase if status in _STATUSES else "Unheard Of"
    pairs = list(headers)
    says_length = any(name.lower() in ("content-length", "transfer-encoding") for name, _ in pairs)
    if length is not None and not says_length and status >= 200 and status not in (204, 304):
        pairs.append(("Content-Length", str(length)))
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in pairs), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def message(status: int, body: bytes = b"", headers: Headers = ()) -> bytes:
    """Return a whole answer."""
    return head(status, headers, length=len(body)) + body


def json_message(body: object, status: int = 200, headers: Headers = ()) -> bytes:
    """Return a whole answer whose body is JSON."""
    return message(status, encoded(body), [JSON, *headers])
