"""The file of what a console has left: what is written comes back, and what is damaged costs no more than itself."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import StorageError
from altotui.domain.outcome import Outcome
from altotui.domain.workspace import MOST_IDS, TOO_LARGE, Place, Workspace
from altotui.storage.locations import workspace_file
from altotui.storage.workspace_file import WorkspaceFile
from tests.domain.records import NOW, site_no
from tests.domain.workspaces import answered, asked

ADDRESS = "https://api.example.net"
PLACE = Place("console", True, "/interface", site_no(1), "marked", (site_no(2),), (site_no(2),))
ROW = {"address": "192.0.2.1", "comment": "\x1b]0;x\x07 \ud800", "nested": {"a": ["b", None, True, 3]}}
LEFT = Workspace(
    NOW,
    PLACE,
    (
        asked(answered(ROW), number=3),
        asked(answered(number=1), answered(number=2, outcome=Outcome.ROUTER_ERROR), number=4, sites=2),
        asked(number=5, line="/ip/dns/set =servers=192.0.2.1")._replace(is_write=True, has_ended=False),
    ),
)


def test_what_is_saved_is_loaded_by_the_next_console_and_readable_by_the_owner_alone(
    own_folders: Path,
) -> None:
    file = WorkspaceFile("lab", ADDRESS)
    assert file.load() is None
    file.save(LEFT)
    assert WorkspaceFile("lab", ADDRESS).load() == LEFT
    assert WorkspaceFile("other", ADDRESS).load() is None
    assert stat.S_IMODE(workspace_file("lab").stat().st_mode) == 0o600
    assert [path.name for path in (own_folders / "state").iterdir()] == ["workspace-lab.json"]


@pytest.mark.usefixtures("own_folders")
def test_secrets_of_a_menu_are_masked_though_their_names_do_not_tell() -> None:
    file = WorkspaceFile("lab", ADDRESS)
    row = {"name": "hunter2-of-the-router", "addresses": "::/0"}
    file.save(LEFT._replace(asked=(asked(answered(row), line="/snmp/community/print"),)))
    assert "hunter2" not in workspace_file("lab").read_text()


@pytest.mark.usefixtures("own_folders")
def test_the_file_stays_small_and_the_newest_stay_in_it() -> None:
    file = WorkspaceFile("lab", ADDRESS)
    large = answered(*({"text": "a b c " * 500} for _ in range(60)))
    file.save(LEFT._replace(asked=tuple(asked(large, number=number) for number in range(1, 20))))
    kept = file.load()
    assert kept is not None
    assert workspace_file("lab").stat().st_size < 2_000_000
    assert kept.asked[-1].number == 19
    huge = answered({"text": "x" * 1_000_000})
    file.save(LEFT._replace(asked=(asked(huge),)))
    kept = file.load()
    assert kept is not None
    assert kept.asked[0].why_not_kept == TOO_LARGE


@pytest.mark.usefixtures("own_folders")
def test_one_large_line_takes_no_other_with_it_and_what_nobody_knows_of_goes_first() -> None:
    file = WorkspaceFile("lab", ADDRESS)
    lost = asked(number=1, line="/ip/dns/set x")._replace(is_write=True, has_ended=False)
    large = asked(number=2)._replace(line="x" * 1_000_000)
    rows = answered(*({"text": "a b c " * 500} for _ in range(60)))
    many = tuple(asked(rows, number=number) for number in range(3, 20))
    file.save(LEFT._replace(asked=(lost, large, *many)))
    kept = file.load()
    assert kept is not None
    numbers = [each.number for each in kept.asked]
    assert numbers[0] == 1
    assert 2 not in numbers
    assert numbers[1:] == list(range(20 - len(numbers) + 1, 20)), "the newest are among them"


@pytest.mark.usefixtures("own_folders")
def test_lines_without_a_number_are_all_kept() -> None:
    left = LEFT._replace(asked=tuple(each._replace(number=0) for each in LEFT.asked))
    WorkspaceFile("lab", ADDRESS).save(left)
    assert WorkspaceFile("lab", ADDRESS).load() == left


@pytest.mark.usefixtures("own_folders")
def test_what_changes_all_the_time_is_not_kept_and_counts_are() -> None:
    file = WorkspaceFile("lab", ADDRESS)
    counted = LEFT.asked[2]._replace(counts={Outcome.OK: 7, Outcome.UNKNOWN: 1})
    file.save(LEFT._replace(asked=(counted._replace(elsewhere=frozenset({site_no(1)})),)))
    kept = file.load()
    assert kept is not None
    assert kept.asked == (counted,)


@pytest.mark.usefixtures("own_folders")
def test_what_was_left_at_another_address_is_not_shown_as_if_it_were_of_this_one() -> None:
    WorkspaceFile("lab", ADDRESS).save(LEFT)
    assert WorkspaceFile("lab", f"{ADDRESS}/").load() == LEFT
    with pytest.raises(StorageError, match=rf"was left at {ADDRESS}, and this profile is at http://other"):
        WorkspaceFile("lab", "http://other").load()


@pytest.mark.usefixtures("own_folders")
def test_a_set_that_is_too_large_is_not_cut_but_left_out() -> None:
    file = WorkspaceFile("lab", ADDRESS)
    many = tuple(map(site_no, range(MOST_IDS + 1)))
    file.save(LEFT._replace(place=PLACE._replace(set_ids=many)))
    kept = file.load()
    assert kept is not None
    assert (kept.place.set_name, kept.place.set_ids) == (PLACE.set_name, ())


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"format": 2}', '{"format": 1, "place": {}}', "[" * 100_000, "\udcff"]
)
def test_a_file_that_is_none_of_ours_is_named_and_put_aside_before_it_is_replaced(
    content: str, own_folders: Path
) -> None:
    path = workspace_file("lab")
    path.parent.mkdir(parents=True)
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    file = WorkspaceFile("lab", ADDRESS)
    with pytest.raises(StorageError, match=r"workspace-lab\.json"):
        file.load()
    file.save(LEFT)
    file.save(LEFT)
    assert file.load() == LEFT
    (aside,) = (own_folders / "state").glob("*.bad*")
    assert aside.read_bytes() == content.encode("utf-8", "surrogateescape")


@pytest.mark.usefixtures("own_folders")
def test_each_file_that_is_put_aside_has_a_name_of_its_own() -> None:
    for _ in range(3):
        workspace_file("lab").parent.mkdir(parents=True, exist_ok=True)
        workspace_file("lab").write_text("{")
        WorkspaceFile("lab", ADDRESS).save(LEFT)
    names = sorted(path.name for path in workspace_file("lab").parent.iterdir())
    assert names == [f"workspace-lab.json{end}" for end in ("", ".bad", ".bad-2", ".bad-3")]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.usefixtures("own_folders")
def test_a_file_of_another_user_is_not_believed() -> None:
    WorkspaceFile("lab", ADDRESS).save(LEFT)
    os.chown(workspace_file("lab"), 12345, -1)
    with pytest.raises(StorageError, match="belongs to another user"):
        WorkspaceFile("lab", ADDRESS).load()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(which=st.sampled_from(sorted(LEFT.asked[0]._fields)), value=_JSON)
def test_one_line_that_is_damaged_costs_no_other(
    tmp_path_factory: pytest.TempPathFactory, which: str, value: object
) -> None:
    kept = _loaded_with(tmp_path_factory, lambda document: document["asked"][0].__setitem__(which, value))
    assert kept.asked[-2:] == LEFT.asked[-2:]
    assert kept.damaged == len(LEFT.asked) - len(kept.asked)


@given(which=st.sampled_from(sorted(PLACE._fields)), value=_JSON)
def test_a_place_that_is_damaged_costs_no_line(
    tmp_path_factory: pytest.TempPathFactory, which: str, value: object
) -> None:
    kept = _loaded_with(tmp_path_factory, lambda document: document["place"].__setitem__(which, value))
    assert kept.asked == LEFT.asked
    assert kept.damaged == 0 or kept.place == Place()


def test_a_place_that_is_none_and_a_number_without_an_end_are_counted(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def damage(document: dict[str, Any]) -> None:
        document["place"] = 7
        document["asked"][1]["number"] = 10**30

    kept = _loaded_with(tmp_path_factory, damage)
    assert (kept.place, kept.damaged) == (Place(), 2)
    assert kept.asked == (LEFT.asked[0], LEFT.asked[2])


def _loaded_with(folders: pytest.TempPathFactory, damage: Callable[[dict[str, Any]], object]) -> Workspace:
    """Return what is read of a file that was damaged in one way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALTOTUI_STATE_DIR", str(folders.mktemp("state")))
        file = WorkspaceFile("lab", ADDRESS)
        file.save(LEFT)
        document = json.loads(workspace_file("lab").read_text())
        damage(document)
        workspace_file("lab").write_text(json.dumps(document))
        kept = file.load()
    assert kept is not None
    return kept
