from __future__ import annotations

import pytest

from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.model.text import Finding, PhiKind, Sensitive, TextHit, Word
from scrub.phi.below import half_covered, next_lines

NAME, ALL = Rect(80, 10, 240, 24), FrameRange(0, 3)


def below(
    *texts: str,
    top: int = 26,
    left: int = 110,
    kind: PhiKind = PhiKind.INSTITUTION,
    frames: FrameRange = ALL,
) -> list[tuple[str, Rect]]:
    words = tuple(
        Word(Sensitive(text), Rect(left + 60 * n, top, left + 60 * n + 50, top + 14), 0.9)
        for n, text in enumerate(texts)
    )
    name = Finding(Sensitive("WESTWAY"), NAME, ALL, kind, "patterns", "name", 0.9)
    found = next_lines([TextHit(words, frames)], [name])
    return [(finding.text.reveal(), finding.rect) for finding in found]


def test_the_second_line_of_an_institution_goes() -> None:
    assert below("ULTRASOUND") == [("ULTRASOUND", Rect(110, 26, 160, 40))]
    assert below("Imaging,", "RADIOLOGY") == [("Imaging, RADIOLOGY", Rect(110, 26, 220, 40))]
    assert below("ULTRASOUND", top=20)
    assert below("ULTRASOUND", top=35)


@pytest.mark.parametrize(
    "found",
    [
        below("ULTRASOUND", "RT"),
        below("LIVER"),
        below("ULTRASOUND", top=36),
        below("ULTRASOUND", top=19),
        below("ULTRASOUND", left=220),
        below("ULTRASOUND", kind=PhiKind.NAME),
        below("ULTRASOUND", frames=FrameRange(3, 5)),
    ],
    ids=["more words", "another word", "too low", "beside", "aside", "a person", "other frames"],
)
def test_what_else_stands_there_stays(found: list[tuple[str, Rect]]) -> None:
    assert found == []


@pytest.mark.parametrize(
    ("rect", "goes"),
    [
        (Rect(100, 3, 130, 17), True),
        (Rect(100, 2, 130, 17), False),
        (Rect(100, 12, 130, 22), False),
        (Rect(225, 12, 255, 22), True),
        (Rect(226, 12, 256, 22), False),
    ],
    ids=["half below", "less", "all", "half beside", "less beside"],
)
def test_a_word_half_under_what_goes_goes_too(rect: Rect, *, goes: bool) -> None:
    over = Finding(Sensitive("08/20"), NAME, ALL, PhiKind.DATE, "patterns", "date", 0.9)
    hit = TextHit((Word(Sensitive("63"), rect, 0.9),), ALL)
    found = [finding.rect for finding in half_covered([hit], [over])]
    assert found == ([rect] if goes else [])


def test_a_word_is_not_under_what_other_frames_show_nor_under_its_own_finding() -> None:
    over = Finding(Sensitive("08/20"), NAME, ALL, PhiKind.DATE, "patterns", "date", 0.9)
    hit = TextHit((Word(Sensitive("63"), Rect(100, 3, 130, 17), 0.9),), FrameRange(3, 4))
    assert list(half_covered([hit], [over])) == []
    own = Finding(Sensitive("63"), Rect(98, 0, 140, 20), ALL, PhiKind.AGE, "patterns", "age", 0.9)
    shown = TextHit(hit.words, ALL)
    assert list(half_covered([shown], [over, own])) == []
