"""`altotui run --watch`: repeats a read and prints every sample as it comes."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from altotui.cli.arguments import seconds
from altotui.cli.compose import compose
from altotui.cli.exit_codes import ExitCode
from altotui.cli.headless import say
from altotui.cli.output import print_json_lines, print_lines
from altotui.cli.records import Members, iso, result_record
from altotui.cli.selection import Selection
from altotui.cli.target import Target
from altotui.domain.command import CommandResult, RawRow, Sentence
from altotui.domain.errors import InvalidInput, SessionExpired
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.answer import frames_shown
from altotui.domain.routeros.translation import Translation
from altotui.domain.sample_changes import changes_between
from altotui.domain.sample_series import summary_at
from altotui.domain.samples import Sample, SampleRing
from altotui.domain.text import make_visible
from altotui.domain.watch_words import checked_every_s
from altotui.services.answer_text import AnswerText
from altotui.services.events import AuditFailed, Event, SessionChanged, WatchChanged, WatchSampled
from altotui.services.relay import Relay
from altotui.services.watches import Watch, Watches, WatchState, check_repeatable

_FORMATS = ("table", "jsonl")
_UNLIMITED = 2**31
_CHANGED, _ADDED, _SAME = "~ ", "+ ", "  "

SumUp = Callable[[Sequence[CommandResult]], ExitCode]
"""Gives the exit code that sums up some results."""


def add_watch_options(parser: argparse.ArgumentParser) -> None:
    """Add `--watch` and `--samples`."""
    parser.add_argument(
        "--watch", type=seconds, metavar="S", help="repeat a read every S seconds and mark what changed"
    )
    parser.add_argument(
        "--samples", type=_positive, metavar="N", help="with --watch: end after N samples, not by ctrl+c"
    )


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is not 1 or more")
    return value


def check_watch(arguments: argparse.Namespace, translation: Translation) -> None:
    """Raise InvalidInput when a call cannot be carried out again and again, before anything is sent for it."""
    if arguments.watch is None:
        if arguments.samples is not None:
            raise InvalidInput("--samples says when --watch ends", "add --watch S")
        return
    if arguments.format not in _FORMATS:
        raise InvalidInput(
            f"--watch prints as it goes, which {arguments.format} cannot", "use --format table or jsonl"
        )
    for option, value in {"--group": arguments.group, "--output": arguments.output}.items():
        if value:
            raise InvalidInput(f"--watch goes without {option}", "leave one of them out")
    checked_every_s(arguments.watch)
    check_repeatable(translation)


async def watch_line(
    arguments: argparse.Namespace,
    target: Target,
    translation: Translation,
    selection: Selection,
    sum_up: SumUp,
) -> ExitCode:
    """Repeat a line that `check_watch` took, until as many samples are there as were asked for, or ctrl+c.

    Raises:
        SessionExpired: The API refuses the token.
    """
    async with compose(target) as composed:
        services = composed.services
        sites = await selection.load(services)
        watches = Watches(
            services.runner,
            services.session,
            services.clock,
            services.relay,
            lambda: services.api.budget,
        )
        timeout_s = arguments.timeout or target.command_timeout_s
        watch = watches.start(sites, translation, arguments.watch, timeout_s=timeout_s)
        following = Following(watches, watch, SamplePrinter(watch, arguments.format), arguments.samples)
        return await following.run(services.relay, sum_up)


class Following:
    """One watch from its first sample to its end."""

    def __init__(self, watches: Watches, watch: Watch, printer: SamplePrinter, samples: int | None) -> None:
        """Print every sample; `samples` is how many end it, None for no end."""
        self._watches = watches
        self._watch = watch
        self._printer = printer
        self._samples = samples
        self._taken = 0
        self._ends: set[CommandResult] = set()
        """Each kind of end that a sample had, without what was answered."""
        self._is_expired = False
        self._is_slow = False

    async def run(self, relay: Relay, sum_up: SumUp) -> ExitCode:
        """Follow it and return what sums it up; raises SessionExpired when the API refuses the token."""
        relay.connect(self._take)
        try:
            await self._watches.follow(self._watch)
        except asyncio.CancelledError:  # Ctrl-C: everything that came has been printed
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
            return ExitCode.STOPPED
        finally:
            relay.connect(None)
        if self._is_expired:
            raise SessionExpired("the API refuses the token: `altotui auth status` says where it comes from")
        return sum_up(list(self._ends))

    def _take(self, event: Event) -> None:
        if isinstance(event, WatchSampled):
            self._take_sample()
        elif isinstance(event, WatchChanged):
            self._say_pace()
        elif isinstance(event, AuditFailed):
            say(f"what is sent is not recorded: {event.error}")
        elif isinstance(event, SessionChanged) and event.expired:
            self._is_expired = True
            self._watches.stop(self._watch.id)

    def _take_sample(self) -> None:
        self._printer.print_newest()
        self._ends.update(map(_end_of, self._watch.ring.at(-1).results))
        self._taken += 1
        if self._taken == self._samples:
            self._watches.stop(self._watch.id)

    def _say_pace(self) -> None:
        if self._watch.state is WatchState.WAITING and not self._is_slow:
            self._is_slow = True
            say(f"the request budget allows a sample every {self._watch.pace_s:.0f} s")


def _end_of(result: CommandResult) -> CommandResult:
    """Return a result with nothing but what an exit code is made of."""
    elapsed_ms = None if result.elapsed_ms is None else 0
    return CommandResult(
        SiteId(""), "", result.outcome, http_status=result.http_status, elapsed_ms=elapsed_ms
    )


class SamplePrinter:
    """Prints the newest sample of a watch: as JSON lines, or as tables with a mark before what changed."""

    def __init__(self, watch: Watch, how: str) -> None:
        self._ring: SampleRing = watch.ring
        self._command = watch.translation.command
        self._is_headed = len(watch.sites) > 1
        self._is_json = how == "jsonl"
        sentence = Sentence(watch.translation.command, watch.translation.parameters)
        self._answers = AnswerText(sentence, how, is_write=False)

    def print_newest(self) -> None:
        """Print one line for each site with the time of the sample, or its tables."""
        sample = self._ring.at(-1)
        if self._is_json:
            print_json_lines(_record(sample, result) for result in sample.results)
        else:
            print_lines(self._table_lines(sample))

    def _table_lines(self, sample: Sample) -> Iterator[str]:
        yield summary_at(self._ring, -1).words()
        for site, result in enumerate(sample.results):
            if result.outcome is not Outcome.OK:
                why = f": {result.message}" if result.message else ""
                yield make_visible(f"{result.site_name}: {result.outcome.value}{why}", max_chars=_UNLIMITED)
                continue
            marks = _marks(self._ring.answer_before(-1, site), result, self._command)
            if self._is_headed:
                summary = self._answers.summary(result.reply.rows, result.reply.ret)
                same = "" if marks else ", no change"
                yield make_visible(f"{result.site_name}: {summary}{same}", max_chars=_UNLIMITED)
            if marks:
                yield from self._answer_lines(result, marks)
        yield ""

    def _answer_lines(self, result: CommandResult, marks: _Marks) -> Iterator[str]:
        lines = list(self._answers.lines(result.reply.rows, result.reply.ret))
        rows, _ = frames_shown(self._command, result.reply.rows)
        before_rows = len(lines) - len(rows)
        for line in lines[:before_rows]:
            yield f"{_CHANGED if marks.is_other_ret else _SAME}{line}".rstrip()
        for row, line in zip(rows, lines[before_rows:], strict=True):
            yield f"{marks.of(row)}{line}".rstrip()


class _Marks(NamedTuple):
    """What to mark of an answer: rows by their `id()`."""

    added: frozenset[int] = frozenset()
    changed: frozenset[int] = frozenset()
    is_other_ret: bool = False

    def of(self, row: RawRow) -> str:
        """Return the mark of a row."""
        if id(row) in self.added:
            return _ADDED
        return _CHANGED if id(row) in self.changed else _SAME


def _marks(before: CommandResult | None, result: CommandResult, command: str) -> _Marks | None:
    """Return what to mark; nothing in the first answer, and None when nothing changed."""
    if before is None:
        return _Marks()
    diff = changes_between(before.reply, result.reply, command)
    if diff.is_empty:
        return None
    added, changed = diff.added, (change.after for change in diff.changed)
    is_other_ret = diff.ret is not None and not result.reply.rows
    return _Marks(frozenset(map(id, added)), frozenset(map(id, changed)), is_other_ret)


def _record(sample: Sample, result: CommandResult) -> Members:
    return {"at": iso(sample.at), **result_record(result)}
