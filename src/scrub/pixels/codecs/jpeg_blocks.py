"""Blacks blocks of a JPEG Baseline or Extended frame, and keeps every other coefficient.

The blocks of each component that meet a rectangle get the DC of black and no AC; nothing is
decoded to samples, so nothing is quantized again. Everything else of the frame is copied, its
application and comment segments too. Where color is subsampled, a decoder's interpolation mixes
the last row or column of a black color block with the next block.

Source: ITU-T T.81, Annex A for the order of blocks; PS3.5 8.2.1 and A.4.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import imagecodecs

from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.model.instance import Grid
from scrub.pixels.codecs.jpeg_entropy import ScanData
from scrub.pixels.codecs.jpeg_frame import BLOCK
from scrub.pixels.codecs.jpeg_markers import huffman_segment, parse
from scrub.pixels.codecs.jpeg_masks import blocks_met
from scrub.pixels.codecs.jpeg_walk import BlockCoding
from scrub.pixels.codecs.routes import FASTEST, Route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel
    from scrub.pixels.codecs.jpeg_frame import Frame, Jpeg, Scan
    from scrub.seams import Samples

_BLEED = 8
"""Pixels; decoders that interpolate color go 1 to 6 beyond its block."""

_LEAST_BITS = 2
"""Of a block: a code for its DC, and one for the end of block."""

_STORED_COLORSPACE = {1: "GRAYSCALE", 3: "YCBCR"}
"""By samples per pixel. Naming the same for both sides makes the decoder convert nothing."""


@dataclass(frozen=True, slots=True)
class JpegBlocksCodec:
    """JPEG Baseline and Extended (processes 1, 2 and 4): sequential, Huffman coded, 8 or 12 bit."""

    name: ClassVar[str] = "jpeg blocks"
    transfer_syntaxes: ClassVar[frozenset[str]] = frozenset(
        {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"}
    )
    route: Route = FASTEST

    def grid(self, frame: bytes, image: ImagePixel) -> Grid:
        """Return blocks of the finest component, and as reach those of the coarsest.

        Raises:
            UnsupportedInstanceError: for any process but sequential DCT with Huffman codes.
            CodecError: if it is no whole JPEG, or not of the image's size.

        """
        header = _parse(frame, image).frame
        footprints = [header.footprint(component) for component in header.components]
        columns, rows = (max(sizes) for sizes in zip(*footprints, strict=True))
        reach = _BLEED if (columns, rows) != (BLOCK, BLOCK) else 0
        return Grid(BLOCK, BLOCK, columns, rows, reach)

    def decode(self, frame: bytes, image: ImagePixel) -> Samples:
        """Return the stored values, color interpolated as libjpeg does: uint8, or 12 in uint16.

        Raises:
            UnsupportedInstanceError: for any process but sequential DCT with Huffman codes.
            CodecError: if it cannot be decoded, or is not of the image's size.

        """
        _parse(frame, image)
        colorspace = _STORED_COLORSPACE[image.samples_per_pixel]
        try:
            return imagecodecs.jpeg8_decode(frame, colorspace=colorspace, outcolorspace=colorspace)
        except (imagecodecs.Jpeg8Error, ValueError):
            raise CodecError("a JPEG that libjpeg cannot decode") from None

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        """Return the frame with the rects black and every other coefficient as it was.

        Raises:
            UnsupportedInstanceError: for any process but sequential DCT with Huffman codes.
            CodecError: if it is no whole JPEG, or not of the image's size.

        """
        if not rects:
            return frame
        jpeg = _parse(frame, image)
        if len(black) != len(jpeg.frame.components):
            raise CodecError("a black of other components than the JPEG")
        pieces = []
        at = 0
        for scan in jpeg.scans:
            data = _scan_data(frame, jpeg, scan, rects, black)
            new_data, tables = self.route.jpeg(data)
            pieces += [
                frame[at : scan.start],
                huffman_segment(tables) if tables else b"",
                frame[scan.start : scan.start_of_data],
                new_data,
            ]
            if tables and scan is not jpeg.scans[-1]:
                # A later scan may use these destinations, and was coded with the old tables.
                pieces.append(huffman_segment({key: data.tables[key] for key in tables}))
            at = scan.stop
        return b"".join([*pieces, frame[at:]])


def _parse(frame: bytes, image: ImagePixel) -> Jpeg:
    jpeg = parse(frame)
    header = jpeg.frame
    if image.samples_per_pixel not in _STORED_COLORSPACE:
        raise UnsupportedInstanceError("a JPEG whose pixels have neither one sample nor three")
    if (header.rows, header.columns) != (image.rows, image.columns):
        raise CodecError("a JPEG of another size than its image")
    if len(header.components) != image.samples_per_pixel:
        raise CodecError("a JPEG of other components than its image")
    if any(_LEAST_BITS * _number_of_blocks(header, s) > 8 * (s.stop - s.start) for s in jpeg.scans):
        raise CodecError("a truncated JPEG")
    return jpeg


def _number_of_blocks(frame: Frame, scan: Scan) -> int:
    components = [frame.components[c.index] for c in scan.components]
    if len(components) == 1:
        rows, columns = frame.blocks(components[0])
        return rows * columns
    rows, columns = frame.mcus
    return rows * columns * sum(c.horizontal * c.vertical for c in components)


def _scan_data(
    frame: bytes, jpeg: Jpeg, scan: Scan, rects: Sequence[Rect], black: Sequence[int]
) -> ScanData:
    components = tuple(c.index for c in scan.components)
    tables = {c.dc_id: c.dc for c in scan.components} | {c.ac_id: c.ac for c in scan.components}
    return ScanData(
        data=frame[scan.start_of_data : scan.stop],
        black=blocks_met(jpeg.frame, components, tuple(rects)),
        blocks=_blocks(jpeg.frame, scan, black),
        tables=tables,
        restart_interval=scan.restart_interval,
    )


def _blocks(frame: Frame, scan: Scan, black: Sequence[int]) -> tuple[BlockCoding, ...]:
    """Return how each block of an MCU is coded."""
    blocks = []
    for c in scan.components:
        component = frame.components[c.index]
        dc = quantized_dc(black[c.index], frame.precision, c.dc_step)
        many = component.horizontal * component.vertical if len(scan.components) > 1 else 1
        blocks += [BlockCoding(c.index, c.dc_id, c.ac_id, dc)] * many
    return tuple(blocks)


def quantized_dc(value: int, precision: int, step: int) -> int:
    """Return the quantized DC of a flat block: the nearest to a value, for extremes beyond it.

    `value` is of `precision` bits; what is darkest or brightest decodes to just that.
    """
    middle = 1 << (precision - 1)
    exact = BLOCK * (value - middle)
    if value <= 0:
        dc = exact // step
    elif value >= 2 * middle - 1:
        dc = -(-exact // step)
    else:
        dc = round(exact / step)
    return max(-BLOCK * middle, min(BLOCK * middle - 1, dc))
