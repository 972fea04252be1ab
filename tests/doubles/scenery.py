"""Pictures of any size and depth, each kind hard for a codec in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Scene = NDArray[np.float64]
    """Rows x columns x 3, each 0 to 1."""


def speckle(rng: np.random.Generator, rows: int, columns: int) -> Scene:
    """Multiplicative noise around a slow change, as ultrasound has it."""
    slow = gradient(rng, rows, columns)
    return (slow * rng.rayleigh(0.5, (rows, columns, 1))).clip(0, 1)


def grain(rng: np.random.Generator, rows: int = 240, columns: int = 320) -> NDArray[np.float32]:
    """Speckle alone, rows x columns, in grains of some pixels, and less than 1 on average."""
    noise = rng.rayleigh(0.6, (rows, columns)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 1.2), np.float32)


def text(rng: np.random.Generator, rows: int, columns: int) -> Scene:
    """Bright letters on black: the hardest edges there are."""
    canvas = np.zeros((rows, columns, 3), np.uint8)
    for _ in range(max(2, rows * columns // 1500)):
        letters = "".join(map(chr, rng.integers(48, 91, 6)))
        place = int(rng.integers(-10, columns)), int(rng.integers(0, rows + 10))
        color = tuple(map(int, rng.integers(90, 256, 3)))
        cv2.putText(canvas, letters, place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, color, 1, cv2.LINE_AA)
    return canvas / 255


def gradient(rng: np.random.Generator, rows: int, columns: int) -> Scene:
    """Smooth ramps at an angle, another one for each color."""
    y, x = np.mgrid[:rows, :columns]
    angles = rng.uniform(0, 2 * np.pi, 3)
    ramps = np.stack([x * np.cos(a) / columns + y * np.sin(a) / rows for a in angles], axis=-1)
    lowest, span = ramps.min(), np.ptp(ramps)
    return np.asarray((ramps - lowest) / (span or 1.0))


def saturated(rng: np.random.Generator, rows: int, columns: int) -> Scene:
    """Cells of full red, green, blue and what these mix to, at odd places."""
    side = int(rng.integers(3, 12))
    cells = rng.integers(0, 2, (rows // side + 2, columns // side + 2, 3))
    large = np.repeat(np.repeat(cells, side, axis=0), side, axis=1)
    return np.asarray(large[1 : rows + 1, 1 : columns + 1], np.float64)


def mixed(rng: np.random.Generator, rows: int, columns: int) -> Scene:
    """All of them, side by side."""
    parts = [draw(rng, rows, columns) for draw in (speckle, text, gradient, saturated)]
    which = rng.integers(0, 4, (rows // 24 + 1, columns // 24 + 1))
    which = np.repeat(np.repeat(which, 24, axis=0), 24, axis=1)[:rows, :columns]
    return np.asarray(np.take_along_axis(np.stack(parts), which[None, ..., None], axis=0)[0])


SCENES: dict[str, Callable[[np.random.Generator, int, int], Scene]] = {
    "speckle": speckle,
    "text": text,
    "gradient": gradient,
    "saturated": saturated,
    "mixed": mixed,
}


def gray(scene: Scene) -> NDArray[np.float64]:
    """Return the luminance, rows x columns."""
    return np.asarray(scene @ np.array([0.299, 0.587, 0.114]))


def quantized(scene: NDArray[np.float64], bits: int) -> NDArray[np.unsignedinteger]:
    """Return unsigned values of so many bits, in the narrowest words of 8, 16, 32 or 64 bits."""
    size = next(size for size in (1, 2, 4, 8) if bits <= 8 * size)
    top = float(2 ** min(bits, 52) - 1)
    return np.asarray(np.rint(scene * top).astype(f"u{size}") << max(0, bits - 52))
