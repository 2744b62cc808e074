"""`altotui run --group` and `--pivot`: what the odd ones differ in, and how one field is distributed."""

from __future__ import annotations

import csv
import io

import pytest

from altotui.cli.results import print_results
from altotui.domain.command import CommandResult, RawRow
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translation import Kind, Translation
from tests.cli.conftest import Altotui
from tests.domain.answers import answer, failure

VERSION = ("run", "/system/resource/print", "--sites", "name:*", "--pivot", "version")
E1: RawRow = {".id": "*1", "name": "ether1", "mtu": "1500", "rx-byte": "1"}
E2: RawRow = {".id": "*2", "name": "ether2", "mtu": "1500", "rx-byte": "2"}
ODD: RawRow = {".id": "*9", "name": "ether1", "mtu": "1480", "rx-byte": "3"}


def printed(
    capsys: pytest.CaptureFixture[str],
    results: list[CommandResult],
    how: str = "table",
    *,
    command: str = "/interface/print",
    field: str | None = None,
) -> tuple[list[str], str]:
    """Return the lines on stdout, and all of stderr."""
    translation = Translation(command, "/", Kind.READ, command)
    print_results(translation, results, how, grouped=field is None, field=field)
    captured = capsys.readouterr()
    return captured.out.splitlines(), captured.err


def groups_of(altotui: Altotui, *words: str) -> list[dict[str, object]]:
    document = altotui.demo("run", *words, "--sites", "name:*", "--group", "--format", "json").json()
    assert isinstance(document, dict)
    groups: list[dict[str, object]] = document["groups"]
    return groups


def test_a_group_says_what_differs_from_the_majority(capsys: pytest.CaptureFixture[str]) -> None:
    lines, err = printed(capsys, [answer("a", E1, E2), answer("b", E2, E1), answer("c", ODD, E2)])
    assert lines[0] == "2 sites alike: a, b"
    assert lines[1].split() == ["NAME", "MTU"]
    at = lines.index("1 site alike: c")
    assert lines[at + 1] == "differs from the majority in 1 row: ether1 mtu 1500 -> 1480"
    assert lines[at + 2].split() == ["NAME", "MTU"]
    assert err == "altotui: left out when comparing: rx-byte\n"


def test_several_rows_are_a_line_each_and_no_more_than_ten(capsys: pytest.CaptureFixture[str]) -> None:
    more: list[RawRow] = [{"name": f"vlan{number}"} for number in range(12)]
    results = [answer("a", E1, E2), answer("b", E1, E2), answer("c", ODD, E2, *more)]
    lines, _ = printed(capsys, results)
    at = lines.index("differs from the majority in 13 rows:")
    assert lines[at + 1 : at + 3] == ["  ether1 mtu 1500 -> 1480", "  only here: vlan0"]
    assert lines[at + 11] == "  and 3 more"


def test_markdown_has_it_under_the_heading_and_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    results = [answer("a", E1, E2), answer("b", E1, E2), answer("c", {**E1, "mtu": "*|*"}, E2)]
    lines, _ = printed(capsys, results, "md")
    at = lines.index("**1 site alike: c**")
    assert lines[at + 1 : at + 4] == [
        "",
        r"differs from the majority in 1 row: ether1 mtu 1500 -> \*\|\*",
        "",
    ]
    lines, _ = printed(capsys, [*results[:2], answer("c", ODD)], "md")
    at = lines.index("differs from the majority in 2 rows:")
    assert lines[at + 1 : at + 5] == ["", "- ether1 mtu 1500 -> 1480", "- not here: ether2", ""]


def test_without_a_majority_there_is_a_first_group(capsys: pytest.CaptureFixture[str]) -> None:
    lines, _ = printed(capsys, [answer("a", ret="5"), answer("b", ret="6")])
    assert "differs from the first group in what was returned: 5 -> 6" in lines


def test_secrets_are_masked_in_the_difference(capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[RawRow] = [{"name": "x", "password": value} for value in ("alpha", "alpha", "beta")]
    lines, _ = printed(
        capsys, [answer(str(at), row) for at, row in enumerate(rows)], command="/ppp/secret/print"
    )
    assert "differs from the majority in 1 row: password *** -> ***" in lines
    assert "alpha" not in "\n".join(lines)


def test_groups_as_json_say_what_was_ignored_and_what_differs(altotui: Altotui) -> None:
    first, *others = groups_of(altotui, "/system/resource/print")
    assert list(first) == ["site_ids", "rows", "ignored", "differs"]
    assert first["differs"] is None
    ignored = first["ignored"]
    assert isinstance(ignored, list)
    assert {"uptime", "free-memory"} <= set(ignored)
    assert others
    for group in others:
        differs = group["differs"]
        assert isinstance(differs, dict)
        assert list(differs) == ["added", "removed", "changed", "ret"]
        ((changed),) = differs["changed"]
        assert changed["cells"]
        assert all(list(cell) == ["key", "before", "after"] for cell in changed["cells"])


def test_interfaces_of_equal_routers_are_alike_in_a_fleet(altotui: Altotui) -> None:
    groups = groups_of(altotui, "/ip/service/print")
    assert len(groups[0]["rows"]) > 1  # type: ignore[arg-type]  # (a list of rows)
    assert sum(len(group["site_ids"]) for group in groups) > len(groups)  # type: ignore[arg-type, misc]  # (lists)


def test_pivot_is_a_line_for_each_value_and_adds_up(altotui: Altotui) -> None:
    ran = altotui.demo(*VERSION)
    heading, *lines = ran.out.splitlines()
    assert heading.split() == ["VERSION", "SITES", "BAR", "NAMES"]
    document = altotui.demo(*VERSION, "--format", "json").json()
    assert isinstance(document, dict)
    bars = document["pivot"]
    assert all(list(bar) == ["value", "outcome", "count", "site_ids"] for bar in bars)
    assert len(bars) == len(lines) > 1
    assert sum(bar["count"] for bar in bars) == document["targets"] == 12
    assert all(bar["count"] == len(bar["site_ids"]) for bar in bars)
    assert lines[0].startswith(bars[0]["value"])
    assert "█" * 24 in lines[0]


@pytest.mark.parametrize("how", ["csv", "jsonl", "md"])
def test_pivot_in_other_formats(altotui: Altotui, how: str) -> None:
    ran = altotui.demo(*VERSION, "--format", how)
    if how == "jsonl":
        records = ran.lines()
        assert list(records[0]) == ["value", "outcome", "count", "site_ids"]
        counts = [record["count"] for record in records]
    elif how == "csv":
        rows = list(csv.DictReader(io.StringIO(ran.out)))
        assert list(rows[0]) == ["value", "outcome", "count", "site_ids"]
        counts = [len(row["site_ids"].split()) for row in rows]
    else:
        cells = [line.split(" | ") for line in ran.out.splitlines()]
        assert cells[0][0] == "| version"
        counts = [int(row[1]) for row in cells[2:]]
    assert sum(map(int, map(str, counts))) == 12


def test_pivot_counts_every_target_and_caps_the_names(capsys: pytest.CaptureFixture[str]) -> None:
    results = [answer(f"s{at}", {"version": "7"}) for at in range(6)] + [failure(Outcome.UNKNOWN)]
    lines, err = printed(capsys, results, field="version")
    assert [line.split()[:2] for line in lines[1:]] == [["7", "6"], ["unknown", "1"]]
    assert lines[1].endswith("s0, s1, s2, s3 and 2 more")
    assert err == ""


def test_pivot_masks_what_is_secret_and_hints_at_what_is_not_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = [answer("a", {"name": "x", "pass_word": "y", "password": "alpha"})]
    lines, _ = printed(capsys, results, field="password", command="/ppp/secret/print")
    assert lines[1].split()[:2] == ["***", "1"]
    _, err = printed(capsys, results, field="nmae")
    assert err == "altotui: no answer has a field 'nmae': did you mean name?\n"
    _, err = printed(capsys, results, "json", field="nmae")
    assert "did you mean name?" in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--group",), "--pivot goes without --group"),
        (("--watch", "5"), "--pivot goes without --watch"),
        (("--pivot", " "), "--pivot names no field"),
    ],
)
def test_what_does_not_go_together_is_said_before_anything_is_sent(
    altotui: Altotui, words: tuple[str, ...], says: str
) -> None:
    ran = altotui.demo(*VERSION, *words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1
