"""The token of a profile is kept, described and forgotten; its value is never said."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from altotui.cli.arguments import verb_parser
from altotui.cli.exit_codes import ExitCode
from altotui.cli.verbs import auth
from altotui.cli.verbs.auth import Surroundings, expiry_words
from altotui.domain.errors import CredentialsError, InvalidInput
from altotui.storage.locations import credentials_file
from altotui.storage.token import Token, TokenSource
from altotui.storage.token_file import keep_token
from altotui.storage.token_keyring import Keyring
from tests.cli.conftest import Altotui, Ran
from tests.clocks import START, FakeClock
from tests.domain.test_jwt import jwt
from tests.pty.terminal import terminal
from tests.storage.test_token_keyring import FailingKeyring, HangingKeyring, LockedKeyring, MemoryKeyring

TOKEN = "7:42:canary-aB3dE6gH9jK2mN5pQ8"
OLD = "1:1:canary-old-token"
ORIGIN = "https://v1.api.altostrat.io"
ACME = '[profile.acme]\nbase_url = "https://acme.test/v1"\n'


class Terminal(io.StringIO):
    """A stdin that is a terminal."""

    def isatty(self) -> bool:
        return True


class Machine:
    """A machine with a keyring, on which somebody types or pipes a token."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.keyring: Keyring = MemoryKeyring()
        self.asked: list[str] = []
        self._capsys = capsys

    def run(self, *words: str, piped: str | None = None, typed: str | None = None) -> Ran:
        """Run `altotui auth WORDS`; raises what the verb raises."""
        parser = verb_parser("auth")
        auth.add_arguments(parser)

        def ask(prompt: str) -> str:
            self.asked.append(prompt)
            return typed or ""

        stdin = io.StringIO(piped or "") if typed is None else Terminal()
        surroundings = Surroundings(FakeClock(), lambda: self.keyring, ask, stdin)
        code = auth.run(parser.parse_args(words), surroundings)
        captured = self._capsys.readouterr()
        assert "canary" not in captured.out + captured.err
        return Ran(code, captured.out, captured.err)

    @property
    def in_keyring(self) -> list[str]:
        """Return the tokens that the keyring holds."""
        assert isinstance(self.keyring, MemoryKeyring)
        return list(self.keyring.kept.values())


@pytest.fixture
def machine(capsys: pytest.CaptureFixture[str]) -> Machine:
    """A machine on which nothing is kept."""
    return Machine(capsys)


def _kept() -> dict[str, dict[str, str]]:
    path = credentials_file()
    tokens: dict[str, dict[str, str]] = json.loads(path.read_bytes())["tokens"] if path.exists() else {}
    return tokens


def _settings(text: str) -> None:
    path = credentials_file().with_name("settings.toml")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def test_a_piped_token_is_kept_for_profile_and_origin(machine: Machine) -> None:
    _settings(ACME)
    ran = machine.run("login", "--token-stdin", "--profile", "acme", piped=f"{TOKEN}\nrest")
    path = credentials_file()
    assert ran == Ran(
        ExitCode.OK, "", f"altotui: the token of profile acme for https://acme.test is kept in {path}\n"
    )
    assert _kept() == {"acme": {"origin": "https://acme.test", "token": TOKEN}}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert machine.asked == []


@pytest.mark.parametrize("words", [("login",), ("login", "--token-stdin")])
def test_a_typed_token_is_asked_for_without_showing_it(machine: Machine, words: tuple[str, ...]) -> None:
    assert machine.run(*words, typed=TOKEN).code == ExitCode.OK
    assert machine.asked == [f"token of profile default for {ORIGIN} (not shown): "]
    assert _kept() == {"default": {"origin": ORIGIN, "token": TOKEN}}


@pytest.mark.parametrize(
    ("words", "piped", "typed", "says"),
    [
        (("login",), TOKEN, None, "no terminal to ask for the token on: pipe it in, with --token-stdin"),
        (("login", "--token-stdin"), "", None, "standard input: there is no token on it"),
        (
            ("login", "--token-stdin"),
            "bad token",
            None,
            "standard input: the token has a space at position 4",
        ),
        (("login",), None, "", "nothing was typed"),
        (("login",), None, "bad token", "the token has a space at position 4"),
        (("login",), None, "x" * 4095, "may have been cut off by the terminal: pipe it in"),
        (("--demo", "status"), None, None, "a simulated fleet has no token: leave out --demo"),
        (("login", "--demo"), None, TOKEN, "a simulated fleet has no token: leave out --demo"),
    ],
)
def test_what_cannot_be_kept_changes_nothing(
    machine: Machine, words: tuple[str, ...], piped: str | None, typed: str | None, says: str
) -> None:
    keep_token(credentials_file(), "default", ORIGIN, OLD, START)
    with pytest.raises((InvalidInput, CredentialsError), match=says):
        machine.run(*words, piped=piped, typed=typed)
    assert _kept()["default"]["token"] == OLD


def test_the_keyring_keeps_it_instead_of_the_file(machine: Machine) -> None:
    keep_token(credentials_file(), "default", ORIGIN, OLD, START)
    ran = machine.run("login", "--token-stdin", "--keyring", piped=TOKEN)
    assert ran.err == f"altotui: the token of profile default for {ORIGIN} is kept in the keyring\n"
    assert machine.in_keyring == [TOKEN]
    assert _kept() == {}
    assert "token: keyring, no expiry" in machine.run("status").out


def test_the_file_keeps_it_instead_of_the_keyring(machine: Machine) -> None:
    machine.keyring = MemoryKeyring()
    machine.keyring.set_password("altotui", f"default {ORIGIN}", OLD)
    machine.run("login", "--token-stdin", piped=TOKEN)
    assert machine.in_keyring == []
    assert "token: credentials.json, no expiry" in machine.run("status").out


@pytest.mark.parametrize("keyring", [FailingKeyring(RuntimeError(TOKEN)), FailingKeyring(SystemExit(TOKEN))])
def test_a_keyring_that_is_of_no_use_only_matters_to_who_asks_for_it(
    machine: Machine, keyring: Keyring
) -> None:
    machine.keyring = keyring
    with pytest.raises(
        CredentialsError, match=r"the keyring failed \([A-Z]\w+\): leave out --keyring"
    ) as caught:
        machine.run("login", "--token-stdin", "--keyring", piped=TOKEN)
    assert "canary" not in str(caught.value)
    assert machine.run("login", "--token-stdin", piped=TOKEN).err.count("\n") == 1
    assert machine.run("logout").code == ExitCode.OK


def test_a_keyring_that_may_still_have_an_older_token_is_said_to(machine: Machine) -> None:
    machine.keyring = LockedKeyring()
    machine.keyring.set_password("altotui", f"default {ORIGIN}", OLD)
    ran = machine.run("login", "--token-stdin", piped=TOKEN)
    assert "an older token may still be in the keyring: the keyring failed (PermissionError)" in ran.err
    ran = machine.run("logout")
    assert ran.code == ExitCode.INCOMPLETE
    assert f"is gone from {credentials_file()}" in ran.err
    assert "may still be in the keyring" in ran.err
    assert machine.run("logout").err == (
        "altotui: an older token may still be in the keyring: the keyring failed (PermissionError)\n"
    )


def test_a_keyring_that_hangs_ends_no_login(machine: Machine) -> None:
    machine.keyring = hanging = HangingKeyring()
    try:
        ran = machine.run("login", "--token-stdin", piped=TOKEN)
    finally:
        hanging.is_over.set()
    assert ran.code == ExitCode.OK
    assert "the keyring gave no answer within 2 s" in ran.err
    assert _kept()["default"]["token"] == TOKEN


def test_logout_forgets_it_everywhere_and_one_profile_only(machine: Machine) -> None:
    _settings(ACME)
    keep_token(credentials_file(), "acme", "https://acme.test", TOKEN, START)
    keep_token(credentials_file(), "default", ORIGIN, TOKEN, START)
    machine.keyring.set_password("altotui", f"default {ORIGIN}", OLD)
    path = credentials_file()
    assert machine.run("logout").err == (
        f"altotui: the token of profile default is gone from {path} and the keyring\n"
    )
    assert list(_kept()) == ["acme"]
    assert machine.in_keyring == []
    again = machine.run("logout")
    assert (again.code, again.err) == (
        ExitCode.OK,
        "altotui: the token of profile default was kept nowhere\n",
    )


def test_a_source_that_comes_first_is_named(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    _settings("[profile.default]\ntoken_command = ['false']\n")
    assert machine.run("login", "--token-stdin", piped=TOKEN).err.endswith(
        "altotui: token_command of the profile comes first\n"
    )
    monkeypatch.setenv("ALTOTUI_TOKEN", OLD)
    assert machine.run("logout").err.endswith(
        "altotui: environment variable ALTOTUI_TOKEN is set, and comes first\n"
    )


def test_a_damaged_file_is_kept_aside(machine: Machine) -> None:
    keep_token(credentials_file(), "default", ORIGIN, OLD, START)
    credentials_file().write_bytes(b"{" + OLD.encode())
    err = machine.run("login", "--token-stdin", piped=TOKEN).err
    aside = Path(f"{credentials_file()}.bad-20260302T091500Z")
    assert f"credentials.json was damaged: it is kept as {aside}" in err
    assert aside.read_bytes() == b"{" + OLD.encode()
    assert _kept()["default"]["token"] == TOKEN


def test_status_says_everything_but_the_token(machine: Machine) -> None:
    _settings(ACME)
    expiring = jwt({"exp": int((START + timedelta(minutes=41, seconds=5)).timestamp())})
    keep_token(credentials_file(), "acme", "https://acme.test", expiring, START)
    ran = machine.run("status", "--profile", "acme")
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    assert ran.out.splitlines() == [
        "profile: acme",
        "base address: https://acme.test/v1",
        "origin: https://acme.test",
        "token: credentials.json, expires in 41m, at 2026-03-02 09:56 UTC",
        f"credentials file: {credentials_file()} (0600, for its owner only)",
    ]
    assert expiring[:4] not in ran.out
    record = machine.run("status", "--profile", "acme", "--format", "json").json()
    assert record == {
        "profile": "acme",
        "base_url": "https://acme.test/v1",
        "origin": "https://acme.test",
        "source": "credentials.json",
        "expires_at": "2026-03-02T09:56:05+00:00",
        "problem": None,
        "credentials_file": str(credentials_file()),
        "permissions": "0600, for its owner only",
    }


def test_status_without_a_token_says_what_to_do_and_ends_with_3(machine: Machine) -> None:
    ran = machine.run("status")
    assert ran.code == ExitCode.NOT_AUTHORISED
    assert "token: there is no token: run altotui auth login" in ran.out
    assert f"credentials file: {credentials_file()} (not there)" in ran.out
    record = machine.run("status", "--format", "json").json()
    assert isinstance(record, dict)
    assert (record["source"], record["expires_at"]) == (None, None)
    assert record["problem"].startswith("there is no token")


def test_status_of_a_file_that_others_can_read_names_the_command_to_run(machine: Machine) -> None:
    keep_token(credentials_file(), "default", ORIGIN, TOKEN, START)
    credentials_file().chmod(0o644)
    ran = machine.run("status")
    assert ran.code == ExitCode.NOT_AUTHORISED
    assert f"run chmod 600 {credentials_file()}" in ran.out
    assert "(0644, others can use it)" in ran.out


def test_status_of_the_environment(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALTOTUI_TOKEN", TOKEN)
    assert "token: environment variable ALTOTUI_TOKEN, no expiry in the token" in machine.run("status").out
    assert "token: standard input, " in machine.run("status", "--token-stdin", piped=TOKEN).out


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (None, "no expiry in the token"),
        (timedelta(seconds=30), "expires in <1m, at 2026-03-02 09:15 UTC"),
        (timedelta(days=12), "expires in 12d, at 2026-03-14 09:15 UTC"),
        (timedelta(0), "expired <1m ago, at 2026-03-02 09:15 UTC"),
        (-timedelta(hours=3), "expired 3h ago, at 2026-03-02 06:15 UTC"),
    ],
)
def test_the_expiry_in_words(left: timedelta | None, words: str) -> None:
    expires_at = None if left is None else START + left
    assert expiry_words(Token("secret", TokenSource.FILE, expires_at), START) == words


def test_it_is_a_verb_like_the_others(altotui: Altotui) -> None:
    assert "status|login|logout" in altotui("auth").err
    for sub_verb in ("status", "login", "logout"):
        assert "--token-stdin" in altotui("auth", sub_verb, "--help").out


def test_a_kept_token_opens_the_api_it_is_for(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALTOTUI_BASE_URL", served)
    kept = _pipe("demo-canary", "auth", "login", "--token-stdin")
    assert (kept.returncode, kept.stdout) == (0, "")
    sites = _pipe("", "sites", "--format", "json")
    assert len(json.loads(sites.stdout)) == 12
    monkeypatch.setenv("ALTOTUI_BASE_URL", "http://127.0.0.1:1")
    refused = _pipe("", "sites")
    assert refused.returncode == 3
    assert f"a token for {served}, and profile default is at http://127.0.0.1:1" in refused.stderr
    assert "canary" not in f"{kept} {sites} {refused}"


def test_a_token_is_piped_into_a_process() -> None:
    piped = _pipe("demo-canary\n", "--token-stdin", "auth", "status", "--format", "json")
    assert json.loads(piped.stdout)["source"] == "standard input"
    assert "canary" not in f"{piped}"


def _pipe(stdin: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "altotui", *words],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONUTF8": "1"},
    )


def test_a_closed_stdin_has_no_token() -> None:
    words = [sys.executable, "-m", "altotui", "auth", "status", "--token-stdin"]
    ran = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" "$@" <&-', *words], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (3, "")
    assert "standard input: there is no token on it" in ran.stdout


@pytest.mark.xdist_group("pty")
def test_a_typed_token_never_shows_on_the_terminal() -> None:
    with terminal("auth", "login", size=(150, 10)) as screen:
        screen.wait_for("(not shown):")
        screen.type(f"{TOKEN}\n")
        screen.wait_for(f"the token of profile default for {ORIGIN} is kept in ")
        assert screen.wait_end() == 0
        assert b"canary" not in screen.sent
        assert screen.attributes == screen.attributes_before
    assert _kept()["default"]["token"] == TOKEN


@pytest.mark.xdist_group("pty")
def test_a_token_is_not_read_from_a_terminal_by_other_verbs() -> None:
    with terminal("sites", "--token-stdin", size=(150, 10)) as screen:
        screen.wait_for(
            "--token-stdin reads a pipe, and stdin is a terminal: keep the token with altotui auth login"
        )
        assert screen.wait_end() == 2
