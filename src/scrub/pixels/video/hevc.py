"""Raw planes → HEVC without loss, in MP4.

libx265 with cu_transquant_bypass: Main Profile for 8 bits, Main 10 for 10 (ITU-T H.265 A.3).
Every group of pictures is closed, pictures are coded in the order they are shown in, and one thread
works, so that the same pictures give the same bytes. The encoder's and the muxer's own texts and
times are switched off.

2026-11: the stream is marked as of Level 5.1, which its Transfer Syntax asks for. Without loss, a
large and noisy video may need more than that level's 40 Mbit a second (Main tier, ITU-T H.265 Table
A.9); the encoder would mark every lossless stream as of no level, which decoders do refuse.
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Self

import av
import numpy as np

from scrub.errors import CodecError
from scrub.pixels.video.source import translated

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

    from scrub.model.instance import ImagePixel
    from scrub.pixels.video.source import Picture, Video
    from scrub.pixels.video.value import VideoElement

GROUP = 30
"""Pictures from one that needs no other to the next."""

PRESET = "ultrafast"

_PARAMETERS = {
    "lossless": 1,
    "bframes": 0,
    "keyint": GROUP,
    "min-keyint": GROUP,
    "scenecut": 0,
    "open-gop": 0,
    "frame-threads": 1,
    "pools": "none",
    "info": 0,
    "log-level": "none",
}
_LEVEL = "hevc_metadata=level=5.1"
_FORMATS = {8: "yuv420p", 10: "yuv420p10le"}


class Encoder:
    """Takes pictures in their order, in a with statement."""

    def __init__(self, element: VideoElement, image: ImagePixel, video: Video) -> None:
        """Begin an MP4 with the size, depth, clock and colors of the video.

        Raises:
            CodecError: if there is no encoder for it.

        """
        self._rows, self._columns = image.rows, image.columns
        self._format = _FORMATS[image.bits_stored]
        # MP4 counts in parts of a second.
        self._unit = video.time_base.numerator
        self._base = Fraction(1, video.time_base.denominator)
        self._durations: list[int] = []
        self._first: int | None = None
        with translated():
            self._container = av.open(
                element,
                "w",
                "mp4",
                container_options={
                    "fflags": "+bitexact",
                    "video_track_timescale": str(self._base.denominator),
                },
            )
            self._stream = self._begin(video)

    def write(self, picture: Picture, octets: bytes) -> None:
        """Encode a picture with these planes, at the time of the picture.

        Raises:
            CodecError: if it cannot be encoded.

        """
        self._first = picture.time if self._first is None else self._first
        with translated():
            frame = _frame(octets, self._columns, self._rows, self._format)
            frame.pts = (picture.time - self._first) * self._unit
            frame.time_base = self._base
            self._durations.append(picture.duration * self._unit)
            self._mux(self._stream.encode(frame))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Write what is left, if all went well.

        Raises:
            CodecError: if it cannot be encoded, or a picture is missing.

        """
        if kind is not None:
            with suppress(Exception):
                self._container.close()
            return
        with translated():
            self._mux(self._stream.encode(None))
            self._container.close()
        if self._durations:
            raise CodecError("the encoder left a picture out")

    def _begin(self, video: Video) -> VideoStream:
        stream = self._container.add_stream("libx265", video.rate)
        context, source = stream.codec_context, video.stream.codec_context
        context.width, context.height, context.pix_fmt = self._columns, self._rows, self._format
        context.time_base = self._base
        context.color_range, context.colorspace = source.color_range, source.colorspace
        context.color_primaries, context.color_trc = source.color_primaries, source.color_trc
        if source.sample_aspect_ratio:
            context.sample_aspect_ratio = source.sample_aspect_ratio
        context.codec_tag = "hvc1"
        parameters = ":".join(f"{name}={value}" for name, value in _PARAMETERS.items())
        context.options = {"preset": PRESET, "x265-params": parameters}
        context.open()
        context.extradata = _leveled(context.extradata or b"")
        return stream

    def _mux(self, packets: list[Packet[VideoStream]]) -> None:
        for packet in packets:
            # Without a duration the last frame would be cut off by the edit list.
            packet.duration = self._durations.pop(0)
            self._container.mux(packet)


def _leveled(parameter_sets: bytes) -> bytes:
    """Return the parameter sets with the level of the Transfer Syntax."""
    parts = av.BitStreamFilterContext(_LEVEL, "hevc").filter(av.Packet(parameter_sets))
    return b"".join(bytes(part) for part in parts)


def _frame(octets: bytes, columns: int, rows: int, pixels: str) -> av.VideoFrame:
    frame = av.VideoFrame(columns, rows, pixels)
    start = 0
    for plane in frame.planes:
        width = plane.width * (2 if "10" in pixels else 1)
        stop = start + width * plane.height
        padded = np.zeros((plane.height, plane.line_size), np.uint8)
        padded[:, :width] = np.frombuffer(octets[start:stop], np.uint8).reshape(-1, width)
        plane.update(padded.tobytes())
        start = stop
    return frame
