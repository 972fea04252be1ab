"""Uncompressed pixels of every kind, told by pydicom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.pixels.utils import pixel_array
from pydicom.uid import UID

from scrub.errors import CodecError
from scrub.model.geometry import Rect
from scrub.model.instance import ImagePixel, Polarity
from scrub.pixels.blackout import black, darkest
from scrub.pixels.codecs.native import NativeCodec
from scrub.pixels.description import value_bytes
from scrub.pixels.frames import Frames, swap
from scrub.pixels.overlays import stored_values
from scrub.pixels.value import write_pixel_data

if TYPE_CHECKING:
    from numpy.typing import NDArray

LITTLE, BIG = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"
KEYWORDS = {32: "FloatPixelData", 64: "DoubleFloatPixelData"}


@dataclass(frozen=True)
class Drawn:
    image: ImagePixel
    value: bytes
    rect: Rect


@st.composite
def drawn(draw: st.DrawFn, photometrics: tuple[str, ...], bits: tuple[int, ...]) -> Drawn:
    photometric, allocated = draw(st.sampled_from(photometrics)), draw(st.sampled_from(bits))
    is_gray = photometric.startswith("MONO")
    stored = allocated if allocated == 1 or not is_gray else draw(st.integers(1, allocated))
    image = ImagePixel(
        transfer_syntax_uid=draw(st.sampled_from([LITTLE, BIG])),
        rows=draw(st.integers(1, 7)),
        columns=2 * draw(st.integers(1, 6)) - (not photometric.endswith("422")),
        number_of_frames=draw(st.integers(1, 4)),
        samples_per_pixel=1 if is_gray else 3,
        photometric_interpretation=photometric,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=stored - 1,
        pixel_representation=draw(st.integers(0, 1)) if is_gray and allocated > 1 else 0,
        planar_configuration=0 if is_gray or "422" in photometric else draw(st.integers(0, 1)),
        keyword="PixelData",
        # Single bits in big endian words pydicom takes for bytes.
        value_vr="OW"
        if allocated > 8
        else draw(st.sampled_from(["OW"] * (allocated > 1) + ["OB"])),
        value_offset=0,
        value_length=0,
        polarity=Polarity.HIGH_IS_DARK if photometric[-1] == "1" else Polarity.LOW_IS_DARK,
    )
    size = value_bytes(image) + value_bytes(image) % 2
    value = np.random.default_rng(draw(st.integers(0, 9999))).bytes(size)
    left, top = draw(st.integers(0, image.columns - 1)), draw(st.integers(0, image.rows - 1))
    right, bottom = draw(st.integers(left + 1, image.columns)), image.rows
    return Drawn(replace(image, value_length=size), value, Rect(left, top, right, bottom))


def told(image: ImagePixel, value: bytes) -> NDArray[Any]:
    """Return all frames as pydicom tells them: frames x rows x columns x samples."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(image.transfer_syntax_uid)
    dataset.Rows, dataset.Columns = image.rows, image.columns
    dataset.NumberOfFrames, dataset.SamplesPerPixel = (
        image.number_of_frames,
        image.samples_per_pixel,
    )
    photometric = image.photometric_interpretation.replace("PARTIAL_422", "FULL_422")
    dataset.PhotometricInterpretation = photometric
    dataset.PlanarConfiguration = image.planar_configuration
    dataset.BitsAllocated = image.bits_allocated
    if image.keyword == "PixelData":
        dataset.BitsStored, dataset.HighBit = image.bits_stored, image.high_bit
        dataset.PixelRepresentation = image.pixel_representation
    setattr(dataset, image.keyword, value)
    dataset[image.keyword].VR = image.value_vr
    frames = pixel_array(dataset, raw=True, correct_unused_bits=False)
    shape = image.number_of_frames, image.rows, image.columns, image.samples_per_pixel
    return frames.reshape(shape)


def blacked(case: Drawn, value: tuple[int, ...]) -> bytes:
    """Return the value with the rectangle of the last frame black."""
    image, out = case.image, BytesIO()
    frames = Frames(BytesIO(case.value), image)
    every = [frames.frame(index) for index in range(len(frames))]
    every[-1] = NativeCodec().blackout(every[-1], [case.rect], value, image)
    write_pixel_data(out, image, every)
    return out.getvalue()[12:]


def black_of(case: Drawn) -> tuple[int, ...]:
    frames = Frames(BytesIO(case.value), case.image)
    samples = NativeCodec().decode(frames.frame(len(frames) - 1), case.image)
    return black(case.image, darkest(stored_values(samples, case.image), case.image))


KINDS = [
    (("MONOCHROME1", "MONOCHROME2"), (1, 8, 16, 32, 64)),
    (("RGB", "YBR_FULL"), (8, 16, 32)),
    (("YBR_FULL_422", "YBR_PARTIAL_422"), (8,)),
]


@pytest.mark.parametrize(("photometrics", "bits"), KINDS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_pydicom_sees_black_inside_and_the_same_outside(
    photometrics: tuple[str, ...], bits: tuple[int, ...], data: st.DataObject
) -> None:
    case = data.draw(drawn(photometrics, bits))
    image, value = case.image, black_of(case)
    before, after = told(image, case.value), told(image, blacked(case, value))
    grid = NativeCodec().grid(b"", image)
    wide = case.rect.round_out(grid.columns, grid.rows)
    inside = np.zeros(before.shape[:3], bool)
    inside[-1, wide.top : wide.bottom, wide.left : wide.right] = True
    assert np.array_equal(before[~inside], after[~inside])
    words = after.astype(after.dtype.newbyteorder("=")).view(f"u{after.itemsize}")
    stored = stored_values(words, image)
    assert (stored[inside] == np.array(value)).all()


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("uid", [LITTLE, BIG])
def test_pydicom_sees_floats_go_black_and_nothing_else(bits: int, uid: str) -> None:
    order = ">" if uid == BIG else "<"
    values = np.linspace(-3, 5, 40).astype(f"{order}f{bits // 8}")
    values[3:7] = np.nan, np.inf, -np.inf, -0.0
    image = ImagePixel(
        uid, 5, 8, 1, 1, "MONOCHROME2", bits, bits, bits - 1, 0, 0, KEYWORDS[bits], "OF", 0, 0
    )
    image = replace(image, value_length=bits * 5, value_vr="OF" if bits == 32 else "OD")
    case = Drawn(image, values.tobytes(), Rect(2, 0, 8, 1))
    after = told(image, blacked(case, black_of(case))).ravel()
    assert (after[2:8] == -3).all()
    assert values.tobytes()[:2] == after.tobytes()[:2]
    assert np.array_equal(after[8:], values[8:])


def test_single_bits_in_big_endian_words_are_the_bytes_the_other_way_round() -> None:
    image = ImagePixel(BIG, 5, 7, 3, 1, "MONOCHROME2", 1, 1, 0, 0, 0, "PixelData", "OB", 0, 14)
    value = np.random.default_rng(4).bytes(14)
    in_bytes = Drawn(image, value, Rect(1, 1, 5, 4))
    in_words = Drawn(replace(image, value_vr="OW"), swap(value), in_bytes.rect)
    assert swap(blacked(in_words, (0,))) == blacked(in_bytes, (0,))


def test_a_partial_pair_of_video_range_goes_black_as_a_pair() -> None:
    image = ImagePixel(
        LITTLE, 1, 4, 1, 3, "YBR_PARTIAL_422", 8, 8, 7, 0, 0, "PixelData", "OB", 0, 8
    )
    changed = NativeCodec().blackout(bytes(range(8)), [Rect(3, 0, 4, 1)], black(image), image)
    assert changed == bytes([0, 1, 2, 3, 16, 16, 128, 128])


def test_a_frame_too_short_is_refused() -> None:
    image = ImagePixel(LITTLE, 2, 4, 1, 1, "MONOCHROME2", 8, 8, 7, 0, 0, "PixelData", "OB", 0, 8)
    with pytest.raises(CodecError):
        NativeCodec().decode(bytes(7), image)
