"""What of a pasted text is taken, what is written plainly, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput
from altotui.domain.pasted_text import (
    MAX_CHARS,
    MAX_LINES,
    Replaced,
    check,
    lines_of,
    plain_form,
    replaced_in,
)
from altotui.domain.routeros.script_lines import groups_of
from altotui.domain.text import make_visible
from altotui.simulator.routeros.hostile import HOSTILE


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ()),
        ("\n \r\n", ()),
        ("a", ("a",)),
        ("  ", ("  ",)),
        ("a\n", ("a",)),
        ("\n\n a \n\n", (" a ",)),
        ("a\r\nb\rc\n\nd", ("a", "b", "c", "", "d")),
        ("a\x0bb\x85c\u2028d", ("a\x0bb\x85c\u2028d",)),
    ],
)
def test_lines(text: str, lines: tuple[str, ...]) -> None:
    assert lines_of(text) == lines


@given(st.lists(st.text(max_size=20), max_size=6))
def test_what_passes_is_drawn_as_it_is_sent(lines: list[str]) -> None:
    for line in lines if _problem_of(lines) is None else ():
        plain = plain_form(line)
        assert make_visible(plain, max_chars=100) == plain or any(map(_is_mark, plain))
        assert plain_form(plain) == plain
        assert len(plain) == len(line)
        assert (plain == line) == (not replaced_in([line]))


@given(st.lists(st.text(max_size=20), max_size=6))
def test_what_is_refused_is_refused_in_visible_words(lines: list[str]) -> None:
    problem = _problem_of(lines)
    assert problem is None or problem.isprintable()


def _problem_of(lines: list[str]) -> str | None:
    try:
        check(lines)
    except InvalidInput as refused:
        return str(refused)
    return None


def _is_mark(char: str) -> bool:
    """Return whether a character belongs to the one before it, of which too many in a row are drawn as signs."""
    import unicodedata

    return unicodedata.category(char).startswith("M")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_hostile_text_is_refused_or_harmless(text: str) -> None:
    lines = lines_of(text)
    if _problem_of(list(lines)) is None:
        assert all(plain_form(line).isprintable() for line in lines)


def test_replacements_are_counted_by_character_in_their_order() -> None:
    lines = ["\u201ca\u201d", "b\xa0\xa0\u201cc", "plain"]
    assert replaced_in(lines) == [
        Replaced("\u201c", '"', 2),
        Replaced("\u201d", '"', 1),
        Replaced("\xa0", " ", 2),
    ]
    assert str(Replaced("\xa0", " ", 2)) == "NBSP (U+00A0) becomes a blank (2 times)"
    assert str(Replaced("\t", " ", 1)) == "TAB (U+0009) becomes a blank"
    assert plain_form("\u2018x\u2019\t\u201e") == "'x' \""


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["x"] * (MAX_LINES + 1), "501 lines"),
        (["x" * (MAX_CHARS + 1)], "20001 characters"),
        (["x" * 10_000, "x" * 10_000], "20001 characters"),
        (["a", "b\x1b"], "ESC"),
        (["\udc80"], "a control character"),
    ],
)
def test_what_cannot_be_taken_is_named(lines: list[str], problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        check(lines)


@pytest.mark.parametrize("lines", [[], ["x"] * MAX_LINES, ["x" * MAX_CHARS], ["\xe9\u5bbd e\u0301", ""]])
def test_what_can_be_taken_passes(lines: list[str]) -> None:
    check(lines)


@pytest.mark.parametrize(
    ("lines", "groups"),
    [
        ([], []),
        (["a"], [[0]]),
        (["a", "", "# c", "b"], [[0], [1], [2], [3]]),
        (["a; b", "c"], [[0], [1]]),
        (["add a=1 \\", "  b=2 \\", "  c=3", "print"], [[0, 1, 2], [3]]),
        (['add comment="one', 'two"', "print"], [[0, 1], [2]]),
        (["foreach i in=[find] do={", "  remove $i", "}", "print"], [[0, 1, 2], [3]]),
        (["add ( 1", "+ 2 )"], [[0, 1]]),
        (['add comment="open', "print", "print"], [[0, 1, 2]]),
        (["# a \\", "b"], [[0], [1]]),
        (["a \\"], [[0]]),
        (["a;\\", "b", "c"], [[0, 1], [2]]),
        (["a { b", "}; c {", "}", "d"], [[0, 1, 2], [3]]),
    ],
)
def test_lines_that_belong_together(lines: list[str], groups: list[list[int]]) -> None:
    assert [list(group) for group in groups_of(lines)] == groups


@given(st.lists(st.text('ab \\"{}[]();#=$', max_size=8), max_size=8))
def test_every_line_is_in_one_group(lines: list[str]) -> None:
    assert [at for group in groups_of(lines) for at in group] == list(range(len(lines)))
