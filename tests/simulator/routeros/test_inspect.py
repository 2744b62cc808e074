"""/console/inspect: shapes of children, completions and syntax."""

from __future__ import annotations

import pytest

from altotui.simulator.routeros.router import Row
from tests.simulator.routeros.routers import EDGE, KIOSK, router


def inspect(request: str, path: str = "", text: str | None = None, *, kiosk: bool = False) -> list[Row]:
    words = [f"=request={request}", f"=path={path}"] + ([] if text is None else [f"=input={text}"])
    return list(router(KIOSK if kiosk else EDGE).run("/console/inspect", words).rows)


def test_children_of_a_menu() -> None:
    rows = inspect("child", "ip")
    assert rows[0] == {"type": "self", "name": "ip", "node-type": "dir"}
    kinds = {row["name"]: row["node-type"] for row in rows[1:]}
    assert kinds["address"] == "path"
    assert kinds["firewall"] == "dir"
    assert {row["node-type"] for row in inspect("child", "ip,address")[1:]} == {"cmd"}
    assert {row["name"] for row in inspect("child", "ip,address,add")[1:]} >= {
        "address",
        "interface",
        "comment",
    }


@pytest.mark.parametrize("path", ["nothing", "ip,nothing", "ip,address,add,nothing", "ip/address"])
def test_an_unknown_path_has_no_rows(path: str) -> None:
    assert inspect("child", path) == []
    assert inspect("syntax", path) == []


def test_a_menu_is_there_only_on_routers_that_have_it() -> None:
    assert "wifi" not in {row["name"] for row in inspect("child", "interface")}
    assert "wifi" in {row["name"] for row in inspect("child", "interface", kiosk=True)}


@pytest.mark.parametrize(
    ("path", "text", "offset", "expected"),
    [
        ("ip,arp", "pr", 0, ["print"]),
        ("ip", "address a", 8, ["add"]),
        ("", "/ip addr", 4, ["address"]),
        ("ip,address", "add addr", 4, ["address"]),
        ("interface,ethernet", "set numbers=sfp-sfpplus1", 12, None),
        ("ip,address", "add interface=bri", 14, ["bridge-lan"]),
        ("ip,address", "add disabled=y", 13, ["yes"]),
    ],
)
def test_completions(path: str, text: str, offset: int, expected: list[str] | None) -> None:
    rows = inspect("completion", path, text)
    assert {row["offset"] for row in rows} == {str(offset)}
    if expected is not None:
        assert [row["completion"] for row in rows] == expected
    assert {row["show"] for row in rows} == {"true"}


def test_an_unknown_word_gives_the_sentinel() -> None:
    rows = inspect("completion", "ip,address", "xyz")
    assert [(row["preference"], row["show"], row["offset"]) for row in rows] == [("-20", "false", "0")]


def test_syntax_of_a_command_explains_each_argument() -> None:
    rows = inspect("syntax", "ip,address,add")
    assert [row["symbol"] for row in rows] == sorted(row["symbol"] for row in rows)
    assert {row["symbol-type"] for row in rows} == {"explanation"}
    assert inspect("syntax", "ip,address,add,comment")[0]["symbol-type"] == "definition"
