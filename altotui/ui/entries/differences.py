"""What differs between two answers, in lines: a sign, what the row is called, and each value before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from altotui.domain.answer_diff import AnswerDiff
from altotui.domain.answer_table import cell_text
from altotui.domain.command import RawRow
from altotui.domain.diff_words import IsHidden, change_words, row_label
from altotui.domain.routeros.layout import plain_name
from altotui.domain.secret_names import is_secret_name
from altotui.storage.resources import answer_facts
from altotui.ui.entries.section import Line

_MOST_LINES = 200
_MOST_VALUES = 5
_MAX_LINE_CHARS = 400
_UNTOLD = ("", "false", "no")


def hidden_in(command: str) -> IsHidden:
    """Return what says whether the values of a key in the answer to `command` must not be shown."""
    secrets = answer_facts(command).secrets
    return lambda key: is_secret_name(key) or plain_name(key) in secrets


def difference_lines(
    difference: AnswerDiff, is_hidden: IsHidden, ignored: Iterable[str] = ()
) -> Iterator[Line]:
    """Yield a line for each row that changed (`~`), came (`+`) or went (`-`); of very many the first ones.

    Args:
        difference: Between two answers.
        is_hidden: Whether the values of a key must not be shown.
        ignored: Names of what was not compared, in any spelling: it says nothing of a row.
    """
    lines = _all_lines(difference, is_hidden, frozenset(map(plain_name, ignored)) | {"id"})
    for _, (text, meaning) in zip(range(_MOST_LINES), lines, strict=False):
        yield text[:_MAX_LINE_CHARS], meaning
    left = sum(1 for _ in lines)
    if left:
        yield f"{left} more rows differ: d shows the whole answers", "muted"


def _all_lines(difference: AnswerDiff, is_hidden: IsHidden, untold: frozenset[str]) -> Iterator[Line]:
    is_record = len(difference.changed) == 1 and not (
        difference.same or difference.added or difference.removed
    )
    if difference.ret is not None:
        before, after = (cell_text(value) or "(nothing)" for value in difference.ret[1:])
        yield f"~ {before} -> {after}", "warn"
    for change in difference.changed:
        yield f"~ {change_words(change, is_hidden, with_label=not is_record)}", "warn"
    for row in difference.added:
        yield f"+ {_row_words(row, is_hidden, untold)}", "good"
    for row in difference.removed:
        yield f"- {_row_words(row, is_hidden, untold)}", "bad"


def _row_words(row: RawRow, is_hidden: IsHidden, untold: frozenset[str]) -> str:
    """Return what a row is called and its first values that say something."""
    label = row_label(row, is_hidden)
    cells = (
        (cell_text(key), cell_text(value))
        for key, value in row.items()
        if plain_name(key) not in untold and _says_something(value) and not is_hidden(key)
    )
    values = (f"{key}={value}" for key, value in cells if value != label and f"{key}={value}" not in label)
    told = [value for _, value in zip(range(_MOST_VALUES), values, strict=False)]
    return "  ".join((label, *told))


def _says_something(value: object) -> bool:
    return value is not None and value is not False and not (isinstance(value, str) and value in _UNTOLD)
