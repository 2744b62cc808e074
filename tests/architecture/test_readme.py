"""The README tells the truth: its key table is the one the console has, its files and verbs exist."""

from __future__ import annotations

import re
from pathlib import Path

from altotui.cli.arguments import VERBS
from altotui.ui.commands import key_table

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_key_table_is_that_of_the_console() -> None:
    assert key_table() in README, "print(altotui.ui.commands.key_table()) and put it into the README"


def test_every_file_it_shows_exists() -> None:
    shown = re.findall(r"\]\(([^)#]+)\)", README)
    assert "screenshots/console-120x36.png" in shown
    assert [path for path in shown if not path.startswith("http") and not (ROOT / path).exists()] == []


def test_every_verb_is_described() -> None:
    assert [
        verb for verb in VERBS if f"`altotui {verb} " not in README and f"`altotui {verb}`" not in README
    ] == []


def test_every_environment_variable_that_is_read_is_described() -> None:
    sources = " ".join(path.read_text("utf-8") for path in (ROOT / "altotui").rglob("*.py"))
    names = set(re.findall(r"ALTOTUI_[A-Z_]+", sources))
    assert {name for name in names if name not in README} == set()
