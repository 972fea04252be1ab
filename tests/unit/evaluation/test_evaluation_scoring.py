from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage

from scrub.errors import InputError, InstanceError
from scrub.evaluation.outputs import match
from scrub.evaluation.reasons import Judged, judge
from scrub.evaluation.results import as_data, as_text, missed_lines
from scrub.evaluation.scoring import score
from scrub.evaluation.tally import Tally
from scrub.evaluation.truth import Case, read_truth

if TYPE_CHECKING:
    from pathlib import Path

ROWS, COLUMNS = 80, 200
NAME: dict[str, Any] = {
    "x": 10,
    "y": 8,
    "w": 90,
    "h": 12,
    "text": "ZANTHOR, Q",
    "kind": "phi_name",
    "phi": True,
}
DEPTH: dict[str, Any] = {
    "x": 10,
    "y": 50,
    "w": 60,
    "h": 12,
    "text": "9 cm",
    "kind": "technical",
    "phi": False,
}
BOXES: list[dict[str, Any]] = [NAME | {"span": [0, 0, 90, 12]}, DEPTH | {"span": [0, 0, 60, 12]}]


def strokes(box: dict[str, Any]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    ink = np.zeros((box["h"], box["w"]), np.bool_)
    ink[1:-1, 2::6] = True
    return ink


def written(path: Path, frames: np.ndarray[Any, Any], number: int) -> None:
    dataset = Dataset()
    dataset.SOPClassUID = SecondaryCaptureImageStorage
    dataset.SOPInstanceUID = f"2.25.{number}"
    dataset.InstanceNumber = number
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.SamplesPerPixel = 1
    dataset.NumberOfFrames, dataset.Rows, dataset.Columns = frames.shape
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0
    dataset.PixelData = frames.astype(np.uint8).tobytes()
    dataset["PixelData"].VR = "OB"
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset.save_as(path, enforce_file_format=True)


def drawn(frames: int = 1) -> np.ndarray[Any, Any]:
    page = np.full((frames, ROWS, COLUMNS), 30, np.uint8)
    for box in BOXES:
        place = np.s_[:, box["y"] : box["y"] + box["h"], box["x"] : box["x"] + box["w"]]
        page[place][:, strokes(box)] = 210
    return page


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    written(folder / "dicom" / "one.dcm", drawn(3), 1)
    boxes = [BOXES[0] | {"frames": [1, 1]}, BOXES[1] | {"frames": "all"}]
    told = {"1": {"file": "one.dcm", "family": "us", "ts": "ele", "frames": 3, "boxes": boxes}}
    (folder / "truth.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / "ink").mkdir()
    np.savez(folder / "ink" / "001.npz", b0=strokes(NAME), b1=strokes(DEPTH))
    return folder


@pytest.fixture
def case(made: Path) -> Case:
    return read_truth(str(made))[0]


def without(*boxes: dict[str, Any], frames: tuple[int, ...] = (0, 1, 2)) -> np.ndarray[Any, Any]:
    page = drawn(3)
    for box in boxes:
        for frame in frames:
            page[frame, box["y"] : box["y"] + box["h"], box["x"] : box["x"] + box["w"]] = 0
    return page


def test_text_that_is_left_is_a_leak_and_the_rest_is_kept(case: Case) -> None:
    scored = score(case, case.file)
    name, depth = scored.texts
    assert name.leaked
    assert not name.kept
    assert depth.kept
    assert not depth.leaked
    assert scored.changed == 0


def test_text_that_is_black_where_it_is_no_longer_leaks(case: Case, tmp_path: Path) -> None:
    output = tmp_path / "out" / "one"
    written(output, without(NAME, frames=(1,)), 1)
    scored = score(case, str(output))
    assert not scored.texts[0].leaked
    assert scored.texts[1].kept


def test_text_that_is_left_on_its_only_frame_is_a_leak(case: Case, tmp_path: Path) -> None:
    output = tmp_path / "out" / "one"
    written(output, without(NAME, frames=(0, 2)), 1)
    assert score(case, str(output)).texts[0].leaked


@pytest.mark.parametrize(("left", "leaks"), [(8, False), (16, True)])
def test_more_than_a_letter_in_ten_is_a_leak(
    case: Case, tmp_path: Path, left: int, *, leaks: bool
) -> None:
    output = tmp_path / "out" / "one"
    page = without(NAME | {"x": NAME["x"] + left, "w": NAME["w"] - left})
    written(output, page, 1)
    assert score(case, str(output)).texts[0].leaked == leaks


def test_technical_text_that_went_black_is_lost_and_listed(case: Case, tmp_path: Path) -> None:
    output = tmp_path / "out" / "one"
    written(output, without(NAME, DEPTH), 1)
    scored = score(case, str(output))
    assert not scored.texts[1].kept
    tally = Tally()
    tally.add(scored, ())
    assert (tally.overall().leaked.hits, tally.overall().kept.hits) == (0, 0)
    (line,) = missed_lines(tally.missed, reveal=True)
    assert line.startswith("lost technical '9 cm' one.dcm")


def test_what_changed_away_from_text_is_counted(case: Case, tmp_path: Path) -> None:
    page = without(NAME)
    page[0, 40:44, 180:190] += 1
    page[0, 10:12, 105] += 1  # within sixteen pixels of the name, but it is on another frame
    page[1, 10:12, 105] += 1
    output = tmp_path / "out" / "one"
    written(output, page, 1)
    # The name is no text of the first frame and of the last: it went black there for nothing.
    assert score(case, str(output)).changed == 40 + 2 + 2 * 90 * 12


def test_what_changed_where_text_is_too_faint_to_claim_is_not(made: Path, tmp_path: Path) -> None:
    page, output = without(NAME), tmp_path / "out" / "one"
    page[0, 40:44, 180:190] += 1
    written(output, page, 1)
    (before,) = read_truth(str(made))
    told = json.loads((made / "truth.json").read_text(encoding="utf-8"))
    told["1"]["unclaimed"] = [[178, 38, 192, 46]]
    (made / "truth.json").write_text(json.dumps(told), encoding="utf-8")
    (after,) = read_truth(str(made))
    assert score(before, str(output)).changed - score(after, str(output)).changed == 40


def test_other_frames_than_before_leak_everything(case: Case, tmp_path: Path) -> None:
    output = tmp_path / "out" / "one"
    written(output, np.zeros((1, ROWS, COLUMNS)), 1)
    scored = score(case, str(output))
    assert scored.texts[0].leaked
    assert "(3, 80, 200) became (1, 80, 200)" in scored.problem


def test_an_output_that_cannot_be_read_leaks_everything(case: Case, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\0" * 400)
    assert score(case, str(broken)).texts[0].leaked


def test_what_was_not_published_leaks_nothing_and_keeps_nothing(case: Case) -> None:
    tally = Tally()
    tally.add(score(case, ""), ())
    row = tally.overall()
    assert (row.leaked.hits, row.leaked.trials) == (0, 1)
    assert row.kept.trials == 0
    assert "0 of 1 files published" in as_text(tally, ())


def test_a_source_that_cannot_be_read_is_an_error(case: Case) -> None:
    with pytest.raises(InstanceError):
        score(replace(case, file=f"{case.file}.no"), "")


def test_without_ink_it_is_told_from_the_pixels(case: Case, tmp_path: Path) -> None:
    inkless = replace(case, ink="")
    assert score(inkless, inkless.file).texts[0].leaked
    output = tmp_path / "out" / "one"
    written(output, without(NAME), 1)
    scored = score(inkless, str(output))
    assert not scored.texts[0].leaked
    assert scored.texts[1].kept


def test_ink_that_is_missing_is_an_error(case: Case) -> None:
    with pytest.raises(InputError):
        score(replace(case, ink=f"{case.ink}.no"), case.file)


def test_nothing_that_is_told_by_default_quotes_a_text(case: Case) -> None:
    tally = Tally()
    tally.add(score(case, case.file), ())
    told = json.dumps(as_data(tally, (), reveal=False)) + as_text(tally, ())
    told += "".join(missed_lines(tally.missed, reveal=False))
    assert "ZANTHOR" not in told
    assert "one.dcm" not in told
    assert "ZANTHOR" in json.dumps(as_data(tally, (), reveal=True))


def test_truth_that_is_a_list_of_pictures_is_read(made: Path) -> None:
    entry = {"file": "dicom/one.dcm", "frame": 1, "number_of_frames": 3, "plane": "pixels"}
    entry |= {"boxes": [NAME, DEPTH]}
    hidden = entry | {"plane": "overlay"}
    (made / "truth.json").write_text(json.dumps([entry, hidden]), encoding="utf-8")
    (case,) = read_truth(str(made))
    assert [text.phi for text in case.texts] == [True, False]
    assert case.texts[0].frames is not None
    assert list(case.texts[0].frames) == [1]
    assert score(case, case.file).texts[0].leaked


def test_in_a_list_of_pictures_a_label_tells_of_nobody(made: Path, tmp_path: Path) -> None:
    labelled = NAME | {"text": "Name: ZANTHO", "kind": "phi_name"}
    empty = DEPTH | {"text": "ID: --", "kind": "phi_id"}
    picture = {"file": "dicom/one.dcm", "frame": 0, "plane": "pixels", "boxes": [labelled, empty]}
    (made / "truth.json").write_text(json.dumps([picture]), encoding="utf-8")
    (case,) = read_truth(str(made))
    assert [text.phi for text in case.texts] == [True, False]
    assert case.texts[0].span.left == NAME["x"] + 45
    assert case.texts[0].frames is None
    output = tmp_path / "out" / "one"
    written(output, without(NAME | {"x": NAME["x"] + 45, "w": 45}), 1)
    assert not score(case, str(output)).texts[0].leaked


def test_a_folder_without_truth_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_truth(str(tmp_path))
    (tmp_path / "truth.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError):
        read_truth(str(tmp_path))


def finding(kind: str, x: int, y: int, width: int, frame: int = 2) -> dict[str, Any]:
    place = {"x": x, "y": y, "width": width, "height": 12}
    return {"kind": kind, "rect": place, "frames": {"first": frame, "last": frame}}


@pytest.mark.parametrize(
    ("kind", "x", "y", "judged"),
    [
        ("name", 10, 8, Judged.RIGHT),
        ("date", 10, 8, Judged.OTHER_KIND),
        ("name", 10, 50, Judged.TECHNICAL),
        ("name", 140, 30, Judged.NOTHING),
    ],
)
def test_a_reason_is_right_only_over_a_text_of_its_kind(
    case: Case, kind: str, x: int, y: int, judged: Judged
) -> None:
    record = {"findings": [finding(kind, x, y, 50)]}
    assert judge(case, record) == ((kind, judged),)


def test_a_reason_for_a_frame_without_the_text_is_for_nothing(case: Case) -> None:
    record = {"findings": [finding("name", 10, 8, 90, frame=3)]}
    assert judge(case, record) == (("name", Judged.NOTHING),)


def test_outputs_are_matched_by_path_or_by_instance_number(
    case: Case, made: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    written(output / "a" / "b", drawn(3), 1)
    by_path = [{"path": case.file, "output": "a/b", "verdict": "written", "findings": []}]
    assert match([case], str(output), by_path)[0].path == str(output / "a" / "b")
    held = [{"path": case.file, "output": "", "verdict": "held", "findings": []}]
    assert match([case], str(output), held)[0].path == ""
    concealed = [{"output": "a/b", "findings": ["x"]}]
    matched = match([case], str(output), concealed)[0]
    assert (matched.path, matched.record) == (str(output / "a" / "b"), concealed[0])
    with pytest.raises(InputError):
        match([case, case], str(output), [])
    assert made.is_dir()
