"""The history of one site, as documented for both generations, as no document has it, and page by page."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.api.client import MAX_FAULT_PAGES, MOST_FAULTS
from altotui.api.paths import Generation
from altotui.api.wire import read_all
from altotui.api.wire_history import (
    FaultWire,
    HeartbeatWire,
    SampleWire,
    in_order,
    newest_faults,
    read_heartbeats,
    read_samples,
)
from altotui.domain.budget import Priority
from altotui.domain.errors import BadAnswer, InvalidInput, NotFound, ServerFault
from altotui.domain.ids import SiteId
from altotui.domain.site_history import Fault, HeartbeatHour, Sample
from tests.api.exchange import SITE, answer, client_for, raw
from tests.api.test_wire import JUNK

LEGACY = Generation.LEGACY
OTHER = "8b2e9a04-51c7-4e0d-8a3f-6d1f20c4b7e9"
FIRST, LAST = date(2026, 2, 28), date(2026, 3, 2)
ESC = "\x1b[31m"
AT = "2026-03-02T08:00:00Z"
EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def _queries(requests: list[httpx.Request]) -> list[dict[str, str]]:
    return [dict(request.url.params) for request in requests]


# Samples


async def test_samples_are_asked_for_by_days_and_come_oldest_first() -> None:
    rows = [
        {"created_at": "2026-03-02T08:00:00Z", "cpu_load": 15, "memory_free": 876543210},
        {"created_at": "2026-03-02T07:00:00Z", "disk_free": 123456789, "uptime": 312780},
    ]
    client, exchange = client_for(answer(rows))
    assert await client.list_samples(SITE, FIRST, LAST) == (
        Sample(EIGHT - timedelta(hours=1), disk_free_bytes=123456789, uptime_s=312780),
        Sample(EIGHT, cpu_load_percent=15, memory_free_bytes=876543210),
    )
    assert exchange.sent == [f"GET /sites/{SITE}/mikrotik-stats"]
    assert _queries(exchange.requests) == [{"start_date": "2026-02-28", "end_date": "2026-03-02"}]


async def test_legacy_has_no_samples_and_is_not_asked() -> None:
    client, exchange = client_for(answer([]), generation=LEGACY)
    assert await client.list_samples(SITE, FIRST, LAST) is None
    assert exchange.requests == []


def _sample(**members: object) -> Sample:
    (sample,) = read_samples([{"created_at": AT, **members}])
    return sample


@pytest.mark.parametrize("name", ["cpu_load", "memory_free", "disk_free", "uptime"])
@pytest.mark.parametrize(
    "absurd",
    [None, -1, "-1", "", "a lot", True, False, [], {}, [5], 1e30, 10**400, float("nan"), float("inf"), "nan"],
)
def test_what_is_absurd_is_absent(name: str, absurd: object) -> None:
    assert _sample(**{name: absurd}) == Sample(EIGHT)


@pytest.mark.parametrize(
    ("members", "sample"),
    [
        ({"cpu_load": 0}, Sample(EIGHT, 0)),
        ({"cpu_load": 100}, Sample(EIGHT, 100)),
        ({"cpu_load": 100.5}, Sample(EIGHT)),
        ({"cpu_load": "15"}, Sample(EIGHT, 15)),
        ({"cpu_load": 15.4}, Sample(EIGHT, 15.4)),
        ({"memory_free": 0}, Sample(EIGHT, memory_free_bytes=0)),
        ({"memory_free": 876543210.5}, Sample(EIGHT, memory_free_bytes=876543210)),
        ({"disk_free": "123456789"}, Sample(EIGHT, disk_free_bytes=123456789)),
        ({"uptime": 312780.6}, Sample(EIGHT, uptime_s=312781)),
        ({"uptime": "3 days"}, Sample(EIGHT)),
    ],
)
def test_numbers_in_every_form(members: dict[str, object], sample: Sample) -> None:
    assert _sample(**members) == sample


def test_a_bad_sample_loses_no_other_and_of_one_moment_the_last_counts() -> None:
    bad: list[object] = [{"cpu_load": 5}, {"created_at": "soon"}, None, 7, "x", [], {}]
    rows = [*bad, {"created_at": AT, "cpu_load": 1}, *bad, {"created_at": AT, "cpu_load": 2}]
    assert in_order(read_samples(rows)) == (Sample(EIGHT, 2),)


async def test_many_raw_samples_are_read_whole() -> None:
    rows = [{"created_at": 1772400000 + 30 * number, "cpu_load": number % 100} for number in range(8640)]
    client, _ = client_for(answer(rows))
    samples = await client.list_samples(SITE, FIRST, LAST)
    assert samples is not None
    assert len(samples) == 8640
    assert [sample.cpu_load_percent for sample in samples[:3]] == [0, 1, 2]


# Heartbeats


async def test_v1_hours_keep_the_words_of_the_platform() -> None:
    hour = {
        "time_formatted": "12:00",
        "date_formatted": "29 ott",
        "missed_heartbeats_percentage": 45.8,
        "total_minutes_down": 27.5,
    }
    client, exchange = client_for(answer([hour, {"time_formatted": "13:00"}]))
    assert await client.list_heartbeats(SITE) == (
        HeartbeatHour("29 ott 12:00", 45.8, 27.5),
        HeartbeatHour("13:00"),
    )
    assert exchange.sent == [f"GET /metrics/mikrotik-stats/{SITE}"]


async def test_legacy_hours_are_named_by_their_time_and_put_in_order() -> None:
    hours = [
        {"date": "2026-03-02T08:00:00+00:00", "minutes_down": 27, "percentage_down": 45},
        {"date": "2026-03-02T09:00:00+02:00", "minutes_down": 0, "percentage_down": 0},
    ]
    client, exchange = client_for(answer({"status": "success", "data": hours}), generation=LEGACY)
    assert await client.list_heartbeats(SITE) == (
        HeartbeatHour("02 Mar 07:00", 0, 0),
        HeartbeatHour("02 Mar 08:00", 45, 27),
    )
    assert exchange.sent == [f"GET /api/routers/{SITE}/metrics"]


@pytest.mark.parametrize(
    ("record", "hours"),
    [
        ({}, ()),
        ({"date": "soon", "time_formatted": " "}, ()),
        ({"total_minutes_down": 5}, (HeartbeatHour("?", None, 5),)),
        ({"date_formatted": ESC, "time_formatted": 12}, (HeartbeatHour("\u241b[31m 12"),)),
        ({"time_formatted": "1", "missed_heartbeats_percentage": 101}, (HeartbeatHour("1"),)),
        ({"time_formatted": "1", "missed_heartbeats_percentage": True}, (HeartbeatHour("1"),)),
        ({"time_formatted": "1", "total_minutes_down": 61}, (HeartbeatHour("1"),)),
        ({"time_formatted": "1", "total_minutes_down": -0.1}, (HeartbeatHour("1"),)),
        ({"time_formatted": "1", "total_minutes_down": "60"}, (HeartbeatHour("1", None, 60),)),
        (None, ()),
        ([], ()),
    ],
)
def test_an_odd_hour_is_read_as_far_as_it_can_be(record: object, hours: tuple[HeartbeatHour, ...]) -> None:
    good = {"time_formatted": "9", "total_minutes_down": 1}
    last = HeartbeatHour("9", None, 1)
    assert read_heartbeats([good, record, good]) == (last, *hours, last)


def test_hours_without_a_time_stay_where_the_platform_put_them() -> None:
    rows: list[object] = [{"date": AT}, {"time_formatted": "7"}, {"date": "2026-03-02T06:00:00Z"}]
    assert [hour.label for hour in read_heartbeats(rows)] == ["02 Mar 08:00", "7", "02 Mar 06:00"]


# Faults


def _fault(number: int = 1, /, **members: object) -> dict[str, object]:
    return {"id": f"flt_{number}", "resource_ancestry_path": SITE, "status": "unresolved", **members}


async def test_v1_faults_are_asked_for_by_site_in_one_page() -> None:
    rows = [
        _fault(
            severity="CRITICAL",
            message="Site Offline: trento",
            cause="Disconnected",
            created_at="2026-03-02T08:00:00.000000Z",
            resolved_at=None,
        )
    ]
    page = {"data": rows, "meta": {"count": 1, "cursor": "abc", "has_more": True}}
    client, exchange = client_for(answer(page))
    (fault,) = await client.list_faults(SITE)
    assert fault == Fault("flt_1", "Site Offline: trento", "critical", "Disconnected", EIGHT)
    assert exchange.sent == ["GET /fault"]
    assert _queries(exchange.requests) == [{"site": SITE, "limit": "100"}]


async def test_legacy_faults_are_those_of_the_router_in_the_path() -> None:
    row = {
        "id": "5f1c2f0a-9a44-4a0b-a1de-3c0a7b2d4f11",
        "rid": "anything",
        "message": "Site Rebooted",
        "severity": "error",
        "type": "site",
        "cause": "Reboot",
        "created_at": "2026-03-02T08:00:00+00:00",
        "resolved_at": "2026-03-02T08:02:29+00:00",
        "duration": 149,
    }
    client, exchange = client_for(answer({"status": "success", "data": [row]}), generation=LEGACY)
    (fault,) = await client.list_faults(SITE)
    assert (fault.severity, fault.is_open, fault.duration_s(EIGHT)) == ("high", False, 149)
    assert exchange.sent == [f"GET /api/routers/{SITE}/faults"]
    assert _queries(exchange.requests) == [{}]


def _read(**members: object) -> Fault:
    (fault,) = newest_faults(read_all(FaultWire, [_fault(1, **members)]), 5)
    return fault


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({}, ("(no message)", None, None)),
        ({"message": " ", "severity": "", "cause": ""}, ("(no message)", None, None)),
        ({"message": ESC, "severity": ESC, "cause": ESC}, ("\u241b[31m", "\u241b[31m", "\u241b[31m")),
        ({"message": 7, "severity": "Low", "cause": []}, ("7", "low", None)),
        ({"message": {}, "severity": "ERROR"}, ("(no message)", "high", None)),
        ({"severity": "meh"}, ("(no message)", "meh", None)),
    ],
)
def test_the_words_of_a_fault(members: dict[str, object], words: tuple[str | None, ...]) -> None:
    fault = _read(**members)
    assert (fault.message, fault.severity, fault.cause) == words


@pytest.mark.parametrize(
    ("members", "is_open"),
    [
        ({}, True),
        ({"resolved_at": AT}, False),
        ({"status": "resolved"}, False),
        ({"status": " Resolved "}, False),
        ({"status": "resolved", "resolved_at": "soon"}, False),
        ({"status": 5, "resolved_at": "soon"}, True),
    ],
)
def test_whether_a_fault_is_open(members: dict[str, object], is_open: bool) -> None:
    assert _read(**members).is_open is is_open


@pytest.mark.parametrize(
    ("members", "is_ours"),
    [
        ({"resource_ancestry_path": SITE}, True),
        ({"resource_ancestry_path": SITE.upper()}, True),
        ({"resource_ancestry_path": f"{SITE}|dev_5n8tW3xQ"}, True),
        ({"resource_ancestry_path": "site_2M3h|dev_5n8tW3xQ"}, True),
        ({"resource_ancestry_path": None, "site_id": SITE}, True),
        ({"resource_ancestry_path": None, "resource_id": SITE}, True),
        ({"resource_ancestry_path": OTHER}, False),
        ({"resource_ancestry_path": f"{SITE}0"}, False),
        ({"resource_ancestry_path": "site_2M3h2"}, False),
        ({"resource_ancestry_path": None}, False),
        ({"resource_ancestry_path": ""}, False),
    ],
)
async def test_faults_of_other_sites_are_left_out(members: dict[str, object], is_ours: bool) -> None:
    client, _ = client_for(answer([_fault(1, **members), _fault(2)]))
    faults = await client.list_faults(SITE, pid="site_2m3H")
    assert [fault.id for fault in faults] == ["flt_1"] * is_ours + ["flt_2"]


async def test_without_a_pid_a_fault_that_names_no_site_is_nobodys() -> None:
    client, _ = client_for(answer([_fault(1, resource_ancestry_path=""), _fault(2, site_id="")]))
    assert [fault.id for fault in await client.list_faults(SITE)] == ["flt_2"]


async def test_faults_come_newest_first_each_once_and_a_hundred_at_most() -> None:
    rows = [_fault(number, created_at=1772400000 + 7 * number % 150) for number in range(150)]
    bad: list[object] = [None, 7, {"message": "no id"}, []]
    client, _ = client_for(answer([_fault(7, created_at="never"), *rows, *bad, rows[3], _fault(200)]))
    faults = await client.list_faults(SITE)
    assert len(faults) == len({fault.id for fault in faults}) == MOST_FAULTS
    times = [fault.began_at for fault in faults if fault.began_at]
    assert len(times) == MOST_FAULTS
    assert times == sorted(times, reverse=True)


def _page(number: int, *faults: dict[str, object]) -> httpx.Response:
    return answer({"data": faults, "meta": {"cursor": f"c{number}", "has_more": True}})


async def test_when_the_wish_for_one_site_is_not_granted_the_next_pages_are_read() -> None:
    foreign = _fault(9, resource_ancestry_path=OTHER)
    client, exchange = client_for(_page(1, foreign), _page(2, foreign, _fault(1)), _page(3, _fault(2)))
    assert [fault.id for fault in await client.list_faults(SITE)] == ["flt_1", "flt_2"]
    wish = {"site": SITE, "limit": "100"}
    assert _queries(exchange.requests) == [wish, {**wish, "cursor": "c1"}, {**wish, "cursor": "c2"}]


async def test_reading_other_sites_ends_and_is_not_taken_for_a_site_without_faults() -> None:
    foreign = _fault(9, resource_ancestry_path=OTHER)
    client, exchange = client_for(_page(1, foreign))
    with pytest.raises(BadAnswer, match="the faults of other sites") as caught:
        await client.list_faults(SITE)
    assert len(exchange.requests) == MAX_FAULT_PAGES
    assert caught.value.endpoint == "GET /fault"


async def test_what_was_found_among_other_sites_is_kept() -> None:
    foreign = _fault(9, resource_ancestry_path=OTHER)
    client, exchange = client_for(_page(1, foreign, _fault(1)), _page(2, foreign))
    assert [fault.id for fault in await client.list_faults(SITE)] == ["flt_1"]
    assert len(exchange.requests) == MAX_FAULT_PAGES


async def test_the_last_page_of_other_sites_says_that_there_is_no_fault() -> None:
    page = {"data": [_fault(9, resource_ancestry_path=OTHER)], "meta": {"cursor": None, "has_more": False}}
    client, exchange = client_for(answer(page))
    assert await client.list_faults(SITE) == ()
    assert len(exchange.requests) == 1


# All three


CALLS: dict[str, Callable[..., Awaitable[object]]] = {
    "samples": lambda client, site, **how: client.list_samples(site, FIRST, LAST, **how),
    "heartbeats": lambda client, site, **how: client.list_heartbeats(site, **how),
    "faults": lambda client, site, **how: client.list_faults(site, **how),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("body", [[], {"status": "success", "data": []}, {"data": [], "meta": {}}])
async def test_an_empty_list_is_no_failure(name: str, body: object) -> None:
    client, _ = client_for(answer(body))
    assert await CALLS[name](client, SITE) == ()


@pytest.mark.parametrize("name", CALLS)
async def test_what_is_no_list_is_a_bad_answer(name: str) -> None:
    client, _ = client_for(answer({"error": "none"}))
    with pytest.raises(BadAnswer, match="expected a list"):
        await CALLS[name](client, SITE)


@pytest.mark.parametrize("name", CALLS)
async def test_an_answer_that_is_too_large_is_not_read(name: str) -> None:
    client, _ = client_for(answer([{"id": "x" * 5 * 1024 * 1024}]))
    with pytest.raises(BadAnswer, match="larger than 4 MiB"):
        await CALLS[name](client, SITE)


@pytest.mark.parametrize("name", CALLS)
async def test_only_a_uuid_is_sent(name: str) -> None:
    client, exchange = client_for(answer([]))
    with pytest.raises(InvalidInput):
        await CALLS[name](client, SiteId("../x"))
    assert exchange.requests == []


@pytest.mark.parametrize(
    ("name", "generation"),
    [*((name, Generation.V1) for name in CALLS), ("heartbeats", LEGACY), ("faults", LEGACY)],
)
async def test_a_history_that_is_not_there_is_not_looked_for_elsewhere(
    name: str, generation: Generation
) -> None:
    client, exchange = client_for(answer({"message": "no route"}, 404), generation=generation)
    with pytest.raises(NotFound):
        await CALLS[name](client, SITE)
    assert len(exchange.requests) == 1


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(("priority", "attempts"), [(Priority.REFRESH, 3), (Priority.WATCHED, 1)])
async def test_a_failure_is_repeated_for_a_person_and_never_for_a_poll(
    name: str, priority: Priority, attempts: int
) -> None:
    client, exchange = client_for(answer({}, 503))
    with pytest.raises(ServerFault):
        await CALLS[name](client, SITE, priority=priority)
    assert len(exchange.requests) == attempts


@pytest.mark.parametrize("name", CALLS)
async def test_who_asks_hears_when_the_request_leaves(name: str) -> None:
    heard: list[int] = []
    client, exchange = client_for(answer([]))
    await CALLS[name](client, SITE, on_leaving=lambda: heard.append(len(exchange.requests)))
    assert heard == [0]


@given(st.lists(JUNK, max_size=5))
async def test_no_list_breaks_the_reader(body: list[object]) -> None:
    text = json.dumps(body).replace("NaN", "null").replace("Infinity", "9")
    client, _ = client_for(raw(text.encode()))
    for call in CALLS.values():
        await call(client, SITE)


def _members(model: type[SampleWire] | type[HeartbeatWire] | type[FaultWire]) -> st.SearchStrategy[object]:
    names = {
        *model.model_fields,
        *("missed_heartbeats_percentage", "percentage_down", "total_minutes_down", "minutes_down"),
    }
    return st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(names), JUNK))


@given(st.lists(_members(SampleWire), max_size=5))
def test_no_sample_breaks_the_reader(records: list[object]) -> None:
    for sample in in_order(read_samples(records)):
        assert sample.at.tzinfo is UTC
        assert all(number is None or number >= 0 for number in sample[1:])


@given(st.lists(_members(HeartbeatWire), max_size=5))
def test_no_hour_breaks_the_reader(records: list[object]) -> None:
    for hour in read_heartbeats(records):
        assert hour.label.isprintable()
        assert hour.label.strip()
        assert hour.missed_percent is None or 0 <= hour.missed_percent <= 100
        assert hour.down_min is None or 0 <= hour.down_min <= 60


@given(st.lists(_members(FaultWire), max_size=5))
def test_no_fault_breaks_the_reader(records: list[object]) -> None:
    wires = list(read_all(FaultWire, records))
    assert [wire.is_of({SITE}) for wire in wires] == [False] * len(wires)
    for fault in newest_faults(wires, 5):
        texts = (fault.id, fault.message, fault.severity or "-", fault.cause or "-")
        assert all(text.isprintable() and text.strip() for text in texts)
        assert (fault.duration_s(EIGHT) or 0) >= 0
