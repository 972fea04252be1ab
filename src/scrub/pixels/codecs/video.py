"""Raw planes of a decoded picture as a codec sees frames: for all video Transfer Syntaxes.

Color is stored once for two columns and two rows (4:2:0), in pairs of rows; in interlaced pictures
a pair is of one field, and two pairs share four rows. So black goes in cells of two columns and
four rows where a picture may be interlaced, and of two rows in HEVC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scrub.errors import CodecError
from scrub.model.instance import Grid
from scrub.pixels.video.syntaxes import CODEC_OF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel
    from scrub.seams import Samples


class VideoCodec:
    """Satisfies the `Codec` seam on planes Y, Cb, Cr, without gaps, words little endian."""

    name = "video"
    transfer_syntaxes = frozenset(CODEC_OF)

    def grid(self, frame: bytes, image: ImagePixel) -> Grid:  # noqa: ARG002 (the seam's)
        """Return the cells that share color, whether or not the picture is interlaced."""
        rows = 2 if CODEC_OF[image.transfer_syntax_uid] == "hevc" else 4
        return Grid(2, rows)

    def decode(self, frame: bytes, image: ImagePixel) -> Samples:
        """Return rows x columns x 3: Y, Cb, Cr, each color value repeated for its 2 x 2 pixels."""
        luma, *chroma = _planes(frame, image)
        samples = np.empty((image.rows, image.columns, 3), luma.dtype)
        samples[..., 0] = luma
        for index, plane in enumerate(chroma, 1):
            wide = plane.repeat(2, axis=0).repeat(2, axis=1)
            samples[..., index] = wide[: image.rows, : image.columns]
        return samples

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        """Return the planes with the rects, which lie on the grid, black."""
        planes = [plane.copy() for plane in _planes(frame, image)]
        if not all(0 <= value < 1 << image.bits_stored for value in black):
            raise CodecError("black does not fit the samples of the video")
        for plane, value, share in zip(planes, black, (1, 2, 2), strict=True):
            for rect in rects:
                rows = slice(rect.top // share, -(-rect.bottom // share))
                plane[rows, rect.left // share : -(-rect.right // share)] = value
        return b"".join(plane.tobytes() for plane in planes)


def _planes(frame: bytes, image: ImagePixel) -> tuple[NDArray[np.unsignedinteger], ...]:
    """Return the three planes as arrays of the frame's bytes."""
    kind = np.dtype("u1" if image.bits_allocated == 8 else "<u2")  # noqa: PLR2004 (bits)
    rows, columns = image.rows, image.columns
    half = -(-rows // 2), -(-columns // 2)
    sizes = ((rows, columns), half, half)
    counts = [high * wide for high, wide in sizes]
    if len(frame) != sum(counts) * kind.itemsize:
        raise CodecError("a picture of another size than the header says")
    joined = np.frombuffer(frame, kind)
    parts = np.split(joined, np.cumsum(counts)[:2])
    return tuple(part.reshape(size) for part, size in zip(parts, sizes, strict=True))
