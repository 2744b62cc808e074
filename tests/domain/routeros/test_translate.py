"""Typed lines: sent exactly as meant, or refused with the form that works, and never anything between."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TypedDict, cast

import pytest

from altotui.domain.routeros.language import Language
from altotui.domain.routeros.safety import Safety
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Kind, Translation
from altotui.storage.catalogue import load_catalogue
from altotui.storage.language import load_language
from altotui.storage.resources import load_menus
from tests.domain.routeros.lines import CLIENT_SIDE, REFUSED, SENT, WHERE

LANGUAGE = load_language()
NUMBERING = {"/ip/address": ("*1", "*2", None), "/interface": ("*1",), "/ip/firewall/filter": ("*A", "*B")}


class Case(TypedDict):
    """One entry of translation_cases.json."""

    input: str
    command: str
    parameters: list[str]
    menu: str
    kind: str


CASES = cast(
    list[Case],
    json.loads((Path(__file__).parents[1] / "translation_cases.json").read_text("utf-8")),
)


def at(line: str, menu: str = "/") -> Translation:
    return translate(line, LANGUAGE, menu, NUMBERING)


def sent(got: Translation) -> str:
    return " ".join((got.command, *got.parameters))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["input"])
def test_every_line_of_the_published_table(case: Case) -> None:
    numbering = {"/ip/address": ("*1", "*2"), "/interface": ("*1",)}
    got = translate(case["input"], LANGUAGE, case["menu"], numbering).with_items(("ether1", "ether2"))
    command = "" if case["kind"] == "reject" else case["command"]
    assert (got.command, list(got.parameters), got.kind.value) == (command, case["parameters"], case["kind"])
    assert got.input == case["input"]


def test_the_published_table_is_whole() -> None:
    assert len(CASES) == 97


@pytest.mark.parametrize(("kind", "line", "words"), SENT, ids=[line for _, line, _ in SENT])
def test_what_is_sent(kind: str, line: str, words: str) -> None:
    got = at(line)
    assert (got.kind.value, sent(got)) == (kind, words)


@pytest.mark.parametrize(("condition", "words"), WHERE, ids=[condition for condition, _ in WHERE])
def test_where_becomes_query_words(condition: str, words: str) -> None:
    got = at(f"/interface print where {condition}")
    assert sent(got) == f"/interface/print {words}"
    assert (got.kind, got.narrowing, got.client_side) == (Kind.READ, None, "")


@pytest.mark.parametrize(("condition", "words", "rest"), CLIENT_SIDE, ids=[case[0] for case in CLIENT_SIDE])
def test_what_has_no_query_word_stays_here(condition: str, words: str, rest: str) -> None:
    got = at(f"/interface print where {condition}")
    assert sent(got) == f"/interface/print {words}".rstrip()
    assert got.client_side == f"filter: {rest}"
    assert got.narrowing is not None


@pytest.mark.parametrize(
    ("line", "proplist"),
    [
        ('/interface print proplist=name where type~"e"', {"name", "type"}),
        ('/interface print proplist=name,type where type~"e"', {"name", "type"}),
        ('/interface print =.proplist=name where type~"e"', {"name", "type"}),
        ('/interface print .proplist=name where type~"e" and running', {"name", "type"}),
        ('/interface find where name~"e"', {".id", "name"}),
    ],
)
def test_what_its_own_filter_needs_is_asked_for(line: str, proplist: set[str]) -> None:
    (words,) = [word for word in at(line).parameters if word.startswith("=.proplist=")]
    assert set(words.removeprefix("=.proplist=").split(",")) == proplist


@pytest.mark.parametrize(
    "line", ['/interface print count-only where name~"e"', '/interface print count where name~"e"']
)
def test_rows_that_are_filtered_here_are_counted_here(line: str) -> None:
    got = at(line)
    assert not any(word.startswith("=count-only") for word in got.parameters)
    assert got.narrowing is not None
    narrowed = got.narrowing.apply([{"name": "ether1"}, {"name": "br"}, {"name": "lte1"}])
    assert (narrowed.ret, narrowed.rows) == ("2", ())


def test_raw_count_only_is_no_count_of_what_is_filtered_here() -> None:
    got = at('/interface print =count-only= where name~"e"')
    assert got.kind is Kind.REJECT or "=count-only=" not in got.parameters


@pytest.mark.parametrize(
    ("menu", "line", "words"),
    [
        ("/ip/address", "print", "/ip/address/print"),
        ("/ip/address", "pr", "/ip/address/print"),
        ("/ip", "address print", "/ip/address/print"),
        ("/ip", "ad/pr", "/ip/address/print"),
        ("/interface", "/ip/arp/print", "/ip/arp/print"),
        ("/ip/address", ".. route print", "/ip/route/print"),
        ("/ip/address", "../route/print", "/ip/route/print"),
        ("/ip/address", ".. .. interface print", "/interface/print"),
        ("/ip/address", "../../interface print", "/interface/print"),
        ("/ip/firewall/filter", ".. nat pr where !disabled", "/ip/firewall/nat/print ?disabled=true ?#!"),
        ("/ip/address", "set 0 comment=x", "/ip/address/set =.id=*1 =comment=x"),
        ("/interface", "disable ether1", "/interface/disable =.id=ether1"),
        ("/system", "reboot", "/system/reboot"),
        ("/ip/address", "export terse", "/execute =script=/ip/address/export terse =as-string="),
        ("/ip/address", ":put [find]", "/execute =script=/ip/address; :put [find] =as-string="),
        (
            "/ip/address",
            "set [find] comment=x",
            "/execute =script=/ip/address/set [find] comment=x =as-string=",
        ),
        (
            "/ip/address",
            "/ip/route remove [find]",
            "/execute =script=/ip/route remove [find] =as-string=",
        ),
        (
            "/ip/address",
            ".. route set [find] distance=1",
            "/execute =script=/ip/address; .. route set [find] distance=1 =as-string=",
        ),
    ],
)
def test_relative_lines(menu: str, line: str, words: str) -> None:
    assert sent(at(line, menu)) == words


@pytest.mark.parametrize("line", ["print; set [find] comment=x", "print; print", "find; :put [find]"])
def test_every_command_of_a_relative_script_runs_in_the_menu(line: str) -> None:
    """A command never moves the menu: `/ip/address/print; print` would run the second one at the root."""
    assert at(line, "/ip/address").parameters[0] == f"=script=/ip/address; {line}"


@pytest.mark.parametrize("menu", ["/", "/system"])
def test_a_script_is_classified_in_the_menu_it_runs_in(menu: str) -> None:
    assert at(":do {reboot}", menu).kind is (Kind.DISRUPTIVE if menu == "/system" else Kind.WRITE)


@pytest.mark.parametrize(
    ("menu", "line", "target"),
    [
        ("/ip/address", "..", "/ip"),
        ("/ip/address", "../..", "/"),
        ("/ip/address", ".. ..", "/"),
        ("/", "..", "/"),
        ("/ip/address", "/", "/"),
        ("/", "/ip address", "/ip/address"),
        ("/", "ip ad", "/ip/address"),
        ("/", "/ip/address/", "/ip/address"),
        ("/ip/firewall/filter", ".. nat", "/ip/firewall/nat"),
        ("/ip", "/interface", "/interface"),
    ],
)
def test_a_line_that_ends_in_a_menu_moves_the_prompt_and_sends_nothing(
    menu: str, line: str, target: str
) -> None:
    got = at(line, menu)
    assert (got.kind, got.moves_to, got.command) == (Kind.LOCAL, target, "")


@pytest.mark.parametrize(
    ("line", "leaves"), [("/quit", True), ("quit", True), ("# /quit", False), ("#", False)]
)
def test_lines_for_the_console_itself(line: str, leaves: bool) -> None:
    got = at(line)
    assert (got.kind, got.leaves, got.moves_to, sent(got)) == (Kind.LOCAL, leaves, None, "")


@pytest.mark.parametrize(("line", "remedy"), REFUSED, ids=[line for line, _ in REFUSED])
def test_what_is_refused_says_what_to_do(line: str, remedy: str) -> None:
    got = at(line)
    assert (got.kind, sent(got)) == (Kind.REJECT, "")
    assert remedy in got.notes[0]
    assert not got.may_change
    assert not got.is_write


@pytest.mark.parametrize(
    "condition", ["-comment", "#0", "#1", "#1=x", "a,b", "x->1", "<a=1", ">a=1", "+a", "a,b=1"]
)
def test_a_condition_never_becomes_another_query(condition: str) -> None:
    """`where -comment` would be sent as `?-comment`: the opposite of a condition nobody wrote."""
    got = at(f"/ip address print where {condition}")
    assert (got.kind, sent(got)) == (Kind.REJECT, "") or got.command == "/execute"


@pytest.mark.parametrize(
    "line",
    [
        '/interface ethernet monitor ether1 once do="/system reboot"',
        "/interface/ethernet/monitor =numbers=ether1 =once= =do=/system/reboot",
        '/interface monitor-traffic ether1 once do="/system reboot"',
        '/ip arp print on-event="/system reboot"',
        "/ip/arp/print =on-event=/system/reboot",
        '/execute ":put 1" =script="/system reboot"',
        "/execute =script=:put =script=/system/reboot",
        '/execute script=":put 1" script="/system reboot"',
        ":put ?;/system/reboot",
        ":put ?[/system/reboot]",
        ":put =[/system/reboot]",
        ":local a =[/system/reboot]",
        "/ip address print ?a;/system/reboot",
        "/ip address print ?a ;/system reboot",
    ],
)
def test_a_command_within_a_read_makes_it_no_read(line: str) -> None:
    got = at(line)
    assert got.kind is Kind.REJECT or got.may_change


@pytest.mark.parametrize(
    ("menu", "line"),
    [
        ("/", "/ip firewall filter set 0 !src-address !dst-address"),
        ("/", "/interface set 0 !comment comment=x"),
        ("/ip/address", "set 0 !comment !network"),
    ],
)
def test_a_row_number_never_reaches_a_script(menu: str, line: str) -> None:
    """On the router it would count the rows of another list than the one that was shown."""
    got = at(line, menu)
    assert got.kind is Kind.REJECT or not re.search(r"set 0 ", got.parameters[0])


@pytest.mark.parametrize(
    "line",
    [
        "/interface/set =.id=*1 ether2 mtu=1",
        "/interface set ether2 =.id=*1 mtu=1",
        "/interface set *2 numbers=*1 mtu=1",
    ],
)
def test_items_that_are_given_twice_are_refused(line: str) -> None:
    assert sent(at(line)) == ""


def test_traceroute_is_not_sent_with_once() -> None:
    """`once` is rejected by it (routeros.md 1.6)."""
    assert "=once=" not in at("/tool traceroute 1.1.1.1 once").parameters


def test_a_find_for_a_read_goes_first() -> None:
    got = at("/interface ethernet monitor [find where running]")
    assert got.lookup is not None
    assert (got.lookup.command, got.lookup.parameters) == (
        "/interface/ethernet/print",
        ("=.proplist=name", "?running=true"),
    )
    assert got.with_items(("a", "b")).parameters == ("=numbers=a,b", "=once=")
    assert got.with_items(("a", "b")).lookup is None


def test_only_the_last_frame_of_a_sampler_counts() -> None:
    for line in ("/tool torch ether1", "/tool profile", "/tool traceroute 1.1.1.1"):
        assert "keep the last .section" in at(line).client_side
    assert "section" not in at("/interface monitor-traffic ether1 duration=3s").client_side


def test_a_path_that_is_not_known_passes_with_a_hint() -> None:
    for line in ("/ip adress print", "/ip address pritn", "/ip address add adress=1.1.1.1/24"):
        assert any("did you mean" in note for note in at(line).notes), line
    assert not at("/ip address print").notes


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
    assert translate("/ip/arp/print", Language(load_catalogue(), strict, load_menus())).kind is Kind.WRITE


# What holds for every line
