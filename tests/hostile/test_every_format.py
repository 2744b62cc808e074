"""Every payload in every field through every verb and format: signs, escapes and no formulas, and nothing else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from altotui.simulator.routeros.hostile import PAYLOADS
from tests.badinput.replies import acting_in
from tests.cli.conftest import Altotui, Ran
from tests.hostile.fields import IN_OUTPUT
from tests.hostile.overlay import mark_of
from tests.hostile.serving import served

FORMATS = ("table", "json", "jsonl", "csv", "md")
_SITES = len(PAYLOADS)
_FORMULAS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
_QUEUE = ("job", "queue", "--description", "Raise guest queue", "--script", ":log info hello", "--yes")
_WRITE = ("run", "/ip/dns/set servers=192.0.2.1", "--allow-write")


@pytest.fixture(scope="module")
def platform() -> Iterator[str]:
    """The address of a platform whose every field has every payload."""
    with served("payload", _SITES) as url:
        yield url


@dataclass
class Asking:
    """The command line, pointed at a platform; it takes the token out of the environment with each call."""

    altotui: Altotui
    monkeypatch: pytest.MonkeyPatch
    url: str

    def __call__(self, *words: str) -> Ran:
        """Run `altotui WORDS`."""
        self.monkeypatch.setenv("ALTOTUI_BASE_URL", self.url)
        self.monkeypatch.setenv("ALTOTUI_TOKEN", "demo-x")
        return self.altotui(*words)

    def first_site(self) -> str:
        """Return the id of a site."""
        return str(self("sites", "--format", "json").records()[0]["id"])

    def queue(self, endpoint: str, how: str) -> Ran:
        """Queue a job."""
        return self(*_QUEUE, "--site", self.first_site(), "--endpoint", endpoint, "--format", how)


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str], platform: str, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """The command line, pointed at the platform with every payload."""
    return Asking(Altotui(capsys), monkeypatch, platform)


def _assert_harmless(ran: Ran, how: str, least: int) -> None:
    """Fail when anything but text was printed, or what was printed is not of that format."""
    assert acting_in(ran.out + ran.err, allowed="\n") == []
    match how:
        case "json":
            document = ran.json()
            assert isinstance(document, list | dict)
            assert ran.out.isascii()
        case "jsonl":
            assert len(ran.lines()) >= least
            assert ran.out.isascii()
        case "csv":
            rows = list(csv.reader(io.StringIO(ran.out)))
            assert len(rows) >= least
            assert len({len(row) for row in rows}) == 1
            assert [cell for row in rows for cell in row if cell.lstrip().startswith(_FORMULAS)] == []
        case _:
            assert ran.out.count("\n") >= least


@pytest.mark.parametrize("how", FORMATS)
def test_sites(asked: Asking, how: str) -> None:
    ran = asked("sites", "--format", how)
    assert ran.code == 0, ran.err
    _assert_harmless(ran, how, _SITES)


@pytest.mark.parametrize("how", FORMATS)
def test_jobs_and_one_of_them(asked: Asking, how: str) -> None:
    site = asked.first_site()
    ran = asked("jobs", "--site", site, "--format", how)
    assert ran.code == 0, ran.err
    _assert_harmless(ran, how, _SITES)
    for record in asked("jobs", "--site", site, "--format", "json").records()[::40]:
        shown = asked("job", "show", "--site", site, "--format", how, "--", str(record["id"]))
        assert shown.code in (0, 2), shown.err
        _assert_harmless(shown, how, 1) if shown.code == 0 else _assert_harmless(shown, "", 0)


@pytest.mark.parametrize("how", FORMATS)
def test_rows_groups_and_pivots_of_an_answer(asked: Asking, how: str) -> None:
    site = asked.first_site()
    for more in ((), ("--group",), ("--pivot", "address")):
        ran = asked("run", "/ip/address/print", "--sites", f"id:{site}", "--format", how, *more)
        if ran.code == 2:
            assert "--group" in more, ran.err
            continue
        assert ran.code == 0, ran.err
        _assert_harmless(ran, how, 1)


@pytest.mark.parametrize("how", FORMATS)
def test_refusals_of_reads_writes_and_jobs(asked: Asking, how: str) -> None:
    site = asked.first_site()
    for _ in range(4):  # each time another kind, with another text
        for words in (("run", "/ip/nosuch/print"), _WRITE):
            ran = asked(*words, "--sites", f"id:{site}", "--format", how)
            _assert_harmless(ran, how, 0)


@pytest.mark.parametrize("how", FORMATS)
@pytest.mark.parametrize("endpoint", ["keyed", "json"])
def test_receipts_of_jobs(asked: Asking, endpoint: str, how: str) -> None:
    ran = asked.queue(endpoint, how)
    assert ran.code in (0, 1), ran.err
    _assert_harmless(ran, how, 1)


def test_what_was_sent_reads_back_from_the_audit_file(asked: Asking) -> None:
    asked("run", "/ip/nosuch/print", "--sites", f"id:{asked.first_site()}")
    for how in FORMATS:
        ran = asked("audit", "--format", how)
        assert ran.code == 0, ran.err
        _assert_harmless(ran, how, 1)


def test_each_field_that_only_a_verb_shows_is_in_its_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with served("marked", 4) as url:
        asking = Asking(Altotui(capsys), monkeypatch, url)
        printed = json.dumps(asking.queue("json", "json").json())
    assert [field for field in IN_OUTPUT if mark_of(field) not in printed] == []
