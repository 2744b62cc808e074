"""/system: resource, identity, routerboard, health, clock, package, script, scheduler, NTP; reboot."""

from __future__ import annotations

from datetime import UTC, timedelta

from altotui.simulator.routeros import checks
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import SINGLETON, Menu
from altotui.simulator.routeros.menus.packages import build_time, channel
from altotui.simulator.routeros.reply import Row
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.values import compact, release

_ZONES = {
    "lagos": ("Africa/Lagos", 60),
    "nairobi": ("Africa/Nairobi", 180),
    "accra": ("Africa/Accra", 0),
    "johannesburg": ("Africa/Johannesburg", 120),
    "casablanca": ("Africa/Casablanca", 60),
    "bologna": ("Europe/Rome", 60),
    "zürich": ("Europe/Zurich", 60),
    "rotterdam": ("Europe/Amsterdam", 60),
    "kraków": ("Europe/Warsaw", 60),
    "riga": ("Europe/Riga", 120),
    "porto": ("Europe/Lisbon", 0),
    "leeds": ("Europe/London", 0),
    "são-paulo": ("America/Sao_Paulo", -180),
    "bogotá": ("America/Bogota", -300),
    "lima": ("America/Lima", -300),
    "monterrey": ("America/Monterrey", -360),
    "denver": ("America/Denver", -420),
    "toronto": ("America/Toronto", -300),
    "austin": ("America/Chicago", -360),
    "jakarta": ("Asia/Jakarta", 420),
    "manila": ("Asia/Manila", 480),
    "pune": ("Asia/Kolkata", 330),
    "sydney": ("Australia/Sydney", 600),
    "auckland": ("Pacific/Auckland", 720),
}
"""Region to its zone and minutes from UTC, without summer time; elsewhere a router keeps UTC."""
_CPUS = {
    "arm64": "ARM64",
    "arm": "ARM",
    "x86_64": "AMD",
    "mipsbe": "MIPS 24Kc V7.4",
    "mmips": "MIPS 1004Kc V2.15",
}
_FREQUENCIES_MHZ = {"arm64": 1700, "arm": 716, "x86_64": 2600, "mipsbe": 650, "mmips": 880, "tile": 1200}


def _one(_device: Device) -> list[Row]:
    return [{}]


def _resource(device: Device, _item: Item) -> Row:
    profile, dice, now_s = device.profile, device.dice, device.now_s
    load = int(dice.wander(1, {"core": 55, "edge": 40}.get(profile.role, 24), now_s, 47, "cpu"))
    memory_share = dice.wander(0.35, 0.8, now_s, 3_600, "memory")
    disk_share = dice.between(20, 60, "disk") / 100
    # Flash wears: the sum of all starts keeps what earlier starts wrote.
    since_boot = dice.grown(0.06, device.uptime_s, "sectors", device.boots)
    before = dice.between(20_000, 3_000_000, "sectors before")
    to_boot = dice.grown(
        0.06, max(0, int((device.booted_at - profile.booted_at).total_seconds())), "sectors", 0
    )
    row = {
        "uptime": compact(device.uptime_s),
        "version": f"{device.version} ({channel(device.version)})",
        "build-time": build_time(device),
        "factory-software": factory_version(device),
        "free-memory": str(int(profile.memory_bytes * memory_share) // 4096 * 4096),
        "total-memory": str(profile.memory_bytes),
        "cpu": _CPUS.get(profile.architecture, profile.architecture.upper()),
        "cpu-count": str(profile.cpu_count),
        "cpu-frequency": str(_FREQUENCIES_MHZ.get(profile.architecture, 800)),
        "cpu-load": str(load),
        "free-hdd-space": str(int(profile.disk_bytes * disk_share) // 4096 * 4096),
        "total-hdd-space": str(profile.disk_bytes),
        "write-sect-since-reboot": str(since_boot),
        "write-sect-total": str(before + to_boot + since_boot),
        "bad-blocks": "0",
        "architecture-name": profile.architecture,
        "board-name": profile.model,
        "platform": "MikroTik",
    }
    absent = {"bad-blocks", "factory-software"} if profile.is_virtual else set()
    return {key: value for key, value in row.items() if key not in absent}


def factory_version(device: Device) -> str:
    """Return the version the board was sold with."""
    return (
        "6.49.10"
        if release(device.version)[0] < 7
        else device.dice.pick(("7.4.1", "7.8", "7.11.2"), "factory")
    )


def _identity(device: Device) -> list[Row]:
    return [{"name": device.profile.identity}]


def _routerboard(device: Device, item: Item) -> Row:
    profile = device.profile
    if profile.is_virtual:
        return {"routerboard": "false"}
    behind = device.dice.chance(0.15, "firmware behind")
    upgrade = device.version
    return {
        "routerboard": "true",
        "board-name": profile.board,
        "model": profile.model,
        "revision": f"r{device.dice.between(1, 3, 'revision')}",
        "serial-number": profile.serial,
        "firmware-type": {"arm64": "al64", "arm": "ipq4000L", "mmips": "mt7621L"}.get(
            profile.architecture, "ar9344"
        ),
        "factory-firmware": factory_version(device),
        "current-firmware": item.values.get(
            "current-firmware", factory_version(device) if behind else upgrade
        ),
        "upgrade-firmware": upgrade,
    }


def _health(device: Device) -> list[Item]:
    if device.profile.is_virtual:
        return []
    wander, now_s = device.dice.wander, device.now_s
    sensors = [("*D", "cpu-temperature", int(wander(38, 66, now_s, 1_800, "cpu C")), "C")]
    if device.plan.is_busy:
        sensors.append(("*E", "sfp-temperature", int(wander(31, 48, now_s, 1_800, "sfp C")), "C"))
        for fan, number in ((1, "*7"), (2, "*8")):
            speed = int(wander(3_600, 4_400, now_s, 600, "fan", fan)) // 30 * 30
            sensors.append((number, f"fan{fan}-speed", speed, "RPM"))
    else:
        volts = int(wander(236, 243, now_s, 900, "volts"))
        sensors.append(("*3", "voltage", volts, "V"))
    rows = [
        (number, name, f"{value / 10:.1f}" if kind == "V" else str(value), kind)
        for number, name, value, kind in sensors
    ]
    if device.plan.is_busy:
        broken = device.dice.chance(0.08, "psu")
        rows += [("*B", "psu1-state", "ok", ""), ("*C", "psu2-state", "fail" if broken else "ok", "")]
    if not device.plan.is_modern:
        # Version 6 answers one flat row.
        return [Item("*1", {name.removeprefix("cpu-"): value for _, name, value, _ in rows})]
    return [Item(number, {"name": name, "value": value, "type": kind}) for number, name, value, kind in rows]


def _clock(device: Device, item: Item) -> Row:
    name, offset_minutes = _zone(device)
    if item.values.get("time-zone-name", name) in ("UTC", "manual"):
        offset_minutes = 0
    local = device.now.astimezone(UTC) + timedelta(minutes=offset_minutes)
    sign = "-" if offset_minutes < 0 else "+"
    hours, minutes = divmod(abs(offset_minutes), 60)
    return {
        "time": f"{local:%H:%M:%S}",
        "date": device.date(local),
        "time-zone-autodetect": item.values.get("time-zone-autodetect", "true"),
        "time-zone-name": item.values.get("time-zone-name", name),
        "gmt-offset": f"{sign}{hours:02d}:{minutes:02d}",
        "dst-active": "false",
    }


def _zone(device: Device) -> tuple[str, int]:
    return _ZONES.get(device.profile.region, ("UTC", 0))


def _ntp(_device: Device) -> list[Row]:
    return [{"enabled": "true", "mode": "unicast", "servers": "192.0.2.123,198.51.100.123", "vrf": "main"}]


def _ntp_live(device: Device, _item: Item) -> Row:
    drift = device.dice.wander(-9, 9, device.now_s, 1_024, "drift")
    return {
        "freq-drift": f"{drift:.3f} PPM",
        "status": "synchronized",
        "synced-server": "192.0.2.123",
        "synced-stratum": "2",
    }


MENUS = (
    Menu(path="system/resource", build=_one, live=_resource, singleton=True),
    Menu(
        path="system/identity",
        build=_identity,
        singleton=True,
        verbs=SINGLETON,
        settable={"name": checks.name},
    ),
    Menu(path="system/routerboard", build=_one, live=_routerboard, singleton=True),
    Menu(
        path="system/health",
        learned=_health,
        columns=("name", "value", "type"),
    ),
    Menu(
        path="system/clock",
        build=_one,
        live=_clock,
        singleton=True,
        verbs=SINGLETON,
        settable={"time-zone-name": checks.name, "time-zone-autodetect": checks.boolean},
    ),
    Menu(
        path="system/ntp/client",
        build=_ntp,
        live=_ntp_live,
        singleton=True,
        verbs=SINGLETON,
        settable={
            "enabled": checks.boolean,
            "mode": checks.one_of("broadcast", "manycast", "multicast", "unicast"),
            "servers": checks.text,
            "vrf": checks.name,
        },
    ),
)
