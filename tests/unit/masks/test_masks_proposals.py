from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from scrub.data import template_files
from scrub.masks.areas import Frame
from scrub.masks.library import YamlTemplates
from scrub.model.mask import Condition, Fractions, MaskTemplate, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL = YamlTemplates(template_files()).templates()
PROPOSALS = {one.name: one for one in ALL if one.proposal}

# Pixels that a rule counts beyond the last one.
ROUNDING = 2


def modalities(template: MaskTemplate) -> set[str]:
    return {
        value
        for test in template.when
        if isinstance(test, Condition) and test.attribute == "Modality" and not test.negated
        for value in test.values
    }


def known(*names: str) -> list[MaskTemplate]:
    """Return the templates of machines, for some modalities and no others, that tell the height."""
    return [
        one
        for one in ALL
        if not one.proposal and one.rows and modalities(one) and modalities(one) <= set(names)
    ]


def strips(templates: list[MaskTemplate], edge: str) -> Iterator[tuple[MaskTemplate, Pixels]]:
    for one in templates:
        for area in (patch.area for patch in one.black):
            assert isinstance(area, Pixels)
            assert one.rows
            assert area.height
            at_top = area.y == 0 and area.height < one.rows / 2
            at_bottom = area.y > 0 and area.y + area.height >= one.rows - ROUNDING
            if at_top if edge == "top" else at_bottom:
                yield one, area


def heights(templates: list[MaskTemplate], edge: str) -> list[float]:
    return [
        (area.height or 0 if edge == "top" else (one.rows or 0) - area.y) / (one.rows or 1)
        for one, area in strips(templates, edge)
    ]


def noted(name: str) -> list[tuple[int, int]]:
    """Return the counts in a note: so many of so many."""
    return [(int(a), int(b)) for a, b in re.findall(r"(\d+) of (\d+)", PROPOSALS[name].note)]


def counted(values: list[float], most: float) -> tuple[int, int]:
    return sum(value <= most for value in values), len(values)


def test_the_strip_of_ultrasound_is_as_high_as_its_note_counts() -> None:
    us = known("US")
    ends = [
        ((area.x + (area.width or 0)) / one.columns)
        for one, area in strips(us, "top")
        if one.columns
    ]
    assert noted("us-header-strip") == [counted(heights(us, "top"), 0.105), counted(ends, 0.7)]
    assert heights(us, "bottom") == []


def test_bars_and_corners_of_radiographs_are_as_large_as_their_notes_count() -> None:
    films = [*known("CR", "DX"), *(one for one in ALL if "canon-cxdi-2592" in one.name)]
    wide = [
        (area.height or 0) / (one.rows or 1) for one, area in strips(films, "top") if area.x == 0
    ]
    assert noted("cr-dx-edge-bars") == [
        counted(wide, 0.058),
        counted(heights(films, "bottom"), 0.057),
    ]
    corner = PROPOSALS["cr-dx-corners"].black[0].area
    assert isinstance(corner, Fractions)
    inside = [
        area.x / one.columns >= corner.left and (area.height or 0) / one.rows <= corner.bottom
        for one, area in strips(films, "top")
        if area.x and one.columns and one.rows
    ]
    assert noted("cr-dx-corners") == [(sum(inside), len(inside))]


def test_the_bars_of_captures_are_as_high_as_their_note_counts() -> None:
    captures = known("CT", "NM", "PT", "OT")
    assert noted("secondary-capture-bars") == [
        counted(heights(captures, "top"), 0.16),
        counted(heights(captures, "bottom"), 0.094),
    ]


@pytest.mark.parametrize("name", sorted(PROPOSALS))
def test_a_proposal_says_whence_it_is_and_leaves_most_of_the_frame(name: str) -> None:
    proposal = PROPOSALS[name]
    assert proposal.provenance == ("common layout",)
    assert not proposal.complete
    frame = Frame(1000, 1000)
    assert sum(rect.area for rect, _ in frame.places(proposal.black)) < 0.3 * 1000 * 1000
