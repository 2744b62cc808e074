"""What is offered at every place of a line: the right things, from the right menu, and never anything unreadable."""

from __future__ import annotations

import json
import re
import time
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from altotui.domain.routeros.complete import complete
from altotui.domain.routeros.completion import MAX_CANDIDATES, Completion, Sort, merged
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.seen import Seen
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Kind
from altotui.domain.secret_names import is_secret_name


class Case(TypedDict):
    input: str
    menu: str
    command: str
    parameters: list[str]
    kind: str
    client_side: NotRequired[str]


CASES = cast(
    list[Case], json.loads((Path(__file__).parents[1] / "translation_cases.json").read_text("utf-8"))
)
UNFINISHED = re.compile(
    r"is not closed|nothing follows|is missing before the end|needs a script|belongs to no list"
    r"|repeat for ever|never end|beside a condition without and|is no condition|not is no operator"
    r"|needs a terminal|the API has no"
)
"""What `translate` says of a line that lacks its end, that was wrong in front of the place already, or of a command
that a router has and the API does not."""
GLUED = re.compile(r"where .*\b(?:and|or)$|where (?:.*\W)?\.$")
MENUS = st.sampled_from(["/", "/ip/address", "/interface", "/no/such/menu"])
WORDS = st.sampled_from(
    [
        *(
            "/ip/address",
            "/interface",
            "print",
            "set",
            "add",
            "find",
            "get",
            "where",
            "..",
            "/",
            "?a=",
            "=a=",
        ),
        *('"a b"', '"', "[find", "[", "]", "{", "}", "(", ")", ";", "$x", "$", "#", "\\", '\\"', ","),
        *("and", "or", "in", "!", "=", "!=", "~", "name=", "type=ether", 'comment="x', "do={", ":put", ":"),
    ]
)
LINES = st.one_of(
    st.text(max_size=40),
    st.lists(WORDS, max_size=8).map(" ".join),
    st.lists(WORDS, max_size=8).map("".join),
)


@pytest.fixture(scope="module")
def seen() -> Seen:
    found = Seen(is_secret_name)
    found.take(
        "/interface",
        [
            {".id": "*1", "name": "ether1", "type": "ether", "comment": "core uplink"},
            {".id": "*2", "name": "ether2", "type": "ether"},
            {".id": "*3", "name": "vlan 10", "type": "vlan", "vendor_word": "x"},
        ],
    )
    return found


def at_end(line: str, language: Language, menu: str = "/", seen: Seen | None = None) -> Completion:
    return complete(line, len(line), language, menu, seen)


def texts(completion: Completion) -> list[str]:
    return [candidate.text for candidate in completion.candidates]


def _check_shape(line: str, caret: int, found: Completion) -> None:
    assert 0 <= found.start <= caret == found.end
    assert len(found.candidates) <= MAX_CANDIDATES
    assert all(text and text.isprintable() and text.isascii() for text in texts(found)), texts(found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["input"])
def test_every_place_of_a_line_has_a_shape_that_can_be_used(
    case: Case, language: Language, seen: Seen
) -> None:
    line = case["input"]
    for caret in range(len(line) + 1):
        found = complete(line, caret, language, case["menu"], seen)
        _check_shape(line, caret, found)
        assert found == complete(line[:caret], caret, language, case["menu"], seen)


def test_the_cases_are_all_of_them() -> None:
    assert len(CASES) == 97


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["input"])
def test_what_is_offered_makes_a_line_that_is_right_or_only_unfinished(
    case: Case, language: Language
) -> None:
    for caret in range(len(case["input"]) + 1):
        head = case["input"][:caret]
        if GLUED.search(head):
            continue  # see the test of its own
        for candidate in _told(head, case["menu"], language).candidates:
            found = _told(head, case["menu"], language)
            made = translate(head[: found.start] + candidate.text, language, case["menu"])
            assert made.kind is not Kind.REJECT or UNFINISHED.search(made.notes[0]), (made.input, made.notes)


@cache
def _told(head: str, menu: str, language: Language) -> Completion:
    return at_end(head, language, menu)


def _example_lines() -> list[str]:
    return [
        '/interface print where name="',
        "# x",
        "{[(",
        '/interface print where a="\\d" ',
        "\x1b[2J",
        "é /",
    ]


@given(LINES, MENUS, st.data())
def test_no_text_breaks_it(language: Language, seen: Seen, line: str, menu: str, data: st.DataObject) -> None:
    caret = data.draw(st.integers(0, len(line)))
    found = complete(line, caret, language, menu, seen)
    _check_shape(line, caret, found)
    for candidate in found.candidates[:5]:
        try:
            translate(line[: found.start] + candidate.text, language, menu)
        except IndexError:  # `a= !`, a bug of translate itself: see the test of its own
            assert "!" in line


@pytest.mark.parametrize("line", _example_lines())
def test_strange_text_has_a_shape_too(line: str, language: Language, seen: Seen) -> None:
    for caret in range(len(line) + 1):
        _check_shape(line, caret, complete(line, caret, language, "/", seen))


# --- menus, commands and their order


@pytest.mark.parametrize(
    ("line", "menu", "first"),
    [
        ("/ip", "/", ["ip", "ipv6"]),
        ("/ip/fi", "/", ["firewall"]),
        ("/ip fi", "/", ["firewall"]),
        ("/ip/firewall/f", "/", ["filter"]),
        ("fi", "/ip/firewall", ["filter"]),
        ("/in", "/ip/firewall", ["interface"]),
        (".. rou", "/ip/address", ["route"]),
        ("../rou", "/ip/address", ["route"]),
        ("/interface mt", "/", ["monitor-traffic", "monitor"]),
        ("/interface/mt", "/", ["monitor-traffic", "monitor"]),
        ("/ip firewall filter rca", "/", ["reset-counters-all"]),
        ("/i/addr", "/", []),
        ("/ip/address/print/x", "/", []),
        (":for", "/", ["for", "foreach"]),
        (":put [/ip rou", "/", ["route"]),
        ("{ /ip rou", "/", ["route"]),
        ("/ip address print; /ip rou", "/", ["route"]),
        ("/ip firewall; na", "/", ["nat"]),
        ("/interface set [fi", "/", ["find"]),
        ("/interface print where name=[/sy", "/", ["system"]),
    ],
)
def test_menus_and_commands(line: str, menu: str, first: list[str], language: Language) -> None:
    assert texts(at_end(line, language, menu))[: len(first) or None] == first


def test_what_begins_so_comes_alone_and_letters_in_order_only_without_it(language: Language) -> None:
    assert sorted(texts(at_end("/interface mo", language))) == ["monitor", "monitor-traffic"]
    assert all(text.startswith("m") for text in texts(at_end("/interface m", language)))
    assert texts(at_end("/interface xq", language)) == []


@pytest.mark.parametrize("line", ["/ip/", "/ip ", "ip/", "/ip/address/../"])
def test_a_path_that_ends_in_a_slash_goes_on_in_that_menu(line: str, language: Language) -> None:
    found = at_end(line, language)
    assert found.menu == "/ip"
    assert {"address", "arp", "route"} <= set(texts(found))
    assert "system" not in texts(found)
    assert found.start == len(line)


@pytest.mark.parametrize("line", ["/", "", "/ip/../", ".. "])
def test_the_root(line: str, language: Language) -> None:
    assert {"interface", "ip", "system", "ping"} <= set(texts(at_end(line, language)))


def test_a_slash_behind_a_menu_where_there_was_one_and_a_blank_behind_a_command(language: Language) -> None:
    tails = {each.text: each.tail for each in at_end("/ip/address/../", language).candidates}
    assert tails["address"] == "/"
    assert at_end("/interface/pri", language).candidates[0].tail == " "
    assert at_end("/ip rou", language).candidates[0].tail == " "


@pytest.mark.parametrize("word", ["put", "foreach", "local", "pick", "tostr", "while"])
def test_words_of_the_language_only_behind_a_colon(word: str, language: Language) -> None:
    assert word in texts(at_end(f":{word}", language))
    for line in (word, f"/{word}", "", "/", word[:2], "[", "{ "):
        assert word not in texts(at_end(line, language))


@pytest.mark.parametrize("line", ["#", "# /ip", "/ip address print; # ", "{ # /ip", "# where ", "#\t/i"])
def test_nothing_in_a_comment(line: str, language: Language) -> None:
    assert texts(at_end(line, language)) == []


@pytest.mark.parametrize(
    ("line", "menu"),
    [
        ("/interface set [", "/interface"),
        ("/interface set [find where ty", "/interface"),
        ("/ip address set [ find where comment=x ] comment=[", "/ip/address"),
        ("[/ip arp ", "/ip/arp"),
        ("{ /ip route; ", "/ip/route"),
        (":foreach i in=[/ip arp find] do={", "/"),
        (":foreach i in=[/ip arp find] do={ /ip route ", "/ip/route"),
        ("/ip route; :foreach i in=[", "/ip/route"),
    ],
)
def test_brackets_know_their_menu(line: str, menu: str, language: Language) -> None:
    assert at_end(line, language).menu == menu


# --- arguments


def test_required_arguments_first(language: Language) -> None:
    found = at_end("/ip address add ", language).candidates
    assert [each.text for each in found if each.is_required] == texts(at_end("/ip address add ", language))[
        : sum(each.is_required for each in found)
    ]
    assert {"address=", "interface="} <= {each.text for each in found if each.is_required}


def test_an_argument_that_was_given_is_not_offered_again(language: Language) -> None:
    found = texts(at_end("/ip address add addr=10.0.0.1/24 disabled=no ", language))
    assert "interface=" in found
    assert "address=" not in found
    assert "disabled=" not in found


def test_what_cannot_be_used_over_the_api_is_not_offered_anywhere(language: Language) -> None:
    useless = {"follow", "follow-only", "interval", "file", "append", "freeze-frame-interval"}
    for line in (
        *(
            "/interface print ",
            "/log print ",
            "/ip route print ",
            "/tool torch ",
            "/tool profile ",
            "/export ",
        ),
        *(
            "/interface monitor-traffic ",
            "/interface ethernet monitor ",
            "/ip address print =",
            "/tool torch =",
        ),
    ):
        names = {text.rstrip("=") for text in texts(at_end(line, language))}
        assert names, line
        assert not names & useless, line


@pytest.mark.parametrize(
    ("line", "some", "sort"),
    [
        ("/interface print ", ["where"], Sort.OPERATOR),
        ("/interface print ", ["detail", "stats", "count-only", "terse"], Sort.FLAG),
        ("/interface print ", ["from=", "proplist="], Sort.ARGUMENT),
        ("/tool ping ", ["address=", "count="], Sort.ARGUMENT),
        ("/ip address set 0 dis", ["disabled="], Sort.ARGUMENT),
        ("/ip address set 0 disabled=", ["yes", "no"], Sort.VALUE),
        ("/ip address set 0 dis=", ["yes", "no"], Sort.VALUE),
        ("/ip address set 0 disabled=y", ["yes"], Sort.VALUE),
        ('/ip address set 0 disabled="y', ["yes"], Sort.VALUE),
        ("/ip firewall filter add chain=input action=", ["accept", "drop", "reject"], Sort.VALUE),
        ("/ip firewall filter add action=dr", ["drop"], Sort.VALUE),
        ("/interface print proplist=", ["name", "type", "running"], Sort.PROPERTY),
        ("/interface print proplist=name,ty", ["type"], Sort.PROPERTY),
        ("/interface print =.proplist=ru", ["running"], Sort.PROPERTY),
        ("/interface get ether1 ty", ["type"], Sort.PROPERTY),
        ("/interface print ?ty", ["type="], Sort.ARGUMENT),
        ("/interface print ?-com", ["comment="], Sort.ARGUMENT),
        ("/interface print ?>mt", ["mtu="], Sort.ARGUMENT),
        ("/ip address add =int", ["interface="], Sort.ARGUMENT),
        ("/ip address add =disabled=", ["yes", "no"], Sort.VALUE),
        ("/interface set [find where disabled=", ["yes", "no"], Sort.VALUE),
    ],
)
def test_arguments_and_their_values(line: str, some: list[str], sort: Sort, language: Language) -> None:
    found = [each.text for each in at_end(line, language).candidates if each.sort is sort]
    assert set(some) <= set(found)


def test_a_list_in_a_word_of_the_api_goes_on_behind_its_comma(language: Language) -> None:
    assert texts(at_end("/interface print =.proplist=name,ru", language)) == ["running"]


@pytest.mark.parametrize("line", ["/interface print ?#", "/interface print ?#!", "/ip address print x,y ="])
def test_nothing_where_only_a_person_knows(line: str, language: Language) -> None:
    assert "where" not in texts(at_end(line, language))


# --- behind where


@pytest.mark.parametrize(
    ("behind", "kinds"),
    [
        ("", "property"),
        ("ty", "property"),
        ("(", "property"),
        ("!", "property"),
        ("!(", "property"),
        ("running and ", "property"),
        ("running or ", "property"),
        ("running && ", "property"),
        ("type=ether and (", "property"),
        ("type=ether and !", "property"),
        ("type ", "operator"),
        ("type=ether ", "connective"),
        ('comment="a b" ', "connective"),
        ("(type=ether) ", "connective"),
        ("type=ether a", "connective"),
    ],
)
@pytest.mark.parametrize(
    "front", ["/interface print where ", "/interface set [find where ", "/interface find "]
)
def test_properties_operators_and_connectives(
    front: str, behind: str, kinds: str, language: Language
) -> None:
    found = at_end(front + behind, language)
    assert found.menu == "/interface"
    got = set(texts(found))
    match kinds:
        case "property":
            assert "type" in got
            assert not got & {"=", "and", "print"}
        case "operator":
            assert {"=", "!=", "~", "<", ">"} <= got
            assert "type" not in got
        case _:
            assert "and" in got
            assert not got & {"=", "type"}


@pytest.mark.parametrize(
    ("behind", "offered"),
    [
        ("type=", ["ether", "vlan"]),
        ("type=e", ["ether"]),
        ("type!=", ["ether", "vlan"]),
        ("ty=", ["ether", "vlan"]),
        ("(type=", ["ether", "vlan"]),
        ("running and type=", ["ether", "vlan"]),
        ("type=ether or type=v", ["vlan"]),
        ('name="', ['"ether1"', '"ether2"', '"vlan 10"']),
        ('name="vl', ['"vlan 10"']),
        ("disabled=", ["yes", "no"]),
        ("disabled=n", ["no"]),
        ("name in ", ["ether1", "ether2", '"vlan 10"']),
    ],
)
def test_values_behind_where(behind: str, offered: list[str], language: Language, seen: Seen) -> None:
    found = at_end("/interface print where " + behind, language, "/", seen)
    assert texts(found) == offered
    assert found.value_of in ("type", "name", "disabled")


@pytest.mark.parametrize("word", ["running and", "running or", "."])
def test_right_behind_an_operator_of_letters_nothing_is_glued_to_it(word: str, language: Language) -> None:
    line = f"/interface print where {word}"
    found = at_end(line, language)
    assert found.start < len(line) or not texts(found)


def test_a_property_that_only_this_router_has_is_offered_by_its_native_name(
    language: Language, seen: Seen
) -> None:
    assert "vendor-word" in texts(at_end("/interface print where ", language, "/", seen))
    assert "vendor-word" not in texts(at_end("/interface print where ", language))


def test_an_unknown_menu_still_has_what_was_seen_there(language: Language) -> None:
    seen = Seen(is_secret_name)
    seen.take("/new/thing", [{"colour": "red"}])
    assert "colour" in texts(at_end("/new/thing/print where ", language, "/", seen))


# --- values that were seen


def test_items_of_the_menu_are_offered_where_items_are_wanted(language: Language, seen: Seen) -> None:
    for line in ("/interface set ", "/interface disable ", "/interface print from=", "/interface enable e"):
        assert texts(at_end(line, language, "/", seen))[:2] == ["ether1", "ether2"]


def test_names_of_interfaces_are_offered_wherever_one_is_wanted(language: Language, seen: Seen) -> None:
    assert texts(at_end("/ip address add interface=", language, "/", seen)) == [
        "ether1",
        "ether2",
        '"vlan 10"',
    ]
    assert texts(at_end("/ip firewall filter add in-interface=eth", language, "/", seen)) == [
        "ether1",
        "ether2",
    ]
    assert texts(at_end("/interface monitor-traffic ether1,e", language, "/", seen)) == ["ether1", "ether2"]


SEEN_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(
    lambda text: text.isprintable()
)


@given(SEEN_TEXTS)
@example("core uplink")
@example('say "hi"')
@example("a\\b $x ?")
@example("[x]; {y}")
@example("é ☃")
def test_a_value_that_was_seen_arrives_as_it_was(language: Language, value: str) -> None:
    seen = Seen(is_secret_name)
    seen.take("/ip/address", [{"comment": value}])
    for front, word in (
        ("/ip address add comment=", f"=comment={value}"),
        ("/ip address print where comment=", f"?comment={value}"),
        ("/ip address print ?comment=", f"?comment={value}"),
    ):
        offered = [each.text for each in at_end(front, language, "/", seen).candidates]
        assert len(offered) == 1
        if "where" in front and re.search(r'^[^"]*[+*/][^"]*$', offered[0]):
            continue  # see the test of its own
        made = translate(front + offered[0], language)
        assert word in made.parameters


@pytest.mark.parametrize("value", ["or", "and", "in", "-", "*", "/", "yes", "0"])
def test_a_value_that_is_an_operator_too_arrives_as_it_was(value: str, language: Language) -> None:
    seen = Seen(is_secret_name)
    seen.take("/ip/address", [{"comment": value}])
    front = "/ip address print where comment="
    made = translate(front + texts(at_end(front, language, "/", seen))[0], language)
    assert made.parameters == (f"?comment={value}",)


@pytest.mark.parametrize("value", ["+27215550100", "C+", "10/8+1", "3/4"])
def test_a_value_that_could_be_calculated_arrives_as_it_was(value: str, language: Language) -> None:
    seen = Seen(is_secret_name)
    seen.take("/ip/address", [{"comment": value}])
    front = "/ip address print where comment="
    made = translate(front + texts(at_end(front, language, "/", seen))[0], language)
    assert made.parameters == (f"?comment={value}",)


@pytest.mark.parametrize("name", ["5", "0", "all", "detail", "dynamic", "static", "where"])
def test_an_item_is_offered_so_that_it_means_itself(name: str, language: Language) -> None:
    seen = Seen(is_secret_name)
    seen.take("/queue/simple", [{".id": "*A", "name": name}])
    numbering = {"/queue/simple": tuple(f"*{number}" for number in range(9))}
    offered = texts(at_end("/queue simple remove ", language, "/", seen))[0]
    assert translate(f"/queue simple remove {offered}", language, "/", numbering).parameters in (
        (f"=.id={name}",),
        (f"=numbers={name}",),
    )


@pytest.mark.parametrize("typed", ["sa", "", 'say \\"h'])
def test_a_value_with_quotes_in_it_is_whole_behind_an_open_quote(typed: str, language: Language) -> None:
    seen = Seen(is_secret_name)
    seen.take("/interface", [{"comment": 'say "hi"'}])
    line = f'/interface print where comment="{typed}'
    found = at_end(line, language, "/", seen)
    made = translate(line[: found.start] + texts(found)[0], language)
    assert made.parameters == ('?comment=say "hi"',)


HOSTILE = ["\x1b[2J", "a\nb", "a\u202eb", "x" * 10_000, "\x00", "a\u200bb", "\x9b1m", "\ud800"]


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_a_hostile_value_is_never_offered(hostile: str, language: Language) -> None:
    seen = Seen(is_secret_name)
    seen.take("/interface", [{"name": hostile, "comment": hostile}])
    for line in ("/interface set ", "/interface print where comment=", "/ip address add interface="):
        found = at_end(line, language, "/", seen)
        assert not [each for each in found.candidates if each.sort is Sort.SEEN]
        _check_shape(line, len(line), found)


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_a_hostile_name_of_a_property_is_never_offered(hostile: str, language: Language) -> None:
    seen = Seen(is_secret_name)
    seen.take("/interface", [{hostile: "x"}])
    for line in ("/interface print where ", "/interface print proplist=", "/interface print ?"):
        offered = texts(at_end(line, language, "/", seen))
        assert all(text.isprintable() and len(text) < 100 for text in offered)


# --- with what the router says


def test_what_the_router_names_comes_behind_and_once(language: Language, seen: Seen) -> None:
    here = at_end("/interface print where type=", language, "/", seen)
    fuller = merged(here, ["vlan", "l2tp out", "bridge"])
    assert texts(fuller) == ["ether", "vlan", '"l2tp out"', "bridge"]
    assert [each.sort for each in fuller.candidates[2:]] == [Sort.ROUTER] * 2
    assert len(merged(here, map(str, range(1000))).candidates) == MAX_CANDIDATES


def test_common_is_what_all_begin_with(language: Language, seen: Seen) -> None:
    assert at_end("/interface set e", language, "/", seen).common == "ether"
    assert at_end("/interface mo", language).common == "monitor"
    assert at_end("/nothing/here x", language).common == ""


# --- speed

LIMIT_MS = 5.0
DOCUMENT = json.dumps([{"name": f"ether{number}", "mtu": number} for number in range(1000)])
DOCUMENT_MS = 0.26
"""What reading DOCUMENT takes on the machine that the limit was set for."""
MARGIN = 3.0


def _best_ms(times: list[float]) -> float:
    return min(times) * 1000


def test_an_answer_comes_at_once_wherever_the_caret_is(language: Language, seen: Seen) -> None:
    places = [(case, caret) for case in CASES for caret in range(len(case["input"]) + 1)]
    for case, caret in places:
        complete(case["input"], caret, language, case["menu"], seen)
    reading: list[float] = []
    for _ in range(20):
        began = time.perf_counter()
        json.loads(DOCUMENT)
        reading.append(time.perf_counter() - began)
    took: list[float] = []
    for case, caret in places:
        began = time.perf_counter()
        complete(case["input"], caret, language, case["menu"], seen)
        took.append(time.perf_counter() - began)
    p95_ms = sorted(took)[int(len(took) * 0.95)] * 1000
    assert p95_ms / _best_ms(reading) < LIMIT_MS / MARGIN / DOCUMENT_MS
