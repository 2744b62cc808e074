"""Names of sites, addresses and hosts replaced in a text: the same one always by the same word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address

_WORD = re.compile(r"\w+")
_HEX = "[0-9A-Fa-f]"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_MAC = re.compile(
    rf"(?<!\w){_HEX}{{2}}([:-]){_HEX}{{2}}(?:\1{_HEX}{{2}}){{4}}(?!\w)"
    rf"|(?<!\w){_HEX}{{4}}(?:\.{_HEX}{{4}}){{2}}(?!\w)"
    rf"|(?<!\w){_HEX}{{12}}(?!\w)"
)
_IPV4 = re.compile(r"(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)")
"""Whatever stands around it: one number too many is better hidden than an address shown."""
_IPV6 = re.compile(rf"{_HEX}{{0,4}}(?::{_HEX}{{0,4}}){{2,}}(?:%[\w.-]+)?")
"""What may be one; whether it is, `ipaddress` says."""
_HOST = re.compile(r"(?<![\w.-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?!\w)")


class StandIns:
    """Gives words for what outsiders are not to learn, numbered in the order in which they are met."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the names of sites that may occur."""
        self._lengths: dict[str, set[int]] = {}
        """Of the names that begin with a word, by that word."""
        self._names = {name for name in map(str.lower, names) if name}
        self._odd: list[str] = []
        """Names that begin with another character than one of a word, the longest first."""
        for name in self._names:
            first = _WORD.match(name)
            if first is not None:
                self._lengths.setdefault(first[0], set()).add(len(name))
            else:
                self._odd.append(name)
        self._odd.sort(key=len, reverse=True)
        self._given: dict[tuple[str, str], str] = {}
        self._count = Counter[str]()

    def __call__(self, text: str) -> str:
        """Return `text` with a stand-in for each name, address, host and mail address in it."""
        text = self._without_names(text)
        text = _MAIL.sub(self._each("mail"), text)
        text = _MAC.sub(self._each("hardware-address"), text)
        text = _IPV4.sub(self._each("address"), text)
        text = _IPV6.sub(lambda match: self._ipv6(match[0]), text)
        return _HOST.sub(self._each("host"), text)

    def site(self, name: str) -> str:
        """Return the stand-in for the name of a site."""
        return self._of("site", name)

    def _without_names(self, text: str) -> str:
        lowered = text.lower()
        if len(lowered) != len(text):  # a letter that grows when it is made small: its places would be wrong
            text = lowered
        pieces: list[str] = []
        position = start = 0
        while start < len(lowered):
            length = self._name_at(lowered, start)
            if length:
                pieces += text[position:start], self.site(lowered[start : start + length])
                position = start = start + length
            else:
                word = _WORD.match(lowered, start)
                start = word.end() if word else start + 1
        return "".join(pieces) + text[position:]

    def _name_at(self, lowered: str, start: int) -> int:
        """Return the length of the name that begins there; 0 for none."""
        odd = next((name for name in self._odd if lowered.startswith(name, start)), "")
        word = _WORD.match(lowered, start)
        for length in sorted(self._lengths.get(word[0], ()), reverse=True) if word else ():
            end = start + length
            if lowered[start:end] in self._names and not _WORD.match(lowered, end):
                return length
        return len(odd)

    def _each(self, kind: str) -> Callable[[re.Match[str]], str]:
        return lambda match: self._of(kind, match[0])

    def _ipv6(self, text: str) -> str:
        """Return it with the address that ends in it replaced; what stands before that is a word and its colon."""
        end = text.rstrip(":") if not text.endswith("::") else text
        address, percent, _ = end.partition("%")
        for start in (0, *(match.end() for match in re.finditer(":", address))):
            try:
                known = str(IPv6Address(address[start:]))
            except ValueError:
                continue
            rest = text[len(address) :] if not percent else text[len(end) :]
            return f"{address[:start]}{self._of('address', known)}{rest}"
        return text

    def _of(self, kind: str, what: str) -> str:
        key = kind, what.lower()
        while key not in self._given:
            self._count[kind] += 1
            word = f"{kind}-{self._count[kind]}"
            if word not in self._names:
                self._given[key] = word
        return self._given[key]
