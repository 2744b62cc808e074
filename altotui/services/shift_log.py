"""Keeps what happens while this console runs, as one timeline: for a ticket, and for whoever comes next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from altotui.domain.audit import AuditKind, Conclusion, Intent
from altotui.domain.cancelling import Cancelling, CancelOutcome
from altotui.domain.change_words import describe
from altotui.domain.command import CommandResult, RouterReply, Sentence
from altotui.domain.errors import InvalidInput
from altotui.domain.ids import SiteId
from altotui.domain.job import JobState
from altotui.domain.outcome import Outcome
from altotui.domain.redaction import redact_script, redact_words
from altotui.domain.routeros.translation import Kind, Translation
from altotui.domain.secret_names import MASK
from altotui.domain.shift_entry import MOST_NAMED, EntryKind, ShiftEntry, UnknownWrite
from altotui.domain.site_changes import SiteChange
from altotui.domain.text import make_visible
from altotui.services.audit_trail import AuditTrail
from altotui.services.events import (
    CancellingChanged,
    CommandFinished,
    CommandStarted,
    Event,
    FleetChanged,
    JobsChanged,
    QueueUnsure,
    RunEnded,
    RunProgressed,
    RunStarted,
    SessionChanged,
)
from altotui.services.exporting import secret_keys
from altotui.services.fleet_watch import FleetWatch
from altotui.services.job_store import JobRecord, JobStore
from altotui.services.session import Session
from altotui.services.site_directory import SiteDirectory

MOST_ENTRIES = 2000
"""About two megabytes."""
_GO_FIRST = frozenset({EntryKind.READ, EntryKind.JOB, EntryKind.SITES})
"""What was noted, written and allowed stays for as long as there is any of these."""
MAX_NOTE_CHARS = 500
_MAX_SHOWN_NOTE_CHARS = 8 * MAX_NOTE_CHARS
"""Of which none is lost: what cannot be seen has a longer sign."""
_MAX_CHARS = 300
_MOST_FIELDS = 8
_NO_SITE = SiteId("")
_NAME = re.compile(r"[=?][<>-]?[\w.-]+=|\?#[|&!]*\Z")
"""What a word of a sentence says besides its value."""
_WORDS = {Outcome.UNKNOWN: "sent, result unknown"}
_NO_ANSWER = "no answer yet"
_ENDED = frozenset({Outcome.OK, Outcome.ROUTER_ERROR, Outcome.REJECTED})
"""It is known what the write has done, or that it has done nothing."""
_NOT_KEPT = "its answer may hold secrets and was not kept"
_JOB_WORDS = {
    JobState.PENDING: "queued",
    JobState.RUNNING: "running",
    JobState.SENT: "sent, nothing will be reported",
    JobState.GONE: "gone from the list",
    JobState.UNKNOWN: "in a state that is not known",
}


class _Asked:
    """A line whose answers are still coming: of each it keeps no more than is told."""

    def __init__(self, sentence: Sentence, *, hides: bool, is_write: bool) -> None:
        self.sentence = sentence
        self.hides = hides
        """Its answers may hold secrets."""
        self.is_write = is_write
        self.counts = Counter[Outcome]()
        self.went = self.went_outline = ""
        """How the first site went."""

    def take(self, result: CommandResult) -> None:
        """Count one outcome."""
        if not self.counts:
            is_ok = result.outcome is Outcome.OK
            said = _answer(result.reply, self) if is_ok else _shown(result.message or "")
            word = _word(result.outcome)
            self.went = (", " if is_ok else ": ").join(filter(None, (word, said)))
            self.went_outline = f"{word}, {_rows(result.reply)}" if is_ok else word
        self.counts[result.outcome] += 1

    def end(self) -> tuple[str, str]:
        """Return how it went, in full and in outline: of one site in words, of several as counts that add up."""
        if self.counts.total() == 1:
            return self.went, self.went_outline
        parts = [f"{self.counts[outcome]} {_word(outcome)}" for outcome in Outcome if self.counts[outcome]]
        words = f"{', '.join(parts)} of {self.counts.total()}"
        return words, words


class ShiftLog:
    """Hears what is published, and keeps the newest MOST_ENTRIES of what is worth telling."""

    def __init__(
        self,
        directory: SiteDirectory,
        jobs: JobStore,
        fleet: FleetWatch,
        session: Session,
        trail: AuditTrail,
        since: datetime,
    ) -> None:
        """Begin with what the fleet has done by now.

        It may be made as late as with the first of `TOLD_OF_A_SHIFT`, and says the same as one of the beginning.
        """
        self._directory = directory
        self._jobs = jobs
        self._session = session
        self._trail = trail
        self.since = since
        """When the console began; aware, of the server's clock."""
        self.left_out = 0
        """How many entries there is no room for any more."""
        self._entries: dict[object, ShiftEntry] = {}
        """By what tells them apart, in the order in which they came."""
        self._asked: dict[int, _Asked] = {}
        self._notes = 0
        self._states: dict[str, JobState] = {}
        self._unlocked_until: datetime | None = None
        self._unknown: dict[tuple[SiteId, str], UnknownWrite] = {}
        """The newest of each site and line."""
        self._readings: dict[tuple[SiteId, str], str] = {}
        """What the newest read has said of a write whose outcome is still to come."""
        self._read_count = 0
        for change in reversed(fleet.changes):
            self._take_change(change)

    @property
    def entries(self) -> Sequence[ShiftEntry]:
        """Return what is kept, in the order in which it happened."""
        return tuple(self._entries.values())

    @property
    def unknown(self) -> Sequence[UnknownWrite]:
        """Return the writes of which no answer came."""
        return tuple(self._unknown.values())

    # --- what a person says

    async def note(self, text: str) -> None:
        """Keep what a person has typed, and write it down for good where what is sent is.

        Raises:
            InvalidInput: It says nothing, or too much.
        """
        if not text.strip():
            raise InvalidInput("an empty note says nothing")
        if len(text) > MAX_NOTE_CHARS:
            raise InvalidInput(f"a note has {MAX_NOTE_CHARS} characters at most, this has {len(text)}")
        self._notes += 1
        words = make_visible(redact_script(text), max_chars=_MAX_SHOWN_NOTE_CHARS)
        self._put(("note", self._notes), EntryKind.NOTE, words, "")
        intent = Intent(AuditKind.NOTE, _NO_SITE, "", "note", (), is_write=False, reason=words, targets=0)
        await self._trail.end(await self._trail.begin(intent), Conclusion(Outcome.OK))

    def take_reading(self, site_id: SiteId, line: Translation, words: str) -> None:
        """Keep what a read has said of a write."""
        sentence = Sentence(line.command, line.parameters)
        key, said = (site_id, str(sentence)), _shown(words)
        if key in self._unknown:
            self._unknown[key] = self._unknown[key]._replace(verdict=f"read back: {said}")
        elif any(asked.sentence == sentence for asked in self._asked.values()):
            self._readings[key] = said
        self._read_count += 1
        self._put(
            ("reading", self._read_count),
            EntryKind.READ,
            f"read back: {_line_of(sentence)}",
            f"read back: {_outline_of(sentence)}",
            sites=(self._directory.name_of(site_id),),
            went=(said, ""),
        )

    # --- what services tell

    def take(self, event: Event) -> None:
        """Keep what is worth telling of an event."""
        match event:
            case CommandStarted(run_id=None):
                self._begin(
                    event.entry_id, event.sentence, event.line, (event.site_name,), is_write=event.is_write
                )
            case CommandFinished(run_id=None):
                self._progress(event.entry_id, event.result)
                self._end(event.entry_id)
            case RunStarted(translation=line):
                sentence = Sentence(line.command, line.parameters)
                names = [site.name for site in event.sites[:MOST_NAMED]]
                more = len(event.sites) - len(names)
                self._begin(event.run_id, sentence, line, names, is_write=line.may_change, more_sites=more)
            case RunProgressed():
                self._progress(event.run_id, event.result)
            case RunEnded():
                self._end(event.run_id)
            case FleetChanged():
                self._take_change(event.change)
            case JobsChanged():
                self._take_jobs(event)
            case QueueUnsure():
                what = "the answer to a new job was lost, it is looked for"
                said = _shown(str(event.error))
                self._put(object(), EntryKind.JOB, what, what, sites=(event.site_name,), went=(said, ""))
            case CancellingChanged() if event.cancelling.is_ended:
                self._take_cancelled(event.cancelling)
            case SessionChanged():
                self._take_rights()

    def _begin(
        self,
        number: int,
        sentence: Sentence,
        line: Translation | None,
        names: Sequence[str],
        *,
        is_write: bool,
        more_sites: int = 0,
    ) -> None:
        hides = line is not None and (line.reveals or line.kind is Kind.SENSITIVE)
        is_write = is_write if line is None else line.may_change
        self._asked[number] = _Asked(sentence, hides=hides, is_write=is_write)
        for key in [key for key in self._readings if key[1] == str(sentence)]:
            del self._readings[key]  # it was about an earlier one
        self._put(
            ("asked", number),
            EntryKind.WRITE if is_write else EntryKind.READ,
            _line_of(sentence),
            _outline_of(sentence),
            sites=names,
            more_sites=more_sites,
            went=(_NO_ANSWER, _NO_ANSWER),
        )

    def _progress(self, number: int, result: CommandResult) -> None:
        asked = self._asked.get(number)
        if asked is None:
            return
        asked.take(result)
        if asked.is_write:
            self._settle(result, asked.sentence)

    def _settle(self, result: CommandResult, sentence: Sentence) -> None:
        """Keep that nobody knows what a write has done to a site, or that the same one is known to have ended."""
        key = result.site_id, str(sentence)
        if result.outcome is Outcome.UNKNOWN:
            now, name = self._directory.server_now(), make_visible(result.site_name)
            said = self._readings.get(key)
            verdict = f"read back: {said}" if said else ""
            self._unknown[key] = UnknownWrite(now, name, _line_of(sentence), verdict)
        elif key in self._unknown and result.outcome in _ENDED:
            again = f"sent again: {_word(result.outcome)}"
            self._unknown[key] = self._unknown[key]._replace(verdict=again)

    def _end(self, number: int) -> None:
        asked = self._asked.pop(number, None)
        entry = self._entries.get(("asked", number))
        if asked is not None and entry is not None:
            went, outline = asked.end()
            self._entries["asked", number] = entry._replace(went=went, went_outline=outline)

    def _take_change(self, change: SiteChange) -> None:
        names = [self._directory.name_of(site_id) for site_id in change.site_ids[:MOST_NAMED]]
        self._put(
            ("sites", change.number),
            EntryKind.SITES,
            describe(change, self._directory.name_of),
            f"{len(change.site_ids)} site{'s' * (len(change.site_ids) != 1)} {change.kind.value}",
            at=change.observed_at,
            sites=names,
            more_sites=max(0, len(change.site_ids) - MOST_NAMED),
        )

    def _take_jobs(self, event: JobsChanged) -> None:
        for job_id in (*event.added, *event.updated):
            record = self._jobs.get(event.site_id, job_id)
            if record is not None:
                self._take_job(record, is_new=job_id in event.added)

    def _take_job(self, record: JobRecord, *, is_new: bool) -> None:
        job = record.job
        state = record.timeline.state or job.state
        before = self._states.get(job.id)
        self._states[job.id] = state
        if before is state or (is_new and not self._is_news(record)):
            return
        went = _JOB_WORDS.get(state, state.value)
        self._put(
            ("job", job.id, state, len(record.timeline.sightings)),
            EntryKind.JOB,
            _shown(job.description) or job.id,
            "a job",
            sites=(self._directory.name_of(job.site_id),),
            went=(went, went),
            about=job.id,
        )

    def _is_news(self, record: JobRecord) -> bool:
        """Return whether a job that was not known before is younger than this log: the first list has old ones."""
        created_at = record.job.created_at
        return created_at is not None and created_at >= self.since

    def _take_cancelled(self, ended: Cancelling) -> None:
        """Keep what became of jobs that were to be cancelled."""
        jobs, name_of = len(ended.jobs), self._directory.name_of
        words = ", ".join(f"{count} {outcome.value}" for outcome, count in ended.counts.items())
        what, went = f"cancelling {jobs} job{'s' * (jobs != 1)}", f"{words} of {jobs}"
        names = list(dict.fromkeys(name_of(job.site_id) for job in ended.jobs))
        shown, more = names[:MOST_NAMED], len(names[MOST_NAMED:])
        self._put(object(), EntryKind.WRITE, what, what, sites=shown, more_sites=more, went=(went, went))
        for job, result in ended.left:
            if result.outcome is CancelOutcome.UNKNOWN:
                now, name = self._directory.server_now(), make_visible(name_of(job.site_id))
                lost = f"cancelling the job {_shown(job.description)}"
                self._unknown[job.site_id, job.id] = UnknownWrite(now, name, lost)

    def _take_rights(self) -> None:
        before, self._unlocked_until = self._unlocked_until, self._session.unlocked_until
        if before == self._unlocked_until:
            return
        what = outline = "read-only again"
        if self._unlocked_until is not None:
            reason, outline = self._session.unlock_reason, "writes allowed"
            what = f"writes allowed: {_shown(reason)}" if reason else "writes allowed, no reason given"
        self._put(object(), EntryKind.RIGHTS, what, outline)

    def _put(
        self,
        key: object,
        kind: EntryKind,
        what: str,
        outline: str,
        *,
        at: datetime | None = None,
        sites: Iterable[str] = (),
        more_sites: int = 0,
        went: tuple[str, str] = ("", ""),
        about: str = "",
    ) -> None:
        """Keep an entry, or what has become of one; `went` is how, in full and in outline."""
        names = tuple(map(make_visible, sites))
        at = at or self._directory.server_now()
        self._entries[key] = ShiftEntry(at, kind, what, outline, names, more_sites, *went, about)
        if len(self._entries) > MOST_ENTRIES:
            oldest = next(iter(self._entries))
            less = (each for each, entry in self._entries.items() if entry.kind in _GO_FIRST and each != key)
            del self._entries[next(less, oldest)]
            self.left_out += 1


def _shown(text: str) -> str:
    return make_visible(redact_script(text), max_chars=_MAX_CHARS)


def _line_of(sentence: Sentence) -> str:
    words = redact_words(sentence.parameters, command=sentence.command)
    return make_visible(" ".join((sentence.command, *words)), max_chars=_MAX_CHARS)


def _outline_of(sentence: Sentence) -> str:
    """Return the command with the names of its parameters alone."""
    names = [match[0] if (match := _NAME.match(word)) else "..." for word in sentence.parameters]
    return make_visible(" ".join((sentence.command, *names)), max_chars=_MAX_CHARS)


def _word(outcome: Outcome) -> str:
    return _WORDS.get(outcome, outcome.value.replace("_", " "))


def _answer(reply: RouterReply, asked: _Asked) -> str:
    """Return what a router has answered, in a few words."""
    if asked.hides:
        return _NOT_KEPT
    if asked.is_write and reply == RouterReply():
        return ""
    if reply.ret and not reply.rows:
        return _shown(f"ret={reply.ret}")
    if len(reply.rows) != 1:
        return _rows(reply)
    kept_back = secret_keys(asked.sentence, [("", reply)])
    shown = [
        f"{name}={MASK if name in kept_back else value}"
        for name, value in reply.rows[0].items()
        if isinstance(value, str) and value
    ][:_MOST_FIELDS]
    return _shown(", ".join(shown)) or _rows(reply)


def _rows(reply: RouterReply) -> str:
    count = len(reply.rows)
    if reply.ret is not None and not count:
        return "a value"
    return "no rows" if not count else f"{count} row{'s' * (count != 1)}"
