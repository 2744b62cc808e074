"""Text takes exactly the cells it is given, and what is counted without the tables of Unicode is counted right."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from altotui.domain.text import gated, make_visible
from altotui.ui.cells import fit, fit_middle, has_usual_cells, width_of

_texts = st.one_of(
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F), max_size=40),
    st.text(st.sampled_from("ab-é…│中字e\u0301~"), max_size=40),
    st.text(max_size=20),
).map(make_visible)


def test_every_usual_character_takes_one_cell_and_acts_on_no_terminal() -> None:
    usual = [char for char in map(chr, range(sys.maxunicode + 1)) if has_usual_cells(char)]
    assert {"a", "~", "é", "…", "│", "█"} <= set(usual)
    assert [
        char for char in usual if cell_len(char) != 1 or gated(char) != char or not char.isprintable()
    ] == []


@given(_texts)
def test_usual_text_is_counted_as_any_other(text: str) -> None:
    assert width_of(text) == cell_len(text)


@given(_texts, st.integers(0, 50))
def test_text_is_made_as_wide_as_it_is_to_be(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == cell_len(fit(text, width, right=True)) == width
    assert cell_len(fit_middle(text, width)) == width


@given(st.from_regex(r"[a-zé]{1,12}-[a-z]{1,8}-[0-9]{4}", fullmatch=True), st.integers(10, 40))
def test_a_name_that_is_cut_in_its_middle_keeps_both_ends(name: str, width: int) -> None:
    shown = fit_middle(name, width).rstrip()
    if len(name) <= width:
        assert shown == name
        return
    head, tail = shown.split("…")
    assert name.startswith(head)
    assert name.endswith(tail)
    assert tail.endswith(name[-4:])
    assert len(shown) == width
