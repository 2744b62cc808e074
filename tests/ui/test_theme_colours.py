"""What the console's own themes promise: everything can be read, and in one of them by any eyes told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from altotui.ui.palette import contrast, look_of
from altotui.ui.themes import OWN_THEMES, TERMINAL

THEMES = {theme.name: theme for theme in OWN_THEMES if theme.name != TERMINAL}
MEANINGS = ("muted", "heading", "strong", "good", "warn", "bad", "active", "key", "command", "changed")
GROUNDS = ("background", "surface", "panel", "warning-muted", "error-muted")
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple")
APART = ("muted", "strong", "good", "warn", "bad", "active")


def _variables(theme: Theme) -> Mapping[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def _ground(variables: Mapping[str, str], name: str) -> Style:
    return Style(
        color=Color.parse(variables["foreground"]).rich_color,
        bgcolor=Color.parse(variables[name]).rich_color,
    )


def _contrast_of(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    return contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))


@pytest.mark.parametrize(
    "meaning", [*MEANINGS, "cursor", "cursor-resting", *(f"on-{each}" for each in COLOURS)]
)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("theme", THEMES)
def test_every_meaning_can_be_read_on_every_ground(theme: str, ground: str, meaning: str) -> None:
    variables = _variables(THEMES[theme])
    least = 7.0 if theme == "altotui-contrast" and not meaning.startswith("on-") else 4.5
    assert _contrast_of(look_of(meaning, _ground(variables, ground), variables)) >= least


@pytest.mark.parametrize(("lighter", "ratio"), [("#ffffff", 21.0), ("#767676", 4.54), ("#000000", 1.0)])
def test_contrast_is_that_of_wcag(lighter: str, ratio: float) -> None:
    """The values of #767676 and of black are those that WebAIM's checker gives on white and black."""
    ground = Color.parse("#000000" if lighter != "#767676" else "#ffffff")
    assert contrast(Color.parse(lighter), ground) == pytest.approx(ratio, abs=0.005)
    assert contrast(ground, Color.parse(lighter)) == pytest.approx(ratio, abs=0.005)


# --- told apart by any eyes

_Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
EYES: dict[str, _Matrix] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What linear RGB becomes, at severity 1.0: Machado, Oliveira and Fernandes (2009), table 1."""
FAR_APART = 25.0
"""In CIELAB, where 2.3 is just noticeable."""


def _lab(colour: Color, eyes: _Matrix) -> tuple[float, float, float]:
    """Return a colour as these eyes see it, in CIELAB under D65."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    ]
    seen = [min(1.0, max(0.0, _dot(row, linear))) for row in eyes]
    x = _dot((0.4124564, 0.3575761, 0.1804375), seen) / 0.95047
    y = _dot((0.2126729, 0.7151522, 0.0721750), seen)
    z = _dot((0.0193339, 0.1191920, 0.9503041), seen) / 1.08883
    fx, fy, fz = (_eased(part) for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _eased(part: float) -> float:
    return math.cbrt(part) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116


def _dot(row: Sequence[float], column: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(row, column, strict=True))


def _nearest(theme: str, eyes: str) -> tuple[float, str, str]:
    """Return the distance of the two meanings that look most alike, and which they are."""
    variables = _variables(THEMES[theme])
    seen = {}
    for meaning in APART:
        ink = look_of(meaning, _ground(variables, "background"), variables).color
        assert ink is not None
        seen[meaning] = _lab(Color.from_rich_color(ink), EYES[eyes])
    return min((math.dist(seen[one], seen[other]), one, other) for one, other in combinations(APART, 2))


@pytest.mark.parametrize("eyes", EYES)
def test_any_eyes_tell_the_meanings_of_the_colour_blind_theme_apart(eyes: str) -> None:
    assert _nearest("altotui-colour-blind", eyes)[0] >= FAR_APART


def test_the_simulation_finds_colours_that_only_some_eyes_tell_apart() -> None:
    assert _nearest("altotui", "usual")[0] > 20 > 10 > _nearest("altotui", "protanopia")[0]
    white = Color.parse("#ffffff")
    assert _lab(white, EYES["usual"]) == pytest.approx((100, 0, 0), abs=0.02)
    assert _lab(white, EYES["deuteranopia"]) == pytest.approx((100, 0, 0), abs=0.02)
