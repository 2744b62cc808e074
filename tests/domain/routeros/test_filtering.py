"""What the console works out over the rows of an answer, when the query words cannot say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput
from altotui.domain.routeros.expression import parse_condition
from altotui.domain.routeros.filtering import compile_test, value_of
from altotui.domain.routeros.narrowing import Narrowing

ROW = {
    ".id": "*1F",
    "name": "ether1",
    "mtu": "1500",
    "running": "true",
    "disabled": "false",
    "mac-address": "00:11:22:AA:BB:CC",
    "address": "10.1.2.3/24",
    "gateway": "10.1.2.1%ether1",
    "uptime": "1h30m",
    "comment": "",
    "rate": "10M/20M",
    "dst-address": "10.0.0.0/8",
    "v6": "2001:db8::1/64",
}


@pytest.mark.parametrize(
    "text",
    [
        "name=ether1",
        "name!=ether2",
        "missing!=x",
        "mtu>999",
        "mtu>=1500",
        "mtu<=1500",
        "mtu<9000",
        "uptime>5m",
        "uptime<1d",
        "uptime=1h30m",
        "running",
        "running=yes",
        "running=true",
        "!disabled",
        "disabled=no",
        "!missing",
        "missing=no",
        "missing=false",
        "missing!=yes",
        "!comment",
        'comment=""',
        "mac-address=00:11:22:aa:bb:cc",
        ".id=*1F",
        'name~"^ether"',
        'name~"er1\\$"',
        'name~""',
        "name~eth",
        '!(name~"^Ether")',
        '!(missing~".*")',
        "10.1.2.3 in dst-address",
        "address in dst-address",
        "address in 10.1.0.0/16",
        "gateway in 10.1.2.0/24",
        "!(11.1.2.3 in dst-address)",
        "!(10.0.0.0/7 in dst-address)",
        "!(missing in 10.0.0.0/8)",
        "!(name in 10.0.0.0/8)",
        "!(v6 in 10.0.0.0/8)",
        "v6 in 2001:db8::/32",
        "mtu + 100 > 1599",
        "mtu - 500 = 1000",
        "mtu * 2 = 3000",
        "mtu / 7 = 214",
        "mtu % 7 = 2",
        "mtu = 1000 + 500",
        "mtu & 4 = 4",
        "mtu | 1 = 1501",
        "mtu ^ 1 = 1501",
        "mtu << 1 = 3000",
        "mtu >> 1 = 750",
        "!(mtu / 0 = 0)",
        "!(name + 1 > 0)",
        "!(missing + 1 > 0)",
        'name . "x" = ether1x',
        'name~"^ether" and running or disabled',
        'disabled or !(name~"^br")',
        'missing~"x" or name~"1"',
    ],
)
def test_what_holds(text: str) -> None:
    condition = parse_condition(text)
    assert compile_test(condition)(ROW)
    assert not compile_test(parse_condition(f"!({text})"))(ROW)


@pytest.mark.parametrize(
    "text",
    [
        "missing",
        "missing=x",
        'missing=""',
        "missing>0",
        "missing<9",
        "missing>=0",
        "missing<=9",
        "comment",
        "disabled",
        "name=ETHER1",
        "name>1 and name<1",
    ],
)
def test_what_does_not_hold(text: str) -> None:
    assert not compile_test(parse_condition(text))(ROW)


@pytest.mark.parametrize(
    ("row", "name", "value"),
    [
        ({"mac-address": "x"}, "mac-address", "x"),
        ({"mac_address": "x"}, "mac-address", "x"),
        ({"MAC-Address": "x"}, "mac-address", "x"),
        ({"id": "*1"}, ".id", "*1"),
        ({".id": "*1"}, ".id", "*1"),
        ({"DHCP": "true"}, "dhcp", "true"),
        ({"a": True}, "a", "true"),
        ({"a": False}, "a", "false"),
        ({"a": 5}, "a", "5"),
        ({"a": 2**60}, "a", str(2**60)),
        ({"a": None}, "a", None),
        ({}, "a", None),
        ({"ab": "x"}, "a", None),
    ],
)
def test_a_value_is_found_however_its_name_is_spelled(
    row: dict[str, object], name: str, value: str | None
) -> None:
    assert value_of(row, name) == value


@pytest.mark.parametrize("pattern", ["(", "a**", "(?=x)", "(a)\\\\1", "[a", "a{200}", "x" * 10_000])
def test_a_pattern_that_cannot_be_used_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput):
        compile_test(parse_condition(f'name~"{pattern}"'))


def test_numbers_beyond_53_bits_stay_exact() -> None:
    row = {"rx-byte": "9007199254740993"}
    assert compile_test(parse_condition("rx-byte>9007199254740992"))(row)
    assert compile_test(parse_condition("rx-byte - 1 = 9007199254740992"))(row)
    assert not compile_test(parse_condition("rx-byte<9007199254740993"))(row)


@pytest.mark.parametrize(
    ("smaller", "greater"),
    [
        ("9", "10"),
        ("59s", "1m"),
        ("1d", "1w"),
        ("512k", "1M"),
        ("10.0.0.2", "10.0.0.10"),
        ("ether2", "ether10"),
    ],
)
def test_values_are_compared_as_what_they_are(smaller: str, greater: str) -> None:
    assert compile_test(parse_condition(f'a<"{greater}"'))({"a": smaller})
    assert not compile_test(parse_condition(f'a<"{smaller}"'))({"a": greater})
    assert compile_test(parse_condition(f'a>="{smaller}"'))({"a": greater})


ROWS = [{"name": f"ether{number}", "mtu": str(number)} for number in (3, 10, 1)]


def test_rows_are_narrowed_counted_and_sorted() -> None:
    condition = parse_condition('name~"1"')
    kept = Narrowing(condition, order_by=("name",)).apply(ROWS)
    assert [row["name"] for row in kept.rows] == ["ether1", "ether10"]
    assert (kept.ret, kept.note) == (None, "2 of 3 rows match")
    assert Narrowing(condition, is_count=True).apply(ROWS).ret == "2"
    assert Narrowing(value_name="mtu").apply(ROWS[:1]).ret == "3"
    assert Narrowing(value_name="mtu").apply(ROWS).ret is None
    assert Narrowing(order_by=("mtu",)).apply(ROWS).rows == (ROWS[2], ROWS[0], ROWS[1])
    assert Narrowing().apply(ROWS).rows == tuple(ROWS)


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.sampled_from(["true", "1h", "10.0.0.1/8", "*1"])
)


@given(
    st.dictionaries(st.sampled_from(["name", "mtu", "comment", "x_y"]), VALUES),
    st.sampled_from(
        [
            'name~"a"',
            "mtu>5",
            "mtu + 1 > 2",
            "name in 10.0.0.0/8",
            "x-y=no",
            "!comment",
            "name=mtu",
            "mtu<<70=0",
            "mtu % 3 = 1",
        ]
    ),
)
def test_no_row_breaks_it(row: dict[str, object], text: str) -> None:
    test = compile_test(parse_condition(text))
    assert test(row) is not compile_test(parse_condition(f"!({text})"))(row)
