"""Why a library gave up, said so that a data manager understands it, and in no words of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from doubles.encoded_frames import COLUMNS, ROWS, Case, cases
from scrub.errors import CodecError, InstanceError
from scrub.pixels.codecs.causes import cause
from scrub.pixels.codecs.faithful import codec_errors

if TYPE_CHECKING:
    from collections.abc import Callable

PACKED = [
    case
    for case in cases()
    if case.name in {"lossless 8", "jpeg-ls 8", "j2k 8", "htj2k 8", "jpeg-xl 8", "deflated 8"}
]


@pytest.fixture(params=PACKED, ids=[case.name for case in PACKED])
def case(request: pytest.FixtureRequest) -> Case:
    chosen: Case = request.param
    return chosen


def reason(frame: bytes, case: Case) -> str:
    with pytest.raises(InstanceError) as caught:
        case.codec.decode(frame, case.image)
    return str(caught.value)


WORDS = (
    "cut short",
    "damaged",
    "no codestream",
    "of a kind",
    "no JPEG",
    "no lossless",
)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.3, 0.7, 0.95])
def test_a_frame_cut_short_is_told_in_words(case: Case, share: float) -> None:
    told = reason(case.frame[: int(len(case.frame) * share)], case)
    assert any(word in told for word in WORDS), told
    assert "Error" not in told


def test_another_size_is_told_in_words(case: Case) -> None:
    told = reason(case.frame, replace(case, image=replace(case.image, rows=ROWS + 8)))
    assert "header says" in told or "cut short" in told
    told = reason(case.frame, replace(case, image=replace(case.image, columns=COLUMNS - 8)))
    assert "header says" in told


SECRET = "DOE JANE"
RAISED: list[tuple[Callable[[], BaseException], str]] = [
    (lambda: ValueError(SECRET), "the codestream is damaged"),
    (lambda: MemoryError(SECRET), "there is not enough memory to decode it"),
    (lambda: IndexError(SECRET), "the codestream is cut short"),
    (lambda: OSError(SECRET), "the codestream is damaged"),
]


@pytest.mark.parametrize(("made", "meaning"), RAISED)
def test_no_cause_quotes_what_a_library_says(
    made: Callable[[], BaseException], meaning: str
) -> None:
    assert cause(made()) == meaning
    with pytest.raises(CodecError) as caught, codec_errors("jpeg-ls"):
        raise made()
    assert str(caught.value) == f"jpeg-ls: {meaning}"
    assert caught.value.__cause__ is None
