"""/ip/dhcp-server and /ip/dhcp-client: servers, networks, leases whose expiry counts down."""

from __future__ import annotations

from collections.abc import Iterator

from altotui.simulator.routeros import checks
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import LIST, Menu
from altotui.simulator.routeros.menus.ip import leased_address, leasing_interface
from altotui.simulator.routeros.plan import Host
from altotui.simulator.routeros.reply import Reply, Row, failure, no_item, no_item_id
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.values import compact
from altotui.simulator.routeros.words import Sentence

LEASE_S = 1_800


def _servers(device: Device) -> Iterator[Row]:
    yield _server("dhcp-lan", "bridge-lan", "pool-lan")
    if device.plan.has_voice:
        yield _server("dhcp-voice", "vlan110-voice", "pool-voice")


def _server(name: str, interface: str, pool: str) -> Row:
    row = {"name": name, "interface": interface, "lease-time": compact(LEASE_S), "address-pool": pool}
    return row | {"authoritative": "yes", "use-radius": "no", "disabled": "false"}


def _server_live(_device: Device, _item: Item) -> Row:
    return {"lease-script": "", "invalid": "false", "dynamic": "false"}


def _networks(device: Device) -> Iterator[Row]:
    plan = device.plan
    for net in (plan.lan, plan.voice) if plan.has_voice else (plan.lan,):
        row = {"address": f"{net}.0/24", "gateway": f"{net}.1", "dns-server": f"{net}.1", "wins-server": ""}
        yield row | {"ntp-server": "", "caps-manager": "", "dhcp-option": "", "dynamic": "false"}


def _lease(device: Device, host: Host) -> Row:
    server = "dhcp-voice" if host.is_voice else "dhcp-lan"
    row = {"address": host.address, "mac-address": host.mac, "client-id": f"1:{host.mac.lower()}"}
    row |= {
        "address-lists": "",
        "server": server,
        "dhcp-option": "",
        "blocked": "true" if host.is_blocked else "false",
    }
    if host.name:
        row["host-name"] = device.text(host.name, "host name", host.number)
    return row


def _static_leases(device: Device) -> Iterator[Row]:
    for host in device.plan.hosts:
        if host.is_static:
            comment = "blocked guest" if host.is_blocked else f"reserved {host.number + 1}"
            row = _lease(device, host) | {"comment": device.text(comment, "lease comment", host.number)}
            yield row | {".id": f"*{0x2A + host.number:X}"}


def _learned_leases(device: Device) -> Iterator[Item]:
    # A lease made static or added by hand takes the place of the learned one.
    taken = {item.values["mac-address"] for item in device.table("ip/dhcp-server/lease").items}
    for host in device.plan.hosts:
        if not host.is_static and host.mac not in taken:
            row = _lease(device, host) | {"dynamic": "true"}
            yield Item(f"*{0x2A + host.number:X}", row, dynamic=True)


def _lease_live(device: Device, item: Item) -> Row:
    values = item.values
    host = next((host for host in device.plan.hosts if host.mac == values["mac-address"]), None)
    row = {
        "address": values["address"],
        "mac-address": values["mac-address"],
        **({"client-id": values["client-id"]} if "client-id" in values else {}),
        "address-lists": values.get("address-lists", ""),
        "server": values.get("server", "all"),
        "dhcp-option": values.get("dhcp-option", ""),
        **_use(device, host, values),
        **({"host-name": values["host-name"]} if "host-name" in values else {}),
        "age": compact(device.uptime_s % 190_000),
        "radius": "false",
        "dynamic": "true" if item.dynamic else "false",
        "blocked": values.get("blocked", "false"),
        "disabled": values.get("disabled", "false"),
    }
    return row


def _use(device: Device, host: Host | None, values: Row) -> Row:
    """Return what is known of the machine behind a lease: nothing is bound that was never seen."""
    if host is None or (host.is_blocked and host.status == "waiting"):
        return {"status": "waiting", "last-seen": "never"}
    if host.status == "waiting":
        return {
            "status": "waiting",
            "last-seen": compact(1_299_600 + host.number * 3_607 + int(device.now_s) % 86_400),
        }
    # A client renews at half of the lease time.
    seen_s = int(device.now_s + device.dice.between(0, LEASE_S, "renewed", host.number)) % (LEASE_S // 2)
    row = {"status": "bound", "expires-after": compact(LEASE_S - seen_s), "last-seen": compact(seen_s)}
    row |= {"active-address": values["address"], "active-mac-address": values["mac-address"]}
    return row | {"active-client-id": f"1:{host.mac.lower()}", "active-server": values.get("server", "all")}


def _make_static(device: Device, sentence: Sentence) -> Reply:
    text = sentence.arguments.get("numbers") or sentence.arguments.get(".id")
    if not text:
        raise no_item_id()
    table = device.table("ip/dhcp-server/lease")
    for reference in text.split(","):
        if any(item.id == reference for item in table.items):
            raise failure("already static")
        learned = [item for item in _learned_leases(device) if item.id == reference]
        if not learned:
            raise no_item()
        values = {key: value for key, value in learned[0].values.items() if key != "dynamic"}
        table.add(values | {".id": reference})
    return Reply()


def _clients(device: Device) -> Iterator[Row]:
    interface = leasing_interface(device)
    common = {"default-route-distance": "1", "dhcp-options": "hostname,clientid", "disabled": "false"}
    if interface is not None:
        row = {"interface": interface, "add-default-route": "no" if device.plan.is_busy else "yes"}
        row |= common | {"use-peer-dns": "true", "use-peer-ntp": "true"}
        yield row | {"comment": device.text("oob" if device.plan.is_busy else "internet", "client comment")}
    if device.plan.is_busy and device.plan.lan_ports:
        row = {"interface": device.plan.lan_ports[-1], "add-default-route": "special-classless"} | common
        yield row | {"default-route-distance": "5", "use-peer-dns": "false", "use-peer-ntp": "false"}


def _client_live(device: Device, item: Item) -> Row:
    flags = {"invalid": "false", "dynamic": "false"}
    if item.values.get("disabled") == "true":
        return {"status": "stopped"} | flags
    if item.values["interface"] != leasing_interface(device):
        return {"status": "searching..."} | flags
    address = leased_address(device)
    server = f"{address.rpartition('.')[0]}.1" if device.plan.is_busy else device.plan.gateway
    left_s = 86_400 - int(device.now_s + device.dice.between(0, 43_200, "client lease")) % 43_200
    row = {"status": "bound", "address": address, "gateway": server, "dhcp-server": server}
    row |= {"primary-dns": "10.64.3.53", "secondary-dns": "10.64.3.54", "expires-after": compact(left_s)}
    return row | flags


def _release(_device: Device, sentence: Sentence) -> Reply:
    if not (sentence.arguments.get("numbers") or sentence.arguments.get(".id")):
        raise no_item_id()
    return Reply()


_NAMED = {"name": checks.name, "disabled": checks.boolean, "comment": checks.text}

MENUS = (
    Menu(
        path="ip/dhcp-server",
        build=_servers,
        live=_server_live,
        verbs=LIST,
        settable=_NAMED
        | {
            "interface": checks.interface,
            "lease-time": checks.duration,
            "address-pool": checks.name,
            "authoritative": checks.one_of("yes", "no", "after-2sec-delay", "after-10sec-delay"),
        },
        required=("name", "interface"),
        defaults={
            "lease-time": "30m",
            "address-pool": "static-only",
            "authoritative": "yes",
            "use-radius": "no",
            "disabled": "false",
        },
        unique=("name",),
        duplicate="already have dhcp server with this name",
        columns=("name", "interface", "address-pool", "lease-time"),
    ),
    Menu(
        path="ip/dhcp-server/network",
        build=_networks,
        verbs=LIST - {"enable", "disable"},
        settable={
            "address": checks.network,
            "gateway": checks.each(checks.address),
            "dns-server": checks.each(checks.address),
            "ntp-server": checks.each(checks.address),
            "domain": checks.text,
            "comment": checks.text,
        },
        required=("address",),
        defaults={"dynamic": "false"},
        unique=("address",),
        duplicate="already have such network",
        columns=("address", "gateway", "dns-server", "domain"),
    ),
    Menu(
        path="ip/dhcp-server/lease",
        build=_static_leases,
        learned=_learned_leases,
        live=_lease_live,
        forgets=True,
        verbs=LIST,
        settable={
            "address": checks.address,
            "mac-address": checks.mac,
            "client-id": checks.text,
            "server": checks.name,
            "address-lists": checks.text,
            "block-access": checks.boolean,
            "lease-time": checks.duration,
            "rate-limit": checks.rate_pair,
            "disabled": checks.boolean,
            "comment": checks.text,
        },
        required=("address", "mac-address"),
        defaults={"disabled": "false", "blocked": "false"},
        unique=("address", "server"),
        duplicate="already have static lease for this address",
        columns=("address", "mac-address", "host-name", "server", "status", "last-seen"),
        commands={"make-static": _make_static},
    ),
    Menu(
        path="ip/dhcp-client",
        build=_clients,
        live=_client_live,
        verbs=LIST,
        settable={
            "interface": checks.interface,
            "add-default-route": checks.one_of("yes", "no", "special-classless"),
            "default-route-distance": checks.integer(0, 255),
            "use-peer-dns": checks.boolean,
            "use-peer-ntp": checks.boolean,
            "dhcp-options": checks.text,
            "disabled": checks.boolean,
            "comment": checks.text,
        },
        required=("interface",),
        defaults={
            "add-default-route": "yes",
            "default-route-distance": "1",
            "use-peer-dns": "true",
            "use-peer-ntp": "true",
            "dhcp-options": "hostname,clientid",
            "disabled": "false",
        },
        unique=("interface",),
        duplicate="dhcp-client on that interface already exists",
        columns=("interface", "use-peer-dns", "add-default-route", "status", "address"),
        commands={"release": _release, "renew": _release},
    ),
)
