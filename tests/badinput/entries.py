"""Every kind of entry of the transcript made of answers, and all of its lines as they would be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TypeVar

from rich.style import Style

from altotui.domain.budget import Budget
from altotui.domain.command import CommandResult, RouterReply, Sentence
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Translation
from altotui.domain.samples import Sample
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.events import RunStarted
from altotui.services.watches import Watch
from altotui.storage.language import load_language
from altotui.ui.cells import line
from altotui.ui.entries.diff_entry import DiffEntry
from altotui.ui.entries.entry import Entry
from altotui.ui.entries.parts import PartsEntry
from altotui.ui.entries.pivot_entry import PivotEntry
from altotui.ui.entries.run_entry import RunEntry
from altotui.ui.entries.shown import Shown
from altotui.ui.entries.watch_entry import WatchEntry
from tests.clocks import START, FakeClock
from tests.domain.records import site_no

SENTENCE = Sentence("/ip/arp/print")
LINE = "/ip/arp/print"
RawRows = Sequence[Mapping[str, object]]
_PLAIN = Style()


@cache
def typed(text: str = LINE) -> Translation:
    """Return what a typed line means."""
    return translate(text, load_language())


def sites_called(names: Iterable[str]) -> tuple[Site, ...]:
    """Return sites with names as the API client hands them on."""
    return tuple(Site(SiteId(site_no(at)), make_visible(name) or "-") for at, name in enumerate(names))


def answered(
    site: Site, rows: RawRows = (), ret: str | None = None, note: str | None = None
) -> CommandResult:
    """Return the answer of a site; `note` is raw."""
    said = None if note is None else make_visible(note)
    return CommandResult(site.id, site.name, Outcome.OK, RouterReply(tuple(rows), ret), said, 200, 12)


def refused(site: Site, words: str, outcome: Outcome = Outcome.ROUTER_ERROR) -> CommandResult:
    """Return another end of a site; the words are raw."""
    return CommandResult(site.id, site.name, outcome, message=make_visible(words) or None, elapsed_ms=12)


def single(result: CommandResult, sentence: Sentence = SENTENCE, *, is_write: bool = False) -> Entry:
    """Return the entry of one command."""
    entry = Entry(1, result.site_name, sentence, START, is_write=is_write, site_id=result.site_id)
    entry.line = typed()
    entry.finish(result)
    return entry


def _started(sites: tuple[Site, ...], name: str, field: str = "", number: int = 2) -> RunStarted:
    return RunStarted(number, sites, typed(), START, make_visible(name), field)


def run(results: Sequence[CommandResult], name: str = "", number: int = 2, *, diffs: bool = True) -> RunEntry:
    """Return the entry of one line on several sites, every part unfolded; `name` is raw."""
    entry = RunEntry(_started(_sites(results), name, number=number))
    entry.is_diffing = diffs
    for result in results:
        entry.take(result)
    entry.end()
    return unfolded(entry)


def counted(results: Sequence[CommandResult], field: str) -> PivotEntry:
    """Return the entry of the values of one field."""
    entry = PivotEntry(_started(_sites(results), field, field, number=3))
    for result in results:
        entry.take(result)
    entry.end()
    return entry


def compared(before: Shown, after: Shown) -> DiffEntry:
    """Return the entry of what differs between two."""
    return unfolded(DiffEntry(before, after))


def watched(*samples: Sequence[CommandResult]) -> WatchEntry:
    """Return the entry of a line that was repeated."""
    watch = Watch(1, _sites(samples[0]), typed(), 10.0, 65.0, FakeClock(), Budget)
    for results in samples:
        watch.ring.add(Sample(START, tuple(results)))
    return unfolded(WatchEntry(watch))


def _sites(results: Iterable[CommandResult]) -> tuple[Site, ...]:
    return tuple(Site(result.site_id, result.site_name) for result in results)


_E = TypeVar("_E", bound=PartsEntry)


def unfolded(entry: _E) -> _E:
    """Return the entry with all of its parts open."""
    for section in entry.sections:
        section.is_folded = False
    return entry


def drawn(entry: Shown, width: int = 120, first_column: int = 0) -> Iterator[str]:
    """Yield every line as it is drawn, each of exactly `width` cells."""
    for y in range(entry.line_count(width)):
        strip = line(entry.make(y, width, first_column, _look), width, _PLAIN)
        assert strip.cell_length == width == sum(segment.cell_length for segment in strip)
        assert not any(segment.control for segment in strip)
        assert not any(segment.style and segment.style.link for segment in strip)
        yield strip.text


def _look(_: str) -> Style:
    return _PLAIN
