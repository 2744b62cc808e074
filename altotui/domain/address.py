"""The addresses that are typed or set: of an API, a proxy, a receiver; checked before anything is opened or shown."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from altotui.domain.errors import SettingsError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DEFAULT_BASE_URL = {"v1": "https://v1.api.altostrat.io", "legacy": "https://api.altostrat.io"}
"""Address by generation of the API."""
NO_PROXY = "none"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PROXY_SCHEMES = frozenset({"http", "https", "socks5"})


class Listener(NamedTuple):
    """Where something listens on this machine."""

    host: str
    port: int


def check_base_url(text: str) -> None:
    """Raise SettingsError unless `text` is https with a host, or http to this machine: a token is sent there."""
    if "@" in text:
        raise SettingsError("the base address has a user name or a password in it: write https://HOST")
    shown = f"base address {text[:80]!a}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise SettingsError(f"{shown} is not an address: write https://HOST") from None
    if "?" in text or "#" in text:
        raise SettingsError(f"{shown} has a ? or # in it, and paths are put behind it: write https://HOST")
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise SettingsError(f"{shown} is not an http address: write https://HOST")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise SettingsError(f"{shown} would send the token unencrypted: write https://")


def origin_of(base_url: str) -> str:
    """Return scheme, host and port of a checked base address, as `https://host` or `https://host:8443`.

    All of it is in lower case, and a port that goes without saying is left out (RFC 6454, section 4).
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    shown_host = f"[{host}]" if ":" in host else host
    is_default = parts.port in (None, _DEFAULT_PORTS.get(parts.scheme))
    return f"{parts.scheme}://{shown_host}" + ("" if is_default else f":{parts.port}")


def check_proxy(text: str) -> None:
    """Raise SettingsError, which never shows `text`, unless it is the address of a proxy or `none`."""
    if text == NO_PROXY:
        return
    try:
        parts = urlsplit(text)
        is_address = bool(parts.hostname) and parts.port != 0 and text.isprintable() and " " not in text
    except ValueError:
        is_address = False
    if not is_address or parts.scheme not in _PROXY_SCHEMES or parts.path.strip("/") or parts.query:
        raise SettingsError('write http://HOST:PORT, https:// or socks5://, or "none" for no proxy')


def read_listener(text: str) -> Listener:
    """Return host and port of `127.0.0.1:8787` or `[::1]:8787`.

    Raises:
        SettingsError: It is no such text, or it names a host that others can reach.
    """
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host not in LOOPBACK or not port or text != parts.netloc or "@" in text:
        raise SettingsError("write a host of this machine and a port, such as 127.0.0.1:8787")
    return Listener(host, port)


def without_userinfo(address: str) -> str:
    """Return an address without what stands before its `@`; one that cannot be read is not shown."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(unreadable)"
    return f"{parts.scheme}://{host}{port}" if host else "(unreadable)"
