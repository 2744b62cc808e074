"""Arguments as they were typed: names in full, flags, values without names, and what is wrong with the rest."""

from __future__ import annotations

import pytest

from altotui.domain.routeros.arguments import Arguments, Form, is_flag, read_arguments, unnamed_arguments
from altotui.domain.routeros.catalogue import Argument
from altotui.domain.routeros.lexer import lex
from altotui.domain.routeros.reading import Reading, read_statement
from altotui.storage.language import load_language

LANGUAGE = load_language()


def reading(line: str) -> Reading:
    return read_statement(lex(line).statements[0], LANGUAGE, ())


def arguments(line: str) -> Arguments:
    return read_arguments(reading(line))


N, F, V, U, R = Form.NAMED, Form.FLAG, Form.VALUE, Form.UNSET, Form.RAW


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/interface print", []),
        ("/interface print detail", [(F, "detail", "")]),
        ("/interface print det", [(F, "detail", "")]),
        ("/interface print detail=yes", [(F, "detail", "")]),
        ("/interface print detail=no", []),
        ("/interface set ether1 mtu=1500", [(V, "numbers", "ether1"), (N, "mtu", "1500")]),
        ("/interface set mtu=1500 ether1", [(N, "mtu", "1500"), (V, "numbers", "ether1")]),
        ("/interface set numbers=ether1 com=x", [(N, "numbers", "ether1"), (N, "comment", "x")]),
        ('/interface set ether1 comment="a b"', [(V, "numbers", "ether1"), (N, "comment", "a b")]),
        ('/interface set "a b" comment=""', [(V, "numbers", "a b"), (N, "comment", "")]),
        ("/interface set ether1 !comment", [(V, "numbers", "ether1"), (U, "comment", "")]),
        ("/interface set ether1 !com", [(V, "numbers", "ether1"), (U, "comment", "")]),
        ("/interface set =.id=*1 =mtu=1", [(R, "=.id=*1", ""), (R, "=mtu=1", "")]),
        ("/interface print ?type=ether ?#!", [(R, "?type=ether", ""), (R, "?#!", "")]),
        ("/ip firewall filter move *1 *2", [(V, "numbers", "*1"), (V, "destination", "*2")]),
        ("/ip firewall filter move *1 destination=*2", [(V, "numbers", "*1"), (N, "destination", "*2")]),
        ("/ip firewall filter move destination=*2 *1", [(N, "destination", "*2"), (V, "numbers", "*1")]),
        ("/interface get ether1 mtu", [(V, "number", "ether1"), (V, "value-name", "mtu")]),
        ("/ping 1.1.1.1 count=3", [(V, "address", "1.1.1.1"), (N, "count", "3")]),
        ("/ping 1.1.1.1 count 3", [(V, "address", "1.1.1.1"), (V, "count", "3")]),
        ("/ping 1.1.1.1 do-not-fragment", [(V, "address", "1.1.1.1"), (F, "do-not-fragment", "")]),
        ("/tool fetch url=http://a/?b=c", [(N, "url", "http://a/?b=c")]),
        ("/new/menu/add anything=x", [(N, "anything", "x")]),
        ("/new/menu/print detail", [(F, "detail", "")]),
        ("/interface print where detail", []),
        ("/interface print stats where type=ether", [(F, "stats", "")]),
    ],
)
def test_read_arguments(line: str, expected: list[tuple[Form, str, str]]) -> None:
    got = arguments(line)
    assert [(given.form, given.name, given.value) for given in got.given] == expected
    assert got.problem is None


@pytest.mark.parametrize(
    ("line", "message", "remedy"),
    [
        ("/ip address set *1 n=1", "netmask, network, numbers", "type more"),
        ("/interface set ether1 ether2", "has no name", "name=ether2"),
        ("/interface print nonsense", "has no name", '"quotes"'),
        ("/interface print detial", "has no name", "did you mean detail?"),
        ("/interface set ether1 comment=", "nothing follows comment=", 'write comment=""'),
        ('/interface set ether1 comment="a"b', "expected end of command", "one pair of quotes"),
        ('/interface set "a"b', "expected end of command", "one pair of quotes"),
        ("/interface set ether1 comment= mtu=1", "nothing follows comment=", 'comment=""'),
        ("/interface set ether1 =comment", "no word of the API", "=name=value"),
        ("/interface set ether1 ==comment", "no word of the API", "without blanks"),
        ("/interface set ether1 \u00e9=1", "no name of an argument", "name=value"),
        ("/interface set ether1 a,b=1", "no name of an argument", "name=value"),
    ],
)
def test_what_is_wrong_says_what_to_write(line: str, message: str, remedy: str) -> None:
    problem = arguments(line).problem
    assert problem is not None
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("line", "is_dynamic"),
    [
        ("/interface set [find] mtu=1", [True, False]),
        ("/interface set ether1 mtu=$x", [False, True]),
        ('/interface set ether1 comment="$x"', [False, True]),
        ('/interface set ether1 comment="a$[x]"', [False, True]),
        ('/interface set ether1 comment="\\$x"', [False, False]),
        ("/interface set ether1 comment=a$x", [False, True]),
        ("/interface set ether1 mtu=(1+1)", [False, True]),
        ("/interface set ether1 comment={a}", [False, True]),
    ],
)
def test_what_only_the_router_knows(line: str, is_dynamic: list[bool]) -> None:
    assert [given.is_dynamic for given in arguments(line).given] == is_dynamic


def test_what_stands_in_quotes_is_marked() -> None:
    assert [given.is_quoted for given in arguments('/interface set "0" comment="x" mtu=1').given] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("line", ["/interface set ether1 comment=x", '/interface set ether1 comment="x"'])
def test_a_value_has_its_place(line: str) -> None:
    given = arguments(line).given[1]
    assert line[given.value_start :].strip('"') == "x"


def test_a_name_that_is_not_known_passes_with_a_hint() -> None:
    got = arguments("/ip address add adress=1.1.1.1")
    assert got.given[0].name == "adress"
    assert not got.given[0].is_known
    assert "did you mean address?" in str(got.hints[0])
    assert "column 17" in str(got.hints[0])


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("/ping", ("address",)),
        ("/tool/ping", ("address",)),
        ("/tool/traceroute", ("address",)),
        ("/tool/torch", ("interface",)),
        ("/interface/monitor-traffic", ("interface",)),
        ("/tool/sniffer/quick", ("interface",)),
        ("/resolve", ("domain-name",)),
        ("/interface/wifi/scan", ("number",)),
        ("/ip/route/check", ("dst-ip",)),
        ("/system/script/run", ("number",)),
        ("/log/info", ("message",)),
        ("/log/warning", ("message",)),
        ("/log/error", ("message",)),
        ("/interface/ethernet/monitor", ("numbers",)),
        ("/interface/set", ("numbers",)),
        ("/interface/enable", ("numbers",)),
        ("/interface/disable", ("numbers",)),
        ("/interface/remove", ("numbers",)),
        ("/interface/comment", ("numbers", "comment")),
        ("/ip/firewall/filter/unset", ("numbers", "value-name")),
        ("/ip/dhcp-server/lease/make-static", ("numbers",)),
        ("/ip/firewall/filter/move", ("numbers", "destination")),
        ("/interface/get", ("number", "value-name")),
        ("/interface/print", ()),
        ("/ip/address/add", ()),
    ],
)
def test_the_table_of_values_without_names(line: str, names: tuple[str, ...]) -> None:
    assert unnamed_arguments(reading(line))[: len(names) or None] == names


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("once", {}, True),
        ("name", {}, False),
        ("detail", {"detail": Argument("detail")}, True),
        ("dynamic", {"dynamic": Argument("dynamic", ("no", "yes"))}, False),
        ("odd", {"odd": Argument("odd", is_flag=True)}, True),
        ("odd", {"odd": Argument("odd")}, False),
    ],
)
def test_is_flag(name: str, known: dict[str, Argument], expected: bool) -> None:
    assert is_flag(name, known) is expected
