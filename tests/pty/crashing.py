"""The console as it is started by hand, with a fault in it that shows when a site is chosen, or when a key comes.

VARIABLE="in a handler" python -m tests.pty.crashing [altotui's own arguments]
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from altotui.cli.compose import Composition
from altotui.cli.console import run_console
from altotui.domain.ids import SiteId
from altotui.services.targets import Targets

SECRET = "hunter2-of-the-router"
VARIABLE = "ALTOTUI_TEST_FAULT"


def _break(*_: object) -> NoReturn:
    raise ZeroDivisionError(f"about a router: password={SECRET} \x1b]0;taken over\x07")


async def _break_later() -> None:
    _break()


def _break_in_task() -> None:
    asyncio.get_running_loop().create_task(_break_later())


def _break_keys() -> None:
    from textual._context import active_app

    setattr(active_app.get()._driver, "hear", _break)  # noqa: B010 (a method, which mypy guards)


def _stand_still() -> None:
    while True:
        pass


ENDING = ("in a handler", "in the reading of keys")
"""Faults behind which the console cannot go on."""
FAULTS: dict[str, Callable[[], object]] = {
    "in a handler": _break,
    "in the reading of keys": _break_keys,
    "in a task": _break_in_task,
    "in a thread": lambda: threading.Thread(target=_break).start(),
    "in a call of the loop": lambda: asyncio.get_running_loop().call_soon(_break),
    "standing still": _stand_still,
}


class _Faulty(Targets):
    """Breaks when a site is chosen."""

    def choose(self, site_id: SiteId) -> None:
        super().choose(site_id)
        FAULTS[os.environ[VARIABLE]]()


def _with_fault(made: Composition) -> Composition:
    services = made.services
    services.targets = _Faulty(services.directory, services.marks, services.scenes.at)
    return made


if __name__ == "__main__":
    sys.exit(run_console(sys.argv[1:], _with_fault))
