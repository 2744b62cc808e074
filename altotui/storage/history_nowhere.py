"""No file for what was typed at the prompt: every start of a demonstration asks it, so it is cheap."""

from __future__ import annotations

from collections.abc import Sequence

from altotui.domain.history import HistoryEnd, HistoryLine, HistoryRead


class HistoryNowhere:
    """Keeps nothing: for a simulated fleet."""

    def load(self) -> HistoryRead:
        """Return nothing."""
        return HistoryRead()

    def newer(self) -> HistoryRead:
        """Return nothing."""
        return HistoryRead()

    def append(self, records: Sequence[HistoryLine | HistoryEnd]) -> None:
        """Drop them."""
