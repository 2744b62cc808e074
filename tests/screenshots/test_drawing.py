from __future__ import annotations

import struct

import pytest

from screenshots.drawing import MAX_PNG_WIDTH, png_of, png_width, without_web_fonts

SVG = """<svg viewBox="0 0 {width} 100" xmlns="http://www.w3.org/2000/svg">
    <style>
    @font-face {{
        font-family: "Fira Code";
        src: local("FiraCode-Bold"), url("https://fonts.example/FiraCode-Bold.woff2") format("woff2");
    }}
    .matrix {{ font-family: Fira Code, monospace; font-size: 20px; }}
    .title {{ font-family: arial; }}
    </style>
    <rect width="100%" height="100%" fill="white"/>
    <text class="matrix" x="0" y="20" textLength="24.4" clip-path="none">{text}</text>
</svg>"""


def svg_of(text: str, width: float = 200.0) -> str:
    return without_web_fonts(SVG.format(text=text, width=width))


def test_no_font_of_the_web_is_left() -> None:
    svg = svg_of("x")
    assert "@font-face" not in svg
    assert "fonts.example" not in svg
    assert "arial" not in svg
    assert svg.count("monospace; font-variant-ligatures: none;") == 2
    assert ".matrix" in svg
    assert ".title" in svg


@pytest.mark.parametrize(("width", "pixels"), [(994.0, 994), (1482.0, 1400), (2458.0, 1400), (100.4, 100)])
def test_a_small_screen_is_drawn_in_its_own_size(width: float, pixels: int) -> None:
    assert pixels <= MAX_PNG_WIDTH
    svg = svg_of("x", width)
    assert png_width(svg) == pixels
    assert struct.unpack(">I", png_of(svg)[16:20]) == (pixels,)


def test_what_is_no_screen_is_refused() -> None:
    with pytest.raises(ValueError, match="no viewBox"):
        png_width("<svg/>")


def test_signs_side_by_side_keep_their_cells() -> None:
    """`=>` would be one arrow in Fira Code: it must look like `=` and `>` drawn apart."""
    apart = SVG.format(
        width=200.0,
        text='=</text><text class="matrix" x="12.2" y="20" textLength="12.2" clip-path="none">&gt;',
    )
    assert png_of(svg_of("=&gt;")) == png_of(without_web_fonts(apart))


def test_a_wide_character_takes_two_cells() -> None:
    apart = SVG.format(
        width=200.0, text='\u5bbd</text><text class="matrix" x="24.4" y="20" textLength="12.2">a'
    )
    assert png_of(svg_of("\u5bbda")) == png_of(without_web_fonts(apart))
