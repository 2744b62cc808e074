"""The Python files of the repository, as text and as syntax trees."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parents[2]


class Source(NamedTuple):
    """One Python file."""

    path: str
    """From the top of the repository."""
    text: str

    @property
    def tree(self) -> ast.Module:
        """Return its syntax tree."""
        return _parsed(self.text)


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def repository_files() -> tuple[str, ...]:
    """Return every file that is, or would be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        capture_output=True,
        check=True,
    )
    names = (name.decode() for name in listed.stdout.split(b"\0") if name)
    return tuple(sorted(name for name in names if (TOP / name).is_file()))


@cache
def sources(folder: str) -> tuple[Source, ...]:
    """Return every Python file below `folder`."""
    return tuple(
        Source(name, (TOP / name).read_text("utf-8"))
        for name in repository_files()
        if name.startswith(f"{folder}/") and name.endswith(".py")
    )


def modules(package: str) -> list[str]:
    """Return the dotted name of every module of a package of ours, such as `altotui.domain`."""
    folder = package.replace(".", "/")
    names = (source.path.removesuffix(".py").removesuffix("/__init__") for source in sources("altotui"))
    return [name.replace("/", ".") for name in names if name == folder or name.startswith(f"{folder}/")]
