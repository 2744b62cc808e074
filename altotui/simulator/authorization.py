"""Which bearer tokens the simulated platform accepts."""

from __future__ import annotations

from altotui.simulator.answers import Refusal, error, plain_error

_ACCEPTED = "demo-"
_OUTLIVES = "demo-renewed"


def bearer_token(header: str | None, *, age_s: float, lifetime_s: float | None) -> str:
    """Return the token of an `Authorization` header.

    Args:
        header: Value of the header, None when there is none.
        age_s: Seconds since the simulation began.
        lifetime_s: Age at which tokens expire, except those that start with `demo-renewed`; None: never.

    Raises:
        Refusal: 401 in one of the two documented forms (altostrat-api.md 3.1).
    """
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        message = "The token is missing or no longer valid."
        raise Refusal(error(401, "token_invalid", message, kind="authentication_error"))
    token = token.strip()
    expired = lifetime_s is not None and age_s >= lifetime_s and not token.startswith(_OUTLIVES)
    if expired or not token.startswith(_ACCEPTED):
        raise Refusal(plain_error(401, "Unauthorized or invalid token provided."))
    return token
