"""What is told, and what has been told already."""

from __future__ import annotations

from datetime import timedelta

from altotui.domain.change_news import QUIET_S, News
from altotui.domain.site_changes import ChangeKind
from altotui.domain.sliced import SLICE, finished
from tests.domain.records import NOW, site_no

LATE, OFFLINE, RETURNED = ChangeKind.LATE, ChangeKind.OFFLINE, ChangeKind.RETURNED


class Listener:
    """Hears of changes, minutes after NOW."""

    def __init__(self) -> None:
        self.news = News()

    def hears(self, kind: ChangeKind, *sites: int, at_min: float) -> bool:
        at = NOW + timedelta(minutes=at_min)
        return finished(self.news.judge(kind, [site_no(number) for number in sites], at))


def test_what_was_never_told_is_news() -> None:
    listener = Listener()
    assert [listener.hears(kind, 1, at_min=0) for kind in (LATE, RETURNED)] == [True, True]
    assert listener.hears(LATE, 2, at_min=1)
    assert listener.hears(LATE, 1, 2, 3, at_min=2)


def test_a_site_that_flaps_is_told_once_until_it_has_been_quiet() -> None:
    listener = Listener()
    found = [
        (listener.hears(LATE, 1, at_min=at), listener.hears(RETURNED, 1, at_min=at + 2))
        for at in range(0, 40, 4)
    ]
    assert found == [(True, True), *[(False, False)] * 9]
    assert not listener.hears(LATE, 1, at_min=36 + QUIET_S / 60 - 1)
    assert listener.hears(LATE, 1, at_min=35 + 2 * QUIET_S / 60)


def test_going_offline_is_no_news_of_a_site_that_was_told_as_late() -> None:
    listener = Listener()
    listener.hears(LATE, 1, 2, at_min=0)
    assert not listener.hears(OFFLINE, 1, 2, at_min=60)
    assert listener.hears(OFFLINE, 1, 2, 3, at_min=61)


def test_a_site_that_has_returned_meanwhile_is_told_when_it_goes_offline() -> None:
    listener = Listener()
    listener.hears(LATE, 1, at_min=0)
    listener.hears(RETURNED, 1, at_min=1)
    assert listener.hears(OFFLINE, 1, at_min=30)


def test_a_site_that_flapped_is_told_when_it_stays_away_in_the_end() -> None:
    listener = Listener()
    listener.hears(LATE, 1, at_min=0)
    listener.hears(RETURNED, 1, at_min=2)
    assert not listener.hears(LATE, 1, at_min=4)
    assert listener.hears(OFFLINE, 1, at_min=8)
    assert not listener.hears(OFFLINE, 1, at_min=10)


def test_one_untold_site_among_many_is_news() -> None:
    listener = Listener()
    many = range(3 * SLICE)
    assert listener.hears(LATE, *many, at_min=0)
    assert not listener.hears(LATE, *many, at_min=1)
    assert listener.hears(LATE, *many, 3 * SLICE, at_min=2)
