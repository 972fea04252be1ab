from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.ctp_route import blacked
from doubles.mask_headers import covered, mask_headers, match, uncovered
from scrub.data import template_files
from scrub.masks.areas import without
from scrub.masks.formats.ctp import read, write
from scrub.masks.library import YamlTemplates
from scrub.model.geometry import Rect
from scrub.model.mask import (
    AllOf,
    AnyOf,
    Condition,
    Fill,
    Fractions,
    FrameRange,
    FrameSpan,
    MaskTemplate,
    Named,
    Not,
    Patch,
    Pixels,
    Review,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

    from scrub.masks.formats.exchange import Exported

ACME = Condition("Manufacturer", "contains", ("acme",))
BAR = (Patch(Pixels(0, 0, 100, 20)),)
LIBRARY = YamlTemplates(tuple(template_files())).templates()


def template(*when: Condition | AnyOf | AllOf | Not, **fields: object) -> MaskTemplate:
    return MaskTemplate(**{"name": "t", "when": when or (ACME,), "black": BAR, **fields})  # type: ignore[arg-type]


def outside_ctp(templates: Sequence[MaskTemplate], script: str, header: Dataset) -> bool:
    """Tell whether CTP leaves something that the templates black."""
    black = [(region.rect, region.frames) for region in match(templates, header).mask.regions]
    every = FrameRange(0, max([1, *(frames.stop for _, frames in black)]))
    boxes = [box for box in blacked(script, header) if box[0] < box[2] and box[1] < box[3]]
    return bool(without(black, [(Rect(*box), every) for box in boxes]))


@pytest.fixture(scope="module")
def library_script() -> Exported:
    return write(LIBRARY)


def test_the_library_means_the_same_after_a_round_trip_but_for_what_is_said(
    library_script: Exported,
) -> None:
    named = {n.text.split(": ")[0] for n in library_script.notes if ": " in n.text}
    back = read(library_script.text, "back")
    assert all("CTP takes" in n.text or "signatures ask" in n.text for n in back.notes)
    meant = [t for t in LIBRARY if not t.proposal]
    same = 0
    for header in mask_headers(LIBRARY):
        assert not uncovered(meant, back.templates, header)
        if named.isdisjoint(match(back.templates, header).names):
            assert covered(meant, header) == covered(back.templates, header)
            same += bool(match(meant, header).mask)
    assert same > 150


def test_ctp_blacks_at_least_what_the_library_does(library_script: Exported) -> None:
    meant = [t for t in LIBRARY if not t.proposal]
    hit = 0
    for header in mask_headers(meant, count=90):
        assert not outside_ctp(meant, library_script.text, header)
        hit += bool(match(meant, header).mask)
    assert hit > 30


def test_of_two_that_fit_together_ctp_blacks_both() -> None:
    one_bar = template(name="one")
    other = template(
        Condition("Modality", "equals", ("US",)), name="other", black=(Patch(Pixels(0, 50, 9, 9)),)
    )
    both = (one_bar, other)
    script = write(both).text
    for header in mask_headers(both):
        assert not outside_ctp(both, script, header)
        assert covered(both, header) == covered(read(script, "s").templates, header)


def test_a_rectangle_is_written_one_smaller_and_read_one_larger() -> None:
    exported = write([template(black=(Patch(Pixels(5, 6, 10, 1)), Patch(Pixels(-9, 2))))])
    assert "(5,6,9,0)" in exported.text
    assert "(-9,2,65535,65535)" in exported.text
    (back,) = read(exported.text, "s").templates
    assert back.black == (Patch(Pixels(5, 6, 10, 1)), Patch(Pixels(-9, 2)))
    assert back.name == "t"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (template(proposal=True), "left out: a proposal"),
        (template(black=(Patch(Named.OUTSIDE_ULTRASOUND_REGIONS),)), "no rectangle is left"),
        (template(black=(*BAR, Patch(Fractions(0, 0, 1, 0.1)))), "so LESS is black"),
        (template(black=(Patch(Pixels(0, 0, 9, 9), FrameSpan(2, 3)),)), "every frame"),
        (template(keep=(Patch(Pixels(2, 2, 3, 3)),)), "nothing is kept from the black"),
        (template(fill=Fill.GRAY), "its fill is gray"),
        (template(ACME, Condition("KVP", "less", ("90",))), "KVP less cannot be asked, so more"),
        (template(Condition("KVP", "less", ("90",))), "nothing is left to ask"),
        (
            template(ACME, Condition("ViewCodeSequence.CodeMeaning", "equals", ("x",))),
            "CodeMeaning equals cannot be asked, so more",
        ),
        (
            template(ACME, Condition("*.CodeMeaning", "contains", ("x",))),
            "cannot be asked, so more",
        ),
        (
            template(ACME, Condition("Manufacturer", "matches", ("a{3}",))),
            "cannot be asked, so more",
        ),
        (
            template(complete=True, reviewed=Review("A. Reviewer", "2026-11-01")),
            "it is complete",
        ),
    ],
)
def test_what_ctp_cannot_say_is_in_the_notes(made: MaskTemplate, said: str) -> None:
    notes = write([made]).notes
    assert any(note.text.startswith("t: ") and said in note.text for note in notes), notes


def test_a_note_of_a_template_has_the_line_where_it_stands() -> None:
    exported = write([template(name="a"), template(name="b", fill=Fill.WHITE, rows=9)])
    (note,) = (note for note in exported.notes if "fill" in note.text)
    assert exported.text.splitlines()[note.line - 2] == "template: b"


def test_values_that_ctp_would_stumble_over_are_written_as_patterns() -> None:
    odd = ('a"b', "a}b", "x\ty")
    made = template(
        Condition("StationName", "equals", odd), Condition("Modality", "equals", ("US",))
    )
    exported = write([made])
    assert len(exported.notes) == 2
    (back,) = read(exported.text, "s").templates
    headers = mask_headers([made], count=90)
    assert any(match([made], header).mask for header in headers)
    for header in headers:
        assert covered([made], header) == covered([back], header)


def test_groups_and_negations_mean_the_same_after_a_round_trip() -> None:
    made = template(
        AnyOf((ACME, Condition("Manufacturer", "startswith", ("GE", "Ph"), exact_case=True))),
        Condition("Modality", "equals", ("US", "CT"), negated=True),
        Not(AllOf((Condition("KVP", "present"), Condition("StationName", "endswith", ("1",))))),
    )
    exported = write([made])
    assert len(exported.notes) == 2
    back = read(exported.text, "s").templates
    headers = mask_headers([made])
    assert sum(bool(match([made], header).mask) for header in headers) > 50
    for header in headers:
        assert covered([made], header) == covered(back, header)


def test_a_choice_of_which_a_part_cannot_be_asked_is_not_asked_at_all() -> None:
    choice = AnyOf((Condition("Modality", "equals", ("US",)), Condition("KVP", "less", ("9",))))
    made = template(Condition("Manufacturer", "present"), choice)
    (back,) = read(write([made]).text, "s").templates
    for header in mask_headers([made], count=90):
        assert bool(match([back], header).mask) == bool(header.get("Manufacturer"))


def test_what_keeps_is_cut_out_where_the_size_is_known() -> None:
    made = template(rows=600, columns=800, keep=(Patch(Pixels(10, 5, 5, 5)),))
    exported = write([made])
    back = read(exported.text, "s").templates
    for header in mask_headers([made], count=60):
        assert covered([made], header) == covered(back, header)
