"""The settings file: every mistake is named with its file, its key and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from altotui.domain.errors import SettingsError
from altotui.storage.settings import DEFAULT_BASE_URL, ProfileSettings, Settings, load_settings


def _load(folder: Path, text: str | bytes) -> Settings:
    path = folder / "settings.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings(path)


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == Settings()
    assert _load(tmp_path, "") == Settings(default_profile="default", profile={})
    assert ProfileSettings() == ProfileSettings(base_url=None, api="v1", read_only=False)
    assert set(DEFAULT_BASE_URL) == {"v1", "legacy"}
    assert all(address.startswith("https://") for address in DEFAULT_BASE_URL.values())


def test_the_example_of_the_documentation_is_understood(tmp_path: Path) -> None:
    settings = _load(
        tmp_path,
        'default_profile = "acme"\n[profile.acme]\nbase_url = "https://v1.api.altostrat.io"\n'
        'api = "legacy"\nread_only = true\n',
    )
    assert settings.default_profile == "acme"
    assert settings.profile["acme"] == ProfileSettings(
        base_url="https://v1.api.altostrat.io", api="legacy", read_only=True
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("default_profil = 'x'", "default_profil is not a setting: did you mean default_profile?"),
        ("zzz = 1", "zzz is not a setting: known are default_profile, profile"),
        ("[profile.a]\nread_onyl = true", "profile.a.read_onyl is not a setting: did you mean read_only?"),
        ("[profile.a]\nqqq = true", "profile.a.qqq is not a setting: known are base_url, api, read_only"),
        ("[profile.a]\nread_only = 'yes'", "profile.a.read_only: Input should be a valid boolean"),
        ("[profile.a]\nread_only = 1", "profile.a.read_only: Input should be a valid boolean"),
        ("[profile.a]\napi = 'v2'", "profile.a.api: Input should be 'v1' or 'legacy'"),
        ("[profile.a]\nbase_url = 5", "profile.a.base_url: Input should be a valid string"),
        ("default_profile = 5", "default_profile: Input should be a valid string"),
        ("profile = 'x'", "profile: Input should be a valid dictionary"),
        ("[profile]\na = 1", "profile.a: "),
        ("default_profile = ", "settings.toml is not TOML: "),
        ("a = 1\na = 2", "settings.toml is not TOML: "),
        ("default_profile = 'a\x00b'", "settings.toml is not TOML: "),
        (b"default_profile = '\xff'", "settings.toml cannot be read: UnicodeDecodeError"),
        ('[profile."a\u202eb"]\nx = 1', "profile.a<U+202E>b.x is not a setting"),
    ],
)
def test_each_mistake_names_the_file_and_the_key(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, text)
    message = str(caught.value)
    assert words in message
    assert message.startswith("settings.toml")
    assert message.isprintable()


def test_a_value_is_never_repeated_in_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, "[profile.a]\ntoken = 'canary'\n")
    assert "canary" not in str(caught.value)


def test_a_folder_or_a_loop_in_its_place_is_an_error(tmp_path: Path) -> None:
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    for path in (tmp_path, loop):
        with pytest.raises(SettingsError, match="cannot be read"):
            load_settings(path)
