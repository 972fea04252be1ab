"""What every codec promises."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doubles.encoded_frames import COLUMNS, ROWS, Case, cases
from scrub.errors import CodecError, InstanceError
from scrub.model.geometry import Rect
from scrub.pixels.encoding import CODECS, codecs
from scrub.pixels.overlays import stored_values

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel
    from scrub.seams import Samples, Stored

CASES = cases()


@pytest.fixture(params=CASES, ids=[case.name for case in CASES])
def case(request: pytest.FixtureRequest) -> Case:
    chosen: Case = request.param
    return chosen


def cells(case: Case, *rects: Rect) -> list[Rect]:
    """Return rectangles on the grid of the frame."""
    grid = case.codec.grid(case.frame, case.image)
    rounded = (rect.round_out(grid.columns, grid.rows) for rect in rects)
    return [clipped for rect in rounded if (clipped := rect.clip(ROWS, COLUMNS))]


def reached(case: Case, rects: list[Rect]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return where samples may change."""
    grid = case.codec.grid(case.frame, case.image)
    inside = np.zeros((ROWS, COLUMNS), np.bool_)
    for rect in rects:
        wide = rect.round_out(grid.reach_columns, grid.reach_rows).grow(grid.reach)
        clipped = wide.clip(ROWS, COLUMNS)
        assert clipped
        inside[clipped.top : clipped.bottom, clipped.left : clipped.right] = True
    return inside


def stored(samples: Samples, image: ImagePixel) -> Stored:
    """Return stored values; of floating point ones the words, as black is given."""
    return samples if image.is_float else stored_values(samples, image)


RECTS = (Rect(3, 5, 20, 9), Rect(40, 30, COLUMNS, ROWS))


def test_every_codec_has_a_case() -> None:
    served = {type(case.codec).__name__ for case in CASES}
    assert served == {name.partition(":")[2] for name in CODECS}


def test_no_transfer_syntax_is_served_twice() -> None:
    uids = [uid for codec in codecs() for uid in codec.transfer_syntaxes]
    assert len(uids) == len(set(uids))


def test_what_went_in_is_what_comes_out(case: Case) -> None:
    decoded = case.codec.decode(case.frame, case.image)
    if case.samples is not None:
        meant = stored(case.samples, case.image)
        assert np.array_equal(stored(decoded, case.image), meant)
    assert decoded.shape[:2] == (ROWS, COLUMNS)
    assert decoded.ndim == (2 if case.image.samples_per_pixel == 1 else 3)


def test_samples_are_unsigned_words_of_all_bits_allocated(case: Case) -> None:
    decoded = case.codec.decode(case.frame, case.image)
    assert decoded.dtype.kind == "u"
    assert decoded.itemsize == max(case.image.bits_allocated // 8, 1)


def test_the_rectangles_are_black_and_all_else_is_as_it_was(case: Case) -> None:
    rects = cells(case, *RECTS)
    before = case.codec.decode(case.frame, case.image)
    blacked = case.codec.blackout(case.frame, rects, case.black, case.image)
    after = case.codec.decode(blacked, case.image)
    outside = ~reached(case, rects)
    assert outside.any()
    assert np.array_equal(before[outside], after[outside])
    for rect in rects:
        inner = after[rect.top : rect.bottom, rect.left : rect.right]
        if case.codec.grid(case.frame, case.image).reach == 0:
            assert (stored(inner, case.image) == np.array(case.black)).all()


def test_without_rectangles_the_bytes_stay(case: Case) -> None:
    assert case.codec.blackout(case.frame, [], case.black, case.image) == case.frame


def test_blacking_twice_is_blacking_once(case: Case) -> None:
    rects = cells(case, *RECTS)
    once = case.codec.blackout(case.frame, rects, case.black, case.image)
    assert case.codec.blackout(once, rects, case.black, case.image) == once


def test_the_whole_frame_can_go_black(case: Case) -> None:
    blacked = case.codec.blackout(case.frame, [Rect(0, 0, COLUMNS, ROWS)], case.black, case.image)
    after = stored(case.codec.decode(blacked, case.image), case.image)
    assert (after == np.array(case.black)).all()


def test_a_black_that_does_not_fit_is_refused(case: Case) -> None:
    if case.codec.name in {"jpeg blocks", "jpeg-xl of jpeg"}:
        pytest.skip("its coefficients end at the darkest and the brightest that there are")
    too_bright = [1 << case.image.bits_allocated] * case.image.samples_per_pixel
    with pytest.raises(CodecError):
        case.codec.blackout(case.frame, cells(case, *RECTS), too_bright, case.image)


def test_a_frame_of_another_size_is_refused(case: Case) -> None:
    larger = replace(case.image, rows=ROWS + 8)
    with pytest.raises(CodecError):
        case.codec.decode(case.frame, larger)


@pytest.mark.parametrize("name", CODECS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_garbage_is_an_error_of_ours_and_never_another(name: str, data: st.DataObject) -> None:
    (codec,) = codecs((name,))
    own = [case for case in CASES if type(case.codec) is type(codec)]
    case = data.draw(st.sampled_from(own))
    frame = bytearray(case.frame)
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(frame[: data.draw(st.integers(0, len(frame)))])
    try:
        codec.decode(damaged, case.image)
        codec.blackout(damaged, cells(case, *RECTS), case.black, case.image)
        codec.grid(damaged, case.image)
    except InstanceError:
        pass


@pytest.mark.parametrize(
    "frame", [b"", b"\0", b"\xff\xd8\xff", b"\xff\x4f\xff\x51" + bytes(9), bytes(100)]
)
@pytest.mark.parametrize("name", CODECS)
def test_next_to_nothing_is_an_error_of_ours(name: str, frame: bytes) -> None:
    (codec,) = codecs((name,))
    case = next(case for case in CASES if type(case.codec) is type(codec))
    with pytest.raises(InstanceError):
        codec.decode(frame, case.image)
    with pytest.raises(InstanceError):
        codec.blackout(frame, [Rect(0, 0, 8, 8)], case.black, case.image)
