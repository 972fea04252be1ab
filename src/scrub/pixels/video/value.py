"""The value of Pixel Data as a file: the fragments of a video joined, and one being written."""

from __future__ import annotations

import os
import struct
from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, BinaryIO, Self

from scrub.errors import UnsupportedInstanceError
from scrub.pixels.fragments import fragments_of, read_at

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel

_TAG_AND_LENGTH = struct.Struct("<HHL")
_ITEM = (0xFFFE, 0xE000)
# Pixel Data, OB, of undefined length, and an empty Basic Offset Table.
_START = b"\xe0\x7f\x10\0OB\0\0\xff\xff\xff\xff" + b"\xfe\xff\0\xe0\0\0\0\0"
_END = b"\xfe\xff\xdd\xe0\0\0\0\0"
_LONGEST = 0xFFFFFFFE


class VideoValue:
    """All fragments of an open file as one to read: a video has no frames apart (PS3.5 A.4)."""

    def __init__(self, file: BinaryIO, image: ImagePixel) -> None:
        """Read where the fragments lie.

        Raises:
            CodecError: if the value is no sequence of fragments, or there is none.

        """
        self._file = file
        parts = list(fragments_of(file, replace(image, number_of_frames=1)).parts(0))
        self._starts = [start for start, _ in parts]
        self._offsets = list(accumulate((length for _, length in parts), initial=0))
        self._at = 0

    def __len__(self) -> int:
        return self._offsets[-1]

    def readable(self) -> bool:
        """Tell that it is to be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be read in any order."""
        return True

    def tell(self) -> int:
        """Return where reading goes on."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go elsewhere."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: len(self)}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, or fewer at the end of a fragment; none at the end of all.

        Raises:
            CodecError: if the file ends before.

        """
        if self._at >= len(self):
            return b""
        index = bisect_right(self._offsets, self._at) - 1
        left = self._offsets[index + 1] - self._at
        wanted = left if size < 0 else min(size, left)
        start = self._starts[index] + self._at - self._offsets[index]
        octets = read_at(self._file, start, wanted)
        self._at += wanted
        return octets


class VideoElement:
    """Pixel Data of one fragment, written to a file that can go back: use it in a with statement.

    What is written to it begins at 0.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        out.write(_START)
        self._item = out.tell()
        out.write(_TAG_AND_LENGTH.pack(*_ITEM, 0))
        self._start = out.tell()
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            return
        self._out.seek(self._start + self._end)
        self._out.write(b"\0" * (self._end % 2) + _END)
        end = self._out.tell()
        self._out.seek(self._item)
        self._out.write(_TAG_AND_LENGTH.pack(*_ITEM, self._end + self._end % 2))
        self._out.seek(end)

    def writable(self) -> bool:
        """Tell that it is to be written."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be written in any order."""
        return True

    def tell(self) -> int:
        """Return where writing goes on."""
        return self._out.tell() - self._start

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go elsewhere."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.tell(), os.SEEK_END: self._end}[whence]
        return self._out.seek(self._start + base + offset) - self._start

    def write(self, octets: bytes) -> int:
        """Write, and go on behind.

        Raises:
            UnsupportedInstanceError: if it becomes longer than a fragment can be.

        """
        if self.tell() + len(octets) > _LONGEST:
            raise UnsupportedInstanceError("a video of 4 GiB or more")
        self._out.write(octets)
        self._end = max(self._end, self.tell())
        return len(octets)
