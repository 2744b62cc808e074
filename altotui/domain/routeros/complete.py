"""What may come next in a line, at any place of it: menus, verbs, arguments, values, properties behind `where`.

Offline and at once; what only the router knows is asked for by `services.inspector`. Names that begin with what was
typed come first, then those that have its letters in that order (routeros.md 2.1 rule 4, 4.1 and 7.1).
"""

from __future__ import annotations

from collections.abc import Iterable

from altotui.domain.routeros.arguments import is_flag, read_arguments, unnamed_arguments
from altotui.domain.routeros.catalogue import Argument, Node, Path
from altotui.domain.routeros.complete_condition import complete_condition, property_names
from altotui.domain.routeros.completion import Candidate, Completion, Sort, as_argument, is_value, ranked
from altotui.domain.routeros.language import Language, joined, split
from altotui.domain.routeros.lexer import Bare, Bracket, Chunk, Quoted, Raw, Statement, lex
from altotui.domain.routeros.reading import Reading, read_statement
from altotui.domain.routeros.seen import Seen

_ITEM_ARGUMENTS = frozenset({"numbers", "number", "from", "destination", "copy-from", "place-before"})
_NO_USE = frozenset({"follow", "follow-only", "interval", "file", "append", "freeze-frame-interval", "do"})
"""Arguments that cannot be used over the API: never offered."""


def complete(
    line: str, caret: int, language: Language, menu: str = "/", seen: Seen | None = None
) -> Completion:
    """Return what may stand at `caret` (0 to the length of the line) of a line typed in `menu`."""
    return _Place(line[:caret], language, seen or Seen(lambda _: True)).completion(split(menu))


class _Place:
    """The place at the end of a text."""

    def __init__(self, head: str, language: Language, seen: Seen) -> None:
        self._head = head
        self._language = language
        self._seen = seen

    def completion(self, menu: Path) -> Completion:
        statement, menu, outer = self._innermost(menu)
        if statement is None:
            return self._path("", menu, is_first=True)
        chunks = statement.chunks
        if chunks[-1].end == len(self._head):
            return self._in_statement(chunks[:-1], chunks[-1], menu)
        if chunks[0].bare is None and outer:
            return self._nothing()
        return self._in_statement(chunks, None, menu)

    def _nothing(self, menu: str = "") -> Completion:
        return Completion(len(self._head), len(self._head), (), menu)

    def _innermost(self, menu: Path) -> tuple[Statement | None, Path, bool]:
        """Return the statement that the text ends in, None at the beginning of one, with its menu."""
        lexed = lex(self._head)
        if any(start <= len(self._head) <= end for start, end in lexed.comments if end == len(self._head)):
            return Statement(0, 0, (Chunk(0, 0, (Quoted(0, 0, "", is_dynamic=False),)),)), menu, True
        statements = lexed.statements
        while True:
            for statement in statements[:-1]:
                menu = self._moved(statement, menu)
            if not statements:
                return None, menu, False
            last = statements[-1]
            between = self._head[last.end :]
            if ";" in between or "\n" in between:
                return None, self._moved(last, menu), False
            part = last.chunks[-1].parts[-1]
            if not isinstance(part, Bracket) or part.is_closed or part.opener == "(":
                return last, menu, False
            if last.chunks[0].bare is not None:
                reading = read_statement(last, self._language, menu)
                is_inner = part.opener == "[" and not self._language.is_scripting(reading.path)
                menu = reading.menu if is_inner else menu
            statements = part.statements

    def _moved(self, statement: Statement, menu: Path) -> Path:
        if statement.chunks[0].bare is None:
            return menu
        reading = read_statement(statement, self._language, menu)
        return reading.path if not reading.has_verb and reading.problem is None else menu

    def _in_statement(self, before: tuple[Chunk, ...], partial: Chunk | None, menu: Path) -> Completion:
        typed = partial.bare if partial is not None else ""
        if not before:
            return self._path(typed, menu, is_first=True) if typed is not None else self._nothing()
        if before[0].bare is None:
            return self._nothing()
        reading = read_statement(Statement(before[0].start, before[-1].end, before), self._language, menu)
        if reading.problem is not None and not reading.has_verb:
            return self._nothing()
        if not reading.has_verb:
            return self._path(typed, reading.path, is_first=False) if typed is not None else self._nothing()
        if reading.condition_start is not None or (reading.verb == "find" and reading.menu):
            start = reading.condition_start
            if start is None:
                start = before[-1].end
            return complete_condition(self._head, start, reading, self._language, self._seen)
        return self._argument(reading, partial)

    # --- menus and verbs

    def _path(self, typed: str, menu: Path, *, is_first: bool) -> Completion:
        """Complete a word of a path, which may hold several names between slashes."""
        upper, slash, word = typed.rpartition("/")
        sign = ""
        if is_first and typed.startswith((":", "/")):
            menu, sign = (), typed[0]
            word = word.removeprefix(":")
        if upper.strip(":/"):
            lexed = lex(upper)
            if not lexed.statements:
                return self._nothing()
            reading = read_statement(lexed.statements[0], self._language, menu)
            if reading.has_verb or reading.problem is not None:
                is_unknown = reading.problem is None and reading.node is None
                return self._nothing(joined(reading.path) if is_unknown else "")
            menu = reading.path
        start = len(self._head) - len(word)
        node = self._language.catalogue.node(menu)
        names = [] if node is None else self._children(node, menu, sign)
        tail = "/" if slash else " "
        found = [self._child(name, child, tail) for name, child in names]
        return Completion(start, len(self._head), ranked(found, word), joined(menu))

    def _children(self, node: Node, menu: Path, sign: str) -> list[tuple[str, Node]]:
        """Return menus and commands; words of the language only behind a colon."""
        scripting = self._language.scripting_words if not menu and sign != ":" else frozenset()
        return [
            (name, child)
            for name, child in node.children.items()
            if name not in scripting and not (child.is_command and self._is_refused((*menu, name)))
        ]

    def _is_refused(self, path: Path) -> bool:
        """Return whether a command needs a terminal of its own: never offered, since it cannot be sent."""
        return path[-1] == "edit" or self._language.safety.kind(joined(path), ()) == "reject"

    def _child(self, name: str, child: Node, tail: str) -> Candidate:
        if child.is_command:
            return Candidate(name, Sort.COMMAND, child.help)
        return Candidate(name, Sort.MENU, child.help, tail)

    # --- arguments

    def _argument(self, reading: Reading, partial: Chunk | None) -> Completion:
        if partial is not None and isinstance(partial.parts[0], Raw):
            return self._raw(reading, partial)
        first = partial.parts[0] if partial is not None else None
        if isinstance(first, Bare) and "=" in first.text and partial is not None:
            return self._named_value(reading, partial, first)
        if partial is not None and partial.bare is None:
            return self._unnamed_value(reading, partial)
        word = partial.bare or "" if partial is not None else ""
        arguments = read_arguments(reading)
        given = {argument.name for argument in arguments.given}
        found = [*self._unnamed(reading, given, word), *self._names(reading, given)]
        start = len(self._head) - len(word)
        if "," in word:
            start += word.rindex(",") + 1
            found = [candidate for candidate in found if candidate.sort is Sort.SEEN]
        return self._completion(reading, start, ranked(found, self._head[start:]))

    def _completion(
        self, reading: Reading, start: int, candidates: tuple[Candidate, ...], value_of: str = ""
    ) -> Completion:
        return Completion(start, len(self._head), candidates, joined(reading.menu), reading.command, value_of)

    def _names(self, reading: Reading, given: set[str]) -> list[Candidate]:
        """Return the arguments that were not given yet."""
        known = reading.node.arguments if reading.node else {}
        required = reading.node.required if reading.node else ()
        found = []
        for name, argument in known.items():
            if name in given or name in _NO_USE:
                continue
            if name == "where":
                found.append(Candidate("where", Sort.OPERATOR, "only rows that meet a condition"))
            elif is_flag(name, known):
                found.append(Candidate(name, Sort.FLAG, argument.help))
            else:
                found.append(
                    Candidate(f"{name}=", Sort.ARGUMENT, argument.help, "", is_required=name in required)
                )
        return found

    def _unnamed(self, reading: Reading, given: set[str], word: str) -> list[Candidate]:
        """Return values for the argument that comes without its name here."""
        open_names = [name for name in unnamed_arguments(reading) if name not in given]
        if not open_names or (word.startswith("!") and word):
            return []
        return self._values(reading, open_names[0])

    def _unnamed_value(self, reading: Reading, partial: Chunk) -> Completion:
        return self._completion(reading, partial.start, ())

    def _named_value(self, reading: Reading, partial: Chunk, first: Bare) -> Completion:
        name, _, rest = first.text.partition("=")
        full = self._full_argument(reading, name)
        start = first.start + len(name) + 1
        if len(partial.parts) > 1:
            rest = self._head[start:]
        if "," in rest and not rest.startswith('"'):
            start += rest.rindex(",") + 1
        found = self._values(reading, full)
        return self._completion(reading, start, ranked(found, self._head[start:]), full)

    def _full_argument(self, reading: Reading, name: str) -> str:
        known = reading.node.arguments if reading.node else {}
        begun = [full for full in known if full.startswith(name)]
        return name if name in known or len(begun) != 1 else begun[0]

    def _values(self, reading: Reading, name: str) -> list[Candidate]:
        """Return values of one argument: those seen first, then those that are known."""
        menu = joined(reading.menu)
        if name in ("proplist", ".proplist", "value-name", "order-by"):
            return [
                Candidate(text, Sort.PROPERTY) for text in property_names(reading, self._language, self._seen)
            ]
        seen = self._seen.items(menu) if name in _ITEM_ARGUMENTS else self._seen.values(menu, name)
        if not seen and name in _ITEM_ARGUMENTS and menu.startswith("/interface/"):
            seen = self._seen.items("/interface")
        argument = reading.node.arguments.get(name, Argument(name)) if reading.node else Argument(name)
        known = [text for text in argument.values if text not in seen]
        return [
            *(Candidate(as_argument(text), Sort.SEEN) for text in seen),
            *(Candidate(text, Sort.VALUE) for text in known if is_value(text)),
        ]

    def _raw(self, reading: Reading, partial: Chunk) -> Completion:
        """Complete a word of the API: the name of an argument or property, or its value."""
        word = self._head[partial.start :]
        sign = word[: len(word) - len(word.lstrip("=?<>-"))]
        name, equals, _ = word[len(sign) :].partition("=")
        if sign.startswith("?#") or not sign:
            return self._nothing()
        if equals:
            start = partial.start + len(sign) + len(name) + 1
            if name == ".proplist":
                start += self._head[start:].rfind(",") + 1
            found = self._values(reading, name)
            return self._completion(reading, start, ranked(found, self._head[start:]), name)
        start = partial.start + len(sign)
        names: Iterable[str] = self._argument_names(reading)
        if sign.startswith("?"):
            names = property_names(reading, self._language, self._seen)
        found = [Candidate(f"{text}=", Sort.ARGUMENT, tail="") for text in names]
        return self._completion(reading, start, ranked(found, self._head[start:]))

    def _argument_names(self, reading: Reading) -> Iterable[str]:
        known = reading.node.arguments if reading.node else {}
        return (name for name in known if name not in _NO_USE and name not in ("where", "proplist"))
