"""Videos written: changed and without loss, or as they were, with nothing beside the pictures."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.encaps import generate_fragments

from doubles.videos import (
    H264,
    HEVC,
    HEVC_10,
    MPEG2,
    Coding,
    av,
    coded,
    decoded,
    saved_video,
    scene,
    video_dataset,
)
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.model.geometry import Rect
from scrub.pixels.codecs.video import VideoCodec
from scrub.pixels.video.entrance import write_video
from scrub.pixels.video.syntaxes import written_syntax
from scrub.stages.read import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from scrub.model.instance import ImagePixel

    Change = Callable[[int, bytes], bytes]

COUNT, ROWS, COLUMNS = 12, 96, 128
MORE_THAN_A_GROUP = 34
NAME = "WOBBEGONG"
TITLED = {"title": NAME, "comment": NAME, "service_name": NAME, "service_provider": NAME}
TITLED |= {"handler_name": NAME, "artist": NAME}
SEI = f"h264_metadata=sei_user_data=086f3693b7b34f2c965321492feee5b8+{NAME}"
HASHED = {"x265-params": "log-level=none:hash=1"}
KINDS = {
    "mpeg-2 in ts": (MPEG2, Coding("mpeg2video", sound=True, metadata=TITLED)),
    "mpeg-2 in ps": (MPEG2, Coding("mpeg2video", "vob", sound=True, options={"bf": "2"})),
    "mpeg-2 alone": (MPEG2, Coding("mpeg2video", "mpeg2video")),
    "mpeg-2 in mp4": (MPEG2, Coding("mpeg2video", "mp4", metadata=TITLED)),
    "h.264 in ts": (H264, Coding(sound=True, metadata=TITLED, packets=SEI)),
    "h.264 in mp4": (H264, Coding(container="mp4", sound=True, metadata=TITLED)),
    "h.264 alone": (H264, Coding(container="h264", packets=SEI)),
    "hevc in ts": (HEVC, Coding("libx265", metadata=TITLED, options=HASHED)),
    "hevc in mp4": (HEVC, Coding("libx265", "mp4", sound=True, metadata=TITLED, options=HASHED)),
    "hevc alone": (HEVC, Coding("libx265", "hevc", options=HASHED)),
    "hevc of 10 bits": (HEVC_10, Coding("libx265", "mp4", "yuv420p10le", options=HASHED)),
}
SIGNED = [NAME.encode(), b"x264", b"x265", b"Lavf", b"Lavc"]


class Written:
    """A video, and what is written of it."""

    def __init__(
        self, kind: str, folder: Path, change: Change | None = None, count: int = COUNT
    ) -> None:
        self.syntax, self.coding = KINDS[kind]
        self.video = coded(scene(count), self.coding)
        self.bits = 10 if "10" in self.coding.pixels else 8
        dataset = video_dataset(self.video, ROWS, COLUMNS, count, self.bits)
        with read(saved_video(dataset, folder / "a.dcm", self.syntax)) as instance:
            assert instance.image
            self.image: ImagePixel = instance.image
            out = BytesIO()
            write_video(out, self.image, instance.stream, change)
            again = BytesIO()
            write_video(again, self.image, instance.stream, change)
            self.is_the_same_twice = out.getvalue() == again.getvalue()
        self.element = out.getvalue()
        table, self.new = generate_fragments(self.element[12:])
        assert table == b""


def same(_: int, picture: bytes) -> bytes:
    return picture


def tracks(video: bytes) -> list[str]:
    with av.open(BytesIO(video)) as container:
        return [stream.type for stream in container.streams]


def pictures(video: bytes) -> list[NDArray[Any]]:
    return decoded(video.rstrip(b"\0") if video[:2] == b"\0\0" else video)


@pytest.fixture(scope="module", params=KINDS)
def again(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(request.param, tmp_path_factory.mktemp("again"), same)


@pytest.fixture(scope="module", params=KINDS)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(request.param, tmp_path_factory.mktemp("kept"))


def test_encoded_again_every_picture_is_the_same(again: Written) -> None:
    before, after = pictures(again.video), pictures(again.new)
    assert len(before) == len(after) == COUNT
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert again.is_the_same_twice


def test_more_pictures_than_a_group_are_the_same(tmp_path: Path) -> None:
    written = Written("h.264 in ts", tmp_path, same, MORE_THAN_A_GROUP)
    before, after = pictures(written.video), pictures(written.new)
    assert len(before) == len(after) == MORE_THAN_A_GROUP
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    with av.open(BytesIO(written.new)) as container:
        keys = [packet.is_keyframe for packet in container.demux(video=0) if packet.size]
    assert [index for index, key in enumerate(keys) if key] == [0, 30]


def test_encoded_again_it_is_hevc_of_level_5_1_alone(again: Written) -> None:
    with av.open(BytesIO(again.new)) as container:
        (stream,) = container.streams
        assert stream.profile == ("Main 10" if again.bits == 10 else "Main")
        assert (stream.codec_context.codec.canonical_name, stream.codec_context.codec_tag) == (
            "hevc",
            "hvc1",
        )
        # general_level_idc is 30 times the level.
        assert stream.codec_context.extradata[12] == 153
        assert not [mark for mark in SIGNED if mark in again.element]
    number = 108 if again.bits == 10 else 107
    assert written_syntax(again.image, changed=True) == f"1.2.840.10008.1.2.4.{number}"


@pytest.mark.parametrize("kind", ["mpeg-2 in ps", "h.264 in mp4", "hevc of 10 bits"])
def test_black_is_black_and_all_else_is_as_it_was(kind: str, tmp_path: Path) -> None:
    codec, rects, level = VideoCodec(), (Rect(8, 8, 44, 28), Rect(100, 80, 128, 96)), 16

    def change(index: int, picture: bytes) -> bytes:
        scale = 1 << image.bits_stored - 8
        black = (level * scale, 128 * scale, 128 * scale)
        return codec.blackout(picture, rects, black, image) if index % 3 else picture

    image = Written(kind, tmp_path).image
    written = Written(kind, tmp_path, change)
    inside = np.zeros((ROWS, COLUMNS), bool)
    for rect in rects:
        inside[rect.top : rect.bottom, rect.left : rect.right] = True
    pairs = zip(pictures(written.video), pictures(written.new), strict=True)
    for index, (before, after) in enumerate(pairs):
        old = codec.decode(before.tobytes(), image)
        new = codec.decode(after.tobytes(), image)
        assert np.array_equal(old[~inside], new[~inside])
        if index % 3:
            assert (new[inside] >> image.bits_stored - 8 == (16, 128, 128)).all()
        else:
            assert np.array_equal(old, new)


def test_unchanged_only_the_pictures_are_left(kept: Written) -> None:
    before, after = pictures(kept.video), pictures(kept.new)
    assert len(before) == len(after) == COUNT
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert tracks(kept.new) == ["video"]
    assert not [mark for mark in SIGNED if mark in kept.element]
    assert kept.is_the_same_twice


def test_what_was_written_unchanged_keeps_its_bytes(kept: Written, tmp_path: Path) -> None:
    dataset = video_dataset(kept.new, ROWS, COLUMNS, COUNT, kept.bits)
    with read(saved_video(dataset, tmp_path / "b.dcm", kept.syntax)) as instance:
        assert instance.image
        out = BytesIO()
        write_video(out, instance.image, instance.stream, None)
    assert out.getvalue() == kept.element


def test_the_sources_hold_what_is_to_go() -> None:
    for kind in ("mpeg-2 in ts", "h.264 in ts", "h.264 in mp4", "hevc in mp4"):
        video = coded(scene(COUNT), KINDS[kind][1])
        assert NAME.encode() in video, kind
        assert "audio" in tracks(video), kind
    assert NAME.encode() in coded(scene(3), KINDS["h.264 alone"][1])
    assert b"x265" in coded(scene(3), KINDS["hevc alone"][1])


def test_user_data_of_mpeg2_goes(tmp_path: Path) -> None:
    video = coded(scene(3), Coding("mpeg2video", "mpeg2video"))
    first = video.index(b"\0\0\x01\0")
    said = video[:first] + b"\0\0\x01\xb2" + NAME.encode() + video[first:]
    dataset = video_dataset(said, ROWS, COLUMNS, 3)
    with read(saved_video(dataset, tmp_path / "a.dcm", MPEG2)) as instance:
        assert instance.image
        out = BytesIO()
        write_video(out, instance.image, instance.stream, None)
    _, new = generate_fragments(out.getvalue()[12:])
    assert new.rstrip(b"\0") == video.rstrip(b"\0")


@pytest.mark.parametrize("change", [same, None])
@pytest.mark.parametrize("container", ["mp4", "mpegts"])
def test_times_stay_also_where_they_are_uneven(
    container: str, change: Change | None, tmp_path: Path
) -> None:
    times = [0, 1, 2, 7, 8, 20, 21, 22, 23, 24, 25, 40]
    coding = Coding(container=container, rate=Fraction(30000, 1001), times=times)
    video = coded(scene(COUNT), replace(coding, options={"bf": "0"}))
    dataset = video_dataset(video, ROWS, COLUMNS, COUNT)
    with read(saved_video(dataset, tmp_path / "a.dcm", H264)) as instance:
        assert instance.image
        out = BytesIO()
        write_video(out, instance.image, instance.stream, change)
    _, new = generate_fragments(out.getvalue()[12:])
    assert steps(new) == steps(video) == [step / coding.rate for step in np.diff(times).tolist()]


def steps(video: bytes) -> list[Fraction]:
    with av.open(BytesIO(video)) as container:
        seconds = [frame.pts * frame.time_base for frame in container.decode(video=0)]
    return [after - before for before, after in pairwise(seconds)]


def test_a_change_that_fails_leaves_no_second_error(tmp_path: Path) -> None:
    def fails(index: int, picture: bytes) -> bytes:
        if index == 5:
            raise CodecError("as planned")
        return picture

    with pytest.raises(CodecError, match="as planned"):
        Written("h.264 in ts", tmp_path, fails)


@pytest.mark.parametrize(
    ("syntax", "rows", "columns", "reason"),
    [
        (H264 + ".1", 97, 128, "odd"),
        (MPEG2, 96, 12, "small"),
        (HEVC, 2176, 4100, "large"),
        ("1.2.840.10008.1.2.4.105", 96, 128, "3D"),
    ],
)
def test_what_hevc_cannot_be_is_refused_before_anything_is_written(
    syntax: str, rows: int, columns: int, reason: str, tmp_path: Path
) -> None:
    dataset = video_dataset(b"any", rows, columns, 3)
    with read(saved_video(dataset, tmp_path / "a.dcm", syntax)) as instance:
        assert instance.image
        assert written_syntax(instance.image, changed=False) == syntax
        with pytest.raises(UnsupportedInstanceError, match=reason):
            written_syntax(instance.image, changed=True)
