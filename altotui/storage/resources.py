"""The data files that come with the package, as plain objects."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from altotui.domain.routeros.safety import Safety


@cache
def load_safety() -> Safety:
    """Return the classes of RouterOS commands."""
    text = resources.files("altotui.data").joinpath("safety.json").read_text("utf-8")
    return Safety(json.loads(text))
