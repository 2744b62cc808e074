"""The expiry that a token names is shown when it can be read, and odd tokens are simply without one."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.jwt import expiry_of, moment_of

HEADER = "eyJhbGciOiJSUzI1NiJ9"
AT = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


def jwt(payload: object) -> str:
    """Return a token with `payload`, bytes as they are and everything else as JSON."""
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return f"{HEADER}.{base64.urlsafe_b64encode(raw).decode().rstrip('=')}.c2ln"


@pytest.mark.parametrize("exp", [AT.timestamp(), int(AT.timestamp())])
def test_the_expiry_is_read_in_utc(exp: float) -> None:
    assert expiry_of(jwt({"sub": "x", "exp": exp})) == AT


@pytest.mark.parametrize("filler", ["", "a", "aa", "aaa", "\u00ff\u00fe?>~"])
def test_every_length_and_both_odd_characters_of_the_alphabet_are_read(filler: str) -> None:
    assert expiry_of(jwt({"a": filler, "exp": int(AT.timestamp())})) == AT


@pytest.mark.parametrize(
    "token",
    [
        "",
        "..",
        "7:42:aB3dE6gH9jK2",
        "a.b",
        "a.b.c.d",
        f"{HEADER}.\u00e9\u00e9\u00e9\u00e9.x",
        f"{HEADER}.!!!!.x",
        f"{HEADER}.YQ.x",
        f"{HEADER}.Y.x",
        jwt({}),
        jwt([]),
        jwt(3),
        jwt(None),
        jwt({"exp": None}),
        jwt({"exp": True}),
        jwt({"exp": "1772442900"}),
        jwt({"exp": []}),
        jwt({"exp": 10**30}),
        jwt({"exp": -(10**30)}),
        jwt({"exp": 10**4000}),
        jwt(b'{"exp": 1e999}'),
        jwt(b'{"exp": NaN}'),
        jwt(b'{"exp": ' + b"9" * 5000 + b"}"),
        jwt(b"\xff\xfe"),
        jwt(b'{"exp": 17724429'),
        jwt(b"[" * 100_000),
        jwt(b'{"a":' * 100_000),
    ],
)
def test_an_odd_token_has_no_expiry(token: str) -> None:
    assert expiry_of(token) is None


@given(st.text(max_size=40) | st.binary(max_size=60).map(jwt))
def test_no_text_breaks_it(text: str) -> None:
    assert expiry_of(text) is None


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5))
def test_a_moment_is_a_time_with_a_zone_or_none(value: object) -> None:
    at = moment_of(value)
    assert at is None or at.tzinfo is UTC
