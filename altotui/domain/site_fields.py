"""The fields of a site filter: what may stand before the colon, what behind it, and which sites that takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from fnmatch import translate
from functools import partial
from typing import NamedTuple

from altotui.domain.ages import read_age
from altotui.domain.natural import version_key
from altotui.domain.site import Freshness, Site
from altotui.domain.site_scene import SiteScene

Test = Callable[[Site, SiteScene], bool]
"""Whether a site passes."""

STATES = tuple(state.value for state in Freshness)
_COMPARED = re.compile(r"(<=|>=|<|>|=)(.*)", re.DOTALL)
_HOW = {"<": "below", "<=": "up to", ">": "above", ">=": "from", "=": "exactly"}
_AGE_HOW = {"<": "under", "<=": "at most", ">": "over", ">=": "at least"}
_JOB_STATES = {
    "any",
    "none",
    "open",
    "pending",
    "running",
    "completed",
    "sent",
    "failed",
    "deleted",
    "gone",
    "unknown",
}
_OPEN_JOB_STATES = frozenset({"pending", "running", "unknown"})
_YES = {"": True, "yes": True, "no": False}


class Taken(NamedTuple):
    """One value of a field, read."""

    test: Test
    says: str
    """What it means, for people; visible-only when the value is."""


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


def _texts(*of: Callable[[Site], str | None]) -> Callable[[Site], Iterable[str]]:
    return lambda site: [text.casefold() for one in of if (text := one(site))]


def _tags(site: Site) -> list[str]:
    folded = [tag.casefold() for tag in site.tags]
    return [*folded, *(tag.partition(":")[2] for tag in folded)]


def _tags_of(key: str, site: Site) -> list[str]:
    return [tag.casefold()[len(key) :] for tag in site.tags if tag.startswith(key)]


def _read_text(texts: Callable[[Site], Iterable[str]], value: str) -> Taken:
    """Take a value that a text must hold; `*` and `?` stand for anything, then it must be the whole text."""
    folded = value.casefold()
    if "*" in folded or "?" in folded:
        found = re.compile(translate(folded.replace("[", "[[]"))).match
        return Taken(lambda site, _: any(found(text) for text in texts(site)), value)
    return Taken(lambda site, _: any(folded in text for text in texts(site)), value)


def _read_status(value: str) -> Taken | str:
    folded = value.casefold()
    known = [state for state in STATES if state.startswith(folded)]
    if len(known) != 1:
        return f"status:{value} is not a state: one of {', '.join(STATES)}"
    wanted = Freshness(known[0])
    return Taken(lambda site, scene: site.freshness(scene.as_of) is wanted, wanted.value)


def _read_version(value: str) -> Taken | str:
    compared = _COMPARED.fullmatch(value)
    if compared is None:
        return _read_text(_texts(lambda site: site.version), value)
    sign, text = compared.groups()
    if not text[:1].isdigit():
        return f"ver:{value} has no version: write ver:{sign}7.16"
    wanted = version_key(text)

    def test(site: Site, _: SiteScene) -> bool:
        return bool(site.version) and _compares(version_key(site.version or ""), sign, wanted)

    return Taken(test, f"{_HOW[sign]} {text}")


def _compares(key: object, sign: str, wanted: object) -> bool:
    match sign:
        case "<":
            return bool(key < wanted)  # type: ignore[operator]  # both are keys of one kind
        case "<=":
            return bool(key <= wanted)  # type: ignore[operator]  # as above
        case ">":
            return bool(key > wanted)  # type: ignore[operator]  # as above
        case ">=":
            return bool(key >= wanted)  # type: ignore[operator]  # as above
        case _:
            return key == wanted


def _read_seen(value: str) -> Taken | str:
    if value.casefold() == "never":
        return Taken(lambda site, _: site.last_seen_at is None, "never")
    compared = _COMPARED.fullmatch(value)
    limit_s = read_age(compared[2]) if compared else read_age(value)
    if compared is None or compared[1] == "=" or limit_s is None:
        wanted = value.lstrip("<>=") if limit_s is not None else "5m"
        return f"seen:{value} is no age: write seen:>{wanted} for longer ago, seen:<{wanted} or seen:never"
    sign = compared[1]

    def test(site: Site, scene: SiteScene) -> bool:
        age_s = site.age_s(scene.as_of)
        return age_s is not None and _compares(age_s, sign, limit_s)

    return Taken(test, f"{_AGE_HOW[sign]} {compared[2]} ago")


def _read_job(value: str) -> Taken | str:
    state = {"waiting": "pending", "queued": "pending", "done": "completed"}.get(
        value.casefold(), value.casefold()
    )
    if state not in _JOB_STATES:
        return f"job:{value} is not known: one of {', '.join(sorted(_JOB_STATES))}"

    def test(site: Site, scene: SiteScene) -> bool:
        states = scene.job_states(site.id)
        match state:
            case "any":
                return bool(states)
            case "none":
                return not states
            case "open":
                return not _OPEN_JOB_STATES.isdisjoint(states)
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
    if not (value.isascii() and value.isdigit()) or len(value) > 6:
        return f"changed:{value} is no number of a change: u lists them"
    number = int(value)
    return Taken(lambda site, scene: site.id in scene.changed(number), f"entry {number}")


FIELDS = (
    Field("name", partial(_read_text, _texts(lambda site: site.name)), "name:branch"),
    Field("id", partial(_read_text, _texts(lambda site: site.id, lambda site: site.pid)), "id:3f6c1d52"),
    Field("status", _read_status, "status:late,offline"),
    Field(
        "model", partial(_read_text, _texts(lambda site: site.model, lambda site: site.board)), "model:ccr*"
    ),
    Field("ver", _read_version, "ver:<7.16"),
    Field("tag", partial(_read_text, _tags), "tag:lagos"),
    Field("isp", partial(_read_text, partial(_tags_of, "isp:")), "isp:alpha"),
    Field("region", partial(_read_text, partial(_tags_of, "region:")), "region:lagos"),
    Field("addr", partial(_read_text, _texts(lambda site: site.public_address)), "addr:192.0.2.*"),
    Field("serial", partial(_read_text, _texts(lambda site: site.serial)), "serial:HEX*"),
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
