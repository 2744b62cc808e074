"""Bodies of the platform's answers: JSON, the error shapes of altostrat-api.md 3.1, a gateway's page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from altotui.domain.clock import Clock

_SLICE = 100
_DOCS = "https://docs.altostrat.io/errors/"


class Refusal(Exception):
    """An answer that ends the handling of a call wherever it was found out."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def as_json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer."""
    return Response(_text(content), status, headers=headers, media_type="application/json")


async def as_json_array(clock: Clock, items: Iterable[object], *, envelope: bool = False) -> Response:
    """Return a long JSON array, built in slices that let the loop run in between.

    Args:
        clock: Yields to the loop.
        items: Rows.
        envelope: Whether to wrap it as `{"status": "success", "data": [...]}`.
    """
    rows = iter(items)
    parts = [b'{"status":"success","data":[' if envelope else b"["]
    while part := ",".join(_text(row) for row in islice(rows, _SLICE)):
        parts += [part.encode(), b","]
        await clock.sleep(0)
    if parts[-1] == b",":
        parts.pop()
    parts.append(b"]}" if envelope else b"]")
    return Response(b"".join(parts), media_type="application/json")


def success(data: object, status: int = 200) -> Response:
    """Return the developer envelope."""
    return as_json({"status": "success", "data": data}, status)


def error(
    status: int, code: str, message: str, *, kind: str = "invalid_request_error", doc: str | None = None
) -> Response:
    """Return the structured error of the current documentation."""
    return as_json({"type": kind, "code": code, "message": message, "doc_url": _DOCS + (doc or code)}, status)


def plain_error(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error that is nothing but a text."""
    return as_json({"message": message}, status, headers)


def parameter_missing(name: str) -> Refusal:
    """Return the refusal of a call without a required value."""
    return Refusal(error(400, "parameter_missing", f"The '{name}' value is missing."))


def parameter_invalid(message: str) -> Refusal:
    """Return the refusal of a call with a value that is not acceptable."""
    return Refusal(error(400, "parameter_invalid", message))


def unprocessable(errors: Mapping[str, Sequence[str]]) -> Refusal:
    """Return the refusal of a call with invalid fields; `errors` has at least one, by field."""
    texts = [text for field in errors.values() for text in field]
    more = len(texts) - 1
    message = texts[0] + (f" (and {more} more error{'s' * (more > 1)})" if more else "")
    return Refusal(as_json({"message": message, "errors": errors}, 422))


def not_found() -> Refusal:
    """Return the refusal of a call about something that does not exist."""
    return Refusal(error(404, "resource_missing", "Nothing was found under this identifier."))


def site_unreachable(status: int) -> Response:
    """Return the answer of a live call that did not reach its router: 503 no tunnel, 504 no answer in time."""
    message = (
        "The site has no active management tunnel." if status == 503 else "The router did not answer in time."
    )
    return error(status, "site_unreachable", message, kind="api_error")


def gateway_page(status: int) -> Response:
    """Return the HTML page of a gateway: 502 or 504."""
    title = {502: "502 Bad Gateway", 504: "504 Gateway Time-out"}[status]
    body = f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    return Response(
        body + "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n", status, media_type="text/html"
    )


def _text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
