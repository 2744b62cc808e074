"""The console's own themes, each a few colours by what they mean; Textual's own themes can be chosen as well.

Tests hold what is promised here: contrast 4.5 of every meaning on every ground (7 in `altotui-contrast`), and in
`altotui-colour-blind` meanings that stay apart for people who do not see red, green or blue.
"""

from __future__ import annotations

from textual.theme import Theme

from altotui.domain.frozen import Frozen

USUAL = "altotui"
LIGHT = "altotui-light"
TERMINAL = "altotui-ansi"
"""The terminal's own colours: for 16 colours, or none, on light and on dark terminals."""


class _Ink(Frozen):
    """What is written, by its meaning."""

    strong: str
    muted: str
    active: str
    good: str
    warn: str
    bad: str


class _Grounds(Frozen):
    """What is written on."""

    background: str
    surface: str
    """Of titles, the prompt and dialogs."""
    panel: str
    """Of the header, and lines between the panes."""
    many: str
    """Of a prompt whose line goes to many sites."""
    writing: str
    """Of a prompt that writes."""
    cursor: str
    resting: str
    """Of the cursor of a list without the keys."""


_DARK_GROUNDS = _Grounds("#121212", "#1e1e1e", "#242f38", "#3a2e0f", "#441e27", "#0b6bbf", "#1b3244")


def _theme(name: str, ink: _Ink, grounds: _Grounds, *, primary: str, is_dark: bool) -> Theme:
    """Return a theme in which nothing that is read is left to be mixed."""
    return Theme(
        name,
        primary=primary,
        secondary=ink.active,
        accent=ink.warn,
        warning=ink.warn,
        error=ink.bad,
        success=ink.good,
        foreground=ink.strong,
        background=grounds.background,
        surface=grounds.surface,
        panel=grounds.panel,
        dark=is_dark,
        variables={
            "foreground-muted": ink.muted,
            "text-muted": ink.muted,
            "text-primary": ink.active,
            "text-secondary": ink.active,
            "text-accent": ink.warn,
            "text-success": ink.good,
            "text-warning": ink.warn,
            "text-error": ink.bad,
            "warning-muted": grounds.many,
            "error-muted": grounds.writing,
            "block-cursor-background": grounds.cursor,
            "block-cursor-blurred-background": grounds.resting,
            "block-cursor-blurred-foreground": ink.strong,
        },
    )


_TERMINAL_VARIABLES = (
    *("ansi-background", "ansi-foreground", "surface", "panel", "boost"),
    *("primary-muted", "warning-muted", "error-muted", "foreground-muted"),
    *("text-muted", "text-disabled", "border", "border-blurred"),
    *("block-cursor-background", "block-hover-background"),
    *("input-selection-background", "screen-selection-background", "screen-selection-foreground"),
    *("scrollbar", "scrollbar-hover", "scrollbar-active", "scrollbar-background"),
    *("scrollbar-background-hover", "scrollbar-background-active"),
)
"""What Textual has colours of its own for, besides those of a theme."""


def _terminal_theme() -> Theme:
    """Return the theme that leaves both grounds to the terminal.

    Green, magenta and red are the ones that most terminals let be read on black and on white; all else is said by
    weight, and the cursor by turning colours round.
    """
    own = "ansi_default"
    return Theme(
        TERMINAL,
        primary=own,
        warning="ansi_magenta",
        error="ansi_red",
        success="ansi_green",
        foreground=own,
        background=own,
        ansi=True,
        variables={
            **dict.fromkeys(_TERMINAL_VARIABLES, own),
            "block-cursor-text-style": "bold reverse",
            "block-cursor-blurred-text-style": "underline",
        },
    )


OWN_THEMES = (
    _theme(
        USUAL,
        _Ink("#e0e0e0", "#a3a3a3", "#6cb6f0", "#8fd6a3", "#ffc870", "#f08ca0"),
        _DARK_GROUNDS,
        primary="#0178d4",
        is_dark=True,
    ),
    _theme(
        LIGHT,
        _Ink("#1c1c1c", "#595f66", "#0b559f", "#17632b", "#764a00", "#a8201a"),
        _Grounds("#fbfbfb", "#f1f2f3", "#e3e7eb", "#f6e7c6", "#f6dcdc", "#0b559f", "#cfe0f1"),
        primary="#0b559f",
        is_dark=False,
    ),
    _theme(
        "altotui-contrast",
        _Ink("#ffffff", "#cccccc", "#8fd0ff", "#6bff9b", "#ffdb4d", "#ffa3a3"),
        _Grounds("#000000", "#0c0c0c", "#1e1e1e", "#332600", "#40000c", "#ffffff", "#383838"),
        primary="#8fd0ff",
        is_dark=True,
    ),
    _theme(
        "altotui-colour-blind",
        _Ink("#f2f2f2", "#a3a7ad", "#38acf7", "#abfd92", "#f5d200", "#fd5a39"),
        _DARK_GROUNDS._replace(panel="#222b34", many="#33290f", writing="#3a1b1b"),
        primary="#38acf7",
        is_dark=True,
    ),
    _terminal_theme(),
)
"""In the order in which they are offered."""
