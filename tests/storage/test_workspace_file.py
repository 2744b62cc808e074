"""The file of what a console has left: what is written comes back, and what is damaged costs no more than itself."""

from __future__ import annotations

import json
import stat
from pathlib import Path

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
    file = WorkspaceFile("lab")
    assert file.load() is None
    file.save(LEFT)
    assert WorkspaceFile("lab").load() == LEFT
    assert WorkspaceFile("other").load() is None
    assert stat.S_IMODE(workspace_file("lab").stat().st_mode) == 0o600
    assert [path.name for path in (own_folders / "state").iterdir()] == ["workspace-lab.json"]


@pytest.mark.usefixtures("own_folders")
def test_secrets_of_a_menu_are_masked_though_their_names_do_not_tell() -> None:
    file = WorkspaceFile("lab")
    row = {"name": "hunter2-of-the-router", "addresses": "::/0"}
    file.save(LEFT._replace(asked=(asked(answered(row), line="/snmp/community/print"),)))
    assert "hunter2" not in workspace_file("lab").read_text()


@pytest.mark.usefixtures("own_folders")
def test_the_file_stays_small_and_the_newest_stay_in_it() -> None:
    file = WorkspaceFile("lab")
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
def test_a_set_that_is_too_large_is_not_cut_but_left_out() -> None:
    file = WorkspaceFile("lab")
    many = tuple(map(site_no, range(MOST_IDS + 1)))
    file.save(LEFT._replace(place=PLACE._replace(set_ids=many)))
    kept = file.load()
    assert kept is not None
    assert (kept.place.set_name, kept.place.set_ids) == (PLACE.set_name, ())


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"format": 2}', '{"format": 1, "place": {}}', "[" * 100_000, "\udcff"]
)
@pytest.mark.usefixtures("own_folders")
def test_a_file_that_is_none_of_ours_is_named(content: str) -> None:
    path = workspace_file("lab")
    path.parent.mkdir(parents=True)
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(StorageError, match=r"workspace-lab\.json"):
        WorkspaceFile("lab").load()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(which=st.sampled_from(sorted(LEFT.asked[0]._fields)), value=_JSON)
def test_one_line_that_is_damaged_costs_no_other(
    tmp_path_factory: pytest.TempPathFactory, which: str, value: object
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALTOTUI_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        file = WorkspaceFile("lab")
        file.save(LEFT)
        document = json.loads(workspace_file("lab").read_text())
        document["asked"][0][which] = value
        workspace_file("lab").write_text(json.dumps(document))
        kept = file.load()
    assert kept is not None
    assert kept.asked[-2:] == LEFT.asked[-2:]
