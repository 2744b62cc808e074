"""Hostile text reaches the places where a device or a person could have put it."""

from __future__ import annotations

import unicodedata

import pytest

from altotui.simulator.routeros.hostile import HOSTILE, PAYLOADS
from altotui.simulator.routeros.router import Quirks
from tests.simulator.routeros.routers import CORE, EDGE, router


@pytest.mark.parametrize(
    "needed",
    [
        *(
            "\x1b[",
            "\x1b]0;",
            "\x1b]52;",
            "\x1b]8;;",
            "\x1bP",
            "\x9b",
            "\x9d",
            "\x07",
            "\x00",
            "\r",
            "\n",
            "\x7f",
        ),
        *("\u202e", "\u2066", "\u200b", "\u0301", "\u200d", "[red]x[/]", "[@click=app.quit]x[/]", "[/"),
        *('[find where name="x"]', "=cmd|' /C calc'!A0", "w" * 3_000),
        *("\x1b]2;", "\x1b]4;", "\x1b]1337;", "\x1bPtmux;", "\x1b_G", "\x1b^", "\x1bX", "\x90", "\x9e"),
        *(
            "\x05",
            "\x18",
            "\x08",
            "\t=1",
            "\u200e",
            "\u2067",
            "\u3164",
            "\U000e0001",
            "\U000e0100",
        ),
        *("\u0301" * 400, "[text](javascript:"),
        *("\u0430", "<img ", "\\u001b", "\U0001f600"),
    ],
)
def test_the_corpus_has_it(needed: str) -> None:
    assert any(needed in text for text in HOSTILE)


def test_the_corpus_is_large_has_no_twins_and_can_be_encoded() -> None:
    assert len(PAYLOADS) >= 120
    assert len({payload.text for payload in PAYLOADS}) == len(PAYLOADS)
    assert all(payload.would for payload in PAYLOADS)
    assert len(PAYLOADS) - len(HOSTILE) == 2, "half characters are only ever sent escaped"
    assert not [text for text in HOSTILE if any(unicodedata.category(char) == "Cs" for char in text)]
    "".join(HOSTILE).encode()


@pytest.mark.parametrize(
    ("command", "key"),
    [
        ("/ip/dhcp-server/lease/print", "host-name"),
        ("/log/print", "message"),
        ("/ip/neighbor/print", "identity"),
        ("/ip/dhcp-server/lease/print", "comment"),
    ],
)
def test_a_hostile_router_carries_it_and_another_does_not(command: str, key: str) -> None:
    hostile = [router(profile, quirks=Quirks(hostile_text=True)) for profile in (EDGE, CORE)]
    assert [row for target in hostile for row in target.run(command, []).rows if row.get(key) in HOSTILE]
    assert not [row for row in router().run(command, []).rows if row.get(key) in HOSTILE]


def test_a_hostile_export_still_parses_back() -> None:
    target = router(quirks=Quirks(hostile_text=True))
    source = target.run_script("/ip address export").output
    comments = [row.get("comment") for row in target.run("/ip/address/print", ["=static="]).rows]
    target.run_script("/ip address remove [find dynamic=no]")
    assert target.run_script(source).error is None
    assert [row.get("comment") for row in target.run("/ip/address/print", ["=static="]).rows] == comments


def test_an_odd_firewall_differs_by_one_disabled_and_one_added_rule() -> None:
    command, shown = "/ip/firewall/filter/print", "=.proplist=chain,action,dst-port,disabled,comment"
    usual = router().run(command, [shown]).rows
    odd = router(quirks=Quirks(odd_firewall=True)).run(command, [shown]).rows
    added = [row for row in odd if row not in usual]
    assert [(row["chain"], row["action"], row["disabled"]) for row in added] == [
        ("input", "drop", "true"),
        ("input", "accept", "false"),
    ]
    assert len(odd) == len(usual) + 1
