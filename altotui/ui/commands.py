"""The table of actions put to use: found by id and name, bound to keys, and written out for the README."""

from __future__ import annotations

from collections.abc import Sequence

from textual._context import active_app
from textual.binding import Binding

from altotui.ui.command import Command
from altotui.ui.command_table import COMMANDS

BY_ID = {command.id: command for command in COMMANDS}
BY_VERB = {command.verb: command for command in COMMANDS if command.verb}
BY_COLON = {command.colon: command for command in COMMANDS if command.colon}


def in_force() -> Sequence[Command]:
    """Return the table that the running app works with, its `commands`: with the keys of a person's own choice."""
    return getattr(active_app.get(None), "commands", COMMANDS)


def key_of(command_id: str) -> str:
    """Return the key of an action as people write it; how it is typed, or where it is found, when it has none."""
    command = next(each for each in in_force() if each.id == command_id)
    return command.key_label or next(iter(command.typed), "") or f"ctrl+p, {command.title}"


def bindings(commands: Sequence[Command] = COMMANDS) -> list[Binding]:
    """Return the key bindings of the application.

    All have priority, so that each key acts before the next one is looked at: a key that moves the focus also
    moves what is typed right behind it. `AltoApp.check_action` keeps list keys off text that is being typed.
    """
    made: list[Binding] = []
    for command in commands:
        for keys, action, id_end in ((command.keys, "do", ""), (command.list_keys, "do_in_list", ".list")):
            if keys:
                what = f"{action}('{command.id}')"
                made.append(
                    Binding(keys, what, command.title, show=False, id=command.id + id_end, priority=True)
                )
    return made


def key_table() -> str:
    """Return keys, `:` commands and ids of actions as a Markdown table, as the README has it."""
    rows = ["| Key | In lists also | Typed | Does | Headless | Id |", "| --- | --- | --- | --- | --- | --- |"]
    for command in COMMANDS:
        everywhere = _written(command.keys) or (command.label if not command.list_keys else "")
        headless = f"`{command.headless}`" if command.headless else ""
        typed = " ".join(f"`{each}`" for each in command.typed).replace("|", "\\|")
        keys = _code(everywhere), _code(_written(command.list_keys))
        cells = (*keys, typed, command.help, headless, f"`{command.id}`")
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _written(keys: str) -> str:
    from altotui.ui.key_names import written_key

    return ", ".join(written_key(key) for key in keys.split(",") if key)


def _code(keys: str) -> str:
    return " ".join(f"`{key}`" for key in keys.split(", ") if key)
