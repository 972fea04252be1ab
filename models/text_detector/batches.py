"""Batches of training pictures: taken from shards in random order, and changed by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

    Bytes = NDArray[np.uint8]
    Levels = NDArray[np.float32]

TURNED, MIRRORED, INVERTED, RECOLORED, BENT, DIMMED, GRAINED = 0.3, 0.04, 0.35, 0.3, 0.25, 0.2, 0.15
"""How often each of these is done to a picture."""

SLANTED = 0.15
"""And how often it is turned by any angle: few of the texts that were drawn stand so."""


class Shards:
    """Pictures, cores and thicknesses of a folder, as shards.py writes them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._chance = folder, np.random.default_rng(seed)
        self._numbers = sorted(int(path.stem[1:]) for path in folder.glob("t*.npy"))

    def batch(self, size: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return pictures, cores and thicknesses of a batch, half of each of two shards."""
        taken = []
        for number in self._chance.choice(self._numbers, 2):
            shard = self._load(int(number))
            start = int(self._chance.integers(0, len(shard[0]) - size // 2 + 1))
            taken.append([part[start : start + size // 2] for part in shard])
        pictures, cores, thick = (np.concatenate(parts) for parts in zip(*taken, strict=True))
        made = [
            _changed(*parts, self._chance) for parts in zip(pictures, cores, thick, strict=True)
        ]
        return _tensors(*zip(*made, strict=True))

    def all(self, size: int, most: int) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """Yield batches of the first pictures of each shard, as they are."""
        for number in self._numbers:
            shard = self._load(number)
            for start in range(0, min(most, len(shard[0])), size):
                yield _tensors(*(part[start : start + size] for part in shard))

    def _load(self, number: int) -> tuple[Bytes, ...]:
        files = (self._folder / f"{letter}{number:04}.npy" for letter in "pct")
        return tuple(np.load(file, mmap_mode="r") for file in files)


def _tensors(pictures: object, cores: object, thick: object) -> tuple[Tensor, Tensor, Tensor]:
    shown = np.ascontiguousarray(np.asarray(pictures, np.float32).transpose(0, 3, 1, 2))
    labels = [torch.from_numpy(np.array(part, np.uint8)) for part in (cores, thick)]
    return torch.from_numpy(shown), labels[0], labels[1]


def _changed(
    picture: Bytes, core: Bytes, thick: Bytes, chance: np.random.Generator
) -> tuple[Levels, Bytes, Bytes]:
    """Return a picture and its maps turned or mirrored, the picture in other levels too."""
    turns = int(chance.integers(1, 4)) if chance.random() < TURNED else 0
    step = -1 if chance.random() < MIRRORED else 1
    shown, labels, sizes = (np.rot90(part, turns)[:, ::step] for part in (picture, core, thick))
    if chance.random() < SLANTED:
        angle = float(chance.uniform(0, 360))
        shown = _slanted(shown, angle, cv2.INTER_LINEAR)
        labels, sizes = (_slanted(part, angle, cv2.INTER_NEAREST) for part in (labels, sizes))
    return _relit(shown.astype(np.float32), chance), labels, sizes


def _slanted(part: Bytes, angle: float, how: int) -> Bytes:
    """Return a picture or a map turned around its middle, mirrored where nothing is."""
    middle = (part.shape[0] - 1) / 2
    matrix = cv2.getRotationMatrix2D((middle, middle), angle, 1.0)
    size = (part.shape[1], part.shape[0])
    turned = cv2.warpAffine(
        np.ascontiguousarray(part), matrix, size, flags=how, borderMode=cv2.BORDER_REFLECT
    )
    return np.asarray(turned, np.uint8)


def _relit(levels: Levels, chance: np.random.Generator) -> Levels:
    """Return levels inverted, bent, dimmed, their colors exchanged, and with grain, by chance."""
    if chance.random() < INVERTED:
        levels = 255 - levels
    if chance.random() < RECOLORED:
        levels = levels[..., chance.permutation(3)]
    if chance.random() < BENT:
        bend = np.float32(np.exp(chance.uniform(-0.6, 0.6)))
        levels = np.asarray(255 * (levels / 255) ** bend, np.float32)
    if chance.random() < DIMMED:
        gain = float(chance.uniform(0.5, 1.2))
        levels = levels * gain + float(chance.uniform(0, 255 * max(0.0, 1 - gain)))
    if chance.random() < GRAINED:
        levels = levels + chance.standard_normal(levels.shape[:2], np.float32)[..., None] * 3
    return np.clip(levels, 0, 255)
