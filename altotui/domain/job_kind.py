"""What is the same job on another day: its description without what changes from one run to the next."""

from __future__ import annotations

import re
from functools import lru_cache
from string import punctuation

ONLY_NUMBERS = "only numbers"
"""The kind of the jobs whose description has no word that would stay."""
_MARK = re.compile(r"\s#[0-9a-f]{8}\s*$")
"""What we put behind a description to find the job again (`job.MARK_CHARS`)."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"""(?<!\w)(?:
        \d{{4}}-\d\d?-\d\d?(?:[T ]?\d\d?:\d\d(?::\d\d)?(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?
        | \d{{1,2}}(?:st|nd|rd|th)?[ ./-]{{1,2}}{_MONTH}(?:[ ./-]{{1,2}}\d{{2,4}})?
        | {_MONTH}[ ./-]{{1,2}}\d{{1,4}}(?:st|nd|rd|th)?(?:[ ,./-]{{1,2}}\d{{2,4}})?
        | \d{{1,2}}(?::\d\d)?\s?[ap]m
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_ID = re.compile(r"(?<!\w)(?=[a-z]*\d)(?:[0-9a-f]{6,}|(?=\w*\d[a-z])\w{8,})(?!\w)", re.IGNORECASE | re.ASCII)
"""Hexadecimal, or with letters behind digits: `wireguard1` is a name, `2jP5kLqWnZ` is none."""
_DIGITS = re.compile(r"\d+")
_DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_EDGES = f"{punctuation}\u2026\u2013\u2014\u00b7"
_READ_CHARS = 400
"""A description has at most 100 characters (altostrat-api.md 6.2); of one that has more, its beginning tells."""


@lru_cache(maxsize=16_384)
def kind_of(description: str) -> str:
    """Return what `description` has in common with that of the same job on another day; never empty.

    Digits, dates, ids and our mark are left out, and so is what then stands alone of signs.
    """
    text = _MARK.sub("", description[:_READ_CHARS])
    for changing in (_UUID, _DATE, _ID, _DIGITS):
        text = changing.sub(" ", text)
    words = (word.strip(_EDGES) for word in text.split())
    return " ".join(word for word in words if word and word.casefold() not in _DAYS) or ONLY_NUMBERS
