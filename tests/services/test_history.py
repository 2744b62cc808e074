"""The history of the prompt: true in memory at once, written in order beside the loop, and secrets kept out."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from altotui.domain.errors import StorageError
from altotui.domain.history import MOST_LINES, HistoryEnd, HistoryLine, HistoryRead
from altotui.domain.site import Site
from altotui.services.events import HistoryChanged
from altotui.services.history import History, HistoryStore, Taken
from altotui.storage.history_file import HistoryFile
from altotui.storage.history_nowhere import HistoryNowhere
from altotui.storage.locations import history_file
from tests.clocks import FakeClock
from tests.domain.records import NOW, a_site, ago, site_no
from tests.domain.typed import typed
from tests.waiting import until

ONE = a_site(1, tags=("region:lagos", "vip"))
TWO = a_site(2)
PAST = (typed("/ip/dns/print", 1, at=ago(60)), typed("/ip/arp/print", 2, at=ago(50), outcome="rejected"))
FINE = HistoryChanged(None)
SECRET = "/ppp/secret/add name=x password=hunter2"


class FakeStore:
    """Has the shape of `HistoryStore`; fails while it is told to, and waits while its gate is closed."""

    def __init__(self, past: Sequence[HistoryLine] = (), problem: str = "") -> None:
        self.past = HistoryRead(tuple(past), problem=problem)
        self.news = HistoryRead()
        self.failure: StorageError | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.records: list[HistoryLine | HistoryEnd] = []
        self.threads: set[int] = set()
        self.loads = 0
        self.inside = 0
        self.most_inside = 0

    def load(self) -> HistoryRead:
        self.loads += 1
        self._work()
        return self.past

    def newer(self) -> HistoryRead:
        news, self.news = self.news, HistoryRead()
        self._work()
        return news

    def append(self, records: Sequence[HistoryLine | HistoryEnd]) -> None:
        self._work()
        self.records += records

    def _work(self) -> None:
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        self.threads.add(threading.get_ident())
        self.gate.wait(5.0)
        self.inside -= 1
        if self.failure is not None:
            raise self.failure


@dataclass
class Told:
    """Takes what the service publishes."""

    events: list[HistoryChanged] = field(default_factory=list)

    def __call__(self, event: HistoryChanged) -> None:
        self.events.append(event)

    @property
    def problems(self) -> list[str]:
        return [str(event.problem) for event in self.events if event.problem is not None]


class Bench:
    """The service over a store that was passed in."""

    def __init__(self, store: FakeStore | None = None) -> None:
        self.clock = FakeClock()
        self.store = store or FakeStore()
        self.told = Told()
        self.opened = 0
        self.history = History(self._open, self.clock, self.told)

    def _open(self) -> HistoryStore:
        self.opened += 1
        return self.store

    def take(
        self, line: str, *, menu: str = "/", sites: Sequence[Site] = (ONE,), is_write: bool = False
    ) -> Taken:
        return self.history.take(line, menu=menu, target="site-1", sites=sites, is_write=is_write)

    async def writes(self, records: int) -> None:
        """Wait until that many records are in the store."""
        await until(lambda: len(self.store.records) == records)

    @property
    def texts(self) -> list[str]:
        return [line.line for line in self.history.lines]

    def steps(self, text: str = "") -> list[str]:
        return [line.line for line in self.history.steps(text)]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_nothing_is_opened_before_it_is_needed(bench: Bench) -> None:
    assert (bench.history.lines, bench.history.steps(), bench.history.search("", None)) == ((), [], [])
    assert bench.history.suggest("/", "/", ONE.id) == ""
    assert (bench.opened, bench.told.events) == (0, [])


async def test_what_was_kept_is_loaded_in_a_thread() -> None:
    bench = Bench(FakeStore(PAST))
    await bench.history.load()
    assert bench.history.lines == PAST
    assert bench.history.suggest("/ip/d", "/", ONE.id) == "/ip/dns/print"
    assert [line.id for line in bench.history.search("ok:no", ONE.id)] == ["run-2"]
    assert bench.told.events == [FINE]
    assert threading.get_ident() not in bench.store.threads


async def test_a_line_is_known_at_once_and_written_beside_the_loop(bench: Bench) -> None:
    bench.store.gate.clear()
    taken = bench.take("/ip/dns/print", menu="/ip", sites=[ONE, TWO])
    assert taken.withheld == ""
    made = HistoryLine(
        taken.id, NOW, "/ip/dns/print", "/ip", "site-1", (ONE.id, TWO.id), 2, ("region:lagos", "vip")
    )
    assert bench.history.lines == (made,)
    assert bench.history.suggest("/ip", "/", ONE.id) == "/ip/dns/print"
    assert bench.store.records == []
    bench.store.gate.set()
    await bench.writes(1)
    assert bench.store.records == [made]
    assert threading.get_ident() not in bench.store.threads


async def test_a_line_for_many_sites_keeps_the_first_fifty(bench: Bench) -> None:
    bench.take("print", sites=[a_site(number) for number in range(60)])
    bench.take("\\help", sites=[])
    many, none = bench.history.lines
    assert (many.site_ids, many.site_count) == (tuple(map(site_no, range(50))), 60)
    assert (none.site_ids, none.site_count, none.tags) == ((), 0, ())
    await bench.history.aclose()


async def test_an_end_is_known_at_once_and_written_behind_its_line(bench: Bench) -> None:
    first, second = bench.take("a"), bench.take("b")
    assert first.id != second.id
    bench.history.settle(first.id, "ok", 840)
    bench.history.settle(second.id, "unknown")
    bench.history.settle(second.id, "ok", 15_000)
    bench.history.settle("another", "ok", 1)
    assert [(line.outcome, line.elapsed_ms) for line in bench.history.lines] == [("ok", 840), ("ok", 15_000)]
    assert [line.outcome for line in bench.history.steps()] == ["ok", "ok"]
    await bench.history.aclose()
    assert bench.store.records[2:] == [
        HistoryEnd(first.id, "ok", 840),
        HistoryEnd(second.id, "unknown"),
        HistoryEnd(second.id, "ok", 15_000),
    ]


async def test_records_are_written_one_at_a_time_in_their_order(bench: Bench) -> None:
    for number in range(20):
        bench.history.settle(bench.take(f"line {number}").id, "ok", number)
        await asyncio.sleep(0)
    await bench.history.aclose()
    assert bench.store.most_inside == 1
    lines = [record for record in bench.store.records if isinstance(record, HistoryLine)]
    ends = [record for record in bench.store.records if isinstance(record, HistoryEnd)]
    assert [line.line for line in lines] == [f"line {number}" for number in range(20)]
    assert [end.id for end in ends] == [line.id for line in lines]


async def test_an_end_that_was_good_makes_a_line_worth_suggesting(bench: Bench) -> None:
    first, second = bench.take("/ip/dns/print"), bench.take("/ip/arp/print")
    bench.history.settle(first.id, "ok")
    bench.history.settle(second.id, "router_error")
    assert bench.history.suggest("/ip", "/", ONE.id) == "/ip/dns/print"
    bench.take("/ip/dns/set servers=192.0.2.1", is_write=True)
    assert bench.history.suggest("/ip/dns/s", "/", ONE.id) == ""
    await bench.history.aclose()


# --- what is not kept


@pytest.mark.parametrize(
    ("line", "menu", "why"),
    [
        (SECRET, "/", "secret"),
        ("/ppp secret add name=x pass=hunter2", "/", "secret"),
        ("set 0 password=$p", "/user", "secret"),
        ('/interface/wifi/security/set 0 passphrase="a b"', "/", "secret"),
        ("/tool/fetch url=https://me:hunter2@example.test/x", "/", "secret"),
        ('/tool/fetch http-header-field="Authorization: Bearer abcdefgh"', "/", "secret"),
        (":global token abcdef", "/", "secret"),
        ("set 0 name=hunter2", "/snmp/community", "secret"),
        ("=private-key=abcdef", "/", "secret"),
        (" /ip/dns/print", "/", "blank"),
        ("\t/ip/dns/print", "/", "blank"),
        ("set 0 name=lagos", "/interface", ""),
        ("/ip/dns/set servers=192.0.2.1", "/snmp/community", ""),
        ("/ppp/secret/print", "/", ""),
        ("/user/print where name=admin", "/", ""),
        ("/interface/wireguard/print proplist=public-key", "/", ""),
        ("/ppp/secret/set 0 password=***", "/", ""),
        ("/tool/fetch url=https://example.test/x", "/", ""),
    ],
)
async def test_a_line_with_a_secret_or_a_blank_before_it_ends_with_this_console(
    line: str, menu: str, why: str
) -> None:
    bench = Bench()
    bench.take("/ip/arp/print")
    taken = bench.take(line, menu=menu)
    bench.history.settle(taken.id, "ok", 5)
    reasons = {"secret": "it holds a secret", "blank": "it begins with a blank"}
    assert taken.withheld == (f"not kept in the history: {reasons[why]}" if why else "")
    assert bench.steps() == ["/ip/arp/print", line]
    assert bench.history.steps()[-1]._replace(id="", at=NOW) == HistoryLine(
        *("", NOW, line, menu, "site-1", (ONE.id,), 1, ONE.tags, "ok", False, 5, not why)
    )
    assert bench.texts == ["/ip/arp/print", *([line] * (not why))]
    assert len(bench.history.search("", None)) == (1 if why else 2)
    assert bench.history.suggest(line[:3], menu, ONE.id) != line or not why
    await bench.history.aclose()
    assert len(bench.store.records) == (1 if why else 3)


async def test_a_secret_is_in_no_file() -> None:
    history = History(lambda: HistoryFile("acme"), FakeClock(), Told())
    for line in (SECRET, f" {SECRET}", "/ip/dns/print"):
        taken = history.take(line, menu="/", target="site-1", sites=[ONE], is_write=True)
        history.settle(taken.id, "ok", 5)
    await history.aclose()
    content = history_file("acme").read_text()
    assert "/ip/dns/print" in content
    assert "hunter2" not in content
    assert content.count("\n") == 2


# --- the up key


async def test_the_up_key_brings_earlier_lines_then_all_of_this_console_and_none_of_others() -> None:
    bench = Bench(FakeStore(PAST))
    await bench.history.load()
    bench.take("/ip/dns/print")
    bench.take(SECRET)
    bench.store.news = HistoryRead((typed("/log/print", 9, id="other-1", at=NOW),))
    await bench.history.look_again()
    bench.take("/log/print")
    bench.take("/log/print")
    assert bench.texts.count("/log/print") == 3
    assert bench.steps() == ["/ip/dns/print", "/ip/arp/print", "/ip/dns/print", SECRET, "/log/print"]
    assert bench.steps("/ip") == ["/ip/dns/print", "/ip/arp/print", "/ip/dns/print"]
    assert bench.steps("/IP") == []
    await bench.history.aclose()


async def test_the_last_line_typed_is_the_last_step_whatever_the_clocks_say() -> None:
    bench = Bench(FakeStore([typed("from a clock that is fast", 1, at=ago(-3600))]))
    await bench.history.load()
    bench.take("a")
    await bench.clock.advance(-30)
    bench.take("b")
    assert bench.steps() == ["from a clock that is fast", "a", "b"]
    assert bench.texts == ["b", "a", "from a clock that is fast"]
    await bench.history.aclose()


# --- other consoles


async def test_what_others_typed_comes_in_by_its_time(bench: Bench) -> None:
    await bench.history.load()
    await bench.clock.advance(10)
    own = bench.take("own")
    before = typed("before", 1, id="other-1", at=NOW, outcome="")
    bench.store.news = HistoryRead((before, typed("after", 2, id="other-2", at=ago(-20))), damaged=2)
    await bench.history.look_again()
    assert bench.texts == ["before", "own", "after"]
    assert bench.history.damaged == 2
    bench.store.news = HistoryRead(ends=(HistoryEnd("other-1", "ok", 7), HistoryEnd("unheard", "ok", 1)))
    await bench.history.look_again()
    assert bench.history.lines[0] == before._replace(outcome="ok", elapsed_ms=7)
    assert bench.told.events == [FINE, FINE, FINE]
    bench.store.news = HistoryRead(
        (before._replace(outcome="ok", elapsed_ms=7),), (HistoryEnd(own.id, "ok"),)
    )
    await bench.history.look_again()
    assert len(bench.told.events) == 3
    assert bench.texts == ["before", "own", "after"]


async def test_what_is_known_of_own_lines_is_never_older_than_the_file(bench: Bench) -> None:
    await bench.history.load()
    taken = bench.take("own")
    line = bench.history.lines[0]
    bench.history.settle(taken.id, "ok", 5)
    bench.store.news = HistoryRead(
        (line, line._replace(outcome="unknown")), (HistoryEnd(taken.id, "unknown"),)
    )
    await bench.history.look_again()
    assert [(each.id, each.outcome) for each in bench.history.lines] == [(taken.id, "ok")]
    assert bench.told.events == [FINE]
    await bench.history.aclose()


async def test_looking_without_news_says_nothing(bench: Bench) -> None:
    await bench.history.load()
    await bench.history.look_again()
    assert bench.told.events == [FINE]


async def test_looking_that_is_cancelled_loses_no_news(bench: Bench) -> None:
    await bench.history.load()
    bench.store.gate.clear()
    bench.store.news = HistoryRead((typed("other", 1, id="other-1"),))
    looking = asyncio.ensure_future(bench.history.look_again())
    await until(lambda: bench.store.inside)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    bench.take("own")
    bench.store.gate.set()
    await bench.history.aclose()
    assert sorted(bench.texts) == ["other", "own"]
    assert bench.store.most_inside == 1


async def test_the_end_of_a_run_waits_for_what_is_being_read() -> None:
    bench = Bench(FakeStore(PAST))
    bench.store.gate.clear()
    loading = asyncio.ensure_future(bench.history.load())
    await until(lambda: bench.store.inside)
    loading.cancel()
    closing = asyncio.ensure_future(bench.history.aclose())
    await asyncio.sleep(0)
    assert not closing.done()
    bench.store.gate.set()
    await closing
    assert bench.history.lines == PAST


async def test_lines_typed_before_the_past_is_there_stay_and_come_behind_it() -> None:
    bench = Bench(FakeStore(PAST))
    bench.store.gate.clear()
    loading = asyncio.ensure_future(bench.history.load())
    await until(lambda: bench.store.inside)
    taken = bench.take("/ip/dns/cache/print")
    bench.take(SECRET)
    bench.history.settle(taken.id, "ok", 5)
    assert bench.texts == ["/ip/dns/cache/print"]
    bench.store.gate.set()
    await loading
    await bench.history.aclose()
    assert bench.texts == ["/ip/dns/print", "/ip/arp/print", "/ip/dns/cache/print"]
    assert bench.steps() == [*bench.texts, SECRET]
    assert bench.history.suggest("/ip/d", "/", ONE.id) == "/ip/dns/cache/print"
    assert len(bench.store.records) == 2


async def test_a_line_that_was_written_before_the_past_was_read_is_there_once() -> None:
    history = History(lambda: HistoryFile("acme"), FakeClock(), Told())
    taken = history.take("/ip/dns/print", menu="/", target="site-1", sites=[ONE], is_write=False)
    await until(lambda: history_file("acme").exists() and history_file("acme").stat().st_size)
    await history.load()
    assert [line.id for line in history.lines] == [taken.id]
    await history.aclose()


# --- failures


async def test_a_file_that_was_put_aside_is_told() -> None:
    bench = Bench(FakeStore(problem="x is damaged: it was put aside"))
    await bench.history.load()
    assert bench.told.problems == ["x is damaged: it was put aside"]


async def test_a_past_that_cannot_be_read_is_told_once_and_read_when_it_can_be() -> None:
    bench = Bench(FakeStore(PAST))
    bench.store.failure = StorageError("cannot read x: Permission denied")
    await bench.history.load()
    await bench.history.look_again()
    assert bench.told.problems == ["cannot read x: Permission denied"]
    bench.store.failure = None
    await bench.history.look_again()
    assert bench.history.lines == PAST
    assert bench.store.loads == 3
    bench.store.failure = StorageError("cannot read x: again")
    await bench.history.look_again()
    assert bench.told.problems[1:] == ["cannot read x: again"]
    assert bench.history.lines == PAST


async def test_a_failure_to_write_is_told_once_and_loses_no_line(bench: Bench) -> None:
    bench.store.failure = StorageError("cannot write x: No space left on device")
    bench.take("a")
    await until(lambda: bench.told.problems)
    bench.take("b")
    await until(lambda: not bench.store.inside and len(bench.store.threads))
    assert bench.texts == bench.steps() == ["a", "b"]
    bench.store.failure = None
    bench.take("c")
    await bench.writes(3)
    assert [record.line for record in bench.store.records if isinstance(record, HistoryLine)] == [
        "a",
        "b",
        "c",
    ]
    assert bench.told.problems == ["cannot write x: No space left on device"]
    bench.store.failure = StorageError("cannot write x: again")
    bench.take("d")
    await until(lambda: len(bench.told.problems) == 2)


async def test_the_end_of_a_run_tries_once_more(bench: Bench) -> None:
    bench.store.failure = StorageError("cannot write x")
    bench.take("a")
    await until(lambda: bench.told.problems)
    bench.store.failure = None
    await bench.history.aclose()
    assert len(bench.store.records) == 1


async def test_the_end_of_a_run_without_lines_opens_nothing(bench: Bench) -> None:
    await bench.history.aclose()
    assert bench.opened == 0


# --- size, and the real stores


async def test_the_oldest_lines_make_room_and_the_up_key_still_brings_own_ones() -> None:
    bench = Bench(FakeStore([typed(f"line {number}", number) for number in range(1, MOST_LINES + 1)]))
    taken = bench.take("early")
    await bench.history.load()
    assert (len(bench.texts), bench.texts[0]) == (MOST_LINES, "line 1")
    await bench.clock.advance(100_000)
    bench.take("late")
    bench.history.settle(taken.id, "ok")
    assert (len(bench.texts), bench.texts[0], bench.texts[-1]) == (MOST_LINES, "line 2", "late")
    assert [line.outcome for line in bench.history.steps("early")] == ["ok"]
    await bench.history.aclose()


async def test_two_consoles_on_one_file_see_each_others_lines() -> None:
    consoles = [History(lambda: HistoryFile("acme"), FakeClock(), Told()) for _ in range(2)]
    for console in consoles:
        await console.load()
    for number in range(30):
        console = consoles[number % 2]
        taken = console.take(f"{number}", menu="/", target="site-1", sites=[ONE], is_write=False)
        console.settle(taken.id, "ok", number)
    for console in consoles:
        await console.aclose()
    for console in consoles:
        await console.look_again()
        assert {line.line for line in console.lines} == {f"{number}" for number in range(30)}
        assert {line.outcome for line in console.lines} == {"ok"}
        assert len(console.steps()) == 15
    later = History(lambda: HistoryFile("acme"), FakeClock(), Told())
    await later.load()
    assert len(later.steps()) == 30
    assert later.damaged == 0


async def test_a_demonstration_remembers_as_long_as_it_runs() -> None:
    told = Told()
    history = History(HistoryNowhere, FakeClock(), told)
    await history.load()
    taken = history.take("/ip/dns/print", menu="/", target="site-1", sites=[ONE], is_write=False)
    history.settle(taken.id, "ok", 5)
    await history.aclose()
    await history.look_again()
    assert [line.outcome for line in history.lines] == ["ok"]
    assert told.events == [FINE]


def test_the_rules_for_secrets_and_the_form_of_the_file_are_not_loaded_before_they_are_needed() -> None:
    code = "import sys, altotui.services.history; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "altotui.domain.history" in loaded
    assert not {"altotui.domain.redaction", "json", "fnmatch", "altotui.storage"} & set(loaded)
