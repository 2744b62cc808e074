"""The scenes: each brings the console to one moment that is worth a picture."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from screenshots.stage import Stage, open_stage

_ROLLOUT = ("0042", "0162", "0096", "0192", "0204", "0180", "0012")
"""Sites of the upgrade whose jobs ended, failed, wait and run; told from each other by their numbers."""
_HOSTILE = ("0042", "0009", "0016")
"""Sites whose names and jobs try to control the terminal or the console."""


class Scene(NamedTuple):
    """One picture."""

    name: str
    """Of its files, with columns and rows."""
    size: tuple[int, int]
    """Columns and rows."""
    scenario: str
    play: Callable[[Stage], Awaitable[None]]


async def play(scene: Scene) -> str:
    """Play a scene from its start and return its last screen as SVG."""
    async with open_stage(scene.scenario, scene.size) as stage:
        await scene.play(stage)
        return await stage.draw()


async def _console(stage: Stage) -> None:
    await _watch_the_rollout(stage)
    await stage.ask("/system/resource/print =.proplist=board-name,version,uptime,cpu-load,free-memory")
    await stage.ask("/ip/arp/print")


async def _sites(stage: Stage) -> None:
    await stage.press("slash")
    await stage.write("lagos")


async def _jobs(stage: Stage) -> None:
    await _watch_the_rollout(stage)
    await stage.press("f4", "home")


async def _everything(stage: Stage) -> None:
    await _watch_the_rollout(stage)
    for line in (
        "/ip/arp/print",
        "/system/resource/print",
        "/interface/print ?type=ether",
        "/ip/adress/print",
    ):
        await stage.ask(line)


async def _job_form(stage: Stage) -> None:
    await _watch_the_rollout(stage)
    await stage.press("f4", "colon")
    await stage.write("rw CHG-2041")
    await stage.press("enter", "J")
    await stage.write("Close telnet on the router")
    await stage.press("tab")
    await stage.write("/ip/service/set [find name=telnet] disabled=yes;\n:log info message=CHG-2041")


async def _hostile(stage: Stage) -> None:
    for number in _HOSTILE:
        await stage.choose(number)
    await stage.press("home")
    await stage.ask("/interface/print")
    await stage.ask("/ip/adress/print")


async def _compare(stage: Stage) -> None:
    await stage.choose("0042")
    await stage.press("f3")
    await stage.type("@tag:lagos\n\\clear\n")
    await stage.ask("/ip firewall filter print")
    await stage.type("\\ignore src-address dst-address\n")


async def _gate(stage: Stage) -> None:
    await stage.choose("0042")
    await stage.press("f3")
    await stage.type(":rw INC-1042 DNS moved\n")
    await stage.type("@tag:lagos status:online\n")
    await stage.type("/ip dns set servers=192.0.2.53\n")


async def _watch_the_rollout(stage: Stage) -> None:
    for number in _ROLLOUT:
        await stage.choose(number)


_ALL = (
    Scene("console-120x36", (120, 36), "mass-upgrade", _console),
    Scene("sites-80x24", (80, 24), "mass-upgrade", _sites),
    Scene("jobs-80x24", (80, 24), "mass-upgrade", _jobs),
    Scene("wide-200x60", (200, 60), "mass-upgrade", _everything),
    Scene("job-form-120x36", (120, 36), "mass-upgrade", _job_form),
    Scene("compare-120x36", (120, 36), "one-odd-firewall", _compare),
    Scene("gate-120x36", (120, 36), "calm-day", _gate),
    Scene("hostile-120x36", (120, 36), "hostile-text", _hostile),
)

SCENES = {scene.name: scene for scene in _ALL}
"""All of them, by name."""
