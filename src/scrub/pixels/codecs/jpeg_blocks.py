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
import numpy as np

from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.model.instance import Grid
from scrub.pixels.codecs.jpeg_entropy import ScanData, splice
from scrub.pixels.codecs.jpeg_frame import BLOCK
from scrub.pixels.codecs.jpeg_markers import huffman_segment, parse
from scrub.pixels.codecs.jpeg_walk import BlockCoding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel
    from scrub.pixels.codecs.jpeg_frame import Component, Frame, Jpeg, Scan
    from scrub.seams import Samples

_BLEED = 8
"""Pixels; decoders that interpolate color go 1 to 6 beyond its block."""

_STORED_COLORSPACE = {1: "GRAYSCALE", 3: "YCBCR"}
"""By samples per pixel. Naming the same for both sides makes the decoder convert nothing."""


@dataclass(frozen=True, slots=True)
class JpegBlocksCodec:
    """JPEG Baseline and Extended (processes 1, 2 and 4): sequential, Huffman coded, 8 or 12 bit."""

    name: ClassVar[str] = "jpeg blocks"
    transfer_syntaxes: ClassVar[frozenset[str]] = frozenset(
        {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"}
    )

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
        masks = [_mask(jpeg.frame, component, rects) for component in jpeg.frame.components]
        pieces = []
        at = 0
        for scan in jpeg.scans:
            pieces += [frame[at : scan.start], *_rewritten(frame, jpeg, scan, masks, black)]
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
    return jpeg


def _rewritten(
    frame: bytes, jpeg: Jpeg, scan: Scan, masks: Sequence[NDArray[np.bool_]], black: Sequence[int]
) -> list[bytes]:
    """Return the pieces that take a scan's place, from SOS to its last entropy-coded byte."""
    tables = {c.dc_id: c.dc for c in scan.components} | {c.ac_id: c.ac for c in scan.components}
    data, new_tables = splice(
        ScanData(
            data=frame[scan.start_of_data : scan.stop],
            black=_in_order(jpeg.frame, scan, masks),
            blocks=_blocks(jpeg.frame, scan, black),
            tables=tables,
            restart_interval=scan.restart_interval,
        )
    )
    pieces = [frame[scan.start : scan.start_of_data], data]
    if new_tables:
        pieces.insert(0, huffman_segment(new_tables))
        if scan is not jpeg.scans[-1]:
            # A later scan may use these destinations, and was coded with the old tables.
            pieces.append(huffman_segment({key: tables[key] for key in new_tables}))
    return pieces


def _mask(frame: Frame, component: Component, rects: Sequence[Rect]) -> NDArray[np.bool_]:
    """Return which blocks of a component meet a rect: rows x columns of blocks, in whole MCUs."""
    width, height = frame.footprint(component)
    mcu_rows, mcu_columns = frame.mcus
    shape = mcu_rows * component.vertical, mcu_columns * component.horizontal
    mask = np.zeros(shape, dtype=np.bool_)
    for rect in filter(None, (r.clip(frame.rows, frame.columns) for r in rects)):
        # Padding beyond the frame repeats or mirrors what is at its edge.
        bottom = None if rect.bottom == frame.rows else -(-rect.bottom // height)
        right = None if rect.right == frame.columns else -(-rect.right // width)
        mask[rect.top // height : bottom, rect.left // width : right] = True
    return mask


def _in_order(frame: Frame, scan: Scan, masks: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Return the masks as MCUs x blocks of an MCU, in the order of coding (T.81 A.2)."""
    if len(scan.components) == 1:
        index = scan.components[0].index
        rows, columns = frame.blocks(frame.components[index])
        return masks[index][:rows, :columns].reshape(-1, 1)
    mcu_rows, mcu_columns = frame.mcus
    ordered = []
    for index in (c.index for c in scan.components):
        component = frame.components[index]
        shape = mcu_rows, component.vertical, mcu_columns, component.horizontal
        in_mcus = masks[index].reshape(shape).transpose(0, 2, 1, 3)
        ordered.append(in_mcus.reshape(mcu_rows * mcu_columns, -1))
    return np.concatenate(ordered, axis=1)


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
