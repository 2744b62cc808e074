"""Screens as text in files, to be compared with what is drawn now."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class ScreenText(SingleFileSnapshotExtension):
    """One text file for each screen, as a person would read it."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def screen(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare equal to the text that was kept; `--snapshot-update` keeps a new one."""
    return snapshot.use_extension(ScreenText)
