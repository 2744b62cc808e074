"""The words that pick sites out of a list: all must hold, `-` in front turns one round.

lagos branch            both words, in name, identity, model, version, address or tags; a capital is meant as one
"port harcourt" 'core   exactly that, and nothing that only looks like it
-kiosk                  not this word
status:late,offline     one of these values
model:ccr* ver:<7.16    `*` and `?` stand for anything; versions and ages are compared: seen:>5m
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from altotui.domain.errors import InvalidInput
from altotui.domain.filter_words import FilterProblem, FilterWord, filter_words
from altotui.domain.natural import folded
from altotui.domain.site_fields import BY_NAME, Field, Test, near_field
from altotui.domain.site_index import SiteIndex
from altotui.domain.text import make_visible

_MOST_SHOWN_CHARS = 60
MOST_WORDS = 30
"""More would hold up the keyboard, and nobody types them: they are pasted by mistake."""


class PlainWord(NamedTuple):
    """One word that is looked for in all that is written of a site."""

    text: str
    """Without capitals and accents unless `is_cased`."""
    is_cased: bool
    """It holds a capital: then capitals matter."""
    is_exact: bool
    """Nothing that only looks like it is meant."""


class _Term(NamedTuple):
    """One condition; `tests` is empty for a plain word, otherwise one of them must hold."""

    word: PlainWord
    tests: tuple[Test, ...]
    states: frozenset[str]
    """For `status:` alone: the states that are meant; they are known without a test of every site."""
    is_negated: bool
    says: str
    field: str = ""
    """Its name; empty for a plain word."""
    steady_values: tuple[str, ...] = ()
    """What stood behind the colon, where the answer is the same for as long as the list is."""
    parts: tuple[str, ...] = ()
    """Where that is all: one of these must be in the text that the field looks at."""

    def pick(self, index: SiteIndex, among: Sequence[int]) -> list[int]:
        """Return those of `among` for which it holds, in the same order."""
        wanted = not self.is_negated
        if self.states:
            states = index.states
            return [at for at in among if (states[at] in self.states) is wanted]
        if self.tests:
            sites, scene, tests = index.sites, index.scene, self.tests
            if len(tests) == 1:
                test = tests[0]
                return [at for at in among if test(sites[at], scene) is wanted]
            return [at for at in among if any(test(sites[at], scene) for test in tests) is wanted]
        text = self.word.text
        hays = index.hays if self.word.is_cased else index.folded
        if wanted:
            return [at for at in among if text in hays[at]]
        return [at for at in among if text not in hays[at]]

    def implies(self, other: _Term) -> bool:
        """Return whether every site that passes here passes `other` too, as far as that is plain to see."""
        if self.is_negated or other.is_negated or self.tests or other.tests:
            return self._asks_the_same(other) or self._asks_for_more(other)
        here, there = self.word, other.word
        if there.is_cased:
            return here.is_cased and there.text in here.text
        return there.text in folded(here.text)

    def _asks_the_same(self, other: _Term) -> bool:
        asked = (self.is_negated, self.field, self.steady_values, self.word)
        is_steady = bool(self.steady_values) or not self.tests
        return is_steady and asked == (other.is_negated, other.field, other.steady_values, other.word)

    def _asks_for_more(self, other: _Term) -> bool:
        """Return whether each text that passes here holds more of what `other` asks for."""
        if (
            self.is_negated
            or other.is_negated
            or self.field != other.field
            or not (self.parts and other.parts)
        ):
            return False
        return all(any(less in more for less in other.parts) for more in self.parts)


class SiteFilter:
    """A parsed filter; an empty one takes every site. A part that cannot be meant is left out and told of."""

    def __init__(self, text: str, *, is_in_console: bool = True) -> None:
        """Parse `text`; outside the console, what only a running one knows is a problem."""
        self.text = text.strip()
        self.problems: list[FilterProblem] = []
        """What was left out, and why."""
        self.hints: list[str] = []
        """What was taken in another way than may have been meant."""
        self._is_in_console = is_in_console
        words = filter_words(text)
        if len(words) > MOST_WORDS:
            self._refuse(words[MOST_WORDS], f"only the first {MOST_WORDS} words are taken")
        read = [self._read(word) for word in words[:MOST_WORDS]]
        self._terms = [term for term in read if term is not None]
        self.words = [term.word for term in self._terms if not term.tests and not term.is_negated]
        """The plain words that must be there: by them hits are ranked, and they are shown in the hits."""

    @classmethod
    def checked(cls, text: str) -> SiteFilter:
        """Return the filter for use outside the console; a part that cannot be meant raises InvalidInput."""
        made = cls(text, is_in_console=False)
        if made.problems:
            raise InvalidInput(f"filter, {made.problems[0]}")
        return made

    @property
    def is_empty(self) -> bool:
        """Return whether it takes every site."""
        return not self._terms

    @property
    def says(self) -> str:
        """Return what it means, for people; visible-only. Empty while it is plain words only."""
        if not any(term.tests or term.is_negated for term in self._terms):
            return ""
        return " + ".join(f"{'not ' * term.is_negated}{term.says}" for term in self._terms)

    def asks_about(self, field: str) -> bool:
        """Return whether a field of that name is in it."""
        return any(term.field == field for term in self._terms)

    def without_words(self) -> SiteFilter:
        """Return the filter that asks only for what the plain words do not."""
        rest = SiteFilter("", is_in_console=self._is_in_console)
        rest._terms = [term for term in self._terms if term.tests or term.is_negated]
        return rest

    def narrows(self, wider: SiteFilter) -> bool:
        """Return whether it is sure that every hit is among the hits of `wider`."""
        return all(any(term.implies(other) for term in self._terms) for other in wider._terms)

    def pick(self, index: SiteIndex, among: Sequence[int] | None = None) -> Sequence[int]:
        """Return the numbers of the sites that pass, in the order of `among`; all in that of the list for None."""
        hits: Sequence[int] = range(len(index.sites)) if among is None else among
        for term in self._terms:
            hits = term.pick(index, hits)
        return hits

    def _read(self, word: FilterWord) -> _Term | None:
        if not word.is_closed:
            self._refuse(word, "the quote has no end")
        if not word.body:
            return None
        field = BY_NAME.get(word.field)
        if field is not None:
            return self._read_field(word, field)
        if word.field:
            near = near_field(word.field)
            if near and not self._is_in_console:  # a slip must not widen what something is done to
                self._refuse(word, f"{_shown(word.field)}: is no field, did you mean {near}:?")
                return None
            meant = f"did you mean {near}:? " if near else ""
            self.hints.append(f"{_shown(word.field)}: is no field, {meant}it is looked for as it stands")
        body = word.body
        is_cased = body != body.casefold() and any(char.isupper() for char in body)
        plain = PlainWord(body if is_cased else folded(body), is_cased, word.is_exact)
        return _Term(plain, (), frozenset(), word.is_negated, f'"{_shown(body)}"')

    def _read_field(self, word: FilterWord, field: Field) -> _Term | None:
        if field.is_of_console and not self._is_in_console:
            self._refuse(word, f"{field.name}: is known to a running console only")
            return None
        values = word.values or (("",) if field.takes_nothing else ())
        if not values:
            self._refuse(word, f"{field.name}: has no value: write {field.example}, or several with commas")
            return None
        taken = []
        for value in values:
            one = field.read(value)
            if isinstance(one, str):
                self._refuse(word, _shown(one, 200))
            else:
                taken.append(one)
        if not taken:
            return None
        meant = " or ".join(_shown(one.says) for one in taken)
        states = frozenset(one.state.value for one in taken if one.state is not None)
        parts = tuple(one.part for one in taken) if all(one.part for one in taken) else ()
        says = f"{field.name}: {meant}"
        steady = () if field.may_change else tuple(values)
        tests = tuple(one.test for one in taken)
        return _Term(_NO_WORD, tests, states, word.is_negated, says, field.name, steady, parts)

    def _refuse(self, word: FilterWord, problem: str) -> None:
        self.problems.append(FilterProblem(problem, word.start, word.end))


_NO_WORD = PlainWord("", is_cased=False, is_exact=True)


def _shown(text: str, max_chars: int = _MOST_SHOWN_CHARS) -> str:
    return make_visible(text, max_chars=max_chars)
