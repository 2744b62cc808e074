"""How a group of equal answers differs from the largest one, in words and as a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from altotui.cli.records import Members
from altotui.domain.answer_diff import AnswerDiff, CellChange, diff_answers
from altotui.domain.answer_groups import Group
from altotui.domain.diff_words import IsHidden, diff_lines, diff_summary

_MOST_LINES = 10


class Compared(NamedTuple):
    """A group, and how it differs from the largest; None for the largest itself."""

    group: Group
    diff: AnswerDiff | None


def compared(groups: Sequence[Group], command: str) -> Iterator[Compared]:
    """Yield each group with what differs from the first, which is the largest."""
    for position, group in enumerate(groups):
        if not position:
            yield Compared(group, None)
            continue
        before, after = (one.results[0].reply for one in (groups[0], group))
        yield Compared(group, diff_answers(before, after, ignored=group.ignored, command=command))


def difference_lines(diff: AnswerDiff, groups: Sequence[Group], is_hidden: IsHidden) -> list[str]:
    """Return the words for one group, a line for each row when there are several; visible-only."""
    is_majority = 2 * len(groups[0].results) > sum(len(group.results) for group in groups)
    says = f"differs from the {'majority' if is_majority else 'first group'} in {diff_summary(diff)}:"
    lines = list(diff_lines(diff, is_hidden))
    if len(lines) == 1:
        return [f"{says} {lines[0]}"]
    more = len(lines) - _MOST_LINES
    return [says, *lines[:_MOST_LINES], *([f"and {more} more"] if more > 0 else [])]


def group_record(found: Compared) -> Members:
    """Return one group; `differs` is null for the largest, and rows and values in it are raw."""
    group, diff = found
    return {
        "site_ids": [result.site_id for result in group.results],
        "rows": [dict(row) for row in group.rows],
        "ignored": list(group.ignored_keys),
        "differs": None if diff is None else _diff_record(diff),
    }


def _diff_record(diff: AnswerDiff) -> Members:
    return {
        "added": [dict(row) for row in diff.added],
        "removed": [dict(row) for row in diff.removed],
        "changed": [
            {"row": dict(change.after), "cells": [_cell_record(cell) for cell in change.cells]}
            for change in diff.changed
        ],
        "ret": None if diff.ret is None else _cell_record(diff.ret),
    }


def _cell_record(cell: CellChange) -> Members:
    return {"key": cell.key, "before": cell.before, "after": cell.after}
