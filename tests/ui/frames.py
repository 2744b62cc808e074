"""Apps whose every update of the screen is counted on its way to the terminal."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from altotui import ui
from altotui.ui.app import AltoApp
from altotui.ui.screen_memory import LinesUpdate


class Frame(NamedTuple):
    """One update of the screen."""

    cells: int
    """How many cells it names anew."""


class SharedStyles(Stylesheet):
    """Styles of which each part is parsed once for all apps of this process."""

    _parsed: ClassVar[dict[object, list[RuleSet]]] = {}

    def _parse_rules(self, css: str, *args: Any, **options: Any) -> list[RuleSet]:
        """Parse it, or take what came of the same text with the same variables."""
        key = (css, args, tuple(options.items()), tuple(self._variables.items()))
        if key not in self._parsed:
            self._parsed[key] = super()._parse_rules(css, *args, **options)
        return self._parsed[key]


class Watched(App[int]):
    """An app that keeps in `frames` every update that would be sent to the terminal."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stylesheet = SharedStyles(variables=self.stylesheet._variables)

    @cached_property
    def frames(self) -> list[Frame]:
        """Return the updates so far; clear it to count from now on."""
        return []

    @cached_property
    def watchers(self) -> list[Callable[[CompositorUpdate], object]]:
        """Return who else wants to see every update."""
        return []

    bells = 0
    """How often it rang."""

    def bell(self) -> None:
        """Count it."""
        self.bells += 1
        super().bell()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Keep the update; Textual gives no other place that sees each of them."""
        if isinstance(renderable, CompositorUpdate) and not self._batch_count:
            self.frames.append(Frame(_cells(renderable)))
            for watch in self.watchers:
                watch(renderable)
        super()._display(screen, renderable)


class WatchedApp(Watched, AltoApp):
    """The console, watched before it leaves out what the terminal shows already."""

    CSS_PATH = str(Path(ui.__file__).parent / "styles" / "main.tcss")


def _cells(update: CompositorUpdate) -> int:
    if isinstance(update, ChopsUpdate):
        return sum(end - start for _, start, end in update.spans)
    if isinstance(update, LayoutUpdate):
        return update.region.area
    if isinstance(update, LinesUpdate):
        return sum(strip.cell_length for _, _, strip in update.placed)
    raise TypeError(f"unknown update {update!r}")
