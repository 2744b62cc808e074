"""How long a script waits by its `:delay`s, and the remark on one that reports late for that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from altotui.domain.routeros.lexer import Bare, Chunk, Quoted
from altotui.domain.routeros.moments import parse_duration_s
from altotui.domain.routeros.remark import Found, Rule, Severity
from altotui.domain.routeros.script_walk import Call, each_call

LONG_S = 60
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_FRACTION_OF_S = re.compile(r"([0-9]{1,9}\.[0-9]{1,9})s")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_KEEPS_FOR_LATER = frozenset({"local", "global", "set"})
"""Words of the language whose `do={...}` is a function: it runs when it is called."""
_UNKNOWN_TIMES = frozenset({"foreach", "while", "do", "retry"})

_EXACTNESS = {
    (False, False): "",
    (True, False): "at least ",
    (False, True): "up to ",
    (True, True): "about ",
}
"""Words for what may be longer, and what may be shorter."""


class Wait(NamedTuple):
    """How long a part of a script waits."""

    s: Fraction = Fraction(0)
    is_at_least: bool = False
    """It may be longer: a loop, or a length that only the router knows."""
    is_at_most: bool = False
    """It may be shorter: it hangs on a condition."""

    def then(self, other: Wait) -> Wait:
        """Return one behind the other."""
        return Wait(
            self.s + other.s, self.is_at_least or other.is_at_least, self.is_at_most or other.is_at_most
        )

    def __str__(self) -> str:
        """Return it in words."""
        return _EXACTNESS[self.is_at_least, self.is_at_most] + _in_words(int(self.s))


def delay_remarks(calls: tuple[Call, ...]) -> Iterator[Found]:
    """Yield the remark on a script that waits for more than `LONG_S`; with acknowledgement on only."""
    wait = waits(calls)
    if wait.s <= LONG_S:
        return
    delays = [call for call, is_later in each_call(calls) if call.command == "/delay" and not is_later]
    longest = max(delays, key=lambda call: _length(call).s)
    yield Found(
        Rule.LONG_DELAY,
        Severity.WARNING,
        longest.start,
        longest.end,
        f"the script waits {wait}: its report comes late, while the router goes on checking in",
        "wait less, or let :execute {...} wait beside the script",
    )


def waits(calls: tuple[Call, ...]) -> Wait:
    """Return how long all of `calls` wait, one behind the other."""
    total = Wait()
    for call in calls:
        total = total.then(_waits(call))
    return total


def _waits(call: Call) -> Wait:
    if call.command == "/delay":
        return _length(call)
    if call.is_scripting and call.verb in _KEEPS_FOR_LATER:
        return waits(tuple(inner for block in call.blocks if block.name == "[" for inner in block.calls))
    blocks = [(block.name, waits(block.calls)) for block in call.blocks if not block.is_later]
    if call.is_scripting and call.verb == "if":
        return _either(blocks)
    total = Wait()
    for name, wait in blocks:
        total = total.then(wait._replace(is_at_most=True) if name == "on-error" and wait.s else wait)
    return _repeated(call, total) if call.is_scripting and total != Wait() else total


def _either(blocks: list[tuple[str, Wait]]) -> Wait:
    """Return what an `:if` waits: its condition, then the longer branch at most."""
    before, longest = Wait(), Wait()
    for name, wait in blocks:
        if name in ("do", "else"):
            longest = max(longest, wait)
        else:
            before = before.then(wait)
    return before.then(longest._replace(is_at_most=bool(longest.s) or longest.is_at_most))


def _repeated(call: Call, once: Wait) -> Wait:
    times = _times(call) if call.verb == "for" else None
    if times is not None:
        return once._replace(s=once.s * times)
    is_loop = call.verb == "for" or (call.verb in _UNKNOWN_TIMES and not _is_plain_do(call))
    return once._replace(is_at_least=True) if is_loop else once


def _is_plain_do(call: Call) -> bool:
    """Return whether a `:do` runs once: it has no `while=`."""
    firsts = [chunk.parts[0] for chunk in call.statement.chunks]
    has_condition = any(isinstance(part, Bare) and part.text.startswith("while=") for part in firsts)
    return call.verb == "do" and not has_condition


def _times(call: Call) -> int | None:
    """Return how often a `:for` runs, None when only the router knows."""
    words = dict(_text(chunk).partition("=")[::2] for chunk in call.statement.chunks)
    numbers = [words.get("from", ""), words.get("to", ""), words.get("step", "1")]
    if not all(map(_WHOLE.fullmatch, numbers)):
        return None
    start, stop, step = map(int, numbers)
    return abs(stop - start) // abs(step) + 1 if step else None


def _length(call: Call) -> Wait:
    """Return how long a `:delay` waits."""
    chunks = call.reading.arguments if call.reading else ()
    if not chunks:
        return Wait()
    text = _text(chunks[0]).removeprefix("delay-time=")
    if _NUMBER.fullmatch(text):
        return Wait(Fraction(text))
    fraction = _FRACTION_OF_S.fullmatch(text)
    length_s = Fraction(fraction[1]) if fraction else parse_duration_s(text) or parse_duration_s(text + "s")
    return Wait(is_at_least=True) if length_s is None else Wait(max(length_s, Fraction(0)))


def _text(chunk: Chunk) -> str:
    """Return the plain text of a chunk, empty where only the router knows it."""
    if chunk.is_dynamic:
        return ""
    return "".join(part.text for part in chunk.parts if isinstance(part, Bare | Quoted))


def _in_words(seconds: int) -> str:
    """Return `90 s`, `2 min 30 s`, `3 h`, `2 d 1 h`: the two largest units, seconds alone below two minutes."""
    if seconds < 120:
        return f"{seconds} s"
    parts: list[str] = []
    for size_s, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        count, seconds = divmod(seconds, size_s)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2])
