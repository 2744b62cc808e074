"""altotui as one runs it who has neither a home folder nor an entry in passwd: `python -m tests.pty.homeless`."""

from __future__ import annotations

import os
import pwd
import sys


def _nobody(_: int) -> None:
    raise KeyError("no such user")


if __name__ == "__main__":
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "ALTOTUI_CONFIG_DIR", "ALTOTUI_STATE_DIR"):
        os.environ.pop(name, None)
    setattr(pwd, "getpwuid", _nobody)  # noqa: B010 (the system's word, and no name of ours)
    from altotui.__main__ import main

    sys.exit(main())
