"""The form for a new job: six fields, their limits, and a draft that closing does not lose."""

from __future__ import annotations

import pytest
from textual.widgets import Button, Checkbox, Input, TextArea

from tests.clocks import FakeClock
from tests.ui.driving import NARROW, Console, driven

GOOD = ("Log a word", ":log info hello")


def _problems(console: Console) -> str:
    return console.part(console.app.screen.query_one("#problems"))


def _may_be_queued(console: Console) -> bool:
    return not console.app.screen.query_one("#queue", Button).disabled


@pytest.mark.parametrize("size", [NARROW, (120, 36)])
async def test_all_six_fields_are_there_with_their_limits(size: tuple[int, int]) -> None:
    async with driven(size=size) as console:
        await console.choose(console.site())
        form = await console.open_form()
        assert len(form.query(Input)) == 2
        assert len(form.query(TextArea)) == 1
        assert len(form.query(Checkbox)) == 3
        for words in ("3 to 100", "of 2000", "backup", "express", "acknowledgement", "https"):
            await console.sees(words)
        await console.sees(f"New job on {console.site().name}")


async def test_every_field_is_reached_by_tab_in_the_order_in_which_it_stands() -> None:
    async with driven() as console:
        await console.choose(console.site())
        await console.open_form()
        met: list[str | None] = []
        for _ in range(6):
            met.append(console.focus_id)
            await console.pilot.press("tab")
        assert met == ["description", "script", "backup", "express", "acknowledgement", "notify-url"]


@pytest.mark.parametrize(
    ("description", "script", "words"),
    [
        ("", GOOD[1], "description: 0 characters, must have 3 to 100"),
        ("ab", GOOD[1], "description: 2 characters, must have 3 to 100"),
        ("d" * 101, GOOD[1], "description: 101 characters, must have 3 to 100"),
        ("naïve", GOOD[1], "description: plain ASCII"),
        (GOOD[0], "", "script: empty"),
        (GOOD[0], "s" * 2001, "script: 1 characters over the limit of 2000"),
    ],
)
async def test_a_limit_is_named_and_the_job_cannot_be_queued(
    description: str, script: str, words: str
) -> None:
    async with driven() as console:
        await console.unlock()
        await console.choose(console.site())
        await console.open_form()
        await console.fill(description, script)
        await console.until(lambda: words in _problems(console))
        assert not _may_be_queued(console)
        console.press("f9")
        await console.pilot.pause()
        assert console.gateway.queued == []
        assert "New job on" in console.text()


@pytest.mark.parametrize(
    ("description", "script"), [("abc", "/a"), ("d" * 100, "s" * 2000), GOOD, ("[bold]", "[/")]
)
async def test_within_the_limits_nothing_speaks_against_it(description: str, script: str) -> None:
    async with driven() as console:
        await console.unlock()
        await console.choose(console.site())
        await console.open_form()
        await console.fill(description, script)
        await console.until(lambda: _may_be_queued(console))
        assert _problems(console).strip() == ""


async def test_characters_are_counted_while_they_are_typed() -> None:
    async with driven() as console:
        await console.choose(console.site())
        form = await console.open_form()
        counters = [form.query_one("#description-label"), form.query_one("#script-label")]
        await console.fill("Nine char", ":put 1;:put 2")
        await console.until(lambda: " 9 " in console.part(counters[0]))
        await console.until(lambda: " 13 of 2000 " in console.part(counters[1]))
        console.press("backspace")
        await console.until(lambda: " 12 of 2000 " in console.part(counters[1]))


async def test_the_notify_url_must_be_https() -> None:
    async with driven() as console:
        await console.unlock()
        await console.choose(console.site())
        form = await console.open_form()
        await console.fill(*GOOD)
        url = form.query_one("#notify-url", Input)
        form.set_focus(url)
        console.type("http://example.net/hook")
        await console.until(lambda: url.value == "http://example.net/hook")
        await console.until(lambda: "notify_url: must start with https://" in _problems(console))
        assert not _may_be_queued(console)
        url.value = "https://example.net/hook"
        await console.until(lambda: _may_be_queued(console))


async def test_a_checkbox_says_its_state_as_a_word() -> None:
    async with driven() as console:
        await console.choose(console.site())
        form = await console.open_form()
        express = form.query_one("#express", Checkbox)
        assert "no  express" in console.part(express)
        form.set_focus(express)
        console.press("space")
        await console.until(lambda: "yes express" in console.part(express))


@pytest.mark.parametrize("leaving", ["escape", "button"])
async def test_a_draft_survives_closing(leaving: str) -> None:
    async with driven() as console:
        await console.choose(console.site())
        form = await console.open_form()
        await console.fill(*GOOD)
        form.query_one("#backup", Checkbox).value = True
        form.query_one("#notify-url", Input).value = "https://example.net/hook"
        if leaving == "escape":
            console.press("escape")
        else:
            form.query_one("#close", Button).press()
        await console.sees_no("New job on")
        assert console.gateway.queued == []
        again = await console.open_form()
        assert again is not form
        assert again.query_one("#description", Input).value == GOOD[0]
        assert again.query_one("#script", TextArea).text == GOOD[1]
        assert again.query_one("#notify-url", Input).value == "https://example.net/hook"
        boxes = [
            again.query_one(f"#{name}", Checkbox).value for name in ("backup", "express", "acknowledgement")
        ]
        assert boxes == [True, False, True]


async def test_a_script_of_several_lines_is_sent_as_it_stands() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await console.choose(console.site())
        await console.open_form()
        await console.fill("Two lines", ":log info 1\n:log info 2")
        console.press("f9")
        await console.pass_s(1)
        assert [call.body for call in console.gateway.queued] == [b":log info 1\n:log info 2"]


async def test_read_only_keeps_the_draft_and_sends_nothing() -> None:
    async with driven() as console:
        await console.choose(console.site())
        await console.open_form()
        await console.fill(*GOOD)
        await console.until(lambda: "read-only" in _problems(console))
        assert not _may_be_queued(console)
        console.press("f9")
        await console.pilot.pause()
        console.press("escape")
        await console.sees_no("New job on")
        await console.unlock()
        form = await console.open_form()
        assert form.query_one("#description", Input).value == GOOD[0]
        await console.until(lambda: _may_be_queued(console))
        assert console.gateway.queued == []


async def test_a_form_that_was_open_when_the_time_for_writes_ended_sends_nothing() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await console.choose(console.site())
        await console.open_form()
        await console.fill(*GOOD)
        await console.pass_s(16 * 60)
        console.press("f9")
        await console.pass_s(2)
        await console.sees("READ-ONLY")
        assert console.gateway.queued == []
        if "New job on" not in console.text():
            form = await console.open_form()
            assert form.query_one("#description", Input).value == GOOD[0]


async def test_a_job_needs_a_site() -> None:
    async with driven() as console:
        console.press("f4", "J")
        await console.told("a job needs a site")
        assert console.gateway.queued == []


async def test_the_form_keeps_the_site_it_was_opened_for() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        site = console.site(position=3)
        await console.choose(site)
        await console.open_form()
        await console.fill(*GOOD)
        console.press("f9")
        await console.pass_s(1)
        assert [call.path for call in console.gateway.queued] == [f"/site/{site.id}/job"]
