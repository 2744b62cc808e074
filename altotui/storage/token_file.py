"""Tokens in credentials.json: one for each profile, bound to the origin it was given for, readable by its owner only.

{"format": 1, "tokens": {"acme": {"origin": "https://v1.api.altostrat.io", "token": "..."}}}
"""

from __future__ import annotations

import json
import os
import stat
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from altotui.domain.errors import CredentialsError, StorageError
from altotui.domain.text import make_visible
from altotui.storage.aside import put_aside
from altotui.storage.atomic import read_file, replace_file
from altotui.storage.token import Token, TokenSource, make_token

_FORMAT = 1
_MAX_BYTES = 1024 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class _Kept(NamedTuple):
    origin: str
    token: str


class _Damaged(CredentialsError):
    """The file is the person's own and no document of this kind."""


def read_kept_token(path: Path, profile: str, origin: str) -> Token | None:
    """Return the token of a profile; None when there is none for it.

    Raises:
        CredentialsError: The file cannot be used, others can read it, or the token is for another origin.
    """
    kept = _load(path).get(profile)
    if kept is None:
        return None
    if kept.origin != origin:
        raise CredentialsError(
            f"{path.name} has a token for {make_visible(kept.origin, max_chars=100)}, and profile "
            f"{make_visible(profile, max_chars=60)} is at {origin}: run altotui auth login again"
        )
    return make_token(kept.token, TokenSource.FILE)


def keep_token(path: Path, profile: str, origin: str, token: str, now: datetime) -> Path | None:
    """Write the token of a profile; return where a damaged file was put aside, None when it was not.

    Raises:
        CredentialsError: The file there cannot be trusted.
        StorageError: It could not be written.
    """
    aside = None
    try:
        kept = _load(path)
    except _Damaged:
        aside = put_aside(path, f"bad-{now:%Y%m%dT%H%M%SZ}")
        kept = {}
    kept[profile] = _Kept(origin, token)
    _save(path, kept)
    return aside


def forget_token(path: Path, profile: str) -> bool:
    """Remove the token of a profile, whatever its origin, and return whether there was one.

    Raises:
        CredentialsError: The file cannot be used.
        StorageError: It could not be written.
    """
    kept = _load(path)
    if kept.pop(profile, None) is None:
        return False
    if kept:
        _save(path, kept)
    else:
        _remove(path)
    return True


def describe_file(path: Path) -> str:
    """Return in words who can read the file."""
    try:
        status = path.lstat()
    except OSError:
        return "not there"
    if stat.S_ISLNK(status.st_mode):
        return "a link: it is not used"
    mode = stat.S_IMODE(status.st_mode)
    return f"{mode:04o}, others can use it" if mode & _OTHERS else f"{mode:04o}, for its owner only"


def _load(path: Path) -> dict[str, _Kept]:
    try:
        file = read_file(path, max_bytes=_MAX_BYTES, is_link_followed=False)
    except FileNotFoundError:
        return {}
    except StorageError as problem:
        raise CredentialsError(f"{problem}: put an ordinary file there, or remove it") from None
    _check_owner(path, file.status)
    try:
        return _read_document(json.loads(file.content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _Damaged(f"{path.name} is damaged: run altotui auth login again") from None


def _check_owner(path: Path, status: os.stat_result) -> None:
    shown = make_visible(str(path))
    if status.st_uid != os.geteuid():
        raise CredentialsError(f"{path.name} belongs to another user: remove {shown}")
    if status.st_mode & _OTHERS:
        mode = stat.S_IMODE(status.st_mode)
        raise CredentialsError(f"{path.name} can be used by others ({mode:04o}): run chmod 600 {shown}")


def _read_document(document: dict[str, object]) -> dict[str, _Kept]:
    if document["format"] != _FORMAT:
        raise CredentialsError(
            "credentials.json was written by another version of altotui: use that, or remove it"
        )
    tokens = document["tokens"]
    if not isinstance(tokens, dict):
        raise TypeError
    return {profile: _Kept(_text(one["origin"]), _text(one["token"])) for profile, one in tokens.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _save(path: Path, kept: dict[str, _Kept]) -> None:
    document = {"format": _FORMAT, "tokens": {profile: one._asdict() for profile, one in kept.items()}}
    replace_file(path, json.dumps(document, indent=2).encode())


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as problem:
        raise StorageError(f"cannot remove {path.name}: {problem.strerror}") from None
