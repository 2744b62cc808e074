"""What `altotui doctor` looks at on this machine, each a line that says what is and how good that is."""

from __future__ import annotations

import os
import platform
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from altotui import __version__
from altotui.storage.locations import settings_file, state_dir


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


_PROXIES = ("https_proxy", "http_proxy", "all_proxy", "no_proxy")
_TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def local_checks() -> Iterator[Check]:
    """Yield what can be said without a profile, a token or a network."""
    yield Check("version", Verdict.OK, __version__)
    yield Check("python", Verdict.OK, f"{platform.python_version()} on {platform.system()}")
    path = settings_file()
    found = "" if path.exists() else " (none: defaults are used)"
    yield Check("settings file", Verdict.OK, f"{path}{found}")
    yield trust_store()
    yield proxies()
    yield state_folder(state_dir())


def trust_store() -> Check:
    """Return whose certificates are trusted."""
    named = [f"{name}={os.environ[name]}" for name in _TRUST if os.environ.get(name)]
    missing = [name for name in _TRUST if os.environ.get(name) and not Path(os.environ[name]).exists()]
    if missing:
        return Check("trust store", Verdict.FAIL, f"{', '.join(named)}: {missing[0]} names nothing")
    default = ssl.get_default_verify_paths()
    system = f"the system's ({default.cafile or default.capath or 'no file'})"
    return Check("trust store", Verdict.OK, ", ".join(named) or system)


def proxies() -> Check:
    """Return the proxy variables that are set, without user names and passwords."""
    named = []
    for name in (spelling for lower in _PROXIES for spelling in (lower, lower.upper())):
        value = os.environ.get(name)
        if value:
            named.append(f"{name}={value if name.lower() == 'no_proxy' else without_userinfo(value)}")
    return Check("proxy", Verdict.OK, ", ".join(named) or "none")


def without_userinfo(address: str) -> str:
    """Return an address without what stands before its `@`; one that cannot be read is not shown."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(unreadable)"
    return f"{parts.scheme}://{host}{port}" if host else "(unreadable)"


def state_folder(folder: Path) -> Check:
    """Return whether caches and records can be written; nothing is made to find out."""
    existing = next((path for path in (folder, *folder.absolute().parents) if path.exists()), Path("/"))
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return Check("state folder", Verdict.OK, str(folder))
    return Check("state folder", Verdict.WARN, f"{folder} (cannot be written: nothing is kept between runs)")
