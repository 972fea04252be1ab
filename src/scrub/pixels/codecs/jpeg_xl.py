"""JPEG XL, lossless and lossy (PS3.5 A.4.12), encoded again without loss.

What was lossy keeps its Transfer Syntax, which allows lossless encoding too. Metadata in boxes
around the codestream are left behind. The encoder works at its quickest (effort 1): that is three
to ten times as quick as the next, for a frame 3 to 20 percent larger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import imagecodecs

from scrub.errors import UnsupportedInstanceError
from scrub.pixels.codecs.codestream_jxl import image_header
from scrub.pixels.codecs.faithful import Codestream, FaithfulCodec, check_size

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel

MOST_BITS = 16
"""Bits of a sample; what has more is decoded to floating point."""


class JpegXlCodec(FaithfulCodec):
    """Decodes to integers of the codestream's precision, and encodes those as they are."""

    name: ClassVar[str] = "jpeg-xl"
    transfer_syntaxes: ClassVar[frozenset[str]] = frozenset(
        {"1.2.840.10008.1.2.4.110", "1.2.840.10008.1.2.4.112"}
    )

    def unpack(self, frame: bytes, image: ImagePixel) -> Codestream:
        """Decode a frame to the samples of its codestream.

        Raises:
            UnsupportedInstanceError: if it holds more than one plain upright image of integers,
                or if the header says that they are signed, which those of JPEG XL never are.

        """
        if image.pixel_representation:
            raise UnsupportedInstanceError("JPEG XL of signed values: it has none")
        header = image_header(frame)
        check_size((header.rows, header.columns, header.components), image)
        if header.precision > MOST_BITS:
            raise UnsupportedInstanceError("JPEG XL of more than 16 bits")
        return Codestream(imagecodecs.jpegxl_decode(frame, 0, numthreads=1), header.precision)

    def pack(self, codestream: Codestream, frame: bytes) -> bytes:  # noqa: ARG002 (the base's)
        """Encode samples without loss, in the same precision."""
        encoded = imagecodecs.jpegxl_encode(
            codestream.samples,
            lossless=True,
            effort=1,
            bitspersample=codestream.precision,
            numthreads=1,
        )
        return bytes(encoded)
