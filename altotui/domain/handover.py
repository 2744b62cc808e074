"""The card for whoever takes over: what is open, what was changed, what was noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from altotui.domain.formats import markdown_text

MOST_LINES = 20
"""Of one section; how many others there are is said."""


class Section(NamedTuple):
    """One part of the card; texts are visible-only."""

    title: str
    lines: Sequence[str]
    """The most important first; none where there is nothing to tell."""
    nothing: str
    """What is said where there is none."""

    def shown(self) -> list[str]:
        """Return the lines as they are shown: bounded, and never none."""
        if not self.lines:
            return [self.nothing]
        more = len(self.lines) - MOST_LINES
        return [*self.lines[:MOST_LINES], *([f"and {more} more"] if more > 0 else ())]


class Handover(NamedTuple):
    """The card."""

    where: str
    """The profile; visible-only."""
    since: datetime
    """When this console started; aware."""
    at: datetime
    """By the server's clock; aware."""
    sections: Sequence[Section]

    @property
    def head(self) -> str:
        """Return what it is about, on one line."""
        return f"{self.where}: {_stamp(self.since)} to {_stamp(self.at)}"


def handover_lines(card: Handover) -> Iterator[str]:
    """Yield the lines of the card as Markdown, without their ends."""
    yield f"# Handover {markdown_text(card.head)}"
    for section in card.sections:
        yield ""
        yield f"## {section.title}"
        yield ""
        yield from (f"- {markdown_text(line)}" for line in section.shown())


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%MZ}"
