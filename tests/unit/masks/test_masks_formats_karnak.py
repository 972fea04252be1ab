from __future__ import annotations

import pytest
from pydicom.dataset import Dataset

from doubles.exchanged import aimed_at, less_black, named_in, there_and_back
from doubles.mask_headers import covered, match
from scrub.errors import RecipeError
from scrub.masks.formats import format_named, karnak
from scrub.masks.formats.karnak_asking import CLEANED, is_station
from scrub.model.geometry import Rect
from scrub.model.mask import Condition, Fill, MaskTemplate, Patch, Pixels

PROFILE = """\
name: "Clean pixel data"
version: "1.0"
profileElements:
  - name: "Clean pixel data"
    codename: "clean.pixel.data"
    condition: "!tagValueContains(#Tag.StationName,'CT9')"
masks:
  - stationName: "*"
    color: "ffff00"
    rectangles:
      - "25 75 150 50"
  - stationName: "R1"
    color: "000000"
    rectangles:
      - "25 25 150 50"
      - "350 15 50 50"
  - stationName: "R1"
    imageWidth: 1024
    imageHeight: 768
    color: "ffffff"
    rectangles: ["50 25 100 100", "1 2 3"]
  - stationName: "R2"
    imageWidth: 800
    imageHeight: 600
    rectangles: ["0 0 800 40"]
  - stationName: "R3"
    imageWidth: 800
    color: "808080"
    rectangles: ["0 0 800 40"]
  - imageWidth: 800
    rectangles: ["0 0 800 40"]
"""

_ULTRASOUND = "1.2.840.10008.5.1.4.1.1.6.1"
_CT = "1.2.840.10008.5.1.4.1.1.2"


def _header(station: str, rows: int, columns: int, sop_class: str = _ULTRASOUND) -> Dataset:
    header = Dataset()
    header.Rows, header.Columns, header.SOPClassUID = rows, columns, sop_class
    if station:
        header.StationName = station
    return header


@pytest.mark.parametrize(
    ("station", "size", "rects"),
    [
        ("R1", (768, 1024), {Rect(50, 25, 150, 125)}),
        ("R1", (600, 800), {Rect(25, 25, 175, 75), Rect(350, 15, 400, 65)}),
        ("r1", (600, 800), {Rect(25, 75, 175, 125)}),
        ("R2", (600, 800), {Rect(0, 0, 800, 40)}),
        ("R2", (600, 801), {Rect(25, 75, 175, 125)}),
        ("R9", (600, 800), {Rect(25, 75, 175, 125)}),
        ("", (600, 800), {Rect(25, 75, 175, 125)}),
    ],
)
def test_the_mask_of_station_and_size_comes_before_that_of_the_station_and_of_any(
    station: str, size: tuple[int, int], rects: set[Rect]
) -> None:
    templates = karnak.read(PROFILE, "site").templates
    assert set(match(templates, _header(station, *size)).mask.on(0)) == rects


def test_only_what_karnak_cleans_is_masked() -> None:
    templates = karnak.read(PROFILE, "site").templates
    header = _header("R1", 600, 800, _CT)
    assert not match(templates, header).mask
    header.BurnedInAnnotation = "yes"
    assert match(templates, header).mask


def test_each_loss_is_named() -> None:
    imported = karnak.read(PROFILE, "site")
    lines = PROFILE.splitlines()
    said = [(lines[note.line - 1].strip(" -"), note.text) for note in imported.notes]
    assert [(line.split(":")[0], text) for line, text in said] == [
        ("name", "its condition is not asked here, so more is black"),
        ("name", "what a profile does to headers is no part of mask templates"),
        ("stationName", "its color is none of ours, so it is black"),
        ("rectangles", "a rectangle that is not four numbers is left out"),
        ("stationName", "Karnak blurs what has no color; here it is black"),
        (
            "stationName",
            "Karnak never takes a mask with one of imageWidth and imageHeight; here it is black",
        ),
        ("imageWidth", "left out: it names no station"),
    ]
    assert [template.fill for template in imported.templates] == [
        Fill.BLACK,
        Fill.BLACK,
        Fill.WHITE,
        Fill.BLACK,
        Fill.GRAY,
    ]


@pytest.mark.parametrize("text", ["", "masks: 7", "[1, 2]", "a: b", "{", "\0", "[" * 5000])
def test_what_is_no_profile_with_masks_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="Karnak"):
        karnak.read(text, "site")


TEMPLATES = (
    MaskTemplate("any", (CLEANED,), (Patch(Pixels(0, 0, 50, 9)),)),
    MaskTemplate("one", (is_station("ROOM1"), CLEANED), (Patch(Pixels(9, 9, 30, 30)),)),
    MaskTemplate(
        "sized", (is_station("ROOM1"), CLEANED), (Patch(Pixels(5, 40, 30)),), (), 600, 800
    ),
    MaskTemplate(
        "two",
        (Condition("StationName", "equals", ("US-07", "X"), exact_case=True), CLEANED),
        (Patch(Pixels(-30, -20, 10, 10)),),
        (Patch(Pixels(-28, -20, 2, 2)),),
        480,
        640,
    ),
)


def test_masks_of_stations_go_to_karnak_and_back_as_the_same() -> None:
    assert not named_in(karnak.write(TEMPLATES))
    back = there_and_back(format_named("karnak"), TEMPLATES)
    headers = aimed_at(TEMPLATES)
    assert sum(bool(covered(TEMPLATES, header)) for header in headers) > 200
    assert all(covered(TEMPLATES, header) == covered(back, header) for header in headers)


def test_what_comes_from_karnak_goes_back_with_as_much_black_or_more() -> None:
    templates = karnak.read(PROFILE, "site").templates
    exported = karnak.write(templates)
    assert "LESS" not in " ".join(note.text for note in exported.notes)
    back = karnak.read(exported.text, "back").templates
    assert not less_black(back, [t for t in templates if "r3" not in t.name], aimed_at(templates))


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (MaskTemplate("a", (Condition("Modality", "equals", ("US",)),), ()), "nothing is left"),
        (MaskTemplate("a", (is_station("A"),), (Patch(Pixels(0, 0, 9, 9)),)), "LESS may be black"),
        (
            MaskTemplate(
                "a",
                (Condition("StationName", "equals", ("A",)), CLEANED),
                (Patch(Pixels(0, 0, 9, 9)),),
            ),
            "regards case",
        ),
        (
            MaskTemplate("a", (is_station("A"), CLEANED), (Patch(Pixels(0, 0, 9, 9)),), rows=9),
            "rows and columns alone",
        ),
        (
            MaskTemplate("a", (CLEANED,), (Patch(Pixels(0, 0, 9, 9)),), (), 9, 9),
            "asks for none",
        ),
    ],
)
def test_what_karnak_cannot_say_is_in_a_note(template: MaskTemplate, said: str) -> None:
    assert said in " ".join(note.text for note in karnak.write([template]).notes)
