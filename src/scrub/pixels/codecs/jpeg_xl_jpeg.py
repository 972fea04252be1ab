"""JPEG XL JPEG Recompression (PS3.5 A.4.12): the JPEG is told back, blacked, and packed again.

Both ways are without loss, so that what the JPEG route promises holds here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import imagecodecs

from scrub.errors import UnsupportedInstanceError
from scrub.pixels.codecs.codestream_jxl import image_header, is_reconstructible
from scrub.pixels.codecs.faithful import check_size, codec_errors
from scrub.pixels.codecs.jpeg_blocks import JpegBlocksCodec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.geometry import Rect
    from scrub.model.instance import Grid, ImagePixel
    from scrub.seams import Samples


class JpegXlJpegCodec:
    """The JPEG's own codec, behind JPEG XL."""

    name: ClassVar[str] = "jpeg-xl of jpeg"
    transfer_syntaxes: ClassVar[frozenset[str]] = frozenset({"1.2.840.10008.1.2.4.111"})

    def grid(self, frame: bytes, image: ImagePixel) -> Grid:
        """Return the cells of the JPEG."""
        return JpegBlocksCodec().grid(_jpeg(frame, image), image)

    def decode(self, frame: bytes, image: ImagePixel) -> Samples:
        """Return the stored values of the JPEG."""
        return JpegBlocksCodec().decode(_jpeg(frame, image), image)

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        """Return the frame with the rects black and every other coefficient as it was.

        Raises:
            UnsupportedInstanceError: if it is not a JPEG that was packed, or none that is served.
            CodecError: if it is damaged, or not of the image's size.

        """
        jpeg = _jpeg(frame, image)
        changed = JpegBlocksCodec().blackout(jpeg, rects, black, image)
        if changed == jpeg:
            return frame
        with codec_errors(self.name):
            return bytes(imagecodecs.jpegxl_encode_jpeg(changed, numthreads=1))


def _jpeg(frame: bytes, image: ImagePixel) -> bytes:
    with codec_errors(JpegXlJpegCodec.name):
        header = image_header(frame)
        check_size((header.rows, header.columns, header.components), image)
        if not is_reconstructible(frame):
            raise UnsupportedInstanceError("JPEG XL from which no JPEG can be told back")
        return bytes(imagecodecs.jpegxl_decode_jpeg(frame, numthreads=1))
