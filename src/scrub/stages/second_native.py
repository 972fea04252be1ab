"""Native frames as they lie in a file, seen by verifying without any copy of its own.

2026-11: pydicom reads them too, and took most of the time of a run on templates alone: a header
read once more, and two copies of each frame. What it adds is checked here: that the value is
where the element Pixel Data says it is. It still reads frames that do not lie pixel by pixel.
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from scrub.errors import CodecError
from scrub.pixels.description import PAIRED, frame_bits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from scrub.model.instance import ImagePixel
    from scrub.stages.read import Instance

_BIG_ENDIAN = "1.2.840.10008.1.2.2"
_BYTE = 8
_ELEMENTS = {"FloatPixelData": 0x0008, "DoubleFloatPixelData": 0x0009, "PixelData": 0x0010}


def is_plain(image: ImagePixel) -> bool:
    """Tell whether native pixels follow each other in bytes of their own, least byte first."""
    is_planar = image.planar_configuration == 1 and image.samples_per_pixel > 1
    return not (
        image.is_encapsulated
        or is_planar
        or image.bits_allocated % _BYTE
        or image.photometric_interpretation in PAIRED
        or image.transfer_syntax_uid == _BIG_ENDIAN
    )


def plain_frames(instance: Instance, image: ImagePixel) -> Iterator[NDArray[Any]]:
    """Yield each frame, rows x columns or rows x columns x samples, of unsigned words.

    Raises:
        CodecError: if Pixel Data is not there, or ends within a frame.

    """
    if not _is_there(instance, image):
        raise CodecError("a second look does not find Pixel Data where it should be")
    shape = (image.rows, image.columns, image.samples_per_pixel)
    length = frame_bits(image) // _BYTE
    dtype = np.dtype(f"<u{image.bits_allocated // _BYTE}")
    for index in range(image.number_of_frames):
        octets = _octets(instance.stream, image.value_offset + index * length, length)
        if len(octets) != length:
            raise CodecError("a second look does not find as many frames")
        frame = np.frombuffer(octets, dtype)
        yield frame.reshape(shape if image.samples_per_pixel > 1 else shape[:2])


def _octets(stream: BinaryIO, start: int, length: int) -> memoryview:
    """Return so many bytes, or as many as there are; what is in memory is not copied."""
    if isinstance(stream, BytesIO):
        return memoryview(stream.getvalue())[start : start + length]
    stream.seek(start)
    return memoryview(stream.read(length))


def _is_there(instance: Instance, image: ImagePixel) -> bool:
    """Tell whether the element's tag, VR and length are just before its value (PS3.5 7.1)."""
    tag = struct.pack("<HH", 0x7FE0, _ELEMENTS[image.keyword])
    length = struct.pack("<L", image.value_length)
    told = (tag + image.value_vr.encode() + b"\0\0" + length, tag + length)
    stream = instance.stream
    stream.seek(max(0, image.value_offset - len(told[0])))
    before = stream.read(min(len(told[0]), image.value_offset))
    return before.endswith(told)
