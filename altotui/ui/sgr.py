"""From one look of text to the next in as few bytes as can be: on a slow line colours cost more than characters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_RESET = "0"
_TAKES_AWAY = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
"""What ends an attribute; 22 ends two of them. Every terminal with colours knows these."""
_MOST_PAIRS = 4096
_MOST_LOOKS = 1024
_EXTENDED_FROM = {"38": "foreground", "48": "background"}


class Look(NamedTuple):
    """A look taken apart: codes of SGR."""

    attributes: frozenset[str]
    foreground: str
    """Empty for the terminal's own, as after a reset."""
    background: str


@lru_cache(maxsize=_MOST_PAIRS)
def change_of(before: str | None, after: str) -> str:
    """Return the sequence that turns `before` into `after`.

    Args:
        before: SGR codes without a reset, as rich writes them; empty for no look; None: nobody knows.
        after: The same.
    """
    new = taken_apart(after)
    whole = ";".join(filter(None, (_RESET, *sorted(new.attributes, key=int), new.foreground, new.background)))
    if before is None:
        return _sequence(whole)
    old = taken_apart(before)
    gone = old.attributes - new.attributes
    if not gone <= _TAKES_AWAY.keys():
        return _sequence(whole)
    ended = {_TAKES_AWAY[each] for each in gone}
    begun = [each for each in new.attributes if each not in old.attributes or _TAKES_AWAY.get(each) in ended]
    codes = [*sorted(ended), *sorted(begun, key=int)]
    if new.foreground != old.foreground:
        codes.append(new.foreground or "39")
    if new.background != old.background:
        codes.append(new.background or "49")
    return _sequence(min(";".join(codes), whole, key=len)) if codes else ""


def _sequence(codes: str) -> str:
    return "\x1b[m" if codes == _RESET else f"\x1b[{codes}m"


@lru_cache(maxsize=_MOST_LOOKS)
def taken_apart(look: str) -> Look:
    """Return the parts of `look`: SGR codes without a reset, as rich writes them."""
    foreground = background = ""
    attributes: set[str] = set()
    for code in _codes(look):
        match _ground_of(code):
            case "foreground":
                foreground = "" if code == "39" else code
            case "background":
                background = "" if code == "49" else code
            case _:
                attributes.add(code)
    return Look(frozenset(attributes), foreground, background)


def _codes(look: str) -> Iterator[str]:
    """Yield the codes of a look, those of a colour from a larger palette as one."""
    numbers = iter(look.split(";")) if look else iter(())
    for number in numbers:
        if number in _EXTENDED_FROM:
            kind = next(numbers)
            count = 3 if kind == "2" else 1
            yield ";".join((number, kind, *(next(numbers) for _ in range(count))))
        else:
            yield number


def _ground_of(code: str) -> str:
    head = code.partition(";")[0]
    if head in _EXTENDED_FROM:
        return _EXTENDED_FROM[head]
    number = int(head)
    if 30 <= number <= 39 or 90 <= number <= 97:
        return "foreground"
    if 40 <= number <= 49 or 100 <= number <= 107:
        return "background"
    return ""
