"""Bits beside the stored values."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from doubles.encoded_frames import JPEG
from doubles.rare_instances import COLUMNS, ENCODERS, RECT, ROWS, overlaid
from scrub.errors import UnsupportedInstanceError
from scrub.model.instance import ImagePixel
from scrub.pixels.encoding import clear_bits as clear_frame
from scrub.pixels.encoding import codec_for, codecs
from scrub.pixels.overlays import (
    clear_bits,
    overlay_pictures,
    stored_values,
    stray_bits,
    unused_bits,
)

IMAGE = ImagePixel(
    transfer_syntax_uid="1.2.840.10008.1.2.1",
    rows=2,
    columns=2,
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
    value_length=8,
)
SIGNED = replace(IMAGE, pixel_representation=1)


def test_unused_bits_are_on_either_side_of_the_stored() -> None:
    assert unused_bits(IMAGE) == (12, 13, 14, 15)
    assert unused_bits(replace(IMAGE, high_bit=13)) == (0, 1, 14, 15)
    assert unused_bits(replace(IMAGE, bits_stored=16, high_bit=15)) == ()


def test_stored_values_know_nothing_of_unused_bits() -> None:
    samples = np.array([[0xF001, 0x8FFF], [0x0800, 0x07FF]], np.uint16)
    assert stored_values(samples, IMAGE).tolist() == [[1, 4095], [2048, 2047]]
    assert stored_values(samples, SIGNED).tolist() == [[1, -1], [-2048, 2047]]
    assert stored_values(samples, replace(IMAGE, high_bit=15)).tolist() == [
        [0xF00, 0x8FF],
        [0x080, 0x07F],
    ]


def test_single_bits_are_values() -> None:
    image = replace(IMAGE, bits_allocated=1, bits_stored=1, high_bit=0)
    assert stored_values(np.array([[0, 1]], np.uint8), image).tolist() == [[0, 1]]


def test_an_overlay_is_seen_and_shown_white_on_black() -> None:
    samples = np.array([[0x4001, 0x0001], [0x0FFF, 0xC000]], np.uint16)
    assert stray_bits(samples, IMAGE) == (14, 15)
    first, second = overlay_pictures(samples, IMAGE)
    assert first.shape == (2, 2, 3)
    assert first[:, :, 0].tolist() == [[255, 0], [0, 255]]
    assert second[:, :, 2].tolist() == [[0, 0], [0, 255]]


def test_a_repeated_sign_is_no_overlay() -> None:
    samples = np.array([[0xF800, 0x0001], [0x0002, 0xFFFF]], np.uint16)
    assert stray_bits(samples, SIGNED) == ()
    assert stray_bits(samples, IMAGE) == (12, 13, 14, 15)
    samples[0, 1] |= 0x4000
    assert stray_bits(samples, SIGNED) == (14,)


def test_clearing_bits_changes_no_others() -> None:
    samples = np.array([[0xFFFF, 0x4001]], np.uint16)
    assert clear_bits(samples, (14, 15)).tolist() == [[0x3FFF, 0x0001]]
    assert samples[0, 0] == 0xFFFF


def test_native_frames_lose_the_bits_and_nothing_else() -> None:
    codec = codec_for(IMAGE.transfer_syntax_uid, codecs())
    frame = np.array([0x4001, 0x0001, 0x0FFF, 0xC000], "<u2").tobytes()
    cleared = clear_frame(codec, frame, (14, 15), IMAGE)
    assert np.frombuffer(cleared, "<u2").tolist() == [1, 1, 0xFFF, 0]


def test_a_codec_that_cannot_clear_refuses() -> None:
    codec = codec_for("1.2.840.10008.1.2.4.50", codecs())
    with pytest.raises(UnsupportedInstanceError):
        clear_frame(codec, b"", (14,), IMAGE)


@pytest.mark.parametrize("uid", ENCODERS)
@pytest.mark.parametrize("signed", [0, 1])
def test_black_leaves_no_overlay_bit_inside_and_all_of_them_outside(uid: str, signed: int) -> None:
    if signed and uid == f"{JPEG}110":
        pytest.skip("JPEG XL has no signed values")
    words = overlaid(np.zeros((ROWS, COLUMNS), np.uint16), 13)
    described = replace(
        SIGNED if signed else IMAGE,
        transfer_syntax_uid=uid,
        rows=ROWS,
        columns=COLUMNS,
        overlay_bits=(13,),
        value_length=None,
    )
    codec = codec_for(uid, codecs())
    changed = codec.blackout(ENCODERS[uid](words), [RECT], (-5 if signed else 0,), described)
    meant = words.copy()
    meant[RECT.top : RECT.bottom, RECT.left : RECT.right] = 0xFFB if signed else 0
    assert np.array_equal(codec.decode(changed, described), meant)
