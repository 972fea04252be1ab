"""JPEG 2000, lossless and lossy (PS3.5 A.4.4), encoded again by the reversible transform.

What was lossy keeps its Transfer Syntax, which allows the reversible transform too. Tiles and
layers are not kept: there is one of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import imagecodecs
from pydicom.uid import JPEG2000, JPEG2000Lossless

from scrub.errors import UnsupportedInstanceError
from scrub.pixels.codecs.codestream_j2k import MainHeader, bare, main_header
from scrub.pixels.codecs.faithful import Codestream, FaithfulCodec, check_size

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel


MOST_BITS = 24
"""Of a sample: beyond, OpenJPEG's reversible transform runs out of 32 bits."""


class Jpeg2000Codec(FaithfulCodec):
    """Decodes to components, as the codestream's own transform gives them, and encodes those."""

    name = "jpeg-2000"
    transfer_syntaxes = frozenset({str(JPEG2000Lossless), str(JPEG2000)})

    def unpack(self, frame: bytes, image: ImagePixel) -> Codestream:
        """Decode a frame to the samples of its codestream."""
        return _unpack(frame, image)

    def pack(self, codestream: Codestream, frame: bytes) -> bytes:
        """Encode samples with the headers of the frame that they are of."""
        return _pack(codestream, main_header(bare(frame)))


def _unpack(frame: bytes, image: ImagePixel) -> Codestream:
    codestream = bare(frame)
    header = main_header(codestream)
    check_size((header.rows, header.columns, header.components), image)
    if header.precision > MOST_BITS:
        raise UnsupportedInstanceError(f"JPEG 2000 of more than {MOST_BITS} bits")
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
