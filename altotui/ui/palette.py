"""What things mean, as colours: the one place where a meaning becomes a look.

The colours are those of the theme, so every theme of Textual's gives readable ones. One table instead of a
component class for each look: those cost a style rule for every widget at every start.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color, ColorParseError

_MEANINGS: dict[str, tuple[str, bool]] = {
    "muted": ("foreground-muted", False),
    "heading": ("foreground-muted", True),
    "strong": ("foreground", True),
    "good": ("text-success", False),
    "warn": ("text-warning", True),
    "bad": ("text-error", True),
    "active": ("text-primary", True),
    "key": ("text-primary", True),
    "command": ("text-primary", False),
}
"""Meaning: theme variable of its colour, and whether it is bold."""
_GROUNDS = {
    "red": "#b3261e",
    "orange": "#a85a00",
    "yellow": "#f2c200",
    "green": "#1b7f3b",
    "blue": "#1f5fbf",
    "purple": "#7b3fa0",
}
"""Grounds that people choose for a profile: each far enough from the others, and readable."""
_CURSORS = {"cursor": "block-cursor-background", "cursor-resting": "block-cursor-blurred-background"}


def look_of(meaning: str, ground: Style, variables: Mapping[str, str]) -> Style:
    """Return the style of `meaning` on `ground`.

    Args:
        meaning: One of the words above, `mark` for what stands out, `on-red` and the like for a ground of its own,
            `caret`, `cursor`, `cursor-resting`, `found` for what is laid over another look,
            `changed` for a value that was another one before, or empty.
        ground: Style of the widget that it is drawn on.
        variables: The theme's variables.
    """
    if not meaning:
        return ground
    if meaning == "found":
        return Style(bold=True, underline=True)
    if meaning == "changed":
        return look_of("warn", ground, variables) + Style(underline=True)
    if meaning in ("mark", "caret"):
        return ground + Style(bold=meaning == "mark", reverse=True)
    if meaning.startswith("on-"):
        chosen = Color.parse(_GROUNDS[meaning.removeprefix("on-")])
        return Style(color=chosen.get_contrast_text(1).rich_color, bgcolor=chosen.rich_color, bold=True)
    if meaning in _CURSORS:
        background = _mixed(variables[_CURSORS[meaning]], ground)
        text = background.get_contrast_text(0.9) if meaning == "cursor" else None
        return ground + Style(
            color=text.rich_color if text else None, bgcolor=background.rich_color, bold=True
        )
    variable, is_bold = _MEANINGS[meaning]
    return Style(
        color=_mixed(variables[variable], ground).rich_color, bgcolor=ground.bgcolor, bold=is_bold or None
    )


def _mixed(text: str, ground: Style) -> Color:
    """Return the colour of a theme variable, a transparent one mixed with its ground."""
    try:
        colour = Color.parse(text)
    except ColorParseError:
        return Color.parse("white")
    if colour.a < 1 and ground.bgcolor is not None:
        return Color.from_rich_color(ground.bgcolor).blend(colour, colour.a, alpha=1)
    return colour
