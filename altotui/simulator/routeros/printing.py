"""The read verbs of a menu: print, getall, get."""

from __future__ import annotations

from collections.abc import Iterator

from altotui.simulator.routeros import rows
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import Menu
from altotui.simulator.routeros.query import compile_query
from altotui.simulator.routeros.reply import (
    Reply,
    Row,
    Trap,
    missing_arguments,
    never_ends,
    no_item,
    unknown_parameter,
)
from altotui.simulator.routeros.words import Sentence

_ENDLESS = {"interval", "follow", "follow-only"}
_PRESENTATION = {"without-paging", "as-value", "detail", "terse", "brief", "value-list", "show-ids"}
_SELECTION = {"count-only", "from", "all", "dynamic", "static"}


def answer_print(device: Device, menu: Menu, sentence: Sentence) -> Reply:
    """Answer print: queries, proplist, count-only, from and the menu's switches.

    Raises:
        Trap: An unknown argument, a malformed query, or a print that would never end.
    """
    _refuse_unknown(menu, sentence)
    if menu.singleton:
        return Reply(tuple(_narrowed(row, sentence, menu) for row in rows.rows(device, menu)))
    keeps = compile_query(sentence.queries)
    kept = [row for row in _selected(device, menu, sentence) if keeps(row)]
    if "count-only" in sentence.arguments:
        return Reply(ret=str(len(kept)))
    return Reply(tuple(_narrowed(row, sentence, menu) for row in kept))


def answer_get(device: Device, menu: Menu, sentence: Sentence) -> Reply:
    """Answer get: one property of one item in `ret`, or all of them as `name=value;...`."""
    wanted = sentence.arguments.get("value-name")
    if menu.singleton:
        row = next(rows.rows(device, menu))
    else:
        reference = sentence.arguments.get("number") or sentence.arguments.get(".id")
        if reference is None:
            raise missing_arguments("number")
        row = named_row(device, menu, reference)
    if wanted is None:
        return Reply(ret=";".join(f"{key}={value}" for key, value in row.items()))
    if wanted not in row and not is_property(menu, wanted):
        raise Trap(f"unknown value name {wanted}", 1)
    return Reply(ret=row.get(wanted, ""))


def is_property(menu: Menu, name: str) -> bool:
    """Say whether items of `menu` may have a property `name` although this one lacks it."""
    return name in menu.settable or name in menu.defaults


def named_row(device: Device, menu: Menu, reference: str) -> Row:
    """Return the row whose `.id` or name is `reference`; a trap when there is none."""
    for row in rows.rows(device, menu):
        if reference in (row[".id"], row.get("name")):
            return row
    raise no_item()


def _refuse_unknown(menu: Menu, sentence: Sentence) -> None:
    for name in sentence.arguments:
        if name in _ENDLESS:
            raise never_ends()
        if name not in _PRESENTATION | menu.switches and (menu.singleton or name not in _SELECTION):
            raise unknown_parameter(name)


def _selected(device: Device, menu: Menu, sentence: Sentence) -> Iterator[Row]:
    arguments = sentence.arguments
    wanted = set(arguments["from"].split(",")) if "from" in arguments else None
    found: set[str] = set()
    for row in rows.rows(device, menu):
        names = {row[".id"], row.get("name", row[".id"])}
        found |= names
        if wanted is not None and not names & wanted:
            continue
        is_dynamic = row.get("dynamic") == "true"
        if ("static" in arguments and is_dynamic) or ("dynamic" in arguments and not is_dynamic):
            continue
        if "chain" in arguments and row.get("chain") != arguments["chain"]:
            continue
        yield row
    if wanted is not None and not wanted <= found:
        raise no_item()


def _narrowed(row: Row, sentence: Sentence, menu: Menu) -> Row:
    if "stats" in sentence.arguments:
        row = {key: row[key] for key in menu.stats if key in row}
    if sentence.proplist is not None:
        row = {key: value for key, value in row.items() if key in sentence.proplist}
    return row
