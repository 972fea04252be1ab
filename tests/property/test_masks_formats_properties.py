"""Mask templates there and back through CTP's, PixelMed's and DicomEdit's formats."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from doubles.ctp_route import blacked
from doubles.dicomedit_route import altered
from doubles.mask_headers import covered, mask_headers, match, uncovered
from scrub.errors import RecipeError
from scrub.masks.areas import without
from scrub.masks.formats import format_named
from scrub.masks.formats.exchange import WHOLE_FILE, Imported
from scrub.masks.library import YamlTemplates
from scrub.masks.writing import to_yaml
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
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pydicom.dataset import Dataset

    from doubles.ctp_route import Box
    from scrub.masks.formats.exchange import Note

FORMATS = ("ctp", "pixelmed", "dicomedit")
EVERY_FORMAT = pytest.mark.parametrize("name", FORMATS)

OPS = (
    "equals",
    "contains",
    "startswith",
    "endswith",
    "matches",
    "less",
    "greater",
    "present",
    "absent",
)
_TEXTS = st.sampled_from(("GE", "ge", "US", "CT", "LOGIQ", "R5.1", "Öster", "m (x)", "US-07", "1"))
_ODD = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=6)
_NUMBERS = st.sampled_from(("0", "100", "600", "768", "-5", "1.5", "300"))
_PATTERNS = st.sampled_from(
    (r"\bGE", "^R5", r"\A(?:GE.*)\Z", "G|C", "[0-9]+$", "S", r"\d\.\d", "x{2}", "(?P<a>G)", ".*")
)
_NAMES = st.sampled_from(
    (
        "Manufacturer",
        "ManufacturerModelName",
        "Modality",
        "SoftwareVersions",
        "StationName",
        "KVP",
        "0018,1020",
        "Rows",
        "ImageType",
        "0002,0010",
        "SequenceOfUltrasoundRegions.RegionDataType",
        "ViewCodeSequence.CodeMeaning",
        "*.CodeMeaning",
        "SequenceOfUltrasoundRegions",
    )
)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    op = draw(st.sampled_from(OPS))
    values = {"matches": _PATTERNS, "less": _NUMBERS, "greater": _NUMBERS}.get(op, _TEXTS | _ODD)
    private = draw(st.sampled_from((False, False, False, True)))
    return Condition(
        attribute="0019,xx27" if private else draw(_NAMES),
        op=op,
        values=()
        if op in {"present", "absent"}
        else tuple(draw(st.lists(values, min_size=1, max_size=3))),
        negated=draw(st.booleans()),
        creator=draw(st.sampled_from(("CTP", "GEMS_ACQU_01"))) if private else "",
        exact_case=draw(st.booleans()),
    )


TESTS = st.recursive(
    conditions(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=5,
)
_LENGTHS = st.none() | st.integers(1, 900)
_PIXELS = st.builds(Pixels, st.integers(-700, 700), st.integers(-500, 500), _LENGTHS, _LENGTHS)
_AREAS = st.one_of(
    _PIXELS,
    _PIXELS,
    st.sampled_from(Named),
    st.sampled_from((Fractions(0, 0.9, 1, 1), Fractions(0.25, 0, 0.5, 0.333))),
)
PATCHES = st.builds(Patch, _AREAS, st.sampled_from((FrameSpan(), FrameSpan(), FrameSpan(2, -1))))


@st.composite
def templates(draw: st.DrawFn) -> MaskTemplate:
    rows, columns = draw(st.sampled_from(((None, None), (600, 800), (480, 640), (None, 800))))
    maker = Condition("Manufacturer", "present")
    return MaskTemplate(
        name="made",
        when=tuple(draw(st.lists(TESTS | st.just(maker), min_size=1, max_size=3))),
        black=tuple(draw(st.lists(PATCHES, min_size=1, max_size=3))),
        keep=tuple(draw(st.lists(PATCHES, max_size=1))),
        rows=rows,
        columns=columns,
        fill=draw(st.sampled_from(Fill)),
        proposal=draw(st.sampled_from((False, False, False, True))),
    )


@st.composite
def plain_templates(draw: st.DrawFn) -> MaskTemplate:
    """Draw one that every format can say whole."""
    rows, columns = draw(st.sampled_from(((None, None), (600, 800), (480, 640))))
    sides = st.integers(0, 700)
    lengths = st.none() | st.integers(1, 300)
    area = st.builds(Pixels, sides, st.integers(0, 470), lengths, lengths)
    tests = st.builds(
        Condition,
        st.sampled_from(("Manufacturer", "ManufacturerModelName", "Modality", "StationName")),
        st.sampled_from(("equals", "contains", "startswith")),
        st.lists(_TEXTS, min_size=1, max_size=2).map(tuple),
        exact_case=st.booleans(),
    )
    return MaskTemplate(
        name="made",
        when=tuple(draw(st.lists(tests, min_size=1, max_size=2))),
        black=(Patch(Pixels(0, 0, 9, 9)), Patch(draw(area))),
        rows=rows,
        columns=columns,
    )


def _about(notes: Sequence[Note], names: Sequence[str]) -> str:
    """Return what the notes say of certain templates, not of the file as a whole."""
    return "\n".join(
        note.text
        for note in notes
        if note.line != WHOLE_FILE or any(note.text.startswith(f"{name}: ") for name in names)
    )


def _headers(made: MaskTemplate) -> Sequence[Dataset]:
    return mask_headers((made,), count=24)


@EVERY_FORMAT
@given(made=templates())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_template_means_the_same_after_a_round_trip_or_a_note_tells_otherwise(
    name: str, made: MaskTemplate
) -> None:
    module = format_named(name)
    exported = module.write([made])
    said = _about(exported.notes, ("made",))
    back = module.read(exported.text, "made") if exported.text else Imported(())
    said += _about(back.notes, ())
    for header in _headers(made):
        if not said:
            assert covered([made], header) == covered(back.templates, header)
        elif "LESS" not in said and "left out" not in said:
            assert not uncovered([made], back.templates, header)


@pytest.mark.parametrize(("name", "tool"), [("ctp", blacked), ("dicomedit", altered)])
@given(several=st.lists(plain_templates(), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_templates_together_mean_the_same_to_us_and_no_less_to_the_other_tool(
    name: str, tool: Callable[[str, Dataset], list[Box]], several: list[MaskTemplate]
) -> None:
    made = [replace(one, name=f"made-{number}") for number, one in enumerate(several)]
    module = format_named(name)
    exported = module.write(made)
    assert not _about(exported.notes, [one.name for one in made])
    back = module.read(exported.text, "back")
    for header in mask_headers(made, count=40):
        assert covered(made, header) == covered(back.templates, header)
        frames = FrameRange(0, 1)
        black = [(region.rect, frames) for region in match(made, header).mask.regions]
        boxes = [box for box in tool(exported.text, header) if box[0] < box[2] and box[1] < box[3]]
        assert not without(black, [(Rect(*box), frames) for box in boxes])


@pytest.mark.parametrize(
    ("name", "alphabet"),
    [
        ("ctp", '{}()[]!*+."\\,:0123 -\nRowsModality.equals("US")matches(.*)'),
        ("pixelmed", "0123456789x=(),; #\n-"),
        ("dicomedit", '(0008,0070){}[]?:=!~"\\,/ \nversionifelsealterPixels"l=1, t=2"6.6'),
    ],
)
@given(data=st.data())
@settings(max_examples=400, deadline=None)
def test_whatever_the_text_nothing_but_recipe_errors_are_raised(
    name: str, alphabet: str, data: st.DataObject
) -> None:
    words = st.sampled_from(
        (
            '{ Modality.equals("US") }',
            "(0,0,10,10)",
            '!(Rows.isLessThan("9") + true.)',
            'version "6.6"\n',
            '(0008,0060) = "US" ? ',
            'alterPixels["rectangle", "l=0, t=0, r=6, b=5", "solid", "v=0"]',
            'if ((0018,6011)[0]/(0018,6014) != "") {',
            "elseif (",
            "}\n",
            "800x600=(0,0,639,150)",
        )
    )
    text = "".join(data.draw(st.lists(st.text(alphabet, max_size=9) | words | st.text(max_size=3))))
    try:
        imported = format_named(name).read(text, "s")
    except RecipeError:
        return
    lines = text.count("\n") + 1
    assert all(0 <= note.line <= lines for note in imported.notes)
    assert len({template.name for template in imported.templates}) == len(imported.templates)


@EVERY_FORMAT
@pytest.mark.parametrize(
    "text",
    [
        "{" + "(" * 100_000 + "} (0,0,1,1)",
        "{" + "!(" * 50_000 + 'Rows.equals("1")' + ")" * 50_000 + "} (0,0,1,1)",
        '{ Modality.matches("' + "(" * 100_000 + '") } (0,0,1,1)',
        '{ Modality.matches("(a*)*(b*)*c") } (0,0,1,1)',
        'version "6.6"\n' + 'if ((0008,0060) = "US") {' * 20_000,
        'version "6.6"\n' + "[" * 100_000,
        "8x6=" + "(0,0,1,1);" * 20_000,
        "{true.} " + "(" * 100_000,
    ],
    ids=[
        "parentheses",
        "negations",
        "groups",
        "repetitions",
        "blocks",
        "brackets",
        "regions",
        "sides",
    ],
)
def test_no_depth_and_no_length_is_too_much(name: str, text: str) -> None:
    try:
        imported = format_named(name).read(text, "s")
    except RecipeError:
        return
    assert imported.notes or imported.templates


@EVERY_FORMAT
@given(made=templates())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_comes_back_is_fit_for_the_library(
    name: str, made: MaskTemplate, tmp_path: Path
) -> None:
    module = format_named(name)
    exported = module.write([made])
    back = module.read(exported.text, "back") if exported.text else Imported(())
    assume(back.templates)
    path = tmp_path / "back.yaml"
    path.write_text(to_yaml(back.templates), encoding="utf-8")
    assert tuple(YamlTemplates((path,)).templates()) == back.templates
