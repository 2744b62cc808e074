"""What a read says about a write whose outcome is unknown: applied, not applied, or that it cannot tell.

Only what follows is called verified: what the read could show for another reason stays unsure. Sources: routeros.md
1.5 (ids and names), 1.8 (spellings), 3.4 (secrets) and 5 (values).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.ages import exact_duration
from altotui.domain.command import RouterReply, Sentence
from altotui.domain.routeros.items import is_id
from altotui.domain.routeros.menus import MenuFacts
from altotui.domain.routeros.moments import parse_duration_s
from altotui.domain.routeros.rows_read import RowRead, RowsRead, read_rows
from altotui.domain.routeros.same_value import Sameness, compare_values
from altotui.domain.routeros.volatile import is_ordered, volatile_names
from altotui.domain.routeros.written import ALWAYS_SHOWN, PUT, VERBS, Written, name_words, read_written
from altotui.domain.text import make_visible


class VerdictKind(StrEnum):
    """What a read says about a write."""

    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    UNSURE = "unsure"


class Verdict(NamedTuple):
    """What a read says about a write, and by what."""

    kind: VerdictKind
    words: str
    """Visible-only, one sentence; secrets are not in it."""


_TEXTS = frozenset({"name", "comment", "note", "contact", "location", "description", "source", "on-event"})
_FURNITURE = frozenset({"id", "nextid", "dynamic", "invalid", "inactive"})
"""What a row of an ordered menu has that nobody wrote."""
_DEFAULTS = frozenset({("action", "accept"), ("passthrough", "true"), ("passthrough", "yes")})
_FALSE = frozenset({"", "false", "no"})
_AS_YES = {"true": "yes", "false": "no", "": "no"}
_AS_TRUE = {"yes": "true", "no": "false", "": "false"}
_SPELLINGS = {"yes": _AS_YES, "no": _AS_YES, "true": _AS_TRUE, "false": _AS_TRUE}
"""How a flag is shown beside what was written; one that is false is often missing from the row."""
_PACKAGES = "/system/package/print"
_GOING_DOWN_S = 30
"""For as long as this after a reboot was asked for, a router may still answer."""
_MAX_COMMAND_CHARS = 80
_SHOWN = 3
"""Values or rows that are told of; others are counted."""


class _Finding(NamedTuple):
    """What one row says about one value."""

    name: str
    sameness: Sameness
    read: str
    """Raw; empty when the row has none."""
    oddity: str = ""
    """Why it says nothing."""


class _RowFindings(NamedTuple):
    """What one row says about the write; it says nothing when there is nothing but secrets to compare."""

    row: RowRead
    kind: VerdictKind
    findings: Sequence[_Finding]


def judge(
    written: Sentence,
    read: Sentence,
    reply: RouterReply,
    age_s: float | None = None,
    facts: MenuFacts | None = None,
) -> Verdict:
    """Return what the answer to `read` says about `written`.

    Args:
        written: The write whose outcome is unknown.
        read: What was sent after it, to see what it did.
        reply: What the router answered to `read`; an answer, not the end of an attempt without one.
        age_s: From the write to the answer; None when it is not known.
        facts: Of the menu that was written to: which values are secret, or flags, besides those known by their names.
    """
    if written.command == "/system/reboot" and read.command == "/system/resource/print":
        return _judge_restart(reply, age_s)
    if read.command == _PACKAGES:
        return _unsure(_versions(reply))
    menu, _, verb = written.command.rpartition("/")
    if verb not in VERBS or not menu:
        return _unsure(f"no read shows what {_command(written)} did")
    if read.command not in (f"{menu}/print", f"{menu}/getall"):
        return _unsure(f"{_command(read)} does not list what was written to")
    write = read_written(written, facts)
    if isinstance(write, str):
        return _unsure(write)
    shown = read_rows(read, reply)
    if shown.has_odd_rows:
        return _unsure("the answer has rows of an odd kind")
    match verb:
        case "add":
            return _judge_add(write, shown)
        case "remove":
            return _judge_remove(write, shown, write.items or "")
        case "move":
            return _judge_move(write, shown, write.items or "")
    return _judge_record(write, shown) if write.items is None else _judge_items(write, shown, write.items)


def _versions(reply: RouterReply) -> str:
    """Return what a person compares with the version that was meant."""
    rows = read_rows(Sentence(""), reply).rows
    found = sorted({text for row in rows if (text := row.values.get("version"))})
    shown = ", ".join(make_visible(text, max_chars=40) for text in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"its packages are of version {shown}{more}" if found else "no version is shown"


def _judge_restart(reply: RouterReply, age_s: float | None) -> Verdict:
    rows = read_rows(Sentence(""), reply).rows
    text = (rows[0].values.get("uptime") if len(rows) == len(reply.rows) == 1 else None) or ""
    uptime_s = parse_duration_s(text)
    if uptime_s is None:
        return _unsure("no uptime is shown")
    uptime = make_visible(text, max_chars=40)
    if age_s is None or not math.isfinite(age_s) or age_s < 0:
        return _unsure(f"uptime is {uptime}, and how long ago it was written is not known")
    told = f"uptime is {uptime}, and it was written {exact_duration(age_s)} ago"
    if uptime_s + 1 <= age_s:  # printed in whole seconds, rounded down
        return _applied(told)
    if uptime_s <= age_s:
        return _unsure(told)
    return _unsure(f"{told}: it may be about to restart") if age_s < _GOING_DOWN_S else _not_applied(told)


def _judge_record(write: Written, shown: RowsRead) -> Verdict:
    if len(shown.rows) != 1:
        return _unsure(f"it named no item, and the answer has {len(shown.rows)} rows")
    if shown.rows[0].id is not None:
        return _unsure("it named no item, and the answer is a list")
    return _verdict(write, [("", _examine(write, shown, shown.rows[0]))])


def _judge_items(write: Written, shown: RowsRead, items: str) -> Verdict:
    results: list[tuple[str, _RowFindings]] = []
    named = shown.split(items)
    for item in named:
        rows = shown.find(item)
        if not rows and len(named) == 1 and not is_id(item) and shown.shows_missing(item):
            rows = shown.find(write.given.get("name", ""))  # what was written may be another name
        if not rows:
            return _unsure(f"no row of the answer is {write.item(item)}")
        if len(rows) > 1:
            return _unsure(f"{len(rows)} rows of the answer are {write.item(item)}")
        results.append((item, _examine(write, shown, rows[0])))
    return _verdict(write, results)


def _examine(write: Written, shown: RowsRead, row: RowRead) -> _RowFindings:
    findings = [_compare(write, shown, row, name) for name in write.given if name not in write.secrets]
    found = {finding.sameness for finding in findings}
    if Sameness.OTHER in found:
        return _RowFindings(row, VerdictKind.NOT_APPLIED, findings)
    kind = VerdictKind.APPLIED if found == {Sameness.SAME} else VerdictKind.UNSURE
    return _RowFindings(row, kind, findings)


def _compare(write: Written, shown: RowsRead, row: RowRead, name: str) -> _Finding:
    written, read = write.given[name], row.values.get(name, "")
    if read is None:
        return _Finding(name, Sameness.OPEN, "", "is no plain value")
    sameness = compare_values(written, read, is_text=name in _TEXTS)
    if name not in row.values and not _means_empty(write, shown, name):
        return _Finding(name, Sameness.OPEN, "", "is not shown")
    if not written and write.verb != "unset" and name in write.booleans:
        sameness = Sameness.OPEN  # the name alone may have set the flag
    if sameness is Sameness.OTHER and name in volatile_names(write.read_command):
        return _Finding(name, Sameness.OPEN, read, "changes by itself")
    if sameness is Sameness.OTHER and name not in row.values and name not in ALWAYS_SHOWN | shown.names:
        return _Finding(name, Sameness.OPEN, "", "is not shown")
    return _Finding(name, sameness, read)


def _means_empty(write: Written, shown: RowsRead, name: str) -> bool:
    """Return whether a row without a property says that it has no value: some are never shown."""
    return shown.has_all_of(name) and (write.verb == "unset" or name in write.known or name in shown.names)


def _verdict(write: Written, results: Sequence[tuple[str, _RowFindings]]) -> Verdict:
    """Return what rows say together; a write to several may have reached some of them."""
    kinds = {result.kind for _, result in results}
    is_one = len(results) == 1
    secrets = _secret_words(write)
    if kinds == {VerdictKind.APPLIED}:
        told = _words(write, results[0][1], Sameness.SAME) + secrets
        return _applied(told if is_one else f"on {len(results)} rows {told}")
    parts = [
        (item, _words(write, result, Sameness.OTHER) or _words(write, result, Sameness.OPEN))
        for item, result in results
    ]
    told = (
        parts[0][1]
        if is_one
        else _few([f"{write.item(item)}: {words}" for item, words in parts if words], "; ")
    )
    if kinds == {VerdictKind.NOT_APPLIED}:
        return _not_applied(told)
    if VerdictKind.NOT_APPLIED in kinds:
        return _unsure(f"the rows are not alike, {told}")
    return _unsure((told + secrets).removeprefix("; "))


def _words(write: Written, result: _RowFindings, sameness: Sameness) -> str:
    """Return what a row says by values that are the same, others, or open."""
    told = [_told(write, finding) for finding in result.findings if finding.sameness is sameness]
    return _few(told, "; ")


def _told(write: Written, finding: _Finding) -> str:
    name, sameness, read, oddity = finding
    label, written = name_words(name), write.given[name]
    if oddity:
        return f"{label} {oddity}"
    if write.verb in PUT and sameness is not Sameness.OPEN:
        items = write.items or ""
        state = "enabled" if read in _FALSE else "disabled"
        return state if "," in items else f"{write.item(items)} is {state}"
    read = _SPELLINGS.get(written, {}).get(read, read)
    told = f"{label} is {write.value(name, read)}"
    if sameness is Sameness.SAME:
        return told
    wanted = write.value(name, written)
    return f"{told}, not {wanted}" if sameness is Sameness.OTHER else f"{told}, and {wanted} may mean that"


def _judge_remove(write: Written, shown: RowsRead, items: str) -> Verdict:
    left: list[str] = []
    gone: list[str] = []
    for item in shown.split(items):
        rows, label = shown.find(item), write.item(item)
        if rows and not is_id(item) and any(row.is_dynamic for row in rows):
            return _unsure(f"{label} is there, but the router may have made it again")
        if not rows and not shown.shows_missing(item):
            return _unsure(f"no row of the answer is {label}, but it may not show that")
        (left if rows else gone).append(label)
    told = [f"{_few(some)} {'is' if len(some) == 1 else 'are'}" for some in (gone, left)]
    if gone and left:
        return _unsure(f"{told[0]} gone, {told[1]} still there")
    return _applied(f"{told[0]} gone") if gone else _not_applied(f"{told[1]} still there")


def _judge_add(write: Written, shown: RowsRead) -> Verdict:
    secrets = _secret_words(write)
    if write.given.keys() <= write.secrets:
        return _unsure(secrets.removeprefix("; "))
    results = [_examine(write, shown, row) for row in shown.rows]
    same = [result.row for result in results if result.kind is VerdictKind.APPLIED]
    near = [result for result in results if result.kind is VerdictKind.UNSURE]
    if len(same) > 1:
        return _unsure(f"{len(same)} rows have these values, and may have had them before")
    if not shown.is_whole or any(row.id is None for row in shown.rows):
        return _unsure("the answer may not show every row")
    if same:
        doubt = _doubt(write, shown, same[0])
        label = _label(write, same[0])
        return (
            _unsure(f"{label} has these values, {doubt}")
            if doubt
            else _applied(f"{label} has these values{secrets}")
        )
    if near:
        return _unsure(f"{_label(write, near[0].row)} may be it: {_words(write, near[0], Sameness.OPEN)}")
    return _not_applied("no row has these values")


def _doubt(write: Written, shown: RowsRead, row: RowRead) -> str:
    """Return why the only row with the written values may be an older one; empty when nothing says so."""
    if row.is_dynamic:
        return "but the router made it by itself"
    extra = None if "copy-from" in write.placing else _extra(write, row)
    if extra is not None:
        return f"but has {name_words(extra)} too"
    if is_ordered(write.read_command) and not _is_placed(write, shown, row):
        return "but is not where a row is added"
    return ""


def _extra(write: Written, row: RowRead) -> str | None:
    """Return a property that somebody gave to the row, but not this write."""
    if row.values.get("comment") and "comment" not in write.given:
        return "comment"
    if "name" in write.given or not is_ordered(write.read_command):
        return None  # other menus refuse a second row of this kind, and fill theirs with defaults
    known = _FURNITURE | volatile_names(write.read_command) | write.given.keys()
    return next(
        (
            name
            for name, value in row.values.items()
            if name not in known and value not in _FALSE and (name, value) not in _DEFAULTS
        ),
        None,
    )


def _is_placed(write: Written, shown: RowsRead, row: RowRead) -> bool:
    """Return whether a row stands where it was added: at the end, or before the one that was named."""
    behind = [other for other in _behind(shown, row) if not other.is_dynamic]
    before = write.placing.get("place-before")
    if before is None:
        return not behind
    return bool(behind) and any(other is behind[0] for other in shown.find(before))


def _behind(shown: RowsRead, row: RowRead) -> Sequence[RowRead]:
    return shown.rows[next(place for place, other in enumerate(shown.rows) if other is row) + 1 :]


def _judge_move(write: Written, shown: RowsRead, items: str) -> Verdict:
    """Return where the row is; that it was elsewhere before is not known."""
    rows = shown.find(items)
    if len(rows) != 1:
        return _unsure("where the rows were before is not known")
    behind = _behind(shown, rows[0])
    place = f"before {_label(write, behind[0])}" if behind else "last"
    return _unsure(f"{write.item(items)} stands {place}, and where it was is not known")


def _applied(told: str) -> Verdict:
    return Verdict(VerdictKind.APPLIED, f"verified applied: {told}")


def _not_applied(told: str) -> Verdict:
    return Verdict(VerdictKind.NOT_APPLIED, f"verified: not applied, {told}")


def _unsure(why: str) -> Verdict:
    return Verdict(VerdictKind.UNSURE, f"read back; whether it was applied cannot be told by it: {why}")


def _label(write: Written, row: RowRead) -> str:
    return write.item(row.id if write.is_name_secret else row.name or row.id)


def _command(sentence: Sentence) -> str:
    return make_visible(sentence.command, max_chars=_MAX_COMMAND_CHARS)


def _secret_words(write: Written) -> str:
    names = [name_words(name) for name in write.given if name in write.secrets]
    return f"; {_few(names)}: not shown, not compared" if names else ""


def _few(words: Sequence[str], between: str = ", ") -> str:
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return between.join(words[:_SHOWN]) + more
