"""Which decoder tells what is in a file: always the same one, whatever else is installed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import imagecodecs
import numpy as np
import pytest
from pydicom.pixels.decoders.base import get_decoder

from doubles.encoded_frames import JPEG
from doubles.made_instances import Pixels, described, encapsulated, written
from scrub.errors import CodecError
from scrub.model.instance import Source
from scrub.pixels.codecs.jpeg_blocks import JpegBlocksCodec
from scrub.pixels.description import NATIVE
from scrub.pixels.encoding import codecs
from scrub.pixels.frames import Frames
from scrub.pixels.video.syntaxes import is_video
from scrub.stages.read import read
from scrub.stages.second_opinion import _DECODERS, _PLUGINS, decoded_frames, decoded_pairs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS, COLUMNS = 48, 64
COLOR = Pixels(photometric="YBR_FULL", rows=ROWS, columns=COLUMNS)


def test_every_transfer_syntax_has_a_decoder_that_is_named() -> None:
    served = {uid for codec in codecs() for uid in codec.transfer_syntaxes if not is_video(uid)}
    assert served == NATIVE | _DECODERS.keys() | _PLUGINS.keys()
    assert not _DECODERS.keys() & _PLUGINS.keys()


@pytest.mark.parametrize("uid", _PLUGINS)
def test_the_plugins_are_there_and_none_is_gdcm(uid: str) -> None:
    assert _PLUGINS[uid] in get_decoder(uid).available_plugins
    assert _PLUGINS[uid] in {"pylibjpeg", "pyjpegls"}


def smooth(components: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    ramp = np.add.outer(3 * np.arange(ROWS), np.arange(COLUMNS)).astype(np.uint8)
    return ramp if components == 1 else np.dstack([ramp, ramp[::-1], ramp[:, ::-1]])


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2) + body


def headed(jpeg: bytes, *segments: bytes) -> bytes:
    """Return a JPEG with other application segments than its own JFIF."""
    start = 4 + int.from_bytes(jpeg[4:6])
    return b"\xff\xd8" + b"".join(segments) + jpeg[start:]


def adobe(transform: int) -> bytes:
    return segment(0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([transform]))


HEADERS: dict[str, Callable[[bytes], bytes]] = {
    "jfif": lambda jpeg: jpeg,
    "bare": headed,
    "adobe rgb": lambda jpeg: headed(jpeg, adobe(0)),
    "adobe ybr": lambda jpeg: headed(jpeg, adobe(1)),
}


@pytest.mark.parametrize("photometric", ["YBR_FULL", "RGB"])
@pytest.mark.parametrize("subsampling", ["444", "422", "420"])
@pytest.mark.parametrize("header", HEADERS)
def test_components_of_a_jpeg_are_seen_as_they_are_stored(
    header: str, subsampling: str, photometric: str, tmp_path: Path
) -> None:
    jpeg = bytes(imagecodecs.jpeg8_encode(smooth(3), 90, subsampling=subsampling))
    frame = HEADERS[header](jpeg)
    pixels = replace(COLOR, photometric=photometric)
    path = written(encapsulated(described(pixels), [frame]), tmp_path / "a", f"{JPEG}50")
    with read(Source(str(path))) as instance:
        assert instance.image
        (seen,) = decoded_frames(instance)
        ours = JpegBlocksCodec().decode(frame, instance.image)
    assert np.abs(seen.astype(int) - ours).max() <= 1
    assert seen.shape == (ROWS, COLUMNS, 3)


def test_a_gray_jpeg_is_seen(tmp_path: Path) -> None:
    frame = bytes(imagecodecs.jpeg8_encode(smooth(1), 90))
    pixels = replace(COLOR, photometric="MONOCHROME2")
    path = written(encapsulated(described(pixels), [frame]), tmp_path / "a", f"{JPEG}51")
    with read(Source(str(path))) as instance:
        (seen,) = decoded_frames(instance)
    assert np.array_equal(seen, imagecodecs.jpeg8_decode(frame))


def test_a_jpeg_of_another_size_is_refused(tmp_path: Path) -> None:
    frame = bytes(imagecodecs.jpeg8_encode(smooth(1)[:-8], 90))
    pixels = replace(COLOR, photometric="MONOCHROME2")
    path = written(encapsulated(described(pixels), [frame]), tmp_path / "a", f"{JPEG}50")
    with read(Source(str(path))) as instance, pytest.raises(CodecError, match="another size"):
        list(decoded_frames(instance))


def test_fewer_frames_than_there_should_be_are_noticed(tmp_path: Path) -> None:
    frame = bytes(imagecodecs.jpegxl_encode(smooth(1), lossless=True))
    pixels = replace(COLOR, photometric="MONOCHROME2", frames=2)
    dataset = encapsulated(described(pixels), [frame])
    path = written(dataset, tmp_path / "a", f"{JPEG}110")
    with read(Source(str(path))) as instance, pytest.raises(CodecError):
        list(decoded_frames(instance))


@pytest.mark.parametrize("last", [110, 112])
@pytest.mark.parametrize("table", ["basic", "none"])
def test_jpeg_xl_frames_in_several_fragments_are_told_apart(
    last: int, table: str, tmp_path: Path
) -> None:
    one = bytes(imagecodecs.jpegxl_encode(smooth(1), lossless=True, usecontainer=last == 112))
    pixels = replace(COLOR, photometric="MONOCHROME2", frames=2)
    dataset = encapsulated(described(pixels), [one, one], fragments=3, table=table)
    path = written(dataset, tmp_path / "a", f"{JPEG}{last}")
    with read(Source(str(path))) as instance:
        assert instance.image
        frames = Frames(instance.stream, instance.image)
        assert [frames.frame(index).rstrip(b"\0") for index in range(2)] == [one.rstrip(b"\0")] * 2


def pair(folder: Path, after: list[bytes], before: list[bytes]) -> tuple[Source, Source]:
    pixels = replace(COLOR, photometric="MONOCHROME2", frames=len(before))
    made = [
        written(encapsulated(described(pixels), frames), folder / name, f"{JPEG}50")
        for name, frames in (("after", after), ("before", before))
    ]
    return Source(str(made[0])), Source(str(made[1]))


@pytest.mark.parametrize(
    ("black", "seen"), [(set(), [1]), ({0}, [0, 1]), ({2}, [1, 2]), ({0, 1, 2}, [0, 1, 2])]
)
def test_frames_of_the_same_bytes_are_decoded_only_where_they_may_change(
    black: set[int], seen: list[int], tmp_path: Path
) -> None:
    first, second, third = (bytes(imagecodecs.jpeg8_encode(smooth(1) + i)) for i in range(3))
    after, before = pair(tmp_path, [first, third, third], [first, second, third])
    with read(after) as one, read(before) as other:
        found = list(decoded_pairs(one, other, lambda index: index in black))
        every = list(zip(decoded_frames(one), decoded_frames(other), strict=True))
    assert [index for index, _, _ in found] == seen
    for index, a, b in found:
        assert np.array_equal(a, every[index][0])
        assert np.array_equal(b, every[index][1])


def test_a_frame_too_few_in_a_pair_is_noticed_even_if_all_others_are_the_same(
    tmp_path: Path,
) -> None:
    frame = bytes(imagecodecs.jpeg8_encode(smooth(1)))
    after, before = pair(tmp_path, [frame, frame], [frame, frame, frame])
    with read(after) as one, read(before) as other:
        assert one.image
        assert other.image
        told = replace(one, image=replace(one.image, number_of_frames=3))
        with pytest.raises(CodecError):
            list(decoded_pairs(told, other, lambda _: False))
        with pytest.raises((CodecError, ValueError)):
            list(decoded_pairs(one, other, lambda _: False))


def test_the_same_bytes_told_to_be_another_kind_of_picture_are_compared(tmp_path: Path) -> None:
    frame = bytes(imagecodecs.jpeg8_encode(smooth(1)))
    after, before = pair(tmp_path, [frame], [frame])
    with read(after) as one, read(before) as other:
        assert one.image
        told = replace(one, image=replace(one.image, photometric_interpretation="MONOCHROME1"))
        assert [index for index, _, _ in decoded_pairs(told, other, lambda _: False)] == [0]
