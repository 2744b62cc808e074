"""A typed line as the script of a job: the same command in the console's words, wherever it is run.

It is made of the words that would be sent, not of the text that was typed: abbreviations, the current menu and row
numbers mean something else on another router, and words of the API mean nothing in a script.
"""

from __future__ import annotations

import re

from altotui.domain.routeros.arguments import FLAGS
from altotui.domain.routeros.items import ROW_NAMES
from altotui.domain.routeros.quoting import in_quotes, quote
from altotui.domain.routeros.translation import Translation

_SCRIPT = "=script="
_NUMBER = re.compile(r"[0-9]+")


def job_script(translation: Translation) -> str:
    """Return the script that does what the line does; empty for a line that sends nothing.

    Blanks stand between the words of the path: RouterOS 6 knows no other form.
    """
    words = translation.parameters
    if translation.command == "/execute":
        return next((word.removeprefix(_SCRIPT) for word in words if word.startswith(_SCRIPT)), "")
    path = translation.command[1:].replace("/", " ")
    arguments = (_argument(word, translation.input) for word in words if word.startswith("="))
    return f"/{' '.join((path, *arguments))}" if path else ""


def _argument(word: str, typed: str) -> str:
    """Return `=name=value` as the console takes it."""
    name, _, value = word[1:].partition("=")
    if not value:
        return name if _is_flag(name, typed) else f'{name}=""'
    if name == ".id":
        name = "numbers"
    if _NUMBER.fullmatch(value):
        return f"{name}={in_quotes(value) if name in ROW_NAMES else value}"  # bare, an item is a row number
    return f"{name}={quote(value)}"


def _is_flag(name: str, typed: str) -> bool:
    """Return whether an argument without a value was typed as a word of its own, and not as an empty value."""
    if f"={name}=" in typed:
        return name in FLAGS
    with_value = (match[1] for match in re.finditer(r"([A-Za-z][A-Za-z0-9.-]*)=", typed))
    return not any(name.startswith(beginning) for beginning in with_value)
