"""What is left of a crash: where it happened and with which versions, and no values.

Values of variables are left out, and what an error says is masked like anything else that is written down.
"""

from __future__ import annotations

import platform
import traceback
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


def keep_crash(error: BaseException, folder: Path, now: datetime) -> Path:
    """Write down what is known of `error` and return the file; raises StorageError when that cannot be done."""
    path = folder / f"crash-{now:%Y%m%dT%H%M%S}.txt"
    replace_file(path, _words_of(error, now).encode("utf-8", "replace"))
    for old in sorted(folder.glob("crash-*.txt"))[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
    return path


def _words_of(error: BaseException, now: datetime) -> str:
    trace = "".join(traceback.format_exception(error))  # without the values of variables
    told = redact_text(redact_script(make_visible(trace, keep_newlines=True, max_chars=_MAX_CHARS)))
    return "\n".join((f"altotui {__version__}, {now:%Y-%m-%d %H:%M:%SZ}", _versions(), "", told, ""))


def _versions() -> str:
    known = [f"Python {platform.python_version()} on {platform.system()}"]
    for name in _LIBRARIES:
        try:
            known.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return ", ".join(known)
