"""Which stored value is black."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.model.geometry import Rect
from scrub.model.instance import ImagePixel, Palette, Polarity
from scrub.model.mask import Fill
from scrub.pixels.blackout import black, darkest, fill, filling, words

IMAGE = ImagePixel(
    transfer_syntax_uid="1.2.840.10008.1.2.1",
    rows=4,
    columns=4,
    number_of_frames=1,
    samples_per_pixel=1,
    photometric_interpretation="MONOCHROME2",
    bits_allocated=16,
    bits_stored=12,
    high_bit=11,
    pixel_representation=0,
    planar_configuration=0,
    keyword="PixelData",
    value_vr="OW",
    value_offset=0,
    value_length=32,
)
SIGNED = replace(IMAGE, pixel_representation=1)
HIGH = Polarity.HIGH_IS_DARK


def test_unsigned_black_is_the_dark_end() -> None:
    assert black(IMAGE) == (0,)
    assert black(replace(IMAGE, polarity=HIGH)) == (4095,)


def test_signed_black_is_the_darkest_seen() -> None:
    assert black(SIGNED, -1000) == (-1000,)
    assert black(replace(SIGNED, polarity=HIGH), 900) == (900,)


def test_signed_black_is_padding_where_that_is_no_brighter() -> None:
    assert black(replace(SIGNED, padding_value=-2000), -1000) == (-2000,)
    assert black(replace(SIGNED, padding_value=-500), -1000) == (-1000,)
    assert black(replace(SIGNED, padding_value=2000, polarity=HIGH), 900) == (2000,)
    assert black(replace(SIGNED, padding_value=-2000, polarity=HIGH), 900) == (900,)


def test_signed_black_needs_the_darkest() -> None:
    with pytest.raises(ValueError, match="darkest"):
        black(SIGNED)


def test_the_darkest_is_the_lowest_or_the_highest() -> None:
    stored = np.array([[-5, 7], [0, 2]], np.int16)
    assert darkest(stored, SIGNED) == -5
    assert darkest(stored, replace(SIGNED, polarity=HIGH)) == 7


@pytest.mark.parametrize(
    ("photometric", "bits", "value"),
    [
        ("RGB", 8, (0, 0, 0)),
        ("YBR_RCT", 8, (0, 0, 0)),
        ("YBR_ICT", 8, (0, 0, 0)),
        ("YBR_FULL", 8, (0, 128, 128)),
        ("YBR_FULL_422", 8, (0, 128, 128)),
        ("YBR_FULL", 12, (0, 2048, 2048)),
        ("YBR_PARTIAL_420", 8, (16, 128, 128)),
    ],
)
def test_color_black(photometric: str, bits: int, value: tuple[int, ...]) -> None:
    image = replace(
        IMAGE, photometric_interpretation=photometric, samples_per_pixel=3, bits_stored=bits
    )
    assert black(image) == value


def of_palette(first: int, *colors: tuple[int, int, int]) -> ImagePixel:
    return replace(
        IMAGE, photometric_interpretation="PALETTE COLOR", palette=Palette(first, colors)
    )


def test_palette_black_is_the_lowest_index_of_the_darkest_color() -> None:
    green, dark, black_ = (0, 135, 0), (1, 1, 1), (0, 0, 0)
    assert black(of_palette(0, green, dark, black_, black_)) == (2,)
    assert black(of_palette(0, green, dark)) == (1,)
    assert black(of_palette(1024, green, black_)) == (1025,)


def test_palette_black_can_be_stored() -> None:
    image = replace(of_palette(250, *[(9, 9, 9)] * 6, (0, 0, 0)), bits_stored=8)
    assert black(image) == (250,)
    with pytest.raises(UnsupportedInstanceError):
        black(replace(of_palette(300, (0, 0, 0)), bits_stored=8))


FLOAT = replace(IMAGE, keyword="FloatPixelData", bits_allocated=32, bits_stored=32, high_bit=31)


def word(value: float) -> int:
    return int(np.array([value], "<f4").view("<u4")[0])


def test_black_of_floats_is_the_word_of_the_darkest_or_of_padding_no_brighter() -> None:
    assert black(FLOAT, -1.5) == (word(-1.5),)
    assert black(replace(FLOAT, padding_value=-2.0), -1.5) == (word(-2.0),)
    assert black(replace(FLOAT, padding_value=-1.0), -1.5) == (word(-1.5),)
    inverse = replace(FLOAT, polarity=HIGH, padding_value=9.0)
    assert black(inverse, 4.0) == (word(9.0),)


def test_what_is_not_finite_is_never_the_darkest() -> None:
    stored = np.array([[np.nan, -np.inf, 3.0, np.inf, -7.0]], np.float32)
    assert darkest(stored, FLOAT) == -7.0
    assert darkest(stored, replace(FLOAT, polarity=HIGH)) == 3.0
    nothing = np.array([[np.nan, np.inf]], np.float32)
    assert black(FLOAT, darkest(nothing, FLOAT)) == (word(0.0),)


def test_words_repeat_the_sign_unless_an_overlay_lies_there() -> None:
    assert words((-2,), 16, SIGNED) == (0xFFFE,)
    assert words((-2,), 12, SIGNED) == (0xFFE,)
    assert words((-2,), 16, replace(SIGNED, overlay_bits=(14,))) == (0x0FFE,)
    assert words((5,), 16, replace(IMAGE, high_bit=15)) == (0x50,)


@pytest.mark.parametrize("value", [(4096,), (-2049,), (0, 0), ()])
def test_words_that_do_not_fit_are_refused(value: tuple[int, ...]) -> None:
    with pytest.raises(CodecError):
        words(value, 12, SIGNED)


def test_filling_leaves_the_argument_as_it_was() -> None:
    samples = np.ones((4, 4), np.uint8)
    filled = fill(samples, [Rect(1, 1, 3, 2)], (0,))
    assert samples.all()
    assert filled.sum() == 14
    assert not filled[1, 1:3].any()


@pytest.mark.parametrize(
    ("photometric", "gray", "white"),
    [
        ("RGB", (2048, 2048, 2048), (4095, 4095, 4095)),
        ("YBR_FULL", (2048, 2048, 2048), (4095, 2048, 2048)),
        ("YBR_PARTIAL_420", (2008, 2048, 2048), (3760, 2048, 2048)),
        ("MONOCHROME2", (2048,), (4095,)),
    ],
)
def test_gray_and_white_are_halfway_and_the_bright_end(
    photometric: str, gray: tuple[int, ...], white: tuple[int, ...]
) -> None:
    image = replace(IMAGE, photometric_interpretation=photometric, samples_per_pixel=len(gray))
    assert filling(image, Fill.GRAY) == gray
    assert filling(image, Fill.WHITE) == white
    assert filling(image, Fill.BLACK) == black(image)


def test_white_is_the_low_end_where_high_is_dark() -> None:
    assert filling(replace(IMAGE, polarity=HIGH), Fill.WHITE) == (0,)
    assert filling(replace(IMAGE, polarity=HIGH), Fill.GRAY) == (2048,)


def test_values_that_are_measurements_are_never_made_up() -> None:
    for fill_ in Fill:
        assert filling(SIGNED, fill_, -5) == (-5,)
        assert filling(FLOAT, fill_, 2.0) == (word(2.0),)


def test_a_palette_gives_its_nearest_gray() -> None:
    image = of_palette(7, (0, 0, 0), (255, 0, 0), (120, 130, 125), (250, 250, 250))
    assert filling(image, Fill.GRAY) == (9,)
    assert filling(image, Fill.WHITE) == (10,)
