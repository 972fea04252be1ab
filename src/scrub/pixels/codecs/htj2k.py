"""High-Throughput JPEG 2000 (PS3.5 A.4.4), encoded again by the reversible transform.

What was lossy keeps its Transfer Syntax, which allows the reversible transform too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import imagecodecs
from pydicom.uid import HTJ2K, HTJ2KLossless, HTJ2KLosslessRPCL

from scrub.model.instance import Grid
from scrub.pixels.codecs.codestream_j2k import MainHeader, bare, main_header
from scrub.pixels.codecs.faithful import (
    Codestream,
    as_words,
    blacken,
    check_size,
    codec_errors,
    encode_again,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel
    from scrub.seams import Samples


class Htj2kCodec:
    """Writes the progression and the tile-part lengths that the RPCL syntax asks for, always."""

    name = "htj2k"
    transfer_syntaxes = frozenset({str(HTJ2KLossless), str(HTJ2KLosslessRPCL), str(HTJ2K)})

    def grid(self, frame: bytes, image: ImagePixel) -> Grid:  # noqa: ARG002 (the seam's)
        """Any rectangle."""
        return Grid()

    def decode(self, frame: bytes, image: ImagePixel) -> Samples:
        """Return unsigned words of all bits allocated."""
        with codec_errors(self.name):
            return as_words(_unpack(frame, image), image)

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        """Encode again without loss."""
        with codec_errors(self.name):
            return encode_again(
                frame,
                lambda before: blacken(before, rects, black, image),
                lambda data: _unpack(data, image),
                lambda after: _pack(after, main_header(bare(frame))),
                lambda codestream: as_words(codestream, image),
            )


def _unpack(frame: bytes, image: ImagePixel) -> Codestream:
    codestream = bare(frame)
    header = main_header(codestream)
    check_size((header.rows, header.columns, header.components), image)
    # By OpenJPEG: imagecodecs' own route through OpenJPH lets errors pass as a part-filled
    # array, and dies of some damage. It also makes the check on what we encode independent.
    samples = imagecodecs.jpeg2k_decode(codestream)
    return Codestream(samples, header.precision, header.is_signed)


def _pack(codestream: Codestream, header: MainHeader) -> bytes:
    encoded = imagecodecs.htj2k_encode(
        codestream.samples,
        reversible=True,
        tlm=True,
        rgb=header.has_component_transform,
        resolutions=header.levels,
    )
    return bytes(encoded)
