"""`/console/inspect`: what is below a path, how a word may go on, what an argument is."""

from __future__ import annotations

from altotui.simulator.routeros import nodes, rows
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.reply import Reply, Row, missing_arguments, no_match, unknown_parameter
from altotui.simulator.routeros.words import Sentence

_REQUESTS = ("self", "child", "completion", "syntax")
_HELP = {
    "print": "Print values of item properties",
    "getall": "Print values of item properties",
    "get": "Gets value of item's property",
    "add": "Create a new item",
    "set": "Change item properties",
    "remove": "Remove item",
    "enable": "Enable items",
    "disable": "Disable items",
    "comment": "Set comment for items",
    "unset": "Unset value",
    "move": "Change order of items",
}


def answer_inspect(device: Device, sentence: Sentence) -> Reply:
    """Answer self, child, completion and syntax; an unknown path gives no rows.

    Raises:
        Trap: `request` is missing or none of the four.
    """
    arguments = sentence.arguments
    for name in arguments:
        if name not in ("request", "path", "input"):
            raise unknown_parameter(name)
    request = arguments.get("request")
    if request is None:
        raise missing_arguments("request")
    if request not in _REQUESTS:
        raise no_match("request")
    path = tuple(part for part in arguments.get("path", "").split(",") if part)
    if any("/" in part for part in path):
        return Reply()
    if request == "completion":
        found = _completion(device, path, arguments.get("input", ""))
    elif request == "syntax":
        found = _syntax(device, path)
    else:
        found = _nodes(device, path, request)
    if sentence.proplist is not None:
        found = [{key: row[key] for key in sentence.proplist if key in row} for row in found]
    return Reply(tuple(found))


def _kind(device: Device, path: nodes.Path) -> str | None:
    if not path or nodes.is_directory(device, path):
        return "dir" if nodes.menu_at(device, path) is None else "path"
    if nodes.is_command(device, path):
        return "cmd"
    return "arg" if path[-1] in nodes.arguments(device, path[:-1]) else None


def _nodes(device: Device, path: nodes.Path, request: str) -> list[Row]:
    kind = _kind(device, path)
    if kind is None:
        return []
    own = {"type": "self", "name": path[-1] if path else "", "node-type": kind}
    names = nodes.children(device, path) or nodes.arguments(device, path)
    below = [
        {"type": "child", "name": name, "node-type": _kind(device, (*path, name)) or "arg"} for name in names
    ]
    return [own] + (below if request == "child" else [])


def _completion(device: Device, path: nodes.Path, text: str) -> list[Row]:
    *before, word = text.replace("/", " ").split(" ") if text else [""]
    path = (*path, *(part for part in before if part and "=" not in part))
    # The last path word may be the verb: its arguments follow, and none of them is a menu.
    offset = len(text.encode()) - len(word.encode())
    if "=" in word:
        name, _, start = word.partition("=")
        return _values(device, path, name, start, len(text.encode()) - len(start.encode()))
    names = nodes.children(device, path) or nodes.arguments(device, path)
    found = [name for name in names if name.startswith(word)]
    rows_found = [_candidate(name, _style(device, (*path, name)), offset) for name in found]
    return rows_found or [_unknown(offset)]


def _style(device: Device, path: nodes.Path) -> str:
    return {"path": "dir", None: "arg"}.get(kind := _kind(device, path), kind or "arg")


def _values(device: Device, path: nodes.Path, name: str, start: str, offset: int) -> list[Row]:
    if name not in nodes.arguments(device, path):
        return [_unknown(offset)]
    choices: list[str] = []
    if name in ("interface", "in-interface", "out-interface", "numbers"):
        table = "interface" if name != "numbers" else "/".join(path[:-1])
        choices = [row["name"] for row in rows.rows(device, nodes.MENUS[table]) if "name" in row]
    elif name in ("disabled", "log", "invalid", "dynamic"):
        choices = ["no", "yes"]
    return [_candidate(choice, "none", offset) for choice in choices if choice.startswith(start)]


def _candidate(name: str, style: str, offset: int) -> Row:
    return {
        "type": "completion",
        "completion": name,
        "style": style,
        "offset": str(offset),
        "preference": "96",
        "show": "true",
        "text": _HELP.get(name, ""),
    }


def _unknown(offset: int) -> Row:
    row = _candidate("", "none", offset)
    return row | {"preference": "-20", "show": "false"}


def _syntax(device: Device, path: nodes.Path) -> list[Row]:
    kind = _kind(device, path)
    if kind is None:
        return []
    if kind == "arg":
        return [_explanation(path[-1], "definition", "value")]
    if kind == "cmd":
        return [_explanation(name, "explanation", "") for name in nodes.arguments(device, path)]
    return [_explanation(name, "explanation", _HELP.get(name, "")) for name in nodes.children(device, path)]


def _explanation(symbol: str, kind: str, text: str) -> Row:
    return {
        "type": "syntax",
        "symbol": symbol,
        "symbol-type": kind,
        "text": text,
        "nested": "0",
        "nonorm": "false",
    }
