"""Secrets taken out of what is written to files: values of secret properties in words and scripts, and tokens.

Only the value goes: which parameter it was always stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache

from altotui.domain.secret_names import MASK, SECRET_NAMES, is_secret_name

_MIN_SECRET_CHARS = 4
"""A shorter one is looked for nowhere else: it would take half of every message with it."""

_SECRET_IN_MENU = (
    (re.compile(r"snmp[\s/]+community"), frozenset({"name"})),
    (re.compile(r"container[\s/]+envs"), frozenset({"value"})),
)
"""Menus where a harmless name holds the secret."""

_WORD = re.compile(r"(?:=|\?[<>=-]?)(?P<name>[^=\s]+)=(?P<value>.*)", re.DOTALL)
_NAME = r"[A-Za-z0-9_.-]+"
_ASSIGNED = re.compile(
    rf"""
      (?<![A-Za-z0-9_.-]) (?P<name>{_NAME}) (?: = | \\*" [ \t]* [=:] [ \t]* )
    | :(?:local|global|set) [ \t]+ "? (?P<variable>{_NAME}) "? [ \t]+
    """,
    re.VERBOSE,
)
"""`name=`, `"name":` and `:local name`; the value comes behind it."""
_CONTINUED = re.compile(r"\\\r?\n[ \t]*")
_QUOTE = re.compile(r'(\\*)"')
_JOINED = re.compile(r"[\w$.]")

_UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_TOKENS = (
    (re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?=-----END|\Z)", re.DOTALL), rf"\1{MASK}"),
    (re.compile(r"(?i)((?:authorization|api-key|auth-token)[ \t]*:[ \t]*)[^\r\n\"',;\\]+"), rf"\1{MASK}"),
    (re.compile(r"(?i)\b(bearer[ \t]+)[A-Za-z0-9._~+/=:-]{6,}"), rf"\1{MASK}"),
    (re.compile(rf"{_UUID}:{_UUID}:[A-Za-z0-9._~+/=-]+"), MASK),
    (re.compile(r"\b(alto_sk_)[A-Za-z0-9_-]+"), rf"\1{MASK}"),
    (re.compile(r"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*"), MASK),
    (re.compile(r"(://[^\s/@:\"]*:)[^\s/@\"]+(?=@)"), rf"\1{MASK}"),
)
"""What is a secret wherever it stands: keys of the platform, tokens, passwords in addresses."""


def redact_words(
    parameters: Iterable[str], secret_names: Set[str] = SECRET_NAMES, *, command: str = ""
) -> tuple[str, ...]:
    """Return API words with every secret value masked: `=password=xyz` becomes `=password=***`.

    Args:
        parameters: `=name=value` and `?query` words; any other text is taken for a script.
        secret_names: Names of secret properties, besides what sounds like one.
        command: The API command they are for; on some menus another name holds the secret.
    """
    names = _names_for(command, secret_names)
    return tuple(redact_text(_masked(word, _spans_of_word(word, names))) for word in parameters)


def redact_script(text: str, secret_names: Set[str] = SECRET_NAMES) -> str:
    """Return a script with every secret value masked, be it quoted, in brackets or on the next line."""
    return redact_text(_masked(text, _spans(text, _names_for(text, secret_names))))


@lru_cache(maxsize=4096)
def redact_description(text: str) -> str:
    """Return the description of a job as it is shown: whoever queued it may have written a secret into it."""
    return redact_script(text)


def redact_line(line: str, menu: str = "/") -> str:
    """Return a typed line without secrets; the menu that it was typed in decides what a name in it holds."""
    lead = "" if menu == "/" or line.startswith("/") else f"{menu} "
    return redact_script(lead + line).removeprefix(lead)


def redact_text(text: str, secrets: Iterable[str] = ()) -> str:
    """Return `text` without tokens and keys, whoever wrote it, and without each of `secrets`."""
    for secret in sorted(filter(_is_telling, secrets), key=len, reverse=True):
        text = text.replace(secret, MASK)
    for pattern, shown in _TOKENS:
        text = pattern.sub(shown, text)
    return text


def secrets_in(
    parameters: Sequence[str], secret_names: Set[str] = SECRET_NAMES, *, command: str = ""
) -> frozenset[str]:
    """Return the values that `redact_words` masks by their names: an answer may quote them."""
    names = _names_for(command, secret_names)
    found = (word[start:end] for word in parameters for start, end in _spans_of_word(word, names))
    return frozenset(filter(_is_telling, found))


def _is_telling(secret: str) -> bool:
    return len(secret) >= _MIN_SECRET_CHARS and secret.strip("*") != ""


def _names_for(text: str, secret_names: Set[str]) -> Set[str]:
    """Return the secret names of a command or a script."""
    for menu, names in _SECRET_IN_MENU:
        if menu.search(text):
            secret_names = secret_names | names
    return secret_names


Span = tuple[int, int]
"""Start and end of a secret value in a text."""


def _masked(text: str, spans: Iterable[Span]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += text[position:start], MASK
        position = end
    return "".join(pieces) + text[position:]


def _spans_of_word(word: str, secret_names: Set[str]) -> Iterator[Span]:
    match = _WORD.fullmatch(word)
    if match and is_secret_name(match["name"], secret_names):
        if match["value"]:
            yield match.span("value")
        return
    yield from _spans(word, _names_for(word, secret_names))


def _spans(text: str, secret_names: Set[str]) -> Iterator[Span]:
    """Yield the secret values in a script, in order and apart from each other."""
    position = 0
    for match in _ASSIGNED.finditer(text):
        if match.start() < position or not _is_secret_at(match, secret_names):
            continue
        gap = _CONTINUED.match(text, match.end())
        start, end = _value_at(text, gap.end() if gap else match.end())
        if end > start:
            yield start, end
            position = end


def _is_secret_at(match: re.Match[str], secret_names: Set[str]) -> bool:
    r"""Return whether a secret name was found, also right behind an escape such as the `\n` of a quoted script."""
    name = match["name"] or match["variable"]
    behind_escape = match.string[: match.start()].endswith("\\") if match.start() else False
    names = (name, name[1:], name[2:]) if behind_escape else (name,)
    return any(is_secret_name(one, secret_names) for one in names)


def _value_at(text: str, start: int) -> Span:
    """Return the value that begins at `start`, without its quotes unless something is joined to them."""
    opening = _QUOTE.match(text, start)
    if opening is None:
        return start, _bare_end(text, start)
    end, after = _closing_quote(text, opening.end(), len(opening[1]))
    if _JOINED.match(text, after):
        return start, _bare_end(text, after)
    return opening.end(), end


def _closing_quote(text: str, start: int, escapes: int) -> Span:
    """Return where a closing quote and its escapes begin and end, for an opening one behind `escapes` backslashes.

    A quote of the text around the value closes it too; when nothing does, it takes the rest.
    """
    for quote in _QUOTE.finditer(text, start):
        backslashes = len(quote[1])
        if backslashes % (2 * (escapes + 1)) <= escapes:
            return quote.end() - 1 - min(backslashes, escapes), quote.end()
    return len(text), len(text)


def _bare_end(text: str, start: int) -> int:
    """Return the end of a value without quotes: a bracket it begins with is closed, one behind it is not its own."""
    depth = closers = 0
    position = start
    if text[start : start + 1] in ("(", "[", "{"):
        depth, position = 1, start + 1
    while position < len(text):
        char = text[position]
        if not depth and (char.isspace() or char == ";"):
            break
        if char == "\\":
            gap = _CONTINUED.match(text, position)
            position = gap.end() if gap else min(position + 2, len(text))
            closers = 0
        elif depth and char == '"':
            _, position = _closing_quote(text, position + 1, 0)
        else:
            closers = closers + 1 if not depth and char in ')]}"' else 0
            depth += (char in "([{") - (char in ")]}") if depth else 0
            position += 1
    return position - closers
