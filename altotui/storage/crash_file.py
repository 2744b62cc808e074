"""What is left of a crash: where it happened and with which versions, and no values.

Values of variables are left out, and what an error says is masked like anything else that is written down.
"""

from __future__ import annotations

import platform
import traceback
from collections.abc import Iterable
from datetime import datetime
from importlib import metadata
from pathlib import Path

from altotui import __version__
from altotui.domain.redaction import redact_script, redact_text
from altotui.domain.text import make_visible
from altotui.storage.atomic import replace_file

MOST_KEPT = 10
"""Of more the oldest are removed."""
_MAX_CHARS = 100_000
_LIBRARIES = ("textual", "rich", "httpx", "pydantic")


def keep_crash(
    error: BaseException,
    folder: Path,
    now: datetime,
    *,
    actions: Iterable[str] = (),
    secrets: Iterable[str] = (),
) -> Path:
    """Write down what is known of `error` and return the file.

    Args:
        error: What ended something.
        folder: Where the newest MOST_KEPT are kept.
        now: When.
        actions: Ids of what was done last, the newest at the end.
        secrets: What is never written, wherever it stands.

    Raises:
        StorageError: That cannot be done.
    """
    path = folder / f"crash-{now:%Y%m%dT%H%M%S%f}.txt"
    replace_file(path, _words_of(error, now, actions, secrets).encode("utf-8", "replace"))
    for old in sorted(folder.glob("crash-*.txt"))[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
    return path


def _words_of(error: BaseException, now: datetime, actions: Iterable[str], secrets: Iterable[str]) -> str:
    trace = "".join(traceback.format_exception(error))  # without the values of variables
    visible = make_visible(trace, keep_newlines=True, max_chars=_MAX_CHARS)
    told = redact_text(redact_script(visible), secrets)
    done = ", ".join(actions) or "nothing"
    head = f"altotui {__version__}, {now:%Y-%m-%d %H:%M:%SZ}"
    return "\n".join((head, _versions(), f"done last: {done}", "", told, ""))


def _versions() -> str:
    known = [f"Python {platform.python_version()} on {platform.system()}"]
    for name in _LIBRARIES:
        try:
            known.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return ", ".join(known)
