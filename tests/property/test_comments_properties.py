"""Whatever the bytes: comments are removed, or an error of ours says why not."""

from __future__ import annotations

import contextlib
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from doubles.commented_frames import SAID, commented, jpeg_in_jpeg_xl, jpeg_xls
from doubles.encoded_frames import JPEG, RLE, cases
from scrub.errors import InstanceError
from scrub.pixels.comments.frame import without_text

DECODED = 48 * 64
SYNTAXES = (f"{JPEG}50", f"{JPEG}80", f"{JPEG}90", f"{JPEG}111", RLE, "1.2.840.10008.1.2.1.98")
HEADS = (b"", b"\xff\xd8", b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x0a")


def seeds() -> list[tuple[str, bytes]]:
    found = []
    for case in cases():
        found += [(case.image.transfer_syntax_uid, frame) for _, frame in commented(case)]
    gray = next(case.frame for case in cases() if case.name == "jpeg gray")
    found += [(f"{JPEG}111", frame) for _, frame in jpeg_in_jpeg_xl(gray)]
    found += [(f"{JPEG}110", frame) for _, frame in jpeg_xls(b"\xff\x0a" + bytes(30))]
    return found


SEEDS = seeds()


def remove(frame: bytes, uid: str) -> bytes | None:
    with contextlib.suppress(InstanceError):
        return without_text(frame, uid, DECODED)
    return None


@given(st.sampled_from(SYNTAXES), st.sampled_from(HEADS), st.binary(max_size=400))
@example(f"{JPEG}50", b"\xff\xd8", b"\xff\xd9")
@example(RLE, b"", b"\1" + bytes(63))
def test_any_bytes_are_a_frame_or_an_error_of_ours(uid: str, head: bytes, rest: bytes) -> None:
    left = remove(head + rest, uid)
    if left is not None:
        assert remove(left, uid) == left


@settings(max_examples=400)
@given(st.data())
def test_a_damaged_frame_is_cleaned_or_an_error_of_ours(data: st.DataObject) -> None:
    uid, frame = data.draw(st.sampled_from(SEEDS))
    changed = bytearray(frame)
    for _ in range(data.draw(st.integers(1, 6))):
        # The segments are at both ends; between them is entropy-coded data.
        near = st.one_of(st.integers(0, 300), st.integers(-300, -1))
        changed[data.draw(near) % len(changed)] = data.draw(st.integers(0, 255))
    stop = data.draw(st.one_of(st.just(len(changed)), st.integers(0, len(changed))))
    left = remove(bytes(changed[:stop]), uid)
    if left is not None:
        assert remove(left, uid) == left


@settings(max_examples=200)
@given(st.data())
def test_text_after_the_end_of_any_frame_goes(data: st.DataObject) -> None:
    uid, frame = data.draw(st.sampled_from(SEEDS))
    # A box of no length goes on to the end, and so does a bare JPEG XL.
    if not uid.startswith(f"{JPEG}11"):
        assert SAID not in (remove(frame + data.draw(st.binary(max_size=9)) + SAID, uid) or b"")


@pytest.mark.parametrize(
    ("uid", "piece", "head", "tail"),
    [
        (f"{JPEG}50", b"\xff\xfe\0\2", b"\xff\xd8", b"\xff\xd9"),
        (f"{JPEG}50", b"\xff", b"\xff\xd8", b"\xff\xd9"),
        (f"{JPEG}50", b"\xff\xda\0\6\1\1\0\0\0\0", b"\xff\xd8", b"\xff\xd9"),
        (
            f"{JPEG}90",
            b"\xff\x64\0\4\0\1",
            b"\xff\x4f\xff\x51\0\x29" + bytes(35) + b"\1\7\1\1",
            b"",
        ),
        (
            f"{JPEG}90",
            b"\xff\x90\0\x0a\0\0\0\0\0\x0e\0\1\xff\x93",
            b"\xff\x4f\xff\x51\0\x29" + bytes(35) + b"\1\7\1\1",
            b"\xff\xd9",
        ),
        (f"{JPEG}90", b"\0\0\0\x08free", b"", b""),
        (f"{JPEG}110", b"\0\0\0\x08free", b"\0\0\0\x0cJXL \r\n\x87\n", b"\0\0\0\x08jxlc"),
        (RLE, b"\x80", b"\1\0\0\0\x40" + bytes(59), b"\0\0"),
    ],
)
def test_the_time_it_takes_grows_as_the_frame_does(
    uid: str, piece: bytes, head: bytes, tail: bytes
) -> None:
    def seconds(count: int) -> float:
        started = perf_counter()
        remove(head + piece * (count // len(piece)) + tail, uid)
        return perf_counter() - started

    seconds(1 << 12)
    # Were it quadratic, it would take 256 times as long, and minutes.
    assert seconds(1 << 20) < 3
