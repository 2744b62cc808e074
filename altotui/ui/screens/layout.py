"""The three layouts of the main screen: one pane at a time, two columns, three columns above a log of changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from textual.geometry import Size
from textual.screen import Screen

ONE_PANE_BELOW = Size(100, 30)
"""Under either of which one pane is shown at a time."""
THREE_COLUMNS_FROM = Size(160, 45)
"""From which the panes stand side by side."""
_WIDTH_CLASSES = ((100, "-w100"), (130, "-w130"), (160, "-w160"), (200, "-w200"))
_HEIGHT_CLASSES = ((40, "-h40"),)
STYLES = Path(__file__).parents[1] / "styles"
_STYLES_OF = {"-one-pane": STYLES / "one_pane.tcss", "-three-columns": STYLES / "three_columns.tcss"}
"""What only one layout needs, by its class."""
_ALL_CLASSES = frozenset(
    {
        "-one-pane",
        "-three-columns",
        "-show-sites",
        "-show-console",
        "-show-jobs",
        *(name for _, name in (*_WIDTH_CLASSES, *_HEIGHT_CLASSES)),
    }
)


class Layout:
    """Gives the screen the classes of its size, and of the pane in front."""

    def __init__(self, screen: Screen[None], adding: dict[str, Callable[[], object]]) -> None:
        """Take the screen, and by class what adds to it what only that layout has: called once, when it first is."""
        self._screen = screen
        self._adding = adding
        self.is_zoomed = False
        """The active pane has the whole screen."""

    def arrange(self, size: Size, active: str) -> None:
        """Lay the screen out for that size with that pane in front; the same again costs nothing."""
        screen = self._screen
        wanted = layout_classes(size, active, is_zoomed=self.is_zoomed)
        if wanted != screen.classes & _ALL_CLASSES:
            screen.set_classes((screen.classes - _ALL_CLASSES) | wanted)
        self._read_styles(wanted)
        for name in wanted & self._adding.keys():
            self._adding.pop(name)()

    def _read_styles(self, classes: Iterable[str]) -> None:
        app = self._screen.app
        unread = [path for path in styles_of(classes) if not app.stylesheet.has_source(str(path))]
        if unread:
            app.stylesheet.read_all(unread)
            app.stylesheet.reparse()
            app.stylesheet.update(app)

    def zoom(self, size: Size, active: str) -> None:
        """Give that pane the whole screen, or give it back."""
        self.is_zoomed = not self.is_zoomed
        self.arrange(size, active)


def styles_of(classes: Iterable[str]) -> list[Path]:
    """Return the files of styles that a screen of these classes needs besides those of every layout."""
    return [_STYLES_OF[name] for name in classes if name in _STYLES_OF]


def layout_classes(size: Size, active: str, *, is_zoomed: bool = False) -> set[str]:
    """Return the style classes of a screen of that size, with that pane in front.

    Which pane that is has no class where all are shown: another one in front then styles nothing anew.
    """
    classes = {name for least, name in _WIDTH_CLASSES if size.width >= least}
    classes |= {name for least, name in _HEIGHT_CLASSES if size.height >= least}
    is_narrow = size.width < ONE_PANE_BELOW.width or size.height < ONE_PANE_BELOW.height
    if is_narrow or is_zoomed:
        return classes | {"-one-pane", f"-show-{active}"}
    is_large = size.width >= THREE_COLUMNS_FROM.width and size.height >= THREE_COLUMNS_FROM.height
    return classes | ({"-three-columns"} if is_large else set())
