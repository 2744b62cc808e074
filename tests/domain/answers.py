"""Answers for tests, and the fields and rows that an answer may be made of."""

from __future__ import annotations

from hypothesis import strategies as st

from altotui.domain.command import CommandResult, RawRow, RouterReply
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome


def answer(name: str, *rows: RawRow, ret: str | None = None) -> CommandResult:
    """Return what a site of that name answered."""
    return CommandResult(
        SiteId(name), name, Outcome.OK, RouterReply(rows, ret), http_status=200, elapsed_ms=1
    )


def failure(outcome: Outcome, status: int | None = None, elapsed_ms: int | None = 1) -> CommandResult:
    """Return a result without an answer."""
    return CommandResult(SiteId("x"), "x", outcome, message="m", http_status=status, elapsed_ms=elapsed_ms)


KEYS = st.sampled_from(
    [".id", "id", "name", "mac-address", "mac_address", "MAC-ADDRESS", "comment", "rx-byte", "a", ".a", "..a"]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats()
    | st.sampled_from(["", "x", "*1", "*2", "1"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)
TEXT_ROWS = st.lists(
    st.dictionaries(KEYS, st.sampled_from(["", "x", "y", "*1", "*2"]), max_size=4), max_size=6
)
ANY_ROWS = st.lists(st.dictionaries(KEYS | st.text(max_size=3), VALUES, max_size=5), max_size=7)
"""Rows of any JSON, many of them alike."""
