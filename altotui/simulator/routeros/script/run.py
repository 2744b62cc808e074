"""Running a script: its commands go the way of API sentences, its text is what a console would print."""

from __future__ import annotations

from altotui.simulator.routeros import nodes, rows
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.reply import Row, ScriptRun, Trap
from altotui.simulator.routeros.script import layout
from altotui.simulator.routeros.script.evaluation import meets, value_of
from altotui.simulator.routeros.script.exporting import export_lines
from altotui.simulator.routeros.script.parser import parse
from altotui.simulator.routeros.script.resolution import Resolved, argument_name, check, resolve
from altotui.simulator.routeros.script.scope import Scope
from altotui.simulator.routeros.script.scripting import run_word
from altotui.simulator.routeros.script.syntax_tree import Node, Script, ScriptError, Word
from altotui.simulator.routeros.script.values import Value, as_text
from altotui.simulator.routeros.tree import run_command

_UNNAMED = {
    "ping": ("address",),
    "traceroute": ("address",),
    "torch": ("interface",),
    "monitor-traffic": ("interface",),
    "move": ("numbers", "destination"),
    "get": ("number", "value-name"),
    "resolve": ("domain-name",),
    "check": ("dst-ip",),
    "run": ("number",),
    "delay": ("delay-time",),
    **dict.fromkeys(("info", "warning", "error", "debug"), ("message",)),
    **dict.fromkeys(
        ("set", "enable", "disable", "remove", "comment", "unset", "make-static", "monitor"), ("numbers",)
    ),
}
"""Names of the arguments a console takes without a name; `numbers` where nothing else is said."""
_FLAGS = frozenset({"once", "as-string", "detail", "stats", "count-only", "all", "dynamic", "static"})
_DROPPED = frozenset({"without-paging", "terse", "brief", "value-list", "as-value", "show-ids"})


def run_script(device: Device, source: str) -> ScriptRun:
    """Run console text; an unknown command anywhere in it keeps all of it from running."""
    printed: list[str] = []
    error: str | None = None
    try:
        script = parse(source)
        check(device, script)
        scope = Scope(device, value_of, _run, printed=printed)
        _run(scope, script)
    except _RestartError:
        error = None
    except ScriptError as refused:
        error = str(refused)
    except Trap as trap:
        error = trap.message
    except RecursionError:
        error = "interrupted"
    shown = printed if error is None else [*printed, error]
    # A line that holds line ends prints them as they are.
    return ScriptRun("".join(f"{line}\r\n" for line in shown), error)


def _run(scope: Scope, script: Script) -> Value:
    """Run statements; the value is that of the last one."""
    value: Value = None
    boots = scope.device.boots
    for command in script.commands:
        scope.step()
        call = resolve(scope.device, command, scope.menu)
        if call.is_menu:
            scope.menu = call.path
            continue
        value = run_word(scope, call) if call.path[0].startswith(":") else _run_call(scope, call)
        if scope.device.boots != boots:
            # What comes after a restart is never reached.
            raise _RestartError
    return value


class _RestartError(Exception):
    """The router went down under the script."""


def _run_call(scope: Scope, call: Resolved) -> Value:
    verb = call.path[-1]
    inside = scope.inner(call.menu)
    if verb == "export":
        _export(inside, call)
        return None
    if verb in ("find", "print", "getall"):
        return _list(inside, call)
    reply = run_command(scope.device, "/" + "/".join(call.path), _words(inside, call))
    if reply.rows:
        scope.printed.extend(layout.lines(None, reply.rows))
    return reply.ret


def _export(scope: Scope, call: Resolved) -> None:
    """Print the configuration, or write it to `file=`."""
    lines = list(export_lines(scope.device, call.path[:-1]))
    names = [argument.value for argument in call.arguments if argument.name == "file"]
    if not names:
        scope.printed.extend(lines)
        return
    name = as_text(scope.evaluate(scope, names[0])).removesuffix(".rsc")
    scope.device.write_file(f"{name}.rsc", "script", sum(len(line.encode()) + 2 for line in lines))


def _words(scope: Scope, call: Resolved) -> list[str]:
    unnamed = list(_UNNAMED.get(call.path[-1], ("numbers",)))
    words = []
    menu = nodes.menu_at(scope.device, call.path[:-1])
    if menu is not None and menu.singleton and unnamed[0] in ("number", "numbers"):
        unnamed.pop(0)
    for argument in call.arguments:
        if argument.name is not None:
            name = argument_name(scope.device, call.path, argument.name)
        elif isinstance(argument.value, Word) and argument.value.text in _FLAGS:
            words.append(f"={argument.value.text}=")
            continue
        elif unnamed:
            name = unnamed.pop(0)
        else:
            raise ScriptError(f"expected end of command {argument.place}")
        value = scope.evaluate(scope, argument.value)
        words.append(
            f"={name}={as_text(value).replace(';', ',') if _is_reference(name, value) else as_text(value)}"
        )
    return words


def _is_reference(name: str, value: Value) -> bool:
    return name in ("numbers", "number", ".id", "interface") and isinstance(value, list | tuple)


def _list(scope: Scope, call: Resolved) -> Value:
    """Answer print and find: rows that meet the conditions, printed or as ids."""
    menu = nodes.menu_at(scope.device, call.path[:-1])
    if menu is None:
        raise ScriptError("no such command prefix")
    conditions, words = _conditions(scope, call)
    if menu.singleton:
        found = list(rows.rows(scope.device, menu))
    else:
        command = "/" + "/".join((*call.path[:-1], "print"))
        found = [
            row for row in run_command(scope.device, command, words).rows if _all_met(scope, conditions, row)
        ]
    if call.path[-1] == "find":
        return [row[".id"] for row in found]
    flags = {argument.value.text for argument in call.arguments if isinstance(argument.value, Word)}
    if "count-only" in flags:
        scope.printed.append(str(len(found)))
        return str(len(found))
    if "as-value" in flags:
        return [";".join(f"{name}={value}" for name, value in row.items()) for row in found]
    scope.printed.extend(layout.lines(menu, found))
    return None


def _all_met(scope: Scope, conditions: list[Node], row: Row) -> bool:
    return all(meets(scope, condition, row) for condition in conditions)


def _conditions(scope: Scope, call: Resolved) -> tuple[list[Node], list[str]]:
    conditions: list[Node] = []
    words: list[str] = []
    for argument in call.arguments:
        bare = argument.value.text if isinstance(argument.value, Word) else ""
        if argument.name == "where":
            conditions.append(argument.value)
        elif argument.name is None and bare in _FLAGS - {"count-only"}:
            words.append(f"={bare}=")
        elif argument.name is None and bare not in _DROPPED | {"count-only"}:
            raise ScriptError(f"expected end of command {argument.place}")
        elif argument.name in ("from", "chain", "proplist"):
            name = ".proplist" if argument.name == "proplist" else argument.name
            words.append(f"={name}={as_text(scope.evaluate(scope, argument.value)).replace(';', ',')}")
    return conditions, words
