"""Which of several plans a person should see, and when another endpoint may be offered."""

from __future__ import annotations

import pytest

from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import JobDraft
from altotui.domain.job_plan import PLAN_OUTCOMES, Plan, PlanResult, PlanState, most_urgent
from altotui.domain.outcome import Outcome
from tests.domain.records import NOW, a_site

Q, C, S = PlanState.QUEUEING, PlanState.AT_CANARY, PlanState.STOPPING
OFFERS = PlanResult(Outcome.REJECTED, "Forbidden", offers_json=True)
REFUSES = PlanResult(Outcome.REJECTED, "Bad request")
STOPPED = PlanResult(Outcome.STOPPED)
OK = PlanResult(Outcome.OK)
UNKNOWN = PlanResult(Outcome.UNKNOWN)


def _plan(number: int, state: PlanState = Q, *, sites: int = 2, results: tuple[PlanResult, ...] = ()) -> Plan:
    chosen = tuple(a_site(position) for position in range(sites))
    keys = {site.id: IdempotencyKey(f"key-{position}") for position, site in enumerate(chosen)}
    has = {site.id: result for site, result in zip(chosen, results, strict=False)}
    return Plan(number, JobDraft("Log", ":log info x"), NOW, chosen, keys, state=state, results=has)


@pytest.mark.parametrize(
    ("states", "sites", "shown"),
    [
        ((), (), None),
        ((Q,), (2,), 1),
        ((Q, Q), (2, 2), 2),
        ((C, Q), (2, 2), 1),  # the one that waits for a person
        ((C, Q, C), (2, 2, 2), 3),
        ((S, Q), (2, 2), 2),
        ((Q, S), (2, 2), 2),
        ((Q,), (1,), None),
        ((Q, Q), (2, 1), 1),
    ],
)
def test_the_plan_that_waits_for_a_person_is_seen_first(
    states: tuple[PlanState, ...], sites: tuple[int, ...], shown: int | None
) -> None:
    plans = [
        _plan(number, state, sites=many)
        for number, (state, many) in enumerate(zip(states, sites, strict=True), 1)
    ]
    found = most_urgent(plans)
    assert (found.id if found is not None else None) == shown


@pytest.mark.parametrize(
    ("results", "is_wanted"),
    [
        ((), False),
        ((OFFERS,), True),
        ((OFFERS, OFFERS), True),
        ((OK, OFFERS), True),
        ((UNKNOWN, OFFERS), True),
        ((OFFERS, REFUSES), False),
        ((OFFERS, STOPPED), False),  # nobody asked the second
        ((OK, OK), False),
        ((OK, UNKNOWN), False),
    ],
)
def test_the_other_endpoint_is_wanted_where_every_site_that_refused_it_might_take_it_there(
    results: tuple[PlanResult, ...], is_wanted: bool
) -> None:
    assert {result.outcome for result in results} <= set(PLAN_OUTCOMES)
    assert _plan(1, results=results).wants_json_endpoint() is is_wanted
