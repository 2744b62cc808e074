"""Names of sites and addresses replaced in a text: the same one always by the same word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address

_WORD = re.compile(r"\w+")
_MAC = re.compile(
    r"(?<![0-9A-Za-z:-])(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![0-9A-Za-z:-])"
)
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]*[0-9A-Fa-f:]")
"""What may be one; whether it is, `ipaddress` says."""


class StandIns:
    """Gives words for what outsiders are not to learn, numbered in the order in which they are met."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the names of sites that may occur."""
        self._names: dict[str, set[int]] = {}
        """The lengths of the names that begin with a word, by that word."""
        self._plain: set[str] = set()
        self._odd: list[str] = []
        """Names that begin with another character than one of a word, the longest first."""
        for name in set(map(str.lower, names)):
            first = _WORD.match(name)
            if first is not None:
                self._plain.add(name)
                self._names.setdefault(first[0], set()).add(len(name))
            elif name:
                self._odd.append(name)
        self._odd.sort(key=len, reverse=True)
        self._given: dict[tuple[str, str], str] = {}
        self._count = Counter[str]()

    def __call__(self, text: str) -> str:
        """Return `text` with a stand-in for each name, address and hardware address in it."""
        for name in self._odd:
            text = re.sub(re.escape(name), self._site, text, flags=re.IGNORECASE)
        text = self._without_names(text)
        text = _MAC.sub(lambda match: self._of("hardware-address", match[0]), text)
        return _ADDRESS.sub(lambda match: self._address(match[0]), text)

    def _without_names(self, text: str) -> str:
        lowered = text.lower()
        if len(lowered) != len(text):  # a letter that grows when it is made small: its places would be wrong
            text = lowered
        pieces: list[str] = []
        position = 0
        for word in _WORD.finditer(lowered):
            start = word.start()
            if start < position:
                continue
            for length in sorted(self._names.get(word[0], ()), reverse=True):
                end = start + length
                if lowered[start:end] in self._plain and not _WORD.match(lowered, end):
                    pieces += text[position:start], self._of("site", lowered[start:end])
                    position = end
                    break
        return "".join(pieces) + text[position:]

    def _site(self, match: re.Match[str]) -> str:
        return self._of("site", match[0])

    def _address(self, text: str) -> str:
        try:
            return self._of("address", str(ip_address(text)))
        except ValueError:
            host, colon, port = text.rpartition(":")
            return f"{self._address(host)}:{port}" if colon and "." in host else text

    def _of(self, kind: str, what: str) -> str:
        key = kind, what.lower()
        if key not in self._given:
            self._count[kind] += 1
            self._given[key] = f"{kind}-{self._count[kind]}"
        return self._given[key]
