"""The keys that matter in a pane, from the one table of commands."""

from __future__ import annotations

from altotui.ui.commands import in_force
from altotui.ui.widgets.status_line import Part

_PANE_KEYS: dict[str, tuple[str, ...]] = {
    "sites": (
        *("filter", "site.choose", "site.mark", "site.details"),
        *("site.sort", "site.group", "changes"),
    ),
    "console": ("stop", "nav.back", "history"),
    "transcript": (
        *("answer.open", "answer.fold", "answer.sort", "answer.diff"),
        *("answer.watch", "answer.copy", "answer.export", "filter"),
    ),
    "jobs": ("job.new", "job.mark", "job.cancel", "job.attention", "job.group", "job.axis", "filter"),
}


def keys_of(pane: str) -> list[Part]:
    """Return the keys of `pane`, then those that work everywhere: the help first, since it names the others."""
    wanted = _PANE_KEYS[pane]
    having_keys = [command for command in in_force() if command.key_label]
    chosen = [command for command in having_keys if command.id in wanted]
    everywhere = [command for command in having_keys if command.in_footer]
    chosen += sorted(everywhere, key=lambda command: command.id != "help")
    parts: list[Part] = []
    for command in chosen:
        parts += [(f" {command.key_label} ", "key"), (command.title, "")]
    return parts
