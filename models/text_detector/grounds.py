"""What is under texts: anatomy, paper and panels, all made; no picture of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from anatomy import (
    bands,
    body,
    counts,
    layered,
    mesh,
    radiograph,
    tinted,
    tissue_in_color,
    ultrasound,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

    from fields import Fields

    Plane = NDArray[np.float32]
    Maker = Callable[[Fields, Generator, int], Plane]


def ground(fields: Fields, chance: Generator, size: int) -> Plane:
    """Return a picture, size x size x 3, 0..255, without text."""
    maker = SHARES[int(chance.choice(len(SHARES), p=[share for _, share in SHARES]))][0]
    made = maker(fields, chance, size)
    if made.ndim == 2:
        made = tinted(made, chance)
    if chance.random() < 0.3:
        grain = chance.normal(0, chance.choice((1.0, 2.0, 4.0, 8.0)), made.shape[:2])
        return _kept(made + grain[..., None])
    return _kept(made)


def _kept(made: NDArray[Any]) -> Plane:
    return np.ascontiguousarray(np.clip(made, 0, 255), np.float32)


def flat(fields: Fields, chance: Generator, size: int) -> Plane:
    """One color, mostly black."""
    del fields
    draw = chance.random()
    if draw < 0.55:
        level = float(chance.choice((0, 0, 0, 0, 4, 8, 16, 16, 24)))
        return np.full((size, size), level, np.float32)
    if draw < 0.7:
        return np.full((size, size), chance.uniform(0, 255), np.float32)
    color = chance.uniform(0, 255, 3) * chance.uniform(0.15, 1)
    return np.broadcast_to(color, (size, size, 3)).astype(np.float32)


def gradient(fields: Fields, chance: Generator, size: int) -> Plane:
    """One color that runs into another."""
    x, y = mesh(size)
    angle = chance.uniform(0, 2 * np.pi)
    share = np.clip(0.5 + 0.5 * (x * np.cos(angle) + y * np.sin(angle)), 0, 1)[..., None]
    if chance.random() < 0.3:
        share = np.clip(0.5 + 0.25 * fields.smooth(chance, size), 0, 1)[..., None]
    first, second = chance.uniform(0, 255, (2, 3))
    if chance.random() < 0.5:
        first, second = (np.full(3, chance.uniform(0, 255)) for _ in range(2))
    return np.asarray(first * share + second * (1 - share), np.float32)


def noise(fields: Fields, chance: Generator, size: int) -> Plane:
    """Noise of any spectrum, as it is."""
    made = chance.uniform(0, 255) + chance.uniform(3, 60) * fields.cloud(chance, size)
    if chance.random() < 0.3:
        made = made * fields.speckle(chance, size)
    return np.asarray(made, np.float32)


def paper(fields: Fields, chance: Generator, size: int) -> Plane:
    """A scanned page, white or nearly so, or the pink grid of an ECG."""
    made = 245 - np.abs(fields.smooth(chance, size)) * chance.uniform(0, 14)
    made = made[..., None] * np.array([1, chance.uniform(0.9, 1), chance.uniform(0.8, 1)])
    if chance.random() < 0.4:
        pitch = int(chance.integers(4, 14))
        color = np.array([chance.uniform(200, 255), *([chance.uniform(120, 220)] * 2)])
        share = np.zeros((size, size, 1), np.float32)
        share[::pitch] = share[:, ::pitch] = 0.4
        share[:: pitch * 5] = share[:, :: pitch * 5] = 0.9
        made = made * (1 - share) + color * share
    return np.asarray(made, np.float32)


def panels(fields: Fields, chance: Generator, size: int) -> Plane:
    """Windows, buttons and bars of a console."""
    del fields
    made = np.empty((size, size, 3), np.float32)
    made[:] = chance.uniform(0, 120) * chance.uniform(0.8, 1, 3)
    for _ in range(int(chance.integers(2, 14))):
        left, top = (int(v) for v in chance.integers(-40, size, 2))
        right, bottom = left + int(chance.integers(20, size)), top + int(chance.integers(10, 120))
        low, high = chance.uniform(0, 255, 2)
        tint = chance.uniform(0.5, 1, 3) if chance.random() < 0.5 else np.ones(3)
        fill = (low * tint).tolist()
        cv2.rectangle(made, (left, top), (right, bottom), fill, -1)
        if chance.random() < 0.6:
            cv2.rectangle(made, (left, top), (right, bottom), (high * tint).tolist(), 1)
    return made


def joined(fields: Fields, chance: Generator, size: int) -> Plane:
    """Two grounds side by side: texts run from one onto the other."""
    first, second = (ground(fields, chance, size) for _ in range(2))
    at = int(chance.integers(size // 5, size * 4 // 5))
    if chance.random() < 0.5:
        first[at:] = second[at:]
    else:
        first[:, at:] = second[:, at:]
    return first


SHARES: tuple[tuple[Maker, float], ...] = (
    (flat, 0.12),
    (gradient, 0.04),
    (ultrasound, 0.18),
    (body, 0.06),
    (radiograph, 0.11),
    (noise, 0.05),
    (paper, 0.05),
    (tissue_in_color, 0.05),
    (panels, 0.07),
    (joined, 0.1),
    (layered, 0.09),
    (bands, 0.05),
    (counts, 0.03),
)
"""How often each ground is made."""
