"""How one field is distributed over a fleet: each value with its sites, and the sites that did not answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from altotui.domain.answer_table import cell_text, nested_text, without_secrets
from altotui.domain.command import CommandResult, RouterReply
from altotui.domain.errors import InvalidInput
from altotui.domain.natural import natural_key
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.layout import plain_name

_RET = "ret"
_MOST_VALUES = 3
"""Of one answer, told by name."""
_MOST_FIELDS = 12
_NEAR = 3
_BLOCKS = " ▏▎▍▌▋▊▉█"
"""A cell filled to no, one, two and so on eighths."""
_EIGHTHS = 8
_ASCII_BLOCK = "#"
_TYPED = re.compile(r"(\S+)\s+from\s+(\S.*)", re.DOTALL | re.IGNORECASE)
_EXAMPLE = "write \\pivot FIELD from LINE, for example \\pivot version from /system/resource/print"


class Bar(NamedTuple):
    """The sites that have one value, or that ended in one way."""

    value: str | None
    """Raw; None when the answer does not have the field, or there is no answer."""
    results: tuple[CommandResult, ...]
    outcome: Outcome = Outcome.OK
    """`ok` for answers; of the others, how they ended."""


class Pivot(NamedTuple):
    """Every result in exactly one bar."""

    field: str
    """As typed."""
    bars: tuple[Bar, ...]
    """Of the answers, the most sites first, then by value as people count; without the field last."""
    others: tuple[Bar, ...]
    """Of what is no answer, one bar for each outcome, the most sites first."""
    hint: str
    """Visible-only; which fields there are, when no answer has the one that was asked for. Empty otherwise."""

    @property
    def total(self) -> int:
        """Return the number of targets."""
        return sum(len(bar.results) for bar in (*self.bars, *self.others))

    @property
    def most(self) -> int:
        """Return the sites of the longest bar."""
        return max((len(bar.results) for bar in (*self.bars, *self.others)), default=0)


def pivot(results: Iterable[CommandResult], field: str) -> Pivot:
    """Return the values of one field over the results of one command.

    A site stands in one bar: several values in one answer count as one of their own, such as `ether1, ether2`.

    Args:
        results: One for each target.
        field: Its name in any spelling; `ret` is what an answer returned beside its rows.
    """
    wanted = plain_name(field.strip())
    answered: dict[tuple[str, ...], list[CommandResult]] = {}
    ended: dict[Outcome, list[CommandResult]] = {}
    for result in results:
        if result.outcome is Outcome.OK:
            answered.setdefault(_values(result.reply, wanted), []).append(result)
        else:
            ended.setdefault(result.outcome, []).append(result)
    bars = [Bar(_joined(values), tuple(same)) for values, same in answered.items()]
    bars.sort(key=lambda bar: (bar.value is None, -len(bar.results), natural_key(bar.value or ""), bar.value))
    others = [Bar(None, tuple(same), outcome) for outcome, same in ended.items()]
    others.sort(key=lambda bar: -len(bar.results))
    is_unknown = bool(answered) and not any(answered)
    hint = _hint(field, wanted, answered[()]) if is_unknown else ""
    return Pivot(field, tuple(bars), tuple(others), hint)


def bar_label(bar: Bar) -> str:
    """Return what a bar stands for, visible-only."""
    if bar.outcome is not Outcome.OK:
        return bar.outcome.value
    if bar.value is None:
        return "(not in the answer)"
    return cell_text(bar.value) or '""'


def bar_text(count: int, most: int, width: int, is_ascii: bool) -> str:
    """Return a bar of at most `width` cells, without blanks at its end; only nothing is drawn as nothing.

    Args:
        count: What it stands for.
        most: What a bar of the full width stands for.
        width: Cells.
        is_ascii: Whether only ASCII can be shown; whole cells then.
    """
    if count <= 0 or most <= 0 or width <= 0:
        return ""
    if is_ascii:
        return _ASCII_BLOCK * max(1, min(width, round(width * count / most)))
    full, rest = divmod(max(1, min(width * _EIGHTHS, round(width * _EIGHTHS * count / most))), _EIGHTHS)
    return _BLOCKS[-1] * full + (_BLOCKS[rest] if rest else "")


def pivot_words(typed: str) -> tuple[str, str]:
    """Return field and line out of `FIELD from LINE`; raises InvalidInput for anything else."""
    text = typed.strip()
    match = _TYPED.fullmatch(text)
    if match:
        return match[1], match[2]
    words = text.split()
    if not words:
        raise InvalidInput("the pivot has no field and no line", _EXAMPLE)
    if len(words) > 1 and words[0].casefold() == "from":
        raise InvalidInput("the pivot has no field before 'from'", _EXAMPLE)
    if len(words) == 2 and words[1].casefold() == "from":
        raise InvalidInput("the pivot has no line behind 'from'", _EXAMPLE)
    raise InvalidInput(f"the pivot is not FIELD from LINE: '{cell_text(text)}'", _EXAMPLE)


def _values(reply: RouterReply, wanted: str) -> tuple[str, ...]:
    """Return the distinct values of the field in one answer; empty when it has none."""
    found: dict[str, None] = {}
    for row in reply.rows:
        for key, value in row.items():
            if value is not None and plain_name(key) == wanted:
                found[value if isinstance(value, str) else nested_text(without_secrets(value))] = None
    if not found and wanted == _RET and reply.ret is not None:
        return (reply.ret,)
    return tuple(sorted(found, key=lambda text: (natural_key(text), text)))


def _joined(values: tuple[str, ...]) -> str | None:
    if not values:
        return None
    more = len(values) - _MOST_VALUES
    return ", ".join(values[:_MOST_VALUES]) + (f" and {more} more" if more > 0 else "")


def _hint(field: str, wanted: str, answers: Iterable[CommandResult]) -> str:
    """Return which field may have been meant, or which there are."""
    from difflib import get_close_matches

    fields: dict[str, str] = {}
    for result in answers:
        if result.reply.ret is not None:
            fields.setdefault(_RET, _RET)
        for row in result.reply.rows:
            for key in row:
                fields.setdefault(plain_name(key), key)
    shown = cell_text(field)
    if not fields:
        return f"no answer has a field '{shown}': they have no rows"
    if wanted in fields:
        return f"no answer has a value for '{shown}'"
    begun = [name for name in fields if wanted and name.startswith(wanted)]
    near = begun[:_NEAR] or get_close_matches(wanted, fields, n=_NEAR)
    if near:
        return f"no answer has a field '{shown}': did you mean {_listed(near, fields, 'or')}?"
    return f"no answer has a field '{shown}': there are {_listed(sorted(fields, key=natural_key), fields, 'and')}"


def _listed(names: list[str], fields: dict[str, str], last: str) -> str:
    told = [cell_text(fields[name]) for name in names[:_MOST_FIELDS]]
    if len(names) > _MOST_FIELDS:
        return f"{', '.join(told)} and {len(names) - _MOST_FIELDS} more"
    return f" {last} ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0]
