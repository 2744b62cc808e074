"""The state behind one router: its facts, its clock, its tables, its log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from altotui.domain.clock import Clock
from altotui.simulator.profile import RouterProfile
from altotui.simulator.routeros import values
from altotui.simulator.routeros.dice import Dice
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.simulator.routeros.plan import Plan
from altotui.simulator.routeros.reply import ScriptRun
from altotui.simulator.routeros.table import Table

if TYPE_CHECKING:
    from altotui.simulator.routeros.menu import Menu


@dataclass(frozen=True, slots=True)
class Quirks:
    """What a scenario bends on one router."""

    odd_firewall: bool = False
    """Its input chain differs from the fleet's: one rule disabled, one extra accept."""
    hostile_text: bool = False
    """Comments, host names, log lines and neighbours carry text from `hostile.HOSTILE`."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line somebody caused, beside those that just happen."""

    at: datetime
    topics: str
    message: str


class Device:
    """Everything one router remembers."""

    def __init__(
        self,
        profile: RouterProfile,
        seed: int,
        clock: Clock,
        quirks: Quirks,
        menus: Mapping[str, Menu],
        run_script: Callable[[Device, str], ScriptRun],
    ) -> None:
        self.profile = profile
        self.quirks = quirks
        self.version = profile.version
        self.booted_at = profile.booted_at
        self.boots = 0
        """Restarts since the simulation began: dynamic ids differ after each."""
        self.dice = Dice(seed, profile.number)
        self.log: list[LogLine] = []
        self.gone: set[tuple[str, str]] = set()
        """(table, id) of learned items somebody removed; they stay away until the next start."""
        self.renamed: dict[str, str] = {}
        """Former to present interface names."""
        self.lost_interfaces: dict[str, str] = {}
        """Name to id of removed interfaces: what still refers to one shows the id."""
        self.counters_from: dict[tuple[str, str], datetime] = {}
        """(table, id) to when its counters were reset."""
        self._jobs = 0
        self._clock = clock
        self._menus = menus
        self._run_script = run_script
        self._tables: dict[str, Table] = {}

    @cached_property
    def plan(self) -> Plan:
        """How this router is wired and addressed."""
        return Plan(self.profile, self.dice)

    @property
    def now(self) -> datetime:
        """The injected clock's time, UTC."""
        return self._clock.now()

    @property
    def now_s(self) -> float:
        """Seconds since 1970 at the injected clock."""
        return self.now.timestamp()

    @property
    def uptime_s(self) -> int:
        """Whole seconds since the last start."""
        return max(0, int((self.now - self.booted_at).total_seconds()))

    @property
    def identity(self) -> str:
        """The name the router gives itself."""
        return self.table("system/identity").items[0].values["name"]

    def table(self, path: str) -> Table:
        """Return the configured items of the menu `path`, built on first use."""
        if path not in self._tables:
            self._tables[path] = Table.of(self._menus[path].build(self))
        return self._tables[path]

    def run_script(self, source: str) -> ScriptRun:
        """Run console text on this router."""
        return self._run_script(self, source)

    def date(self, at: datetime) -> str:
        """Write a day as this version does."""
        return values.date(at.astimezone(UTC), self.version)

    def stamp(self, at: datetime) -> str:
        """Write day and time as this version does."""
        return values.stamp(at.astimezone(UTC), self.version)

    def text(self, plain: str, *purpose: object) -> str:
        """Return `plain`, or hostile text on a router that carries it."""
        if self.quirks.hostile_text and self.dice.chance(0.6, "hostile?", *purpose):
            return self.dice.pick(HOSTILE, "hostile", *purpose)
        return plain

    def grown(self, base_rate: float, table: str, item_id: str, *purpose: object) -> int:
        """Return a counter of an item since the last start or the last reset."""
        since = self.counters_from.get((table, item_id), self.booted_at)
        elapsed_s = max(0.0, (self.now - since).total_seconds())
        return self.dice.grown(base_rate, elapsed_s, table, item_id, *purpose)

    def next_job(self) -> int:
        """Return the number of a script job that was just started."""
        self._jobs += 1
        return 0x17 + self._jobs

    def write_file(self, name: str, kind: str, size_bytes: int) -> None:
        """Put a file where /file shows it, in place of one of the same name."""
        table = self.table("file")
        table.items = [item for item in table.items if item.values["name"] != name]
        table.add(
            {"name": name, "type": kind, "last-modified": self.stamp(self.now), "size": str(size_bytes)}
        )

    def note(self, topics: str, message: str) -> None:
        """Write a line to the log."""
        self.log.append(LogLine(self.now, topics, message))

    def reboot(self) -> None:
        """Start anew: uptime and counters from zero, learned items remade, the log in memory lost."""
        self.booted_at = self.now
        self.boots += 1
        self.gone.clear()
        self.counters_from.clear()
        self.log.clear()
        self.note("system,info", "router rebooted by api")
