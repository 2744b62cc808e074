"""`print`, `find` and `get` as one `print` of the API: what the router does of it, and what the console does.

Source: routeros.md 1.4, 1.5, 2.1 (rules 9, 12, 13, 16) and 2.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from altotui.domain.errors import InvalidInput
from altotui.domain.routeros.arguments import Form, Given
from altotui.domain.routeros.conditions import Condition, names_in, patterns_in, renamed
from altotui.domain.routeros.expression import ExpressionError, parse_condition
from altotui.domain.routeros.filtering import check_pattern
from altotui.domain.routeros.items import Numbering, is_id, read_items
from altotui.domain.routeros.language import joined
from altotui.domain.routeros.narrowing import Narrowing
from altotui.domain.routeros.properties import Properties
from altotui.domain.routeros.query import Query, compile_query
from altotui.domain.routeros.reading import Reading

PRINTS = frozenset({"print", "getall", "find", "get"})
_RENDERED = {
    "without-paging": "no pager",
    "terse": "render terse",
    "brief": "render table",
    "value-list": "render value-list",
    "as-value": "",
    "show-ids": "show ids",
    "comments": "",
    "timestamp": "",
    "oid": "",
    "group-by": "",
}
"""Words about how the answer looks, and what the console does instead."""
_NEVER_ENDS = frozenset({"interval", "follow", "follow-only", "follow-strict"})
_TO_FILE = frozenset({"file", "append"})
_PROPLISTS = frozenset({"proplist", ".proplist"})


class Printed(NamedTuple):
    """A print as it is sent, and what is done with its answer."""

    command: str
    words: tuple[str, ...]
    narrowing: Narrowing | None
    client_side: tuple[str, ...]
    notes: tuple[str, ...]


def read_condition(reading: Reading, line: str, properties: Properties, end: int) -> Condition | None:
    """Return what stands behind `where`, with the full names of its properties; None without one.

    Raises:
        InvalidInput: It cannot be read; says where and what to write.
        NeedsRouter: It holds a variable or a command.
    """
    if reading.condition_start is None:
        return None
    try:
        condition = parse_condition(line[:end], reading.condition_start)
    except ExpressionError as bad:
        raise InvalidInput(str(bad.problem)) from None
    return renamed(condition, properties.full)


class _Print:
    """Gathers what is sent and what is left for the console."""

    def __init__(self, reading: Reading, properties: Properties, numbering: Numbering) -> None:
        self.menu = joined(reading.menu)
        self.properties = properties
        self.numbering = numbering
        self.words: list[str] = []
        self.queries: list[str] = []
        self.proplist: list[str] = []
        self.client_side: list[str] = []
        self.notes: list[str] = []
        self.order_by: tuple[str, ...] = ()
        self.is_count = False
        self.value_name = ""
        self.has_condition = reading.condition_start is not None
        """There is a `where`: the console may have a part in the answer, and has to know what is asked for."""

    def take(self, argument: Given) -> None:
        """Take one argument of `print`."""
        name = argument.name
        if argument.form is Form.RAW:
            self._take_raw(name)
            return
        self._refuse(name)
        if name in _RENDERED:
            self.notes.append(f"{name} is presentation: left out")
            if _RENDERED[name]:
                self.client_side.append(_RENDERED[name])
        elif name == "order-by":
            self.order_by = tuple(self.properties.full(word) for word in argument.value.split(","))
        elif name in _PROPLISTS:
            self.proplist += [self.properties.full(word) for word in argument.value.split(",")]
        elif name == "count-only":
            self.is_count = True
        elif name == "from":
            self._take_from(argument)
        elif argument.form is Form.UNSET:
            raise InvalidInput(f"!{name} is a condition", f"write where !{name}")
        else:
            self.words.append(f"={name}={argument.value}")

    def _take_raw(self, word: str) -> None:
        name, _, value = word[1:].partition("=")
        if word.startswith("?"):
            self.queries.append(word)
            return
        self._refuse(name)
        if self.has_condition and name == ".proplist":
            self.proplist += value.split(",")
        elif self.has_condition and name == "count-only":
            self.is_count = True
        else:
            self.words.append(word)

    def _refuse(self, name: str) -> None:
        if name in _NEVER_ENDS:
            raise InvalidInput("it would repeat for ever", "leave out interval and follow")
        if name in _TO_FILE:
            raise InvalidInput("it would write a file on the router", "leave out file and append")

    def _take_from(self, argument: Given) -> None:
        if not argument.value:
            raise InvalidInput("nothing follows from=", "write an id, a name or a row number")
        items = read_items(argument.value, self.menu, self.numbering, is_quoted=argument.is_quoted)
        self.client_side += items.resolved
        for position, item in enumerate(items.items):
            self.queries.append(self.item_query(item))
            if position:
                self.queries.append("?#|")

    def item_query(self, item: str) -> str:
        """Return the query word that finds one item by its id or its name."""
        if is_id(item):
            return f"?.id={item}"
        if self.properties.is_known_menu and not self.properties.is_known("name"):
            raise InvalidInput(f"the rows of {self.menu} have no names", "use an id such as *1F, or where")
        return f"?name={item}"

    def finished(self, query: Query) -> Printed:
        """Return the whole, with the query that was compiled from `where`."""
        rest = query.rest
        if self.is_count and rest is None:
            self.words.append("=count-only=")
        needed = sorted(names_in(rest)) if rest is not None else []
        if self.is_count and rest is not None and not self.proplist:
            self.proplist = [".id"]
        if self.proplist:
            missing = [name for name in (*needed, *self.order_by) if name not in self.proplist]
            self.proplist += missing
            self.words.append(f"=.proplist={','.join(self.proplist)}")
        narrowing = Narrowing(rest, self.is_count and rest is not None, self.value_name, self.order_by)
        if rest is not None:
            for pattern in patterns_in(rest):  # one that cannot be used is refused before anything is sent
                check_pattern(pattern)
        has_narrowing = narrowing != Narrowing()
        client_side = (*self.client_side, *((str(narrowing),) if has_narrowing else ()))
        return Printed(
            self.menu.rstrip("/") + "/print",
            (*self.words, *self.queries, *query.words),
            narrowing if has_narrowing else None,
            client_side,
            (*self.notes, *query.notes),
        )


def print_words(
    reading: Reading,
    given: Sequence[Given],
    condition: Condition | None,
    properties: Properties,
    numbering: Numbering,
) -> Printed:
    """Return `print`, `find` or `get` as a print of the API.

    Raises:
        InvalidInput: It would never end, would write a file, or names an item that cannot be known.
    """
    work = _Print(reading, properties, numbering)
    match reading.verb:
        case "get":
            _take_get(work, given)
        case "find":
            work.proplist.append(".id")
            for argument in given:
                work.take(argument)
        case _:
            for argument in given:
                work.take(argument)
    query = compile_query(condition, properties) if condition is not None else Query((), None)
    if query.rest is not None and not query.words and not work.queries:
        work.notes.append("every row is fetched, and filtered here")
    if properties.is_singleton and (query.words or query.rest):
        work.notes.append("one record only: a router ignores where in this menu")
    printed = work.finished(query)
    if reading.verb == "getall":
        return printed._replace(command=reading.command)
    return printed


def _take_get(work: _Print, given: Sequence[Given]) -> None:
    """Take the arguments of `get`: an item unless the menu is one record, and the property that is wanted."""
    named = {argument.name: argument for argument in given if argument.form in (Form.NAMED, Form.VALUE)}
    item, wanted = named.pop("number", None), named.pop("value-name", None)
    for argument in given:
        if argument.form is Form.RAW:
            work.take(argument)
        elif argument.form not in (Form.NAMED, Form.VALUE):
            work.notes.append(f"{argument.name} is presentation: left out")
    if work.properties.is_singleton and item is not None and wanted is None:
        item, wanted = None, item
    if item is not None:
        items = read_items(item.value, work.menu, work.numbering, is_quoted=item.is_quoted)
        if len(items.items) != 1:
            raise InvalidInput("get takes one item", "print with from= takes several")
        work.client_side += items.resolved
        work.queries.append(work.item_query(items.items[0]))
    if wanted is not None:
        work.value_name = work.properties.full(wanted.value)
        work.proplist.append(work.value_name)
