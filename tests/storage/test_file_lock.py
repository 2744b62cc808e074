"""One console at a time changes a shared file, and none waits for ever for one that was stopped."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from altotui.domain.errors import StorageError
from altotui.storage.file_lock import locked

_THREADS, _ROUNDS = 4, 50


def test_only_one_is_inside(tmp_path: Path) -> None:
    path = tmp_path / "new" / "counted"
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        for _ in range(_ROUNDS):
            with locked(path, 60.0):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * _THREADS * _ROUNDS
    assert os.listdir(path.parent) == ["counted.lock"]


def test_it_is_let_go_of_by_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "x"):
        raise ZeroDivisionError
    with locked(tmp_path / "x", 0.0):
        pass


def test_one_that_is_never_let_go_of_is_said_to_be(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "x"),
        pytest.raises(StorageError, match="cannot change x: another console does not let go of it"),
        locked(tmp_path / "x", 0.0),
    ):
        raise AssertionError


def test_files_are_locked_one_by_one(tmp_path: Path) -> None:
    with locked(tmp_path / "x"), locked(tmp_path / "y", 0.0):
        pass


def test_where_nothing_can_be_made_nothing_is_locked(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot lock x: "), locked(tmp_path / "file" / "x"):
        raise AssertionError
    (tmp_path / "y.lock").symlink_to(tmp_path / "file")
    with pytest.raises(StorageError, match="cannot lock y: "), locked(tmp_path / "y"):
        raise AssertionError
