"""Names of keys: as people write them, and as Textual calls them."""

from __future__ import annotations

import string

from textual.keys import Keys, _character_to_key

from altotui.domain.errors import InvalidInput

_TEXT_KEYS = {_character_to_key(char): char for char in string.punctuation}
"""The names of keys that type a sign, and the sign."""
_MODIFIED = {f"alt+{char}" for char in string.ascii_lowercase + string.digits}
_SHIFTED = {f"shift+f{number}" for number in range(1, 13)}
_OTHERS = {key.value for key in Keys if key.value[0] != "<"} - {"return", "ctrl-at"} | _MODIFIED | _SHIFTED
_SHORT = {"esc": "escape", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown"}
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace"}
"""What a terminal sends for these is what it sends for others."""


def key_name(written: str) -> str:
    """Return Textual's name for a key that a person wrote, such as `/`, `G`, `F7` or `Ctrl+G`.

    Raises:
        InvalidInput: There is no such key, or no terminal tells it from another one.
    """
    if len(written) == 1 and written.isprintable():
        return _character_to_key(written)
    name = written.strip().lower()
    name = _SHORT.get(name, name)
    if name in _SAME:
        raise InvalidInput(f"{name} is {_SAME[name]} to a terminal", "choose another key")
    if name in _TEXT_KEYS or name in _OTHERS:
        return name
    from difflib import get_close_matches

    near = get_close_matches(name, sorted({*_TEXT_KEYS, *_OTHERS}), n=2)
    remedy = f"did you mean {' or '.join(near)}?" if near else "write one such as ctrl+g, f7, G or /"
    raise InvalidInput(f"there is no key {written[:40]!a}", remedy)


def written_key(name: str) -> str:
    """Return how people write a key that has Textual's `name`."""
    return _TEXT_KEYS.get(name, "esc" if name == "escape" else name)


def types_text(name: str) -> bool:
    """Return whether the key writes something where text is typed."""
    return len(name) == 1 or name in _TEXT_KEYS or name == "space"
