"""What `:theme` does: other colours for the console that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput
from altotui.ui.asking import ask_one
from altotui.ui.looks import THEME_NAMES, known_names
from altotui.ui.themes import OWN_THEMES

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp


class Dressing:
    """Puts another theme on."""

    def __init__(self, app: AltoApp) -> None:
        self._app = app
        self.by_id: dict[str, Callable[[str], object]] = {"theme": self._choose}

    def _choose(self, name: str) -> None:
        if not self._app.has_colours:
            raise InvalidInput("nothing has a colour while NO_COLOR is set", "start altotui without it")
        if name:
            self._put_on(name)
            return
        from altotui.ui.screens.choose import Option

        options = [Option(theme.name, theme.name, "dark" if theme.dark else "light") for theme in OWN_THEMES]
        ask_one(self._app, "Theme", options, (self._app.theme,), self._put_on)

    def _put_on(self, name: str) -> None:
        if name not in THEME_NAMES:
            raise InvalidInput(f"there is no theme {name[:40]!a}", known_names(name, THEME_NAMES))
        self._app.theme = name
        self._app.tell(f'theme {name}; theme = "{name}" in settings.toml keeps it')
