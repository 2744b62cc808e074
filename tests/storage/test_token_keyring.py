"""A keyring may be missing, mute, raise anything or hang: then the next source is asked, and nothing is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from altotui.domain.errors import CredentialsError
from altotui.storage.token import TokenSource
from altotui.storage.token_keyring import (
    SERVICE,
    Keyring,
    forget_in_keyring,
    installed_keyring,
    keep_in_keyring,
    read_keyring,
)

GOOD = "7:42:aB3dE6gH9jK2mN5pQ8sT1vW4yZ7"
ORIGIN = "https://api.test"
PATIENT_S = 20.0


class MemoryKeyring:
    """A keyring that works."""

    def __init__(self, **kept: str) -> None:
        self.kept = {(SERVICE, f"{profile} {ORIGIN}"): token for profile, token in kept.items()}

    def get_password(self, service: str, user: str, /) -> str | None:
        return self.kept.get((service, user))

    def set_password(self, service: str, user: str, password: str, /) -> None:
        self.kept[service, user] = password

    def delete_password(self, service: str, user: str, /) -> None:
        del self.kept[service, user]


class MuteKeyring(MemoryKeyring):
    """Keeps nothing and says nothing, as the null back-end does."""

    def set_password(self, _service: str, _user: str, _password: str, /) -> None:
        """Say nothing."""


class FailingKeyring:
    """Fails in words that hold a secret."""

    def __init__(self, problem: BaseException) -> None:
        self.problem = problem

    def get_password(self, _service: str, _user: str, /) -> str | None:
        raise self.problem

    def set_password(self, _service: str, _user: str, _password: str, /) -> None:
        raise self.problem

    def delete_password(self, _service: str, _user: str, /) -> None:
        raise self.problem


class LockedKeyring(MemoryKeyring):
    """Shows everything and changes nothing."""

    def delete_password(self, _service: str, _user: str, /) -> None:
        raise PermissionError(GOOD)


class HangingKeyring:
    """Waits for somebody who does not come."""

    def __init__(self) -> None:
        self.is_over = threading.Event()

    def get_password(self, _service: str, _user: str, /) -> str | None:
        self.is_over.wait(PATIENT_S)
        return None

    def set_password(self, _service: str, _user: str, _password: str, /) -> None:
        self.is_over.wait(PATIENT_S)

    def delete_password(self, _service: str, _user: str, /) -> None:
        self.is_over.wait(PATIENT_S)


def _missing() -> Keyring:
    raise ModuleNotFoundError("No module named 'keyring'")


PROBLEMS: list[BaseException] = [
    RuntimeError(f"No recommended backend was available for {GOOD}"),
    OSError("no session bus"),
    KeyError(GOOD),
    SystemExit(3),
    KeyboardInterrupt(),
]
FAILING: list[Callable[[], Keyring]] = [
    _missing,
    *(lambda problem=problem: FailingKeyring(problem) for problem in PROBLEMS),
]


def test_a_token_is_kept_found_and_forgotten() -> None:
    keyring = MemoryKeyring(other="other-token")
    assert read_keyring("acme", ORIGIN, lambda: keyring) is None
    keep_in_keyring("acme", ORIGIN, GOOD, lambda: keyring)
    token = read_keyring("acme", ORIGIN, lambda: keyring)
    assert token is not None
    assert (token.value, token.source) == (GOOD, TokenSource.KEYRING)
    assert read_keyring("acme", "https://other.test", lambda: keyring) is None
    assert forget_in_keyring("acme", ORIGIN, lambda: keyring) is True
    assert forget_in_keyring("acme", ORIGIN, lambda: keyring) is False
    assert list(keyring.kept.values()) == ["other-token"]


@pytest.mark.parametrize("open_keyring", FAILING)
def test_a_keyring_that_fails_has_no_token(open_keyring: Callable[[], Keyring]) -> None:
    assert read_keyring("acme", ORIGIN, open_keyring) is None
    assert forget_in_keyring("acme", ORIGIN, open_keyring) is False
    with pytest.raises(CredentialsError, match=r"leave out --keyring to use credentials\.json") as caught:
        keep_in_keyring("acme", ORIGIN, GOOD, open_keyring)
    assert GOOD not in f"{caught.value} {caught.value.__cause__!r}"


def test_a_keyring_that_hangs_is_given_up_on() -> None:
    hanging = HangingKeyring()
    try:
        assert read_keyring("acme", ORIGIN, lambda: hanging, limit_s=0.05) is None
        with pytest.raises(CredentialsError, match=r"gave no answer within 0\.05 s: leave out --keyring"):
            keep_in_keyring("acme", ORIGIN, GOOD, lambda: hanging, limit_s=0.05)
        with pytest.raises(CredentialsError, match=r"gave no answer within 0\.05 s$"):
            forget_in_keyring("acme", ORIGIN, lambda: hanging, limit_s=0.05)
        assert [thread.daemon for thread in threading.enumerate() if thread.name == "keyring"] == [True] * 3
    finally:
        hanging.is_over.set()


def test_a_keyring_that_keeps_nothing_is_found_out() -> None:
    with pytest.raises(CredentialsError, match="the keyring kept nothing: leave out --keyring"):
        keep_in_keyring("acme", ORIGIN, GOOD, MuteKeyring)


def test_a_keyring_that_does_not_forget_is_said_to_have_failed() -> None:
    with pytest.raises(CredentialsError, match=r"the keyring failed \(PermissionError\)") as caught:
        forget_in_keyring("acme", ORIGIN, lambda: LockedKeyring(acme=GOOD))
    assert GOOD not in str(caught.value)


def test_a_broken_token_in_it_is_not_passed_over() -> None:
    with pytest.raises(CredentialsError, match=r"^keyring: the token has a space at position 4"):
        read_keyring("acme", ORIGIN, lambda: MemoryKeyring(acme="bad token"))


def test_the_package_itself_is_asked() -> None:
    try:
        found: object = installed_keyring()
    except ImportError:
        return
    for name in ("get_password", "set_password", "delete_password"):
        assert callable(getattr(found, name))
