"""Flag beats environment beats file beats default, and what nobody has written is never guessed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from altotui.cli.arguments import console_parser
from altotui.cli.target import Notify, Target, Wishes, resolve_target, wishes_for
from altotui.domain.errors import CredentialsError, InvalidInput, SettingsError
from altotui.storage.settings import ProfileSettings

TOKEN = "7:42:canary-aB3dE6gH9jK2mN5pQ8"
SECRET_PATH = "canary-path-of-the-receiver"
FULL = f"""
default_profile = "acme"
[profile.acme]
base_url = "https://API.acme.test:8443/v1"
api = "legacy"
read_only = true
job_endpoint = "json"
token_command = ["echo", "{TOKEN}"]
ca_file = "/etc/acme.pem"
proxy = "http://u:canary@proxy.test:3128"
color = "red"
requests_per_minute = 120
command_timeout_s = 30
retry_reads = true
[profile.beta]
[notify]
listen = "[::1]:8787"
path = "{SECRET_PATH}"
"""


def _resolve(*words: str, needs_token: bool = True) -> Target:
    return resolve_target(console_parser().parse_args(words), needs_token=needs_token)


def _write(folder: Path, text: str) -> Path:
    path = folder / "config" / "settings.toml"
    path.parent.mkdir()
    path.write_text(text)
    return path


def test_without_a_file_a_target_is_what_a_profile_is_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALTOTUI_TOKEN", TOKEN)
    target = _resolve()
    assert (target.profile, target.generation, target.base_url, target.is_locked, target.notify) == (
        *("default", "v1", "https://v1.api.altostrat.io", False),
        None,
    )
    assert target.token is not None
    assert target.token.source == "environment variable ALTOTUI_TOKEN"
    defaults = ProfileSettings()
    for name in set(ProfileSettings.model_fields) & set(Target.__annotations__) - {"base_url"}:
        assert getattr(target, name) == getattr(defaults, name)


def test_a_profile_that_is_empty_changes_nothing(own_folders: Path) -> None:
    without = _resolve(needs_token=False)
    _write(own_folders, "[profile.default]\n")
    assert _resolve(needs_token=False) == without


def test_every_setting_of_the_file_arrives(own_folders: Path) -> None:
    _write(own_folders, FULL)
    target = _resolve()
    assert target.token is not None
    assert target.query is not None
    assert target._replace(token=None, query=None) == Target(
        "acme",
        "legacy",
        "https://API.acme.test:8443/v1",
        True,
        job_endpoint="json",
        ca_file="/etc/acme.pem",
        proxy="http://u:canary@proxy.test:3128",
        color="red",
        requests_per_minute=120,
        command_timeout_s=30.0,
        retry_reads=True,
        notify=Notify("::1", 8787, SECRET_PATH),
    )
    assert target.token.source == "token_command of the profile"
    origin = "https://api.acme.test:8443"
    assert target.query == ("acme", origin, ("echo", TOKEN), False, origin)


def test_nothing_secret_shows_in_a_repr(own_folders: Path) -> None:
    _write(own_folders, FULL)
    target = _resolve()
    shown = f"{target} {target!r} {[target]} {target.notify!r} {target.token!r}"
    assert "canary" not in shown
    assert "Target('acme' at 'https://API.acme.test:8443/v1')" in shown


def test_flag_beats_environment_beats_file(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(own_folders, FULL)
    monkeypatch.setenv("ALTOTUI_PROFILE", "beta")
    assert _resolve(needs_token=False).profile == "beta"
    assert _resolve("--profile", "acme", needs_token=False).profile == "acme"
    assert _resolve("--read-only", needs_token=False).is_locked
    monkeypatch.setenv("ALTOTUI_BASE_URL", "http://127.0.0.1:8765")
    monkeypatch.setenv("ALTOTUI_API", "v1")
    target = _resolve("--profile", "acme", needs_token=False)
    assert (target.base_url, target.generation) == ("http://127.0.0.1:8765", "v1")
    assert target.is_locked


def test_a_command_for_one_address_is_not_run_for_another(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write(own_folders, FULL)
    monkeypatch.setenv("ALTOTUI_BASE_URL", "http://127.0.0.1:8765")
    with pytest.raises(
        CredentialsError, match=r"its token is for https://api\.acme\.test:8443 and is not sent to"
    ):
        _resolve()
    path.write_text(f"[profile.default]\ntoken_command = ['echo', '{TOKEN}']\n")
    assert _resolve().token is not None


@pytest.mark.parametrize(
    ("settings", "words", "variable", "says"),
    [
        (
            "",
            ("--profile", "acme"),
            "",
            r"^there is no profile 'acme': write \[profile\.acme\] in settings\.toml$",
        ),
        ("", (), "acme", "there is no profile 'acme': write"),
        ("default_profile = 'acme'", (), "", "there is no profile 'acme': write"),
        (
            FULL,
            ("--profile", "acne"),
            "",
            "no profile 'acne': did you mean acme\\? settings.toml has acme, beta$",
        ),
        (FULL, (), "zzz", "no profile 'zzz': settings.toml has acme, beta$"),
        ('[profile."a\\u001b"]\n', ("--profile", "a\x1b\n"), "", "settings.toml has a␛$"),
    ],
)
def test_an_unknown_profile_is_never_replaced_by_the_default(
    own_folders: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: str,
    words: tuple[str, ...],
    variable: str,
    says: str,
) -> None:
    _write(own_folders, settings)
    monkeypatch.setenv("ALTOTUI_TOKEN", TOKEN)
    if variable:
        monkeypatch.setenv("ALTOTUI_PROFILE", variable)
    with pytest.raises(SettingsError, match=says) as caught:
        _resolve(*words)
    assert str(caught.value).isprintable()


def test_the_default_profile_needs_not_be_written(own_folders: Path) -> None:
    _write(own_folders, "[profile.acme]\n")
    assert _resolve(needs_token=False).profile == "default"
    assert _resolve("--profile", "default", needs_token=False).profile == "default"


def test_a_settings_file_that_is_there_but_of_no_use_is_an_error(own_folders: Path) -> None:
    path = own_folders / "config" / "settings.toml"
    path.parent.mkdir()
    path.symlink_to(own_folders / "nowhere.toml")
    with pytest.raises(SettingsError, match="a link to a file that is not there"):
        _resolve(needs_token=False)
    path.parent.rename(own_folders / "away")
    (own_folders / "config").touch()
    with pytest.raises(SettingsError, match="cannot be read: Not a directory"):
        _resolve(needs_token=False)


def test_a_demonstration_reads_neither_settings_nor_tokens(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(own_folders, "[[")
    monkeypatch.setenv("ALTOTUI_TOKEN", TOKEN)
    target = _resolve("--demo")
    assert (target.profile, target.token, target.query) == ("demo", None, None)
    assert os.environ["ALTOTUI_TOKEN"] == TOKEN
    with pytest.raises(InvalidInput, match="--token-stdin with --demo"):
        _resolve("--demo", "--token-stdin")


def test_how_the_console_is_wanted_stands_beside_the_profiles(own_folders: Path) -> None:
    assert _resolve(needs_token=False).wishes == wishes_for(_resolve("--demo")) == Wishes()
    _write(own_folders, 'theme = "nord"\nsigns = "ascii"\n[keys]\nrefresh = "R"\nquit = false\n')
    wishes = Wishes("nord", "ascii", {"refresh": ("R",), "quit": ()})
    target = _resolve(needs_token=False)
    assert wishes_for(target) == target.wishes == wishes
    assert wishes_for(_resolve("--demo")) == wishes


def test_a_demonstration_does_not_pass_over_how_its_console_is_wanted(own_folders: Path) -> None:
    _write(own_folders, "[[")
    with pytest.raises(SettingsError, match=r"settings\.toml is not TOML"):
        wishes_for(_resolve("--demo"))


def test_where_no_token_is_needed_none_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALTOTUI_TOKEN", TOKEN)
    target = _resolve("--token-stdin", needs_token=False)
    assert target.token is None
    assert target.query is not None
    assert target.query.from_stdin
    assert os.environ["ALTOTUI_TOKEN"] == TOKEN


def test_a_start_without_a_settings_file_does_not_pay_for_one() -> None:
    code = (
        "import json, sys\n"
        "from altotui.cli.arguments import console_parser\n"
        "from altotui.cli.target import resolve_target\n"
        "resolve_target(console_parser().parse_args([]))\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    environment = os.environ | {"ALTOTUI_TOKEN": TOKEN}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True, text=True
    )
    loaded = set(json.loads(ran.stdout))
    assert "altotui.storage.token" in loaded
    assert loaded & {"pydantic", "tomllib", "json.decoder", "base64", "subprocess", "keyring"} <= {
        "json.decoder"
    }
