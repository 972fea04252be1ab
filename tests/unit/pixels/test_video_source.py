"""Videos decoded: each picture, or an error with its cause."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from doubles.videos import (
    H264,
    H264_STEREO,
    HEVC,
    HEVC_10,
    MPEG2,
    MPEG2_PARTS,
    Coding,
    av,
    coded,
    decoded,
    put_video,
    saved_video,
    scene,
    video_dataset,
)
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.codecs.video import VideoCodec
from scrub.pixels.frames import frames_of
from scrub.pixels.video.source import opened
from scrub.stages.read import read

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

COUNT, ROWS, COLUMNS = 8, 96, 128
QUIET = {"x265-params": "log-level=none"}
KINDS = {
    "mpeg-2 in ts": (MPEG2, Coding("mpeg2video")),
    "mpeg-2 in ps": (MPEG2, Coding("mpeg2video", "vob")),
    "mpeg-2 alone": (MPEG2, Coding("mpeg2video", "mpeg2video")),
    "mpeg-2 in mp4": (MPEG2, Coding("mpeg2video", "mp4")),
    "mpeg-2 interlaced": (MPEG2, Coding("mpeg2video", flags=1 << 18 | 1 << 29)),
    "h.264 in ts": (H264, Coding(sound=True)),
    "h.264 in mp4": (H264, Coding(container="mp4", options={"bf": "2"})),
    "h.264 alone": (H264, Coding(container="h264")),
    "h.264 interlaced": (H264, Coding(options={"x264-params": "interlaced=1"}, flags=1 << 18)),
    "hevc in ts": (HEVC, Coding("libx265", options=QUIET)),
    "hevc in mp4": (HEVC, Coding("libx265", "mp4", options=QUIET)),
    "hevc of 10 bits": (HEVC_10, Coding("libx265", "mp4", "yuv420p10le", options=QUIET)),
}


def dataset_of(coding: Coding, video: bytes = b"") -> Dataset:
    bits = 10 if "10" in coding.pixels else 8
    video = video or coded(scene(COUNT), coding)
    return video_dataset(video, ROWS, COLUMNS, COUNT, bits)


def frames(dataset: Dataset, folder: Path, syntax: str) -> list[bytes]:
    with read(saved_video(dataset, folder / "a.dcm", syntax)) as instance:
        assert instance.image
        found = frames_of(instance.stream, instance.image)
        return [found.frame(index) for index in range(len(found))]


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_is_decoded_as_by_ffmpeg_alone(kind: str, tmp_path: Path) -> None:
    syntax, coding = KINDS[kind]
    video = coded(scene(COUNT), coding)
    expected = [picture.tobytes() for picture in decoded(video)]
    assert frames(dataset_of(coding, video), tmp_path, syntax) == expected


def test_samples_are_those_that_went_in_color_repeated(tmp_path: Path) -> None:
    pictures = scene(COUNT)
    video = coded(pictures, Coding("libx265", options={"x265-params": "lossless=1:log-level=none"}))
    source = saved_video(dataset_of(Coding(), video), tmp_path / "a.dcm", HEVC)
    with read(source) as instance:
        assert instance.image
        found = frames_of(instance.stream, instance.image)
        samples = VideoCodec().decode(found.frame(3), instance.image)
    luma, *chroma = pictures[3]
    assert np.array_equal(samples[..., 0], luma)
    for index, plane in enumerate(chroma, 1):
        assert np.array_equal(samples[::2, ::2, index], plane)
        assert np.array_equal(samples[1::2, 1::2, index], plane)


def test_frames_can_be_asked_for_again(tmp_path: Path) -> None:
    source = saved_video(dataset_of(Coding()), tmp_path / "a.dcm", H264)
    with read(source) as instance:
        assert instance.image
        found = frames_of(instance.stream, instance.image)
        first, last = found.frame(0), found.frame(COUNT - 1)
        assert found.frame(0) == first != last
        assert found.frame(0) == first
        assert found.frame(COUNT - 1) == last
        with pytest.raises(IndexError):
            found.frame(COUNT)


def test_a_stream_in_many_fragments_is_one(tmp_path: Path) -> None:
    coding = Coding("mpeg2video")
    dataset = dataset_of(coding)
    whole = frames(dataset, tmp_path, MPEG2)
    put_video(dataset, coded(scene(COUNT), coding), parts=7)
    assert frames(dataset, tmp_path, MPEG2_PARTS) == whole


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"NumberOfFrames": COUNT + 1}, f"{COUNT} frames, and the header says {COUNT + 1}"),
        ({"NumberOfFrames": COUNT - 1}, f"more frames than the {COUNT - 1}"),
        ({"Rows": ROWS - 2}, "another size"),
        ({"Columns": COLUMNS * 2}, "another size"),
    ],
)
@pytest.mark.parametrize("kind", ["mpeg-2 in ts", "h.264 in mp4", "hevc in ts"])
def test_a_header_that_says_other_than_the_video_is_an_error(
    kind: str, change: dict[str, int], reason: str, tmp_path: Path
) -> None:
    syntax, coding = KINDS[kind]
    dataset = dataset_of(coding)
    for keyword, number in change.items():
        setattr(dataset, keyword, number)
    with pytest.raises(CodecError, match=reason):
        frames(dataset, tmp_path, syntax)


@pytest.mark.parametrize(
    ("syntax", "change", "reason"),
    [
        (H264_STEREO, {}, "two views"),
        (H264, {"PhotometricInterpretation": "RGB"}, "YBR_PARTIAL_420"),
        (H264, {"BitsAllocated": 16, "BitsStored": 10, "HighBit": 9}, "number of bits"),
    ],
)
def test_a_video_that_is_not_served_is_refused_by_name(
    syntax: str, change: dict[str, str | int], reason: str, tmp_path: Path
) -> None:
    dataset = dataset_of(Coding())
    for keyword, value in change.items():
        setattr(dataset, keyword, value)
    with pytest.raises(UnsupportedInstanceError, match=rf"{reason}.*H\.264"):
        frames(dataset, tmp_path, syntax)


def test_another_codec_than_the_transfer_syntax_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CodecError):
        frames(dataset_of(Coding("mpeg2video")), tmp_path, H264)
    with pytest.raises(CodecError):
        frames(dataset_of(Coding(container="mp4")), tmp_path, HEVC)


def test_other_than_four_to_two_to_zero_is_refused(tmp_path: Path) -> None:
    pictures = [(y, y, y) for y, *_ in scene(COUNT)]
    video = coded(pictures, Coding(pixels="yuv444p"))
    with pytest.raises(UnsupportedInstanceError, match="4:2:0"):
        frames(dataset_of(Coding(), video), tmp_path, H264)


@pytest.mark.parametrize(
    "head", [b"#EXTM3U\nhttp://localhost/a.ts\n", b"ffconcat version 1.0\n", b"\0" * 64]
)
def test_what_is_no_video_by_its_first_bytes_is_refused(head: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedInstanceError, match="container"):
        frames(dataset_of(Coding(), head + bytes(400)), tmp_path, H264)


def test_two_videos_side_by_side_are_refused(tmp_path: Path) -> None:
    file = BytesIO()
    with av.open(file, "w", "mpegts") as container:
        for _ in range(2):
            stream = container.add_stream("libx264", 25)
            stream.width, stream.height = COLUMNS, ROWS
        for stream in container.streams:
            container.mux(stream.encode(av.VideoFrame(COLUMNS, ROWS, "yuv420p")))
            container.mux(stream.encode(None))
    with pytest.raises(UnsupportedInstanceError, match="2 pictures"):
        frames(dataset_of(Coding(), file.getvalue()), tmp_path, H264)


def test_a_cropped_banner_is_not_taken_for_gone(tmp_path: Path) -> None:
    hidden = Coding(packets="h264_metadata=crop_top=64", container="h264")
    dataset = dataset_of(hidden, coded(scene(COUNT, rows=ROWS + 64), hidden))
    with pytest.raises(UnsupportedInstanceError, match="hides"):
        frames(dataset, tmp_path, H264)


def test_pictures_that_an_edit_list_hides_are_counted(tmp_path: Path) -> None:
    whole, file = coded(scene(COUNT), Coding(container="mp4", options={"bf": "0"})), BytesIO()
    options = {"avoid_negative_ts": "disabled"}
    with av.open(BytesIO(whole)) as old, av.open(file, "w", "mp4", options) as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.size:
                packet.pts, packet.dts = packet.pts - 3 * 512, packet.dts - 3 * 512
                packet.stream = stream
                new.mux(packet)
    assert len(decoded(file.getvalue())) == COUNT - 3
    dataset = video_dataset(file.getvalue(), ROWS, COLUMNS, COUNT - 3)
    with pytest.raises(CodecError, match="more frames"):
        frames(dataset, tmp_path, H264)


@pytest.mark.parametrize("kind", KINDS)
def test_a_video_cut_short_is_an_error(kind: str, tmp_path: Path) -> None:
    syntax, coding = KINDS[kind]
    video = coded(scene(COUNT), coding)
    for share in (0.3, 0.6):
        dataset = dataset_of(coding, video[: int(len(video) * share)])
        with pytest.raises((CodecError, UnsupportedInstanceError)):
            frames(dataset, tmp_path, syntax)


def test_times_grow_and_are_the_streams_own(tmp_path: Path) -> None:
    rate = Fraction(30000, 1001)
    dataset = dataset_of(Coding(container="mp4", rate=rate, options={"bf": "2"}))
    with read(saved_video(dataset, tmp_path / "a.dcm", H264)) as instance:
        assert instance.image
        with opened(instance.stream, instance.image) as video:
            pictures = list(video.pictures())
            seconds = [picture.time * video.time_base for picture in pictures]
    steps = {after - before for before, after in pairwise(seconds)}
    assert steps == {1 / rate}


def test_a_codec_knows_pictures_of_its_size_only(tmp_path: Path) -> None:
    with read(saved_video(dataset_of(Coding()), tmp_path / "a.dcm", H264)) as instance:
        assert instance.image
        picture = frames_of(instance.stream, instance.image).frame(0)
        with pytest.raises(CodecError):
            VideoCodec().decode(picture, replace(instance.image, columns=COLUMNS + 2))
