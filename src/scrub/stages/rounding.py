"""How far two decoders of one frame may be apart.

2026-11: JPEG 2000's irreversible transform is in floating point, and decoders round it each their
own way (ISO/IEC 15444-1 E.1, G.2): two builds of OpenJPEG differed by one level in one of 442,000
pixels, and the instance was held though nothing had been done to that pixel. What is written is
without loss and has the values of the decoder that read the source; another decoder's are compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scrub.pixels.frames import Frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.stages.read import Instance
    from scrub.stages.second_opinion import Decoded

IRREVERSIBLE = frozenset(f"1.2.840.10008.1.2.4.{last}" for last in (91, 93, 203))
"""Transfer Syntaxes of JPEG 2000 that may be without loss or not."""

_COD, _SOT = 0xFF52, 0xFF90
_TRANSFORM = 13
"""Where in COD, from its marker on, the wavelet is named: 0 is the irreversible one."""


def tolerances(instance: Instance) -> tuple[int, ...]:
    """Return for each frame by how many levels another decoder's answer may differ."""
    image = instance.image
    if image is None:
        return ()
    if image.transfer_syntax_uid not in IRREVERSIBLE:
        return (0,) * image.number_of_frames
    frames = Frames(instance.stream, image)
    return tuple(int(is_irreversible(frames.frame(index))) for index in range(len(frames)))


def is_irreversible(codestream: bytes) -> bool:
    """Tell whether the main header of a JPEG 2000 codestream names the irreversible wavelet."""
    at = 2
    while at + 4 <= len(codestream):
        marker = int.from_bytes(codestream[at : at + 2], "big")
        if marker == _COD:
            return codestream[at + _TRANSFORM : at + _TRANSFORM + 1] == b"\0"
        if marker == _SOT:
            break
        at += 2 + int.from_bytes(codestream[at + 2 : at + 4], "big")
    return False


def apart(one: Decoded, other: Decoded, within: int) -> NDArray[np.bool_]:
    """Return which samples of two frames of one shape differ by more than so many levels."""
    if not within:
        return np.asarray(one != other)
    return np.asarray(np.abs(one.astype(np.int64) - other) > within)
