"""Registration tables of both wireless drivers; a router has at most one of them."""

from __future__ import annotations

from collections.abc import Iterator

from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import READ, Menu
from altotui.simulator.routeros.reply import Row
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.values import compact


def _clients(device: Device) -> Iterator[tuple[int, str, str, int, int]]:
    """Yield (number, MAC, address, seconds since it came, signal in dBm) of each client."""
    for number in range(device.dice.between(2, 9, "clients")):
        stays_s = device.dice.between(600, 30_000, "stays", number)
        came_s = min(
            device.uptime_s, int(device.now_s + device.dice.between(0, stays_s, "came", number)) % stays_s
        )
        signal = int(device.dice.wander(-78, -42, device.now_s, 60, "signal", number))
        mac = f"00:00:5E:00:53:{(0x70 + number):02X}"
        yield number, mac, f"{device.plan.lan}.{60 + number}", came_s, signal


def _wifi(device: Device) -> Iterator[Item]:
    for number, mac, _address, came_s, signal in _clients(device):
        fast = number % 2 == 0
        row: Row = {
            "interface": "wifi1" if fast else "wifi2",
            "ssid": device.text(f"{device.profile.region}-office", "ssid"),
            "mac-address": mac,
            "uptime": compact(came_s),
            "last-activity": f"{device.dice.between(1, 900, 'idle', number, int(device.now_s))}ms",
            "signal": str(signal),
            "auth-type": "wpa2-psk" if number % 3 else "wpa3-psk",
            "band": "5ghz-ax" if fast else "2ghz-ax",
            "tx-rate": str(device.dice.pick((573_500_000, 864_700_000, 1_200_900_000), "tx", number)),
            "rx-rate": str(device.dice.pick((516_100_000, 780_000_000, 1_080_900_000), "rx", number)),
            **_packets(device, came_s, number),
            "tx-bits-per-second": str(int(device.dice.wander(0, 4e7, device.now_s, 11, "tx now", number))),
            "rx-bits-per-second": str(int(device.dice.wander(0, 6e6, device.now_s, 11, "rx now", number))),
            "authorized": "true",
        }
        yield Item(f"*{number + 1:X}", row, dynamic=True)


def _packets(device: Device, came_s: int, number: int) -> Row:
    sent, received = (
        int(came_s * device.dice.between(2, 90, "packets", way, number)) for way in ("tx", "rx")
    )
    return {"packets": f"{sent},{received}", "bytes": f"{sent * 1_288},{received * 160}"}


def _legacy(device: Device) -> Iterator[Item]:
    for number, mac, address, came_s, signal in _clients(device):
        counted = _packets(device, came_s, number)
        row: Row = {
            "interface": "wlan1" if number % 2 == 0 else "wlan2",
            "radio-name": mac.replace(":", ""),
            "mac-address": mac,
            "ap": "false",
            "wds": "false",
            "bridge": "false",
            "rx-rate": "866.6Mbps-80MHz/2S/SGI" if number % 2 == 0 else "65Mbps-20MHz/1S",
            "tx-rate": "780Mbps-80MHz/2S" if number % 2 == 0 else "72.2Mbps-20MHz/1S/SGI",
            **counted,
            "frames": counted["packets"],
            "uptime": compact(came_s),
            "last-activity": f"{device.dice.between(0, 90, 'idle', number, int(device.now_s)) * 10}ms",
            "signal-strength": f"{signal}@6Mbps",
            "signal-to-noise": str(signal + 105),
            "tx-ccq": str(device.dice.between(60, 98, "tx-ccq", number)),
            "rx-ccq": str(device.dice.between(60, 98, "rx-ccq", number)),
            "p-throughput": "412837",
            "last-ip": address,
            "802.1x-port-enabled": "true",
            "authentication-type": "wpa2-psk",
            "encryption": "aes-ccm",
            "group-encryption": "aes-ccm",
            "management-protection": "false",
            "wmm-enabled": "true",
        }
        yield Item(f"*{number + 1:X}", row, dynamic=True)


MENUS = (
    Menu(
        path="interface/wifi/registration-table",
        learned=_wifi,
        verbs=READ | {"remove"},
        forgets=True,
        exists=lambda device: device.plan.has_wifi,
        columns=(
            "interface",
            "ssid",
            "mac-address",
            "uptime",
            "last-activity",
            "signal",
            "auth-type",
            "band",
        ),
    ),
    Menu(
        path="interface/wireless/registration-table",
        learned=_legacy,
        verbs=READ | {"remove"},
        forgets=True,
        exists=lambda device: device.plan.has_legacy_wireless,
        columns=("interface", "mac-address", "ap", "signal-strength", "tx-rate", "uptime"),
    ),
)
