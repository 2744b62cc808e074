"""Which lines of a text belong together: a command may go on over several of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from altotui.domain.routeros.lexer import lex


def groups_of(lines: Sequence[str]) -> list[range]:
    """Return the lines that have to be sent together, as ranges of their positions; together they are all lines.

    A line ends no command where a backslash, an open quote or an open bracket carries it on: sent alone it would be
    another command, and often a shorter one that does more.
    """
    if not lines:
        return []
    starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    goes_on = [False, *(_is_carried_on(line) for line in lines[:-1])]
    """Whether a line goes on from the one before."""
    for statement in lex("\n".join(lines)).statements:
        first = bisect_right(starts, statement.start) - 1
        last = bisect_right(starts, max(statement.start, statement.end - 1)) - 1
        for at in range(first + 1, last + 1):
            goes_on[at] = True
    begins = [at for at in range(len(lines)) if not goes_on[at]]
    return [range(at, end) for at, end in zip(begins, [*begins[1:], len(lines)], strict=True)]


def _is_carried_on(line: str) -> bool:
    """Return whether a line ends in a backslash, behind a `;` too; a comment ends with its line."""
    return line.rstrip(" \t").endswith("\\") and not line.lstrip().startswith("#")
