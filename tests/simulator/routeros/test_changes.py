"""What is changed shows in the next print; what is refused is refused in RouterOS words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from altotui.simulator.routeros.router import Router, Row, Trap
from tests.simulator.routeros.routers import BRANCH, CHR, EDGE, KIOSK, NOW, SetClock, router


def rows(target: Router, menu: str, *queries: str) -> list[Row]:
    return list(target.run(f"{menu}/print", queries).rows)


def one(target: Router, menu: str, *queries: str) -> Row:
    found = rows(target, menu, *queries)
    assert len(found) == 1
    return found[0]


def test_add_set_disable_comment_enable_unset_remove() -> None:
    edge = router()
    item = edge.run(
        "/ip/address/add", ["=address=10.9.9.1/24", "=interface=sfp-sfpplus10", "=comment=lab net"]
    ).ret
    assert item
    added = one(edge, "/ip/address", f"?.id={item}")
    assert added["network"] == "10.9.9.0"
    assert (added["disabled"], added["dynamic"], added["comment"]) == ("false", "false", "lab net")

    edge.run("/ip/address/set", [f"=.id={item}", "=address=10.9.8.1/24"])
    assert one(edge, "/ip/address", f"?.id={item}")["network"] == "10.9.8.0"
    edge.run("/ip/address/disable", [f"=numbers={item}"])
    assert one(edge, "/ip/address", f"?.id={item}")["disabled"] == "true"
    edge.run("/ip/address/enable", [f"=.id={item}"])
    assert one(edge, "/ip/address", f"?.id={item}")["disabled"] == "false"
    edge.run("/ip/address/comment", [f"=numbers={item}", "=comment=checked"])
    assert one(edge, "/ip/address", f"?.id={item}")["comment"] == "checked"
    edge.run("/ip/address/unset", [f"=.id={item}", "=value-name=comment"])
    assert "comment" not in one(edge, "/ip/address", f"?.id={item}")
    edge.run("/ip/address/remove", [f"=.id={item}"])
    assert rows(edge, "/ip/address", f"?.id={item}") == []


def test_an_address_brings_its_connected_route() -> None:
    edge = router()
    item = edge.run("/ip/address/add", ["=address=10.9.9.1/24", "=interface=bridge-lan"]).ret
    assert one(edge, "/ip/route", "?dst-address=10.9.9.0/24")["connect"] == "true"
    edge.run("/ip/address/disable", [f"=.id={item}"])
    assert rows(edge, "/ip/route", "?dst-address=10.9.9.0/24") == []


def test_an_empty_comment_takes_the_comment_away() -> None:
    edge = router()
    edge.run("/interface/set", ["=.id=ether1", "=comment="])
    assert "comment" not in one(edge, "/interface", "?name=ether1")


def test_names_and_lists_address_items() -> None:
    edge = router()
    edge.run("/interface/disable", ["=numbers=sfp-sfpplus3,sfp-sfpplus4"])
    found = rows(edge, "/interface", "?name=sfp-sfpplus3", "?name=sfp-sfpplus4", "?#|")
    assert [(row["disabled"], row["running"]) for row in found] == [("true", "false")] * 2


def test_part_menus_show_the_same_interface() -> None:
    edge = router()
    edge.run("/interface/ethernet/set", ["=.id=ether1", "=comment=shared"])
    assert one(edge, "/interface", "?name=ether1")["comment"] == "shared"
    edge.run("/interface/vlan/add", ["=name=vlan7", "=vlan-id=7", "=interface=bridge-lan"])
    assert one(edge, "/interface", "?name=vlan7")["type"] == "vlan"


def test_a_renamed_interface_is_renamed_where_it_is_used() -> None:
    edge = router()
    edge.run("/interface/set", ["=.id=bridge-lan", "=name=lan"])
    assert {row["interface"] for row in rows(edge, "/ip/address", '?comment=lan "zurich"')} == {"lan"}
    assert rows(edge, "/ip/arp", "?interface=bridge-lan") == []
    assert rows(edge, "/ip/arp", "?interface=lan")


def test_an_address_on_a_removed_interface_shows_its_id() -> None:
    edge = router()
    edge.run("/interface/vlan/remove", ["=.id=vlan110-voice"])
    lost = [row for row in rows(edge, "/ip/address") if row["invalid"] == "true"]
    assert [row["interface"].startswith("*F") for row in lost] == [True]


def test_rules_keep_their_order_and_can_be_moved() -> None:
    edge = router()
    ids = [row[".id"] for row in rows(edge, "/ip/firewall/filter")]
    new = edge.run("/ip/firewall/filter/add", ["=chain=input", "=action=drop", f"=place-before={ids[1]}"]).ret
    assert [row[".id"] for row in rows(edge, "/ip/firewall/filter")] == [ids[0], new, *ids[1:]]
    edge.run("/ip/firewall/filter/move", [f"=numbers={new}"])
    assert [row[".id"] for row in rows(edge, "/ip/firewall/filter")] == [*ids, new]
    edge.run("/ip/firewall/filter/move", [f"=numbers={new}", f"=destination={ids[0]}"])
    assert rows(edge, "/ip/firewall/filter")[0][".id"] == new


def test_counters_of_rules_can_be_reset() -> None:
    edge = router()
    assert int(rows(edge, "/ip/firewall/filter")[0]["bytes"]) > 0
    edge.run("/ip/firewall/filter/reset-counters-all", [])
    assert {row["bytes"] for row in rows(edge, "/ip/firewall/filter", "=stats=")} == {"0"}


def test_a_singleton_is_set_without_an_id() -> None:
    edge = router()
    edge.run("/system/identity/set", ["=name=core rtr 1"])
    assert edge.identity == one(edge, "/system/identity")["name"] == "core rtr 1"
    edge.run("/ip/dns/set", ["=servers=192.0.2.53", "=allow-remote-requests=no", "=cache-max-ttl=1d"])
    dns = one(edge, "/ip/dns")
    assert (dns["servers"], dns["allow-remote-requests"], dns["cache-max-ttl"]) == (
        "192.0.2.53",
        "false",
        "1d",
    )


def test_a_learned_lease_can_be_made_static() -> None:
    branch = router(BRANCH)
    learned = rows(branch, "/ip/dhcp-server/lease", "?dynamic=true")[0]
    count = len(rows(branch, "/ip/dhcp-server/lease"))
    branch.run("/ip/dhcp-server/lease/make-static", [f"=numbers={learned['.id']}"])
    static = one(branch, "/ip/dhcp-server/lease", f"?.id={learned['.id']}")
    assert static == learned | {"dynamic": "false"}
    assert len(rows(branch, "/ip/dhcp-server/lease")) == count
    branch.run("/ip/dhcp-server/lease/set", [f"=.id={learned['.id']}", "=comment=till"])
    assert one(branch, "/ip/dhcp-server/lease", f"?.id={learned['.id']}")["comment"] == "till"


def test_a_session_that_is_removed_stays_away_until_a_restart() -> None:
    edge = router()
    session = rows(edge, "/ppp/active")[0]
    edge.run("/ppp/active/remove", [f"=.id={session['.id']}"])
    assert session["name"] not in {row["name"] for row in rows(edge, "/ppp/active")}
    edge.reboot()
    again = one(edge, "/ppp/active", f"?name={session['name']}")
    assert again[".id"] != session[".id"]


@pytest.mark.parametrize("how", ["api", "method", "script"])
def test_a_restart_begins_anew_and_keeps_the_configuration(how: str) -> None:
    clock = SetClock()
    edge = router(clock=clock)
    edge.run("/system/identity/set", ["=name=kept"])
    if how == "api":
        edge.run("/system/reboot", [])
    elif how == "method":
        edge.reboot()
    else:
        assert edge.run_script("/system reboot").error is None
    assert one(edge, "/system/resource")["uptime"] == "0s"
    assert one(edge, "/interface", "?name=sfp-sfpplus1")["rx-byte"] == "0"
    assert edge.identity == "kept"
    assert [row["time"] for row in rows(edge, "/log")] == ["2026-11-21 06:42:11"]


_ADDRESS_TAKEN = "failure: already have such address"
_NO_MATCH = "input does not match any value of"
REFUSALS: Sequence[tuple[str, list[str], int | None, str]] = [
    ("/ip/arp/prnt", [], 0, "no such command"),
    ("/ip", [], 0, "no such command"),
    ("/ip/nothing/print", [], 0, "no such command prefix"),
    ("/nothing", [], 0, "no such command"),
    ("/interface/wifi/registration-table/print", [], 0, "no such command prefix"),
    ("/ip/address/find", [], 0, "no such command"),
    ("/ip/address/print", ["=colour=red"], 0, "unknown parameter colour"),
    ("/ip/address/print", ["=stats="], 0, "unknown parameter stats"),
    ("/ip/address/print", ["=follow="], 2, "interrupted"),
    ("/ip/address/print", ["=interval=1s"], 2, "interrupted"),
    ("/ip/address/print", ["=from=*FEED"], 0, "no such item"),
    ("/ip/address/add", ["=address=10.0.0.1/24"], 0, "missing value(s) of argument(s) interface"),
    ("/ip/address/add", [], 0, "missing value(s) of argument(s) address interface"),
    (
        "/ip/address/add",
        ["=address=10.0.0.300/24", "=interface=ether1"],
        1,
        "invalid value for argument address",
    ),
    (
        "/ip/address/add",
        ["=address=10.0.0.1", "=interface=ether99"],
        1,
        f"{_NO_MATCH} interface",
    ),
    (
        "/ip/address/add",
        ["=address=10.1.20.1/24", "=interface=bridge-lan"],
        None,
        "failure: already have such address",
    ),
    ("/ip/address/set", ["=comment=x"], 0, "expected item id"),
    ("/ip/address/set", ["=.id=*FEED", "=comment=x"], 0, "no such item"),
    ("/ip/address/set", ["=.id=0", "=comment=x"], 0, "no such item"),
    ("/ip/address/set", ["=.id=*1", "=disabled=maybe"], 1, "invalid value for argument disabled"),
    ("/ip/address/set", ["=.id=*1", "=colour=red"], 0, "unknown parameter colour"),
    ("/ip/address/remove", [], 0, "expected item id"),
    ("/ip/address/remove", ["=.id=*FF1A"], None, "failure: can not change dynamic"),
    ("/interface/disable", ["=.id=lo", "=x=y"], 0, "unknown parameter x"),
    ("/interface/set", ["=.id=ether1", "=name=lo"], None, "failure: already have interface with such name"),
    ("/interface/add", ["=name=x"], 0, "no such command"),
    ("/ip/firewall/filter/add", ["=action=drop"], 0, "missing value(s) of argument(s) chain"),
    (
        "/ip/firewall/filter/add",
        ["=chain=input", "=action=dorp"],
        1,
        f"{_NO_MATCH} action",
    ),
    (
        "/ip/firewall/filter/unset",
        ["=.id=*1", "=value-name=colour"],
        1,
        f"{_NO_MATCH} value-name",
    ),
    ("/system/resource/set", ["=name=x"], 0, "no such command"),
    ("/system/shutdown", [], None, "not enough permissions (9)"),
    ("/ping", [], 0, "missing value(s) of argument(s) address"),
    ("/ping", ["=address=192.0.2.1"], 2, "interrupted"),
    ("/ping", ["=address=192.0.2.1", "=count=x"], 1, "invalid value for argument count"),
    ("/tool/traceroute", ["=address=192.0.2.1"], 2, "interrupted"),
    ("/tool/traceroute", ["=address=192.0.2.1", "=once="], 0, "unknown parameter once"),
    ("/tool/torch", ["=interface=ether1"], 2, "interrupted"),
    ("/tool/torch", ["=interface=ether1", "=once="], 2, "interrupted"),
    ("/tool/profile", [], 2, "interrupted"),
    ("/interface/monitor-traffic", ["=interface=ether1"], 2, "interrupted"),
    (
        "/interface/ethernet/monitor",
        ["=numbers=ether99", "=once="],
        1,
        f"{_NO_MATCH} numbers",
    ),
    ("/resolve", ["=domain-name=nowhere.invalid"], None, "failure: dns name does not exist"),
    ("/execute", [], 0, "missing value(s) of argument(s) script"),
    ("/console/inspect", ["=request=nonsense"], 1, f"{_NO_MATCH} request"),
    ("/ip/address/print", ["plain"], 0, "unknown parameter plain"),
]


@pytest.mark.parametrize(("command", "words", "category", "message"), REFUSALS)
def test_refusals(command: str, words: list[str], category: int | None, message: str) -> None:
    with pytest.raises(Trap) as caught:
        router().run(command, words)
    assert (caught.value.message, caught.value.category) == (message, category)


def test_what_was_refused_changed_nothing() -> None:
    edge = router()
    before = rows(edge, "/ip/address")
    with pytest.raises(Trap):
        edge.run("/ip/address/set", ["=.id=*1", "=comment=x", "=disabled=maybe"])
    assert rows(edge, "/ip/address") == before


def test_a_virtual_router_has_no_board_and_no_sensors() -> None:
    virtual = router(CHR)
    assert rows(virtual, "/system/routerboard") == [{"routerboard": "false"}]
    assert rows(virtual, "/system/health") == []
    assert "bad-blocks" not in one(virtual, "/system/resource")


def test_roles_differ_in_size() -> None:
    edge, kiosk = router(EDGE), router(KIOSK)
    for menu in ("/interface", "/ip/route", "/ip/dhcp-server/lease"):
        assert len(rows(edge, menu)) > len(rows(kiosk, menu))
    assert rows(kiosk, "/routing/bgp/session") == []


def test_print_selects_and_narrows() -> None:
    edge = router()
    assert edge.run("/ip/address/getall", []) == edge.run("/ip/address/print", ["=detail="])
    assert {tuple(row) for row in rows(edge, "/ip/address", "=.proplist=address,.id")} == {(".id", "address")}
    assert {row["name"] for row in rows(edge, "/interface", "=from=ether1,lo")} == {"ether1", "lo"}
    assert {row["chain"] for row in rows(edge, "/ip/firewall/filter", "=chain=forward")} == {"forward"}
    assert all(row["dynamic"] == "true" for row in rows(edge, "/ip/address", "=dynamic="))
    assert edge.run("/interface/get", ["=number=ether1", "=value-name=mtu"]).ret == "1500"


@pytest.mark.parametrize(
    ("address", "answered"),
    [
        ("192.0.2.1", True),
        ("10.255.0.20", True),
        ("240.0.0.1", False),
        ("10.1.20.77", False),
        ("9.9.9.9", True),
    ],
)
def test_who_answers_a_ping_depends_on_the_address(address: str, answered: bool) -> None:
    last = router().run("/ping", [f"=address={address}", "=count=10"]).rows[-1]
    assert (int(last["received"]) > 5) is answered
    assert last["packet-loss"] == str(100 - 10 * int(last["received"]))
    assert last["sent"] == "10"


def test_a_password_is_taken_and_never_shown() -> None:
    edge = router()
    edge.run("/user/set", ["=.id=noc", "=password=secret123"])
    assert (
        "secret123" not in str(edge.run("/user/print", [])) + edge.run_script("/export show-sensitive").output
    )


def test_a_backup_is_a_file_that_can_be_removed() -> None:
    edge = router()
    edge.run_script("/system backup save name=before-change")
    assert one(edge, "/file", "?name=before-change.backup")["type"] == "backup"
    edge.run("/file/remove", ["=.id=before-change.backup"])
    assert rows(edge, "/file", "?name=before-change.backup") == []


@pytest.mark.parametrize(
    ("command", "words", "sections"),
    [
        ("/tool/torch", ["=interface=bridge-lan", "=duration=3s"], {"0", "1"}),
        ("/tool/profile", ["=duration=3s"], {"0", "1", "2"}),
        ("/tool/sniffer/quick", ["=interface=bridge-lan", "=duration=2s"], {"0", "1"}),
        ("/interface/monitor-traffic", ["=interface=ether1", "=duration=2s"], {"0", "1"}),
        ("/interface/monitor-traffic", ["=interface=ether1", "=once="], {None}),
        ("/interface/ethernet/monitor", ["=numbers=ether1", "=once="], {None}),
        ("/ip/route/check", ["=dst-ip=8.8.8.8", "=once="], {None}),
    ],
)
def test_bounded_samplers_end_and_number_their_frames(
    command: str, words: list[str], sections: set[str]
) -> None:
    reply = router().run(command, words)
    assert {row.get(".section") for row in reply.rows} == sections


def test_a_script_item_runs_and_counts() -> None:
    edge = router(clock=SetClock(NOW))
    before = int(one(edge, "/system/script")["run-count"])
    edge.run("/system/script/run", ["=number=nightly"])
    assert int(one(edge, "/system/script")["run-count"]) == before + 1
    assert rows(edge, "/log")[-1]["message"] == "nightly check"
