"""Tab in the prompt: candidates at once, and what the router itself knows when it answers in time."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING

from altotui.domain.site import Site
from altotui.services.inspector import Inspector
from altotui.ui.panes.choosing import Choosing, fitting
from altotui.ui.panes.prompt import Prompt
from altotui.ui.panes.typed_line import TypedLine

if TYPE_CHECKING:
    from altotui.domain.routeros.completion import Completion

Start = Callable[[Callable[[], Coroutine[object, object, object]]], object]
"""Runs work beside the screen; newer work of this kind replaces it."""


class Completing:
    """Completes the line of one prompt."""

    def __init__(
        self,
        prompt: Prompt,
        line: TypedLine,
        inspector: Inspector,
        start: Start,
        changed: Callable[[], None],
    ) -> None:
        """Work on `prompt`; `changed` is called when there is something else to show."""
        self._prompt = prompt
        self._line = line
        self._inspector = inspector
        self._start = start
        self._changed = changed

    def step(self, by: int) -> bool:
        """Go on with the line, or step to the next way; return False when there is nothing typed to go on with."""
        prompt = self._prompt
        if not prompt.text.strip():
            return False
        if prompt.choosing is not None and not prompt.choosing.is_narrowed:
            prompt.step(by)
        else:
            self._open()
        self._changed()
        return True

    def _open(self) -> None:
        prompt, site = self._prompt, self._line.site
        head = prompt.text[: prompt.caret]
        completion = self._line.complete(prompt.text, prompt.caret)
        if completion.candidates:
            prompt.choose(Choosing(completion))
        if site is not None and self._inspector.may_help(site, completion, head):
            written = (prompt.text, prompt.caret)
            self._start(partial(self._ask_router, site, completion, head, written))

    async def _ask_router(
        self, site: Site, completion: Completion, head: str, written: tuple[str, int]
    ) -> None:
        """Offer what the router itself knows, as far as it still fits; a line that was typed on is not changed by it.

        Args:
            site: The router.
            completion: What was known without it.
            head: The line up to the place that was asked about.
            written: Text and caret after the first candidates were dealt with.
        """
        fuller = await self._inspector.complete(site, completion, head, self._line.menu)
        prompt = self._prompt
        picked = prompt.choosing.picked if prompt.choosing is not None else None
        goes_on = (
            prompt.text[: prompt.caret].startswith(head)
            and self._line.site is not None
            and site.id == self._line.site.id
            and picked is None
        )
        if not goes_on or not prompt.has_focus or fuller.candidates == completion.candidates:
            return
        still = fitting(fuller, prompt.text, prompt.caret)
        if not still.candidates:
            return
        if (prompt.text, prompt.caret) == written:
            prompt.choose(Choosing(still))
        else:
            prompt.offer(Choosing(still))
        self._changed()
