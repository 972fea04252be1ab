from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread

from doubles.broken import BlindEngine
from doubles.instances import dataset_of, saved, tools_with
from doubles.printed import put, rect_of
from scrub.model.mask import FrameRange, Mask
from scrub.model.text import PhiKind, Sensitive, TextHit, Word
from scrub.stages.apply import apply
from scrub.stages.look import look
from scrub.stages.masking import kept
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read
from scrub.stages.stamp import stamp_of
from scrub.stages.verify import Expected, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from scrub.model.instance import Draft, Source
    from scrub.toolbox import Toolbox

BLANK = np.full((80, 160), 40, np.uint8)
RECT = rect_of("DOE JANE", 20, 20)


@pytest.fixture
def tools(key_file: Path) -> Toolbox:
    return tools_with(key_file)


def whole(mask: Mask) -> Mask:
    return mask


def applied(
    source: Source, tools: Toolbox, path: Path, change: Callable[[Mask], Mask] = whole
) -> tuple[Draft, Expected]:
    with read(source) as instance:
        assert instance.image
        seen = look(instance.image, instance.stream, tools)
        known = gather(instance, tools, seen)
        plan = make_plan(known, tools)
        plan = replace(plan, mask=change(plan.mask))
        stay = tuple(kept(seen.hits, plan.findings))
        draft = apply(instance, plan, path, tools)
    return draft, Expected(plan, source, known.own, stay)


@pytest.fixture
def done(tmp_path: Path, tools: Toolbox) -> tuple[Draft, Expected]:
    source = saved(dataset_of(put(BLANK, "DOE JANE", 20, 20)), tmp_path / "a.dcm")
    return applied(source, tools, tmp_path / "a.draft")


def failed(draft: Draft, expected: Expected, tools: Toolbox) -> set[str]:
    return {c.name for c in verify(draft, expected, tools).checks if not c.passed}


def spoiled(draft: Draft, change: Callable[[Dataset], None]) -> Draft:
    dataset = dcmread(draft.path)
    change(dataset)
    dataset.save_as(draft.path)
    return replace(draft, stamp=stamp_of(Path(draft.path)))


def said(dataset: Dataset, comment: str) -> None:
    dataset.ImageComments = comment


def lit(dataset: Dataset, row: int, column: int) -> None:
    octets = bytearray(dataset.PixelData)
    octets[row * dataset.Columns + column] = 99
    dataset.PixelData = bytes(octets)


def test_a_draft_that_was_done_as_planned_passes(
    done: tuple[Draft, Expected], tools: Toolbox
) -> None:
    assert failed(*done, tools) == set()
    assert any(region.rect.covers(RECT) for region in done[1].plan.mask.regions)


def lengthened(dataset: Dataset) -> None:
    dataset.PixelData += bytes(4)


SPOILED: list[tuple[Callable[[Dataset], None], str]] = [
    (lambda d: lit(d, 70, 150), "pixels outside the mask are the same"),
    (lengthened, "pixel data holds its frames and nothing else"),
    (lambda d: lit(d, 30, 40), "the mask is black"),
    (lambda d: said(d, "seen JANE"), "no name of the person is in the header"),
    (lambda d: said(d, "MRN-90210"), "no value of the person is in the bytes"),
    (lambda d: d.add_new(0x00091001, "LO", "x"), "no private element is left"),
    (lambda d: delattr(d, "PatientIdentityRemoved"), "what was said is there"),
    (lambda d: setattr(d, "preamble", b"x" * 128), "file meta information is our own"),
]


@pytest.mark.parametrize(("change", "check"), SPOILED)
def test_a_draft_that_was_spoiled_fails_the_check_that_is_there_for_it(
    done: tuple[Draft, Expected], tools: Toolbox, change: Callable[[Dataset], None], check: str
) -> None:
    draft, expected = done
    assert check in failed(spoiled(draft, change), expected, tools)


def test_a_draft_changed_since_it_was_written_fails(
    done: tuple[Draft, Expected], tools: Toolbox
) -> None:
    draft, expected = done
    assert failed(replace(draft, stamp=(0,)), expected, tools) == {"draft is what was written"}


def upper(mask: Mask) -> Mask:
    first = tuple(region for region in mask.regions if region.rect.top < 35)
    assert 0 < len(first) < len(mask.regions)
    return Mask(first)


def left(draft: Draft, expected: Expected, tools: Toolbox) -> list[str]:
    hits = verify(draft, expected, tools).left
    return [word.text.reveal() for hit in hits for word in hit.words]


def test_text_left_beside_the_mask_fails_and_is_given_back(tmp_path: Path, tools: Toolbox) -> None:
    source = saved(dataset_of(put(put(BLANK, "DOE", 10, 10), "JANE", 10, 40)), tmp_path / "a.dcm")
    draft, expected = applied(source, tools, tmp_path / "a.draft", upper)
    assert failed(draft, expected, tools) == {"no identifying text is left"}
    assert left(draft, expected, tools) == ["JANE"]
    assert failed(draft, expected, replace(tools, engines=(BlindEngine(),))) == set()


def down_to_the_unknown(mask: Mask) -> Mask:
    name, unknown = sorted(mask.regions, key=lambda region: region.rect.top)
    assert unknown.reason == PhiKind.UNKNOWN
    return Mask((replace(name, rect=replace(name.rect, bottom=unknown.rect.top - 1)),))


def test_what_was_known_and_reads_worse_beside_black_is_not_left(
    tmp_path: Path, tools: Toolbox
) -> None:
    source = saved(dataset_of(put(put(BLANK, "DOE", 10, 10), "ZVORG", 10, 40)), tmp_path / "a.dcm")
    draft, expected = applied(source, tools, tmp_path / "a.draft", down_to_the_unknown)
    line = rect_of("ZVORG", 10, 40)
    known = TextHit((Word(Sensitive("LIVER"), line, 0.9),), FrameRange(0, 1))
    assert left(draft, replace(expected, kept=(known,)), tools) == []
    below = Word(Sensitive("LIVER"), line.move(0, line.height), 0.9)
    assert left(draft, replace(expected, kept=(replace(known, words=(below,)),)), tools) == [
        "ZVORG"
    ]
