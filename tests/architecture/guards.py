"""Traps of Textual and of error handling, each as a function from a source to what it found.

What each guards against, and the measurements, are in the project's architecture notes: untrusted markup
crashes or runs actions, workers without a group cancel each other, base handlers run twice, and so on.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Set

from tests.architecture.sources import Source

Guard = Callable[[Source], Iterator[ast.AST]]

_TAKES_MARKUP = frozenset({"Static", "Label", "Button", "Checkbox", "RadioButton", "Collapsible"})
_CONTENT = frozenset({"Content", "Text"})
RESERVED = frozenset(
    {
        *("task", "name", "is_running", "size", "tree", "watch", "workers", "loading", "refresh", "log"),
        *("_task", "_running", "_timers", "_context", "_parent", "_nodes", "_closed"),
    }
)
"""Attributes of Textual's base classes that one is tempted to use for one's own."""


def _calls(source: Source) -> Iterator[ast.Call]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    """Return the last name of what is called: `notify` of `self.app.notify(...)`."""
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _is(value: ast.expr | None, constant: object) -> bool:
    return isinstance(value, ast.Constant) and value.value is constant


def exclusive_without_group(source: Source) -> Iterator[ast.AST]:
    """Two exclusive workers of one node in the default group cancel each other."""
    for call in _calls(source):
        if _is(_keyword(call, "exclusive"), True) and _keyword(call, "group") is None:
            yield call


def worker_that_ends_the_app(source: Source) -> Iterator[ast.AST]:
    """A worker's error closes the console unless `exit_on_error=False`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (d for d in node.decorator_list if isinstance(d, ast.Name) and d.id == "work")
        is_worker = isinstance(node, ast.Call) and _called(node) in ("work", "run_worker")
        if isinstance(node, ast.Call) and is_worker and not _is(_keyword(node, "exit_on_error"), False):
            yield node


def notify_with_markup(source: Source) -> Iterator[ast.AST]:
    """A notification reads markup unless told not to."""
    for call in _calls(source):
        if _called(call) == "notify" and not _is(_keyword(call, "markup"), False):
            yield call


def text_with_markup(source: Source) -> Iterator[ast.AST]:
    """A widget reads markup in every `str` that is not written in the source."""
    makers = _CONTENT | {
        node.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef)
        and isinstance(node.returns, ast.Name)
        and node.returns.id in _CONTENT
    }
    for call in _calls(source):
        if _called(call) not in _TAKES_MARKUP or not call.args or _is(_keyword(call, "markup"), False):
            continue
        first = call.args[0]
        if not isinstance(first, ast.Constant) and not _is_made_by(first, makers):
            yield call


def _is_made_by(value: ast.expr, makers: Set[str]) -> bool:
    """Return whether `value` is a call of one of `makers`, or of a method of what such a call gives."""
    while isinstance(value, ast.Call):
        if _called(value) in makers:
            return True
        value = value.func
        while isinstance(value, ast.Attribute):
            value = value.value
    return isinstance(value, ast.Name) and value.id in _CONTENT


def markup_from_data(source: Source) -> Iterator[ast.AST]:
    """`from_markup` takes a literal; data goes in by name."""
    for call in _calls(source):
        if _called(call) == "from_markup" and call.args and not isinstance(call.args[0], ast.Constant):
            yield call


def recompose(source: Source) -> Iterator[ast.AST]:
    """Recomposing loses focus, cursor and scroll position."""
    for call in _calls(source):
        if _is(_keyword(call, "recompose"), True):
            yield call


def super_in_handler(source: Source) -> Iterator[ast.AST]:
    """Textual runs the handlers of base classes by itself, so this runs them twice (`on_event` is no handler)."""
    for call in _calls(source):
        func = call.func
        if isinstance(func, ast.Attribute) and re.match(r"_?on_(?!event$)", func.attr):
            base = func.value
            if isinstance(base, ast.Call) and _called(base) == "super":
                yield call


def broad_except(source: Source) -> Iterator[ast.AST]:
    """Catching everything needs its reason in a comment on the line, unless it is raised on."""
    lines = source.text.splitlines()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises_on(node):
            line = lines[node.lineno - 1]
            reason = re.sub(r"noqa(: *[A-Z0-9, ]+)?|type: ignore(\[.*?\])?", "", line.partition("#")[2])
            if not re.search(r"\w{3}", reason):
                yield node


def _raises_on(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _is_broad(kind: ast.expr | None) -> bool:
    if isinstance(kind, ast.Tuple):
        return any(_is_broad(part) for part in kind.elts)
    return kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException"))


def shadowed_attribute(source: Source) -> Iterator[ast.AST]:
    """An own attribute with the name of one of Textual's breaks the base class, up to hanging it."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and node.bases and not _is_plain_data(node):
            for target in _assigned(node):
                name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
                if name in RESERVED:
                    yield target


def _is_plain_data(node: ast.ClassDef) -> bool:
    names = {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
    return not names.isdisjoint(
        {"NamedTuple", "Frozen", "Protocol", "Message", "StrEnum", "IntEnum", "TypedDict"}
    )


def _assigned(node: ast.ClassDef) -> Iterator[ast.expr]:
    for statement in node.body:
        yield from _targets(statement)
    for inner in ast.walk(node):
        for target in _targets(inner):
            if (
                isinstance(target, ast.Attribute)
                and isinstance(target.value, ast.Name)
                and target.value.id == "self"
            ):
                yield target


def _targets(statement: ast.AST) -> list[ast.expr]:
    if isinstance(statement, ast.Assign):
        return statement.targets
    return [statement.target] if isinstance(statement, ast.AnnAssign | ast.AugAssign) else []


UI_GUARDS: tuple[Guard, ...] = (
    exclusive_without_group,
    worker_that_ends_the_app,
    notify_with_markup,
    text_with_markup,
    markup_from_data,
    recompose,
    super_in_handler,
    shadowed_attribute,
)
GUARDS: tuple[Guard, ...] = (broad_except,)
