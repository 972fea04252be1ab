from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.mask_headers import covered, mask_headers, match, uncovered
from scrub.data import template_files
from scrub.errors import RecipeError
from scrub.masks.formats.pixelmed import read, write
from scrub.masks.library import YamlTemplates
from scrub.masks.writing import to_yaml
from scrub.model.mask import Condition, MaskTemplate, Patch, Pixels

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = YamlTemplates(tuple(template_files())).templates()


def test_a_line_is_columns_by_rows_and_its_rectangles() -> None:
    text = "# ours\n\n800x600 = (0, 0, 639, 150);(700,0,100,20)\r\n"
    (found,) = read(text, "site").templates
    assert (found.columns, found.rows) == (800, 600)
    assert found.black == (Patch(Pixels(0, 0, 639, 150)), Patch(Pixels(700, 0, 100, 20)))
    assert found.provenance == ("PixelMed, site line 3",)


def test_it_fits_all_frames_of_its_size_and_nearly_fits_no_other() -> None:
    templates = read("800x600=(0,0,10,10)", "s").templates
    for header in mask_headers(count=90):
        assert bool(match(templates, header).mask) == ((header.Rows, header.Columns) == (600, 800))
        assert not match(templates, header).near


def test_what_reaches_out_is_cut_off_and_what_lies_outside_is_said() -> None:
    imported = read("80x60=(70,50,99999,30);(80,0,5,5)", "s")
    assert imported.templates[0].black == (Patch(Pixels(70, 50, 10, 10)),)
    assert [(note.line, note.text) for note in imported.notes] == [(1, "no pixel is in (80,0,5,5)")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("80x60=(1,2,3)", "'(1,2,3)' is not like (0,0,640,150)"),
        ("80x60=(-1,2,3,4)", "is not like"),
        ("80=(1,2,3,4)", "'80' is no size, so it never applies"),
        ("80x60=(90,90,3,4)", "no pixel is in it"),
        ("80x60 (1,2,3,4)", "it is not like 800x600="),
    ],
)
def test_a_line_that_is_not_carried_over_is_said(line: str, said: str) -> None:
    imported = read(f"80x60=(0,0,1,1)\n{line}\n", "s")
    assert len(imported.templates) == 1
    assert said in imported.notes[0].text
    assert imported.notes[0].line == 2


@pytest.mark.parametrize("text", ["hello", "{ Modality } (0,0,1,1)", "schema: 1"])
def test_what_has_no_such_line_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="no line as 800x600="):
        read(text, "s")


def test_rules_by_size_mean_the_same_after_a_round_trip() -> None:
    text = "800x600=(0,0,639,150)\n1024x768=(1,1,3,3);(2,2,9,9)\n800x600=(0,590,800,10)\n"
    templates = read(text, "s").templates
    exported = write(templates)
    assert exported.notes == ()
    back = read(exported.text, "s").templates
    for header in mask_headers(templates):
        assert covered(templates, header) == covered(back, header)


def test_of_the_library_no_template_is_lost_or_widened_without_a_note() -> None:
    exported = write(LIBRARY)
    said = {note.text.split(": ")[0]: note for note in exported.notes}
    assert set(said) == {t.name for t in LIBRARY}
    back = read(exported.text, "s").templates
    written = [t for t in LIBRARY if "more is black" in said[t.name].text]
    assert len(written) > 300
    for header in mask_headers(LIBRARY):
        assert not uncovered(written, back, header)


def test_a_note_has_the_line_of_its_rule() -> None:
    made = MaskTemplate(
        "t", (Condition("Modality", "equals", ("US",)),), (Patch(Pixels(0, 0)),), rows=6, columns=8
    )
    exported = write([made])
    assert exported.text == "# t\n8x6=(0,0,8,6)\n"
    assert [note.line for note in exported.notes] == [2]


def test_what_is_read_can_be_written_as_yaml(tmp_path: Path) -> None:
    templates = read("80x60=(70,50,99999,30);(0,0,5,5)\n9x9=(0,0,9,9)", "s").templates
    path = tmp_path / "made.yaml"
    path.write_text(to_yaml(templates), encoding="utf-8")
    assert tuple(YamlTemplates((path,)).templates()) == templates
