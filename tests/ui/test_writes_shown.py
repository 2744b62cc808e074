"""Writing on purpose: unlocked with a reason, asked about at the gate, first on one site, and never sent twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from altotui.domain.audit import AuditKind
from altotui.domain.outcome import Outcome
from altotui.services.audit_trail import AuditTrail
from altotui.services.suite import Services
from altotui.ui.screens.gate import Gate
from altotui.ui.screens.job_form import JobForm
from tests.clocks import FakeClock
from tests.services.fakes import FakeAudit
from tests.ui.answered import aim_at, run_of
from tests.ui.driving import Console, driven
from tests.ui.gateway import Call

LINE = "/ip/dns/set =servers=198.51.100.53"
WRITE, READ_BACK = "/ip/dns/set", "/ip/dns/print"
SCRIPT = "/ip dns set servers=198.51.100.53"


def _recorded_in(audit: FakeAudit) -> Callable[[Services], Services]:
    """Return what makes a console write down what it sends."""

    def adapt(services: Services) -> Services:
        services.trail = AuditTrail(audit, services.relay)
        return services

    return adapt


def _sent(console: Console, command: str = WRITE) -> list[str]:
    """Return the ids of the sites that a command was sent to, one for each time."""
    return [
        call.path.rpartition("/")[2] for call in console.gateway.commands if call.json["command"] == command
    ]


def _is_write_to(site_id: str) -> Callable[[Call], bool]:
    return lambda call: site_id in call.path and WRITE.encode() in call.body


async def _writing_to(console: Console, count: int) -> list[str]:
    """Make `count` sites the target, unlocked; return their ids in the order of the list."""
    await console.unlock("INC-1042")
    sites = console.listed.sites[:count]
    if count == 1:
        await console.choose(sites[0])
    else:
        await aim_at(console, *(site.name for site in sites))
    return [site.id for site in sites]


# --- read-only


@pytest.mark.parametrize("line", [LINE, "/system/reboot", "/ppp/secret/print", ":log info x"])
@pytest.mark.parametrize("count", [1, 3])
async def test_read_only_refuses_with_the_way_to_unlock_and_sends_nothing(line: str, count: int) -> None:
    async with driven() as console:
        await aim_at(console, *(site.name for site in console.listed.sites[:count]))
        console.type(line)
        await console.sees("read-only: :rw unlocks")
        console.type("\n")
        await console.reads("NOT SENT:", "the session is read-only", ":rw REASON unlocks it for 15 minutes")
        assert not isinstance(console.app.screen, Gate)
        assert console.gateway.writes == []


async def test_unlocking_is_shown_with_its_time_and_recorded_with_its_reason() -> None:
    audit = FakeAudit()
    async with driven(adapt=_recorded_in(audit), clock=FakeClock()) as console:
        await console.colon("rw INC-1042 dns moved")
        await console.sees("WRITES 15m")
        await console.pass_s(5 * 60 + 1)
        await console.sees("WRITES 10m")
        await console.choose(console.site())
        console.type(f"{LINE}\n")
        await console.pass_gate()
        await console.pass_s(1)
        await console.colon("ro")
        await console.sees("READ-ONLY")
        kinds = [(intent.kind, intent.reason, intent.is_write) for intent in audit.intents.values()]
        reason = "INC-1042 dns moved"
        assert kinds[0] == (AuditKind.UNLOCK, reason, True)
        assert kinds[1] == (AuditKind.COMMAND, reason, True)
        assert kinds[2][:2] == (AuditKind.LOCK, reason)
        assert len(kinds) == 3
        assert all(each.outcome is Outcome.OK for each in audit.conclusions.values())


async def test_a_session_that_was_started_read_only_never_opens() -> None:
    async with driven(is_locked=True) as console:
        await console.colon("rw please")
        await console.told("this session was started read-only")
        assert console.services.session.is_read_only


# --- the gate


async def test_one_site_is_asked_about_once_and_gets_one_write() -> None:
    audit = FakeAudit()
    async with driven(adapt=_recorded_in(audit)) as console:
        ids = await _writing_to(console, 1)
        console.type(f"{LINE}\n")
        await console.at_gate()
        name = console.listed.sites[0].name
        await console.sees(f"Send this to {name}?", LINE, f"send it live to {name}", "is never repeated")
        assert _sent(console) == []
        await console.pass_gate("enter")
        await console.reads("done, with nothing to say")
        assert _sent(console) == ids
        writes = [intent for intent in audit.intents.values() if intent.kind is AuditKind.COMMAND]
        assert [(each.site_id, each.reason, each.targets) for each in writes] == [(ids[0], "INC-1042", 1)]


@pytest.mark.parametrize("keys", [("escape",), ("up", "enter")])
@pytest.mark.parametrize("count", [1, 3])
async def test_cancel_sends_nothing(keys: tuple[str, ...], count: int) -> None:
    async with driven() as console:
        await _writing_to(console, count)
        console.type(f"{LINE}\n")
        await console.pass_gate(*keys)
        await console.reads("NOT SENT: taken back")
        assert console.gateway.writes == []


async def test_a_disruptive_line_for_several_needs_its_verb_and_their_number() -> None:
    async with driven() as console:
        ids = await _writing_to(console, 4)
        console.type("/system/reboot\n")
        gate = await console.at_gate()
        await console.sees("type reboot 4 to send it live:")
        for wrong in ("", "4", "reboot"):
            console.type(wrong)
            console.press("down", "enter")
            await console.sees("type reboot 4 first: all sends it live")
            assert console.app.screen is gate
            console.press(*["backspace"] * len(wrong), "up")
        console.type("reboot 4")
        console.press("down", "enter")
        await console.until(lambda: sorted(_sent(console, "/system/reboot")) == sorted(ids))


async def test_a_line_that_is_typed_behind_a_write_does_not_confirm_it() -> None:
    async with driven() as console:
        await _writing_to(console, 4)
        console.type(f"{LINE}\n4\n")
        await console.at_gate()
        await console.sees("typed ahead, kept for the prompt: 4")
        assert _sent(console) == []
        await console.pass_gate("escape")
        assert console.main.console.prompt.text == "4"
        assert console.gateway.writes == []


async def test_locking_at_the_open_gate_refuses_what_is_confirmed_then() -> None:
    async with driven() as console:
        await _writing_to(console, 1)
        console.type(f"{LINE}\n")
        await console.at_gate()
        await console.services.unlocking.lock()
        await console.pass_gate("enter")
        await console.reads("NOT SENT:", "the session is read-only")
        assert console.gateway.writes == []


# --- one first, then the others


async def test_the_canary_goes_first_is_read_back_and_then_the_others_follow() -> None:
    audit = FakeAudit()
    async with driven(adapt=_recorded_in(audit)) as console:
        ids = await _writing_to(console, 5)
        console.type(f"{LINE}\n")
        first = await console.at_gate()
        name = console.listed.sites[0].name
        await console.sees(f"canary: {name} first, then ask again", "type 5 to send it live")
        console.type("5")
        console.press("enter")
        await console.until(lambda: isinstance(console.app.screen, Gate) and console.app.screen is not first)
        await console.at_gate()
        assert _sent(console) == ids[:1]
        assert _sent(console, READ_BACK) == ids[:1]
        text = " ".join(console.part(console.app.screen.query_one(".dialog")).replace("│", " ").split())
        assert f"1 of 5 done on {name}: verified applied: servers is 198.51.100.53" in text
        assert "type 4 to send it live" in text
        await console.pass_gate("4", "enter")
        run = await run_of(console)
        assert Counter(each.outcome for each in run.ended()) == {Outcome.OK: 5}
        await console.reads("5 answered")
        assert Counter(_sent(console)) == Counter(ids)
        writes = Counter(intent.site_id for intent in audit.intents.values() if intent.command == WRITE)
        assert writes == Counter(ids)


async def test_a_canary_that_fails_leaves_the_others_out() -> None:
    async with driven() as console:
        ids = await _writing_to(console, 3)
        trap = {"type": "invalid_request_error", "code": "router_error", "message": "failure: no"}
        console.gateway.answers = lambda call: (400, trap) if WRITE.encode() in call.body else None
        console.type(f"{LINE}\n")
        await console.pass_gate()
        run = await run_of(console)
        assert [each.outcome for each in run.ended()] == [
            Outcome.ROUTER_ERROR,
            Outcome.SKIPPED,
            Outcome.SKIPPED,
        ]
        await console.reads("ROUTER SAYS NO", "failure: no", "SKIPPED", "left out after router error")
        assert not isinstance(console.app.screen, Gate)
        assert [call.path.rpartition("/")[2] for call in console.gateway.commands] == ids[:1]


async def test_a_canary_without_an_answer_leaves_the_others_out() -> None:
    async with driven() as console:
        ids = await _writing_to(console, 3)
        console.gateway.loses = _is_write_to(ids[0])
        console.type(f"{LINE}\n")
        await console.pass_gate()
        run = await run_of(console)
        assert [each.outcome for each in run.ended()] == [Outcome.UNKNOWN, Outcome.SKIPPED, Outcome.SKIPPED]
        assert _sent(console) == ids[:1]


async def test_the_others_can_be_left_out_after_a_canary_that_is_well() -> None:
    async with driven() as console:
        ids = await _writing_to(console, 3)
        console.type(f"{LINE}\n")
        await console.pass_gate()
        await console.at_gate()
        await console.sees("1 of 3 done on")
        await console.pass_gate("escape")
        run = await run_of(console)
        assert [each.outcome for each in run.ended()] == [Outcome.OK, Outcome.SKIPPED, Outcome.SKIPPED]
        await console.reads("1 answered", "2 skipped")
        assert _sent(console) == ids[:1]


async def test_a_lock_between_the_canary_and_the_others_keeps_the_others_back() -> None:
    async with driven() as console:
        ids = await _writing_to(console, 3)
        console.type(f"{LINE}\n")
        await console.pass_gate()
        await console.at_gate()
        await console.services.unlocking.lock()
        await console.pass_gate("enter")
        run = await run_of(console)
        assert run.ended()[0].outcome is Outcome.OK
        assert Outcome.OK not in [each.outcome for each in run.ended()[1:]]
        assert _sent(console) == ids[:1]


# --- as a job


async def test_a_write_becomes_a_job_with_its_script_filled_in() -> None:
    async with driven() as console:
        ids = await _writing_to(console, 1)
        console.type(f"{LINE}\n")
        await console.pass_gate("down", "enter")
        await console.until(lambda: isinstance(console.app.screen, JobForm))
        await console.sees(f"New job on {console.listed.sites[0].name}", SCRIPT)
        assert console.gateway.writes == []
        console.press("f9")
        await console.until(lambda: console.gateway.queued)
        (call,) = console.gateway.queued
        assert call.body == SCRIPT.encode()
        assert ids[0] in call.path
        assert _sent(console) == []


async def test_a_job_on_several_sites_is_queued_once_on_each_with_a_key_of_its_own() -> None:
    async with driven() as console:
        ids = await _writing_to(console, 3)
        console.type(f"{LINE}\n")
        await console.pass_gate("down", "down", "enter")
        await console.until(lambda: isinstance(console.app.screen, JobForm))
        await console.sees("New job on @3", SCRIPT)
        console.press("f9")
        await console.told("canary queued", "O goes on")
        assert len(console.gateway.queued) == 1
        console.press("O")
        await console.told("3 of 3 jobs queued")
        queued = console.gateway.queued
        assert [next(each for each in ids if each in call.path) for call in queued] == ids
        keys = {call.headers["x-idempotency-key"] for call in queued}
        assert len(keys) == 3
        assert _sent(console) == []


# --- an answer that never came


@pytest.mark.parametrize(
    ("fate", "verdict"),
    [("loses", "verified applied: servers is 198.51.100.53"), ("drops", "verified: not applied")],
)
async def test_a_lost_answer_is_unknown_until_it_is_read_back(fate: str, verdict: str) -> None:
    async with driven() as console:
        ids = await _writing_to(console, 1)
        setattr(console.gateway, fate, _is_write_to(ids[0]))
        await console.write(LINE)
        await console.reads("SENT, RESULT UNKNOWN", "it may have been carried out", READ_BACK)
        assert _sent(console) == ids
        assert _sent(console, READ_BACK) == []
        await console.read_answers()
        console.type("V")
        await console.reads(verdict)
        assert _sent(console) == ids, "what is not known is never sent again"
        assert _sent(console, READ_BACK) == ids


async def test_each_unknown_site_of_a_run_is_read_back_once() -> None:
    audit = FakeAudit()
    async with driven(adapt=_recorded_in(audit)) as console:
        ids = await _writing_to(console, 3)
        lost, dropped = _is_write_to(ids[1]), _is_write_to(ids[2])
        console.gateway.loses, console.gateway.drops = lost, dropped
        console.type(f"{LINE}\n")
        await console.pass_gate("down", "enter")
        run = await run_of(console)
        assert [each.outcome for each in run.ended()] == [Outcome.OK, Outcome.UNKNOWN, Outcome.UNKNOWN]
        await console.reads("1 answered", "2 sent, result unknown")
        await console.verb("verify")
        await console.until(lambda: len(run.verdicts) == 2)
        await console.reads("verified applied: servers is 198.51.100.53", "verified: not applied")
        assert Counter(_sent(console)) == Counter(ids)
        assert Counter(_sent(console, READ_BACK)) == Counter(ids[1:])
        written = Counter(intent.site_id for intent in audit.intents.values() if intent.command == WRITE)
        assert written == Counter(ids)


async def test_there_is_nothing_to_verify_where_the_end_is_known() -> None:
    async with driven() as console:
        await console.run(console.site(), READ_BACK)
        await console.verb("verify")
        await console.reads("a read changes nothing")
        assert len(console.gateway.commands) == 1


# --- entered twice


async def test_the_same_write_twice_within_a_second_is_refused_and_a_second_later_it_is_not() -> None:
    async with driven(clock=FakeClock()) as console:
        ids = await _writing_to(console, 1)
        console.type(f"{LINE}\n")
        await console.pass_gate()
        console.type(f"{LINE}\n")
        await console.reads("NOT SENT:", "the same was entered a moment ago")
        await console.pass_s(1.5)
        assert _sent(console) == ids
        console.type(f"{LINE}\n")
        await console.pass_gate()
        await console.pass_s(1)
        assert _sent(console) == ids * 2


async def test_another_write_right_behind_the_first_is_asked_about() -> None:
    async with driven(clock=FakeClock()) as console:
        ids = await _writing_to(console, 1)
        console.type(f"{LINE}\n")
        await console.pass_gate()
        console.type(f"{LINE}4\n")
        await console.pass_gate()
        await console.pass_s(2)
        assert _sent(console) == ids * 2
