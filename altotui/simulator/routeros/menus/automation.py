"""/system/script and /system/scheduler."""

from __future__ import annotations

from datetime import UTC, timedelta

from altotui.simulator.routeros import checks
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import LIST, Menu
from altotui.simulator.routeros.reply import Reply, Row, missing_arguments, no_item
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.words import Sentence


def _scripts(device: Device) -> list[Row]:
    source = ':log info "nightly check"\n:put [/system identity get name]'
    return [
        {
            "name": "nightly",
            "owner": "admin",
            "policy": "read,write,test",
            "dont-require-permissions": "false",
            "run-count": str(device.dice.between(3, 400, "script runs")),
            "source": source,
            "invalid": "false",
            "comment": device.text("made by provisioning", "script comment"),
        }
    ]


def _run_script(device: Device, sentence: Sentence) -> Reply:
    reference = (
        sentence.arguments.get("number") or sentence.arguments.get(".id") or sentence.arguments.get("numbers")
    )
    if reference is None:
        raise missing_arguments("number")
    for item in device.table("system/script").items:
        if reference in (item.id, item.values["name"]):
            item.values["run-count"] = str(int(item.values.get("run-count", "0")) + 1)
            device.run_script(item.values.get("source", ""))
            return Reply()
    raise no_item()


def _scheduler(_device: Device) -> list[Row]:
    return [
        {
            "name": "nightly",
            "start-time": "02:30:00",
            "interval": "1d",
            "on-event": "nightly",
            "disabled": "false",
        }
    ]


def _scheduler_live(device: Device, item: Item) -> Row:
    now = device.now.astimezone(UTC)
    due = now.replace(hour=2, minute=30, second=0, microsecond=0)
    due += timedelta(days=0 if due > now else 1)
    start = {} if "start-date" in item.values else {"start-date": device.date(device.profile.created_at)}
    return start | {
        "owner": item.values.get("owner", "admin"),
        "policy": item.values.get("policy", "read,write,test"),
        "run-count": str(max(0, device.uptime_s // 86_400)),
        "next-run": device.stamp(due),
    }


_SCRIPT = {
    "name": checks.name,
    "source": checks.text,
    "policy": checks.text,
    "comment": checks.text,
    "dont-require-permissions": checks.boolean,
}
_TASK = {
    "name": checks.name,
    "on-event": checks.text,
    "start-date": checks.text,
    "start-time": checks.text,
    "interval": checks.duration,
    "policy": checks.text,
    "comment": checks.text,
    "disabled": checks.boolean,
}

MENUS = (
    Menu(
        path="system/script",
        build=_scripts,
        verbs=LIST - {"enable", "disable"},
        settable=_SCRIPT,
        required=("name",),
        defaults={
            "owner": "admin",
            "policy": "read,write,test",
            "run-count": "0",
            "source": "",
            "invalid": "false",
        },
        unique=("name",),
        duplicate="item with this name already exists",
        commands={"run": _run_script},
    ),
    Menu(
        path="system/scheduler",
        build=_scheduler,
        live=_scheduler_live,
        verbs=LIST,
        settable=_TASK,
        required=("name",),
        defaults={"interval": "0s", "start-time": "startup", "disabled": "false"},
        unique=("name",),
        duplicate="item with this name already exists",
        columns=("name", "start-date", "start-time", "interval", "on-event", "run-count"),
    ),
)
