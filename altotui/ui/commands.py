"""Every action of the console, once: keys, footer, help and the `:` line are made from this table.

Ids are for people's settings: they are never renamed.
"""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding


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
    in_footer: bool = False
    in_dialogs: bool = False
    """Its keys act while a dialog is in front, too."""

    @property
    def key_label(self) -> str:
        """Return the key as people write it; empty when it has none."""
        return self.label or (self.keys or self.list_keys).partition(",")[0]


COMMANDS = (
    Command("pane.sites", "sites", "Go to the sites.", "f2", list_keys="1", colon="sites", in_footer=True),
    Command(
        "pane.console", "console", "Go to the prompt.", "f3", list_keys="2,i", colon="console", in_footer=True
    ),
    Command("pane.jobs", "jobs", "Go to the jobs.", "f4", list_keys="3", colon="jobs", in_footer=True),
    Command("complete", "complete", "Complete the line in the prompt; elsewhere go to the next pane.", "tab"),
    Command("complete.back", "back", "The candidate before; elsewhere go to the pane before.", "shift+tab"),
    Command("pane.next", "next", "Go to the next pane.", "f6"),
    Command("pane.zoom", "zoom", "Give the pane the whole screen, and back.", list_keys="z"),
    Command(
        "nav.back",
        "back",
        "Stop waiting for an answer, leave the line, clear the filter.",
        "escape",
        label="esc",
    ),
    Command(
        "filter", "filter", "Filter the sites: words, status:late, ver:7.16*.", list_keys="slash", label="/"
    ),
    Command("command_line", ":", "Type a command such as :rw or :job.", list_keys="colon", label=":"),
    Command(
        "site.choose", "choose", "Make the site under the cursor the target.", label="enter", scope="sites"
    ),
    Command(
        "site.mark",
        "mark",
        "Mark the site under the cursor, or its group; once more, not.",
        list_keys="space",
        scope="sites",
    ),
    Command(
        "site.mark_range",
        "range",
        "Begin a range of marks; once more, end it.",
        list_keys="v",
        scope="sites",
    ),
    Command(
        "site.mark_all",
        "mark all",
        "Mark all that pass the filter; once more, none.",
        list_keys="a",
        scope="sites",
    ),
    Command("site.marks", "marks", "Marks: `:mark all`, `none` or `invert`.", colon="mark"),
    Command(
        "site.favourite",
        "favourite",
        "Make the site a favourite, or none: they stand first.",
        list_keys="asterisk",
        label="*",
        scope="sites",
    ),
    Command("site.details", "details", "Show or hide the details of the site.", list_keys="o", scope="sites"),
    Command(
        "site.sort",
        "sort",
        "Order the sites by a column; once more, the other way.",
        list_keys="s",
        scope="sites",
        colon="sort",
    ),
    Command(
        "site.group",
        "group",
        "Group the sites by tag, version, model or state.",
        list_keys="b",
        scope="sites",
        colon="group",
    ),
    Command(
        "site.columns",
        "columns",
        "Choose the columns: `:columns name,serial`, `usual`.",
        list_keys="c",
        scope="sites",
        colon="columns",
    ),
    Command("site.fold", "fold", "Fold the group.", list_keys="h,left", scope="sites"),
    Command("site.unfold", "unfold", "Unfold the group.", list_keys="l,right", scope="sites"),
    Command(
        "changes",
        "changes",
        "What changed since somebody looked; enter lists the sites.",
        "f5",
        list_keys="u",
        label="u",
        colon="changes",
    ),
    Command("view.open", "view", "Open a view; without a name, choose one.", colon="view"),
    Command(
        "view.save",
        "save view",
        "Keep filter, order, groups and columns: `:save-view NAME`.",
        colon="save-view",
    ),
    Command("view.drop", "drop view", "Forget a view: `:drop-view NAME`.", colon="drop-view"),
    Command("refresh", "refresh", "Ask the API again now.", list_keys="r", colon="refresh"),
    Command("job.new", "new job", "Queue a job on the chosen site.", list_keys="J", colon="job"),
    Command(
        "job.cancel",
        "cancel",
        "Cancel the queued job under the cursor.",
        list_keys="D",
        scope="jobs",
        colon="cancel",
    ),
    Command(
        "stop",
        "stop",
        "Copy a selection, else stop waiting, else clear the line.",
        "ctrl+c",
        in_dialogs=True,
    ),
    Command("session.unlock", "write", "Allow writes for 15 minutes: `:rw REASON`.", colon="rw"),
    Command("session.lock", "lock", "Back to read-only.", colon="ro"),
    Command(
        "help", "help", "Show this.", "f1", list_keys="question_mark", label="?", colon="help", in_footer=True
    ),
    Command("redraw", "redraw", "Paint the whole screen again.", "ctrl+l"),
    Command("suspend", "suspend", "Back to the shell; `fg` returns.", "ctrl+z", in_dialogs=True),
    Command("quit", "quit", "Leave altotui.", list_keys="q", colon="q", in_footer=True),
    Command("quit.always", "quit", "Leave, also while typing.", "ctrl+q", in_dialogs=True),
    Command("demo.reply", "made-up reply", "Simulated fleet: show an answer of N rows.", colon="demo-reply"),
)
"""All of them, in the order of the help screen."""

BY_ID = {command.id: command for command in COMMANDS}
BY_COLON = {command.colon: command for command in COMMANDS if command.colon}


def bindings() -> list[Binding]:
    """Return the key bindings of the application.

    All have priority, so that each key acts before the next one is looked at: a key that moves the focus also
    moves what is typed right behind it. `AltoApp.check_action` keeps list keys off text that is being typed.
    """
    made: list[Binding] = []
    for command in COMMANDS:
        for keys, action, id_end in ((command.keys, "do", ""), (command.list_keys, "do_in_list", ".list")):
            if keys:
                what = f"{action}('{command.id}')"
                made.append(
                    Binding(keys, what, command.title, show=False, id=command.id + id_end, priority=True)
                )
    return made


def key_table() -> str:
    """Return keys and `:` commands as a Markdown table, as the README has it."""
    rows = ["| Key | In lists also | `:` line | Does |", "| --- | --- | --- | --- |"]
    for command in COMMANDS:
        everywhere = _written(command.keys) or (command.label if not command.list_keys else "")
        colon = f"`:{command.colon}`" if command.colon else ""
        cells = (_code(everywhere), _code(_written(command.list_keys)), colon, command.help)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


_WRITTEN = {"escape": "esc", "slash": "/", "colon": ":", "question_mark": "?", "asterisk": "*"}


def _written(keys: str) -> str:
    return ", ".join(_WRITTEN.get(key, key) for key in keys.split(",") if key)


def _code(keys: str) -> str:
    return " ".join(f"`{key}`" for key in keys.split(", ") if key)
