"""What grows with use has a bound: lines that were typed, what is suggested of them, answers in the transcript."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from collections.abc import Iterator

import pytest
from textual._styles_cache import StylesCache
from textual.widget import Widget

from altotui.domain.command import CommandResult, RouterReply, Sentence
from altotui.domain.history import MOST_LINES
from altotui.domain.history_suggestions import MOST_TEXT_CHARS, Suggestions
from altotui.domain.outcome import Outcome
from altotui.services.history import History
from altotui.storage.history_nowhere import HistoryNowhere
from altotui.ui.entries.entry import Entry
from altotui.ui.entries.pivot_entry import PivotEntry
from altotui.ui.entries.run_entry import RunEntry
from altotui.ui.entries.shown import Shown
from altotui.ui.panes.transcript_view import MAX_ENTRIES, MAX_VALUES, TranscriptView
from altotui.ui.screens.help import Help
from tests.badinput import entries
from tests.badinput.entries import SENTENCE, answered, sites_called
from tests.clocks import START, FakeClock
from tests.domain.records import a_site
from tests.domain.typed import typed
from tests.ui.driving import driven
from tests.ui.frames import Watched

SITES = sites_called(["bologna", "lagos"])


# What was typed


async def test_lines_typed_here_are_forgotten_when_there_are_too_many(clock: FakeClock) -> None:
    history = History(HistoryNowhere, clock, lambda _: None)
    ids = []
    for number in range(MOST_LINES + 50):
        line = (
            f"/ip/dns/print {number}" if number % 3 else f" /secret {number}"
        )  # not kept: begins with a blank
        ids.append(history.take(line, menu="/", target="a", sites=[a_site(1)], is_write=False).id)
    steps = history.steps()
    assert MOST_LINES <= len(steps) < MOST_LINES + 50, "and those that are kept beside them"
    assert steps[-1].line.endswith(str(MOST_LINES + 49))
    history.settle(ids[0], "ok")
    history.settle(ids[-1], "ok", 3)
    assert history.steps()[-1].outcome == "ok"
    await history.aclose()


def test_suggestions_forget_the_oldest_lines_and_cut_none() -> None:
    suggestions = Suggestions()
    lines = [f"/ip/address/print where comment={number:06}-{'x' * 960}" for number in range(450)]
    for line in lines:
        suggestions.add(typed(line, 1, outcome="ok"))
    assert sum(map(len, lines)) > MOST_TEXT_CHARS
    assert all(len(text) <= MOST_TEXT_CHARS for text in suggestions._texts.values())
    for number, line in enumerate(lines):
        found = suggestions.suggest(line[:-4], "/", None)
        assert found in ("", line), "whole or not at all"
        assert found or number < len(lines) - 350
    assert suggestions.suggest(lines[0][:-4], "/", None) == ""


# The transcript


def _result(rows: int, values: int) -> CommandResult:
    return answered(SITES[0], [{f"key-{number}": "x" for number in range(values)}] * rows)


def _one(rows: int, values: int = 10) -> Entry:
    return entries.single(_result(rows, values))


class _Stage(Watched):
    """An app with nothing but a transcript."""

    def __init__(self) -> None:
        super().__init__()
        self.transcript = TranscriptView()

    def compose(self) -> Iterator[TranscriptView]:
        yield self.transcript


async def test_the_oldest_answers_go_when_there_is_too_much_in_all_of_them() -> None:
    app = _Stage()
    async with app.run_test(size=(80, 24)):
        large = [_one(MAX_VALUES // 50) for _ in range(8)]
        for entry in large:
            app.transcript.append(entry)
        kept = app.transcript.entries
        assert kept == large[-len(kept) :]
        assert len(kept) == 5
        assert sum(entry.value_count for entry in kept) <= MAX_VALUES
        huge = _one(MAX_VALUES // 5)
        app.transcript.append(huge)
        assert app.transcript.entries == [huge], "the newest is shown whatever its size"


async def test_a_write_that_nobody_knows_the_outcome_of_stays() -> None:
    app = _Stage()
    async with app.run_test(size=(80, 24)):
        lost = Entry(1, "bologna", Sentence("/ip/dns/set"), START, is_write=True, site_id=SITES[0].id)
        lost.finish(CommandResult(SITES[0].id, SITES[0].name, Outcome.UNKNOWN, message="no answer"))
        app.transcript.append(lost)
        for _ in range(MAX_ENTRIES + 5):
            app.transcript.append(_one(1))
        assert len(app.transcript.entries) == MAX_ENTRIES
        assert lost in app.transcript.entries
        app.transcript.append(_one(MAX_VALUES // 5))
        assert lost in app.transcript.entries
        assert len(app.transcript.entries) == 2


def _shown(results: list[CommandResult]) -> list[Shown]:
    return [entries.single(results[0]), entries.run(results), entries.counted(results, "key-1")]


@pytest.mark.parametrize(
    "reply", [RouterReply(tuple({"a": "x"} for _ in range(5000))), RouterReply(ret="x" * 500_000)]
)
def test_every_kind_of_entry_counts_what_it_holds(reply: RouterReply) -> None:
    results = [answered(site)._replace(reply=reply) for site in SITES]
    single, run, counted = _shown(results)
    assert isinstance(run, RunEntry)
    assert isinstance(counted, PivotEntry)
    assert single.value_count == 5000
    assert run.value_count == counted.value_count == 10_000
    assert entries.watched(results, results).value_count > 1000
    assert entries.single(results[0]._replace(reply=RouterReply()), SENTENCE).value_count == 0


def test_a_value_takes_about_a_hundred_bytes() -> None:
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        rows = tuple({f"key-{at}": f"value {number} {at}" for at in range(10)} for number in range(3000))
        held_bytes = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    values = RouterReply(rows).value_count
    assert 30_000 <= values < 30_010
    assert 50 < held_bytes / values < 200


# The screen


async def test_nothing_drawn_stays_of_dialogs_that_were_left() -> None:
    async with driven() as console:
        drawn: weakref.WeakSet[StylesCache] = weakref.WeakSet()
        for _ in range(3):
            console.press("f1")
            await console.until(lambda: isinstance(console.app.screen, Help))
            await console.pilot.pause()
            drawn.update(widget._styles_cache for widget in console.app.screen.walk_children(Widget))
            assert drawn
            console.press("escape")
            await console.until(lambda: console.app.screen is console.main)
        console.app.tell("hello")
        await console.told("hello")
        gc.collect()
        assert len(drawn) <= 3, "of the last one alone, if at all"
