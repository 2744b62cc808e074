"""What kind of answer came: rows, one record, nothing, a count, an id, printed text, or the error of a script.

Sources: routeros.md 1.3, 1.6 and 1.7.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from altotui.domain.routeros.bounds import keeps_last_section
from altotui.domain.routeros.layout import Row
from altotui.domain.routeros.menus import MenuFacts


class Form(StrEnum):
    """What an answer is, apart from a trap, which is no answer."""

    ROWS = "rows"
    RECORD = "record"
    """The one row of a singleton."""
    EMPTY = "empty"
    """A read that found nothing."""
    DONE = "done"
    """A change that had nothing to say."""
    COUNT = "count"
    ID = "id"
    """Of what was added, or of the job that runs a script."""
    TEXT = "text"
    """A value, or what a script printed."""
    ERROR = "error"
    """What a script printed, ending in the error that stopped it."""


_IDS = r"\*[0-9A-Fa-f]{1,16}(?:[,;]\*[0-9A-Fa-f]{1,16})*"
_COUNT = "[0-9]+"
_RUNS_SCRIPTS = frozenset({"/execute", "/system/script/run"})
_SCRIPT_ERROR = r"""
      failure: .*
    | .* \( (?: [^()]* ; [ ] )? line [ ] \d+ (?: [ ] column [ ] \d+ )? \)
    | expected [ ] (?: end [ ] of [ ] command | item [ ] id ) .*
    | no [ ] such [ ] (?: item | command (?: [ ] prefix )? ) (?: [ ] \( \d+ \) )?
    | (?: syntax [ ] error | bad [ ] command [ ] name | unknown [ ] parameter ) \b .*
    | invalid [ ] value [ ] for [ ] argument \b .*
    | input [ ] does [ ] not [ ] match [ ] any [ ] value [ ] of \b .*
    | missing [ ] value\(s\) [ ] of [ ] argument\(s\) .*
    | not [ ] enough [ ] permissions .*
    | not [ ] allowed [ ] by [ ] device-mode .*
    | interrupted
    """
"""The whole of a line, written out; the words are those of routeros.md 1.3."""
_MAX_ERROR_CHARS = 500


def form_of(
    command: str,
    parameters: Sequence[str],
    row_count: int,
    ret: str | None,
    facts: MenuFacts,
    *,
    is_write: bool,
) -> Form:
    """Return what an answer is; `ret` is the value of its final sentence, None when there is none."""
    if row_count:
        return Form.RECORD if facts.is_singleton and row_count == 1 else Form.ROWS
    if ret is None:
        return Form.DONE if is_write and not command.endswith("/print") else Form.EMPTY
    if re.fullmatch(_COUNT, ret) and any(word.startswith("=count-only") for word in parameters):
        return Form.COUNT
    if re.fullmatch(_IDS, ret):
        return Form.ID
    return Form.ERROR if command in _RUNS_SCRIPTS and script_error(ret) else Form.TEXT


def script_error(printed: str) -> str | None:
    """Return the last line of what a script printed when it reads like an error of RouterOS, raw.

    A failing script ends like any other: its words are all there is to tell by, and a script may print the same.
    """
    line = printed.rstrip()[-_MAX_ERROR_CHARS:].replace("\r", "\n").rpartition("\n")[2].strip()
    return line if re.fullmatch(_SCRIPT_ERROR, line, re.VERBOSE) else None


def frames_shown(command: str, rows: Sequence[Row]) -> tuple[Sequence[Row], int]:
    """Return the rows to show of a sampler, and how many frames were left out before them."""
    key = next((name for name in (".section", "section") if rows and name in rows[-1]), None)
    if key is None or not keeps_last_section(command):
        return rows, 0
    last = rows[-1][key]
    shown = tuple(row for row in rows if row.get(key) == last)
    return shown, len({str(row.get(key)) for row in rows}) - 1
