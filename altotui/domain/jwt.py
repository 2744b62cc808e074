"""When a token ends by its own words; for display and for warning in time, never for trust."""

from __future__ import annotations

from datetime import UTC, datetime


def expiry_of(token: str) -> datetime | None:
    """Return `exp` of a JSON Web Token in UTC, its signature not verified; None for every other text.

    The API's gateway may write `exp` with a fraction (RFC 7519, section 2: NumericDate), so both are read.
    """
    parts = token.split(".")
    if len(parts) != 3:  # an opaque key: nothing to import for it
        return None
    import base64
    import json

    payload = parts[1].encode("ascii", "replace")
    try:
        claims = json.loads(base64.b64decode(payload + b"=" * (-len(payload) % 4), b"-_", validate=True))
    except (ValueError, RecursionError):
        return None
    return moment_of(claims.get("exp")) if isinstance(claims, dict) else None


def moment_of(seconds: object) -> datetime | None:
    """Return the time that is so many seconds after 1970; None for what is no number, or no time of a calendar."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
