"""Every answer of the simulator satisfies the description of the API, and every served route is tried."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx
import jsonschema
import pytest

from altotui.simulator.app import OPERATIONS, Operation
from tests.contract.description import as_json_schema, check, description, operation
from tests.simulator.calling import RAW, Platform, first_down, platform

UNKNOWN = "00000000-0000-4000-8000-000000000000"
JSON_JOB = {
    "description": "Log test message",
    "script": ":log info test",
    "make_backup": True,
    "express_execute": True,
    "needs_acknowledgement": True,
    "notify_url": "https://example.com/notify",
}
TEXT = {**RAW, "Content-Type": "text/plain"}
COMMAND = {"command": "/interface/print", "parameters": ["?type=ether"]}


@dataclass(frozen=True)
class Call:
    """One call and the status it must have; {site}, {down}, {job}, {started} and {unknown} are filled in."""

    method: str
    path: str
    url: str
    status: int
    json: object = None
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    api: str = "both"


def reading(path: str, url: str, api: str = "both", *, of_site: bool = False) -> list[Call]:
    """Return the success of a GET, and the 401 and 404 every such call can end in."""
    calls = [
        Call("GET", path, url, 200, api=api),
        Call("GET", path, url, 401, headers={"Authorization": "Bearer foreign"}, api=api),
        Call("GET", path, url, 401, headers={"Authorization": ""}, api=api),
    ]
    if of_site:
        calls.append(Call("GET", path, url.replace("{site}", "{unknown}"), 404, api=api))
    return calls


SYNC, ASYNC = "/api/synchronous/{siteId}", "/api/asynchronous/{siteId}"
JOBS, JOB = "/site/{siteId}/job", "/site/{siteId}/job/{jobId}"
STATS = "/sites/{siteId}/mikrotik-stats"
DATES = "?start_date=2026-11-20&end_date=2026-11-21"
CALLS = [
    *reading("/sites", "/sites"),
    *reading("/sites/recent", "/sites/recent"),
    *reading("/sites/{siteId}", "/sites/{site}", of_site=True),
    Call("GET", "/sites/{siteId}", "/sites/{never}", 200),
    *reading(STATS, f"/sites/{{site}}/mikrotik-stats{DATES}", of_site=True),
    Call("GET", STATS, "/sites/{site}/mikrotik-stats?start_date=2026-08-01&end_date=2026-11-21", 200),
    Call("GET", STATS, "/sites/{never}/mikrotik-stats" + DATES, 200),
    Call("GET", STATS, "/sites/{site}/mikrotik-stats?start_date=2026-11-20", 400),
    Call("GET", STATS, "/sites/{site}/mikrotik-stats?start_date=2026-11-20&end_date=soon", 422),
    Call("GET", STATS, "/sites/{site}/mikrotik-stats?start_date=2026-11-20&end_date=2026-11-19", 422),
    Call("GET", STATS, "/sites/{site}/mikrotik-stats?start_date=1999-11-20&end_date=2026-11-19", 422),
    *reading("/metrics/mikrotik-stats/{siteId}", "/metrics/mikrotik-stats/{site}", of_site=True),
    Call("GET", "/metrics/mikrotik-stats/{siteId}", "/metrics/mikrotik-stats/{down}", 200),
    *reading("/tags", "/tags"),
    *reading(JOBS, "/site/{site}/job", of_site=True),
    Call("POST", JOBS, "/site/{site}/job", 201, text=":log info x", headers=TEXT),
    Call("POST", JOBS, "/site/{site}/job", 422, text="x", headers=TEXT),
    Call("POST", JOBS, "/site/{site}/job", 400, text=":log info x"),
    Call("POST", JOBS, "/site/{unknown}/job", 404, text=":log info x", headers=TEXT),
    Call("POST", JOBS, "/site/{site}/job", 401, headers={"Authorization": "Bearer x"}),
    *reading(JOB, "/site/{site}/job/{job}", of_site=True),
    Call("GET", JOB, "/site/{site}/job/{started}", 200),
    Call("GET", JOB, "/site/{site}/job/{unknown}", 404),
    Call("DELETE", JOB, "/site/{site}/job/{job}", 204),
    Call("DELETE", JOB, "/site/{site}/job/{started}", 409),
    Call("DELETE", JOB, "/site/{site}/job/{unknown}", 404),
    Call("DELETE", JOB, "/site/{site}/job/{job}", 401, headers={"Authorization": "Bearer x"}),
    *reading("/fault", "/fault"),
    *(Call("GET", "/fault", f"/fault?{query}", 200) for query in ("limit=1", "severity=LOW", "site={down}")),
    *(
        Call("GET", "/fault", f"/fault?{query}", 422)
        for query in ("limit=0", "cursor=!", "severity=x", "from=x")
    ),
    *reading("/audit-logs", "/audit-logs"),
    Call("GET", "/audit-logs", "/audit-logs?limit=1&http_verb=POST", 200),
    Call("GET", "/audit-logs", "/audit-logs?limit=101", 422),
    Call("POST", SYNC, "/api/synchronous/{site}", 200, json=COMMAND),
    Call("POST", SYNC, "/api/synchronous/{site}", 400, json={"command": "/interface/fly"}),
    Call("POST", SYNC, "/api/synchronous/{site}", 400, json={}),
    Call("POST", SYNC, "/api/synchronous/{unknown}", 404, json=COMMAND),
    Call("POST", SYNC, "/api/synchronous/{down}", 503, json=COMMAND),
    Call("POST", SYNC, "/api/synchronous/{site}", 401, json=COMMAND, headers={"Authorization": "x"}),
    Call("POST", SYNC, "/api/synchronous/{site}", 200, json={"command": "/interface/print"}, api="legacy"),
    Call("POST", SYNC, "/api/synchronous/{site}", 200, json={"command": "/interface/fly"}, api="legacy"),
    Call("POST", SYNC, "/api/synchronous/{site}", 400, json=COMMAND, api="legacy"),
    Call("POST", ASYNC, "/api/asynchronous/{site}", 200, json=JSON_JOB),
    Call("POST", ASYNC, "/api/asynchronous/{site}", 422, json={**JSON_JOB, "script": "x" * 2001}),
    Call("POST", ASYNC, "/api/asynchronous/{site}", 400, text="{"),
    Call("POST", ASYNC, "/api/asynchronous/{unknown}", 404, json=JSON_JOB),
    Call("POST", ASYNC, "/api/asynchronous/{site}", 401, headers={"Authorization": "Bearer x"}),
    Call("POST", ASYNC, "/api/asynchronous/{site}", 422, json={"script": "/x"}, api="legacy"),
    *reading("/api/routers", "/api/routers", "legacy"),
    *reading("/api/routers/{siteId}/jobs", "/api/routers/{site}/jobs", "legacy", of_site=True),
    *reading("/api/routers/{siteId}/metadata", "/api/routers/{site}/metadata", "legacy", of_site=True),
    Call("GET", "/api/routers/{siteId}/metadata", "/api/routers/{never}/metadata", 200, api="legacy"),
    *reading("/api/routers/{siteId}/metrics", "/api/routers/{site}/metrics", "legacy", of_site=True),
    *(
        Call("GET", "/api/routers/{siteId}/metrics", f"/api/routers/{{{site}}}/metrics", 200, api="legacy")
        for site in ("down", "never")
    ),
    *reading("/api/routers/{siteId}/faults", "/api/routers/{site}/faults", "legacy", of_site=True),
    *(
        Call("GET", "/api/routers/{siteId}/faults", f"/api/routers/{{{site}}}/faults", 200, api="legacy")
        for site in ("down", "never")
    ),
]


async def prepared(api: Platform) -> dict[str, str]:
    """Queue jobs and look at sites, so that lists are not empty; return what the urls name."""
    names = {
        "site": api.site_id(),
        "down": api.site_id(first_down(api.simulator)),
        "never": api.site_id(96),
        "unknown": UNKNOWN,
    }
    if api.simulator.api == "legacy":
        await api.client.post(f"/api/asynchronous/{names['site']}", json=JSON_JOB)
        return names
    key = "5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f{}"
    started = await api.queue(":log info a", X_Idempotency_Key=key.format(0), X_Express_Execute="true")
    api.clock.jump(5)
    waiting = await api.queue(":delay 60s", X_Idempotency_Key=key.format(1))
    return names | {"started": started.json()["id"], "job": waiting.json()["id"]}


async def made(call: Call, api: Platform) -> httpx.Response:
    url = call.url
    for name, text in (await prepared(api)).items():
        url = url.replace(f"{{{name}}}", text)
    return await api.client.request(
        call.method, url, json=call.json, content=call.text, headers={**call.headers}
    )


def named(call: Call) -> str:
    return f"{call.api} {call.method} {call.url} {call.status}"


@pytest.mark.parametrize("call", CALLS, ids=named)
async def test_the_answer_is_as_described(call: Call) -> None:
    async with platform(sites=100, api=call.api) as api:
        answer = await made(call, api)
    assert answer.status_code == call.status, answer.text
    check(answer, call.method, call.path)


@pytest.mark.parametrize(
    "path", sorted({(call.method, call.path, call.url) for call in CALLS if call.status < 300})
)
async def test_too_many_calls_are_refused_as_described(path: tuple[str, str, str]) -> None:
    method, described, url = path
    async with platform(sites=1, rate_limit_per_min=1) as api:
        await api.get("/sites")
        answer = await api.client.request(method, url.replace("{", "").replace("}", ""))
    assert answer.status_code == 429
    assert answer.headers["Retry-After"].isdigit()
    check(answer, method, described)


def as_described(path: str) -> str:
    return path.replace("{site_id}", "{siteId}").replace("{job_id}", "{jobId}")


@pytest.mark.parametrize("served", OPERATIONS, ids=lambda served: f"{served.method} {served.path}")
def test_every_served_route_is_described_and_tried(served: Operation) -> None:
    method, path = served.method, as_described(served.path)
    statuses = {call.status for call in CALLS if (call.method, call.path) == (method, path)}
    assert min(statuses) < 300
    assert 401 in statuses
    described = operation(method, path)["x-generation"]
    assert set(served.generations) <= set(described)


@pytest.mark.parametrize(
    ("schema", "url", "api"),
    [
        ("Site", "/sites", "v1"),
        ("Job", "/site/{site}/job", "v1"),
        ("Fault", "/fault", "v1"),
        ("AuditEvent", "/audit-logs", "v1"),
        ("Tag", "/tags", "v1"),
        ("RecentSite", "/sites/recent", "v1"),
        ("StatSample", f"/sites/{{site}}/mikrotik-stats{DATES}", "v1"),
        ("HeartbeatHour", "/metrics/mikrotik-stats/{site}", "v1"),
        ("Router", "/api/routers", "legacy"),
        ("LegacyJob", "/api/routers/{site}/jobs", "legacy"),
    ],
)
async def test_rows_have_exactly_the_described_properties(schema: str, url: str, api: str) -> None:
    async with platform(sites=100, api=api) as running:
        call = Call("GET", "", url, 200)
        body = (await made(call, running)).json()
    rows = body if isinstance(body, list) else body["data"]
    described = description()["components"]["schemas"][schema]["properties"]
    assert rows
    assert all(set(row) == set(described) for row in rows)


def test_the_check_can_fail() -> None:
    schema = as_json_schema({"type": "object", "properties": {"a": {"type": "string", "nullable": True}}})
    jsonschema.validate({"a": None}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"a": 5}, schema)
