"""What a script may do: the worst of all commands in it, in brackets and quotes too; what cannot be told is a write.

Everything in braces counts as run unless it is surely an array: a block that is taken for an array would hide what it
does. Source: routeros.md 3.1 (rule 6) and `safety.json` "scripting".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from altotui.domain.routeros.arguments import Arguments, Form, Given, read_arguments
from altotui.domain.routeros.bounds import bound_for
from altotui.domain.routeros.catalogue import Path
from altotui.domain.routeros.items import ROW_NAMES
from altotui.domain.routeros.items import has_row_numbers as has_row_numbers_in
from altotui.domain.routeros.language import Language, joined
from altotui.domain.routeros.lexer import (
    Bare,
    Bracket,
    Chunk,
    Lexed,
    Quoted,
    Statement,
    Variable,
    inner_brackets,
    lex_script,
)
from altotui.domain.routeros.reading import Reading, read_statement
from altotui.domain.routeros.translation import Kind

_ORDER = (Kind.READ, Kind.BOUNDED, Kind.SENSITIVE, Kind.WRITE, Kind.DISRUPTIVE, Kind.REJECT)
_READS = frozenset({Kind.READ, Kind.BOUNDED, Kind.SENSITIVE})
_FLOW = frozenset({"if", "for", "foreach", "while", "do", "onerror", "retry", "time"})
"""Words of the language that run what stands in their arguments."""
_LOOP_NAMES = frozenset({"for", "foreach", "onerror"})
"""Words whose first argument is a variable of their own blocks."""
_VALUES = frozenset({"from", "to", "step", "delay", "max", "condition", "counter", "in", "while", "if"})
"""Arguments of those that are values, and not run."""
_RUN = ("do", "else", "on-event", "on-error", "script", "command")
"""Arguments of any other command whose value is run or kept as a script."""
_NEVER_ENDS = ("follow", "follow-only", "follow-strict", "interval")
_TO_FILE = ("file", "file-name", "append")
_MAX_TEXTS_DEEP = 5
"""Texts that are scripts in texts that are scripts."""


class Finding(NamedTuple):
    """One command in a script."""

    start: int
    end: int
    command: str
    """Full path; what was typed where it cannot be resolved."""
    kind: Kind
    why: str
    """What raised it above a read; empty for a plain one."""
    is_endless: bool = False
    """It would never end by itself."""
    has_row_numbers: bool = False
    """It names items by row numbers, which on the router are those of another list."""


class Verdict(NamedTuple):
    """What a whole script may do."""

    kind: Kind
    reveals: bool
    findings: tuple[Finding, ...]
    """Every command in the order in which it stands."""


def classify_script(lexed: Lexed, language: Language, menu: Path = ()) -> Verdict:
    """Return what the script may do when it is run in `menu`; it was taken apart as a script."""
    findings = tuple(_Classifier(lexed.text, language).statements(lexed.statements, menu, set()))
    kinds = [finding.kind for finding in findings]
    worst = max(kinds, key=_ORDER.index, default=Kind.READ)
    return Verdict(worst, Kind.SENSITIVE in kinds, findings)


def script_of(text: str, language: Language, menu: Path = ()) -> Verdict:
    """Return what the text of a script may do; a text that cannot be taken apart is a write."""
    lexed = lex_script(text)
    verdict = classify_script(lexed, language, menu)
    return verdict._replace(kind=Kind.WRITE) if lexed.problems and verdict.kind in _READS else verdict


Variables = set[str]
"""Local variables that a block can see."""


class _Place(NamedTuple):
    """Where brackets stand: the menu of commands in square ones, that of blocks, and what a brace is there."""

    menu: Path
    outer: Path
    seen: Variables
    is_array: bool = False


class _Classifier:
    def __init__(self, text: str, language: Language, depth: int = 0) -> None:
        self._text = text
        self._language = language
        self._depth = depth

    def statements(self, statements: tuple[Statement, ...], menu: Path, seen: Variables) -> Iterator[Finding]:
        seen = set(seen)
        for statement in statements:
            if statement.chunks[0].bare is None:
                yield from self._without_command(statement, menu, seen)
                continue
            reading = read_statement(statement, self._language, menu)
            if not reading.has_verb and reading.problem is None:
                menu = reading.path  # a line that is only a path moves the lines behind it
            elif self._language.is_scripting(reading.path) and reading.problem is None:
                yield from self._scripting(statement, reading, menu, seen)
            else:
                yield from self._plain(statement, reading, menu, seen)

    def _odd(self, start: int, end: int, why: str) -> Finding:
        return Finding(start, end, self._text[start:end][:40], Kind.WRITE, why)

    def _without_command(self, statement: Statement, menu: Path, seen: Variables) -> Iterator[Finding]:
        """Yield what a statement does that begins with no word: a block, a command in brackets, a variable."""
        place = _Place(menu, menu, seen)
        first = statement.chunks[0].parts[0]
        is_lone = len(statement.chunks) == 1 and len(statement.chunks[0].parts) == 1
        if not is_lone or not isinstance(first, Bracket):
            shown = self._text[statement.start : statement.end][:40]
            yield self._odd(statement.start, statement.end, f"{shown!a} is run, whatever it holds")
        yield from self._chunks(statement.chunks, place)

    # --- words of the language

    def _scripting(
        self, statement: Statement, reading: Reading, menu: Path, seen: Variables
    ) -> Iterator[Finding]:
        verb = reading.verb
        names = _variables(reading.arguments[:1])
        if verb == "local":
            seen.update(names)
        elif verb == "set" and not (names and names <= seen):
            yield self._odd(statement.start, statement.end, ":set changes what other scripts see")
        elif verb not in self._language.safety.pure_words and verb != "set":
            yield self._odd(statement.start, statement.end, f":{verb} changes what other scripts see")
        inner = seen | names if verb in _LOOP_NAMES else seen
        is_flow = verb in _FLOW or (verb in ("local", "global") and _gives_function(reading.arguments))
        for chunk in reading.arguments:
            yield from self._argument_of_word(chunk, verb, _Place(menu, menu, inner, not is_flow), is_flow)
        if reading.condition_start is not None:
            yield from self._chunks(statement.chunks, _Place(menu, menu, inner, is_array=True))

    def _argument_of_word(self, chunk: Chunk, verb: str, place: _Place, is_flow: bool) -> Iterator[Finding]:
        """Yield what one argument runs, whose names may stand without a blank between: `in={1;2}do={…}`."""
        name = ""
        for part in chunk.parts:
            if isinstance(part, Bare):
                name = _name_before(part.text) if "=" in part.text else name
                is_written = name and not is_flow and _may_be(name, _TO_FILE) and not part.text.endswith("=")
                if is_written:
                    yield self._odd(part.start, part.end, f":{verb} writes a file")
                continue
            is_value = _is_value(name, verb) if is_flow else not (name and _may_be(name, _RUN))
            if name and not is_flow and _may_be(name, _TO_FILE):
                yield self._odd(part.start, part.end, f":{verb} writes a file")
            if isinstance(part, Bracket):
                yield from self._bracket(part, place._replace(is_array=is_value))
            elif isinstance(part, Quoted | Variable):
                yield from self._text_or_variable(part, place)
                if not is_value and (name or verb in ("do", "time")):
                    yield from self._run_text(part, place)

    def _run_text(self, part: Quoted | Variable, place: _Place) -> Iterator[Finding]:
        """Yield what a text does that is run as a script."""
        yield self._odd(part.start, part.end, "a text that is run, whatever it holds")
        if isinstance(part, Quoted) and self._depth < _MAX_TEXTS_DEEP:
            lexed = lex_script(part.text)
            within = _Classifier(part.text, self._language, self._depth + 1)
            for finding in within.statements(lexed.statements, place.outer, set()):
                yield finding._replace(start=part.start, end=part.end)

    # --- commands

    def _plain(
        self, statement: Statement, reading: Reading, menu: Path, seen: Variables
    ) -> Iterator[Finding]:
        place = _Place(reading.menu, menu, seen, is_array=True)
        arguments = read_arguments(reading)
        if _is_block_in_menu(reading):
            yield from self._chunks(reading.arguments, _Place(reading.path, reading.path, seen))
            return
        yield self._command(statement, reading, arguments)
        is_unresolved = reading.problem is not None or not reading.has_verb
        yield from self._chunks(statement.chunks, place._replace(is_array=not is_unresolved))
        for given in arguments.given:
            if _is_run(given) or reading.command in ("/execute", "/parse"):
                for part in given.chunk.parts:
                    if isinstance(part, Bracket) and part.opener == "{":
                        yield from self.statements(part.statements, menu, seen)
                    elif isinstance(part, Quoted | Variable):
                        yield from self._run_text(part, place)
        if reading.command == "/parse":
            for chunk in reading.arguments:
                yield from (
                    finding
                    for part in chunk.parts
                    if isinstance(part, Quoted)
                    for finding in self._run_text(part, place)
                )

    def _command(self, statement: Statement, reading: Reading, arguments: Arguments) -> Finding:
        start, end = statement.start, statement.end
        problem = reading.problem or arguments.problem
        command = reading.command
        words = tuple(self._word(reading, given) for given in arguments.given if not _is_run(given))
        kind = Kind(self._language.safety.kind(command, words))
        why = "" if kind in (Kind.READ, Kind.BOUNDED) else f"{command} is {kind.value}"
        names = [given.name for given in arguments.given]
        is_endless = kind in (*_READS, Kind.DISRUPTIVE) and bound_for(command, words) is not None
        if reading.verb in ("print", "export"):
            is_endless = is_endless or any(_may_be(name, _NEVER_ENDS) for name in names)
        is_written = any(_may_be(name, _TO_FILE) for name in names) and not command.startswith("/file/")
        if is_written and kind in _READS:
            kind, why = Kind.WRITE, f"{command} writes a file"
        if problem is not None and kind in _READS:
            kind, why = Kind.WRITE, str(problem.message)
        has_row_numbers = any(
            given.name in ROW_NAMES and not given.is_quoted and has_row_numbers_in(given.value)
            for given in arguments.given
        )
        return Finding(start, end, command, kind, why, is_endless, has_row_numbers)

    def _word(self, reading: Reading, given: Given) -> str:
        """Return an argument as a word of the API, as far as it says what is read."""
        if given.form is Form.RAW:
            return given.name
        if given.name in ("proplist", "value-name"):
            properties = self._language.properties(reading.menu)
            names = [properties.full(name) for name in given.value.split(",")]
            return f"=.proplist={','.join(names)}"
        return f"={given.name}={given.value}"

    # --- brackets and texts

    def _chunks(self, chunks: tuple[Chunk, ...], place: _Place) -> Iterator[Finding]:
        for chunk in chunks:
            for part in chunk.parts:
                if isinstance(part, Bracket):
                    yield from self._bracket(part, place)
                elif isinstance(part, Quoted | Variable):
                    yield from self._text_or_variable(part, place)

    def _bracket(self, part: Bracket, place: _Place) -> Iterator[Finding]:
        if part.opener == "[":
            yield from self.statements(part.statements, place.menu, place.seen)
        elif part.opener == "{" and (not place.is_array or _begins_with_command(part)):
            yield from self.statements(part.statements, place.outer, place.seen)
        else:
            for statement in part.statements:
                yield from self._chunks(statement.chunks, place._replace(is_array=True))

    def _text_or_variable(self, part: Quoted | Variable, place: _Place) -> Iterator[Finding]:
        """Yield what a text has the router work out."""
        if not isinstance(part, Quoted) or not part.is_dynamic:
            return
        brackets = inner_brackets(part, self._text)
        if brackets is not None:
            for bracket in brackets:
                yield from self._bracket(bracket, place)
            return
        yield self._odd(part.start, part.end, "a command in quotes that cannot be told apart")
        if self._depth < _MAX_TEXTS_DEEP:
            within = _Classifier(part.text, self._language, self._depth + 1)
            whole = Quoted(-1, len(part.text) + 1, "", is_dynamic=True)
            for bracket in inner_brackets(whole, part.text) or ():
                for finding in within._bracket(bracket, place):
                    yield finding._replace(start=part.start, end=part.end)


def _variables(chunks: tuple[Chunk, ...]) -> Variables:
    """Return the variable that a word of the language names first; none when only the router knows it."""
    found: Variables = set()
    for chunk in chunks:
        first = chunk.parts[0]
        if isinstance(first, Bare) and first.text.startswith("counter="):
            found.add(first.text.partition("=")[2])
        elif len(chunk.parts) > 1 or not isinstance(first, Bare | Quoted):
            continue
        elif not (first.is_dynamic if isinstance(first, Quoted) else "=" in first.text):
            found.add(first.text)
    return found


def _gives_function(chunks: tuple[Chunk, ...]) -> bool:
    """Return whether a variable gets `do={…}`, what makes it a function."""
    return any(
        isinstance(part, Bare) and _name_before(part.text) == "do" for chunk in chunks for part in chunk.parts
    )


def _name_before(text: str) -> str:
    """Return the name in front of the last `=` of a piece of text: `do` of `3do=`."""
    return text.rpartition("=")[0].lstrip("0123456789")


def _is_value(name: str, verb: str) -> bool:
    """Return whether an argument of a word that runs things is a value; a name may be abbreviated."""
    if not name:
        return False
    if name == "in" or (name == "i" and verb == "foreach"):
        return verb != "onerror"
    return name in _VALUES


def _may_be(typed: str, names: tuple[str, ...]) -> bool:
    """Return whether `typed` may be one of `names`, or the beginning of one."""
    return any(name.startswith(typed) for name in names)


def _is_run(given: Given) -> bool:
    """Return whether the value of an argument is run; a name that is not known may be an abbreviation."""
    return given.name in _RUN or (not given.is_known and _may_be(given.name, _RUN))


def _begins_with_command(part: Bracket) -> bool:
    return any((statement.chunks[0].bare or "").startswith(("/", ":")) for statement in part.statements)


def _is_block_in_menu(reading: Reading) -> bool:
    """Return whether braces behind a menu hold commands that work there: `/ip route { print }`."""
    if reading.has_verb or len(reading.arguments) != 1:
        return False
    part = reading.arguments[0].parts[0]
    return isinstance(part, Bracket) and part.opener == "{"


def written_menu(text: str, menu: Path, lexed: Lexed) -> str:
    """Return the script `text` so that it works in `menu`, wherever it is run."""
    is_absolute = text.startswith("/") and len(lexed.statements) == 1 and "{" not in text
    if not menu or is_absolute:
        return text
    is_one_command = text[:1].isalpha() and len(lexed.statements) == 1
    return f"{joined(menu)}/{text}" if is_one_command else f"{joined(menu)}; {text}"
