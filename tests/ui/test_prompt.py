"""The prompt: several lines, a suggestion behind the caret, earlier lines, and what is pasted."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from altotui.domain.pasted_text import MAX_CHARS, MAX_LINES
from altotui.ui.panes.prompt import Prompt
from altotui.ui.panes.stepping import Recalled
from tests.ui.prompts import Listening, caret_cells, choice, key, pasted
from tests.ui.widgets import drawn, hosted, strips
from tests.waiting import until

SCRIPT = "/ip address\nadd address=192.0.2.1/24\n  comment=x"


@pytest.fixture(autouse=True)
def terminal_of_many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw for a terminal in which muted text looks muted."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


async def _pressed(prompt: Listening, pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


# --- several lines


async def test_a_script_is_drawn_on_as_many_rows_with_the_label_before_the_first() -> None:
    prompt = Listening()
    async with hosted(prompt, (40, 24)) as (_, pilot):
        prompt.set_text(SCRIPT)
        await pilot.pause()
        assert prompt.size.height == prompt.rows == 3
        assert [line.rstrip() for line in drawn(prompt)] == [
            "site> /ip address",
            "   2  add address=192.0.2.1/24",
            "   3    comment=x",
        ]
        assert caret_cells(prompt) == [(2, 6 + len("  comment=x"))]


@pytest.mark.parametrize(("screen_rows", "rows"), [(24, 8), (60, 8), (15, 5), (4, 1)])
async def test_a_long_script_takes_a_third_of_the_screen_at_most(screen_rows: int, rows: int) -> None:
    prompt = Listening()
    async with hosted(prompt, (40, screen_rows)) as (_, pilot):
        prompt.set_text("\n".join(f"line {number}" for number in range(1, 41)))
        await pilot.pause()
        assert prompt.size.height == rows
        shown = drawn(prompt)
        assert shown[0].startswith("site> ")
        assert "line 40" in shown[-1]
        await pilot.resize_terminal(40, 24)
        await until(lambda: prompt.size.height == 8)


async def test_the_line_of_the_caret_is_in_sight_wherever_it_stands() -> None:
    prompt = Listening()
    async with hosted(prompt, (30, 24)) as (_, pilot):
        lines = [f"line {number} " + "x" * (number * 7 % 50) for number in range(20)]
        prompt.set_text("\n".join(lines))
        await pilot.pause()
        for name in (*["up"] * 19, *["down"] * 7, "home", *["down"] * 12, "end", *["left"] * 80):
            prompt.handle_key_name(name, None)
            ((row, _),) = caret_cells(prompt)
            number = prompt.text.count("\n", 0, prompt.caret) + 1
            gutters = [line[:6].strip() for line in drawn(prompt)]
            assert gutters[row] == str(number) if row else gutters[1] == str(number + 1)
            assert all(strip.cell_length == 30 for strip in strips(prompt))


async def test_after_it_was_sent_it_is_one_line_again() -> None:
    prompt = Listening()
    async with hosted(prompt, (40, 24)) as (_, pilot):
        for _ in range(2):
            prompt.set_text(SCRIPT)
            await pilot.pause()
            await _pressed(prompt, pilot, "enter", "a")
            assert (prompt.size.height, [line.rstrip() for line in drawn(prompt)]) == (1, ["site> a"])
            prompt.set_text("")
        assert prompt.sent == [SCRIPT, SCRIPT]


@pytest.mark.parametrize(
    ("keys", "line", "column"),
    [
        ("up", 1, 11),
        ("up up", 0, 11),
        ("up up end", 0, 11),
        ("up end", 1, 24),
        ("up end up", 0, 11),
        ("up end up down", 1, 11),
        ("home", 2, 0),
        ("home up", 1, 0),
        ("home left", 1, 24),
        ("up home left", 0, 11),
        ("up end right", 2, 0),
    ],
)
async def test_keys_move_within_a_script(keys: str, line: int, column: int) -> None:
    prompt = Listening("never recalled")
    prompt.set_text(SCRIPT)
    for name in keys.split():
        assert prompt.handle_key_name(name, None)
    before = prompt.text[: prompt.caret].split("\n")
    assert (len(before) - 1, len(before[-1])) == (line, column)
    assert prompt.text == SCRIPT


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("ctrl+u", "/ip address\nadd address=192.0.2.1/24\n"),
        ("ctrl+u ctrl+w", "/ip address\nadd address=192.0.2.1/24"),
        ("home backspace", "/ip address\nadd address=192.0.2.1/24  comment=x"),
        ("up ctrl+k", "/ip address\nadd address\n  comment=x"),
        ("up end delete", "/ip address\nadd address=192.0.2.1/24  comment=x"),
        ("up up home ctrl+k", "\nadd address=192.0.2.1/24\n  comment=x"),
        ("ctrl+w ctrl+w", "/ip address\nadd address=192.0.2.1/24\n"),
    ],
)
def test_keys_that_delete_keep_to_their_line(keys: str, text: str) -> None:
    prompt = Listening()
    prompt.set_text(SCRIPT)
    for name in keys.split():
        assert prompt.handle_key_name(name, None)
    assert prompt.text == text


async def test_a_key_in_a_script_paints_its_line_alone() -> None:
    prompt = Listening()
    async with hosted(prompt, (40, 24)) as (host, pilot):
        prompt.set_text(SCRIPT)
        await pilot.pause()
        host.frames.clear()
        await _pressed(prompt, pilot, "y")
        assert sum(frame.cells for frame in host.frames) == 40


async def test_a_key_in_one_line_paints_one_line_and_lays_nothing_out() -> None:
    prompt = Listening("/ip/arp/print", Recalled("/system/reboot", True)).suggesting("xyz")
    async with hosted(prompt, (40, 24)) as (host, pilot):
        laid_out: list[object] = []
        prompt.screen.screen_layout_refresh_signal.subscribe(prompt, laid_out.append, immediate=True)
        for name in ("x", "y", "backspace", "up", "up", "down"):
            host.frames.clear()
            await _pressed(prompt, pilot, name)
            assert sum(frame.cells for frame in host.frames) == 40, name
        assert laid_out == []


# --- a suggestion


async def test_the_rest_of_a_suggestion_stands_behind_the_caret_and_is_not_the_text() -> None:
    prompt = Listening().suggesting("/ip/arp/print")
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"/ip")
        (strip,) = strips(prompt)
        assert strip.text.rstrip() == "site> /ip/arp/print"
        looks = {text: segment.style for segment in strip if (text := segment.text.strip())}
        assert looks["arp/print"] == prompt.look("muted")
        assert caret_cells(prompt) == [(0, 9)]
        await _pressed(prompt, pilot, "enter")
        assert (prompt.sent, prompt.text) == (["/ip"], "")


@pytest.mark.parametrize("name", ["right", "end", "ctrl+e"])
async def test_right_or_end_takes_it(name: str) -> None:
    prompt = Listening().suggesting("/ip/arp/print")
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"/ip", name)
        assert (prompt.text, prompt.caret) == ("/ip/arp/print", 13)
        await _pressed(prompt, pilot, "enter")
        assert prompt.sent == ["/ip/arp/print"]


@pytest.mark.parametrize("name", ["left", "home", "ctrl+a", "ctrl+k", "delete", "f5", "pagedown", "ctrl+b"])
async def test_no_other_key_takes_it(name: str) -> None:
    prompt = Listening().suggesting("/ip/arp/print")
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"/ip", name, "enter")
        assert prompt.sent == ["/ip"]


async def test_there_is_none_within_the_text_none_for_blanks_and_none_beside_a_choice() -> None:
    prompt = Listening().suggesting("   x", "/ip/arp/print")
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, "space", "space")
        assert prompt.asked == []
        prompt.set_text("/ip")
        await _pressed(prompt, pilot, "left")
        assert drawn(prompt)[0].rstrip() == "site> /ip"
        await _pressed(prompt, pilot, "end")
        prompt.offer(choice("/ip", "/ipv6", end=3))
        assert drawn(prompt)[0].rstrip() == "site> /ip"
        await _pressed(prompt, pilot, "right", "end")
        assert prompt.text == "/ip"
        prompt.close_choice(is_taken=False)
        assert drawn(prompt)[0].rstrip() == "site> /ip/arp/print"


async def test_a_suggestion_is_asked_for_once_for_each_text() -> None:
    prompt = Listening().suggesting("/ip/arp/print")
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"/ip", "left", "end")
        prompt.repaint()
        assert prompt.asked == ["/", "/i", "/ip"]
        prompt.colour_again()
        assert prompt.asked[3:] == ["/ip"]


@pytest.mark.parametrize("whole", ["", "/ip", "other", "/ip\nsecond", "/I/arp"])
async def test_what_does_not_go_on_from_the_text_is_no_suggestion(whole: str) -> None:
    prompt = Listening()
    prompt.suggest = lambda _: whole
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"/ip", "right")
        assert (drawn(prompt)[0].rstrip(), prompt.text) == ("site> /ip", "/ip")


async def test_one_that_is_too_long_is_cut_and_one_without_room_is_not_taken() -> None:
    prompt = Listening().suggesting("/ip/" + "x" * 100)
    async with hosted(prompt, (20, 5)) as (_, pilot):
        await _pressed(prompt, pilot, *"/ip")
        assert drawn(prompt) == ["site> /ip/xxxxxxxxx…"]
        await _pressed(prompt, pilot, *"/xxxxxx")
        assert "…" not in drawn(prompt)[0]
        await _pressed(prompt, pilot, "right")
        assert prompt.text == "/ip/xxxxxx"


async def test_hostile_text_in_a_suggestion_is_drawn_visibly() -> None:
    prompt = Listening().suggesting("/ip\x1b[2J\u202e")
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"/ip")
        assert drawn(prompt)[0].rstrip() == "site> /ip\u241b[2J<U+202E>"


@pytest.mark.parametrize("width", [40, 24])
@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "linux", "COLORTERM": ""}], ids=str)
async def test_without_colour_or_with_few_it_is_marked(
    monkeypatch: pytest.MonkeyPatch, width: int, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    prompt = Listening().suggesting("/ip/arp/print where dynamic")
    async with hosted(prompt, (width, 5)) as (_, pilot):
        await _pressed(prompt, pilot, *"/ip")
        shown = {40: "site> /ip [/arp/print where dynamic]", 24: "site> /ip [/arp/print …]"}
        assert drawn(prompt)[0].rstrip() == shown[width]
        await _pressed(prompt, pilot, "end")
        assert prompt.text == "/ip/arp/print where dynamic"


# --- earlier lines


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("up", "c"),
        ("up up", "b"),
        ("up up up up", "a"),
        ("up up down", "c"),
        ("up down", "typed"),
        ("up up down down down", "typed"),
        ("down", "typed"),
        ("up x up", "c"),
        ("up x up down", "cx"),
        ("up left up", "b"),
    ],
)
def test_up_and_down_step_and_what_was_typed_stays(keys: str, text: str) -> None:
    prompt = Listening("a", "b", "c")
    prompt.set_text("typed")
    for name in keys.split():
        prompt.handle_key_name(name, name if len(name) == 1 else None)
    assert prompt.text == text
    assert prompt.caret <= len(text)


def test_without_earlier_lines_up_and_down_leave_what_was_typed() -> None:
    plain = Prompt(lambda _: ())
    plain.set_text("typed")
    for name in ("up", "up", "down"):
        plain.handle_key_name(name, None)
        assert plain.text == "typed"


async def test_a_recalled_write_is_marked_and_needs_a_second_enter() -> None:
    prompt = Listening(Recalled("/ip/address/remove 0", True), "/ip/arp/print")
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, "up")
        assert drawn(prompt)[0].startswith("site> /ip/arp/print")
        await _pressed(prompt, pilot, "up")
        assert drawn(prompt)[0].startswith("site> (write) /ip/address/remove 0")
        edits = prompt.edits
        await _pressed(prompt, pilot, "enter")
        assert (prompt.is_armed, prompt.sent, prompt.edits) == (True, [], edits + 1)
        await _pressed(prompt, pilot, "enter")
        assert (prompt.is_armed, prompt.sent, prompt.text) == (False, ["/ip/address/remove 0"], "")
        await _pressed(prompt, pilot, *"x", "enter")
        assert prompt.sent[1:] == ["x"]


async def test_a_recalled_read_needs_one_enter() -> None:
    prompt = Listening(Recalled("/ip/arp/print"))
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, "up", "enter")
        assert prompt.sent == ["/ip/arp/print"]


@pytest.mark.parametrize("before", ["", "enter"])
@pytest.mark.parametrize("edit", ["x", "backspace", "x backspace", "ctrl+u y", "home delete"])
async def test_an_edited_write_is_a_new_line(before: str, edit: str) -> None:
    prompt = Listening(Recalled("/ip/address/remove 0", True))
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, "up", *before.split(), *edit.split())
        assert "(write)" not in drawn(prompt)[0]
        assert not prompt.is_armed
        text = prompt.text
        await _pressed(prompt, pilot, "enter")
        assert prompt.sent == [text]


@pytest.mark.parametrize("name", ["up", "down", "left"])
async def test_moving_sends_nothing_that_was_not_confirmed(name: str) -> None:
    prompt = Listening(Recalled("first", True), Recalled("second", True))
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, "up", "up", "enter", name, "enter")
        assert prompt.sent == []


async def test_another_target_takes_the_first_enter_back() -> None:
    prompt = Listening(Recalled("/system/reboot", True))
    async with hosted(prompt) as (host, pilot):
        await _pressed(prompt, pilot, "up", "enter")
        prompt.set_label("site> ")
        assert prompt.is_armed
        prompt.set_label("other> ")
        assert not prompt.is_armed
        await _pressed(prompt, pilot, "enter")
        host.screen.set_focus(None)
        await pilot.pause()
        assert (prompt.is_armed, prompt.sent) == (False, [])


def test_a_draft_that_was_a_recalled_write_stays_one() -> None:
    prompt = Listening("a", "b")
    prompt.recall("/system/reboot", is_write=True)
    prompt.recall("b", is_write=False)
    for name in ("up", "down", "down"):
        prompt.handle_key_name(name, None)
    assert prompt.text == "/system/reboot"
    prompt.handle_key_name("enter", None)
    assert prompt.is_armed


def test_a_line_found_in_the_history_goes_on_from_there_and_keeps_the_draft() -> None:
    prompt = Listening("a", "b", Recalled("c", True))
    prompt.set_text("typed")
    prompt.recall("b", is_write=False)
    seen = [prompt.text]
    for name in ("up", "down", "down", "down"):
        prompt.handle_key_name(name, None)
        seen.append(prompt.text)
    assert seen == ["b", "a", "b", "c", "typed"]


async def test_a_suggested_write_of_the_history_is_a_recalled_one() -> None:
    prompt = Listening(Recalled("/system/reboot", True), "/system/clock").suggesting("/system/reboot")
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"/sys", "end", "enter")
        assert (prompt.is_armed, prompt.sent) == (True, [])
        await _pressed(prompt, pilot, "enter")
        assert prompt.sent == ["/system/reboot"]


async def test_up_steps_through_a_script_only_from_its_first_line() -> None:
    prompt = Listening("oldest", Recalled("a\nb", True), "c\nd\ne")
    async with hosted(prompt, (40, 24)) as (_, pilot):
        seen = []
        for name in ("up", "up", "up", "down", "down"):
            await _pressed(prompt, pilot, name)
            seen.append((prompt.text, prompt.caret, prompt.rows))
        assert seen == [
            ("c\nd\ne", 1, 3),
            ("a\nb", 1, 2),
            ("oldest", 6, 1),
            ("a\nb", 3, 2),
            ("c\nd\ne", 5, 3),
        ]
        await _pressed(prompt, pilot, "up")
        assert prompt.text == "c\nd\ne"
        assert prompt.caret == 3


# --- choosing


async def test_up_and_down_step_while_a_choice_is_open() -> None:
    prompt = Listening("earlier")
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"eth")
        prompt.offer(choice("ether1", "ether2", end=3))
        seen = []
        for name in ("down", "down", "down", "up"):
            edits = prompt.edits
            await _pressed(prompt, pilot, name)
            assert prompt.edits > edits
            seen.append(prompt.text)
        assert seen == ["ether1", "ether2", "ether1", "ether2"]
        await _pressed(prompt, pilot, "enter")
        assert (prompt.text, prompt.choosing, prompt.sent) == ("ether2 ", None, [])


async def test_typing_on_narrows_the_choice_and_closes_it_where_nothing_fits() -> None:
    prompt = Listening()
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"x=eth")
        prompt.offer(choice("ether1", "ether2", "ether10", start=2, end=5))
        await _pressed(prompt, pilot, *"er1")
        assert prompt.choosing is not None
        assert [each.text for each in prompt.choosing.completion.candidates] == ["ether1", "ether10"]
        await _pressed(prompt, pilot, "0")
        assert prompt.choosing is None
        assert prompt.text == "x=ether10"


@pytest.mark.parametrize("keys", ["z", "backspace", "left x", "home x", "ctrl+u"])
async def test_any_other_edit_closes_the_choice(keys: str) -> None:
    prompt = Listening()
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"x=eth")
        prompt.offer(choice("ether1", "ether2", "ethxx", start=2, end=5))
        await _pressed(prompt, pilot, *keys.split())
        assert prompt.choosing is None


async def test_a_picked_candidate_is_text_as_soon_as_one_types_on() -> None:
    prompt = Listening()
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"eth")
        prompt.offer(choice("ether1", "ether10", end=3))
        await _pressed(prompt, pilot, "down", "0", "enter")
        assert prompt.sent == ["ether10"]


# --- pastes


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r", "\n\n", "\n  \n"])
async def test_one_pasted_line_goes_in_and_is_never_sent(end: str) -> None:
    prompt = Listening()
    async with hosted(prompt) as (_, pilot):
        await _pressed(prompt, pilot, *"ad", "left")
        prompt.post_message(pasted(f"bc{end}"))
        await pilot.pause()
        assert (prompt.text, prompt.caret, prompt.sent) == ("abcd", 3, [])
        assert (prompt.pasted, prompt.refused) == ([], [])


async def test_several_pasted_lines_are_handed_over_and_none_is_in_the_prompt() -> None:
    prompt = Listening()
    async with hosted(prompt) as (_, pilot):
        prompt.post_message(pasted("\n/ip address\r\n\n  add address=192.0.2.1/24\r# end\n"))
        await pilot.pause()
        assert prompt.pasted == [("/ip address", "", "  add address=192.0.2.1/24", "# end")]
        assert (prompt.text, prompt.sent) == ("", [])


@pytest.mark.parametrize("char", ["\u201c", "\u2019", "\xa0", "\u3000", "\t"])
async def test_what_would_be_written_in_another_way_is_shown_first(char: str) -> None:
    prompt = Listening()
    async with hosted(prompt) as (_, pilot):
        prompt.post_message(pasted(f"/ip{char}print"))
        await pilot.pause()
        assert (prompt.pasted, prompt.text) == ([(f"/ip{char}print",)], "")


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("/ip\x1b[2J", "ESC (U+001B)", "(character 4)"),
        ("a\nb\x00c", "NUL (U+0000)", "(line 2, character 2)"),
        ("\x9b31m", "a control character (U+009B)", "(character 1)"),
        ("a\u202eb", "RIGHT-TO-LEFT OVERRIDE (U+202E)", "(character 2)"),
        ("a\u200bb", "ZERO WIDTH SPACE (U+200B)", "(character 2)"),
        ("one\u2028two", "LINE SEPARATOR (U+2028)", "(character 4)"),
        ("a\x7f", "DEL (U+007F)", "(character 2)"),
        ("a\x0bb", "VT (U+000B)", "(character 2)"),
    ],
)
async def test_what_could_hide_or_act_is_refused_by_name_and_place(text: str, name: str, place: str) -> None:
    prompt = Listening()
    async with hosted(prompt) as (_, pilot):
        prompt.post_message(pasted(text))
        await pilot.pause()
        (reason,) = prompt.refused
        assert reason.startswith(f"{name} in what was pasted {place}")
        assert reason.isprintable()
        assert (prompt.text, prompt.pasted) == ("", [])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("x\n" * (MAX_LINES + 1), "501 lines"),
        ("x\n" * 200_000, "200000 lines"),
        ("x" * 20_001, "20001 characters"),
    ],
)
async def test_too_much_is_refused_with_its_number_and_the_remedy(text: str, number: str) -> None:
    prompt = Listening()
    async with hosted(prompt) as (_, pilot):
        prompt.post_message(pasted(text))
        await pilot.pause()
        (reason,) = prompt.refused
        assert reason.startswith(number)
        assert "altotui job queue --script-file" in reason


async def test_as_much_as_is_allowed_goes_in_and_no_more() -> None:
    prompt = Listening()
    async with hosted(prompt) as (_, pilot):
        prompt.post_message(pasted("x" * MAX_CHARS))
        await pilot.pause()
        assert len(prompt.text) == MAX_CHARS
        prompt.post_message(pasted("yz"))
        await pilot.pause()
        assert prompt.refused == [
            "the prompt takes 20000 characters, this would make 20002: clear it, ctrl+c"
        ]


async def test_enters_that_come_with_a_paste_are_line_breaks_of_it() -> None:
    prompt = Listening()
    async with hosted(prompt, (40, 24)) as (_, pilot):
        for event in (pasted("one"), key("enter"), key("t"), key("o", 0.04), key("enter", 0.08)):
            prompt.post_message(event)
        await pilot.pause()
        assert (prompt.sent, prompt.text) == ([], "one\nto\n")
        prompt.post_message(key("enter", 1.0))
        await pilot.pause()
        assert (prompt.sent, prompt.text) == (["one\nto\n"], "")


async def test_enter_behind_a_paste_sends_it() -> None:
    prompt = Listening()
    async with hosted(prompt) as (_, pilot):
        for event in (pasted("one"), key("enter", 0.2), pasted("x"), key("left"), key("enter", 0.3)):
            prompt.post_message(event)
        await pilot.pause()
        assert prompt.sent == ["one", "x"]
