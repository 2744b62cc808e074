"""Faults, audit log, stats and heartbeat history: their pages, filters and numbers."""

from __future__ import annotations

import pytest

from altotui.simulator.wording import ago, duration
from tests.simulator.calling import Platform, first_down, platform


async def rows(api: Platform, path: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await api.get(path)).json()
    return found


async def test_faults_are_the_offline_sites_page_by_page() -> None:
    async with platform(sites=400) as api:
        offline = {site.id for site in api.simulator.sites_now() if site.last_seen_at and not site.has_pulse}
        found: list[str] = []
        stamps: list[str] = []
        query = "limit=3"
        while query:
            page = (await api.get(f"/fault?{query}")).json()
            found += [fault["resource_id"] for fault in page["data"]]
            stamps += [fault["created_at"] for fault in page["data"]]
            assert page["meta"]["count"] == len(page["data"]) <= 3
            query = f"limit=3&cursor={page['meta']['cursor']}" if page["meta"]["has_more"] else ""
    assert set(found) == offline
    assert len(found) == len(offline) > 6
    assert stamps == sorted(stamps, reverse=True)


@pytest.mark.parametrize(
    "query", ["severity=LOW", "status=resolved", "type=wantunnel", "to=2020-01-01T00:00:00Z"]
)
async def test_filters_that_match_no_fault(query: str) -> None:
    async with platform(sites=240) as api:
        assert (await api.get(f"/fault?{query}")).json()["data"] == []


async def test_faults_of_one_site() -> None:
    async with platform(sites=240) as api:
        site_id = api.site_id(first_down(api.simulator))
        faults = (await api.get(f"/fault?site={site_id}")).json()["data"]
        assert [fault["resource_id"] for fault in faults] == [site_id]
        assert (await api.get(f"/fault?site={api.site_id(96)}")).json()["data"] == []


async def test_the_audit_log_has_writes_and_their_bodies() -> None:
    async with platform() as api:
        await api.get("/sites")
        await api.run("/nope/fly")
        await api.queue(":log info x")
        log = (await api.get("/audit-logs")).json()
        assert [event["method"] for event in log["data"]] == ["POST", "POST"]
        queued, ran = log["data"]
        assert queued["request_payload"] == ":log info x"
        assert (queued["status_code"], queued["response_payload"]) == (201, None)
        assert ran["request_payload"]["command"] == "/nope/fly"
        assert ran["response_payload"]["code"] == "router_error"
        first = (await api.get("/audit-logs?limit=1")).json()
        assert first["data"] == [queued]
        rest = (await api.get(f"/audit-logs?limit=1&cursor={first['pagination']['cursor']}")).json()
        assert (rest["data"], rest["pagination"]["has_more"]) == ([ran], False)
        assert (await api.get("/audit-logs?search_term=fly")).json()["data"] == [ran]
        assert (await api.get("/audit-logs?http_verb=DELETE")).json()["data"] == []


async def test_stats_are_raw_up_to_two_days_and_hourly_beyond() -> None:
    async with platform() as api:
        path = f"/sites/{api.site_id(1)}/mikrotik-stats"
        raw = await rows(api, f"{path}?start_date=2026-11-18&end_date=2026-11-19")
        hourly = await rows(api, f"{path}?start_date=2026-11-17&end_date=2026-11-19")
        today = await rows(api, f"{path}?start_date=2026-11-21&end_date=2026-11-21")
        again = await rows(api, f"{path}?start_date=2026-11-18&end_date=2026-11-19")
    assert (len(raw), len(hourly)) == (2 * 24 * 60, 3 * 24)
    assert len(today) == 13 * 60 + 58
    assert raw == again
    stamps = [str(sample["created_at"]) for sample in raw]
    assert stamps == sorted(stamps)


async def test_an_offline_site_has_a_gap_and_a_bad_history() -> None:
    async with platform(sites=240) as api:
        down = api.site_id(first_down(api.simulator))
        last = (await rows(api, f"/metrics/mikrotik-stats/{down}"))[-1]
        assert last["missed_heartbeats_percentage"] == 100
        calm = await rows(api, f"/metrics/mikrotik-stats/{api.site_id(0)}")
        assert len(calm) == 24
        assert {row["total_minutes_down"] for row in calm} == {0}
        assert (calm[-1]["time_formatted"], calm[-1]["date_formatted"]) == ("13:00", "21 Nov")
        samples = await rows(api, f"/sites/{down}/mikrotik-stats?start_date=2026-11-21&end_date=2026-11-21")
        whole = await rows(
            api, f"/sites/{api.site_id(0)}/mikrotik-stats?start_date=2026-11-21&end_date=2026-11-21"
        )
        assert len(samples) < len(whole)


async def test_recent_sites_are_the_five_opened_last() -> None:
    async with platform() as api:
        assert await rows(api, "/sites/recent") == []
        for index in (0, 1, 2, 3, 4, 5, 1):
            await api.get(f"/sites/{api.site_id(index)}")
        recent = await rows(api, "/sites/recent")
        assert [row["id"] for row in recent] == [api.site_id(index) for index in (1, 5, 4, 3, 2)]


async def test_a_site_that_was_never_onboarded_is_a_name_alone() -> None:
    async with platform(sites=100) as api:
        site = (await api.get(f"/sites/{api.site_id(96)}")).json()
        router = (await api.get("/api/routers")).json()["data"][96]
        metadata = (await api.get(f"/api/routers/{api.site_id(96)}/metadata")).json()["data"]
    filled = {"id", "pid", "name", "has_pulse", "created_at", "updated_at"}
    assert {key for key, value in site.items() if value is not None} == filled
    assert {key for key, value in router.items() if value is not None} == {"id", "has_pulse", "created_at"}
    assert metadata == {"name": site["name"]}


async def test_the_legacy_list_spells_times_and_versions_its_own_way() -> None:
    async with platform(sites=20) as api:
        v1 = (await api.get("/sites")).json()[0]
        legacy = (await api.get("/api/routers")).json()["data"][0]
    assert legacy["created_at"] == v1["created_at"].replace("T", " ").removesuffix("Z")
    assert legacy["software_version"] == f"{v1['software_version']} (stable)"
    assert legacy["software_id"] == v1["software_id"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (61, "1 minute, 1 second"),
        (90_061, "1 day, 1 hour, 1 minute"),
        (259_200, "3 days"),
        (-5, "0 seconds"),
    ],
)
def test_durations_in_words(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "just now"),
        (8, "8 seconds ago"),
        (59, "59 seconds ago"),
        (60, "1 minute ago"),
        (172_800, "2 days ago"),
    ],
)
def test_ages_in_words(seconds: float, text: str) -> None:
    assert ago(seconds) == text
