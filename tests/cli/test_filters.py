"""Filters of sites without a console: `sites FILTER` and `--sites FILTER`, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from altotui.domain.ids import SiteId
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.storage.locations import site_prefs_file
from altotui.storage.site_prefs import SitePrefsFile
from tests.cli.conftest import Altotui, Ran, process
from tests.cli.platform import called
from tests.faults import faults
from tests.faults.connection import Request
from tests.faults.faults import Fault
from tests.faults.server import fault_server

Record = dict[str, object]
TAKING = {
    "run": ("run", "/system/identity/print"),
    "jobs": ("jobs",),
}


def listed(altotui: Altotui, *words: str) -> list[Record]:
    ran = altotui.demo("sites", "--format", "json", *words)
    assert ran.code == 0
    assert ran.err == ("" if ran.records() else "altotui: no site of 12 matches\n")
    return ran.records()


def has_tag(record: Record, tag: str) -> bool:
    tags = record["tags"]
    assert isinstance(tags, list)
    return tag in tags


@pytest.mark.parametrize(
    ("words", "takes"),
    [
        ([], lambda _: True),
        ([""], lambda _: True),
        (["ver:<7.19"], lambda record: record["version"] in ("7.14.3", "7.16.2")),
        (["ver:>=7.20,<7.15"], lambda record: record["version"] in ("7.14.3", "7.20.6", "7.21.4")),
        (["model:rb5009*"], lambda record: str(record["model"]).startswith("RB5009")),
        (
            ["region:denver", "--", "-edge"],
            lambda r: has_tag(r, "region:denver") and "edge" not in str(r["name"]),
        ),
        (["--", "-region:denver"], lambda record: not has_tag(record, "region:denver")),
        (["são", "edge"], lambda record: str(record["name"]).startswith("são-paulo-edge")),
        (["RB5009"], lambda record: "RB5009" in str(record["model"])),
        (["rb5009"], lambda record: "RB5009" in str(record["model"])),
        (["Rb5009"], lambda _: False),
        (["status:online"], lambda record: record["status"] == "online"),
        (["name:*-000?"], lambda record: "-000" in str(record["name"])),
        (["fav:"], lambda _: False),
        (["fav:no"], lambda _: True),
    ],
)
def test_what_a_filter_lists(altotui: Altotui, words: list[str], takes: Callable[[Record], bool]) -> None:
    everything = listed(altotui)
    wanted = [record["id"] for record in everything if takes(record)]
    assert [record["id"] for record in listed(altotui, *words)] == wanted
    assert len(everything) == 12


def test_a_command_goes_to_what_the_filter_lists_and_nowhere_else(altotui: Altotui) -> None:
    words = "region:denver,lagos -kiosk ver:>=7.16"
    wanted = [record["id"] for record in listed(altotui, *words.partition(" -kiosk")[::2], "--", "-kiosk")]
    ran = altotui.demo(*TAKING["run"], "--sites", words, "--format", "jsonl")
    assert ran.code == 0
    assert [record["site_id"] for record in ran.lines()] == wanted
    assert 1 < len(wanted) < 12


BROKEN = [
    ("status:odd", "column 1: status:odd is not a state: one of online, late, offline, unknown"),
    ("lagos ver:<", "column 7: ver:< has no version: write ver:<7.16"),
    ("seen:5m", "write seen:>5m for longer ago"),
    ("model:", "column 1: model: has no value: write model:ccr*"),
    ('"port', "column 1: the quote has no end"),
    ("job:open", "column 1: job: is known to a running console only"),
    ("lagos marked:", "column 7: marked: is known to a running console only"),
    ("changed:3", "changed: is known to a running console only"),
]


@pytest.mark.parametrize(("text", "says"), BROKEN)
def test_a_filter_that_cannot_be_meant_lists_nothing(altotui: Altotui, text: str, says: str) -> None:
    ran = altotui.demo("sites", text)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.startswith("altotui: filter, column ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("verb", TAKING.values(), ids=TAKING.keys())
@pytest.mark.parametrize(("text", "says"), [BROKEN[0], BROKEN[3], BROKEN[5]])
def test_nothing_is_sent_with_a_filter_that_cannot_be_meant(
    altotui: Altotui, verb: tuple[str, ...], text: str, says: str
) -> None:
    ran = altotui.demo(*verb, "--sites", f"denver {text}")
    assert (ran.code, ran.out) == (2, "")
    assert "filter, column 8" in ran.err
    assert says.partition(": ")[2] in ran.err


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_hostile_filters_are_filters(altotui: Altotui, text: str) -> None:
    ran = altotui.demo("sites", "--format", "csv", "--", text)
    assert (ran.code, ran.err) in ((0, ""), (0, "altotui: no site of 12 matches\n"), (2, ran.err))
    ran = altotui.demo("sites", "--", f'status:"{text}"')
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert ran.err.strip().isprintable()


@pytest.mark.parametrize(
    ("text", "says"), [("stauts:late", "did you mean status:?"), ("-version:7", "did you mean ver:?")]
)
def test_a_field_that_is_a_slip_is_refused(altotui: Altotui, text: str, says: str) -> None:
    for words in (("sites", "--", text), (*TAKING["run"], f"--sites={text}")):
        ran = altotui.demo(*words)
        assert ran.code == 2
        assert ran.out == ""
        assert "column 1" in ran.err
        assert says in ran.err


def test_what_looks_like_a_field_and_is_none_is_looked_for_and_told_of(altotui: Altotui) -> None:
    ran = altotui.demo("sites", "xyz:1")
    assert ran.code == 0
    assert ran.err.startswith("altotui: xyz: is no field, it is looked for as it stands\n")


def test_the_help_names_the_fields_that_mean_something_here(altotui: Altotui) -> None:
    shown = altotui("sites", "--help").out
    for field in ("name:", "status:", "ver:<7.16", "seen:>5m", "tag:", "fav:", "--"):
        assert field in shown
    for field in ("job:", "marked:", "changed:"):
        assert field not in shown


def online(served: str, *words: str) -> Ran:
    return process(*words, ALTOTUI_BASE_URL=served, ALTOTUI_TOKEN="demo-x")


def test_favourites_of_the_profile_can_be_asked_for(served: str) -> None:
    ids = [SiteId(str(record["id"])) for record in online(served, "sites", "--format", "json").records()]
    SitePrefsFile("default").change(
        lambda prefs: prefs.with_favourite(ids[7], True).with_favourite(ids[2], True)
    )
    for words, wanted in (
        (("fav:",), [ids[2], ids[7]]),
        (("--", "-fav:"), [one for one in ids if one not in (ids[2], ids[7])]),
    ):
        records = online(served, "sites", "--format", "json", *words).records()
        assert [record["id"] for record in records] == wanted
    ran = online(served, *TAKING["run"], "--sites", "fav:", "--format", "jsonl")
    assert [record["site_id"] for record in ran.lines()] == [ids[2], ids[7]]


@pytest.mark.parametrize("content", ["{", '{"format": 99, "favourites": []}'])
def test_favourites_that_cannot_be_read_widen_no_choice(served: str, own_folders: Path, content: str) -> None:
    path = site_prefs_file("default")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    ran = online(served, *TAKING["run"], "--sites=-fav:", "--format", "jsonl")
    assert ran.out == ""
    assert ran.code != 0
    assert path.name in ran.err


def _some_without_an_id(records: int) -> Callable[[Request], Fault]:
    """Return a platform of two sites that lists so many records more, which have no id."""
    ids = [f"00000000-0000-4000-8000-{number:012d}" for number in range(2)]
    sites = [{"id": one, "name": f"site-{one[-1]}"} for one in ids]
    sites += [{"id": f"../{number}", "name": "odd"} for number in range(records)]
    return lambda request: faults.answer(body=sites if request.path == "/sites" else [])


@pytest.mark.parametrize(
    ("records", "says"),
    [
        (0, ""),
        (1, "altotui: 1 record without a usable id is left out\n"),
        (2, "altotui: 2 records without a usable id are left out\n"),
    ],
)
@pytest.mark.parametrize(
    "words", [("sites",), ("sites", "site"), (*TAKING["jobs"], "--sites", "site")], ids=str
)
async def test_it_is_said_once_how_many_records_cannot_be_used(
    words: tuple[str, ...], records: int, says: str
) -> None:
    async with fault_server(_some_without_an_id(records)) as server:
        ran = await called(server, *words, "--format", "json")
    assert (ran.code, ran.err) == (0, says)
    assert all(record.get("name") != "odd" for record in ran.records())


@pytest.mark.parametrize("text", ["", " ", '""'])
def test_an_empty_filter_is_no_choice_of_every_site(altotui: Altotui, text: str) -> None:
    ran = altotui.demo(*TAKING["run"], "--sites", text)
    assert (ran.code, ran.out) == (2, "")
    assert "--sites is empty" in ran.err
    assert altotui.demo(*TAKING["run"], "--sites", "name:*", "--format", "jsonl").code == 0
