"""What a header says of its pixels, and what it may not say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.pixels.processing import apply_color_lut
from pydicom.uid import UID

from scrub.errors import InstanceError, UnsupportedInstanceError
from scrub.model.instance import ImagePixel, Polarity
from scrub.pixels.description import describe, frame_bits, value_bytes


def dataset_of(uid: str = "1.2.840.10008.1.2.1", **changes: object) -> Dataset:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(uid)
    attributes: dict[str, object] = {
        "Rows": 4,
        "Columns": 6,
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "BitsAllocated": 16,
        "BitsStored": 12,
        "HighBit": 11,
        "PixelRepresentation": 0,
    }
    for keyword, value in (attributes | changes).items():
        if value is not None:
            setattr(dataset, keyword, value)
    return dataset


def described(
    length: int | None = 48, uid: str = "1.2.840.10008.1.2.1", **changes: object
) -> ImagePixel:
    return describe(dataset_of(uid, **changes), 100, length, "OW", "PixelData")


COLOR: dict[str, Any] = {
    "SamplesPerPixel": 3,
    "PhotometricInterpretation": "RGB",
    "BitsAllocated": 8,
    "BitsStored": 8,
    "HighBit": 7,
    "PlanarConfiguration": 0,
}


def test_a_plain_image_is_described() -> None:
    image = described()
    assert (image.rows, image.columns, image.number_of_frames) == (4, 6, 1)
    assert (image.bits_allocated, image.bits_stored, image.high_bit) == (16, 12, 11)
    assert (image.value_offset, image.value_length, image.value_vr) == (100, 48, "OW")
    assert not image.is_encapsulated
    assert image.windows == ()


@pytest.mark.parametrize(
    "keyword",
    [
        "Rows",
        "Columns",
        "SamplesPerPixel",
        "PhotometricInterpretation",
        "BitsAllocated",
        "BitsStored",
        "HighBit",
        "PixelRepresentation",
    ],
)
def test_nothing_required_may_be_missing(keyword: str) -> None:
    with pytest.raises(InstanceError, match=keyword):
        describe(dataset_of("1.2.840.10008.1.2.1", **{keyword: None}), 0, 48, "OW", "PixelData")


@pytest.mark.parametrize(
    "changes",
    [
        {"Rows": 0},
        {"BitsStored": 17},
        {"BitsStored": 0},
        {"HighBit": 16},
        {"HighBit": 3},
        {"PixelRepresentation": 2},
        {"NumberOfFrames": 0},
        {"NumberOfFrames": -5},
        {"SamplesPerPixel": 3, "PlanarConfiguration": 0},
        {"Rows": [4, 4]},
    ],
)
def test_a_contradiction_fails(changes: dict[str, Any]) -> None:
    with pytest.raises(InstanceError):
        described(length=1 << 20, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"SamplesPerPixel": 4, "PhotometricInterpretation": "CMYK", "PlanarConfiguration": 0},
        {"BitsAllocated": 12},
        {"BitsAllocated": 24},
    ],
)
def test_what_is_known_and_not_served_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedInstanceError):
        described(length=1 << 20, **changes)


def test_a_value_shorter_than_its_frames_is_truncated() -> None:
    with pytest.raises(InstanceError, match="truncated"):
        described(length=47)
    with pytest.raises(InstanceError, match="truncated"):
        described(length=95, NumberOfFrames=2)


def test_absurd_dimensions_are_refused_before_anything_is_allocated() -> None:
    with pytest.raises(InstanceError):
        described(length=48, Rows=65535, Columns=65535, NumberOfFrames=2**31 - 1)
    with pytest.raises(UnsupportedInstanceError, match="2 GiB"):
        described(length=None, uid="1.2.840.10008.1.2.5", Rows=65535, Columns=65535)


def test_native_and_encapsulated_do_not_mix() -> None:
    with pytest.raises(InstanceError, match="native"):
        described(length=None)
    with pytest.raises(InstanceError, match="without fragments"):
        described(uid="1.2.840.10008.1.2.5")


def test_native_color_needs_its_planar_configuration_and_compressed_does_not() -> None:
    color = COLOR | {"PlanarConfiguration": None}
    with pytest.raises(InstanceError, match="PlanarConfiguration"):
        described(length=72, **color)
    image = described(length=None, uid="1.2.840.10008.1.2.4.90", **color)
    assert image.planar_configuration == 0


def test_pairs_of_pixels_take_two_samples_a_pixel_and_even_columns() -> None:
    pairs = COLOR | {"PhotometricInterpretation": "YBR_FULL_422"}
    image = described(length=48, **pairs)
    assert frame_bits(image) == 8 * 48
    with pytest.raises(InstanceError, match="odd"):
        described(length=1000, Columns=5, **pairs)


def test_single_bits_are_counted_across_frames() -> None:
    bits: dict[str, Any] = {"BitsAllocated": 1, "BitsStored": 1, "HighBit": 0, "Columns": 5}
    assert value_bytes(described(length=8, NumberOfFrames=3, **bits)) == 8


@pytest.mark.parametrize(
    ("changes", "polarity"),
    [
        ({}, Polarity.LOW_IS_DARK),
        ({"PhotometricInterpretation": "MONOCHROME1"}, Polarity.HIGH_IS_DARK),
        ({"PresentationLUTShape": "INVERSE"}, Polarity.HIGH_IS_DARK),
        ({"RescaleSlope": -2, "RescaleIntercept": 0}, Polarity.HIGH_IS_DARK),
        ({"RescaleSlope": -2, "PresentationLUTShape": "INVERSE"}, Polarity.LOW_IS_DARK),
        (
            {"PhotometricInterpretation": "MONOCHROME1", "PresentationLUTShape": "INVERSE"},
            Polarity.HIGH_IS_DARK,
        ),
    ],
)
def test_which_end_is_dark(changes: dict[str, Any], polarity: Polarity) -> None:
    assert described(**changes).polarity is polarity


def test_windows_are_in_stored_values() -> None:
    image = described(
        WindowCenter=[40, 300], WindowWidth=[400, 1500], RescaleSlope=2, RescaleIntercept=-1024
    )
    assert image.windows == ((532.0, 200.0), (662.0, 750.0))


def test_windows_and_rescale_are_found_in_functional_groups() -> None:
    rescale, window, group = Dataset(), Dataset(), Dataset()
    rescale.RescaleSlope, rescale.RescaleIntercept = 1, -10
    window.WindowCenter, window.WindowWidth = 50, 100
    group.PixelValueTransformationSequence = [rescale]
    frame = Dataset()
    frame.FrameVOILUTSequence = [window]
    image = described(
        SharedFunctionalGroupsSequence=[group], PerFrameFunctionalGroupsSequence=[frame]
    )
    assert image.windows == ((60.0, 100.0),)


def test_a_signed_padding_value_may_be_written_unsigned() -> None:
    signed: dict[str, Any] = {"PixelRepresentation": 1, "BitsStored": 16, "HighBit": 15}
    dataset = dataset_of(**signed)
    dataset.add_new("PixelPaddingValue", "US", 63536)
    assert describe(dataset, 0, 48, "OW", "PixelData").padding_value == -2000


def test_overlays_within_the_words_are_known_by_their_bit() -> None:
    dataset = dataset_of()
    for group, bit in ((0x6000, 14), (0x6002, 15)):
        dataset.add_new((group, 0x0010), "US", 4)
        dataset.add_new((group, 0x0100), "US", 16)
        dataset.add_new((group, 0x0102), "US", bit)
    dataset.add_new((0x6004, 0x0010), "US", 4)
    dataset.add_new((0x6004, 0x0102), "US", 0)
    dataset.add_new((0x6004, 0x3000), "OW", b"\0" * 4)
    assert describe(dataset, 0, 48, "OW", "PixelData").overlay_bits == (14, 15)


def test_a_number_that_is_none_fails_and_is_not_quoted() -> None:
    dataset = dcmread(str(get_testdata_file("badVR.dcm")))
    with pytest.raises(InstanceError) as caught:
        describe(dataset, 0, 400, "OW", "PixelData")
    assert str(caught.value) == "NumberOfFrames is no number"


PALETTE: dict[str, Any] = {
    "PhotometricInterpretation": "PALETTE COLOR",
    "BitsAllocated": 8,
    "BitsStored": 8,
    "HighBit": 7,
}


def tables(entries: list[int], bits: int, first: int = 0) -> dict[str, Any]:
    data = np.array(entries, f"<u{bits // 8}").tobytes()
    made: dict[str, Any] = {}
    for name in ("Red", "Green", "Blue"):
        made[f"{name}PaletteColorLookupTableDescriptor"] = [len(entries), first, bits]
        made[f"{name}PaletteColorLookupTableData"] = data + bytes(len(data) % 2)
    return PALETTE | made


def test_a_palette_of_16_bits_is_cut_to_8() -> None:
    palette = described(**tables([0x0000, 0x8001, 0xFFFF], 16, 5)).palette
    assert palette
    assert palette.first_mapped == 5
    assert palette.colors == ((0, 0, 0), (0x80,) * 3, (0xFF,) * 3)


def test_a_palette_of_8_bits_described_as_16_stays_bright() -> None:
    palette = described(**tables([0, 100, 200], 16)).palette
    assert palette
    assert palette.colors[2] == (200, 200, 200)


def test_a_palette_of_an_odd_number_of_bytes_is_read() -> None:
    palette = described(**tables([7, 8, 9], 8)).palette
    assert palette
    assert palette.colors == ((7,) * 3, (8,) * 3, (9,) * 3)


def test_a_palette_image_without_palette_fails() -> None:
    with pytest.raises(InstanceError, match="palette"):
        described(**PALETTE)


def test_a_segmented_palette_is_expanded() -> None:
    changes: dict[str, Any] = dict(PALETTE)
    ramp = np.array([0, 2, 0, 1000, 1, 4, 41000], "<u2").tobytes()
    for name in ("Red", "Green", "Blue"):
        changes[f"{name}PaletteColorLookupTableDescriptor"] = [6, 0, 16]
        changes[f"Segmented{name}PaletteColorLookupTableData"] = ramp
    palette = described(**changes).palette
    assert palette
    assert [color[0] for color in palette.colors] == [0, 3, 42, 82, 121, 160]


def test_a_real_palette_is_what_pydicom_makes_of_it() -> None:
    dataset = dcmread(str(get_testdata_file("examples_palette.dcm")))
    value = dataset["PixelData"]
    image = describe(dataset, 0, len(value.value), value.VR, "PixelData")
    assert image.palette
    first = image.palette.first_mapped
    stored = np.arange(first, first + len(image.palette.colors), dtype=np.int32)
    theirs = apply_color_lut(stored, dataset)
    assert np.array_equal(np.array(image.palette.colors), theirs >> 8)
