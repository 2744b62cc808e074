"""What is kept for the next job: drafts put aside or being typed, scripts that were queued, and templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from altotui.domain.ids import IdempotencyKey, SiteId
from altotui.domain.job import JobDraft
from altotui.domain.redaction import redact_script

MOST_SCRIPTS = 100
MAX_KEPT_CHARS = 100_000
"""A draft with a longer script is kept for as long as the console runs, and not in the file."""
_NO_KEYS: Mapping[SiteId, IdempotencyKey] = MappingProxyType({})
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class KeptDraft(NamedTuple):
    """One draft, with the sites that it is for when it is for those alone."""

    id: str
    """No other draft has it, of whatever console."""
    draft: JobDraft
    """Without a key."""
    at: datetime = _LONG_AGO
    """When it was typed at last."""
    site_ids: tuple[SiteId, ...] = ()
    """Empty: for whichever site is the target when it is taken up again."""
    name: str = ""
    """What those sites are called together; visible-only."""
    keys: Mapping[SiteId, IdempotencyKey] = _NO_KEYS
    """Keys that it was to be queued with, by site: with them the same draft is the same job, after a crash too."""
    check_line: str = ""
    """A line that is read before and after."""
    holder: int = 0
    """Process id of the console in which it is open or being queued; 0 when it was put aside."""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was typed that anybody would miss."""
        return not (self.draft.description.strip() or self.draft.script.strip())

    @property
    def not_kept(self) -> str:
        """Return why it may not be written to a file; empty when it may."""
        if has_secret(self.draft, self.check_line):
            return "it holds a secret, so it is not written to a file and ends with the console"
        if len(self.draft.script) > MAX_KEPT_CHARS:
            return "its script is too long to be kept in a file, so it ends with the console"
        return ""

    def typed(self, draft: JobDraft, check_line: str, at: datetime) -> KeptDraft:
        """Return it as it was typed; another job must not have the keys of this one."""
        draft = draft._replace(idempotency_key=None)
        keys = self.keys if draft == self.draft else _NO_KEYS
        return self._replace(draft=draft, check_line=check_line, at=at, keys=keys)


class KeptScript(NamedTuple):
    """A job that was queued: its description, script and switches, to be queued again in another place."""

    draft: JobDraft
    """Without key and `notify_url`."""
    at: datetime


class Template(NamedTuple):
    """A job to begin with."""

    name: str
    """Visible-only."""
    draft: JobDraft
    source: str = "built in"
    """Where it comes from; visible-only."""


class KeptJobs(NamedTuple):
    """All that is kept; each change gives a new one, says what shall be and so may be made again on newer ones."""

    drafts: tuple[KeptDraft, ...] = ()
    """The one that was put aside or begun last stands at the end."""
    scripts: tuple[KeptScript, ...] = ()
    """Newest first, no script twice, at most MOST_SCRIPTS."""

    def with_draft(self, kept: KeptDraft) -> KeptJobs:
        """Return them with that draft, in the place of the one of its id; at the end when it is new."""
        if any(each.id == kept.id for each in self.drafts):
            return self._replace(drafts=tuple(kept if each.id == kept.id else each for each in self.drafts))
        return self._replace(drafts=(*self.drafts, kept))

    def without_draft(self, draft_id: str) -> KeptJobs:
        """Return them without the draft of that id."""
        return self._replace(drafts=tuple(each for each in self.drafts if each.id != draft_id))

    def with_script(self, script: KeptScript) -> KeptJobs:
        """Return them with that script as the newest; the same one from before gives way, and so does the oldest."""
        others = (each for each in self.scripts if each.draft.script != script.draft.script)
        newest_first = sorted((script, *others), key=lambda each: each.at, reverse=True)
        return self._replace(scripts=tuple(newest_first[:MOST_SCRIPTS]))


class JobsRead(NamedTuple):
    """What a store holds now."""

    jobs: KeptJobs
    problem: str = ""
    """What a person should know of the file; empty when all is well."""


class TemplatesRead(NamedTuple):
    """The templates of a folder."""

    templates: tuple[Template, ...] = ()
    problem: str = ""
    """Which files could not be used, and why; empty when all could."""


def has_secret(draft: JobDraft, check_line: str = "") -> bool:
    """Return whether a draft says anything that must not be written down."""
    texts = (draft.description, draft.script, draft.notify_url or "", check_line)
    return any(redact_script(text) != text for text in texts)


def script_to_keep(draft: JobDraft, at: datetime) -> KeptScript | None:
    """Return what is kept of a job that was queued; None for one with a secret, and for an empty or a huge one."""
    kept = draft._replace(idempotency_key=None, notify_url=None)
    if not kept.script.strip() or len(kept.script) > MAX_KEPT_CHARS or has_secret(kept):
        return None
    return KeptScript(kept, at)


BUILT_IN = (
    Template(
        "backup to a file on the router",
        JobDraft("Backup to a file", "/system backup save name=before-change dont-encrypt=yes"),
    ),
    Template(
        "restart, without acknowledgement",
        JobDraft("Restart", "/system reboot", backup=True, needs_acknowledgement=False),
    ),
    Template(
        "set the DNS servers",
        JobDraft("Set DNS servers", "/ip dns set servers=1.1.1.1,9.9.9.9", backup=True),
    ),
    Template(
        "update RouterOS, without acknowledgement",
        JobDraft(
            "Update RouterOS",
            "/system package update check-for-updates once\n:delay 10s\n/system package update install",
            backup=True,
            needs_acknowledgement=False,
        ),
    ),
    Template("write a line to the log", JobDraft("Log a line", ':log info "hello from the NOC"')),
)
"""The templates that every console has."""
