"""Answers on paper: flags and numbers in the tables, words for what is no table, no secrets."""

from __future__ import annotations

import pytest

from altotui.domain.command import Sentence
from altotui.services.answer_text import AnswerText

ROWS = (
    {"id": "*1", "interface": "ether1", "address": "192.0.2.1/24", "comment": "a|b", "disabled": True},
    {"id": "*A", "interface": "lte1", "address": "198.51.100.7/32"},
)


def answer(command: str, *words: str, how: str = "table", is_write: bool = False) -> AnswerText:
    return AnswerText(Sentence(command, words), how, is_write=is_write)


def test_a_table_has_numbers_flags_and_the_default_columns_first() -> None:
    assert list(answer("/ip/address/print").lines(ROWS, None)) == [
        "Flags: X - DISABLED",
        "#  FLAGS  ADDRESS          INTERFACE  COMMENT  DISABLED  ID",
        "0  X      192.0.2.1/24     ether1     a|b      true      *1",
        "1         198.51.100.7/32  lte1                          *A",
    ]


def test_markdown_has_the_same() -> None:
    assert list(answer("/ip/address/print", how="md").lines(ROWS, None)) == [
        "Flags: X - DISABLED",
        "",
        "| # | flags | address | interface | comment | disabled | id |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        "| 0 | X | 192.0.2.1/24 | ether1 | a\\|b | true | \\*1 |",
        "| 1 |  | 198.51.100.7/32 | lte1 |  |  | \\*A |",
    ]


@pytest.mark.parametrize(
    ("asked", "ret", "summary", "lines"),
    [
        (answer("/ip/arp/print"), None, "no rows", ["(no rows)"]),
        (answer("/ip/arp/print", how="md"), None, "no rows", ["*(no rows)*"]),
        (answer("/ip/arp/set", is_write=True), None, "done", []),
        (answer("/ip/arp/print", "=count-only="), "5", "count", ["5"]),
        (answer("/ip/arp/add", is_write=True), "*21", "id", ["*21"]),
        (answer("/execute", is_write=True), "a\r\n\x1b[2J", "text", ["a", "␛[2J"]),
        (answer("/execute", is_write=True), "failure: no", "script failed", ["failure: no"]),
        (answer("/execute", how="md", is_write=True), "a", "text", ["    a"]),
    ],
)
def test_what_is_no_row(asked: AnswerText, ret: str | None, summary: str, lines: list[str]) -> None:
    assert asked.summary((), ret) == summary
    assert list(asked.lines((), ret)) == lines


def test_the_summary_counts_rows() -> None:
    assert answer("/ip/address/print").summary(ROWS, None) == "2 rows"
    assert answer("/ip/address/print").summary(ROWS[:1], None) == "1 row"


@pytest.mark.parametrize("how", ["table", "md"])
def test_secrets_are_not_printed(how: str) -> None:
    rows = ({".id": "*1", "name": "hunter2"},)
    lines = list(answer("/snmp/community/print", how=how).lines(rows, None))
    assert "hunter2" not in "".join(lines)
    assert "***" in lines[-1].replace("\\", "")


def test_columns_that_were_chosen_come_alone_and_in_their_order() -> None:
    sentence = Sentence("/ip/address/print")
    chosen = AnswerText(sentence, "table", is_write=False, columns=("interface", "address"))
    assert list(chosen.lines(ROWS, None)) == [
        "Flags: X - DISABLED",
        "#  FLAGS  INTERFACE  ADDRESS",
        "0  X      ether1     192.0.2.1/24",
        "1         lte1       198.51.100.7/32",
    ]
