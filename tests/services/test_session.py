"""The gates in front of everything that is sent: the right to write, and a token that the API takes."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from altotui.domain.errors import ReadOnly
from altotui.services.events import SessionChanged
from altotui.services.relay import Relay
from altotui.services.session import UNLOCK_FOR, Session
from tests.clocks import FakeClock, settle
from tests.domain.records import NOW
from tests.services.fakes import Published


async def test_it_is_read_only_until_unlocked_and_again_when_the_time_is_up(clock: FakeClock) -> None:
    told = Published()
    session = Session(clock, told)
    with pytest.raises(ReadOnly, match=r"/ip/address/add may change the router and the session is read-only"):
        session.require_write("/ip/address/add")
    session.unlock("change 4711")
    session.require_write("/ip/address/add")
    assert session.unlocked_until == NOW + UNLOCK_FOR
    assert session.unlock_reason == "change 4711"
    await clock.advance(UNLOCK_FOR.total_seconds() - 0.001)
    assert not session.is_read_only
    await clock.advance(0.001)
    assert session.is_read_only
    assert session.unlocked_until is None
    with pytest.raises(ReadOnly):
        session.require_write("x")
    assert told.events == [SessionChanged(False, NOW + UNLOCK_FOR)]


def test_locking_ends_it_at_once(clock: FakeClock) -> None:
    told = Published()
    session = Session(clock, told)
    session.unlock(for_time=timedelta(hours=8))
    session.lock()
    assert session.is_read_only
    assert told.events[-1] == SessionChanged(True, None)


def test_a_session_started_read_only_never_opens(clock: FakeClock) -> None:
    told = Published()
    session = Session(clock, told, is_locked=True)
    with pytest.raises(ReadOnly, match="start one without --read-only"):
        session.unlock("please")
    assert session.is_read_only
    assert told.events == []


def test_a_refused_token_is_told_and_changes_no_right(clock: FakeClock) -> None:
    told = Published()
    session = Session(clock, told)
    session.unlock()
    session.token_refused()
    assert told.events[-1] == SessionChanged(False, NOW + UNLOCK_FOR, expired=True)
    assert session.is_expired
    assert not session.is_read_only


async def test_who_waits_for_the_token_goes_on_when_it_is_taken(clock: FakeClock) -> None:
    told = Published()
    session = Session(clock, told)
    await session.token_taken.wait()
    session.token_refused()
    waiting = asyncio.ensure_future(session.token_taken.wait())
    await settle()
    assert not waiting.done()
    session.token_accepted()
    assert await waiting
    assert not session.is_expired
    assert [event.expired for event in told.of(SessionChanged)] == [True, False]


def test_a_token_that_is_taken_again_and_again_is_no_news(clock: FakeClock) -> None:
    told = Published()
    session = Session(clock, told)
    for _ in range(3):
        session.token_accepted()
    assert told.events == []


def test_the_end_of_the_token_is_told_with_everything_else_and_settles_nothing(clock: FakeClock) -> None:
    told = Published()
    session = Session(clock, told)
    assert session.token_expires_at is None
    end = NOW + timedelta(hours=1)
    session.token_refused()
    session.use_token(end)
    assert session.token_expires_at == end
    assert session.is_expired
    session.unlock()
    session.token_accepted()
    session.use_token(None)
    assert told.events == [
        SessionChanged(True, None, expired=True),
        SessionChanged(True, None, expired=True, token_expires_at=end),
        SessionChanged(False, NOW + UNLOCK_FOR, expired=True, token_expires_at=end),
        SessionChanged(False, NOW + UNLOCK_FOR, token_expires_at=end),
        SessionChanged(False, NOW + UNLOCK_FOR),
    ]


def test_a_relay_hands_on_from_when_it_is_connected() -> None:
    relay, told = Relay(), Published()
    event = SessionChanged(True, None)
    relay(event)
    relay.connect(told)
    relay(event)
    relay.connect(None)
    relay(event)
    assert told.events == [event]


class PutBack(FakeClock):
    """A clock whose wall time was set back."""

    back = timedelta()

    def now(self) -> datetime:
        return super().now() - self.back


async def test_a_wall_clock_that_is_set_back_does_not_lengthen_the_right_to_write() -> None:
    clock = PutBack()
    session = Session(clock, Published())
    session.unlock(for_time=timedelta(minutes=15))
    clock.back = timedelta(days=1)
    await clock.advance(899)
    assert not session.is_read_only
    await clock.advance(1)
    assert session.is_read_only
