"""One job for many sites on the screen: the canary first, the rest by a key, and nothing lost on the way."""

from __future__ import annotations

from altotui.ui.screens.confirm import Confirm
from altotui.ui.screens.job_form_fields import CheckLine
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven

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
        await console.sees_no("plan p-1")
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
