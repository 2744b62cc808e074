"""Tokens in the keyring of the desktop, where the package `keyring` is installed (extra `keyring`).

A back-end may be missing, refuse, raise anything, or wait for somebody to unlock it: so it is asked in a thread that
is given up on. On a machine without a desktop all of this happens (keyring 25: `NoKeyringError`; the null back-end
keeps nothing and says nothing).
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Protocol, TypeVar

from altotui.domain.errors import CredentialsError
from altotui.storage.token import Token, TokenSource, make_token

SERVICE = "altotui"
READ_LIMIT_S = 2.0
WRITE_LIMIT_S = 60.0
"""Long enough for somebody who unlocks it: only `altotui auth` writes."""

_T = TypeVar("_T")


class Keyring(Protocol):
    """What the package `keyring` offers."""

    def get_password(self, service: str, user: str, /) -> str | None:
        """Return what is kept; None when there is nothing."""
        ...

    def set_password(self, service: str, user: str, password: str, /) -> None:
        """Keep a password."""
        ...

    def delete_password(self, service: str, user: str, /) -> None:
        """Forget a password; raises when there is none."""
        ...


OpenKeyring = Callable[[], Keyring]


class _Failed(CredentialsError):
    """The keyring answered with an error, or there is none."""


def installed_keyring() -> Keyring:
    """Return the package `keyring`; ImportError when it is not installed."""
    import importlib

    module: Keyring = importlib.import_module("keyring")
    return module


def read_keyring(
    profile: str, origin: str, open_keyring: OpenKeyring = installed_keyring, *, limit_s: float = READ_LIMIT_S
) -> Token | None:
    """Return the token kept for a profile at an origin; None when there is none, or no keyring that answers.

    Raises:
        CredentialsError: What is kept there can be no token.
    """
    try:
        text = _within(limit_s, lambda: open_keyring().get_password(SERVICE, _user(profile, origin)))
    except CredentialsError:
        return None
    return make_token(text, TokenSource.KEYRING) if isinstance(text, str) else None


def keep_in_keyring(
    profile: str,
    origin: str,
    token: str,
    open_keyring: OpenKeyring = installed_keyring,
    *,
    limit_s: float = WRITE_LIMIT_S,
) -> None:
    """Keep a token; raises CredentialsError unless it can be read back."""
    user = _user(profile, origin)

    def keep() -> str | None:
        keyring = open_keyring()
        keyring.set_password(SERVICE, user, token)
        return keyring.get_password(SERVICE, user)

    try:
        if _within(limit_s, keep) != token:
            raise CredentialsError("the keyring kept nothing")
    except CredentialsError as problem:
        raise CredentialsError(f"{problem}: leave out --keyring to use credentials.json") from None


def forget_in_keyring(
    profile: str, origin: str, open_keyring: OpenKeyring = installed_keyring, *, limit_s: float = READ_LIMIT_S
) -> bool:
    """Remove the token of a profile at an origin and return whether there was one.

    Raises:
        CredentialsError: There is a keyring, and it does not do it.
    """
    user = _user(profile, origin)
    try:
        kept = _within(limit_s, lambda: open_keyring().get_password(SERVICE, user))
    except _Failed:  # no package, no back-end, no desktop: nothing is kept there
        return False
    if kept is None:
        return False
    _within(limit_s, lambda: open_keyring().delete_password(SERVICE, user))
    return True


def _user(profile: str, origin: str) -> str:
    """Return the user name that an entry has: the origin has no space, so no two profiles share one."""
    return f"{profile} {origin}"


def _within(limit_s: float, call: Callable[[], _T]) -> _T:
    """Return what `call` returns; CredentialsError, never in its own words, when it fails or takes too long."""
    from concurrent.futures import Future

    answer: Future[_T] = Future()

    def ask() -> None:
        try:
            answer.set_result(call())
        except ImportError:
            answer.set_exception(_Failed("the package keyring is not installed (altotui[keyring])"))
        except BaseException as problem:  # a back-end may raise anything, in words that may hold the token
            answer.set_exception(_Failed(f"the keyring failed ({type(problem).__name__})"))

    Thread(target=ask, name="keyring", daemon=True).start()
    try:
        return answer.result(limit_s)
    except TimeoutError:
        raise CredentialsError(f"the keyring gave no answer within {limit_s:g} s") from None
