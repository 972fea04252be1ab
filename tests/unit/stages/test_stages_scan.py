from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from doubles.broken import CrashingEngine
from doubles.instances import dataset_of, saved, tools_with
from doubles.printed import PrintedEngine, put, rect_of
from scrub.model.mask import Condition, MaskTemplate, Patch, Pixels
from scrub.model.outcome import Verdict
from scrub.model.text import PhiKind
from scrub.stages.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

    from scrub.toolbox import Toolbox

BLANK = np.full((80, 200), 40, np.uint8)


@pytest.fixture
def tools(key_file: Path) -> Toolbox:
    return tools_with(key_file)


def with_overlay(text: str) -> Dataset:
    dataset = dataset_of(BLANK)
    ink = put(np.zeros_like(BLANK), text, 8, 8, 1)
    dataset.add_new(0x60000010, "US", 80)
    dataset.add_new(0x60000011, "US", 200)
    dataset.add_new(0x60000040, "CS", "G")
    dataset.add_new(0x60000050, "SS", [1, 1])
    dataset.add_new(0x60000100, "US", 1)
    dataset.add_new(0x60000102, "US", 0)
    dataset.add_new(0x60003000, "OW", np.packbits(ink, bitorder="little").tobytes())
    return dataset


def test_text_is_told_by_place_and_kind_on_every_frame(tmp_path: Path, tools: Toolbox) -> None:
    cine = np.stack([BLANK, put(put(BLANK, "DOE JANE", 8, 8), "LIVER", 8, 50), BLANK])
    found = scan(saved(dataset_of(cine), tmp_path / "a.dcm"), tools)
    (finding,) = found.findings
    assert finding.kind is PhiKind.NAME
    assert finding.rect.covers(rect_of("DOE JANE", 8, 8))
    assert list(finding.frames) == [1]
    assert (found.kept_texts, found.in_pixels, found.looked) == (1, 1, True)
    assert found.in_header == 0, "nobody asked"


def test_an_overlay_plane_that_names_someone_is_found(tmp_path: Path, tools: Toolbox) -> None:
    named = scan(saved(with_overlay("DOE JANE"), tmp_path / "a.dcm"), tools)
    assert (named.plane_texts, named.findings, named.identifies) == (1, (), True)
    assert not scan(saved(with_overlay("LIVER"), tmp_path / "b.dcm"), tools).identifies


def test_a_template_that_would_black_it_hides_no_text_from_a_scan(
    tmp_path: Path, tools: Toolbox
) -> None:
    when = (Condition("Modality", "present"),)
    strip = MaskTemplate("strip", when, (Patch(Pixels(0, 0)),))
    tools = replace(tools, templates=(strip,))
    source = saved(dataset_of(put(BLANK, "DOE JANE", 8, 8), Modality="US"), tmp_path / "a.dcm")
    found = scan(source, tools)
    assert (found.templates, found.in_pixels) == (("strip",), 1)


def test_an_instance_without_pixels_is_clear_but_for_its_header(
    tmp_path: Path, tools: Toolbox
) -> None:
    source = saved(dataset_of(), tmp_path / "a.dcm")
    assert not scan(source, tools).identifies
    told = scan(source, tools, header=True)
    assert not told.has_pixels
    assert dict(told.header)[PhiKind.NAME] >= 1


def test_what_is_wrong_with_an_instance_is_told_without_quoting_it(
    tmp_path: Path, tools: Toolbox
) -> None:
    source = saved(dataset_of(put(BLANK, "DOE JANE", 8, 8)), tmp_path / "a.dcm")
    crashing = CrashingEngine(PrintedEngine(), error=ValueError("DOE JANE"))
    found = scan(source, replace(tools, engines=(crashing,)))
    assert (found.problem, found.reason) == (Verdict.FAILED, "unexpected ValueError")
    assert not found.identifies
    (tmp_path / "b.dcm").write_bytes(b"hello")
    assert scan(replace(source, root=str(tmp_path / "b.dcm")), tools).problem is Verdict.NOT_DICOM
