"""The pictures that are committed: complete, small, free of the web, and what the console looks like now."""

from __future__ import annotations

import re
import struct
from html import unescape
from pathlib import Path

import pytest

import screenshots
from screenshots.drawing import png_width
from screenshots.render import main
from screenshots.scenes import SCENES, Scene
from screenshots.stage import open_stage

FOLDER = Path(screenshots.__file__).parent
MAX_PNG_BYTES = 300_000
LAST_GLYPH = 0x27FF
"""Above it the packaged font draws boxes."""

every_scene = pytest.mark.parametrize("scene", SCENES.values(), ids=list(SCENES))


@every_scene
def test_the_svg_needs_nothing_from_the_web(scene: Scene) -> None:
    svg = (FOLDER / f"{scene.name}.svg").read_text(encoding="utf-8")
    assert "@font-face" not in svg
    assert not re.search(r"(?:url\(|href=)[\"']?https?:", svg)


@every_scene
def test_every_sign_has_a_glyph(scene: Scene) -> None:
    svg = (FOLDER / f"{scene.name}.svg").read_text(encoding="utf-8")
    shown = {sign for text in re.findall(r"<text[^>]*>([^<]*)<", svg) for sign in unescape(text)}
    assert shown
    assert [sign for sign in shown if ord(sign) > LAST_GLYPH] == []


@every_scene
def test_the_png_is_of_its_svg(scene: Scene) -> None:
    svg = (FOLDER / f"{scene.name}.svg").read_text(encoding="utf-8")
    png = (FOLDER / f"{scene.name}.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(png) < MAX_PNG_BYTES
    width, height = struct.unpack(">II", png[16:24])
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found is not None
    assert width == png_width(svg)
    assert height == pytest.approx(width * float(found[2]) / float(found[1]), abs=1)


@every_scene
def test_the_name_says_the_size(scene: Scene) -> None:
    assert scene.name.endswith(f"-{scene.size[0]}x{scene.size[1]}")


@pytest.mark.parametrize("name", ["sites-80x24", "jobs-80x24"])
def test_a_picture_drawn_again_is_the_same(name: str, tmp_path: Path) -> None:
    for run in ("one", "two"):
        assert main(["--only", name, "--out", str(tmp_path / run)]) == 0
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == [f"{name}.png", f"{name}.svg"]
    for file in names:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    committed = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    now = (tmp_path / "one" / f"{name}.svg").read_text(encoding="utf-8")
    assert now == committed, "the console looks different: run `uv run python screenshots/render.py`"


def test_an_unknown_scene_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--only", "nothing"])
    assert end.value.code == 2
    assert "sites-80x24" in capsys.readouterr().err


async def test_a_scene_that_waits_for_nothing_ends() -> None:
    async with open_stage("calm-day", (80, 24)) as stage:
        with pytest.raises(RuntimeError, match="scene hangs"):
            await stage.pass_time_until(lambda: False)


async def test_a_site_that_is_not_there_is_not_chosen() -> None:
    async with open_stage("calm-day", (80, 24)) as stage:
        with pytest.raises(RuntimeError, match="no site was chosen"):
            await stage.choose("nowhere")
