"""The distribution of one field over the sites, printed: a line for each value and for each other outcome."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from altotui.cli.headless import say
from altotui.cli.output import print_records
from altotui.cli.records import Members
from altotui.domain.command import CommandResult
from altotui.domain.formats import Table
from altotui.domain.pivot import Bar, Pivot, bar_label, bar_text
from altotui.domain.secret_names import MASK

_BAR_CELLS = 24
_MOST_NAMES = 4


def pivot_records(found: Pivot) -> list[Members]:
    """Return each bar as a record; the counts add up to the targets."""
    return [
        {
            "value": bar.value,
            "outcome": bar.outcome.value,
            "count": len(bar.results),
            "site_ids": [result.site_id for result in bar.results],
        }
        for bar in (*found.bars, *found.others)
    ]


def print_pivot(found: Pivot, how: str, *, is_secret: bool) -> None:
    """Print the bars in a format other than JSON; values that are secret are masked in what people read."""
    if found.hint:
        say(found.hint)
    print_records(pivot_records(found), how, lambda: _table(found, is_secret=is_secret))


def _table(found: Pivot, *, is_secret: bool) -> Table:
    is_ascii = not _can_print("█")
    rows = [
        (
            MASK if is_secret and bar.value else bar_label(bar),
            len(bar.results),
            bar_text(len(bar.results), found.most, _BAR_CELLS, is_ascii),
            _names(bar.results),
        )
        for bar in (*found.bars, *found.others)
    ]
    return Table((_heading(found.bars, found.field), "sites", "bar", "names"), rows)


def _heading(bars: Sequence[Bar], field: str) -> str:
    return field if bars else "outcome"


def _names(results: Sequence[CommandResult]) -> str:
    names = ", ".join(result.site_name for result in results[:_MOST_NAMES])
    more = len(results) - _MOST_NAMES
    return f"{names} and {more} more" if more > 0 else names


def _can_print(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
