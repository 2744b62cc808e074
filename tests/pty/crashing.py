"""The console as it is started by hand, with a fault in it: it crashes as soon as a site is chosen.

python -m tests.pty.crashing [altotui's own arguments]
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from altotui.cli.compose import Composition
from altotui.cli.console import run_console
from altotui.domain.ids import SiteId
from altotui.services.targets import Targets

SECRET = "hunter2-of-the-router"


class _Faulty(Targets):
    """Cannot choose."""

    def choose(self, site_id: SiteId) -> None:
        raise ZeroDivisionError(f"about {site_id}: password={SECRET} \x1b]0;taken over\x07")


def _with_fault(made: Composition) -> Composition:
    services = made.services
    faulty = _Faulty(services.directory, services.marks, services.scenes.at)
    return made._replace(services=services._replace(targets=faulty))


def main(adapt: Callable[[Composition], Composition] = _with_fault) -> int:
    """Run the console of the arguments."""
    return run_console(sys.argv[1:], adapt)


if __name__ == "__main__":
    sys.exit(main())
