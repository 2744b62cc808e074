"""Kept tokens: for their owner, their profile and their origin only, and never lost by accident."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import CredentialsError, StorageError
from altotui.storage.token import TokenSource
from altotui.storage.token_file import describe_file, forget_token, keep_token, read_kept_token
from tests.domain.records import NOW

GOOD = "7:42:aB3dE6gH9jK2mN5pQ8sT1vW4yZ7"
OTHER = "1:1:other-token"
ORIGIN = "https://api.test"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A place for the file, in a folder that is not there yet."""
    return tmp_path / "config" / "credentials.json"


def _write(path: Path, content: object, mode: int = 0o600) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    path.chmod(mode)


def _document(**tokens: object) -> dict[str, object]:
    return {"format": 1, "tokens": tokens}


def test_a_token_is_kept_found_and_forgotten(path: Path) -> None:
    assert read_kept_token(path, "acme", ORIGIN) is None
    assert keep_token(path, "acme", ORIGIN, OTHER, NOW) is None
    assert keep_token(path, "acme", ORIGIN, GOOD, NOW) is None
    assert keep_token(path, "b\u00e9 \x1b", "http://[::1]:1", OTHER, NOW) is None
    token = read_kept_token(path, "acme", ORIGIN)
    assert token is not None
    assert (token.value, token.source) == (GOOD, TokenSource.FILE)
    assert forget_token(path, "acme") is True
    assert forget_token(path, "acme") is False
    assert read_kept_token(path, "acme", ORIGIN) is None
    assert read_kept_token(path, "b\u00e9 \x1b", "http://[::1]:1") is not None
    assert forget_token(path, "b\u00e9 \x1b") is True
    assert os.listdir(path.parent) == []
    assert forget_token(path, "acme") is False


def test_the_file_is_as_documented_and_for_its_owner_only(path: Path) -> None:
    before = os.umask(0)
    try:
        keep_token(path, "acme", ORIGIN, GOOD, NOW)
    finally:
        os.umask(before)
    assert json.loads(path.read_bytes()) == _document(acme={"origin": ORIGIN, "token": GOOD})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert describe_file(path) == "0600, for its owner only"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601, 0o610, 0o602, 0o644, 0o777])
def test_a_file_that_others_can_use_is_refused_with_the_command_to_run(path: Path, mode: int) -> None:
    _write(path, _document(acme={"origin": ORIGIN, "token": GOOD}), mode)
    before = path.read_bytes()
    for use in (
        lambda: read_kept_token(path, "acme", ORIGIN),
        lambda: keep_token(path, "acme", ORIGIN, GOOD, NOW),
        lambda: forget_token(path, "acme"),
    ):
        with pytest.raises(CredentialsError) as caught:
            use()
        assert str(caught.value) == (
            f"credentials.json can be used by others ({mode:04o}): run chmod 600 {path}"
        )
    assert path.read_bytes() == before
    assert describe_file(path) == f"{mode:04o}, others can use it"


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_for_its_owner_is_used(path: Path, mode: int) -> None:
    _write(path, _document(acme={"origin": ORIGIN, "token": GOOD}), mode)
    assert read_kept_token(path, "acme", ORIGIN) is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_refused(path: Path) -> None:
    _write(path, _document(acme={"origin": ORIGIN, "token": GOOD}))
    os.chown(path, 12345, 12345)
    with pytest.raises(CredentialsError, match=f"credentials.json belongs to another user: remove {path}"):
        read_kept_token(path, "acme", ORIGIN)


def test_a_link_is_neither_followed_nor_replaced(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    _write(elsewhere, _document(acme={"origin": ORIGIN, "token": GOOD}))
    path.parent.mkdir()
    for leads_to, words in ((elsewhere, "is a link:"), (path, "link to itself"), (tmp_path / "none", "link")):
        path.symlink_to(leads_to)
        for use in (
            lambda: read_kept_token(path, "acme", ORIGIN),
            lambda: keep_token(path, "acme", ORIGIN, OTHER, NOW),
        ):
            with pytest.raises(CredentialsError, match=words):
                use()
        assert path.is_symlink()
        assert describe_file(path) == "a link: it is not used"
        path.unlink()
    assert GOOD in elsewhere.read_text()
    assert describe_file(path) == "not there"


def test_what_stands_in_its_place_is_never_waited_for(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path, 0o600)
    with pytest.raises(CredentialsError, match="it is not a file: put an ordinary file there, or remove it"):
        read_kept_token(path, "acme", ORIGIN)


def test_a_token_for_another_origin_is_not_used(path: Path) -> None:
    _write(path, _document(acme={"origin": "https://old\x1b.test", "token": GOOD}))
    with pytest.raises(CredentialsError) as caught:
        read_kept_token(path, "acme", ORIGIN)
    assert str(caught.value) == (
        f"credentials.json has a token for https://old␛.test, and profile acme is at {ORIGIN}: "
        "run altotui auth login again"
    )
    keep_token(path, "acme", ORIGIN, OTHER, NOW)
    token = read_kept_token(path, "acme", ORIGIN)
    assert token is not None
    assert token.value == OTHER


DAMAGED = [
    b"",
    b"{",
    b"\xff\xfe",
    b"null",
    b"[]",
    b"3",
    b"[" * 100_000,
    {},
    {"format": 1},
    {"format": 1, "tokens": []},
    {"format": 1, "tokens": {"acme": GOOD}},
    {"format": 1, "tokens": {"acme": {"origin": ORIGIN}}},
    {"format": 1, "tokens": {"acme": {"origin": ORIGIN, "token": 5}}},
    {"format": 1, "tokens": {"other": {"origin": None, "token": GOOD}}},
]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_an_error_to_read_and_kept_aside_by_a_login(path: Path, content: object) -> None:
    _write(path, content)
    before = path.read_bytes()
    for use in (lambda: read_kept_token(path, "acme", ORIGIN), lambda: forget_token(path, "acme")):
        with pytest.raises(
            CredentialsError, match=r"^credentials.json is damaged: run altotui auth login"
        ) as caught:
            use()
        assert GOOD not in str(caught.value)
        assert path.read_bytes() == before
    aside = keep_token(path, "acme", ORIGIN, OTHER, NOW)
    assert aside == path.with_name(f"credentials.json.bad-{NOW:%Y%m%dT%H%M%SZ}")
    assert aside.read_bytes() == before
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    assert json.loads(path.read_bytes()) == _document(acme={"origin": ORIGIN, "token": OTHER})


def test_a_second_damaged_file_does_not_replace_the_first(path: Path) -> None:
    _write(path, b"first")
    keep_token(path, "acme", ORIGIN, GOOD, NOW)
    _write(path, b"second")
    aside = keep_token(path, "acme", ORIGIN, GOOD, NOW)
    assert aside is not None
    assert sorted(kept.read_bytes()[:6] for kept in path.parent.glob("*.bad-*")) == [b"first", b"second"]


def test_a_file_of_another_version_is_left_alone(path: Path) -> None:
    _write(path, {"format": 2, "tokens": "canary"})
    for use in (
        lambda: read_kept_token(path, "acme", ORIGIN),
        lambda: keep_token(path, "acme", ORIGIN, GOOD, NOW),
        lambda: forget_token(path, "acme"),
    ):
        with pytest.raises(CredentialsError, match="written by another version of altotui"):
            use()
    assert os.listdir(path.parent) == [path.name]


def test_a_broken_token_in_it_names_the_file(path: Path) -> None:
    _write(path, _document(acme={"origin": ORIGIN, "token": "bad token"}))
    with pytest.raises(CredentialsError, match=r"^credentials.json: the token has a space at position 4"):
        read_kept_token(path, "acme", ORIGIN)


def test_a_file_that_is_too_large_is_not_read(path: Path) -> None:
    _write(path, b" " * (1024 * 1024 + 1))
    with pytest.raises(
        CredentialsError, match="larger than 1024 KiB: put an ordinary file there, or remove it"
    ):
        read_kept_token(path, "acme", ORIGIN)


def test_a_folder_that_cannot_be_written_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "credentials.json"
    with pytest.raises(CredentialsError, match=r"credentials\.json cannot be read: Not a directory"):
        keep_token(path, "acme", ORIGIN, GOOD, NOW)


TOKENS = st.text("abcXYZ019._~+/=:- \n\u00e9", min_size=8, max_size=40).map("q9{}".format)
JSON = st.recursive(
    TOKENS | st.none() | st.booleans() | st.integers() | st.sampled_from([ORIGIN, 1]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["format", "tokens", "acme", "origin", "token"]) | TOKENS, inner, max_size=4
        )
    ),
    max_leaves=8,
)
ENTRIES = st.fixed_dictionaries(
    {"origin": st.sampled_from([ORIGIN, "https://x", None]), "token": TOKENS | JSON}
)
DOCUMENTS = JSON | st.fixed_dictionaries(
    {"format": st.just(1) | JSON, "tokens": JSON | st.fixed_dictionaries({"acme": ENTRIES | JSON})}
)


@given(DOCUMENTS, st.binary(max_size=5))
def test_no_message_holds_a_token_of_the_file(own_folders: Path, document: object, noise: bytes) -> None:
    path = own_folders / "credentials.json"
    _write(path, json.dumps(document).encode() + noise)
    try:
        token = read_kept_token(path, "acme", ORIGIN)
    except (CredentialsError, StorageError) as problem:
        shown = f"{problem} {problem!r} {problem.__cause__!r}"
        assert "q9" not in shown
    else:
        assert token is None or token.value not in repr(token)
