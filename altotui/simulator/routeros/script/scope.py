"""Where a running script keeps its variables and its printed lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.nodes import Path
from altotui.simulator.routeros.script.syntax_tree import Node, Script, ScriptError
from altotui.simulator.routeros.script.values import Value


@dataclass(slots=True)
class Scope:
    """Variables of one block, over those of the blocks around it."""

    device: Device
    evaluate: Callable[[Scope, Node], Value]
    run: Callable[[Scope, Script], Value]
    variables: dict[str, Value] = field(default_factory=dict)
    outer: Scope | None = None
    menu: Path = ()
    printed: list[str] = field(default_factory=list)
    """Lines without their ends; shared by all scopes of a run."""
    steps_left: list[int] = field(default_factory=lambda: [20_000])
    """One number, shared by all scopes: a script that loops for ever is interrupted."""

    def inner(self, menu: Path | None = None) -> Scope:
        """Return a scope inside this one."""
        at = self.menu if menu is None else menu
        return Scope(
            self.device,
            self.evaluate,
            self.run,
            {},
            self,
            at,
            printed=self.printed,
            steps_left=self.steps_left,
        )

    def step(self) -> None:
        """Count one statement.

        Raises:
            ScriptError: `interrupted`, after too many.
        """
        self.steps_left[0] -= 1
        if self.steps_left[0] < 0:
            raise ScriptError("interrupted")

    def get(self, name: str) -> Value:
        """Return a variable; nothing when there is none."""
        holder = self._holder(name)
        return holder.variables[name] if holder else None

    def put(self, name: str, value: Value) -> None:
        """Change a variable where it was declared.

        Raises:
            ScriptError: It was not.
        """
        holder = self._holder(name)
        if holder is None:
            raise ScriptError(f"no such variable {name}")
        holder.variables[name] = value

    def _holder(self, name: str) -> Scope | None:
        scope: Scope | None = self
        while scope is not None and name not in scope.variables:
            scope = scope.outer
        return scope
