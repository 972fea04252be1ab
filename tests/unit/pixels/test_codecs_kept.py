"""What is kept of a codestream that is encoded again, and what sources may hold."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import imagecodecs
import jpeg_ls
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openjpeg.utils import decode

from doubles.encoded_frames import JPEG, image_of
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.model.geometry import Rect
from scrub.pixels.codecs.codestream_j2k import bare, main_header
from scrub.pixels.codecs.faithful import Codestream, cleared
from scrub.pixels.codecs.htj2k import Htj2kCodec
from scrub.pixels.codecs.jpeg2000 import Jpeg2000Codec
from scrub.pixels.codecs.jpeg_lossless import JpegLosslessCodec
from scrub.pixels.codecs.jpeg_ls import JpegLsCodec
from scrub.pixels.codecs.segments import segments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.model.instance import ImagePixel

ROWS, COLUMNS = 40, 50
RECT = Rect(4, 6, 30, 12)


def image(uid: str, bits: int, photometric: str = "MONOCHROME2", signed: int = 0) -> ImagePixel:
    made = image_of(f"{JPEG}{uid}", photometric, (8 if bits <= 8 else 16, bits), signed)
    return replace(made, rows=ROWS, columns=COLUMNS)


def noise(bits: int, *more: int, rows: int = ROWS) -> NDArray[Any]:
    drawn = np.random.default_rng(bits).integers(0, 1 << bits, (rows, COLUMNS, *more))
    return drawn.astype(np.uint8 if bits <= 8 else np.uint16)


def told_by_openjpeg(frame: bytes) -> NDArray[Any]:
    """Return the samples as pylibjpeg's own build of OpenJPEG decodes them."""
    decoded: NDArray[Any] = decode(frame)
    return decoded


def blacked(samples: NDArray[Any]) -> NDArray[Any]:
    meant = samples.copy()
    meant[RECT.top : RECT.bottom, RECT.left : RECT.right] = 0
    return meant


def test_a_cleared_sign_leaves_a_sample_of_its_precision() -> None:
    samples = np.array([[-1, -8192, 5, 0x1FFF]], np.int16)
    positive = cleared(Codestream(samples, 14, is_signed=True), [13])
    assert positive.samples.tolist() == [[0x1FFF, 0, 5, 0x1FFF]]
    lower = cleared(Codestream(samples, 14, is_signed=True), [12, 15])
    assert lower.samples.tolist() == [[-1 - 0x1000, -8192, 5, 0x0FFF]]


# JPEG Lossless


def lossless(samples: NDArray[Any], bits: int, predictor: int = 1) -> bytes:
    options: dict[str, Any] = {"predictor": predictor, "bitspersample": bits}
    return bytes(imagecodecs.jpeg8_encode(samples, lossless=True, **options))


@pytest.mark.parametrize("predictor", range(1, 8))
@pytest.mark.parametrize("bits", [2, 8, 11, 16])
def test_predictor_and_precision_stay(predictor: int, bits: int) -> None:
    frame = lossless(noise(bits), bits, predictor)
    changed = JpegLosslessCodec().blackout(frame, [RECT], (0,), image("57", bits))
    before, after = dict(segments(frame)), dict(segments(changed))
    assert {marker: before[marker] for marker in (0xC3, 0xDA)} == {
        marker: after[marker] for marker in (0xC3, 0xDA)
    }
    assert np.array_equal(imagecodecs.jpegsof3_decode(changed), blacked(noise(bits)))


@pytest.mark.parametrize("point_transform", [1, 3])
def test_what_a_point_transform_left_is_exact(point_transform: int) -> None:
    coarse = noise(12 - point_transform).astype(np.uint16)
    frame = bytearray(lossless(coarse, 12 - point_transform))
    frame[frame.index(b"\xff\xc3") + 4] = 12
    scan = frame.index(b"\xff\xda")
    frame[scan + 7 + frame[scan + 4] * 2] = point_transform
    meant = blacked(coarse << point_transform)
    codec, described = JpegLosslessCodec(), image("57", 12)
    assert np.array_equal(codec.decode(bytes(frame), described), coarse << point_transform)
    changed = codec.blackout(bytes(frame), [RECT], (0,), described)
    assert np.array_equal(imagecodecs.jpegsof3_decode(changed), meant)


def test_restart_intervals_are_read_and_not_needed() -> None:
    strip = noise(8, rows=ROWS // 4)
    frame = lossless(strip, 8)
    scan = frame.index(b"\xff\xda")
    data = scan + 2 + int.from_bytes(frame[scan + 2 : scan + 4])
    head = bytearray(frame[:scan])
    size = head.index(b"\xff\xc3") + 5
    head[size : size + 2] = ROWS.to_bytes(2)
    interval = b"\xff\xdd\0\4" + (COLUMNS * len(strip)).to_bytes(2)
    coded = frame[data:-2]
    restarts = b"".join(coded + bytes([0xFF, 0xD0 + index]) for index in range(3))
    restarted = bytes(head) + interval + frame[scan:data] + restarts + coded + b"\xff\xd9"
    whole = np.vstack([strip] * 4)
    codec, described = JpegLosslessCodec(), image("70", 8)
    assert np.array_equal(codec.decode(restarted, described), whole)
    changed = codec.blackout(restarted, [RECT], (0,), described)
    assert 0xDD not in dict(segments(changed))
    assert np.array_equal(imagecodecs.jpegsof3_decode(changed), blacked(whole))


# JPEG-LS


def jpegls(samples: NDArray[Any], bits: int, near: int = 0, interleave: int = 0) -> bytes:
    components = 1 if samples.ndim == 2 else samples.shape[2]
    octets = np.ascontiguousarray(samples).tobytes()
    return bytes(jpeg_ls.encode_buffer(octets, ROWS, COLUMNS, components, bits, near, interleave))


def with_segment(frame: bytes, marker: int, body: bytes) -> bytes:
    return frame[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + frame[2:]


@pytest.mark.parametrize("bits", [2, 7, 8, 9, 12, 16])
def test_precision_of_jpeg_ls_stays(bits: int) -> None:
    changed = JpegLsCodec().blackout(jpegls(noise(bits), bits), [RECT], (0,), image("80", bits))
    octets, told = jpeg_ls.decode_buffer(changed)
    assert told["bits_per_sample"] == bits
    theirs = np.frombuffer(octets, f"<u{1 if bits <= 8 else 2}").reshape(ROWS, COLUMNS)
    assert np.array_equal(theirs, blacked(noise(bits)))


@pytest.mark.parametrize("near", [1, 3, 10])
def test_near_lossless_is_encoded_without_loss(near: int) -> None:
    smooth = np.add.outer(np.arange(ROWS), 2 * np.arange(COLUMNS)).astype(np.uint8)
    frame = jpegls(smooth, 8, near)
    seen = imagecodecs.jpegls_decode(frame)
    changed = JpegLsCodec().blackout(frame, [RECT], (0,), image("81", 8))
    octets, told = jpeg_ls.decode_buffer(changed)
    assert told["allowed_lossy_error"] == 0
    assert np.array_equal(np.frombuffer(octets, np.uint8).reshape(seen.shape), blacked(seen))


@pytest.mark.parametrize("thresholds", [(3, 7, 21, 64), (5, 12, 40, 32)])
def test_preset_coding_parameters_are_read(thresholds: tuple[int, ...]) -> None:
    # A flat image is coded in runs alone, whatever the thresholds; the first ones are the default.
    samples = noise(8) if thresholds == (3, 7, 21, 64) else np.full((ROWS, COLUMNS), 9, np.uint8)
    preset = struct.pack(">B5H", 1, 255, *thresholds)
    frame = with_segment(jpegls(samples, 8), 0xF8, preset)
    codec, described = JpegLsCodec(), image("80", 8)
    assert np.array_equal(codec.decode(frame, described), samples)
    changed = codec.blackout(frame, [RECT], (0,), described)
    octets, _ = jpeg_ls.decode_buffer(changed)
    assert np.array_equal(np.frombuffer(octets, np.uint8).reshape(ROWS, COLUMNS), blacked(samples))


@pytest.mark.parametrize("interleave", [1, 2])
def test_the_color_transform_of_hp_is_undone_and_not_made_again(interleave: int) -> None:
    rgb = noise(8, 3)
    red, green, blue = (rgb[..., index] for index in range(3))
    transformed = np.dstack([red - green + np.uint8(128), green, blue - green + np.uint8(128)])
    frame = with_segment(jpegls(transformed, 8, 0, interleave), 0xE8, b"mrfx\1")
    codec, described = JpegLsCodec(), image("80", 8, "RGB")
    assert np.array_equal(codec.decode(frame, described), rgb)
    changed = codec.blackout(frame, [RECT], (0, 0, 0), described)
    assert b"mrfx" not in changed
    octets, told = jpeg_ls.decode_buffer(changed)
    assert told["interleave_mode"] == interleave
    assert np.array_equal(np.frombuffer(octets, np.uint8).reshape(rgb.shape), blacked(rgb))


# JPEG 2000


def j2k(samples: NDArray[Any], bits: int, **options: object) -> bytes:
    chosen: dict[str, Any] = {"level": 0, "reversible": True, "codecformat": "j2k"} | options
    return bytes(imagecodecs.jpeg2k_encode(samples, bitspersample=bits, **chosen))


@pytest.mark.parametrize("bits", [8, 12, 16])
@pytest.mark.parametrize("signed", [0, 1])
@pytest.mark.parametrize("levels", [0, 1, 2])
def test_precision_sign_and_levels_of_jpeg_2000_stay(bits: int, signed: int, levels: int) -> None:
    samples = noise(bits)
    if signed:
        samples = (samples.astype(np.int32) - (1 << bits - 1)).astype(f"i{samples.itemsize}")
    frame = j2k(samples, bits, resolutions=levels + 1)
    described = image("90", bits, signed=signed)
    changed = Jpeg2000Codec().blackout(frame, [RECT], (0,), described)
    assert main_header(changed) == main_header(frame)
    assert main_header(changed).levels == levels
    assert np.array_equal(told_by_openjpeg(changed), blacked(samples))


def patched(frame: bytes, at: int, form: str, *values: int) -> bytes:
    """Return a codestream with other values in SIZ, counted from its marker."""
    changed = bytearray(frame)
    struct.pack_into(form, changed, frame.index(b"\xff\x51") + at, *values)
    return bytes(changed)


WRONG = [
    ((41, "8B", 2, 2, 7, 2, 2, 7, 2, 2), UnsupportedInstanceError, "subsampled"),
    ((43, "B", 11), UnsupportedInstanceError, "differ"),
    ((22, ">LL", 0, 0), CodecError, "sizes"),
    ((22, ">LL", 1, 1), CodecError, "tiles"),
    ((6, ">LL", 60000, 60000), CodecError, "size"),
    ((30, ">LL", 9, 9), CodecError, "sizes"),
]


@pytest.mark.parametrize(("patch", "error", "reason"), WRONG)
@pytest.mark.parametrize("uid", ["90", "201"])
def test_a_header_that_cannot_be_is_refused_before_decoding(
    uid: str, patch: tuple[Any, ...], error: type[Exception], reason: str
) -> None:
    codec = Jpeg2000Codec() if uid == "90" else Htj2kCodec()
    encode = j2k if uid == "90" else htj2k
    with pytest.raises(error, match=reason):
        codec.decode(patched(encode(noise(8, 3), 8), *patch), image(uid, 8, "RGB"))


def test_more_bits_than_come_back_are_refused() -> None:
    frame = j2k(np.zeros((ROWS, COLUMNS), np.uint32), 25)
    described = replace(image("90", 16), bits_allocated=32, bits_stored=25, high_bit=24)
    with pytest.raises(UnsupportedInstanceError, match="24 bits"):
        Jpeg2000Codec().decode(frame, described)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.99])
def test_a_jpeg_2000_frame_cut_short_is_no_frame(share: float) -> None:
    frame = j2k(noise(8), 8)
    with pytest.raises(CodecError):
        Jpeg2000Codec().decode(frame[: int(len(frame) * share)], image("90", 8))


# HTJ2K


def htj2k(samples: NDArray[Any], bits: int, **options: object) -> bytes:
    assert bits in {8, 16}
    chosen: dict[str, Any] = {"reversible": True} | options
    return bytes(imagecodecs.htj2k_encode(samples, **chosen))


@pytest.mark.parametrize("uid", ["201", "202", "203"])
@pytest.mark.parametrize("components", [1, 3])
@given(bits=st.integers(2, 16), signed=st.booleans(), levels=st.integers(1, 2))
@settings(max_examples=20, deadline=None)
def test_precision_of_htj2k_stays_and_two_decoders_agree(
    uid: str, components: int, bits: int, levels: int, *, signed: bool
) -> None:
    more = [3] if components == 3 else []
    samples, half = noise(bits, *more), 1 << bits - 1
    if signed:
        samples = (samples.astype(np.int32) - half).astype(f"i{samples.itemsize}")
    # OpenJPEG's source: the same precision, of the other block coder.
    photometric = "RGB" if components == 3 else "MONOCHROME2"
    source = j2k(samples, bits, mct=components == 3, resolutions=levels + 1)
    described = image(uid, bits, photometric, int(signed))
    changed = Htj2kCodec().blackout(source, [RECT], (0,) * components, described)
    header = main_header(bare(changed))
    assert (header.precision, header.is_signed) == (bits, signed)
    assert (header.levels, header.has_component_transform) == (levels, components == 3)
    meant = blacked(samples)
    assert np.array_equal(told_by_openjpeg(changed), meant)
    theirs = imagecodecs.htj2k_decode(changed, planar=False)
    assert np.array_equal(theirs, meant)
    coding_style = changed.index(b"\xff\x52")
    assert changed[coding_style + 5] == 2  # RPCL
    assert b"\xff\x55" in changed[: changed.index(b"\xff\x90")]  # tile-part lengths


def test_twelve_bits_written_as_sixteen_are_read() -> None:
    samples = noise(12)
    frame = htj2k(samples, 16)
    described = replace(image("203", 12), bits_stored=12)
    changed = Htj2kCodec().blackout(frame, [RECT], (0,), described)
    assert main_header(bare(changed)).precision == 16
    assert np.array_equal(told_by_openjpeg(changed), blacked(samples))
