"""The fields of a site filter: what may stand before the colon, what behind it, and which sites that takes."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Hashable, Iterable
from difflib import get_close_matches
from fnmatch import translate
from functools import lru_cache, partial
from typing import Any, NamedTuple

from altotui.domain.ages import read_age
from altotui.domain.job import OPEN_STATES, JobState
from altotui.domain.natural import folded, version_key
from altotui.domain.site import Freshness, Site
from altotui.domain.site_scene import SiteScene

Test = Callable[[Site, SiteScene], bool]
"""Whether a site passes."""

STATES = tuple(state.value for state in Freshness)
_COMPARED = re.compile(r"(<=|>=|<|>|=)(.*)", re.DOTALL)
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
_HOW = {"<": "below", "<=": "up to", ">": "above", ">=": "from", "=": "exactly"}
_AGE_HOW = {"<": "under", "<=": "at most", ">": "over", ">=": "at least"}
_JOB_STATES = {"any", "none", "open", *JobState}
_JOB_WORDS = {"waiting": "pending", "queued": "pending", "done": "completed"}
_MOST_DISTINCT = 8192
_MOST_DIGITS = 6
_YES = {"": True, "yes": True, "no": False}


class Taken(NamedTuple):
    """One value of a field, read."""

    test: Test
    says: str
    """What it means, for people; visible-only when the value is."""
    state: Freshness | None = None
    """The state that is meant, where one is: those of all sites are known without a test."""
    part: str = ""
    """What a text must hold, folded: whoever holds more of it passes, too. Empty where that is not all."""


class Field(NamedTuple):
    """One field."""

    name: str
    read: Callable[[str], Taken | str]
    """Takes a value; returns what it means, or in words what is wrong with it."""
    example: str
    takes_nothing: bool = False
    """Whether it may stand alone, as in `fav:`."""
    is_of_console: bool = False
    """Whether only a running console knows what it asks about."""
    may_change: bool = False
    """Whether its answer may become another one while the list stays the same."""


Raw = Callable[[Site], Hashable]
"""What a text field looks at: of many sites it is the same, so it is looked at once."""
Texts = Callable[[Any], Iterable[str | None]]
"""The texts in it."""


def _one(raw: str | None) -> tuple[str | None]:
    return (raw,)


def _tag_texts(tags: tuple[str, ...]) -> tuple[str, ...]:
    return (*tags, *(tag.partition(":")[2] for tag in tags))


def _texts_of(key: str, tags: tuple[str, ...]) -> list[str]:
    return [tag[len(key) :] for tag in tags if tag.casefold().startswith(key)]


def _read_text(raw: Raw, texts: Texts, value: str) -> Taken:
    """Take a value that a text must hold; `*` and `?` stand for anything, then it must be the whole text."""
    wanted = folded(value)
    if "*" in wanted or "?" in wanted:
        found = re.compile(translate(wanted.replace("[", "[[]"))).match
        return Taken(_tested(raw, texts, lambda text: found(text) is not None), value)
    return Taken(_tested(raw, texts, lambda text: wanted in text), value, part=wanted)


def _tested(raw: Raw, texts: Texts, holds: Callable[[str], bool]) -> Test:
    @lru_cache(maxsize=_MOST_DISTINCT)
    def passes(seen: Hashable) -> bool:
        return any(holds(folded(text)) for text in texts(seen) if text)

    return lambda site, _: passes(raw(site))


def _read_status(value: str) -> Taken | str:
    known = [state for state in STATES if state.startswith(value.casefold())]
    if len(known) != 1:
        return f"status:{value} is not a state: one of {', '.join(STATES)}"
    wanted = Freshness(known[0])
    return Taken(lambda site, scene: site.freshness(scene.as_of) is wanted, wanted.value, wanted)


def _read_version(value: str) -> Taken | str:
    compared = _COMPARED.fullmatch(value)
    if compared is None and (not value[:1].isdigit() or "*" in value or "?" in value):
        return _read_text(_version, _one, value)._replace(part="")
    if compared is None:
        return Taken(_tested(_version, _one, partial(_is_of_version, folded(value))), value)
    sign, text = compared.groups()
    if not text[:1].isdigit():
        return f"ver:{value} has no version: write ver:{sign}7.16"
    wanted = version_key(text)

    compares = _COMPARISONS[sign]

    def test(site: Site, _: SiteScene) -> bool:
        return bool(site.version) and compares(version_key(site.version or ""), wanted)

    return Taken(test, f"{_HOW[sign]} {text}")


def _version(site: Site) -> str | None:
    return site.version


def _is_of_version(wanted: str, version: str) -> bool:
    """Return whether a version is the wanted one or one below it: 7.1 has 7.1.3, and not 7.16."""
    return version.startswith(wanted) and not version[len(wanted) : len(wanted) + 1].isdigit()


def _read_seen(value: str) -> Taken | str:
    if value.casefold() == "never":
        return Taken(lambda site, _: site.last_seen_at is None, "never")
    compared = _COMPARED.fullmatch(value)
    limit_s = read_age(compared[2]) if compared else read_age(value)
    if compared is None or compared[1] == "=" or limit_s is None:
        wanted = value.lstrip("<>=") if limit_s is not None else "5m"
        return f"seen:{value} is no age: write seen:>{wanted} for longer ago, seen:<{wanted} or seen:never"
    sign = compared[1]
    compares = _COMPARISONS[sign]

    def test(site: Site, scene: SiteScene) -> bool:
        age_s = site.age_s(scene.as_of)
        return age_s is not None and compares(age_s, limit_s)

    return Taken(test, f"{_AGE_HOW[sign]} {compared[2]} ago")


def _read_job(value: str) -> Taken | str:
    word = value.casefold()
    state = _JOB_WORDS.get(word, word)
    if state not in _JOB_STATES:
        return f"job:{value} is not known: one of {', '.join(sorted(_JOB_STATES))}"

    def test(site: Site, scene: SiteScene) -> bool:
        states = scene.job_states(site.id)
        match state:
            case "any":
                return bool(states)
            case "none":
                return not states and scene.are_jobs_known(site.id)
            case "open":
                return not OPEN_STATES.isdisjoint(states)
            case _:
                return state in states

    return Taken(test, state)


def _read_yes(name: str, has: Callable[[Site, SiteScene], bool], value: str) -> Taken | str:
    wanted = _YES.get(value.casefold())
    if wanted is None:
        return f"{name}:{value} is not known: write {name}: or {name}:no"
    return Taken(lambda site, scene: has(site, scene) is wanted, "yes" if wanted else "no")


def _is_favourite(site: Site, scene: SiteScene) -> bool:
    return site.id in scene.favourites


def _is_marked(site: Site, scene: SiteScene) -> bool:
    return site.id in scene.marked


def _read_changed(value: str) -> Taken | str:
    if not _is_number(value):
        return f"changed:{value} is no number of a change: u lists them"
    number = int(value)
    return Taken(lambda site, scene: site.id in scene.changed(number), f"entry {number}")


def _read_answer(value: str) -> Taken | str:
    number, dot, part = value.partition(".")
    if not (_is_number(number) and (_is_number(part) or not dot)):
        return f"answer:{value} is no number of an answer: 43 or 43.2, as f in the console writes it"
    at = int(number), int(part or 0)
    said = f"part {part} of answer {number}" if dot else f"answer {number}"
    return Taken(lambda site, scene: site.id in scene.answered(*at), said)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


FIELDS = (
    Field("name", partial(_read_text, lambda site: site.name, _one), "name:branch"),
    Field("id", partial(_read_text, lambda site: (site.id, site.pid), iter), "id:3f6c1d52"),
    Field("status", _read_status, "status:late,offline"),
    Field("model", partial(_read_text, lambda site: (site.model, site.board), iter), "model:ccr*"),
    Field("ver", _read_version, "ver:<7.16"),
    Field("tag", partial(_read_text, lambda site: site.tags, _tag_texts), "tag:lagos"),
    Field("isp", partial(_read_text, lambda site: site.tags, partial(_texts_of, "isp:")), "isp:alpha"),
    Field(
        "region", partial(_read_text, lambda site: site.tags, partial(_texts_of, "region:")), "region:lagos"
    ),
    Field("addr", partial(_read_text, lambda site: site.public_address, _one), "addr:192.0.2.*"),
    Field("serial", partial(_read_text, lambda site: site.serial, _one), "serial:HEX*"),
    Field("seen", _read_seen, "seen:>5m"),
    Field("job", _read_job, "job:open", is_of_console=True, may_change=True),
    Field("fav", partial(_read_yes, "fav", _is_favourite), "fav:", takes_nothing=True, may_change=True),
    Field(
        "marked",
        partial(_read_yes, "marked", _is_marked),
        "marked:",
        takes_nothing=True,
        is_of_console=True,
        may_change=True,
    ),
    Field("changed", _read_changed, "changed:3", is_of_console=True, may_change=True),
    Field("answer", _read_answer, "answer:43.2", is_of_console=True, may_change=True),
)
"""All of them, in the order of the help."""

BY_NAME = {field.name: field for field in FIELDS}
_OTHER_NAMES = {
    "version": "ver",
    "tags": "tag",
    "address": "addr",
    "ip": "addr",
    "jobs": "job",
    "favourite": "fav",
    "state": "status",
}


def near_field(name: str) -> str | None:
    """Return the field that was probably meant; None when none is near."""
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    near = get_close_matches(name, BY_NAME, n=1, cutoff=0.7)
    return near[0] if near else None
