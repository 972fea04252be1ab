"""Which blocks of a scan meet rectangles, in the order of coding.

Source: ITU-T T.81 A.2 (the order of blocks, interleaved and not).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.pixels.codecs.jpeg_frame import Component, Frame


@lru_cache(maxsize=8)
def blocks_met(
    frame: Frame, components: tuple[int, ...], rects: tuple[Rect, ...]
) -> NDArray[np.bool_]:
    """Return MCUs x blocks of an MCU of a scan of these components, true where a rect is met.

    The array cannot be written to. 2026-11: it is kept, since the frames of a cine ask for the
    same one.
    """
    met = _in_order(frame, components, rects)
    met.flags.writeable = False
    return met


def _in_order(
    frame: Frame, components: tuple[int, ...], rects: tuple[Rect, ...]
) -> NDArray[np.bool_]:
    parts = [frame.components[index] for index in components]
    if len(parts) == 1:
        rows, columns = frame.blocks(parts[0])
        return _mask(frame, parts[0], rects)[:rows, :columns].reshape(-1, 1)
    mcu_rows, mcu_columns = frame.mcus
    ordered = []
    for part in parts:
        shape = mcu_rows, part.vertical, mcu_columns, part.horizontal
        in_mcus = _mask(frame, part, rects).reshape(shape).transpose(0, 2, 1, 3)
        ordered.append(in_mcus.reshape(mcu_rows * mcu_columns, -1))
    return np.concatenate(ordered, axis=1)


def _mask(frame: Frame, component: Component, rects: tuple[Rect, ...]) -> NDArray[np.bool_]:
    """Return which blocks of a component meet a rect: rows x columns of blocks, in whole MCUs."""
    width, height = frame.footprint(component)
    mcu_rows, mcu_columns = frame.mcus
    shape = mcu_rows * component.vertical, mcu_columns * component.horizontal
    mask = np.zeros(shape, dtype=np.bool_)
    for rect in filter(None, (r.clip(frame.rows, frame.columns) for r in rects)):
        # Padding beyond the frame repeats or mirrors what is at its edge.
        bottom = None if rect.bottom == frame.rows else -(-rect.bottom // height)
        right = None if rect.right == frame.columns else -(-rect.right // width)
        mask[rect.top // height : bottom, rect.left // width : right] = True
    return mask
