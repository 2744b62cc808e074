"""The settings file: every mistake is named with its file, its key and what to write instead."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import SettingsError
from altotui.storage import settings as documented
from altotui.storage.settings import NotifySettings, ProfileSettings, Settings, load_settings

SECRET = "canary-canary-canary"


def _load(folder: Path, text: str | bytes) -> Settings:
    path = folder / "settings.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings(path)


def _profile(folder: Path, line: str) -> ProfileSettings:
    return _load(folder, f"[profile.a]\n{line}\n").profile["a"]


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == Settings()
    assert _load(tmp_path, "") == Settings(default_profile="default", profile={}, notify=None)
    assert ProfileSettings().model_dump() == {
        "base_url": None,
        "api": "v1",
        "read_only": False,
        "job_endpoint": "keyed",
        "token_command": None,
        "ca_file": None,
        "proxy": None,
        "color": None,
        "requests_per_minute": 60,
        "command_timeout_s": 65.0,
        "retry_reads": False,
    }


def test_the_example_of_the_documentation_names_every_setting_and_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/" + "home")
    settings = _load(tmp_path, (documented.__doc__ or "").partition("\n")[2])
    acme = settings.profile["acme"]
    assert settings.model_fields_set == set(Settings.model_fields)
    assert acme.model_fields_set == set(ProfileSettings.model_fields)
    assert settings.default_profile == "acme"
    assert acme.token_command == ["pass", "show", "sdx"]
    assert acme.ca_file == "/home/acme-ca.pem"
    assert settings.notify == NotifySettings(listen="127.0.0.1:8787", path="a-secret-of-16-to-100-characters")


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("job_endpoint = 'json'", "job_endpoint", "json"),
        ("token_command = ['a']", "token_command", ["a"]),
        ("token_command = ['a', '']", "token_command", ["a", ""]),
        ("ca_file = '/none/such.pem'", "ca_file", "/none/such.pem"),
        ("proxy = 'none'", "proxy", "none"),
        ("proxy = 'http://u:p@proxy.test:3128'", "proxy", "http://u:p@proxy.test:3128"),
        ("color = 'purple'", "color", "purple"),
        ("requests_per_minute = 6", "requests_per_minute", 6),
        ("requests_per_minute = 600", "requests_per_minute", 600),
        ("command_timeout_s = 1", "command_timeout_s", 1.0),
        ("command_timeout_s = 600.0", "command_timeout_s", 600.0),
        ("retry_reads = true", "retry_reads", True),
    ],
)
def test_each_setting_takes_what_it_says(tmp_path: Path, line: str, name: str, value: object) -> None:
    assert getattr(_profile(tmp_path, line), name) == value


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("read_onyl = true", "read_onyl is not a setting: did you mean read_only?"),
        ("qqq = true", "qqq is not a setting: known are base_url, api, read_only, job_endpoint"),
        ("read_only = 'yes'", "read_only: write true or false"),
        ("read_only = 1", "read_only: write true or false"),
        ("retry_reads = 0", "retry_reads: write true or false"),
        ("api = 'v2'", 'api: write "v1" or "legacy"'),
        ("job_endpoint = 'form'", 'job_endpoint: write "keyed" or "json"'),
        ("base_url = 5", "base_url: write https://HOST in quotes"),
        ("base_url = 'http://api.test'", "base_url: base address 'http://api.test' would send the token"),
        ("base_url = ''", "base_url: base address '' is not an http address: write https://HOST"),
        ("token_command = 'pass show x'", "token_command: write a list of words"),
        ("token_command = []", "token_command: write a list of words"),
        ("token_command = ['a', 5]", "token_command.1: write a list of words"),
        ("token_command = ['']", "token_command: the program has no name"),
        ('token_command = ["a", "\\u0000"]', "token_command: the program has no name, or a word has a NUL"),
        ("ca_file = 'acme.pem'", "ca_file: write an absolute path, or one that starts with ~/"),
        ("ca_file = '~nobody-of-that-name/x'", "ca_file: write an absolute path"),
        ('ca_file = "/a\\u0000"', "ca_file: write an absolute path"),
        ("ca_file = true", "ca_file: write a path in quotes"),
        ("proxy = ''", 'proxy: write http://HOST:PORT, https:// or socks5://, or "none"'),
        ("proxy = false", 'proxy: write http://HOST:PORT or "none" in quotes'),
        ("color = 'pink'", 'color: write "red", "orange", "yellow", "green", "blue" or "purple"'),
        ("requests_per_minute = 5", "requests_per_minute: write a whole number from 6 to 600"),
        ("requests_per_minute = 601", "requests_per_minute: write a whole number from 6 to 600"),
        ("requests_per_minute = 60.0", "requests_per_minute: write a whole number from 6 to 600"),
        ("requests_per_minute = true", "requests_per_minute: write a whole number from 6 to 600"),
        ("command_timeout_s = 0.9", "command_timeout_s: write seconds from 1 to 600"),
        ("command_timeout_s = 600.1", "command_timeout_s: write seconds from 1 to 600"),
        ("command_timeout_s = nan", "command_timeout_s: write seconds from 1 to 600"),
        ("command_timeout_s = inf", "command_timeout_s: write seconds from 1 to 600"),
        ("command_timeout_s = true", "command_timeout_s: write seconds from 1 to 600"),
    ],
)
def test_each_mistake_in_a_profile_says_what_may_be_written(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _profile(tmp_path, line)
    assert str(caught.value).startswith(f"settings.toml: profile.a.{words}")
    assert str(caught.value).endswith(" (the file was left as it is)")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("default_profil = 'x'", "default_profil is not a setting: did you mean default_profile?"),
        ("zzz = 1", "zzz is not a setting: known are default_profile, profile, theme, signs, keys, notify"),
        ("default_profile = 5", "default_profile: write the name of a profile in quotes"),
        ("profile = 'x'", "profile: write a table in square brackets"),
        ("[profile]\na = 1", "profile.a: write a table in square brackets"),
        ("[profile]\ndefault_profile = 1", "profile.default_profile: write a table in square brackets"),
        ("notify = 3", "notify: write a table in square brackets"),
        ("theme = 3", "theme: write the name of a theme in quotes"),
        ("signs = 'utf8'", 'signs: write "ascii", "unicode" or "auto"'),
        ("keys = 3", "keys: write a table in square brackets"),
        ("[keys]\nrefresh = true", 'keys.refresh: write a key such as "ctrl+g", a list of keys, or false'),
        ("[keys]\nrefresh = ['r', 5]", "keys.refresh: write a key such as"),
        ('[keys]\n"pane.sites" = 5', "keys.pane.sites: write a key such as"),
        ("[notify]\npath = 'aaaaaaaaaaaaaaaa'", 'notify.listen is missing: write "127.0.0.1:8787"'),
        ("[notify]\nlisten = '127.0.0.1:1'", "notify.path is missing: write a secret of 16 to 100 letters"),
        ("[notify]\nlisten = 8787\npath = 'aaaaaaaaaaaaaaaa'", 'notify.listen: write "127.0.0.1:8787"'),
        (
            "[notify]\nlisten = '0.0.0.0:1'\npath = 'aaaaaaaaaaaaaaaa'",
            "notify.listen: write a host of this machine",
        ),
        ("[notify]\nlistn = 'x'", "notify.listn is not a setting: did you mean listen?"),
        ("default_profile = ", "settings.toml is not TOML: "),
        ("a = 1\na = 2", "settings.toml is not TOML: "),
        ("default_profile = 'a\x00b'", "settings.toml is not a text file: it has a NUL byte in line 1"),
        ("\n\n\x00", "it has a NUL byte in line 3"),
        (b"a = 1\ndefault_profile = '\xff'", "settings.toml is not UTF-8 text: look at line 2"),
        ('[profile."a\u202eb"]\nx = 1', "profile.a<U+202E>b.x is not a setting"),
        ("a = " + "[" * 100_000, "settings.toml is not TOML that can be read: it is nested too deep"),
        ("a = " + "9" * 5000, "settings.toml cannot be used: a number has too many digits"),
        ("#" * (1024 * 1024 + 1), "settings.toml is larger than 1024 KiB"),
    ],
)
def test_each_mistake_names_the_file_and_the_key(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, text)
    message = str(caught.value)
    assert words in message
    assert message.startswith("settings.toml")
    assert message.endswith(" (the file was left as it is)")
    assert message.isprintable()


@pytest.mark.parametrize(
    ("line", "keys"), [("'x'", ("x",)), ("['x', 'f7']", ("x", "f7")), ("[]", ()), ("false", ())]
)
def test_an_action_has_one_key_several_or_none(tmp_path: Path, line: str, keys: tuple[str, ...]) -> None:
    settings = _load(tmp_path, f'theme = "nord"\nsigns = "ascii"\n[keys]\n"pane.sites" = {line}')
    assert (settings.theme, settings.signs, settings.keys) == ("nord", "ascii", {"pane.sites": keys})


@pytest.mark.parametrize(
    "path", ["a" * 15, "a" * 101, "a" * 16 + "\\n", "a" * 15 + "/", "a" * 15 + "\u00e9", "../" * 6]
)
def test_a_secret_path_that_could_be_guessed_or_misread_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(
        SettingsError, match=r"notify.path: write a secret of 16 to 100 letters, digits, _ or -"
    ):
        _load(tmp_path, f'[notify]\nlisten = "[::1]:8787"\npath = "{path}"')


@pytest.mark.parametrize(
    "line",
    [
        f"token = '{SECRET}'",
        f"proxy = 'ftp://u:{SECRET}@proxy.test'",
        f"base_url = 'https://u:{SECRET}@api.test'",
        f"base_url = 'http://u:{SECRET}@['",
        f"read_only = '{SECRET}'",
        f"token_command = '{SECRET}'",
        f"color = '{SECRET}'",
        f"ca_file = '{SECRET}'",
        f"api = '{SECRET}'\n[notify]\nlisten = '{SECRET}'\npath = '{SECRET}'",
        f"[notify]\nlisten = '{SECRET}'\npath = '{SECRET}'",
        f"[notify]\nlisten = '127.0.0.1:1'\npath = '/{SECRET}'",
    ],
)
def test_a_value_is_never_repeated_in_an_error(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _profile(tmp_path, line)
    assert "canary" not in str(caught.value)


def test_what_is_secret_does_not_show_in_a_repr(tmp_path: Path) -> None:
    settings = _load(
        tmp_path,
        dedent(f"""
            [profile.a]
            proxy = "http://u:{SECRET}@proxy.test"
            [notify]
            listen = "127.0.0.1:8787"
            path = "{SECRET}"
            """),
    )
    assert settings.notify is not None
    assert settings.notify.path == SECRET
    assert "canary" not in repr(settings) + str(settings)


@pytest.mark.parametrize(
    "content", ["[[", "profile = 3", "a = '\x00'", "#" * (1024 * 1024 + 1), "read_only = true"]
)
def test_a_file_that_cannot_be_used_is_left_as_it_is(tmp_path: Path, content: str) -> None:
    with pytest.raises(SettingsError):
        _load(tmp_path, content)
    assert os.listdir(tmp_path) == ["settings.toml"]
    assert (tmp_path / "settings.toml").read_text() == content


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert _load(tmp_path, b"\xef\xbb\xbfdefault_profile = 'a'\r\n").default_profile == "a"


def test_a_link_to_the_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "dotfiles.toml").write_text("default_profile = 'a'")
    link = tmp_path / "settings.toml"
    link.symlink_to(tmp_path / "dotfiles.toml")
    assert load_settings(link).default_profile == "a"


def test_what_stands_in_its_place_is_named_and_never_waited_for(tmp_path: Path) -> None:
    loop, broken, pipe = (tmp_path / name for name in ("loop.toml", "broken.toml", "pipe.toml"))
    loop.symlink_to(loop)
    broken.symlink_to(tmp_path / "nowhere.toml")
    os.mkfifo(pipe)
    (tmp_path / "device.toml").symlink_to("/dev/zero")
    for path, words in (
        (tmp_path, "cannot be read: it is not a file"),
        (loop, "loop.toml is a link to itself"),
        (broken, "broken.toml is a link to a file that is not there"),
        (pipe, "pipe.toml cannot be read: it is not a file"),
        (tmp_path / "device.toml", "cannot be read: it is not a file"),
    ):
        with pytest.raises(SettingsError) as caught:
            load_settings(path)
        assert words in str(caught.value)


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_any_file_is_settings_or_one_clean_line(own_folders: Path, content: str | bytes) -> None:
    try:
        _load(own_folders, content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    except SettingsError as problem:
        shown = str(problem)
        assert shown.isprintable()
