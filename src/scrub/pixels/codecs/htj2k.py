"""High-Throughput JPEG 2000 (PS3.5 A.4.4), encoded again by the reversible transform.

What was lossy keeps its Transfer Syntax, which allows the reversible transform too.

2026-11: OpenJPEG decodes, though OpenJPH is more than twice as quick: imagecodecs' route through
OpenJPH lets errors pass as a part-filled array, and some damage makes it end the process. OpenJPH
encodes. It knows no precision but that of whole bytes, so the level shift is made here (ITU-T T.800
G.1), the samples are given to it as signed, and the precision is written into SIZ after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import imagecodecs
from pydicom.uid import HTJ2K, HTJ2KLossless, HTJ2KLosslessRPCL

from scrub.errors import UnsupportedInstanceError
from scrub.pixels.codecs.codestream_j2k import MainHeader, bare, main_header
from scrub.pixels.codecs.faithful import Codestream, FaithfulCodec, check_size

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel


MOST_BITS = 16
"""Of a sample."""

_THREADS = 2
_SSIZ = 42


class Htj2kCodec(FaithfulCodec):
    """Writes the progression and the tile-part lengths that the RPCL syntax asks for, always."""

    name = "htj2k"
    transfer_syntaxes = frozenset({str(HTJ2KLossless), str(HTJ2KLosslessRPCL), str(HTJ2K)})

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
        raise UnsupportedInstanceError(f"HTJ2K of more than {MOST_BITS} bits")
    samples = imagecodecs.jpeg2k_decode(codestream, numthreads=_THREADS)
    return Codestream(samples, header.precision, header.is_signed)


def _pack(codestream: Codestream, header: MainHeader) -> bytes:
    samples = codestream.samples
    if not codestream.is_signed:
        shifted = samples - samples.dtype.type(1 << codestream.precision - 1)
        samples = shifted.view(f"i{samples.itemsize}")
    encoded = bytearray(
        imagecodecs.htj2k_encode(
            samples,
            reversible=True,
            tlm=True,
            rgb=header.has_component_transform,
            resolutions=header.levels,
        )
    )
    depth = codestream.precision - 1 | codestream.is_signed << 7
    encoded[_SSIZ : _SSIZ + 3 * header.components : 3] = bytes([depth]) * header.components
    return bytes(encoded)
