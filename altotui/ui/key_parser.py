"""Keys as a terminal sends them, with the Escape key told apart from alt: nobody loses the one key that takes back.

Escape and a key that comes right behind it are the same bytes as alt with that key. Textual drops the Escape, or
types a `^` for it: `esc` and `enter` that come together over a slow line would send what was to be taken back.
Two pairs stay one key, since that is what terminals send for it: Escape with Tab, and with Backspace.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.message import Message

_ESC = "\x1b"
_WITH_ALT = frozenset(
    sequence
    for sequence, keys in ANSI_SEQUENCES_KEYS.items()
    if len(sequence) == 2 and sequence[0] == _ESC and (isinstance(keys, str) or sequence[1] in "bf")
)
"""What Textual takes for a sign of one keyboard, or for a word back and forth: to others it is alt with a key."""
_MOVES = {"alt+b": "ctrl+left", "alt+f": "ctrl+right"}
_ALONE = "escape-alone"
"""Stands for Escape until it has passed Textual, which would make another key of it."""


class KeyParser(XTermParser):
    """Textual's own, that gives Escape and the key behind it where alt means nothing."""

    @property
    def is_waiting(self) -> bool:
        """Return whether it has to be asked again soon: an escape that nothing follows is a key after a moment."""
        return self._timeout_time is not None

    def keys_of(self, text: str, *, is_pasted: bool) -> Iterable[Message]:
        """Return what `text` that was read is, which is more than keys; what has no end yet comes with the rest."""
        if len(text) == 1 and text.isalnum() and not is_pasted and not self.is_waiting:
            return [Key(text, text)]  # as most are: there is nothing to look into
        return self.feed(text) if text else ()  # nothing would be the end of all keys

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        if sequence == _ESC:
            return [Key(_ALONE, _ESC)]
        if sequence in _WITH_ALT:
            return []
        keys = list(super()._sequence_to_key_events(sequence, alt=alt))
        has_alt = any(key.key.startswith("alt+") for key in keys)
        return keys if has_alt or not alt else [Key(_ALONE, _ESC), *keys]


def plain(key: Key) -> Key:
    """Return a key under the name by which others know it."""
    return Key("escape", _ESC) if key.key == _ALONE else key


def is_alt(key: Key) -> bool:
    """Return whether it may have been alt with a key that types something, or Escape and then that key."""
    return key.key.startswith("alt+") and key.character is not None


def word_move(key: Key) -> Key | None:
    """Return the key that moves by a word where text is typed, for alt with b or f; None for every other key."""
    name = _MOVES.get(key.key)
    return None if name is None else Key(name, None)


def without_alt(key: Key) -> tuple[Key, Key]:
    """Return Escape and the key behind it."""
    name = key.key.removeprefix("alt+")
    return Key("escape", _ESC), Key(
        name if not name.startswith("shift+") else name[-1].upper(), key.character
    )
