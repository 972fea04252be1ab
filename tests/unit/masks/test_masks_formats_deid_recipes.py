from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.exchanged import EVERY_KIND, aimed_at, less_black, named_in, there_and_back
from doubles.mask_headers import covered, mask_headers
from scrub.data import template_files
from scrub.masks.formats import deid, format_named
from scrub.masks.library import YamlTemplates
from scrub.masks.writing import to_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scrub.model.mask import MaskTemplate

# Written in the grammar of deid's own recipe, with mistakes of the kinds that are in it.
RECIPE = """\
FORMAT dicom

%filter whitelist

LABEL Marked as clean # (a person)
  contains BurnedInAnnotation No

%filter graylist

# Rules with and without coordinates

LABEL Some reconstruction # (a person)
  missing Manufacturer || empty Manufacturer
  + contains ImageType RECONSTRUCTION|SECONDARY

LABEL Speedy Dose Report # (a person)
  contains ManufacturerModelName Speedy VCT
  + contains Modality CT
  + contains ImageType SCREEN SAVE || contains SeriesDescription Dose
  coordinates 0,0,512,121

LABEL Curves of Definition AS+
  contains ManufacturerModelName Definition AS+
  + contains SeriesDescription 3D
coordinates 450,0,672, 85

LABEL US E600 (CTP)
  + contains Manufacturer EPOCH
  + equals Rows 600|768
  ctpcoordinates 0,0,800,59

LABEL Canyon CR # (CTP)
  contains Modality MRI
  + contains Manufacturer Canyon
  + equals Rows 2592
  ctpcoordinates 0,0,2208,80
  ctpcoordinates 0,2512,2208,80

LABEL Adak # (CTP)
  equals Rows 832
  + contains Manfacturer ADAK
  ctpcoordinates 0,0,1024,80

LABEL Minray # (CTP)
  contains Modality US
  + contains ImplementationVersionName MINRAY
  ctpcoordinates 0,0,1229,69

LABEL Accu # (CTP)
  contains Manufacturer Accu
  + equals Rows 480
  ctpcoordinates 0,0,640,43
LABEL Accu, once more # (CTP)
  contains Manufacturer Accu
  + equals Rows 480
  ctpcoordinates 0,0,640,43

LABEL Misspelt
  contians Modality US
  + contains Manufacturer Zona
  ctpcoordinates -200,0,200,30

%filter blacklist

LABEL Stops
  contains Modality
  coordinates 0,0,10,10

LABEL Saved # (CTP)
  contains ImageType SAVE
  || contains BurnedInAnnotation YES
  coordinates 0,0,10,20

%header

REMOVE endswith:Time
"""


def _notes(text: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for note in deid.read(text, "recipe").notes:
        found.setdefault(note.line, []).append(note.text)
    return found


def test_a_recipe_with_known_mistakes_comes_in_with_each_loss_named() -> None:
    imported = deid.read(RECIPE, "recipe")
    assert [template.name for template in imported.templates] == [
        "recipe-speedy-dose-report",
        "recipe-curves-of-definition-as",
        "recipe-us-e600-ctp",
        "recipe-canyon-cr",
        "recipe-minray",
        "recipe-accu",
        "recipe-misspelt",
        "recipe-saved",
    ]
    lines = RECIPE.splitlines()
    said = {lines[line - 1].strip(): " ".join(texts) for line, texts in _notes(RECIPE).items()}
    assert "blacks nothing" in said.pop("LABEL Marked as clean # (a person)")
    assert "blacks nothing" in said.pop("LABEL Some reconstruction # (a person)")
    assert "any of them" in said.pop("+ equals Rows 600|768")
    assert "no Modality is MRI" in said.pop("contains Modality MRI")
    assert "never hold" in said.pop("LABEL Adak # (CTP)")
    assert "'Manfacturer' is no keyword" in said.pop("+ contains Manfacturer ADAK")
    assert "File Meta" in said.pop("+ contains ImplementationVersionName MINRAY")
    assert "the same as recipe-accu" in said.pop("LABEL Accu, once more # (CTP)")
    assert "passes over the line" in said.pop("contians Modality US")
    assert "from the far edge" in said.pop("ctpcoordinates -200,0,200,30")
    assert "left out: deid stops" in said.pop("LABEL Stops")
    assert "no value" in said.pop("contains Modality")
    assert "an or here" in said.pop("|| contains BurnedInAnnotation YES")
    assert "headers" in said.pop("%header")
    assert not said


def test_what_comes_in_is_read_back_from_yaml_as_it_is(tmp_path: Path) -> None:
    templates = deid.read(RECIPE, "recipe").templates
    assert _from_yaml(templates, tmp_path) == templates


def _from_yaml(templates: Sequence[MaskTemplate], folder: Path) -> Sequence[MaskTemplate]:
    path = folder / "templates.yaml"
    path.write_text(to_yaml(templates), "utf-8")
    return YamlTemplates((path,)).templates()


def test_the_library_goes_to_deid_and_back_as_the_same_masks() -> None:
    library = YamlTemplates(template_files()).templates()
    exported = deid.write(library)
    told = [template for template in library if template.name not in named_in(exported)]
    assert len(told) > 0.95 * len(library)
    back = there_and_back(format_named("deid"), told)
    headers = mask_headers(told)
    assert sum(bool(covered(told, header)) for header in headers) > 200
    assert all(covered(told, header) == covered(back, header) for header in headers)


@pytest.mark.parametrize("template", EVERY_KIND, ids=lambda template: template.name)
def test_each_kind_of_template_means_the_same_or_more_unless_a_note_says_less(
    template: MaskTemplate,
) -> None:
    exported = deid.write([template])
    notes = " ".join(note.text for note in exported.notes if note.line or "left out" in note.text)
    back = deid.read(exported.text, "back").templates
    headers = aimed_at([template], 60)
    if not named_in(exported) & {template.name}:
        assert all(covered([template], h) == covered(back, h) for h in headers)
    elif "LESS" not in notes and "left out" not in notes:
        assert not less_black(back, [template], headers)


def test_all_kinds_together_mean_the_same() -> None:
    exported = deid.write(EVERY_KIND)
    told = [template for template in EVERY_KIND if template.name not in named_in(exported)]
    assert len(told) > 20
    back = there_and_back(format_named("deid"), told)
    assert all(covered(told, header) == covered(back, header) for header in aimed_at(told))


def test_rules_that_keep_regions_are_written_before_all_others() -> None:
    text = deid.write(EVERY_KIND).text
    last_keep = text.rindex("keepcoordinates")
    assert text.index("LABEL one-value") > last_keep
