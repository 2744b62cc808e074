"""`altotui sites`: the record contract, filters, and every format."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys

import pytest

from tests.cli.conftest import Altotui, process

KEYS = [
    *("id", "name", "status", "last_seen_at", "age_s", "version", "model", "board", "serial"),
    *("address", "identity", "tags"),
]
FORMATS = ("table", "json", "jsonl", "csv", "md")
RAW_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def test_records_have_exactly_the_documented_keys(altotui: Altotui) -> None:
    ran = altotui.demo("sites", "--format", "json")
    records = ran.records()
    assert ran.code == 0
    assert len(records) == 12
    assert all(list(record) == KEYS for record in records)
    assert {record["status"] for record in records} <= {"online", "late", "offline", "unknown"}
    for record in records:
        assert record["last_seen_at"] is None or re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(record["last_seen_at"])
        )
        assert record["age_s"] is None or isinstance(record["age_s"], int)
        assert isinstance(record["tags"], list)


def test_a_filter_of_several_words_needs_all_of_them(altotui: Altotui) -> None:
    everything = altotui.demo("sites", "--format", "jsonl").lines()
    some = altotui.demo("sites", "edge", "--format", "jsonl", "são").lines()
    wanted = [one for one in everything if "edge" in str(one["name"]) and "são" in str(one["name"])]
    assert [one["id"] for one in some] == [one["id"] for one in wanted]
    assert 0 < len(wanted) < 12


def test_a_word_behind_two_dashes_may_begin_with_a_minus(altotui: Altotui) -> None:
    records = altotui.demo("sites", "--format", "json", "--", "-edge").records()
    assert records
    assert all("edge" not in str(record["name"]) for record in records)


def test_nothing_found_is_an_empty_list_and_no_error(altotui: Altotui) -> None:
    assert altotui.demo("sites", "nosuchsite", "--format", "json").records() == []
    assert altotui.demo("sites", "nosuchsite", "--format", "csv").out == ""
    assert altotui.demo("sites", "nosuchsite").out.split()[:2] == ["NAME", "STATUS"]


def test_csv_has_the_same_keys_and_values(altotui: Altotui) -> None:
    rows = list(csv.DictReader(io.StringIO(altotui.demo("sites", "--format", "csv").out)))
    names = [record["name"] for record in altotui.demo("sites", "--format", "json").records()]
    assert list(rows[0]) == KEYS
    assert [row["name"] for row in rows] == names


def test_table_is_aligned_and_has_no_trailing_blanks(altotui: Altotui) -> None:
    lines = altotui.demo("sites").out.splitlines()
    assert len(lines) == 13
    assert lines[0].startswith("NAME ")
    assert all(line == line.rstrip() for line in lines)
    column = lines[0].index("STATUS")
    assert all(line[column - 1] == " " and line[column] != " " for line in lines)


@pytest.mark.parametrize("how", FORMATS)
def test_hostile_text_never_reaches_stdout_raw(altotui: Altotui, how: str) -> None:
    ran = altotui.demo("sites", "--demo-scenario", "hostile-text", "--format", how)
    assert ran.code == 0
    assert len(ran.out.splitlines()) >= 12
    assert RAW_CONTROL.search(ran.out) is None


def test_over_http_with_both_generations(altotui: Altotui, served: str) -> None:
    for generation in ("v1", "legacy"):
        ran = process(
            *("sites", "--format", "json"),
            ALTOTUI_BASE_URL=served,
            ALTOTUI_TOKEN="demo-x",
            ALTOTUI_API=generation,
        )
        assert (ran.code, ran.err) == (0, "")
        assert len(ran.records()) == 12
        assert all(list(record) == KEYS for record in ran.records())


def test_a_reader_that_leaves_early_is_no_error() -> None:
    line = f"{sys.executable} -m altotui --demo --demo-sites 3000 sites --format json | head -n 1"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "[\n", "")
