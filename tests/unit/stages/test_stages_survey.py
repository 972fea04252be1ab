from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from doubles.broken import CrashingEngine
from doubles.header_samples import header
from doubles.instances import dataset_of, saved, tools_with
from doubles.printed import PrintedEngine, put, rect_of
from scrub.errors import MissingToolError
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.model.mask import (
    EVERY_FRAME,
    Condition,
    FrameRange,
    FrameSpan,
    MaskTemplate,
    Patch,
    Pixels,
)
from scrub.model.sight import Machine, Sight
from scrub.stages.look import look
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read
from scrub.stages.survey import survey

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.toolbox import Toolbox

BLANK = np.full((240, 320), 30, np.uint8)
BAR = MaskTemplate(
    "bar",
    (Condition("Manufacturer", "equals", ("Fictive",)),),
    (Patch(Pixels(0, 0, None, 30)),),
    rows=240,
    columns=320,
)
TALL = replace(BAR, name="tall", rows=480)


def cine() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    frame = put(put(BLANK, "DOE^JANE", 10, 5), "Gain", 10, 200)
    return np.stack([frame, put(frame, "MRN-90210", 150, 5), frame])


def seen(tools: Toolbox, path: Path, *, look: bool = True, **attributes: object) -> Sight:
    named = {"Manufacturer": "Fictive", "ManufacturerModelName": "Example 7"}
    source = saved(dataset_of(cine(), **(named | attributes)), path)
    return survey(source, tools, look=look)


def test_a_sight_tells_the_machine_the_templates_and_each_text(
    tmp_path: Path, key_file: Path
) -> None:
    tools = replace(tools_with(key_file), templates=(BAR, TALL))
    sight = seen(tools, tmp_path / "a.dcm", SoftwareVersions=["2.1", "b7"], Modality="US")
    assert sight.machine == Machine("Fictive", "Example 7", "2.1\\b7", "US", 240, 320)
    assert (sight.number_of_frames, sight.looked, sight.problem) == (3, True, "")
    assert sight.templates == ("bar",)
    assert sight.masked == (("bar", Rect(0, 0, 320, 30)),)
    found = {(text.rect, text.frames, text.kind) for text in sight.texts}
    assert (rect_of("DOE^JANE", 10, 5), FrameRange(0, 3), "name") in found
    assert (rect_of("MRN-90210", 150, 5), FrameRange(1, 2), "identifier") in found
    assert (rect_of("Gain", 10, 200), FrameRange(0, 3), "") in found
    assert len(found) == 3


def test_text_is_judged_as_it_is_for_a_plan(tmp_path: Path, key_file: Path) -> None:
    tools = tools_with(key_file)
    sight = seen(tools, tmp_path / "a.dcm")
    with read(sight.source) as instance:
        assert instance.image
        plan = make_plan(
            gather(instance, tools, look(instance.image, instance.stream, tools)), tools
        )
    judged = {(finding.rect, str(finding.kind)) for finding in plan.findings}
    assert {(text.rect, text.kind) for text in sight.texts if text.kind} == judged
    assert sum(not text.kind for text in sight.texts) == plan.kept_texts


def test_a_template_for_the_first_frame_does_not_cover_what_others_show(
    tmp_path: Path, key_file: Path
) -> None:
    left, right = Pixels(0, 0, 140, 30), Pixels(140, 0, None, 30)

    def masked(left_on: FrameSpan, right_on: FrameSpan) -> set[int]:
        template = replace(BAR, black=(Patch(left, left_on), Patch(right, right_on)))
        tools = replace(assembled, templates=(template,))
        return {rect.left for _, rect in seen(tools, tmp_path / "a.dcm").masked}

    assembled = tools_with(key_file)
    first, second, later = FrameSpan(1, 1), FrameSpan(2, 2), FrameSpan(2, -1)
    assert masked(EVERY_FRAME, second) == {0, 140}
    assert masked(first, second) == {140}
    assert masked(EVERY_FRAME, first) == {0}
    both = replace(BAR, black=(Patch(left, first), Patch(left, later)))
    tools = replace(assembled, templates=(both,))
    assert {rect.left for _, rect in seen(tools, tmp_path / "b.dcm").masked} == {0}


def test_a_template_of_another_size_is_near_and_one_that_is_off_is_not(
    tmp_path: Path, key_file: Path
) -> None:
    tools = replace(tools_with(key_file), templates=(TALL,))
    sight = seen(tools, tmp_path / "a.dcm")
    assert (sight.templates, sight.near, sight.masked) == ((), ("tall",), ())
    assert seen(tools, tmp_path / "b.dcm", Manufacturer="Other").near == ()


def test_without_a_look_nothing_is_decoded(tmp_path: Path, key_file: Path) -> None:
    engine = PrintedEngine()
    tools = replace(tools_with(key_file, engine), templates=(BAR,), codecs=())
    sight = seen(tools, tmp_path / "a.dcm", look=False)
    assert (sight.looked, sight.texts, sight.templates) == (False, (), ("bar",))
    assert engine.finds == 0
    assert seen(tools, tmp_path / "b.dcm").problem


def test_patients_and_studies_are_told_apart_by_hashes_that_depend_on_the_key(
    tmp_path: Path,
) -> None:
    tools = tools_with(tmp_path / "one")

    def told(using: Toolbox = tools, **attributes: str) -> tuple[str, str]:
        sight = seen(using, tmp_path / "a.dcm", look=False, **attributes)
        return sight.patient, sight.study

    first = told()
    assert told() == first
    assert told(PatientName="Other^Name") == first
    assert told(PatientID="MRN-1")[0] != first[0]
    assert told(StudyInstanceUID="1.2.4")[1] != first[1]
    assert told(tools_with(tmp_path / "two"))[0] != first[0]
    assert "90210" not in "".join(first)
    without = told(PatientID="")
    assert without[0] not in {"", first[0]}
    assert told(PatientID="", PatientBirthDate="") == ("", first[1])
    assert told(PatientID="", StudyInstanceUID="")[1] == ""


@pytest.mark.parametrize(
    ("keyword", "field"),
    [
        ("Manufacturer", "manufacturer"),
        ("ManufacturerModelName", "model"),
        ("SoftwareVersions", "software"),
        ("Modality", "modality"),
    ],
)
def test_no_text_of_a_machine_says_who_the_patient_is(
    keyword: str, field: str, tmp_path: Path, key_file: Path
) -> None:
    tools = tools_with(key_file)
    sight = seen(tools, tmp_path / "a.dcm", look=False, **{keyword: "DOE"})
    assert getattr(sight.machine, field) == ""
    assert "doe" not in repr(replace(sight, source=Source(""))).casefold()


def test_what_has_no_pixels_has_no_size_and_no_problem(tmp_path: Path, key_file: Path) -> None:
    sight = survey(saved(header(), tmp_path / "a.dcm"), tools_with(key_file), look=True)
    assert (sight.machine.rows, sight.machine.columns) == (0, 0)
    assert (sight.problem, sight.looked) == ("", False)


def test_what_is_wrong_is_told_without_names(tmp_path: Path, key_file: Path) -> None:
    tools = tools_with(key_file)
    path = tmp_path / "doe_jane.dcm"
    source = saved(dataset_of(cine()), path)
    path.write_bytes(path.read_bytes()[:-1000])
    sight = survey(source, tools, look=True)
    assert sight.problem
    assert "doe" not in sight.problem.casefold()
    assert sight.machine == Machine("", "", "", "", 0, 0)
    assert survey(Source(str(tmp_path / "none.dcm")), tools, look=True).problem


def test_a_bug_of_a_library_is_told_by_its_type_and_a_missing_tool_ends_the_run(
    tmp_path: Path, key_file: Path
) -> None:
    tools = tools_with(key_file)
    broken = replace(
        tools, engines=(CrashingEngine(PrintedEngine(), error=ValueError("Doe^Jane")),)
    )
    assert seen(broken, tmp_path / "a.dcm").problem == "unexpected ValueError"
    missing = replace(
        tools, engines=(CrashingEngine(PrintedEngine(), error=MissingToolError("no model")),)
    )
    with pytest.raises(MissingToolError):
        seen(missing, tmp_path / "b.dcm")
