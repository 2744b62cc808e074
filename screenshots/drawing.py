"""A screen as files: an SVG that needs nothing from the web, and a PNG of it."""

from __future__ import annotations

import re
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import resvg_py
from rich.cells import cell_len

MAX_PNG_WIDTH = 1400
"""Pixels; a screen that needs fewer is drawn in its own size."""
_CELL_WIDTH = 12.2
"""Of the SVG that Rich exports, in its units."""
_FAMILIES = '"Fira Code", "DejaVu Sans Mono", Menlo, Consolas, monospace'
_WEB_FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_FAMILY = re.compile(r"font-family: [^;]+;")
_TEXT = re.compile(r'x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+"([^>]*)>([^<]*)<')
_VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ')


def without_web_fonts(svg: str) -> str:
    """Return the SVG with fonts of the reader's machine only, and without ligatures: `=>` is two cells."""
    families = f"font-family: {_FAMILIES}; font-variant-ligatures: none;"
    return _FAMILY.sub(families, _WEB_FONT.sub("", svg))


def png_of(svg: str) -> bytes:
    """Return the SVG as PNG, drawn with the packaged font alone."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=_TEXT.sub(_in_cells, svg),
            width=png_width(svg),
            skip_system_fonts=True,
            font_files=[str(_font())],
            monospace_family="Fira Code",
        )
    )


def png_width(svg: str) -> int:
    """Return the pixels that `png_of` makes the SVG wide."""
    found = _VIEW_BOX.search(svg)
    if found is None:
        raise ValueError("this is no SVG of a screen: it has no viewBox")
    return min(MAX_PNG_WIDTH, round(float(found[1])))


def _font() -> Path:
    """Return the file of the packaged font, which has no types to import it with."""
    package = find_spec("fontpkg_fira_code")
    if package is None or package.origin is None:
        raise RuntimeError("the font is missing: uv sync installs fontpkg-fira-code")
    return next(Path(package.origin).parent.rglob("*.ttf"))


def _in_cells(text: re.Match[str]) -> str:
    """Return a run of text with a place for each character: resvg knows no other way to avoid ligatures."""
    left, places = float(text[1]), []
    for character in unescape(text[4]):
        places.append(f"{left:.1f}")
        left += _CELL_WIDTH * cell_len(character)
    return f'x="{" ".join(places)}" y="{text[2]}"{text[3]}>{text[4]}<'
