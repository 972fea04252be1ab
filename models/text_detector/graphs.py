"""Scales and curves without their texts: rulers, traces, spectra, wedges, grids, bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from marks import draw_line, either_kind

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]
    Color = tuple[float, float, float]


def ruler(page: Plane, chance: Generator, color: Color) -> None:
    """Ticks along a line, every fifth or tenth longer."""
    at, pitch = int(chance.integers(0, page.shape[0])), chance.uniform(3, 40)
    short, every = int(chance.integers(1, 7)), int(chance.choice((2, 5, 10, 99)))
    long = short + int(chance.integers(1, 8))
    spine, upright = chance.random() < 0.4, chance.random() < 0.7
    thick = int(chance.choice((1, 1, 1, 2)))
    view = page if upright else page.transpose(1, 0, 2)
    canvas = np.ascontiguousarray(view)
    for number in range(int(page.shape[0] / pitch) + 1):
        y = int(number * pitch)
        size = long if number % every == 0 else short
        canvas[y : y + thick, at : at + size] = color
    if spine:
        canvas[:, at : at + 1] = color
    view[:] = canvas


def trace(page: Plane, chance: Generator, color: Color) -> None:
    """An ECG's, or a pulse's."""
    side = page.shape[0]
    x = np.arange(-10, side + 10)
    period, high = chance.uniform(25, 160), chance.uniform(5, 60)
    phase = ((x + chance.uniform(0, period)) % period) / period
    beat = np.exp(-(((phase - 0.4) / 0.02) ** 2)) - 0.25 * np.exp(-(((phase - 0.45) / 0.02) ** 2))
    beat += 0.15 * np.exp(-(((phase - 0.25) / 0.04) ** 2))
    beat += 0.25 * np.exp(-(((phase - 0.7) / 0.07) ** 2))
    if chance.random() < 0.3:
        beat = np.cumsum(chance.normal(0, 0.1, x.size)) * 0.3
    y = chance.uniform(0, side) - high * beat + chance.normal(0, chance.choice((0, 0.7)), x.size)
    line = np.stack([x, y], axis=1).astype(np.int32)
    draw_line(page, line, color, int(chance.choice((1, 1, 2))), either_kind(chance))


def spectrum(page: Plane, chance: Generator, color: Color) -> None:
    """A Doppler spectrum: columns of grain under peaks, in a band of its own or over all."""
    side = page.shape[0]
    base, high = int(chance.integers(side // 4, side)), chance.uniform(15, 130)
    x = np.arange(side)
    period = chance.uniform(30, 160)
    phase = ((x + chance.uniform(0, period)) % period) / period
    sharp, wide = chance.uniform(1, 4), chance.uniform(0.1, 0.35)
    top = np.exp(-((np.abs(phase - 0.4) / wide) ** sharp)) + chance.uniform(0, 0.5) * np.exp(
        -(((phase - 0.7) / 0.12) ** 2)
    )
    top = high * (top + chance.uniform(0, 0.3)) + chance.normal(0, chance.uniform(0, 3), side)
    y = np.arange(side)[:, None]
    if chance.random() < 0.5:
        page[max(0, base - int(high * 1.4)) :] = chance.uniform(0, 30)
    inside = np.clip((y - base + top[None]) / chance.uniform(1, 25), 0, 1) * (y < base)
    if chance.random() < 0.3:
        inside = np.maximum(inside, 0.5 * inside[::-1])
    grain = chance.rayleigh(chance.uniform(0.2, 0.7), (side, side)) * inside
    share = np.clip(grain, 0, 1)[..., None].astype(np.float32)
    page += (np.array(color, np.float32) - page) * share
    cv2.line(page, (0, base), (side, base), color, 1)


def wedge(page: Plane, chance: Generator, color: Color) -> None:
    """A bar of grays or of colors, smooth or in steps."""
    del color
    left, top = (int(v) for v in chance.integers(0, page.shape[0] - 20, 2))
    wide, high = int(chance.integers(5, 24)), int(chance.integers(40, page.shape[0]))
    share = np.linspace(1, 0, high, dtype=np.float32)
    if chance.random() < 0.4:
        share = np.floor(share * chance.integers(4, 16)) / 10
    bar = share[:, None, None] * 255
    if chance.random() < 0.5:
        first, last = chance.uniform(0, 1, (2, 3))
        bar = bar * (first * share[:, None, None] + last * (1 - share[:, None, None]))
    bar = np.broadcast_to(bar, (high, wide, 3))
    if chance.random() < 0.2:
        bar = bar.transpose(1, 0, 2)
    place = page[top : top + bar.shape[0], left : left + bar.shape[1]]
    place[:] = bar[: place.shape[0], : place.shape[1]]
    if chance.random() < 0.4:
        cv2.rectangle(page, (left, top), (left + wide, top + high), (200, 200, 200), 1)


def grid(page: Plane, chance: Generator, color: Color) -> None:
    """Lines, or dots, at a pitch."""
    pitch, dots = int(chance.integers(6, 60)), chance.random() < 0.3
    faint = (np.array(color) * chance.uniform(0.2, 1)).astype(np.float32)
    if dots:
        page[::pitch, ::pitch] = faint
        return
    page[::pitch] = faint
    if chance.random() < 0.7:
        page[:, ::pitch] = faint


def bars(page: Plane, chance: Generator, color: Color) -> None:
    """A bar code, a histogram, a sound level: strokes side by side, of changing width."""
    left, top = (int(v) for v in chance.integers(0, page.shape[0] - 30, 2))
    high, x, steady = int(chance.integers(8, 60)), left, chance.random() < 0.5
    for _ in range(int(chance.integers(5, 40))):
        wide, gap = (int(v) for v in chance.integers(1, 5, 2))
        first = top if steady else top + int(chance.integers(0, high))
        page[first : top + high, x : x + wide] = color
        x += wide + gap


def checks(page: Plane, chance: Generator, color: Color) -> None:
    """A patch of a test pattern: checks, stripes, line pairs."""
    left, top = (int(v) for v in chance.integers(0, page.shape[0] - 30, 2))
    side, pitch = int(chance.integers(16, 90)), int(chance.integers(1, 9))
    y, x = np.mgrid[0:side, 0:side] // pitch
    there = ((x + y) if chance.random() < 0.5 else x) % 2 == 0
    place = page[top : top + side, left : left + side]
    place[there[: place.shape[0], : place.shape[1]]] = color
