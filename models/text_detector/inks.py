"""Puts the coverage of a text onto what is under it, in the dress of its style."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from styles import Style

    Plane = NDArray[np.float32]

TOO_NEAR = 12
"""A color that differs from the ground's by less than this is inverted; levels."""

RIM = 0.25
"""What an outline or a shadow adds to a contrast."""


def dressed(before: Plane, share: Plane, look: Style, chance: Generator) -> Plane:
    """Return levels, rows x columns x 3, with ink where coverage is."""
    mean = before.reshape(-1, 3).mean(axis=0)
    ink = np.array(look.color, np.float32) if look.color else _against(mean, look)
    if look.color and np.abs(ink - mean).max() < TOO_NEAR:
        ink = 255 - ink
    under = before
    if look.dress == "panel":
        fill = ink + (128 - ink) * chance.uniform(0.3, 1) if chance.random() < 0.4 else 255 - ink
        under = before * 0 + fill.astype(np.float32)
    elif look.dress == "outline":
        rim = cv2.dilate(share, np.ones((3, 3), np.uint8))[..., None]
        under = before + ((255 - ink) - before) * rim
    elif look.dress == "shadow":
        step = int(chance.integers(1, 3))
        rim = np.roll(share, (step, step), (0, 1))[..., None]
        under = before + (mean * 0.2 - before) * rim
    after = under + (ink - under) * share[..., None] * np.float32(look.opacity)
    return np.asarray(np.clip(after, 0, 255), np.float32)


def _against(mean: NDArray[np.float32], look: Style) -> NDArray[np.float32]:
    """Return a color that differs from the ground's by the style's contrast."""
    way = np.random.default_rng(look.seed)
    step = np.ones(3)
    if way.random() < 0.4:
        step = way.uniform(-1, 1, 3)
        step /= np.abs(step).max()
    sign = 1 if mean.mean() < way.uniform(60, 200) else -1
    return np.asarray(np.clip(mean + sign * step * look.contrast * 255, 0, 255), np.float32)


def contrast(before: Plane, after: Plane, share: Plane, look: Style) -> tuple[float, float]:
    """Return how far ink differs from what is around it, and the grain there; both 0..1."""
    ink, ground = share > 0.6, share < 0.05
    if not ink.any() or not ground.any():
        return 1.0, 0.0
    paper = after if look.dress == "panel" else before
    inked, around = after[ink].mean(axis=0), paper[ground].mean(axis=0)
    gray = paper.mean(axis=2)
    grain = gray - cv2.GaussianBlur(gray, (0, 0), max(2.0, look.height / 2))
    rim = RIM if look.dress in {"outline", "shadow"} else 0.0
    return float(np.abs(inked - around).max()) / 255 + rim, float(grain[ground].std()) / 255
