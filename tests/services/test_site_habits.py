"""Favourites, visits and views: true in memory at once, written in order beside the loop, and nothing lost."""

from __future__ import annotations

import asyncio
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput, StorageError
from altotui.domain.frecency import Visits
from altotui.domain.site_prefs import MOST_FAVOURITES, MOST_VIEWS, KeptPrefs, SitePrefs
from altotui.domain.site_view import SiteView
from altotui.services.events import HabitsChanged
from altotui.services.ports import SitePrefsStore
from altotui.services.site_habits import SiteHabits
from altotui.storage.site_prefs import SitePrefsFile
from altotui.storage.site_prefs_nowhere import SitePrefsNowhere
from tests.clocks import FakeClock
from tests.domain.records import NOW, site_no
from tests.services.fakes import Published
from tests.waiting import until

ONE, TWO, THREE = site_no(1), site_no(2), site_no(3)
VIEW = SiteView("status:late", "version", True, "status", ("name", "age"))
FINE = HabitsChanged(None)


class FakeStore:
    """Has the shape of `SitePrefsStore`; fails while it is told to, and waits while its gate is closed."""

    def __init__(self, prefs: SitePrefs | None = None, problem: str = "") -> None:
        self.prefs = prefs or SitePrefs()
        self.problem = problem
        self.failure: StorageError | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.threads: set[int] = set()
        self.changes = 0
        self.inside = 0
        self.most_inside = 0

    def load(self) -> KeptPrefs:
        self.threads.add(threading.get_ident())
        self.gate.wait(5.0)
        return KeptPrefs(self.prefs, self.problem)

    def change(self, change: object) -> KeptPrefs:
        assert callable(change)
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        self.threads.add(threading.get_ident())
        self.gate.wait(5.0)
        self.inside -= 1
        if self.failure is not None:
            raise self.failure
        self.prefs = change(self.prefs)
        self.changes += 1
        return KeptPrefs(self.prefs, self.problem)


class Bench:
    """The service over a store that was passed in."""

    def __init__(self, clock: FakeClock, store: FakeStore | None = None) -> None:
        self.clock = clock
        self.store = store or FakeStore()
        self.told = Published()
        self.opened = 0
        self.habits = SiteHabits(self._open, clock, self.told)

    def _open(self) -> SitePrefsStore:
        self.opened += 1
        return self.store

    @property
    def problems(self) -> list[str]:
        return [str(event.problem) for event in self.told.of(HabitsChanged) if event.problem is not None]

    async def writes(self, changes: int) -> None:
        """Wait until that many changes have been made in the store."""
        await until(lambda: self.store.changes == changes)


@pytest.fixture
def bench(clock: FakeClock) -> Bench:
    return Bench(clock)


def test_nothing_is_opened_before_it_is_needed(bench: Bench) -> None:
    assert bench.habits.favourites == frozenset()
    assert not bench.habits.is_favourite(ONE)
    assert bench.habits.rank(ONE) == 0.0
    assert bench.habits.ranked() == []
    assert bench.habits.views == {}
    assert bench.habits.view == SiteView()
    assert (bench.opened, bench.told.events) == (0, [])


async def test_what_was_kept_is_loaded_in_a_thread(clock: FakeClock) -> None:
    kept = SitePrefs(
        frozenset({ONE}), {TWO: Visits(2.0, NOW.timestamp())}, {"late": VIEW}, SiteView(sort="age")
    )
    bench = Bench(clock, FakeStore(kept))
    await bench.habits.load()
    assert bench.habits.favourites == {ONE}
    assert bench.habits.rank(TWO) == 8.0
    assert bench.habits.views == {"late": VIEW}
    assert bench.habits.view == SiteView(sort="age")
    assert bench.told.events == [FINE]
    assert threading.get_ident() not in bench.store.threads


async def test_a_change_is_true_at_once_and_written_beside_the_loop(bench: Bench) -> None:
    bench.store.gate.clear()
    assert bench.habits.toggle_favourite(ONE) is True
    assert bench.habits.is_favourite(ONE)
    assert bench.told.events == [FINE]
    assert bench.store.prefs.favourites == frozenset()
    bench.store.gate.set()
    await bench.writes(1)
    assert bench.store.prefs.favourites == {ONE}
    assert threading.get_ident() not in bench.store.threads
    assert bench.habits.toggle_favourite(ONE) is False
    await bench.writes(2)
    assert bench.store.prefs.favourites == frozenset()
    assert bench.opened == 1


async def test_changes_are_written_one_at_a_time_in_their_order(bench: Bench) -> None:
    for _ in range(7):
        bench.habits.toggle_favourite(ONE)
        bench.habits.toggle_favourite(TWO)
    bench.habits.toggle_favourite(TWO)
    await bench.habits.aclose()
    assert bench.store.prefs.favourites == bench.habits.favourites == {ONE}
    assert (bench.store.changes, bench.store.most_inside) == (15, 1)


async def test_what_is_changed_while_it_loads_stays_changed(clock: FakeClock) -> None:
    kept = SitePrefs(frozenset({ONE, TWO}), view=SiteView(sort="age"))
    bench = Bench(clock, FakeStore(kept))
    bench.store.gate.clear()
    loading = asyncio.ensure_future(bench.habits.load())
    await until(lambda: bench.store.threads)
    bench.habits.toggle_favourite(THREE)
    bench.habits.keep_view(VIEW)
    bench.store.gate.set()
    await loading
    assert bench.habits.favourites == {ONE, TWO, THREE}
    assert bench.habits.view == VIEW._replace(filter="")
    await bench.habits.aclose()
    assert bench.store.prefs.favourites == {ONE, TWO, THREE}
    assert bench.store.prefs.view == VIEW._replace(filter="")


async def test_what_another_console_has_kept_comes_in_with_the_next_change(bench: Bench) -> None:
    await bench.habits.load()
    bench.store.prefs = SitePrefs(frozenset({TWO}), views={"late": VIEW}, view=SiteView(sort="age"))
    bench.habits.toggle_favourite(ONE)
    await until(lambda: bench.habits.favourites == {ONE, TWO})
    assert bench.habits.views == {"late": VIEW}
    assert bench.told.events == [FINE, FINE, FINE]


async def test_the_view_of_another_console_never_changes_this_one(bench: Bench) -> None:
    await bench.habits.load()
    bench.habits.keep_view(VIEW)
    await bench.writes(1)
    bench.store.prefs = bench.store.prefs.looked_at(SiteView(sort="age"))
    bench.habits.toggle_favourite(ONE)
    await bench.writes(2)
    await bench.habits.load()
    assert bench.habits.view == VIEW._replace(filter="")


async def test_visits_rank_by_the_clock_of_the_run(bench: Bench) -> None:
    bench.habits.visit(ONE)
    bench.habits.visit(ONE)
    await bench.clock.advance(3601)
    bench.habits.visit(TWO)
    assert (bench.habits.rank(ONE), bench.habits.rank(TWO), bench.habits.rank(THREE)) == (4.0, 4.0, 0.0)
    assert bench.habits.ranked() == [TWO, ONE]
    await bench.clock.advance(3 * 86_400)
    assert bench.habits.ranked() == [ONE, TWO]
    await bench.habits.aclose()
    assert bench.store.prefs.visits[TWO].last_at_s == NOW.timestamp() + 3601


async def test_named_views_come_and_go(bench: Bench) -> None:
    bench.habits.save_view(" late ", VIEW)
    assert bench.habits.named_view("late ") == VIEW
    bench.habits.save_view("late", SiteView(sort="age"))
    assert bench.habits.views == {"late": SiteView(sort="age")}
    bench.habits.drop_view("late")
    assert bench.habits.views == {}
    await bench.habits.aclose()
    assert bench.store.prefs.views == {}


async def test_a_view_that_is_not_there_is_said_with_what_is_near(bench: Bench) -> None:
    with pytest.raises(InvalidInput, match="there is no view 'late': none has been saved yet"):
        bench.habits.drop_view("late")
    for name in ("Late in Lagos", "offline", "kiosks"):
        bench.habits.save_view(name, VIEW)
    with pytest.raises(InvalidInput, match="there is no view 'late in lagoos': near it: Late in Lagos"):
        bench.habits.drop_view("late in lagoos")
    with pytest.raises(InvalidInput, match="known are, among others, Late in Lagos, kiosks, offline"):
        bench.habits.named_view("zzz")
    assert len(bench.habits.views) == 3
    await bench.habits.aclose()


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\x1b"])
def test_a_name_that_cannot_be_used_is_refused(bench: Bench, name: str) -> None:
    with pytest.raises(InvalidInput, match="take 1 to 40 visible characters"):
        bench.habits.save_view(name, VIEW)
    with pytest.raises(InvalidInput, match="take 1 to 40 visible characters"):
        bench.habits.drop_view(name)
    assert bench.told.events == []


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (SiteView("x" * 401), "the filter has 401 characters, and a view keeps 400"),
        (SiteView(group="tag:" + "x" * 57), "the group has 61 characters, and a view keeps 60"),
    ],
    ids=["filter", "group"],
)
def test_a_view_that_could_not_be_kept_whole_is_refused(bench: Bench, view: SiteView, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        bench.habits.save_view("late", view)
    assert bench.habits.views == {}
    assert bench.told.events == []


async def test_there_is_a_most_of_views_and_favourites(clock: FakeClock) -> None:
    many = SitePrefs(
        frozenset(site_no(number) for number in range(MOST_FAVOURITES)),
        views={f"view {number}": VIEW for number in range(MOST_VIEWS)},
    )
    bench = Bench(clock, FakeStore(many))
    await bench.habits.load()
    with pytest.raises(InvalidInput, match="there are 100 views already: drop one first"):
        bench.habits.save_view("one more", VIEW)
    bench.habits.save_view("view 7", SiteView())
    with pytest.raises(InvalidInput, match="there are 10000 favourites already"):
        bench.habits.toggle_favourite(site_no(MOST_FAVOURITES))
    assert bench.habits.toggle_favourite(ONE) is False
    await bench.habits.aclose()


async def test_a_damaged_file_is_told_when_it_is_loaded(clock: FakeClock) -> None:
    bench = Bench(clock, FakeStore(problem="x is damaged: it was put aside"))
    await bench.habits.load()
    assert bench.problems == ["x is damaged: it was put aside"]


async def test_a_file_that_was_damaged_later_is_told_too(bench: Bench) -> None:
    await bench.habits.load()
    bench.store.problem = "x is damaged: it was put aside"
    bench.habits.toggle_favourite(ONE)
    await until(lambda: bench.problems)
    assert bench.problems == ["x is damaged: it was put aside"]


async def test_a_failure_is_told_once_and_everything_stays_in_memory(bench: Bench) -> None:
    bench.store.failure = StorageError("cannot write x: No space left on device")
    bench.habits.toggle_favourite(ONE)
    await until(lambda: bench.problems)
    bench.habits.toggle_favourite(TWO)
    bench.habits.visit(TWO)
    await bench.habits.aclose()
    assert bench.problems == ["cannot write x: No space left on device"]
    assert bench.habits.favourites == {ONE, TWO}
    assert bench.store.prefs == SitePrefs()


async def test_what_could_not_be_written_is_written_with_the_next_change(bench: Bench) -> None:
    bench.store.failure = StorageError("cannot write x")
    bench.habits.toggle_favourite(ONE)
    await until(lambda: bench.problems)
    bench.store.failure = None
    bench.habits.toggle_favourite(TWO)
    await bench.writes(2)
    assert bench.store.prefs.favourites == {ONE, TWO}
    bench.store.failure = StorageError("cannot write x again")
    bench.habits.toggle_favourite(TWO)
    await until(lambda: len(bench.problems) == 2)


async def test_the_end_of_a_run_tries_once_more(bench: Bench) -> None:
    bench.store.failure = StorageError("cannot write x")
    bench.habits.toggle_favourite(ONE)
    await until(lambda: bench.problems)
    bench.store.failure = None
    await bench.habits.aclose()
    assert bench.store.prefs.favourites == {ONE}


async def test_the_end_of_a_run_waits_once_for_a_file_that_is_held(bench: Bench) -> None:
    bench.store.failure = StorageError("cannot change x: another console does not let go of it")
    bench.store.gate.clear()
    bench.habits.toggle_favourite(ONE)
    await until(lambda: bench.store.threads)
    closing = asyncio.ensure_future(bench.habits.aclose())
    bench.store.threads.clear()
    bench.store.gate.set()
    await closing
    assert bench.store.threads == set()


async def test_the_end_of_a_run_without_changes_opens_nothing(bench: Bench) -> None:
    await bench.habits.aclose()
    assert bench.opened == 0


async def test_two_consoles_on_one_file_keep_each_others_favourites(clock: FakeClock) -> None:
    consoles = [SiteHabits(lambda: SitePrefsFile("acme"), clock, Published()) for _ in range(3)]
    for console in consoles:
        await console.load()
    for number in range(30):
        consoles[number % 3].toggle_favourite(site_no(number))
        consoles[number % 3].visit(ONE)
    for console in consoles:
        await console.aclose()
    kept = SitePrefsFile("acme").load().prefs
    assert kept.favourites == {site_no(number) for number in range(30)}
    assert kept.visits[ONE].score == 30


ACTS = st.lists(
    st.tuples(st.sampled_from(["toggle", "visit", "save", "drop"]), st.integers(0, 3)), max_size=12
)


@given(ACTS)
def test_memory_and_store_agree_after_anything(acts: list[tuple[str, int]]) -> None:
    async def live() -> None:
        store = SitePrefsNowhere()
        habits = SiteHabits(lambda: store, FakeClock(), Published())
        for act, number in acts:
            if act == "toggle":
                habits.toggle_favourite(site_no(number))
            elif act == "visit":
                habits.visit(site_no(number))
            elif act == "save":
                habits.save_view(f"view {number}", VIEW)
            elif f"view {number}" in habits.views:
                habits.drop_view(f"view {number}")
        before = (habits.favourites, habits.ranked(), habits.views)
        await habits.aclose()
        kept = store.load().prefs
        assert (habits.favourites, habits.ranked(), habits.views) == before
        assert (kept.favourites, kept.views) == (before[0], before[2])
        assert set(kept.visits) == set(before[1])

    asyncio.run(live())
