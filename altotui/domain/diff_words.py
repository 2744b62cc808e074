"""What differs between two answers, in words: `ether1 mtu 1500 -> 1480`; visible-only, secrets masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from altotui.domain.answer_diff import AnswerDiff, CellChange, RowChange
from altotui.domain.answer_table import cell_text
from altotui.domain.command import RawRow
from altotui.domain.routeros.layout import plain_name
from altotui.domain.secret_names import MASK
from altotui.domain.text import clip

IsHidden = Callable[[str], bool]
"""Whether the values of a key must not be shown."""

_LABELS = ("name", "interface", "address", "dst-address", "host", "mac-address", "comment")
_RULE_LABELS = ("name", "comment")
"""Of a rule, whose addresses say what it is about and not which it is."""
_UNTOLD = frozenset({"", "false", "no"})
"""Values that say nothing about which row it is."""
_MOST_LABEL_CELLS = 3
_VALUE_CELLS = 60


def diff_summary(diff: AnswerDiff) -> str:
    """Return where it differs: `1 row`, `3 rows`, `what was returned`; `nothing` where it does not."""
    rows = len(diff.added) + len(diff.removed) + len(diff.changed)
    places = [f"{rows} row{'s' * (rows != 1)}"] if rows else []
    places += ["what was returned"] if diff.ret else []
    return " and ".join(places) or "nothing"


def diff_lines(diff: AnswerDiff, is_hidden: IsHidden) -> Iterator[str]:
    """Yield one line for each row that differs: the changed, those that are only in the later answer, the others."""
    is_record = len(diff.changed) == 1 and not (diff.same or diff.added or diff.removed)
    for change in diff.changed:
        yield change_words(change, is_hidden, with_label=not is_record)
    for row in diff.added:
        yield f"only here: {row_label(row, is_hidden)}"
    for row in diff.removed:
        yield f"not here: {row_label(row, is_hidden)}"
    if diff.ret:
        yield f"{_told(diff.ret.before)} -> {_told(diff.ret.after)}"


def change_words(change: RowChange, is_hidden: IsHidden, *, with_label: bool = True) -> str:
    """Return which row it is and how its values changed."""
    cells = ", ".join(_cell_words(cell, is_hidden) for cell in change.cells)
    return f"{row_label(change.before, is_hidden)} {cells}" if with_label else cells


def row_label(row: RawRow, is_hidden: IsHidden) -> str:
    """Return what a person calls a row: its name, or the first values that say something."""
    by_name = {plain_name(key): key for key in reversed(list(row))}
    for name in _RULE_LABELS if "action" in by_name else _LABELS:
        key = by_name.get(name)
        if key is not None and row[key] not in (None, "") and not is_hidden(key):
            return _told(row[key])
    said = [
        f"{cell_text(key)}={_told(value)}"
        for key, value in row.items()
        if key != ".id" and value is not None and not _is_untold(value) and not is_hidden(key)
    ]
    return " ".join(said[:_MOST_LABEL_CELLS]) or "a row"


def _is_untold(value: object) -> bool:
    return isinstance(value, str) and value in _UNTOLD


def _cell_words(cell: CellChange, is_hidden: IsHidden) -> str:
    before, after = (
        MASK if is_hidden(cell.key) and value not in (None, "") else _told(value)
        for value in (cell.before, cell.after)
    )
    return f"{cell_text(cell.key)} {before} -> {after}"


def _told(value: object) -> str:
    if value is None:
        return "(absent)"
    return clip(cell_text(value), _VALUE_CELLS) if value != "" else '""'
