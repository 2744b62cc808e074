"""What goes along with a job: a read before it that hangs on the job, and a draft for the sites that are left."""

from __future__ import annotations

import pytest

from altotui.domain.command import RouterReply
from altotui.domain.errors import InvalidInput
from altotui.domain.job import JobDraft
from altotui.domain.job_plan import PlanResult
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translation import Kind, Translation
from altotui.services.job_escort import JobEscort
from tests.domain.records import a_site, job_no
from tests.services.desk_bench import Bench

SITES = tuple(a_site(number) for number in range(1, 4))
DRAFT = JobDraft("Raise guest queue", ":log info x")
READ = Translation("/ip/route/print", "/", Kind.READ, "/ip/route/print")
WRITE = Translation("/system/reboot", "/", Kind.DISRUPTIVE, "/system/reboot")
QUEUED = PlanResult(Outcome.OK, job_id=job_no(1))


class Escort:
    """An escort over real drafts and brackets, and a fake API."""

    def __init__(self, line: Translation | None = None, *, is_keyed: bool = True) -> None:
        self.bench = Bench()
        services = self.bench.services
        self.drafts, self.brackets = services.open_drafts(), services.open_brackets
        self.draft_id = self.drafts.begin(DRAFT, site_ids=[site.id for site in SITES]).id
        line_for = None if line is None else lambda _site: line
        self.escort = JobEscort(self.drafts, self.draft_id, self.brackets, line_for, is_keyed=is_keyed)

    def left(self) -> list[int] | None:
        """Return the positions of the sites that the draft is for; None when the draft is gone."""
        kept = self.drafts.get(self.draft_id)
        ids = [site.id for site in SITES]
        return None if kept is None else [ids.index(site_id) for site_id in kept.site_ids]


@pytest.mark.parametrize(
    ("outcome", "is_keyed", "stays"),
    [
        (Outcome.OK, True, False),
        (Outcome.OK, False, False),
        (Outcome.UNKNOWN, True, True),  # under its key it is the same job
        (Outcome.UNKNOWN, False, False),  # a second one would be a second job
        (Outcome.REJECTED, True, True),
        (Outcome.NOT_SENT, False, True),
        (Outcome.STOPPED, True, True),
    ],
)
async def test_a_draft_is_for_the_sites_alone_that_may_have_it_once_more(
    outcome: Outcome, is_keyed: bool, stays: bool
) -> None:
    at = Escort(is_keyed=is_keyed)
    at.escort.ended(SITES[1], PlanResult(outcome))
    assert at.left() == ([0, 1, 2] if stays else [0, 2])


async def test_with_the_last_site_the_draft_is_gone() -> None:
    at = Escort()
    for site in SITES:
        at.escort.ended(site, QUEUED)
    assert at.left() is None


async def test_the_read_before_a_job_hangs_on_it() -> None:
    at = Escort(READ)
    at.bench.api.reply = RouterReply(({"dst-address": "10.0.0.0/8"},))
    await at.escort.before(SITES[0])
    at.escort.ended(SITES[0], QUEUED)
    bracket = at.brackets().of(job_no(1))
    assert bracket is not None
    assert bracket.before.result.reply.rows == ({"dst-address": "10.0.0.0/8"},)
    await at.brackets().aclose()


@pytest.mark.parametrize("result", [PlanResult(Outcome.REJECTED), PlanResult(Outcome.OK)])
async def test_a_read_without_a_job_hangs_on_none(result: PlanResult) -> None:
    at = Escort(READ)
    await at.escort.before(SITES[0])
    at.escort.ended(SITES[0], result)
    assert at.brackets().of(job_no(1)) is None


async def test_without_a_line_nothing_is_read() -> None:
    at = Escort()
    await at.escort.before(SITES[0])
    assert at.bench.api.calls == []
    assert at.brackets.made is None


async def test_a_line_that_is_no_read_is_refused_before_anything_is_sent() -> None:
    at = Escort(WRITE)
    with pytest.raises(InvalidInput, match="only reads go before"):
        await at.escort.before(SITES[0])
    assert at.bench.api.calls == []
