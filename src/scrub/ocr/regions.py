"""From a map of probabilities to boxes around lines of text: thresholds, outlines, corners."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrub.model.geometry import Rect
from scrub.model.text import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PROBABILITY = 0.2
"""A pixel of text has at least this."""

BOX_SCORE = 0.3
"""A box of text has at least this mean."""

UNCLIP = 1.6
"""How far the detector's shrunken boxes are grown, as area over perimeter."""

SOLID = 0.9
"""A region that fills less of its box than this may be several lines that touch."""

TIGHTER = (0.4, 0.6, 0.8)
"""The probabilities at which such lines are told apart, one after another."""

TEXT_SCORE = 0.55
"""Only a region with at least this mean is worth telling apart: below it are textures."""

THINNER = 0.7
"""Lines told apart are thinner than this share of what they made together."""

NEARLY_LEVEL = 4.0
"""Degrees within which a line is taken as level, or as upright: chance tilts short ones."""

RISE = 0.7
"""So is one that rises by less of its thickness: slightly turned boxes reach far beyond it."""

PAD = 1.0
"""Pixels added on each side, so that anti-aliased edges are inside."""

BELOW = 0.3
"""Lines one below the other share so much of the narrower one's width."""

TOUCH = 2
"""Their cores overlap by no more than so many pixels."""

THINNEST = 2
"""A line is at least so thick in the detector's shrunken map, in pixels."""

Corners = NDArray[np.float32]
Outline = NDArray[np.int32]


def regions(probabilities: NDArray[np.float32]) -> list[TextBox]:
    """Return the boxes of text that a map of probabilities shows, rows x columns, 0..1."""
    found = (
        placed(corners, score, probabilities.shape) for corners, score in _boxes(probabilities)
    )
    return [box for box in found if box]


def _boxes(probabilities: NDArray[np.float32]) -> list[tuple[Corners, float]]:
    found: list[tuple[Outline, float]] = []
    for contour in _outlines(probabilities, PROBABILITY):
        score = _mean_inside(probabilities, contour)
        if score < BOX_SCORE:
            continue
        # A part of a texture is as bright as a part of a line; the whole region's mean is what
        # tells them from each other, so parts are scored by it.
        parts = _lines(probabilities, contour) if score >= TEXT_SCORE else [contour]
        found += [(part, score) for part in parts]
    cores = [_bounds(contour) for contour, _ in found]
    return [
        (_parted(_unclip(contour), core, cores), score)
        for (contour, score), core in zip(found, cores, strict=True)
    ]


def _bounds(contour: Outline) -> Rect:
    x, y, width, height = cv2.boundingRect(contour)
    return Rect(x, y, x + width, y + height)


def _parted(corners: Corners, core: Rect, cores: Sequence[Rect]) -> Corners:
    """Return a box without what of it lies beyond the middle between it and a neighbor.

    Boxes are drawn wider than their cores; those of lines that nearly touch would each take in
    half of the other. Slanted boxes stay as they are.
    """
    ordered = np.array(_from_top_left(corners), np.float32)
    if abs(ordered[0, 1] - ordered[1, 1]) > 1:
        return corners
    # What is done to level lines below each other is done to upright ones side by side, turned.
    upright = core.height > core.width
    axis = 0 if upright else 1
    low, high = float(corners[:, axis].min()), float(corners[:, axis].max())
    own = _turned(core, upright)
    for other in (_turned(rect, upright) for rect in cores):
        shared = min(own.right, other.right) - max(own.left, other.left)
        if shared < BELOW * min(own.width, other.width):
            continue
        if own.bottom - TOUCH <= other.top:
            high = min(high, (own.bottom + other.top) / 2)
        elif other.bottom - TOUCH <= own.top:
            low = max(low, (own.top + other.bottom) / 2)
    parted = ordered.copy()
    parted[:, axis] = np.clip(parted[:, axis], low, high)
    return parted


def _turned(rect: Rect, upright: bool) -> Rect:  # noqa: FBT001 (private)
    return Rect(rect.top, rect.left, rect.bottom, rect.right) if upright else rect


def _outlines(probabilities: NDArray[np.float32], above: float) -> list[Outline]:
    bitmap = (probabilities > above).astype(np.uint8)
    contours, _ = cv2.findContours(bitmap, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return [np.asarray(c, np.int32) for c in contours if min(cv2.minAreaRect(c)[1]) >= THINNEST]


def _lines(probabilities: NDArray[np.float32], contour: Outline) -> list[Outline]:
    """Return the lines of a region: itself, or its parts where lines that touch make it up."""
    _, (width, height), _ = cv2.minAreaRect(contour)
    if cv2.contourArea(contour) >= SOLID * width * height:
        return [contour]
    x, y, columns, rows = cv2.boundingRect(contour)
    inside = np.zeros((rows, columns), np.uint8)
    cv2.drawContours(inside, [contour], -1, 1, -1, offset=(-x, -y))
    region = np.where(inside > 0, probabilities[y : y + rows, x : x + columns], 0)
    for above in TIGHTER:
        parts = _outlines(np.asarray(region, np.float32), above)
        thickest = max((min(cv2.minAreaRect(part)[1]) for part in parts), default=0)
        if len(parts) > 1 and thickest < THINNER * min(width, height):
            return [np.add(part, (x, y), dtype=np.int32) for part in parts]
    return [contour]


def _unclip(contour: Outline) -> Corners:
    center, (width, height), angle = cv2.minAreaRect(contour)
    grow = width * height * UNCLIP / (width + height) + 2 * PAD
    tilt = min(angle % 90, -angle % 90)  # OpenCV 5 counts from -90 to 0, older ones from 0 to 90.
    rise = max(width, height) * np.sin(np.radians(tilt))
    if tilt <= NEARLY_LEVEL or rise <= RISE * (min(width, height) + grow):
        x, y, width, height = cv2.boundingRect(contour)
        center, angle = (x + (width - 1) / 2, y + (height - 1) / 2), 0.0
    grown = (center, (width + grow, height + grow), angle)
    return np.asarray(cv2.boxPoints(grown), np.float32)


def _mean_inside(probabilities: NDArray[np.float32], contour: NDArray[Any]) -> float:
    x, y, width, height = cv2.boundingRect(contour)
    inside = np.zeros((height, width), np.uint8)
    cv2.drawContours(inside, [contour], -1, 1, -1, offset=(-x, -y))
    part = probabilities[y : y + height, x : x + width]
    return float(part[inside > 0].mean())


def placed(corners: Corners, score: float, shape: Sequence[int]) -> TextBox | None:
    """Return the box with these corners on a picture of this shape, if any of it is on it."""
    ordered = _from_top_left(corners)
    xs, ys = zip(*ordered, strict=True)
    whole = Rect(floor(min(xs)), floor(min(ys)), ceil(max(xs)), ceil(max(ys)))
    rect = whole.clip(shape[0], shape[1])
    return TextBox(rect, ordered, score) if rect else None


def _from_top_left(corners: Corners) -> tuple[tuple[float, float], ...]:
    """Order four corners clockwise, so that the long side of a near-level box comes first."""
    by_x = sorted(((x, y) for x, y in corners.tolist()), key=itemgetter(0))
    top_left, bottom_left = sorted(by_x[:2], key=itemgetter(1))
    top_right, bottom_right = sorted(by_x[2:], key=itemgetter(1))
    return top_left, top_right, bottom_right, bottom_left


def scaled(box: TextBox, factor: float, shape: Sequence[int]) -> TextBox:
    """Return a box on a picture of this shape, `factor` times as large as the box's own."""
    again = _again([(x * factor, y * factor) for x, y in box.corners], box, shape)
    if not box.beyond:
        return again
    places = (np.array(level_corners(place), np.float32) * factor for place in box.beyond)
    return replace(again, beyond=rects_of(places, shape))


def rects_of(places: Iterable[Corners], shape: Sequence[int]) -> tuple[Rect, ...]:
    """Return what bounds each of some places, of which all corners are given, on a picture."""
    boxes = (placed(corners, 1.0, shape) for corners in places)
    return tuple(box.rect for box in boxes if box)


def level_corners(rect: Rect) -> tuple[tuple[float, float], ...]:
    """Return a rectangle's corners, clockwise from the top left."""
    left, top, right, bottom = rect.left, rect.top, rect.right, rect.bottom
    return (left, top), (right, top), (right, bottom), (left, bottom)


def turned_back(box: TextBox, shape: Sequence[int]) -> TextBox:
    """Return a box found on a picture turned a quarter to the left, on the picture."""
    columns = shape[1]
    return _again([(columns - y, x) for x, y in box.corners], box, shape)


def _again(corners: Sequence[tuple[float, float]], box: TextBox, shape: Sequence[int]) -> TextBox:
    again = placed(np.array(corners, np.float32), box.score, shape)
    if again is None:
        raise AssertionError("a box inside a part of a picture lies inside the picture")
    return again
