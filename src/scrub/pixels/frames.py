"""Encoded frames, one by one out of the value of Pixel Data."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from scrub.errors import UnsupportedInstanceError
from scrub.pixels.copying import Stretch
from scrub.pixels.description import frame_bits, value_bytes
from scrub.pixels.fragments import fragments_of, read_at
from scrub.pixels.video.entrance import video_frames
from scrub.pixels.video.syntaxes import is_video

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel
    from scrub.pixels.video.frames import VideoFrames

_BYTE = 8
_CHUNK = 1 << 20
_ROOM = 2
"""A value may become so many times as long before its offsets no longer fit 32 bits."""


class Frames:
    """The frames of an open file, read when asked for.

    An encapsulated frame is its fragments, joined. A native frame is its bytes in order: 8-bit
    samples out of big endian words, and single bits moved to begin with a byte.
    """

    def __init__(self, file: BinaryIO, image: ImagePixel) -> None:
        """Read how fragments make up frames (PS3.5 A.4).

        Raises:
            CodecError: if that cannot be told.
            UnsupportedInstanceError: if a native value holds more than its frames.

        """
        self._file = file
        self._image = image
        self._fragments = fragments_of(file, image) if image.is_encapsulated else None
        check_surplus(file, image)

    def __len__(self) -> int:
        return self._image.number_of_frames

    @property
    def needs_extended_table(self) -> bool:
        """Tell whether there is one, or offsets of frames that grow may not fit 32 bits."""
        if self._fragments is None:
            return False
        if self._image.extended_offset_table is not None:
            return True
        return int(self._fragments.frame_offsets()[-1]) * _ROOM >= 1 << 32

    def frame(self, index: int) -> bytes:
        """Return one encoded frame, counted from 0.

        Raises:
            CodecError: if the file ends before it does.

        """
        if not 0 <= index < len(self):
            raise IndexError(index)
        if self._fragments is not None:
            parts = self._fragments.parts(index)
            return b"".join(read_at(self._file, start, length) for start, length in parts)
        return self._native(index)

    def stretch(self, index: int) -> Stretch | None:
        """Return where an encapsulated frame lies, if it is one fragment of even length."""
        if self._fragments is None:
            return None
        (start, length), *more = self._fragments.parts(index)
        return None if more or length % 2 else Stretch(self._file, start, length)

    def _native(self, index: int) -> bytes:
        bits = frame_bits(self._image)
        first, stop = index * bits, (index + 1) * bits
        octets = self._octets(first // 8, -(-stop // 8))
        if first % 8 == 0 and stop % 8 == 0:
            return octets
        unpacked = np.unpackbits(np.frombuffer(octets, np.uint8), bitorder="little")
        own = unpacked[first % 8 : first % 8 + bits]
        return np.packbits(own, bitorder="little").tobytes()

    def _octets(self, start: int, stop: int) -> bytes:
        offset = self._image.value_offset
        if not is_swapped(self._image):
            return read_at(self._file, offset + start, stop - start)
        first, last = start // 2 * 2, -(-stop // 2) * 2
        swapped = swap(read_at(self._file, offset + first, last - first))
        return swapped[start - first : stop - first]


def frames_of(file: BinaryIO, image: ImagePixel) -> Frames | VideoFrames:
    """Return the frames of an open file: of a video, its decoded pictures, one after the other.

    Raises:
        CodecError: if they cannot be told apart.
        UnsupportedInstanceError: if they are of a kind that is not served.

    """
    if is_video(image.transfer_syntax_uid):
        return video_frames(file, image)
    return Frames(file, image)


def is_swapped(image: ImagePixel) -> bool:
    """Tell whether samples of a byte or less lie in big endian words of two (PS3.5 D)."""
    return image.is_big_endian and image.value_vr == "OW" and image.bits_allocated <= _BYTE


def swap(octets: bytes) -> bytes:
    """Return an even number of bytes with each two exchanged."""
    return np.frombuffer(octets, np.uint16).byteswap().tobytes()


def native_bytes(image: ImagePixel) -> int:
    """Return the bytes of a native value that holds its frames and nothing else: an even number."""
    return value_bytes(image) + value_bytes(image) % 2


def check_surplus(file: BinaryIO, image: ImagePixel) -> None:
    """Look at what a native value holds after its frames; what is 0 is padding, and is left out.

    2026-11: anything else is a frame that is not counted, or says that the pixels are not as
    described (color of full resolution called YBR_FULL_422, say), so that what an eye was shown
    is not what is there.

    Raises:
        UnsupportedInstanceError: if not all of it is 0.
        CodecError: if the file ends within it.

    """
    if image.value_length is None:
        return
    for start in range(native_bytes(image), image.value_length, _CHUNK):
        length = min(_CHUNK, image.value_length - start)
        if read_at(file, image.value_offset + start, length).strip(b"\0"):
            raise UnsupportedInstanceError("pixel data that goes on after its frames")
