"""The first thing on the screen, drawn with the standard library while the rest is still being imported."""

import os

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[2J"
_LEAVE = "\x1b[?25h\x1b[?1049l"


def paint() -> None:
    """Switch to the alternate screen and draw the header and a note; never fails.

    Nothing has a colour: whether the terminal is dark, and which theme is wanted, nobody knows yet.
    """
    try:
        columns, rows = os.get_terminal_size(1)
    except OSError:
        return
    title = " altotui"[:columns].ljust(columns)
    note = " starting: sites, console, jobs"[:columns].ljust(columns)
    _write(f"{_ENTER}\x1b[1;1H\x1b[1m{title}\x1b[22m\x1b[{rows};1H{note}")


def leave() -> None:
    """Give the screen back as it was before `paint`: for a start that ends before the console is up."""
    _write(f"\x1b[0m{_LEAVE}")


def _write(text: str) -> None:
    try:
        os.write(1, text.encode())
    except OSError:
        return
