"""Who imports whom: as written, by import-linter, and as it happens, by looking into a fresh process."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib

import pytest

from tests.architecture.sources import TOP, modules

SCREEN = {"textual", "rich"}
SERVERS = {"starlette", "uvicorn"}
DEAR = {"httpx", "pydantic", *SCREEN, *SERVERS}
START = {"asyncio", "ssl", *DEAR}
CATALOGUE = {"routeros_lsp"}
"""Only what translates a line loads it."""


def test_the_contracts_of_the_layers_are_kept() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


def test_the_contracts_are_all_there() -> None:
    config = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    kinds = [contract["type"] for contract in config["contracts"]]
    assert sorted(kinds) == sorted(["layers", *["forbidden"] * 5, "independence", "acyclic_siblings"])
    layers = next(contract for contract in config["contracts"] if contract["type"] == "layers")
    assert layers["exhaustive"] is True
    assert layers["exhaustive_ignores"] == ["__main__"]


def _loaded(code: str) -> set[str]:
    """Return the top-level modules that a fresh process has loaded after `code`.

    It runs without click, as at a user's: with that development tool there, httpx loads its own command line,
    and rich with it.
    """
    tell = "import json; json.dump(sorted(name for name in sys.modules if sys.modules[name]), sys.stderr)"
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.modules['click'] = None\n{code}\n{tell}"],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    names: list[str] = json.loads(run.stderr.splitlines()[-1])
    return {name.partition(".")[0] for name in names}


def _importing(names: list[str]) -> str:
    assert names
    return "\n".join(f"import {name}" for name in names)


STORAGE = [name for name in modules("altotui.storage") if not name.endswith(".settings")]


@pytest.mark.parametrize(
    ("names", "never"),
    [
        (modules("altotui.domain"), DEAR | CATALOGUE),
        (modules("altotui.services"), DEAR | CATALOGUE),
        (STORAGE, DEAR),
        (["altotui.storage.settings"], DEAR - {"pydantic"}),
        (modules("altotui.api"), SCREEN | SERVERS),
        (["altotui.webhook.receiver"], DEAR),
        (["altotui.simulator.simulator"], {"httpx", "pydantic", "uvicorn", *SCREEN}),
        (["altotui.cli.headless", *modules("altotui.cli.verbs")], DEAR | CATALOGUE),
        (["altotui.__main__"], START),
        (["altotui.ui.skeleton"], START),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_package_loads_nothing_dear(names: list[str], never: set[str]) -> None:
    assert _loaded(_importing(names)) & never == set()


@pytest.mark.parametrize("verb", [name for name in modules("altotui.cli.verbs") if name.count(".") > 2])
def test_a_verb_alone_loads_nothing_dear(verb: str) -> None:
    assert _loaded(_importing([verb])) & DEAR == set()


@pytest.mark.parametrize(
    ("words", "never"),
    [
        (["sites", "--demo", "--demo-sites", "5", "--format", "json"], SCREEN | CATALOGUE),
        (
            [
                "jobs",
                "--demo",
                "--demo-sites",
                "1",
                "--sites",
                "status:online,late,offline,unknown",
                "--format",
                "json",
            ],
            SCREEN | CATALOGUE,
        ),
        (["explain", "/ip/arp/print", "--format", "json"], DEAR),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_verb_that_runs_never_loads_the_screen(words: list[str], never: set[str]) -> None:
    code = f"from altotui.cli.headless import run_words\nassert run_words({words!r}, 0) == 0"
    assert _loaded(code) & never == set()
