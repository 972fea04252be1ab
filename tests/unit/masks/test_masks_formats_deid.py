from __future__ import annotations

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from doubles.mask_headers import covered, match
from scrub.errors import RecipeError
from scrub.masks.formats import deid
from scrub.model.geometry import Rect
from scrub.model.mask import AnyOf, Condition, Named, Pixels


def _notes(text: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for note in deid.read(text, "recipe").notes:
        found.setdefault(note.line, []).append(note.text)
    return found


def _rule(*lines: str) -> str:
    return "\n".join(("FORMAT dicom", "%filter graylist", "LABEL a rule", *lines))


def _header(**values: object) -> Dataset:
    header = Dataset()
    header.Rows, header.Columns = 100, 200
    for keyword, value in values.items():
        setattr(header, keyword, value)
    return header


def _regions(*corners: tuple[int, int, int, int]) -> Items:
    items = []
    for x0, y0, x1, y1 in corners:
        item = Dataset()
        item.RegionLocationMinX0, item.RegionLocationMinY0 = x0, y0
        item.RegionLocationMaxX1, item.RegionLocationMaxY1 = x1, y1
        items.append(item)
    return Items(items)


def _black(text: str, header: Dataset) -> tuple[Rect, ...]:
    return match(deid.read(text, "recipe").templates, header).mask.on(0)


def test_what_a_mask_is_does_not_depend_on_the_file_before() -> None:
    text = _rule(
        "present SequenceOfUltrasoundRegions",
        "coordinates all",
        "keepcoordinates from:SequenceOfUltrasoundRegions",
    )
    templates = deid.read(text, "recipe").templates
    first = _header(SequenceOfUltrasoundRegions=_regions((0, 0, 199, 49)))
    second = _header(SequenceOfUltrasoundRegions=_regions((100, 0, 199, 99)))
    alone = covered(templates, second)
    assert covered(templates, first) != alone
    assert covered(templates, second) == alone
    assert alone == ((0, 1, ((0, 100, ((0, 100),)),)),)


def test_regions_keep_from_a_rule_before_and_all_is_black_where_there_are_none() -> None:
    text = "\n".join(
        (
            _rule("coordinates all"),
            "LABEL keep",
            "  present SequenceOfUltrasoundRegions",
            "  keepcoordinates from:SequenceOfUltrasoundRegions",
        )
    )
    assert _black(text, _header()) == (Rect(0, 0, 200, 100),)
    empty = _header(SequenceOfUltrasoundRegions=Items([Dataset()]))
    assert _black(text, empty) == (Rect(0, 0, 200, 100),)
    some = _header(SequenceOfUltrasoundRegions=_regions((0, 0, 199, 49)))
    assert _black(text, some) == (Rect(0, 50, 200, 100),)


@pytest.mark.parametrize(
    ("line", "rects"),
    [
        ("coordinates 10,20,30,50", {Rect(10, 20, 30, 50)}),
        ("ctpcoordinates 10,20,30,50", {Rect(10, 20, 40, 70)}),
        ("COORDINATES 10, 20,30,50 # why", {Rect(10, 20, 30, 50)}),
        ("coordinates all", {Rect(0, 0, 200, 100)}),
        ("ctpcoordinates all", {Rect(0, 0, 200, 100)}),
        ("coordinates -50,0,-10,10", {Rect(150, 0, 190, 10)}),
        ("coordinates -50,0,99999,10", {Rect(150, 0, 200, 10)}),
        ("coordinates 150,90,1000,1000", {Rect(150, 90, 200, 100)}),
        ("coordinates 0,0,-1,10", {Rect(0, 0, 200, 10)}),
        ("ctpcoordinates -50,-10,50,10", {Rect(150, 90, 200, 100)}),
        ("ctpcoordinates -50,0,30,-10", {Rect(150, 0, 180, 100)}),
        ("coordinates 30,0,10,10", set()),
        ("coordinates 300,0,310,10", set()),
        ("coordinates 1,2,3", set()),
        ("coordinates 1,2,3,x", set()),
        ("coordinates from:PatientName", set()),
    ],
)
def test_coordinates_are_what_numpy_takes_them_for(line: str, rects: set[Rect]) -> None:
    text = _rule("  contains Modality US", f"  {line}")
    assert set(_black(text, _header(Modality="US"))) == rects
    assert not _black(text, _header(Modality="CT"))
    if not rects and "300" not in line:
        assert _notes(text)


def test_steps_of_one_rule_count_in_their_order() -> None:
    text = _rule(
        "contains Modality US",
        "coordinates 0,0,100,100",
        "keepcoordinates 0,0,50,100",
        "ctpcoordinates 10,0,10,100",
    )
    assert set(_black(text, _header(Modality="US"))) == {
        Rect(50, 0, 100, 100),
        Rect(10, 0, 20, 100),
    }


@pytest.mark.parametrize(
    ("line", "header", "holds"),
    [
        ("contains Modality us", {"Modality": "US"}, True),
        ("contains ManufacturerModelName AS+", {"ManufacturerModelName": "Definition ASS"}, True),
        ("contains ManufacturerModelName AS+", {"ManufacturerModelName": "Definition A+"}, False),
        ("contains ManufacturerModelName A|B", {"ManufacturerModelName": "xbx"}, True),
        ("notcontains ManufacturerModelName A|B", {"ManufacturerModelName": "xbx"}, False),
        ("notcontains ManufacturerModelName A|B", {}, True),
        ("equals Manufacturer G.", {"Manufacturer": "g."}, True),
        ("equals Manufacturer G.", {"Manufacturer": "ge"}, False),
        ("notequals Manufacturer G.", {"Manufacturer": "ge"}, True),
        ("contains ImageType SECONDARY", {"ImageType": ["DERIVED", "SECONDARY"]}, True),
        ("notcontains ImageType ^DERIVED", {"ImageType": ["DERIVED", "SECONDARY"]}, True),
        ("notcontains ImageType ^DERIVED", {"ImageType": "DERIVED"}, False),
        ("notequals 0x00080070 GE", {"Manufacturer": "GE"}, True),
        ("missing Manufacturer", {}, True),
        ("missing Manufacturer", {"Manufacturer": "GE"}, False),
        ("present Manufacturer", {"Manufacturer": "GE"}, True),
        ("present Manufacturer", {}, False),
        ("missing Manufacturer || empty Manufacturer", {"Manufacturer": ""}, True),
        ("equals Modality US || equals Modality CT + equals Rows 1", {"Modality": "US"}, False),
        ("equals Rows 1 + equals Modality CT || equals Modality US", {"Modality": "US"}, True),
        ("contains 0x00080070 GE", {"Manufacturer": "GE"}, True),
        ("contains Modality US # a comment", {"Modality": "US"}, True),
        (r"contains Manufacturer \S\S", {"Manufacturer": "GE"}, False),
    ],
)
def test_a_line_asks_what_deid_asks(line: str, header: dict[str, object], *, holds: bool) -> None:
    text = _rule(line, "+ notequals Modality ZZ", "coordinates 0,0,10,10")
    assert bool(_black(text, _header(**header))) is holds


def test_missing_or_empty_is_what_we_call_absent_and_no_loss() -> None:
    text = _rule("missing Manufacturer || empty Manufacturer", "coordinates 0,0,10,10")
    (template,), notes = deid.read(text, "recipe").templates, _notes(text)
    assert Condition("Manufacturer", "absent") in template.when
    assert not notes


def test_values_that_deid_mixes_up_count_in_both_ways() -> None:
    text = _rule("missing Manufacturer || contains Modality US", "coordinates 0,0,10,10")
    (template,) = deid.read(text, "recipe").templates
    (asked, *_) = template.when
    assert isinstance(asked, AnyOf)
    assert Condition("Modality", "contains", ("US", "none")) in asked.tests
    assert "mixes up" in " ".join(_notes(text)[4])


def test_a_sign_inside_a_value_that_makes_deid_stop_leaves_the_rule_out() -> None:
    text = _rule("contains Manufacturer AS+ || contains Modality US", "coordinates 0,0,10,10")
    imported = deid.read(text, "recipe")
    assert not imported.templates
    assert "sign inside a value" in " ".join(_notes(text)[4])


def test_a_size_that_is_asked_for_is_the_size_of_the_template() -> None:
    text = _rule("equals Rows 600", "+ equals Columns 800", "ctpcoordinates 0,0,1024,49")
    (template,) = deid.read(text, "recipe").templates
    assert (template.rows, template.columns) == (600, 800)
    assert [patch.area for patch in template.black] == [Pixels(0, 0, 800, 49)]


def test_keeps_of_ultrasound_regions_are_an_area_of_ours() -> None:
    text = _rule(
        "present SequenceOfUltrasoundRegions",
        "coordinates all",
        "keepcoordinates from:SequenceOfUltrasoundRegions",
    )
    areas = [t.black[0].area for t in deid.read(text, "recipe").templates]
    assert areas == [Named.OUTSIDE_ULTRASOUND_REGIONS, Named.WHOLE_FRAME]
    empty = _header(SequenceOfUltrasoundRegions=Items([Dataset()]))
    assert _black(text, empty) == (Rect(0, 0, 200, 100),)
    assert not _black(text, _header())


def test_what_is_black_beside_regions_does_not_need_them() -> None:
    text = _rule(
        "contains Modality US",
        "coordinates 0,0,20,20",
        "coordinates from:SequenceOfUltrasoundRegions",
    )
    assert _black(text, _header(Modality="US")) == (Rect(0, 0, 20, 20),)
    some = _header(Modality="US", SequenceOfUltrasoundRegions=_regions((50, 50, 59, 59)))
    assert _black(text, some) == (Rect(0, 0, 20, 20), Rect(50, 50, 60, 60))


@pytest.mark.parametrize("text", ["", "something else", "FORMAT nifti\n", "{a: b}", "\0"])
def test_what_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="recipe"):
        deid.read(text, "recipe")


def test_a_pattern_that_could_take_for_ever_is_left_out() -> None:
    text = _rule("contains Manufacturer (a+)+$", "coordinates 0,0,10,10")
    assert not deid.read(text, "recipe").templates
    assert "left out" in " ".join(_notes(text)[3])


def test_what_a_rule_that_is_wider_here_keeps_is_not_kept_from_others() -> None:
    text = "\n".join(
        (
            _rule("contains Modality US", "coordinates 0,0,20,20"),
            "LABEL keep",
            "  contains Manufacturer GE",
            "  || contains StationName X",
            "  keepcoordinates 0,0,10,20",
        )
    )
    assert _black(text, _header(Modality="US", Manufacturer="GE")) == (Rect(0, 0, 20, 20),)
