"""Keys of a person's own choice: looked at as a whole before the screen opens, then put into the table of actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from altotui.domain.errors import InvalidInput, SettingsError
from altotui.ui.command import Command
from altotui.ui.command_table import COMMANDS
from altotui.ui.key_names import key_name, types_text, written_key

_PANES = ("sites", "console", "jobs")
_FIXED = frozenset({"nav.back", "stop", "suspend", "quit.always"})
"""They lead out of everything, also where the table does not reach: they keep their keys."""
_MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end", "enter", "j", "k", "g", "G"})
"""They move in every list, or act on its row."""
_SIDEWAYS = frozenset({"left", "right", "h", "l"})
"""They move in answers, which are in the console."""
_EDITS = frozenset({"left", "right", "backspace", "delete", *(f"ctrl+{letter}" for letter in "abdekuw")})
"""They edit a line that is typed in."""
_MOST_TOLD = 4


def remapped(
    wishes: Mapping[str, Sequence[str]], commands: Sequence[Command] = COMMANDS
) -> tuple[Command, ...]:
    """Return the table with the keys that a person wishes: each list of keys replaces all keys of its action.

    A key that types text acts in lists alone. Others act while text is typed, too, unless the action has only keys
    that do not.

    Args:
        wishes: Keys by id of an action, as they were written; none: it has no key any more.
        commands: The table as it is.

    Raises:
        SettingsError: An action or a key does not exist, must be left as it is, or two actions have one key. It
            names all that is wrong.
    """
    known = {command.id: command for command in commands}
    problems: list[str] = []
    chosen: dict[str, Command] = {}
    for command_id, keys in wishes.items():
        try:
            chosen[command_id] = _with_keys(_known(command_id, known), keys)
        except InvalidInput as problem:
            problems.append(str(problem))
    table = tuple(chosen.get(command.id, command) for command in commands)
    problems += _conflicts(table, frozenset(chosen))
    if problems:
        told = "; ".join(problems[:_MOST_TOLD])
        more = len(problems) - _MOST_TOLD
        raise SettingsError(f"settings.toml: keys: {told}{f' (and {more} more)' if more > 0 else ''}")
    return table


def _known(command_id: str, known: Mapping[str, Command]) -> Command:
    command = known.get(command_id)
    if command is None:
        from difflib import get_close_matches

        near = get_close_matches(command_id, known, n=2)
        remedy = f"did you mean {' or '.join(near)}?" if near else "the README lists the ids of all actions"
        raise InvalidInput(f"there is no action {command_id[:40]!a}", remedy)
    if command_id in _FIXED or (command.label and not command.keys and not command.list_keys):
        raise InvalidInput(f"{command_id} keeps its key", f"{command.key_label} cannot be given away")
    return command


def _with_keys(command: Command, written: Sequence[str]) -> Command:
    """Return the action with these keys instead of its own."""
    acts_while_typing = bool(command.keys) or not command.list_keys
    keys: list[str] = []
    list_keys: list[str] = []
    for each in written:
        try:
            name = key_name(each)
        except InvalidInput as problem:
            raise InvalidInput(f"{command.id}: {problem.problem}", problem.remedy) from None
        is_for_lists = types_text(name) or not acts_while_typing
        _refuse_taken(command, name, is_for_lists=is_for_lists)
        (list_keys if is_for_lists else keys).append(name)
    label = written_key((keys + list_keys)[0]) if written else ""
    return command._replace(keys=",".join(keys), list_keys=",".join(list_keys), label=label)


def _refuse_taken(command: Command, name: str, *, is_for_lists: bool) -> None:
    """Raise InvalidInput where something that is no action takes the key."""
    if name in _MOVES:
        what = "acts on the row in every list" if name == "enter" else "moves in every list"
    elif name in _SIDEWAYS and command.scope in ("everywhere", "console"):
        what = "moves in answers"
    elif name in _EDITS and not is_for_lists:
        what = "edits a line that is typed in"
    else:
        return
    raise InvalidInput(f"{command.id}: {written_key(name)} {what}", "choose another key")


def _conflicts(table: Sequence[Command], chosen: frozenset[str]) -> Iterator[str]:
    """Yield each key that two actions of one pane have, at least one of them by a person's choice."""
    told: set[tuple[str, ...]] = set()
    for pane in _PANES:
        taken: dict[str, list[str]] = {}
        for command in table:
            if command.scope in ("everywhere", pane):
                for key in dict.fromkeys(filter(None, f"{command.keys},{command.list_keys}".split(","))):
                    taken.setdefault(key, []).append(command.id)
        for key, ids in taken.items():
            if len(ids) > 1 and not chosen.isdisjoint(ids) and (key, *ids) not in told:
                told.add((key, *ids))
                yield f"{written_key(key)} is {' and '.join(ids)} in the {pane}: {_remedy(ids, chosen)}"


def _remedy(ids: Sequence[str], chosen: frozenset[str]) -> str:
    free = next((each for each in ids if each not in chosen | _FIXED), None)
    if free is None:
        return f"give {next(each for each in ids if each in chosen)} another key"
    return f'give one of them another key, or free it: "{free}" = false'
