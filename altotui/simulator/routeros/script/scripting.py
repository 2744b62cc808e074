"""The scripting words: `:put`, `:local`, `:if`, `:foreach` and their kin."""

from __future__ import annotations

import re
from collections.abc import Callable

from altotui.simulator.routeros.menus.probes import resolved
from altotui.simulator.routeros.reply import Trap
from altotui.simulator.routeros.script.check import check_script
from altotui.simulator.routeros.script.resolution import Resolved
from altotui.simulator.routeros.script.scope import Scope
from altotui.simulator.routeros.script.syntax_tree import Argument, Block, ScriptError, Word
from altotui.simulator.routeros.script.values import Value, as_number, as_text, is_true, length, type_name
from altotui.simulator.routeros.values import duration_us, integer


class _Call:
    """One use of a scripting word."""

    def __init__(self, scope: Scope, call: Resolved) -> None:
        self.scope = scope
        self.word = call.path[0][1:]
        self.plain = [argument for argument in call.arguments if argument.name is None]
        self.named = {argument.name: argument for argument in call.arguments if argument.name is not None}

    def value(self, index: int) -> Value:
        """Return a bare argument; the call is an error without it."""
        if index >= len(self.plain):
            raise ScriptError(f"missing value(s) of argument(s) {_ARGUMENTS.get(self.word, 'value')}")
        return self.scope.evaluate(self.scope, self.plain[index].value)

    def name(self, index: int) -> str:
        """Return a bare argument that names a variable."""
        if index < len(self.plain) and isinstance(word := self.plain[index].value, Word):
            return word.text
        raise ScriptError("missing value(s) of argument(s) name")

    def option(self, name: str) -> Value:
        """Return a named argument's value; nothing without it."""
        argument = self.named.get(name)
        return self.scope.evaluate(self.scope, argument.value) if argument else None

    def body(self, name: str) -> Value:
        """Run the block of `name={...}` in a scope of its own."""
        return self.body_in(self.scope.inner(), name)

    def body_in(self, scope: Scope, name: str) -> Value:
        """Run the block of `name={...}` in `scope`."""
        argument: Argument | None = self.named.get(name)
        if argument is None:
            return None
        if not isinstance(argument.value, Block):
            raise ScriptError(f"syntax error {argument.place}")
        return scope.run(scope, argument.value.script)


_ARGUMENTS = {"put": "message", "error": "message", "log": "message"}


def run_word(scope: Scope, call: Resolved) -> Value:
    """Run one scripting word and return its value."""
    use = _Call(scope, call)
    return _WORDS[use.word](use)


def _put(use: _Call) -> Value:
    use.scope.printed.append(as_text(use.value(0)))
    return None


def _log(use: _Call) -> Value:
    topic = use.name(0)
    if topic not in ("debug", "error", "info", "warning"):
        raise ScriptError(f"bad command name {topic} {use.plain[0].place}")
    message = use.option("message") if "message" in use.named else use.value(1)
    use.scope.device.note(f"script,{topic}", as_text(message))
    return None


def _delay(use: _Call) -> Value:
    text = as_text(use.value(0)) if use.plain else "1s"
    if duration_us(text) is None and integer(text) is None:
        raise ScriptError("invalid value for argument delay-time")
    return None


def _local(use: _Call) -> Value:
    use.scope.variables[use.name(0)] = use.value(1) if len(use.plain) > 1 else None
    return None


def _set(use: _Call) -> Value:
    use.scope.put(use.name(0), use.value(1) if len(use.plain) > 1 else None)
    return None


def _if(use: _Call) -> Value:
    return use.body("do" if is_true(use.value(0)) else "else")


def _foreach(use: _Call) -> Value:
    name, items = use.name(0), use.option("in")
    for item in [items] if isinstance(items, str | int) else items or ():
        scope = use.scope.inner()
        scope.variables[name] = item
        use.body_in(scope, "do")
    return None


def _for(use: _Call) -> Value:
    name, first, last = use.name(0), as_number(use.option("from")), as_number(use.option("to"))
    step = as_number(use.option("step")) if "step" in use.named else (1 if first <= last else -1)
    if step == 0:
        raise ScriptError("invalid value for argument step")
    for number in range(first, last + (1 if step > 0 else -1), step):
        scope = use.scope.inner()
        scope.variables[name] = number
        use.body_in(scope, "do")
    return None


def _while(use: _Call) -> Value:
    while is_true(use.value(0)):
        use.scope.step()
        use.body("do")
    return None


def _do(use: _Call) -> Value:
    block = use.plain[0].value if use.plain else None
    if not isinstance(block, Block):
        raise ScriptError("missing value(s) of argument(s) command")
    inner = use.scope.inner()
    if "on-error" not in use.named:
        return inner.run(inner, block.script)
    try:
        return inner.run(inner, block.script)
    except (ScriptError, Trap):
        return use.body("on-error")


def _error(use: _Call) -> Value:
    raise ScriptError(as_text(use.value(0)))


def _pick(use: _Call) -> Value:
    value, start = use.value(0), as_number(use.value(1))
    end = as_number(use.value(2)) if len(use.plain) > 2 else start + 1
    picked = value[start:end] if isinstance(value, str | list | tuple) else as_text(value)[start:end]
    return picked if len(use.plain) > 2 or isinstance(picked, str) else "".join(picked)


def _number(use: _Call) -> Value:
    return integer(as_text(use.value(0)))


def _parse(use: _Call) -> Value:
    source = as_text(use.value(0))
    if error := check_script(source):
        raise ScriptError(error)
    return "(evl " + re.sub(r"[;\s]+", " ", source).strip() + ")"


_WORDS: dict[str, Callable[[_Call], Value]] = {
    "put": _put,
    "log": _log,
    "delay": _delay,
    "local": _local,
    "global": _local,
    "set": _set,
    "if": _if,
    "foreach": _foreach,
    "for": _for,
    "while": _while,
    "do": _do,
    "error": _error,
    "len": lambda use: length(use.value(0)),
    "pick": _pick,
    "tostr": lambda use: as_text(use.value(0)),
    "tonum": _number,
    "typeof": lambda use: type_name(use.value(0)),
    "nothing": lambda _use: None,
    "resolve": lambda use: resolved(use.scope.device, as_text(use.value(0))),
    "parse": _parse,
}
WORDS = frozenset(_WORDS)
