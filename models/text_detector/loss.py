"""How far answers are from what they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from labels import STEPS, SURE, UNSURE

if TYPE_CHECKING:
    from torch import Tensor

HARDEST = 3
"""So many times as many cells without text as with count: those most taken for text."""

FEWEST = 64
"""But at least so many of each picture."""

SMOOTH = 20.0
"""Cells added to both sides of the overlap, for pictures with little text or none."""

THICKNESS = 0.3
"""The weight of thicknesses, in doublings."""


def parts(answer: tuple[Tensor, Tensor], cores: Tensor, thick: Tensor) -> Tensor:
    """Return entropy inside of cores, on hard cells outside, loss of overlap, and of thickness."""
    logits, size = answer[0][:, 0], answer[1][:, 0]
    counts = (cores != UNSURE).float()
    target = (cores.float() / SURE).clamp(max=1) * counts
    entropy = functional.binary_cross_entropy_with_logits(logits, target, reduction="none") * counts
    positive = (target > 1 / 4).float()
    inside = (entropy * positive).sum() / positive.sum().clamp(min=1)
    negative = (entropy * (1 - positive)).flatten()
    number = max(FEWEST * len(cores), int(HARDEST * positive.sum()))
    outside = negative.topk(min(number, negative.numel() // 2))[0].mean()
    chance = torch.sigmoid(logits) * counts
    both = (chance * target).sum((1, 2))
    each = chance.square().sum((1, 2)) + target.square().sum((1, 2))
    overlap = 1 - ((2 * both + SMOOTH) / (each + SMOOTH)).mean()
    there = (thick > 0).float()
    off = functional.smooth_l1_loss(size, thick.float() / STEPS, reduction="none", beta=0.2)
    return torch.stack([inside, outside, overlap, (off * there).sum() / there.sum().clamp(min=1)])


def total(each: Tensor) -> Tensor:
    """Return the loss of its parts."""
    return each[:3].sum() + THICKNESS * each[3]


def counted(answer: tuple[Tensor, Tensor], cores: Tensor) -> Tensor:
    """Return how many cells of text were found, how many were said to be, and how many are."""
    counts = cores != UNSURE
    said, real = (answer[0][:, 0] > 0) & counts, (cores > SURE // 2) & counts
    return torch.stack([(said & real).sum(), said.sum(), real.sum()]).float()
