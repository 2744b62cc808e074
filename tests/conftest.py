"""What every test runs under: no settings, proxies or tokens of the person who runs it, and a fake clock."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from altotui.domain.routeros.language import Language
from altotui.storage.language import load_language
from tests.clocks import FakeClock

_FOREIGN = (
    *("ALTOTUI_TOKEN", "ALTOTUI_BASE_URL", "ALTOTUI_API", "ALTOTUI_PROFILE", "NO_COLOR", "FORCE_COLOR"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
)

for _name, _examples in (("ordinary", 100), ("full", 2000)):
    settings.register_profile(
        _name,
        max_examples=_examples,
        deadline=None,
        derandomize=_name == "ordinary",
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--full`: the long proofs in full length."""
    parser.addoption("--full", action="store_true", help="run the long proofs in full length")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples property tests try, and a time zone in which a forgotten UTC shows."""
    gc.disable()  # collecting the tests makes a million objects and no garbage
    os.environ["TZ"] = "TST-5:45"
    time.tzset()
    settings.load_profile("full" if config.getoption("--full") else "ordinary")


def pytest_collection_finish() -> None:
    """Look for garbage from now on, but not in what lives until the end: that would cost each test its share."""
    gc.freeze()
    gc.enable()


@pytest.fixture
def is_full(request: pytest.FixtureRequest) -> bool:
    """Whether the long proofs run in full length."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point every file of altotui into `tmp_path`, and drop what the environment says about the network."""
    for name in _FOREIGN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALTOTUI_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("ALTOTUI_STATE_DIR", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still until it is advanced."""
    return FakeClock()


@pytest.fixture(scope="session")
def language() -> Language:
    """What is known of RouterOS, as the package brings it along."""
    return load_language()
