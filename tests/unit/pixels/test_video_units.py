"""The units of a coded video, and what of them stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.errors import UnsupportedInstanceError
from scrub.pixels.video.units import check_layers, cleaned, units

START, LONG = b"\0\0\x01", b"\0\0\0\x01"
SPS, PPS, SLICE = b"\x67\x42\x01", b"\x68\xce", b"\x65\x88\x84\x21"
NAME = b"WOBBEGONG"


def sei(*messages: tuple[int, bytes], header: bytes = b"\x06") -> bytes:
    """Return an SEI unit with these messages, as ITU-T H.264 7.3.2.3.1 has them, escaped."""
    payload = b""
    for kind, octets in messages:
        for number in (kind, len(octets)):
            payload += b"\xff" * (number // 255) + bytes([number % 255])
        payload += octets
    escaped, zeros = b"", 0
    for octet in payload + b"\x80":
        if zeros == 2 and octet <= 3:
            escaped, zeros = escaped + b"\x03", 0
        escaped += bytes([octet])
        zeros = zeros + 1 if octet == 0 else 0
    return header + escaped


def stream(*bodies: bytes, start: bytes = LONG) -> bytes:
    return b"".join(start + body for body in bodies)


def test_pictures_and_parameter_sets_stay_byte_for_byte() -> None:
    video = stream(b"\x09\xf0", SPS, PPS, SLICE)
    assert cleaned(video, "h264") == video


def test_user_data_goes_and_timing_stays() -> None:
    timing = (1, b"\x12\x34")
    video = stream(SPS, sei((5, bytes(16) + NAME), timing), SLICE)
    assert cleaned(video, "h264") == stream(SPS, sei(timing), SLICE)


def test_a_message_that_stays_is_escaped_again() -> None:
    held = (6, b"\0\0\x01\0\0\0\0\x03")
    video = stream(sei((4, NAME), held), SLICE)
    assert cleaned(video, "h264") == stream(sei(held), SLICE)
    assert cleaned(stream(sei(held), SLICE), "h264") == stream(sei(held), SLICE)


@pytest.mark.parametrize("kind", [0, 6, 12, 14, 16, 19, 24, 30])
def test_what_is_not_needed_goes_from_h264(kind: int) -> None:
    assert cleaned(stream(SPS, bytes([kind]) + NAME, SLICE), "h264") == stream(SPS, SLICE)


@pytest.mark.parametrize("kind", [38, 39, 40, 41, 48, 63])
def test_what_is_not_needed_goes_from_hevc(kind: int) -> None:
    video = stream(b"\x42\x01\x01", bytes([kind << 1, 1]) + NAME, b"\x26\x01\xaf")
    assert cleaned(video, "hevc") == stream(b"\x42\x01\x01", b"\x26\x01\xaf")


def test_an_hevc_suffix_message_goes_too() -> None:
    suffix = sei((5, bytes(16) + NAME), header=b"\x50\x01")
    assert cleaned(stream(b"\x26\x01\xaf", suffix), "hevc") == stream(b"\x26\x01\xaf")


def test_user_data_and_copyright_go_from_mpeg2() -> None:
    kept = (b"\xb3\x14\x00", b"\xb5\x14\x82", b"\x00\x00\x0f", b"\x01\x13\x88")
    video = stream(kept[0], b"\xb2" + NAME, kept[1], b"\xb5\x41\x99", *kept[2:], start=START)
    assert cleaned(video, "mpeg2video") == stream(*kept, start=START)


def test_what_stands_before_the_first_unit_goes() -> None:
    assert cleaned(NAME + stream(SLICE), "h264") == stream(SLICE)


def test_a_message_that_ends_too_early_goes() -> None:
    assert cleaned(stream(b"\x06\x01\xff\x10ab\x80", SLICE), "h264") == stream(SLICE)


def test_parameter_sets_said_twice_in_a_packet_are_said_once() -> None:
    assert cleaned(stream(SPS, PPS, SPS, SLICE), "h264") == stream(SPS, PPS, SLICE)


@pytest.mark.parametrize(
    ("codec", "body"), [("h264", b"\x74\x01"), ("h264", b"\x6f\x01"), ("hevc", b"\x02\x09\x01")]
)
def test_another_view_or_layer_is_refused(codec: str, body: bytes) -> None:
    with pytest.raises(UnsupportedInstanceError, match="layer"):
        check_layers(stream(SLICE, body), codec)


def test_zeros_without_end_take_no_longer_than_others() -> None:
    zeros = bytes(4_000_000)
    assert len(list(units(START + SLICE + zeros + b"\x02"))) == 1
    assert cleaned(stream(b"\x06" + b"\x01\x00" * 500_000 + b"\x80"), "h264")


@given(st.lists(st.binary(min_size=1).filter(lambda b: START not in b), min_size=1), st.binary())
def test_units_put_together_are_the_stream(bodies: list[bytes], last: bytes) -> None:
    whole = stream(*bodies) + last
    parts = list(units(whole))
    assert b"".join(unit.start_code + unit.body for unit in parts) == whole


@given(st.binary(max_size=400), st.sampled_from(["h264", "hevc", "mpeg2video"]))
def test_cleaning_twice_is_cleaning_once(octets: bytes, codec: str) -> None:
    once = cleaned(stream(SLICE, octets), codec)
    assert cleaned(once, codec) == once


@given(st.binary(max_size=300))
def test_a_message_of_user_data_never_stays(text: bytes) -> None:
    video = stream(SPS, sei((5, bytes(16) + NAME + text), (1, b"\x01")), SLICE)
    assert cleaned(video, "h264") == stream(SPS, sei((1, b"\x01")), SLICE)
