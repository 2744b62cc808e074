"""Opens the connection to one API: trust store, proxy, and a token that is only sent where it belongs."""

from __future__ import annotations

import os
import ssl
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import truststore

from altotui import __version__
from altotui.api.credentials import BearerForOrigin, Credentials
from altotui.api.in_process import InProcessTransport
from altotui.api.slots import KEPT, SlotTransport
from altotui.domain.address import LOOPBACK, NO_PROXY, check_base_url, without_userinfo
from altotui.domain.errors import SettingsError
from altotui.domain.text import make_visible

DEMO_BASE_URL = "https://demo.invalid"


class _NoCookies(httpx.Cookies):
    """Takes none and has none."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Leave them where they are."""


class _Http(httpx.AsyncClient):
    """A client whose requests know nothing of the answers before: the token alone says who asks."""

    cookies = _NoCookies()  # type: ignore[override]  # nobody sets any


class Address(NamedTuple):
    """Where an API is, and the way there."""

    base_url: str
    ca_file: str | None = None
    """Certificates that are trusted besides the system's."""
    proxy: str | None = None
    """Its address, maybe with a password; `none`, or None for what the environment says."""

    def __repr__(self) -> str:
        """Name the API, and never the proxy."""
        return f"Address({without_userinfo(self.base_url)!a})"


def open_http(address: Address, credentials: Credentials, kept: int = KEPT) -> httpx.AsyncClient:
    """Return a client for the API at `address`; redirects are never followed, certificates always checked.

    At most `kept` idle connections are kept for the next read.

    Raises:
        SettingsError: The address is no http(s) address, sends a token in the clear, or its trust store or proxy
            cannot be used.
    """
    url = _checked(address.base_url)
    proxy = proxy_for(url, address.proxy)
    if proxy and url.scheme == "http" and urlsplit(proxy).hostname not in LOOPBACK:
        raise SettingsError(
            f"the proxy {without_userinfo(proxy)} would see the token unencrypted: write https:// or no proxy"
        )
    try:
        transport = SlotTransport(trusted(address.ca_file), httpx.Proxy(proxy) if proxy else None, kept)
    except (ValueError, ImportError, httpx.InvalidURL) as problem:
        what = f"the proxy {make_visible(without_userinfo(proxy or ''), max_chars=200)} cannot be used"
        if isinstance(problem, ImportError):
            raise SettingsError(
                f"{what}: socks5:// needs the package socksio, which is not installed"
            ) from None
        # What httpx says about an address may hold the password that is in it.
        raise SettingsError(f"{what}: write http://HOST:PORT, https:// or socks5://") from None
    return _Http(
        base_url=url,
        auth=BearerForOrigin(credentials, url),
        transport=transport,
        headers=_headers(),
        follow_redirects=False,
        trust_env=False,
    )


def trusted(ca_file: str | None = None) -> ssl.SSLContext:
    """Return the system's trust store with `ca_file` and SSL_CERT_FILE added; TLS 1.2 and newer.

    Raises:
        SettingsError: One of the files cannot be read, or holds no certificate.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for name, path in (("ca_file", ca_file), ("SSL_CERT_FILE", os.environ.get("SSL_CERT_FILE"))):
        if path:
            try:
                context.load_verify_locations(cafile=os.path.expanduser(path))
            except ssl.SSLError:
                raise SettingsError(
                    f"{name} {path[:200]!a} holds no certificate: it must be a PEM file"
                ) from None
            except (OSError, ValueError) as problem:
                words = problem.strerror if isinstance(problem, OSError) else "not a file name"
                raise SettingsError(f"{name} {path[:200]!a} cannot be read: {words}") from None
    return context


def proxy_for(url: httpx.URL, wanted: str | None) -> str | None:
    """Return the address of the proxy for `url`: that of the profile, else that of the environment; None for none."""
    if wanted is not None:
        return None if wanted == NO_PROXY else wanted
    found = getproxies()
    proxy = found.get(url.scheme) or found.get("all")
    if not proxy or url.host in LOOPBACK or proxy_bypass(url.netloc.decode("ascii")):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def open_demo(application: object, credentials: Credentials) -> httpx.AsyncClient:
    """Return a client whose other end is an ASGI application in this process."""
    return _Http(
        base_url=DEMO_BASE_URL,
        auth=BearerForOrigin(credentials, httpx.URL(DEMO_BASE_URL)),
        transport=InProcessTransport(app=application, raise_app_exceptions=False),  # type: ignore[arg-type]  # httpx names its ASGI types privately
        headers=_headers(),
        trust_env=False,
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
