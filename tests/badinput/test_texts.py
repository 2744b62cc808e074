"""Each text of the matrix looks as it must."""

from __future__ import annotations

import pytest

from altotui.domain.text import make_visible
from tests.badinput.replies import CORPUS, acting_in
from tests.badinput.texts import TEXTS, Text


@pytest.mark.parametrize("text", TEXTS, ids=str)
def test_a_text_looks_as_it_must(text: Text) -> None:
    assert make_visible(text.raw) == text.shown
    assert acting_in(text.shown) == []


def test_the_texts_are_bad_enough() -> None:
    assert sum(bool(acting_in(text)) for text in CORPUS) > len(CORPUS) / 2
