"""Equal answers are found, whatever differs without meaning."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given

from altotui.domain.answer_diff import diff_answers
from altotui.domain.answer_groups import group_equal, group_ignored, groups_in_slices
from altotui.domain.command import CommandResult, RawRow, RouterReply
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.layout import plain_name
from altotui.domain.routeros.volatile import (
    ORDERED,
    OWN_AT,
    VOLATILE,
    VOLATILE_AT,
    is_ordered,
    own_names,
    volatile_names,
)
from altotui.domain.sliced import SLICE
from altotui.storage.resources import load_menus
from tests.domain.answers import ANY_ROWS, answer, failure

FILTER = "/ip/firewall/filter/print"


def names(results: list[CommandResult], command: str = "") -> list[list[str]]:
    groups = group_equal(results, command=command)
    return [[result.site_name for result in group.results] for group in groups]


def test_the_largest_group_comes_first() -> None:
    results = [answer("a", {"v": "1"}), answer("b", {"v": "2"}), answer("c", {"v": "2"})]
    assert names(results) == [["b", "c"], ["a"]]


@pytest.mark.parametrize("key", ["uptime", "free-memory", "free_memory", "cpu-load", "RX_BYTE", "last-seen"])
def test_what_always_differs_is_left_out_and_told(key: str) -> None:
    results = [answer("a", {"v": "1", key: "x"}), answer("b", {key: "y", "v": "1"})]
    assert names(results) == [["a", "b"]]
    (group,) = group_equal(results)
    assert group.rows == ({"v": "1"},)
    assert group.ignored_keys == (key,)


@pytest.mark.parametrize("key", [".id", "id"])
def test_ids_are_left_out_and_not_counted_as_fields(key: str) -> None:
    results = [answer("a", {key: "*1", "v": "1"}), answer("b", {key: "*2A", "v": "1"})]
    (group,) = group_equal(results)
    assert group.rows == ({"v": "1"},)
    assert group.ignored_keys == ()


def test_a_property_that_is_called_id_and_is_none_counts() -> None:
    assert names([answer("a", {"id": "10.0.0.1"}), answer("b", {"id": "10.0.0.2"})]) == [["a"], ["b"]]


def test_ignored_keys_are_those_that_were_there_each_once() -> None:
    results = [
        answer("a", {"name": "x", "rx_byte": "1"}),
        answer("b", {"name": "x", "rx-byte": "2", "tx-byte": "3"}),
    ]
    (group,) = group_equal(results, command="/interface/print")
    assert len(group.results) == 2
    assert group.ignored_keys == ("rx_byte", "tx-byte")


@pytest.mark.parametrize(
    ("ignored", "groups"), [((), 2), (["COMMENT"], 1), ([".comment"], 1), (["name"], 2), (["a_b"], 2)]
)
def test_what_is_ignored_can_be_said_in_any_spelling(ignored: list[str], groups: int) -> None:
    results = [answer("a", {"name": "x", "comment": "1"}), answer("b", {"name": "x", "comment": "2"})]
    assert len(group_equal(results, ignored=ignored)) == groups


def test_what_is_said_to_be_ignored_takes_the_place_of_what_is_known() -> None:
    results = [answer("a", {"uptime": "1s"}), answer("b", {"uptime": "2s"})]
    assert len(group_equal(results)) == 1
    assert len(group_equal(results, ignored=())) == 2


def test_both_spellings_of_a_name_are_one() -> None:
    assert names([answer("a", {"dst_address": "x"}), answer("b", {"dst-address": "x"})]) == [["a", "b"]]
    assert names([answer("a", {"DHCP": "true"}), answer("b", {"dhcp": "true"})]) == [["a", "b"]]
    both = answer("b", {"DHCP": "true", "dhcp": "false"})
    assert names([answer("a", {"dhcp": "false"}), both]) == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("command", "is_kept"),
    [
        (FILTER, True),
        ("/ip/firewall/nat/print", True),
        ("/ipv6/firewall/raw/print", True),
        ("/queue/simple/print", True),
        ("/interface/bridge/filter/print", True),
        ("/routing/filter/rule/print", True),
        ("/tool/traceroute", True),
        ("/ip/firewall/address-list/print", False),
        ("/ip/firewall/connection/print", False),
        ("/ip/address/print", False),
        ("", False),
    ],
)
def test_the_order_of_rows_counts_where_it_means_something(command: str, is_kept: bool) -> None:
    first, second = {"a": "1"}, {"a": "2"}
    results = [answer("x", first, second), answer("y", second, first)]
    assert (len(names(results, command)) == 2) is is_kept
    assert is_ordered(command) is is_kept


def test_the_order_of_keys_never_counts_and_the_number_of_equal_rows_does() -> None:
    one, other = {"a": "1", "b": "2"}, {"b": "2", "a": "1"}
    assert names([answer("x", one), answer("y", other)]) == [["x", "y"]]
    assert names([answer("x", one), answer("y", one, other)]) == [["x"], ["y"]]


def test_what_was_returned_counts_and_failures_are_in_no_group() -> None:
    results = [answer("a", ret="5"), answer("b", ret="6"), answer("c", ret="6"), failure(Outcome.UNKNOWN)]
    assert names(results) == [["b", "c"], ["a"]]
    assert group_equal(results)[0].rows == ({"ret": "6"},)


def test_values_of_different_kinds_are_different_and_none_is_absent() -> None:
    values = ["1", 1, True, 1.5, "true", [1], ["1"], {"a": 1}, '["1"]']
    assert len(group_equal([answer(str(at), {"v": value}) for at, value in enumerate(values)])) == len(values)
    alike: list[RawRow] = [{"v": {"a": 1, "b": None}}, {"v": {"b": None, "a": 1}, "w": None}]
    assert len(group_equal([answer(str(at), row) for at, row in enumerate(alike)])) == 1


@given(ANY_ROWS, ANY_ROWS)
def test_any_rows_can_be_grouped_and_two_answers_are_alike_when_nothing_differs(
    one: list[RawRow], other: list[RawRow]
) -> None:
    results = [answer("a", *one), answer("b", *other)]
    for command in ("", FILTER):
        groups = group_equal(results, ignored=["comment"], command=command)
        assert sum(len(group.results) for group in groups) == 2
        diff = diff_answers(
            RouterReply(tuple(one)), RouterReply(tuple(other)), ignored=["comment"], command=command
        )
        assert diff.is_empty is (len(groups) == 1)


@given(ANY_ROWS)
def test_an_answer_is_like_itself_in_another_order_and_as_read_once_more(rows: list[RawRow]) -> None:
    again: list[RawRow] = [json.loads(json.dumps(row)) for row in rows]
    random.Random(1).shuffle(again)
    assert len(group_equal([answer("a", *rows), answer("b", *again)])) == 1


def test_long_answers_are_read_in_slices() -> None:
    rows = [{"name": str(number)} for number in range(SLICE)]
    results = [answer(str(number), *rows) for number in range(5)]
    work = groups_in_slices(results)
    assert sum(1 for _ in work) == 5
    assert sum(1 for _ in groups_in_slices([answer(str(at), {"a": "1"}) for at in range(5)])) == 0


# What is known of the menus


def test_known_names_are_plain() -> None:
    known = [VOLATILE, *VOLATILE_AT.values(), *OWN_AT.values()]
    assert {name for some in known for name in some if plain_name(name) != name} == set()
    assert all(not VOLATILE & some for some in VOLATILE_AT.values())


def test_menus_with_an_order_are_those_that_the_console_does_not_sort() -> None:
    menus = load_menus()
    assert {path for path in menus.paths() if menus.facts(path).is_ordered} - ORDERED == set()
    assert {path for path in ORDERED if path in menus.paths() and not menus.facts(path).is_ordered} == set()


@pytest.mark.parametrize(
    ("command", "volatile", "kept"),
    [
        ("/system/resource/print", {"uptime", "cpu-load", "free-memory"}, {"version", "total-memory"}),
        ("/system/clock/print", {"time", "date"}, {"time-zone-name"}),
        (FILTER, {"bytes", "packets"}, {"time", "comment", "limit"}),
        (
            "/interface/print",
            {"rx-byte", "tx-queue-drop"},
            {"link-downs", "last-link-down-time", "mac-address"},
        ),
        ("/ip/dns/print", {"cache-used"}, {"servers", "cache-max-ttl"}),
        ("/ip/firewall/connection/print", {"timeout", "orig-bytes", "repl-rate"}, {"tcp-state"}),
        ("/routing/ospf/neighbor/print", {"adjacency", "timeout"}, {"state", "state-changes"}),
        ("/ping", {"time", "avg-rtt"}, {"status", "packet-loss"}),
        ("/tool/netwatch/print", {"rtt-avg"}, {"timeout", "status", "since"}),
        ("", {"uptime"}, {"time", "date", "timeout"}),
    ],
)
def test_what_is_volatile_depends_on_the_menu(command: str, volatile: set[str], kept: set[str]) -> None:
    assert volatile - volatile_names(command) == set()
    assert kept & volatile_names(command) == set()


def test_own_marks_of_a_router_are_ignored_between_routers_only() -> None:
    assert {"mac-address", "last-link-up-time"} <= own_names("/interface/print")
    assert "serial-number" in group_ignored("/system/routerboard/print")
    assert "mac-address" not in group_ignored("/ip/arp/print")
    assert "mac-address" not in group_ignored("/interface/bridge/host/print")
