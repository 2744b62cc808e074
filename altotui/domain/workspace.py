"""What a console leaves behind so that the next one can go on: the place, and what was asked last, with answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import NamedTuple

from altotui.domain.command import CommandResult, RawRow, RouterReply
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.redaction import MASK, is_secret_name, redact_script, redact_words, secrets_in

MOST_IDS = 5000
"""A larger set of sites is not kept."""
MOST_ASKED = 20
_MOST_SITES = 1000
_MOST_VALUES = 5000
"""They are masked beside the loop, which is held up by that a little."""
_SHORT_CHARS = 8
SENSITIVE, TOO_LARGE, TOO_MANY, CUT_OFF = (
    "its answer may hold secrets and was not kept",
    "its answers were too large to be kept",
    "it went to too many sites for their answers to be kept",
    "the console ended before all had answered",
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
    """Of the sites that had an outcome by then, in any order; their rows are raw."""
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

    def without_answers(self, why: str) -> Asked:
        """Return it with outcomes and messages alone, and the reason."""
        bare = tuple(result._replace(reply=RouterReply()) for result in self.results)
        return self._replace(results=bare, why_not_kept=why)

    def unanswered(self) -> Iterator[tuple[SiteId, str]]:
        """Yield the sites without an outcome."""
        known = {result.site_id for result in self.results}
        return (site for site in self.sites if site[0] not in known)

    @property
    def unknown(self) -> frozenset[SiteId]:
        """Return the sites of which nobody knows what a write has done."""
        if not self.is_write:
            return frozenset()
        lost = (result.site_id for result in self.results if result.outcome is Outcome.UNKNOWN)
        return frozenset((*lost, *(site_id for site_id, _ in self.unanswered())))


class Workspace(NamedTuple):
    """All of it."""

    left_at: datetime
    """The last moment at which something in it changed."""
    place: Place = Place()
    asked: tuple[Asked, ...] = ()
    """The oldest first."""


def keepable(asked: Asked, secret_names: Set[str]) -> Asked:
    """Return what of it may be written to a file: bounded, and every value that is secret masked.

    Args:
        asked: With raw answers.
        secret_names: Names that hold secrets in the answers to this command though they do not sound like it.
    """
    if len(asked.sites) > _MOST_SITES:
        more = len(asked.sites) - _MOST_SITES
        named = asked.sites[:_MOST_SITES]
        return asked._replace(sites=named, more_sites=more, results=(), why_not_kept=TOO_MANY)
    if not (asked.has_ended or asked.is_write):
        return asked.without_answers(CUT_OFF)
    if sum(result.reply.value_count for result in asked.results) > _MOST_VALUES:
        return asked.without_answers(TOO_LARGE)
    quoted = secrets_in(asked.parameters, command=asked.command)
    return asked._replace(
        parameters=redact_words(asked.parameters, command=asked.command),
        results=tuple(_masked(result, secret_names, quoted) for result in asked.results),
    )


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
        masked[name] = MASK if is_secret and value not in (None, "") else _masked_value(value, quoted)
    return masked


def _masked_value(value: object, quoted: frozenset[str]) -> object:
    if isinstance(value, str):
        return _masked_text(value, quoted)
    if isinstance(value, Mapping):
        return _masked_row(value, frozenset(), quoted)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_masked_value(each, quoted) for each in value]
    return value


def _masked_text(text: str, quoted: frozenset[str]) -> str:
    if len(text) < _SHORT_CHARS and "=" not in text and text not in quoted:
        return text  # neither a script nor a token is as short as that
    for secret in quoted:
        text = text.replace(secret, MASK)
    return redact_script(text)
