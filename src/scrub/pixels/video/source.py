"""A video out of Pixel Data: its packets, and its pictures one after the other.

"Exact" means, for MPEG-2, as FFmpeg decodes it: the inverse transform of ITU-T H.262 Annex A is not
bit exact between decoders. H.264 and HEVC are. The decoder conceals nothing: a packet or picture
that it calls damaged is an error.

2026-11: all the library is asked for is the container and the codec that the first bytes and the
Transfer Syntax say; other demuxers, decoders, and files that a stream names are shut off.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, NoReturn, cast

import av
import numpy as np
from av.codec.context import Flags, ThreadType
from av.stream import Disposition

from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.video.syntaxes import CODEC_OF, check_served
from scrub.pixels.video.units import check_layers
from scrub.pixels.video.value import VideoValue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.codeccontext import VideoCodecContext
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from scrub.model.instance import ImagePixel

ELEMENTARY = frozenset({"mpegvideo", "h264", "hevc"})
"""Streams without a container, and without times."""

DEEPEST_CROP = 64
"""Rows and columns that a coded picture may have and not show: it comes in whole blocks."""

_PIXELS = {8: ("yuv420p", "yuvj420p"), 10: ("yuv420p10le",)}
_BARE = {"mpeg2video": "mpegvideo", "h264": "h264", "hevc": "hevc"}
_HEAD = 1024
_STRICT = "crccheck+explode"

# What gives packets start codes, and begins them with the parameter sets that MP4 keeps apart.
_UNPACK = {
    "h264": "h264_mp4toannexb",
    "hevc": "hevc_mp4toannexb",
    "mpeg2video": "dump_extra",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One decoded picture: its planes Y, Cb, Cr, without gaps, words little endian.

    `time` and `duration` count in the video's time base; times grow from picture to picture.
    """

    octets: bytes
    time: int
    duration: int


class Video:
    """An open video of the size and depth that the header says."""

    def __init__(self, container: InputContainer, image: ImagePixel, kind: str) -> None:
        self._container = container
        self._image = image
        self.kind = kind
        self.codec = CODEC_OF[image.transfer_syntax_uid]
        self.stream = _stream(container, self.codec)
        self.context: VideoCodecContext = _decoder(self.codec)
        _check_size(self.stream.height, self.stream.width, image)
        self.time_base: Fraction = self.stream.time_base or _unknown("time base")
        rate = self.stream.average_rate or self.stream.guessed_rate or _unknown("frame rate")
        self.rate: Fraction = rate
        self._step = max(1, round(1 / (rate * self.time_base)))

    def packets(self) -> Iterator[Packet[VideoStream]]:
        """Yield the coded packets in their order, with start codes, and at the end an empty one.

        Raises:
            CodecError: if one is damaged.
            UnsupportedInstanceError: if one holds another view or layer.

        """
        name = _UNPACK[self.codec] if self.kind == "mp4" else "null"
        with translated():
            unpack = av.BitStreamFilterContext(name, self.stream)
            for packed in self._container.demux(self.stream):
                if packed.is_corrupt:
                    raise CodecError("a damaged packet in the video")
                for packet in unpack.filter(packed) if packed.size else ():
                    check_layers(bytes(packet), self.codec)
                    yield packet

    def pictures(self) -> Iterator[Picture]:
        """Yield every picture in the order it is shown in.

        Raises:
            CodecError: if one cannot be decoded, or there are not as many as the header says.

        """
        expected, found, coded, fields = self._image.number_of_frames, 0, 0, 0
        last: Picture | None = None
        for packet in chain(self.packets(), [None]):
            coded += packet is not None
            with translated():
                decoded = self.context.decode(packet)
            for frame in decoded:
                found += 1
                if found > expected:
                    raise CodecError(f"a video of more frames than the {expected} the header says")
                if last is not None:
                    yield last
                fields += frame.interlaced_frame
                last = self._picture(frame, last)
        if found != expected:
            raise CodecError(f"a video of {found} frames, and the header says {expected}")
        # A frame may be coded as two fields; what is coded beyond that is never shown.
        if not found <= coded <= found + fields:
            raise CodecError(f"a video of {coded} coded pictures, of which {found} are shown")
        if last is not None:
            yield last

    def _picture(self, frame: VideoFrame, before: Picture | None) -> Picture:
        _check_size(frame.height, frame.width, self._image)
        coded = self.context.coded_height - frame.height, self.context.coded_width - frame.width
        if max(coded) >= DEEPEST_CROP:
            raise UnsupportedInstanceError("video that hides a part of its pictures")
        if frame.format.name not in _PIXELS[self._image.bits_stored] or frame.rotation:
            raise UnsupportedInstanceError("video other than 4:2:0 of the header's depth, upright")
        if frame.is_corrupt:
            raise CodecError("a damaged picture in the video")
        time = frame.pts
        if before is None:
            time = 0 if time is None or self.kind in ELEMENTARY else time
        elif time is None or time <= before.time:
            time = before.time + self._step
        return Picture(planes_of(frame), time, frame.duration or self._step)


@contextmanager
def opened(file: BinaryIO, image: ImagePixel) -> Iterator[Video]:
    """Open the video of an open file.

    Raises:
        CodecError: if it cannot be opened, or is not what the header says.
        UnsupportedInstanceError: if it is a video that is not served.

    """
    check_served(image)
    value = VideoValue(file, image)
    kind = _kind(value.read(_HEAD), CODEC_OF[image.transfer_syntax_uid])
    value.seek(0)
    options = {
        "codec_whitelist": CODEC_OF[image.transfer_syntax_uid],
        "max_pixels": str((image.rows + DEEPEST_CROP) * (image.columns + DEEPEST_CROP)),
    }
    if kind == "mp4":
        # What an edit list would hide is to be seen.
        options["ignore_editlist"] = "1"
    with translated():
        container = av.open(
            value, "r", kind, options, metadata_errors="replace", io_open=_no_other_file
        )
    try:
        with translated():
            video = Video(container, image, kind)
        yield video
    finally:
        container.close()


@contextmanager
def translated() -> Iterator[None]:
    """Turn errors of the library, which may quote a file, into ours."""
    try:
        yield
    except (av.FFmpegError, ValueError, TypeError, LookupError, ArithmeticError):
        raise CodecError("a video that cannot be decoded") from None


def planes_of(frame: VideoFrame) -> bytes:
    """Return a picture's planes without the gaps between rows."""
    octets = []
    for plane in frame.planes:
        width = plane.width * (2 if "10" in frame.format.name else 1)
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
        octets.append(rows[:, :width].tobytes())
    return b"".join(octets)


def _kind(head: bytes, codec: str) -> str:
    """Return FFmpeg's name of the container, by its first bytes."""
    synced = any(head[at::step][:4] == b"\x47" * 4 for at, step in ((0, 188), (4, 192)))
    if synced:
        return "mpegts"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:4] == b"\0\0\x01\xba":
        return "mpeg"
    if head.lstrip(b"\0")[:1] == b"\x01" and head[:2] == b"\0\0":
        return _BARE[codec]
    raise UnsupportedInstanceError("video in a container other than MPEG-TS, MPEG-PS and MP4")


def _stream(container: InputContainer, codec: str) -> VideoStream:
    shown = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    if len(shown) != 1:
        raise UnsupportedInstanceError(f"video of {len(shown)} pictures side by side")
    stream = shown[0]
    if stream.codec_context is None or stream.codec_context.codec.canonical_name != codec:
        raise CodecError("a video of another codec than its transfer syntax")
    return stream


def _decoder(codec: str) -> VideoCodecContext:
    context = cast("VideoCodecContext", av.CodecContext.create(codec, "r"))
    context.thread_type = ThreadType.NONE
    context.flags |= Flags.bitexact
    context.options = {"err_detect": _STRICT}
    return context


def _check_size(rows: int, columns: int, image: ImagePixel) -> None:
    if (rows, columns) != (image.rows, image.columns):
        raise CodecError("a video of another size than the header says")


def _no_other_file(*_: object) -> NoReturn:
    raise CodecError("a video that names another file")


def _unknown(what: str) -> NoReturn:
    raise CodecError(f"a video without a {what}")
