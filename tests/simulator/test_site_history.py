"""Legacy metrics and faults as documented, and what the client makes of either generation's history."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from altotui.api.client import AltoClient
from altotui.api.paths import Generation
from altotui.api.sender import Sender
from altotui.domain.errors import NotFound
from altotui.domain.ids import SiteId
from altotui.domain.site_history import hourly, restarts
from tests.simulator.calling import START, Platform, first_down, first_up, platform

HOUR_S = 3600.0
V1, LEGACY = Generation
THIS_HOUR = START.replace(minute=0)


def _away(api: Platform, *, since_s: float, for_s: float, index: int = 0) -> None:
    """Let a site have been away from so many seconds ago, for so long."""
    api.simulator.outages.add_reboot(index, START.timestamp() - since_s, for_s)


async def _data(api: Platform, what: str, index: int = 0) -> list[dict[str, object]]:
    body = (await api.get(f"/api/routers/{api.site_id(index)}/{what}")).json()
    assert body["status"] == "success"
    data: list[dict[str, object]] = body["data"]
    return data


@asynccontextmanager
async def _asked(
    generation: Generation, scenario: str = "calm-day"
) -> AsyncIterator[tuple[Platform, AltoClient]]:
    async with platform(sites=240, api=generation, scenario=scenario) as api:
        yield api, AltoClient(Sender(api.client, api.clock), generation)


def _id(api: Platform, index: int) -> SiteId:
    return SiteId(api.site_id(index))


# Legacy metrics


async def test_metrics_are_the_last_day_of_whole_hours() -> None:
    async with platform(api="legacy") as api:
        hours = await _data(api, "metrics")
    assert [set(hour) for hour in hours] == [{"date", "minutes_down", "percentage_down"}] * 24
    times = [datetime.fromisoformat(str(hour["date"])) for hour in hours]
    assert times == [THIS_HOUR - timedelta(hours=back) for back in range(24, 0, -1)]
    assert str(hours[0]["date"]).endswith("+00:00")


async def test_metrics_count_the_minutes_of_an_outage_in_the_hours_it_lay_in() -> None:
    async with platform(api="legacy") as api:  # at 13:57
        _away(api, since_s=2 * HOUR_S, for_s=0.5 * HOUR_S)
        hours = await _data(api, "metrics")
        down = {str(hour["date"])[11:16]: hour for hour in hours if hour["minutes_down"]}
    assert down == {
        "11:00": {"date": "2026-11-21T11:00:00+00:00", "minutes_down": 3, "percentage_down": 5},
        "12:00": {"date": "2026-11-21T12:00:00+00:00", "minutes_down": 27, "percentage_down": 45},
    }


async def test_a_site_that_never_came_online_was_down_all_day_and_has_no_fault() -> None:
    async with platform(sites=100, api="legacy") as api:
        hours = await _data(api, "metrics", 96)
        assert {(hour["minutes_down"], hour["percentage_down"]) for hour in hours} == {(60, 100)}
        assert await _data(api, "faults", 96) == []


# Legacy faults


async def test_an_open_fault_has_no_end_and_an_unknown_cause() -> None:
    async with platform(sites=240, api="legacy") as api:
        index = first_down(api.simulator)
        (fault,) = await _data(api, "faults", index)
        site = next(api.simulator.sites_now(index))
        assert await _data(api, "faults", first_up(api.simulator)) == []
    assert fault.pop("id")
    assert site.last_seen_at is not None
    assert fault == {
        "rid": site.id,
        "message": f"Site Offline: {site.name}",
        "severity": "error",
        "type": "site",
        "cause": "Unknown",
        "created_at": site.last_seen_at.isoformat(),
        "resolved_at": None,
        "duration": None,
    }


async def test_faults_that_are_over_stay_newest_first_and_a_hundred_at_most() -> None:
    async with platform(api="legacy") as api:
        for number in range(1, 121):
            _away(api, since_s=HOUR_S * number, for_s=600)
        faults = await _data(api, "faults")
    assert len(faults) == 100
    begun = [str(fault["created_at"]) for fault in faults]
    assert begun == sorted(begun, reverse=True)
    assert {fault["duration"] for fault in faults} == {600}
    assert (faults[0]["created_at"], faults[0]["resolved_at"]) == (
        "2026-11-21T12:57:00+00:00",
        "2026-11-21T13:07:00+00:00",
    )


@pytest.mark.parametrize(
    ("away_s", "count"),
    [
        ([(900, 299)], 0),
        ([(900, 301)], 1),
        # The end of one lies in the other: the site came back once.
        ([(5000, 2000), (4000, 3000)], 1),
    ],
)
@pytest.mark.parametrize("generation", Generation)
async def test_what_the_platform_did_not_notice_is_no_fault(
    generation: Generation, away_s: list[tuple[float, float]], count: int
) -> None:
    async with _asked(generation) as (api, client):
        for since_s, for_s in away_s:
            _away(api, since_s=since_s, for_s=for_s)
        faults = await client.list_faults(_id(api, 0))
    assert len(faults) == count
    assert not any(fault.is_open for fault in faults)


async def test_what_the_platform_tells_at_once_is_a_fault_however_short() -> None:
    async with platform(tick_s=10, api="legacy") as api:
        api.clock.jump(200)
        (fault,) = await _data(api, "faults")
    assert (fault["duration"], fault["resolved_at"]) == (120, "2026-11-21T13:59:10+00:00")


async def test_v1_lists_resolved_faults_as_such() -> None:
    async with platform(api="v1") as api:
        _away(api, since_s=5000, for_s=3000)
        _away(api, since_s=900, for_s=1800)
        faults = {
            status: (await api.get(f"/fault?site={api.site_id()}&status={status}")).json()["data"]
            for status in ("resolved", "unresolved", "recent")
        }
    (resolved,), (unresolved,) = faults["resolved"], faults["unresolved"]
    assert faults["recent"] == [unresolved, resolved]
    assert (resolved["status"], resolved["resolved_at"]) == ("resolved", "2026-11-21T13:23:40.000000Z")
    assert (unresolved["status"], unresolved["resolved_at"]) == ("unresolved", None)


# The client


async def test_three_days_are_hours_and_an_axis_of_them_has_no_gap() -> None:
    async with _asked(V1) as (api, client):
        samples = await client.list_samples(_id(api, 0), START.date() - timedelta(days=2), START.date())
    assert samples is not None
    assert len(samples) == 2 * 24 + 14
    assert None not in hourly(samples, START, len(samples))
    for sample in samples:
        assert sample.cpu_load_percent is not None
        assert 0 <= sample.cpu_load_percent <= 100
        assert (sample.memory_free_bytes or 0) > (sample.uptime_s or 0) > 0


async def test_an_outage_is_a_gap_in_the_samples_and_hours_without_heartbeats() -> None:
    async with _asked(V1) as (api, client):
        _away(api, since_s=6.5 * HOUR_S, for_s=3 * HOUR_S)
        samples = await client.list_samples(_id(api, 0), START.date() - timedelta(days=2), START.date())
        hours = await client.list_heartbeats(_id(api, 0))
    assert samples is not None
    assert [place is None for place in hourly(samples, START, 8)] == [
        *[False] * 2,
        *[True] * 3,
        *[False] * 3,
    ]
    assert [(hour.label, hour.missed_percent, hour.down_min) for hour in hours[-7:-3]] == [
        ("21 Nov 07:00", 55.0, 33.0),
        ("21 Nov 08:00", 100, 60),
        ("21 Nov 09:00", 100, 60),
        ("21 Nov 10:00", 45.0, 27.0),
    ]


async def test_a_router_that_was_restarted_shows_it_in_its_samples() -> None:
    async with _asked(V1) as (api, client):
        index = first_up(api.simulator)
        days = START.date() - timedelta(days=1), START.date()
        before = await client.list_samples(_id(api, index), *days)
        restarted_at = api.clock.now()
        await api.run("/system/reboot", index=index)
        api.clock.jump(600)
        after = await client.list_samples(_id(api, index), *days)
    assert before is not None
    assert after is not None
    (seen_at,) = set(restarts(after)) - set(restarts(before))
    assert timedelta() < seen_at - restarted_at < timedelta(minutes=10)


@pytest.mark.parametrize("generation", Generation)
async def test_both_generations_tell_the_same_of_an_offline_site(generation: Generation) -> None:
    async with _asked(generation) as (api, client):
        index = first_down(api.simulator)
        site = next(api.simulator.sites_now(index))
        (fault,) = await client.list_faults(site.id)
        last_hour = (await client.list_heartbeats(site.id))[-1]
        samples = await client.list_samples(site.id, START.date(), START.date())
    assert site.last_seen_at is not None
    assert fault.is_open
    assert fault.message == f"Site Offline: {site.name}"
    assert fault.began_at is not None
    assert fault.began_at.replace(microsecond=0) == site.last_seen_at
    assert (last_hour.missed_percent, fault.severity) == (100, "critical" if generation is V1 else "high")
    assert last_hour.label == ("21 Nov 13:00" if generation is V1 else "21 Nov 12:00")
    assert (samples is None) is (generation is LEGACY)


@pytest.mark.parametrize("generation", Generation)
async def test_a_site_that_nobody_knows_has_no_history(generation: Generation) -> None:
    unknown = SiteId("00000000-0000-4000-8000-000000000000")
    async with _asked(generation) as (_, client):
        with pytest.raises(NotFound):
            await client.list_heartbeats(unknown)
        if generation is V1:  # its faults are a filter of those of all sites
            assert await client.list_faults(unknown) == ()
        else:
            with pytest.raises(NotFound):
                await client.list_faults(unknown)


@pytest.mark.parametrize("generation", Generation)
async def test_hostile_names_are_made_visible_in_faults(generation: Generation) -> None:
    async with _asked(generation, "hostile-text") as (api, client):
        for index in range(24):
            _away(api, since_s=5000, for_s=3000, index=index)
        messages = [(await client.list_faults(_id(api, index)))[0].message for index in range(24)]
        names = [site.name for site in api.simulator.sites_now(0, 24)]
    assert all(message.isprintable() for message in messages)
    assert any("\u241b" in name for name in names)
    assert all("\u241b" in message for message, name in zip(messages, names, strict=True) if "\u241b" in name)
