"""A script in the person's own editor: the console steps aside meanwhile, and nothing that was written is lost."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from textual.app import App, SuspendNotSupported

from altotui.domain.errors import AltotuiError, InvalidInput, StorageError
from altotui.domain.text import make_visible
from altotui.storage.atomic import read_file
from altotui.storage.token import VARIABLE as TOKEN_VARIABLE

MAX_FILE_BYTES = 1_000_000
_FILE_NAME = "script.rsc"
_VARIABLES = ("VISUAL", "EDITOR")


class Edited(NamedTuple):
    """What came back from the editor."""

    text: str
    """Visible-only but for its line ends; the whole of it, however long."""
    said: str = ""
    """What a person should know; empty when the text is as it was written."""


def edit_in_editor(app: App[Any], text: str) -> Edited:
    """Return `text` as the person's editor left it; until that ends, the terminal is its own and the console rests.

    Raises:
        InvalidInput: No editor is set, or it cannot be used here; the text is as it was.
        StorageError: What it wrote cannot be read; the file stays, and the message says where.
    """
    command = editor_command(os.environ)
    failure: AltotuiError | None = None
    result = Edited(text)
    try:
        with app.suspend():  # nothing may be raised in it: the terminal would not come back
            try:
                result = edited(text, command, os.environ)
            except AltotuiError as problem:
                failure = problem
            except Exception as fault:  # the terminal has to come back, whatever it was
                failure = InvalidInput(
                    f"the editor failed: {type(fault).__name__}", "the script is as it was"
                )
    except SuspendNotSupported:
        raise InvalidInput("this terminal cannot be given to an editor", "type the script here") from None
    if failure is not None:
        raise failure
    return result


def editor_command(environment: Mapping[str, str]) -> list[str]:
    """Return the words of the editor that VISUAL, or else EDITOR, names.

    Raises:
        InvalidInput: Neither is set, or it cannot be read.
    """
    for variable in _VARIABLES:
        words = environment.get(variable, "").strip()
        if not words:
            continue
        try:
            return shlex.split(words)
        except ValueError:
            raise InvalidInput(f"{variable} cannot be read", "a quote in it is not closed") from None
    raise InvalidInput("no editor is set", "set VISUAL or EDITOR, for example EDITOR=nano")


def edited(
    text: str, command: Sequence[str], environment: Mapping[str, str], parent: Path | None = None
) -> Edited:
    """Return what `command` makes of `text`, in a private folder that is removed again; blocks until it ends.

    Args:
        text: The script.
        command: The words of the editor; the path of the file comes behind them.
        environment: That of the editor, without the token.
        parent: Where the private folder is made; None: where temporary files are.

    Raises:
        InvalidInput: It cannot be started, or ended with an error; the text is as it was.
        StorageError: What it wrote cannot be read; the file stays, and the message says where.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="altotui-", dir=parent))
    except OSError as problem:
        raise InvalidInput(f"there is no place for a file: {problem.strerror}", "see TMPDIR") from None
    path = folder / _FILE_NAME
    is_kept = False
    try:
        _write(path, text)
        code = _run([*command, str(path)], environment)
        if code:
            is_kept = code < 0 and _is_changed(path, text)
            raise InvalidInput(_words_of_end(command[0], code), _words_of_kept(path, is_kept))
        try:
            return _read(path, text)
        except StorageError as problem:
            is_kept = True
            raise StorageError(f"{problem}; it is kept as {make_visible(str(path))}") from None
    finally:
        if not is_kept:
            shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
    except OSError as problem:
        raise InvalidInput(f"the script cannot be written: {problem.strerror}", "see TMPDIR") from None


def _run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Return how the editor ended: 0, what it exited with, or the negative number of a signal."""
    try:
        with _interrupts_are_the_editors():
            return subprocess.run(  # noqa: S603 (the person's own environment names it, and no shell is in between)
                command,
                env={name: value for name, value in environment.items() if name != TOKEN_VARIABLE},
                check=False,
            ).returncode
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "a word of it has a NUL character"
        program = make_visible(command[0], max_chars=80)
        raise InvalidInput(f"{program} cannot be started: {why}", "see VISUAL and EDITOR") from None


def _words_of_end(program: str, code: int) -> str:
    end = f"ended with {code}" if code > 0 else f"was ended by signal {-code}"
    return f"{make_visible(program, max_chars=80)} {end}"


def _words_of_kept(path: Path, is_kept: bool) -> str:
    kept = f", and what was written is kept as {make_visible(str(path))}" if is_kept else ""
    return f"the script is as it was{kept}"


def _is_changed(path: Path, before: str) -> bool:
    """Return whether the file of an editor that broke off holds anything new."""
    try:
        return path.read_bytes() != before.encode("utf-8", "surrogatepass")
    except OSError:
        return False


@contextlib.contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """Let ctrl+c, which reaches everything in the terminal, end no more than the editor wants."""
    before = signal.signal(
        signal.SIGINT, lambda *_: None
    )  # a function, not SIG_IGN: the editor would inherit that
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _read(path: Path, before: str) -> Edited:
    try:
        content = read_file(path, max_bytes=MAX_FILE_BYTES).content
    except FileNotFoundError:
        return Edited(before, "the editor removed the file; the script is as it was")
    try:
        text = content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise StorageError("what the editor wrote is not UTF-8") from None
    if text.endswith("\n") and not before.endswith("\n"):
        text = text[:-1]  # editors end the last line; the script had none there
    shown = make_visible(text, keep_newlines=True, max_chars=20 * MAX_FILE_BYTES)
    said = "" if shown == text else "it has characters that cannot be seen: they are written as signs"
    return Edited(shown, said)
