"""Texts as screens arrange them: blocks, labels, scales, pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2

import strings
from styles import said, style

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheets import Sheet


def lay_out(made: Sheet) -> None:
    """Write texts in one of the layouts."""
    number = made.chance.choice(len(SHARES), p=[share for _, share in SHARES])
    SHARES[int(number)][0](made)


def block(made: Sheet) -> None:
    """Lines below each other in one style, maybe in two columns."""
    chance = made.chance
    look = replace(style(chance), angle=0.0)
    x, y = chance.uniform(-20, 150), chance.uniform(-10, 150)
    pitch = look.height * chance.uniform(1.1, 2.0) + chance.uniform(1.5, 3)
    align = float(chance.choice((0.0, 0.0, 0.0, 1.0, 1.0, 0.5)))
    second = chance.uniform(4, 9) * look.height if chance.random() < 0.35 else 0
    if chance.random() < 0.2:
        x = chance.uniform(0, 4)
    for _ in range(int(chance.integers(2, 9))):
        text = said(chance, look.script)
        off = align * made.coverage(look, text.strip()).shape[1] if align else 0.0
        made.write(look, text, (x + 150 * align - off, y))
        if second and not align:
            made.write(look, strings.number(chance), (x + second, y))
        y += pitch


def scattered(made: Sheet) -> None:
    """Texts anywhere, each in its own style."""
    for _ in range(int(made.chance.integers(1, 6))):
        look = style(made.chance)
        made.write(look, said(made.chance, look.script), None)


def short(made: Sheet) -> None:
    """Lone characters and labels anywhere."""
    chance = made.chance
    for _ in range(int(chance.integers(1, 7))):
        look = style(chance, script="latin")
        text = strings.lone(chance) if chance.random() < 0.4 else strings.label(chance)
        made.write(replace(look, height=max(7.0, look.height)), text, None)


def scale(made: Sheet) -> None:
    """Numbers at a pitch, beside ticks."""
    chance = made.chance
    look = replace(style(chance, script="latin"), angle=0.0, dress="plain")
    look = replace(look, height=min(look.height, 16.0))
    side, upright = made.page.shape[0], chance.random() < 0.7
    at, pitch = chance.uniform(8, side - 30), chance.uniform(2, 5) * look.height + 8
    step = float(chance.choice((1, 2, 5, 10, 20, 25, 50, 100, 0.5, 0.1)))
    ink = look.color or (200, 200, 200)
    for number in range(int(side / pitch)):
        y = 4 + number * pitch
        made.write(look, f"{number * step:g}", (at, y) if upright else (y, at))
        middle = int(y + look.height / 2)
        first, last = (int(at) - 9, middle), (int(at) - 4, middle)
        if not upright:
            first, last = (int(y) + 3, int(at) - 8), (int(y) + 3, int(at) - 3)
        cv2.line(made.page, first, last, ink, 1)


def page(made: Sheet) -> None:
    """Dense text all over."""
    chance = made.chance
    look = replace(style(chance), angle=float(chance.choice((0, 0, 0, 0, 90, 270))))
    look = replace(look, height=min(look.height, 14.0), dress="plain")
    look = replace(look, contrast=max(0.2, look.contrast))
    pitch, side = look.height * chance.uniform(1.3, 2.0) + 2, made.page.shape[0]
    at = chance.uniform(0, pitch)
    while at < side:
        run = chance.uniform(-80, 20)
        while run < side:
            text = strings.sentence(chance) if look.script == "latin" else said(chance, look.script)
            size = made.write(look, text, (run, at) if look.angle == 0 else (at, run))
            run += size[0] + chance.uniform(1.2, 5) * look.height
            if chance.random() < 0.3:
                break
        at += pitch


SHARES: tuple[tuple[Callable[[Sheet], None], float], ...] = (
    (block, 0.32),
    (scattered, 0.31),
    (short, 0.24),
    (scale, 0.08),
    (page, 0.05),
)
"""How often each layout is taken."""
