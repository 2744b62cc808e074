"""The facts of the menus: those of a few, that all of them hang together, and that broken data is refused."""

from __future__ import annotations

import copy
import json
from importlib import resources
from typing import Any

import pytest

from altotui.domain.routeros.menus import MenuFacts, Menus
from altotui.storage.resources import load_menus

DATA: dict[str, Any] = json.loads(resources.files("altotui.data").joinpath("menus.json").read_text("utf-8"))
MENUS = load_menus()
EVERYWHERE = {"disabled", "dynamic", "inactive", "invalid", "running", "slave"}


@pytest.mark.parametrize(
    ("menu", "letters"),
    [
        ("/interface", "DXIRSP"),
        ("/ip/address", "XIDS"),
        ("/ip/arp", "XIHDPC"),
        ("/ip/route", "DXIAcsrboidvmyH+"),
        ("/ip/firewall/connection", "ESACDFHsdh"),
        ("/interface/wifi/registration-table", "A"),
        ("/system/history", "URF"),
        ("/system/resource", ""),
        ("/no/such/menu", ""),
    ],
)
def test_flags_come_in_the_order_of_the_console(menu: str, letters: str) -> None:
    assert "".join(MENUS.facts(menu).flags) == letters


@pytest.mark.parametrize(
    ("menu", "columns"),
    [
        ("/interface", "name type actual-mtu l2mtu max-l2mtu mac-address"),
        ("/ip/address", "address network interface vrf"),
        ("/log", "time topics message"),
        ("/ip/firewall/filter", ""),
    ],
)
def test_default_columns(menu: str, columns: str) -> None:
    assert MENUS.facts(menu).columns == tuple(columns.split())


def test_stats_have_columns_of_their_own() -> None:
    assert MENUS.facts("/ip/firewall/nat").stats_columns == ("chain", "action", "bytes", "packets")
    assert MENUS.facts("/ip/address").stats_columns == ()


@pytest.mark.parametrize(
    "menu",
    [
        *(
            "/ip/firewall/filter",
            "/ip/firewall/nat",
            "/ip/firewall/mangle",
            "/ip/firewall/raw",
            "/queue/simple",
        ),
        *("/ipv6/firewall/filter", "/routing/rule", "/routing/filter/rule", "/interface/bridge/filter"),
        *("/caps-man/access-list", "/interface/wireless/connect-list", "/ip/ipsec/policy"),
    ],
)
def test_lists_whose_order_is_their_meaning(menu: str) -> None:
    assert MENUS.facts(menu).is_ordered


@pytest.mark.parametrize(
    "menu", ["/system/resource", "/system/identity", "/ip/dns", "/snmp", "/system/clock"]
)
def test_singletons_have_no_ids(menu: str) -> None:
    assert MENUS.facts(menu).is_singleton
    assert ".id" not in MENUS.facts(menu).properties


def test_an_unknown_menu_has_the_booleans_of_every_menu_and_nothing_else() -> None:
    facts = MENUS.facts("/no/such")
    assert facts.booleans == EVERYWHERE
    assert not any((facts.properties, facts.columns, facts.flags, facts.is_ordered, facts.is_singleton))


def test_a_command_may_have_rows_of_its_own() -> None:
    assert MENUS.answer_facts("/ping").columns[:2] == ("seq", "host")
    assert MENUS.answer_facts("/ip/arp/print") is MENUS.facts("/ip/arp")
    assert "/ping" not in MENUS.paths()


@pytest.mark.parametrize("menu", sorted(MENUS.paths()))
def test_every_menu_hangs_together(menu: str) -> None:
    facts = MENUS.facts(menu)
    assert menu.startswith("/")
    assert not menu.endswith("/")
    assert all(len(letter) == 1 for letter in facts.flags)
    assert {*facts.flags.values(), *facts.columns, *facts.stats_columns, *facts.secrets} <= facts.properties
    assert facts.booleans - EVERYWHERE <= facts.properties
    assert all(name == name.lower() and " " not in name for name in facts.properties)
    assert len(set(facts.columns)) == len(facts.columns)


def test_no_property_is_listed_as_boolean_and_as_something_else() -> None:
    for entry in (*DATA["menus"].values(), *DATA["groups"].values()):
        assert set(entry.get("booleans", [])).isdisjoint(entry.get("properties", []))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("menus",), []),
        (("groups",), None),
        (("booleans_everywhere",), "disabled"),
        (("menus", "/ip/address"), "x"),
        (("menus", "/ip/address", "flags"), []),
        (("menus", "/ip/address", "columns"), "address"),
        (("menus", "/ip/address", "kind"), "pile"),
        (("menus", "/ip/address", "groups"), ["nobody"]),
    ],
)
def test_broken_data_is_refused(place: tuple[str, ...], value: object) -> None:
    broken = copy.deepcopy(DATA)
    inner = broken
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    with pytest.raises(TypeError, match="menu data"):
        _everything(Menus(broken))


def _everything(menus: Menus) -> list[MenuFacts]:
    """Return all facts; without a look at them nobody hears of what is wrong with them."""
    return [menus.facts(menu) for menu in menus.paths()]
