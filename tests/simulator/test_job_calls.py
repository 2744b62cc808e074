"""Jobs through HTTP: creation in both forms, lists in both shapes, deletion, effect on the router."""

from __future__ import annotations

import re
import uuid

import pytest

from tests.simulator.calling import RAW, Platform, first_down, platform

JSON_JOB = {
    "description": "Log test message",
    "script": ":log info test",
    "make_backup": False,
    "express_execute": False,
    "needs_acknowledgement": True,
}
V1_KEYS = {
    *("id", "token", "site_id", "idempotency_key", "description", "express_execute", "needs_acknowledgement"),
    *("should_backup", "associated_backup", "started_at", "completed_at", "failed_at", "created_at"),
    *("log_url", "script"),
}
LEGACY_KEYS = {
    *("id", "token", "idempotency_key", "description", "express_execute", "needs_acknowledgement"),
    *("make_backup", "started_at", "completed_at", "failed_at", "deleted_at", "status"),
}


async def jobs(api: Platform, index: int = 0) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = (await api.get(f"/site/{api.site_id(index)}/job")).json()
    return rows


async def test_a_raw_job_is_answered_with_the_job() -> None:
    async with platform() as api:
        answer = await api.queue(":log info x", X_Backup="true", X_Express_Execute="true")
        assert answer.status_code == 201
        job = answer.json()
        assert set(job) == V1_KEYS
        assert (job["script"], job["description"]) == (":log info x", RAW["X-Description"])
        assert job["idempotency_key"] == RAW["X-Idempotency-Key"]
        assert (job["should_backup"], job["express_execute"], job["needs_acknowledgement"]) == (
            True,
            True,
            True,
        )
        assert job["started_at"] is job["associated_backup"] is None
        assert re.fullmatch(r"[0-9A-Za-z]{20,22}", job["token"])
        assert job["token"] in job["log_url"]
        assert (await jobs(api))[0] == job
        assert (await api.get(f"/site/{api.site_id()}/job/{job['id']}")).json() == job


async def test_a_collected_job_names_its_backup_and_changes_the_router() -> None:
    async with platform() as api:
        await api.queue("/system identity set name=renamed", X_Backup="true", X_Express_Execute="true")
        api.clock.jump(300)
        job = (await jobs(api))[0]
        assert job["started_at"] is not None
        assert (job["completed_at"] is None) != (job["failed_at"] is None)
        assert re.fullmatch(rf"{api.site_id()}/\d+\.rsc", str(job["associated_backup"]))
        identity = (await api.run("/system/identity/print")).json()["data"][0]["name"]
        assert (identity == "renamed") is (job["completed_at"] is not None)
        assert (await api.get(f"/sites/{api.site_id()}")).json()["identity"] == identity


async def test_a_script_takes_effect_once_whoever_looks() -> None:
    async with platform() as api:
        await api.queue("/ip firewall address-list add list=once address=192.0.2.9", X_Express_Execute="true")
        api.clock.jump(200)
        for _ in range(3):
            await jobs(api)
            await api.get("/sites")
            rows = (await api.run("/ip/firewall/address-list/print", ["?list=once"])).json()["data"]
        assert len(rows) == 1


async def test_a_script_the_router_refuses_fails() -> None:
    async with platform() as api:
        await api.queue("/nonsense here", X_Express_Execute="true")
        api.clock.jump(60)
        assert (await jobs(api))[0]["failed_at"] is not None


async def test_a_reboot_with_acknowledgement_stays_running() -> None:
    async with platform() as api:
        await api.queue("/system reboot", X_Express_Execute="true")
        api.clock.jump(3600)
        job = (await jobs(api))[0]
        uptime = (await api.run("/system/resource/print")).json()["data"][0]["uptime"]
        assert job["started_at"] is not None
        assert job["completed_at"] is job["failed_at"] is None
        assert re.fullmatch(r"(59m\d+s|1h\d*m?\d*s?)", uptime), uptime


async def test_a_job_of_an_offline_site_waits() -> None:
    async with platform(sites=240) as api:
        index = first_down(api.simulator)
        await api.queue(":log info x", index, X_Express_Execute="true")
        api.clock.jump(7200)
        assert (await jobs(api, index))[0]["started_at"] is None


async def test_the_same_key_gives_the_same_job() -> None:
    async with platform() as api:
        first = await api.queue(":log info x")
        again = await api.queue(":log info x")
        assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
        assert sum(job["script"] == ":log info x" for job in await jobs(api)) == 1


@pytest.mark.parametrize(
    ("script", "index", "header"),
    [(":log info y", 0, {}), (":log info x", 1, {}), (":log info x", 0, {"X_Backup": "true"})],
)
async def test_the_same_key_for_another_request_is_refused(
    script: str, index: int, header: dict[str, str]
) -> None:
    async with platform() as api:
        await api.queue(":log info x")
        answer = await api.queue(script, index, **header)
    assert answer.status_code == 422
    assert "X-Idempotency-Key" in answer.json()["errors"]


@pytest.mark.parametrize(
    ("script", "headers", "status", "named"),
    [
        ("ab", {}, 422, "script"),
        ("x" * 10_001, {}, 422, "script"),
        (":log info x", {"X_Description": "ab"}, 422, "X-Description"),
        (":log info x", {"X_Description": "x" * 101}, 422, "X-Description"),
        (":log info x", {"X_Idempotency_Key": "nope"}, 400, "X-Idempotency-Key"),
        (":log info x", {"X_Backup": "yes"}, 400, "X-Backup"),
        (":log info x", {"X_Needs_Ack": "1"}, 400, "X-Needs-Ack"),
        (":log info x", {"Content_Type": "application/json"}, 400, "text/plain"),
    ],
)
async def test_raw_jobs_are_validated(script: str, headers: dict[str, str], status: int, named: str) -> None:
    async with platform() as api:
        before = await jobs(api)
        answer = await api.queue(script, 0, **headers)
        assert (answer.status_code, named in answer.text) == (status, True), answer.text
        assert await jobs(api) == before


@pytest.mark.parametrize("missing", sorted(RAW))
async def test_a_raw_job_needs_its_headers(missing: str) -> None:
    async with platform() as api:
        headers = {name: text for name, text in RAW.items() if name != missing} | {
            "Content-Type": "text/plain"
        }
        path = f"/site/{api.site_id()}/job"
        answer = await api.client.post(path, content=":log info x", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "parameter_missing")
    assert missing in answer.json()["message"]


async def test_a_json_job_is_found_by_the_key_of_the_answer() -> None:
    async with platform() as api:
        path = f"/api/asynchronous/{api.site_id()}"
        url = "https://example.com/notify"
        answers = [await api.client.post(path, json={**JSON_JOB, "notify_url": url}) for _ in range(2)]
        first, second = (answer.json()["data"] for answer in answers)
        assert set(first) == {"idempotency_key", "request_id", "target", "notify_url", "date"}
        assert (first["target"], first["notify_url"]) == (api.site_id(), url)
        assert first["date"].endswith("+00:00")
        assert uuid.UUID(first["idempotency_key"]).version == uuid.UUID(first["request_id"]).version == 5
        assert first["idempotency_key"] != second["idempotency_key"], "no key was sent: two jobs"
        keys = [job["idempotency_key"] for job in await jobs(api)]
        assert {first["idempotency_key"], second["idempotency_key"]} <= set(keys)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"description": "x" * 101}, "description"),
        ({"description": " "}, "description"),
        ({"description": 5}, "description"),
        ({"script": None}, "script"),
        ({"script": "x" * 2001}, "script"),
        ({"make_backup": "false"}, "make_backup"),
        ({"needs_acknowledgement": None}, "needs_acknowledgement"),
        ({"notify_url": "http://example.com"}, "notify_url"),
        ({"notify_url": 5}, "notify_url"),
    ],
)
async def test_json_jobs_are_validated(change: dict[str, object], named: str) -> None:
    async with platform() as api:
        answer = await api.client.post(f"/api/asynchronous/{api.site_id()}", json={**JSON_JOB, **change})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [named]


async def test_only_legacy_needs_every_flag() -> None:
    short = {"description": "Log", "script": ":log info x"}
    async with platform(api="v1") as api:
        answer = await api.client.post(f"/api/asynchronous/{api.site_id()}", json=short)
        assert answer.status_code == 200
        assert (await jobs(api))[0]["needs_acknowledgement"] is False
    async with platform(api="legacy") as api:
        answer = await api.client.post(f"/api/asynchronous/{api.site_id()}", json=short)
        assert answer.status_code == 422
        assert len(answer.json()["errors"]) == 3
        assert answer.json()["message"].endswith("(and 2 more errors)")


async def test_deletion_is_possible_until_the_router_collects() -> None:
    async with platform() as api:
        job_id = (await api.queue(":log info x")).json()["id"]
        path = f"/site/{api.site_id()}/job/{job_id}"
        gone = await api.client.delete(path)
        assert (gone.status_code, gone.content) == (204, b"")
        assert (await api.client.delete(path)).status_code == 404
        assert (await api.get(path)).status_code == 404
        assert job_id not in [job["id"] for job in await jobs(api)]
        legacy = (await api.get(f"/api/routers/{api.site_id()}/jobs")).json()["data"][0]
        assert (legacy["id"], legacy["status"]) == (job_id, "deleted")
        assert legacy["deleted_at"].endswith("+00:00")


async def test_the_race_with_the_check_in_is_told() -> None:
    async with platform() as api:
        job_id = (await api.queue(":log info x", X_Express_Execute="true")).json()["id"]
        api.clock.jump(5)
        answer = await api.client.delete(f"/site/{api.site_id()}/job/{job_id}")
        assert (answer.status_code, answer.json()["code"]) == (409, "job_already_started")
        assert job_id in [job["id"] for job in await jobs(api)]


async def test_the_legacy_list_has_its_own_shape() -> None:
    async with platform(api="legacy", sites=120) as api:
        await api.client.post(f"/api/asynchronous/{api.site_id()}", json=JSON_JOB)
        words: set[str] = set()
        for index in range(120):
            answer = (await api.get(f"/api/routers/{api.site_id(index)}/jobs")).json()
            assert answer["status"] == "success"
            for job in answer["data"]:
                assert set(job) == LEGACY_KEYS
                words.add(job["status"])
    assert {"pending", "completed", "failed", "deleted"} <= words


async def test_about_half_of_the_sites_have_a_past() -> None:
    async with platform(sites=96) as api:
        counts = [len(await jobs(api, index)) for index in range(96)]
        assert 30 <= sum(map(bool, counts)) <= 60
        assert max(counts) <= 3
        for index in range(96):
            assert all(job["started_at"] for job in await jobs(api, index))
