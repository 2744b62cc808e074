"""An answer as lines of the transcript: each form looks different, and secrets are not drawn."""

from __future__ import annotations

import pytest
from rich.style import Style

from altotui.domain.command import RawRow, RouterReply, Sentence
from altotui.ui.entries.answer_view import AnswerView

MEANINGS = {
    meaning: Style(meta={"meaning": meaning})
    for meaning in ("", "muted", "good", "bad", "warn", "strong", "heading", "changed")
}


def view(
    command: str,
    *rows: RawRow,
    ret: str | None = None,
    words: tuple[str, ...] = (),
    is_write: bool = False,
) -> AnswerView:
    return AnswerView(Sentence(command, words), RouterReply(rows, ret), is_write=is_write)


def drawn(shown: AnswerView, width: int = 80) -> list[str]:
    lines = [shown.make(y, width, 0, MEANINGS.__getitem__) for y in range(shown.line_count(width))]
    return ["".join(text for text, _ in line).rstrip() for line in lines]


def meanings(shown: AnswerView, y: int = 0) -> list[str]:
    return [style.meta["meaning"] for _, style in shown.make(y, 80, 0, MEANINGS.__getitem__)]


def test_a_list_has_a_legend_numbers_and_flags() -> None:
    shown = view(
        "/ip/address/print",
        {".id": "*1", "interface": "ether1", "address": "192.0.2.1/24", "dynamic": "false"},
        {".id": "*A", "interface": "lte1", "address": "198.51.100.7/32", "dynamic": "true", "comment": "lte"},
    )
    assert drawn(shown) == [
        "   Flags: D - DYNAMIC",
        "   #     ADDRESS          INTERFACE  COMMENT  DYNAMIC  .ID",
        "   0     192.0.2.1/24     ether1              false    *1",
        "   1  D  198.51.100.7/32  lte1       lte      true     *A",
    ]


@pytest.mark.parametrize(
    ("shown", "line", "said_as"),
    [
        (view("/ip/arp/print"), "   (no rows)", ["muted"]),
        (view("/ip/arp/remove", is_write=True), "   done, with nothing to say", ["good"]),
        (view("/ip/arp/print", ret="5", words=("=count-only=",)), "   rows counted: 5", ["muted", "strong"]),
        (view("/ip/arp/add", ret="*21", is_write=True), "   id: *21", ["muted", "strong"]),
        (view("/execute", ret="edge\r\n", is_write=True), "   edge", [""]),
        (view("/execute", ret="", is_write=True), "   (no text)", ["muted"]),
        (
            view("/execute", ret="failure: no\r\n", is_write=True),
            "   SCRIPT FAILED: failure: no",
            ["bad", ""],
        ),
    ],
    ids=lambda value: value.form.value if isinstance(value, AnswerView) else "",
)
def test_what_is_no_row_is_one_line_that_says_what_it_is(
    shown: AnswerView, line: str, said_as: list[str]
) -> None:
    assert drawn(shown) == [line]
    assert meanings(shown) == said_as


def test_what_a_script_printed_before_its_error_stays() -> None:
    shown = view("/execute", ret="one\r\n\r\nsyntax error (line 2 column 1)\r\n", is_write=True)
    assert drawn(shown) == ["   one", "", "   SCRIPT FAILED: syntax error (line 2 column 1)"]


def test_the_error_at_the_end_of_a_long_text_is_shown() -> None:
    shown = view("/execute", ret="x\r\n" * 9000 + "no such item\r\n", is_write=True)
    assert drawn(shown)[-1] == "   SCRIPT FAILED: no such item"
    assert shown.line_count(80) == 5000


def test_a_singleton_is_read_from_top_to_bottom_and_a_short_row_of_a_list_is_not() -> None:
    assert drawn(view("/system/identity/print", {"name": "edge"})) == ["   name  edge"]
    assert len(drawn(view("/ip/pool/print", {".id": "*1", "name": "lan"}))) == 2


def test_of_a_traceroute_the_last_frame_is_shown_and_the_others_are_counted() -> None:
    rows = [{".section": str(section), "address": f"192.0.2.{section}"} for section in range(4)]
    assert drawn(view("/tool/traceroute", *rows)) == [
        *("   the last of 4 frames", "   ADDRESS    .SECTION", "   192.0.2.3  3")
    ]


def test_secrets_are_not_drawn() -> None:
    shown = view("/ppp/secret/print", {".id": "*1", "name": "u", "password": "hunter2"})
    assert "hunter2" not in "".join(drawn(shown) + drawn(shown, 20))
    assert "***" in "".join(drawn(shown))
