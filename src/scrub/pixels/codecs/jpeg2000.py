"""JPEG 2000, lossless and lossy (PS3.5 A.4.4), encoded again by the reversible transform.

What was lossy keeps its Transfer Syntax, which allows the reversible transform too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import imagecodecs
from pydicom.uid import JPEG2000, JPEG2000Lossless

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


class Jpeg2000Codec:
    """Decodes to components, as the codestream's own transform gives them, and encodes those."""

    name = "jpeg-2000"
    transfer_syntaxes = frozenset({str(JPEG2000Lossless), str(JPEG2000)})

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
        """Encode again without loss, as one tile of one layer."""
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
    samples = imagecodecs.jpeg2k_decode(codestream)
    return Codestream(samples, header.precision, header.is_signed)


def _pack(codestream: Codestream, header: MainHeader) -> bytes:
    encoded = imagecodecs.jpeg2k_encode(
        codestream.samples,
        level=0,
        codecformat="j2k",
        reversible=True,
        mct=header.has_component_transform,
        bitspersample=header.precision,
        resolutions=header.levels + 1,
    )
    return bytes(encoded)
