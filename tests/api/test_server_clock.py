"""The server's clock, as far as its answers tell; and what they say about the rate, believed as far as it goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.api.http_date import read_http_date
from altotui.api.server_clock import RateHeaders, ServerClock, read_rate_headers
from altotui.domain.budget import Priority
from altotui.domain.command import Sentence
from altotui.domain.errors import ApiError
from tests.api.exchange import DATE, SITE, answer, client_for
from tests.clocks import START, FakeClock


async def test_before_any_answer_our_own_time_counts(clock: FakeClock) -> None:
    server_clock = ServerClock(clock)
    assert (server_clock.now(), server_clock.skew_s) == (START, None)
    await clock.advance(5)
    assert server_clock.now() == START + timedelta(seconds=5)


@pytest.mark.parametrize("skew_s", [-86_400, -1, 0, 30, 86_400])
async def test_the_newest_answer_sets_the_clock(skew_s: int, clock: FakeClock) -> None:
    server_clock = ServerClock(clock)
    server_clock.note({"date": "Sun, 01 Feb 2026 00:00:00 GMT"})
    at = START + timedelta(seconds=skew_s)
    assert server_clock.note({"date": at.strftime("%a, %d %b %Y %H:%M:%S GMT")}) == at
    assert server_clock.skew_s == skew_s
    await clock.advance(10)
    assert server_clock.now() == at + timedelta(seconds=10)


@pytest.mark.parametrize("headers", [{}, {"date": ""}, {"date": "junk"}, {"date": "Mon, 02 Mar 2026"}])
async def test_an_answer_without_a_date_leaves_the_clock_as_it_is(
    headers: dict[str, str], clock: FakeClock
) -> None:
    server_clock = ServerClock(clock)
    server_clock.note({"date": DATE})
    await clock.advance(10)
    assert server_clock.note(headers) == START + timedelta(seconds=40)
    assert server_clock.skew_s == 30


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT"])
async def test_a_server_at_the_end_of_time_breaks_nothing(date: str, clock: FakeClock) -> None:
    server_clock = ServerClock(clock)
    server_clock.note({"date": date})
    await clock.advance(86_400)
    assert server_clock.now().tzinfo is UTC
    assert server_clock.note({}).tzinfo is UTC


async def test_failures_set_the_clock_too() -> None:
    client, _ = client_for(answer({}, 403))
    with pytest.raises(ApiError):
        await client.list_jobs(SITE)
    assert client.skew_s == 30


DIGITS = "MonTuMarJanGST 0123456789:,-+()Z"


@given(st.text(alphabet=DIGITS, max_size=40) | st.text(max_size=30))
def test_no_text_breaks_the_reader_of_dates(text: str) -> None:
    at = read_http_date(text)
    assert at is None or at.utcoffset() is not None


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 (drawn without)
def test_dates_in_the_usual_form_are_read_exactly(at: datetime) -> None:
    at = at.replace(microsecond=0, tzinfo=UTC)
    assert read_http_date(at.strftime("%a, %d %b %Y %H:%M:%S GMT")) == at


NOW = START
IN_A_MINUTE = int(NOW.timestamp()) + 60


@pytest.mark.parametrize(
    ("limit", "remaining", "reset", "said"),
    [
        (None, None, None, RateHeaders()),
        ("60", "59", "30", RateHeaders(60, 59, 30.0)),
        (" 60 ", "0", "0", RateHeaders(60, 0, 0.0)),
        ("60", None, None, RateHeaders(60)),
        (None, "5", None, RateHeaders(remaining=5)),
        (None, None, str(IN_A_MINUTE), RateHeaders(reset_s=60.0)),
        (None, None, str(IN_A_MINUTE - 120), RateHeaders(reset_s=0.0)),
        ("-1", "-1", "-1", RateHeaders()),
        ("60, 60;w=60", "1.5", "soon", RateHeaders()),
        ("", " ", "\t", RateHeaders()),
        ("٦٠", "x", "1e3", RateHeaders()),
        ("9" * 12, "9" * 13, "9" * 5000, RateHeaders(limit=10**12 - 1)),
    ],
)
def test_rate_headers_in_every_form(
    limit: str | None, remaining: str | None, reset: str | None, said: RateHeaders
) -> None:
    values = {"limit": limit, "remaining": remaining, "reset": reset}
    headers = {f"x-ratelimit-{name}": value for name, value in values.items() if value is not None}
    assert read_rate_headers(headers, NOW) == said
    assert said.is_empty is (said == RateHeaders())


async def test_what_an_answer_says_about_the_rate_is_kept_and_obeyed() -> None:
    told = httpx.Response(200, json=[], headers={"x-ratelimit-limit": "30", "x-ratelimit-remaining": "2"})
    client, exchange = client_for(told, answer([]))
    await client.run_command(SITE, Sentence("/a/print"), is_write=False)
    assert client.rate_headers == RateHeaders(30, 2, None)
    assert client.budget.per_minute == 25
    await client.list_jobs(SITE, priority=Priority.WATCHED)
    assert client.rate_headers == RateHeaders(30, 2, None), "an answer that says nothing changes nothing"
    assert exchange.clock.slept_s == [15.0], "what is left is for the person"


async def test_a_refusal_says_something_about_the_rate_too() -> None:
    refusal = httpx.Response(429, headers={"x-ratelimit-limit": "30", "retry-after": "7"})
    client, _ = client_for(refusal)
    with pytest.raises(ApiError):
        await client.run_command(SITE, Sentence("/a/print"), is_write=False)
    assert client.rate_headers == RateHeaders(limit=30)
    assert client.budget.per_minute == 25
    assert client.budget.held_s == 7
