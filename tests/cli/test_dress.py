"""How the console is dressed: an option beats the settings, and what the settings say is checked before it opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from altotui.cli.arguments import console_parser
from altotui.cli.dress import Dress, dress_for
from altotui.cli.target import Wishes
from altotui.domain.errors import InvalidInput, SettingsError
from altotui.ui.command_table import COMMANDS
from altotui.ui.looks import Looks
from altotui.ui.signs import ASCII, UNICODE
from tests.cli.conftest import Altotui


@pytest.fixture(autouse=True)
def modern_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "COLORFGBG": "15;0"}.items():
        monkeypatch.setenv(name, value)


def _dress(wishes: Wishes, *words: str) -> Dress:
    return dress_for(wishes, console_parser().parse_args(words))


@pytest.mark.parametrize(
    ("wishes", "words", "looks"),
    [
        (Wishes(), (), Looks("altotui", UNICODE)),
        (Wishes(theme="nord"), (), Looks("nord", UNICODE)),
        (Wishes(theme="nord"), ("--theme", "altotui-light"), Looks("altotui-light", UNICODE)),
        (Wishes(theme="no-such"), ("--theme", "altotui-light"), Looks("altotui-light", UNICODE)),
        (Wishes(signs="ascii"), (), Looks("altotui", ASCII)),
        (Wishes(signs="ascii"), ("--unicode",), Looks("altotui", UNICODE)),
        (Wishes(signs="unicode"), ("--ascii",), Looks("altotui", ASCII)),
        (Wishes(), ("--lean",), Looks("altotui-ansi", UNICODE)),
    ],
)
def test_an_option_beats_the_settings(wishes: Wishes, words: tuple[str, ...], looks: Looks) -> None:
    assert _dress(wishes, *words) == Dress(looks, COMMANDS)


def test_a_theme_that_does_not_exist_is_said_with_where_it_was_named() -> None:
    with pytest.raises(
        SettingsError, match=r"^settings\.toml: theme: there is no theme 'nrod': did you mean nord"
    ):
        _dress(Wishes(theme="nrod"))
    with pytest.raises(InvalidInput, match=r"^there is no theme 'nrod': did you mean nord"):
        _dress(Wishes(), "--theme", "nrod")


def test_both_forms_of_signs_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        console_parser().parse_args(["--ascii", "--unicode"])
    assert "--unicode: not allowed with argument --ascii" in capsys.readouterr().err


def test_chosen_keys_are_in_the_table_and_those_of_others_stay() -> None:
    table = {each.id: each for each in _dress(Wishes(keys={"refresh": ("ctrl+g",)})).commands}
    assert table["refresh"].key_label == "ctrl+g"
    assert len(table) == len(COMMANDS)
    with pytest.raises(SettingsError, match="there is no action 'refesh'"):
        _dress(Wishes(keys={"refesh": ("R",)}))


def _settings(folder: Path, text: str) -> None:
    (folder / "config").mkdir()
    (folder / "config" / "settings.toml").write_text(text)


def test_doctor_says_what_the_settings_make_of_the_console(
    altotui: Altotui, own_folders: Path, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALTOTUI_BASE_URL", served)
    monkeypatch.setenv("ALTOTUI_TOKEN", "demo-x")
    assert "console:" not in altotui("doctor").out
    monkeypatch.setenv("ALTOTUI_TOKEN", "demo-x")
    _settings(own_folders, 'theme = "nord"\n[keys]\nrefresh = "R"\nquit = false\n')
    said = altotui("doctor").out
    assert "ok    console: theme nord, signs auto, keys of your own: refresh R, quit none" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('theme = "nrod"', "theme: there is no theme 'nrod'"),
        ('[keys]\nrefresh = "J"', "J is refresh and job.new"),
    ],
)
def test_doctor_finds_what_would_keep_the_console_from_starting(
    altotui: Altotui, own_folders: Path, served: str, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    monkeypatch.setenv("ALTOTUI_BASE_URL", served)
    monkeypatch.setenv("ALTOTUI_TOKEN", "demo-x")
    _settings(own_folders, text)
    ran = altotui("doctor")
    assert ran.code == 2
    assert words in ran.out
