"""Draws the pictures of the README: `uv run python screenshots/render.py [--only NAME] [--out DIR]`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from screenshots.drawing import png_of, without_web_fonts
from screenshots.scenes import SCENES, Scene, play


def main(words: list[str] | None = None) -> int:
    """Draw the scenes that `words` name, all by default, and return the exit code."""
    parser = argparse.ArgumentParser(description="Draws the pictures of the README.")
    parser.add_argument("--only", choices=SCENES, metavar="NAME", help=f"one of {', '.join(SCENES)}")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, metavar="DIR")
    arguments = parser.parse_args(words)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for scene in SCENES.values():
        if arguments.only in (None, scene.name):
            render(scene, arguments.out)
    return 0


def render(scene: Scene, folder: Path) -> None:
    """Play one scene and write `NAME.svg` and `NAME.png` into `folder`."""
    svg = without_web_fonts(asyncio.run(play(scene)))
    png = png_of(svg)
    (folder / f"{scene.name}.svg").write_text(svg, encoding="utf-8")
    (folder / f"{scene.name}.png").write_bytes(png)
    print(f"{scene.name}: svg {len(svg) / 1000:.0f} kB, png {len(png) / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
