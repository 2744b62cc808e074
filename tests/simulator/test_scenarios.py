"""Each scenario does what its sentence says."""

from __future__ import annotations

from collections import Counter

import pytest

from altotui.domain.site import Freshness
from altotui.simulator.mishaps import (
    LOST_AFTER_S,
    Mishap,
    has_dead_tunnel,
    latency_s,
    mishap,
    tunnel_latency_s,
)
from altotui.simulator.scenarios import SCENARIOS, scenario
from altotui.simulator.simulator import Simulator
from tests.simulator.calling import JumpingClock, Platform, platform

FIREWALL = ["=.proplist=chain,action,disabled"]


def states(api: Platform) -> dict[int, Freshness]:
    now = api.clock.now()
    return {index: site.freshness(now) for index, site in enumerate(api.simulator.sites_now())}


def count(api: Platform) -> Counter[Freshness]:
    return Counter(states(api).values())


@pytest.mark.parametrize("name", SCENARIOS)
async def test_every_scenario_starts_and_answers(name: str) -> None:
    async with platform(scenario=name, sites=60) as api:
        for path in (
            "/sites",
            "/tags",
            f"/site/{api.site_id(1)}/job",
            "/api/routers",
            "/fault",
            "/audit-logs",
        ):
            assert (await api.get(path)).status_code == 200
    assert len(scenario(name).summary) > 20


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("sites", [0, 1, 2])
def test_every_scenario_manages_a_tiny_fleet(name: str, sites: int) -> None:
    clock = JumpingClock()
    simulator = Simulator(clock, scenario=name, sites=sites)
    clock.jump(400)
    assert len(list(simulator.sites_now())) == sites
    assert [len(simulator.state(index).jobs()) >= 0 for index in range(sites)] == [True] * sites


@pytest.mark.parametrize("name", SCENARIOS)
def test_latency_stays_below_a_third_of_a_second(name: str) -> None:
    own = [latency_s(scenario(name), 7, call) for call in range(500)]
    assert 0.005 <= min(own) < max(own) <= 0.03
    tunnel = [tunnel_latency_s(scenario(name), 7, call) for call in range(500)]
    assert 0.02 <= min(tunnel) < max(tunnel) <= 0.3


def test_a_calm_day_has_no_mishaps() -> None:
    calm = scenario("calm-day")
    assert {mishap(calm, 7, call, 9999.0) for call in range(1000)} == {Mishap.NONE}
    assert not any(has_dead_tunnel(calm, 7, index) for index in range(1000))


def test_isp_cut_has_every_mishap_and_none_before_the_cut() -> None:
    cut = scenario("isp-cut")
    assert {mishap(cut, 7, call, 59.0) for call in range(1000)} == {Mishap.NONE}
    assert {mishap(cut, 7, call, 61.0) for call in range(1000)} == set(Mishap)
    assert 5 < sum(has_dead_tunnel(cut, 7, index) for index in range(1000)) < 50


async def test_isp_cut_takes_one_provider_of_one_city() -> None:
    async with platform(scenario="isp-cut", sites=480) as api:
        before = states(api)
        api.clock.jump(150)
        assert (await api.get("/sites")).status_code == 200
        late = [index for index, state in states(api).items() if state is Freshness.LATE]
        profiles = [api.simulator.fleet.profile(index) for index in late]
        assert len(late) > 5
        assert {(p.region, p.isp) for p in profiles} == {("lagos", "alpha")}
        assert {before[index] for index in late} == {Freshness.ONLINE}
        api.clock.jump(300)
        assert {states(api)[index] for index in late} == {Freshness.OFFLINE}


async def test_isp_cut_loses_calls_that_ran_and_shows_gateway_pages() -> None:
    async with platform(scenario="isp-cut", sites=96) as api:
        api.clock.jump(61)
        online = [index for index, state in states(api).items() if state is Freshness.ONLINE]
        statuses: Counter[tuple[int, bool]] = Counter()
        waited: list[float] = []
        for number in range(300):
            before_s = api.clock.passed_s
            answer = await api.run("/system/identity/print", index=online[number % len(online)])
            is_page = answer.headers["content-type"].startswith("text/html")
            statuses[answer.status_code, is_page] += 1
            waited.append(api.clock.passed_s - before_s)
    assert statuses[200, False] > 200
    assert statuses[502, True] > 0
    assert statuses[504, True] > 0
    assert max(waited) > LOST_AFTER_S


async def test_dns_behind_uplink_silences_five_sites_of_one_provider() -> None:
    async with platform(scenario="dns-behind-uplink", sites=240) as api:
        offline = count(api)[Freshness.OFFLINE]
        api.clock.jump(165)
        late = [index for index, state in states(api).items() if state is Freshness.LATE]
        assert len(late) == 5
        assert {api.simulator.fleet.profile(index).isp for index in late} == {"alpha"}
        answers = [await api.run("/ip/dns/print", index=index) for index in late]
        assert [a.status_code for a in answers] == [200, 200, 200, 200, 504]
        assert {a.json()["data"][0]["servers"] for a in answers[:4]} == {"203.0.113.53"}
        api.clock.jump(300)
        assert count(api)[Freshness.OFFLINE] == offline + 5


async def test_dns_behind_uplink_has_a_stuck_job_and_four_waiting_ones() -> None:
    async with platform(scenario="dns-behind-uplink", sites=240) as api:
        api.clock.jump(180)
        waiting: list[int] = []
        for number, index in enumerate(api.simulator.outages.silenced):
            jobs = [record.status for record in api.simulator.state(index).jobs()]
            assert ("running" in jobs) is (number == 0)
            waiting.append(jobs.count("pending"))
        assert waiting == [0, 2, 1, 1, 0]
        returned = api.simulator.outages.silenced[3]
        await api.run("/ip/dns/set", ["=servers=198.51.100.53"], index=returned)
        api.clock.jump(40)
        assert "pending" not in [record.status for record in api.simulator.state(returned).jobs()]


def test_reboot_ack_stuck_leaves_jobs_running_for_over_twenty_minutes() -> None:
    clock = JumpingClock()
    simulator = Simulator(clock, scenario="reboot-ack-stuck", sites=240)
    running = [
        record
        for index in range(240)
        for record in simulator.state(index).jobs()
        if record.status == "running"
    ]
    assert 3 <= len(running) <= 8
    for record in running:
        assert record.started_s is not None
        assert clock.now().timestamp() - record.started_s > 20 * 60
        assert record.order.needs_acknowledgement


def test_mass_upgrade_is_in_all_states_at_once() -> None:
    clock = JumpingClock()
    simulator = Simulator(clock, scenario="mass-upgrade", sites=240)
    clock.jump(20)
    seen: Counter[str] = Counter()
    for index in range(240):
        wave = [r for r in simulator.state(index).jobs() if r.order.description.startswith("RouterOS")]
        seen.update(record.status for record in wave)
    assert set(seen) == {"pending", "running", "completed", "failed"}
    assert 25 <= sum(seen.values()) <= 40
    clock.jump(3600)
    after = Counter(record.status for index in range(0, 240, 6) for record in simulator.state(index).jobs())
    assert after["completed"] > seen["completed"]


@pytest.mark.parametrize("name", ["mass-upgrade", "dns-behind-uplink"])
def test_looking_at_jobs_changes_nothing(name: str) -> None:
    simulators: list[Simulator] = []
    for looks in (False, True):
        clock = JumpingClock()
        simulator = Simulator(clock, scenario=name, sites=240)
        for jump_s in (0, 30, 200, 45):
            clock.jump(jump_s)
            for index in range(240 if looks else 0):
                simulator.state(index).jobs()
        simulators.append(simulator)
    left, right = (list(simulator.sites_now()) for simulator in simulators)
    assert left == right


async def test_one_odd_firewall_in_sixty() -> None:
    tables: dict[str, list[str]] = {}
    for name in ("calm-day", "one-odd-firewall"):
        async with platform(scenario=name, sites=90) as api:
            answers = [await api.run("/ip/firewall/filter/print", FIREWALL, index) for index in range(90)]
        tables[name] = [answer.text for answer in answers]
    odd = [index for index in range(90) if tables["calm-day"][index] != tables["one-odd-firewall"][index]]
    assert [index // 60 for index in odd] == [0, 1]


async def test_hostile_text_is_in_names_tags_descriptions_and_messages() -> None:
    async with platform(scenario="hostile-text", sites=90) as api:
        names = [site["name"] for site in (await api.get("/sites")).json()]
        assert any("\x1b" in name for name in names)
        assert all("\x1b" not in site.name for site in api.simulator.sites_now())
        values = [value["value"] for tag in (await api.get("/tags")).json() for value in tag["values"]]
        assert any("\x1b" in value for value in values)
        descriptions = [
            job["description"]
            for index in range(90)
            for job in (await api.get(f"/site/{api.site_id(index)}/job")).json()
        ]
        assert any("\x1b" in text for text in descriptions)
        assert all(len(text) <= 100 for text in descriptions)
        messages = [(await api.run("/interface/fly", index=0)).json()["message"] for _ in range(60)]
        assert any("\x1b" in message for message in messages)
