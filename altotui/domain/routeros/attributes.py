"""Arguments of a command as words of the API: `=name=value`, with items as ids, and bounds left to others.

Source: routeros.md 1.5 and 2.1; which verb takes `.id` and which `numbers` is in its table of unnamed arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from altotui.domain.errors import InvalidInput
from altotui.domain.routeros.arguments import Form, Given
from altotui.domain.routeros.items import ROW_NAMES, Numbering, read_items
from altotui.domain.routeros.language import joined
from altotui.domain.routeros.reading import Reading

_ITEMS = frozenset({".id", "numbers", "number"})
_BY_ID = frozenset({"set", "remove", "enable", "disable", "unset"})
"""Verbs that take one item as `.id` and several as `numbers`."""


def _refuse_twice(words: Sequence[str]) -> None:
    """Raise InvalidInput when two words say the same thing: nobody knows which one a router takes."""
    seen: set[str] = set()
    for word in words:
        if word.startswith("?"):
            continue
        name = word[1:].partition("=")[0]
        name = ".id" if name in _ITEMS else name
        if name in seen:
            what = "the item" if name == ".id" else name
            raise InvalidInput(f"{what} is given twice", "leave one out")
        if name == ".tag":
            raise InvalidInput("tags do not reach this API", "leave .tag out")
        seen.add(name)


class Words(NamedTuple):
    """What is sent behind the command."""

    command: str
    words: tuple[str, ...]
    resolved: tuple[str, ...] = ()
    """Row numbers and the ids they stood for."""


def attribute_words(reading: Reading, given: Sequence[Given], numbering: Numbering) -> Words | None:
    """Return the words of a command; None when it takes a script to say the same.

    Raises:
        InvalidInput: A row number that belongs to no list.
    """
    menu = joined(reading.menu)
    words: list[str] = []
    resolved: list[str] = []
    unset = [argument for argument in given if argument.form is Form.UNSET]
    for argument in given:
        name, value = argument.name, argument.value
        if argument.form is Form.UNSET:
            continue
        if argument.form is Form.RAW:
            words.append(name)
        elif argument.form is Form.FLAG:
            words.append(f"={name}=")
        elif name in ROW_NAMES:
            items = read_items(value, menu, numbering, is_quoted=argument.is_quoted)
            resolved += items.resolved
            by_id = argument.form is Form.VALUE and reading.verb in _BY_ID and len(items.items) == 1
            words.append(f"={'.id' if by_id else name}={','.join(items.items)}")
        else:
            words.append(f"={name}={value}")
    if any(argument.form is not Form.RAW for argument in given):  # words of the API alone pass untouched
        _refuse_twice(words)
    if not unset:
        return Words(reading.command, tuple(words), tuple(resolved))
    if len(unset) > 1 or len(words) != 1 or reading.verb != "set":
        if resolved:  # on the router it would count the rows of another list
            raise InvalidInput("row numbers cannot stand in a script", "send a line for each !property")
        return None
    unset_words = (*words, f"=value-name={unset[0].name}")
    return Words(joined((*reading.menu, "unset")), unset_words, tuple(resolved))
