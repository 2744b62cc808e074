"""What is taken away of bad answers: exports, copies and what `altotui run` prints; harmless, and nothing lost."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Mapping, Sequence

import pytest

from altotui.domain.answer_table import without_secrets
from altotui.domain.command import RouterReply
from altotui.domain.formats import csv_line
from altotui.domain.text import make_visible
from altotui.services.exporting import FORMATS, Replies, export_text
from altotui.ui.clipboard import Clipboard
from tests.badinput.entries import SENTENCE
from tests.badinput.replies import CORPUS, acting_in, chunks, rows_of, visible_names
from tests.cli.conftest import Altotui, Ran
from tests.domain.records import site_no
from tests.faults import faults
from tests.faults.connection import Request
from tests.faults.faults import Fault
from tests.faults.server import fault_server

_STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def exported(replies: Replies, how: str) -> str:
    return "".join(export_text(SENTENCE, replies, how).chunks)


def assert_no_formula(text: str) -> list[list[str]]:
    """Return the cells of a CSV."""
    rows = list(csv.reader(io.StringIO(text)))
    assert [cell for row in rows for cell in row if cell.strip().startswith(_STARTS)] == []
    assert len({len(row) for row in rows}) == 1
    return rows


@pytest.mark.parametrize("how", FORMATS)
@pytest.mark.parametrize("texts", chunks(CORPUS, 30))
def test_no_export_acts_and_json_has_everything_as_it_came(texts: Sequence[str], how: str) -> None:
    rows = rows_of(texts)
    kept = [without_secrets(row) for row in rows]  # a text that ends in "passwd" is a name of one, as a key
    first, second = RouterReply(tuple(rows)), RouterReply(ret="\n".join(texts))
    names = visible_names(texts)
    replies = [(names[0], first), (names[-1], second)]
    text = exported(replies, how)
    assert acting_in(text, allowed="\n") == []
    if how == "csv":
        assert len(assert_no_formula(text)) == 1 + len(rows) + 1
    elif how == "json":
        results = json.loads(text)["results"]
        assert [results[0]["rows"], results[1]["ret"]] == [kept, second.ret]
    elif how == "jsonl":
        lines = [json.loads(line) for line in text.splitlines()]
        assert [line["row"] for line in lines[:-1]] == kept
        assert lines[-1]["ret"] == second.ret


FORMULAS = (
    *("=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "  \t=1", "\u00a0=1"),
    *("\u3000@x", "\u2003+1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", " \uff1d1", '"=1"', '=1"', "=1,2"),
    *("=1\n=2", "\ufeff=1", "\x00=1", "\u200b=1"),
)


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_b42_a_formula_is_none_in_csv_and_whole_in_json(text: str) -> None:
    row = {text: text, "list": [text], "plain": "a"}
    reply = [("a", RouterReply((row, row)))]
    (heading, *cells) = assert_no_formula(exported(reply, "csv"))
    assert len(heading) == len(row)
    assert all(make_visible(text) in cell for cell in (heading[0], cells[0][0], cells[0][1]))
    assert json.loads(exported(reply, "json"))["results"][0]["rows"] == [row, row]
    assert [json.loads(line) for line in exported(reply, "jsonl").splitlines()] == [row, row]


def test_b42_what_is_no_formula_stays_as_it_is() -> None:
    assert csv_line(["a=1", "192.0.2.1", "'x", "ether1-gateway", ""]) == "a=1,192.0.2.1,'x,ether1-gateway,"


@pytest.mark.parametrize("environ", [{}, {"TMUX": "x"}, {"STY": "x"}], ids=str)
def test_b03_b15_a_copy_is_visible_only_and_one_sequence(environ: Mapping[str, str]) -> None:
    written: list[str] = []
    clipboard = Clipboard(written.append, environ, lambda _: "copied.txt")
    for text in CORPUS:
        words = clipboard.copy(text, make_visible(text, max_chars=40))
        assert acting_in(clipboard.register, allowed="\n\t") == []
        assert acting_in(words) == []
        assert all(sequence.isascii() for sequence in written)


# `altotui run`, over the wire


def _reply_to(number: int, texts: Sequence[str]) -> Fault:
    """Return rows that differ, a text, and every kind of refusal."""
    text = texts[number % len(texts)]
    if number % 5 == 3:
        return faults.answer(body={"status": "success", "data": text})
    if number % 5 == 4:
        ends = (
            faults.answer(body={"status": "error", "message": text}),
            faults.refusal(422, text),
            faults.answer(502, text.encode("utf-8", "replace"), content_type="text/html"),
        )
        return ends[number // 5 % len(ends)]
    return faults.answer(body={"status": "success", "data": rows_of(texts[number % 3 :])})


class Platform:
    """Sites, rows and refusals made of bad texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._sites = [
            {"id": site_no(number), "name": text, "has_pulse": True, "software_version": text}
            for number, text in enumerate(texts)
        ]

    def __call__(self, request: Request) -> Fault:
        """Answer one request."""
        if request.method == "GET":
            return faults.answer(body=self._sites if request.path.startswith("/sites") else [])
        number = next(at for at, site in enumerate(self._sites) if str(site["id"]) in request.path)
        return _reply_to(number, self._texts)


HOW = [
    *(("--format", how) for how in ("table", "md", "csv", "json", "jsonl")),
    *(("--group", "--format", how) for how in ("table", "md", "json")),
    *(("--pivot", "name", "--format", how) for how in ("table", "json", "csv")),
]


async def _ran(altotui: Altotui, monkeypatch: pytest.MonkeyPatch, url: str, words: Sequence[str]) -> Ran:
    monkeypatch.setenv("ALTOTUI_TOKEN", "demo-x")
    monkeypatch.setenv("ALTOTUI_BASE_URL", url)
    return await asyncio.to_thread(altotui, "run", "/ip/arp/print", "--sites", "name:*", *words)


@pytest.mark.parametrize("texts", chunks(CORPUS, 45))
async def test_no_format_of_run_acts_over_the_wire(
    texts: Sequence[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_full: bool
) -> None:
    altotui = Altotui(capsys)
    first = CORPUS.index(texts[0])
    async with fault_server(Platform(texts)) as server:
        for words in (
            HOW if is_full else HOW[first % 2 :: 2]
        ):  # 45 is odd: the next texts have the other formats
            ran = await _ran(altotui, monkeypatch, server.url, words)
            assert ran.code == 1, ran.err
            assert len(ran.out) > 200
            assert acting_in(ran.out + ran.err, allowed="\n") == [], words
            if "json" in words:
                json.loads(ran.out)
            elif "jsonl" in words:
                results = ran.lines()
                assert results[0]["rows"] == rows_of(texts)
                assert results[3]["ret"] == texts[3]
            elif "csv" in words:
                assert_no_formula(ran.out)
