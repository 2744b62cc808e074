"""The words around the list of sites: how many are shown, and what has to be said about the list itself."""

from __future__ import annotations

from altotui.domain.ages import coarse_age
from altotui.domain.errors import ApiError
from altotui.domain.site import OLD_LIST_S, SiteList
from altotui.domain.site_columns import BY_ID
from altotui.domain.site_table import SiteTable
from altotui.services.events import ListSource
from altotui.services.marks import Marks
from altotui.services.site_directory import SiteDirectory
from altotui.ui.commands import key_of
from altotui.ui.present import advice, api_health
from altotui.ui.widgets.status_line import Part


def counts_of(table: SiteTable, marks: Marks) -> list[Part]:
    """Return how many sites are shown, marked and hidden, and in which order."""
    is_narrowed = table.hit_count != table.total
    parts: list[Part] = [(f" {table.hit_count}", "" if is_narrowed else "muted")]
    parts += [(f" of {table.total}", "muted")] if is_narrowed else []
    if marks.ids:
        hidden = table.count_hidden(marks.ids)
        parts.append((f"  {len(marks.ids)} marked", "active"))
        parts += [(f" ({hidden} hidden)", "warn")] if hidden else []
    if table.near_count:
        parts.append((f" +{table.near_count} near", "muted"))
    if marks.range_from is not None:
        parts.append((f"  range: {key_of('site.mark_range')} ends it", "active"))
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
    problems = table.filter.problems
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return [(f" {problems[0]}{more}", "warn")]
    if error is not None:
        words, meaning = api_health(error)
        kept = f", list of {_age(directory, listed)} ago kept" if listed else ""
        return [(f" {words}{kept}", meaning), (f": {advice(error)}; {key_of('refresh')} asks again", "")]
    if listed is None:
        return [(" asking for the sites", "muted")]
    if directory.source is ListSource.CACHED:
        return [(f" cached {_age(directory, listed)} ago, asking for the live list", "warn")]
    if not table.total and is_complete and not listed.left_out:
        return [(" this token sees no sites", "warn")]
    return _usual(table, directory, listed)


def _usual(table: SiteTable, directory: SiteDirectory, listed: SiteList) -> list[Part]:
    age_s = (directory.server_now() - listed.as_of).total_seconds()
    parts: list[Part] = [(f" list of {coarse_age(age_s)} ago ", "warn")] if age_s > OLD_LIST_S else []
    if listed.left_out:
        parts.append((f" {listed.left_out} without a usable id left out ", "warn"))
    if table.filter.hints:
        return [*parts, (f" {table.filter.hints[0]}", "warn")]
    if not len(table):
        return [*parts, (" no site matches: esc clears the filter", "warn")]
    if table.filter.says:
        return [*parts, (f"  = {table.filter.says}", "muted")]
    return parts or [("  list under 2m old", "muted")]


def _age(directory: SiteDirectory, listed: SiteList | None) -> str:
    if listed is None:
        return "?"
    return coarse_age((directory.server_now() - listed.as_of).total_seconds())
