"""What is kept of a row is what cannot change, and it is kept for one list, one moment and one layout."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from altotui.domain.ids import SiteId
from altotui.domain.site import OLD_LIST_S
from altotui.domain.site_columns import COLUMNS
from altotui.domain.site_index import SiteIndex
from altotui.domain.site_scene import SiteScene
from altotui.ui.panes.site_layout import laid_out
from altotui.ui.panes.site_texts import SiteTexts
from tests.domain.records import a_site

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
LAYOUT = laid_out(100, ())
JOBS = next(at for at, (column, _) in enumerate(LAYOUT.columns) if column.id == "jobs")


def _index(jobs: dict[SiteId, tuple[str, ...]]) -> SiteIndex:
    sites = tuple(a_site(number, f"router-{number}") for number in range(3))
    scene = SiteScene(
        as_of=NOW, job_states=lambda site_id: jobs.get(site_id, ()), are_jobs_known=lambda _: True
    )
    return SiteIndex(sites, scene)


def test_what_may_change_at_any_moment_is_not_kept() -> None:
    jobs: dict[SiteId, tuple[str, ...]] = {}
    index = _index(jobs)
    texts = SiteTexts(index, NOW, LAYOUT)
    column, cells = LAYOUT.columns[JOBS]
    assert texts.of(0).columns[JOBS] is None
    assert texts.column(0, column, cells).strip() == "-"
    jobs[index.sites[0].id] = ("running",)
    assert texts.column(0, column, cells).strip() == "1>"


def test_the_rest_is_made_once() -> None:
    texts = SiteTexts(_index({}), NOW, LAYOUT)
    assert texts.of(1) is texts.of(1)
    assert texts.of(1).name.strip() == "router-1"


def test_every_column_that_is_kept_is_as_wide_as_it_is_laid_out() -> None:
    wide = laid_out(400, tuple(column.id for column in COLUMNS))
    kept = SiteTexts(_index({}), NOW, wide).of(2).columns
    assert [len(text) for text in kept if text is not None] == [
        cells + 1 for column, cells in wide.columns if not column.may_change
    ]


def test_they_hold_for_one_list_one_moment_and_one_layout() -> None:
    index = _index({})
    texts = SiteTexts(index, NOW, LAYOUT)
    assert texts.are_for(index, NOW, LAYOUT)
    assert not texts.are_for(_index({}), NOW, LAYOUT)
    assert not texts.are_for(index, NOW + timedelta(seconds=1), LAYOUT)
    assert not texts.are_for(index, NOW, laid_out(80, ()))


def test_nobody_knows_any_more_what_an_old_list_said() -> None:
    index = _index({})
    assert not SiteTexts(index, NOW + timedelta(seconds=OLD_LIST_S), LAYOUT).is_old
    assert SiteTexts(index, NOW + timedelta(seconds=OLD_LIST_S + 1), LAYOUT).is_old
