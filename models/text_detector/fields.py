"""Random fields: a bank of large noises made once, of which grounds take random cuts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]

SIDE = 1024
"""Rows and columns of a field."""

POWERS = (1.0, 1.6, 2.2, 2.6, 3.0, 3.6)
"""How steeply a cloud's spectrum falls with frequency."""

GRAINS = ((0.6, 0.6), (0.9, 0.9), (1.6, 0.8), (2.4, 0.9), (3.5, 1.3), (1.2, 2.0))
"""Widths of speckle across and along the beam, in pixels, as deviations of Gaussians."""


@dataclass(frozen=True)
class Fields:
    """Clouds with mean 0 and deviation 1, and speckle: Rayleigh amplitudes with mean 1."""

    clouds: tuple[Plane, ...]
    speckles: tuple[Plane, ...]

    def cloud(self, chance: Generator, size: int) -> Plane:
        """Return a cut of a cloud, deviation about 1."""
        return cut(self.clouds[chance.integers(len(self.clouds))], chance, size)

    def smooth(self, chance: Generator, size: int) -> Plane:
        """Return a cut of one of the two smoothest clouds."""
        return cut(self.clouds[-1 - int(chance.integers(2))], chance, size)

    def speckle(self, chance: Generator, size: int) -> Plane:
        """Return a cut of speckle."""
        return cut(self.speckles[chance.integers(len(self.speckles))], chance, size, zoom=1.6)


def bank(seed: int) -> Fields:
    """Make the fields of a seed."""
    chance = np.random.default_rng(seed)
    clouds = tuple(_cloud(chance, power) for power in POWERS)
    return Fields(clouds, tuple(_speckle(chance, *grain) for grain in GRAINS))


def cut(field: Plane, chance: Generator, size: int, *, zoom: float = 2.5) -> Plane:
    """Return a square of a field, enlarged by a random factor, mirrored or turned by chance."""
    taken = int(size / chance.uniform(1.0, zoom))
    top, left = chance.integers(0, SIDE - taken, 2)
    part = field[top : top + taken, left : left + taken]
    part = np.asarray(cv2.resize(part, (size, size), interpolation=cv2.INTER_LINEAR), np.float32)
    if chance.random() < 0.5:
        part = part[:, ::-1]
    return part if chance.random() < 0.8 else np.asarray(part.T, np.float32)


def _cloud(chance: Generator, power: float) -> Plane:
    white = np.fft.rfft2(chance.standard_normal((SIDE, SIDE)))
    y, x = np.fft.fftfreq(SIDE)[:, None] * SIDE, np.fft.rfftfreq(SIDE)[None] * SIDE
    made = np.fft.irfft2(white * np.maximum(1.0, np.hypot(y, x)) ** (-power / 2), s=(SIDE, SIDE))
    return np.asarray((made - made.mean()) / made.std(), np.float32)


def _speckle(chance: Generator, across: float, along: float) -> Plane:
    parts = chance.standard_normal((2, SIDE, SIDE)).astype(np.float32)
    real, imaginary = (cv2.GaussianBlur(p, (0, 0), sigmaX=across, sigmaY=along) for p in parts)
    amplitude = np.hypot(real, imaginary)
    return np.asarray(amplitude / amplitude.mean(), np.float32)
