"""What was typed at the prompt: where, at what, and how it ended; and finding it again.

dns print              both words, in the line; capitals make no difference
"dns print" -watch     exactly that, and not this word
site:lagos* tag:vip    what was asked: part of its label or tag, `*` and `?` stand for anything
ok:no write:yes        how it ended, and what it was: outcome:unknown,mixed
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from altotui.domain.filter_words import FilterProblem, FilterWord, filter_words
from altotui.domain.ids import SiteId
from altotui.domain.natural import folded
from altotui.domain.outcome import Outcome
from altotui.domain.text import make_visible

MOST_LINES = 10_000
MOST_SITE_IDS = 50
MAX_LINE_CHARS = 20_000
"""What a prompt takes."""
MIXED = "mixed"
"""The outcome of a line that went to several sites and ended differently on them."""
OUTCOMES = (*(outcome.value for outcome in Outcome), MIXED)
_MOST_WORDS = 30
_MOST_SHOWN_CHARS = 60


class HistoryLine(NamedTuple):
    """One line that was sent off with Enter."""

    id: str
    """No other line has it, of whatever console."""
    at: datetime
    line: str
    """As it was typed, so it passes `make_visible` where it is drawn."""
    menu: str
    """The menu it was typed in."""
    target: str
    """What it was for, as the prompt says it; visible-only."""
    site_ids: tuple[SiteId, ...] = ()
    """The first MOST_SITE_IDS of them."""
    site_count: int = 0
    tags: tuple[str, ...] = ()
    """Those of the first site."""
    outcome: str = ""
    """One of OUTCOMES; empty while it is not known, and for what has none."""
    is_write: bool = False
    elapsed_ms: int | None = None
    is_kept: bool = True
    """False for a line that only this console knows, for as long as it runs."""

    @property
    def is_absolute(self) -> bool:
        """Return whether it means the same in every menu."""
        return self.line.startswith("/")


class HistoryEnd(NamedTuple):
    """How the line of that id ended."""

    id: str
    outcome: str
    elapsed_ms: int | None = None


class HistoryRead(NamedTuple):
    """What was read of a history."""

    lines: tuple[HistoryLine, ...] = ()
    """In the order in which they were written, with the ends that were read."""
    ends: tuple[HistoryEnd, ...] = ()
    """Those of lines that are not among `lines`."""
    damaged: int = 0
    """Records that cannot be used, and were passed over."""
    problem: str = ""
    """What a person should know of the file; empty when all is well."""


_Test = Callable[[HistoryLine], bool]


class _Term(NamedTuple):
    """One condition on a field: one of `tests` must hold."""

    tests: tuple[_Test, ...]
    is_negated: bool


class HistoryFilter:
    """A parsed filter; an empty one takes every line. A part that cannot be meant is left out, and told of."""

    def __init__(self, text: str) -> None:
        """Parse `text`; never raises."""
        self.problem = ""
        """What was left out first, and what to write instead; visible-only, empty when all was taken."""
        self._words: list[tuple[str, bool]] = []
        self._terms: list[_Term] = []
        words = filter_words(text)
        for word in words[:_MOST_WORDS]:
            self._take(word)
        if len(words) > _MOST_WORDS:
            self._refuse(words[_MOST_WORDS], f"only the first {_MOST_WORDS} words are taken")

    def matches(self, line: HistoryLine) -> bool:
        """Return whether all of it holds for `line`."""
        if self._words:
            hay = folded(line.line)
            for word, is_negated in self._words:
                if (word in hay) is is_negated:
                    return False
        return all(any(test(line) for test in tests) is not is_negated for tests, is_negated in self._terms)

    def _take(self, word: FilterWord) -> None:
        read = _FIELDS.get(word.field)
        if read is None:
            if word.body:
                self._words.append((folded(word.body), word.is_negated))
            return
        if not word.values:
            self._refuse(word, f"{word.field}: has no value: write {_EXAMPLES[word.field]}")
            return
        tests: list[_Test] = []
        for value in word.values:
            test = read(value)
            if isinstance(test, str):
                self._refuse(word, make_visible(test))
            else:
                tests.append(test)
        if tests:
            self._terms.append(_Term(tuple(tests), word.is_negated))

    def _refuse(self, word: FilterWord, why: str) -> None:
        self.problem = self.problem or str(FilterProblem(why, word.start, word.end))


def _read_site(value: str) -> _Test:
    holds = _text_test(value)
    return lambda line: holds(line.target)


def _read_tag(value: str) -> _Test:
    """Take a value of `tag:`, which may be all of a tag or what stands behind its key."""
    holds = _text_test(value)
    return lambda line: any(holds(tag) or holds(tag.partition(":")[2]) for tag in line.tags)


def _text_test(value: str) -> Callable[[str], bool]:
    """Return what tells whether a text holds `value`, or is all of it where `*` and `?` stand for anything."""
    wanted = folded(value)
    if "*" not in wanted and "?" not in wanted:
        return lambda text: wanted in folded(text)
    import re
    from fnmatch import translate

    found = re.compile(translate(wanted.replace("[", "[[]"))).match
    return lambda text: found(folded(text)) is not None


def _read_ok(value: str) -> _Test | str:
    wanted = _yes_or_no(value)
    if wanted is None:
        return f"ok:{value[:_MOST_SHOWN_CHARS]} is neither yes nor no"
    if wanted:
        return lambda line: line.outcome == Outcome.OK
    return lambda line: line.outcome not in ("", Outcome.OK)


def _read_outcome(value: str) -> _Test | str:
    lower = value.casefold()
    known = [lower] if lower in OUTCOMES else [each for each in OUTCOMES if each.startswith(lower)]
    if len(known) != 1:
        return f"outcome:{value[:_MOST_SHOWN_CHARS]} is not an outcome: one of {', '.join(OUTCOMES)}"
    wanted = known[0]
    return lambda line: line.outcome == wanted


def _read_write(value: str) -> _Test | str:
    wanted = _yes_or_no(value)
    if wanted is None:
        return f"write:{value[:_MOST_SHOWN_CHARS]} is neither yes nor no"
    return lambda line: line.is_write is wanted


def _yes_or_no(value: str) -> bool | None:
    lower = value.casefold()
    if "yes".startswith(lower):
        return True
    return False if "no".startswith(lower) else None


_FIELDS: dict[str, Callable[[str], _Test | str]] = {
    "site": _read_site,
    "tag": _read_tag,
    "ok": _read_ok,
    "outcome": _read_outcome,
    "write": _read_write,
}
_EXAMPLES = {
    "site": "site:lagos*",
    "tag": "tag:vip",
    "ok": "ok:yes or ok:no",
    "outcome": f"one of outcome:{', '.join(OUTCOMES)}",
    "write": "write:yes or write:no",
}


def search(
    lines: Sequence[HistoryLine], text: str | HistoryFilter, site_id: SiteId | None
) -> list[HistoryLine]:
    """Return what a filter takes, newest first and each text once: lines for that site first, then all others.

    Args:
        lines: Newest last.
        text: The filter; parsed, when its problem is of interest, too.
        site_id: The site that comes first; None for none.
    """
    passes = (HistoryFilter(text) if isinstance(text, str) else text).matches
    here: dict[str, HistoryLine] = {}
    elsewhere: dict[str, HistoryLine] = {}
    for line in reversed(lines):
        typed = line.line
        found = here if site_id in line.site_ids else elsewhere
        if typed not in found and passes(line):
            found[typed] = line
    return [*here.values(), *(line for typed, line in elsewhere.items() if typed not in here)]


def once_in_a_row(lines: Iterable[HistoryLine]) -> list[HistoryLine]:
    """Return `lines` without those that are followed by the same text."""
    kept: list[HistoryLine] = []
    for line in lines:
        if kept and kept[-1].line == line.line:
            kept[-1] = line
        else:
            kept.append(line)
    return kept
