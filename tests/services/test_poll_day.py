"""Days of polling with tens of sites, in seconds: rates, budget, sleep, outages and a refused token."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import Random

from altotui.domain.budget import Budget
from altotui.domain.errors import ServerFault, SessionExpired
from altotui.domain.ids import SiteId
from altotui.services.events import JobsChanged, PollHealthChanged
from tests.clocks import settle
from tests.domain.records import a_job, ago, site_no
from tests.services.watcher_bench import Bench

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
ACTIVE = [site_no(number) for number in range(2)]
WATCHED = [site_no(number) for number in range(2, 4)]
IDLE = [site_no(number) for number in range(4, 6)]
VISIBLE = [site_no(number) for number in range(6, 12)]
OTHER = [site_no(number) for number in range(12, 40)]
ENDED = [site_no(number) for number in range(40, 60)]
EVERY_S = {"active": 5.0, "watched": 10.0, "idle": 20.0, "visible": 20.0, "other": 60.0}
TIERS = {"active": ACTIVE, "watched": WATCHED, "idle": IDLE, "visible": VISIBLE, "other": OTHER}


async def _fleet(bench: Bench) -> None:
    """Let 60 sites be known: some watched, some seen, most of them with an open job."""
    for number in range(60):
        site_id = site_no(number)
        started_at = ago(60) if site_id in ACTIVE else None
        completed_at = ago(30) if site_id in ENDED else None
        job = a_job(number, number, started_at=started_at, completed_at=completed_at)
        bench.api.jobs[site_id] = () if site_id in IDLE else (job,)
        await bench.watcher.ask(site_id)
    bench.watcher.chosen = ACTIVE[0]
    bench.watcher.live = frozenset([*ACTIVE[1:], *WATCHED, *IDLE])
    bench.watcher.look_at([*ACTIVE, *VISIBLE, *ENDED[:5]])
    bench.api.calls.clear()
    bench.asked_mono.clear()
    bench.told.events.clear()


def _assert_spaced(asked: list[tuple[float, SiteId]], gap_s: float) -> None:
    assert all(later - earlier >= gap_s - 0.001 for (earlier, _), (later, _) in pairwise(asked))


async def test_a_day_with_sixty_sites_shares_a_short_budget_by_tier() -> None:
    bench = Bench(random=Random(3))
    await _fleet(bench)
    bench.api.budget = Budget(polls_per_minute=6)
    bench.api.takes_s = 0.4
    async with bench.running():
        await bench.clock.advance(DAY_S)
        pace = bench.watcher.pace()
    asked = Counter(site_id for _, site_id in bench.asked_mono)
    _assert_spaced(bench.asked_mono, 10.0)
    assert 0.9 * 6 * 24 * 60 <= len(bench.asked_mono) <= 6 * 24 * 60
    assert asked.keys() == {site_id for tier in TIERS.values() for site_id in tier}, (
        "nothing open, nobody asked"
    )
    for name, site_ids in TIERS.items():
        due = DAY_S / (EVERY_S[name] * pace.stretch)
        assert all(0.85 * due <= asked[site_id] <= 1.02 * due for site_id in site_ids), name
    assert bench.api.most_in_flight == 1
    assert bench.told.of(JobsChanged) == []
    assert bench.watcher.skipped == 0


async def test_hours_within_the_budget_give_each_tier_its_interval() -> None:
    bench = Bench(random=Random(1))
    await _fleet(bench)
    bench.watcher.live = frozenset(IDLE[:1])
    bench.watcher.look_at(VISIBLE[:2])
    for site_id in [*ACTIVE[1:], *WATCHED, *VISIBLE[2:], *OTHER[4:]]:
        bench.api.jobs[site_id] = ()
        await bench.watcher.ask(site_id)
    bench.asked_mono.clear()
    async with bench.running():
        await bench.clock.advance(4 * HOUR_S)
        assert bench.watcher.pace().stretch == 1.0
    asked = Counter(site_id for _, site_id in bench.asked_mono)
    for site_ids, every_s in [(ACTIVE[:1], 5), (IDLE[:1], 20), (VISIBLE[:2], 20), (OTHER[:4], 60)]:
        assert all(0.8 <= asked[site_id] * every_s / (4 * HOUR_S) <= 1.01 for site_id in site_ids)
    assert len(asked) == 8


async def test_a_sleep_of_eight_hours_costs_one_question_for_each_site_and_no_burst() -> None:
    bench = Bench()
    await _fleet(bench)
    async with bench.running():
        await bench.clock.advance(HOUR_S)
        before = bench.watcher.skipped
        assert before == 0
        bench.clock.fall_asleep(8 * HOUR_S)
        woke_mono = bench.clock.monotonic()
        await bench.clock.advance(10 * 60)
        pace = bench.watcher.pace()
    asked = bench.since(woke_mono)
    _assert_spaced(asked, 2.0)
    assert len(asked) <= 10 * 60 / 2 + 1
    first_round = list(dict.fromkeys(site_id for _, site_id in asked))
    assert set(first_round[:6]) == {*ACTIVE, *WATCHED, *IDLE}, "what is watched comes first"
    assert set(first_round) == {site_id for tier in TIERS.values() for site_id in tier}
    for name, site_ids in TIERS.items():
        most = 10 * 60 / (EVERY_S[name] * pace.stretch) + 2
        assert all(sum(one == site_id for _, one in asked) <= most for site_id in site_ids), (
            "nothing made up for"
        )
    missed = sum(8 * HOUR_S / (EVERY_S[name] * pace.stretch) * len(ids) for name, ids in TIERS.items())
    assert 0.95 * missed - 60 <= bench.watcher.skipped <= missed


async def test_after_a_sleep_jobs_that_have_ended_meanwhile_come_without_a_burst() -> None:
    bench = Bench()
    await _fleet(bench)
    async with bench.running():
        await bench.clock.advance(60)
        for site_id, jobs in bench.api.jobs.items():
            bench.api.jobs[site_id] = tuple(job._replace(completed_at=ago(0)) for job in jobs)
        bench.clock.fall_asleep(8 * HOUR_S)
        woke_mono = bench.clock.monotonic()
        await bench.clock.advance(5 * 60)
    _assert_spaced(bench.since(woke_mono), 2.0)
    assert bench.store.sites_with_open_jobs() == []


async def test_an_outage_of_hours_is_probed_seldom_and_recovered_from_without_a_burst() -> None:
    bench = Bench()
    await _fleet(bench)
    async with bench.running():
        await bench.clock.advance(600)
        bench.api.failure = ServerFault("down", status=503)
        await bench.clock.advance(HOUR_S)
        down_mono = bench.clock.monotonic()
        await bench.clock.advance(3 * HOUR_S)
        probes = Counter(site_id for _, site_id in bench.since(down_mono))
        assert all(30 <= count <= 37 for count in probes.values()), "every five minutes and not more often"
        assert bench.watcher.pace().words.startswith("live 6 sites / 5m, slow 34 / 5m")
        bench.api.failure = None
        back_mono = bench.clock.monotonic()
        await bench.clock.advance(310)
        _assert_spaced(bench.since(back_mono), 2.0)
        await bench.clock.advance(HOUR_S)
        asked = Counter(site_id for at, site_id in bench.since(bench.clock.monotonic() - HOUR_S))
        assert asked[ACTIVE[0]] > 4 * asked[OTHER[0]] > 0
    health = {event.site_id: event.failures for event in bench.told.of(PollHealthChanged)}
    assert set(health.values()) == {0}
    assert len(health) == 40


async def test_a_night_with_a_refused_token_sends_nothing_and_goes_on_by_itself() -> None:
    bench = Bench()
    await _fleet(bench)
    async with bench.running():
        await bench.clock.advance(600)
        bench.api.failure = SessionExpired("expired", status=401)
        await bench.clock.advance(60)
        refused_mono = bench.clock.monotonic()
        await bench.clock.advance(8 * HOUR_S)
        assert bench.since(refused_mono) == []
        bench.api.failure = None
        bench.session.token_accepted()
        await settle()
        back_mono = bench.clock.monotonic()
        await bench.clock.advance(600)
        asked = bench.since(back_mono)
        _assert_spaced(asked, 2.0)
        assert {site_id for _, site_id in asked} == {site_id for tier in TIERS.values() for site_id in tier}
