"""Notifications on the wire: what is posted to the `notify_url` of a job (altostrat-api.md 6.7)."""

from __future__ import annotations

import re

from altotui.api.decoding import decode
from altotui.api.wire import Text, Time, Wire, shown, utc
from altotui.domain.ids import IdempotencyKey, JobId, SiteId, is_uuid
from altotui.domain.notification import Notification

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")


class NotificationWire(Wire):
    """One notification; the ids are checked by `read_notification`."""

    job_id: Text = None
    router_id: Text = None
    status: Text = None
    seq_id: Text = None
    idempotency_key: Text = None
    description: Text = None
    started_at: Time = None
    completed_at: Time = None
    failed_at: Time = None
    deleted_at: Time = None


def read_notification(content: bytes) -> Notification:
    """Return the notification in the body of a post.

    Raises:
        ValueError: It is none; says why in a few fixed words.
    """
    try:
        value = decode(content).value
    except ValueError:
        raise ValueError("it is not JSON") from None
    if not isinstance(value, dict):
        raise ValueError("it is no JSON object")
    wire = NotificationWire.model_validate(value)
    for name, text in (("job_id", wire.job_id), ("router_id", wire.router_id)):
        if not is_uuid(text or ""):
            raise ValueError(f"its {name} is not a UUID")
    key = shown(wire.idempotency_key)
    return Notification(
        job_id=JobId((wire.job_id or "").lower()),
        site_id=SiteId((wire.router_id or "").lower()),
        status_word=shown(wire.status),
        seq_id=_whole_number(wire.seq_id),
        idempotency_key=IdempotencyKey(key) if key else None,
        description=shown(wire.description),
        started_at=utc(wire.started_at),
        completed_at=utc(wire.completed_at),
        failed_at=utc(wire.failed_at),
        deleted_at=utc(wire.deleted_at),
    )


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and _WHOLE_NUMBER.fullmatch(text) else None
