"""What a job's script may do that surprises whoever queues it, each with its place and a remedy.

Source: seed 2 (limits, acknowledgement); routeros.md 1.6, 2.1 and 3. Nothing here forbids anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from altotui.domain.routeros.language import Language
from altotui.domain.routeros.lexer import Lexed, lex_script
from altotui.domain.routeros.lint_delays import delay_remarks
from altotui.domain.routeros.lint_reach import reach_remarks
from altotui.domain.routeros.lint_running import running_remarks
from altotui.domain.routeros.lint_targets import everything_remarks
from altotui.domain.routeros.lint_words import word_remarks
from altotui.domain.routeros.quoting import quote
from altotui.domain.routeros.remark import Found, Places, Remark, Rule, Severity
from altotui.domain.routeros.script_walk import Call, each_call, walk

MAX_SCRIPT_CHARS = 2000
"""What the platform takes (seed 2, "script")."""
MAX_READ_CHARS = 4000
"""Of a longer script only the beginning is read: it has to be made shorter anyway."""
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000", " "),
        "\u200b": "",
        "\ufeff": "",
    }
)
"""Signs that word processors and web pages put for those that a router reads."""


def lint_script(
    script: str, language: Language, *, needs_acknowledgement: bool = True, backup: bool = True
) -> tuple[Remark, ...]:
    """Return the remarks on `script` in the order in which they stand in it.

    Args:
        script: Any text; only its first `MAX_READ_CHARS` are read.
        language: What is known of RouterOS.
        needs_acknowledgement: Whether the router shall report how the job ended.
        backup: Whether the platform takes a backup before it runs.
    """
    text = script[:MAX_READ_CHARS]
    lexed = lex_script(text)
    calls = walk(lexed, language)
    found = [
        *_length(script),
        *_not_ascii(lexed),
        *(() if len(text) < len(script) else _syntax(lexed)),  # a text that was cut off is not whole
        *running_remarks(calls, language, needs_acknowledgement=needs_acknowledgement),
        *(delay_remarks(calls) if needs_acknowledgement else ()),
        *reach_remarks(calls, language, text),
        *_everything(calls, text, backup=backup),
        *word_remarks(calls, language, text),
    ]
    places = Places(script)
    return tuple(map(places.remark, sorted(found, key=lambda one: (one.start, one.rule))))


def _length(script: str) -> Iterator[Found]:
    if len(script) > MAX_SCRIPT_CHARS:
        yield Found(
            Rule.TOO_LONG,
            Severity.ERROR,
            MAX_SCRIPT_CHARS,
            len(script),
            f"{len(script)} characters, and the platform takes {MAX_SCRIPT_CHARS}",
            "make several jobs of it, or put a script on the router and let the job run that",
        )


def _not_ascii(lexed: Lexed) -> Iterator[Found]:
    """Yield one remark for each line, about the first place in it."""
    comments = iter((*lexed.comments, (len(lexed.text), len(lexed.text))))
    comment_start, comment_end = next(comments)
    line_end = -1
    for match in _FOREIGN.finditer(lexed.text):
        if match.start() <= line_end:
            continue
        line_end = lexed.text.find("\n", match.end())
        line_end = len(lexed.text) if line_end < 0 else line_end
        while comment_end <= match.start() and comment_end < len(lexed.text):
            comment_start, comment_end = next(comments)
        is_comment = comment_start <= match.start() < comment_end
        yield Found(
            Rule.NOT_ASCII,
            Severity.HINT if is_comment else Severity.WARNING,
            match.start(),
            match.end(),
            f"{match[0][:10]!a} is not ASCII: a router may show or read other characters",
            _written_in_ascii(match[0][:10]),
        )


def _written_in_ascii(text: str) -> str:
    plain = text.translate(_LOOKALIKES)
    if not plain:
        return "leave it out, it is invisible"
    if plain.isascii():
        return f"write {'a blank' if plain.isspace() else plain}"
    return f"in quotes, write {quote(text)[1:-1]}"


def _syntax(lexed: Lexed) -> Iterator[Found]:
    for problem in lexed.problems:
        remedy = problem.remedy or "the router would refuse the whole script"
        yield Found(Rule.SYNTAX, Severity.ERROR, problem.start, problem.end, problem.message, remedy)


def _everything(calls: tuple[Call, ...], text: str, *, backup: bool) -> Iterator[Found]:
    for call, _ in each_call(calls):
        yield from everything_remarks(call, text, backup=backup)
