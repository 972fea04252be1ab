"""Values of Pixel Data made by hand, and those of files that pydicom ships."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataelem import RawDataElement

from scrub.model.instance import ImagePixel
from scrub.pixels.description import describe

if TYPE_CHECKING:
    from scrub.pixels.frames import Frames

IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
BIG_ENDIAN, RLE, J2K = "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.90"


def image_of(uid: str, number: int, length: int | None = None, bits: int = 8) -> ImagePixel:
    return ImagePixel(
        transfer_syntax_uid=uid,
        rows=3,
        columns=3,
        number_of_frames=number,
        samples_per_pixel=1,
        photometric_interpretation="MONOCHROME2",
        bits_allocated=bits,
        bits_stored=bits,
        high_bit=bits - 1,
        pixel_representation=0,
        planar_configuration=0,
        keyword="PixelData",
        value_vr="OW",
        value_offset=0,
        value_length=length,
    )


def item(octets: bytes) -> bytes:
    return struct.pack("<HHL", 0xFFFE, 0xE000, len(octets)) + octets


END = struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)


def value(*fragments: bytes, table: tuple[int, ...] = ()) -> io.BytesIO:
    offsets = struct.pack(f"<{len(table)}L", *table)
    return io.BytesIO(b"".join(map(item, (offsets, *fragments))) + END + b"after")


def opened(name: str) -> tuple[io.BytesIO, ImagePixel]:
    path = str(get_testdata_file(name))
    dataset = dcmread(path, defer_size=1)
    raw = dataset.get_item(0x7FE00010, keep_deferred=True)
    assert isinstance(raw, RawDataElement)
    length = None if raw.length == 0xFFFFFFFF else raw.length
    image = describe(dataset, raw.value_tell, length, raw.VR or "OW", "PixelData")
    with open(path, "rb") as file:  # noqa: PTH123 (a path that is a string)
        return io.BytesIO(file.read()), image


def every(frames: Frames) -> list[bytes]:
    return [frames.frame(index) for index in range(len(frames))]
