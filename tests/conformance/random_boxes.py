"""Boxes by chance on JPEGs made by chance, and what each decoder sees of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from conformance.areas import SMOOTHED, black_area, inner, reported_area
from conformance.codestreams import (
    cv2_rgb,
    ffmpeg_decoder,
    imagecodecs_rgb,
    imagecodecs_stored,
    libjpeg_decoder,
    pillow_rgb,
    pillow_ycbcr,
    simplejpeg_quick,
    simplejpeg_rgb,
)
from doubles.random_jpegs import drawn_settings, encoded, image_of
from scrub.model.geometry import Rect
from scrub.pixels.encoding import codec_for, codecs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from conformance.opened import Array
    from doubles.random_jpegs import Settings

IN_PROCESS: dict[str, Callable[[bytes], Array]] = {
    "libjpeg-turbo by simplejpeg, RGB": simplejpeg_rgb,
    "libjpeg-turbo by simplejpeg, RGB, quick": simplejpeg_quick,
    "libjpeg-turbo by imagecodecs, RGB": imagecodecs_rgb,
    "libjpeg-turbo by imagecodecs, YCbCr": imagecodecs_stored,
    "libjpeg-turbo by pillow, RGB": pillow_rgb,
    "libjpeg-turbo by pillow, YCbCr": pillow_ycbcr,
    "libjpeg-turbo by cv2, RGB": cv2_rgb,
    "libjpeg of T. Richter by pylibjpeg, RGB": libjpeg_decoder(1),
    "libjpeg of T. Richter by pylibjpeg, YCbCr": libjpeg_decoder(0),
    "ffmpeg by PyAV, RGB": ffmpeg_decoder("mjpeg", "rgb24"),
}
"""Decoders of bare JPEGs. What is gray or RGB is so in all of them."""

NEARLY_BLACK = 2.0


@dataclass(frozen=True)
class Box:
    """A JPEG, the same with places blacked, and which pixels may differ and have to be black."""

    settings: Settings
    before: bytes
    after: bytes
    reported: NDArray[np.bool_]
    black: NDArray[np.bool_]


@dataclass
class Tally:
    """What one decoder saw of all boxes."""

    boxes: int = 0
    silent: int = 0
    wrong: int = 0
    outside: int = 0
    inside: float = 0.0
    faults: list[str] = field(default_factory=list)

    def note(
        self, box: Box, frames: tuple[Array, Array], black: tuple[int, ...] | None = None
    ) -> None:
        """Count one box, decoded before and after; without `black` the inside goes unseen."""
        self.boxes += 1
        old, new = frames
        differ = np.atleast_3d(old != new).any(axis=2) if old.shape == new.shape else ~box.reported
        outside = int((differ & ~box.reported).sum())
        level = _level(new, box, black) if black else 0.0
        self.outside += outside
        self.inside = max(self.inside, level)
        if outside or level > NEARLY_BLACK:
            self.wrong += 1
            self.faults.append(f"{outside} outside, level {level:.0f} inside: {box.settings}")

    def add(self, other: Tally) -> None:
        """Count what the same decoder saw of other boxes too."""
        self.boxes += other.boxes
        self.silent += other.silent
        self.wrong += other.wrong
        self.outside += other.outside
        self.inside = max(self.inside, other.inside)
        self.faults += other.faults


def box(seed: int, number: int) -> Box:
    """Make a box: always the same of one seed and number."""
    rng = np.random.default_rng([seed, number])
    settings = drawn_settings(rng)
    frame = encoded(settings, rng)
    image = image_of(settings)
    codec = codec_for(image.transfer_syntax_uid, codecs())
    grid = codec.grid(frame, image)
    wanted = [_rect(rng, settings) for _ in range(int(rng.integers(1, 4)))]
    rounded = (rect.round_out(grid.columns, grid.rows) for rect in wanted)
    rects = [r for rect in rounded if (r := rect.clip(settings.rows, settings.columns))]
    after = codec.blackout(frame, rects, settings.black, image)
    black = black_area(rects, (settings.rows, settings.columns))
    return Box(settings, frame, after, reported_area(black, grid), black)


def tallied(boxes: list[Box]) -> dict[str, Tally]:
    """Show every box to every decoder of this process."""
    tallies = {name: Tally() for name in IN_PROCESS}
    for one in boxes:
        for name, decode in IN_PROCESS.items():
            _show(one, decode, tallies[name], black_as_seen(name, one.settings))
    return tallies


def _show(
    one: Box, decode: Callable[[bytes], Array], tally: Tally, black: tuple[int, ...] | None
) -> None:
    try:
        old = decode(one.before)
    except Exception:  # noqa: BLE001 (decoders raise what they like)
        tally.silent += 1
        return
    try:
        new = decode(one.after)
    except Exception as problem:  # noqa: BLE001 (likewise)
        tally.wrong += 1
        tally.faults.append(f"cannot be read any more, {type(problem).__name__}: {one.settings}")
        return
    tally.note(one, (old, new), black)


def black_as_seen(name: str, settings: Settings) -> tuple[int, ...] | None:
    """Return what a decoder should give for black, if its colors can be told.

    ffmpeg smooths colors farther than others do. T. Richter's library takes RGB for YCbCr, or not,
    as it is told, not as the file says; pillow gives RGB where YCbCr was asked for.
    """
    if name.startswith("ffmpeg"):
        return None
    # What is written by hand has no segment to tell RGB by.
    if settings.color == "RGB" and ("Richter" in name or settings.is_rewritten):
        return None
    if settings.color == "YCbCr" and name.endswith(("RGB", "quick")):
        return (0, 0, 0)
    return settings.black


def _rect(rng: np.random.Generator, settings: Settings) -> Rect:
    left, top = int(rng.integers(settings.columns)), int(rng.integers(settings.rows))
    width = int(rng.integers(1, max(2, settings.columns // 2 + 1)))
    height = int(rng.integers(1, max(2, settings.rows // 2 + 1)))
    return Rect(left, top, left + width, top + height)


def _level(frame: Array, one: Box, black: tuple[int, ...]) -> float:
    """Return how far from black of 255 a pixel inside is, color some pixels off the edge."""
    top = (1 << one.settings.bits) - 1
    distance = np.abs(np.atleast_3d(frame).astype(float) - np.array(black)) * 255 / top
    is_smoothed = one.settings.color == "YCbCr" and one.settings.sampling != "444"
    area = inner(one.black, SMOOTHED) if is_smoothed else one.black
    return float(distance[area].max()) if area.any() else 0.0
