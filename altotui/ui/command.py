"""One action of the console: its names, keys and words, in one place.

Ids are for people's settings: they are never renamed.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """One action."""

    id: str
    title: str
    """Short, for the footer."""
    help: str
    """One sentence, for the help screen."""
    keys: str = ""
    """Keys that act everywhere, separated by commas."""
    list_keys: str = ""
    """Keys that act unless text is being typed."""
    label: str = ""
    """How its key is written for people; the first of its keys when empty."""
    scope: str = "everywhere"
    """`everywhere`, or the pane that its keys act in: `sites`, `console`, `jobs`."""
    colon: str = ""
    """Name on the `:` line; empty when it has none."""
    verb: str = ""
    """Name behind a backslash in the prompt; empty when it has none."""
    takes: str = ""
    """What stands behind that name, for people: `10 LINE`."""
    headless: str = ""
    """The same without a screen; empty where there is nothing like it."""
    in_footer: bool = False
    in_dialogs: bool = False
    """Its keys act while a dialog is in front, too."""

    @property
    def key_label(self) -> str:
        """Return the key as people write it; empty when it has none."""
        return self.label or (self.keys or self.list_keys).partition(",")[0]

    @property
    def typed(self) -> tuple[str, ...]:
        """Return how it is typed: with a colon on the line of commands too, with a backslash in the prompt only."""
        names = ((f":{self.colon}", self.colon), (f"\\{self.verb}", self.verb))
        return tuple(f"{shown} {self.takes}".rstrip() for shown, name in names if name)
