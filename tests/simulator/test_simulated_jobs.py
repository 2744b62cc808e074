"""Jobs: a pure function of seed, orders and time, and a queue that applies each script once."""

from __future__ import annotations

from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.simulator.job_queue import AlreadyStartedError, JobQueue
from altotui.simulator.jobs import (
    REBOOT_S,
    CheckIns,
    JobOrder,
    JobRecord,
    JobRun,
    record,
    restart_s,
    schedule,
)

SEED = 7
EVERY_S = 30.0
DAY_S = 86_400.0
NEVER = CheckIns(next_s=lambda _, __: None, is_possible=lambda _: False)


def each_half_minute(after_s: float, until_s: float) -> float | None:
    next_s = (after_s // EVERY_S + 1) * EVERY_S
    return next_s if next_s <= until_s else None


REGULAR = CheckIns(each_half_minute, lambda _: True)


def refusal(script: str) -> str | None:
    return "bad command name foo (line 1 column 1)" if script.startswith("foo") else None


def order(
    number: int = 0,
    created_s: float = 0.0,
    script: str = ":log info x",
    *,
    express: bool = False,
    needs_acknowledgement: bool = True,
) -> JobOrder:
    return JobOrder(
        f"job {number}",
        f"key {number}",
        "A job",
        script,
        created_s,
        express=express,
        needs_acknowledgement=needs_acknowledgement,
    )


def runs(orders: list[JobOrder], until_s: float = DAY_S, check_ins: CheckIns = REGULAR) -> list[JobRun]:
    return schedule(SEED, orders, check_ins, until_s, refusal)


orders_of_a_site = st.lists(
    st.tuples(
        st.floats(0, 600),
        st.booleans(),
        st.booleans(),
        st.sampled_from([":log info x", "foo", "/system reboot", ":delay 40s", "/ip dns print"]),
    ),
    max_size=8,
).map(
    lambda rows: [
        order(number, created_s, script, express=express, needs_acknowledgement=acknowledged)
        for number, (created_s, express, acknowledged, script) in enumerate(sorted(rows))
    ]
)

RANK = {"pending": 0, "running": 1, "completed": 2, "failed": 2}


@given(orders=orders_of_a_site, times=st.lists(st.floats(0, 2000), min_size=2, max_size=6).map(sorted))
def test_states_never_go_back_and_times_never_change(orders: list[JobOrder], times: list[float]) -> None:
    pasts: list[JobRecord | None] = [None] * len(orders)
    for now_s in times:
        for position, (known, run) in enumerate(zip(orders, runs(orders, now_s), strict=True)):
            job, past = record(known, run, now_s), pasts[position]
            if past is not None:
                assert RANK[job.status] >= RANK[past.status]
                for name in ("started_s", "completed_s", "failed_s"):
                    assert getattr(past, name) in (None, getattr(job, name))
            pasts[position] = job


@given(orders=orders_of_a_site)
def test_one_job_per_check_in_in_order_and_one_at_a_time(orders: list[JobOrder]) -> None:
    started = [(run.started_s, run.over_s) for run in runs(orders)]
    assert all(start_s is not None for start_s, _ in started)
    for known, (start_s, over_s) in zip(orders, started, strict=True):
        assert start_s is not None
        assert over_s is not None
        assert known.created_s < start_s < over_s
    for (_, over_s), (next_s, _) in pairwise(started):
        assert over_s is not None
        assert next_s is not None
        assert over_s < next_s


@given(orders=orders_of_a_site)
def test_a_report_comes_after_the_start(orders: list[JobOrder]) -> None:
    for known, run in zip(orders, runs(orders), strict=True):
        job = record(known, run, DAY_S)
        ended_s = job.completed_s or job.failed_s
        if ended_s is not None:
            assert job.started_s is not None
            assert job.started_s <= ended_s


@given(orders=orders_of_a_site, extra_s=st.floats(600, 900), until_s=st.floats(0, 600))
def test_a_later_order_changes_no_past(orders: list[JobOrder], extra_s: float, until_s: float) -> None:
    longer = [*orders, order(99, extra_s, express=True)]
    assert runs(longer, until_s)[:-1] == runs(orders, until_s)


def test_without_express_a_job_waits_for_the_check_in() -> None:
    [run] = runs([order(created_s=10.0)])
    assert run.started_s == 30.0


def test_express_is_collected_within_seconds() -> None:
    for number in range(20):
        [run] = runs([order(number, 31.0, express=True)])
        assert run.started_s is not None
        assert 32.0 <= run.started_s <= 35.0


def test_express_does_not_overtake() -> None:
    first, second = runs([order(0, 31.0), order(1, 32.0, express=True)])
    assert first.started_s is not None
    assert second.started_s is not None
    assert first.started_s < 37.0, "the extra check-in takes the job in front"
    assert second.started_s >= 60.0


def test_a_job_of_an_offline_site_waits() -> None:
    [run] = runs([order(express=True)], check_ins=NEVER)
    assert run == JobRun()
    assert record(order(), run, DAY_S).status == "pending"


def test_typical_run_times_and_failures() -> None:
    many = [runs([order(number)])[0] for number in range(600)]
    lasted = sorted(run.over_s - run.started_s for run in many if run.over_s and run.started_s)
    assert 6 < lasted[300] < 10
    assert lasted[-1] > 30
    assert 2 <= sum(run.failed for run in many) <= 30


def test_a_delay_in_the_script_adds_to_its_run() -> None:
    [short], [long] = runs([order()]), runs([order(script=":delay 1m; :delay 30; :log info x")])
    assert short.over_s is not None
    assert long.over_s == pytest.approx(short.over_s + 90)


def test_without_acknowledgement_fetched_is_completed() -> None:
    known = order(script="foo", needs_acknowledgement=False)
    [run] = runs([known])
    assert record(known, run, 30.0).status == "completed"
    assert record(known, run, 30.0).completed_s == run.started_s == 30.0
    assert not run.takes_effect


def test_a_refused_script_fails_soon() -> None:
    known = order(script="foo")
    [run] = runs([known])
    assert record(known, run, 33.0).status == "failed"
    assert not run.takes_effect


def test_a_reboot_never_reports_and_holds_up_the_next_job() -> None:
    reboot = order(script="/system reboot")
    first, second = runs([reboot, order(1)])
    assert record(reboot, first, DAY_S).status == "running"
    assert first.over_s is not None
    assert second.started_s is not None
    assert second.started_s > first.over_s + REBOOT_S


@pytest.mark.parametrize(
    ("script", "away_s"),
    [
        ("/system reboot", REBOOT_S),
        ("/system/reboot", REBOOT_S),
        (":delay 5s; /system/reboot", REBOOT_S),
        ("/ip dns print\n/system package update install", REBOOT_S),
        ("/system/package/update/install", REBOOT_S),
        ("/sys reb", REBOOT_S),
        ("/system package update instal", REBOOT_S),
        (":if (1 = 1) do={ /system reboot }", REBOOT_S),
        ("/system re", None),
        ("/system resource print", None),
        ("/system package updaet install", None),
        ("/system shutdown", inf),
        ("# /system reboot", None),
        (':log info "x; /system reboot"', None),
        (":log info reboot", None),
        ("/system package update download", None),
        ("/system rebooting", None),
    ],
)
def test_what_takes_a_router_away(script: str, away_s: float | None) -> None:
    assert restart_s(script) == away_s


def make_queue(*orders: JobOrder, past: tuple[JobRecord, ...] = ()) -> JobQueue:
    return JobQueue(SEED, REGULAR, past, orders, refusal)


def test_newest_first_and_nothing_from_the_future() -> None:
    old = JobRecord(order(8, -500.0), -480.0, -470.0)
    queue = make_queue(order(0, 5.0), order(1, 100.0), past=(old,))
    assert [job.order.id for job in queue.records(50.0)] == ["job 0", "job 8"]
    assert [job.order.id for job in queue.records(100.0)] == ["job 1", "job 0", "job 8"]


def test_a_waiting_job_is_deleted_and_never_runs() -> None:
    queue = make_queue(order(0, 5.0), order(1, 6.0))
    assert queue.delete("job 0", 20.0)
    assert not queue.delete("job 0", 21.0)
    assert not queue.delete("job 7", 21.0)
    jobs = {job.order.id: job for job in queue.records(DAY_S)}
    assert jobs["job 0"].status == "deleted"
    assert jobs["job 0"].started_s is None
    assert jobs["job 1"].started_s == 30.0


def test_the_race_with_the_check_in_is_lost_at_the_check_in() -> None:
    assert make_queue(order(0, 5.0)).delete("job 0", 29.999)
    with pytest.raises(AlreadyStartedError):
        make_queue(order(0, 5.0)).delete("job 0", 30.0)


def test_every_script_becomes_due_once_and_in_order() -> None:
    queue = make_queue(*(order(number, float(number)) for number in range(5)))
    due: list[str] = []
    for now_s in range(0, 600, 7):
        while (script := queue.next_due(float(now_s))) is not None:
            assert script.over_s <= now_s
            due.append(script.order.id)
    assert due == [f"job {number}" for number in range(5)]


def test_a_script_that_broke_on_the_router_failed() -> None:
    queue = make_queue(order(0), order(1, needs_acknowledgement=False))
    for job_id in ("job 0", "job 1"):
        queue.note_broken(job_id)
    states = {job.order.id: job.status for job in queue.records(DAY_S)}
    assert states == {"job 0": "failed", "job 1": "completed"}
