"""What the screen says when the token, the rate, the audit file or an answer cannot be trusted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from altotui.domain.errors import StorageError
from altotui.services.events import AuditFailed
from tests.clocks import FakeClock
from tests.ui.driving import NARROW, WIDE, Console, driven
from tests.ui.gateway import Call


async def _refused(console: Console) -> None:
    """Let the token expire, and wait until the console knows."""
    await console.pass_s(301)
    await console.until(lambda: console.services.session.is_expired)
    await console.sees("token refused")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_refused_token_pauses_everything_and_a_renewed_one_goes_on_without_a_restart(
    size: tuple[int, int],
) -> None:
    async with driven(scenario="token-expires", clock=FakeClock(), size=size) as console:
        await console.choose(console.site())
        console.type("/system/identity/print\n")
        await console.pass_s(2)
        await _refused(console)
        await console.told("nothing is polled", "press r")
        asked = len(console.gateway.calls)
        await console.pass_s(600)
        assert len(console.gateway.calls) == asked
        await console.reads("/system/identity/", "1 row", "name den-branch-0000")
        console.press("f2")
        await console.sees("token refused, list of")
        console.press("r")
        await console.pass_s(2)
        await console.until(lambda: not console.services.session.is_expired)
        await console.sees("api ok")
        await console.sees_no("token refused")
        await console.pass_s(61)
        assert len(console.gateway.calls) > asked + 2


async def test_a_command_that_is_refused_for_its_token_is_not_sent_again() -> None:
    async with driven(scenario="token-expires", clock=FakeClock()) as console:
        await console.unlock()
        await console.choose(console.site())
        await _refused(console)
        sent = len(console.gateway.commands)
        await console.write("/system/identity/set name=x")
        await console.reads("REFUSED BY THE API")
        assert len(console.gateway.commands) == sent + 1


async def test_the_header_says_when_the_token_ends_ten_minutes_before() -> None:
    async with driven(clock=FakeClock()) as console:
        console.services.session.use_token(console.clock.now() + timedelta(minutes=25))
        await console.pass_s(14 * 60)
        assert "token ends" not in console.lines()[0]
        await console.pass_s(2 * 60)
        await console.sees("token ends in 9m")
        console.services.session.use_token(console.clock.now() + timedelta(hours=9))
        await console.sees_no("token ends")


async def test_a_token_that_has_ended_is_said_to_have_ended() -> None:
    async with driven(clock=FakeClock()) as console:
        console.services.session.use_token(console.clock.now() - timedelta(seconds=1))
        await console.sees("token has ended")


async def _spend_the_rate(console: Console) -> None:
    """Send more commands than the platform takes in a minute."""
    await console.choose(console.site())
    for _ in range(9):
        console.type("/system/identity/print\n")
    await console.pass_s(5)
    await console.sees("waiting for its turn, esc takes it back")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_commands_that_wait_for_the_rate_say_so_and_how_long(size: tuple[int, int]) -> None:
    async with driven(scenario="rate-limited", clock=FakeClock(), size=size) as console:
        await _spend_the_rate(console)
        await console.sees("1 waits for the rate")
        sent = len(console.gateway.commands)
        assert 0 < sent < 9
        await console.pass_s(75)
        await console.until(lambda: len(console.gateway.commands) == 9)
        await console.pass_s(75)
        await console.sees_no("for the rate")


async def test_esc_takes_back_what_has_not_left_and_nothing_of_it_is_sent_later() -> None:
    async with driven(scenario="rate-limited", clock=FakeClock()) as console:
        await _spend_the_rate(console)
        sent = len(console.gateway.commands)
        console.press("escape")
        await console.told("taken back before it was sent")
        await console.reads("STOPPED: stopped before it was sent")
        await console.pass_s(180)
        assert len(console.gateway.commands) == sent


async def test_esc_stops_waiting_for_what_has_left_and_then_leaves_the_prompt() -> None:
    async with driven() as console:
        await console.unlock()
        console.gateway.is_open.clear()
        await console.choose(console.site())
        console.type("/system/identity/set name=x\n")
        await console.pass_gate()
        await console.sees("waiting for the answer, esc stops waiting")
        console.press("escape")
        await console.told("stopped waiting")
        await console.reads("SENT, RESULT UNKNOWN: no longer waited for")
        assert console.focus_id == "prompt"
        console.press("escape")
        await console.until(lambda: console.focus_id == "transcript")
        console.gateway.is_open.set()
        await console.sees_no("no longer waited for")
        assert len(console.gateway.commands) == 1


async def test_a_write_that_is_entered_twice_at_once_is_sent_once() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await console.choose(console.site())
        console.type("/system/identity/set name=x\n/system/identity/set name=x\n")
        await console.at_gate()
        await console.sees("typed ahead, kept for the prompt: /system/identity/set name=x")
        await console.pass_gate("down", "up", "enter")
        await console.pass_s(0.9)
        assert len(console.gateway.commands) == 1
        assert console.main.console.prompt.text == "/system/identity/set name=x"
        console.press("enter")
        await console.reads("NOT SENT: the same was entered a moment ago")
        assert len(console.gateway.commands) == 1
        assert console.app.screen is console.main
        await console.pass_s(1.1)
        console.type("/system/identity/set name=x\n")
        await console.pass_gate()
        await console.pass_s(1)
        await console.until(lambda: len(console.gateway.commands) == 2)


async def test_reads_and_writes_to_other_routers_may_follow_at_once() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        for position in range(2):
            await console.choose(console.site(position=position))
            console.type("/system/identity/set name=x\n")
            await console.pass_gate()
            console.type("/ip/arp/print\n/ip/arp/print\n")
        await console.pass_s(3)
        await console.until(lambda: len(console.gateway.commands) == 6)


def _odd(call: Call) -> tuple[int, object] | None:
    return (200, {"rows": "two"}) if "/synchronous/" in call.path else None


async def test_an_answer_of_another_form_is_shown_and_said_to_be_odd() -> None:
    async with driven(answers=_odd) as console:
        await console.run(console.site(), "/ip/arp/print")
        await console.reads("unrecognised answer, without a status", "two")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_an_audit_file_that_fails_is_told_and_stays_in_sight(size: tuple[int, int]) -> None:
    async with driven(size=size) as console:
        console.services.relay(AuditFailed(StorageError("audit-1.jsonl: no space left")))
        await console.told("not recorded", "no space left")
        await console.sees("NOT RECORDED")


async def test_what_an_earlier_run_left_unfinished_stands_in_the_transcript() -> None:
    lines = [f"02 Mar 09:0{n}:00Z site-{n}  /ip/dns/set: SENT, RESULT UNKNOWN" for n in range(7)]
    async with driven(left_unfinished=lambda: lines) as console:
        await console.told("7 writes of earlier runs have no known outcome", "altotui audit --unfinished")
        await console.reads("site-6 /ip/dns/set: SENT, RESULT UNKNOWN")
        assert "site-1 " not in console.part(console.main.console.transcript)


async def test_nothing_left_unfinished_says_nothing() -> None:
    async with driven(left_unfinished=lambda: ()) as console:
        await console.run(console.site(), "/system/identity/print")
        assert not console.app.screen.query("Toast")


@pytest.mark.parametrize("color", ["red", "orange", "yellow", "green", "blue", "purple"])
async def test_a_profile_stands_out_in_its_colour(color: str) -> None:
    async with driven(color=color) as console:
        await console.sees("prod")
        header = console.strips()[0]
        (name,) = [segment for segment in header if "prod" in segment.text]
        assert name.style is not None
        assert name.style.bgcolor is not None
        plain = [segment.style for segment in header if "altotui" in segment.text]
        assert plain[0] is not None
        assert name.style.bgcolor != plain[0].bgcolor
