"""`--output FILE`: what a verb would print, in a new file instead."""

from __future__ import annotations

import argparse
import contextlib
import io
from collections.abc import Callable, Iterator
from datetime import datetime

from altotui.cli.headless import say
from altotui.cli.output import print_lines
from altotui.domain.errors import AltotuiError
from altotui.storage.export_file import check_export, write_export

_EXTENSIONS = {"table": "txt"}


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add `--output`."""
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="write it to this new file, or into this folder, instead of printing it; never over a file",
    )


def check_output(path_text: str | None) -> None:
    """Raise InvalidInput when the file cannot be made, before anything is sent for it."""
    if path_text is not None:
        check_export(path_text)


@contextlib.contextmanager
def printing_to(path_text: str | None, how: str, *, stem: str, now: Callable[[], datetime]) -> Iterator[None]:
    """Put what is printed inside into a new file and say where; print it when there is no file to be, or it fails.

    Args:
        path_text: The file or folder of `--output`; None to print.
        how: Format of what is printed.
        stem: What it is about, for a name that is not given.
        now: Tells the time.

    Raises:
        AltotuiError: It could not be written; all of it has been printed.
    """
    if path_text is None:
        yield
        return
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        yield
    text = printed.getvalue()
    extension = _EXTENSIONS.get(how, how)
    try:
        written = write_export(path_text, (text,), default_stem=stem, extension=extension, at=now())
    except AltotuiError:
        print_lines(text.splitlines())
        raise
    say(f"{written.length_bytes} bytes written to {written.path}")
