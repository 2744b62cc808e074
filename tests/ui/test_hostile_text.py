"""Text from outside looks right and does nothing: on every part of the screen that it can reach."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import pytest
from textual import events
from textual.strip import Strip
from textual.widgets import Button

from altotui.domain.text import make_visible
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.ui.screens.confirm import Confirm
from altotui.ui.screens.job_details import JobDetails
from tests.clocks import FakeClock
from tests.domain.records import job_no, site_no
from tests.ui.driving import Console, driven
from tests.ui.gateway import Answers, Call

_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
MARKUP = ("[red]x[/]", "[@click=app.quit]x[/]", "[link=x]y[/]", "[/", "[/]", "[bold")
STAMP = "2026-03-02T09:14:55Z"


def _assert_harmless(strips: Sequence[Strip]) -> None:
    for strip in strips:
        for segment in strip:
            if segment.control:
                raise AssertionError(f"a control segment: {segment!r}")
            assert not _CONTROLS.search(segment.text), ascii(segment.text)
            if segment.style is not None:
                assert segment.style.link is None, segment
                assert "@click" not in segment.style.meta, segment


async def _look(console: Console) -> None:
    """Check what is drawn now, in its width too."""
    await console.pilot.pause()
    await console.until(lambda: len(console.strips()) == console.app.size.height)
    strips = console.strips()
    _assert_harmless(strips)
    assert {strip.cell_length for strip in strips} == {console.app.size.width}
    assert console.app.is_running


def _hostile_fleet(texts: Sequence[str]) -> Answers:
    """Return answers in which every text of the API is one of `texts`."""

    def answer(call: Call) -> tuple[int, object] | None:
        if call.path == "/sites":
            return 200, [_site(number, text) for number, text in enumerate(texts)]
        if call.path == "/tags":
            uses = [
                {"correlation_id": site_no(number), "correlation_type": "site", "value": text}
                for number, text in enumerate(texts)
            ]
            return 200, [{"key": texts[number % len(texts)], "values": uses} for number in range(3)]
        if call.path.endswith("/job") and call.method == "GET":
            return 200, [_job(number, text) for number, text in enumerate(texts)]
        if "/synchronous/" in call.path:
            return 200, {"data": [_row(text) for text in texts]}
        return None

    return answer


def _site(number: int, text: str) -> dict[str, object]:
    texts = ("name", "pid", "software_version", "board_name", "model", "serial_number", "identity", "address")
    return {
        "id": site_no(number),
        "has_pulse": True,
        "last_seen_at": STAMP,
        "last_seen_from": text,
        "architecture_name": text,
        **dict.fromkeys(texts, text),
    }


def _job(number: int, text: str) -> dict[str, object]:
    return {
        "id": job_no(number),
        "description": text,
        "script": text or "-",
        "token": text,
        "status": text if number % 3 == 0 else None,
        "associated_backup": text,
        "log_url": text,
        "created_at": STAMP,
        "express_execute": False,
        "needs_acknowledgement": True,
    }


def _row(text: str) -> dict[str, object]:
    return {".id": "*1", "comment": text, text: "value", "nested": {text: [text]}, "none": None, "flag": True}


@pytest.mark.parametrize("size", [(80, 24), (160, 80)])
async def test_a_fleet_of_hostile_names_is_drawn_and_scrolled(size: tuple[int, int]) -> None:
    async with driven(size=size, answers=_hostile_fleet(HOSTILE), sites=1) as console:
        console.press("f2", "r")
        await console.sees(f"{len(HOSTILE)} sites")
        for keys in ([], ["pagedown"], ["pagedown"], ["pagedown"], ["end"]):
            console.press(*keys)
            await _look(console)
        for number in range(0, len(HOSTILE), 15):
            console.press("f2", "home", *["down"] * number, "enter")
            await console.until(lambda: console.focus_id == "prompt")
            await _look(console)


@pytest.mark.parametrize("size", [(80, 24), (160, 80)])
async def test_hostile_jobs_are_drawn_with_all_their_facts(size: tuple[int, int]) -> None:
    async with driven(size=size, answers=_hostile_fleet(HOSTILE), sites=1) as console:
        console.press("f2", "r")
        await console.sees(f"{len(HOSTILE)} sites")
        console.press("home", "enter")
        await console.until(lambda: console.main.jobs.rows.row_count() == len(HOSTILE))
        console.press("f4", "home")
        for row in range(len(HOSTILE)):
            await console.until(lambda: console.main.jobs.rows.cursor == row)  # noqa: B023 (used within its turn)
            _assert_harmless(console.strips())
            console.press("down")
        await _look(console)


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_hostile_rows_are_drawn_with_hostile_headings(size: tuple[int, int]) -> None:
    async with driven(size=size, answers=_hostile_fleet(HOSTILE), sites=1) as console:
        console.press("f2", "r")
        await console.sees(f"{len(HOSTILE)} sites")
        console.press("home", "enter")
        await console.until(lambda: console.focus_id == "prompt")
        await console.send("/ip/arp/print")
        await _look(console)
        console.press("escape")
        for _ in range(0, len(HOSTILE), 8):
            console.press(*["right"] * 8, "pagedown")
            await _look(console)
        console.press("end")
        await _look(console)


_CHUNKS = [list(filter(str.strip, HOSTILE[start : start + 8])) for start in range(0, len(HOSTILE), 8)]
_REFUSALS: tuple[Callable[[str], tuple[int, object]], ...] = (
    lambda text: (200, {"status": "error", "message": text}),
    lambda text: (400, {"message": text, "code": "router_error"}),
    lambda text: (422, {"errors": {text: [text]}}),
    lambda text: (500, {"message": text}),
)


def _bodies() -> Iterator[tuple[int, object]]:
    """Yield answers to a command: every text as record, as result of both forms and as refusal of one."""
    for number, text in enumerate(HOSTILE):
        yield _REFUSALS[number % len(_REFUSALS)](text)
    for chunk in _CHUNKS:
        yield 200, {"data": [{f"k{number}{text}": text for number, text in enumerate(chunk)}]}
        yield 200, {"data": {"ret": "|".join(chunk)}}
        yield 200, {"data": "\n".join(chunk)}


async def test_hostile_records_results_and_refusals() -> None:
    async with driven(clock=FakeClock(), size=(100, 60)) as console:
        await console.choose(console.site())
        await console.pass_s(1)
        waiting = _bodies()
        console.gateway.answers = lambda call: (
            next(waiting, (200, None)) if "/synchronous/" in call.path else None
        )
        total = len(list(_bodies()))
        console.type("/ip/arp/print\n" * total)
        await console.pass_s(300)
        assert len(console.gateway.commands) == total
        console.press("escape", "home")
        pages = console.main.console.transcript.row_count() // console.main.console.transcript.page_rows + 1
        for _ in range(pages):
            await _look(console)
            console.press("pagedown")


async def test_hostile_text_in_dialogs_and_notifications() -> None:
    async with driven(clock=FakeClock()) as console:
        for chunk in _CHUNKS:
            shown = make_visible(" ".join(chunk))
            console.main.choose_site(console.site()._replace(name=shown))
            await console.open_form()
            await _look(console)
            console.press("escape")
            await console.until(lambda: console.app.screen is console.main)
            console.app.push_screen(Confirm(f"Cancel the job on {shown}?", shown, "Cancel the job"))
            await console.until(lambda: list(console.app.screen.query("#yes")))
            console.app.tell(shown, severity="error")
            await _look(console)
            console.press("escape")
            await console.until(lambda: console.app.screen is console.main)
            console.app.clear_notifications()


@pytest.mark.parametrize("text", MARKUP)
async def test_markup_is_literal_everywhere(text: str) -> None:
    async with driven(answers=_hostile_fleet([text]), sites=1, size=(156, 60)) as console:
        console.press("f2", "r")
        await console.until(lambda: text in console.part(console.main.sites.rows))
        console.press("home", "enter")
        await console.until(lambda: f"{text}>" in console.part(console.main.console.prompt))
        await console.until(lambda: text in console.part(console.main.jobs))
        await console.send("/ip/arp/print")
        assert text in console.part(console.main.console.transcript)
        form = await console.open_form()
        await console.until(lambda: f"New job on {text}" in console.text())
        form.query_one("#close", Button).press()
        await console.until(lambda: console.app.screen is console.main)
        console.app.tell(text)
        await console.told(text)


async def test_clicking_on_hostile_text_runs_nothing() -> None:
    texts = [text for text in HOSTILE if "@click" in text or "[link=" in text or "\x1b]8;" in text]
    texts += ["[@click='app.exit']x[/]", "[@click=screen.dismiss(True)]x[/]"]
    async with driven(answers=_hostile_fleet(texts), sites=1) as console:
        console.press("f2", "r")
        await console.sees(f"{len(texts)} sites")
        console.press("home", "enter")
        await console.until(lambda: console.focus_id == "prompt")
        await console.send("/ip/arp/print")
        for widget in (
            console.main.sites.rows,
            console.main.console.transcript,
            console.main.jobs.rows,
            console.main.header,
        ):
            for offset in [(3, 0), (3, min(1, widget.size.height - 1)), (12, min(2, widget.size.height - 1))]:
                await console.pilot.hover(widget, offset=offset)
                _assert_harmless(console.strips())
                await console.pilot.click(widget, offset=offset)
        if isinstance(console.app.screen, JobDetails):  # a click on the job under the cursor
            console.press("escape")
            await console.until(lambda: console.app.screen is console.main)
        console.app.tell(texts[0])
        await console.until(lambda: list(console.app.screen.query("Toast")))
        await console.pilot.click("Toast", offset=(4, 1))
        assert console.app.is_running
        assert console.app.screen is console.main


async def _leave_review(console: Console) -> None:
    """Take back what was pasted, if that is asked about."""

    def is_left() -> bool:
        if console.app.screen is not console.main:
            console.press("escape")
        return console.app.screen is console.main

    await console.until(is_left)


@pytest.mark.parametrize("line_id", ["filter", "prompt", "command-line"])
async def test_hostile_text_pasted_into_a_line_is_drawn_and_entered(line_id: str) -> None:
    opening = {"filter": "slash", "prompt": "f3", "command-line": "colon"}[line_id]
    async with driven(clock=FakeClock()) as console:
        await console.choose(console.site())
        for chunk in _CHUNKS:
            console.press("f2", opening)
            await console.until(lambda: console.focus_id == line_id)
            console.app.post_message(events.Paste(" ".join(chunk)))
            await _look(console)
            await _leave_review(console)
            for text in chunk:
                console.press("ctrl+u")
                console.app.post_message(events.Paste(text))
            await _look(console)
            await _leave_review(console)
            console.press("enter")
            await _look(console)
            console.app.clear_notifications()
        assert console.gateway.queued == []


async def test_the_hostile_scenario_as_a_whole() -> None:
    async with driven(scenario="hostile-text", sites=40, size=(200, 60)) as console:
        await _look(console)
        for position in (0, 7, 13):
            console.main.choose_site(console.listed.sites[position])
            for line in (
                "/ip/dhcp-server/lease/print",
                "/log/print",
                "/ip/neighbor/print",
                "/ip/nosuch/print",
            ):
                await console.send(line)
                await _look(console)
            console.press("escape", "home")
            await _look(console)
