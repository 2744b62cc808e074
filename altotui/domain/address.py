"""The address of an API, checked before anything is opened or shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from altotui.domain.errors import SettingsError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def check_base_url(text: str) -> None:
    """Raise SettingsError unless `text` is https with a host, or http to this machine: a token is sent there."""
    shown = f"base address {text[:80]!a}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise SettingsError(f"{shown} is not an address: write https://HOST") from None
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise SettingsError(f"{shown} is not an http address: write https://HOST")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise SettingsError(f"{shown} would send the token unencrypted: write https://")
