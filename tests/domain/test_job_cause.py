"""What in a script may explain that no report of it comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.job_cause import MAX_READ_CHARS, Cause, cause_of

RESTARTS = "restarts the router"
INTERFACE = "the interface that the router reports over"
ADDRESS = "the address that the router reports from"
ROUTE = "the route by which the router reports"
FIREWALL = "the firewall that its report passes"
DNS = "the DNS servers by which the router finds the platform"
SERVICE = "the service by which the platform reaches the router"
TUNNEL = "the tunnel of the platform"


@pytest.mark.parametrize(
    ("script", "does"),
    [
        ("/system reboot", RESTARTS),
        ("/system/reboot", RESTARTS),
        ("/sys reb", RESTARTS),
        ("/SYSTEM REBOOT", ""),
        ("system reboot", RESTARTS),
        ("/system\nreboot", RESTARTS),
        ("/log info x; /system reboot", RESTARTS),
        ("{ /system reboot }", RESTARTS),
        (":do {/system reboot} on-error={}", RESTARTS),
        ("/system shutdown", "switches the router off"),
        ("/system reset-configuration no-defaults=yes", "resets and restarts the router"),
        ("/system package update install", "restarts the router when there is an upgrade"),
        ("/system package update\ninstall", "restarts the router when there is an upgrade"),
        ("/system package downgrade", RESTARTS),
        ("/system backup load name=x", "restarts the router with the configuration of a backup"),
        ("/system resource print", ""),
        ("/system package update check-for-updates", ""),
        ('/log info "/system reboot"', ""),
        ('/log info "; /system reboot"', ""),
        ("# /system reboot", ""),
        (":execute {/system reboot}", ""),
        (':execute "/system reboot"', ""),
        ("/system scheduler add name=x on-event={/system reboot}", ""),
        (":local restart do={/system reboot}", ""),
        ("", ""),
    ],
)
def test_whether_it_ends_the_router(script: str, does: str) -> None:
    assert cause_of(script) == Cause(does)


@pytest.mark.parametrize(
    "script",
    [
        ":if ($x = 1) do={/system reboot}",
        ":if ($x = 1) do={:nothing} else={ {/system reboot} }",
        ":do {/log info x} on-error={/system reboot}",
        ":foreach i in=[find] do={/system reboot}",
    ],
)
def test_a_restart_on_a_condition_is_not_certain(script: str) -> None:
    assert cause_of(script) == Cause(RESTARTS, is_certain=False)


@pytest.mark.parametrize(
    ("script", "delay_s"),
    [
        (":delay 600", 600),
        (":delay 10m", 600),
        ("delay 90s", 90),
        (":delay 1m30s; :delay 5", 95),
        (":delay delay-time=00:00:20", 20),
        (":delay 500ms", 0.5),
        (":if (true) do={:delay 20}", 20),
        (":execute {:delay 20}", 0),
        (":delay $x", 0),
        (":delay", 0),
        (":delay x", 0),
        (":delay -5s", 0),
        ('/log info ":delay 20"', 0),
    ],
)
def test_how_long_it_waits(script: str, delay_s: float) -> None:
    assert cause_of(script) == Cause(delay_s=delay_s)


@pytest.mark.parametrize(
    ("script", "touches"),
    [
        ("/ip dns set servers=9.9.9.9", DNS),
        ("/ip dns\nset servers=9.9.9.9", DNS),
        ("/ip dns set allow-remote-requests=no", ""),
        ("/ip dns static add name=x address=10.0.0.1", ""),
        ("/ip firewall filter add chain=input action=drop", FIREWALL),
        ("/ip firewall filter\nadd chain=input action=accept\nadd chain=input action=drop", FIREWALL),
        ("/ip firewall { filter { add chain=output action=reject } }", FIREWALL),
        ("/ipv6/firewall/raw/add chain=prerouting action=drop", FIREWALL),
        ("/ip firewall filter add chain=forward action=drop", ""),
        ("/ip firewall filter add chain=input action=drop disabled=yes", ""),
        ("/ip firewall filter add chain=input action=accept", ""),
        ("/ip firewall filter remove [find]", FIREWALL),
        ("/ip firewall filter print", ""),
        ("/ip firewall address-list add list=x address=10.0.0.1", ""),
        ("/interface set ether1 disabled=yes", INTERFACE),
        ("/interface set ether1 comment=x", ""),
        ("/interface set ether1 disabled=no", ""),
        ("/interface ethernet disable [find name=ether1]", INTERFACE),
        ("/interface list remove x", ""),
        ("/interface bridge port add bridge=b interface=ether1", INTERFACE),
        ("/interface ovpn-client disable 0", TUNNEL),
        ("/ip address remove 0", ADDRESS),
        ("/ip address { print; remove 0 }", ADDRESS),
        ("/ip address add address=10.0.0.1/24 interface=ether2", ""),
        ("/ip dhcp-client release 0", ADDRESS),
        ("/ip dhcp-server disable 0", ""),
        ("/ip route remove [find]", ROUTE),
        ("/ip route add gateway=10.0.0.1", ROUTE),
        ("/ip route add gateway=10.0.0.1 dst-address=10.1.0.0/16", ""),
        ("/routing ospf instance disable 0", ROUTE),
        ("/ip service disable api", SERVICE),
        ("/ip service set api disabled=no", ""),
        ("/ip service print", ""),
        ("/user add name=x", ""),
        (":execute {/ip dns set servers=9.9.9.9}", ""),
    ],
)
def test_what_of_the_way_to_the_platform_it_touches(script: str, touches: str) -> None:
    assert cause_of(script) == Cause(touches=touches)


def test_all_of_it_is_found_in_one_script() -> None:
    script = ":delay 5; /ip dns set servers=9.9.9.9; /ip route remove 0; :delay 5; /system reboot; /sys shu"
    assert cause_of(script) == Cause(RESTARTS, True, 10, DNS)


def test_of_a_huge_script_only_the_beginning_is_read() -> None:
    filler = "x" * (MAX_READ_CHARS - len("/system reboot;"))
    assert cause_of(f"/system reboot;{filler}").ends_router
    assert not cause_of(f"#{filler * 500}\n/system reboot").ends_router


PIECES = st.lists(
    st.sampled_from(
        [
            *'/;:"\\{}[]()$=#\n ?,',
            "system",
            "reboot",
            "ip",
            "dns",
            "set",
            "do=",
            "delay",
            "9" * 400,
            "\u0663",
            "1w",
        ]
    ),
    max_size=60,
).map("".join)


@given(st.one_of(PIECES, st.text()))
def test_no_text_is_too_strange(script: str) -> None:
    cause = cause_of(script)
    assert cause.delay_s >= 0
    assert cause == cause_of(script)
