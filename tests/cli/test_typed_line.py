"""Words of a shell survive on the way to one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.cli.typed_line import join_words
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.translate import translate

VALUES = st.text(
    st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs")) | st.sampled_from("\n\t")
)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["/ip/arp/print"], "/ip/arp/print"),
        (["ip", "arp", "print"], "ip arp print"),
        (["ip arp print where x"], "ip arp print where x"),
        (["/ip arp", "print"], "/ip arp print"),
        (["/execute", "=script=:log info x"], '/execute =script=":log info x"'),
        (["/execute", '=script=:put "x"'], '/execute =script=":put \\"x\\""'),
        (["/a/add", "comment=a b"], '/a/add comment="a b"'),
        (["/a/add", 'comment="a b"'], '/a/add comment="a b"'),
        (["/a/print", "?name=a b"], '/a/print ?name="a b"'),
        (["/a/add", "comment=two\nlines"], '/a/add comment="two\\nlines"'),
        (["/a/add", "comment="], '/a/add comment=""'),
    ],
)
def test_words_become_one_line(words: list[str], line: str) -> None:
    assert join_words(words) == line


@given(value=VALUES)
def test_an_api_word_arrives_as_it_was_given(language: Language, value: str) -> None:
    translation = translate(join_words(["/execute", f"=script={value}"]), language)
    assert translation.parameters == (f"=script={value}",)


@given(value=VALUES.filter(lambda value: '"' not in value))
def test_a_console_value_arrives_as_it_was_given(language: Language, value: str) -> None:
    if not value.isspace() and not any(char.isspace() for char in value):
        return
    translation = translate(join_words(["/ip/address/add", f"comment={value}"]), language)
    assert translation.parameters == (f"=comment={value}",)
