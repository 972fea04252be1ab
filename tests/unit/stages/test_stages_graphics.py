from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread

from doubles.header_samples import put as put_element
from doubles.instances import dataset_of, saved, tools_with
from doubles.printed import rect_of, stamp
from scrub.header.identity import identity
from scrub.header.profile import load_profile
from scrub.model.instance import Job
from scrub.model.outcome import Outcome, Verdict
from scrub.pixels.planes import packed, planes
from scrub.stages.graphics import look_at_planes, plane_checks
from scrub.stages.plan import judge_all
from scrub.stages.read import read
from scrub.stages.scrub import scrub
from scrub.stages.write import Places

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from scrub.toolbox import Toolbox

ROWS, COLUMNS = 80, 160
NAME = rect_of("DOE JANE", 20, 20)


def drawn(text: str = "DOE JANE") -> NDArray[np.bool_]:
    """Return a plane with a box drawn on it, and a text."""
    bits = np.zeros((1, ROWS, COLUMNS), np.bool_)
    bits[0, 60:70, 100:140] = True
    ink = stamp(text)
    bits[0, 20 : 20 + ink.shape[0], 20 : 20 + ink.shape[1]] = ink
    return bits


def with_plane(bits: NDArray[np.bool_], group: int = 0x6000) -> Dataset:
    dataset = dataset_of(np.full((ROWS, COLUMNS), 40, np.uint8))
    for element, vr, value in (
        (0x0010, "US", ROWS),
        (0x0011, "US", COLUMNS),
        (0x0015, "IS", len(bits)),
        (0x0022, "LO", "Plane of Doe"),
        (0x0040, "CS", "G"),
        (0x0050, "SS", [1, 1]),
        (0x0100, "US", 1),
        (0x0102, "US", 0),
        (0x3000, "OW", packed(bits)),
        (0x4000, "LT", "drawn for Jane Doe"),
    ):
        put_element(dataset, group << 16 | element, vr, value)
    return dataset


@pytest.fixture
def tools(key_file: Path) -> Toolbox:
    made = tools_with(key_file)
    policy = replace(made.policy, profile=load_profile("basic", ("clean-graphics",)))
    return replace(made, policy=policy)


def done(dataset: Dataset, folder: Path, tools: Toolbox) -> tuple[Outcome, list[Path]]:
    for name in ("out", "work"):
        (folder / name).mkdir(exist_ok=True)
    places = Places(str(folder / "out"), str(folder / "work"))
    outcome = scrub(Job(saved(dataset, folder / "in.dcm")), tools, places)
    return outcome, list((folder / "out").rglob("*.dcm"))


def test_bits_are_the_same_once_packed_and_taken_apart(tmp_path: Path) -> None:
    bits = np.random.default_rng(7).random((3, 11, 13)) > 0.5
    dataset = with_plane(drawn())
    put_element(dataset, 0x60000010, "US", 11)
    put_element(dataset, 0x60000011, "US", 13)
    put_element(dataset, 0x60000015, "IS", 3)
    put_element(dataset, 0x60003000, "OW", packed(bits))
    with read(saved(dataset, tmp_path / "in.dcm")) as instance:
        (plane,) = planes(instance.dataset)
    assert np.array_equal(plane.bits, bits)


@pytest.mark.parametrize(("element", "value"), [(0x0100, 16), (0x0102, 3), (0x0010, 9000)])
def test_a_plane_that_is_not_understood_is_none(tmp_path: Path, element: int, value: int) -> None:
    dataset = with_plane(drawn())
    put_element(dataset, 0x60000000 | element, "US", value)
    with read(saved(dataset, tmp_path / "in.dcm")) as instance:
        assert planes(instance.dataset) == ()


def test_a_name_goes_out_of_a_plane_and_its_shapes_stay(tmp_path: Path, tools: Toolbox) -> None:
    outcome, (path,) = done(with_plane(drawn()), tmp_path, tools)
    assert outcome.verdict is Verdict.WRITTEN
    written = dcmread(path)
    (plane,) = planes(written)
    assert not plane.bits[0, NAME.top : NAME.bottom, NAME.left : NAME.right].any()
    assert plane.bits[0, 60:70, 100:140].all()
    assert "Doe" not in str(written)
    assert written[0x60000022].value == "Plane of"


def test_a_plane_without_text_keeps_its_bytes(tmp_path: Path, tools: Toolbox) -> None:
    bits = drawn()
    bits[0, :50] = False
    _, (path,) = done(with_plane(bits), tmp_path, tools)
    assert dcmread(path)[0x60003000].value == packed(bits)


def test_without_the_option_or_a_look_the_whole_group_goes(tmp_path: Path, key_file: Path) -> None:
    plain = tools_with(key_file)
    option = replace(plain.policy, profile=load_profile("basic", ("clean-graphics",)))
    unseen = replace(plain, policy=option, recipe=replace(plain.recipe, pixel=False))
    for place, tools in enumerate((plain, unseen)):
        folder = tmp_path / str(place)
        folder.mkdir()
        outcome, (path,) = done(with_plane(drawn()), folder, tools)
        assert outcome.verdict is Verdict.WRITTEN
        assert not any(element.tag.group == 0x6000 for element in dcmread(path))


def test_a_name_that_is_left_and_a_dot_that_is_new_are_noticed(
    tmp_path: Path, tools: Toolbox
) -> None:
    more = drawn()
    more[0, 75, 5] = True
    source, draft = tmp_path / "in.dcm", tmp_path / "out.dcm"
    with (
        read(saved(with_plane(drawn()), source)) as original,
        read(saved(with_plane(more), draft)) as written,
    ):
        before, after = original.dataset, written.dataset
        own = identity(before)
        checks = plane_checks(
            after, before, tools.engines, lambda hits: judge_all(hits, own, tools)
        )
        assert {check.name for check in checks if not check.passed} == {
            "overlays show nothing that they did not",
            "no identifying text is left in overlays",
        }


def test_every_frame_of_a_plane_is_looked_at(tmp_path: Path, tools: Toolbox) -> None:
    bits = np.concatenate([drawn(), drawn("SMITH AB")])
    with read(saved(with_plane(bits), tmp_path / "in.dcm")) as instance:
        (seen,) = look_at_planes(instance.dataset, tools.engines)
    said = {(" ".join(w.text.reveal() for w in hit.words), hit.frames.first) for hit in seen.hits}
    assert said == {
        ("DOE JANE", 0),
        ("SMITH AB", 1),
    }
