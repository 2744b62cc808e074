"""Nothing of the machine that a file was written on gets into it."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

import pytest

from tests.architecture.sources import TOP, repository_files

_FOLDERS = "|".join(("root", "work", "home/[a-z]+", "Users/[A-Za-z]+"))
MACHINE_PATH = re.compile(rf"(?<![\w.*}}-])/({_FOLDERS})/")
_PUBLIC = ("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.org", "proxy\\.go" + r"lang\.org")
REGISTRY = re.compile("|".join(_PUBLIC))
_INDEXES = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX")


def _own_registry_hosts() -> set[str]:
    """Return the hosts that this machine gets its packages from."""
    urls = (url for name in _INDEXES for url in os.environ.get(name, "").split())
    return {host for url in urls if (host := urlsplit(url).hostname)}


def _leaks(text: str, hosts: set[str]) -> list[str]:
    found = [match[0] for match in (*MACHINE_PATH.finditer(text), *REGISTRY.finditer(text))]
    return found + [host for host in hosts if host in text]


def test_no_file_holds_a_path_of_a_machine_or_the_host_of_a_registry() -> None:
    hosts = _own_registry_hosts()
    leaks = {
        name: found
        for name in repository_files()
        if (found := _leaks((TOP / name).read_bytes().decode("utf-8", "replace"), hosts))
    }
    assert leaks == {}


@pytest.mark.parametrize(
    ("text", "is_leak"),
    [
        ("see /" + "root/x", True),
        ('"/' + "work/main" + '"', True),
        ("https://py" + "pi.org/simple", True),
        ("index.example.test", True),
        ("https://example.test/" + "work/x", False),
        ("=path=/ip/address", False),
    ],
)
def test_a_leak_is_recognised(text: str, is_leak: bool) -> None:
    assert bool(_leaks(text, {"index.example.test"})) is is_leak


def test_the_top_of_the_repository_is_as_agreed() -> None:
    allowed = {
        *("altotui", "tests", "screenshots", ".ci", "pyproject.toml", "README.md", "ARCHITECTURE.md"),
        *("CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", ".gitignore", ".python-version"),
    }
    assert {name.partition("/")[0] for name in repository_files()} <= allowed
