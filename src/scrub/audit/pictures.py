"""Small pictures of sampled frames for the page, with found text covered.

The middle frame stands for an instance, and of a cine a strip of frames besides. JPEG, since a
page holds hundreds of them and nobody measures on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.pixels.encoding import codec_for
from scrub.pixels.frames import frames_of
from scrub.pixels.overlays import stored_values
from scrub.pixels.render import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.instance import ImagePixel
    from scrub.model.text import Finding
    from scrub.seams import Picture
    from scrub.stages.read import Instance
    from scrub.toolbox import Toolbox

WIDE, NARROW = 560, 184
"""The longer side of the middle frame, and of those of a strip, in pixels, at most."""

STRIP = 6
"""Frames of a strip, at most: evenly spaced, the first and the last among them."""

_QUALITY = 80
_COVER = (225, 90, 40)
_COVER_MARGIN = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of one frame, counted from 1. `hidden` texts on it are covered."""

    frame: int
    jpeg: bytes
    hidden: int


def pictures(
    instance: Instance, image: ImagePixel, tools: Toolbox, findings: Sequence[Finding]
) -> tuple[Shown, ...]:
    """Return the middle frame, then those of a strip.

    Raises:
        InstanceError: if a frame cannot be decoded.

    """
    frames = frames_of(instance.stream, image)
    codec = codec_for(image.transfer_syntax_uid, tools.codecs)
    middle = len(frames) // 2
    shown = [(middle, WIDE), *((index, NARROW) for index in strip(len(frames)))]
    made = []
    for index, longest in shown:
        samples = codec.decode(frames.frame(index), image)
        picture = render(stored_values(samples, image), image)[0]
        made.append(_shown(picture, index, longest, findings))
    return tuple(made)


def strip(frames: int) -> tuple[int, ...]:
    """Return which frames a strip shows, counted from 0; none of a single one."""
    if frames < 2:  # noqa: PLR2004 (no cine)
        return ()
    places = np.linspace(0, frames - 1, min(frames, STRIP))
    return tuple(sorted({round(float(place)) for place in places}))


def _shown(picture: Picture, index: int, longest: int, findings: Sequence[Finding]) -> Shown:
    covered = np.ascontiguousarray(picture)
    hidden = [finding.rect for finding in findings if index in finding.frames]
    for rect in (rect.grow(_COVER_MARGIN) for rect in hidden):
        cv2.rectangle(covered, (rect.left, rect.top), (rect.right, rect.bottom), _COVER, -1)
    rows, columns = covered.shape[:2]
    scale = min(1.0, longest / max(rows, columns))
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    small = cv2.resize(covered, size, interpolation=cv2.INTER_AREA)
    turned = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
    _, octets = cv2.imencode(".jpg", turned, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))
    return Shown(index + 1, octets.tobytes(), len(hidden))
