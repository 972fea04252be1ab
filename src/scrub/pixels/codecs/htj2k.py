"""High-Throughput JPEG 2000 (PS3.5 A.4.4), encoded again by the reversible transform.

What was lossy keeps its Transfer Syntax, which allows the reversible transform too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import imagecodecs
from pydicom.uid import HTJ2K, HTJ2KLossless, HTJ2KLosslessRPCL

from scrub.pixels.codecs.codestream_j2k import MainHeader, bare, main_header
from scrub.pixels.codecs.faithful import Codestream, FaithfulCodec, check_size

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel


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
