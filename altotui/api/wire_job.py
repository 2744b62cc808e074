"""Jobs on the wire: the v1 record without a status word, the legacy record with one, and the two requests."""

from __future__ import annotations

import re

from pydantic import AliasChoices, Field

from altotui.api.wire import Flag, Text, Time, Wire, shown, utc
from altotui.domain.ids import IdempotencyKey, JobId, SiteId
from altotui.domain.job import Job, JobDraft
from altotui.domain.text import make_visible

MAX_SCRIPT_CHARS = 10_000
_KNOWN_FLAG_DEFAULT = True


class JobWire(Wire):
    """One job (altostrat-api.md 6.3 and 6.6)."""

    id: str = Field(validation_alias=AliasChoices("id", "job_id"))
    site_id: Text = Field(None, validation_alias=AliasChoices("site_id", "router_id", "target"))
    token: Text = None
    idempotency_key: Text = None
    description: Text = None
    status: Text = None
    express_execute: Flag = None
    needs_acknowledgement: Flag = None
    backup: Flag = Field(None, validation_alias=AliasChoices("should_backup", "make_backup"))
    associated_backup: Text = None
    script: Text = None
    created_at: Time = None
    started_at: Time = None
    completed_at: Time = None
    failed_at: Time = None
    deleted_at: Time = None
    log_url: Text = None

    def to_domain(self, site_id: SiteId) -> Job:
        """Return the job; `site_id` is the site it was asked for, since legacy leaves it out."""
        acknowledged = self.needs_acknowledgement
        script = make_visible(self.script or "", keep_newlines=True, max_chars=MAX_SCRIPT_CHARS) or None
        return Job(
            id=JobId(make_visible(self.id, max_chars=80).lower()),
            site_id=site_id,
            description=shown(self.description) or "(no description)",
            status_word=shown(self.status),
            token=shown(self.token),
            idempotency_key=IdempotencyKey(make_visible(self.idempotency_key))
            if self.idempotency_key
            else None,
            script=script,
            express=bool(self.express_execute),
            needs_acknowledgement=_KNOWN_FLAG_DEFAULT if acknowledged is None else acknowledged,
            backup=bool(self.backup),
            backup_name=shown(self.associated_backup),
            created_at=utc(self.created_at),
            started_at=utc(self.started_at),
            completed_at=utc(self.completed_at),
            failed_at=utc(self.failed_at),
            deleted_at=utc(self.deleted_at),
            log_url=shown(self.log_url),
            is_script_exact=script == (self.script or None),
        )


class QueuedWire(Wire):
    """The reply of the JSON endpoint: a request, not a job (altostrat-api.md 6.2)."""

    idempotency_key: Text = None
    request_id: Text = None
    date: Time = None


def keyed_headers(draft: JobDraft) -> dict[str, str]:
    """Return the headers of keyed creation; everything but the script travels in them (altostrat-api.md 6.1)."""
    return {
        "X-Idempotency-Key": draft.idempotency_key or "",
        "X-Description": re.sub(r"\s+", " ", draft.description).strip(),
        "X-Needs-Ack": _word(draft.needs_acknowledgement),
        "X-Backup": _word(draft.backup),
        "X-Express-Execute": _word(draft.express),
        "Content-Type": "text/plain; charset=utf-8",
    }


def _word(flag: bool) -> str:
    return "true" if flag else "false"


def json_body(draft: JobDraft) -> dict[str, object]:
    """Return the body of the JSON endpoint; all three flags are sent every time (altostrat-api.md 6.2)."""
    body: dict[str, object] = {
        "description": draft.description,
        "script": draft.script,
        "make_backup": draft.backup,
        "express_execute": draft.express,
        "needs_acknowledgement": draft.needs_acknowledgement,
    }
    if draft.notify_url:
        body["notify_url"] = draft.notify_url
    return body
