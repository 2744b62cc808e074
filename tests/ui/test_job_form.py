"""The form for a new job: six fields, their limits, and a draft that closing does not lose."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Button, Checkbox, Input, TextArea

from altotui.domain.errors import AltotuiError, InvalidInput
from altotui.domain.job import JobDraft, JobEndpoint
from altotui.domain.job_drafts import KeptScript, Template
from altotui.services.targets import Target
from altotui.ui.screens.job_form import JobForm, JobFormAnswer
from altotui.ui.screens.job_form_editor import Edited
from tests.clocks import FakeClock
from tests.domain.records import NOW
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


# --- scripts from elsewhere, the check line, the canary, and keeping what is typed


class _Shelf:
    """Has the shape of `JobShelf`."""

    scripts = (
        KeptScript(JobDraft("Rotate log", ":log info [bold]", backup=True), NOW),
        KeptScript(JobDraft("Two lines", ":put 1\n:put 2"), NOW),
    )
    templates = (Template("restart", JobDraft("Restart", "/system reboot", needs_acknowledgement=False)),)


class _Editor:
    """Stands for the person's editor: returns what it was told, or fails."""

    def __init__(self, result: Edited | AltotuiError) -> None:
        self.result = result
        self.got: list[str] = []

    def __call__(self, _: object, text: str) -> Edited:
        self.got.append(text)
        if isinstance(self.result, AltotuiError):
            raise self.result
        return self.result


class _Form:
    """One form on the screen of a console, with what it saved and how it ended."""

    def __init__(self, console: Console, sites: int = 1, edit: _Editor | None = None) -> None:
        self.console = console
        self.saved: list[tuple[JobDraft, str]] = []
        self.answers: list[JobFormAnswer | None] = []
        chosen = console.listed.sites[:sites]
        target = Target(chosen, "marked", is_set=True) if sites > 1 else Target(chosen, chosen[0].name)
        self.form = JobForm(
            target,
            None,
            usual=JobEndpoint.KEYED,
            is_read_only=False,
            reader=console.services.reader,
            shelf=_Shelf(),
            autosave=lambda *typed: self.saved.append(typed),
            edit=edit,
        )

    async def open(self) -> JobForm:
        self.console.app.push_screen(self.form, self.answers.append)
        await self.console.until(lambda: self.console.focus_id == "description")
        await self.console.until(lambda: self.console.services.reader.is_ready)
        await self.console.pilot.pause()
        return self.form

    @property
    def script(self) -> str:
        return self.form.query_one("#script", TextArea).text

    async def answer(self, key: str) -> JobFormAnswer:
        self.console.press(key)
        await self.console.until(lambda: self.answers)
        assert self.answers[0] is not None
        return self.answers[0]


async def test_a_script_that_was_queued_before_fills_the_form_with_its_switches() -> None:
    async with driven(size=NARROW) as console:
        opened = _Form(console)
        form = await opened.open()
        console.press("f7")
        await console.sees("Rotate log", "restart", "backup, acknowledgement", ":log info [bold]")
        console.press("enter")
        await console.until(lambda: opened.script == ":log info [bold]")
        answer = await opened.answer("f9")
        assert answer == JobFormAnswer(_Shelf.scripts[0].draft, is_wanted=True)
        assert not form.is_current


async def test_scripts_are_found_by_words_that_are_typed_ahead_and_escape_changes_nothing() -> None:
    async with driven(size=NARROW) as console:
        opened = _Form(console)
        form = await opened.open()
        console.press("f7")
        await console.sees("script>")
        console.type("reboot")
        console.press("enter")
        await console.until(lambda: opened.script == "/system reboot")
        assert not form.query_one("#acknowledgement", Checkbox).value
        console.press("f7")
        await console.sees("script>")
        console.type("nosuch")
        await console.sees("no script has these words")
        console.press("enter")
        await console.pilot.pause()
        console.press("escape")
        await console.until(lambda: form.is_current)
        assert opened.script == "/system reboot"


async def test_what_a_chosen_script_replaced_is_offered_first() -> None:
    async with driven() as console:
        opened = _Form(console)
        form = await opened.open()
        await console.fill("My own", ":put mine")
        console.press("f7")
        await console.sees("script>")
        console.press("enter")
        await console.until(lambda: opened.script == ":log info [bold]")
        console.press("f7")
        await console.sees("before", "My own")
        console.press("enter")
        await console.until(lambda: opened.script == ":put mine")
        assert form.query_one("#description", Input).value == "My own"


async def test_without_a_shelf_there_are_the_templates_that_are_built_in() -> None:
    async with driven() as console:
        await console.choose(console.site())
        await console.open_form()
        console.press("f7")
        await console.sees("update RouterOS", "set the DNS servers", "write a line to the log")


async def test_the_editor_gets_the_script_and_all_that_it_wrote_is_kept_and_told() -> None:
    async with driven() as console:
        editor = _Editor(Edited("x" * 2100, "odd signs"))
        opened = _Form(console, edit=editor)
        await opened.open()
        await console.fill("Long", ":put 1")
        console.press("f8")
        await console.until(lambda: opened.script == "x" * 2100)
        await console.told("100 characters over the limit; all of it is kept", "odd signs")
        assert editor.got == [":put 1"]
        assert "100 characters over" in _problems(console)
        assert (await opened.answer("escape")).draft.script == "x" * 2100


async def test_an_editor_that_fails_leaves_the_script_and_says_why() -> None:
    async with driven() as console:
        opened = _Form(console, edit=_Editor(InvalidInput("no editor is set", "set VISUAL or EDITOR")))
        await opened.open()
        await console.fill("Long", ":put 1")
        console.press("f8")
        await console.told("no editor is set: set VISUAL or EDITOR")
        assert opened.script == ":put 1"


async def test_without_an_editor_in_the_environment_f8_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with driven() as console:
        await console.choose(console.site())
        await console.open_form()
        console.press("f8")
        await console.told("no editor is set")


async def test_the_canary_is_asked_for_with_several_sites_only_and_is_on() -> None:
    async with driven(size=NARROW) as console:
        alone = _Form(console)
        form = await alone.open()
        assert not form.query("#canary")
        assert not (await alone.answer("escape")).has_canary
        several = _Form(console, sites=3)
        form = await several.open()
        await console.sees("New job on @3 marked", "canary: the first site alone")
        await console.fill(*GOOD)
        assert (await several.answer("f9")).has_canary
        off = _Form(console, sites=3)
        form = await off.open()
        await console.fill(*GOOD)
        form.query_one("#canary", Checkbox).value = False
        await console.pilot.pause()
        assert await off.answer("f9") == JobFormAnswer(JobDraft(*GOOD), is_wanted=True)


@pytest.mark.parametrize("size", [NARROW, (60, 20)])
async def test_the_form_for_several_sites_fits_on_a_small_screen(size: tuple[int, int]) -> None:
    async with driven(size=size) as console:
        opened = _Form(console, sites=3)
        await opened.open()
        await console.fill("Night work", "/ip address remove [find]; :delay 90; /system reboot")
        await console.sees("New job on", "f7", "backup:", "acknowledgement:", "Check", "canary", "Queue (f9)")
        await console.until(lambda: "error" in console.part(console.app.screen.query_one("#remarks")))


async def test_the_check_line_is_a_read_and_stays_out_of_the_job() -> None:
    async with driven() as console:
        opened = _Form(console)
        form = await opened.open()
        await console.fill(*GOOD)
        form.set_focus(form.query_one("#check-line"))
        console.type("/ip/address/add address=10.0.0.1/24")
        await console.until(lambda: "check: this is no read" in _problems(console))
        assert not _may_be_queued(console)
        console.press("f9", "ctrl+u")
        console.type("/ip arp print")
        await console.until(lambda: _may_be_queued(console))
        answer = await opened.answer("f9")
        assert answer == JobFormAnswer(JobDraft(*GOOD), is_wanted=True, check_line="/ip arp print")


async def test_several_lines_are_no_check() -> None:
    async with driven() as console:
        opened = _Form(console)
        form = await opened.open()
        form.set_focus(form.query_one("#check-line"))
        console.app.post_message(events.Paste("/ip arp print\n/system reboot"))
        await console.told("the check is one line, and 2 were pasted")
        assert (await opened.answer("escape")).check_line == ""


async def test_every_change_is_handed_over_to_be_kept() -> None:
    async with driven() as console:
        opened = _Form(console)
        form = await opened.open()
        assert opened.saved == []
        await console.fill(*GOOD)
        await console.until(lambda: opened.saved and opened.saved[-1] == (JobDraft(*GOOD), ""))
        form.query_one("#backup", Checkbox).value = True
        await console.until(lambda: opened.saved[-1][0].backup)
        form.set_focus(form.query_one("#check-line"))
        console.type("/ip arp print")
        await console.until(lambda: opened.saved[-1][1] == "/ip arp print")
        assert len(opened.saved) == len(set(opened.saved))


async def test_a_kept_check_line_is_there_again() -> None:
    async with driven() as console:
        form = JobForm(
            Target(console.listed.sites[:1], "x"),
            JobDraft(*GOOD),
            usual=JobEndpoint.KEYED,
            is_read_only=False,
            reader=console.services.reader,
            check_line="/ip arp print",
        )
        answers: list[JobFormAnswer | None] = []
        console.app.push_screen(form, answers.append)
        await console.sees("Check /ip arp print")
        console.press("escape")
        await console.until(lambda: answers)
        assert answers == [JobFormAnswer(JobDraft(*GOOD), is_wanted=False, check_line="/ip arp print")]
