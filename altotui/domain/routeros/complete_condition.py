"""What may come next behind `where`: a property, an operator, a value, or the word that joins two conditions."""

from __future__ import annotations

from collections.abc import Iterable

from altotui.domain.routeros.completion import (
    Candidate,
    Completion,
    Sort,
    as_condition,
    is_value,
    ranked,
)
from altotui.domain.routeros.expression import Token, tokenize
from altotui.domain.routeros.language import Language, joined
from altotui.domain.routeros.quoting import in_quotes
from altotui.domain.routeros.reading import Reading
from altotui.domain.routeros.seen import Seen

_COMPARISONS = ("=", "!=", "~", "<", ">", "<=", ">=")


def property_names(reading: Reading, language: Language, seen: Seen) -> list[str]:
    """Return the properties that rows of the menu have, as far as is known or was seen; its columns come first."""
    menu = joined(reading.menu)
    names = {*language.properties(reading.menu).names, *seen.properties(menu)}
    columns = [name for name in language.menus.facts(menu).columns if name in names]
    return [*columns, *sorted(names.difference(columns), key=lambda name: (name.startswith("."), name))]


def complete_condition(head: str, start: int, reading: Reading, language: Language, seen: Seen) -> Completion:
    """Return what may stand at the end of `head`, whose condition begins at `start`."""
    return _Condition(head, reading, language, seen).completion(start)


class _Condition:
    def __init__(self, head: str, reading: Reading, language: Language, seen: Seen) -> None:
        self._head = head
        self._reading = reading
        self._language = language
        self._seen = seen
        self._properties = language.properties(reading.menu)

    def completion(self, start: int) -> Completion:
        tokens, problem = tokenize(self._head, start)
        if problem is not None:
            is_open = self._head[problem.start] == '"'
            return self._open_quote(tokens) if is_open else self._offer(len(self._head), [])
        state, name, partial = _expected(tokens[:-1], self._head)
        begin = partial.start if partial is not None else len(self._head)
        match state:
            case "value":
                found = [
                    Candidate(as_condition(text), sort)
                    for text, sort in self._values(self._properties.full(name))
                ]
                return self._offer(begin, found, self._properties.full(name))
            case "operator":
                found = [Candidate(text, Sort.OPERATOR, tail="") for text in _COMPARISONS]
                found += [Candidate(text, Sort.OPERATOR) for text in ("and", "or")]
            case "connective":
                found = [Candidate(text, Sort.OPERATOR) for text in ("and", "or")]
            case _:
                names = property_names(self._reading, self._language, self._seen)
                found = [Candidate(text, Sort.PROPERTY, tail="") for text in names]
        return self._offer(begin, found)

    def _offer(self, begin: int, found: list[Candidate], value_of: str = "") -> Completion:
        reading = self._reading
        return Completion(
            begin,
            len(self._head),
            ranked(found, self._head[begin:]),
            joined(reading.menu),
            reading.command,
            value_of,
        )

    def _open_quote(self, tokens: tuple[Token, ...]) -> Completion:
        """Complete a value whose quote is not closed yet: it opens where the tokens end."""
        opening = tokens[-1].start
        state, name, _ = _expected(tokens[:-1], self._head[:opening])
        if state != "value":
            return self._offer(len(self._head), [])
        full = self._properties.full(name)
        return self._offer(
            opening, [Candidate(in_quotes(text), sort) for text, sort in self._values(full)], full
        )

    def _values(self, name: str) -> Iterable[tuple[str, Sort]]:
        """Yield the values of a property, those that this router answered with first."""
        if self._properties.is_boolean(name):
            yield from (("yes", Sort.VALUE), ("no", Sort.VALUE))
            return
        seen = self._seen.values(joined(self._reading.menu), name)
        yield from ((text, Sort.SEEN) for text in seen)
        for verb in ("set", "add"):
            node = self._language.catalogue.node((*self._reading.menu, verb))
            if node is not None and name in node.arguments:
                known = node.arguments[name].values
                yield from ((text, Sort.VALUE) for text in known if text not in seen and is_value(text))
                return


def _expected(tokens: tuple[Token, ...], head: str) -> tuple[str, str, Token | None]:
    """Return what is expected at the end of `head`, of which property, and the word that is begun there.

    Expected is a `property`, an `operator`, a `value` or a `connective`.
    """
    state, name = "property", ""
    for token in tokens:
        written = head[token.start : token.end]
        is_word = token.kind in ("word", "text") or written.isalpha() or written == "."
        if token.end == len(head) and is_word:
            if token.kind == "op" and written != ".":
                state = "connective"  # it may still become `order`, but nothing is glued to it
            return state if state != "operator" else "connective", name, token
        if token.kind == "op":
            state = "value" if token.text in _COMPARISONS or token.text == "in" else "property"
            state = "connective" if token.text == ")" else state
        elif state == "property":
            state, name = "operator", token.text
        else:
            state = "connective"
    return state, name, None
