"""The ends of a call: exit codes, one line on stderr, and nothing else, whatever is wrong."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from pathlib import Path

import pytest

from altotui import __version__
from altotui.cli.arguments import VERBS
from altotui.cli.checks import Verdict, proxy, state_folder, trust_store
from altotui.cli.verbs.doctor import clock_skew
from altotui.domain.address import without_userinfo
from altotui.domain.errors import SettingsError
from tests.cli.conftest import DEMO, Altotui, process, start
from tests.waiting import until


def test_version_and_help(altotui: Altotui) -> None:
    assert altotui("--version").out == f"altotui {__version__}\n"
    top = altotui("--help")
    assert top.code == 0
    for verb in VERBS:
        assert verb in top.out
        ran = altotui(verb, "--help")
        assert (ran.code, ran.err) == (0, "")
        assert "--profile" in ran.out
        assert "SUPPRESS" not in ran.out
    for verb, sub_verb in (
        *(("job", "queue"), ("job", "show"), ("job", "cancel")),
        *(("auth", "status"), ("auth", "login"), ("auth", "logout")),
    ):
        ran = altotui(verb, sub_verb, "--help")
        assert (ran.code, ran.err) == (0, "")
        assert "--profile" in ran.out
        assert "SUPPRESS" not in ran.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("site",), "did you mean sites?"),
        (("frobnicate",), "verbs are sites"),
        (("sites", "--odd"), "--odd"),
        (("sites", "--format", "xml"), "xml"),
        (("sites", "--demo", "--demo-sites", "-1"), "demo-sites"),
        (("sites", "--demo", "--demo-scenario", "odd"), "choose one of calm-day"),
        (("sites", "\x1b[31m--x", "--\x1b[31m"), "unrecognized"),
        (("simulate", "--port", "70000"), "70000"),
        (("simulate", "--demo-scenario", "odd"), "choose one of calm-day"),
        (("run", "--demo", "--sites", "name:*"), "LINE"),
    ],
)
def test_usage_errors_are_one_clean_line(altotui: Altotui, words: tuple[str, ...], says: str) -> None:
    ran = altotui(*words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert "\x1b" not in ran.err


@pytest.mark.parametrize(
    ("variables", "settings", "words", "code", "says"),
    [
        ({}, "", (), 3, "there is no token"),
        ({"ALTOTUI_TOKEN": "demo-x\ny"}, "", (), 3, "a newline at position 7"),
        ({"ALTOTUI_TOKEN": ""}, "", (), 3, "0 characters"),
        ({"ALTOTUI_TOKEN": "other-x"}, "", (), 3, ""),
        ({"ALTOTUI_API": "v9"}, "", (), 2, "write v1 or legacy"),
        ({"ALTOTUI_BASE_URL": "http://127.0.0.1:1"}, "", (), 4, "cannot reach 127.0.0.1"),
        ({"ALTOTUI_BASE_URL": "http://example.com"}, "", (), 2, "unencrypted"),
        ({"ALTOTUI_BASE_URL": "ftp://x"}, "", (), 2, "is not an http address"),
        ({}, "profile = 3", (), 2, "settings.toml"),
        ({}, "[[", (), 2, "is not TOML"),
        ({}, "", ("--profile", "acme"), 2, "no profile 'acme'"),
        ({"ALTOTUI_PROFILE": "acme"}, "[profile.other]\n", (), 2, "has other"),
    ],
)
def test_what_is_wrong_with_the_surroundings(
    served: str,
    altotui: Altotui,
    own_folders: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    settings: str,
    words: tuple[str, ...],
    code: int,
    says: str,
) -> None:
    if settings:
        (own_folders / "config").mkdir()
        (own_folders / "config" / "settings.toml").write_text(settings)
    defaults = {"ALTOTUI_BASE_URL": served} | (
        {"ALTOTUI_TOKEN": "demo-x"} if variables or settings or words else {}
    )
    for name, value in (defaults | variables).items():
        monkeypatch.setenv(name, value)
    for verb in (
        ("sites",),
        ("jobs", "--sites", "name:*"),
        ("run", "/ip/arp/print", "--sites", "name:*"),
        ("doctor",),
    ):
        if "ALTOTUI_TOKEN" in (defaults | variables):
            monkeypatch.setenv("ALTOTUI_TOKEN", (defaults | variables)["ALTOTUI_TOKEN"])
        ran = altotui(*verb, *words)
        assert ran.code == code, ran.err
        assert says in (ran.out if verb == ("doctor",) else ran.err)
        assert ran.err.count("\n") == (0 if verb == ("doctor",) else 1)


@pytest.mark.parametrize(
    "words",
    [
        ("sites",),
        ("run", "/ip/arp/print", "--sites", "name:*"),
        ("jobs", "--sites", "name:*"),
        ("job", "show", "x", "--site", "y"),
        ("job", "cancel", "x", "--site", "y"),
        ("job", "queue", "--site", "y", "--description", "set ntp", "--script", ":log info x", "--yes"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
async def test_ctrl_c_while_a_program_is_asked_for_the_token_stops_at_once(
    own_folders: Path, words: tuple[str, ...]
) -> None:
    asked = own_folders / "asked"
    (own_folders / "config").mkdir()
    command = ["/bin/sh", "-c", f"touch {asked}; exec sleep 60"]
    (own_folders / "config" / "settings.toml").write_text(
        f"[profile.default]\ntoken_command = {json.dumps(command)}\n"
    )
    running = start(*words)
    await until(asked.exists, timeout_s=30)
    running.send_signal(signal.SIGINT)
    out, err = await asyncio.to_thread(running.communicate, timeout=5)
    assert (running.returncode, out, err) == (130, "", "altotui: stopped\n")


def test_global_options_work_before_and_behind_the_verb() -> None:
    before = process(*DEMO, "job", "show", "x", "--site", "denver-edge")
    behind = process("job", *DEMO, "show", "x", "--site", "denver-edge")
    last = process("job", "show", "x", "--site", "denver-edge", *DEMO)
    assert before.err == behind.err == last.err
    assert "no job 'x'" in before.err


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_simulator_that_is_stopped_has_ended_well(end: signal.Signals) -> None:
    running = start("simulate", "--port", "0", "--demo-sites", "2")
    assert running.stdout is not None
    address = running.stdout.readline().strip()
    ran = process("sites", "--format", "json", ALTOTUI_BASE_URL=address, ALTOTUI_TOKEN="demo-x")
    assert len(ran.records()) == 2
    running.send_signal(end)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 0
    assert (
        err
        == f"altotui: in another terminal: ALTOTUI_BASE_URL={address} ALTOTUI_TOKEN=demo-x altotui sites\n"
    )


def test_a_taken_port_is_one_line(altotui: Altotui) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = altotui("simulate", "--port", str(taken.getsockname()[1]))
    assert (ran.code, ran.out) == (2, "")
    assert "choose another with --port" in ran.err


def test_doctor_on_a_simulated_fleet(altotui: Altotui) -> None:
    ran = altotui.demo("doctor")
    assert (ran.code, ran.err) == (0, "")
    assert "ok    reachability: 12 sites in" in ran.out
    names = [record["name"] for record in altotui.demo("doctor", "--format", "json").records()]
    assert names == [
        *("version", "python", "settings file", "credentials file", "state folder", "profile"),
        *("generation", "token", "base address", "reachability", "clock skew", "rate limit"),
    ]


def test_doctor_never_shows_token_or_password(served: str) -> None:
    ran = process(
        "doctor",
        ALTOTUI_BASE_URL=served,
        ALTOTUI_TOKEN="demo-very-secret",
        NO_PROXY="127.0.0.1",
        HTTPS_PROXY="http://user:hunter2@proxy.example:3128",
    )
    assert ran.code == 0, ran.out
    assert "environment variable ALTOTUI_TOKEN" in ran.out
    assert "http://proxy.example:3128" in ran.out
    assert "very-secret" not in ran.out + ran.err
    assert "hunter2" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://u:p@h:3128", "http://h:3128"),
        ("u:p@h:3128", "http://h:3128"),
        ("socks5://[::1]:1080/x?y", "socks5://[::1]:1080"),
        ("http://u:p@h:port", "(unreadable)"),
        ("http://[u:p@h", "(unreadable)"),
        ("http://", "(unreadable)"),
    ],
)
def test_no_password_of_a_proxy_is_shown(address: str, shown: str) -> None:
    assert without_userinfo(address) == shown


def test_local_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy("https://x.test", None).value == "none"
    assert proxy("https://x.test", "none").value == "none, as the profile says"
    assert proxy("https://x.test", "http://u:p@h:3128").value == "http://h:3128, named by the profile"
    monkeypatch.setenv("HTTPS_PROXY", "http://u:p@h:3128")
    assert proxy("https://x.test", None).value == "http://h:3128, named by the environment"
    assert proxy("http://127.0.0.1:1", None).value == "none for this address (HTTPS_PROXY=http://h:3128)"
    assert trust_store().verdict is Verdict.OK
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(SettingsError, match=r"SSL_CERT_FILE '.*none\.pem' cannot be read"):
        trust_store()
    assert state_folder(tmp_path / "a" / "b").verdict is Verdict.OK
    assert not (tmp_path / "a").exists()
    (tmp_path / "file").touch()
    assert state_folder(tmp_path / "file").verdict is Verdict.WARN


@pytest.mark.parametrize(
    ("skew_s", "verdict", "words"),
    [
        (None, "warn", "not known"),
        (0.0, "ok", "less than"),
        (-4.9, "ok", "less"),
        (60.0, "warn", "60 s behind"),
        (-60.0, "warn", "60 s ahead of"),
    ],
)
def test_clock_skew(skew_s: float | None, verdict: str, words: str) -> None:
    check = clock_skew(skew_s)
    assert check.verdict == verdict
    assert words in check.value


def test_stdout_in_a_narrow_encoding_is_no_error() -> None:
    ran = process(*DEMO, "sites", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert ran.code == 0, ran.err
    assert "s\\xe3o-paulo" in ran.out


def test_nothing_is_written_to_disk_by_a_verb(altotui: Altotui, own_folders: Path) -> None:
    altotui.demo("sites")
    altotui.demo("doctor")
    assert os.listdir(own_folders) == []
