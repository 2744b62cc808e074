"""One of several, asked for in front of the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp
    from altotui.ui.screens.choose import Option


def ask_one(
    app: AltoApp, title: str, options: Sequence[Option], on: Sequence[str], take: Callable[[str], object]
) -> None:
    """Let a person choose one of `options`, and call `take` with its id; not when the question is left.

    Args:
        app: The console.
        title: What is chosen; visible-only.
        options: At least one.
        on: Ids of those that are chosen already.
        take: Gets the id; what it refuses is said.
    """
    from altotui.ui.screens.choose import Choose

    def answered(chosen: tuple[str, ...] | None) -> None:
        if chosen:
            app.carry_out(lambda: take(chosen[0]))

    app.push_screen(Choose(title, options, on), answered)
