"""What screens draw that is no text: rulers, calipers, traces, spectra, bars, grids, marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphs import bars, checks, grid, ruler, spectrum, trace, wedge
from marks import arrow, blobs, caliper, dotted, icon, needle, outline, window

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]
    Color = tuple[float, float, float]
    Maker = Callable[[Plane, Generator, Color], None]


def furnish(page: Plane, chance: Generator) -> None:
    """Draw some furniture on a picture, size x size x 3, 0..255, in place."""
    for _ in range(int(chance.choice(6, p=(0.25, 0.25, 0.2, 0.15, 0.1, 0.05)))):
        MAKERS[int(chance.integers(len(MAKERS)))](page, chance, color(chance))


def color(chance: Generator) -> Color:
    """Return a color as screens have them, most often white or gray."""
    level = float(chance.uniform(60, 255))
    if chance.random() < 0.55:
        return (level, level, level)
    picked = np.array(_COLORS[int(chance.integers(len(_COLORS)))]) * level
    return (float(picked[0]), float(picked[1]), float(picked[2]))


_COLORS = (
    (1, 1, 0),
    (0, 1, 0),
    (0, 1, 1),
    (1, 0.6, 0),
    (1, 0, 0),
    (0.4, 0.6, 1),
    (1, 0, 1),
    (0.7, 1, 0.7),
    (1, 0.9, 0.6),
)

MAKERS: tuple[Maker, ...] = (
    ruler,
    ruler,
    ruler,
    caliper,
    caliper,
    dotted,
    trace,
    trace,
    spectrum,
    spectrum,
    wedge,
    wedge,
    grid,
    needle,
    needle,
    arrow,
    icon,
    icon,
    icon,
    window,
    outline,
    bars,
    blobs,
    checks,
)
"""One of these is taken: what is listed more often is made more often."""
