"""Values of answers, kept for the next line: within bounds, readable ones only, and none that is secret."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.seen import MAX_MENUS, MAX_ROWS, MAX_VALUE_CHARS, MAX_VALUES, Seen
from altotui.domain.secret_names import SECRET_NAMES, is_secret_name


def seen_of(menu: str, *rows: Mapping[str, object]) -> Seen:
    seen = Seen(is_secret_name)
    seen.take(menu, rows)
    return seen


def test_values_in_the_order_of_the_answer_and_once() -> None:
    seen = seen_of("/interface", {"type": "vlan"}, {"type": "ether"}, {"type": "vlan"})
    assert seen.values("/interface", "type") == ("vlan", "ether")
    assert seen.properties("/interface") == ("type",)


@pytest.mark.parametrize(
    ("key", "name"),
    [("mac_address", "mac-address"), ("MAC-Address", "mac-address"), ("id", ".id"), (".id", ".id")],
)
def test_a_property_has_its_native_name_however_it_was_spelt(key: str, name: str) -> None:
    assert seen_of("/interface", {key: "x"}).properties("/interface") == (name,)


def test_items_have_names_and_ids_only_without_them() -> None:
    assert seen_of("/a", {".id": "*1", "name": "x"}).items("/a") == ("x",)
    assert seen_of("/a", {".id": "*1", "list": "x"}).items("/a") == ("*1",)
    assert seen_of("/a", {"list": "x"}).items("/a") == ()
    assert seen_of("/a", {"name": "x"}).items("/b") == ()


def test_a_reference_to_another_list_is_completed_from_it() -> None:
    seen = seen_of("/interface", {"name": "ether1"})
    seen.take("/ip/address", [{"interface": "bridge"}])
    assert seen.values("/ip/address", "interface") == ("bridge", "ether1")
    assert seen.values("/ip/firewall/filter", "in-interface") == ("ether1",)
    assert seen.values("/ip/firewall/filter", "out-interface") == ("ether1",)


def test_what_another_menu_had_is_the_last_resort() -> None:
    seen = seen_of("/ip/route", {"distance": "1"})
    assert seen.values("/ipv6/route", "distance") == ("1",)
    seen.take("/ipv6/route", [{"distance": "2"}])
    assert seen.values("/ipv6/route", "distance") == ("2",)


@pytest.mark.parametrize("name", sorted(SECRET_NAMES))
def test_secrets_are_never_kept(name: str) -> None:
    for key in (name, name.upper(), name.replace("-", "_")):
        seen = seen_of("/a", {key: "hunter2", "name": "x"})
        assert seen.values("/a", name) == ()
        assert seen.properties("/a") == ("name",)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x" * (MAX_VALUE_CHARS + 1),
        "x" * 10_000,
        "\x1b[31m",
        "a\nb",
        "a\tb",
        "a\x00",
        "\u202eabc",
        "a\u200b",
        "\ufeffa",
        "\ud800",
        "\x9b",
        None,
        5,
        True,
        ["x"],
        {"x": "y"},
    ],
    ids=ascii,
)
def test_a_value_that_nobody_could_type_is_not_kept(value: object) -> None:
    assert seen_of("/a", {"comment": value}).values("/a", "comment") == ()


def test_the_longest_value_that_is_kept() -> None:
    value = "x" * MAX_VALUE_CHARS
    assert seen_of("/a", {"comment": value}).values("/a", "comment") == (value,)


def test_only_so_many_rows_and_values() -> None:
    rows: list[dict[str, object]] = [{"name": f"n{number}"} for number in range(MAX_ROWS * 2)]
    rows[MAX_ROWS]["late"] = "x"
    seen = seen_of("/a", *rows)
    assert len(seen.items("/a")) == MAX_VALUES
    assert "late" not in seen.properties("/a")
    seen.take("/a", [{"name": "one more"}])
    assert len(seen.items("/a")) == MAX_VALUES


def test_only_so_many_menus_those_answered_last() -> None:
    seen = Seen(is_secret_name)
    for number in range(MAX_MENUS):
        seen.take(f"/m{number}", [{"name": "x"}])
    seen.take("/m0", [{"name": "y"}])
    seen.take("/new", [{"name": "x"}])
    assert seen.items("/m0") == ("x", "y")
    assert seen.items("/m1") == ()
    assert seen.items("/new") == ("x",)


def test_an_answer_without_anything_to_keep_pushes_no_menu_out() -> None:
    seen = seen_of("/a", {"name": "x"})
    for number in range(MAX_MENUS * 2):
        seen.take(f"/m{number}", [{"password": "x"}])
    assert seen.items("/a") == ("x",)


def test_only_so_many_properties() -> None:
    seen = seen_of("/a", *({f"p{row}-{name}": "x" for name in range(100)} for row in range(100)))
    assert len(seen.properties("/a")) <= 1000


@pytest.mark.parametrize("name", ["\x1b[2J", "a b", "x" * 10_000, "a\nb", "\u202ea", "", "a=b"], ids=ascii)
def test_a_name_that_can_be_none_is_not_kept(name: str) -> None:
    assert seen_of("/a", {name: "x"}).properties("/a") == ()


VALUES = st.one_of(st.text(max_size=80), st.none(), st.integers(), st.lists(st.text(max_size=3), max_size=2))


@given(st.lists(st.dictionaries(st.text(max_size=12), VALUES, max_size=5), max_size=8))
def test_whatever_an_answer_holds_what_is_kept_can_be_typed(rows: list[dict[str, object]]) -> None:
    seen = Seen(is_secret_name)
    seen.take("/a", rows)
    for name in seen.properties("/a"):
        assert not is_secret_name(name)
        for value in seen.values("/a", name):
            assert value.isprintable()
            assert 0 < len(value) <= MAX_VALUE_CHARS
