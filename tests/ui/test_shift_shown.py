"""Notes, the report of a shift and the card for whoever takes over, in the whole console."""

from __future__ import annotations

from pathlib import Path

import pytest

from altotui.ui.screens.handover import HandoverCard
from tests.badinput.replies import acting_in
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven


async def _written(console: Console, path: Path) -> str:
    await console.sees("written to")
    await console.until(path.exists)
    return _of_owner(path)


def _of_owner(path: Path) -> str:
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_text()


async def _note(console: Console, text: str) -> None:
    console.press("f2")
    console.type("m")
    await console.sees("Note for this shift")
    console.type(f"{text}\n")
    await console.sees(f"noted: {text[:20]}")


async def test_a_report_has_what_was_asked_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "incident.md"
    async with driven() as console:
        await console.run(console.site(), "/system/identity/print")
        await _note(console, "INC-7 fibre cut")
        console.type("E")
        await console.sees("Report of 2 entries since")
        console.press("enter")
        await console.sees("Write the report to")
        console.type(f"{path}\n")
        text = await _written(console, path)
        assert text.startswith("# INC-7 fibre cut\n")
        assert f"| read | /system/identity/print | {console.site().name} | ok, name=" in text
        assert "| note | INC-7 fibre cut |" in text


async def test_a_strict_report_names_no_site(tmp_path: Path) -> None:
    path = tmp_path / "strict.md"
    async with driven() as console:
        site = console.site()
        await console.run(site, "/system/identity/print")
        await _note(console, f"asked {site.name}")
        await console.colon(f"incident strict 1h {path}")
        text = await _written(console, path)
        assert text.startswith("# asked site-1\n")
        assert site.name not in text
        assert "| read | /system/identity/print | site-1 | ok, 1 row |" in text


async def test_a_report_for_some_time_back_leaves_older_things_out(tmp_path: Path) -> None:
    path = tmp_path / "late.md"
    async with driven(clock=FakeClock()) as console:
        await _note(console, "long ago")
        await console.pass_s(3600)
        await _note(console, "just now")
        await console.colon(f"incident usual 5m {path}")
        text = await _written(console, path)
        assert "just now" in text
        assert "long ago" not in text


@pytest.mark.parametrize("words", ["everything", "1h strict"])
async def test_a_report_of_another_kind_is_refused(words: str) -> None:
    async with driven() as console:
        await console.colon(f"incident {words}")
        await console.sees("a report is usual or strict, not")


async def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    path.write_text("mine")
    async with driven() as console:
        await console.colon(f"handover {path}")
        await console.sees("not written:", "mine.md")
    assert path.read_text() == "mine"


async def test_an_empty_note_leaves_nothing_and_a_note_typed_at_once_is_kept() -> None:
    async with driven() as console:
        console.press("f2")
        console.type("m")
        await console.sees("Note for this shift")
        console.type("\n")
        await console.until(lambda: console.app.screen is console.main)
        await console.colon("note seen by jane")
        await console.sees("noted: seen by jane")
        assert [entry.what for entry in console.services.open_shift_log().entries] == ["seen by jane"]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 20)])
async def test_the_card_is_shown_and_written(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "handover.md"
    async with driven(size=size) as console:
        await console.unlock("INC-7")
        await console.choose(console.site())
        await console.write("/system/identity/set name=x")
        await console.colon("handover")
        await console.until(lambda: isinstance(console.app.screen, HandoverCard))
        await console.sees("Needs a person", "enter writes it to a file")
        console.press("end")
        await console.sees("writes are still allowed until")
        console.press("enter")
        await console.sees("Write the handover to")
        console.type(f"{path}\n")
        text = await _written(console, path)
        assert f"/system/identity/set =name=x on {console.site().name}: ok" in text
        assert console.focus_id == "site-rows"


async def test_hostile_texts_are_shown_and_written_harmless(tmp_path: Path) -> None:
    path = tmp_path / "hostile.md"
    async with driven(scenario="hostile-text") as console:
        await console.colon("note \u202e[bold]x[/] \x9b31m")
        await console.colon("handover")
        await console.until(lambda: isinstance(console.app.screen, HandoverCard))
        await console.pilot.pause()
        assert [acting_in(strip.text) for strip in console.strips() if acting_in(strip.text)] == []
        console.press("escape")
        await console.colon(f"incident usual {path}")
        text = await _written(console, path)
        assert acting_in(text.replace("\n", "")) == []
