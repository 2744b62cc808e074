"""One job for many sites on the screen: the canary first, the rest by a key, and nothing lost on the way."""

from __future__ import annotations

from altotui.domain.ids import SiteId
from altotui.domain.job import JobDraft
from altotui.ui.screens.confirm import Confirm
from altotui.ui.screens.job_form_fields import CheckLine
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven
from tests.ui.gateway import Call

DESCRIPTION, SCRIPT = "Log a word", ":log info hello"


async def _plan_for(console: Console, sites: int) -> None:
    """Queue a job on so many sites, up to the question of its canary."""
    await console.unlock()
    names = [site.name for site in console.listed.sites[:sites]]
    await console.target(names[0])
    for name in names[1:]:
        await console.target(f"+{name}")
    console.press("f4", "J")
    await console.sees(f"New job on @{sites}")
    await console.fill(DESCRIPTION, SCRIPT)
    console.press("f9")
    await console.told("canary queued", "O goes on, X stops")
    assert len(console.gateway.queued) == 1


async def test_the_canary_goes_alone_and_the_rest_by_a_key() -> None:
    async with driven() as console:
        await _plan_for(console, 3)
        await console.sees("plan p-1", "canary queued on")
        console.press("O")
        await console.told("3 of 3 jobs queued")
        # not its name: the details of a job that failed by chance still tell it
        await console.sees_no("canary queued on")
        assert len({call.headers["x-idempotency-key"] for call in console.gateway.queued}) == 3


async def test_a_plan_that_is_stopped_is_offered_again_for_the_sites_without_it() -> None:
    async with driven() as console:
        await _plan_for(console, 3)
        console.press("X")
        await console.told("1 of 3 jobs queued")
        await console.reads("the job was not queued", "J offers it again for these alone")
        await console.sees("plan p-1", "1 queued, 2 stopped of 3")
        form = await console.open_form()
        await console.sees("New job on @2 left of", DESCRIPTION)
        assert len(form._target.sites) == 2


async def test_leaving_while_a_plan_goes_on_is_asked_first() -> None:
    async with driven() as console:
        await _plan_for(console, 2)
        console.press("q")
        await console.until(lambda: isinstance(console.app.screen, Confirm))
        await console.sees("Leave while jobs are being queued?")
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)


async def test_a_read_before_and_after_hangs_on_the_job() -> None:
    async with driven(clock=FakeClock(), size=(120, 60)) as console:
        await console.unlock()
        await console.choose(console.site())
        form = await console.open_form()
        await console.fill("Rename it", "/system/identity/set name=renamed")
        form.query_one("#check-line", CheckLine).set_text("/system/identity/print")
        console.press("f9")
        await console.pass_s(90)
        console.press("enter")
        await console.sees("Before and after", "renamed")


# --- several plans at once


async def test_keys_act_on_the_plan_that_is_shown_and_that_is_the_one_that_waits() -> None:
    async with driven() as console:
        await _plan_for(console, 2)
        console.gateway.is_open.clear()
        await console.unlock()
        await console.colon("demo-job all")
        await console.until(lambda: len(console.services.open_plans().unfinished) == 2)
        await console.sees("plan p-1", "O goes on")
        console.press("f4", "X")
        await console.told("p-1 stopped")
        await console.sees("plan p-2", "queueing")
        console.press("X")
        await console.told("p-2 stopped")
        console.press("X")
        await console.told("p-2 is being stopped already")
        console.gateway.is_open.set()
        await console.told(f"1 of {len(console.listed.sites)} jobs queued")


# --- the other endpoint


def _refuses_keys(call: Call) -> tuple[int, object] | None:
    is_keyed = call.method == "POST" and call.path.endswith("/job")
    return (403, {"message": "Forbidden"}) if is_keyed else None


def _json_jobs(console: Console) -> list[str]:
    return [call.path for call in console.gateway.writes if "/asynchronous/" in call.path]


async def _refused_plan_for(console: Console, sites: int) -> None:
    console.gateway.answers = _refuses_keys
    await console.unlock()
    names = [site.name for site in console.listed.sites[:sites]]
    await console.target(names[0])
    for name in names[1:]:
        await console.target(f"+{name}")
    console.press("f4", "J")
    await console.sees(f"New job on @{sites}")
    await console.fill(DESCRIPTION, SCRIPT)
    console.press("f9")
    await console.sees("takes no job with a key", "Use the JSON endpoint")


async def test_the_canary_decides_about_the_other_endpoint_and_goes_first_there() -> None:
    async with driven() as console:
        await _refused_plan_for(console, 3)
        await console.say_yes()
        await console.told("canary queued", "O goes on, X stops")
        assert len(_json_jobs(console)) == 1
        console.press("O")
        await console.told("3 of 3 jobs queued")
        assert len(set(_json_jobs(console))) == 3
        assert console.services.open_drafts().all() == ()


async def test_a_canary_that_shall_not_go_there_leaves_the_plan_waiting() -> None:
    async with driven() as console:
        await _refused_plan_for(console, 3)
        console.press("escape")
        await console.told("canary refused", "O goes on, X stops")
        console.press("X")
        await console.reads("J offers it again for these alone")
        assert not _json_jobs(console)
        (kept,) = console.services.open_drafts().all()
        assert len(kept.site_ids) == 3


async def test_a_plan_for_one_of_several_sites_leaves_the_draft_to_the_others() -> None:
    async with driven() as console:
        await console.unlock()
        drafts = console.services.open_drafts()
        here, gone = console.site(), SiteId("00000000-0000-4000-8000-00000000dead")
        drafts.keep(
            drafts.begin(JobDraft(DESCRIPTION, SCRIPT), site_ids=(here.id, gone), name="left of @2").id
        )
        await console.choose(here)
        await console.open_form()
        console.press("f9")
        await console.until(lambda: console.gateway.queued)
        await console.until(lambda: [kept.site_ids for kept in drafts.all()] == [(gone,)])


# --- drafts of sites that are gone


async def test_a_draft_stays_for_sites_that_are_not_listed_and_goes_to_no_other() -> None:
    async with driven() as console:
        await console.choose(console.site())
        drafts = console.services.open_drafts()
        gone = SiteId("00000000-0000-4000-8000-00000000dead")
        here = console.listed.sites[3].id
        for sites in ((gone, here), (gone,)):
            drafts.keep(drafts.begin(JobDraft(DESCRIPTION, SCRIPT), site_ids=sites, name="left of @2").id)
        form = await console.open_form()
        await console.told("none of its 1 sites is listed", "1 site of this draft is not listed any more")
        assert [site.id for site in form._target.sites] == [here]
        assert [kept.site_ids for kept in drafts.all()] == [(gone,)]


async def test_a_demonstration_that_may_not_write_says_so() -> None:
    async with driven(is_locked=True) as console:
        await console.colon("demo-job all")
        await console.told("read-only")
        assert not console.gateway.queued
