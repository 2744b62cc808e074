"""A router's answer on the wire: rows, one object, text, null, or a trap in disguise."""

from __future__ import annotations

from collections.abc import Mapping

from altotui.api.decoding import unwrap
from altotui.domain.command import RawRow, RouterReply
from altotui.domain.errors import RouterError
from altotui.domain.text import make_visible

_TRAP_KEYS = frozenset({"message", "category"})


def read_reply(body: object, endpoint: str) -> RouterReply:
    """Return what the router answered; a trap raises RouterError (altostrat-api.md 5.1 and 5.5).

    Rows keep the keys and values of the wire. A text or a lone `ret` becomes `ret`; anything in a list that
    is not an object becomes a row with the key `value`.
    """
    if isinstance(body, Mapping) and str(body.get("status", "success")).casefold() in (
        "error",
        "failed",
        "fail",
    ):
        raise RouterError(_trap_text(body), endpoint=endpoint, status=200)
    notes = _oddities(body)
    return _reply(unwrap(body), endpoint)._replace(notes=notes)


def _oddities(body: object) -> tuple[str, ...]:
    """Return what is unlike the documented answer `{"status": "success", "data": ...}`; a bare list is usual, too."""
    if isinstance(body, list):
        return ()
    status = body.get("status") if isinstance(body, Mapping) else None
    if isinstance(status, str) and status.casefold() == "success":
        return ()
    if status is None:
        return ("unrecognised answer, without a status: it is shown as it came",)
    return (f"unrecognised answer, its status is {make_visible(str(status), max_chars=40)!r}",)


def _reply(data: object, endpoint: str) -> RouterReply:
    if data is None:
        return RouterReply()
    if isinstance(data, str):
        return RouterReply(ret=data)
    if isinstance(data, list):
        rows: tuple[RawRow, ...] = tuple(
            item if isinstance(item, Mapping) else {"value": item} for item in data
        )
    else:
        rows = (data,) if isinstance(data, Mapping) else ({"value": data},)
    if len(rows) == 1:
        return _single(rows[0], endpoint, is_listed=isinstance(data, list))
    return RouterReply(rows=rows)


def _single(row: RawRow, endpoint: str, *, is_listed: bool) -> RouterReply:
    """Return the reply of one row; a listed row with nothing but `message` may be a log line, so it is no trap."""
    keys = {str(key).lstrip("!.") for key in row}
    if "message" in keys and keys <= _TRAP_KEYS and not (is_listed and set(row) == {"message"}):
        raise RouterError(_trap_text(row), endpoint=endpoint, status=200)
    if keys == {"ret"}:
        return RouterReply(ret=str(next(iter(row.values()))))
    return RouterReply(rows=(row,))


def _trap_text(body: Mapping[str, object]) -> str:
    nested = body.get("data")
    for source in (body, nested if isinstance(nested, Mapping) else {}):
        for key in ("message", "!message", "error"):
            text = source.get(key)
            if isinstance(text, str) and text.strip():
                return make_visible(text, max_chars=300)
    return (
        make_visible(nested, max_chars=300)
        if isinstance(nested, str)
        else "the router refused, without words"
    )
