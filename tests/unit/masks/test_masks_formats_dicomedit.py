from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.dicomedit_route import altered
from doubles.mask_headers import covered, mask_headers, match, uncovered
from scrub.data import template_files
from scrub.errors import RecipeError
from scrub.masks.areas import without
from scrub.masks.formats.dicomedit import read, write
from scrub.masks.library import YamlTemplates
from scrub.masks.writing import to_yaml
from scrub.model.geometry import Rect
from scrub.model.mask import (
    AllOf,
    AnyOf,
    Condition,
    Fill,
    FrameRange,
    MaskTemplate,
    Named,
    Not,
    Patch,
    Pixels,
)

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.masks.formats.exchange import Imported

ALTER = 'alterPixels["rectangle", "l=0, t=0, r=640, b=50", "solid", "v=0"]'
US = Condition("Modality", "equals", ("US",), exact_case=True)
ACME = Condition("Manufacturer", "contains", ("acme",))
BAR = (Patch(Pixels(0, 0, 100, 20)),)
LIBRARY = YamlTemplates(tuple(template_files())).templates()


def one(script: str) -> MaskTemplate:
    imported = read(f'version "6.6"\n{script}', "site")
    assert len(imported.templates) == 1, imported.notes
    return imported.templates[0]


def lost(imported: Imported) -> str:
    return "\n".join(f"{note.line}: {note.text}" for note in imported.notes)


def template(*when: Condition | AnyOf | AllOf | Not, **fields: object) -> MaskTemplate:
    return MaskTemplate(**{"name": "t", "when": when or (ACME,), "black": BAR, **fields})  # type: ignore[arg-type]


def test_a_condition_with_alter_pixels_is_a_template() -> None:
    found = one(f'(0008,0060) = "US" ? {ALTER} // comment')
    assert found.when == (US,)
    assert found.black == (Patch(Pixels(0, 0, 640, 50)),)
    assert found.provenance == ("DicomEdit, site line 2",)


def test_right_and_bottom_are_not_in_the_rectangle_and_their_order_is_free() -> None:
    call = 'alterPixels["RECTANGLE", "right=10,left=30 , bottom=5, top=2", "solid", "v=0"]'
    assert one(f'(0008,0060) = "US" ? {call}').black == (Patch(Pixels(30, 2, 20, 3)),)


@pytest.mark.parametrize(
    ("condition", "test"),
    [
        (
            '(0008,0060) != "US"',
            Condition("Modality", "equals", ("US",), negated=True, exact_case=True),
        ),
        (
            '(0008,0070) ~ "(?i)acme.*"',
            Condition("Manufacturer", "matches", (r"\A(?:acme.*)\Z",)),
        ),
        (
            '(0008,0070) !~ "A[0-9]"',
            Condition(
                "Manufacturer", "matches", (r"\A(?:A[0-9])\Z",), negated=True, exact_case=True
            ),
        ),
        ('"US" = (0008,0060)', US),
        (
            '(0019,{GEMS_ACQU_01}27) = "5"',
            Condition("0019,xx27", "equals", ("5",), creator="GEMS_ACQU_01", exact_case=True),
        ),
        (
            '(0018,6011)[0]/(0018,6014) = "1"',
            Condition(
                "SequenceOfUltrasoundRegions.RegionDataType", "equals", ("1",), exact_case=True
            ),
        ),
    ],
)
def test_each_kind_of_condition_is_read(condition: str, test: Condition) -> None:
    assert test in one(f"if ({condition}) {{\n{ALTER}\n}}").when


def test_else_is_where_the_condition_does_not_hold() -> None:
    other = ALTER.replace("l=0", "l=9")
    imported = read(f'version "6.3"\n(0008,0060) = "US" ? {ALTER} : {other}\n', "s")
    yes, no = imported.templates
    assert yes.when == (US,)
    assert Condition("Modality", "equals", ("US",), negated=True, exact_case=True) in no.when


def test_blocks_inside_blocks_ask_for_all_and_elseif_for_not_what_was_before() -> None:
    script = f"""version "6.6"
      if ((0008,0060) = "US") {{
        if ((0028,0010) = "600") {{
          {ALTER}
          alterPixels["rectangle", "l=0, t=590, r=9, b=700", "solid", "v=0"]
        }}
      }}
      elseif ((0008,0070) = "A") {{ {ALTER}
      }}
      else {{
        {ALTER}
      }}
    """
    first, second, third = read(script, "s").templates
    assert (first.when, first.rows) == ((US,), 600)
    assert first.black == (Patch(Pixels(0, 0, 640, 50)), Patch(Pixels(0, 590, 9, 10)))
    maker = Condition("Manufacturer", "equals", ("A",), exact_case=True)
    no_us = Condition("Modality", "equals", ("US",), negated=True, exact_case=True)
    assert second.when == (no_us, maker)
    assert no_us in third.when


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ('(0008,0070) := "x"', "2: not about pixels"),
        (f'project = "x" ? {ALTER}', "left out: what is left would fit any image"),
        (f"(0008,0060) = (0008,0070) ? {ALTER}", "does not compare with a text"),
        (f'(0008,0070) ~ "(a*)*" ? {ALTER}', "could take for ever"),
        (f'(0008,0070) := "x"\n(0008,0070) = "x" ? {ALTER}', "has changed before"),
        (f'- (0008,007X)\n(0008,0070) = "x" ? {ALTER}', "has changed before"),
        (f'removeAllPrivateTags\n(0019,{{A}}01) = "x" ? {ALTER}', "has changed before"),
        (f'*/(0008,0070) = "x" ? {ALTER}', "is not about a single attribute"),
        (f'(0018,6011) = "x" ? {ALTER}', "asks for what is no text"),
        ('alterPixels["circle", "l=0, t=0, r=1, b=1", "solid", "v=0"]', "only solid rectangles"),
        ('alterPixels["rectangle", "l=0, t=0, r=1", "solid", "v=0"]', "four whole numbers"),
        ('alterPixels["rectangle", "l=0, t=0, r=0, b=1", "solid", "v=0"]', "no pixel is in"),
        ("alterPixels[shape, size]", "takes four texts"),
        (ALTER.replace("v=0", "v=100"), "filled with gray, not with v=100"),
        ('if ((0008,0060) = "US" {\n' + ALTER + "\n}", "is not closed"),
    ],
)
def test_what_is_not_carried_over_is_said_with_its_line(script: str, said: str) -> None:
    assert said in lost(read(f'version "6.6"\n{script}\n', "s"))


def test_what_nothing_is_asked_of_fits_every_image() -> None:
    found = one(ALTER)
    assert all(match([found], header).mask for header in mask_headers(count=20))


@pytest.mark.parametrize("text", ["hello", "{ Modality.equals() } (0,0,1,1)", "schema: 1"])
def test_what_is_no_script_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="not a script of DicomEdit 6"):
        read(text, "s")


def test_the_library_means_the_same_after_a_round_trip_but_for_what_is_said() -> None:
    exported = write(LIBRARY)
    named = {note.text.split(": ")[0] for note in exported.notes}
    back = read(exported.text, "back")
    assert back.notes == ()
    meant = [t for t in LIBRARY if not t.proposal]
    assert {t.name for t in back.templates} == {t.name for t in meant}
    same = 0
    for header in mask_headers(LIBRARY):
        assert not uncovered(meant, back.templates, header)
        if named.isdisjoint(match(back.templates, header).names):
            assert covered(meant, header) == covered(back.templates, header)
            same += bool(match(meant, header).mask)
    assert same > 150


def test_dicomedit_alters_at_least_what_the_library_blacks() -> None:
    meant = [t for t in LIBRARY if not t.proposal]
    script = write(meant).text
    hit = 0
    for header in mask_headers(meant, count=60):
        black = [(region.rect, region.frames) for region in match(meant, header).mask.regions]
        every = FrameRange(0, max([1, *(frames.stop for _, frames in black)]))
        assert not without(black, [(Rect(*box), every) for box in altered(script, header)])
        hit += bool(black)
    assert hit > 20


def test_groups_become_blocks_and_mean_the_same() -> None:
    made = template(
        AnyOf((ACME, AllOf((Condition("Modality", "equals", ("US",)), Not(ACME))))),
        Condition("StationName", "startswith", ('r"o.o', "ROOM", "US-0"), exact_case=True),
        Not(AnyOf((Condition("KVP", "present"), Condition("PatientSex", "equals", ("O",))))),
        fill=Fill.WHITE,
    )
    exported = write([made])
    assert exported.notes == ()
    back = read(exported.text, "s")
    assert {t.fill for t in back.templates} == {Fill.WHITE}
    headers = mask_headers([made])
    assert any(match([made], header).mask for header in headers)
    for header in headers:
        assert covered([made], header) == covered(back.templates, header)
        boxes = [(Rect(*box), FrameRange(0, 99)) for box in altered(exported.text, header)]
        assert bool(boxes) == bool(match([made], header).mask)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (template(proposal=True), "left out: a proposal"),
        (template(black=(Patch(Pixels(-9, 0)),)), "the far edges is left out, so LESS is black"),
        (template(black=(Patch(Named.ULTRASOUND_REGIONS),)), "no rectangle is left"),
        (template(ACME, Condition("Rows", "less", ("90",))), "Rows less cannot be asked, so more"),
        (
            template(*[AnyOf((ACME, US, Condition("KVP", "present")))] * 5),
            "more than 64 ways",
        ),
    ],
)
def test_what_dicomedit_cannot_say_is_in_the_notes(made: MaskTemplate, said: str) -> None:
    assert any(said in note.text for note in write([made]).notes)


def test_what_is_read_can_be_written_as_yaml(tmp_path: Path) -> None:
    script = f"""version "6.6"
      if ((0028,0011) = "600") {{ alterPixels["rectangle","l=-5,t=9,r=700,b=99999","solid","v=255"]
      }}
      (0008,0070) ~ "(A.*)?" ? {ALTER} : {ALTER}
    """
    templates = read(script, "s").templates
    path = tmp_path / "made.yaml"
    path.write_text(to_yaml(templates), encoding="utf-8")
    assert tuple(YamlTemplates((path,)).templates()) == templates
    assert len(templates) == 3
