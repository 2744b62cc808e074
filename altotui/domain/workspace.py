"""What a console leaves behind so that the next one can go on: the place, and what was asked last, with answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import NamedTuple

from altotui.domain.command import CommandResult, RawRow, RouterReply
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.redaction import redact_script, redact_text, redact_words, secrets_in
from altotui.domain.secret_names import MASK, is_secret_name
from altotui.domain.text import make_visible

MOST_IDS = 5000
"""A larger set of sites is not kept."""
MOST_ASKED = 20
MOST_UNKNOWN = 20
"""Writes that nobody knows of, besides those; the audit names more."""
UNKNOWN_FOR = timedelta(days=7)
"""As long as the audit tells of such a write at a start."""
_MOST_SITES = 1000
_MOST_VALUES = 5000
"""They are masked beside the loop, which is held up by that a little."""
_SHORT_CHARS = 8
_MESSAGE_CHARS = 300
"""As much as the transcript shows of each of many."""
SENSITIVE, TOO_LARGE, TOO_MANY, CUT_OFF, ON_RECORD = (
    "its answer may hold secrets and was not kept",
    "its answers were too large to be kept",
    "it went to too many sites for their answers to be kept",
    "the console ended before all had answered",
    "how it ended stands in the audit, its answer was not kept",
)


class Place(NamedTuple):
    """Where a person was."""

    pane: str = "sites"
    is_zoomed: bool = False
    menu: str = "/"
    """The menu that the prompt was in."""
    chosen: SiteId | None = None
    """The site that was chosen last."""
    set_name: str = ""
    """What the set of sites is called that lines went to; empty when they went to the chosen site."""
    set_ids: tuple[SiteId, ...] = ()
    """The sites of that set, in their order; none of one that was too large."""
    marked: tuple[SiteId, ...] = ()


class Asked(NamedTuple):
    """One line that went to one site or several, and what came of it by then."""

    number: int
    """What it is called by; 0 for none."""
    asked_at: datetime
    line: str
    """As typed, without secrets."""
    menu: str
    """The menu it was typed in."""
    command: str
    parameters: tuple[str, ...]
    is_write: bool
    """It may have changed a router."""
    sites: tuple[tuple[SiteId, str], ...]
    """Id and name (visible-only) of each."""
    results: tuple[CommandResult, ...] = ()
    """Of the sites that had an outcome by then, in any order, or of some (`counts`); their rows are raw."""
    is_run: bool = False
    """It went to a set of sites at once."""
    called: str = ""
    """What these are called together; visible-only."""
    field: str = ""
    """The field whose values were counted."""
    more_sites: int = 0
    """How many are not among `sites`."""
    has_ended: bool = False
    """Every site had its outcome."""
    why_not_kept: str = ""
    """Why there are no answers though some came, in words; empty where they are all there."""
    counts: Mapping[Outcome, int] = {}
    """How many sites ended in which way, where `results` name only those that are unknown; else empty."""
    elsewhere: frozenset[SiteId] = frozenset()
    """Sites whose answer another console waits for; that changes, so it is found out anew and never kept."""

    def bared(self) -> Asked:
        """Return it with outcomes and messages alone."""
        return self._replace(results=tuple(result._replace(reply=RouterReply()) for result in self.results))

    def without_answers(self, why: str) -> Asked:
        """Return it with outcomes and short messages alone, and the reason; secrets are to be masked before."""
        short = (result._replace(message=_short(result.message)) for result in self.bared().results)
        return self._replace(results=tuple(short), why_not_kept=why)

    def unanswered(self) -> Iterator[tuple[SiteId, str]]:
        """Yield the sites without an outcome."""
        if self.has_ended and self.counts:
            return iter(())
        known = {result.site_id for result in self.results}
        return (site for site in self.sites if site[0] not in known)

    @property
    def unknown(self) -> frozenset[SiteId]:
        """Return the sites of which nobody knows what a write has done, as far as they are named."""
        if not self.is_write:
            return frozenset()
        lost = (result.site_id for result in self.results if result.outcome is Outcome.UNKNOWN)
        return frozenset((*lost, *(site_id for site_id, _ in self.unanswered()))) - self.elsewhere

    def tally(self) -> dict[Outcome, int]:
        """Return how many sites ended in which way; those of a write without an outcome are unknown."""
        tally = dict(self.counts) or count_each(self.results)
        if self.is_write:
            left = len(self.sites) + self.more_sites - sum(tally.values()) - len(self.elsewhere)
            tally[Outcome.UNKNOWN] = tally.get(Outcome.UNKNOWN, 0) + left
        return {outcome: tally[outcome] for outcome in Outcome if tally.get(outcome)}


class Workspace(NamedTuple):
    """All of it."""

    left_at: datetime
    """The last moment at which something in it changed."""
    place: Place = Place()
    asked: tuple[Asked, ...] = ()
    """The oldest first."""
    damaged: int = 0
    """What was passed over when it was read: lines, and the place as one."""


def count_each(results: Iterable[CommandResult]) -> dict[Outcome, int]:
    """Return how often each outcome occurs that does."""
    return dict(Counter(result.outcome for result in results))


def keepable(asked: Asked, secret_names: Set[str]) -> Asked:
    """Return what of it may be written to a file: bounded, and every value that is secret masked.

    Args:
        asked: With raw answers.
        secret_names: Names that hold secrets in the answers to this command though they do not sound like it.
    """
    why = asked.why_not_kept or _why_not_kept(asked)
    if len(asked.sites) > _MOST_SITES:
        asked = _with_few_sites(asked)
    if why:  # what goes anyway need not be masked
        asked = asked.bared()
    quoted = secrets_in(asked.parameters, command=asked.command)
    masked = asked._replace(
        parameters=redact_words(asked.parameters, command=asked.command),
        results=tuple(_masked(result, secret_names, quoted) for result in asked.results),
    )
    return masked.without_answers(why) if why else masked  # cut behind it: half a secret is not recognised


def _why_not_kept(asked: Asked) -> str:
    if len(asked.sites) > _MOST_SITES:
        return TOO_MANY
    if not (asked.has_ended or asked.is_write):
        return CUT_OFF
    is_large = sum(result.reply.value_count for result in asked.results) > _MOST_VALUES
    return TOO_LARGE if is_large else ""


def _with_few_sites(asked: Asked) -> Asked:
    """Return it with counts, and the names of those sites that somebody has to look at; some where there are none."""
    unknown = asked.unknown
    named = tuple(site for site in asked.sites if site[0] in unknown or not unknown)[:_MOST_SITES]
    ids = {site_id for site_id, _ in named}
    lost = (each for each in asked.results if each.outcome is Outcome.UNKNOWN and each.site_id in ids)
    return asked._replace(
        sites=named,
        more_sites=asked.more_sites + len(asked.sites) - len(named),
        results=tuple(lost),
        counts=count_each(asked.results),
    )


def _short(message: str | None) -> str | None:
    return None if message is None else make_visible(message, max_chars=_MESSAGE_CHARS)


def _masked(result: CommandResult, secret_names: Set[str], quoted: frozenset[str]) -> CommandResult:
    reply, message = result.reply, result.message
    rows = tuple(_masked_row(row, secret_names, quoted) for row in reply.rows)
    ret = None if reply.ret is None else _masked_text(reply.ret, quoted)
    said = None if message is None else _masked_text(message, quoted)
    return result._replace(reply=reply._replace(rows=rows, ret=ret), message=said)


def _masked_row(row: RawRow, secret_names: Set[str], quoted: frozenset[str]) -> RawRow:
    masked: dict[str, object] = {}
    for name, value in row.items():
        is_secret = name in secret_names or is_secret_name(name)
        masked[name] = (
            MASK if is_secret and value not in (None, "") else _masked_value(value, secret_names, quoted)
        )
    return masked


def _masked_value(value: object, secret_names: Set[str], quoted: frozenset[str]) -> object:
    if isinstance(value, str):
        return _masked_text(value, quoted)
    if isinstance(value, Mapping):
        return _masked_row(value, secret_names, quoted)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_masked_value(each, secret_names, quoted) for each in value]
    return value


def _masked_text(text: str, quoted: frozenset[str]) -> str:
    if len(text) < _SHORT_CHARS and "=" not in text and not any(secret in text for secret in quoted):
        return text  # neither a script nor a token is as short as that
    return redact_text(redact_script(text), quoted)
