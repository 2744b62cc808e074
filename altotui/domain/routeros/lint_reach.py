"""Remarks on what may cut the router off from the platform: it reports by HTTPS, and live commands come by a tunnel.

Which interface, address or rule that is, only the router knows, so these are warnings, and only on what the way could
be. Source: altostrat-api.md 13 (check-in by HTTPS, OpenVPN tunnel, user of the platform), routeros.md 3.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from altotui.domain.routeros.catalogue import Path
from altotui.domain.routeros.language import Language, joined
from altotui.domain.routeros.lint_targets import Target, target_of
from altotui.domain.routeros.remark import Found, Rule, Severity
from altotui.domain.routeros.script_walk import Call, each_call

_TAKES_AWAY = frozenset({"set", "disable", "remove", "unset", "reset"})
_CHANGES_NOTHING = frozenset({"comment", "name", "numbers", ".id"})
_NOT_THE_WAY = frozenset({"list", "wifi", "wireless", "detect-internet", "dot1x"})
"""Menus below /interface that do not carry what the router sends by itself."""
_TUNNELS = frozenset({"ovpn-client", "sstp-client", "l2tp-client", "pptp-client", "wireguard"})
_DNS_PROPERTIES = frozenset({"servers", "use-doh-server", "verify-doh-cert", "vrf"})
_DROPPING = frozenset({"drop", "reject", "tarpit"})
_CHAINS = frozenset({"input", "output", "prerouting"})
_BROAD = frozenset(
    {
        *("action", "chain", "comment", "copy-from", "disabled", "in-interface", "in-interface-list"),
        *("log", "log-prefix", "place-before", "protocol", "reject-with"),
    }
)
"""What a rule may say and still meet the answers that the router waits for."""
_PLATFORM_SERVICES = re.compile(r"\bapi(?:-ssl)?\b")
_PLATFORM_NAMES = re.compile("altostrat|mikrocloud|sdx", re.IGNORECASE)
_DEFAULT_ROUTES = frozenset({"", "0.0.0.0/0", "::/0"})
_FORGETS_ALL = frozenset({"/system/reset-configuration", "/system/backup/load"})
_WAY_BACK = "if so, undo it from beside the script: :execute {:delay 5m; UNDO} in front"


def reach_remarks(calls: tuple[Call, ...], language: Language, text: str) -> Iterator[Found]:
    """Yield the remark on every command that may cut the router off before it has reported."""
    for call, is_later in each_call(calls):
        if call.reading is None or call.is_scripting or is_later:
            continue
        reason = _reason(call, call.reading.menu, language, text)
        if reason:
            remedy = (
                _WAY_BACK if not call.command.startswith("/system/") else "leave the platform's own alone"
            )
            yield Found(Rule.OWN_BRANCH, Severity.WARNING, call.start, call.end, reason, remedy)


def _reason(call: Call, menu: Path, language: Language, text: str) -> str:
    """Return what may be cut, empty when nothing is."""
    if call.command in _FORGETS_ALL:
        return f"{call.command} makes the router forget the platform: tunnel, user and scheduler"
    if menu[:1] == ("interface",):
        return _interface(call, menu, language)
    if menu[1:3] == ("firewall", "filter") or menu[1:3] == ("firewall", "raw"):
        return _firewall(call)
    if menu in (("ip", "dns"),):
        changes = call.verb == "set" and any(given.name in _DNS_PROPERTIES for given in call.arguments.given)
        return "the router finds the platform by DNS, and this changes its servers" if changes else ""
    if menu in _BY_TARGET:
        return _by_target(call, menu, target_of(call, text))
    return _way_out(call, menu)


def _takes_away(call: Call) -> bool:
    """Return whether a command may end something that works, and not only name it or switch it on."""
    if call.verb not in _TAKES_AWAY:
        return False
    changed = {given.name for given in call.arguments.given} - _CHANGES_NOTHING
    is_switched_on = changed == {"disabled"} and call.value("disabled") in ("no", "false")
    return call.verb != "set" or not (is_switched_on or not changed)


def _interface(call: Call, menu: Path, language: Language) -> str:
    if len(menu) > 1 and menu[1] in _NOT_THE_WAY:
        return ""
    is_listed = (
        language.safety.is_listed(call.command) and language.safety.kind(call.command, ()) == "disruptive"
    )
    moves_port = call.verb == "add" and menu == ("interface", "bridge", "port")
    if moves_port:
        return "a port of a bridge loses its own address: the router may report over it"
    if not (_takes_away(call) or is_listed):
        return ""
    if len(menu) > 1 and menu[1] in _TUNNELS:
        return f"{call.command} may cut the tunnel of the platform"
    return f"{call.command} may cut the interface that the router reports over"


def _firewall(call: Call) -> str:
    if call.verb != "add" or call.value("action") not in _DROPPING or call.value("chain") not in _CHAINS:
        return ""
    names = {given.name for given in call.arguments.given}
    states = call.value("connection-state").split(",")
    narrows = names - _BROAD - {"connection-state"}
    is_off = call.value("disabled") in ("yes", "true")
    if narrows or is_off or not ("" in states or "established" in states):
        return ""
    chain = call.value("chain")
    return f"a {call.value('action')} rule in {chain} may meet what the router sends and gets to report"


_BY_TARGET: dict[Path, tuple[re.Pattern[str], bool, str]] = {
    ("ip", "service"): (_PLATFORM_SERVICES, True, "live commands of the platform come by the api service"),
    ("system", "scheduler"): (_PLATFORM_NAMES, False, "the router checks in by a scheduler of the platform"),
    ("system", "script"): (_PLATFORM_NAMES, False, "the router may check in by a script of the platform"),
    ("user",): (_PLATFORM_NAMES, False, "the platform logs in as a user of its own"),
    ("certificate",): (_PLATFORM_NAMES, False, "the tunnel of the platform may need a certificate"),
}
"""Of a menu: what the platform's items are called, whether an item that is not named counts, and why it matters."""


def _by_target(call: Call, menu: Path, target: Target) -> str:
    names, counts_unnamed, why = _BY_TARGET[menu]
    if not _takes_away(call):
        return ""
    is_unnamed = target.is_unknown or target.is_by_row_number
    if target.is_everything or names.search(target.words) or (counts_unnamed and is_unnamed):
        return f"{why}: {call.verb} in {joined(menu)} may end that"
    return ""


def _way_out(call: Call, menu: Path) -> str:
    """Return what an address, a route or a DHCP client is to the way out."""
    what = {
        "address": "the address that the router reports from",
        "dhcp-client": "the address that the router reports from",
        "route": "the route by which the router reports",
        "vrf": "the route by which the router reports",
    }.get(menu[1] if len(menu) == 2 and menu[0] in ("ip", "ipv6") else "")
    if menu[:1] == ("routing",):
        what = "the route by which the router reports"
    if what is None:
        return ""
    is_default = menu[-1] == "route" and call.verb == "add" and _is_default(call)
    if _takes_away(call) or call.verb in ("release", "renew") or is_default:
        return f"{call.command} may change {what}"
    return ""


def _is_default(call: Call) -> bool:
    given = call.given("dst-address")
    is_on = call.value("disabled") not in ("yes", "true")
    return is_on and (given is None or (not given.is_dynamic and given.value in _DEFAULT_ROUTES))
