"""The way from a command word to its answer."""

from __future__ import annotations

from collections.abc import Sequence

from altotui.simulator.routeros import changing, nodes, printing
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.inspect import answer_inspect
from altotui.simulator.routeros.menu import Menu
from altotui.simulator.routeros.reply import Reply, no_command, no_prefix
from altotui.simulator.routeros.words import Sentence, read_words


def run_command(device: Device, command: str, words: Sequence[str]) -> Reply:
    """Run one API sentence.

    Raises:
        Trap: The menu, the verb, an argument or a value is refused.
    """
    path = tuple(part for part in command.strip("/").split("/") if part)
    sentence = read_words(words)
    if path == ("console", "inspect"):
        return answer_inspect(device, sentence)
    if tool := nodes.COMMANDS.get("/".join(path)):
        return tool(device, sentence)
    menu = nodes.menu_at(device, path[:-1])
    if menu is None:
        raise no_command() if not path or nodes.is_directory(device, path[:-1]) else no_prefix()
    return _answer(device, menu, path[-1], sentence)


def _answer(device: Device, menu: Menu, verb: str, sentence: Sentence) -> Reply:
    if own := menu.commands.get(verb):
        return own(device, sentence)
    if verb not in menu.verbs:
        raise no_command()
    if verb == "get":
        return printing.answer_get(device, menu, sentence)
    if verb in ("print", "getall"):
        return printing.answer_print(device, menu, sentence)
    return changing.CHANGES[verb](device, menu, sentence)
