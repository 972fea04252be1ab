from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fields
from faces import Faces
from labels import STEPS, SURE, UNSURE, Line, maps
from scenes import picture_and_lines
from scrub.ocr.cores import lines
from sheets import INK, Sheet
from styles import said, style

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

SIDE = 256
SEEDS = st.integers(0, 1 << 40)
WHITE = (255.0, 255.0, 255.0)


@cache
def bank() -> fields.Fields:
    return fields.bank(7)


def written(seed: int, *, angle: float | None = 0.0) -> Sheet:
    """White texts on black and nothing else."""
    chance = np.random.default_rng(seed)
    made = Sheet(np.zeros((SIDE, SIDE, 3), np.float32), Faces({}), chance)
    for _ in range(4):
        look = replace(style(chance, script="latin"), color=WHITE, dress="plain", opacity=1.0)
        look = look if angle is None else replace(look, angle=angle)
        made.write(look, said(chance, "latin"), None)
    return made


def filled(quads: list[NDArray[np.float32]]) -> Mask:
    page = np.zeros((SIDE, SIDE), np.uint8)
    for quad in quads:
        cv2.fillConvexPoly(page, np.round(quad * 16).astype(np.int32), 1, cv2.LINE_8, 4)
    return page > 0


def box(line: Line, grown: float = 0.0) -> Mask:
    return filled([line.corners(line.half_length + grown, line.half_thickness + grown)])


def decoded(cores: NDArray[np.uint8], thick: NDArray[np.uint8]) -> Mask:
    """What the decoder boxes, given the labels as a network that knows them would answer."""
    sure = np.where(cores == UNSURE, 0, np.minimum(cores, SURE)).astype(np.float32)
    found = lines(sure / np.float32(SURE), thick.astype(np.float32) / np.float32(STEPS))
    return filled([line.corners for line in found])


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from([0.0, 90.0, 180.0, 270.0, None]))
def test_all_ink_is_in_lines_and_each_line_has_ink(seed: int, angle: float | None) -> None:
    made = written(seed, angle=angle)
    ink = made.page[..., 0] > 255 * 0.5
    inside = np.zeros_like(ink)
    for line in made.lines:
        inside |= box(line, 1.5)
        if line.counts:
            assert (made.page[box(line)] > 255 * INK).any()
    assert not (ink & ~inside).any()


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_cores_are_in_lines_of_ink_and_every_line_that_counts_has_one(seed: int) -> None:
    made = written(seed)
    cores, thick = maps(made.lines, SIDE)
    sure = np.kron((cores >= SURE // 2) & (cores != UNSURE), np.ones((2, 2), bool))
    sized = np.kron(thick > 0, np.ones((4, 4), bool))
    allowed = np.zeros_like(sure)
    for line in (line for line in made.lines if line.counts):
        inside = box(line)
        assert (made.page[inside] > 255 * INK).any()
        assert sure[inside].any()
        assert sized[inside].any()
        allowed |= box(line, 1.0)
    assert not (sure & ~allowed).any()


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_a_level_line_is_as_large_as_its_ink(seed: int) -> None:
    chance = np.random.default_rng(seed)
    made = Sheet(np.zeros((SIDE, SIDE, 3), np.float32), Faces({}), chance)
    look = replace(style(chance, script="latin"), color=WHITE, dress="plain", opacity=1.0)
    made.write(replace(look, angle=0.0, height=12.0), "AB12", (20, 30))
    (line,) = made.lines
    rows, columns = np.nonzero(made.page[..., 0] > 255 * INK)
    assert line.half_length == pytest.approx((np.ptp(columns) + 1) / 2, abs=0.6)
    assert line.half_thickness == pytest.approx((np.ptp(rows) + 1) / 2, abs=0.6)
    assert line.x == pytest.approx((columns.min() + columns.max()) / 2, abs=0.6)
    assert line.y == pytest.approx((rows.min() + rows.max()) / 2, abs=0.6)


def test_what_no_eye_sees_is_unsure_and_no_core() -> None:
    line = Line(100, 100, 40, 8, 0.0, counts=False)
    cores, thick = maps([line], SIDE)
    assert set(np.unique(cores)) == {0, UNSURE}
    assert not thick.any()


def test_a_core_is_a_fifth_smaller_on_each_side() -> None:
    cores, thick = maps([Line(100, 100, 60, 10, 0.0)], SIDE)
    rows, columns = np.nonzero(cores == SURE)
    assert 2 * (np.ptp(rows) + 1) == pytest.approx(20 - 2 * 0.2 * 20, abs=2)
    assert 2 * (np.ptp(columns) + 1) == pytest.approx(120 - 2 * 0.2 * 20, abs=2)
    assert set(np.unique(thick)) == {0, round(STEPS * np.log2(20))}


def test_the_decoder_finds_the_lines_that_the_labels_tell() -> None:
    found, short = 0, []
    for seed in range(60):
        _, lines = picture_and_lines(bank(), Faces({}), np.random.default_rng(seed), SIDE)
        told = decoded(*maps(lines, SIDE))
        for line in lines:
            place = box(line)
            if line.counts and place.any():
                share = float(told[place].mean())
                found += share >= 0.9
                short += [] if share >= 0.9 else [(seed, line, share)]
    assert found > 300
    assert len(short) <= 0.01 * found, short


@settings(max_examples=30, deadline=None)
@given(
    st.floats(-90, 90), st.floats(5, 40), st.floats(1.0, 8.0), st.floats(-3, 3), st.floats(-3, 3)
)
def test_the_decoder_covers_a_line_at_any_angle(
    angle: float, thick: float, long: float, x: float, y: float
) -> None:
    half = min(100.0, thick * long / 2)
    line = Line(128 + x, 128 + y, half, thick / 2, float(np.radians(angle)))
    told = decoded(*maps([line], SIDE))
    assert told[box(line)].mean() >= 0.9
    assert told.sum() <= 2.2 * box(line, 2.5).sum()
