"""The words around the list of sites: how many are shown, and what has to be said about the list itself."""

from __future__ import annotations

from collections.abc import Collection

from altotui.domain.ages import coarse_age
from altotui.domain.errors import ApiError
from altotui.domain.ids import SiteId
from altotui.domain.site import SiteList
from altotui.domain.site_columns import BY_ID
from altotui.domain.site_table import SiteTable
from altotui.services.events import ListSource
from altotui.services.site_directory import SiteDirectory
from altotui.ui.panes.site_rows import SiteRows
from altotui.ui.present import advice, api_health
from altotui.ui.widgets.status_line import Part

_OLD_LIST_S = 120.0
"""A list that is older has missed a refresh, and says its age."""


def counts_of(rows: SiteRows, marked: Collection[SiteId]) -> list[Part]:
    """Return how many sites are shown, marked and hidden, and in which order."""
    table = rows.table
    count = f"{table.hit_count} of {table.total}" if table.hit_count != table.total else f"{table.total}"
    parts: list[Part] = [(f" {count}", "muted")]
    if table.near_count:
        parts.append((f" +{table.near_count} near", "muted"))
    if marked:
        hidden = len(marked) - sum(site_id in marked for site_id in table.shown_ids())
        parts.append((f"  {len(marked)} marked", "active"))
        parts += [(f" ({hidden} hidden)", "warn")] if hidden else []
    if rows.is_in_range:
        parts.append(("  range: v ends it", "active"))
    if table.view.sort in BY_ID:
        parts.append((f"  by {table.view.sort}", "muted"))
    if table.view.group:
        parts.append((f"  in {table.view.group}", "muted"))
    return parts


def note_on(
    table: SiteTable, directory: SiteDirectory, error: ApiError | None, *, is_complete: bool
) -> list[Part]:
    """Return what has to be said, the most important first; `error` is that of the last refresh."""
    listed = directory.listed
    if table.filter.problems:
        return [(f" {table.filter.problems[0]}", "warn")]
    if error is not None:
        words, meaning = api_health(error)
        kept = f", list of {_age(directory, listed)} ago kept" if listed else ""
        return [(f" {words}{kept}", meaning), (f": {advice(error)}", "")]
    if listed is None:
        return [(" asking for the sites", "muted")]
    if directory.source is ListSource.CACHED:
        return [(f" cached {_age(directory, listed)} ago, asking for the live list", "warn")]
    if not table.total and is_complete:
        return [(" this token sees no sites", "warn")]
    return _usual(table, directory, listed)


def _usual(table: SiteTable, directory: SiteDirectory, listed: SiteList) -> list[Part]:
    age_s = (directory.server_now() - listed.as_of).total_seconds()
    parts: list[Part] = [(f" list of {coarse_age(age_s)} ago ", "warn")] if age_s > _OLD_LIST_S else []
    if listed.left_out:
        parts.append((f" {listed.left_out} without a usable id left out ", "warn"))
    if table.filter.hints:
        return [*parts, (f" {table.filter.hints[0]}", "warn")]
    if not len(table):
        return [*parts, (" no site matches: esc clears the filter", "warn")]
    if table.filter.says:
        return [*parts, (f"  = {table.filter.says}", "muted")]
    return parts or [("  list up to date", "muted")]


def _age(directory: SiteDirectory, listed: SiteList | None) -> str:
    if listed is None:
        return "?"
    return coarse_age((directory.server_now() - listed.as_of).total_seconds())
