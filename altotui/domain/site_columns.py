"""The columns of a list of sites: what stands in each, and what it is ordered by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from altotui.domain.ages import coarse_age
from altotui.domain.job import OPEN_STATES
from altotui.domain.natural import natural_text, version_key
from altotui.domain.site import OLD_LIST_S, Freshness, Site
from altotui.domain.site_index import SiteIndex
from altotui.domain.site_scene import SiteScene

_ATTENTION = (Freshness.LATE, Freshness.OFFLINE, Freshness.UNKNOWN, Freshness.ONLINE)
"""What needs a look comes first."""
ATTENTION_RANK = {state.value: rank for rank, state in enumerate(_ATTENTION)}
_MANY_HITS = 2000


class Column(NamedTuple):
    """One column."""

    id: str
    title: str
    cells: int
    """How wide it is; the name takes more, the tags what is left."""
    text: Callable[[Site, SiteScene, datetime], str]
    """Gives what stands in it at a time; visible-only."""
    key: Callable[[Site, SiteScene], Any]
    """Gives what it is ordered by; None where there is nothing, which comes last in either direction."""
    is_right: bool = False
    may_change: bool = False
    """Whether what stands in it may become another thing while the list stays the same."""
    is_usual: bool = False
    """It is shown where there is room, unless others were chosen."""


def _seen(site: Site, scene: SiteScene, now: datetime) -> str:
    """Return the age of the last heartbeat.

    Of an online site that at the time of the list: what happened since, nobody has told us. Of an old list it goes
    on, since nobody knows whether another one came.
    """
    is_old = (now - scene.as_of).total_seconds() > OLD_LIST_S
    is_online = site.freshness(scene.as_of) is Freshness.ONLINE
    return coarse_age(site.age_s(scene.as_of if is_online and not is_old else now))


def jobs_text(states: Sequence[str], *, are_known: bool) -> str:
    """Return how many jobs are open, with `>` when one runs and `.` when all wait; else how many failed, with `x`.

    `-` where there is neither, and nothing where nobody has asked yet.
    """
    if not states:  # as of most sites
        return "-" if are_known else ""
    open_count = sum(state in OPEN_STATES for state in states)
    if open_count:
        return f"{open_count}{'>' if 'running' in states else '.'}"
    failed = sum(state == "failed" for state in states)
    return f"{failed}x" if failed else "-" if are_known else ""


def _jobs_key(site: Site, scene: SiteScene) -> tuple[int, int] | None:
    states = scene.job_states(site.id)
    return (-sum(state in OPEN_STATES for state in states), -len(states)) if states else None


def _text_column(column_id: str, title: str, cells: int, of: Callable[[Site], str | None]) -> Column:
    def key(site: Site, _: SiteScene) -> object:
        text = of(site)
        return natural_text(text) if text else None

    return Column(column_id, title, cells, lambda site, _, __: of(site) or "", key)


def _seen_key(site: Site, _: SiteScene) -> float | None:
    return -site.last_seen_at.timestamp() if site.last_seen_at else None


def _date(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else ""


NAME = Column(
    "name", "SITE", 18, lambda site, _, __: site.name, lambda site, _: natural_text(site.name), is_usual=True
)
TAGS = Column(
    "tags",
    "TAGS",
    12,
    lambda site, _, __: " ".join([tag.partition(":")[2] or tag for tag in site.tags]),
    lambda site, _: site.tags or None,
    is_usual=True,
)
COLUMNS = (
    NAME,
    Column(
        "status",
        "STATUS",
        7,
        lambda site, scene, _: site.freshness(scene.as_of).value,
        lambda site, scene: ATTENTION_RANK[site.freshness(scene.as_of).value],
    ),
    Column("seen", "SEEN", 5, _seen, _seen_key, is_right=True, is_usual=True),
    Column(
        "version",
        "VERSION",
        9,
        lambda site, _, __: site.version or "",
        lambda site, _: version_key(site.version) if site.version else None,
        is_usual=True,
    ),
    _text_column("model", "MODEL", 18, lambda site: site.model)._replace(is_usual=True),
    Column(
        "jobs",
        "JOBS",
        5,
        lambda site, scene, _: jobs_text(scene.job_states(site.id), are_known=scene.are_jobs_known(site.id)),
        _jobs_key,
        is_right=True,
        may_change=True,
        is_usual=True,
    ),
    TAGS,
    _text_column("board", "BOARD", 12, lambda site: site.board),
    _text_column("serial", "SERIAL", 12, lambda site: site.serial),
    _text_column("address", "ADDRESS", 15, lambda site: site.public_address),
    _text_column("identity", "IDENTITY", 18, lambda site: site.identity),
    _text_column("location", "LOCATION", 20, lambda site: site.location),
    _text_column("architecture", "ARCH", 7, lambda site: site.architecture),
    Column(
        "created",
        "CREATED",
        10,
        lambda site, _, __: _date(site.created_at),
        lambda site, _: site.created_at.timestamp() if site.created_at else None,
    ),
    Column("id", "ID", 36, lambda site, _, __: site.id, lambda site, _: site.id),
)
"""All of them, in the order of the menu."""
BY_ID = {column.id: column for column in COLUMNS}


def ordered(index: SiteIndex, hits: Sequence[int], column: Column, *, is_reversed: bool) -> Sequence[int]:
    """Return `hits` ordered by `column`; equal ones stay in their order, those without a value come last.

    `hits` are in the order of the list. Of many, the order of the whole list is made once and kept.
    """
    if len(hits) < _MANY_HITS or column.may_change:
        return _sorted(index, hits, column, is_reversed=is_reversed)
    key = (column.id, is_reversed)
    if key not in index.orders:
        index.orders[key] = _sorted(index, range(len(index.sites)), column, is_reversed=is_reversed)
    whole = index.orders[key]
    if len(hits) == len(whole):
        return whole
    wanted = set(hits)
    return [number for number in whole if number in wanted]


def _sorted(index: SiteIndex, hits: Sequence[int], column: Column, *, is_reversed: bool) -> list[int]:
    sites, scene, key = index.sites, index.scene, column.key
    keyed = [(key(sites[hit], scene), hit) for hit in hits]
    with_value = [pair for pair in keyed if pair[0] is not None]
    with_value.sort(key=lambda pair: pair[0], reverse=is_reversed)
    return [hit for _, hit in with_value] + [hit for value, hit in keyed if value is None]
