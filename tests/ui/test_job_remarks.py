"""Remarks on the script in the job form: live, the worst first, in the rows that there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Button, Checkbox, Static, TextArea

from altotui.domain.routeros.remark import Remark, Rule, Severity
from altotui.ui.remark_lines import remark_lines
from altotui.ui.screens.job_form import JobForm
from tests.ui.driving import NARROW, WIDE, Console, driven

SMALL = (60, 20)


def _remarks(console: Console) -> str:
    part = console.app.screen.query_one("#remarks")
    return " ".join(console.part(part).split()) if part.display else ""


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
async def test_a_restart_is_remarked_on_while_it_is_typed_until_acknowledgement_is_off(
    size: tuple[int, int],
) -> None:
    async with driven(size=size) as console:
        await console.unlock()
        await console.choose(console.site())
        form = await console.open_form()
        await console.fill("Night work", "/system reboot")
        await console.until(lambda: "1:1 error: /system/reboot restarts" in _remarks(console))
        assert not form.query_one("#queue", Button).disabled
        form.query_one("#acknowledgement", Checkbox).value = False
        await console.until(lambda: _remarks(console) == "")
        form.query_one("#acknowledgement", Checkbox).value = True
        await console.until(lambda: "1:1 error" in _remarks(console))
        console.press("escape")
        await console.sees_no("New job on")


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
async def test_remarks_leave_the_whole_form_on_the_screen(size: tuple[int, int]) -> None:
    async with driven(size=size) as console:
        await console.unlock()
        await console.choose(console.site())
        form = await console.open_form()
        script = "/ip address remove [find]; :delay 90; /system reboot; /ip arp prnt"
        await console.fill("Night work", script)
        await console.until(lambda: "1:39 error" in _remarks(console))
        await console.sees("1:39 error", " more", "Queue (f9)", "acknowledgement", "New job on")
        assert form.query_one("#script", TextArea).size.height >= 3


async def test_an_ordinary_script_takes_no_room_for_remarks() -> None:
    async with driven(size=NARROW) as console:
        await console.choose(console.site())
        form = await console.open_form()
        await console.fill("Log a word", ":log info hello")
        await console.until(lambda: console.services.reader.is_ready)
        await console.pilot.pause()
        assert not form.query_one("#remarks", Static).display


async def test_a_kept_draft_is_remarked_on_as_soon_as_the_form_is_open() -> None:
    async with driven() as console:
        await console.choose(console.site())
        await console.open_form()
        await console.fill("Log a word", "/system reboot")
        console.press("escape")
        await console.sees_no("New job on")
        await console.open_form()
        await console.until(lambda: "1:1 error" in _remarks(console))


async def test_too_long_a_script_is_said_once() -> None:
    async with driven() as console:
        await console.choose(console.site())
        await console.open_form()
        await console.fill("Log words", ":log info x\n" * 200)
        await console.sees("over the limit of 2000")
        await console.until(lambda: console.services.reader.is_ready)
        await console.pilot.pause()
        assert _remarks(console) == ""


def _remark(severity: Severity, reason: str) -> Remark:
    return Remark(Rule.SYNTAX, severity, 1, 1, "x", reason, "remedy")


def test_the_worst_come_first_and_the_rest_are_counted() -> None:
    remarks = tuple(_remark(severity, severity.value) for severity in reversed(Severity)) * 2
    assert remark_lines(remarks, 80, 3) == [
        "1:1 error: error; remedy",
        "1:1 error: error; remedy",
        "and 2 warnings, 2 hints more",
    ]
    assert remark_lines(remarks, 80, 1) == ["2 errors, 2 warnings, 2 hints: 1:1 error: error; remedy"]
    assert len(remark_lines(remarks, 80, 6)) == 6
    assert remark_lines((), 80, 3) == []
    assert remark_lines(remarks, 0, 3) == []


def test_a_long_remark_is_wrapped_and_cut_where_the_room_ends() -> None:
    remark = _remark(Severity.ERROR, "word " * 40)
    lines = remark_lines((remark,), 40, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert remark_lines((remark, remark), 40, 2)[1] == "and 1 error more"


@given(
    st.lists(st.builds(_remark, st.sampled_from(Severity), st.text("ab ", max_size=120)), max_size=8),
    st.integers(1, 120),
    st.integers(1, 10),
)
def test_remarks_never_take_more_room_than_there_is(
    remarks: list[Remark], width_cells: int, rows: int
) -> None:
    lines = remark_lines(tuple(remarks), width_cells, rows)
    assert len(lines) <= rows
    assert all(len(line) <= width_cells for line in lines)
    assert bool(lines) is bool(remarks)


async def test_a_script_with_errors_is_queued_at_the_second_key_only() -> None:
    async with driven() as console:
        await console.unlock()
        await console.choose(console.site())
        await console.open_form()
        await console.fill("Night work", "/system reboot")
        await console.until(lambda: "error" in _remarks(console))
        console.press("f9")
        await console.sees("the same key again queues it all the same")
        assert isinstance(console.app.screen, JobForm)
        console.press("f9")
        await console.until(lambda: not isinstance(console.app.screen, JobForm))
