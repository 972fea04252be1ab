from __future__ import annotations

from itertools import combinations
from time import thread_time
from typing import TYPE_CHECKING

import pytest

from scrub.data import template_files
from scrub.errors import RecipeError
from scrub.masks.library import YamlTemplates
from scrub.model.mask import (
    AllOf,
    AnyOf,
    Condition,
    Fill,
    Fractions,
    FrameSpan,
    MaskTemplate,
    Named,
    Not,
    Patch,
    Pixels,
    Review,
)

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """\
schema: 1
manufacturer: Acme
when:
  - {attribute: Modality, equals: US}
templates:
  - name: acme-1
    when:
      - {attribute: Manufacturer, startswith: [Acme, ACM]}
      - {attribute: "0018,1020", contains: 0402, not: true}
      - {attribute: SequenceOfUltrasoundRegions, present: true}
      - any:
          - {attribute: "*.RegionDataType", less: [3, 4.5]}
          - all:
              - not: {attribute: "0019,xx27", creator: ACME_1, endswith: b, exact_case: true}
    rows: 480
    columns: 640
    black:
      - {x: 1, y: 2, width: 30, height: 4}
      - {left: 0.0, top: 0.95, right: 1, bottom: 1.0}
      - {x: -20, y: -8, height: 8, frames: {first: 2, last: -3}}
    keep:
      - {area: ultrasound-regions}
    fill: gray
    reviewed: {by: A. Reviewer, on: 2026-11-21, equipment: room 3}
    complete: true
    provenance: [a book, a visit]
    note: an old one
"""

BARE = """\
schema: 1
templates:
  - name: acme-2
    when:
      - {attribute: Manufacturer, equals: no}
    black:
      - {x: 0, y: 0, width: 1, height: 1}
"""


def load(folder: Path, *texts: str) -> tuple[MaskTemplate, ...]:
    paths = []
    for number, text in enumerate(texts):
        paths.append(folder / f"{number}.yaml")
        paths[-1].write_text(text, encoding="utf-8")
    return tuple(YamlTemplates(tuple(paths)).templates())


def test_a_template_says_what_its_file_says(tmp_path: Path) -> None:
    assert load(tmp_path, WHOLE) == (
        MaskTemplate(
            name="acme-1",
            when=(
                Condition("Modality", "equals", ("US",)),
                Condition("Manufacturer", "startswith", ("Acme", "ACM")),
                Condition("0018,1020", "contains", ("0402",), negated=True),
                Condition("SequenceOfUltrasoundRegions", "present"),
                AnyOf(
                    (
                        Condition("*.RegionDataType", "less", ("3", "4.5")),
                        AllOf(
                            (
                                Not(
                                    Condition(
                                        "0019,xx27",
                                        "endswith",
                                        ("b",),
                                        creator="ACME_1",
                                        exact_case=True,
                                    )
                                ),
                            )
                        ),
                    )
                ),
            ),
            black=(
                Patch(Pixels(1, 2, 30, 4)),
                Patch(Fractions(0.0, 0.95, 1.0, 1.0)),
                Patch(Pixels(-20, -8, None, 8), FrameSpan(2, -3)),
            ),
            keep=(Patch(Named.ULTRASOUND_REGIONS),),
            fill=Fill.GRAY,
            reviewed=Review("A. Reviewer", "2026-11-21", "room 3"),
            note="an old one",
            rows=480,
            columns=640,
            complete=True,
            provenance=("a book", "a visit"),
        ),
    )


def test_a_scalar_is_the_text_that_stands_there_and_what_is_not_said_is_not_so(
    tmp_path: Path,
) -> None:
    (template,) = load(tmp_path, BARE)
    assert template.when == (Condition("Manufacturer", "equals", ("no",)),)
    assert (template.rows, template.columns, template.complete) == (None, None, False)


WRONG = {
    "an unknown key": ("    rows: 480", "    rowz: 480", 15, "unknown key 'rowz'"),
    "a key twice": ("    columns: 640", "    rows: 640", 16, "'rows' is here twice"),
    "a size that is no number": ("rows: 480", "rows: 480.5", 15, "a whole number"),
    "a size of nothing": ("rows: 480", "rows: 0", 15, "at least 1"),
    "a place that is none": ("x: 1", "x: one", 18, "a whole number"),
    "an empty rectangle": ("width: 30", "width: 0", 18, "at least 1"),
    "a rectangle that overhangs": ("width: 30", "width: 640", 18, "reaches out"),
    "a rectangle beyond the frame": ("x: 1", "x: 640", 18, "reaches out"),
    "a rectangle before the frame": ("x: -20", "x: -641", 20, "reaches out"),
    "one past the other edge": ("height: 8", "height: 9", 20, "reaches out"),
    "a fraction over 1": ("right: 1,", "right: 1.5,", 19, "from 0.0 to 1.0"),
    "an empty fraction": ("left: 0.0", "left: 1.0", 19, "holds nothing"),
    "half a rectangle": ("x: 1, y: 2", "x: 1, top: 2", 18, "go together"),
    "an unknown area": ("ultrasound-regions", "moon", 22, "known are whole-frame"),
    "a frame 0": ("first: 2", "first: 0", 20, "counted from 1"),
    "no frames": ("last: -3", "last: 1", 20, "no frame"),
    "an unknown attribute": ("attribute: Modality", "attribute: Modalty", 4, "'Modalty'"),
    "a private tag of nobody": ("creator: ACME_1, ", "", 14, "'creator'"),
    "an order of words": ("less: [3, 4.5]", "less: few", 12, "a number was expected"),
    "an empty group": ("- all:\n", "- all: []\n      - any:\n", 13, "empty"),
    "a group that is none": ("- all:\n", "- equals:\n", 13, "'attribute' is missing"),
    "an empty value": ("equals: US", "equals: ''", 4, "a text was expected"),
    "an empty list": ("[Acme, ACM]", "[]", 8, "empty"),
    "two tests": ("equals: US", "equals: US, contains: U", 4, "one test"),
    "no test": (", equals: US", "", 4, "one test"),
    "present: false": ("present: true", "present: false", 10, "present: true"),
    "a flag that is none": ("complete: true", "complete: yes", 25, "true or false"),
    "an unknown fill": ("fill: gray", "fill: pink", 23, "known are black"),
    "a day that is none": ("2026-11-21", "yesterday", 24, "a date as"),
    "a review by nobody": ("by: A. Reviewer, ", "", 24, "'by' is missing"),
    "complete but not reviewed": ("    reviewed:", "    #", 25, "only what was 'reviewed'"),
    "a complete proposal": ("    fill: gray", "    proposal: true", 23, "cannot be complete"),
    "a wrong expression": ("equals: US", "matches: '('", 4, "not a regular expression"),
    "another schema": ("schema: 1", "schema: 2", 1, "schema 1"),
    "no name": ("  - name: acme-1\n    when:", "  - when:", 6, "'name' is missing"),
    "a list that is none": ("provenance: [a book, a visit]", "provenance: {}", 26, "a list"),
    "no YAML": ("columns: 640", "columns: a: b", 16, "not YAML"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_file_line_and_reason(case: str, tmp_path: Path) -> None:
    old, new, line, reason = WRONG[case]
    assert WHOLE.count(old) == 1
    with pytest.raises(RecipeError) as caught:
        load(tmp_path, WHOLE.replace(old, new))
    assert str(caught.value).startswith(f"{tmp_path / '0.yaml'}:{line}: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "condition",
    ["equals: US, not: true", "absent: true", "absent: true, not: true"],
)
def test_a_template_that_a_bare_header_could_fit_is_refused(condition: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"0\.yaml:3: .*has to be there"):
        load(tmp_path, BARE.replace("equals: no", condition))


@pytest.mark.parametrize("text", ["", "# nothing\n", "a\n---\nb\n", "[" * 5000])
def test_a_file_that_is_not_one_document_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"0\.yaml"):
        load(tmp_path, text)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"none\.yaml: cannot be read"):
        YamlTemplates((tmp_path / "none.yaml",)).templates()
    (tmp_path / "latin.yaml").write_bytes(b"schema: \xff")
    with pytest.raises(RecipeError, match=r"latin\.yaml: not UTF-8"):
        YamlTemplates((tmp_path / "latin.yaml",)).templates()


def test_a_name_in_two_files_is_refused_and_both_are_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"1\.yaml:3: 'acme-2' is also in .*0\.yaml:3"):
        load(tmp_path, BARE, BARE)


def test_the_templates_we_ship_load_and_each_names_its_equipment_and_source() -> None:
    templates = YamlTemplates(template_files()).templates()
    assert len(templates) > 400
    for template in templates:
        asked = {
            test.attribute
            for test in template.when
            if isinstance(test, Condition) and not test.negated
        }
        names_equipment = bool(asked & {"Manufacturer", "ManufacturerModelName"})
        assert names_equipment != template.proposal, template.name
        is_narrow = template.rows or template.columns or "Modality" in asked
        assert is_narrow or template.proposal, template.name
        assert template.provenance, template.name


def test_no_shipped_template_is_complete_before_someone_reviewed_it() -> None:
    assert not any(t.complete for t in YamlTemplates(template_files()).templates())


def test_no_two_shipped_templates_say_the_same() -> None:
    for one, other in combinations(YamlTemplates(template_files()).templates(), 2):
        assert (one.when, one.rows, one.columns, one.black) != (
            other.when,
            other.rows,
            other.columns,
            other.black,
        ), (one.name, other.name)


def test_the_shipped_library_loads_in_a_moment() -> None:
    # Of this thread alone: a cluster that another test left may still be at work in this process.
    start = thread_time()
    YamlTemplates(template_files()).templates()
    assert thread_time() - start < 1.0
