"""Bad answers in the whole console: drawn harmless in every form, and keys are never held up by them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual import events

from altotui.domain.history import HistoryLine
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.storage.history_file import HistoryFile
from altotui.storage.history_records import written
from altotui.storage.locations import history_file
from altotui.ui.screens.history import HistorySearch
from altotui.ui.screens.record import RecordScreen
from tests.badinput.replies import CORPUS, acting_in, rows_of
from tests.badinput.test_sizes import KEYS, many_rows
from tests.badinput.texts import TEXTS
from tests.clocks import START, FakeClock
from tests.domain.records import site_no
from tests.lag import beating
from tests.ui.driving import Console, driven
from tests.ui.gateway import Answers, Call
from tests.ui.staged import staged

_TALL = (120, 50)
_MOST_BEAT = 14
"""Times as long as decoding the answer once more takes, which a turn of the loop may compute at a stretch."""


async def look(console: Console) -> None:
    """Check what is drawn now, in its width too."""
    await console.pilot.pause()
    await console.until(lambda: len(console.strips()) == console.app.size.height)
    strips = console.strips()
    for strip in strips:
        assert acting_in(strip.text) == [], ascii(strip.text)
        assert not any(segment.control for segment in strip)
        for style in [segment.style for segment in strip if segment.style is not None]:
            assert style.link is None
            assert "@click" not in style.meta
    assert {strip.cell_length for strip in strips} == {console.app.size.width}
    assert console.app.is_running


async def walk(console: Console, pages: int) -> None:
    """Look at the transcript from its top on."""
    await console.read_answers()
    console.press("home")
    for _ in range(pages):
        await look(console)
        console.press("right", "pagedown")
    console.press("end")
    await look(console)


def fleet(texts: Sequence[str], rows: Callable[[int, int], Sequence[object]]) -> Answers:
    """Return answers of a platform whose sites have these names; `rows` takes the site and how often it was asked."""
    asked: dict[int, int] = {}
    sites = [{"id": site_no(at), "name": text, "has_pulse": True} for at, text in enumerate(texts)]

    def answer(call: Call) -> tuple[int, object] | None:
        if call.path == "/sites":
            return 200, sites
        if "/synchronous/" not in call.path:
            return None
        number = next(at for at in range(len(texts)) if site_no(at) in call.path)
        asked[number] = asked.get(number, 0) + 1
        if number % 5 == 4:
            return 422, {"message": texts[number]}
        return 200, {"status": "success", "data": rows(number, asked[number])}

    return answer


async def test_runs_groups_differences_pivots_and_watches_of_bad_text(is_full: bool) -> None:
    texts = CORPUS[: len(CORPUS) if is_full else 10]

    def rows(number: int, times: int) -> Sequence[object]:
        return rows_of(CORPUS[number % 4 + times % 2 :][:12])

    async with driven(size=_TALL, answers=fleet(texts, rows), sites=1) as console:
        console.press("f2", "r")
        await console.sees(f"{len(texts)} sites")
        await console.target("name:*")
        for line in ("/ip/arp/print", "\\pivot name from /ip/arp/print", "/ip/arp/print"):
            before = len(console.entries)
            console.press("f3")
            console.type(f"{line}\n")
            await console.until(lambda: len(console.entries) > before)  # noqa: B023 (used within its turn)
            entry = console.entries[-1]
            await console.until(lambda: len(entry.ended()) == len(texts))  # noqa: B023 (used within its turn)
            await look(console)
        await console.verb("earlier")
        await look(console)
        await console.target(f"id:{site_no(0)}")
        await console.verb("watch 1 /ip/arp/print")
        await console.until(lambda: len(console.entries[-1].ended()) > 0)
        await walk(console, 40 if is_full else 6)
        await console.verb("watch")


async def test_a_row_of_bad_text_in_every_form_and_copied() -> None:
    rows = rows_of(CORPUS[:50])
    answers = fleet(["[red]\x1b[2J[/]"], lambda *_: rows)
    async with driven(size=_TALL, answers=answers, sites=1) as console:
        console.press("f2", "r")
        await console.sees("[red]")
        console.press("home", "enter")
        await console.until(lambda: console.focus_id == "prompt")
        await console.send("/ip/arp/print")
        for verb in ("", "json", "json", "sort name", "filter ␛", "filter -", "columns nested,name"):
            if verb:
                await console.verb(verb)
            await look(console)
        await console.verb("rec 3")
        await console.until(lambda: isinstance(console.app.screen, RecordScreen))
        for key in ("t", "n", "n", "end", "t", "N"):
            console.press(key)
            await look(console)
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        for what in ("row", "table", "name"):
            await console.verb(f"copy {what}")
            await look(console)
            clipboard = console.app.actions.prompt.taking_away._clipboard
            assert clipboard is not None
            assert clipboard.register
            assert acting_in(clipboard.register, allowed="\n\t") == []


async def test_b16_b17_b18_markup_in_an_answer_is_literal_and_a_click_on_it_does_nothing() -> None:
    texts = [text.raw for text in TEXTS if text.row in ("B16", "B17", "B18")]
    answers = fleet(["bologna"], lambda *_: [{"comment": text} for text in texts])
    async with driven(size=_TALL, answers=answers, sites=1) as console:
        console.press("f2", "r")
        await console.sees("bologna")
        console.press("home", "enter")
        await console.until(lambda: console.focus_id == "prompt")
        await console.send("/ip/arp/print")
        shown = console.part(console.main.console.transcript)
        assert [text for text in texts if text not in shown] == []
        for y in range(2, len(texts) + 4):
            await console.pilot.click(console.main.console.transcript, offset=(8, y))
        assert console.app.is_running
        await look(console)


# What is pasted

PASTES = (
    "/ip/arp/print\r\n/log/print",
    "/ip/arp/print\x1b[201~\r/log/print\r",
    "/ip/arp/print\x1b[201~\x1b[200~\r/log/print\x1b[201~\r\r",
    "/ip/arp\x1b[A\x1b[A/print\r\n",
    "\x1b]52;c;?\x07/ip/arp/print\r\n/b",
    "/ip/arp/print\x00\r\n/b\u202e",
    "\r\r\r/ip/arp/print\r\r",
)


@pytest.mark.parametrize("pasted", PASTES, ids=ascii)
async def test_b37_b38_what_is_pasted_is_never_sent_by_itself(pasted: str) -> None:
    async with driven(size=_TALL, clock=FakeClock()) as console:
        await console.choose(console.site())
        console.type(f"\x1b[200~{pasted}\x1b[201~")
        await look(console)
        await console.pass_s(3)
        await look(console)
        assert console.gateway.commands == []
        assert console.gateway.writes == []


# Sizes


HUGE: dict[str, Sequence[object]] = {
    "50,000 rows": many_rows(),
    "5,000 keys": [KEYS, KEYS],
    "one value of 1 MB": [{"comment": "x" * 1_000_000}],
    "1 MB of controls": [{"comment": "\x1b" * 160_000}, {"\x1b" * 100_000: "x"}],
    "mixed": [1, None, "\x1b", [1, [2]], {"a": {"b": [None]}}, {}, True] * 300,
    "deep": [{"a": json.loads("[" * 190 + "]" * 190)}, {"a": 1}],
}


@pytest.mark.parametrize("name", HUGE)
async def test_b20_b30_a_huge_answer_comes_up_and_keys_go_on(name: str) -> None:
    rows = HUGE[name]
    body = json.dumps({"status": "success", "data": rows})
    before_s = time.process_time()
    for _ in range(3):
        json.loads(body)
    yardstick_s = max((time.process_time() - before_s) / 3, 0.01)
    async with driven(size=_TALL, answers=fleet(["bologna"], lambda *_: rows), sites=1) as console:
        console.press("f2", "r")
        await console.sees("bologna")
        console.press("home", "enter")
        await console.until(lambda: console.focus_id == "prompt")
        await console.send("/log/print")
        async with beating() as beats_s:
            await console.read_answers()
            console.press("home", "pagedown", "right", "right", "end", "pageup", "left", "t", "pagedown", "t")
            await look(console)
            console.press("f3")
            console.type("/typed")
            await console.until(lambda: console.main.console.prompt.text == "/typed")
            await look(console)
        assert max(beats_s) < _MOST_BEAT * yardstick_s


# What was typed before


def _history(texts: Sequence[str]) -> list[HistoryLine]:
    return [
        HistoryLine(f"x-{at}", START, text or "-", "/", "a", (), 1, (), "ok") for at, text in enumerate(texts)
    ]


async def test_b47_lines_of_a_foreign_history_are_drawn_harmless() -> None:
    lines = _history(CORPUS)
    async with staged(HistorySearch(lambda _: lines, START), (100, 40)) as (stage, pilot):
        for _ in range(len(CORPUS) // 20):
            stage.assert_harmless()
            stage.press_at_once("pagedown")
            await pilot.pause()
        stage.post_message(events.Paste("\u202ex site:\x1b ok:maybe"))
        await pilot.pause()
        stage.assert_harmless()


def test_b47_rubbish_between_the_lines_of_a_history_costs_itself_only(own_folders: Path) -> None:
    path = history_file("demo")
    path.parent.mkdir(parents=True, exist_ok=True)
    records = [written(line._replace(line=f"/{line.line}")) for line in _history(HOSTILE)]
    rubbish = [b"\x00\xff\n", b'{"v":1}\n', b"[]\n", b'{"v":1,"id":"torn']
    path.write_bytes(b"".join([*rubbish[:3], *records, rubbish[3]]))
    found = HistoryFile("demo").load()
    assert len(found.lines) == len(HOSTILE)
    assert found.damaged >= 3
    assert [line.line for line in found.lines] == [f"/{text or '-'}" for text in HOSTILE]
