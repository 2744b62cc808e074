"""Whether a script can run, without running it."""

from __future__ import annotations

from altotui.simulator.routeros.script.parser import parse
from altotui.simulator.routeros.script.resolution import check
from altotui.simulator.routeros.script.syntax_tree import ScriptError


def check_script(source: str) -> str | None:
    """Return the RouterOS error of a script that cannot run, for example an unknown command; else None."""
    try:
        check(None, parse(source))
    except ScriptError as error:
        return str(error)
    except RecursionError:
        return "syntax error (line 1 column 1)"
    return None
