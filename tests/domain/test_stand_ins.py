"""What outsiders are not to learn has stand-ins, the same one each time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.stand_ins import StandIns

NAMES = ("lagos-01", "lagos-010", "Büro Nord", "#7", "dns")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lagos-01 and lagos-010, lagos-01", "site-1 and site-2, site-1"),
        ("LAGOS-01", "site-1"),
        ("büro nord/Büro Nord.", "site-1/site-1."),
        ("xlagos-01 lagos-01x lagos", "xlagos-01 lagos-01x lagos"),
        ("at #7", "at site-1"),
        ("192.0.2.1, 192.0.2.1/24 and 192.0.2.11.", "address-1, address-1/24 and address-2."),
        ("192.0.2.1:8728", "address-1:8728"),
        ("2001:DB8::1 is 2001:db8:0::1", "address-1 is address-1"),
        ("00:00:5e:00:53:01 00-00-5E-00-53-02", "hardware-address-1 hardware-address-2"),
        ("at 22:40:11 version 7.19.4, 1.5 MB, dead beef", "at 22:40:11 version 7.19.4, 1.5 MB, dead beef"),
        ("", ""),
        (
            "route:192.0.2.1 ip:192.0.2.1:80 to...192.0.2.1..5",
            "route:address-1 ip:address-1:80 to...address-1..5",
        ),
        ("abc192.0.2.1 010.001.002.003", "abcaddress-1 address-2"),
        ("nexthop:2001:db8::1 (2001:db8::1): timeout", "nexthop:address-1 (address-1): timeout"),
        ("fe80::1%ether1 fe80::1%ether1/64", "address-1 address-1/64"),
        ("aabb.ccdd.eeff AABBCCDDEEFF", "hardware-address-1 hardware-address-2"),
        ("ops@acme.example at gw.acme.example.", "mail-1 at host-1."),
        ("[core] and site-1", "[core] and site-1"),
    ],
)
def test_each_has_a_word_of_its_own(text: str, expected: str) -> None:
    assert StandIns(NAMES)(text) == expected


def test_a_stand_in_is_nobodys_name() -> None:
    assert StandIns(("[core]", "site-1"))("[core] and site-1") == "site-2 and site-3"


@given(
    st.sampled_from(["192.0.2.1", "2001:db8::17", "fe80::9%ether1", "00:00:5e:00:53:01", "ops@acme.example"]),
    st.sampled_from(["", "ip:", "(", "=", "to ", "... ", "[", "address: "]),
    st.sampled_from(["", ":", ": x", "..", "/24", ",", ")", "]", " x", "-5"]),
)
def test_no_address_is_left_whatever_stands_around_it(what: str, before: str, behind: str) -> None:
    said = StandIns(())(f"{before}{what}{behind}")
    assert what.partition("%")[0] not in said
    assert "-1" in said


def test_the_same_word_in_every_text() -> None:
    stand_ins = StandIns(NAMES)
    assert [stand_ins(text) for text in ("dns 192.0.2.9", "lagos-01", "192.0.2.9 dns")] == [
        "site-1 address-1",
        "site-2",
        "address-1 site-1",
    ]


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=5), st.data())
def test_no_name_that_stands_by_itself_is_left(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names))
    said = StandIns(names)(f"at, {name} ,").lower()
    if name.strip():
        assert f", {name.lower()} ," not in said
