"""/system/package: what is installed, and the way to a newer version."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from altotui.simulator.routeros import checks
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import READ, SINGLETON, Menu
from altotui.simulator.routeros.reply import Reply, Row, unknown_parameter
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.values import release
from altotui.simulator.routeros.words import Sentence

LATEST_VERSION = "7.24"


def channel(version: str) -> str:
    """Return the release channel a version belongs to."""
    if "rc" in version or "beta" in version:
        return "testing"
    return "long-term" if version.startswith("6.") else "stable"


def build_time(device: Device) -> str:
    """Return when the running version was built, a function of the version."""
    major, minor = release(device.version)
    day = datetime(2021, 12, 2, 9, 14, 33, tzinfo=UTC) + timedelta(days=(major - 7) * 900 + minor * 72)
    return device.stamp(day + timedelta(seconds=len(device.version) * 997))


def _update(device: Device, item: Item) -> Row:
    latest = item.values.get("latest-version")
    if latest is None:
        return {"installed-version": device.version}
    is_new = latest != device.version
    status = "New version is available" if is_new else "System is already up to date"
    return {"installed-version": device.version, "latest-version": latest, "status": status}


def _update_built(device: Device) -> list[Row]:
    row = {"channel": channel(device.version)}
    if device.dice.chance(0.4, "has checked"):
        row["latest-version"] = latest_version(device)
    return [row]


def latest_version(device: Device) -> str:
    """Return the newest version of the router's channel."""
    return "6.49.18" if release(device.version)[0] < 7 else LATEST_VERSION


def _check_updates(device: Device, sentence: Sentence) -> Reply:
    for name in sentence.arguments:
        if name not in ("once", "duration"):
            raise unknown_parameter(name)
    device.table("system/package/update").items[0].values["latest-version"] = latest_version(device)
    row = device.table("system/package/update").items[0]
    return Reply((row.values | _update(device, row),))


def _install(device: Device, _sentence: Sentence) -> Reply:
    device.version = latest_version(device)
    device.table("system/package/update").items[0].values["latest-version"] = device.version
    device.reboot()
    return Reply()


def _packages(device: Device) -> list[Row]:
    names = ["routeros"]
    if device.plan.has_wifi:
        names.append("wifi-qcom")
    if device.plan.has_legacy_wireless and release(device.version) >= (7, 13):
        names.append("wireless")
    return [{"name": name, "disabled": "false"} for name in names]


def _package(device: Device, item: Item) -> Row:
    sizes = {"routeros": 12_349_440, "wifi-qcom": 11_489_280, "wireless": 1_679_360}
    return {
        "version": device.version,
        "build-time": build_time(device),
        "size": str(sizes[item.values["name"]]),
        "available": "false",
    }


MENUS = (
    Menu(
        path="system/package/update",
        build=_update_built,
        live=_update,
        singleton=True,
        verbs=SINGLETON,
        settable={"channel": checks.one_of("stable", "long-term", "testing", "development")},
        commands={"check-for-updates": _check_updates, "install": _install},
    ),
    Menu(
        path="system/package",
        build=_packages,
        live=_package,
        verbs=READ | {"enable", "disable"},
        columns=("name", "version", "build-time", "size"),
    ),
)
