"""Answers of routers that hold bad text in every place, and what every drawn or written line has to be."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from altotui.domain.text import make_visible
from altotui.simulator.routeros.hostile import HOSTILE
from tests.badinput.texts import TEXTS

_ACTS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
CORPUS: tuple[str, ...] = tuple(dict.fromkeys((*(text.raw for text in TEXTS), *HOSTILE)))
"""Every text once."""
_AT_ONCE = 12


def acting_in(text: str, *, allowed: str = "") -> list[str]:
    """Return what in `text` could control a terminal or hide itself."""
    return [ascii(char) for char in text if unicodedata.category(char) in _ACTS and char not in allowed]


def chunks(texts: Sequence[str] = CORPUS, size: int = _AT_ONCE) -> list[tuple[str, ...]]:
    """Return the texts, a few at a time."""
    return [tuple(texts[start : start + size]) for start in range(0, len(texts), size)]


def rows_of(texts: Iterable[str]) -> list[dict[str, object]]:
    """Return a row for each text, with the text as key, as value and within others; no two rows are alike."""
    return [
        {
            ".id": f"*{number:X}",
            "name": text,
            f"{text}{number}": text,
            "nested": {text: [text, {text: None}]},
            "flag": True,
            "none": None,
            "count": number,
        }
        for number, text in enumerate(texts, 1)
    ]


def visible_names(texts: Iterable[str]) -> list[str]:
    """Return names as the API client hands them on."""
    return [make_visible(text) or "(no name)" for text in texts]
