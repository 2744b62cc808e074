"""Opens the one API client of a run: connection, credentials, request budget, and what earlier runs have learned."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.errors import StorageError
from altotui.services.events import BudgetChanged

if TYPE_CHECKING:
    from datetime import datetime

    import httpx

    from altotui.api.client import AltoClient
    from altotui.api.credentials import Credentials, ReadAgain
    from altotui.api.credentials import Token as AnyToken
    from altotui.cli.target import Target
    from altotui.domain.budget import Budget
    from altotui.domain.clock import Clock
    from altotui.services.relay import Relay
    from altotui.services.session import Session
    from altotui.simulator.simulator import Simulator


_DEMO_RENEWAL_S = 5.0


class DemoToken(NamedTuple):
    """A token that the simulated platform takes."""

    value: str = "demo-console"
    expires_at: datetime | None = None


class _DemoTokens:
    """Gives the old token when it is first read again, and some seconds later one that was renewed.

    So that a person sees what an expired token looks like, before the session goes on.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._first_mono: float | None = None

    def __call__(self) -> DemoToken:
        now_mono = self._clock.monotonic()
        self._first_mono = now_mono if self._first_mono is None else self._first_mono
        is_renewed = now_mono - self._first_mono >= _DEMO_RENEWAL_S
        return DemoToken("demo-renewed-console") if is_renewed else DemoToken()


def open_client(
    target: Target, clock: Clock, relay: Relay, session: Session, simulator: Simulator | None
) -> tuple[httpx.AsyncClient, AltoClient]:
    """Return the connection and the client of a run; imports a lot, and may be called in a thread.

    Raises:
        SettingsError: The address, the trust store or the proxy cannot be used.
    """
    from altotui.api import connection
    from altotui.api.client import AltoClient
    from altotui.api.limiter import Limiter
    from altotui.api.paths import Generation
    from altotui.api.sender import Sender

    credentials = _credentials(target, session, clock)
    if simulator is not None:
        http = connection.open_demo(simulator.app, credentials)
    else:
        address = connection.Address(target.base_url, target.ca_file, target.proxy)
        http = connection.open_http(address, credentials)

    def tell(budget: Budget) -> None:
        relay(BudgetChanged(budget))

    limiter = Limiter(clock, target.requests_per_minute, tell)
    client = AltoClient(
        Sender(http, clock, limiter, credentials),
        Generation(target.generation),
        retries_reads=target.retry_reads,
        elsewhere=_known_places(target),
        on_found_elsewhere=lambda lists: _keep_places(target, lists),
    )
    return http, client


def _credentials(target: Target, session: Session, clock: Clock) -> Credentials:
    from altotui.api.credentials import Credentials

    def renewed(token: AnyToken) -> None:
        session.use_token(token.expires_at)

    token = target.token or DemoToken(value="demo-console")
    return Credentials(token, _read_again(target, clock), renewed)


def _read_again(target: Target, clock: Clock) -> ReadAgain:
    token, query = target.token, target.query
    if token is None or query is None:
        return _DemoTokens(clock)

    def read_again() -> AnyToken | None:
        from altotui.storage.token_sources import find_token_again

        return find_token_again(query, token.source)

    return read_again


def _known_places(target: Target) -> frozenset[str]:
    if target.demo is not None:
        return frozenset()
    from altotui.storage.list_places import load_places
    from altotui.storage.locations import list_places_file

    return load_places(list_places_file(target.profile), target.base_url)


def _keep_places(target: Target, lists: frozenset[str]) -> None:
    """Remember them for the next start; without it that one asks once more."""
    if target.demo is not None:
        return
    from altotui.storage.list_places import save_places
    from altotui.storage.locations import list_places_file

    with contextlib.suppress(StorageError):
        save_places(list_places_file(target.profile), target.base_url, lists)
