"""The data files that come with the package, as plain objects."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from altotui import data
from altotui.domain.routeros.safety import Safety


@cache
def load_safety() -> Safety:
    """Return the classes of RouterOS commands."""
    import json

    text = (Path(data.__file__).parent / "safety.json").read_text("utf-8")
    return Safety(json.loads(text))
