"""Lean mode: what moves by itself moves every ten seconds, for lines on which every byte is waited for.

Cells that did not change are never sent, in any mode. Lean mode is chosen by a person, or by itself where the line
to the terminal is slow; it says so in the header, and why when it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from altotui.domain.ages import exact_duration

SLOW_REPLY_S = 0.3
"""A terminal that takes longer to answer is at the other end of a slow line."""
TICK_S, LEAN_TICK_S = 1.0, 10.0
"""How often what depends on the time alone is drawn anew."""
_REMOTE = ("SSH_TTY", "SSH_CONNECTION")


class Lean:
    """Whether the console is lean, and what is known of the line."""

    def __init__(self, environ: Mapping[str, str], *, is_wanted: bool = False) -> None:
        """Take the environment, which tells whether the terminal is far away, and whether a person wants it lean."""
        self.is_remote = any(environ.get(name) for name in _REMOTE)
        self.is_on = is_wanted
        self.changed: Callable[[], object] = lambda: None
        """Hears when it was turned on or off; the app sets it."""
        self._is_automatic = not is_wanted
        self._why = "it was asked for" if is_wanted else ""
        self._reply_s: float | None = None

    @property
    def tick_s(self) -> float:
        """Return how often what depends on the time alone is drawn anew."""
        return LEAN_TICK_S if self.is_on else TICK_S

    # --- what a person says

    def choose(self, wanted: bool | None) -> None:
        """Be lean or not from now on; None: as the line is."""
        self._is_automatic = wanted is None
        if wanted is None:
            is_slow = self.is_remote and (self._reply_s or 0.0) > SLOW_REPLY_S
            self._turn(is_slow, self._words_of_reply() if is_slow else "")
        else:
            self._turn(wanted, "it was asked for" if wanted else "")

    def said(self, sent_bytes: int | None, up_s: float) -> str:
        """Return how things stand, and what was sent.

        Args:
            sent_bytes: To the terminal; None where that is not counted.
            up_s: Within so many seconds.
        """
        state = f"lean: {self._why}" if self.is_on else "not lean"
        if sent_bytes is None:
            return state
        rate = sent_bytes / max(up_s, 1.0)
        return f"{state}; sent {sent_bytes:,} bytes in {exact_duration(up_s)}, {rate:,.0f} a second"

    # --- what the line says

    def reply_took(self, reply_s: float) -> None:
        """Note how long an answer took; a slow one of a terminal that is far away makes the console lean."""
        self._reply_s = reply_s
        if reply_s > SLOW_REPLY_S:
            self._found_slow(self._words_of_reply())

    def held_back(self, waited_s: float) -> None:
        """Note for how long the terminal took nothing; longer than a moment makes the console lean when it is far."""
        if waited_s > SLOW_REPLY_S:
            self._found_slow(f"the terminal took nothing for {exact_duration(waited_s)}")

    def _found_slow(self, why: str) -> None:
        if self.is_remote and self._is_automatic and not self.is_on:
            self._turn(True, why)

    def _turn(self, is_on: bool, why: str) -> None:
        self._why = why
        if is_on != self.is_on:
            self.is_on = is_on
            self.changed()

    def _words_of_reply(self) -> str:
        return f"the terminal took {round((self._reply_s or 0.0) * 1000)} ms to answer"
