"""What became of lines that a console has left without an outcome, by the audit, which is written before they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from altotui.domain.audit import AuditEntry, AuditKind
from altotui.domain.command import CommandResult
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.text import make_visible
from altotui.domain.workspace import ON_RECORD, Asked

_EARLIER_S = 1.0
_SENT_WITHIN_S = 600.0
"""A line is on record when its turn has come, which others before it may hold up for as long as this."""


def is_same(entry: AuditEntry, asked: Asked) -> bool:
    """Return whether what is on record may be that line on one of its sites."""
    waited_s = (entry.at - asked.asked_at).total_seconds()
    is_in_time = -_EARLIER_S <= waited_s <= _SENT_WITHIN_S
    is_sentence = entry.kind == AuditKind.COMMAND and entry.command == asked.command
    return is_in_time and is_sentence and _has_same_words(entry.parameters, asked.parameters)


def _has_same_words(sent: Sequence[str], asked: Sequence[str]) -> bool:
    """Return whether these are the words that were asked; a look-up gives a value to a word that had none."""
    return len(sent) == len(asked) and all(
        word == given or (given.endswith("=") and word.startswith(given))
        for word, given in zip(sent, asked, strict=True)
    )


def settled(asked: Iterable[Asked], records: Iterable[AuditEntry]) -> tuple[Asked, ...]:
    """Return the lines with every outcome of a write that `records` know; both are the oldest first.

    Each record stands for one line on one site: the same line twice has two.
    """
    unused: dict[SiteId, list[AuditEntry]] = {}
    for entry in records:
        unused.setdefault(entry.site_id, []).append(entry)
    made: list[Asked] = []
    waited_for: set[SiteId] = set()
    for each in asked:
        made.append(_settled(each, unused, waited_for) if each.is_write else each)
        waited_for |= made[-1].elsewhere
    return tuple(made)


def _settled(asked: Asked, unused: dict[SiteId, list[AuditEntry]], waited_for: set[SiteId]) -> Asked:
    """Return one line with its outcomes; what it takes of the records is gone, also for those known without them.

    What is not on record has not left where an earlier line is waited for: lines for a router go one by one.
    """
    found = {
        site_id: entry for site_id, _ in asked.sites if (entry := _taken(asked, unused.get(site_id, [])))
    }
    open_sites = dict(asked.unanswered())
    on_record = {each: found[each] for each in open_sites if each in found}
    results = tuple(
        CommandResult(
            site_id,
            open_sites[site_id],
            entry.outcome,
            message=None if entry.message is None else make_visible(entry.message),
            http_status=entry.http_status,
            elapsed_ms=entry.elapsed_ms,
        )
        for site_id, entry in on_record.items()
        if entry.outcome is not None and entry.is_concluded
    )
    is_going_on = any(entry.is_in_flight for entry in on_record.values())
    known = {result.site_id for result in results}
    lost = {each for each, entry in on_record.items() if entry.is_unfinished}
    to_come = set(open_sites) - known - lost if is_going_on else set()
    behind = (waited_for & set(open_sites)) - set(found)
    return _with_outcomes(asked, results, to_come | behind)


def _taken(asked: Asked, unused: list[AuditEntry]) -> AuditEntry | None:
    """Take the first record of that line off the list."""
    entry = next((each for each in unused if is_same(each, asked)), None)
    if entry is not None:
        unused.remove(entry)
    return entry


def _with_outcomes(asked: Asked, results: tuple[CommandResult, ...], elsewhere: set[SiteId]) -> Asked:
    if not results:
        return asked._replace(elsewhere=frozenset(elsewhere))
    counts = dict(asked.counts)
    for result in results if counts else ():
        counts[result.outcome] = counts.get(result.outcome, 0) + 1
    has_answered = any(result.outcome is Outcome.OK for result in results)
    made = asked._replace(
        results=(*asked.results, *results),
        counts=counts,
        elsewhere=frozenset(elsewhere),
        why_not_kept=asked.why_not_kept or (ON_RECORD if has_answered else ""),
    )
    return made._replace(has_ended=not (made.more_sites or any(made.unanswered())))
