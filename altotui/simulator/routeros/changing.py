"""The verbs that change a menu: add, set, remove, enable, disable, comment, unset, move."""

from __future__ import annotations

from collections.abc import Callable

from altotui.simulator.routeros import rows
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import Menu
from altotui.simulator.routeros.reply import (
    Reply,
    Row,
    failure,
    invalid_value,
    missing_arguments,
    no_item,
    no_item_id,
    no_match,
    unknown_parameter,
)
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.words import Sentence

_REFERENCES = (".id", "numbers", "number")


def add(device: Device, menu: Menu, sentence: Sentence) -> Reply:
    """Add an item; `ret` is its id."""
    arguments = dict(sentence.arguments)
    before = arguments.pop("place-before", None) if "move" in menu.verbs else None
    missing = [name for name in menu.required if name not in arguments]
    if missing:
        raise missing_arguments(*missing)
    values = dict(menu.defaults) | menu.only | _checked(device, menu, arguments)
    _refuse_duplicate(device, menu, values, None)
    target = _find(device, menu, before) if before is not None else None
    item = device.table(menu.store).add(values)
    if target is not None:
        device.table(menu.store).move(item, target)
    return Reply(ret=item.id)


def set_values(device: Device, menu: Menu, sentence: Sentence) -> Reply:
    """Set properties of the items named; of a singleton, of the only one."""
    changes = {name: value for name, value in sentence.arguments.items() if name not in _REFERENCES}
    checked = _checked(device, menu, changes)
    targets = device.table(menu.store).items if menu.singleton else _targets(device, menu, sentence)
    for item in targets:
        _refuse_duplicate(device, menu, item.values | checked, item)
    for item in targets:
        _follow_rename(device, menu, item, checked)
        _store(item, checked)
    return Reply()


def remove(device: Device, menu: Menu, sentence: Sentence) -> Reply:
    """Remove items; learned ones stay away until the router learns them again at its next start."""
    for item in _targets(device, menu, sentence, learned_too=menu.forgets):
        if item.dynamic:
            device.gone.add((menu.store, item.id))
            continue
        device.table(menu.store).remove(item)
        if menu.store == "interface":
            device.lost_interfaces[item.values["name"]] = f"*F{int(item.id[1:], 16):05X}"
    return Reply()


def enable(device: Device, menu: Menu, sentence: Sentence) -> Reply:
    """Enable items."""
    return _put(device, menu, sentence, {"disabled": "false"})


def disable(device: Device, menu: Menu, sentence: Sentence) -> Reply:
    """Disable items."""
    return _put(device, menu, sentence, {"disabled": "true"})


def comment(device: Device, menu: Menu, sentence: Sentence) -> Reply:
    """Set the comment of items; an empty one takes it away."""
    return _put(device, menu, sentence, {"comment": sentence.arguments.get("comment", "")}, "comment")


def unset(device: Device, menu: Menu, sentence: Sentence) -> Reply:
    """Take a property away from items."""
    name = sentence.arguments.get("value-name")
    if name is None:
        raise missing_arguments("value-name")
    if name not in menu.settable:
        raise no_match("value-name")
    if name in menu.required:
        raise failure(f"can not unset {name}")
    for item in _targets(device, menu, sentence, extra=("value-name",)):
        if name in menu.defaults:
            item.values[name] = menu.defaults[name]
        else:
            item.values.pop(name, None)
    return Reply()


def move(device: Device, menu: Menu, sentence: Sentence) -> Reply:
    """Move items before `destination`; to the end without one."""
    destination = sentence.arguments.get("destination")
    before = _find(device, menu, destination) if destination else None
    for item in _targets(device, menu, sentence, extra=("destination",)):
        device.table(menu.store).move(item, before)
    return Reply()


CHANGES: dict[str, Callable[[Device, Menu, Sentence], Reply]] = {
    "add": add,
    "set": set_values,
    "remove": remove,
    "enable": enable,
    "disable": disable,
    "comment": comment,
    "unset": unset,
    "move": move,
}


def _put(device: Device, menu: Menu, sentence: Sentence, change: Row, *extra: str) -> Reply:
    for item in _targets(device, menu, sentence, extra=extra):
        _store(item, change)
    return Reply()


def _store(item: Item, change: Row) -> None:
    item.values.update(change)
    if not item.values.get("comment", "-"):
        del item.values["comment"]


def _targets(
    device: Device,
    menu: Menu,
    sentence: Sentence,
    *,
    extra: tuple[str, ...] | None = None,
    learned_too: bool = False,
) -> list[Item]:
    """Return the items a sentence names; with `extra`, any argument beside those and the reference traps."""
    if extra is not None:
        for name in sentence.arguments:
            if name not in (*_REFERENCES, *extra):
                raise unknown_parameter(name)
    references = [sentence.arguments[name] for name in _REFERENCES if name in sentence.arguments]
    if not references:
        raise no_item_id()
    found = [_find(device, menu, part) for text in references for part in text.split(",") if part]
    if not learned_too and any(item.dynamic for item in found):
        raise failure("can not change dynamic")
    return found


def _find(device: Device, menu: Menu, reference: str) -> Item:
    for item in rows.items(device, menu):
        if reference == item.id or reference == item.values.get("name"):
            return item
    raise no_item()


def _checked(device: Device, menu: Menu, arguments: Row) -> Row:
    checked: Row = {}
    for name, value in arguments.items():
        if name not in menu.settable:
            raise unknown_parameter(name)
        kept = _check(device, menu, name, value)
        if name not in menu.unkept:
            checked[name] = kept
    return checked


def _check(device: Device, menu: Menu, name: str, value: str) -> str:
    try:
        return menu.settable[name](device, value)
    except LookupError:
        raise no_match(name) from None
    except ValueError:
        raise invalid_value(name) from None


def _refuse_duplicate(device: Device, menu: Menu, values: Row, own: Item | None) -> None:
    if not menu.unique:
        return
    key = [values.get(name) for name in menu.unique]
    for other in device.table(menu.store).items:
        if other is not own and [other.values.get(name) for name in menu.unique] == key:
            raise failure(menu.duplicate)


def _follow_rename(device: Device, menu: Menu, item: Item, changes: Row) -> None:
    new = changes.get("name")
    if menu.store != "interface" or new is None or new == item.values["name"]:
        return
    old = item.values["name"]
    device.renamed = {was: new if now == old else now for was, now in device.renamed.items()} | {old: new}
    device.renamed.pop(new, None)
