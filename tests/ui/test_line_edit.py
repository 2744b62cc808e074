"""The one line that everything is typed in: its keys, its pastes, and a caret that is always in sight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events

from altotui.ui.widgets.line_edit import MAX_CHARS, LineEdit
from tests.ui.widgets import hosted, strips


def _edited(text: str, caret: int, *keys: str) -> tuple[str, int]:
    """Return text and caret after `keys` on a line that is not on any screen."""
    edit = LineEdit("> ")
    edit.set_text(text)
    for _ in range(len(text) - caret):
        edit.handle_key_name("left", None)
    for key in keys:
        edit.handle_key_name(key, key if len(key) == 1 else None)
    return edit.text, edit.caret


@pytest.mark.parametrize(
    ("text", "caret", "keys", "after"),
    [
        ("", 0, "abc", ("abc", 3)),
        ("ac", 1, "b", ("abc", 2)),
        ("abc", 3, ["left", "left", "right"], ("abc", 2)),
        ("abc", 0, ["left"], ("abc", 0)),
        ("abc", 3, ["right"], ("abc", 3)),
        ("abc", 1, ["home"], ("abc", 0)),
        ("abc", 1, ["ctrl+a", "x"], ("xabc", 1)),
        ("abc", 1, ["end", "x"], ("abcx", 4)),
        ("abc", 1, ["ctrl+e"], ("abc", 3)),
        ("abc", 3, ["backspace"], ("ab", 2)),
        ("abc", 1, ["backspace"], ("bc", 0)),
        ("abc", 0, ["backspace"], ("abc", 0)),
        ("abc", 1, ["delete"], ("ac", 1)),
        ("abc", 3, ["delete"], ("abc", 3)),
        ("abc", 0, ["ctrl+d"], ("bc", 0)),
        ("abc def", 4, ["ctrl+u"], ("def", 0)),
        ("abc def", 4, ["ctrl+k"], ("abc ", 4)),
        ("abc def", 7, ["ctrl+w"], ("abc ", 4)),
        ("abc def  ", 9, ["ctrl+w"], ("abc ", 4)),
        ("abc def", 5, ["ctrl+w"], ("abc ef", 4)),
        ("abc", 3, ["ctrl+w"], ("", 0)),
        ("", 0, ["ctrl+w", "ctrl+u", "ctrl+k", "delete"], ("", 0)),
        ("abc", 1, ["f5", "ctrl+t", "pageup"], ("abc", 1)),
    ],
)
def test_each_key_edits_as_in_a_shell(text: str, caret: int, keys: list[str], after: tuple[str, int]) -> None:
    assert _edited(text, caret, *keys) == after


def test_a_key_that_is_not_used_is_left_to_others() -> None:
    edit = LineEdit("> ")
    assert not edit.handle_key_name("f5", None)
    assert not edit.handle_key_name("pagedown", None)
    assert edit.handle_key_name("x", "x")


@given(
    st.text(max_size=12),
    st.lists(
        st.sampled_from(
            ["left", "right", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+w", "ctrl+k", "x"]
        )
    ),
)
def test_the_caret_never_leaves_the_text(text: str, keys: list[str]) -> None:
    after, caret = _edited(text, 0, *keys)
    assert 0 <= caret <= len(after)
    assert len(after) <= len(text) + keys.count("x")


class _Listening(LineEdit):
    def __init__(self, label: str = "> ", *, clears_on_submit: bool = True) -> None:
        super().__init__(label, "placeholder", clears_on_submit=clears_on_submit)
        self.heard: list[str | int] = []

    def on_line_edit_submitted(self, message: LineEdit.Submitted) -> None:
        self.heard.append(message.text)

    def on_line_edit_paste_refused(self, message: LineEdit.PasteRefused) -> None:
        self.heard.append(message.lines)


@pytest.mark.parametrize("clears", [True, False])
async def test_enter_hands_over_the_line_of_that_moment(clears: bool) -> None:
    edit = _Listening(clears_on_submit=clears)
    async with hosted(edit) as (_, pilot):
        await pilot.press("a", "b", "enter")
        assert edit.heard == ["ab"]
        assert edit.text == ("" if clears else "ab")


@pytest.mark.parametrize(
    ("pasted", "text", "heard"),
    [
        ("/ip/arp/print", "/ip/arp/print", []),
        ("/ip/arp/print\n", "/ip/arp/print", []),
        ("/ip/arp/print\r\n", "/ip/arp/print", []),
        ("one\ntwo", "", [2]),
        ("one\r\ntwo\r\nthree\r\n", "", [3]),
        ("one\rtwo", "", [2]),
        ("one\u2028two", "", [2]),
        ("one\x0btwo", "", [2]),
        ("", "", []),
        ("\n", "", []),
        ("a\x1b[2Jb", "a\u241b[2Jb", []),
        ("a\x00b\x7f", "a\u2400b\u2421", []),
        ("x" * (MAX_CHARS + 1), None, []),
    ],
)
async def test_a_paste_is_one_line_or_nothing(pasted: str, text: str | None, heard: list[int]) -> None:
    edit = _Listening()
    async with hosted(edit) as (_, pilot):
        edit.post_message(events.Paste(pasted))
        await pilot.pause()
        assert edit.heard == heard
        if text is not None:
            assert edit.text == text
        assert len(edit.text) <= MAX_CHARS


async def test_a_paste_goes_in_at_the_caret() -> None:
    edit = _Listening()
    async with hosted(edit) as (_, pilot):
        await pilot.press("a", "d", "left")
        edit.post_message(events.Paste("bc"))
        await pilot.pause()
        assert (edit.text, edit.caret) == ("abcd", 3)


async def test_text_is_there_as_soon_as_the_application_has_handed_it_on() -> None:
    edit = _Listening()
    async with hosted(edit):
        edit._forward_event(events.Key("space", " "))
        assert edit.text == " "


async def test_text_waits_behind_what_came_before_it() -> None:
    edit = _Listening()
    async with hosted(edit) as (_, pilot):
        edit.post_message(events.Paste("pasted "))
        edit._forward_event(events.Key("a", "a"))
        edit._forward_event(events.Key("left", None))
        edit._forward_event(events.Key("b", "b"))
        await pilot.pause()
        assert (edit.text, edit.caret) == ("pasted ba", 8)


TEXTS = ["", "short", "x" * 200, "宽字符" * 30, "e\u0301" * 60, "a宽" * 40, "\U0001f1e8\U0001f1ed" * 20]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
@pytest.mark.parametrize("width", [12, 40])
async def test_the_caret_is_in_sight_wherever_it_stands(text: str, width: int) -> None:
    edit = LineEdit("prompt> ")
    async with hosted(edit, (width, 3)):
        edit.set_text(text)
        for _ in range(len(text) + 1):
            (strip,) = strips(edit)
            assert strip.cell_length == cell_len(strip.text) == width
            carets = [segment for segment in strip if segment.style and segment.style.reverse]
            assert len(carets) == 1, (edit.caret, strip.text)
            edit.handle_key_name("left", None)


@pytest.mark.parametrize(("text", "sign"), [("a\x1b", "\u241b"), ("a\n", "\u240a"), ("a\u202e", "<U+202E>")])
async def test_a_character_that_acts_is_drawn_visibly_under_the_caret_too(text: str, sign: str) -> None:
    edit = LineEdit("> ")
    async with hosted(edit):
        edit.set_text(text)
        edit.handle_key_name("left", None)
        assert strips(edit)[0].text.rstrip() == f"> a{sign}"


async def test_text_that_fits_again_is_shown_from_its_beginning() -> None:
    edit = LineEdit("> ")
    async with hosted(edit, (20, 3)) as (_, pilot):
        edit.set_text("0123456789" * 4)
        (strip,) = strips(edit)
        assert "0123456789" * 2 not in strip.text
        await pilot.resize_terminal(60, 3)
        (strip,) = strips(edit)
        assert "0123456789" * 4 in strip.text


async def test_without_text_the_placeholder_stands_there() -> None:
    edit = _Listening()
    async with hosted(edit) as (_, pilot):
        assert "placeholder" in strips(edit)[0].text
        await pilot.press("x")
        assert "placeholder" not in strips(edit)[0].text


async def test_a_label_wider_than_the_line_leaves_room_for_what_is_typed() -> None:
    edit = LineEdit("[RW] " + "long-site-name-" * 10 + "> ")
    async with hosted(edit, (30, 3)) as (_, pilot):
        await pilot.press("a", "b", "c")
        (strip,) = strips(edit)
        assert strip.cell_length == 30
        assert "c" in strip.text
        assert [segment for segment in strip if segment.style and segment.style.reverse]


async def test_one_key_paints_one_line() -> None:
    edit = LineEdit("> ")
    async with hosted(edit) as (host, pilot):
        await pilot.press("x")
        assert sum(frame.cells for frame in host.frames) == 40
        host.frames.clear()
        await pilot.press("f5")
        assert host.frames == []
