"""What is asked of a router about its language, and what of its answers is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.complete import complete
from altotui.domain.routeros.completion import Completion
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.learning import (
    MAX_NAMES,
    MAX_VALUE_CHARS,
    Learned,
    Question,
    names_in,
    question_about,
    tree_from,
    values_in,
)
from altotui.domain.routeros.translate import translate

INSPECT = "/console/inspect"
HANGING = ["do", "where", "else", "rule", "command", "on-error"]


def asked(line: str, language: Language, menu: str = "/") -> Question | None:
    return question_about(complete(line, len(line), language, menu), line, language)


# --- questions


@pytest.mark.parametrize(
    ("line", "words", "path"),
    [
        ("/", ("=request=child", "=path="), "/"),
        ("/ip/fire", ("=request=child", "=path=ip"), "/ip"),
        ("/ip firewall fi", ("=request=child", "=path=ip,firewall"), "/ip/firewall"),
        ("/ip address add com", ("=request=child", "=path=ip,address,add"), "/ip/address/add"),
    ],
)
def test_names_are_asked_for_as_children(
    line: str, words: tuple[str, ...], path: str, language: Language
) -> None:
    assert asked(line, language) == Question(INSPECT, words, path)


@pytest.mark.parametrize("line", ["/ip/brand-new/", "/ip/brand-new/fi"])
def test_the_root_is_not_asked_about_in_place_of_an_unknown_menu(line: str, language: Language) -> None:
    question = asked(line, language)
    assert question is None or question.path != "/"


@pytest.mark.parametrize(
    ("line", "path", "given_input"),
    [
        ("/ip address add interface=", "ip,address", "add interface="),
        ("/ip address add int=eth", "ip,address", "add interface=eth"),
        ("/ip address set 0 interface=eth", "ip,address", "set interface=eth"),
        ("/ip address print where interface=eth", "ip,address", "set interface=eth"),
        ("/ip address set [find where interface=e", "ip,address", "set interface=e"),
        ('/ip address add interface="eth', "ip,address", "add interface=eth"),
        ("/interface bridge port add bridge=a,b", "interface,bridge,port", "add bridge=b"),
    ],
)
def test_values_are_asked_for_by_the_verb_that_takes_them(
    line: str, path: str, given_input: str, language: Language
) -> None:
    question = asked(line, language)
    assert question is not None
    assert question.parameters == (
        "=request=completion",
        f"=path={path}",
        f"=input={given_input}",
        "=.proplist=completion",
    )
    assert question.value_of


def test_a_property_that_nothing_sets_is_not_asked_for(language: Language) -> None:
    assert asked("/interface print where running=", language) is None
    assert asked("/ip address print where no-such=", language) is None


@pytest.mark.parametrize("typed", ["\x1b", "é", "a\u202e", "a\tb"])
def test_what_a_router_cannot_count_in_bytes_is_not_asked_about(typed: str, language: Language) -> None:
    assert asked(f'/ip address add interface="{typed}', language) is None


@pytest.mark.parametrize("word", HANGING)
def test_nothing_is_asked_below_a_word_that_hangs(word: str, language: Language) -> None:
    for completion in (
        Completion(0, 0, (), f"/ip/{word}", f"/ip/{word}/x"),
        Completion(0, 0, (), f"/{word}", ""),
        Completion(0, 0, (), "/", f"/{word}"),
        Completion(0, 0, (), "/", f"/x/{word}", "name"),
        Completion(0, 0, (), "/ip/address", "/ip/address/add", word),
    ):
        assert question_about(completion, "", language) is None


@pytest.mark.parametrize("line", ["# ", "# /ip", "/ip address print; # x"])
def test_nothing_is_asked_in_a_comment(line: str, language: Language) -> None:
    assert asked(line, language) is None


WORDS = st.sampled_from(
    [
        *HANGING,
        *(f"{word}=" for word in HANGING),
        "/ip/address",
        "print",
        "where",
        "x=",
        "[",
        "{",
        ":if",
        '"',
        ":",
    ]
)


@given(st.lists(WORDS, max_size=7).map(" ".join))
def test_no_question_holds_a_word_that_hangs_or_input_for_names(language: Language, line: str) -> None:
    question = asked(line, language)
    if question is None:
        return
    words = dict(word[1:].partition("=")[::2] for word in question.parameters)
    assert set(HANGING).isdisjoint(words["path"].split(","))
    assert words["request"] in ("child", "completion")
    assert ("input" in words) is (words["request"] == "completion")
    assert (".proplist" in words) is (words["request"] == "completion")
    assert question.value_of not in HANGING


# --- answers


def child(name: object, kind: str = "dir", **more: object) -> dict[str, object]:
    return {"type": "child", "name": name, "node-type": kind, **more}


def test_kinds_of_names() -> None:
    rows: list[dict[str, object]] = [
        {"type": "self", "name": "ip", "node-type": "dir"},
        child("a"),
        child("b", "path"),
        child("c", "cmd"),
    ]
    assert names_in([*rows, child("d", "arg")]) == {"a": "menu", "b": "menu", "c": "command", "d": "argument"}
    assert names_in([{"type": "child", "name": "a", "node_type": "cmd"}]) == {"a": "command"}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            " ",
            "a b",
            "-x",
            ".x",
            "a/b",
            "a=b",
            "a\n",
            "a\x1b",
            "\u202ea",
            "é",
            "x" * 65,
            "[a]",
            'a"',
            "$a",
        ),
        *(None, 5.5, ["a"], {"a": "b"}),
    ],
    ids=ascii,
)
def test_what_can_be_no_name_is_not_taken(name: object) -> None:
    assert set(names_in([child(name), child("good")])) <= {"good", "5.5"}


@pytest.mark.parametrize(
    "row", [{}, {"type": "child"}, {"name": "a"}, child("a", "evil"), child("a", "DIR ")], ids=str
)
def test_rows_of_another_shape_are_passed_over(row: dict[str, object]) -> None:
    assert names_in([row]) == {}


def test_no_more_names_than_a_router_has() -> None:
    assert len(names_in(child(f"n{number}") for number in range(MAX_NAMES * 2))) == MAX_NAMES


def test_values_that_begin_with_what_was_typed() -> None:
    rows = [
        {"completion": text} for text in ("ether1", "ether2", "vlan", "ether1", "", " ", "e\x1b", "e\u202e")
    ]
    assert values_in(rows, "") == ("ether1", "ether2", "vlan")
    assert values_in(rows, "e") == ("ether1", "ether2")
    assert values_in([{"completion": "e" * (MAX_VALUE_CHARS + 1)}], "e") == ()
    assert len(values_in(({"completion": f"e{number}"} for number in range(MAX_NAMES * 2)), "e")) == MAX_NAMES


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
KEYS = st.sampled_from(["type", "name", "node-type", "node_type", "completion", "x"])
ROWS = st.lists(st.dictionaries(KEYS, st.sampled_from(["child", "dir", "cmd", "arg"]) | ANYTHING), max_size=6)


@given(ROWS)
def test_no_answer_breaks_it(rows: list[dict[str, object]]) -> None:
    for name, kind in names_in(rows).items():
        assert name.isascii()
        assert name.isprintable()
        assert kind in ("menu", "command", "argument")
    assert all(value.isprintable() for value in values_in(rows, ""))


# --- what was learned

WIRELESS: Learned = {
    "/interface": {"wireless": "menu", "print": "command"},
    "/interface/wireless": {"registration-table": "menu", "security-profiles": "menu", "print": "command"},
    "/interface/wireless/registration-table": {"print": "command", "remove": "command", "monitor": "command"},
    "/interface/wireless/registration-table/print": {"detail": "argument", "brand-new": "argument"},
}


@pytest.mark.parametrize(
    "line",
    [
        "/interface wireless registration-table print",
        "/interface wirel reg pr",
        "/int wireless/reg/print",
    ],
)
def test_abbreviations_of_what_was_learned(line: str, language: Language) -> None:
    grown = language.grown(tree_from(WIRELESS))
    assert translate(line, grown).command == "/interface/wireless/registration-table/print"


def test_what_was_learned_is_completed(language: Language) -> None:
    grown = language.grown(tree_from(WIRELESS))
    line = "/interface wireless registration-table print bra"
    assert [each.text for each in complete(line, len(line), grown).candidates] == ["brand-new="]
    assert "security-profiles" in [
        each.text for each in complete("/interface/wireless/", 20, grown).candidates
    ]


def test_what_was_known_before_stays_known(language: Language) -> None:
    grown = language.grown(tree_from({"/ip": {"address": "menu"}, "/ip/address": {"print": "command"}}))
    for line in (
        "/ip address print detail",
        "/ip ad pr",
        "/in pr where ty=ether",
        "/ip address add addr=1.1.1.1/8",
    ):
        assert translate(line, grown) == translate(line, language)
    values = [each.text for each in complete("/ip address add disabled=", 25, grown).candidates]
    assert values == ["no", "yes"]


LIES: list[Learned] = [
    {"/ip": {"x": "argument"}},
    {"/ip": {"address": "command"}},
    {"/ip": {"address": "argument"}},
    {"/ip/address": {"print": "menu"}},
    {"/ip/address/print": {"detail": "menu"}},
    {"/": {"ip": "command"}},
    {"/": {"x": "argument"}},
]


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_what_is_known_is_not_made_something_else_by_a_router(lie: Learned, language: Language) -> None:
    grown = language.grown(tree_from(lie))
    for line in ("/ip address print detail", "/ip address add address=1.1.1.1/8 interface=x", "/ip ad pr"):
        assert translate(line, grown) == translate(line, language)


NAMES = st.sampled_from(["a", "b", "print", "ip", "address"])
PATHS = st.lists(NAMES, max_size=3).map(lambda names: "/" + "/".join(names))
KINDS = st.sampled_from(["menu", "command", "argument"])


@given(st.dictionaries(PATHS, st.dictionaries(NAMES, KINDS, max_size=4), max_size=5))
def test_a_tree_of_anything_learned_has_all_of_it(learned: dict[str, dict[str, str]]) -> None:
    root = tree_from(learned)
    for path, names in learned.items():
        node = root
        for name in filter(None, path.split("/")):
            node = node.children[name]
        for name, kind in names.items():
            assert name in (node.arguments if kind == "argument" else node.children)
            assert kind != "command" or node.children[name].is_command
