"""The first source that has a token decides, one that fails is named, and a token never goes where it is not for."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import CredentialsError, InvalidInput
from altotui.storage.locations import credentials_file
from altotui.storage.token import VARIABLE, Token, TokenSource
from altotui.storage.token_file import keep_token
from altotui.storage.token_keyring import Keyring
from altotui.storage.token_sources import TokenQuery, find_token, find_token_again, read_stdin
from tests.domain.records import NOW
from tests.storage.test_token_keyring import HangingKeyring, MemoryKeyring

ORIGIN = "https://api.test"
STDIN, ENVIRONMENT, COMMAND, KEYRING, FILE = TokenSource
TOKENS = {
    STDIN: "from-stdin",
    ENVIRONMENT: "from-environment",
    COMMAND: "from-command",
    KEYRING: "from-keyring",
    FILE: "from-file",
}


class Terminal(io.StringIO):
    """A stdin that is a terminal."""

    def isatty(self) -> bool:
        return True


def _no_keyring() -> Keyring:
    raise ImportError


def _query(command: tuple[str, ...] | None = None, *, from_stdin: bool = False) -> TokenQuery:
    return TokenQuery("acme", ORIGIN, command, from_stdin)


def _found(query: TokenQuery, keyring: Keyring | None = None, stdin: str = "") -> Token:
    opened = (lambda: keyring) if keyring else _no_keyring
    return find_token(query, open_keyring=opened, stdin=io.StringIO(stdin))


@pytest.mark.parametrize("first", TokenSource)
def test_the_first_that_has_a_token_decides(monkeypatch: pytest.MonkeyPatch, first: TokenSource) -> None:
    there = list(TokenSource)[list(TokenSource).index(first) :]
    keyring = MemoryKeyring(**({"acme": TOKENS[KEYRING]} if KEYRING in there else {}))
    keep_token(credentials_file(), "acme", ORIGIN, TOKENS[FILE], NOW)
    if ENVIRONMENT in there:
        monkeypatch.setenv(VARIABLE, TOKENS[ENVIRONMENT])
    command = ("echo", TOKENS[COMMAND]) if COMMAND in there else None
    token = _found(_query(command, from_stdin=STDIN in there), keyring, f"{TOKENS[STDIN]}\nrest")
    assert (token.source, token.value) == (first, TOKENS[first])
    assert VARIABLE not in os.environ


def test_without_any_the_error_says_what_to_do() -> None:
    words = f"run altotui auth login, set {VARIABLE}, or try the simulated fleet with --demo"
    with pytest.raises(CredentialsError, match=f"^there is no token: {words}$"):
        _found(_query())


@pytest.mark.parametrize("value", ["bad token", "", "x", "\u00e9" * 20])
def test_a_broken_token_leaves_the_environment_too(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    keep_token(credentials_file(), "acme", ORIGIN, TOKENS[FILE], NOW)
    with pytest.raises(CredentialsError, match=f"^environment variable {VARIABLE}: the token has "):
        _found(_query())
    assert VARIABLE not in os.environ


def test_a_source_that_fails_is_named_and_not_passed_over() -> None:
    keep_token(credentials_file(), "acme", ORIGIN, TOKENS[FILE], NOW)
    with pytest.raises(CredentialsError, match=r"^token_command of the profile: it ended with 1"):
        _found(_query(("false",)))
    credentials_file().chmod(0o644)
    with pytest.raises(CredentialsError, match=r"^credentials\.json can be used by others"):
        _found(_query())
    with pytest.raises(CredentialsError, match=r"^standard input: there is no token on it"):
        _found(_query(from_stdin=True))


def test_a_keyring_that_hangs_is_passed_over_within_two_seconds() -> None:
    hanging = HangingKeyring()
    keep_token(credentials_file(), "acme", ORIGIN, TOKENS[FILE], NOW)
    try:
        assert _found(_query(), hanging).source == FILE
    finally:
        hanging.is_over.set()


def test_the_token_of_a_command_goes_to_its_own_origin_only(monkeypatch: pytest.MonkeyPatch) -> None:
    query = _query(("echo", TOKENS[COMMAND]))
    assert _found(query._replace(command_origin=ORIGIN)).source == COMMAND
    other = query._replace(command_origin="https://other.test")
    with pytest.raises(
        CredentialsError, match=r"its token is for https://other\.test and is not sent to https://api"
    ):
        _found(other)
    monkeypatch.setenv(VARIABLE, TOKENS[ENVIRONMENT])
    assert _found(other).source == ENVIRONMENT


@pytest.mark.parametrize("source", [STDIN, ENVIRONMENT, "somewhere", "demo"])
def test_what_can_be_read_only_once_gives_nothing_again(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setenv(VARIABLE, TOKENS[ENVIRONMENT])
    assert find_token_again(_query(("echo", TOKENS[COMMAND])), source) is None


def test_the_same_source_is_read_again_and_no_other(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    printed = tmp_path / "printed"
    printed.write_text("first-token")
    query = _query(("cat", str(printed)))
    assert _found(query, keyring).value == "first-token"
    printed.write_text("second-token")
    again = find_token_again(query, COMMAND)
    assert again is not None
    assert (again.value, again.source) == ("second-token", COMMAND)
    for source in (KEYRING, FILE):
        assert find_token_again(query, source, open_keyring=lambda: keyring) is None
    assert find_token_again(_query(), COMMAND) is None
    keyring.set_password("altotui", f"acme {ORIGIN}", TOKENS[KEYRING])
    keep_token(credentials_file(), "acme", ORIGIN, TOKENS[FILE], NOW)
    for source in (KEYRING, FILE):
        token = find_token_again(query, source, open_keyring=lambda: keyring)
        assert token is not None
        assert (token.value, token.source) == (TOKENS[source], source)


def test_a_source_that_fails_when_read_again_is_named() -> None:
    with pytest.raises(CredentialsError, match=r"^token_command of the profile: it ended with 1"):
        find_token_again(_query(("false",)), COMMAND)


def test_the_first_line_of_stdin_is_read_and_no_more() -> None:
    stream = io.StringIO(f"{TOKENS[STDIN]}\r\nscript of a job\n")
    token = read_stdin(stream)
    assert (token.value, token.source) == (TOKENS[STDIN], STDIN)
    assert stream.read() == "script of a job\n"


def test_a_terminal_is_never_read() -> None:
    with pytest.raises(InvalidInput, match="stdin is a terminal: keep the token with altotui auth login"):
        read_stdin(Terminal(TOKENS[STDIN]))


def test_a_stdin_that_is_broken_says_so() -> None:
    closed = io.StringIO()
    closed.close()
    undecodable = io.TextIOWrapper(io.BytesIO(b"\xffcanary"), encoding="utf-8")
    with pytest.raises(CredentialsError, match="standard input: it cannot be read as text"):
        read_stdin(undecodable)
    endless = io.StringIO("canary" * 10_000)
    with pytest.raises(CredentialsError, match="standard input: the token has 16385 characters"):
        read_stdin(endless)


@given(st.text("abcXYZ019._~+/=:-", min_size=8, max_size=40).map("q9{}".format), st.text(max_size=8))
def test_no_message_about_stdin_or_the_environment_holds_the_token(secret: str, around: str) -> None:
    for text in (f"{secret}{around}", f"{around}{secret}"):
        try:
            token = read_stdin(io.StringIO(text, newline=""))
        except CredentialsError as problem:
            shown = f"{problem} {problem!r} {problem.__cause__!r}"
            assert secret not in shown
        else:
            assert token.value not in repr(token)
        if not {"\x00"} & set(text) and text.isascii():
            os.environ[VARIABLE] = text
            try:
                _found(_query())
            except CredentialsError as problem:
                shown = f"{problem} {problem!r} {problem.__cause__!r}"
                assert secret not in shown
            assert VARIABLE not in os.environ
