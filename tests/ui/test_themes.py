"""Every look starts and says by signs and words what it also says by colour."""

from __future__ import annotations

import pytest
from textual.color import Color

from altotui.domain.errors import InvalidInput
from altotui.services.events import ListSource
from tests.clocks import FakeClock
from tests.domain.records import a_site, ago, sites_of
from tests.ui.driving import driven

SITES = (
    a_site(1, has_pulse=True, last_seen_at=ago(5)),
    a_site(2, has_pulse=True, last_seen_at=ago(60)),
    a_site(3, has_pulse=False, last_seen_at=ago(8000)),
    a_site(4),
)
THEMES = ["textual-dark", "textual-light", "ansi-dark", "ansi-light", "nord", "gruvbox"]


@pytest.mark.parametrize("theme", THEMES)
async def test_a_theme_shows_the_signs_of_every_state(theme: str) -> None:
    async with driven(clock=FakeClock(), theme=theme) as console:
        assert console.app.theme == theme
        console.services.directory.take(sites_of(*SITES), ListSource.LIVE)
        await console.sees("4 sites +1 ~1 -1 ?1")
        signs = [line[1] for line in console.cells_of(console.main.sites.rows)[1:5]]
        assert signs == ["+", "~", "-", "?"]
        console.main.choose_site(SITES[0])
        await console.sees("READ-ONLY", "[RO] site-1>")


def _contrast(ink: Color, ground: Color) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    ]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord", "gruvbox"])
async def test_states_differ_in_colour_and_are_readable_on_their_ground(theme: str) -> None:
    async with driven(clock=FakeClock(), theme=theme) as console:
        console.services.directory.take(sites_of(*SITES), ListSource.LIVE)
        await console.sees("4 sites")
        await console.pilot.pause()
        looks = []
        for line in console.main.sites.rows.region.line_range[2:4]:
            first = list(console.strips()[line])[1]  # behind the place of the mark
            assert first.style is not None
            assert first.style.color is not None
            assert first.style.bgcolor is not None
            ink, ground = Color.from_rich_color(first.style.color), Color.from_rich_color(first.style.bgcolor)
            assert _contrast(ink, ground) >= 3.0
            looks.append(ink)
        assert len(set(looks)) == len(looks)


async def test_without_colour_every_state_still_has_its_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with driven(clock=FakeClock()) as console:
        console.services.directory.take(sites_of(*SITES), ListSource.LIVE)
        await console.sees("4 sites +1 ~1 -1 ?1", "READ-ONLY")
        await console.pilot.pause()
        for strip in console.strips():
            for segment in strip:
                colour = segment.style.color if segment.style else None
                assert colour is None or len(set(Color.from_rich_color(colour).rgb)) == 1, segment


async def test_a_theme_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(InvalidInput, match=r"'no-such-theme'.*textual-dark"):
        async with driven(theme="no-such-theme"):
            raise AssertionError("it started")
