"""Grounds that look like a body: speckle, layers, ellipses, bones, counts, tissue; all made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from fields import Fields

    Plane = NDArray[np.float32]


def mesh(size: int) -> tuple[Plane, Plane]:
    """Return x and y of each pixel, -1..1."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j].astype(np.float32)
    return x, y


def tinted(plane: Plane, chance: Generator) -> Plane:
    """Return levels, rows x columns x 3, gray or of a slight color."""
    tint = np.ones(3, np.float32)
    if chance.random() < 0.2:
        tint = chance.uniform(0.6, 1.0, 3).astype(np.float32)
        tint /= tint.max()
    return plane[..., None] * tint


def ultrasound(fields: Fields, chance: Generator, size: int) -> Plane:
    """Log-compressed speckle in layers with cysts, in a sector, a fan or all over."""
    x, y = mesh(size)
    zoom = chance.uniform(0.3, 1.2)
    cx, cy = chance.uniform(-1, 1, 2)
    tip = chance.uniform(0.6, 3.0)
    u, v = x * zoom + cx, y * zoom + cy + tip
    radius, angle = np.hypot(u, v), np.arctan2(u, v)
    echo = _echo(fields, chance, radius)
    grain = fields.speckle(chance, size)
    most = chance.uniform(3, 40)
    shown = np.log1p(most * grain * np.maximum(echo, 0.0)) / np.log1p(most * 2)
    shown = shown * chance.uniform(60, 300) - chance.uniform(0, 60)
    if chance.random() < 0.75:
        near, wide = tip - chance.uniform(0.3, 1.4), chance.uniform(0.2, 0.7)
        inside = (radius > near) & (np.abs(angle - chance.uniform(-0.3, 0.3)) < wide)
        inside &= radius < tip + chance.uniform(0.3, 2.0)
        shown = np.where(inside, shown, chance.choice((0, 0, 0, 8, 20)))
    made = np.clip(shown, 0, 255)
    if chance.random() < 0.25:
        made = _with_flow(tinted(made, chance), fields, chance, size)
    return np.asarray(made, np.float32)


def _echo(fields: Fields, chance: Generator, radius: NDArray[Any]) -> NDArray[Any]:
    """Return how much comes back from where: layers, arcs around the probe, cysts."""
    size = radius.shape[0]
    x, y = mesh(size)
    layers = fields.smooth(chance, size)
    echo: NDArray[Any] = 0.5 + 0.16 * layers
    echo = echo + chance.uniform(0, 0.3) * np.sin(radius * chance.uniform(8, 60) + layers)
    for _ in range(int(chance.integers(0, 4))):
        bx, by = chance.uniform(-1, 1, 2)
        far = np.hypot((x - bx) * chance.uniform(0.6, 1.6), y - by)
        blob = far < chance.uniform(0.08, 0.5) * (1 + 0.1 * layers)
        echo = np.where(blob, echo * chance.choice((0.05, 0.2, 0.4, 1.8)), echo)
    return echo


def _with_flow(made: Plane, fields: Fields, chance: Generator, size: int) -> Plane:
    speed = fields.smooth(chance, size)
    there = (fields.smooth(chance, size) > chance.uniform(0, 1.5))[..., None]
    level = np.clip(np.abs(speed) * 120 + 60, 0, 255)
    zero = level * 0
    hot = np.dstack([level, level * chance.uniform(0, 0.8), zero])
    cold = np.dstack([zero, level * chance.uniform(0, 0.8), level])
    flow = np.where((speed > 0)[..., None], hot, cold)
    return np.asarray(np.where(there, flow, made), np.float32)


def layered(fields: Fields, chance: Generator, size: int) -> Plane:
    """Wavy layers with sharp edges under heavy grain, as of a retina, a vessel wall or skin."""
    x, y = mesh(size)
    turn = chance.choice((0.0, 0.0, 0.0, chance.uniform(-0.5, 0.5)))
    depth = (
        y * np.cos(turn) + x * np.sin(turn) + chance.uniform(0, 0.12) * fields.smooth(chance, size)
    )
    bend = chance.choice((0.0, chance.uniform(-0.5, 0.5)))
    depth = depth + bend * np.exp(-((x / chance.uniform(0.2, 0.6)) ** 2))
    edges = np.sort(chance.uniform(-1, 1, int(chance.integers(3, 16))))
    levels = chance.uniform(0, 1, edges.size + 1) * (chance.random(edges.size + 1) < 0.7)
    made = levels[np.searchsorted(edges, depth)] * chance.uniform(40, 230)
    made = cv2.GaussianBlur(made.astype(np.float32), (0, 0), chance.uniform(0.3, 2))
    if chance.random() < 0.5:
        made = made * fields.speckle(chance, size)
    made = made + chance.uniform(0, 30) * np.abs(fields.clouds[0][:size, :size])
    return np.asarray(made + chance.choice((0, 0, 8, 20)), np.float32)


def bands(fields: Fields, chance: Generator, size: int) -> Plane:
    """Bands at a pitch under grain: fibers, layers, beams, interference."""
    x, y = mesh(size)
    turn = chance.choice((0.0, 0.0, 0.0, np.pi / 2, chance.uniform(0, np.pi)))
    depth = (
        y * np.cos(turn) + x * np.sin(turn) + chance.uniform(0, 0.1) * fields.smooth(chance, size)
    )
    depth = depth + chance.choice((0.0, chance.uniform(-0.4, 0.4))) * np.exp(-((x / 0.4) ** 2))
    pitch = chance.uniform(8, 60) / size * 2
    wave = np.sin(2 * np.pi * depth / pitch + chance.uniform(0, 6))
    sharp = np.clip(0.5 + 0.5 * wave * chance.uniform(0.6, 6), 0, 1)
    low, high = chance.uniform(0, 80), chance.uniform(60, 240)
    made = low + (high - low) * sharp * np.exp(-np.abs(depth) * chance.uniform(0, 1.5))
    kind = chance.random()
    if kind < 0.5:
        made = made * fields.speckle(chance, size)
    elif kind < 0.8:
        grain = chance.standard_normal((size, size)).astype(np.float32)
        made = made * (1 + chance.uniform(0.1, 0.7) * grain)
    if chance.random() < 0.4:
        made = np.where(np.abs(depth) < chance.uniform(0.2, 0.8), made, chance.uniform(0, 30))
    made = made + chance.uniform(0, 12) * chance.standard_normal((size, size))
    return np.asarray(made, np.float32)


def body(fields: Fields, chance: Generator, size: int) -> Plane:
    """CT-like or MR-like: ellipses in each other, noise, black around."""
    x, y = mesh(size)
    zoom = chance.uniform(0.4, 1.6)
    x, y = x * zoom + chance.uniform(-0.8, 0.8), y * zoom + chance.uniform(-0.8, 0.8)
    wobble = 0.05 * fields.smooth(chance, size)
    made = np.zeros((size, size), np.float32) + chance.choice((0, 0, 0, 10))
    made += chance.choice((0.0, 3.0)) * np.abs(fields.clouds[0][:size, :size])
    for number in range(int(chance.integers(2, 12))):
        scale = 0.9 if number == 0 else chance.uniform(0.05, 0.5)
        bx, by = (0, 0) if number == 0 else chance.uniform(-0.7, 0.7, 2)
        turn = chance.uniform(0, np.pi)
        a = (x - bx) * np.cos(turn) + (y - by) * np.sin(turn)
        b = (y - by) * np.cos(turn) - (x - bx) * np.sin(turn)
        inside = np.hypot(a / scale, b / scale / chance.uniform(0.4, 1)) + wobble < 1
        made[inside] = chance.choice((20, 60, 90, 110, 130, 200, 250)) + chance.normal(0, 10)
    made = cv2.GaussianBlur(made, (0, 0), chance.uniform(0.4, 2.5))
    made += chance.uniform(0, 14) * fields.cloud(chance, size)
    return np.asarray(np.where(made > 5, made, 0) if chance.random() < 0.5 else made, np.float32)


def radiograph(fields: Fields, chance: Generator, size: int) -> Plane:
    """X-ray-like: broad shades, bones with bright edges, fine grain; either polarity."""
    x, y = mesh(size)
    made = 128 + chance.uniform(20, 60) * fields.smooth(chance, size)
    for _ in range(int(chance.integers(0, 6))):
        turn, off = chance.uniform(0, np.pi), chance.uniform(-1, 1)
        bend = chance.uniform(-0.6, 0.6)
        across = x * np.sin(turn) + y * np.cos(turn) + off
        across = across + bend * (x * np.cos(turn) - y * np.sin(turn)) ** 2
        width = chance.uniform(0.05, 0.3)
        edge = np.exp(-(((np.abs(across) - width) / 0.03) ** 2))
        made = (
            made + (np.abs(across) < width) * chance.uniform(5, 50) + edge * chance.uniform(0, 50)
        )
    made = made + chance.uniform(0, 8) * fields.clouds[0][:size, :size]
    if chance.random() < 0.3:
        made = np.where(x * chance.choice((-1, 1)) > chance.uniform(-0.5, 0.9), 0, made)
    return np.asarray(255 - made if chance.random() < 0.3 else made, np.float32)


def counts(fields: Fields, chance: Generator, size: int) -> Plane:
    """Counts of a gamma camera, or of a coarse detector: large cells, each with its chance."""
    cell = int(chance.choice((1, 2, 2, 3, 4, 6, 8)))
    few = -(-size // cell)
    rate = np.exp(chance.uniform(0.3, 1.6) * fields.smooth(chance, size)[:few, :few])
    x, y = mesh(few)
    for _ in range(int(chance.integers(0, 6))):
        far = np.hypot(
            (x - chance.uniform(-1, 1)) * chance.uniform(0.5, 4), y - chance.uniform(-1, 1)
        )
        rate = rate + chance.uniform(1, 12) * np.exp(-((far / chance.uniform(0.05, 0.5)) ** 2))
    made = chance.poisson(np.clip(rate * chance.uniform(0.2, 12), 0, 1e4)).astype(np.float32)
    made = made / max(1.0, float(np.quantile(made, chance.uniform(0.9, 1)))) * 255
    how = int(chance.choice((cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC)))
    made = cv2.resize(made, (few * cell, few * cell), interpolation=how)[:size, :size]
    return np.asarray(255 - made if chance.random() < 0.4 else made, np.float32)


def tissue_in_color(fields: Fields, chance: Generator, size: int) -> Plane:
    """Endoscopy, fundus, skin, slides: colored clouds."""
    base = chance.uniform(20, 230, 3) * np.array([1, 0.7, 0.6])
    made = np.broadcast_to(base, (size, size, 3)).copy()
    for _ in range(2):
        made += fields.cloud(chance, size)[..., None] * chance.normal(0, 22, 3)
    x, y = mesh(size)
    if chance.random() < 0.4:
        far = np.hypot(x + chance.uniform(-0.8, 0.8), y + chance.uniform(-0.8, 0.8))
        made *= np.clip(1.5 - far * chance.uniform(0.4, 1.5), 0, 1)[..., None]
        made *= (far < chance.uniform(0.8, 1.6))[..., None]
    for _ in range(int(chance.integers(0, 5))):
        spot = np.hypot(x - chance.uniform(-1, 1), y - chance.uniform(-1, 1))
        made += (230 * np.exp(-((spot / chance.uniform(0.01, 0.1)) ** 2)))[..., None]
    return np.asarray(made, np.float32)
