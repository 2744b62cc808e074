"""A line that finds in a list below it: typing stays here, what moves the cursor goes there."""

from __future__ import annotations

from collections.abc import Callable

from altotui.ui.widgets.line_edit import LineEdit
from altotui.ui.widgets.row_list import RowList

_MOVES = frozenset({"up", "down", "pageup", "pagedown"})


class SearchLine(LineEdit):
    """Tells at once what is typed, what Enter takes, and that the cursor below has moved."""

    def __init__(
        self,
        label: str,
        placeholder: str,
        rows: RowList,
        *,
        typed: Callable[[str], None],
        take: Callable[[], None],
        moved: Callable[[], None],
        id: str,
    ) -> None:
        """Take the list below, and what is called when a key has done something."""
        super().__init__(label, placeholder, id=id, clears_on_submit=False)
        self._rows = rows
        self._typed = typed
        self._take = take
        self._moved = moved

    def text_changed(self) -> None:
        """Tell what is typed."""
        self._typed(self.text)
        self._moved()

    def handle_key_name(self, key: str, character: str | None) -> bool:
        """Take with Enter, move with the arrows; the rest is typing."""
        if key == "enter":
            self._take()
            return True
        if key not in _MOVES:
            return super().handle_key_name(key, character)
        self._rows.handle_key_name(key)
        self._moved()
        return True
