"""The faces texts are drawn in: the fonts of a folder, strokes, and dot matrices."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pens import dots, segments, strokes

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]


@dataclass(frozen=True)
class Faces:
    """Font files by the script they write, those of a family together."""

    files: dict[str, tuple[tuple[str, ...], ...]]

    def draw(self, chance: Generator, script: str, text: str, height: float) -> Plane:
        """Return the coverage, 0..1, of a line whose capitals are about so many pixels high."""
        if script == "latin" and text.isascii():
            kind = chance.random()
            if kind < 0.12:
                return strokes(chance, text, height)
            if kind < 0.24:
                return dots(chance, text, height)
            if kind < 0.5 and set(text) <= set("0123456789:.- "):
                return segments(chance, text, height)
        elif script == "latin":
            script = "accented"
        if script not in self.files:
            return strokes(chance, text, height)
        return outline(chance, self.files[script], text, height)


def outline(
    chance: Generator, families: tuple[tuple[str, ...], ...], text: str, height: float
) -> Plane:
    """Draw with a font file, smooth or not."""
    family = families[int(chance.integers(len(families)))]
    file = family[int(chance.integers(len(family)))]
    font = _font(file, max(5, round(height / _capital(file))))
    left, top, right, bottom = font.getbbox(text)
    size = (max(1, int(right - left)) + 4, max(1, int(bottom - top)) + 4)
    page = Image.new("L", size)
    pen = ImageDraw.Draw(page)
    pen.fontmode = "1" if chance.random() < 0.25 else "L"
    bold = 1 if height > 14 and chance.random() < 0.07 else 0
    pen.text((2 - left, 2 - top), text, 255, font=font, stroke_width=bold)
    return np.asarray(page, np.float32) / np.float32(255)


@lru_cache(maxsize=3000)
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=2000)
def _capital(file: str) -> float:
    """Return how high capitals are, as a share of the font's size."""
    font = ImageFont.truetype(file, 100, layout_engine=ImageFont.Layout.BASIC)
    for letter in "H0一가あ":
        box = font.getbbox(letter)
        if box[3] - box[1] > 20:
            return float(box[3] - box[1]) / 100
    return 0.7


def load(folder: Path) -> Faces:
    """Return the faces of a folder that fonts.py has indexed; strokes and dots alone otherwise."""
    if not (folder / "faces.json").exists():
        return Faces({})
    listed = json.loads((folder / "faces.json").read_text(encoding="utf-8"))
    return Faces({script: _families(folder, files) for script, files in listed.items() if files})


def _families(folder: Path, files: list[str]) -> tuple[tuple[str, ...], ...]:
    found: dict[str, list[str]] = {}
    for file in files:
        path = Path(file)
        # Weights of a family share the start of their names; old screens' fonts are many families.
        start = path.stem if path.stem.startswith("Px") else path.stem[:5]
        found.setdefault(f"{path.parent.name}/{start}", []).append(str(folder / file))
    return tuple(tuple(family) for family in found.values())
