"""What single codecs do that their contract does not say."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import imagecodecs
import jpeg_ls
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.encaps import generate_frames
from pydicom.pixels.utils import pixel_array

from doubles.every_route import EveryRleCodec
from scrub.errors import CodecError
from scrub.model.geometry import Rect
from scrub.model.instance import Grid, ImagePixel
from scrub.pixels.blackout import black, darkest
from scrub.pixels.codecs.codestream_j2k import bare, main_header
from scrub.pixels.codecs.htj2k import Htj2kCodec
from scrub.pixels.codecs.jpeg2000 import Jpeg2000Codec
from scrub.pixels.codecs.jpeg_lossless import JpegLosslessCodec
from scrub.pixels.codecs.jpeg_ls import JpegLsCodec
from scrub.pixels.codecs.native import NativeCodec
from scrub.pixels.codecs.segments import segments
from scrub.pixels.description import describe
from scrub.pixels.encoding import codec_for, codecs
from scrub.pixels.overlays import stored_values

if TYPE_CHECKING:
    from scrub.seams import Samples

ROWS, COLUMNS = 40, 50
RECTS = [Rect(2, 3, 30, 9)]


def image_of(uid: str, bits: int, samples_per_pixel: int = 1) -> ImagePixel:
    return ImagePixel(
        transfer_syntax_uid=uid,
        rows=ROWS,
        columns=COLUMNS,
        number_of_frames=1,
        samples_per_pixel=samples_per_pixel,
        photometric_interpretation="MONOCHROME2" if samples_per_pixel == 1 else "RGB",
        bits_allocated=8 if bits <= 8 else 16,
        bits_stored=bits,
        high_bit=bits - 1,
        pixel_representation=0,
        planar_configuration=0,
        keyword="PixelData",
        value_vr="OB",
        value_offset=0,
        value_length=None,
    )


def noise(bits: int, samples_per_pixel: int = 1) -> Samples:
    shape = (ROWS, COLUMNS, 3)[: 2 if samples_per_pixel == 1 else 3]
    drawn = np.random.default_rng(5).integers(0, 1 << bits, shape)
    return drawn.astype(np.uint8 if bits <= 8 else np.uint16)


def blacked(samples: Samples) -> Samples:
    meant = samples.copy()
    for rect in RECTS:
        meant[rect.top : rect.bottom, rect.left : rect.right] = 0
    return meant


REAL = [
    "CT_small.dcm",
    "MR_small_RLE.dcm",
    "MR_small_bigendian.dcm",
    "MR_small_jp2klossless.dcm",
    "MR_small_jpeg_ls_lossless.dcm",
    "J2K_pixelrep_mismatch.dcm",
    "693_J2KI.dcm",
    "JPEG2000.dcm",
    "GDCMJ2K_TextGBR.dcm",
    "JPEGLSNearLossless_16.dcm",
    "SC_rgb_jls_lossy_line.dcm",
    "SC_rgb_jls_lossy_sample.dcm",
    "SC_rgb_rle_16bit.dcm",
    "SC_rgb_rle_32bit.dcm",
    "ExplVR_BigEnd.dcm",
    "SC_rgb_jpeg_dcmd.dcm",
    "SC_ybr_full_422_uncompressed.dcm",
    "examples_palette.dcm",
    "liver_1frame.dcm",
]


@pytest.mark.parametrize("name", REAL)
def test_a_real_frame_decodes_to_what_pydicom_sees(name: str) -> None:
    dataset = dcmread(str(get_testdata_file(name)))
    value = dataset["PixelData"]
    length = None if value.is_undefined_length else len(value.value)
    image = describe(dataset, 0, length, value.VR, "PixelData")
    frame = value.value[: len(value.value)]
    if image.is_encapsulated:
        frame = next(generate_frames(value.value, number_of_frames=1))
    elif image.is_big_endian and value.VR == "OW" and image.bits_allocated == 8:
        frame = np.frombuffer(frame, ">u2").astype("<u2").tobytes()
    codec = codec_for(image.transfer_syntax_uid, codecs())
    samples = codec.decode(frame, image)
    ours = stored_values(samples, image)
    theirs = pixel_array(dataset, raw=True)
    assert np.array_equal(ours.astype(np.int64), theirs.astype(np.int64))
    value_of_black = black(image, darkest(ours, image))
    rect = Rect(2, 2, 8, 6)
    changed = codec.blackout(frame, [rect], value_of_black, image)
    after = stored_values(codec.decode(changed, image), image)
    meant = ours.copy()
    meant[rect.top : rect.bottom, rect.left : rect.right] = value_of_black
    assert np.array_equal(after, meant)


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
@pytest.mark.parametrize("samples_per_pixel", [1, 3])
def test_another_decoder_sees_the_same_lossless_jpeg(bits: int, samples_per_pixel: int) -> None:
    image = image_of("1.2.840.10008.1.2.4.70", bits, samples_per_pixel)
    samples = noise(bits, samples_per_pixel)
    frame = bytes(imagecodecs.jpeg8_encode(samples, lossless=True, predictor=4, bitspersample=bits))
    changed = JpegLosslessCodec().blackout(frame, RECTS, [0] * samples_per_pixel, image)
    assert np.array_equal(imagecodecs.jpegsof3_decode(changed), blacked(samples))
    before, after = dict(segments(frame)), dict(segments(changed))
    assert after[0xC3] == before[0xC3]
    assert after[0xDA] == before[0xDA]


@pytest.mark.parametrize("transform", [0, 1])
def test_component_names_and_the_adobe_segment_stay_whatever_they_claim(transform: int) -> None:
    image = image_of("1.2.840.10008.1.2.4.70", 8, 3)
    samples = noise(8, 3)
    frame = bytes(imagecodecs.jpeg8_encode(samples, lossless=True, predictor=1, bitspersample=8))
    frame = frame.replace(b"Adobe\0\x64\0\0\0\0\0", b"Adobe\0\x64\0\0\0\0" + bytes([transform]))
    for own, other in ((b"R\x11", b"\1\x11"), (b"G\x11", b"\2\x11"), (b"B\x11", b"\3\x11")):
        frame = frame.replace(own, other)
    frame = frame.replace(b"\x03R\0G\0B\0", b"\x03\1\0\2\0\3\0")
    changed = JpegLosslessCodec().blackout(frame, RECTS, (0, 0, 0), image)
    assert np.array_equal(JpegLosslessCodec().decode(changed, image), blacked(samples))
    before, after = dict(segments(frame)), dict(segments(changed))
    assert {marker: after[marker] for marker in (0xC3, 0xDA, 0xEE)} == {
        marker: before[marker] for marker in (0xC3, 0xDA, 0xEE)
    }


@pytest.mark.parametrize("interleave", [0, 1, 2])
def test_precision_and_interleave_of_jpeg_ls_stay_and_another_decoder_agrees(
    interleave: int,
) -> None:
    image = image_of("1.2.840.10008.1.2.4.80", 12, 3)
    samples = noise(12, 3)
    planes = samples.transpose(2, 0, 1) if interleave == 0 else samples
    octets = np.ascontiguousarray(planes).tobytes()
    frame = bytes(jpeg_ls.encode_buffer(octets, ROWS, COLUMNS, 3, 12, 0, interleave))
    changed = JpegLsCodec().blackout(frame, RECTS, (0, 0, 0), image)
    decoded, told = jpeg_ls.decode_buffer(changed)
    assert (told["bits_per_sample"], told["interleave_mode"]) == (12, interleave)
    shape = (3, ROWS, COLUMNS) if interleave == 0 else (ROWS, COLUMNS, 3)
    theirs = np.frombuffer(decoded, "<u2").reshape(shape)
    meant = blacked(samples)
    assert np.array_equal(theirs, meant.transpose(2, 0, 1) if interleave == 0 else meant)


def test_a_jpeg_ls_frame_cut_short_is_given_up_at_once() -> None:
    image = image_of("1.2.840.10008.1.2.4.80", 8)
    octets = noise(8).tobytes()
    frame = bytes(jpeg_ls.encode_buffer(octets, ROWS, COLUMNS, 1, 8, 0, 0))
    begun = time.monotonic()
    for cut in range(1, len(frame), 97):
        with pytest.raises(CodecError):
            JpegLsCodec().decode(frame[:-cut], image)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("rgb", [False, True])
def test_another_decoder_sees_the_same_htj2k_with_rpcl_and_tile_lengths(*, rgb: bool) -> None:
    image = image_of("1.2.840.10008.1.2.4.202", 8, 3)
    samples = noise(8, 3)
    frame = bytes(imagecodecs.htj2k_encode(samples, reversible=True, rgb=rgb, resolutions=4))
    changed = Htj2kCodec().blackout(frame, RECTS, (0, 0, 0), image)
    theirs = imagecodecs.htj2k_decode(changed, planar=True).transpose(1, 2, 0)
    assert np.array_equal(theirs, blacked(samples))
    header = main_header(bare(changed))
    assert (header.levels, header.has_component_transform) == (4, rgb)
    assert b"\xff\x55" in changed[:300]
    coding_style = changed.index(b"\xff\x52")
    assert changed[coding_style + 5] == 2  # RPCL


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_half_an_htj2k_frame_is_no_frame(share: float) -> None:
    image = image_of("1.2.840.10008.1.2.4.201", 8)
    frame = bytes(imagecodecs.htj2k_encode(noise(8), reversible=True))
    with pytest.raises(CodecError):
        Htj2kCodec().decode(frame[: int(len(frame) * share)], image)


@pytest.mark.parametrize("mct", [False, True])
def test_precision_levels_and_component_transform_of_jpeg_2000_stay(*, mct: bool) -> None:
    image = image_of("1.2.840.10008.1.2.4.90", 10, 3)
    options: dict[str, Any] = {
        "level": 0,
        "codecformat": "j2k",
        "reversible": True,
        "bitspersample": 10,
    }
    frame = bytes(imagecodecs.jpeg2k_encode(noise(10, 3), mct=mct, resolutions=3, **options))
    changed = Jpeg2000Codec().blackout(frame, RECTS, (0, 0, 0), image)
    assert changed != frame
    assert main_header(changed) == main_header(frame)
    assert main_header(changed).has_component_transform == mct


def test_rle_segments_begin_at_even_offsets() -> None:
    image = image_of("1.2.840.10008.1.2.5", 8, 3)
    frame = EveryRleCodec().blackout(literal_rle(noise(8, 3)), [Rect(3, 0, 7, 1)], (0, 0, 0), image)
    assert not (np.frombuffer(frame, "<u4", 4)[1:] % 2).any()
    assert len(frame) % 2 == 0


def literal_rle(samples: Samples) -> bytes:
    """Return an RLE frame of 8-bit samples in which nothing is a run."""
    planes = np.atleast_3d(samples).transpose(2, 0, 1)
    packed = [
        b"".join(bytes([COLUMNS - 1]) + row.tobytes() for row in plane) + b"\0" * (ROWS % 2)
        for plane in planes
    ]
    offsets = [64 + sum(map(len, packed[:index])) for index in range(len(packed))]
    header = np.array([len(packed), *offsets] + [0] * (15 - len(packed)), "<u4").tobytes()
    return header + b"".join(packed)


def test_untouched_byte_planes_of_rle_are_copied() -> None:
    image = image_of("1.2.840.10008.1.2.5", 16)
    samples = noise(8).astype(np.uint16)
    octets = [np.zeros((ROWS, COLUMNS), np.uint8), samples.astype(np.uint8)]
    odd = b"\x80\x80" + b"".join(bytes([255 - COLUMNS + 2, 0]) for _ in range(ROWS))
    low = b"".join(bytes([COLUMNS - 1]) + row.tobytes() for row in octets[1])
    low += bytes(len(low) % 2)
    header = np.array([2, 64, 64 + len(odd)] + [0] * 13, "<u4").tobytes()
    frame = header + odd + low
    codec = EveryRleCodec()
    assert np.array_equal(codec.decode(frame, image), samples)
    changed = codec.blackout(frame, RECTS, (0,), image)
    assert changed[64 : 64 + len(odd)] == odd
    assert np.array_equal(codec.decode(changed, image), blacked(samples))


def test_pixels_in_pairs_go_black_in_pairs() -> None:
    image = image_of("1.2.840.10008.1.2.1", 8, 3)
    image = replace(image, photometric_interpretation="YBR_FULL_422")
    codec = NativeCodec()
    frame = np.random.default_rng(1).integers(0, 256, ROWS * COLUMNS * 2, np.uint8).tobytes()
    assert codec.grid(frame, image) == Grid(columns=2, reach_columns=2)
    changed = codec.blackout(frame, [Rect(4, 0, 6, 1)], (0, 128, 128), image)
    assert changed[:8] == frame[:8]
    assert changed[8:12] == bytes([0, 0, 128, 128])
    assert changed[12:] == frame[12:]


@pytest.mark.parametrize("bits", [12, 16])
def test_bits_of_a_lossless_jpeg_are_cleared(bits: int) -> None:
    image = replace(image_of("1.2.840.10008.1.2.4.70", bits), bits_stored=10, high_bit=9)
    samples = noise(bits)
    frame = bytes(imagecodecs.jpeg8_encode(samples, lossless=True, predictor=1, bitspersample=bits))
    cleared = JpegLosslessCodec().clear(frame, (10, 11, 15), image)
    assert np.array_equal(JpegLosslessCodec().decode(cleared, image), samples & 0x73FF)


def test_bits_of_an_rle_frame_are_cleared() -> None:
    image = image_of("1.2.840.10008.1.2.5", 16)
    samples = noise(16)
    planes = [samples >> 8, samples & 0xFF]
    packed = [
        b"".join(bytes([COLUMNS - 1]) + row.astype(np.uint8).tobytes() for row in plane)
        for plane in planes
    ]
    header = np.array([2, 64, 64 + len(packed[0])] + [0] * 13, "<u4").tobytes()
    cleared = EveryRleCodec().clear(header + b"".join(packed), (15, 0), image)
    assert np.array_equal(EveryRleCodec().decode(cleared, image), samples & 0x7FFE)
