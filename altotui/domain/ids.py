"""Identifiers that must never be mixed up, and the check that lets a site id into a URL."""

from __future__ import annotations

import re
from typing import NewType

from altotui.domain.errors import InvalidInput

SiteId = NewType("SiteId", str)
JobId = NewType("JobId", str)
IdempotencyKey = NewType("IdempotencyKey", str)

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def is_uuid(text: str) -> bool:
    """Return whether `text` is a UUID in its usual form, in either case."""
    return re.fullmatch(_UUID, text.lower()) is not None


def checked_uuid(text: str) -> str:
    """Return `text` in lower case; anything but a UUID raises InvalidInput: the last check before a URL."""
    return _checked(text, "id")


def site_id(text: str) -> SiteId:
    """Return `text` as a site id; anything but a UUID raises InvalidInput and so never reaches a URL."""
    return SiteId(_checked(text, "site id"))


def job_id(text: str) -> JobId:
    """Return `text` as a job id; anything but a UUID raises InvalidInput and so never reaches a URL."""
    return JobId(_checked(text, "job id"))


def _checked(text: str, what: str) -> str:
    if not is_uuid(text):
        raise InvalidInput(
            f"{what} {text[:60]!a} is not a UUID", "take it from `altotui sites` or `altotui jobs`"
        )
    return text.lower()
