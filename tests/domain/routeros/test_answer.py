"""Forms of answers told apart, and rows laid out: every sample reply, both spellings, secrets, hostile names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.answer_table import AnswerTable
from altotui.domain.routeros.answer import Form, form_of, frames_shown, script_error
from altotui.domain.routeros.layout import lay_out, plain_name
from altotui.domain.text import make_visible
from altotui.storage.resources import load_menus

MENUS = load_menus()
SAMPLES = Path(__file__).parents[2] / "simulator" / "routeros" / "replies.json"
REPLIES: list[dict[str, Any]] = json.loads(SAMPLES.read_text("utf-8"))["replies"]
NAMES = [" ".join((reply["command"], *reply["parameters"])) for reply in REPLIES]
FORMS = {"singleton": {Form.RECORD}, "list": {Form.ROWS}, "samples": {Form.ROWS}, "empty": {Form.EMPTY}}
Rows = tuple[dict[str, object], ...]


def reply_of(command: str) -> Rows:
    return tuple(next(reply["reply"] for reply in REPLIES if reply["command"] == command))


def table(command: str, rows: Rows | None = None, *, is_stats: bool = False) -> AnswerTable:
    rows = reply_of(command) if rows is None else rows
    return AnswerTable(rows, MENUS.answer_facts(command), is_stats=is_stats)


def cells(shown: AnswerTable, name: str) -> list[str]:
    column = shown.names.index(name)
    return [shown.cell(row, column) for row in range(len(shown.rows))]


def normalised(rows: Rows) -> Rows:
    """Return rows as the older generation of the API spells them."""
    return tuple({key.lstrip(".").replace("-", "_"): value for key, value in row.items()} for row in rows)


def form(
    command: str,
    ret: str | None = None,
    words: tuple[str, ...] = (),
    *,
    row_count: int = 0,
    is_write: bool = False,
) -> Form:
    return form_of(command, words, row_count, ret, MENUS.answer_facts(command), is_write=is_write)


@pytest.mark.parametrize("reply", REPLIES, ids=NAMES)
def test_every_sample_is_laid_out_with_its_default_columns_first(reply: dict[str, Any]) -> None:
    rows, _ = frames_shown(reply["command"], tuple(reply["reply"]))
    facts = MENUS.answer_facts(reply["command"])
    shown = AnswerTable(rows, facts, is_stats="=stats=" in reply["parameters"])
    keys = {key for row in rows for key in row}
    assert set(shown.layout.keys) == keys
    present = [
        name.lower()
        for name in reply["columns"]
        if any(row.get(key) for row in rows for key in keys if plain_name(key) == name.lower())
    ]
    optional = {"vrf", "routing-table", "rate-limit"}
    assert [name for name in map(plain_name, shown.layout.keys) if name not in optional][
        : len(present)
    ] == present
    assert all(
        shown.cell(row, column) is not None for row in range(len(rows)) for column in range(len(shown.names))
    )


@pytest.mark.parametrize("reply", REPLIES, ids=NAMES)
def test_the_flags_of_every_sample_are_known(reply: dict[str, Any]) -> None:
    if reply["flags"]:
        assert dict(MENUS.answer_facts(reply["command"]).flags) == reply["flags"]


@pytest.mark.parametrize(
    "reply", [reply for reply in REPLIES if reply["kind"] in FORMS], ids=lambda r: r["command"]
)
def test_the_form_of_every_sample(reply: dict[str, Any]) -> None:
    count = len(reply["reply"])
    assert form(reply["command"], words=tuple(reply["parameters"]), row_count=count) in FORMS[reply["kind"]]


@pytest.mark.parametrize("reply", REPLIES, ids=NAMES)
def test_both_generations_of_the_api_look_the_same(reply: dict[str, Any]) -> None:
    rows, facts = tuple(reply["reply"]), MENUS.answer_facts(reply["command"])
    native, older = AnswerTable(rows, facts), AnswerTable(normalised(rows), facts)
    assert [plain_name(key) for key in older.layout.keys] == [plain_name(key) for key in native.layout.keys]
    assert older.ids() == native.ids()
    assert older.layout.legend() == native.layout.legend()
    assert [older.layout.flags(row) for row in older.rows] == [
        native.layout.flags(row) for row in native.rows
    ]


def test_flags_stand_in_the_order_of_the_console() -> None:
    assert cells(table("/interface/print"), "flags")[:3] == [" R", " R", " RS"]
    routes = cells(table("/ip/route/print"), "flags")
    assert "As" in {flags.strip() for flags in routes}
    assert {"DAc", "DAb", "DAo"} & set(routes)
    assert table("/ip/arp/print").layout.legend().startswith("Flags: ")
    assert table("/system/health/print").layout.legend() == ""


def test_letters_share_a_place_only_when_no_row_has_both() -> None:
    rows: Rows = ({"running": "true", "slave": "false"}, {"running": "true", "slave": "yes"}, {"slave": True})
    assert cells(table("/interface/print", rows), "flags") == ["R", "RS", " S"]
    apart: Rows = ({"running": "true"}, {"disabled": "true"})
    assert cells(table("/interface/print", apart), "flags") == ["R", "X"]


def test_flags_of_rows_that_were_not_looked_at_are_whole() -> None:
    rows: Rows = tuple(
        {".id": f"*{number:X}", "running": "false", "slave": "false", "disabled": "false"}
        for number in range(1000)
    )
    rows += ({".id": "*FFF", "running": "true", "slave": "true", "disabled": "true"},)
    shown = table("/interface/print", rows)
    assert cells(shown, "flags")[-1] == "XRS"
    assert shown.width(shown.names.index("flags")) == 3


def test_row_numbers_are_those_of_the_ids() -> None:
    shown = table("/ip/address/print", ({".id": "*1"}, {"address": "x"}, {".id": "*A"}))
    assert cells(shown, "#") == ["0", "", "2"]
    assert shown.ids() == ("*1", None, "*A")
    assert "#" not in table("/ping").names
    assert table("/ping").ids() == (None,) * 4


def test_a_property_called_id_is_no_row_id() -> None:
    shown = table("/routing/id/print", ({"id": "10.0.0.1", "name": "main"},))
    assert shown.names == ["name", "id"]
    assert shown.ids() == (None,)


def test_the_comment_follows_the_default_columns_and_what_is_empty_goes_to_the_end() -> None:
    rows: Rows = ({".id": "*1", "odd": "", "new": "1", "comment": "c", "disabled": "false", "address": "a"},)
    assert table("/ip/address/print", rows).names == [
        "#",
        "address",
        "comment",
        "new",
        "odd",
        "disabled",
        ".id",
    ]


def test_stats_have_their_own_columns_and_the_order_of_rules_stays() -> None:
    shown = table("/ip/firewall/filter/print", is_stats=True)
    assert shown.names[2:6] == ["chain", "action", "bytes", "packets"]
    assert shown.ids() == tuple(row[".id"] for row in reply_of("/ip/firewall/filter/print"))


def test_a_singleton_keeps_the_order_of_the_router() -> None:
    assert table("/ip/dns/print").names == list(reply_of("/ip/dns/print")[0])


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("/ppp/secret/print", "password"),
        ("/ppp/secret/print", "Password"),
        ("/interface/wireguard/print", "private-key"),
        ("/interface/wireguard/print", "private_key"),
        ("/interface/wifi/print", "security.passphrase"),
        ("/no/such/print", "pre-shared-key"),
        ("/snmp/community/print", "name"),
        ("/container/envs/print", "value"),
        ("/system/script/print", "source"),
        ("/system/scheduler/print", "on_event"),
        ("/file/print", "contents"),
    ],
)
def test_secrets_are_masked(command: str, name: str) -> None:
    shown = table(command, ({name: "hunter2"}, {name: ""}, {}, {name: 7}))
    assert cells(shown, name) == ["***", "", "", "***"]
    assert shown.rows[0][name] == "hunter2"
    assert shown.width(shown.names.index(name)) < 21


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("/interface/wireguard/print", "public-key"),
        ("/certificate/print", "private-key"),
        ("/ip/address/print", "name"),
        ("/user/ssh-keys/print", "key-owner"),
    ],
)
def test_what_is_no_secret_is_shown(command: str, name: str) -> None:
    assert cells(table(command, ({name: "true"},)), name) == ["true"]


@pytest.mark.parametrize(
    ("command", "ret", "words", "is_write", "wanted"),
    [
        ("/ip/arp/print", None, (), False, Form.EMPTY),
        ("/ip/arp/print", None, (), True, Form.EMPTY),
        ("/ip/arp/set", None, (), True, Form.DONE),
        ("/ip/arp/print", "5", ("=count-only=",), False, Form.COUNT),
        ("/ip/arp/print", "5", (), False, Form.TEXT),
        ("/ip/address/add", "*21", (), True, Form.ID),
        ("/execute", "*18", (), True, Form.ID),
        ("/execute", "", ("=as-string=",), True, Form.TEXT),
        ("/execute", "edge\r\n", ("=as-string=",), True, Form.TEXT),
        ("/execute", "edge\r\nfailure: already have it\r\n", ("=as-string=",), True, Form.ERROR),
        ("/system/identity/get", "failure: of a name", (), False, Form.TEXT),
    ],
)
def test_what_is_no_row(
    command: str, ret: str | None, words: tuple[str, ...], is_write: bool, wanted: Form
) -> None:
    assert form(command, ret, words, is_write=is_write) is wanted


@pytest.mark.parametrize(
    "line",
    [
        "failure: already have such address",
        "syntax error (line 1 column 9)",
        "bad command name prnt (line 1 column 9)",
        "expected end of command (line 1 column 12)",
        "no such item",
        "no such item (4)",
        "no such command prefix",
        "stopped by me (:error; line 1)",
        "failure: already have such address (/ip/address/add; line 2)",
        "invalid value for argument address",
        "input does not match any value of interface",
        "missing value(s) of argument(s) interface",
        "not enough permissions (9)",
        "unknown parameter nope",
        "interrupted",
    ],
)
def test_errors_of_scripts_are_recognised_at_the_end(line: str) -> None:
    assert script_error(line) == line
    assert script_error(f"one\r\ntwo\r\n{line}\r\n\r\n") == line
    assert script_error(f"{line}\r\nand so on\r\n") is None


@pytest.mark.parametrize(
    "printed", ["", "\r\n", "edge-01.zrh", "the interrupted line", "line 1", "set a=b (line x)"]
)
def test_other_text_is_no_error(printed: str) -> None:
    assert script_error(printed) is None


def test_of_a_repeated_table_only_the_last_frame_is_shown() -> None:
    rows = reply_of("/tool/traceroute")
    shown, left_out = frames_shown("/tool/traceroute", rows)
    assert {row[".section"] for row in shown} == {"3"}
    assert left_out == 3
    assert frames_shown("/tool/traceroute", normalised(rows)) == (normalised(tuple(map(dict, shown))), 3)
    assert table("/tool/traceroute", tuple(map(dict, shown))).names[-1] == ".section"


def test_moments_of_a_series_are_all_shown_and_told_apart() -> None:
    rows: Rows = tuple({"name": "ether1", ".section": str(number)} for number in range(3))
    shown, left_out = frames_shown("/interface/monitor-traffic", rows)
    assert (shown, left_out) == (rows, 0)
    assert table("/interface/monitor-traffic", rows).names == [".section", "name"]


HOSTILE = st.one_of(
    st.text(max_size=12), st.sampled_from(["#", "flags", ".id", "id", ".section", "\x1b[2J", "a\nb"])
)
VALUES = st.one_of(
    st.text(max_size=20), st.none(), st.booleans(), st.integers(), st.lists(st.text(max_size=3))
)


@given(
    st.lists(st.dictionaries(HOSTILE, VALUES, max_size=6), min_size=1, max_size=5).map(tuple),
    st.sampled_from(["/ip/arp/print", "/ip/dns/print", "/tool/torch", "/no/such/print", "", ":demo-reply"]),
)
def test_whatever_comes_every_key_has_a_column_and_every_cell_is_visible(rows: Rows, command: str) -> None:
    shown_rows, _ = frames_shown(command, rows)
    shown = AnswerTable(shown_rows, MENUS.answer_facts(command))
    assert sorted(shown.layout.keys) == sorted({key for row in shown_rows for key in row})
    assert len(shown.ids()) == len(shown_rows)
    for row in range(len(shown_rows)):
        for column in range(len(shown.names)):
            cell = shown.cell(row, column)
            assert make_visible(cell) == cell


def test_two_spellings_of_one_flag_are_one_letter() -> None:
    rows = ({".id": "*1", "DHCP": "true", "dhcp": "true"}, {".id": "*2", "DHCP": "false", "dhcp": "true"})
    layout = lay_out(
        list(rows[0]), rows, load_menus().facts("/ip/arp"), lambda _: False, is_stats=False, is_whole=True
    )
    assert layout.legend() == "Flags: H - DHCP"
    assert [layout.flags(row) for row in rows] == ["H", "H"]
