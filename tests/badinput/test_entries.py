"""Bad text in every kind of entry: no line could control a terminal, and what came stands there as it must look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pytest

from altotui.domain.command import CommandResult, Sentence
from altotui.domain.outcome import Outcome
from altotui.ui.entries.notes import Note, Refusal
from altotui.ui.entries.record_source import AnswerRecords
from altotui.ui.entries.shown import Shown
from altotui.ui.screens.record import RecordScreen
from tests.badinput import entries
from tests.badinput.entries import answered, drawn, refused, sites_called
from tests.badinput.replies import CORPUS, acting_in, chunks, rows_of, visible_names
from tests.badinput.texts import TEXTS, Text
from tests.ui.staged import staged

WIDTHS = (20, 80, 200)
FIELDS = ("name", "nested", "flag", "ret", "no-such", "\x1b[2J", "nested\u202e")


def assert_harmless(entry: Shown) -> None:
    for width in WIDTHS:
        for first_column in (0, 5):
            for text in drawn(entry, width, first_column):
                assert acting_in(text) == [], ascii(text)


def _results(texts: Sequence[str]) -> list[CommandResult]:
    """Return answers of sites with bad names: rows that differ, texts, and every end but an answer."""
    sites = sites_called(texts)
    ends = [outcome for outcome in Outcome if outcome is not Outcome.OK]
    results: list[CommandResult] = []
    for at, (site, text) in enumerate(zip(sites, texts, strict=True)):
        if at % 4 == 3:
            results.append(refused(site, text, ends[at // 4 % len(ends)]))
        elif at % 4 == 2:
            results.append(answered(site, ret=text))
        else:
            results.append(answered(site, rows_of(texts[at % 5 :]), note=text))
    return results


def _entries(texts: Sequence[str]) -> Iterator[Shown]:
    results = _results(texts)
    later = [each._replace(reply=other.reply) for each, other in zip(results, reversed(results), strict=True)]
    yield from map(entries.single, results)
    yield entries.single(results[0], Sentence(f"/{texts[0]}", tuple(texts)), is_write=True)
    yield entries.single(
        answered(sites_called(texts)[0], [{f"{text}{at}": text for at, text in enumerate(texts)}])
    )
    # parts of an entry name their sites by themselves
    results = [each._replace(site_name=text) for each, text in zip(results, texts, strict=True)]
    later = [each._replace(site_name=text) for each, text in zip(later, texts, strict=True)]
    run, rerun = entries.run(results, texts[0]), entries.run(later, texts[-1], 4)
    yield from (run, rerun, entries.run(results, diffs=False), entries.compared(run, rerun))
    run.ignored = [f"{text}{number}" for number, text in enumerate(texts, 1)]
    run.group_again()
    yield entries.unfolded(run)
    yield from (entries.counted(results, field) for field in FIELDS)
    watch = entries.watched(results, later, results)
    yield watch
    watch.step(-1)
    yield entries.unfolded(watch)
    yield entries.watched(results[:1], later[:1])
    yield from (Note(name) for name in visible_names(texts))
    yield from (Refusal(name, name) for name in visible_names(texts))


@pytest.mark.parametrize("texts", chunks())
def test_no_line_of_any_entry_acts(texts: tuple[str, ...]) -> None:
    for entry in _entries(texts):
        assert_harmless(entry)


@pytest.mark.parametrize("texts", chunks())
def test_no_line_acts_however_an_answer_is_shown(texts: tuple[str, ...]) -> None:
    (site,) = sites_called(texts[:1])
    entry = entries.single(answered(site, rows_of(texts)))
    answer = entry.answer
    assert answer is not None
    assert answer.table is not None
    assert answer.rows is not None
    answer.is_json = True
    assert_harmless(entry)
    for key in answer.table.layout.keys:
        answer.rows.sort_by(key)
        assert_harmless(entry)
    for text in texts:
        answer.rows.filter(text)
        assert_harmless(entry)
    answer.is_json = False
    answer.rows.filter("")
    answer.choose_columns(answer.table.layout.keys[::-1])
    assert_harmless(entry)


def squeezed(text: str) -> str:
    """Return the text without blanks: lines are broken at them."""
    return re.sub(r"\s+", "", text)


def assert_reads(entry: Shown, words: str) -> None:
    shown = squeezed("".join(drawn(entry, 400)))
    assert squeezed(words) in shown, ascii(shown)


@pytest.mark.parametrize("text", TEXTS, ids=str)
def test_what_came_stands_there_as_it_must_look(text: Text) -> None:
    sites = sites_called([text.raw, "other", "third"])
    for rows in ([{"comment": text.raw}], [{"comment": "a"}, {"comment": text.raw}], [{text.raw: "a"}]):
        assert_reads(entries.single(answered(sites[0], rows)), text.shown)
    assert_reads(entries.single(answered(sites[0], ret=f"before {text.raw}".replace("\t", ""))), "before")
    for outcome in (Outcome.ROUTER_ERROR, Outcome.UNKNOWN, Outcome.REJECTED):
        assert_reads(entries.single(refused(sites[0], text.raw, outcome)), text.shown)
    plain, odd = answered(sites[1], [{"comment": "a"}]), answered(sites[0], [{"comment": text.raw}])
    most = [plain, plain._replace(site_id=sites[2].id, site_name="third")]
    run = entries.run([*most, odd])
    assert_reads(run, text.shown[:40])  # a difference is said in short
    assert_reads(entries.counted([*most, odd], "comment"), text.shown[:30])
    assert_reads(
        entries.compared(run, entries.run([*most, refused(sites[0], "no")], number=3)), text.shown[:40]
    )
    assert_reads(entries.watched([odd]), text.shown[:40])


def _cells_of(lines: Iterable[str], word: str) -> set[int]:
    from rich.cells import cell_len

    return {cell_len(text[: text.rindex(word)]) for text in lines if word in text}


def test_b10_b14_columns_stay_aligned_whatever_stands_in_them() -> None:
    (site,) = sites_called(["a"])
    rows = [{"a": text.raw, "b": "here"} for text in TEXTS]
    lines = drawn(entries.single(answered(site, rows)), 200)
    assert len(_cells_of(lines, "here")) == 1


def test_b07_a_thousand_bells_are_a_thousand_signs() -> None:
    (site,) = sites_called(["a"])
    shown = "".join(drawn(entries.single(answered(site, ret="\x07" * 1000)), 2000))
    assert shown.count("␇") == 1000


async def test_no_line_of_a_record_acts(is_full: bool) -> None:
    rows = rows_of(CORPUS)
    step = 1 if is_full else 5
    (site,) = sites_called(["a"])
    answer = entries.single(answered(site, rows)).answer
    assert answer is not None
    async with staged(RecordScreen(AnswerRecords(answer, "rows"), 0), (100, 40)) as (stage, pilot):
        for _ in range(0, len(rows), step):
            stage.assert_harmless()
            stage.press_at_once("t")
            await pilot.pause()
            stage.assert_harmless()
            stage.press_at_once(*["n"] * step)
            await pilot.pause()
        assert f"row {len(rows)} of {len(rows)}" in stage.text()
