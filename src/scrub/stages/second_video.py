"""A written video looked into by code that applying does not use.

There is one decoder of these codecs to be had, FFmpeg's, and both sides ask it; the way to it and
the way from its pictures to samples are each their own. PyAV is imported where a video is read:
it is an extra.
"""

from __future__ import annotations

import os
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from pydicom.encaps import parse_basic_offsets, parse_fragments

from scrub.errors import CodecError
from scrub.model.outcome import Check
from scrub.pixels.video.syntaxes import CODEC_OF, is_video
from scrub.stages.header_search import encoded_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

    from scrub.model.header import Identity
    from scrub.model.instance import ImagePixel
    from scrub.stages.read import Instance

SHORTEST = 8
"""Bytes of a value that stands in coded pictures by chance in no video."""

_TEXT = re.compile(rb"[\x20-\x7e]{8}")
_CHUNK = 1 << 20
_HEADER = 8

# What is kept apart in MP4 put into the packets, and of these the supplemental enhancement
# information, and MPEG-2's user data, by their unit's type.
_BESIDE = {
    "h264": "h264_mp4toannexb,filter_units=pass_types=6",
    "hevc": "hevc_mp4toannexb,filter_units=pass_types=39-40",
    "mpeg2video": "dump_extra,filter_units=pass_types=178",
}

# What muxers say of any file.
_WORDS = frozenset(
    {"isom", "512", "isomiso2mp41", "isomiso2avc1mp41", "und", "VideoHandler", "[0][0][0][0]"}
)


def video_frames(instance: Instance) -> Iterator[NDArray[Any]]:
    """Yield each picture, rows x columns x 3: Y, Cb, Cr, as stored, colors repeated.

    Raises:
        CodecError: if it cannot be decoded.

    """
    if instance.image is None:
        return
    with _open(instance, instance.image) as container:
        for frame in container.decode(video=0):
            if frame.is_corrupt:
                raise CodecError("a second look finds a damaged picture")
            yield _samples(frame)


def video_checks(written: Instance, own: Identity) -> Iterator[Check]:
    """Yield the checks of a video, that it carries its pictures and nothing else."""
    image = written.image
    if image is None or not is_video(written.transfer_syntax_uid):
        return
    with _open(written, image) as container:
        alone = len(container.streams) == len(container.streams.video) == 1
        said = [*container.metadata.values(), *container.streams[0].metadata.values()]
        yield Check("the video has one track and no titles", alone and set(said) <= _WORDS)
        silent = not _speaks(container, CODEC_OF[written.transfer_syntax_uid])
        yield Check("no text lies beside the pictures", silent)
    values = {n for n in encoded_values(own) if len(n) >= SHORTEST}
    yield Check("no value of the person is in the video", not _holds(written, image, values))


def _open(instance: Instance, image: ImagePixel) -> InputContainer:
    av = import_module("av")
    options = {"codec_whitelist": CODEC_OF[instance.transfer_syntax_uid], "ignore_editlist": "1"}
    container: InputContainer = av.open(_Value(instance, image), "r", options=options)
    return container


def _samples(frame: VideoFrame) -> NDArray[Any]:
    deep = frame.format.components[0].bits > 8  # noqa: PLR2004 (bits)
    full: list[NDArray[Any]] = []
    for plane in frame.planes:
        stored = np.frombuffer(bytes(plane), "<u2" if deep else "u1").reshape(plane.height, -1)
        shown = stored[:, : plane.width]
        if full:
            high, wide = shown.shape
            four = np.broadcast_to(shown[:, None, :, None], (high, 2, wide, 2))
            shown = four.reshape(2 * high, 2 * wide)[: frame.height, : frame.width]
        full.append(shown)
    return np.dstack(full)


def _speaks(container: InputContainer, codec: str) -> bool:
    """Tell whether units that are no pictures hold text."""
    av = import_module("av")
    stream = container.streams.video[0]
    only = av.BitStreamFilterContext(_BESIDE[codec], stream)
    packets = (packet for packet in container.demux(stream) if packet.size)
    beside = (bytes(unit) for packet in packets for unit in only.filter(packet))
    return any(codec == "mpeg2video" or _TEXT.search(octets) for octets in beside if octets)


def _holds(instance: Instance, image: ImagePixel, values: set[bytes]) -> bool:
    value, tail = _Value(instance, image), b""
    longest = max(map(len, values), default=0)
    while chunk := value.read(_CHUNK):
        hay = tail + chunk.lower()
        if any(needle in hay for needle in values):
            return True
        tail = hay[-longest:]
    return False


class _Value:
    """The fragments of Pixel Data as one file, as pydicom finds them."""

    def __init__(self, instance: Instance, image: ImagePixel) -> None:
        self._file: BinaryIO = instance.stream
        self._file.seek(image.value_offset)
        parse_basic_offsets(self._file)
        _, items = parse_fragments(self._file)
        self._parts: list[tuple[int, int]] = []
        for item in items:
            self._file.seek(item + _HEADER - 4)
            length = int.from_bytes(self._file.read(4), "little")
            self._parts.append((item + _HEADER, length))
        self._size = sum(length for _, length in self._parts)
        self._at = 0

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def read(self, size: int) -> bytes:
        before = 0
        for start, length in self._parts:
            if before <= self._at < before + length:
                inside = self._at - before
                self._file.seek(start + inside)
                octets = self._file.read(min(size, length - inside))
                self._at += len(octets)
                return octets
            before += length
        return b""
