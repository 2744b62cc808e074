"""What `altotui doctor` looks at on this machine, each a line that says what is and how good that is."""

from __future__ import annotations

import os
import platform
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from altotui import __version__
from altotui.domain.address import NO_PROXY, without_userinfo
from altotui.storage.locations import credentials_file, settings_file, state_dir


class Verdict(StrEnum):
    """How good a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor."""

    name: str
    verdict: Verdict
    value: str


def local_checks() -> Iterator[Check]:
    """Yield what can be said without a profile, a token or a network."""
    yield Check("version", Verdict.OK, __version__)
    yield Check("python", Verdict.OK, f"{platform.python_version()} on {platform.system()}")
    path = settings_file()
    found = "" if path.exists() else " (none: defaults are used)"
    yield Check("settings file", Verdict.OK, f"{path}{found}")
    yield credentials()
    yield state_folder(state_dir())


def credentials() -> Check:
    """Return who can read the file of kept tokens; what is in it is not looked at."""
    from altotui.storage.token_file import describe_file

    path = credentials_file()
    words = describe_file(path)
    is_open = "others" in words or "link" in words
    return Check("credentials file", Verdict.FAIL if is_open else Verdict.OK, f"{path} ({words})")


def trust_store(ca_file: str | None = None) -> Check:
    """Return whose certificates are trusted; SettingsError when one of the named files cannot be used."""
    from altotui.api.connection import trusted

    trusted(ca_file)
    default = ssl.get_default_verify_paths()
    named = [f"the system's ({default.cafile or default.capath or 'no file'})"]
    named += [f"ca_file {ca_file}"] if ca_file else []
    named += [
        f"{name} {os.environ[name]}" for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)
    ]
    return Check("trust store", Verdict.OK, ", ".join(named))


def proxy(base_url: str, wanted: str | None) -> Check:
    """Return the proxy on the way to `base_url`, and who named it, without user names and passwords."""
    import httpx

    from altotui.api.connection import proxy_for

    found = proxy_for(httpx.URL(base_url), wanted)
    if found:
        by_whom = "the profile" if wanted else "the environment"
        return Check("proxy", Verdict.OK, f"{without_userinfo(found)}, named by {by_whom}")
    if wanted == NO_PROXY:
        return Check("proxy", Verdict.OK, "none, as the profile says")
    named = ", ".join(f"{name}={without_userinfo(os.environ[name])}" for name in _set_proxies())
    return Check("proxy", Verdict.OK, f"none for this address ({named})" if named else "none")


def _set_proxies() -> Iterator[str]:
    for lower in ("https_proxy", "http_proxy", "all_proxy"):
        yield from (name for name in (lower, lower.upper()) if os.environ.get(name))


def state_folder(folder: Path) -> Check:
    """Return whether caches and records can be written; nothing is made to find out."""
    existing = next((path for path in (folder, *folder.absolute().parents) if path.exists()), Path("/"))
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return Check("state folder", Verdict.OK, str(folder))
    return Check("state folder", Verdict.WARN, f"{folder} (cannot be written: nothing is kept between runs)")
