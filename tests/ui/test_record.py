"""The record view: every field of a row, whatever a router put into it, at any size of the terminal."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import pytest

from altotui.domain.record import Field
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.ui.screens.record import RecordScreen
from altotui.ui.widgets.record_rows import MAX_INNER_PARTS, MAX_VALUE_CHARS
from tests.ui.staged import CONTROLS, staged
from tests.waiting import until

SIZES = [(60, 20), (80, 24), (120, 36)]
MOST_S = 1.5
"""Seconds of the processor for a key on a huge row, several times what it takes: others may work beside it."""


class Rows:
    """A source of rows."""

    def __init__(self, *rows: Mapping[str, object], secrets: Sequence[str] = ()) -> None:
        self._rows = rows
        self._secrets = secrets

    @property
    def count(self) -> int:
        return len(self._rows)

    @property
    def title(self) -> str:
        return "/ip/arp/print"

    def fields(self, index: int) -> list[Field]:
        return [Field(name, value, name in self._secrets) for name, value in self._rows[index].items()]


ARP = Rows(
    {".id": "*1", "address": "192.0.2.1", "comment": "core uplink", "key": "hunter22", "dynamic": True},
    {".id": "*2", "comment": "second", "script": ":put 1\n:put 2", "vrf": None},
    {".id": "*3", "nested": {"a": [1, {"password": "hunter22"}], "b": "x"}, "comment": ""},
    secrets=["key"],
)


@pytest.mark.parametrize("size", SIZES)
async def test_all_fields_stand_in_two_columns(size: tuple[int, int]) -> None:
    async with staged(RecordScreen(ARP, 0), size) as (stage, _):
        assert stage.lines()[0].split() == ["/ip/arp/print", "row", "1", "of", "3", "fields"]
        rows = [line.lstrip("> ").split(None, 1) for line in stage.lines()[1:6]]
        assert rows == [
            [".id", "*1"],
            ["address", "192.0.2.1"],
            ["comment", "core uplink"],
            ["key", "***"],
            ["dynamic", "true"],
        ]
        values = {line.index(value) for line, (_, value) in zip(stage.lines()[1:6], rows, strict=True)}
        assert len({position for position in values if position > 1}) == 1
        assert "t JSON" in stage.lines()[-1]
        stage.assert_harmless()


async def test_nested_values_are_a_tree_and_their_secrets_are_masked() -> None:
    async with staged(RecordScreen(ARP, 2)) as (stage, _):
        await stage.sees(
            "nested    {2}", "  a       [2]", "    0     1", "      password  ***", "  b       x", '""'
        )
        assert "hunter22" not in stage.text()


async def test_t_shows_the_row_as_json_and_back() -> None:
    async with staged(RecordScreen(ARP, 2)) as (stage, pilot):
        before = stage.lines()
        await pilot.press("t")
        assert [line.lstrip("> ") for line in stage.lines()[1:13]] == [
            "{",
            '".id": "*3",',
            '"nested": {',
            '"a": [',
            "1,",
            "{",
            '"password": "***"',
            "}",
            "],",
            '"b": "x"',
            "},",
            '"comment": ""',
        ]
        assert stage.lines()[0].endswith("JSON")
        await pilot.press("t")
        assert stage.lines() == before


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["n"], 2),
        (["right"], 2),
        (["l", "n"], 3),
        (["n", "n", "n", "n"], 3),
        (["N"], 1),
        (["n", "N"], 1),
        (["n", "left"], 1),
        (["n", "n", "h"], 2),
        (["t", "n"], 2),
    ],
)
async def test_keys_turn_to_other_rows_as_far_as_there_are_some(keys: list[str], row: int) -> None:
    async with staged(RecordScreen(ARP, 0)) as (stage, pilot):
        await pilot.press(*keys)
        await stage.sees(f"row {row} of 3")
        await pilot.press("q")
        await until(lambda: stage.results)
        assert stage.results == [row - 1]


@pytest.mark.parametrize("form", [[], ["t"]])
async def test_the_cursor_stays_on_the_field_of_the_same_name(form: list[str]) -> None:
    async with staged(RecordScreen(ARP, 0)) as (stage, pilot):
        await pilot.press("down", "down", *form)
        for row in ("row 2", "row 3"):
            await pilot.press("n")
            await stage.sees(row)
            assert [line for line in stage.lines() if line.startswith(">") and "comment" in line]


@pytest.mark.parametrize("index", [-5, 99])
async def test_a_row_that_there_is_not_is_the_next_that_there_is(index: int) -> None:
    async with staged(RecordScreen(ARP, index)) as (stage, _):
        await stage.sees("row 1 of 3" if index < 0 else "row 3 of 3")


async def test_without_rows_every_key_does_nothing() -> None:
    async with staged(RecordScreen(Rows(), 0)) as (stage, pilot):
        await pilot.press("n", "N", "t", "y", "t", "down", "end", "enter", "pageup")
        await stage.sees("no rows")
        await pilot.press("escape")
        await until(lambda: stage.results)


@pytest.mark.parametrize(
    ("index", "keys", "text", "what"),
    [
        (0, ["y"], "*1", ".id"),
        (0, ["down", "down", "y"], "core uplink", "comment"),
        (0, ["end", "y"], "true", "dynamic"),
        (0, ["down", "down", "down", "y"], "***", "key (masked)"),
        (1, ["down", "down", "y"], ":put 1\n:put 2", "script"),
        (1, ["down", "down", "down", "y"], ":put 1\n:put 2", "script"),
        (1, ["end", "y"], "null", "vrf"),
        (
            2,
            ["down", "y"],
            '{\n  "a": [\n    1,\n    {\n      "password": "***"\n    }\n  ],\n  "b": "x"\n}',
            "nested",
        ),
        (2, ["down", "down", "down", "y"], "1", "0 in nested"),
        (0, ["Y"], ".id: *1\naddress: 192.0.2.1\ncomment: core uplink\nkey: ***\ndynamic: true", "row 1"),
        (
            1,
            ["t", "Y"],
            '{\n  ".id": "*2",\n  "comment": "second",\n  "script": ":put 1\\n:put 2",\n  "vrf": null\n}',
            "row 2",
        ),
        (
            1,
            ["t", "home", "y"],
            '{\n  ".id": "*2",\n  "comment": "second",\n  "script": ":put 1\\n:put 2",\n  "vrf": null\n}',
            "row 2",
        ),
        (1, ["t", "down", "y"], "second", "comment"),
    ],
)
async def test_what_is_copied_and_what_it_is_called(
    index: int, keys: list[str], text: str, what: str
) -> None:
    async with staged(RecordScreen(ARP, index)) as (stage, pilot):
        await pilot.press(*keys)
        await until(lambda: stage.copied)
        assert stage.copied == [(text, what)]


async def test_keys_typed_as_fast_as_can_be_act_in_their_order() -> None:
    async with staged(RecordScreen(ARP, 0)) as (stage, _):
        stage.press_at_once("down", "down", "n", "y", "n", "t", "Y", "N", "y")
        await until(lambda: len(stage.copied) == 3)
        assert [what for _, what in stage.copied] == ["comment", "row 3", "comment"]
        assert stage.copied[0][0] == stage.copied[2][0] == "second"


# --- long and deep values


async def test_a_long_value_is_wrapped_and_all_of_it_can_be_reached() -> None:
    value = "".join(f"{number:05d}" for number in range(400))
    async with staged(RecordScreen(Rows({"a": "1", "long": value, "z": "end"}), 0), (60, 20)) as (
        stage,
        pilot,
    ):
        seen = ""
        for _ in range(60):
            line = next(line for line in stage.lines() if line.startswith(">"))
            seen += line.removeprefix(">").strip().removeprefix("long").strip()
            stage.press_at_once("down")
            await pilot.pause()
        assert value in seen
        assert "end" in stage.text()


@pytest.mark.parametrize("form", [[], ["t"]])
async def test_another_width_keeps_the_cursor_on_its_field(form: list[str]) -> None:
    rows = Rows({"a": "x" * 3000, "wanted": "this one", "b": "y" * 3000})
    async with staged(RecordScreen(rows, 0), (120, 36)) as (stage, pilot):
        await pilot.press(*form, "home")
        while "wanted" not in next(line for line in stage.lines() if line.startswith(">")):
            stage.press_at_once("down")
            await pilot.pause()
        for size in [(60, 20), (90, 30), (40, 12)]:
            await pilot.resize_terminal(*size)
            await stage.sees("wanted")
            assert "wanted" in next(line for line in stage.lines() if line.startswith(">"))
            stage.assert_harmless()


def _nested(depth: int) -> object:
    value: object = "at the bottom"
    for level in range(depth):
        value = {"k": value} if level % 2 else [value]
    return value


HUGE: dict[str, dict[str, object]] = {
    "a megabyte": {"v": "a" * 1_000_000},
    "a megabyte of wide and hidden characters": {"v": "宽\u202e" * 170_000},
    "a megabyte of line breaks": {"v": "a\n" * 500_000},
    "5,000 keys": {f"key-{number}": "v" * 40 for number in range(5000)},
    "5,000 strange keys": {f"k\u202e{number}" * 50: "宽" * 300 for number in range(5000)},
    "5,000 keys in one": {"n": {f"k{number}": number for number in range(5000)}},
    "100,000 items": {"n": list(range(100_000))},
    "a depth of 200": {"d": _nested(200)},
    "a name of a megabyte": {"k" * 1_000_000: "v"},
}


@pytest.mark.parametrize("row", HUGE.values(), ids=HUGE)
async def test_what_is_huge_is_shown_and_walked_through_at_once(row: dict[str, object]) -> None:
    async with staged(RecordScreen(Rows(row, row), 0)) as (stage, pilot):
        for key in ["pagedown", "end", "t", "end", "home", "n", "y", "Y", "t", "end"]:
            start = time.process_time()
            await pilot.press(key)
            assert time.process_time() - start < MOST_S, key
            stage.assert_harmless()
        await until(lambda: len(stage.copied) == 2)


async def test_what_is_left_out_is_counted() -> None:
    row = {"long": "a" * (MAX_VALUE_CHARS + 123), "list": list(range(MAX_INNER_PARTS + 7)), "last": "seen"}
    async with staged(RecordScreen(Rows(row), 0)) as (stage, pilot):
        await pilot.press("end")
        await stage.sees("…(+7)", "last", "seen")
        await pilot.press("home")
        while "…(+123)" not in stage.text():
            stage.press_at_once("pagedown")
            await pilot.pause()


async def test_the_bottom_of_what_is_deep_says_how_deep_it_is() -> None:
    async with staged(RecordScreen(Rows({"d": _nested(199)}), 0), (60, 20)) as (stage, pilot):
        await pilot.press("end")
        await stage.sees("199>", "at the bottom")


# --- hostile text


@pytest.mark.parametrize("size", [(60, 20), (120, 36)])
@pytest.mark.parametrize("form", [[], ["t"]])
async def test_hostile_names_and_values_do_nothing(size: tuple[int, int], form: list[str]) -> None:
    row = {f"{text}{at}": {text: [text, {text: text}]} if at % 3 else text for at, text in enumerate(HOSTILE)}
    async with staged(RecordScreen(Rows(row), 0), size) as (stage, pilot):
        await pilot.press(*form)
        before = ""
        while stage.text() != before:
            before = stage.text()
            stage.assert_harmless()
            stage.press_at_once("pagedown")
            await pilot.pause()


async def test_what_is_copied_is_visible_only() -> None:
    rows = Rows(*({text: [text, {text: text}], "v": text} for text in HOSTILE))
    async with staged(RecordScreen(rows, 0)) as (stage, _):
        for at, text in enumerate(HOSTILE):
            stage.copied.clear()
            stage.press_at_once("home", "y", "Y", "end", "y", "t", "Y", "down", "y", "t", "n")
            await until(lambda: len(stage.copied) == 5)
            for copied, what in stage.copied:
                assert not CONTROLS.search(copied.replace("\n", "").replace("\t", "")), ascii(text)
                assert what.isprintable()
            assert f"row {at + 1}" in [what for _, what in stage.copied]
