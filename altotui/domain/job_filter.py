"""The words that pick jobs out of a list: all must hold, `-` in front turns one round.

firmware lagos          both words, in description, site, token or id; capitals and accents make no difference
"nightly backup"        exactly that
-lagos                  not this word
state:pending,running   one of these states
site:lagos              this word in the name of the site
age:<2h age:>1d         how long ago it was created or first seen; 30s, 5m, 2h30m, 3d or 1w
is:stuck is:attention   one concern, or any that a person should look at
express:yes ack:no      a flag of the job; backup:yes, too
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import TypeVar

from altotui.domain.ages import read_age
from altotui.domain.errors import InvalidInput
from altotui.domain.filter_words import FilterWord, filter_words
from altotui.domain.job import Job, JobState
from altotui.domain.job_concern import Concern, needs_attention
from altotui.domain.natural import folded
from altotui.domain.text import make_visible

MOST_WORDS = 30
"""More would hold up the keyboard, and nobody types them: they are pasted by mistake."""
ATTENTION = "attention"
"""Behind `is:`, any concern that a person should look at."""
_MOST_SHOWN_CHARS = 60
_COMPARED = re.compile(r"(<=|>=|<|>)(.+)", re.DOTALL)
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_STATES = {state.value: state for state in JobState}
_CONCERNS = {concern.value: concern for concern in Concern}
_FLAGS: dict[str, Callable[[Job], bool]] = {
    "express": lambda job: job.express,
    "ack": lambda job: job.needs_acknowledgement,
    "backup": lambda job: job.backup,
}
_YES = {"yes": True, "no": False}
_PASSING_FIELDS = frozenset({"age", "is"})
"""What they ask may become true while the job stays the same."""
_FIELDS = frozenset({"state", "site", *_FLAGS, *_PASSING_FIELDS})


class Untold(Enum):
    """Stands for what the caller does not know of a job."""

    CONCERN = "concern"


_Lasting = Callable[[Job, str], bool]
"""Takes a job and the folded name of its site."""
_Passing = Callable[[Concern | None, float | None], bool]
"""Takes what is wrong with a job, and its age in seconds."""
A = TypeVar("A")
B = TypeVar("B")


class JobFilter:
    """A parsed filter such as `state:pending,running firmware -lagos`; an empty one takes every job.

    Fields that are not known are taken as text.
    """

    def __init__(self, text: str) -> None:
        """Parse `text`; an unknown value of a field raises InvalidInput."""
        self.text = text.strip()
        words = filter_words(text)
        if len(words) > MOST_WORDS:
            raise InvalidInput(f"{len(words)} words are too many for a filter", f"take at most {MOST_WORDS}")
        fields = {word.field for word in words}
        self.asks_age = "age" in fields
        """Whether `matches` needs to know the time."""
        self.asks_concern = "is" in fields
        """Whether `matches` needs to know the concern."""
        self._words = [
            (folded(word.body), word.is_negated) for word in words if word.field not in _FIELDS and word.body
        ]
        self._lasting = [_read_lasting(word) for word in words if word.field in _FIELDS - _PASSING_FIELDS]
        self._passing = [_read_passing(word) for word in words if word.field in _PASSING_FIELDS]
        self.has_lasting = bool(self._words or self._lasting)
        """Whether `matches_lasting` may refuse a job."""
        self.has_passing = bool(self._passing)
        """Whether `matches_passing` may refuse a job."""

    @property
    def is_empty(self) -> bool:
        """Return whether every job passes."""
        return not (self.has_lasting or self.has_passing)

    def matches(
        self,
        job: Job,
        site_name: str,
        *,
        concern: Concern | Untold | None = Untold.CONCERN,
        now: datetime | None = None,
        first_seen_at: datetime | None = None,
    ) -> bool:
        """Return whether `job` of the site called `site_name` passes.

        Args:
            job: The job.
            site_name: Name of its site.
            concern: What is wrong with it; None when nothing is.
            now: The server's time.
            first_seen_at: When it was first seen, for a job that does not say when it was created.

        Raises:
            InvalidInput: `is:` without a concern, or `age:` without the time: silence would look like an answer.
        """
        return self.matches_lasting(job, site_name) and self.matches_passing(job, concern, now, first_seen_at)

    def matches_lasting(self, job: Job, site_name: str) -> bool:
        """Return whether all holds that stays the same for as long as job and name do."""
        name = folded(site_name)
        if self._words:
            token = folded(job.token) if job.token else ""
            hay = f"{folded(job.description)}\n{name}\n{token}\n{job.id.casefold()}"
            if not all((word in hay) is not is_negated for word, is_negated in self._words):
                return False
        return all(test(job, name) for test in self._lasting)

    def matches_passing(
        self,
        job: Job,
        concern: Concern | Untold | None,
        now: datetime | None,
        first_seen_at: datetime | None,
    ) -> bool:
        """Return whether the rest holds at this moment; the arguments are those of `matches`."""
        if concern is Untold.CONCERN:
            if self.asks_concern:
                raise InvalidInput("is: asks for concerns, which are not judged here", "leave it out")
            concern = None
        age_s = None
        if self.asks_age:
            if now is None:
                raise InvalidInput("age: asks for the time, which is not told here", "leave it out")
            began_at = job.created_at or first_seen_at
            age_s = max(0.0, (now - began_at).total_seconds()) if began_at else None
        return all(test(concern, age_s) for test in self._passing)


def _read_lasting(word: FilterWord) -> _Lasting:
    if word.field == "state":
        return _any_of([_state_test(word.values)], word.is_negated)
    if word.field == "site":
        return _any_of([_site_test(value) for value in word.values or ("",)], word.is_negated)
    return _any_of([_flag_test(word.field, value) for value in word.values or ("",)], word.is_negated)


def _read_passing(word: FilterWord) -> _Passing:
    read = _age_test if word.field == "age" else _concern_test
    return _any_of([read(value) for value in word.values or ("",)], word.is_negated)


def _any_of(tests: Sequence[Callable[[A, B], bool]], is_negated: bool) -> Callable[[A, B], bool]:
    """Return a test that holds when one of `tests` does, or none when it is negated."""
    if len(tests) == 1 and not is_negated:
        return tests[0]
    return lambda first, second: any(test(first, second) for test in tests) is not is_negated


def _state_test(values: tuple[str, ...]) -> _Lasting:
    names = {value.casefold() for value in values}
    unknown = sorted(names - _STATES.keys())
    if unknown or not names:
        wrong = _shown(", ".join(unknown)) if unknown else "an empty list"
        raise InvalidInput(f"state:{wrong} is not a state", f"one of {', '.join(_STATES)}")
    states = frozenset(_STATES[name] for name in names)
    return lambda job, _: job.state in states


def _site_test(value: str) -> _Lasting:
    if not value:
        raise InvalidInput("site: has no name", "write a part of one, such as site:lagos")
    wanted = folded(value)
    return lambda _, site_name: wanted in site_name


def _flag_test(field: str, value: str) -> _Lasting:
    wanted = _YES.get(value.casefold())
    if wanted is None:
        raise InvalidInput(f"{field}:{_shown(value)} is not known", f"write {field}:yes or {field}:no")
    has = _FLAGS[field]
    return lambda job, _: has(job) is wanted


def _age_test(value: str) -> _Passing:
    compared = _COMPARED.fullmatch(value)
    limit_s = read_age(compared[2] if compared else value)
    if compared is None or limit_s is None:
        wanted = "2h" if limit_s is None else value
        raise InvalidInput(
            f"age:{_shown(value)} is no age to compare with", f"write age:<{wanted} or age:>{wanted}"
        )
    compares = _COMPARISONS[compared[1]]
    return lambda _, age_s: age_s is not None and compares(age_s, limit_s)


def _concern_test(value: str) -> _Passing:
    name = value.casefold()
    if name == ATTENTION:
        return lambda concern, _: needs_attention(concern)
    wanted = _CONCERNS.get(name)
    if wanted is None:
        known = ", ".join((ATTENTION, *_CONCERNS))
        raise InvalidInput(f"is:{_shown(value)} is not known", f"one of {known}")
    return lambda concern, _: concern is wanted


def _shown(value: str) -> str:
    return make_visible(value, max_chars=_MOST_SHOWN_CHARS)
