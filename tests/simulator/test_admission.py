"""Who may call, how often, and what every answer carries."""

from __future__ import annotations

import asyncio
import uuid
from email.utils import parsedate_to_datetime

import httpx
import pytest

from altotui.simulator.rate_limit import RateLimit
from altotui.simulator.scenarios import SCENARIOS
from altotui.simulator.simulator import Simulator
from altotui.simulator.site_facts import SiteFacts
from tests.simulator.calling import JumpingClock, platform


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer ", "Basic demo-x", "demo-x"])
async def test_no_token_is_told_in_the_structured_form(authorization: str | None) -> None:
    async with platform(authorization=authorization) as api:
        answer = await api.get("/sites")
    assert answer.status_code == 401
    assert answer.json()["code"] == "token_invalid"


@pytest.mark.parametrize("authorization", ["Bearer alto_sk_x", "Bearer live-demo-", "Bearer Demo-x"])
async def test_a_foreign_token_is_refused_with_a_message_only(authorization: str) -> None:
    async with platform(authorization=authorization) as api:
        answer = await api.get("/sites")
    assert (answer.status_code, list(answer.json())) == (401, ["message"])


async def test_tokens_expire_after_five_minutes_but_renewed_ones() -> None:
    async with platform(scenario="token-expires") as api:
        api.clock.jump(299 - api.clock.passed_s)
        assert (await api.get("/sites")).status_code == 200
        api.clock.jump(301 - api.clock.passed_s)
        assert (await api.get("/sites")).status_code == 401
        renewed = {"Authorization": "Bearer demo-renewed-1"}
        assert (await api.client.get("/sites", headers=renewed)).status_code == 200


async def test_the_limit_is_per_token_and_slides() -> None:
    async with platform(rate_limit_per_min=3) as api:
        for left in (2, 1, 0):
            answer = await api.get("/sites/recent")
            assert answer.headers["X-RateLimit-Limit"] == "3"
            assert answer.headers["X-RateLimit-Remaining"] == str(left)
        refused = await api.get("/sites/recent")
        assert (refused.status_code, refused.json()) == (429, {"message": "Too Many Attempts."})
        wait_s = int(refused.headers["Retry-After"])
        assert 58 <= wait_s <= 60
        other = {"Authorization": "Bearer demo-other"}
        assert (await api.client.get("/sites/recent", headers=other)).status_code == 200
        api.clock.jump(wait_s)
        assert (await api.get("/sites/recent")).status_code == 200


async def test_without_a_limit_no_budget_is_told() -> None:
    async with platform(rate_limit_per_min=None) as api:
        for _ in range(80):
            answer = await api.get("/sites/recent")
        assert answer.status_code == 200
        assert not [name for name in answer.headers if "ratelimit" in name.lower()]


async def test_rate_limited_allows_ten_and_gives_one_date() -> None:
    async with platform(scenario="rate-limited") as api:
        answers = [await api.get("/sites/recent") for _ in range(14)]
    assert [a.status_code for a in answers] == [200] * 10 + [429] * 4
    seconds, _, date, _ = (a.headers["Retry-After"] for a in answers[10:])
    assert seconds.isdigit()
    wait_s = (
        parsedate_to_datetime(date) - parsedate_to_datetime(answers[12].headers["Date"])
    ).total_seconds()
    assert 50 <= wait_s <= 61


def test_a_refused_call_costs_nothing() -> None:
    limit = RateLimit(1)
    assert limit.take("t", 0.0) is None
    assert [limit.take("t", at_s) for at_s in (10.0, 20.0)] == [50.0, 40.0]
    assert limit.take("t", 60.0) is None


@pytest.mark.parametrize("path", ["/sites", "/nope", "/sites/x", "/api/routers"])
@pytest.mark.parametrize("authorization", [None, "Bearer demo-x"])
async def test_every_answer_has_the_date_of_the_simulation(path: str, authorization: str | None) -> None:
    async with platform(authorization=authorization) as api:
        answer = await api.get(path)
        assert parsedate_to_datetime(answer.headers["Date"]) == api.clock.now().replace(microsecond=0)


@pytest.mark.parametrize(
    ("api_name", "path"),
    [
        ("v1", "/api/routers"),
        ("v1", "/api/routers/x/jobs"),
        ("legacy", "/sites"),
        ("legacy", "/site/x/job"),
        ("both", "/sites/x/y/z"),
        ("both", "/sites/"),
    ],
)
async def test_a_path_of_another_generation_is_no_route(api_name: str, path: str) -> None:
    async with platform(api=api_name) as api:
        answer = await api.get(path)
    message = f"The route {path.strip('/')} could not be found."
    assert (answer.status_code, answer.json()) == (404, {"message": message})


async def test_a_method_that_is_not_served_is_told() -> None:
    async with platform() as api:
        answer = await api.client.delete("/sites")
    assert answer.status_code == 405
    assert "DELETE" in answer.json()["message"]


@pytest.mark.parametrize("unknown", ["nope", str(uuid.UUID(int=5)), "site_2xabc", "%2e%2e"])
@pytest.mark.parametrize("path", ["/sites/{}", "/site/{}/job", "/api/routers/{}/jobs"])
async def test_an_unknown_site_is_not_found(path: str, unknown: str) -> None:
    async with platform() as api:
        answer = await api.get(path.format(unknown))
    assert (answer.status_code, answer.json()["code"]) == (404, "resource_missing")


async def test_every_call_yields_to_the_loop_and_takes_its_latency() -> None:
    async with platform() as api:
        await api.get("/sites/recent")
        assert 0.02 <= api.clock.slept_s[0] <= 0.3
        api.clock.slept_s.clear()
        await api.client.get("/sites", headers={"Authorization": "Bearer wrong"})
        assert api.clock.slept_s == [0.0]


class BrokenSimulator(Simulator):
    """A simulator with a bug."""

    def facts(self, index: int, now_s: float) -> SiteFacts:
        raise RuntimeError(f"no facts of site {index} at {now_s}")


async def test_a_bug_in_the_simulator_is_a_described_error() -> None:
    simulator = BrokenSimulator(JumpingClock())
    transport = httpx.ASGITransport(simulator.app, raise_app_exceptions=False)
    headers = {"Authorization": "Bearer demo-x"}
    async with httpx.AsyncClient(transport=transport, base_url="https://demo.invalid") as client:
        answer = await client.get("/sites", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_server_error")


async def test_many_calls_at_once_leave_the_loop_alive() -> None:
    async with platform(sites=1000) as api:
        turns = 0

        async def count() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        async with asyncio.TaskGroup() as group:
            counting = group.create_task(count())
            answers = [group.create_task(api.get("/sites")) for _ in range(5)]
            await asyncio.wait(answers)
            counting.cancel()
        assert turns > 10
        assert all(len(task.result().json()) == 1000 for task in answers)


def test_unknown_choices_name_the_remedy() -> None:
    clock = JumpingClock()
    with pytest.raises(ValueError, match="unknown scenario 'storm': choose one of calm-day, isp-cut"):
        Simulator(clock, scenario="storm")
    with pytest.raises(ValueError, match="choose one of v1, legacy, both"):
        Simulator(clock, api="v2")
    with pytest.raises(ValueError, match="at least 1 call a minute"):
        Simulator(clock, rate_limit_per_min=0)
    with pytest.raises(ValueError, match="tick must be above 0"):
        Simulator(clock, tick_s=0)
    assert len(SCENARIOS) == len(set(SCENARIOS)) == 9


async def test_the_same_seed_gives_the_same_answers() -> None:
    texts: list[list[str]] = []
    for _ in range(2):
        async with platform() as api:
            paths = ("/sites", "/tags", "/fault", f"/site/{api.site_id(1)}/job", "/api/routers")
            texts.append([(await api.get(path)).text for path in paths])
    assert texts[0] == texts[1]
