"""Hostile text becomes visible text: properties over everything Unicode has."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.text import MAX_COMBINING_MARKS, cell_width, clip, fit, gated, make_visible

NASTY = st.sampled_from(
    "\x00\x07\x08\t\n\r\x0b\x0c\x0e\x1b\x7f\x80\x85\x9b\x9d\xa0\xad\u034f\u061c\u115f\u180e\u200b\u200d\u200e"
    "\u2028\u2029\u202e\u2060\u2066\u2069\u2800\u3000\u3164\ud83d\udfff\ue000\ufe0f\ufeff\uffa0\uffff"
    "\U000e0001\U000e0100\U0010ffff\u0301\u0651[]/…<>+()U0"
)
ANYTHING = st.text(st.one_of(st.characters(), st.characters(categories=["Cs"]), NASTY), max_size=80)
FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _forbidden_in(text: str, allowed: str = "") -> list[str]:
    return [char for char in text if unicodedata.category(char) in FORBIDDEN and char not in allowed]


@given(ANYTHING)
def test_nothing_that_controls_or_hides_survives(text: str) -> None:
    assert _forbidden_in(make_visible(text)) == []


@given(ANYTHING)
def test_only_lf_and_tab_survive_where_lines_are_kept(text: str) -> None:
    shown = make_visible(text, keep_newlines=True)
    assert _forbidden_in(shown, allowed="\n\t") == []
    assert shown.count("\t") == text.count("\t")
    assert shown.count("\n") == text.count("\n")


@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0)])
def test_every_control_character_is_one_visible_sign(code: int) -> None:
    shown = make_visible(f"a{chr(code)}b")
    assert shown.startswith("a")
    assert shown.endswith("b")
    assert len(shown) > 2
    assert all(unicodedata.category(char) not in FORBIDDEN for char in shown)


@given(ANYTHING, st.booleans(), st.integers(min_value=20, max_value=60))
def test_making_visible_again_changes_nothing(text: str, keep_newlines: bool, max_chars: int) -> None:
    once = make_visible(text, keep_newlines=keep_newlines, max_chars=max_chars)
    assert make_visible(once, keep_newlines=keep_newlines, max_chars=max_chars) == once


@given(ANYTHING, st.integers(min_value=20, max_value=60))
def test_length_is_bounded_and_what_is_left_out_is_counted(text: str, max_chars: int) -> None:
    shown = make_visible(text, max_chars=max_chars)
    assert len(shown) <= max_chars
    if len(text) > max_chars:
        start, _, count = shown.rpartition("…(+")
        assert start
        assert 0 < int(count.removesuffix(")")) <= len(text)


@given(
    st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=12),
    st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp"]),
    st.integers(min_value=0, max_value=12),
)
def test_a_name_with_something_hidden_in_it_never_looks_like_the_name(
    name: str, hidden: str, at: int
) -> None:
    assert make_visible(name[:at] + hidden + name[at:]) != make_visible(name)


@given(st.lists(st.characters(categories=["Cc", "Cf", "Cs"]), min_size=1, max_size=6))
def test_different_hidden_characters_look_different(hidden: list[str]) -> None:
    shown = {make_visible(f"a{char}") for char in hidden}
    assert len(shown) == len(set(hidden))


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=200))
def test_printable_ascii_is_left_alone(text: str) -> None:
    assert make_visible(text) == text


@given(st.integers(min_value=0, max_value=40))
def test_combining_marks_are_kept_up_to_four(marks: int) -> None:
    shown = make_visible("e" + "\u0301" * marks)
    assert shown.count("\u0301") == min(marks, MAX_COMBINING_MARKS)
    assert shown.count("<U+0301>") == max(0, marks - MAX_COMBINING_MARKS)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x7f", "␡"),
        ("\x9b2J", "<U+009B>2J"),
        ("a\u202eb", "a<U+202E>b"),
        ("\ud83d", "<U+D83D>"),
        ("a\u00a0b\u3000c", "a b c"),
        ("日本語", "日本語"),
        ("one\r\ntwo", "one␍␊two"),
        ("[/] [@click=app.quit]", "[/] [@click=app.quit]"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert make_visible(text) == shown


def test_a_megabyte_is_cut_without_reading_it_all() -> None:
    assert make_visible("\x1b" * 1_000_000, max_chars=100).endswith("…(+999911)")


VISIBLE = ANYTHING.map(make_visible)


@given(VISIBLE, st.integers(min_value=-3, max_value=40))
def test_clipped_text_fits(text: str, width_cells: int) -> None:
    clipped = clip(text, width_cells)
    assert cell_width(clipped) <= max(0, width_cells)
    assert clipped == text or clipped == "" or clipped.endswith("…")


@given(VISIBLE, st.integers(min_value=0, max_value=40), st.booleans())
def test_fitted_text_has_exactly_the_width(text: str, width_cells: int, right: bool) -> None:
    assert cell_width(fit(text, width_cells, right=right)) == width_cells


@given(VISIBLE, VISIBLE)
def test_width_adds_up(first: str, second: str) -> None:
    assert cell_width(first + second) == cell_width(first) + cell_width(second)


@pytest.mark.parametrize(
    ("text", "width", "clipped"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("abc", 0, "")],
)
def test_clip_examples(text: str, width: int, clipped: str) -> None:
    assert clip(text, width) == clipped


@given(ANYTHING)
def test_the_last_gate_lets_no_control_pass_and_gives_one_sign_for_each(text: str) -> None:
    drawn = gated(text)
    assert len(drawn) == len(text)
    assert (
        _forbidden_in(drawn, allowed="".join(c for c in drawn if unicodedata.category(c) in ("Co", "Cn")))
        == []
    )
    assert gated(drawn) is drawn


@given(VISIBLE)
def test_visible_text_passes_the_last_gate_as_it_is(text: str) -> None:
    assert gated(text) is text
