"""What every test runs under: no settings, proxies or tokens of the person who runs it, and a fake clock."""

from __future__ import annotations

import gc
import os
import time
from itertools import count
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

_numbers = count()

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
    """Choose how many examples property tests try, and a time zone in which a forgotten UTC shows.

    Also drop what the environment says about the network.
    """
    gc.disable()  # collecting the tests makes a million objects and no garbage
    for name in _FOREIGN:
        os.environ.pop(name, None)
    os.environ["TZ"] = "TST-5:45"
    time.tzset()
    settings.load_profile("full" if config.getoption("--full") else "ordinary")


def pytest_collection_finish() -> None:
    """Look for garbage from now on, but not in what lives until the end: that would cost each test its share."""
    gc.freeze()
    gc.enable()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Never search again what a file of tests leaves behind: it grows to millions of objects."""
    if nextitem is not None and nextitem.path != item.path:
        gc.collect()
        gc.freeze()


@pytest.fixture
def is_full(request: pytest.FixtureRequest) -> bool:
    """Whether the long proofs run in full length."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(autouse=True)
def own_environment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Point every file of altotui below `tmp_path`; where a test asks for none, below a folder that costs less."""
    folder: Path
    if "tmp_path" in request.fixturenames:
        folder = request.getfixturevalue("tmp_path")
    else:
        folder = tmp_path_factory.getbasetemp() / f"unseen-{next(_numbers)}"
        folder.mkdir()
    monkeypatch.setenv("ALTOTUI_CONFIG_DIR", str(folder / "config"))
    monkeypatch.setenv("ALTOTUI_STATE_DIR", str(folder / "state"))


@pytest.fixture
def own_folders(tmp_path: Path) -> Path:
    """The folder that has the `config` and the `state` of altotui."""
    return tmp_path


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still until it is advanced."""
    return FakeClock()


@pytest.fixture(scope="session")
def language() -> Language:
    """What is known of RouterOS, as the package brings it along."""
    return load_language()
