"""The looks of a line's parts: in their places, right, and an error only where the router would not take it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.colouring import Colouring, Look, colour_line
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Kind

CASES = cast(
    list[dict[str, str]],
    json.loads((Path(__file__).parents[1] / "translation_cases.json").read_text("utf-8")),
)
M, V, A, X, T, P, U = (
    *(Look.MENU, Look.VERB, Look.ARGUMENT, Look.VALUE),
    *(Look.TEXT, Look.OPERATOR, Look.UNKNOWN),
)
Pairs = list[tuple[str, Look]]


def pairs(line: str, language: Language, menu: str = "/") -> Pairs:
    return [(line[start:end], look) for start, end, look in colour_line(line, language, menu).spans]


def is_wrong(got: Colouring) -> bool:
    return any(span.look is Look.ERROR for span in got.spans)


PRINT: Pairs = [("interface", M), ("print", V)]
WHERE: Pairs = [*PRINT, ("where", P)]
ADDRESS: Pairs = [("ip", M), ("address", M)]
LOOKS: list[tuple[str, Pairs]] = [
    ("", []),
    ("/", []),
    ("   ", []),
    ("/ip", [("ip", M)]),
    ("/ip address", ADDRESS),
    ("/ip/address/print", [*ADDRESS, ("print", V)]),
    ("/in pr", [("in", M), ("pr", V)]),
    ("..", [("..", M)]),
    ("/ip ..", [("ip", M), ("..", M)]),
    ("../route/print", [("..", M), ("route", U), ("print", V)]),
    ("/interface print detail", [*PRINT, ("detail", A)]),
    ("/interface print proplist=name", [*PRINT, ("proplist", A), ("=", P), ("name", X)]),
    ("/interface print where type=ether", [*WHERE, ("type", A), ("=", P), ("ether", X)]),
    ("/interface print where running", [*WHERE, ("running", A)]),
    ("/interface print where !running", [*WHERE, ("!", P), ("running", A)]),
    ('/interface print where name="a b"', [*WHERE, ("name", A), ("=", P), ('"a b"', T)]),
    ('/interface print where name~"^e"', [*WHERE, ("name", A), ("~", P), ('"^e"', T)]),
    ("/interface print where mtu<=1500", [*WHERE, ("mtu", A), ("<=", P), ("1500", X)]),
    ("/interface print where type!=vlan", [*WHERE, ("type", A), ("!=", P), ("vlan", X)]),
    (
        "/interface print where running and mtu>1",
        [*WHERE, ("running", A), ("and", P), ("mtu", A), (">", P), ("1", X)],
    ),
    (
        "/interface print where (running or disabled)",
        [*WHERE, ("(", P), ("running", A), ("or", P), ("disabled", A), (")", P)],
    ),
    ("/interface print where disabled=yes", [*WHERE, ("disabled", A), ("=", P), ("yes", X)]),
    ("/interface find type=ether", [("interface", M), ("find", V), ("type", A), ("=", P), ("ether", X)]),
    ("/interface print ?type=ether", [*PRINT, ("?type=ether", Look.RAW)]),
    ("/interface print =detail= ?#!", [*PRINT, ("=detail=", Look.RAW), ("?#!", Look.RAW)]),
    ("/ip address set 0 disabled=yes", [*ADDRESS, ("set", V), ("0", X), ("disabled", A), ("=", P), ("yes", X)]),
    ("/ip address set *A !comment", [*ADDRESS, ("set", V), ("*A", X), ("!comment", A)]),
    ('/ip address set 0 comment="a b"', [*ADDRESS, ("set", V), ("0", X), ("comment", A), ("=", P), ('"a b"', T)]),
    ('/ip address set "a"', [*ADDRESS, ("set", V), ('"a"', T)]),
    ("/ip address add comment=$x", [*ADDRESS, ("add", V), ("comment", A), ("=", P), ("$x", Look.VARIABLE)]),
    ("/interface enable ether1", [("interface", M), ("enable", V), ("ether1", X)]),
    ("/tool ping 1.1.1.1 count=5", [("tool", M), ("ping", V), ("1.1.1.1", X), ("count", A), ("=", P), ("5", X)]),
    ("/ping 1.1.1.1", [("ping", V), ("1.1.1.1", X)]),
    ("/interface monitor-traffic e once", [("interface", M), ("monitor-traffic", V), ("e", X), ("once", A)]),
    ("# a note", [("# a note", Look.COMMENT)]),
    ("/ip address print; # note", [*ADDRESS, ("print", V), ("# note", Look.COMMENT)]),
    ("/ip address; print", [*ADDRESS, ("print", V)]),
    ("{ /ip address print }", [("{", P), *ADDRESS, ("print", V), ("}", P)]),
    (":put $x", [("put", V), ("$x", Look.VARIABLE)]),
    (':put "hi"', [("put", V), ('"hi"', T)]),
    (
        ":put [/interface get $i name]",
        [("put", V), ("[", P), ("interface", M), ("get", V), ("$i", Look.VARIABLE), ("name", X), ("]", P)],
    ),
    (
        "/interface set [find where name=a] mtu=9",
        [
            *(("interface", M), ("set", V), ("[", P), ("find", V), ("where", P), ("name", A), ("=", P)),
            *(("a", X), ("]", P), ("mtu", A), ("=", P), ("9", X)),
        ],
    ),
    ("/ip adress print ", [("ip", M), ("adress", U), ("print", V)]),
    ("/ip address prnt ", [*ADDRESS, ("prnt", U)]),
    ("/new thing show x=1 ", [("new", U), ("thing", U), ("show", U), ("x", A), ("=", P), ("1", X)]),
    ("/ip address add adress=1 ", [*ADDRESS, ("add", V), ("adress", U), ("=", P), ("1", X)]),
    ("/interface print where nme=x and name", [*WHERE, ("nme", U), ("=", P), ("x", X), ("and", P), ("name", A)]),
    ("/i print", [("i", Look.ERROR)]),
    ("/interface p detail", [("interface", M), ("p", Look.ERROR)]),
    ("/ip address add disabled=maybe x", [*ADDRESS, ("add", V), ("disabled", A), ("=", P), ("maybe", Look.ERROR)]),
    ("/ip address add =disabled", [*ADDRESS, ("add", V), ("=disabled", X)]),
    ("/interface print where not running ", [*WHERE, ("not", Look.ERROR), ("running", A)]),
    ("/ip address add address= comment=x", [*ADDRESS, ("add", V), ("address=", Look.ERROR)]),
    ("] x", [("]", Look.ERROR), ("x", U)]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "wanted"), LOOKS, ids=[line for line, _ in LOOKS])
def test_every_part_has_its_look(line: str, wanted: Pairs, language: Language) -> None:
    assert pairs(line, language)[: len(wanted)] == wanted
    if Look.ERROR not in dict(wanted).values():
        assert len(pairs(line, language)) == len(wanted)


def test_the_table_has_every_look() -> None:
    assert {look for _, wanted in LOOKS for _, look in wanted} == set(Look)


def test_a_line_is_read_in_the_menu_it_is_typed_in(language: Language) -> None:
    assert pairs("print", language, "/ip/address") == [("print", V)]
    assert pairs(".. route print", language, "/ip/address") == [("..", M), ("route", M), ("print", V)]
    assert pairs("print where network=x", language, "/ip/address")[2] == ("network", A)


@pytest.mark.parametrize(
    "line", ['/interface print where name="x', '/ip address set 0 comment="x', ':put "x']
)
def test_a_text_looks_like_one_before_its_quote_is_closed(line: str, language: Language) -> None:
    assert pairs(line, language)[-1] == ('"x', T)


# --- remarks


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("/ip address prnt ", "prnt", "did you mean print?"),
        ("/ip/adress/", "adress", "did you mean address?"),
        ("/ip address add adress=1 ", "adress", "did you mean address?"),
        ("/interface print where nme=x and a", "nme", "did you mean name?"),
        ("/interface print where runing or a", "runing", "did you mean running?"),
        ("/ip address zzzzzzz x=1", "zzzzzzz", "sent as it stands"),
        ("/i print", "i", "ambiguous: i may be import, interface, ip, ipv6"),
        ("/ip firewall filter set 0 src-a=1 ", "src-a=1", "ambiguous: src-a may be"),
        ("/ip address add disabled=maybe x=1", "maybe", "write yes or no"),
        ("/ip address print where disabled!= ", "", "nothing follows"),
        ("/interface print where not running ", "not", "write !running"),
        (") /ip", ")", "nothing is open that ) closes"),
    ],
)
def test_remarks_say_where_and_what(line: str, place: str, words: str, language: Language) -> None:
    remarks = colour_line(line, language).remarks
    found = [each for each in remarks if words in str(each)]
    assert found, remarks
    assert line[found[0].start : found[0].end].strip() in (place, "!=")


@pytest.mark.parametrize("line", ["/ip adress print ", "/interface vlam print detail"])
def test_a_misspelt_menu_in_front_of_a_known_verb_has_a_remedy(line: str, language: Language) -> None:
    assert "did you mean" in str(colour_line(line, language).remarks[0])


def test_remarks_are_in_the_order_of_the_line_and_once(language: Language) -> None:
    remarks = colour_line("/ip address prnt; /i print; /ip address add adress=1 ", language).remarks
    assert [each.start for each in remarks] == sorted(each.start for each in remarks)
    assert len(remarks) == len(set(remarks)) == 3


@pytest.mark.parametrize("value", ["yes", "no", "true", "false", '"yes"', "$x", "[/x y]", '"$x"'])
def test_what_may_be_yes_or_no_is_no_error(value: str, language: Language) -> None:
    assert not is_wrong(colour_line(f"/ip address add disabled={value} address=1.1.1.1/8", language))


@pytest.mark.parametrize("value", ["maybe", "1", '"on"', "ja", "YES"])
def test_anything_else_there_is_one(value: str, language: Language) -> None:
    line = f"/ip address add disabled={value} address=1.1.1.1/8"
    assert (value, Look.ERROR) in pairs(line, language)
    assert not is_wrong(colour_line(line.removesuffix(" address=1.1.1.1/8"), language))


# --- for any text

WORDS = st.sampled_from(
    [
        *(
            "/ip/address",
            "/ip",
            "/interface",
            "address",
            "print",
            "set",
            "add",
            "find",
            "get",
            "where",
            "..",
            "/",
        ),
        *(
            "?a=b",
            "=a=b",
            "name=x",
            '"a b"',
            "[find]",
            "[",
            "]",
            "{",
            "}",
            "(",
            ")",
            ";",
            "#",
            '"',
            "$x",
            "\\",
        ),
        *(
            "and",
            "or",
            "in",
            "!",
            "=",
            "~",
            "type=ether",
            'comment="x',
            ":put",
            "disabled=maybe",
            "é",
            "\x1b",
            "x",
        ),
    ]
)
LINES = st.one_of(
    st.text(max_size=40),
    st.lists(WORDS, max_size=8).map(" ".join),
    st.lists(WORDS, max_size=8).map("".join),
)


def _check_places(line: str, got: Colouring) -> None:
    at = 0
    for start, end, _ in got.spans:
        assert at <= start < end <= len(line)
        at = end
    assert all(0 <= each.start <= each.end for each in got.remarks)
    assert list(got.remarks) == sorted(got.remarks)


@given(LINES, st.sampled_from(["/", "/ip/address", "/no/such"]))
def test_spans_are_in_order_apart_and_inside(language: Language, line: str, menu: str) -> None:
    try:
        got = colour_line(line, language, menu)
    except IndexError:  # `a= !`: see the test of its own
        assert "!" in line
        return
    _check_places(line, got)


@pytest.mark.parametrize(
    "line",
    [
        r'/interface print where name~"^ether\d"',
        r'/interface print where name="\d" and running',
        r'/interface set [find where name~"\d"] mtu=1',
        r'/log print where message~"10\.0"',
    ],
)
def test_a_wrong_escape_behind_where_is_a_remark(line: str, language: Language) -> None:
    got = colour_line(line, language)
    _check_places(line, got)
    assert any("is no escape" in str(each) for each in got.remarks)


@pytest.mark.parametrize(
    "line", ["/interface print where a= !", "/interface print where a<!", "/interface print where a= ! "]
)
def test_a_mark_with_nothing_behind_it_is_a_remark(line: str, language: Language) -> None:
    _check_places(line, colour_line(line, language))
    assert translate(line, language).kind is Kind.REJECT


def _beginnings() -> list[tuple[str, str]]:
    return [(case["input"][:end], case["menu"]) for case in CASES for end in range(len(case["input"]) + 1)]


def test_the_word_that_a_line_ends_in_is_no_error_yet(language: Language) -> None:
    for line, menu in _beginnings():
        spans = colour_line(line, language, menu).spans
        if line.endswith("$"):
            continue  # see the test of its own
        assert not spans or spans[-1].end < len(line) or spans[-1].look is not Look.ERROR, line


@pytest.mark.parametrize("line", [":put $", "/ip address add comment=$", "/ip address add comment=\\"])
def test_the_sign_that_a_line_ends_in_is_no_error_yet(line: str, language: Language) -> None:
    assert not is_wrong(colour_line(line, language))


FRONTS = st.sampled_from(["/ip/address/", "/interface print where ", "/ip address add ", "/", "[/ip ", ":"])


@given(FRONTS, st.text("abcdefghijklmnopqrstuvwxyz-.0123456789=", max_size=12))
def test_no_word_that_a_line_ends_in_is_an_error(language: Language, front: str, word: str) -> None:
    spans = colour_line(front + word, language).spans
    assert not spans or spans[-1].look is not Look.ERROR or spans[-1].end < len(front + word)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["input"])
def test_a_line_that_is_sent_has_no_error(case: dict[str, str], language: Language) -> None:
    numbering = {"/interface": ("*1",), "/ip/address": ("*1",)}
    for behind in ("", " "):
        line = case["input"] + behind
        if translate(line, language, case["menu"], numbering).kind is not Kind.REJECT:
            assert not is_wrong(colour_line(line, language, case["menu"])), line


PATHS = st.sampled_from(
    [
        "/ip/address",
        "/ip address",
        "/in",
        "/interface",
        "/ip firewall filter",
        "/ip ro",
        "/system identity",
        "/new x",
    ]
)
CONDITIONS = st.sampled_from(
    [
        *(
            "running",
            "!running",
            "name=a",
            'name="a b"',
            "mtu>1",
            "mtu<=1",
            'name~"^a"',
            "comment",
            "!(name=a)",
        ),
        *("disabled=yes", "address=10.0.0.1/8", ".id=*1", "(name=a or name=b)", "10.0.0.1 in address", "x"),
    ]
)
ARGUMENTS = st.sampled_from(
    [
        *("detail", "comment=x", 'comment="a b"', "disabled=yes", "disabled=no", "*1", "stats", "!comment"),
        *(
            "name=x",
            "where",
            "x",
            "interface=a",
            "address=1.1.1.1/8",
            "proplist=name",
            "=a=b",
            "?a=b",
            "from=*1",
        ),
    ]
)
WHERES = st.lists(CONDITIONS, min_size=1, max_size=3).map(" and ".join)
BUILT = st.one_of(
    st.tuples(PATHS, st.just("print where"), WHERES).map(" ".join),
    st.tuples(PATHS, st.just("find"), WHERES).map(" ".join),
    st.tuples(
        PATHS,
        st.sampled_from(["print", "set", "add", "remove", "get", "enable"]),
        st.lists(ARGUMENTS, max_size=4).map(" ".join),
    ).map(" ".join),
    st.tuples(PATHS, st.just("set"), WHERES.map("[find where {}]".format), ARGUMENTS).map(" ".join),
)


@given(BUILT, st.sampled_from(["", " "]))
def test_no_line_that_is_sent_has_an_error(language: Language, line: str, behind: str) -> None:
    if translate(line + behind, language).kind is not Kind.REJECT:
        assert not is_wrong(colour_line(line + behind, language)), line


@pytest.mark.parametrize(
    "line",
    [
        "/i print",
        "/interface p detail",
        "/ip address add co=1 address=x",
        "/interface print where not running ",
        "/interface print where running and and x",
        "/ip address print whre name=x",
        "/ip address/print/x y",
        "/interface print where (running",
    ],
)
def test_a_line_that_cannot_be_right_shows_where_it_is_wrong(line: str, language: Language) -> None:
    assert translate(line, language).kind is Kind.REJECT
    got = colour_line(line, language)
    if line.endswith("(running"):
        assert not is_wrong(got)  # it only lacks its end
    else:
        assert is_wrong(got)
        assert got.remarks


@pytest.mark.parametrize("line", ["/ip adress print ", "/ip address prnt ", "/ip address add adress=1 "])
def test_a_misspelt_word_is_shown_and_not_refused(line: str, language: Language) -> None:
    assert any(look is Look.UNKNOWN for _, look in pairs(line, language))
    assert not is_wrong(colour_line(line, language))
