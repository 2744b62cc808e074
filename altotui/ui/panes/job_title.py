"""What the jobs pane says around its list: counts, marks, the view, and what is wrong with polling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from altotui.domain.ids import SiteId
from altotui.domain.job import JobState
from altotui.domain.site import Site
from altotui.services.events import PollHealthChanged
from altotui.ui.cells import width_of
from altotui.ui.commands import key_of
from altotui.ui.present import JOB_MEANINGS, JOB_SIGNS, advice, api_health
from altotui.ui.widgets.status_line import Part

if TYPE_CHECKING:
    from altotui.domain.job_table import JobGroup
    from altotui.services.job_marks import JobMarks
    from altotui.services.job_store import JobRecord
    from altotui.ui.panes.job_rows import JobRows

_MOST_NAMED = 20


def counts_of(
    counts: Mapping[JobState, int],
    rows: JobRows,
    marks: JobMarks,
    now: datetime,
    *,
    is_active: bool,
    room: int,
) -> list[Part]:
    """Return the title: what needs attention, how the jobs are looked at, and how many are in each state.

    Args:
        counts: How many jobs are in each state.
        rows: How they are looked at.
        marks: Which of them are marked.
        now: The server's time.
        is_active: Keys go to this pane.
        room: Cells; where words do not fit, states are signs, as in the heads of groups.
    """
    name: Part = " 3 Jobs ", "mark" if is_active else "strong"
    if not counts:
        return [name]
    attention = rows.attention_count
    urgent = f" {attention} need{'s' * (attention == 1)} attention " if attention else ""
    parts: list[Part] = [name, (urgent, "bad"), *_mark_parts(rows, marks), *_view_parts(rows, now)]
    said = [state for state in JobState if counts[state]]
    in_words = [(f" {counts[state]} {state.value}", JOB_MEANINGS[state]) for state in said]
    if sum(width_of(text) for text, _ in (*parts, *in_words)) <= room:
        return [*parts, *in_words]
    return [*parts, *((f" {counts[state]}{JOB_SIGNS[state]}", JOB_MEANINGS[state]) for state in said)]


def _mark_parts(rows: JobRows, marks: JobMarks) -> list[Part]:
    """Return how many jobs are marked, how many of them are not to be seen, and how many have lost their mark."""
    if not marks.ids and not marks.lost:
        return []
    shown = {record.job.id for record in rows.records}
    hidden = sum(job_id not in shown for job_id in marks.ids)
    parts: list[Part] = [(f" {len(marks.ids)} marked ", "active")]
    parts += [(f"({hidden} hidden) ", "warn")] if hidden else []
    return [*parts, (f"({marks.lost} wait no more) ", "warn")] if marks.lost else parts


def _view_parts(rows: JobRows, now: datetime) -> list[Part]:
    """Return how the jobs are looked at, where that is not the usual way: it says what is not to be seen."""
    view, said = rows.table.view, list[str]()
    if view.only_attention:
        said.append("only what needs attention")
    if view.grouping.value != "flat":
        said.append(f"by {view.grouping.value}")
    if rows.axis.is_elapsed:
        said.append("since each began")
    parts: list[Part] = [(f" {', '.join(said)} ", "active")] if said else []
    if rows.axis.is_moved(now):
        parts.append((" lanes moved back in time ", "warn"))
    if rows.table.hit_count < rows.table.total:
        parts.append((f" {rows.table.hit_count} of {rows.table.total} ", "warn"))
    return parts


def group_parts(group: JobGroup) -> list[Part]:
    """Return what the head of a group stands for."""
    hidden = "all" if group.hidden_count == group.rollup.total else f"{group.hidden_count} of them"
    folded = f", {hidden} folded away" if group.hidden_count else ""
    key = "unfolds" if group.is_folded else "folds"
    jobs = f"{group.rollup.total} job{'s' * (group.rollup.total != 1)}"
    sites = f"{group.site_count} site{'s' * (group.site_count != 1)}"
    return [(f" {group.label}", "strong"), (f"  {jobs} on {sites}{folded}; enter {key}", "muted")]


def open_sites_of(
    group: JobGroup, records: Iterable[JobRecord], name_of: Callable[[SiteId], str]
) -> list[Part]:
    """Return where the jobs of a group are still open: a roll-up hides no site.

    Args:
        group: The group.
        records: Its jobs, folded ones too.
        name_of: Gives the visible name of a site.
    """
    open_count = group.rollup.open_count
    if not open_count:
        return []
    # no more than are open: those that have ended are behind them, and may be thousands
    named = islice((record for record in records if record.job.is_open), min(open_count, _MOST_NAMED))
    names = ", ".join(name_of(record.job.site_id) for record in named)
    more = f" and {open_count - _MOST_NAMED} more" if open_count > _MOST_NAMED else ""
    return [(f" open on {names}{more}", "muted")]


def trouble_of(health: Iterable[PollHealthChanged]) -> list[Part]:
    """Return what is wrong with polling, and when it is tried again; nothing when all is well."""
    failing = next(iter(health), None)
    if failing is None or failing.error is None:
        return []
    words, meaning = api_health(failing.error)
    return [
        (f" {words}", meaning),
        (f": {advice(failing.error)}, next try in {failing.next_try_in_s:.0f} s", ""),
    ]


def hint_for(target: Site | None, total: int, rows: JobRows) -> list[Part]:
    """Return why no job is shown, and which key changes that."""
    if total:
        by_attention, by_words = rows.table.view.only_attention, not rows.table.filter.is_empty
        if by_words:
            words = f" none of {total} jobs {'passes and needs attention' if by_attention else 'passes'}: "
            parts: list[Part] = [(words, "warn"), ("esc", "key"), (" takes the filter away", "muted")]
            return (
                [*parts, (", ", "muted"), (key_of("job.attention"), "key"), (" all", "muted")]
                if by_attention
                else parts
            )
        return [
            (" nothing here needs attention: ", "good"),
            (key_of("job.attention"), "key"),
            (" shows all jobs", "muted"),
        ]
    where = f"no jobs on {target.name} yet: " if target else "no jobs yet: choose a site, then "
    return [(f" {where}", "muted"), (key_of("job.new"), "key"), (" queues one", "muted")]
