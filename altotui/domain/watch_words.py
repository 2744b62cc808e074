r"""What is typed behind `\watch`: how often, and the line that is repeated."""

from __future__ import annotations

import re

from altotui.domain.errors import InvalidInput

DEFAULT_EVERY_S = 10.0
MIN_EVERY_S = 1.0
MAX_EVERY_S = 3600.0
_UNITS_S = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_PACE = re.compile(r"([0-9]+(?:\.[0-9]+)?)([smh]?)", re.IGNORECASE)
_BEGINS_PACE = re.compile(r"[-+.]?[0-9]")
"""No line of RouterOS begins so."""
_EXAMPLE = "as in 10 /interface/print, 10s or 2m"


def watch_words(typed: str) -> tuple[float, str]:
    """Return seconds and line of `10 LINE`, `10s LINE`, `2m LINE` or `LINE`, which is repeated every 10 s.

    Raises:
        InvalidInput: There is no line, or the time is none or out of bounds.
    """
    text = typed.strip()
    first, *rest = text.split(maxsplit=1) or [""]
    if not _BEGINS_PACE.match(first):
        if not text:
            raise InvalidInput("there is no line to repeat", f"write one, {_EXAMPLE}")
        return DEFAULT_EVERY_S, text
    pace = _PACE.fullmatch(first)
    if pace is None:
        raise InvalidInput(f"{first[:40]!a} is no time", f"write it before the line, {_EXAMPLE}")
    every_s = checked_every_s(float(pace[1]) * _UNITS_S[pace[2].lower()])
    if not rest:
        raise InvalidInput(f"there is no line to repeat every {every_s:g} s", f"write one, {_EXAMPLE}")
    return every_s, rest[0]


def checked_every_s(every_s: float) -> float:
    """Return `every_s` when a line may be repeated so often; raises InvalidInput."""
    if not MIN_EVERY_S <= every_s <= MAX_EVERY_S:
        raise InvalidInput(
            f"a line cannot be repeated every {every_s:g} s", f"take {MIN_EVERY_S:g} s to {MAX_EVERY_S:g} s"
        )
    return every_s
