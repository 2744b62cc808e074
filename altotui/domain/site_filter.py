"""The words that pick sites out of a list: all must hold, `-` in front turns one round.

lagos branch            both words, in name, identity, model, version, address or tags, in any case
-kiosk                  not this word
status:late,offline     one of these states
model:ccr* ver:7.16*    `*` stands for anything; also name:, tag:, isp:, region: and id:
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from fnmatch import fnmatchcase
from typing import NamedTuple

from altotui.domain.errors import InvalidInput
from altotui.domain.site import Freshness, Site


def haystack(site: Site) -> str:
    """Return the casefolded text of `site` that plain words are looked for in."""
    parts = (site.name, site.identity, site.model, site.version, site.public_address, *site.tags)
    return " ".join(part for part in parts if part).casefold()


_STATES = tuple(state.value for state in Freshness)

_FIELDS: dict[str, Callable[[Site], Iterable[str | None]]] = {
    "name": lambda site: (site.name,),
    "id": lambda site: (site.id, site.pid),
    "model": lambda site: (site.model, site.board),
    "ver": lambda site: (site.version,),
    "tag": lambda site: (*site.tags, *(tag.partition(":")[2] for tag in site.tags)),
    "isp": lambda site: (tag[4:] for tag in site.tags if tag.startswith("isp:")),
    "region": lambda site: (tag[7:] for tag in site.tags if tag.startswith("region:")),
}


class _Term(NamedTuple):
    field: str
    """Empty for a plain word."""
    values: tuple[str, ...]
    negated: bool

    def holds(self, site: Site, hay: str, as_of: datetime) -> bool:
        return self._found(site, hay, as_of) is not self.negated

    def _found(self, site: Site, hay: str, as_of: datetime) -> bool:
        if not self.field:
            return self.values[0] in hay
        if self.field == "status":
            return site.freshness(as_of).value in self.values
        texts = [text.casefold() for text in _FIELDS[self.field](site) if text]
        return any(_matches(text, value) for value in self.values for text in texts)


def _matches(text: str, value: str) -> bool:
    return fnmatchcase(text, value) if "*" in value or "?" in value else value in text


class SiteFilter:
    """A parsed filter; an empty one takes every site."""

    def __init__(self, text: str) -> None:
        """Parse `text`; an unknown state or an empty value raises InvalidInput."""
        self.text = text.strip()
        self._terms = tuple(_parse(word) for word in self.text.casefold().split())

    @property
    def is_plain(self) -> bool:
        """Return whether it has plain words only, so that more typing can only narrow it."""
        return all(not term.field and not term.negated for term in self._terms)

    def matches(self, site: Site, as_of: datetime, hay: str | None = None) -> bool:
        """Return whether `site` passes; `hay` saves making its haystack again."""
        text = haystack(site) if hay is None else hay
        return all(term.holds(site, text, as_of) for term in self._terms)

    def words_in(self, hay: str) -> bool:
        """Return whether every plain word is in `hay`; only for a filter that `is_plain`."""
        return all(term.values[0] in hay for term in self._terms)


def _parse(word: str) -> _Term:
    negated = len(word) > 1 and word.startswith("-")
    body = word[1:] if negated else word
    field, colon, value = body.partition(":")
    if not colon or (field not in _FIELDS and field != "status"):
        return _Term("", (body,), negated)
    values = tuple(filter(None, value.split(",")))
    if not values:
        raise InvalidInput(f"{field}: has no value", f"write {field}:VALUE, or several with commas")
    if field == "status":
        for state in values:
            if state not in _STATES:
                raise InvalidInput(f"status:{state} is not a state", f"one of {', '.join(_STATES)}")
    return _Term(field, values, negated)
