"""Quotes of the console: whatever is written with them is read back, and an escape that is none is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.lexer import Bare, Quoted, lex
from altotui.domain.routeros.quoting import BadEscape, quote, unescape


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("", ""),
        ("plain", "plain"),
        (r"\"", '"'),
        (r"\\", "\\"),
        (r"\n\r\t", "\n\r\t"),
        (r"\$\?\_", "$? "),
        (r"\a\b\f\v", "\a\b\f\v"),
        (r"\41", "A"),
        (r"\0A", "\n"),
        (r"\00", "\x00"),
        (r"\AB", "\xab"),
        (r"\4F\4B", "OK"),
        (r"\C3\A9", "é"),
        (r"\E2\82\AC", "€"),
        (r"\F0\9F\98\80", "\U0001f600"),
        (r"\E9", "é"),
        (r"\\41", "\\41"),
        (r"\\\41", "\\A"),
        (r"\411", "A1"),
        (r"\_\_", "  "),
        ("a\\\nb", "ab"),
        ("a\\\r\n   b", "ab"),
        ("é€", "é€"),
    ],
)
def test_unescape(text: str, meaning: str) -> None:
    assert unescape(text) == meaning


@pytest.mark.parametrize(
    ("text", "escape", "at"),
    [
        (r"\q", r"\q", 0),
        (r"ab\4f", r"\4", 2),
        (r"\xFF", r"\x", 0),
        ("\\ ", "\\ ", 0),
        ("a\\", "\\", 1),
        (r"\'", r"\'", 0),
        (r"\é", "\\é", 0),
    ],
)
def test_what_is_no_escape_is_said_with_its_place(text: str, escape: str, at: int) -> None:
    with pytest.raises(BadEscape) as raised:
        unescape(text)
    assert (raised.value.escape, raised.value.at) == (escape, at)
    assert "\\\\" in raised.value.remedy


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("ether1", "ether1"),
        ("10.0.0.1/24", "10.0.0.1/24"),
        ("a b", '"a b"'),
        ('say "hi"', r'"say \"hi\""'),
        ("$x", r'"\$x"'),
        ("a?b", r'"a\?b"'),
        ("C:\\x", r'"C:\\x"'),
        ("a\nb", r'"a\nb"'),
        ("\x1b[2J", r'"\1B[2J"'),
        ("é", r'"\C3\A9"'),
        ("=x", '"=x"'),
        ("[find]", '"[find]"'),
        ("a;b", '"a;b"'),
        ("#", '"#"'),
    ],
)
def test_quote(text: str, written: str) -> None:
    assert quote(text) == written


@pytest.mark.parametrize("text", ["0", "12", "0,1", "where"])
def test_a_name_that_would_mean_something_else_is_quoted(text: str) -> None:
    """Bare, `0` is the first row of the last list, and `where` begins a condition."""
    assert quote(text) == f'"{text}"'


@given(st.text())
def test_whatever_is_quoted_is_read_back(text: str) -> None:
    written = quote(text)
    assert written.isascii()
    assert written.isprintable()
    lexed = lex(f"x {written}")
    (part,) = lexed.statements[0].chunks[1].parts
    assert not lexed.problems
    assert isinstance(part, Bare | Quoted)
    assert part.text == text
    assert not isinstance(part, Quoted) or not part.is_dynamic


@given(st.text(), st.text())
def test_quoted_texts_stay_apart(first: str, second: str) -> None:
    lexed = lex(f"x a={quote(first)} b={quote(second)};y")
    assert [len(statement.chunks) for statement in lexed.statements] == [3, 1]


@given(st.text(st.sampled_from('\\"$nrt_ab4F0?\n\r q')))
def test_nothing_but_a_bad_escape_is_raised(text: str) -> None:
    try:
        unescape(text)
    except BadEscape as bad:
        assert text[bad.at] == "\\"  # noqa: PT017
