"""One typed line turned into a sentence: API words and plain menu paths, exactly as they will be sent.

What needs the console's own grammar (`where`, brackets, variables, several commands) is refused with the
form that works, rather than guessed at. Source of the rules: routeros.md 1.1, 1.6 and 2.1.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.errors import InvalidInput
from altotui.domain.routeros.bounds import bound_for
from altotui.domain.routeros.safety import Safety


class Kind(StrEnum):
    """What a line does, as far as its words tell."""

    READ = "read"
    BOUNDED = "bounded"
    """A read that would never end by itself and is sent with a bound."""
    WRITE = "write"
    DISRUPTIVE = "disruptive"
    SENSITIVE = "sensitive"
    LOCAL = "local"
    """Changes the console only: nothing is sent."""
    REJECT = "reject"
    """Cannot be sent; the notes say why and what to type instead."""


READ_KINDS = frozenset({Kind.READ, Kind.BOUNDED})
"""What a read-only session may send."""


class Translation(NamedTuple):
    """What a typed line means, before anything is sent."""

    input: str
    menu: str
    """The menu it was typed in, `/` at the root."""
    kind: Kind
    command: str = ""
    """API command; empty when nothing would be sent."""
    parameters: tuple[str, ...] = ()
    client_side: str = ""
    """What the console does with the answer itself."""
    notes: tuple[str, ...] = ()

    @property
    def may_change(self) -> bool:
        """Return whether it may change a router; a read of secrets does not, though read-only keeps it back too."""
        return self.is_write and self.kind is not Kind.SENSITIVE

    @property
    def is_write(self) -> bool:
        """Return whether it may change a router or reveal a secret: what read-only keeps back."""
        return self.kind not in READ_KINDS and bool(self.command)


_NEEDS_GRAMMAR = (
    (
        re.compile(r"(^|\s)where(\s|$)"),
        "`where` is not understood here: write query words, as in ?type=ether",
    ),
    (re.compile(r"[\[\]{};]"), 'brackets and ; are script: send /execute =script="…" =as-string='),
    (
        re.compile(r"(^|\s)\$\w|^\s*:"),
        'variables and : commands are script: send /execute =script="…" =as-string=',
    ),
)
_NEVER_ENDS = re.compile(r"=?(interval|follow|follow-only)(=.*)?", re.DOTALL)
_TO_FILE = re.compile(r"=?(file|append)(=.*)?", re.DOTALL)
_EXECUTE_INSTEAD = 'send /execute script="…" =as-string='
_CONSOLE_ONLY = {
    "export": _EXECUTE_INSTEAD,
    "find": "send print =.proplist=.id with query words",
    "grep": "send print with query words",
    "edit": "send set with name=value",
    "listen": "it never ends: send print",
    "login": "the platform logs in by itself",
    "cancel": "there is nothing to cancel: every call has a connection of its own",
}
"""Verbs that work in a terminal or on a kept connection only, and what to do instead (routeros.md 2.1)."""
_PRESENTATION = frozenset({"without-paging", "terse", "brief", "value-list", "as-value", "show-ids"})
_PRINT_FLAGS = frozenset(
    {"detail", "stats", "stats-detail", "count-only", "all", "static", "dynamic", "show-sensitive"}
)
_PRINTS = frozenset({"print", "getall"})
_WORD = re.compile(r'[^\s"]*"(?:[^"\\]|\\.)*"[^\s"]*|[^\s"]+')
_PATH_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def translate(line: str, safety: Safety, menu: str = "/") -> Translation:
    """Return what `line`, typed in `menu`, would send.

    Args:
        line: One line; control characters make it a reject.
        safety: The classes of commands; unknown verbs count as writes.
        menu: Current menu, `/ip/address` for example.
    """
    text = line.strip()
    if not text:
        return _reject(line, menu, "the line is empty")
    if not text.isprintable():
        return _reject(line, menu, "it holds a control or invisible character: type it again without")
    try:
        words = [_unquote(word) for word in _split(text)]
        command, rest, notes = _command(words, menu, safety)
        kind = Kind(safety.kind(command, rest))
        _refuse_what_cannot_work(command, rest, kind)
        parameters, dropped = _parameters(rest, _flags_of(command))
    except InvalidInput as problem:
        return _reject(line, menu, str(problem))
    kind = Kind(safety.kind(command, parameters))
    notes += [f"{word} is presentation: left out" for word in dropped]
    bound = bound_for(command, parameters) if kind in _BOUNDABLE else None
    if bound:
        parameters += (bound,)
        notes.append(f"bounded with {bound}")
    return Translation(text, menu, kind, command, parameters, notes=tuple(notes))


_BOUNDABLE = READ_KINDS | {Kind.SENSITIVE}


def _refuse_what_cannot_work(command: str, words: list[str], kind: Kind) -> None:
    """Raise InvalidInput for what a request and its one answer cannot carry."""
    verb = command.rpartition("/")[2]
    if verb in _CONSOLE_ONLY:
        raise InvalidInput(f"the API has no {verb}", _CONSOLE_ONLY[verb])
    if kind is Kind.REJECT:
        raise InvalidInput(f"{command} needs a terminal or a login session of its own", "use SSH for it")
    if kind in _BOUNDABLE and any(_NEVER_ENDS.fullmatch(word) for word in words):
        raise InvalidInput("it would repeat for ever", "leave out interval and follow")
    if verb not in _PRINTS:
        return
    if any(_TO_FILE.fullmatch(word) for word in words):
        raise InvalidInput("it would write a file on the router", "leave out file and append")
    if any(word.startswith("from=") for word in words):
        raise InvalidInput("from= is for the console", "send ?name=NAME or ?.id=*1 instead")


def _reject(line: str, menu: str, reason: str) -> Translation:
    return Translation(line.strip(), menu, Kind.REJECT, notes=(reason,))


def _split(text: str) -> list[str]:
    """Return the words; a word that starts with `=` or `?` and has no quotes is taken as it stands."""
    outside_quotes = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    if outside_quotes.count('"') % 2:
        raise InvalidInput("a quote is not closed", 'end the value with "')
    typed = " ".join(word for word in outside_quotes.split() if not word.startswith(("=", "?")))
    for pattern, remedy in _NEEDS_GRAMMAR:
        if pattern.search(typed):
            raise InvalidInput(remedy)
    return _WORD.findall(text)


_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "_": " "}


def _unquote(word: str) -> str:
    """Return `word` with its quoted part as the characters it means (routeros.md 2.1, rule 6)."""
    start = word.find('"')
    if start < 0:
        return word
    end = word.rfind('"')
    inner = re.sub(
        r"\\([0-9A-F]{2}|.)",
        lambda m: chr(int(m[1], 16)) if len(m[1]) == 2 else _ESCAPES.get(m[1], m[1]),
        word[start + 1 : end],
    )
    return word[:start] + inner + word[end + 1 :]


def _command(words: list[str], menu: str, safety: Safety) -> tuple[str, list[str], list[str]]:
    """Return the full command, the words behind it, and notes.

    Of several words the path ends at the first command that is known. Only a path in one word, from the root,
    is taken as it stands when it is not known: routers have menus that no list has (routeros.md 2.1, rule 18).
    """
    path = [] if words[0].startswith("/") else [part for part in menu.split("/") if part]
    taken = 0
    for word in words:
        if word.startswith(("=", "?")) or "=" in word or (taken and safety.knows(_joined(path))):
            break
        path = _walked(path, word)
        taken += 1
    if not taken or not path:
        raise InvalidInput("it names no command", "type a path such as /ip/arp/print")
    command = _joined(path)
    if not safety.knows(command) and (taken > 1 or not words[0].startswith("/")):
        raise InvalidInput(
            f"{command} is no command known here",
            f"write it in full, from the root and with slashes, as in {command}, and arguments as name=value",
        )
    notes = []
    if len(path) == 1 and safety.is_menu_verb(path[0]):
        notes.append("a command at the root: a menu is probably missing")
    return command, words[taken:], notes


def _joined(path: list[str]) -> str:
    return "/" + "/".join(path)


def _walked(path: list[str], word: str) -> list[str]:
    """Return where `word` leads from `path`."""
    for part in filter(None, word.split("/")):
        if part == "..":
            path = path[:-1]
        elif _PATH_WORD.fullmatch(part):
            path = [*path, part]
        else:
            raise InvalidInput(f"{part!a} is not a menu or command", "type a path such as /ip/arp/print")
    return path


_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9._-]*")


def _flags_of(command: str) -> frozenset[str]:
    """Return the bare words that are switches of `command`; any other bare word is a value without its name."""
    if command.rpartition("/")[2] in _PRINTS:
        return _PRINT_FLAGS
    return frozenset({"as-string"} if command == "/execute" else {"once"})


def _parameters(words: list[str], flags: frozenset[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the API words and the presentation words that were left out."""
    parameters: list[str] = []
    dropped: list[str] = []
    for word in words:
        if word.startswith(("=", "?")):
            parameters.append(word)
        elif word in _PRESENTATION:
            dropped.append(word)
        elif word in flags:
            parameters.append(f"={word}=")
        else:
            name, equals, value = word.partition("=")
            if not equals or not _NAME.fullmatch(name):
                raise InvalidInput(
                    f"{word[:40]!a} has no name",
                    f'write name={word[:40]}, as in numbers={word[:40]}, and values with spaces in "quotes"',
                )
            parameters.append(f"={name}={value}")
    return tuple(parameters), dropped
