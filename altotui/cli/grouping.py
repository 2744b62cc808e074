"""Equal answers of many routers put together: what is the same on fifty sites is read once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from altotui.domain.command import CommandResult, RawRow
from altotui.domain.outcome import Outcome

VOLATILE = frozenset(
    {
        ".id",
        "bytes",
        "cpu-load",
        "date",
        "expires-after",
        "free-hdd-space",
        "free-memory",
        "last-seen",
        "packets",
        "rx-byte",
        "rx-packet",
        "time",
        "tx-byte",
        "tx-packet",
        "uptime",
        "write-sect-since-reboot",
        "write-sect-total",
    }
)
"""Properties that differ between two routers, or two moments, and mean nothing by it."""
_VOLATILE_ANYWHERE = VOLATILE | {name.lstrip(".").replace("-", "_") for name in VOLATILE}
"""In the spelling of both API generations."""


class Group(NamedTuple):
    """Sites that gave the same answer, in the order of the results."""

    results: tuple[CommandResult, ...]
    rows: tuple[RawRow, ...]
    """The answer without what is volatile; a lone `ret` is a row of that name."""


def group_equal(results: Iterable[CommandResult]) -> list[Group]:
    """Return the groups of the results that are `ok`, the largest first."""
    by_answer: dict[str, list[CommandResult]] = {}
    for result in results:
        if result.outcome is Outcome.OK:
            by_answer.setdefault(json.dumps(_steady_rows(result), sort_keys=True), []).append(result)
    groups = [Group(tuple(same), tuple(_steady_rows(same[0]))) for same in by_answer.values()]
    return sorted(groups, key=lambda group: -len(group.results))


def _steady_rows(result: CommandResult) -> list[dict[str, object]]:
    rows = [_steady(row) for row in result.reply.rows]
    return rows if result.reply.ret is None else [*rows, {"ret": result.reply.ret}]


def _steady(row: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in _VOLATILE_ANYWHERE}
