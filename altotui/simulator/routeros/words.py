"""The words of one API sentence, sorted by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from altotui.simulator.routeros.reply import unknown_parameter


@dataclass(frozen=True, slots=True)
class Sentence:
    """The attribute and query words that follow a command word."""

    arguments: dict[str, str]
    """`=name=value`; a flag has the value `""`. `.proplist` is not among them."""
    queries: tuple[str, ...] = ()
    """`?...` words in their order, with the question mark."""
    proplist: tuple[str, ...] | None = None
    """Property names asked for; None means all."""


def read_words(words: Sequence[str]) -> Sentence:
    """Sort `words` by kind.

    Raises:
        Trap: A word is neither attribute, API attribute nor query.
    """
    arguments: dict[str, str] = {}
    queries: list[str] = []
    proplist: tuple[str, ...] | None = None
    for word in words:
        if word.startswith("?"):
            queries.append(word)
        elif word.startswith("="):
            name, _, value = word[1:].partition("=")
            if name == ".proplist":
                proplist = tuple(part for part in value.split(",") if part)
            else:
                arguments[name] = value
        elif word and not word.startswith(".tag="):
            raise unknown_parameter(word)
    return Sentence(arguments, tuple(queries), proplist)
