"""How far the terminal has come with what it was sent: asked behind much, and told by its answer."""

from __future__ import annotations

import time

UNASKED_BYTES = 1000
"""So much may be under way before the terminal is asked whether it has come so far."""
LOST_AFTER_S = 2.0
"""An answer that has not come by then is not waited for; where it comes later, the next ones are again."""
SLOW_AFTER_S = 0.15
"""A terminal whose answer takes longer shows a frame bit by bit, as it comes."""

_UNKNOWN_S = 0.3
"""At the end a terminal that has not answered before is waited for as long as this."""


class TerminalProgress:
    """The one question that may be under way; an answer is seen when it is read, and taken behind what was typed."""

    def __init__(self, lost_after_s: float = LOST_AFTER_S, slow_after_s: float = SLOW_AFTER_S) -> None:
        self._lost_after_s = lost_after_s
        self._slow_after_s = slow_after_s
        self._unasked_bytes = 0
        self._asked_mono: float | None = None
        self._seen_mono = 0.0
        self._is_lost = False
        self._answers = False
        """Whether the last question was answered."""
        self._is_gone = False
        self.has_come = False
        """The answer to the last question was read, or never will be."""
        self.is_slow = False
        """Whether the last answer took long: most of what was sent was still under way."""

    @property
    def awaited_s(self) -> float:
        """Return for how long an answer is awaited for which it is worth to wait; 0 when none is."""
        return self._asked_s() if self._answers else 0.0

    @property
    def is_worth_asking(self) -> bool:
        """Return whether much is under way, to a terminal that answers, and nothing is asked."""
        self._asked_s()
        return self._answers and self._asked_mono is None and self._unasked_bytes > UNASKED_BYTES

    def sent(self, count_bytes: int) -> None:
        """Note that so much is under way."""
        self._unasked_bytes += count_bytes

    def asked(self) -> None:
        """Note that a question is under way."""
        self._unasked_bytes, self._is_lost = 0, False
        if self._is_gone:
            return
        self._asked_mono = time.monotonic()
        self.has_come = False

    def answer_seen(self) -> None:
        """Note that the answer has been read."""
        self.has_come = True
        self._seen_mono = time.monotonic()

    def answered(self) -> float | None:
        """Take an answer; return how many seconds it took, None when nothing was asked."""
        asked_mono, self._asked_mono = self._asked_mono, None
        if asked_mono is None:
            return None
        self._answers, self._is_lost = True, False
        answer_s = (self._seen_mono if self.has_come else time.monotonic()) - asked_mono
        self.is_slow = answer_s > self._slow_after_s
        return answer_s

    def forget(self) -> None:
        """Expect no answer: what was asked went to the shell, or was thrown away."""
        self._asked_mono, self._is_lost = None, False

    def gone(self) -> None:
        """Note that there is no terminal any more which could answer."""
        self._is_gone = self.has_come = True
        self.forget()

    def patience_s(self, most_s: float) -> float:
        """Return for how long to wait at the end for an answer: what comes later is taken by the shell."""
        if self.has_come or not self._asked_s():
            return 0.0
        return most_s if self._answers else min(most_s, _UNKNOWN_S)

    def _asked_s(self) -> float:
        if self._asked_mono is None or self._is_lost:
            return 0.0
        asked_s = time.monotonic() - self._asked_mono
        if asked_s > self._lost_after_s:  # it may still come, and then counts
            self._is_lost, self._answers = True, False
            return 0.0
        return asked_s
