"""What pytest would run of some files, asked of pytest itself: `python -m tests.matrices.collecting FILE...`.

It prints a JSON list of pairs, id and whether it is run, behind everything that pytest has to say.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable

import pytest

from tests.architecture.sources import TOP
from tests.matrices.row import Collected

_NOT_RUN = ("skip", "skipif", "xfail")
_LONGEST_S = 300.0


class Collector:
    """A plugin that keeps what was collected."""

    def __init__(self) -> None:
        self.tests: list[Collected] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keep the tests that were chosen."""
        self.tests = [
            Collected(item.nodeid, not any(item.get_closest_marker(name) for name in _NOT_RUN))
            for item in session.items
        ]


def collected(files: Iterable[str]) -> list[Collected]:
    """Return what pytest would run of these files, by a pytest of its own; a file that is not there has nothing."""
    there = sorted(file for file in files if (TOP / file).is_file())
    asked = subprocess.run(
        [sys.executable, "-m", "tests.matrices.collecting", *there],
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=_LONGEST_S,
        check=False,
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr
    return [Collected(node_id, is_run) for node_id, is_run in json.loads(asked.stdout.splitlines()[-1])]


if __name__ == "__main__":
    collector = Collector()
    ended = pytest.main(
        ["--collect-only", "-q", "-n0", "-p", "no:cacheprovider", *sys.argv[1:]], plugins=[collector]
    )
    print("\n" + json.dumps(collector.tests))
    sys.exit(ended)
