"""Words that a shell has taken apart, put together to the one line that was meant."""

from __future__ import annotations

import re

_IS_ONE_WORD = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*")+')
_NAME = re.compile(r'[=?]?[^\s"=]*=')
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def join_words(words: list[str]) -> str:
    """Return `words` as a line in which each stays one word.

    A single word is the whole line, as typed. A word that begins with `=` or `?` is an API word and means
    itself, quotes included; any other is console syntax, so quotes in it that fit together do their work.
    """
    return words[0] if len(words) == 1 else " ".join(_as_one_word(word) for word in words)


def _as_one_word(word: str) -> str:
    is_exact = word.startswith(("=", "?"))
    if _IS_ONE_WORD.fullmatch(word) and not (is_exact and '"' in word):
        return word
    if not is_exact and "=" not in word:
        return word
    name = _NAME.match(word)
    start = name.end() if name else 0
    return f'{word[:start]}"{word[start:].translate(_ESCAPES)}"'
