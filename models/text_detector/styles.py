"""How texts are to look, and what they say, by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

import strings
from furniture import color

if TYPE_CHECKING:
    from numpy.random import Generator

DENSE = frozenset({"han", "kanji", "hangul", "hiragana", "katakana", "devanagari", "thai"})
"""Scripts that nobody can read when they are less than `DENSE_HEIGHT` high."""

DENSE_HEIGHT = 8.0

HEIGHTS = ((0.4, 5, 11), (0.8, 8, 20), (0.94, 14, 32), (1.0, 24, 64))
"""A draw below the first picks least and largest pixels of capitals."""

DRESSES = ("plain",) * 12 + ("outline", "outline", "shadow", "shadow", "panel", "panel")


@dataclass(frozen=True)
class Style:
    """How texts that belong together look. The same seed draws in the same face.

    Height is that of capitals in pixels, angle in degrees, contrast and opacity 0..1; without a
    color the text differs from what is under it by the contrast.
    """

    seed: int
    script: str
    height: float
    angle: float
    color: tuple[float, ...] | None
    contrast: float
    dress: str
    opacity: float


def style(chance: Generator, *, script: str = "") -> Style:
    """Return how a text is to look."""
    draw = chance.random()
    low, high = next((low, high) for below, low, high in HEIGHTS if draw < below)
    height = float(np.exp(chance.uniform(np.log(low), np.log(high))))
    if not script:
        foreign = chance.random() < 0.25
        script = strings.one_of(chance, strings.SCRIPTS) if foreign else "latin"
    return Style(
        seed=int(chance.integers(1 << 40)),
        script=script,
        height=max(height, DENSE_HEIGHT) if script in DENSE else height,
        angle=_angle(chance),
        color=color(chance) if chance.random() < 0.6 else None,
        contrast=float(np.exp(chance.uniform(np.log(0.04), np.log(0.6)))),
        dress=strings.one_of(chance, DRESSES),
        opacity=1.0 if chance.random() < 0.75 else float(chance.uniform(0.5, 1)),
    )


def _angle(chance: Generator) -> float:
    draw = chance.random()
    if draw < 0.58:
        return 0.0
    if draw < 0.83:
        return float(chance.choice((90, 90, 270, 270, 180)))
    return float(chance.uniform(-32, 32) if draw < 0.96 else chance.uniform(0, 360))


def said(chance: Generator, script: str) -> str:
    """Return a text in a script."""
    if script != "latin":
        return strings.foreign(chance, script)
    return strings.LATIN[int(chance.integers(len(strings.LATIN)))](chance)
