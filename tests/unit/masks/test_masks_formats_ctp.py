from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.ctp_route import blacked
from doubles.mask_headers import mask_headers, match
from scrub.errors import RecipeError
from scrub.masks.areas import without
from scrub.masks.formats.ctp import read, write
from scrub.masks.library import YamlTemplates
from scrub.masks.writing import to_yaml
from scrub.model.geometry import Rect
from scrub.model.mask import (
    AllOf,
    AnyOf,
    Condition,
    FrameRange,
    MaskTemplate,
    Patch,
    Pixels,
)

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.masks.formats.exchange import Imported


def one(script: str) -> MaskTemplate:
    imported = read(script, "site")
    assert len(imported.templates) == 1, imported.notes
    return imported.templates[0]


def lost(imported: Imported) -> str:
    return "\n".join(f"{note.line}: {note.text}" for note in imported.notes)


def test_a_signature_is_read_with_its_rectangles_its_size_and_its_line() -> None:
    script = """
      Ultrasound of Acme
      { Modality.equals("US") * Manufacturer.containsIgnoreCase("Acme") * Rows.equals("768") }
      (0,0,1023,48) ( -200, 0, 200, 30 )
    """
    found = one(script)
    assert found.when == (
        Condition("Modality", "equals", ("US",), exact_case=True),
        Condition("Manufacturer", "contains", ("Acme",)),
    )
    assert (found.rows, found.columns) == (768, None)
    assert found.black == (Patch(Pixels(0, 0, 1024, 49)), Patch(Pixels(-200, 0, None, 31)))
    assert found.provenance == ("CTP, site line 3",)


def test_or_binds_less_than_and_and_not_binds_most() -> None:
    script = (
        '{ Modality.equals("US") + !Modality.equals("CT") * Manufacturer.equals("A") } (0,0,1,1)'
    )
    us, ct, maker = (
        Condition("Modality", "equals", ("US",), exact_case=True),
        Condition("Modality", "equals", ("CT",), negated=True, exact_case=True),
        Condition("Manufacturer", "equals", ("A",), exact_case=True),
    )
    assert one(script).when == (AnyOf((us, AllOf((ct, maker)))),)


def test_a_negated_parenthesis_turns_what_is_in_it() -> None:
    script = '{ Modality.equals("US") * !(Rows.equals("1") + !Columns.equals("2")) } (0,0,1,1)'
    rows = Condition("Rows", "equals", ("1",), negated=True, exact_case=True)
    found = one(script)
    assert rows in found.when
    assert found.columns == 2


def test_of_terms_joined_by_and_and_negated_one_at_least_does_not_hold() -> None:
    script = '{ Manufacturer.equals("A") * !(Modality.equals("US") * KVP.equals("1")) } (0,0,1,1)'
    us, kvp = (
        Condition(attribute, "equals", (value,), negated=True, exact_case=True)
        for attribute, value in (("Modality", "US"), ("KVP", "1"))
    )
    assert one(script).when[1:] == (AnyOf((us, kvp)),)


def test_a_number_with_a_sign_is_compared_without_it_as_ctp_does() -> None:
    found = one('{ KVP.isLessThan("90") + KVP.isGreaterThan("120") } (0,0,1,1)')
    below = AllOf((Condition("KVP", "greater", ("-90",)), Condition("KVP", "less", ("90",))))
    above = AnyOf((Condition("KVP", "greater", ("120",)), Condition("KVP", "less", ("-120",))))
    assert found.when == (AnyOf((below, above)),)


@pytest.mark.parametrize(
    ("term", "condition"),
    [
        ('[0008,0070].equals("A")', Condition("Manufacturer", "equals", ("A",), exact_case=True)),
        (
            '[00080070].startsWith("A")',
            Condition("Manufacturer", "startswith", ("A",), exact_case=True),
        ),
        (
            'root:Manufacturer.endsWithIgnoreCase("A")',
            Condition("Manufacturer", "endswith", ("A",)),
        ),
        (
            'SoftwareVersion.contains("A")',
            Condition("SoftwareVersions", "contains", ("A",), exact_case=True),
        ),
        (
            '[0009[CTP]01].equals("A")',
            Condition("0009,xx01", "equals", ("A",), creator="CTP", exact_case=True),
        ),
        ('KVP.equals("")', Condition("KVP", "absent")),
        ('!KVP.equals("")', Condition("KVP", "absent", negated=True)),
        ('Rows.isLessThan("400")', Condition("Rows", "less", ("400",))),
        ('Rows.isGreaterThan("4px")', Condition("Rows", "greater", ("4",))),
        (
            'Manufacturer.matches(".*GE.*")',
            Condition("Manufacturer", "matches", (r"\A(?:.*GE.*)\Z",), exact_case=True),
        ),
        (
            'Manufacturer.matches("(?i)ge.*")',
            Condition("Manufacturer", "matches", (r"\A(?:ge.*)\Z",)),
        ),
        (
            'Manufacturer.equals("a)b*c")',
            Condition("Manufacturer", "equals", ("a)b*c",), exact_case=True),
        ),
    ],
)
def test_each_kind_of_term_is_read(term: str, condition: Condition) -> None:
    found = one(f'{{ Modality.equals("US") * {term} }} (0,0,1,1)')
    assert found.when[1] == condition


def test_the_first_item_of_a_sequence_is_looked_for_in_all_and_said() -> None:
    script = '{ SeqOfUltrasoundRegions::[0018,6014].equals("1") } (0,0,1,1)'
    imported = read(script, "s")
    (condition,) = imported.templates[0].when
    assert condition == Condition(
        "SequenceOfUltrasoundRegions.RegionDataType", "equals", ("1",), exact_case=True
    )
    assert "every item, not only the first" in lost(imported)


def test_what_looks_for_absence_in_a_sequence_is_not_asked_and_said() -> None:
    script = '{ Modality.equals("US") * !ViewCodeSeq::CodeMeaning.equals("x") } (0,0,1,1)'
    imported = read(script, "s")
    assert imported.templates[0].when == (
        Condition("Modality", "equals", ("US",), exact_case=True),
    )
    assert "more is black: CTP looks only in the first item" in lost(imported)


def test_a_pattern_that_the_empty_text_matches_fits_where_nothing_is() -> None:
    found = one('{ Modality.equals("US") * StationName.matches("(A.*)?") } (0,0,1,1)')
    assert Condition("StationName", "absent") in found.when[1].tests  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ('{ Modality.equals("US") Rows.equals("1") } (0,0,1,1)', "1: left out, since CTP never"),
        ('{ !!Modality.equals("US") } (0,0,1,1)', "two negations"),
        ('{ Modality.equals("US") } no rectangle', "1: left out: it has no rectangle"),
        ('{ Modality.equals("US") } (0,0,-9,1)', "no pixel is in (0,0,-9,1)"),
        ('{ Modality.sounds("US") * Rows.equals("1") } (0,0,1,1)', "always false to CTP"),
        ("{ false. } (0,0,1,1)", "left out: it never fits"),
        ('{ Modality.matches("[A-Z&&[B]]") } (0,0,1,1)', "left out: what is left would fit any"),
        ('{ Modality.matches("\\p{L}+") } (0,0,1,1)', "at the first brace, in quotes as well"),
        ('{ Modality.equals("US") } (see below) (0,0,1,1)', "no rectangle of four whole numbers"),
        ('{ Modality.equals("US") * Manfacturer.equals("A") } (0,0,1,1)', "no such attribute"),
        ('{ Modality.equals("US") * KVP.isLessThan("a") } (0,0,1,1)', "it never fits"),
        ('{ Modality.equals("US") * SoftwareVersions.isLessThan("6") } (0,0,1,1)', "as one number"),
        ('{ Modality.equals("US") * 0009[CTP]01.equals("A") } (0,0,1,1)', "only in brackets"),
        ("{" + "(" * 60 + 'Rows.equals("1")' + ")" * 60 + "} (0,0,1,1)", "nested deeper than 50"),
    ],
)
def test_what_is_not_carried_over_is_said_with_its_line(script: str, reason: str) -> None:
    imported = read(script, "s")
    assert reason in lost(imported)


def test_a_signature_for_all_images_fits_all_images() -> None:
    found = one("{true.} (0,0,9,9)")
    assert all(match([found], header).mask for header in mask_headers(count=20))


def test_a_size_alone_is_no_near_miss_of_all_other_sizes() -> None:
    found = one('{ Rows.equals("600") } (0,0,9,9)')
    assert found.rows == 600
    assert not any(match([found], header).near for header in mask_headers(count=60))


def test_several_signatures_are_a_union_and_that_is_said() -> None:
    script = '{ Modality.equals("US") } (0,0,9,9) { Manufacturer.equals("GE") } (50,50,9,9)'
    imported = read(script, "s")
    assert "first signature that fits" in lost(imported)
    assert len(imported.templates) == 2


def test_a_filter_script_is_refused_with_what_it_is() -> None:
    script = '![0008,0008].contains("SAVE") * [0018,1012].equals("") * ![0028,0301].contains("YES")'
    with pytest.raises(RecipeError, match="a script of a filter"):
        read(script, "BurnedInPixelsFilter")


@pytest.mark.parametrize("text", ["hello", "schema: 1", "800x600=(0,0,1,1)"])
def test_what_is_no_script_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="no signature in braces"):
        read(text, "s")


def test_an_empty_text_has_no_templates() -> None:
    assert read(" \n", "s").templates == ()
    assert write(()).text == ""


def test_both_routes_of_ctp_are_covered_by_what_is_read() -> None:
    script = """
      { Modality.equals("US") * Manufacturer.containsIgnoreCase("ge") }
        (0,0,512,40) (-120,-30,60,20)
      { Modality.equals("CT") * !SoftwareVersions.matches("[0-9.]+") } (5,9,0,0) (10,-8,70000,7)
      { Rows.isGreaterThan("599") + KVP.isLessThan("100") * ManufacturerModelName.endsWith("7C") }
        (700,0,400,30)
      { [0019[CTP]27].equals("5") } (0,0,64,64)
      { ViewCodeSequence::CodeMeaning.startsWith("IEC") } (1,1,3,3)
    """
    imported = read(script, "s")
    assert len(imported.templates) == 5
    hit = 0
    for header in mask_headers(imported.templates):
        frames = FrameRange(0, 1)
        ours = [(r.rect, frames) for r in match(imported.templates, header).mask.regions]
        for raw in (True, False):
            boxes = [b for b in blacked(script, header, raw=raw) if b[0] < b[2] and b[1] < b[3]]
            assert not without([(Rect(*box), frames) for box in boxes], ours)
            hit += bool(boxes)
    assert hit > 300


def test_what_is_read_can_be_written_as_yaml(tmp_path: Path) -> None:
    script = """
      { Modality.equals("US") * Rows.equals("600") } (-700,590,2000,30) (790,0,40,40) (-5,-5,9,9)
      { Manufacturer.matches("(A.*)?") * !Columns.equals("5") + KVP.isGreaterThan("9") } (-9,-9,4,4)
    """
    templates = read(script, "s").templates
    path = tmp_path / "made.yaml"
    path.write_text(to_yaml(templates), encoding="utf-8")
    assert tuple(YamlTemplates((path,)).templates()) == templates
