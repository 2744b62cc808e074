"""The token of the session: sent to one origin, and read again from its source when it is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from datetime import datetime
from typing import Protocol

import httpx

from altotui.domain.errors import CredentialsError


class Token(Protocol):
    """What a source of tokens gives."""

    @property
    def value(self) -> str:
        """Return the secret itself."""
        ...

    @property
    def expires_at(self) -> datetime | None:
        """Return when it ends; None when that is not known."""
        ...


ReadAgain = Callable[[], Token | None]
"""Reads the source once more; blocks, so it is called in a thread. None: it can be read only once."""


class Credentials:
    """Holds the token in use; nothing that is printed shows it."""

    def __init__(
        self,
        token: Token,
        read_again: ReadAgain | None = None,
        on_renewed: Callable[[Token], None] | None = None,
    ) -> None:
        """Take the token, what reads its source again, and who wants to hear of a new one (on the loop)."""
        self._token = token
        self._read_again = read_again
        self._on_renewed = on_renewed
        self._used = {token.value}
        self._renewing = asyncio.Lock()
        self._reads = 0
        self.problem: CredentialsError | None = None
        """Why the source could not be read again, when that failed."""

    @property
    def value(self) -> str:
        """Return the secret itself."""
        return self._token.value

    @property
    def secrets(self) -> frozenset[str]:
        """Return every token that was in use: an answer may quote one that has been renewed meanwhile."""
        return frozenset(self._used)

    def __repr__(self) -> str:
        """Say nothing."""
        return "Credentials()"

    async def renew(self, refused: str) -> bool:
        """Read the source again after `refused` was refused; return whether another token is in use now.

        Many calls that were refused at the same time read it once, also when it has nothing new.
        """
        reads = self._reads
        async with self._renewing:
            if self._token.value != refused:
                return True
            if self._read_again is None or self._reads != reads:
                return False
            try:
                token = await asyncio.to_thread(self._read_again)
                self.problem = None
            except CredentialsError as problem:
                token, self.problem = None, problem
            self._reads += 1
            if token is None or token.value == refused:
                return False
            self._token = token
            self._used.add(token.value)
        if self._on_renewed is not None:
            self._on_renewed(token)
        return True


class BearerForOrigin(httpx.Auth):
    """Adds the token to requests for one origin, and to no other."""

    def __init__(self, credentials: Credentials, origin: httpx.URL) -> None:
        self._credentials = credentials
        self._origin = _origin_of(origin)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request once, with the token where it belongs."""
        if _origin_of(request.url) == self._origin:
            request.headers["Authorization"] = f"Bearer {self._credentials.value}"
        yield request


def _origin_of(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
