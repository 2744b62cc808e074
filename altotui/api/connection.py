"""Opens the connection to one API: trust store, proxy, and a token that is only sent where it belongs."""

from __future__ import annotations

import ssl
from collections.abc import Generator

import httpx
import truststore

from altotui import __version__
from altotui.api.in_process import InProcessTransport
from altotui.domain.address import LOOPBACK, check_base_url
from altotui.domain.errors import SettingsError

DEMO_BASE_URL = "https://demo.invalid"
_LIMITS = httpx.Limits(max_connections=12, max_keepalive_connections=6, keepalive_expiry=5)


class _BearerForOrigin(httpx.Auth):
    """Adds the token to requests for one origin, and to no other."""

    def __init__(self, token: str, origin: httpx.URL) -> None:
        self._header = f"Bearer {token}"
        self._origin = _origin_of(origin)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if _origin_of(request.url) == self._origin:
            request.headers["Authorization"] = self._header
        yield request


def _origin_of(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def open_http(base_url: str, token: str) -> httpx.AsyncClient:
    """Return a client for the API at `base_url`; redirects are never followed.

    Raises:
        SettingsError: The address is no http(s) address, sends a token in the clear, or the environment's
            trust store or proxy settings cannot be used.
    """
    url = _checked(base_url)
    try:
        return httpx.AsyncClient(
            base_url=url,
            auth=_BearerForOrigin(token, url),
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            limits=_LIMITS,
            headers=_headers(),
            follow_redirects=False,
        )
    except (OSError, ValueError, ImportError, httpx.InvalidURL) as problem:
        raise SettingsError(f"the network settings of the environment cannot be used: {problem}") from None


def open_demo(application: object, token: str = "demo-console") -> httpx.AsyncClient:  # noqa: S107 (no secret: it opens the simulator)
    """Return a client whose other end is an ASGI application in this process."""
    return httpx.AsyncClient(
        base_url=DEMO_BASE_URL,
        auth=_BearerForOrigin(token, httpx.URL(DEMO_BASE_URL)),
        transport=InProcessTransport(app=application, raise_app_exceptions=False),  # type: ignore[arg-type]  # httpx names its ASGI types privately
        headers=_headers(),
    )


def _headers() -> dict[str, str]:
    return {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": f"altotui/{__version__}",
    }


def _checked(base_url: str) -> httpx.URL:
    check_base_url(base_url)
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, ValueError):
        raise SettingsError(f"base address {base_url[:80]!a} is not an address: write https://HOST") from None
    if (
        url.scheme != "https" and url.host not in LOOPBACK
    ):  # httpx may read it differently, and it does the sending
        raise SettingsError(
            f"base address {base_url[:80]!a} would send the token unencrypted: write https://"
        )
    return url
