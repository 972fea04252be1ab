from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from labels import STEPS, SURE, UNSURE, Line, maps

if TYPE_CHECKING:
    from types import ModuleType

SIDE = 128


@pytest.fixture
def loss(torch: ModuleType) -> ModuleType:
    assert torch
    return import_module("loss")


@pytest.fixture
def labels(torch: ModuleType) -> tuple[Any, Any]:
    lines = [
        Line(60, 40, 40, 7, 0.0),
        Line(60, 90, 30, 10, 0.3),
        Line(20, 20, 9, 5, 0, counts=False),
    ]
    cores, thick = maps(lines, SIDE)
    return torch.from_numpy(cores[None]), torch.from_numpy(thick[None])


def answer(torch: ModuleType, labels: tuple[Any, Any], knows: float) -> tuple[Any, Any]:
    """What a network answers that knows as much, 0 nothing and 1 all."""
    cores, thick = labels
    there = (cores.float() / SURE).clamp(max=1) * 2 - 1
    size = 3.3 + (thick.float() / STEPS - 3.3) * knows
    return (there * 8 * knows)[:, None], size[:, None]


def test_the_loss_falls_as_answers_get_better(
    torch: ModuleType, loss: ModuleType, labels: tuple[Any, Any]
) -> None:
    each = [loss.parts(answer(torch, labels, knows), *labels) for knows in (0, 0.25, 0.5, 0.75, 1)]
    totals = [float(loss.total(parts)) for parts in each]
    assert totals == sorted(totals, reverse=True)
    assert totals[-1] < 0.1 * totals[0]
    for number in range(4):
        assert each[-1][number] < each[0][number]


def test_what_is_unsure_costs_nothing(
    torch: ModuleType, loss: ModuleType, labels: tuple[Any, Any]
) -> None:
    logits, size = answer(torch, labels, 0.5)
    other = torch.where((labels[0] == UNSURE)[:, None], 9.0, logits)
    assert (other != logits).any()
    before, after = (loss.parts((one, size), *labels) for one in (logits, other))
    assert torch.equal(before, after)


def test_a_picture_without_text_has_a_finite_loss(torch: ModuleType, loss: ModuleType) -> None:
    cores, thick = (torch.from_numpy(part[None]) for part in maps([], SIDE))
    nothing = (
        torch.full((1, 1, SIDE // 2, SIDE // 2), -8.0),
        torch.full((1, 1, SIDE // 4, SIDE // 4), 3.3),
    )
    assert float(loss.total(loss.parts(nothing, cores, thick))) < 0.01
    assert float(loss.total(loss.parts((-nothing[0], nothing[1]), cores, thick))) > 1


def test_counted_cells_are_those_of_text(
    torch: ModuleType, loss: ModuleType, labels: tuple[Any, Any]
) -> None:
    hit, said, there = loss.counted(answer(torch, labels, 1), labels[0]).tolist()
    assert hit == said == there == np.count_nonzero((labels[0] > SURE // 2) & (labels[0] != UNSURE))
