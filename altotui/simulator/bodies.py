"""Reading request bodies: what is not JSON, or not an object, is refused."""

from __future__ import annotations

import json

from starlette.requests import Request

from altotui.simulator.answers import parameter_invalid


async def json_object(request: Request) -> dict[str, object]:
    """Return the JSON object in the body.

    Raises:
        Refusal: 400, the body is not JSON, not an object, or holds text that is not Unicode.
    """
    body = await request.body()
    try:
        parsed: object = json.loads(body)
        json.dumps(parsed, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise parameter_invalid("The request body is not valid JSON.") from None
    if not isinstance(parsed, dict):
        raise parameter_invalid("The request body must be a JSON object.")
    return parsed


async def plain_text(request: Request) -> str:
    """Return the body of a `text/plain` request.

    Raises:
        Refusal: 400, the body is of another type, or not UTF-8.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "text/plain":
        raise parameter_invalid("The script must be sent as text/plain.")
    try:
        return (await request.body()).decode("utf-8")
    except UnicodeDecodeError:
        raise parameter_invalid("The script is not valid UTF-8.") from None
