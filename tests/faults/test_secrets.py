"""The token is seen by the platform alone: no failure, log, crash, file or answer that quotes it shows it again."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from altotui.api.connection import Address
from altotui.api.credentials import Credentials
from altotui.cli.target import Target
from altotui.domain.address import without_userinfo
from altotui.domain.command import CommandResult
from altotui.domain.outcome import Outcome
from altotui.storage.audit_files import audit_folder
from altotui.storage.audit_log import AuditLog
from altotui.storage.token import Token
from tests.cli.conftest import Altotui
from tests.clocks import FakeClock
from tests.faults import faults
from tests.faults.connection import Request
from tests.faults.consoles import SITE, Asked, AToken, console_for, line
from tests.faults.faults import Fault
from tests.faults.matrix import BREAKING
from tests.faults.messages import encoded, message
from tests.faults.server import FaultServer, fault_server

MARK = "7f3c9e21"
"""In every canary: where it is found, a token has leaked, be it cut, escaped or quoted."""
CANARIES = (f"canary.{MARK}-never.shown~0123456789", f"0b1d:4c2e:canary/{MARK}+never/shown=0123456789")


def files_below(folder: Path) -> Iterator[Path]:
    """Yield everything that was written, but the settings, which are the test's own."""
    yield from (path for path in folder.rglob("*") if path.is_file() and path.name != "settings.toml")


def assert_unseen(*texts: str, below: Path | None = None) -> None:
    """Neither in the texts nor in any file."""
    for text in texts:
        assert MARK not in text
    for path in files_below(below) if below else ():
        assert MARK.encode() not in path.read_bytes(), path
        assert MARK not in path.name


# A server that quotes the token, wherever an answer has room for it

Echo = Callable[[str], Fault]
_PLAIN = [("Content-Type", "text/plain")]


def escaped(said: str) -> bytes:
    """Return an error as the platform's framework writes it: every slash with a backslash in front."""
    return json.dumps({"message": f"cannot take {said}"}).replace("/", "\\/").encode()


IN_BODY: dict[str, Echo] = {
    "message": lambda said: faults.refusal(500, f"cannot take {said}"),
    "message that is cut": lambda said: faults.refusal(400, "x" * 275 + said),
    "escaped message": lambda said: faults.raw(message(400, escaped(said))),
    "field": lambda said: faults.answer(422, {"errors": {"token": [said]}}),
    "code": lambda said: faults.answer(400, {"message": "no", "code": said}),
    "401": lambda said: faults.refusal(401, f"this has ended: {said}"),
    "403": lambda said: faults.refusal(403, said),
    "title": lambda said: faults.page(502, said),
    "text": lambda said: faults.raw(message(503, said.encode(), _PLAIN)),
    "long text": lambda said: faults.raw(message(503, b" " * 175 + said.encode(), _PLAIN)),
    "trap": lambda said: faults.answer(body={"status": "error", "message": said}),
    "status word": lambda said: faults.answer(body={"status": said, "data": []}),
    "rows": lambda said: faults.answer(body=[{"id": SITE.id, "name": said, "description": said}]),
    "page instead of JSON": lambda said: faults.page(200, said),
    "no JSON": lambda said: faults.answer(body=said.encode()),
    "cut body": lambda said: faults.cut_body(40, {"message": said}),
}
IN_HEAD: dict[str, Echo] = {
    "content type": lambda said: faults.answer(body=b"x", content_type=said),
    "encoding": lambda said: faults.raw(
        message(200, b"x", [("Content-Encoding", f"padding-up-to-here-{said}")])
    ),
    "location": lambda said: faults.redirect(307, f"https://elsewhere.test/{said}"),
    "long location": lambda said: faults.redirect(307, "https://elsewhere.test/" + "x" * 165 + said),
    "reason": lambda said: faults.raw(f"HTTP/1.1 500 {said}\r\nContent-Length: 0\r\n\r\n".encode()),
    "retry after": lambda said: faults.refusal(429, "slowly", [("Retry-After", said)]),
    "date": lambda said: faults.answer(headers=[("Date", said)]),
    "bad header": lambda said: faults.raw(f"HTTP/1.1 200 OK\r\nno header {said}\r\n\r\n".encode()),
    "bad status": lambda said: faults.raw(f"HTTP/1.1 {said} OK\r\n\r\n".encode(), then_close=True),
}


def quoting(echo: Echo) -> Callable[[Request], Fault]:
    """Return a plan that answers with what came as `Authorization`."""
    return lambda request: echo(request.header("authorization") or "")


@pytest.mark.parametrize("canary", CANARIES, ids=["plain", "with slashes"])
@pytest.mark.parametrize("echo", [*IN_BODY, *IN_HEAD])
async def test_a_token_that_an_answer_quotes_is_shown_nowhere(
    echo: str, canary: str, own_folders: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    plan = quoting({**IN_BODY, **IN_HEAD}[echo])
    with_audit = AuditLog(audit_folder(), "default", FakeClock())
    async with (
        fault_server(plan) as server,
        console_for(server.url, token=AToken(canary), audit=with_audit) as console,
    ):
        for asked in Asked:
            ended = await console.ask(asked)
            assert_unseen(repr(ended), *told(ended.result))
        assert_unseen(repr(console.events), repr(console.services.jobs.all()))
        assert all(canary in (request.header("authorization") or "") for request in server.requests)
    with_audit.close()
    assert len([*files_below(own_folders)]) == 1
    assert_unseen("" if echo in IN_HEAD else caplog.text, below=own_folders)


def told(result: object) -> Iterator[str]:
    """Yield every text that an error or a result could be shown as."""
    if isinstance(result, BaseException):
        yield "".join(traceback.format_exception(result))
        yield from (repr(vars(result)), str(result))
    if isinstance(result, CommandResult):
        yield json.dumps(result.reply.rows, default=str)


async def test_an_answer_that_quotes_the_token_is_still_read() -> None:
    echo: Echo = lambda said: faults.answer(body=[{"name": f"<{said}>", "other": "a/b\\c"}])  # noqa: E731 (one of a kind)
    async with (
        fault_server(quoting(echo)) as server,
        console_for(server.url, token=AToken(CANARIES[1])) as console,
    ):
        result = await console.read()
    assert result.outcome is Outcome.OK
    assert result.reply.rows == ({"name": "<Bearer ***>", "other": "a/b\\c"},)


async def test_a_token_that_was_renewed_meanwhile_is_shown_as_little_as_the_new_one() -> None:
    old, new = CANARIES

    def both(request: Request) -> Fault:
        is_new = new in (request.header("authorization") or "")
        return faults.refusal(403 if is_new else 401, f"neither {old} nor {new}")

    async with (
        fault_server(both) as server,
        console_for(server.url, token=AToken(old), read_again=lambda: AToken(new)) as console,
    ):
        ended = await console.ask(Asked.LIST)
        assert (ended.message, len(server.requests)) == ("neither *** nor ***", 2)


@pytest.mark.parametrize("fault", [fault for _, fault in BREAKING], ids=str)
async def test_a_connection_that_breaks_shows_no_token_in_the_logs_of_the_http_library(
    fault: Fault, own_folders: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with (
        fault_server(fault) as server,
        console_for(server.url, token=AToken(CANARIES[0])) as console,
    ):
        for asked in Asked:
            ended = await console.ask(asked)
            assert_unseen(repr(ended), *told(ended.result))
    assert any(record.name.startswith("httpcore") for record in caplog.records)
    assert_unseen(caplog.text, below=own_folders)


@pytest.mark.parametrize(
    "words", ["/ppp/secret/add name=a password={}", '/user/set numbers=a password="{}" group=full']
)
async def test_a_password_that_was_sent_is_in_no_file_whatever_the_answer_quotes(
    words: str, own_folders: Path
) -> None:
    with_audit = AuditLog(audit_folder(), "default", FakeClock())
    async with (
        fault_server(lambda request: faults.refusal(400, f"too weak: {request.body!r}")) as server,
        console_for(server.url, audit=with_audit) as console,
    ):
        result = await console.services.runner.run(SITE, line(words.format(CANARIES[0])))
    with_audit.close()
    assert result.outcome is Outcome.REJECTED
    assert MARK in server.requests[0].body.decode(), "the router gets it"
    assert len([*files_below(own_folders)]) == 1
    assert_unseen(below=own_folders)


def test_what_holds_a_token_does_not_show_it() -> None:
    secret = CANARIES[0]
    token = Token(secret, "environment")
    holders: list[object] = [
        token,
        Credentials(token),
        Target(
            "default",
            "v1",
            "https://api.test",
            False,
            token=token,
            proxy=f"http://someone:{secret}@proxy.test",
        ),
        Address("https://api.test", None, f"http://someone:{secret}@proxy.test"),
        without_userinfo(f"http://someone:{secret}@proxy.test:3128"),
    ]
    for holder in holders:
        assert_unseen(repr(holder), str(holder), f"{holder}", repr([holder]))


# The command line, as processes of their own


class Ended(NamedTuple):
    """How a process ended and what it printed."""

    code: int | None
    out: str
    err: str


async def ran(*words: str, program: tuple[str, ...] = ("-m", "altotui"), **variables: str) -> Ended:
    """Run `altotui WORDS` to its end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *program, *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONUTF8": "1"} | variables,
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return Ended(process.returncode, out.decode(), err.decode())


A_SITE = [{"id": SITE.id, "name": SITE.name}]
ON_SITE = ("--site", SITE.name)
QUEUE = ("job", "queue", *ON_SITE, "--description", "Say hello", "--script", ":log info hello", "--yes")
LISTING = [
    ("sites",),
    ("sites", "--format", "json"),
    ("doctor",),
    ("doctor", "--format", "json"),
    ("jobs", *ON_SITE),
]
ON_ONE_SITE = [
    ("run", *ON_SITE, "/ip/arp/print"),
    ("run", *ON_SITE, "--format", "json", "/ip/arp/print"),
    ("run", *ON_SITE, "--format", "csv", "--allow-write", "/ip/dns/set servers=192.0.2.1"),
    ("jobs", *ON_SITE, "--format", "json"),
    QUEUE,
    (*QUEUE, "--endpoint", "json"),
    ("job", "show", "7a", *ON_SITE),
    ("job", "cancel", "7a", *ON_SITE),
]
LOCAL = [
    ("auth", "status"),
    ("auth", "status", "--format", "json"),
    ("audit", "--format", "json"),
    ("explain", "/ip/arp"),
]


def refusing(said: str) -> Fault:
    """Refuse in the words of the request."""
    return faults.refusal(403, f"{said} may not do this")


def answering(said: str) -> Fault:
    """Answer in the words of the request, as a trap and as a list."""
    data = [{"id": "7a", "description": said, "script": said, "token": said}]
    return faults.answer(body={"status": "error", "message": said, "data": data})


@pytest.mark.parametrize(
    ("calls", "echo", "is_listed"),
    [
        (LISTING, refusing, False),
        (LISTING[1:4:2], answering, False),
        (ON_ONE_SITE, refusing, True),
        (ON_ONE_SITE[:4], answering, True),
        (LOCAL, refusing, True),
    ],
    ids=["lists refused", "lists quoting", "writes refused", "writes quoting", "local"],
)
async def test_no_verb_shows_the_token(
    calls: list[tuple[str, ...]], echo: Echo, is_listed: bool, own_folders: Path
) -> None:
    def plan(request: Request) -> Fault:
        if is_listed and request.path in ("/sites", "/tags"):
            return faults.answer(body=A_SITE)
        return quoting(echo)(request)

    async with fault_server(plan) as server:
        ends = await asyncio.gather(*(called(server, words) for words in calls))
    for words, ended in zip(calls, ends, strict=True):
        assert ended.code in (range(6) if calls is not LOCAL else (0,)), words
        assert "Traceback" not in ended.err
        assert ended.out + ended.err
    asked = [request for request in server.requests if CANARIES[1] in (request.header("authorization") or "")]
    assert len(asked) == len(server.requests)
    assert bool(asked) is (calls is not LOCAL)
    assert_unseen(*(ended.out + ended.err for ended in ends), below=own_folders)


async def called(server: FaultServer, words: tuple[str, ...]) -> Ended:
    """Run one verb against the server, its token in the environment."""
    return await ran(*words, ALTOTUI_TOKEN=CANARIES[1], ALTOTUI_BASE_URL=server.url)


CRASH = """
import asyncio
from altotui.cli.arguments import verb_parser
from altotui.cli.compose import compose
from altotui.cli.target import resolve_target

def sink(event):
    raise RuntimeError("a bug")

async def main():
    async with compose(resolve_target(verb_parser("sites").parse_args([]))) as run:
        run.services.relay.connect(sink)
        await run.services.directory.load()

asyncio.run(main())
"""


async def test_a_crash_shows_where_it_was_and_no_token(own_folders: Path) -> None:
    async with fault_server(faults.answer(body=A_SITE)) as server:
        ended = await ran(
            program=("-X", "dev", "-c", CRASH), ALTOTUI_TOKEN=CANARIES[0], ALTOTUI_BASE_URL=server.url
        )
    assert ended.code == 1
    assert "RuntimeError: a bug" in ended.err
    assert_unseen(ended.out, ended.err, below=own_folders)


# What is set wrong


@pytest.fixture
def altotui(capsys: pytest.CaptureFixture[str]) -> Altotui:
    """The command line, in this process."""
    return Altotui(capsys)


class Wrong(NamedTuple):
    """A secret in a place where it does not belong, or that cannot be read."""

    settings: str = ""
    variables: tuple[tuple[str, str], ...] = ()


SECRET = CANARIES[0]
WRONG = {
    "a key that is none": Wrong(f'[profile.default]\ntoken = "{SECRET}"'),
    "a user in an address": Wrong(f'[profile.default]\nbase_url = "https://someone:{SECRET}@api.test"'),
    "a proxy that is none": Wrong(f'[profile.default]\nproxy = "gopher://someone:{SECRET}@proxy.test"'),
    "a proxy without a host": Wrong(f'[profile.default]\nproxy = "http://someone:{SECRET}@"'),
    "no TOML": Wrong(f'[profile.default]\ntoken_command = ["echo", "{SECRET}]'),
    "a command as text": Wrong(f'[profile.default]\ntoken_command = "echo {SECRET}"'),
    "a command that fails": Wrong(
        f'[profile.default]\ntoken_command = ["sh", "-c", "echo {SECRET}; echo {SECRET} >&2; exit 3"]'
    ),
    "a command that says too much": Wrong(
        f'[profile.default]\ntoken_command = ["echo", "{SECRET} {SECRET}"]'
    ),
    "a command that is not there": Wrong(
        f'[profile.default]\ntoken_command = ["/nowhere/program", "{SECRET}"]'
    ),
    "a path that is too open": Wrong(f'[notify]\nlisten = "127.0.0.1:8787"\npath = "{SECRET}!"'),
    "a profile as text": Wrong(f'profile = "{SECRET}"'),
    "a token with a space": Wrong(variables=(("ALTOTUI_TOKEN", f"{SECRET} x"),)),
    "a token with two lines": Wrong(variables=(("ALTOTUI_TOKEN", f"{SECRET}\nx"),)),
    "a token with an accent": Wrong(variables=(("ALTOTUI_TOKEN", f"{SECRET}é"),)),
    "a token without an end": Wrong(variables=(("ALTOTUI_TOKEN", SECRET * 200),)),
    "a user in the variable": Wrong(
        variables=(("ALTOTUI_TOKEN", SECRET), ("ALTOTUI_BASE_URL", f"https://someone:{SECRET}@api.test"))
    ),
    "a proxy that is down": Wrong(
        variables=(
            ("ALTOTUI_TOKEN", SECRET),
            ("ALTOTUI_BASE_URL", "https://nobody.invalid"),
            ("HTTPS_PROXY", f"http://someone:{SECRET}@127.0.0.1:1"),
        )
    ),
    "a proxy of another kind": Wrong(
        variables=(
            ("ALTOTUI_TOKEN", SECRET),
            ("ALTOTUI_BASE_URL", "https://nobody.invalid"),
            ("HTTPS_PROXY", f"gopher://someone:{SECRET}@127.0.0.1:1"),
        )
    ),
}


@pytest.mark.parametrize(
    "words", [("sites",), ("doctor", "--format", "json"), ("auth", "status")], ids=" ".join
)
@pytest.mark.parametrize("name", WRONG)
def test_what_is_set_wrong_is_named_and_not_shown(
    name: str,
    words: tuple[str, ...],
    altotui: Altotui,
    own_folders: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = WRONG[name]
    if wrong.settings:
        (own_folders / "config").mkdir()
        (own_folders / "config" / "settings.toml").write_text(wrong.settings)
    for variable, value in wrong.variables:
        monkeypatch.setenv(variable, value)
    done = altotui(*words)
    assert done.code != 0 or words[0] == "auth"
    assert done.out + done.err
    assert_unseen(done.out, done.err, below=own_folders)


def test_the_measure_finds_a_token_that_was_written(tmp_path: Path) -> None:
    assert_unseen("nothing", below=tmp_path)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(encoded({"a": CANARIES[0]}))
    with pytest.raises(AssertionError):
        assert_unseen("nothing", below=tmp_path)
    for canary in CANARIES:
        with pytest.raises(AssertionError):
            assert_unseen(canary)
