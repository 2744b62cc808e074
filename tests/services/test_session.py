"""The one gate in front of everything that changes a router."""

from __future__ import annotations

from datetime import timedelta

import pytest

from altotui.domain.errors import ReadOnly
from altotui.services.events import SessionChanged
from altotui.services.relay import Relay
from altotui.services.session import UNLOCK_FOR, Session
from tests.clocks import FakeClock
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
    assert not session.is_read_only


def test_a_relay_hands_on_from_when_it_is_connected() -> None:
    relay, told = Relay(), Published()
    event = SessionChanged(True, None)
    relay(event)
    relay.connect(told)
    relay(event)
    relay.connect(None)
    relay(event)
    assert told.events == [event]
