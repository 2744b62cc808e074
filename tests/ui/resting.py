"""Waiting until an app has done all that was asked of it, and a pilot that waits no longer than that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from textual import events
from textual.app import App, ReturnType
from textual.keys import _character_to_key
from textual.pilot import Pilot

from tests.clocks import settle

_PATIENCE_S = 0.02
"""How long a thread may be at work before it is left to itself, in real seconds."""
_POLL_S = 0.001
_MAX_FRAMES = 50
"""Frames after which a screen that always wants another one is left to itself."""
_CHARACTERS = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f", "space": " "}


async def come_to_rest() -> None:
    """Return when no task can run and no thread is at work."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _PATIENCE_S
    await settle()
    while _is_thread_at_work(loop) and loop.time() < end:
        await asyncio.sleep(_POLL_S)
        await settle()


def _is_thread_at_work(loop: asyncio.AbstractEventLoop) -> bool:
    executor: ThreadPoolExecutor | None = getattr(loop, "_default_executor", None)  # there is no public word
    return executor is not None and executor._idle_semaphore._value < len(executor._threads)


class QuickPilot(Pilot[ReturnType]):
    """A pilot whose pauses end when there is nothing left to do; those of Textual take 20 ms and more."""

    async def pause(self, delay: float | None = None) -> None:
        """Wait until all widgets have handled what was sent to them, and the screen is drawn."""
        if delay is not None:
            await super().pause(delay)
            return
        await self._wait_for_screen()
        await come_to_rest()
        self.app._check_resize()  # else it comes with a timer
        for _ in range(_MAX_FRAMES):
            self.app.screen._on_timer_update()
            await come_to_rest()
            if not self.app.screen._update_timer._active.is_set():
                return

    async def press(self, *keys: str) -> None:
        """Press keys one by one, each when the one before has been handled."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            character = key if len(key) == 1 else _CHARACTERS.get(key)
            self.app.post_message(events.Key(name, character))
            await self.pause()


@asynccontextmanager
async def running(
    app: App[ReturnType], *, size: tuple[int, int], notifications: bool = False
) -> AsyncIterator[QuickPilot[ReturnType]]:
    """Run `app` without a terminal."""
    async with app.run_test(size=size, notifications=notifications):
        yield QuickPilot(app)
