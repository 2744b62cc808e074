"""The same seed and time give the same answer; time moves what should move."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altotui.simulator.profile import RouterProfile
from altotui.simulator.routeros.nodes import MENUS
from altotui.simulator.routeros.router import Quirks, Reply, Router, Trap
from altotui.simulator.routeros.values import compact, duration_us
from tests.simulator.routeros.routers import CORE, EDGE, NOW, PROFILES, SetClock, router

COUNTERS = [
    ("/interface/print", re.compile(r"[rt]x-(byte|packet)|tx-queue-drop")),
    ("/ip/firewall/filter/print", re.compile(r"bytes|packets")),
    ("/system/resource/print", re.compile(r"write-sect-.*")),
]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: f"{profile.role}-{profile.board}")
def test_two_routers_of_one_seed_answer_alike(profile: RouterProfile) -> None:
    first, second = router(profile), router(profile)
    for path in MENUS:
        if first.run("/console/inspect", ["=request=self", f"=path={path.replace('/', ',')}"]) == Reply():
            with pytest.raises(Trap, match="no such command prefix"):
                first.run(f"/{path}/print", [])
            continue
        answer = first.run(f"/{path}/print", [])
        assert answer == second.run(f"/{path}/print", [])
        assert all(isinstance(value, str) for row in answer.rows for value in row.values())
        assert first.run_script(f"/{path} print").error is None


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: f"{profile.role}-{profile.board}")
def test_ids_and_names_are_there_once(profile: RouterProfile) -> None:
    for path, menu in MENUS.items():
        if menu.singleton:
            continue
        try:
            rows = router(profile).run(f"/{path}/print", []).rows
        except Trap:
            continue
        ids = [row[".id"] for row in rows]
        assert len(set(ids)) == len(ids), path
        names = [row["name"] for row in rows if "name" in row and path != "system/health"]
        assert len(set(names)) == len(names), path


def test_routers_and_seeds_differ() -> None:
    clock = SetClock()
    first = router(EDGE).run("/ip/dhcp-server/lease/print", [])
    assert first != router(CORE).run("/ip/dhcp-server/lease/print", [])
    assert first != Router(EDGE, seed=8, clock=clock).run("/ip/dhcp-server/lease/print", [])


@settings(max_examples=25)
@given(st.integers(0, 4_000_000), st.integers(0, 4_000_000))
def test_counters_never_fall(first_s: int, second_s: int) -> None:
    clock = SetClock()
    edge = router(clock=clock)
    seen = []
    for seconds in sorted((first_s, second_s)):
        clock.at = NOW + timedelta(seconds=seconds)
        seen.append([edge.run(command, []).rows for command, _ in COUNTERS])
    for (_, names), before, after in zip(COUNTERS, *seen, strict=True):
        for old, new in zip(before, after, strict=False):
            if old.get(".id") == new.get(".id"):
                for name, value in old.items():
                    if names.fullmatch(name):
                        assert int(value) <= int(new[name]), name


@given(st.integers(0, 4_000_000))
def test_uptime_counts_from_the_start_and_the_clock_is_right(later_s: int) -> None:
    edge = router(clock=SetClock(NOW + timedelta(seconds=later_s)))
    uptime = edge.run("/system/resource/print", []).rows[0]["uptime"]
    booted_s = int((NOW - EDGE.booted_at).total_seconds())
    assert duration_us(uptime) == (booted_s + later_s) * 1_000_000
    clock = edge.run("/system/clock/print", []).rows[0]
    at = NOW + timedelta(seconds=later_s)
    assert f"{clock['date']} {clock['time']}" == f"{at:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("region", "shown"),
    [
        ("zürich", ("07:42:11", "2026-11-21", "Europe/Zurich", "+01:00")),
        ("auckland", ("18:42:11", "2026-11-21", "Pacific/Auckland", "+12:00")),
        ("denver", ("23:42:11", "2026-11-20", "America/Denver", "-07:00")),
    ],
)
def test_the_clock_is_local(region: str, shown: tuple[str, ...]) -> None:
    row = router(EDGE._replace(region=region)).run("/system/clock/print", []).rows[0]
    assert (row["time"], row["date"], row["time-zone-name"], row["gmt-offset"]) == shown


def test_uptime_has_the_compact_form() -> None:
    assert router().run("/system/resource/print", []).rows[0]["uptime"] == "5w3d17h42m9s"


@given(st.integers(0, 10**9))
def test_durations_round_trip(seconds: int) -> None:
    assert duration_us(compact(seconds)) == seconds * 1_000_000


def test_a_lease_counts_down() -> None:
    clock = SetClock()
    edge = router(clock=clock)
    before = edge.run("/ip/dhcp-server/lease/print", ["?status=bound"]).rows
    clock.at += timedelta(seconds=3)
    after = {row[".id"]: row for row in edge.run("/ip/dhcp-server/lease/print", []).rows}
    steps = [
        (duration_us(row["expires-after"]) or 0) - (duration_us(after[row[".id"]]["expires-after"]) or 0)
        for row in before
    ]
    assert steps.count(3_000_000) >= len(steps) - 1  # one may have been renewed in between


def test_the_log_is_recent_and_grows() -> None:
    clock = SetClock()
    edge = router(clock=clock)
    before = edge.run("/log/print", []).rows
    times = [row["time"] for row in before]
    assert times == sorted(times)
    assert times[-1] > "2026-11-21 05:00:00"
    clock.at += timedelta(hours=2)
    after = edge.run("/log/print", []).rows
    assert after[-1]["time"] > times[-1]
    ids = [int(row[".id"][1:], 16) for row in after]
    assert ids == sorted(ids)


def test_old_versions_write_dates_the_old_way() -> None:
    old = next(profile for profile in PROFILES if profile.version.startswith("6."))
    assert router(old).run("/system/clock/print", []).rows[0]["date"] == "nov/21/2026"
    assert router(old).run("/system/health/print", []).rows[0].keys() >= {"temperature", "voltage"}


def test_making_a_router_is_cheap() -> None:
    clock, quirks = SetClock(), Quirks()
    start = time.perf_counter()
    for _ in range(2_000):
        Router(EDGE, seed=7, clock=clock, quirks=quirks)
    # Generous: it takes some microseconds each, a router with built menus some milliseconds.
    assert time.perf_counter() - start < 0.4
