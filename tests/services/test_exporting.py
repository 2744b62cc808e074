"""Answers to take away: every row, exact in JSON, harmless in CSV, and no secret unless it is asked for."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.command import RawRow, RouterReply, Sentence
from altotui.domain.errors import InvalidInput
from altotui.services.exporting import FORMATS, Export, export_text

PRINT = Sentence("/ip/arp/print", ("?dynamic=true",))
PPP = Sentence("/ppp/secret/print")
ROWS: tuple[RawRow, ...] = (
    {"address": "192.0.2.1", ".id": "*1", "comment": "=1+1"},
    {".id": "*2", "mac-address": "00:00:5E:00:53:01", "dynamic": True},
)
SECRETS: tuple[RawRow, ...] = (
    {".id": "*1", "name": "anna", "password": "hunter2"},
    {".id": "*2", "name": "bert", "password": ""},
    {".id": "*3", "name": "carl", "password": "swordfish"},
)


def text_of(export: Export) -> str:
    return "".join(export.chunks)


def one(how: str, rows: tuple[RawRow, ...] = ROWS, ret: str | None = None, sentence: Sentence = PRINT) -> str:
    return text_of(export_text(sentence, [("lagos", RouterReply(rows, ret))], how))


def two(how: str) -> str:
    replies = [("lagos", RouterReply(ROWS)), ("abuja", RouterReply(ROWS[:1])), ("kano", RouterReply())]
    return text_of(export_text(PRINT, replies, how))


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_csv_has_every_key_and_the_id_first() -> None:
    assert one("csv").splitlines() == [
        ".id,address,comment,mac-address,dynamic",
        "*1,192.0.2.1,'=1+1,,",
        "*2,,,00:00:5E:00:53:01,true",
    ]


def test_csv_of_several_sites_says_which() -> None:
    rows = read_csv(two("csv"))
    assert rows[0] == ["site_name", ".id", "address", "comment", "mac-address", "dynamic"]
    assert [row[:2] for row in rows[1:]] == [["lagos", "*1"], ["lagos", "*2"], ["abuja", "*1"]]


def test_json_is_the_rows_as_they_came_under_the_names_that_run_gives() -> None:
    document = json.loads(two("json"))
    assert list(document) == ["command", "parameters", "results"]
    assert (document["command"], document["parameters"]) == ("/ip/arp/print", ["?dynamic=true"])
    names = [result["site_name"] for result in document["results"]]
    assert names == ["lagos", "abuja", "kano"]
    assert [result["rows"] for result in document["results"]] == [list(ROWS), list(ROWS[:1]), []]
    assert {result["ret"] for result in document["results"]} == {None}


def test_json_lines_are_the_rows_and_of_several_sites_name_the_site() -> None:
    assert [json.loads(line) for line in one("jsonl").splitlines()] == list(ROWS)
    assert [json.loads(line) for line in two("jsonl").splitlines()] == [
        {"site_name": "lagos", "row": ROWS[0]},
        {"site_name": "lagos", "row": ROWS[1]},
        {"site_name": "abuja", "row": ROWS[0]},
    ]


def test_markdown_is_the_table_with_a_heading_for_each_site() -> None:
    text = two("md")
    assert "**lagos: 2 rows**\n\n" in text
    assert "\n\n**abuja: 1 row**\n" in text
    assert text.endswith("**kano: no rows**\n\n*(no rows)*\n")
    assert "**" not in one("md")


@pytest.mark.parametrize("how", ["csv", "md", "json", "jsonl"])
def test_columns_that_are_chosen_come_alone_and_in_their_order(how: str) -> None:
    replies = [("lagos", RouterReply(ROWS))]
    text = text_of(export_text(PRINT, replies, how, columns=("mac-address", "address")))
    assert "=1+1" not in text
    if how == "csv":
        assert text.splitlines() == ["mac-address,address", ",192.0.2.1", "00:00:5E:00:53:01,"]
    elif how == "md":
        assert "| mac-address | address |" in text
    else:
        lines = text.splitlines() if how == "jsonl" else [json.dumps(json.loads(text)["results"][0]["rows"])]
        assert '{"address": "192.0.2.1"}' in "".join(lines)


@pytest.mark.parametrize("how", FORMATS)
def test_secrets_have_a_mask_and_are_counted(how: str) -> None:
    export = export_text(PPP, [("lagos", RouterReply(SECRETS))], how)
    assert export.summary() == "3 rows, 2 values masked"
    text = text_of(export)
    assert "hunter2" not in text
    assert "swordfish" not in text
    assert "anna" in text


@pytest.mark.parametrize(("how", "is_exact"), [("csv", True), ("json", True), ("jsonl", True), ("md", False)])
def test_secrets_stay_where_they_are_asked_for_but_not_in_markdown(how: str, is_exact: bool) -> None:
    sentence = Sentence("/ppp/secret/print", ("?password=hunter2",))
    export = export_text(sentence, [("lagos", RouterReply(SECRETS))], how, masked=False)
    assert ("hunter2" in text_of(export)) is is_exact
    assert export.summary() == ("3 rows" if is_exact else "3 rows, 3 values masked")


def test_a_secret_of_the_menu_is_known_though_its_name_does_not_tell() -> None:
    sentence, rows = Sentence("/snmp/community/print"), ({".id": "*1", "name": "public"},)
    export = export_text(sentence, [("lagos", RouterReply(rows))], "csv")
    assert (text_of(export), export.masked_count) == (".id,name\n*1,***\n", 1)


def test_a_column_that_is_left_out_is_not_counted() -> None:
    export = export_text(PPP, [("lagos", RouterReply(SECRETS))], "csv", columns=("name",))
    assert (text_of(export), export.summary()) == ("name\nanna\nbert\ncarl\n", "3 rows")


def test_secrets_in_the_words_and_in_a_returned_text_go_too() -> None:
    sentence = Sentence("/execute", ("=script=/user set a password=hunter2",))
    export = export_text(sentence, [("lagos", RouterReply(ret="add password=hunter2 name=x"))], "json")
    document = json.loads(text_of(export))
    assert document["parameters"] == ["=script=/user set a password=***"]
    assert document["results"][0]["ret"] == "add password=*** name=x"
    assert export.masked_count == 2


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("csv", "ret\n5\n"),
        ("jsonl", '{"ret": "5"}\n'),
        ("md", "    5\n"),
    ],
)
def test_what_is_returned_without_rows_is_not_lost(how: str, text: str) -> None:
    assert one(how, (), "5") == text


@pytest.mark.parametrize(("how", "text"), [("csv", ""), ("jsonl", ""), ("md", "*(no rows)*\n")])
def test_nothing_is_nothing(how: str, text: str) -> None:
    export = export_text(PRINT, [("lagos", RouterReply())], how)
    assert (text_of(export), export.summary()) == (text, "0 rows")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(InvalidInput, match="there is no format 'xls': choose one of csv, json, md, jsonl"):
        export_text(PRINT, [], "xls")


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("@x", "'@x"),
        ("\t=1", "'␉=1"),
        ("\uff1d1", "'\uff1d1"),
        ('say "x"', 'say "x"'),
        ("two\nlines", "two␊lines"),
        ("\ud800", "<U+D800>"),
        ("\x1b]52;c;?\x07", "␛]52;c;?␇"),
    ],
)
def test_a_formula_is_harmless_in_csv_and_whole_in_json(raw: str, field: str) -> None:
    rows = ({raw: raw, "n": "1"},)
    assert read_csv(one("csv", rows)) == [[field, "n"], [field, "1"]]
    assert json.loads(one("json", rows))["results"][0]["rows"] == list(rows)
    assert json.loads(one("jsonl", rows)) == rows[0]


values = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)


@given(
    st.lists(st.dictionaries(st.text(min_size=1), values, max_size=4), max_size=5), st.sampled_from(FORMATS)
)
def test_any_row_makes_whole_lines_and_comes_back_from_json(rows: list[dict[str, object]], how: str) -> None:
    replies = [("a", RouterReply(tuple(rows))), ("b", RouterReply())]
    export = export_text(PRINT, replies, how, masked=False)
    text = text_of(export)
    assert text == "" or text.endswith("\n")
    if how == "json":
        assert json.loads(text)["results"][0]["rows"] == rows
    if how == "csv" and text:
        assert len({len(row) for row in read_csv(text)}) == 1
        assert len(text.splitlines()) == len(rows) + 1


@pytest.mark.parametrize("how", FORMATS)
def test_ten_thousand_rows_are_made_as_they_are_written(how: str) -> None:
    rows = tuple(
        {".id": f"*{number:X}", "address": "192.0.2.1", "comment": "x" * 80} for number in range(10_000)
    )
    replies = [("lagos", RouterReply(rows))]
    sum(map(len, export_text(PRINT, replies, how).chunks))  # what is loaded once is not counted
    tracemalloc.start()
    length = sum(map(len, export_text(PRINT, replies, how).chunks))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length > 900_000
    assert peak_bytes < length / 2
