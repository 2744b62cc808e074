"""How the console is dressed: looks and keys out of options, settings and the environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput, SettingsError
from altotui.domain.frozen import Frozen
from altotui.ui.command_table import COMMANDS
from altotui.ui.looks import USUAL_LOOKS, Looks, chosen_looks

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from altotui.cli.target import Wishes
    from altotui.ui.command import Command


class Dress(Frozen):
    """Looks and keys of one console."""

    looks: Looks = USUAL_LOOKS
    commands: Sequence[Command] = COMMANDS


USUAL_DRESS = Dress()


def dress_for(wishes: Wishes, arguments: argparse.Namespace) -> Dress:
    """Return the dress for one call: an option beats the settings, and both beat what the terminal seems to be.

    Raises:
        InvalidInput: An option names a theme that does not exist.
        SettingsError: The settings name a theme, an action or a key that does not exist, or one key twice.
    """
    signs = "ascii" if arguments.ascii else "unicode" if arguments.unicode else wishes.signs
    theme: str = arguments.theme or wishes.theme
    try:
        looks = chosen_looks(os.environ, theme=theme, signs=signs, is_lean=arguments.lean)
    except InvalidInput as problem:
        if arguments.theme:
            raise
        raise SettingsError(f"settings.toml: theme: {problem}") from None
    return Dress(looks, commands_for(wishes))


def commands_for(wishes: Wishes) -> Sequence[Command]:
    """Return the table of actions with the keys that a person wishes; raises SettingsError for what cannot be."""
    if not wishes.keys:
        return COMMANDS
    from altotui.ui.keymap import remapped

    return remapped(wishes.keys)


def said(wishes: Wishes) -> str:
    """Return what the settings say of the console, in words; raises SettingsError for what cannot be."""
    try:
        chosen_looks({}, theme=wishes.theme, signs=wishes.signs)
    except InvalidInput as problem:
        raise SettingsError(f"settings.toml: theme: {problem}") from None
    keys = [
        f"{each.id} {each.key_label or 'none'}" for each in commands_for(wishes) if each.id in wishes.keys
    ]
    own = f", keys of your own: {', '.join(keys)}" if keys else ""
    return f"theme {wishes.theme}, signs {wishes.signs}{own}"
