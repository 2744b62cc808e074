"""Small files, short functions, few methods."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, sources

MAX_FILE_LINES = {"altotui": 500, "screenshots": 500, "tests": 600}
MAX_FUNCTION_LINES = 60
MAX_METHODS = 25
EXCEPTIONS: dict[str, str] = {}
"""Path, or path:name, and the reason. It is empty."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _long_functions(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, Function) and (node.end_lineno or 0) - node.lineno + 1 >= MAX_FUNCTION_LINES:
            yield f"{source.path}:{node.name}"


def _wide_classes(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and sum(isinstance(n, Function) for n in node.body) > MAX_METHODS:
            yield f"{source.path}:{node.name}"


@pytest.mark.parametrize("folder", MAX_FILE_LINES)
def test_files_functions_and_classes_are_small(folder: str) -> None:
    found = sources(folder)
    too_large = [source.path for source in found if source.text.count("\n") >= MAX_FILE_LINES[folder]]
    too_large += [name for source in found for name in (*_long_functions(source), *_wide_classes(source))]
    assert [name for name in too_large if name not in EXCEPTIONS] == []


def test_the_measures_catch_what_is_too_large() -> None:
    long = Source("a.py", "def f():\n" + "    pass\n" * 59)
    wide = Source("a.py", "class A:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(26)))
    assert list(_long_functions(long)) == ["a.py:f"]
    assert list(_wide_classes(wide)) == ["a.py:A"]
    assert EXCEPTIONS == {}
