"""Every row in scope is proved, here or elsewhere, and what proves it elsewhere is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from altotui.domain.text import make_visible
from tests.badinput.replies import CORPUS, acting_in
from tests.badinput.rows import ROWS, TEXTS, Row, Text

IN_SCOPE = [f"B{number:02}" for number in (*range(1, 31), *range(37, 44), 47)]
_TEST = re.compile(r"^(?:async )?def test_((?:b\d\d_)+)", re.MULTILINE)


def _proved() -> Iterator[str]:
    yield from (text.row for text in TEXTS)
    for path in Path(__file__).parent.glob("test_*.py"):
        for rows in _TEST.findall(path.read_text("utf-8")):
            yield from rows.upper().split("_")[:-1]


def test_the_rows_are_those_in_scope() -> None:
    assert [row.number for row in ROWS] == IN_SCOPE


def test_every_row_is_proved_here_or_elsewhere() -> None:
    proved = set(_proved())
    assert [row.number for row in ROWS if row.number not in proved and not row.elsewhere] == []
    assert sorted(proved.difference(IN_SCOPE)) == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.elsewhere], ids=lambda row: row.number)
def test_what_proves_a_row_elsewhere_is_there(row: Row) -> None:
    for node in row.elsewhere:
        module, _, name = node.partition(":")
        assert name.startswith("test_")
        assert callable(getattr(import_module(module), name)), node


@pytest.mark.parametrize("text", TEXTS, ids=str)
def test_a_text_looks_as_it_must(text: Text) -> None:
    assert make_visible(text.raw) == text.shown
    assert acting_in(text.shown) == []


def test_the_texts_are_bad_enough() -> None:
    assert sum(bool(acting_in(text)) for text in CORPUS) > len(CORPUS) / 2
