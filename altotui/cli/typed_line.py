"""Words that a shell has taken apart, put together to the one line that was meant."""

from __future__ import annotations

import re

_IS_ONE_WORD = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*")+')
_NAME = re.compile(r'[=?]?[^\s"=]*=')
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "$": "\\$"})
_BEGINS_STRUCTURE = ("[", "(", "{", "!", ":", "$")
_COMPARISON = re.compile(r"([A-Za-z0-9._-]+(?:[<>!]?=|[<>~]))(.*)", re.DOTALL)
_HOLDS_SEPARATOR = re.compile(r"[A-Za-z0-9._-]+=[^\s\"\[({$][^\"\[({]*;[^\"\[({]*")
_GOES_ON = re.compile(r'["=<>~()!]|\b(?:and|or|in)\b')


def join_words(words: list[str]) -> str:
    """Return `words` as a line in which each stays one word.

    A single word is the whole line, as typed. A word that begins with `=` or `?` is an API word and means
    itself, quotes included; any other is console syntax, so quotes in it that fit together do their work, and so do
    brackets. Behind `where` a word with blanks is a value when nothing in it goes on with the condition.
    """
    if len(words) == 1:
        return words[0]
    behind = words.index("where") if "where" in words else len(words)
    return " ".join([*map(_as_one_word, words[:behind]), *map(_as_condition, words[behind:])])


def _as_one_word(word: str) -> str:
    is_exact = word.startswith(("=", "?"))
    if not is_exact and word.endswith("=") and _NAME.fullmatch(word):
        return f'{word}""'  # a shell takes the quotes of an empty value away
    if not is_exact and _HOLDS_SEPARATOR.fullmatch(word):
        return _quoted(*_split_name(word))
    if _IS_ONE_WORD.fullmatch(word) and not (is_exact and ('"' in word or ";" in word)):
        return word
    if not is_exact and ("=" not in word or word.startswith(_BEGINS_STRUCTURE)):
        return word
    return _quoted(*_split_name(word))


def _split_name(word: str) -> tuple[str, str]:
    name = _NAME.match(word)
    start = name.end() if name else 0
    return word[:start], word[start:]


def _as_condition(word: str) -> str:
    comparison = _COMPARISON.fullmatch(word)
    if comparison is None or not re.search(r"\s", word) or _GOES_ON.search(comparison[2]):
        return word
    return _quoted(comparison[1], comparison[2])


def _quoted(name: str, value: str) -> str:
    return f'{name}"{value.translate(_ESCAPES)}"'
