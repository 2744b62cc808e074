"""One simulated router: commands and scripts in, RouterOS answers out."""

from __future__ import annotations

from collections.abc import Sequence

from altotui.domain.clock import Clock
from altotui.simulator.profile import RouterProfile
from altotui.simulator.routeros.device import Device, Quirks
from altotui.simulator.routeros.nodes import MENUS
from altotui.simulator.routeros.reply import Reply, Row, ScriptRun, Trap
from altotui.simulator.routeros.script.check import check_script
from altotui.simulator.routeros.script.run import run_script
from altotui.simulator.routeros.tree import run_command

__all__ = ["Quirks", "Reply", "Router", "Row", "ScriptRun", "Trap", "check_script"]

_NO_QUIRKS = Quirks()


class Router:
    """A router with its state; making one costs next to nothing, its menus are built on first use."""

    __slots__ = ("_device",)

    def __init__(
        self, profile: RouterProfile, *, seed: int, clock: Clock, quirks: Quirks = _NO_QUIRKS
    ) -> None:
        self._device = Device(profile, seed, clock, quirks, MENUS, run_script)

    @property
    def version(self) -> str:
        """RouterOS version without its channel; an upgrade changes it."""
        return self._device.version

    @property
    def identity(self) -> str:
        """The name the router gives itself."""
        return self._device.identity

    def run(self, command: str, words: Sequence[str]) -> Reply:
        """Run one API sentence.

        Args:
            command: Full path with slashes, for example `/ip/address/print`.
            words: Attribute and query words, for example `=.proplist=address`, `?dynamic=true`.

        Raises:
            Trap: The router refuses, in its own words.
        """
        return run_command(self._device, command, words)

    def run_script(self, source: str) -> ScriptRun:
        """Run console text as a job or `/execute` does."""
        return self._device.run_script(source)

    def reboot(self) -> None:
        """Restart: uptime and counters from zero, what was learned is learned again."""
        self._device.reboot()
