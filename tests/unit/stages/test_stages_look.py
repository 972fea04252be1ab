from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydicom import dcmread

from doubles.instances import dataset_of, saved, tools_with
from doubles.printed import PrintedEngine, put
from scrub.model.mask import FrameRange
from scrub.stages.look import look
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read

if TYPE_CHECKING:
    from pathlib import Path

BLANK = np.full((80, 160), 40, np.uint8)


def cine() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    frames = [put(put(BLANK, "HOSPITAL", 4, 4), f"10:31:0{i}", 100, 50) for i in range(6)]
    frames[3] = put(frames[3], "DOE", 20, 40)
    return np.stack(frames)


def test_each_text_has_the_range_of_frames_that_show_it(tmp_path: Path, key_file: Path) -> None:
    tools = tools_with(key_file)
    with read(saved(dataset_of(cine()), tmp_path / "a.dcm")) as instance:
        assert instance.image
        seen = look(instance.image, instance.stream, tools)
    ranges: dict[str, set[FrameRange]] = {}
    for hit in seen.hits:
        text = " ".join(word.text.reveal() for word in hit.words)
        ranges.setdefault(text, set()).add(hit.frames)
    assert ranges["HOSPITAL"] == {FrameRange(0, 6)}
    assert ranges["DOE"] == {FrameRange(3, 4)}
    assert seen.darkest == 40


def test_planning_changes_nothing_and_is_pure_and_every_finding_is_masked(
    tmp_path: Path, key_file: Path
) -> None:
    tools = tools_with(key_file)
    source = saved(dataset_of(cine()), tmp_path / "a.dcm")
    with read(source) as instance:
        assert instance.image
        known = gather(instance, tools, look(instance.image, instance.stream, tools))
        plan = make_plan(known, tools)
        assert make_plan(known, tools) == plan
        whole = dcmread(source.file)
        del whole.PixelData
        assert instance.dataset == whole
    assert {index for f in plan.findings for index in f.frames} == set(range(6))
    for finding in plan.findings:
        for index in finding.frames:
            assert any(rect.covers(finding.rect) for rect in plan.mask.on(index))
    assert len(plan.mask.on(3)) > len(plan.mask.on(2))


def test_the_engine_reads_static_text_once(tmp_path: Path, key_file: Path) -> None:
    engine = PrintedEngine()
    frames = np.stack([put(BLANK, "HOSPITAL", 4, 4)] * 9)
    with read(saved(dataset_of(frames), tmp_path / "a.dcm")) as instance:
        assert instance.image
        look(instance.image, instance.stream, tools_with(key_file, engine))
    # Once on a frame; the mean of them all is only searched.
    assert engine.reads == 1
