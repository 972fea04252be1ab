"""A stretch of one file, copied to where another stands.

2026-11: not by the kernel (copy_file_range, sendfile). It shares blocks, or moves whole pages,
only where both places lie alike in their pages, which is chance after a header of another length;
elsewhere it takes half as long again as reading and writing through one small buffer.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, cast

from scrub.errors import CodecError

if TYPE_CHECKING:
    from io import BufferedReader

_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes that stay where they lie in a file until they are written elsewhere."""

    source: BinaryIO
    start: int
    length: int

    def __len__(self) -> int:
        return self.length

    def write_to(self, out: BinaryIO) -> None:
        """Write them.

        Raises:
            CodecError: if the file ends before they do.

        """
        copy(out, self.source, self.start, self.length)


def copy(out: BinaryIO, source: BinaryIO, start: int, length: int) -> None:
    """Write `length` bytes of the source, from `start` on.

    Raises:
        CodecError: if the source ends before.

    """
    if isinstance(source, BytesIO):
        octets = memoryview(source.getvalue())[start : start + length]
        if len(octets) != length:
            raise CodecError("the file ends within its pixel data")
        out.write(octets)
        return
    buffer = memoryview(bytearray(min(length, _CHUNK)))
    source.seek(start)
    while length:
        # Every stream that we read from has it, but the type of all streams does not.
        count = cast("BufferedReader", source).readinto(buffer[:length])
        if not count:
            raise CodecError("the file ends within its pixel data")
        out.write(buffer[:count])
        length -= count
