"""Pixel Data with a video: encoded again without loss, or its packets as they were.

Neither has sound, other tracks, titles or user data: the container is made anew, with the pictures
alone. 2026-11: that is so also for a video whose pictures stay, since a container has too many
places for text (service names, private sections and descriptors, fill, atoms that nothing names)
to tell that there is none. It is made the same way each time, so one of ours keeps its bytes.

2026-11: HEVC goes into MP4, not into MPEG-TS (PS3.5 8.2.10 allows both): it keeps the source's
times exactly, whatever its clock, and players find their way in it by its index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import av

from scrub.errors import CodecError
from scrub.pixels.video.hevc import Encoder
from scrub.pixels.video.source import ELEMENTARY, opened, translated
from scrub.pixels.video.units import cleaned
from scrub.pixels.video.value import VideoElement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from av.container import OutputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

    from scrub.model.instance import ImagePixel
    from scrub.pixels.video.source import Video

_CONTAINERS = {"mpegts": "mpegts", "mpeg": "vob", "mp4": "mp4"}


def write_changed(
    out: BinaryIO, image: ImagePixel, file: BinaryIO, change: Callable[[int, bytes], bytes]
) -> None:
    """Write Pixel Data with every picture as `change` returns it, as HEVC without loss in MP4.

    `change` is given the index of a frame, counted from 0, and its planes as of `VideoFrames`.

    Raises:
        CodecError: if the video cannot be decoded or encoded.
        UnsupportedInstanceError: if it is not served, or too long.

    """
    with (
        opened(file, image) as video,
        VideoElement(out) as element,
        Encoder(element, image, video) as encoder,
    ):
        for index, picture in enumerate(video.pictures()):
            encoder.write(picture, change(index, picture.octets))


def write_unchanged(out: BinaryIO, image: ImagePixel, file: BinaryIO) -> None:
    """Write Pixel Data with the packets as they were, in the kind of container they were in.

    Raises:
        CodecError: if the video cannot be decoded, or its packets cannot be written.
        UnsupportedInstanceError: if it is not served, or too long.

    """
    with opened(file, image) as video:
        for _ in video.pictures():
            # What is not decoded is not known to be pictures alone.
            pass
    with opened(file, image) as video, VideoElement(out) as element:
        if video.kind in ELEMENTARY:
            for packet in video.packets():
                element.write(cleaned(bytes(packet), video.codec))
        else:
            _write_container(element, image, video)


def _write_container(element: VideoElement, image: ImagePixel, video: Video) -> None:
    scale = {"video_track_timescale": str(video.time_base.denominator)}
    options = {"fflags": "+bitexact", **(scale if video.kind == "mp4" else {})}
    with translated():
        container = av.open(element, "w", _CONTAINERS[video.kind], container_options=options)
        with container:
            _mux(container, image, video)


def _mux(container: OutputContainer, image: ImagePixel, video: Video) -> None:
    stream = container.add_mux_stream(video.codec, width=image.columns, height=image.rows)
    stream.time_base = video.time_base
    for packet in _from_zero(video.packets()):
        new = av.Packet(cleaned(bytes(packet), video.codec))
        new.pts, new.dts, new.duration = packet.pts, packet.dts, packet.duration
        new.time_base = video.time_base
        new.is_keyframe = packet.is_keyframe
        new.stream = stream
        container.mux(new)


def _from_zero(packets: Iterator[Packet[VideoStream]]) -> Iterator[Packet[VideoStream]]:
    """Yield packets whose times begin at 0, so that writing twice gives the same bytes."""
    first: int | None = None
    for packet in packets:
        if packet.dts is None or packet.pts is None:
            raise CodecError("a video with a packet of no time")
        first = packet.dts if first is None else first
        packet.pts -= first
        packet.dts -= first
        yield packet
