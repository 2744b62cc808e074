"""One typed line turned into a sentence of the API, exactly as it will be sent, or refused with what works instead.

Source of the rules: routeros.md 1.4 to 1.7 and 2; each step of them has a module of its own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from altotui.domain.errors import InvalidInput
from altotui.domain.routeros.arguments import Arguments, Form, Given, read_arguments
from altotui.domain.routeros.attributes import Words, attribute_words
from altotui.domain.routeros.bounds import bound_for, keeps_last_section, takes_once
from altotui.domain.routeros.classify import Verdict, classify_script, script_of, written_menu
from altotui.domain.routeros.expression import NeedsRouter
from altotui.domain.routeros.items import Numbering
from altotui.domain.routeros.language import Language, joined, split
from altotui.domain.routeros.lexer import Bracket, Chunk, Lexed, Raw, Statement, lex, lex_script
from altotui.domain.routeros.narrowing import Narrowing
from altotui.domain.routeros.printing import PRINTS, print_words, read_condition
from altotui.domain.routeros.query import compile_query
from altotui.domain.routeros.reading import Reading, read_statement
from altotui.domain.routeros.translation import READ_KINDS, Kind, Lookup, Translation, refused

MAX_LINE_CHARS = 60_000
"""About what RouterOS takes as the script of one /execute (routeros.md 1.7)."""
_ROUTER_PROMPT = re.compile(r"\[[^\]\s]*@[^\]]*\] *(?:<SAFE>)? */?[A-Za-z0-9 /-]*>")
_NO_NUMBERS: Numbering = {}
_TYPE_A_PATH = "type a path such as /ip/arp/print"
_CONSOLE_ONLY = {
    "edit": "send set with name=value",
    "grep": "print where name~... does the same",
    "listen": "it never ends: send print",
    "login": "the platform logs in by itself",
    "cancel": "there is nothing to cancel: every call has a connection of its own",
}
"""Verbs that work in a terminal or on a kept connection only, and what to do instead (routeros.md 2.3)."""
_INSTEAD = {
    "/safe-mode": "it is bound to one login: queue a job with a backup instead",
    "/system/device-mode": "it waits for a button on the router: go there",
    "/ip/dhcp-server/setup": "send what the wizard would: pool, network and server, each with add",
    "/ip/hotspot/setup": "send what the wizard would: profile, pool and server, each with add",
}


def translate(
    line: str, language: Language, menu: str = "/", numbering: Numbering = _NO_NUMBERS
) -> Translation:
    """Return what `line`, typed in `menu`, would send.

    Args:
        line: One line; control characters make it a reject.
        language: What is known of menus and commands; unknown verbs count as writes.
        menu: Current menu, `/ip/address` for example.
        numbering: Ids of the rows shown last, for row numbers.
    """
    text = line.strip()
    try:
        return _translated(text, language, menu, numbering)
    except InvalidInput as problem:
        return refused(text, menu, str(problem))


def translate_script(text: str, language: Language, menu: str = "/") -> Translation:
    """Return what a script of one or several lines would send, typed in `menu`: it goes to the router as it is."""
    text = text.strip()
    try:
        _refuse_unreadable(text, "\n\t")
        lexed = lex_script(text)
        if not lexed.statements and not lexed.problems:
            return Translation(text, menu, Kind.LOCAL, notes=("comments only: nothing is sent",))
        return _Line(text, lexed, language, menu, _NO_NUMBERS).script()
    except InvalidInput as problem:
        return refused(text, menu, str(problem))


def _translated(text: str, language: Language, menu: str, numbering: Numbering) -> Translation:
    _refuse_unreadable(text)
    lexed = lex(text)
    if lexed.problems:
        raise InvalidInput(str(lexed.problems[0]))
    if not lexed.statements:
        return Translation(text, menu, Kind.LOCAL, notes=("a comment: nothing is sent",))
    return _Line(text, lexed, language, menu, numbering).translation()


def _refuse_unreadable(text: str, allowed: str = "") -> None:
    if not text:
        raise InvalidInput("the line is empty")
    if len(text) > MAX_LINE_CHARS:
        raise InvalidInput(
            f"the line has {len(text)} characters, a router takes {MAX_LINE_CHARS}",
            "put it into a file and import it",
        )
    if _ROUTER_PROMPT.match(text):
        raise InvalidInput("it begins with the prompt of a router", "leave [user@router] > out")
    for position, char in enumerate(text if not text.isprintable() else ""):
        if not char.isprintable() and char not in allowed:
            row, column = text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
            raise InvalidInput(
                f"it holds a control or invisible character (line {row} column {column})",
                "type it again without",
            )


class _Sent(NamedTuple):
    """What a line sends, before it is classified."""

    command: str
    words: tuple[str, ...]
    client_side: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    narrowing: Narrowing | None = None
    lookup: Lookup | None = None


class _Line:
    """One line on its way to a translation."""

    def __init__(self, text: str, lexed: Lexed, language: Language, menu: str, numbering: Numbering) -> None:
        self._text = text
        self._lexed = lexed
        self._language = language
        self._menu = menu
        self._numbering = numbering
        self._statement: Statement = lexed.statements[0]

    def translation(self) -> Translation:
        """Return the translation; raises InvalidInput for what cannot be sent."""
        if isinstance(self._statement.chunks[0].parts[0], Raw):
            raise InvalidInput("it names no command", _TYPE_A_PATH)
        if self._begins_as_script():
            return self.script()
        reading = read_statement(self._statement, self._language, split(self._menu))
        if self._language.is_scripting(reading.path) or self._is_colon_menu(reading):
            return self.script()
        if not reading.has_verb and reading.arguments and isinstance(reading.arguments[0].parts[0], Bracket):
            return self.script()
        if reading.problem is not None:
            raise InvalidInput(str(reading.problem))
        if not reading.has_verb:
            return self._move(joined(reading.path))
        return self._command(reading)

    def _begins_as_script(self) -> bool:
        return len(self._lexed.statements) > 1 or self._statement.chunks[0].bare is None

    def _is_colon_menu(self, reading: Reading) -> bool:
        """Return whether it begins with a colon and is no plain command such as `:resolve`."""
        return bool(reading.words) and self._text.startswith(":") and len(reading.path) != 1

    def _move(self, menu: str) -> Translation:
        return Translation(
            self._text, self._menu, Kind.LOCAL, notes=(f"the prompt goes to {menu}",), moves_to=menu
        )

    def _command(self, reading: Reading) -> Translation:
        if reading.command in ("/quit", "/exit"):
            return Translation(self._text, self._menu, Kind.LOCAL, notes=("leaves the console",), leaves=True)
        self._refuse_console_only(reading)
        if reading.verb == "export":
            return self.script()
        arguments = read_arguments(reading)
        if arguments.problem is not None:
            raise InvalidInput(str(arguments.problem))
        try:
            sent = self._sent(reading, arguments)
        except NeedsRouter:
            sent = None
        if sent is not None:
            return self._classified(reading, arguments, sent)
        return self.script()

    def _refuse_console_only(self, reading: Reading) -> None:
        remedy = _CONSOLE_ONLY.get(reading.verb)
        if remedy is not None and not self._language.safety.is_listed(reading.command):
            raise InvalidInput(f"the API has no {reading.verb}", remedy)
        if self._language.safety.kind(reading.command, ()) == Kind.REJECT:
            instead = next(
                (words for path, words in _INSTEAD.items() if reading.command.startswith(path)), ""
            )
            raise InvalidInput(
                f"{reading.command} needs a terminal or a login session of its own",
                instead or "use SSH for it",
            )

    def _sent(self, reading: Reading, arguments: Arguments) -> _Sent | None:
        """Return what is sent; None when it takes a script."""
        given = arguments.given
        if reading.verb in PRINTS:
            return self._print(reading, given)
        dynamic = [argument for argument in given if argument.is_dynamic]
        if dynamic:
            return self._with_lookup(reading, given) if len(dynamic) == 1 else None
        if reading.condition_start is not None:
            raise InvalidInput(
                f"{reading.verb} takes no where", "put [find where ...] in front of the arguments"
            )
        return _plain(attribute_words(reading, given, self._numbering))

    def _print(self, reading: Reading, given: tuple[Given, ...]) -> _Sent | None:
        properties = self._language.properties(reading.menu)
        if reading.verb == "get" and given and given[0].is_dynamic:
            return self._folded_get(reading, given)
        if any(argument.is_dynamic for argument in given):
            return None
        condition = read_condition(reading, self._text, properties, self._statement.end)
        printed = print_words(reading, given, condition, properties, self._numbering)
        return _Sent(printed.command, printed.words, printed.client_side, printed.notes, printed.narrowing)

    def _found(self, chunk: Chunk, menu: Reading) -> Reading | None:
        """Return the `[find …]` that is all of an argument; None when it is something else."""
        part = chunk.parts[-1]
        if not isinstance(part, Bracket) or part.opener != "[" or len(part.statements) != 1:
            return None
        inner = read_statement(part.statements[0], self._language, menu.menu)
        is_find = inner.verb == "find" and inner.menu == menu.menu and inner.problem is None
        return inner if is_find and not inner.arguments else None

    def _folded_get(self, reading: Reading, given: tuple[Given, ...]) -> _Sent | None:
        """Return `get [find where …] name` as one print; None when that would not be the same."""
        find = self._found(given[0].chunk, reading)
        if find is None or any(argument.is_dynamic for argument in given[1:]):
            return None
        properties = self._language.properties(reading.menu)
        condition = read_condition(find, self._text, properties, given[0].chunk.end - 1)
        if condition is None or compile_query(condition, properties).rest is not None:
            return None
        printed = print_words(reading, given[1:], condition, properties, self._numbering)
        return _Sent(printed.command, printed.words, printed.client_side, printed.notes, printed.narrowing)

    def _with_lookup(self, reading: Reading, given: tuple[Given, ...]) -> _Sent | None:
        """Return a read whose items are found by a read that goes first; a write becomes one script."""
        safety = self._language.safety
        if Kind(safety.kind(reading.command, ())) not in READ_KINDS:
            return None
        asked = next(argument for argument in given if argument.is_dynamic)
        find = self._found(asked.chunk, reading)
        if find is None or asked.name not in ("numbers", "number", "interface"):
            return None
        properties = self._language.properties(reading.menu)
        condition = read_condition(find, self._text, properties, asked.chunk.end - 1)
        key = "name" if properties.is_known("name") else ".id"
        query = compile_query(condition, properties) if condition is not None else None
        if query is not None and query.rest is not None:
            return None
        lookup = Lookup(
            joined(reading.menu) + "/print",
            (f"=.proplist={key}", *(query.words if query is not None else ())),
            key,
            f"={asked.name}=",
        )
        settled = [
            argument._replace(value="", is_dynamic=False) if argument is asked else argument
            for argument in given
        ]
        words = attribute_words(reading, settled, self._numbering)
        if words is None or Kind(safety.kind(words.command, words.words)) not in READ_KINDS:
            return None
        step = " ".join((lookup.command, *lookup.parameters))
        return _Sent(
            words.command,
            words.words,
            client_side=(f"two steps: {step} first, what it finds goes into {asked.name}",),
            lookup=lookup,
        )

    def _classified(self, reading: Reading, arguments: Arguments, sent: _Sent) -> Translation:
        safety = self._language.safety
        kind = Kind(safety.kind(sent.command, sent.words))
        reveals = kind is Kind.SENSITIVE
        hints = [str(hint) for hint in (*reading.hints, *arguments.hints)]
        if sent.command == "/execute":
            return self._execute(sent, hints)
        words, client_side, notes = sent.words, list(sent.client_side), [*sent.notes, *hints]
        self._refuse_endless(sent, kind)
        if "=once=" in words and not takes_once(sent.command) and not _is_raw(arguments):
            words = tuple(word for word in words if word != "=once=")
            notes.append(f"{sent.command} takes no once: left out")
        bound = bound_for(sent.command, words)
        if bound is not None:
            words += (bound,)
            notes.append(f"bounded with {bound}")
        if keeps_last_section(sent.command):
            client_side.append("keep the last .section")
        if kind is Kind.SENSITIVE and bound_for(sent.command, ()) is not None:
            kind = Kind.BOUNDED
        if reveals:
            notes.append("it shows secrets or what people do: read-only keeps it back")
        return Translation(
            self._text,
            self._menu,
            kind,
            sent.command,
            words,
            ", ".join(client_side),
            tuple(notes),
            sent.narrowing,
            sent.lookup,
            doubts=tuple(hints),
            reveals=reveals,
        )

    def _refuse_endless(self, sent: _Sent, kind: Kind) -> None:
        if kind not in READ_KINDS or sent.command.endswith(("/ping", "/traceroute")):
            return
        endless = ("=interval=", "=follow=", "=follow-only=", "=freeze-frame-interval=")
        if any(word.startswith(endless) for word in sent.words) and not any(
            word.startswith(("=duration=", "=count=", "=once=")) for word in sent.words
        ):
            raise InvalidInput("it would repeat for ever", "leave out interval and follow")

    def script(self) -> Translation:
        """Return the line as a script that the router runs and whose printed text comes back."""
        menu = split(self._menu)
        lexed = lex_script(self._text)
        if lexed.problems:
            raise InvalidInput(str(lexed.problems[0]))
        text = written_menu(self._text, menu, lexed)
        verdict = classify_script(lexed, self._language, menu)
        return self._run("/execute", (f"=script={text}", "=as-string="), verdict, [])

    def _execute(self, sent: _Sent, hints: list[str]) -> Translation:
        """Return an /execute that was typed as such: its script says what it may do."""
        scripts = [word.removeprefix("=script=") for word in sent.words if word.startswith("=script=")]
        if len(scripts) > 1:
            raise InvalidInput("script is given twice", "leave one out")
        if not scripts:
            raise InvalidInput("/execute needs a script", 'send /execute script="..." as-string')
        if any(word.startswith("=file=") for word in sent.words):
            raise InvalidInput("it would write a file on the router", "leave out file")
        if not any(word.startswith("=as-string=") for word in sent.words):
            hints.append("without as-string nothing of what it prints comes back")
        return self._run("/execute", sent.words, script_of(scripts[0], self._language), hints)

    def _run(self, command: str, words: tuple[str, ...], verdict: Verdict, notes: list[str]) -> Translation:
        if verdict.kind is Kind.REJECT:
            first = next(finding for finding in verdict.findings if finding.kind is Kind.REJECT)
            raise InvalidInput(
                f"{first.command} needs a terminal or a login session of its own", "use SSH for it"
            )
        for finding in verdict.findings:
            if finding.has_row_numbers:
                raise InvalidInput(
                    f"{finding.command} with a row number, in a script (line 1 column {finding.start + 1})",
                    "it would be another row there: use a name, an id such as *1F, or [find ...]",
                )
            if finding.is_endless:
                raise InvalidInput(
                    f"{finding.command} would never end in a script (line 1 column {finding.start + 1})",
                    "give it once, a count or a duration, and leave out interval and follow",
                )
        reasons = dict.fromkeys(finding.why for finding in verdict.findings if finding.why)
        notes = [*notes, "a script: its printed text comes back", *reasons]
        return Translation(
            self._text, self._menu, verdict.kind, command, words, "", tuple(notes), reveals=verdict.reveals
        )


def _is_raw(arguments: Arguments) -> bool:
    """Return whether all arguments are words of the API, which pass untouched."""
    return all(given.form is Form.RAW for given in arguments.given)


def _plain(words: Words | None) -> _Sent | None:
    return None if words is None else _Sent(words.command, words.words, words.resolved)
