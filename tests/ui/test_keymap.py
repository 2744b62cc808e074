"""Keys of a person's own choice: what may be chosen, what is said of the rest, and what then shows them."""

from __future__ import annotations

import pytest

from altotui.domain.errors import InvalidInput, SettingsError
from altotui.ui.command_table import COMMANDS
from altotui.ui.commands import bindings, key_of
from altotui.ui.key_names import key_name, types_text, written_key
from altotui.ui.keymap import remapped
from altotui.ui.screens.changes import Changes
from altotui.ui.screens.help import Help
from altotui.ui.screens.palette import Palette
from tests.ui.driving import WIDE, driven


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("G", "G"),
        ("g", "g"),
        ("/", "slash"),
        ("slash", "slash"),
        (",", "comma"),
        ("+", "plus"),
        (" ", "space"),
        ("Ctrl+G", "ctrl+g"),
        ("F12", "f12"),
        ("Esc", "escape"),
        ("PgUp", "pageup"),
        ("shift+tab", "shift+tab"),
        ("alt+x", "alt+x"),
        ("é", "é"),
    ],
)
def test_a_key_is_found_as_people_write_it(written: str, name: str) -> None:
    assert key_name(written) == name


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("crtl+g", "there is no key 'crtl\\+g': did you mean ctrl\\+g"),
        ("f25", "there is no key 'f25': did you mean f5 or f2?"),
        ("", "there is no key '': write one such as ctrl\\+g, f7, G or /"),
        ("\x1b", "there is no key '.x1b'"),
        ("ab", "there is no key 'ab'"),
        ("ctrl+i", "ctrl\\+i is tab to a terminal: choose another key"),
        ("ctrl+m", "ctrl\\+m is enter to a terminal"),
        ("ctrl+h", "ctrl\\+h is backspace to a terminal"),
        ("<any>", "there is no key"),
    ],
)
def test_a_key_that_does_not_exist_is_named_with_those_that_are_near(written: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        key_name(written)


@pytest.mark.parametrize("char", [*"/,.;:?!*+-_<>|\\'\"`~@#$%^&()[]{}=", *"aZ9"])
def test_a_character_stays_what_it_is(char: str) -> None:
    assert written_key(key_name(char)) == char
    assert types_text(key_name(char))


def _keys(**wishes: list[str]) -> dict[str, list[str]]:
    return {name.replace("__", "."): keys for name, keys in wishes.items()}


@pytest.mark.parametrize(
    ("wishes", "command_id", "keys", "list_keys", "label"),
    [
        (_keys(refresh=["ctrl+g"]), "refresh", "", "ctrl+g", "ctrl+g"),
        (_keys(refresh=["R"]), "refresh", "", "R", "R"),
        (_keys(filter=["ctrl+f", ";"]), "filter", "", "ctrl+f,semicolon", "ctrl+f"),
        (_keys(history=["f12"]), "history", "f12", "", "f12"),
        (_keys(history=["H"]), "history", "", "H", "H"),
        (_keys(pane__sites=["7", "f12"]), "pane.sites", "f12", "7", "f12"),
        (_keys(lean=["L"]), "lean", "", "L", "L"),
        (_keys(lean=["f12"]), "lean", "f12", "", "f12"),
        (_keys(refresh=[]), "refresh", "", "", ""),
        (_keys(refresh=["J"], job__new=["r"]), "job.new", "", "r", "r"),
        (_keys(site__mark=["F7"]), "site.mark", "", "f7", "f7"),
        (_keys(refresh=["r"]), "refresh", "", "r", "r"),
    ],
)
def test_chosen_keys_take_the_place_of_all_keys_of_their_action(
    wishes: dict[str, list[str]], command_id: str, keys: str, list_keys: str, label: str
) -> None:
    table = remapped(wishes)
    assert [each.id for each in table] == [each.id for each in COMMANDS]
    (found,) = (each for each in table if each.id == command_id)
    assert (found.keys, found.list_keys, found.key_label) == (keys, list_keys, label)
    untouched = [each for each in table if each.id not in wishes]
    assert untouched == [each for each in COMMANDS if each.id not in wishes]


@pytest.mark.parametrize(
    ("wishes", "problem"),
    [
        (_keys(refesh=["R"]), "there is no action 'refesh': did you mean refresh"),
        (_keys(zzz=["R"]), "there is no action 'zzz': the README lists the ids of all actions"),
        (_keys(refresh=["crtl+g"]), "refresh: there is no key 'crtl\\+g': did you mean ctrl\\+g"),
        (_keys(refresh=["j"]), "refresh: j moves in every list: choose another key"),
        (_keys(refresh=["enter"]), "refresh: enter acts on the row in every list"),
        (_keys(refresh=["left"]), "refresh: left moves in answers"),
        (_keys(answer__diff=["h"]), "answer.diff: h moves in answers"),
        (_keys(history=["ctrl+a"]), "history: ctrl\\+a edits a line that is typed in"),
        (_keys(history=["backspace"]), "history: backspace edits a line that is typed in"),
        (_keys(site__choose=["R"]), "site.choose keeps its key: enter cannot be given away"),
        (_keys(nav__back=[]), "nav.back keeps its key: esc cannot be given away"),
        (_keys(stop=["f12"]), "stop keeps its key: ctrl\\+c cannot be given away"),
        (_keys(quit__always=["f12"]), "quit.always keeps its key: ctrl\\+q cannot be given away"),
        (_keys(refresh=["ctrl+c"]), "ctrl\\+c is refresh and stop in the sites: give refresh another key$"),
        (
            _keys(refresh=["J"]),
            'J is refresh and job.new in the sites: give one of them another key, or free it: "job.new" = false',
        ),
        (
            _keys(refresh=["s"]),
            "s is site.sort and refresh in the sites: .*; s is answer.sort and refresh in the console: ",
        ),
        (_keys(refresh=["R"], help=["R"]), "R is refresh and help in the sites: give refresh another key"),
        (_keys(refresh=["?"]), "\\? is refresh and help in the sites"),
    ],
)
def test_what_cannot_be_is_said_with_its_remedy(wishes: dict[str, list[str]], problem: str) -> None:
    with pytest.raises(SettingsError, match=f"^settings.toml: keys: {problem}"):
        remapped(wishes)


def test_all_that_is_wrong_is_said_at_once_as_far_as_a_line_goes() -> None:
    with pytest.raises(SettingsError, match=r"'a'.*'b'.*'c'.*'d'.* \(and 2 more\)$"):
        remapped(_keys(a=["1"], b=["1"], c=["1"], d=["1"], e=["1"], f=["1"]))


def test_each_action_keeps_its_own_keys_when_all_are_chosen_again() -> None:
    movable = [each for each in COMMANDS if each.keys or each.list_keys]
    kept = ("nav.back", "stop", "suspend", "quit.always")
    taken = {"site.fold", "site.unfold", "job.fold", "job.unfold"}
    wishes = {
        each.id: [key for key in f"{each.keys},{each.list_keys}".split(",") if key]
        for each in movable
        if each.id not in kept
    }
    table = {each.id: each for each in remapped(wishes)}
    assert taken < wishes.keys()
    for each in movable:
        assert (table[each.id].keys, table[each.id].list_keys) == (each.keys, each.list_keys)


def test_only_keys_of_the_table_are_bound() -> None:
    keys = {binding.key for binding in bindings(remapped(_keys(refresh=["f12"], help=[])))}
    assert "f12" in keys
    assert not keys & {"r", "f1", "question_mark"}


# --- in the console


async def test_the_chosen_key_acts_and_the_old_one_does_not() -> None:
    async with driven(commands=remapped(_keys(changes=["f12", "C"]))) as console:
        console.press("f2", "u", "f5")
        await console.pilot.pause()
        assert console.app.screen is console.main
        for key in ("f12", "C"):
            console.press(key)
            await console.until(lambda: isinstance(console.app.screen, Changes))
            console.press("escape")
            await console.until(lambda: console.app.screen is console.main)


async def test_a_chosen_letter_is_text_where_text_is_typed_and_a_chosen_key_is_not() -> None:
    async with driven(commands=remapped(_keys(history=["H", "f12"]))) as console:
        console.press("f3")
        console.type("Hx")
        await console.until(lambda: console.main.console.prompt.text == "Hx")
        console.press("f12")
        await console.sees("history>")


async def test_footer_help_palette_and_hints_show_the_chosen_keys() -> None:
    wishes = _keys(pane__sites=["f12"], help=["F11"], job__new=["N"], answer__previous=["B"], quit=[])
    async with driven(size=WIDE, commands=remapped(wishes)) as console:
        await console.sees(
            "f11 help", "f12 sites", "choose a site first: f12, then enter", "then N queues one"
        )
        await console.sees_no(" quit")
        console.press("f11")
        await console.until(lambda: isinstance(console.app.screen, Help))
        await console.until(lambda: "f12 :sites Go to the sites." in " ".join(console.text().split()))
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        console.press("ctrl+p")
        await console.until(lambda: isinstance(console.app.screen, Palette))
        console.type("queue a job on the chosen")
        await console.sees("N ", "Queue a job on the chosen sites.")


def test_without_a_key_an_action_is_named_by_how_it_is_typed_or_found() -> None:
    assert [key_of(each) for each in ("refresh", "changes", "session.unlock", "answer.pivot")] == [
        *("r", "u", ":rw REASON", "p"),
    ]
