"""Faults of our own: each is written down, and said in one sentence that quotes nobody."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Collection, Iterator

_MOST_WRITTEN = 5
"""In one run: what breaks again and again must not push out what broke first."""


class Crashes:
    """Writes the faults of one run down, the first few of them."""

    def __init__(self) -> None:
        self.secrets: Collection[str] = ()
        """Never written, wherever they stand."""
        self.actions: Collection[str] = ()
        """Ids of what was done last, the newest at the end; whoever does it appends."""
        self._written = 0

    def write_down(self, error: BaseException) -> str:
        """Write `error` down and return in words what it was and where that stands; visible-only."""
        from datetime import UTC, datetime

        from altotui.domain.errors import AltotuiError
        from altotui.storage.crash_file import keep_crash
        from altotui.storage.locations import state_dir

        what = f"internal error: {type(error).__name__}"
        if self._written >= _MOST_WRITTEN:
            return what
        self._written += 1
        try:
            folder = state_dir() / "crashes"
            path = keep_crash(error, folder, datetime.now(UTC), actions=self.actions, secrets=self.secrets)
        except AltotuiError as problem:
            return f"{what}; where it happened could not be written down: {problem}"
        return f"{what}. Where it happened is written down, without values and secrets, in {path}"


@contextmanager
def strays_told(loop: asyncio.AbstractEventLoop, tell: Callable[[BaseException], object]) -> Iterator[None]:
    """Hand what breaks where nobody waits for it to `tell`, in the loop: Python would print all that it quotes."""

    def tell_in_loop(error: BaseException | None) -> None:
        if error is not None:
            with suppress(RuntimeError):  # the loop is closed: there is nobody left who could be told
                loop.call_soon_threadsafe(tell, error)

    before = threading.excepthook, sys.unraisablehook
    loop.set_exception_handler(lambda _, context: tell_in_loop(context.get("exception")))
    threading.excepthook = lambda stray: tell_in_loop(stray.exc_value)
    sys.unraisablehook = lambda stray: tell_in_loop(stray.exc_value)
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = before
        loop.set_exception_handler(None)
