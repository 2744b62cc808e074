"""Which properties mean nothing when two answers are compared, and where the order of rows means something.

Two kinds: what differs between two moments on one router (counters, timers, clocks), and what differs between any
two routers (their own MAC addresses and serial numbers, when their links last changed). Events, such as a link that
went down, are news on one router, so they are of the second kind only. Names as `plain_name` has them.

Source: routeros.md 5 and 6, and the properties of each menu.
"""

from __future__ import annotations

from collections.abc import Mapping

VOLATILE = frozenset(
    {
        *("rx-byte", "tx-byte", "rx-packet", "tx-packet", "rx-bytes", "tx-bytes", "rx-packets", "tx-packets"),
        *("fp-rx-byte", "fp-tx-byte", "fp-rx-packet", "fp-tx-packet", "rx-drop", "tx-drop", "tx-queue-drop"),
        *("rx-error", "tx-error", "bytes", "packets", "bytes-in", "bytes-out", "packets-in", "packets-out"),
        *("uptime", "age", "last-seen", "expires-after", "idle-time", "last-activity"),
        *("cpu-load", "free-memory", "free-hdd-space", "write-sect-since-reboot", "write-sect-total"),
    }
)
"""In any menu."""

_STATION = frozenset(
    {
        *("signal", "signal-strength", "signal-to-noise", "rx-signal", "tx-signal-strength"),
        *("tx-signal", "signal-strength-ch0", "signal-strength-ch1", "tx-signal-strength-ch0"),
        *("tx-signal-strength-ch1", "tx-rate", "rx-rate", "tx-bits-per-second", "rx-bits-per-second"),
        *("tx-ccq", "rx-ccq", "p-throughput", "frames", "frame-bytes", "hw-frames", "hw-frame-bytes"),
    }
)
_CONNECTION = frozenset(
    {
        *("timeout", "orig-packets", "orig-bytes", "orig-fasttrack-packets", "orig-fasttrack-bytes"),
        *("repl-packets", "repl-bytes", "repl-fasttrack-packets", "repl-fasttrack-bytes"),
        *("orig-rate", "repl-rate"),
    }
)
_QUEUE = frozenset(
    {
        *("rate", "packet-rate", "dropped", "queued-bytes", "queued-packets", "total-rate"),
        *("total-packet-rate", "total-bytes", "total-packets", "total-dropped", "total-queued-bytes"),
        "total-queued-packets",
    }
)
_ROUND_TRIP = frozenset({"time", "min-rtt", "avg-rtt", "max-rtt"})

VOLATILE_AT: Mapping[str, frozenset[str]] = {
    "/caps-man/registration-table": _STATION,
    "/container": frozenset({"cpu-usage", "memory-current"}),
    "/disk": frozenset({"free"}),
    "/interface/ethernet": frozenset(
        {
            *("driver-rx-byte", "driver-tx-byte", "driver-rx-packet", "driver-tx-packet"),
            *("rx-broadcast", "rx-multicast", "rx-unicast", "rx-pause", "rx-fcs-error", "rx-align-error"),
            *("tx-broadcast", "tx-multicast", "tx-unicast", "tx-pause", "tx-collision", "tx-deferred"),
        }
    ),
    "/interface/ethernet/monitor": frozenset(
        {
            *("sfp-temperature", "sfp-supply-voltage", "sfp-tx-bias-current"),
            *("sfp-tx-power", "sfp-rx-power"),
        }
    ),
    "/interface/ethernet/poe/monitor": frozenset({"poe-out-voltage", "poe-out-current", "poe-out-power"}),
    "/interface/lte/monitor": frozenset({"rssi", "rsrp", "rsrq", "sinr", "cqi", "session-uptime"}),
    "/interface/wifi/registration-table": _STATION,
    "/interface/wifiwave2/registration-table": _STATION,
    "/interface/wireguard/peers": frozenset({"rx", "tx", "last-handshake"}),
    "/interface/wireless/registration-table": _STATION,
    "/ip/dns": frozenset({"cache-used"}),
    "/ip/dns/cache": frozenset({"ttl"}),
    "/ip/firewall/address-list": frozenset({"timeout"}),
    "/ip/firewall/connection": _CONNECTION,
    "/ip/firewall/connection/tracking": frozenset(
        {"total-entries", "total-ip4-entries", "total-ip6-entries"}
    ),
    "/ip/hotspot/active": frozenset({"session-time-left", "rx-rate", "tx-rate"}),
    "/ip/ipsec/installed-sa": frozenset({"expires-in", "current-bytes", "current-packets"}),
    "/ip/settings": frozenset(
        {
            *("ipv4-fast-path-bytes", "ipv4-fast-path-packets"),
            *("ipv4-fasttrack-bytes", "ipv4-fasttrack-packets"),
        }
    ),
    "/ipv6/firewall/address-list": frozenset({"timeout"}),
    "/ipv6/firewall/connection": _CONNECTION,
    "/ping": _ROUND_TRIP,
    "/queue/simple": _QUEUE,
    "/queue/tree": _QUEUE,
    "/routing/bfd/session": frozenset({"packets-rx", "packets-tx"}),
    "/routing/bgp/peer": frozenset(
        {"updates-sent", "updates-received", "withdrawn-sent", "withdrawn-received"}
    ),
    "/routing/bgp/session": frozenset({"local.messages", "local.bytes", "remote.messages", "remote.bytes"}),
    "/routing/ospf/lsa": frozenset({"sequence", "checksum"}),
    "/routing/ospf/neighbor": frozenset({"adjacency", "timeout", "ls-requests", "db-summaries"}),
    "/system/clock": frozenset({"time", "date"}),
    "/system/ntp/client": frozenset({"freq-drift", "system-offset"}),
    "/system/resource/irq": frozenset({"count", "per-cpu-count"}),
    "/system/scheduler": frozenset({"next-run", "run-count"}),
    "/system/script": frozenset({"last-started", "run-count"}),
    "/tool/netwatch": frozenset(
        {
            *("done-tests", "sent-count", "response-count", "rtt-avg", "rtt-jitter", "rtt-max", "rtt-min"),
            *("rtt-stdev", "http-resp-time", "tcp-connect-time"),
        }
    ),
    "/tool/ping": _ROUND_TRIP,
    "/tool/traceroute": frozenset({"last", "avg", "best", "worst", "std-dev"}),
    "/user": frozenset({"last-logged-in"}),
    "/user-manager/session": frozenset({"download", "upload", "last-accounting-packet"}),
}
"""Besides, in one menu, or in the rows of one command."""

_INTERFACE = frozenset(
    {
        *("mac-address", "orig-mac-address", "radio-mac"),
        *("last-link-up-time", "last-link-down-time", "link-downs"),
    }
)
_INTERFACES = (
    *("bonding", "bridge", "eoip", "ethernet", "gre", "ipip", "l2tp-client", "lte", "macvlan", "ovpn-client"),
    *(
        "pppoe-client",
        "pptp-client",
        "sstp-client",
        "veth",
        "vlan",
        "vxlan",
        "wifi",
        "wifiwave2",
        "wireguard",
    ),
    "wireless",
)

OWN_AT: Mapping[str, frozenset[str]] = {
    "/interface": _INTERFACE,
    **{f"/interface/{kind}": _INTERFACE for kind in _INTERFACES},
    "/certificate": frozenset({"fingerprint", "serial-number", "akid", "skid"}),
    "/disk": frozenset({"serial"}),
    "/file": frozenset({"creation-time", "last-modified"}),
    "/interface/ethernet/monitor": frozenset({"sfp-vendor-serial", "sfp-manufacturing-date"}),
    "/interface/lte/monitor": frozenset({"imei", "imsi", "uicc"}),
    "/interface/wifi/radio": frozenset({"radio-mac"}),
    "/interface/wifiwave2/radio": frozenset({"radio-mac"}),
    "/ip/cloud": frozenset({"dns-name", "vpn-dns-name"}),
    "/ip/firewall/address-list": frozenset({"creation-time"}),
    "/ip/ipsec/installed-sa": frozenset({"spi", "addtime", "auth-key", "enc-key"}),
    "/ipv6/firewall/address-list": frozenset({"creation-time"}),
    "/log": frozenset({"time"}),
    "/ppp/active": frozenset({"session-id"}),
    "/ppp/secret": frozenset({"last-logged-out"}),
    "/routing/bfd/session": frozenset({"state-changes"}),
    "/routing/bgp/session": frozenset({"last-started", "last-stopped", "input.procid", "output.procid"}),
    "/routing/ospf/neighbor": frozenset({"state-changes"}),
    "/snmp": frozenset({"engine-id"}),
    "/system/history": frozenset({"time"}),
    "/system/license": frozenset({"software-id", "system-id", "deadline-at", "next-renewal-at"}),
    "/system/resource/pci": frozenset({"serial-number"}),
    "/system/resource/usb": frozenset({"serial-number"}),
    "/system/routerboard": frozenset({"serial-number"}),
    "/system/script/job": frozenset({"started"}),
    "/tool/netwatch": frozenset({"since", "failed-tests"}),
    "/user/active": frozenset({"when"}),
}
"""What differs between any two routers, in one menu or in the rows of one command."""

ORDERED = frozenset(
    {
        *("/caps-man/access-list", "/caps-man/provisioning", "/interface/bridge/filter"),
        *("/interface/bridge/nat", "/interface/ethernet/switch/rule", "/interface/wifi/access-list"),
        *("/interface/wifi/provisioning", "/interface/wifiwave2/access-list"),
        *("/interface/wifiwave2/provisioning", "/interface/wireless/access-list"),
        *("/interface/wireless/connect-list", "/ip/firewall/filter", "/ip/firewall/mangle"),
        *("/ip/firewall/nat", "/ip/firewall/raw", "/ip/ipsec/policy", "/ip/route/rule"),
        *("/ipv6/firewall/filter", "/ipv6/firewall/mangle", "/ipv6/firewall/nat", "/ipv6/firewall/raw"),
        *("/queue/simple", "/routing/bfd/configuration", "/routing/filter", "/routing/filter/rule"),
        *("/routing/rule", "/tool/traceroute"),
    }
)
"""Menus and commands whose rows mean something by their order; with those of `data/menus.json` (a test compares)."""


def volatile_names(command: str) -> frozenset[str]:
    """Return what differs between two moments on one router and means nothing, in the rows of a command.

    Args:
        command: Full path with verb, for example `/ip/arp/print`; empty for what is so in any menu.
    """
    return VOLATILE | VOLATILE_AT.get(_menu(command), frozenset()) | VOLATILE_AT.get(command, frozenset())


def own_names(command: str) -> frozenset[str]:
    """Return what differs between any two routers and means nothing, besides what is volatile."""
    return OWN_AT.get(_menu(command), frozenset()) | OWN_AT.get(command, frozenset())


def is_ordered(command: str) -> bool:
    """Return whether the order of the rows is part of the answer."""
    return _menu(command) in ORDERED or command in ORDERED


def _menu(command: str) -> str:
    return command.rpartition("/")[0]
