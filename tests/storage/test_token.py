"""No broken token ever reaches a header, and no part of one is ever shown."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import CredentialsError
from altotui.storage.token import VARIABLE, check_token, read_token

GOOD = "7:42:aB3dE6gH9jK2mN5pQ8sT1vW4yZ7"


@pytest.mark.parametrize(
    "text", [GOOD, GOOD + "\n", GOOD + "\r\n", "eyJhbGciOi.eyJz-dWIi_.c2ln+/=~", "abcdef", "x" * 4096]
)
def test_a_token_is_taken_without_its_last_newline(text: str) -> None:
    assert check_token(text) == text.rstrip("\r\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD + "\n\n", "a newline at position 33"),
        ("abc\ndef", "a newline at position 4"),
        ("\n" + GOOD, "a newline at position 1"),
        ("abc\r\ndef", "a newline at position 4"),
        (" " + GOOD, "a space at position 1"),
        (GOOD + " ", "a space at position 33"),
        (GOOD + " \n", "a space at position 33"),
        ("abc\tdef", "a space at position 4"),
        ("abc\u00a0def", "a space at position 4"),
        ("abc\x00def", "a character no token has at position 4"),
        ("abc\u00c9def", "a character no token has at position 4"),
        ("abc\u200bdef", "a character no token has at position 4"),
        ("\ufeff" + GOOD, "a character no token has at position 1"),
        ("abc\udc80def", "a character no token has at position 4"),
        ('"quoted"', "a character no token has at position 1"),
        ("Bearer abc", "a space at position 7"),
        ("", "0 characters, which is not 6 to 4096"),
        ("\n", "0 characters"),
        ("abcde", "5 characters"),
        ("x" * 4097, "4097 characters"),
        ("x" * 1_000_000, "1000000 characters"),
        ("x" * 999_999 + "\u00c9", "1000000 characters"),
    ],
)
def test_a_broken_token_is_refused_with_the_position(text: str, words: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        check_token(text)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 120


@given(st.text(min_size=1, max_size=30))
def test_what_passes_can_stand_in_a_header_and_what_does_not_is_not_shown(text: str) -> None:
    try:
        token = check_token(text)
    except CredentialsError as problem:
        shown = str(problem)
        assert len(text) < 6 or text not in shown
        return
    assert f"Bearer {token}".isascii()
    assert f"Bearer {token}".isprintable()


def test_the_token_leaves_the_environment_and_shows_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, GOOD + "\n")
    token = read_token()
    assert token.value == GOOD
    assert VARIABLE not in os.environ
    assert GOOD not in repr(token) + str(token)
    assert VARIABLE in token.source


def test_a_broken_token_leaves_the_environment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "bad token")
    with pytest.raises(CredentialsError, match="a space at position 4"):
        read_token()
    assert VARIABLE not in os.environ


def test_without_a_token_the_error_says_what_to_do() -> None:
    with pytest.raises(CredentialsError, match=f"set {VARIABLE}, or try the simulated fleet with --demo"):
        read_token()
