"""Jobs that sites have when the simulation begins: a quiet past, and what a scenario puts on top of it."""

from __future__ import annotations

from collections.abc import Iterator

from altotui.simulator.fleet import Fleet
from altotui.simulator.jobs import JobOrder, JobRecord
from altotui.simulator.outages import SILENCED_AFTER_S, Outages
from altotui.simulator.scenarios import Scenario
from altotui.simulator.seeded import between, digest, fraction, uuid_of

_MINUTE_S = 60.0
_DAY_S = 86_400.0
_UPGRADE = "/system package update install"

_ROUTINE = (
    ("Nightly export", "/export file=nightly"),
    ("Raise guest queue to 20M", "/queue simple set [find name=guest] max-limit=20M/20M"),
    ("Set NTP client", "/system ntp client set enabled=yes"),
    ("Comment the uplink", '/interface set [find name=ether1] comment="uplink"'),
    ("Add monitoring host to management list", "/ip firewall address-list add list=mgmt address=192.0.2.10"),
    ("Log test message", ":log info test"),
    ("Move DNS to 198.51.100.53", "/ip dns set servers=198.51.100.53"),
    ("Remove stale lease", "/ip dhcp-server lease remove [find comment=stale]"),
    ("Disable telnet service", "/ip service set [find name=telnet] disabled=yes"),
    ("Rotate SNMP location", '/snmp set location="rack 2"'),
)
_WHILE_SILENT = (
    (1, "Set DNS to 198.51.100.53", "/ip dns set servers=198.51.100.53"),
    (1, "Comment the LTE uplink", '/interface set [find name=lte1] comment="in use, INC-1042"'),
    (2, "Set DNS to 198.51.100.53", "/ip dns set servers=198.51.100.53"),
    (3, "Set DNS to 198.51.100.53", "/ip dns set servers=198.51.100.53"),
)


class JobHistory:
    """What was queued before anybody used the simulator.

    Args:
        fleet: Whose jobs these are.
        scenario: What it puts on top.
        outages: Of the same fleet: an offline router has no jobs from the time since.
        started_s: Unix time at which the simulation began.
    """

    def __init__(self, fleet: Fleet, scenario: Scenario, outages: Outages, *, started_s: float) -> None:
        self._fleet = fleet
        self._scenario = scenario
        self._outages = outages
        self._started_s = started_s

    def ended(self, index: int) -> tuple[JobRecord, ...]:
        """Return jobs that ran before the start, oldest first; some run for ever in one scenario."""
        if not self._fleet.is_onboarded(index):
            return ()
        records = [*self._routine(index), *self._stuck(index)]
        return tuple(sorted(records, key=lambda record: record.order.created_s))

    def waiting(self, index: int) -> tuple[JobOrder, ...]:
        """Return orders the scenario has somebody else place, in order of acceptance."""
        return (*self._wave(index), *self._placed_while_silent(index))

    def _routine(self, index: int) -> Iterator[JobRecord]:
        seed = self._fleet.seed
        raw = digest(seed, "past jobs", index)
        count = (0, 0, 0, 0, 1, 1, 2, 3)[raw[0] % 8]
        end_s = min([self._started_s, *(o.start_s for o in self._outages.of(index, self._started_s))])
        for number in range(count):
            created_s = end_s - (0.02 + 6 * fraction(seed, "past job", index, number)) * _DAY_S
            description, script = _ROUTINE[raw[number + 1] % len(_ROUTINE)]
            order = JobOrder(
                id=uuid_of(seed, "past job id", index, number),
                idempotency_key=uuid_of(seed, "past job key", index, number),
                description=self._described(index, number, description),
                script=script,
                created_s=created_s,
                express=raw[number + 5] < 80,
                needs_acknowledgement=raw[number + 9] < 200,
                backup=raw[number + 13] < 90,
                deleted_s=created_s + 12 if raw[number + 17] < 10 else None,
            )
            yield self._ended(index, number, order, failed=raw[number + 21] < 20)

    def _ended(self, index: int, number: int, order: JobOrder, *, failed: bool) -> JobRecord:
        if order.deleted_s is not None:
            return JobRecord(order)
        seed = self._fleet.seed
        bounds_s = (1.0, 4.0) if order.express else (14.0, 33.0)
        started_s = order.created_s + between(*bounds_s, seed, "past wait", index, number)
        if not order.needs_acknowledgement:
            return JobRecord(order, started_s, completed_s=started_s)
        ended_s = started_s + between(2.0, 15.0, seed, "past run", index, number)
        return JobRecord(order, started_s, None if failed else ended_s, ended_s if failed else None)

    def _described(self, index: int, number: int, description: str) -> str:
        if not self._scenario.hostile:
            return description
        from altotui.simulator.routeros.hostile import HOSTILE

        return HOSTILE[(index * 5 + number) % len(HOSTILE)][:100]

    def _stuck(self, index: int) -> Iterator[JobRecord]:
        every = self._scenario.stuck_job_every
        is_stuck = every and index % every == min(1, len(self._fleet) - 1)
        is_first_silenced = self._outages.silenced[:1] == (index,)
        if not (is_stuck or is_first_silenced):
            return
        seed = self._fleet.seed
        # 17 minutes before the start of a story that looks at it three minutes later.
        minutes = 17.0 if is_first_silenced else between(21.0, 45.0, seed, "stuck since", index)
        created_s = self._started_s - minutes * _MINUTE_S
        order = self._order("stuck", index, "Firmware upgrade", _UPGRADE, created_s, backup=True)
        yield JobRecord(order, created_s + between(2.0, 29.0, seed, "stuck wait", index))

    def _wave(self, index: int) -> Iterator[JobOrder]:
        if not self._scenario.upgrade_wave_sites:
            return
        step = max(1, len(self._fleet) // self._scenario.upgrade_wave_sites)
        rank, rest = divmod(index, step)
        if rest:
            return
        created_s = self._started_s + (rank % 40) * 20.0 - 680.0
        script, acknowledged = _UPGRADE, False
        if rank % 8 == 1:
            acknowledged = True
        elif rank % 8 == 3:
            script, acknowledged = "/system package updaet install", True
        elif rank % 2 == 0:
            script, acknowledged = "/system package update check-for-updates; :delay 90s", True
        yield self._order(
            "wave",
            index,
            "RouterOS upgrade, wave 3",
            script,
            created_s,
            acknowledged=acknowledged,
            backup=rank % 4 == 0,
        )

    def _placed_while_silent(self, index: int) -> Iterator[JobOrder]:
        for number, (rank, description, script) in enumerate(_WHILE_SILENT):
            if self._outages.silenced[rank : rank + 1] == (index,):
                created_s = self._started_s + SILENCED_AFTER_S + 10.0 + number
                yield self._order(f"silent {number}", index, description, script, created_s)

    def _order(
        self,
        purpose: str,
        index: int,
        description: str,
        script: str,
        created_s: float,
        *,
        acknowledged: bool = True,
        backup: bool = False,
    ) -> JobOrder:
        seed = self._fleet.seed
        return JobOrder(
            id=uuid_of(seed, f"{purpose} id", index),
            idempotency_key=uuid_of(seed, f"{purpose} key", index),
            description=description,
            script=script,
            created_s=created_s,
            needs_acknowledgement=acknowledged,
            backup=backup,
        )
