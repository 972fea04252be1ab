"""The way to what needs PyAV, taken only where there is a video."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO

from scrub.pixels.video.syntaxes import check_served

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.model.instance import ImagePixel
    from scrub.pixels.video.frames import VideoFrames


def video_frames(file: BinaryIO, image: ImagePixel) -> VideoFrames:
    """Return the frames of a video.

    Raises:
        CodecError: if it cannot be opened, or is not what the header says.
        UnsupportedInstanceError: if it is not served, or PyAV is not installed.

    """
    check_served(image)
    frames: VideoFrames = import_module("scrub.pixels.video.frames").VideoFrames(file, image)
    return frames


def write_video(
    out: BinaryIO,
    image: ImagePixel,
    file: BinaryIO,
    change: Callable[[int, bytes], bytes] | None,
) -> None:
    """Write Pixel Data with a video: changed, as HEVC without loss; or its packets as they were.

    `change` is given the index of a frame, counted from 0, and its planes.

    Raises:
        CodecError: if it cannot be decoded, or not written.
        UnsupportedInstanceError: if it is not served, or PyAV is not installed.

    """
    check_served(image)
    writing = import_module("scrub.pixels.video.writing")
    if change is None:
        writing.write_unchanged(out, image, file)
    else:
        writing.write_changed(out, image, file, change)
