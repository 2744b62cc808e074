"""The read that shows what a script did: that of its first write for which one is known."""

from __future__ import annotations

from typing import NamedTuple

from altotui.domain.command import Sentence
from altotui.domain.routeros.arguments import Form
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.lexer import lex_script
from altotui.domain.routeros.read_back import read_back
from altotui.domain.routeros.script_walk import Call, each_call, walk

MAX_READ_CHARS = 20_000
"""Of a longer script only the beginning is read."""


class ScriptCheck(NamedTuple):
    """What to ask, and what the answer is about."""

    read: Sentence
    write: str
    """Path and verb of the write."""
    written: Sentence | None
    """All of it, where the answer can be held against it; None where it depends on what only the router knows."""


def script_check(script: str, language: Language) -> ScriptCheck | None:
    """Return what shows the first write of `script`; None where no read is known for any of its writes."""
    calls = walk(lex_script(script[:MAX_READ_CHARS]), language)
    for call, is_later in each_call(calls):
        read = None if is_later or call.is_scripting else read_back(call.command)
        if read is not None:
            return ScriptCheck(
                read, call.command, _written(call) if any(call is top for top in calls) else None
            )
    return None


def _written(call: Call) -> Sentence | None:
    """Return a command that is always run, as words of the API; None where it is not certain what they would be."""
    words: list[str] = []
    if call.arguments.problem is not None or call.blocks:
        return None
    for given in call.arguments.given:
        if given.is_dynamic or given.form not in (Form.NAMED, Form.VALUE) or given.name == "numbers":
            return None  # a row number is that of a list which nobody has seen
        words.append(f"={given.name}={given.value}")
    return Sentence(call.command, tuple(words))
