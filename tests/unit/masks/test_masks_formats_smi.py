from __future__ import annotations

import pytest
from pydicom.dataset import Dataset

from doubles.exchanged import there_and_back
from doubles.mask_headers import covered, match
from scrub.errors import RecipeError
from scrub.masks.formats import format_named, smi
from scrub.model.geometry import Rect
from scrub.model.mask import Condition, FrameSpan, MaskTemplate, Patch, Pixels

UID = "1.2.826.0.1.3680043.8.498.1"
HEAD = "filename,frame,overlay,left,top,right,bottom\n"


def _header(uid: str, frames: int = 3) -> Dataset:
    header = Dataset()
    header.Rows, header.Columns, header.NumberOfFrames = 100, 200, frames
    header.SOPInstanceUID = uid
    return header


@pytest.mark.parametrize(
    "name",
    [
        f"{UID}.dcm",
        UID,
        f"/data/in/{UID}.dcm",
        f"C:\\data\\{UID}.dcm",
        f"US.{UID}.dcm",
        f"CT-{UID}",
    ],
)
def test_rows_of_a_file_called_by_its_uid_are_black_in_that_instance_alone(name: str) -> None:
    templates = smi.read(f"{HEAD}{name},-1,-1,10,20,29,39\n", "found").templates
    assert match(templates, _header(UID)).mask.on(2) == (Rect(10, 20, 30, 40),)
    assert not match(templates, _header(f"{UID}1")).mask


def test_a_row_is_black_on_its_frame_only_and_frames_count_from_0() -> None:
    text = f"{HEAD}{UID},1,-1,0,0,9,9\n{UID},-1,-1,50,50,59,59\n"
    mask = match(smi.read(text, "found").templates, _header(UID)).mask
    assert mask.on(0) == (Rect(50, 50, 60, 60),)
    assert mask.on(1) == (Rect(0, 0, 10, 10), Rect(50, 50, 60, 60))


def test_columns_may_be_in_any_order_with_others_among_them() -> None:
    text = f"bottom,right,ocr_text,top,left,filename\n39,29,DOE,20,10,{UID}.dcm\n"
    imported = smi.read(text, "found")
    assert match(imported.templates, _header(UID)).mask.on(0) == (Rect(10, 20, 30, 40),)
    assert "harmless" in " ".join(note.text for note in imported.notes)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("DOE^JANE.dcm,0,-1,1,2,3,4", "not called by a SOP Instance UID"),
        (f"{UID},0,-1,-1,-1,-1,-1", "whole frame"),
        (f"{UID},0,1,1,2,3,4", "overlay"),
        (f"{UID},0,-1,5,2,3,4", "no pixel"),
        (f"{UID},0,-1,a,2,3,4", "left is not a whole number"),
        (f"{UID},x,-1,1,2,3,4", "frame is not a whole number"),
        (f"{UID},0,-1,1,2", "right is not a whole number"),
    ],
)
def test_a_row_that_is_not_carried_over_is_named_by_its_line_alone(row: str, said: str) -> None:
    imported = smi.read(f"{HEAD}{row}\n", "found")
    assert not imported.templates
    ((line, text),) = [(note.line, note.text) for note in imported.notes]
    assert line == 2
    assert said in text
    assert "DOE" not in text


def test_no_name_of_a_template_has_the_uid_in_it() -> None:
    (template,) = smi.read(f"{HEAD}{UID},0,-1,1,2,3,4\n", "found").templates
    assert "1.2" not in template.name
    assert "680043" not in template.name


@pytest.mark.parametrize("text", ["", "a,b,c\n", "\0", "filename,left,top\n", '"' + "x" * 200_000])
def test_what_is_no_csv_of_this_tool_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="CSV"):
        smi.read(text, "found")


def test_templates_of_single_instances_go_there_and_back_as_the_same() -> None:
    uids = (UID, f"{UID}.2")
    templates = [
        MaskTemplate(
            "some",
            (Condition("SOPInstanceUID", "equals", uids),),
            (
                Patch(Pixels(1, 2, 30, 40), FrameSpan(2, 3)),
                Patch(Pixels(-20, 5, 10), FrameSpan(1, 1)),
            ),
            (Patch(Pixels(10, 10, 5, 5)),),
            100,
            200,
        )
    ]
    back = there_and_back(format_named("smi"), templates)
    for uid in (*uids, "1.2.3.4.5.6"):
        header = _header(uid)
        assert covered(templates, header) == covered(back, header)
    assert covered(back, _header(UID))


def test_what_is_asked_beyond_a_uid_cannot_be_written() -> None:
    asked = MaskTemplate("us", (Condition("Modality", "equals", ("US",)),), (Patch(Pixels(0, 0)),))
    exported = smi.write([asked])
    assert exported.text == HEAD
    assert exported.notes[0].text.startswith("us: left out")
