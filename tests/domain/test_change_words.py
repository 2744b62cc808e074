"""Changes in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from altotui.domain.change_words import MAX_FACTOR_CHARS, MAX_NAME_CHARS, describe
from altotui.domain.ids import SiteId
from altotui.domain.site_changes import ChangeKind, SiteChange
from tests.domain.records import NOW, ago, site_no

FIVE = SiteChange(
    1, ChangeKind.LATE, tuple(map(site_no, range(5))), ago(50), 3.2, ("isp:alpha",), ("model",), NOW
)


def name_of(site_id: SiteId) -> str:
    return f"lagos-{int(site_id[-4:]):02d}"


def one(kind: ChangeKind) -> SiteChange:
    return FIVE._replace(kind=kind, site_ids=(site_no(1),), common=())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (FIVE, "5 sites late within 4 s, common: isp:alpha"),
        (
            FIVE._replace(common=("isp:alpha", "version 7.20")),
            "5 sites late within 4 s, common: isp:alpha, version 7.20",
        ),
        (FIVE._replace(spread_s=0.0, common=()), "5 sites late within 1 s"),
        (FIVE._replace(spread_s=119.0, common=()), "5 sites late within 119 s"),
        (FIVE._replace(spread_s=130.0, common=()), "5 sites late within 2m10"),
        (FIVE._replace(site_ids=FIVE.site_ids[:2], common=()), "lagos-00, lagos-01 late within 4 s"),
        (FIVE._replace(kind=ChangeKind.RETURNED, common=()), "5 sites returned within 4 s"),
        (one(ChangeKind.OFFLINE), "lagos-01 offline"),
        (one(ChangeKind.CAME_UP), "lagos-01 up for the first time"),
        (one(ChangeKind.LISTED), "lagos-01 new in the list"),
        (FIVE._replace(kind=ChangeKind.UNLISTED), "5 sites no longer listed, common: isp:alpha"),
        (
            FIVE._replace(kind=ChangeKind.OFFLINE, since=NOW - timedelta(days=2), common=()),
            "since 2d ago: 5 sites offline",
        ),
    ],
)
def test_a_change_in_words(change: SiteChange, words: str) -> None:
    assert describe(change, name_of) == words


def test_a_site_that_no_list_has_any_more_keeps_its_name() -> None:
    gone = one(ChangeKind.UNLISTED)
    assert (
        describe(gone._replace(names=("ibadan-07",)), lambda site_id: site_id) == "ibadan-07 no longer listed"
    )
    assert describe(gone, lambda site_id: site_id) == f"{site_no(1)} no longer listed"


def test_the_words_are_bounded_and_visible_whatever_the_sites_are_called() -> None:
    change = FIVE._replace(site_ids=FIVE.site_ids[:3], common=("t:\x1b" + "x" * 3000,) * 3)
    words = describe(change, lambda _: "\x1b]0;x\x07" + "n" * 3000)
    assert words.isprintable()
    assert len(words) < 3 * MAX_NAME_CHARS + 3 * MAX_FACTOR_CHARS + 50
