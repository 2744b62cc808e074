"""Values as RouterOS writes them: every form that is known, exactness, and an order for any text at all."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros import values
from altotui.domain.routeros.measures import bytes_text, rate_text
from altotui.domain.routeros.moments import parse_duration_s, parse_moment
from altotui.domain.routeros.values import sort_key

NOW = datetime(2026, 11, 21, 6, 42, 11)  # noqa: DTZ001 (a router's own clock has no zone)
WRITTEN = [
    *("", "0", "-3", "25%", "9.8", "512k", "10M/10M", "2.9Gbps", "59542,17464", "22,8291", "0x81A00042"),
    *("1w2d3h4m5s", "170ms", "2ms90us", "00:00:05", "1d00:00:00", "never", "none"),
    *("2026-11-21 06:42:11", "nov/21/2026 06:42:11", "Nov/21/2026", "nov/21 06:42:11"),
    *("192.0.2.10/31", "10.0.0.1%ether1", "fe80::1%bridge", "10.0.0.5:443", "2001:db8::/32", "[::1]:80"),
    *("00:00:5E:00:53:01", "*1F", "!LAN", "ether2", "ether10", "sfp-sfpplus1", "vlan110-voice", "<pppoe-x>"),
    *("²", "٣", "1" * 5000, "1" * 5000 + "s", "1." * 3000, "\x1b[2J", "\ud800", "[red]x[/]", "40.2MiB"),
]
TEXTS = st.one_of(
    st.sampled_from(WRITTEN),
    st.text(),
    st.from_regex(r"[0-9a-fwdhms:./%*,!-]{0,24}", fullmatch=True),
    st.ip_addresses().map(str),
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1w2d3h4m5s", Fraction(788_645)),
        ("3h55m47s", Fraction(14_147)),
        ("0s", Fraction(0)),
        ("170ms", Fraction(17, 100)),
        ("2ms90us", Fraction(209, 100_000)),
        ("453us", Fraction(453, 1_000_000)),
        ("5w2d11h9m4s440ms", Fraction(3_236_944_440, 1000)),
        ("-5ms", Fraction(-5, 1000)),
        ("00:00:05", Fraction(5)),
        ("1d00:00:00", Fraction(86_400)),
        ("1w1d01:00:00", Fraction(694_800)),
        ("00:00:00.200", Fraction(1, 5)),
        *(
            (word, None)
            for word in ("never", "sometime", "none", "auto", "infinity", "", "5", "-", "m", "5s3m")
        ),
        ("00:75:00", None),
        ("5M", None),
        ("٣s", None),
    ],
)
def test_durations(text: str, seconds: Fraction | None) -> None:
    assert parse_duration_s(text) == seconds


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21 06:42:11", NOW),
        ("nov/21/2026 06:42:11", NOW),
        ("Nov/21/2026 06:42:11", NOW),
        ("nov/21/2026", NOW.replace(hour=0, minute=0, second=0)),
        ("2026-11-21", NOW.replace(hour=0, minute=0, second=0)),
        ("06:42:11", NOW),
        ("nov/20 22:04:17", NOW.replace(day=20, hour=22, minute=4, second=17)),
        ("dec/31 00:00:00", NOW.replace(year=2025, month=12, day=31, hour=0, minute=0, second=0)),
        ("feb/29 00:00:00", NOW.replace(year=2024, month=2, day=29, hour=0, minute=0, second=0)),
        *((text, None) for text in ("", "never", "2026-13-01", "xyz/01/2026", "feb/30/2026", "25:00:00")),
        ("1970-01-02 00:00:01", datetime(1970, 1, 2, 0, 0, 1)),  # noqa: DTZ001
    ],
)
def test_moments(text: str, moment: datetime | None) -> None:
    assert parse_moment(text, NOW) == moment


@pytest.mark.parametrize("text", ["06:42:11", "nov/20 22:04:17"])
def test_a_moment_without_its_day_or_year_needs_the_routers_clock(text: str) -> None:
    assert parse_moment(text) is None


def test_numbers_keep_every_digit() -> None:
    assert values.parse_integer("9007199254740993") == 2**53 + 1
    assert values.parse_integer("0x81A00042") == 0x81A00042
    assert values.parse_integer("25%") == 25
    assert values.parse_number("-1.92") == Fraction(-192, 100)
    assert values.parse_bytes("9007199254740993") == 2**53 + 1
    assert values.parse_bytes("3428.0KiB") == 3428 * 1024
    assert [values.parse_rate(text) for text in ("512k", "10M", "1Gbps", "2.9Gbps", "0", "10m", "x")] == [
        *(512_000, 10_000_000, 1_000_000_000, 2_900_000_000, 0, None, None)
    ]


def test_the_smaller_forms() -> None:
    assert [values.parse_boolean(text) for text in ("true", "yes", "false", "no", "maybe")] == [
        *(True, True, False, False, None)
    ]
    assert values.parse_pair("10M/20M") == ("10M", "20M")
    assert values.parse_pair("59542,17464") == ("59542", "17464")
    assert values.parse_pair("59542") is values.parse_pair("1,2,3") is values.parse_pair("1/") is None
    assert values.parse_list("a,b,,c") == ("a", "b", "", "c")
    assert values.parse_list("") == ()
    assert values.parse_negated("!LAN") == (True, "LAN")
    assert values.parse_negated("LAN") == (False, "LAN")
    assert values.parse_id("*F00011") == 0xF00011
    assert values.parse_id("F00011") is None
    assert values.parse_mac("00:00:5e:00:53:01") == "00:00:5E:00:53:01"
    assert values.parse_mac("00:00:5e:00:53") is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("192.0.2.10", ("192.0.2.10", None, None, None)),
        ("192.0.2.10/31", ("192.0.2.10", 31, None, None)),
        ("10.0.0.1%ether1", ("10.0.0.1", None, "ether1", None)),
        ("fe80::1%bridge", ("fe80::1", None, "bridge", None)),
        ("10.0.0.5:443", ("10.0.0.5", None, None, 443)),
        ("[2001:db8::1]:443", ("2001:db8::1", None, None, 443)),
        ("2001:db8::/32", ("2001:db8::", 32, None, None)),
    ],
)
def test_addresses(text: str, parts: tuple[str, int | None, str | None, int | None]) -> None:
    address = values.parse_address(text)
    assert address is not None
    assert (str(address.ip), *address[1:]) == parts


@pytest.mark.parametrize(
    "text", ["", "ether1", "192.0.2.256", "192.0.2.1/33", "192.0.2.1/", "1.2.3.4:x", "12:34"]
)
def test_what_is_no_address(text: str) -> None:
    assert values.parse_address(text) is None


@pytest.mark.parametrize(
    "ordered",
    [
        ["ether1", "ether2", "ether10", "sfp-sfpplus1", "sfp-sfpplus2", "sfp-sfpplus10", "vlan110-voice"],
        ["-5", "0", "9", "10", "512k", "10M", "2.9Gbps"],
        ["2ms90us", "170ms", "5s", "59s", "1m", "00:02:00", "1h", "1d", "1w", "never"],
        [
            "9.9.9.9",
            "10.0.0.1",
            "10.0.0.1%ether2",
            "10.0.0.1%ether10",
            "10.0.0.2",
            "10.0.0.10",
            "2001:db8::1",
        ],
        ["10.0.0.0/8", "10.0.0.0/16", "10.0.0.0/24", "10.0.0.0"],
        ["*9", "*A", "*1F", "*80000000"],
        ["nov/21/2025 06:42:11", "2026-01-01 00:00:00", "nov/21/2026"],
        ["1,2", "5,1", "5,20", "10,0"],
    ],
)
def test_values_of_one_kind_are_ordered_by_what_they_mean(ordered: list[str]) -> None:
    shuffled = [*ordered[1::2], *ordered[::2]]
    assert sorted(shuffled, key=sort_key) == ordered


def test_what_means_the_same_has_the_same_key() -> None:
    for one, other in [("60m", "1h"), ("1000k", "1M"), ("00:00:05", "5s"), ("Ether1", "ether01")]:
        assert sort_key(one) == sort_key(other)


@given(TEXTS, TEXTS, TEXTS)
def test_the_order_is_total_and_transitive(one: str, other: str, third: str) -> None:
    first, second, last = sort_key(one), sort_key(other), sort_key(third)
    assert (first < second) + (first == second) + (first > second) == 1
    if first <= second <= last:
        assert first <= last


@given(st.lists(TEXTS, max_size=12))
def test_any_texts_can_be_sorted(texts: list[str]) -> None:
    keys = [sort_key(text) for text in sorted(texts, key=sort_key)]
    assert all(before <= after for before, after in pairwise(keys))


@given(TEXTS)
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    for read in (parse_duration_s, parse_moment, values.parse_address, values.parse_bytes, values.parse_rate):
        read(text)
    parse_moment(text, NOW)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0B"),
        (1023, "1023B"),
        (1024, "1.0KiB"),
        (1024**2 - 1, "1.0MiB"),
        (1_503_133_696, "1.4GiB"),
        (-2048, "-2.0KiB"),
        (2**100, "1099511627776.0EiB"),
    ],
)
def test_bytes_are_binary(count: int, text: str) -> None:
    assert bytes_text(count) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0bps"), (999, "999bps"), (999_950, "1.0Mbps"), (2_900_000_000, "2.9Gbps")]
)
def test_rates_are_decimal(count: int, text: str) -> None:
    assert rate_text(count) == text
