"""One draft on several sites: one after another, exactly one outcome each, and the same job when it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import (
    AltotuiError,
    ApiError,
    InvalidInput,
    ReadOnly,
    Rejected,
    StorageError,
    TimedOut,
    Unreachable,
)
from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import JobDraft, JobEndpoint
from altotui.domain.job_plan import PLAN_OUTCOMES, Plan, PlanResult, PlanState
from altotui.domain.outcome import Outcome
from altotui.domain.queued import Queued
from altotui.domain.site import Site
from altotui.services.events import Event, PlanEnded
from altotui.services.job_desk import JobDesk, QueueResult
from altotui.services.job_plans import MOST_PLANS, Desk, JobPlans
from tests.clocks import FakeClock, settle
from tests.domain.records import a_job, a_site
from tests.services.desk_bench import Bench

DRAFT = JobDraft("Raise guest queue", ":log info x")
SITES = tuple(a_site(number) for number in range(1, 6))
OK, REJECTED, NOT_SENT, UNKNOWN, STOPPED = PLAN_OUTCOMES
RAISED: tuple[AltotuiError, ...] = (
    ReadOnly("no writes"),
    StorageError("full"),
    InvalidInput("script: empty"),
)
Answer = Outcome | Exception


class FakeDesk:
    """Has the shape of `Desk`: answers each site as told, OK unless it was, and waits at its gate."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[Site, JobDraft, JobEndpoint | None]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.inside = self.most_inside = 0

    async def queue(self, site: Site, draft: JobDraft, endpoint: JobEndpoint | None = None) -> QueueResult:
        self.asked.append((site, draft, endpoint))
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        try:
            await asyncio.sleep(0)
            await self.gate.wait()
        finally:
            self.inside -= 1
        answer = self.answers.get(site.name, OK)
        if isinstance(answer, Exception):
            raise answer
        job = a_job(int(site.name[5:]))._replace(site_id=site.id)
        queued = Queued(site.id, draft.idempotency_key, job=job) if answer is OK else None
        return QueueResult(site, answer, queued, None if answer is OK else f"said {answer.value}")

    @property
    def names(self) -> list[str]:
        return [site.name for site, _, _ in self.asked]


class Plans:
    """The plans over a fake desk, with what they published."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.told: list[Event] = []
        self.plans = JobPlans(self.desk, FakeClock(), self.told.append)

    def start(self, sites: Sequence[Site] = SITES, *, canary: bool = False) -> int:
        return self.plans.start(sites, DRAFT, canary=canary, name="marked")

    def plan(self, plan_id: int) -> Plan:
        plan = self.plans.get(plan_id)
        assert plan is not None
        return plan

    async def run(self, *, canary: bool = False) -> Plan:
        return await self.plans.settled(self.start(canary=canary))

    def ends(self, plan_id: int) -> int:
        return sum(isinstance(event, PlanEnded) and event.plan_id == plan_id for event in self.told)


@pytest.fixture
def bench() -> Plans:
    return Plans()


def _outcomes(plan: Plan) -> list[Outcome]:
    return [plan.results[site.id].outcome for site in plan.sites]


def _names(sites: Sequence[Site]) -> list[str]:
    return [site.name for site in sites]


async def test_every_site_gets_it_once_in_order_and_one_at_a_time(bench: Plans) -> None:
    plan = await bench.plans.settled(bench.start((*SITES, SITES[0])))
    assert bench.desk.names == _names(SITES)
    assert bench.desk.most_inside == 1
    assert _outcomes(plan) == [OK] * 5
    assert plan.state is PlanState.ENDED
    assert (plan.left(), plan.unsure(), plan.queued()) == ((), (), SITES)
    assert bench.ends(plan.id) == 1
    assert isinstance(bench.told[-1], PlanEnded)
    assert plan.said() == "5 queued of 5"
    assert plan.name == "marked"


async def test_each_site_has_a_key_of_its_own_that_was_made_with_the_plan(bench: Plans) -> None:
    plan_id = bench.start()
    keys = bench.plan(plan_id).keys
    assert len(set(keys.values())) == 5
    await bench.plans.settled(plan_id)
    assert [draft.idempotency_key for _, draft, _ in bench.desk.asked] == list(keys.values())
    assert bench.plan(plan_id).draft.idempotency_key is None


async def test_keys_from_before_a_crash_are_used_and_the_key_of_the_draft_is_not(bench: Plans) -> None:
    old = IdempotencyKey("5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9")
    draft = DRAFT._replace(idempotency_key=old)
    plan_id = bench.plans.start(SITES[:2], draft, keys={SITES[1].id: old})
    keys = bench.plan(plan_id).keys
    assert keys[SITES[1].id] == old
    assert keys[SITES[0].id] != old
    await bench.plans.settled(plan_id)


async def test_the_canary_goes_alone_and_the_others_wait_for_a_word(bench: Plans) -> None:
    plan = await bench.run(canary=True)
    await settle()
    assert bench.desk.names == ["site-1"]
    assert plan.state is PlanState.AT_CANARY
    assert plan.canary == SITES[0].id
    assert plan.said() == "canary queued on site-1; go on with 4 more sites, or stop"
    assert bench.plans.unfinished == (plan,)
    assert not bench.ends(plan.id)
    bench.plans.go_on(plan.id)
    ended = await bench.plans.settled(plan.id)
    assert bench.desk.names == _names(SITES)
    assert (_outcomes(ended), bench.ends(plan.id)) == ([OK] * 5, 1)


async def test_stopping_at_the_canary_keeps_it_and_asks_nobody_else(bench: Plans) -> None:
    plan = await bench.run(canary=True)
    assert bench.plans.stop(plan.id)
    assert not bench.plans.stop(plan.id)
    ended = bench.plan(plan.id)
    assert (_outcomes(ended), bench.desk.names, bench.ends(plan.id)) == ([OK, *[STOPPED] * 4], ["site-1"], 1)
    assert ended.left() == SITES[1:]
    with pytest.raises(InvalidInput, match="does not wait at its canary"):
        bench.plans.go_on(plan.id)


@pytest.mark.parametrize("outcome", [REJECTED, NOT_SENT, UNKNOWN])
async def test_a_canary_that_did_not_get_it_waits_too_and_says_why(bench: Plans, outcome: Outcome) -> None:
    bench.desk.answers["site-1"] = outcome
    plan = await bench.run(canary=True)
    assert plan.state is PlanState.AT_CANARY
    assert f"on site-1 (said {outcome.value}); go on with" in plan.said()


async def test_one_site_has_no_canary(bench: Plans) -> None:
    plan = await bench.plans.settled(bench.start(SITES[:1], canary=True))
    assert (plan.canary, plan.state) == (None, PlanState.ENDED)


async def test_no_site_is_no_plan(bench: Plans) -> None:
    with pytest.raises(InvalidInput, match="a job needs a site"):
        bench.start(())
    assert bench.plans.unfinished == ()


@pytest.mark.parametrize("problem", RAISED, ids=lambda problem: type(problem).__name__)
async def test_an_error_of_the_desk_ends_the_rest_as_not_sent_with_its_words(
    bench: Plans, problem: AltotuiError
) -> None:
    bench.desk.answers["site-3"] = problem
    plan = await bench.run()
    assert _outcomes(plan) == [OK, OK, *[NOT_SENT] * 3]
    assert bench.desk.names == ["site-1", "site-2", "site-3"]
    assert plan.reasons() == {str(problem): SITES[2:]}
    assert plan.left() == SITES[2:]


async def test_an_error_of_the_desk_at_the_canary_leaves_nothing_waiting(bench: Plans) -> None:
    bench.desk.answers["site-1"] = ReadOnly("no writes")
    plan = await bench.run(canary=True)
    assert (plan.state, _outcomes(plan)) == (PlanState.ENDED, [NOT_SENT] * 5)


async def test_a_fault_of_our_own_is_unknown_where_it_happened_and_is_raised(bench: Plans) -> None:
    bench.desk.answers["site-2"] = ZeroDivisionError("x")
    plan_id = bench.start()
    with pytest.raises(ZeroDivisionError):
        await bench.plans.settled(plan_id)
    assert _outcomes(bench.plan(plan_id)) == [OK, UNKNOWN, *[NOT_SENT] * 3]
    assert bench.ends(plan_id) == 1


@pytest.mark.parametrize("fault", [TimedOut("late"), Rejected("no")])
async def test_an_answer_that_the_desk_let_through_is_never_called_not_sent(
    bench: Plans, fault: ApiError
) -> None:
    bench.desk.answers["site-2"] = fault
    assert _outcomes(await bench.run()) == [OK, UNKNOWN, *[NOT_SENT] * 3]


async def test_stopping_awaits_the_request_under_way_and_asks_nobody_else(bench: Plans) -> None:
    plan_id = bench.start()
    bench.desk.gate.clear()
    await settle()
    assert bench.plans.stop(plan_id)
    stopping = bench.plan(plan_id)
    assert stopping.state is PlanState.STOPPING
    assert stopping.waiting == SITES[:1]
    assert not bench.plans.stop(plan_id)
    bench.desk.gate.set()
    plan = await bench.plans.settled(plan_id)
    assert (_outcomes(plan), bench.desk.names) == ([OK, *[STOPPED] * 4], ["site-1"])
    assert bench.ends(plan_id) == 1


async def test_stopping_before_anything_was_asked_asks_nobody(bench: Plans) -> None:
    plan_id = bench.start()
    assert bench.plans.stop(plan_id)
    plan = await bench.plans.settled(plan_id)
    assert (_outcomes(plan), bench.desk.names) == ([STOPPED] * 5, [])
    assert not bench.plans.stop(99)


async def test_another_plan_under_the_same_keys_is_the_same_job_on_each_site(bench: Plans) -> None:
    bench.desk.answers = {"site-2": REJECTED, "site-3": UNKNOWN}
    plan = await bench.run()
    assert (_names(plan.left()), _names(plan.unsure())) == (["site-2"], ["site-3"])
    bench.desk.answers.clear()
    again = await bench.plans.settled(
        bench.plans.start([*plan.left(), *plan.unsure()], DRAFT, keys=plan.keys, endpoint=JobEndpoint.JSON)
    )
    assert _outcomes(again) == [OK, OK]
    for site, draft, _ in bench.desk.asked:
        assert draft.idempotency_key == plan.keys[site.id]
    assert [endpoint for _, _, endpoint in bench.desk.asked[5:]] == [JobEndpoint.JSON] * 2
    with pytest.raises(InvalidInput, match="no plan"):
        bench.plans.go_on(99)


class Escort:
    """Keeps what it is told, and holds up every site that it is to come before while its gate is shut."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Outcome | None]] = []
        self.gate: asyncio.Event | None = None

    async def before(self, site: Site) -> None:
        """Keep it."""
        self.told.append((site.name, None))
        if self.gate is not None:
            await self.gate.wait()

    def ended(self, site: Site, result: PlanResult) -> None:
        """Keep it."""
        self.told.append((site.name, result.outcome))


async def test_each_site_is_escorted_before_it_is_asked_and_when_it_has_its_outcome(bench: Plans) -> None:
    escort = Escort()
    bench.desk.answers = {"site-2": REJECTED}
    await bench.plans.settled(bench.plans.start(SITES[:2], DRAFT, around=escort))
    assert escort.told == [("site-1", None), ("site-1", OK), ("site-2", None), ("site-2", Outcome.REJECTED)]


@pytest.mark.parametrize("is_closed", [False, True])
async def test_what_is_stopped_before_it_is_asked_was_not_sent(bench: Plans, is_closed: bool) -> None:
    escort = Escort()
    escort.gate = asyncio.Event()
    plan_id = bench.plans.start(SITES[:2], DRAFT, around=escort)
    await settle()
    if is_closed:
        await bench.plans.aclose()
    else:
        assert bench.plans.stop(plan_id)
        escort.gate.set()
    plan = await bench.plans.settled(plan_id)
    assert (_outcomes(plan), bench.desk.names) == ([STOPPED, STOPPED], [])


async def test_closing_leaves_no_site_without_an_outcome(bench: Plans) -> None:
    first = bench.start()
    bench.desk.gate.clear()
    await settle()
    second = bench.start()
    waiting = asyncio.ensure_future(bench.plans.settled(first))
    await settle()
    await bench.plans.aclose()
    assert _outcomes(bench.plan(first)) == [UNKNOWN, *[STOPPED] * 4]
    assert set(_outcomes(bench.plan(second))) <= {UNKNOWN, STOPPED}
    assert (await waiting).state is PlanState.ENDED
    assert (bench.ends(first), bench.ends(second)) == (1, 1)


async def test_closing_a_plan_that_had_no_time_to_begin_or_waits_ends_it(bench: Plans) -> None:
    at_canary = await bench.run(canary=True)
    unbegun = bench.start()
    await bench.plans.aclose()
    await settle()
    assert _outcomes(bench.plan(unbegun)) == [STOPPED] * 5
    assert _outcomes(bench.plan(at_canary.id)) == [OK, *[STOPPED] * 4]
    assert (bench.ends(unbegun), bench.ends(at_canary.id)) == (1, 1)


async def test_a_job_is_traced_to_its_plan(bench: Plans) -> None:
    bench.desk.answers["site-2"] = UNKNOWN
    plan = await bench.run()
    by_id = a_job(1)._replace(site_id=SITES[0].id)
    found_by_key = a_job(77)._replace(site_id=SITES[1].id, idempotency_key=plan.keys[SITES[1].id])
    marked = a_job(78, description="Raise" + plan.keyed_draft(SITES[1].id).mark)._replace(site_id=SITES[1].id)
    for job in (by_id, found_by_key, marked):
        assert bench.plans.plan_of(job) == plan
    assert bench.plans.plan_of(a_job(79)._replace(site_id=SITES[0].id)) is None
    assert bench.plans.plan_of(a_job(1, site=99)) is None


async def test_old_plans_are_forgotten_and_those_that_wait_are_not(bench: Plans) -> None:
    waiting = await bench.run(canary=True)
    for _ in range(MOST_PLANS + 5):
        await bench.plans.settled(bench.start(SITES[:1]))
    known = [number for number in range(1, 2 * MOST_PLANS) if bench.plans.get(number) is not None]
    assert len(known) == MOST_PLANS
    assert bench.plans.get(waiting.id) is not None


_ANSWERS = st.sampled_from([OK, OK, REJECTED, NOT_SENT, UNKNOWN, Outcome.ROUTER_ERROR, *RAISED])


@given(
    st.lists(_ANSWERS, min_size=1, max_size=7),
    st.booleans(),
    st.one_of(st.none(), st.integers(0, 30)),
)
def test_counts_always_add_up_and_nothing_is_asked_twice(
    answers: list[Answer], canary: bool, stop_after: int | None
) -> None:
    asyncio.run(_adds_up(answers, canary, stop_after))


async def _adds_up(answers: list[Answer], canary: bool, stop_after: int | None) -> None:
    bench = Plans()
    sites = tuple(a_site(number + 1) for number in range(len(answers)))
    bench.desk.answers = {site.name: answer for site, answer in zip(sites, answers, strict=True)}
    plan_id = bench.start(sites, canary=canary)
    for turn in range(40):
        await asyncio.sleep(0)
        if turn == stop_after:
            bench.plans.stop(plan_id)
    plan = await bench.plans.settled(plan_id)
    if plan.state is PlanState.AT_CANARY:
        assert len(plan.results) == 1
        bench.plans.go_on(plan_id)
        plan = await bench.plans.settled(plan_id)
    assert plan.state is PlanState.ENDED
    assert sum(plan.counts.values()) == len(sites) == len(plan.results)
    assert len({*plan.left(), *plan.unsure(), *plan.queued()}) == len(sites)
    assert bench.desk.names == _names(sites)[: len(bench.desk.asked)]
    assert plan.waiting == ()
    assert bench.ends(plan_id) == 1


async def test_over_the_real_desk_what_never_left_is_not_sent_and_the_rest_is_queued() -> None:
    bench = Bench()
    bench.api.failures[SITES[1].id] = Unreachable("no route")
    desk: JobDesk = bench.desk
    as_desk: Desk = desk
    plans = JobPlans(as_desk, bench.clock, lambda _: None)
    plan_id = plans.start(SITES[:3], DRAFT)
    await bench.clock.advance(1)
    plan = await plans.settled(plan_id)
    assert _outcomes(plan) == [OK, NOT_SENT, OK]
    assert [draft.idempotency_key for draft in bench.sent()] == [plan.keys[site.id] for site in SITES[:3]]


async def test_over_the_real_desk_a_session_that_became_read_only_ends_the_rest() -> None:
    bench = Bench()
    plans = JobPlans(bench.desk, bench.clock, lambda _: None)
    plan_id = plans.start(SITES[:3], DRAFT, canary=True)
    await bench.clock.advance(1)
    assert (await plans.settled(plan_id)).state is PlanState.AT_CANARY
    bench.session.lock()
    plans.go_on(plan_id)
    plan = await plans.settled(plan_id)
    assert _outcomes(plan) == [OK, NOT_SENT, NOT_SENT]
    assert "read-only" in next(iter(plan.reasons()))


async def test_a_console_that_ends_writes_down_how_each_job_of_a_plan_ended() -> None:
    bench = Bench()
    bench.api.gate = asyncio.Event()
    plans = bench.services.open_plans()
    plan_id = plans.start([a_site(1), a_site(2)], DRAFT)
    await settle()
    await bench.services.close_jobs(bench.clock)
    plan = plans.get(plan_id)
    assert plan is not None
    assert [plan.results[site.id].outcome for site in plan.sites] == [Outcome.UNKNOWN, Outcome.STOPPED]
    assert [end.outcome for end in bench.audit.conclusions.values()] == [Outcome.UNKNOWN]
