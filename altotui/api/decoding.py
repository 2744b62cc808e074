"""From bytes to JSON values, and out of the envelopes they come in; tolerant, but never guessing."""

from __future__ import annotations

import json
from typing import NamedTuple

from pydantic_core import from_json

MAX_DEPTH = 300
"""Of lists and objects within each other: whatever is drawn or written later by recursion has room for these."""


class Decoded(NamedTuple):
    """A JSON value."""

    value: object
    is_clean: bool = True
    """False when it was no valid UTF-8 and has replacement characters in it."""
    is_literal: bool = False
    """Whether no text in it was written with an escape: then those in ASCII hold no control characters."""


def decode(content: bytes) -> Decoded:
    """Return the JSON value in `content`; raises ValueError when there is none.

    Text that is not clean UTF-8 is read with replacement characters (reliability.md, JSON facts).
    """
    try:
        value: object = from_json(content, allow_inf_nan=False, cache_strings="keys")
        return Decoded(value, is_literal=b"\\" not in content and b"\x7f" not in content)
    except ValueError:
        text = content.decode("utf-8-sig", "replace")
        try:
            value = json.loads(text, parse_constant=_refuse)
        except RecursionError:
            raise ValueError("nested too deeply") from None
        if _is_deep(value):
            raise ValueError("nested too deeply") from None
    return Decoded(value, is_clean="\ufffd" not in text)


def _is_deep(value: object) -> bool:
    """Return whether a value has more than MAX_DEPTH lists and objects within each other."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return any(isinstance(one, dict | list) for one in level)


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def unwrap(value: object) -> object:
    """Return `data` of a `{status, data}` envelope, and anything else as it is (altostrat-api.md 15.4)."""
    if isinstance(value, dict) and "status" in value and "data" in value:
        return value["data"]
    return value


def records(value: object) -> list[object]:
    """Return the records of a list answer: bare, in an envelope or in a page; ValueError when it is no list."""
    inner = unwrap(value)
    if isinstance(inner, dict) and isinstance(inner.get("data"), list):
        inner = inner["data"]
    if not isinstance(inner, list):
        raise ValueError(f"expected a list, found {type(inner).__name__}")
    return inner
