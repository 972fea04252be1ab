from __future__ import annotations

import pytest

from doubles.header_samples import edits_of, header, item
from scrub.header.statements import Claims, statements

ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"


def test_a_name_in_a_frame_type_has_a_dummy_in_its_place() -> None:
    values = ["DERIVED", "PRIMARY", "PERFUSION", "RCBF"]
    dataset = header(
        SOPClassUID=ENHANCED_CT,
        PatientName="Perfusion^Stroke",
        ImageType=values,
        SharedFunctionalGroupsSequence=item(CTImageFrameTypeSequence=item(FrameType=values)),
    )
    edits = {path: edit.value for path, edit in edits_of(dataset).items() if "9007" in path}
    assert edits == {
        "(5200,9229)[0].(0018,9329)[0].(0008,9007)": ("DERIVED", "PRIMARY", "ANON", "RCBF")
    }


@pytest.mark.parametrize(
    ("before", "is_enhanced", "after"),
    [
        ("ORIGINAL", True, "MIXED"),
        ("MIXED", True, "MIXED"),
        ("DERIVED", True, "DERIVED"),
        ("ORIGINAL", False, "DERIVED"),
    ],
)
def test_an_image_with_frame_types_is_not_derived_as_a_whole(
    before: str, after: str, *, is_enhanced: bool
) -> None:
    kind = {"SOPClassUID": ENHANCED_CT} if is_enhanced else {}
    dataset = header(ImageType=[before, "PRIMARY", "T1", "NONE"], **kind)
    said = {str(e.path): e.value for e in statements(dataset, Claims("1", pixels_changed=True))}
    assert said["(0008,0008)"] == (after, "PRIMARY", "T1", "NONE")
