"""Lists are read to their end in every documented style, and an answer never decides where the next request goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.api.pages import MAX_PAGES, next_page
from altotui.domain.errors import ApiError, BadAnswer
from altotui.domain.ids import JobId
from altotui.domain.job import Job
from tests.api.exchange import SITE, Answer, answer, client_for, raw

ROWS = [{"id": 1}]
LAST = None
PAGES = 3


def _job_id(number: int) -> JobId:
    return JobId(f"00000000-0000-4000-8000-{number:012}")


def _rows(*numbers: int) -> list[dict[str, str]]:
    return [{"id": _job_id(number)} for number in numbers]


async def _list(*answers: Answer) -> tuple[tuple[Job, ...], list[str]]:
    """Return the jobs of one site, and the query of each request for them."""
    client, exchange = client_for(*answers)
    jobs = await client.list_jobs(SITE)
    assert {(request.url.host, request.url.path) for request in exchange.requests} == {
        ("api.test", f"/site/{SITE}/job")
    }
    return jobs, [request.url.query.decode() for request in exchange.requests]


# Every documented style, three pages each


def _v1_faults(page: int) -> object:
    more = page < PAGES
    return {
        "data": _rows(page),
        "meta": {"count": 1, "cursor": f"c{page}" if more else None, "has_more": more},
    }


def _audit_log(page: int) -> object:
    more = page < PAGES
    counts = {"count": 1, "limit": 1, "cursor": f"c{page}" if more else None, "has_more": more}
    return {"data": _rows(page), "pagination": counts, "filters": {}, "query_info": {}, "warnings": []}


def _spa_faults(page: int) -> object:
    return {"data": _rows(page), "current_page": page, "per_page": 1, "total": PAGES, "hash": "x"}


def _search(page: int) -> object:
    link = f"https://api.test/search?page={page + 1}" if page < PAGES else None
    return {
        "data": _rows(page),
        "links": {"first": "x", "last": "x", "prev": None, "next": link},
        "meta": {
            "current_page": page,
            "from": 1,
            "last_page": PAGES,
            "path": "x",
            "per_page": 1,
            "to": 1,
            "total": PAGES,
        },
    }


def _links_only(page: int) -> object:
    return {"data": _rows(page), "links": {"next": f"/x?page={page + 1}" if page < PAGES else None}}


def _log_events(page: int) -> object:
    return {"data": _rows(page), "next_token": f"t{page}" if page < PAGES else None}


def _in_an_envelope(page: int) -> object:
    return {"status": "success", "data": _v1_faults(page)}


def _beside_an_envelope(page: int) -> object:
    body = _v1_faults(page)
    assert isinstance(body, dict)
    return {"status": "success", **body}


@pytest.mark.parametrize(
    ("style", "queries"),
    [
        (_v1_faults, ["", "cursor=c1", "cursor=c2"]),
        (_audit_log, ["", "cursor=c1", "cursor=c2"]),
        (_spa_faults, ["", "page=2", "page=3"]),
        (_search, ["", "page=2", "page=3"]),
        (_links_only, ["", "page=2", "page=3"]),
        (_log_events, ["", "next_token=t1", "next_token=t2"]),
        (_in_an_envelope, ["", "cursor=c1", "cursor=c2"]),
        (_beside_an_envelope, ["", "cursor=c1", "cursor=c2"]),
    ],
)
async def test_every_documented_style_is_read_to_its_end(
    style: Callable[[int], object], queries: list[str]
) -> None:
    jobs, asked = await _list(*(answer(style(page)) for page in range(1, PAGES + 1)))
    assert [job.id for job in jobs] == [_job_id(1), _job_id(2), _job_id(3)]
    assert asked == queries


@pytest.mark.parametrize(
    "body",
    [
        _rows(1, 2),
        {"status": "success", "data": _rows(1, 2)},
        {"data": _rows(1, 2)},
        {"data": _rows(1, 2), "meta": None, "links": None, "pagination": []},
    ],
)
async def test_a_list_without_paging_is_one_complete_page(body: object) -> None:
    jobs, asked = await _list(answer(body))
    assert [job.id for job in jobs] == [_job_id(1), _job_id(2)]
    assert asked == [""]


# What ends a list


@pytest.mark.parametrize(
    "body",
    [
        {"data": [], "meta": {"cursor": "c", "has_more": True}},
        {"data": [], "next_token": "t"},
        {"data": [], "links": {"next": "?page=2"}},
        {"data": [], "current_page": 1, "per_page": 10, "total": 100},
        {"data": None, "next_token": "t"},
        {"data": {"id": 1}, "next_token": "t"},
        {"next_token": "t"},
    ],
)
def test_an_empty_page_is_the_last(body: object) -> None:
    assert next_page(body) is LAST


@pytest.mark.parametrize("body", [None, [], ROWS, "x", 5, True, {}, [{"next_token": "t"}]])
def test_what_is_no_page_has_none_behind_it(body: object) -> None:
    assert next_page(body) is LAST


@pytest.mark.parametrize(
    ("members", "query"),
    [
        ({"meta": {"cursor": "c"}}, {"cursor": "c"}),
        ({"meta": {"cursor": "c", "has_more": True}}, {"cursor": "c"}),
        ({"meta": {"cursor": "c", "has_more": None}}, {"cursor": "c"}),
        ({"meta": {"cursor": "c", "has_more": False}}, LAST),
        ({"meta": {"cursor": "", "has_more": True}}, LAST),
        ({"meta": {"cursor": None, "has_more": True}}, LAST),
        ({"meta": {"cursor": ["c"], "has_more": True}}, LAST),
        ({"meta": {}, "pagination": {"cursor": "p"}}, {"cursor": "p"}),
        ({"meta": {"cursor": "m"}, "pagination": {"cursor": "p"}}, {"cursor": "m"}),
        ({"next_token": ""}, LAST),
        ({"next_token": 5}, LAST),
        ({"current_page": 1, "last_page": 3}, {"page": "2"}),
        ({"current_page": "1", "last_page": "3"}, {"page": "2"}),
        ({"current_page": 3, "last_page": 3}, LAST),
        ({"current_page": 4, "last_page": 3}, LAST),
        ({"current_page": 1, "per_page": 10, "total": 11}, {"page": "2"}),
        ({"current_page": 1, "per_page": 10, "total": 10}, LAST),
        ({"current_page": 1, "per_page": "10", "total": "11"}, {"page": "2"}),
        ({"current_page": 1, "per_page": 0, "total": 11}, LAST),
        ({"current_page": 1}, LAST),
        ({"last_page": 3}, LAST),
        ({"current_page": True, "last_page": 3}, LAST),
        ({"current_page": -1, "last_page": 3}, LAST),
        ({"current_page": 1.5, "last_page": 3}, LAST),
        ({"current_page": "٣", "last_page": 9}, LAST),
        ({"current_page": "9" * 5000, "last_page": 9}, LAST),
        ({"current_page": None, "last_page": []}, LAST),
    ],
)
def test_what_has_to_be_asked_for_next(members: dict[str, object], query: object) -> None:
    assert next_page({"data": ROWS, **members}) == query


@pytest.mark.parametrize(
    ("link", "query"),
    [
        ("https://evil.test/x?page=2", {"page": "2"}),
        ("//evil.test/?cursor=c", {"cursor": "c"}),
        ("https://user:pass@evil.test/?page=2&limit=50", {"page": "2", "limit": "50"}),
        ("?page=2&page=3", {"page": "2"}),
        ("?page=2&token=x&redirect=https://evil.test", {"page": "2"}),
        ("?cursor=a%26admin%3Dtrue%23", {"cursor": "a&admin=true#"}),
        ("?page=../../x", {"page": "../../x"}),
        ("javascript:alert(1)", LAST),
        ("https://[::1?page=2", LAST),
        ("?" + "&".join(f"a{number}=1" for number in range(100)), LAST),
        ("", LAST),
        ("?", LAST),
        ("?page=", LAST),
        ("https://evil.test/2", LAST),
        (5, LAST),
        (None, LAST),
        (["?page=2"], LAST),
    ],
)
def test_only_the_query_of_a_link_is_used(link: object, query: object) -> None:
    assert next_page({"data": ROWS, "links": {"next": link}}) == query


HOSTILE = [
    "https://evil.test/?page=2",
    "//evil.test/?page=2",
    "http://127.0.0.1:22/?cursor=a",
    "/admin?page=2",
]


@pytest.mark.parametrize("link", HOSTILE)
async def test_a_link_to_another_host_or_path_is_asked_of_our_own(link: str) -> None:
    jobs, asked = await _list(
        answer({"data": _rows(1), "links": {"next": link}}), answer({"data": _rows(2), "links": {}})
    )
    assert len(jobs) == len(asked) == 2


@pytest.mark.parametrize("cursor", ["a b&c=d#e/../?", "\r\nX-Evil: 1", "é\u202e", "%00%0d%0a", "\x00\x1b"])
async def test_a_cursor_stays_one_value_of_the_query(cursor: str) -> None:
    _, asked = await _list(
        answer({"data": _rows(1), "meta": {"cursor": cursor}}), answer({"data": _rows(2), "meta": {}})
    )
    assert httpx.QueryParams(asked[1]) == httpx.QueryParams({"cursor": cursor})
    assert urlencode({"cursor": cursor}).replace("+", "%20") == asked[1].replace("+", "%20")


@pytest.mark.parametrize("cursor", ["x" * 100_000, "\\ud83d"])
async def test_a_cursor_that_cannot_be_sent_is_an_error_of_ours(cursor: str) -> None:
    body = b'{"data": [{"id": "1"}], "meta": {"cursor": "%s"}}' % cursor.encode()
    with pytest.raises(ApiError, match="could not be made"):
        await _list(raw(body))


async def test_a_cursor_that_comes_again_ends_the_list() -> None:
    def page(number: int, cursor: str) -> httpx.Response:
        return answer({"data": _rows(number), "meta": {"cursor": cursor, "has_more": True}})

    jobs, asked = await _list(page(1, "a"), page(2, "b"), page(3, "a"), page(4, "c"))
    assert [job.id for job in jobs] == [_job_id(1), _job_id(2), _job_id(3)]
    assert asked == ["", "cursor=a", "cursor=b"]


@pytest.mark.parametrize(
    "members",
    [
        {"meta": {"cursor": "always"}},
        {"next_token": "always"},
        {"current_page": 1, "last_page": 9},
        {"links": {"next": "?page=2"}},
    ],
)
async def test_a_page_that_always_points_to_the_same_one_is_read_twice_at_most(
    members: dict[str, object],
) -> None:
    jobs, asked = await _list(answer({"data": _rows(1), **members}))
    assert (len(jobs), len(asked)) == (1, 2)


async def test_a_list_without_end_is_given_up_and_said_to_have_none() -> None:
    pages = 0

    def another(_: httpx.Request) -> httpx.Response:
        nonlocal pages
        pages += 1
        return answer({"data": [{"id": 1}], "meta": {"cursor": f"c{pages}"}})

    with pytest.raises(BadAnswer, match="its list has no end: 1000 pages were read") as caught:
        await _list(another)
    assert pages == MAX_PAGES
    assert caught.value.endpoint == "GET /site/{site_id}/job"


async def test_a_page_that_fails_fails_the_list() -> None:
    with pytest.raises(BadAnswer, match="expected a list"):
        await _list(answer(_v1_faults(1)), answer({"error": "x"}))


async def test_the_time_of_a_list_is_that_of_its_last_page() -> None:
    pages = [answer(_v1_faults(page)) for page in (2, 3)]
    pages[0].headers["date"] = "Mon, 02 Mar 2026 09:15:00 GMT"
    client, _ = client_for(pages[0], answer([]), pages[1])
    listed = await client.list_sites()
    assert listed.as_of == datetime(2026, 3, 2, 9, 15, 30, tzinfo=UTC)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
COUNTS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(["cursor", "has_more", "current_page", "last_page", "per_page", "total"], JUNK)
)
BODIES = st.fixed_dictionaries(
    {"data": st.just(ROWS)},
    optional={
        "meta": COUNTS | JUNK,
        "pagination": COUNTS | JUNK,
        "links": st.fixed_dictionaries({"next": JUNK}) | JUNK,
        "next_token": JUNK,
        "current_page": JUNK,
        "last_page": JUNK,
    },
)


@given(BODIES)
def test_no_page_breaks_the_reader_and_every_query_is_text_under_a_known_name(
    body: dict[str, object],
) -> None:
    query = next_page(body)
    assert query is None or (query.keys() <= {"cursor", "next_token", "page", "limit"} and query)
    assert all(isinstance(value, str) and value for value in (query or {}).values())
    assert json.dumps(query)
