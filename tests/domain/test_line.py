"""Typed lines: sent exactly as meant, or refused with the form that works, and never anything between."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TypedDict, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.line import READ_KINDS, Kind, Translation, translate
from altotui.domain.routeros.safety import Safety
from altotui.storage.resources import load_safety

SAFETY = load_safety()


class Case(TypedDict):
    """One entry of translation_cases.json."""

    input: str
    command: str
    parameters: list[str]
    menu: str
    kind: str


CASES = cast(list[Case], json.loads(Path(__file__).with_name("translation_cases.json").read_text("utf-8")))
LATER_RULES = {
    "the console's own expressions": r" where |from=",
    "scripts, and what only scripts can do": r"[\[\]{};$]|^:|\bexport\b",
    "abbreviations": r"\bpr\b",
    "values without their names": (
        r"\b(set|comment|remove|disable|enable|make-static|monitor|monitor-traffic|ping|torch|run|check)"
        r" [^=\s]+( |$)"
    ),
    "the console itself": r"^(#|\.\.|/quit)",
}
"""What the first version does not claim to know; everything else in the cases it does."""
STRICTER = {Kind.SENSITIVE: {"bounded"}, Kind.DISRUPTIVE: {"write"}}
"""Kinds that safety.json gives where the case says less; what is sent is the same."""


def _claimed(case: Case) -> bool:
    return not any(re.search(rule, case["input"]) for rule in LATER_RULES.values())


CLAIMED = [case for case in CASES if _claimed(case)]
LATER = [case for case in CASES if not _claimed(case)]


def test_the_rule_splits_the_cases_as_meant() -> None:
    assert (len(CLAIMED), len(LATER)) == (28, 69)


@pytest.mark.parametrize("case", CLAIMED, ids=lambda case: case["input"])
def test_a_claimed_line_is_sent_exactly_as_meant(case: Case) -> None:
    got = translate(case["input"], SAFETY, case["menu"])
    assert (got.command, list(got.parameters)) == (case["command"], case["parameters"])
    assert got.kind.value == case["kind"] or case["kind"] in STRICTER.get(got.kind, ())


@pytest.mark.parametrize("case", LATER, ids=lambda case: case["input"])
def test_any_other_line_is_right_or_refused(case: Case) -> None:
    got = translate(case["input"], SAFETY, case["menu"])
    if got.kind is Kind.REJECT:
        assert not got.command
        assert got.notes
    else:
        assert (got.command, list(got.parameters)) == (case["command"], case["parameters"])


@pytest.mark.parametrize(
    ("line", "menu", "sent"),
    [
        ("print", "/ip/address", "/ip/address/print"),
        ("address print", "/ip", "/ip/address/print"),
        ("/ip/arp/print", "/interface", "/ip/arp/print"),
        (".. route print", "/ip/address", "/ip/route/print"),
        ("/ppp profile print", "/", "/ppp/profile/print"),
        ("/ip hotspot user profile print", "/", "/ip/hotspot/user/profile/print"),
        ("/new/menu/of/next/version =a=b", "/", "/new/menu/of/next/version =a=b"),
        ('/system identity set name="a \\"b\\" \\41"', "/", '/system/identity/set =name=a "b" A'),
        ('/ip/address/print ?comment="core uplink"', "/", "/ip/address/print ?comment=core uplink"),
        ("/tool/ping address=192.0.2.1", "/", "/tool/ping =address=192.0.2.1 =count=4"),
        ("/tool/ping =address=192.0.2.1 =count=2", "/", "/tool/ping =address=192.0.2.1 =count=2"),
        ("/tool/torch interface=ether1 count=5", "/", "/tool/torch =interface=ether1 =count=5 =duration=3s"),
        (
            "/interface/ethernet/monitor =numbers=ether1",
            "/",
            "/interface/ethernet/monitor =numbers=ether1 =once=",
        ),
        (
            "/interface monitor-traffic interface=a once",
            "/",
            "/interface/monitor-traffic =interface=a =once=",
        ),
        ('/execute script=":put 1" as-string', "/", "/execute =script=:put 1 =as-string="),
        ("/system scheduler add name=x interval=1d", "/", "/system/scheduler/add =name=x =interval=1d"),
        ("/ip/arp/print ?-dynamic=false", "/", "/ip/arp/print ?-dynamic=false"),
    ],
)
def test_what_is_sent(line: str, menu: str, sent: str) -> None:
    got = translate(line, SAFETY, menu)
    assert " ".join((got.command, *got.parameters)) == sent


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("/", "a path such as"),
        ("?a=b", "a path such as"),
        ("/ip/address/print\x1b[2J", "control or invisible"),
        ("/ip/address/print name=a\u202eb", "control or invisible"),
        ("/ip/address/print\u00a0detail", "control or invisible"),
        ("/ip/address/add comment=a\nb", "control or invisible"),
        ("/ip/addr\u00e9ss/print", "is not a menu or command"),
        ('/ip/address/add comment="a', "quote is not closed"),
        ("/ip route pr", "write it in full"),
        ("/ip address", "write it in full"),
        ("..", "a path such as"),
        ("/interface set ether1 disabled=yes", "has no name"),
        ("/interface disable ether1", "has no name"),
        ("/ip/address/add comment=two words", 'in "quotes"'),
        ("/execute =script=/system reboot", 'in "quotes"'),
        ("/interface print interval=1", "repeat for ever"),
        ("/log/print =follow=", "repeat for ever"),
        ("/log print follow-only", "repeat for ever"),
        ("/ip/address/print file=x", "write a file"),
        ("/ip/address/print =file=x", "write a file"),
        ("/interface print from=ether1", "send ?name=NAME"),
        ("/system ssh", "needs a terminal"),
        ("/quit", "needs a terminal"),
        ("/safe-mode/take", "needs a terminal"),
        ("/interface/listen", "never ends"),
        ("/ip address edit", "send set"),
        ("/export", "/execute script="),
        ("/ip/address/find", "send print"),
    ],
)
def test_what_is_refused_says_what_to_do(line: str, remedy: str) -> None:
    got = translate(line, SAFETY)
    assert (got.kind, got.command, got.parameters) == (Kind.REJECT, "", ())
    assert remedy in got.notes[0]


def _is_consistent(got: Translation, menu: str) -> bool:
    return got.menu == menu and bool(got.command) is (got.kind is not Kind.REJECT)


WORDS = st.sampled_from(
    [
        *("/ip/address", "address", "print", "set", "add", "remove", "detail", "where", "ping", "once", ".."),
        *("?a=b", "?#!", "=a=b", "name=x", '"a b"', "[find]", "/", ";"),
    ]
)


@given(
    st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=7).map(" ".join)),
    st.sampled_from(["/", "/ip/arp"]),
)
def test_no_line_breaks_it_and_a_refused_one_sends_nothing(line: str, menu: str) -> None:
    got = translate(line, SAFETY, menu)
    assert _is_consistent(got, menu)
    assert got.command == "" or got.command.startswith("/")
    assert all(word.startswith(("=", "?")) for word in got.parameters)
    assert got.is_write is (bool(got.command) and got.kind not in READ_KINDS)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=20))
def test_a_quoted_value_arrives_as_it_was_meant(value: str) -> None:
    line = '/system/identity/set name="{}"'.format(value.replace("\\", "\\\\").replace('"', '\\"'))
    got = translate(line, SAFETY)
    if line.isprintable():
        assert got.parameters == (f"=name={value}",)
    else:
        assert got.kind is Kind.REJECT


def test_other_data_gives_other_kinds() -> None:
    strict = Safety(
        {
            "paths": {},
            "read_verbs": [],
            "write_verbs": ["print"],
            "prefix_rules": [],
            "sensitive": {"properties": [], "menus": []},
        }
    )
    assert translate("/ip/arp/print", strict).kind is Kind.WRITE
