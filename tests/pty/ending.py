"""The console with work beside it that more than an error ends, when the first list has come.

VARIABLE=SystemExit python -m tests.pty.ending [altotui's own arguments]
"""

from __future__ import annotations

import os
import sys

from altotui.cli.compose import Composition
from altotui.cli.console import run_console
from altotui.services.site_directory import SiteDirectory


class Ended(BaseException):
    """What no `except Exception` takes."""


VARIABLE = "ALTOTUI_TEST_END"
SECRET = "hunter2-of-the-router"
ENDS = {kind.__name__: kind for kind in (Ended, SystemExit, KeyboardInterrupt)}


class _Ending(SiteDirectory):
    """Ends with more than an error."""

    async def run(self, first_after_s: float = 0.0) -> None:
        """Ask once, and end."""
        await self._clock.sleep(first_after_s)
        await self.refresh()
        raise ENDS[os.environ[VARIABLE]](f"password={SECRET}")


def _with_end(made: Composition) -> Composition:
    services = made.services
    services.directory.__class__ = _Ending
    return made


if __name__ == "__main__":
    sys.exit(run_console(sys.argv[1:], _with_end))
