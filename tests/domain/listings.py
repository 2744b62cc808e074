"""Lists of sites, what surrounds them, and filters over them: of every kind, for properties."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from altotui.domain.ids import SiteId
from altotui.domain.site import Site
from altotui.domain.site_filter import SiteFilter
from altotui.domain.site_index import SiteIndex
from altotui.domain.site_scene import SiteScene
from altotui.domain.text import make_visible
from altotui.simulator.routeros.hostile import HOSTILE
from tests.domain.records import NOW, a_site, ago, site_no

NOWHERE = SiteScene(NOW)
"""Nothing is known besides the list, which is of NOW."""
SHOWN_HOSTILE = tuple(filter(None, map(make_visible, HOSTILE)))
"""What is left of hostile text where it has become part of a site."""


def named(*names: str) -> tuple[Site, ...]:
    """Return online sites with these names, numbered from 0; a name may be empty."""
    return tuple(
        a_site(number, has_pulse=True, last_seen_at=ago(5))._replace(name=name)
        for number, name in enumerate(names)
    )


def index_of(*names: str, scene: SiteScene = NOWHERE) -> SiteIndex:
    """Return an index over `named` sites."""
    return SiteIndex(named(*names), scene)


def picked(text: str, sites: Sequence[Site], scene: SiteScene = NOWHERE) -> list[int]:
    """Return the numbers of the sites that a filter picks, all of whose parts can be meant."""
    site_filter = SiteFilter(text)
    assert site_filter.problems == []
    return list(site_filter.pick(SiteIndex(sites, scene)))


def seconds_of(work: Callable[[], object]) -> float:
    """Return the processor seconds of this thread that some work takes."""
    began_s = time.thread_time()
    work()
    return time.thread_time() - began_s


LETTERS = "abAB017 .-_ßİıſé:*"
NAMES = (
    st.sampled_from(
        ["lagos-01 branch", "Lagos-02 kiosk", "Zürich core", "STRASSE", "straße", "İzmir", "x", ""]
    )
    | st.text(LETTERS, max_size=8)
    | st.sampled_from(SHOWN_HOSTILE)
)
VERSIONS = st.none() | st.sampled_from(["6.49.9", "6.49.18", "7.20beta3", "7.20rc1", "7.20", "7.20.1", "x"])
MODELS = st.none() | st.sampled_from(["CCR2004-16G", "hEX S", "RB5009", "rb5009"])
TAGS = st.lists(
    st.sampled_from(["isp:alpha", "isp:Beta", "isp:", "region:lagos", "region:west africa", "vip", ":odd"]),
    max_size=3,
).map(tuple)
AGES_S = st.none() | st.sampled_from([-30, 0, 45, 45.5, 299, 300, 301, 90_000]) | st.floats(0, 1e6)
JOB_STATES = ("pending", "running", "completed", "sent", "failed", "deleted", "gone", "unknown")


@st.composite
def site_lists(draw: st.DrawFn, max_size: int = 8) -> tuple[Site, ...]:
    """Draw a list of different sites with anything in their fields."""
    numbers = draw(st.lists(st.integers(0, 30), max_size=max_size, unique=True))
    return tuple(draw(one_site(number)) for number in numbers)


@st.composite
def one_site(draw: st.DrawFn, number: int) -> Site:
    """Draw the site with that number."""
    age_s = draw(AGES_S)
    return a_site(
        number,
        pid=draw(st.none() | st.just(f"site_{number}")),
        has_pulse=draw(st.sampled_from([True, False, None])),
        last_seen_at=None if age_s is None else ago(age_s),
        version=draw(VERSIONS),
        board=draw(MODELS),
        model=draw(MODELS),
        public_address=draw(st.sampled_from([None, "192.0.2.7", "198.51.100.10"])),
        identity=draw(st.none() | NAMES),
        tags=draw(TAGS),
    )._replace(
        name=draw(NAMES),
        serial=draw(st.sampled_from([None, "HEX0A1", "hex0b2"])),
        location=draw(st.none() | NAMES),
        architecture=draw(st.sampled_from([None, "arm64", "mipsbe"])),
        created_at=draw(st.none() | st.integers(0, 900).map(ago)),
    )


class _Surroundings(NamedTuple):
    """What a scene is made of."""

    marked: frozenset[SiteId]
    favourites: frozenset[SiteId]
    jobs: dict[SiteId, tuple[str, ...]]
    changed: frozenset[SiteId]
    ranks: dict[SiteId, float]


_SOME = st.frozensets(st.integers(0, 30).map(site_no), max_size=10)
_JOBS = st.lists(st.sampled_from(JOB_STATES), max_size=3).map(tuple)
_BY_SITE = st.integers(0, 30).map(site_no)


def _scene_of(of: _Surroundings) -> SiteScene:
    return SiteScene(
        NOW,
        of.marked,
        of.favourites,
        lambda site_id: of.jobs.get(site_id, ()),
        lambda number: of.changed if number == 3 else frozenset(),
        lambda site_id: of.ranks.get(site_id, 0.0),
    )


SCENES = st.builds(
    _Surroundings,
    _SOME,
    _SOME,
    st.dictionaries(_BY_SITE, _JOBS, max_size=10),
    _SOME,
    st.dictionaries(_BY_SITE, st.sampled_from([1.0, 2.0, 8.0]), max_size=10),
).map(_scene_of)

PLAIN_TERMS = st.sampled_from(
    [
        *(
            "l",
            "la",
            "lag",
            "LAG",
            "Lagos",
            "0",
            "01",
            "7.2",
            "7.20",
            "ss",
            "ß",
            "SS",
            "İ",
            "i",
            "a",
            "A",
            "aB",
        ),
        *('"s-0"', '"1 b"', "'core", "'Core", "odd:x", '"isp:alpha"', "'", "-", '"-a"', ":", "*"),
    ]
) | st.text("abAB017._ßİé", min_size=1, max_size=3)
FIELD_TERMS = st.sampled_from(
    [
        *("name:lag", "name:*o*", "name:LAGOS*,x", 'name:"1 b"', "id:0000*", "id:site_", "status:late"),
        *(
            "status:late,offline",
            "status:on",
            "STATUS:unknown",
            "model:ccr*",
            "model:rb?009,hex",
            "ver:<7.20",
        ),
        *("ver:<=7.20", "ver:>6.49.9", "ver:>=7.20rc1", "ver:=7.20", "ver:7.2", "ver:7.*,6.*", "tag:lagos"),
        *("tag:isp:beta", "tag:*", "isp:alpha", "region:*a*", "addr:192.0.2.*", "serial:hex", "seen:>5m"),
        *(
            "seen:<45s",
            "seen:never",
            "seen:<=300s,>1d",
            "seen:>=1w",
            "job:any",
            "job:none",
            "job:open,failed",
        ),
        *("job:waiting", "fav:", "fav:no", "marked:", "marked:yes,no", "changed:3", "changed:4"),
    ]
)
TERMS = PLAIN_TERMS | FIELD_TERMS
"""Each can be meant, and has no minus of its own."""
SIGNED_TERMS = st.tuples(st.sampled_from(["", "", "-"]), TERMS).map("".join)
FILTERS = st.lists(SIGNED_TERMS, max_size=4).map(" ".join)
"""Whole filters without a problem in them."""
BROKEN_TERMS = st.sampled_from(
    [
        "status:",
        "status:x",
        "status:o",
        "ver:<",
        "ver:>x",
        "seen:5m",
        "seen:x",
        "job:odd",
        "fav:x",
        "changed:x",
    ]
)
ANY_TEXT = st.text(max_size=40) | st.text("abA:,-'\"<>=* \n", max_size=20) | st.sampled_from(HOSTILE)
