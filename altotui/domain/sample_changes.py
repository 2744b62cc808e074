"""What changed on one router from one answer to the next, and how much that is."""

from __future__ import annotations

from typing import NamedTuple

from altotui.domain.answer_diff import AnswerDiff, diff_answers
from altotui.domain.command import RouterReply
from altotui.domain.routeros.answer import frames_shown
from altotui.domain.routeros.bounds import keeps_last_section

_FRAME = "section"


class Change(NamedTuple):
    """How much changed."""

    cells: int = 0
    """Of rows that are in both answers."""
    added: int = 0
    """Rows."""
    gone: int = 0
    """Rows."""

    def plus(self, other: Change) -> Change:
        """Return both together."""
        return Change(self.cells + other.cells, self.added + other.added, self.gone + other.gone)

    def words(self) -> str:
        """Return it as people say it."""
        parts = (
            f"{self.cells} cell{'s' * (self.cells != 1)} changed" if self.cells else "",
            f"{self.added} row{'s' * (self.added != 1)} added" if self.added else "",
            f"{self.gone} row{'s' * (self.gone != 1)} gone" if self.gone else "",
        )
        return ", ".join(filter(None, parts)) or "no change"


def changes_between(before: RouterReply, after: RouterReply, command: str) -> AnswerDiff:
    """Return what differs between two answers of one router, as far as they are shown.

    Args:
        before: The earlier one.
        after: The later one.
        command: Full path with verb: of some only the last frame is shown, and of some the order of rows counts.
    """
    shown = [reply._replace(rows=frames_shown(command, reply.rows)[0]) for reply in (before, after)]
    ignored = (_FRAME,) if keeps_last_section(command) else ()
    return diff_answers(*shown, ignored=ignored, command=command, same_router=True)


def change_between(before: RouterReply, after: RouterReply, command: str) -> Change:
    """Return how much `changes_between` finds."""
    if before.rows is after.rows and before.ret == after.ret:  # as samples share what stays the same
        return Change()
    diff = changes_between(before, after, command)
    cells = sum(len(row.cells) for row in diff.changed) + (diff.ret is not None)
    return Change(cells, len(diff.added), len(diff.removed))
