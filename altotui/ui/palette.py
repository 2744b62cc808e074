"""What things mean, as colours: the one place where a meaning becomes a look.

The colours are those of the theme, so every theme of Textual's gives readable ones. One table instead of a
component class for each look: those cost a style rule for every widget at every start.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.color import Color as RichColor
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
_TERMINAL_GROUNDS = {"red": 1, "orange": 9, "yellow": 3, "green": 2, "blue": 4, "purple": 5}
"""The same out of the 16 colours of a terminal."""
_WHITE, _BLACK = Color(255, 255, 255), Color(0, 0, 0)
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
        return _on_own_ground(meaning.removeprefix("on-"), ground)
    if meaning in _CURSORS:
        return _cursor(meaning, ground, variables)
    variable, is_bold = _MEANINGS[meaning]
    colour = _mixed(variables[variable], ground)
    return Style(
        color=colour.rich_color,
        bgcolor=ground.bgcolor,
        bold=is_bold or None,
        dim=True if meaning == "muted" and colour.ansi is not None else None,
    )


def _on_own_ground(name: str, ground: Style) -> Style:
    """Return the style of text on a ground that a person has chosen; a terminal's own colours are turned round."""
    if ground.bgcolor is not None and ground.bgcolor.is_default:
        return Style(color=RichColor.from_ansi(_TERMINAL_GROUNDS[name]), bold=True, reverse=True)
    chosen = Color.parse(_GROUNDS[name])
    return Style(color=_readable_on(chosen).rich_color, bgcolor=chosen.rich_color, bold=True)


def _cursor(meaning: str, ground: Style, variables: Mapping[str, str]) -> Style:
    """Return the style of a row under the cursor; on a ground that only the terminal knows, no colour of its own."""
    background = _mixed(variables[_CURSORS[meaning]], ground)
    if background.ansi is not None:
        is_active = meaning == "cursor"
        return ground + Style(bold=True, reverse=is_active or None, underline=not is_active or None)
    text = _readable_on(background).rich_color if meaning == "cursor" else None
    return ground + Style(color=text, bgcolor=background.rich_color, bold=True)


def _mixed(text: str, ground: Style) -> Color:
    """Return the colour of a theme variable, a transparent one mixed with its ground."""
    try:
        colour = Color.parse(text.partition(" ")[0] if text.startswith("ansi_") else text)
    except ColorParseError:
        return Color.parse("white")
    if colour.a < 1 and ground.bgcolor is not None:
        return Color.from_rich_color(ground.bgcolor).blend(colour, colour.a, alpha=1)
    return colour


def contrast(ink: Color, ground: Color) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    ]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def _readable_on(ground: Color) -> Color:
    """Return white or black, whichever is the better to be read."""
    return max(_WHITE, _BLACK, key=lambda ink: contrast(ink, ground))
