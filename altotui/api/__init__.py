"""The SDX HTTP API: the only place that knows paths, wire names and httpx."""

import sys
from types import ModuleType


def _leave_out_the_command_line_of_httpx() -> None:
    """Spare every call the import of click, pygments and rich.

    httpx imports its own command line whenever these happen to be installed, which is half of its import; a
    module that is there already is taken instead. Nothing here calls it.
    """
    if "httpx" not in sys.modules:
        stand_in = ModuleType("httpx._main")
        stand_in.__dict__["main"] = _leave_out_the_command_line_of_httpx
        sys.modules["httpx._main"] = stand_in


_leave_out_the_command_line_of_httpx()
