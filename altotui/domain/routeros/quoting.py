r"""Double quotes of the RouterOS console: what `\n`, `\"` or `\41` in them mean, and a text written with them.

Source: routeros.md 2.1, rule 6 (MT-SCRIPT). RouterOS texts are bytes; hexadecimal escapes beside each other are
read as UTF-8 where they are.
"""

from __future__ import annotations

import re

_SIMPLE = {
    '"': '"',
    "\\": "\\",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "$": "$",
    "?": "?",
    "_": " ",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
}
_ESCAPE = re.compile(r"((?:\\[0-9A-F]{2})+)|\\(\r?\n[ \t]*|.?)", re.DOTALL)
_HAS_TO_BE_ESCAPED = re.compile(r'["\\$?]|[^ -~]')
_WRITTEN = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\", "$": "\\$", "?": "\\?"}
_PLAIN = re.compile(r"[A-Za-z0-9_.,:/@*+-]+")
_MEANS_MORE = re.compile(r"[0-9,]+|where|and|or|in|not|[*/.+-]")
"""Bare, these would be row numbers or words of the language."""


class BadEscape(ValueError):
    """A backslash in front of something that is no escape."""

    def __init__(self, escape: str, at: int) -> None:
        super().__init__(escape)
        self.escape = escape
        self.at = at
        """Where it stands in the text between the quotes."""
        self.remedy = "write \\\\ for a backslash, and hexadecimal escapes in capitals, as in \\4F"


def unescape(text: str) -> str:
    """Return the meaning of `text`, which stood between quotes.

    Raises:
        BadEscape: A backslash before something that RouterOS does not take.
    """
    return _ESCAPE.sub(_meaning, text) if "\\" in text else text


def _meaning(match: re.Match[str]) -> str:
    if match[1]:
        data = bytes.fromhex(match[1].replace("\\", ""))
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("latin-1")
    if match[2].startswith(("\n", "\r")):
        return ""  # a backslash at the end of a line joins it to the next
    meaning = _SIMPLE.get(match[2])
    if meaning is None:
        raise BadEscape(match[0], match.start())
    return meaning


def quote(text: str) -> str:
    """Return `text` as one word of the console: bare where that means the same, else in quotes, ASCII only."""
    is_plain = _PLAIN.fullmatch(text) and not _MEANS_MORE.fullmatch(text)
    return text if is_plain else in_quotes(text)


def in_quotes(text: str) -> str:
    """Return `text` in double quotes, ASCII only."""
    return f'"{_HAS_TO_BE_ESCAPED.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return _WRITTEN.get(char) or "".join(f"\\{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
