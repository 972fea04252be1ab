"""JPEG XL: what its header says, what is kept, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doubles.encoded_frames import JPEG, image_of
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.model.geometry import Rect
from scrub.pixels.codecs.codestream_jxl import ImageHeader, image_header, is_reconstructible
from scrub.pixels.codecs.jpeg_blocks import JpegBlocksCodec
from scrub.pixels.codecs.jpeg_xl import JpegXlCodec
from scrub.pixels.codecs.jpeg_xl_jpeg import JpegXlJpegCodec

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.model.instance import ImagePixel

LOSSLESS, RECOMPRESSED = f"{JPEG}110", f"{JPEG}111"
ROWS, COLUMNS = 40, 50
RECT = Rect(8, 8, 24, 16)


def image(bits: int = 8, photometric: str = "MONOCHROME2", uid: str = LOSSLESS) -> ImagePixel:
    made = image_of(uid, photometric, (8 if bits <= 8 else 16, bits))
    return replace(made, rows=ROWS, columns=COLUMNS)


def noise(bits: int, *more: int) -> NDArray[Any]:
    drawn = np.random.default_rng(bits).integers(0, 1 << bits, (ROWS, COLUMNS, *more))
    return drawn.astype(np.uint8 if bits <= 8 else np.uint16)


def encoded(samples: NDArray[Any], **options: object) -> bytes:
    chosen: dict[str, Any] = {"lossless": True, "numthreads": 1} | options
    return bytes(imagecodecs.jpegxl_encode(samples, **chosen))


@given(
    size=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    bits=st.integers(1, 16),
    components=st.sampled_from([1, 3]),
    lossless=st.booleans(),
    boxed=st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_the_header_is_read_as_it_was_written(
    size: tuple[int, int], bits: int, components: int, *, lossless: bool, boxed: bool
) -> None:
    shape = size if components == 1 else (*size, 3)
    blank = np.zeros(shape, np.uint8 if bits <= 8 else np.uint16)
    frame = encoded(blank, lossless=lossless, bitspersample=bits, effort=1, usecontainer=boxed)
    assert image_header(frame) == ImageHeader(*size, components, bits)


@pytest.mark.parametrize(("rows", "columns"), [(512, 512), (240, 320), (1080, 1920), (100, 200)])
def test_sizes_of_well_known_ratios_are_read(rows: int, columns: int) -> None:
    header = image_header(encoded(np.zeros((rows, columns), np.uint8), effort=1))
    assert (header.rows, header.columns) == (rows, columns)


@pytest.mark.parametrize("bits", range(8, 17))
@pytest.mark.parametrize("components", [1, 3])
def test_precision_is_kept_and_samples_are_exact(bits: int, components: int) -> None:
    samples = noise(bits, *([3] if components == 3 else []))
    described = image(bits, "RGB" if components == 3 else "MONOCHROME2")
    frame = encoded(samples, bitspersample=bits, effort=3)
    black = (0,) * components
    changed = JpegXlCodec().blackout(frame, [RECT], black, described)
    assert image_header(changed) == image_header(frame)
    meant = samples.copy()
    meant[RECT.top : RECT.bottom, RECT.left : RECT.right] = 0
    assert np.array_equal(imagecodecs.jpegxl_decode(changed), meant)


@given(rows=st.integers(1, 40), columns=st.integers(1, 40), bits=st.integers(8, 16), data=st.data())
@settings(max_examples=60, deadline=None)
def test_samples_of_any_size_and_content_are_exact(
    rows: int, columns: int, bits: int, data: st.DataObject
) -> None:
    seed = data.draw(st.integers(0, 99))
    levels = data.draw(st.sampled_from([2, 3, 17, 1 << bits]))
    drawn = np.random.default_rng(seed).integers(0, levels, (rows, columns))
    samples = (drawn * ((1 << bits) - 1) // (levels - 1)).astype("u1" if bits == 8 else "u2")
    described = replace(image(bits), rows=rows, columns=columns)
    frame = encoded(samples, bitspersample=bits)
    changed = JpegXlCodec().blackout(frame, [Rect(0, 0, 1, 1)], (1,), described)
    samples[0, 0] = 1
    assert np.array_equal(imagecodecs.jpegxl_decode(changed), samples)


class Bits:
    """Writes bits from the lowest up."""

    def __init__(self) -> None:
        self.bits = ""

    def put(self, number: int, value: int) -> Bits:
        self.bits += format(value, f"0{number}b")[::-1] if number else ""
        return self

    def octets(self) -> bytes:
        whole = self.bits + "0" * (-len(self.bits) % 8)
        return int(whole[::-1], 2).to_bytes(len(whole) // 8, "little")


def headed(rows: int, columns: int) -> Bits:
    """Return a header of a size, written with 30 bits each."""
    bits = Bits().put(1, 0).put(2, 3).put(30, rows - 1).put(3, 0)
    return bits.put(2, 3).put(30, columns - 1)


def with_size(frame: bytes, rows: int, columns: int) -> bytes:
    return b"\xff\x0a" + headed(rows, columns).put(1, 1).octets() + frame[10:]


@pytest.mark.parametrize("decode", [JpegXlCodec().decode, JpegXlJpegCodec().decode])
def test_a_huge_claim_is_refused_by_its_header(decode: Any) -> None:  # noqa: ANN401 (a method)
    frame = with_size(encoded(noise(8, 3)), 60000, 60000)
    assert image_header(frame) == ImageHeader(60000, 60000, 3, 8)
    with pytest.raises(CodecError, match="not of the size"):
        decode(frame, image(8, "RGB"))


ODD = {
    "turned": lambda bits: bits.put(1, 1).put(3, 5),
    "preview": lambda bits: bits.put(1, 1).put(3, 0).put(1, 0).put(1, 1),
    "animated": lambda bits: bits.put(1, 1).put(3, 0).put(1, 0).put(1, 0).put(1, 1),
    "floating": lambda bits: bits.put(1, 0).put(1, 1),
    "channels besides": lambda bits: bits.put(1, 0).put(1, 0).put(2, 0).put(1, 1).put(2, 1),
}


@pytest.mark.parametrize("reason", ODD)
def test_what_is_more_than_a_plain_image_is_refused(reason: str) -> None:
    bits = ODD[reason](headed(ROWS, COLUMNS).put(1, 0))
    frame = b"\xff\x0a" + bits.octets() + bytes(20)
    with pytest.raises(UnsupportedInstanceError, match=reason):
        JpegXlCodec().decode(frame, image())


def test_real_animations_and_transparency_are_refused() -> None:
    animated = encoded(np.zeros((3, ROWS, COLUMNS, 3), np.uint8))
    with pytest.raises(UnsupportedInstanceError, match="animated"):
        JpegXlCodec().decode(animated, image(8, "RGB"))
    transparent = encoded(np.zeros((ROWS, COLUMNS, 4), np.uint8))
    with pytest.raises(UnsupportedInstanceError, match="channels besides"):
        JpegXlCodec().decode(transparent, image(8, "RGB"))


def test_signed_values_are_refused() -> None:
    with pytest.raises(UnsupportedInstanceError, match="signed"):
        JpegXlCodec().decode(encoded(noise(8)), replace(image(), pixel_representation=1))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("boxed", [False, True])
def test_a_frame_cut_short_says_so(share: float, *, boxed: bool) -> None:
    frame = encoded(noise(8), usecontainer=boxed)
    with pytest.raises(CodecError):
        JpegXlCodec().decode(frame[: int(len(frame) * share)], image())


def test_padding_to_an_even_length_is_no_damage() -> None:
    frame = encoded(noise(16), bitspersample=16)
    assert np.array_equal(JpegXlCodec().decode(frame + b"\0", image(16)), noise(16))


def test_metadata_do_not_survive() -> None:
    frame = encoded(noise(8), usecontainer=True)
    said = b"<x>DOE JANE</x>"
    frame += (8 + len(said)).to_bytes(4) + b"xml " + said
    changed = JpegXlCodec().blackout(frame, [RECT], (0,), image())
    assert b"DOE" not in changed


def jpeg_of(subsampling: str, components: int = 3) -> bytes:
    smooth = np.add.outer(np.arange(ROWS), np.arange(COLUMNS)).astype(np.uint8)
    samples = smooth if components == 1 else np.dstack([smooth, smooth[::-1], smooth[:, ::-1]])
    return bytes(imagecodecs.jpeg8_encode(samples, 90, subsampling=subsampling))


@pytest.mark.parametrize("subsampling", ["444", "422", "420"])
def test_of_a_packed_jpeg_only_what_the_jpeg_route_changes_is_changed(subsampling: str) -> None:
    jpeg = jpeg_of(subsampling)
    described = image(8, "YBR_FULL_422", RECOMPRESSED)
    frame = bytes(imagecodecs.jpegxl_encode_jpeg(jpeg))
    assert is_reconstructible(frame)
    black = (0, 128, 128)
    codec = JpegXlJpegCodec()
    assert codec.grid(frame, described) == JpegBlocksCodec().grid(jpeg, described)
    changed = codec.blackout(frame, [Rect(0, 0, 16, 16)], black, described)
    told = bytes(imagecodecs.jpegxl_decode_jpeg(changed, numthreads=1))
    assert told == JpegBlocksCodec().blackout(jpeg, [Rect(0, 0, 16, 16)], black, described)


@pytest.mark.parametrize("boxed", [False, True])
def test_without_a_jpeg_to_tell_back_recompression_is_refused(*, boxed: bool) -> None:
    frame = encoded(noise(8, 3), usecontainer=boxed)
    with pytest.raises(UnsupportedInstanceError, match="told back"):
        JpegXlJpegCodec().decode(frame, image(8, "RGB", RECOMPRESSED))


def test_a_packed_jpeg_cut_short_is_an_error_of_ours() -> None:
    frame = bytes(imagecodecs.jpegxl_encode_jpeg(jpeg_of("420")))
    for stop in range(20, len(frame) - 1, 97):
        with pytest.raises((CodecError, UnsupportedInstanceError)):
            JpegXlJpegCodec().decode(frame[:stop], image(8, "YBR_FULL_422", RECOMPRESSED))
