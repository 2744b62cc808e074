"""A program that prints the token may hang, fail or flood: the run is over in time and shows none of its words."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import CredentialsError
from altotui.storage.token import VARIABLE, TokenSource
from altotui.storage.token_command import run_token_command
from tests.domain.test_jwt import AT, jwt
from tests.waiting import until

GOOD = "7:42:aB3dE6gH9jK2mN5pQ8sT1vW4yZ7"
CANARY = "canary-canary-canary"


def _sh(script: str) -> list[str]:
    return ["/bin/sh", "-c", script]


def _printing(folder: Path, content: bytes) -> list[str]:
    (folder / "printed").write_bytes(content)
    return ["cat", str(folder / "printed")]


def _message(command: list[str], limit_s: float = 20.0) -> str:
    with pytest.raises(CredentialsError) as caught:
        run_token_command(command, limit_s=limit_s)
    message = str(caught.value)
    assert message.startswith("token_command of the profile: ")
    assert message.isprintable()
    assert "canary" not in message
    return message


@pytest.mark.parametrize(
    ("printed", "expires_at"),
    [
        (GOOD, None),
        (f"{GOOD}\n", None),
        (f"{GOOD}\r\n", None),
        (f"{GOOD}\nlogin: {CANARY}\nurl: x\n", None),
        (json.dumps({"token": GOOD}), None),
        (json.dumps({"token": GOOD, "expires_at": None, "Version": 1}), None),
        (json.dumps({"token": GOOD, "expires_at": AT.timestamp()}), AT),
        (json.dumps({"token": GOOD, "expires_at": int(AT.timestamp())}), AT),
        (f"\n {json.dumps({'token': GOOD, 'expires_at': '2026-03-02T09:15:00Z'}, indent=2)}\n", AT),
        (json.dumps({"token": GOOD, "expires_at": "2026-03-02T15:00:00+05:45"}), AT),
    ],
)
def test_a_line_or_an_object_is_read(tmp_path: Path, printed: str, expires_at: datetime | None) -> None:
    token = run_token_command(_printing(tmp_path, printed.encode()))
    assert (token.value, token.source, token.expires_at) == (GOOD, TokenSource.COMMAND, expires_at)
    assert token.expires_at is None or token.expires_at.tzinfo is UTC


def test_the_object_knows_better_than_the_token_when_it_ends(tmp_path: Path) -> None:
    token = jwt({"exp": 1})
    printed = json.dumps({"token": token, "expires_at": "2026-03-02T09:15:00Z"})
    assert run_token_command(_printing(tmp_path, printed.encode())).expires_at == AT
    assert run_token_command(_printing(tmp_path, token.encode())).expires_at == datetime(
        1970, 1, 1, 0, 0, 1, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        (b"", "it printed nothing"),
        (b" \n\n", "it printed nothing"),
        (b"\n" + GOOD.encode(), "the token has 0 characters"),
        (b"canary canary", "the token has a space at position 7"),
        (b"canary\x1b[2J", "a character no token has at position 7"),
        (b"\xff\xfecanary", "what it printed is no text"),
        (b"{canary", "the JSON that it printed cannot be read"),
        (b"{" * 16_000, "the JSON that it printed cannot be read"),
        (b'{"a":' * 3_000, "the JSON that it printed cannot be read"),
        (b'{"secret": "canary"}', "has no text under `token`"),
        (b'{"token": 5}', "has no text under `token`"),
        (b'{"token": "canary canary"}', "the token has a space at position 7"),
    ],
)
def test_anything_else_is_refused_in_our_own_words(tmp_path: Path, printed: bytes, words: str) -> None:
    assert words in _message(_printing(tmp_path, printed))


@pytest.mark.parametrize(
    "at", ["canary", "2026-03-02T09:15:00", "", True, [], {}, 1e300, "9999-12-31T23:59:59-23:00"]
)
def test_an_end_that_is_no_time_is_refused(tmp_path: Path, at: object) -> None:
    printed = json.dumps({"token": GOOD, "expires_at": at}).encode()
    assert "`expires_at` is no time with a zone" in _message(_printing(tmp_path, printed))


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (_sh(f"echo {CANARY}; exit 1"), "it ended with 1: run it in a shell"),
        (_sh(f"echo {CANARY} >&2; exit 44"), "it ended with 44"),
        (_sh("kill -TERM $$"), "it was ended by SIGTERM"),
        (
            ["/no/such/program"],
            "/no/such/program cannot be started: No such file or directory: write its absolute",
        ),
        (["/"], "/ cannot be started: Permission denied"),
        (["no-such\x1b[31m"], "no-such␛[31m cannot be started"),
        (["a\x00b"], "a word of it has a NUL character"),
    ],
)
def test_a_program_that_fails_is_named(command: list[str], words: str) -> None:
    assert words in _message(command)


def test_a_flood_is_stopped() -> None:
    flood = f"import sys\nwhile True: sys.stdout.write('{CANARY}' * 1000)"
    assert "it printed more than 16 KiB" in _message([sys.executable, "-c", flood], limit_s=60.0)


def test_as_much_as_is_allowed_is_read(tmp_path: Path) -> None:
    content = GOOD.encode().ljust(16 * 1024, b"\n")
    assert run_token_command(_printing(tmp_path, content)).value == GOOD
    assert "more than 16 KiB" in _message(_printing(tmp_path, content + b"\n"))


async def test_a_program_that_hangs_is_killed_with_all_it_started(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        hang = _sh(f"exec 9>{fifo}; echo alive >&9; echo {CANARY}; sleep 600 & sleep 600")
        assert "it took longer than 2 s" in _message(hang, limit_s=2.0)
        assert os.read(reader, 100) == b"alive\n"
        await until(lambda: _is_left(reader), message="the end of everything that holds the pipe")
    finally:
        os.close(reader)


def _is_left(reader: int) -> bool:
    """Return whether no process has the other end of a pipe open any more."""
    try:
        return os.read(reader, 100) == b""
    except BlockingIOError:
        return False


def test_a_program_that_lives_on_without_an_output_is_not_waited_for() -> None:
    assert "it took longer than 0.5 s" in _message(_sh(f"echo {GOOD}; exec >&-; sleep 600"), limit_s=0.5)


async def test_a_daemon_that_keeps_the_output_open_delays_nothing_and_lives_on(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    assert run_token_command(_sh(f"cat {fifo} & echo {GOOD}"), limit_s=20.0).value == GOOD
    await until(lambda: _is_read(fifo), message="somebody to read the pipe, which ends it")


def _is_read(fifo: Path) -> bool:
    """Return whether a process has the pipe open to read, and let it come to its end."""
    try:
        os.close(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


def test_what_it_gets_from_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, CANARY)
    monkeypatch.setenv("VAULT", "vault")
    run = run_token_command(_sh('cat; echo "${ALTOTUI_TOKEN-no-token}/${VAULT}"'))
    assert run.value == "no-token/vault"
    session = "import os; print('own-session' if os.getsid(0) == os.getpid() else 'our-session')"
    assert run_token_command([sys.executable, "-c", session]).value == "own-session"


def test_no_shell_reads_its_words() -> None:
    assert run_token_command(["echo", "~/abc.x"]).value == "~/abc.x"
    assert "a character no token has at position 1" in _message(["echo", "$(id)"])


def test_what_it_says_on_stderr_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    run_token_command(_sh(f"echo {CANARY} >&2; echo {GOOD}"))
    assert capfd.readouterr() == ("", "")


TOKENS = st.text("abcXYZ019._~+/=:-", min_size=8, max_size=40).map("q9{}".format)
AROUND = st.text(max_size=8)


@given(TOKENS, AROUND, AROUND, st.sampled_from([0, 1]))
def test_no_message_holds_what_was_printed(
    own_folders: Path, secret: str, before: str, behind: str, code: int
) -> None:
    path = own_folders / "printed"
    path.write_bytes(f"{before}{secret}{behind}".encode("utf-8", "surrogatepass"))
    try:
        token = run_token_command(_sh(f"cat {path}; exit {code}"))
    except CredentialsError as problem:
        shown = f"{problem} {problem!r} {problem.__cause__!r}"
        assert secret not in shown
    else:
        assert secret in token.value
        assert secret not in repr(token)
