"""The frames of a video, as the raw planes of one decoded picture each."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO

from scrub.pixels.video.source import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.instance import ImagePixel
    from scrub.pixels.video.source import Picture


class VideoFrames:
    """The same surface as `Frames`: a frame is its planes Y, Cb, Cr, without gaps, little endian.

    Frames are best asked for in their order: going back decodes again from the first.
    """

    def __init__(self, file: BinaryIO, image: ImagePixel) -> None:
        """Open the video.

        Raises:
            CodecError: if it cannot be opened, or is not what the header says.
            UnsupportedInstanceError: if it is not served, or PyAV is not installed.

        """
        self._file = file
        self._image = image
        self._open = ExitStack()
        self._pictures = self._begin()
        self._next = 0
        self._last = b""

    def __len__(self) -> int:
        return self._image.number_of_frames

    def frame(self, index: int) -> bytes:
        """Return the planes of one frame, counted from 0.

        Raises:
            CodecError: if it, or one before it, cannot be decoded, or the last one is not the last.

        """
        if not 0 <= index < len(self):
            raise IndexError(index)
        if index < self._next - 1:
            self._pictures, self._next = self._begin(), 0
        while self._next <= index:
            self._last = next(self._pictures).octets
            self._next += 1
        return self._last

    def _begin(self) -> Iterator[Picture]:
        self._open.close()
        return self._open.enter_context(opened(self._file, self._image)).pictures()
