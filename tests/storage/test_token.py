"""No broken token ever reaches a header, and no part of one is ever shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import CredentialsError
from altotui.storage.token import VARIABLE, TokenSource, check_token, make_token
from tests.domain.test_jwt import AT, jwt

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


@pytest.mark.parametrize("source", TokenSource)
def test_a_token_names_its_source_and_shows_in_no_repr(source: TokenSource) -> None:
    token = make_token(GOOD + "\n", source)
    assert (token.value, token.source, token.expires_at) == (GOOD, source.value, None)
    assert GOOD not in f"{token!r} {token} {[token]}"
    assert source.value in repr(token)
    with pytest.raises(CredentialsError, match=f"^{source.value}: the token has a space at position 4"):
        make_token("bad token", source)


def test_the_sources_are_named_as_people_know_them() -> None:
    assert [source.value for source in TokenSource] == [
        "standard input",
        f"environment variable {VARIABLE}",
        "token_command of the profile",
        "keyring",
        "credentials.json",
    ]


def test_the_expiry_is_that_of_the_token_unless_somebody_knows_better() -> None:
    later = datetime(2030, 1, 1, tzinfo=UTC)
    token = jwt({"exp": int(AT.timestamp())})
    assert make_token(token, TokenSource.FILE).expires_at == AT
    assert make_token(token, TokenSource.COMMAND, later).expires_at == later
