"""What is native and what is in fragments, and what floating point pixels have to be."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID

from scrub.errors import InstanceError, UnsupportedInstanceError
from scrub.pixels.description import NATIVE, describe

JPEG = "1.2.840.10008.1.2.4."
LITTLE, UNCOMPRESSED, DEFLATED = (
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.1.98",
    "1.2.840.10008.1.2.8.1",
)
IN_FRAGMENTS = [UNCOMPRESSED, DEFLATED, "1.2.840.10008.1.2.5"] + [
    f"{JPEG}{last}" for last in (50, 70, 80, 90, 110, 111, 112, 201, 202, 203)
]


def dataset(uid: str, **attributes: object) -> Dataset:
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = UID(uid)
    said = {
        "Rows": 4,
        "Columns": 6,
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "BitsAllocated": 8,
        "BitsStored": 8,
        "HighBit": 7,
        "PixelRepresentation": 0,
    } | attributes
    for keyword, value in said.items():
        setattr(made, keyword, value)
    return made


RGB = {"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB"}


@pytest.mark.parametrize("uid", IN_FRAGMENTS)
def test_what_has_fragments_cannot_do_without_known_to_pydicom_or_not(uid: str) -> None:
    assert describe(dataset(uid), 0, None, "OB", "PixelData").is_encapsulated
    with pytest.raises(InstanceError, match="without fragments"):
        describe(dataset(uid), 0, 1000, "OB", "PixelData")


@pytest.mark.parametrize("uid", sorted(NATIVE))
def test_what_is_native_has_no_fragments(uid: str) -> None:
    assert not describe(dataset(uid), 0, 24, "OW", "PixelData").is_encapsulated
    with pytest.raises(InstanceError, match="fragments under a native"):
        describe(dataset(uid), 0, None, "OB", "PixelData")


@pytest.mark.parametrize("uid", [UNCOMPRESSED, DEFLATED])
def test_native_frames_in_fragments_are_described_as_native_ones(uid: str) -> None:
    with pytest.raises(InstanceError, match="PlanarConfiguration is missing"):
        describe(dataset(uid, **RGB), 0, None, "OB", "PixelData")
    odd = {"SamplesPerPixel": 3, "PhotometricInterpretation": "YBR_FULL_422", "Columns": 5}
    with pytest.raises(InstanceError, match="pairs"):
        describe(dataset(uid, PlanarConfiguration=0, **odd), 0, None, "OB", "PixelData")
    video = {"SamplesPerPixel": 3, "PhotometricInterpretation": "YBR_PARTIAL_420"}
    with pytest.raises(UnsupportedInstanceError, match="YBR_PARTIAL_420"):
        describe(dataset(uid, PlanarConfiguration=0, **video), 0, None, "OB", "PixelData")


def test_a_palette_is_read_under_a_syntax_that_pydicom_does_not_know() -> None:
    made = dataset(f"{JPEG}110", PhotometricInterpretation="PALETTE COLOR")
    for name in ("Red", "Green", "Blue"):
        setattr(made, f"{name}PaletteColorLookupTableDescriptor", [2, 0, 16])
        table = np.array([0, 0xFFFF], "<u2").tobytes()
        setattr(made, f"{name}PaletteColorLookupTableData", table)
    image = describe(made, 0, None, "OB", "PixelData")
    assert image.palette
    assert image.palette.colors == ((0, 0, 0), (255, 255, 255))


FLOATS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}


@pytest.mark.parametrize("keyword", FLOATS)
def test_floats_need_no_bits_stored(keyword: str) -> None:
    bits = FLOATS[keyword]
    made = dataset(LITTLE, BitsAllocated=bits)
    del made.BitsStored, made.HighBit, made.PixelRepresentation
    setattr(made, keyword.replace("Data", "PaddingValue"), -1.5)
    image = describe(made, 0, bits * 3, "OF", keyword)
    assert image.is_float
    assert (image.bits_stored, image.high_bit, image.padding_value) == (bits, bits - 1, -1.5)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_padding_that_is_not_finite_is_no_black(value: float) -> None:
    made = dataset(LITTLE, BitsAllocated=32, FloatPixelPaddingValue=value)
    assert describe(made, 0, 96, "OF", "FloatPixelData").padding_value is None


@pytest.mark.parametrize(
    ("uid", "length", "attributes"),
    [
        (LITTLE, 1000, {"BitsAllocated": 64}),
        (LITTLE, 1000, {"BitsAllocated": 32, "PlanarConfiguration": 0, **RGB}),
        (UNCOMPRESSED, None, {"BitsAllocated": 32}),
    ],
)
def test_floats_of_another_kind_contradict_themselves(
    uid: str, length: int | None, attributes: dict[str, object]
) -> None:
    with pytest.raises(InstanceError, match="floating point"):
        describe(dataset(uid, **attributes), 0, length, "OF", "FloatPixelData")
