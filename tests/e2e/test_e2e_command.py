"""The real command, as a process, on the sample and on what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.uid import UID

from scrub.model.instance import Source
from scrub.stages.read import read
from scrub.stages.second_opinion import decoded_frames

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
ONE_PICTURE = "us-single.dcm"


@dataclass(frozen=True)
class Ran:
    """One run of the command, and where it left things."""

    code: int
    stdout: str
    stderr: str
    out: Path

    @property
    def records(self) -> list[dict[str, Any]]:
        lines = (self.out.parent / f"{self.out.name}.report" / "report.jsonl").read_text("utf-8")
        return [json.loads(line) for line in lines.splitlines()]

    @property
    def written(self) -> list[Path]:
        return sorted(self.out.rglob("*.dcm"))

    @property
    def verdicts(self) -> list[str]:
        return sorted(record["verdict"] for record in self.records)


def command(source: Path, out: Path, *options: str) -> Ran:
    key = out.parent / "key"
    words = [sys.executable, "-m", "scrub", *options, "--key", str(key), str(source), str(out)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    return Ran(done.returncode, done.stdout, done.stderr, out)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("sample")
    source = folder / "QUILLFEATHER_LV4471903"
    shutil.copytree(FIXTURES / "sample", source)
    shutil.move(source / ONE_PICTURE, source / "QUILLFEATHER^MARIGOLD.dcm")
    return command(source, folder / "out", "--pixel", "--workers", "2", "-v")


def matching(ran: Ran) -> list[tuple[Path, Path]]:
    """Return each file of the sample with its output: by what the two have in common."""

    def looks(path: Path) -> tuple[str, ...]:
        dataset = pydicom.dcmread(path, stop_before_pixels=True)
        syntax = str(dataset.file_meta.TransferSyntaxUID)
        return syntax, dataset.Modality, dataset.PhotometricInterpretation, str(dataset.Rows)

    made = {looks(path): path for path in ran.written}
    return [(path, made[looks(path)]) for path in sorted(FIXTURES.glob("sample/*.dcm"))]


def frames(path: Path) -> list[np.ndarray[Any, Any]]:
    with read(Source(str(path))) as instance:
        return list(decoded_frames(instance))


def test_every_instance_is_written_and_the_rest_is_counted(ran: Ran) -> None:
    assert ran.code == 0, ran.stderr
    assert ran.verdicts == ["not dicom", *["written"] * 9]
    assert ran.stdout.splitlines()[-1] == ("scrub: written=9 held=0 refused=0 failed=0 not_dicom=1")
    assert len(ran.written) == 9


def test_outputs_are_named_by_new_uids(ran: Ran) -> None:
    for path in ran.written:
        dataset = pydicom.dcmread(path, stop_before_pixels=True)
        names = dataset.StudyInstanceUID, dataset.SeriesInstanceUID, f"{dataset.SOPInstanceUID}.dcm"
        assert path.relative_to(ran.out).parts == names


def test_no_identifying_text_is_left_and_technical_text_stays(ran: Ran) -> None:
    truth = json.loads((FIXTURES / "truth.json").read_text("utf-8"))
    boxes = {one["file"]: one["boxes"] for one in truth["instances"]}
    for before, after in matching(ran):
        was, became = frames(before), frames(after)
        for box in boxes[before.name]:
            rows = slice(box["y"], box["y"] + box["h"])
            columns = slice(box["x"], box["x"] + box["w"])
            for number in box["frames"]:
                one = contrast(was[number - 1][rows, columns])
                other = contrast(became[number - 1][rows, columns])
                if box["phi"]:
                    # A label beside it may stay.
                    assert other < 0.75 * one, (before.name, box["kind"], number)
                else:
                    assert other > 0.9 * one, (before.name, box["kind"], number)


def contrast(part: np.ndarray[Any, Any]) -> float:
    """Return how much of a place differs from its median, which is the background."""
    levels = part.reshape(*part.shape[:2], -1).astype(float)
    away = np.abs(levels - np.median(levels, axis=(0, 1))).max(axis=2)
    return float((away > 40).mean())


def test_outside_the_reported_mask_every_sample_is_the_same(ran: Ran) -> None:
    records = {record["output"]: record for record in ran.records if record["output"]}
    for before, after in matching(ran):
        record = records[str(after.relative_to(ran.out))]
        for index, (was, became) in enumerate(zip(frames(before), frames(after), strict=True)):
            free = np.ones(was.shape[:2], bool)
            for region in record["mask"]:
                if region["frames"]["first"] <= index + 1 <= region["frames"]["last"]:
                    rect = region["changed"]
                    rows = slice(rect["y"], rect["y"] + rect["height"])
                    free[rows, rect["x"] : rect["x"] + rect["width"]] = False
            assert np.array_equal(was[free], became[free]), before.name


def test_pixels_that_need_no_change_keep_their_very_bytes(ran: Ran) -> None:
    clean = [pair for pair in matching(ran) if pair[0].name in {"ct-clean.dcm", "mr-technical.dcm"}]
    assert len(clean) == 2
    for before, after in clean:
        assert pydicom.dcmread(before).PixelData == pydicom.dcmread(after).PixelData


def test_transfer_syntaxes_stay_and_what_was_done_is_said(ran: Ran) -> None:
    for before, after in matching(ran):
        old, new = pydicom.dcmread(before), pydicom.dcmread(after)
        assert new.file_meta.TransferSyntaxUID == old.file_meta.TransferSyntaxUID
        assert new.BurnedInAnnotation == "NO"
        codes = [item.CodeValue for item in new.DeidentificationMethodCodeSequence]
        assert codes == ["113100", "113101"]


def unpacked(content: bytes) -> bytes:
    """Return a page with its JPEGs as they are: of base64 so long, any four letters are a part."""
    return re.sub(rb'"(/9j/[A-Za-z0-9+/]+={0,2})"', lambda jpeg: b64decode(jpeg[1]), content)


def test_no_word_of_the_header_or_the_file_name_is_anywhere(ran: Ran) -> None:
    words = set()
    for path in FIXTURES.glob("sample/*.dcm"):
        dataset = pydicom.dcmread(path, stop_before_pixels=True)
        for element in dataset.iterall():
            if element.VR == "PN":
                words |= {word for word in re.split(r"[\^= ]", str(element.value)) if len(word) > 3}
            if element.keyword in {"PatientID", "AccessionNumber", "InstitutionName"}:
                words.add(str(element.value))
    needles = {word.lower().encode() for word in words if word}
    assert len(needles) > 10
    beside = [path for path in ran.out.parent.glob("out*") if path != ran.out]
    files = [path for place in (ran.out, *beside) for path in (place, *place.rglob("*"))]
    said = [unpacked(path.read_bytes()) for path in files if path.is_file()]
    said += [str(path.relative_to(ran.out.parent)).encode() for path in files]
    said += [ran.stderr.encode(), ran.stdout.replace(str(ran.out.parent), "").encode()]
    assert not [word for word in needles for text in said if word in text.lower()]


def test_running_again_finds_all_done(ran: Ran) -> None:
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in ran.written}
    again = command(ran.out.parent / "QUILLFEATHER_LV4471903", ran.out, "--pixel", "--workers", "2")
    assert again.code == 0
    assert "done before" in again.stdout
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in again.written} == before


def broken(folder: Path) -> dict[str, int]:
    """Make files that something is wrong with; return how many should end in each verdict."""
    whole = (FIXTURES / "sample" / ONE_PICTURE).read_bytes()
    (folder / "truncated").write_bytes(whole[:-5000])
    (folder / "header").write_bytes(whole[:700])
    (folder / "empty").write_bytes(b"")
    (folder / "text.dcm").write_text("no DICOM at all\n")

    def changed(name: str, **values: int | str | bytes) -> None:
        dataset = pydicom.dcmread(FIXTURES / "sample" / ONE_PICTURE)
        for keyword, value in values.items():
            setattr(dataset, keyword, value)
        dataset.save_as(folder / name)

    changed("absurd", Rows=65535, Columns=65535)
    changed("document", EncapsulatedDocument=b"%PDF", MIMETypeOfEncapsulatedDocument="a/pdf")
    video = pydicom.dcmread(FIXTURES / "sample" / "us-cine.dcm")
    video.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.4.102")
    video.save_as(folder / "video")
    unknown = pydicom.dcmread(FIXTURES / "sample" / "us-cine.dcm")
    unknown.file_meta.TransferSyntaxUID = UID("1.2.3.4.5")
    unknown.save_as(folder / "unknown")
    return {"failed": 2, "refused": 4, "not dicom": 2}


def test_what_is_wrong_ends_in_one_verdict_and_publishes_nothing(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    expected = broken(source)
    ran = command(source, tmp_path / "out", "--pixel", "--workers", "1")
    counted = {verdict: ran.verdicts.count(verdict) for verdict in set(ran.verdicts)}
    assert counted == expected, [(r["verdict"], r["reason"]) for r in ran.records]
    assert ran.code == 11
    assert not ran.written
    assert not (tmp_path / "out.work").exists()


def test_an_output_inside_the_input_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    source = tmp_path / "in"
    shutil.copytree(FIXTURES / "sample", source)
    ran = command(source, source / "out", "--pixel")
    assert ran.code in {2, 6}
    assert len(ran.stderr.strip().splitlines()) == 1
    assert not (source / "out").exists()


def test_an_output_that_is_someone_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    ran = command(FIXTURES / "sample", tmp_path / "out", "--pixel")
    assert ran.code == 6
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_without_an_engine_and_a_complete_template_nothing_is_published(tmp_path: Path) -> None:
    ran = command(FIXTURES / "sample" / ONE_PICTURE, tmp_path / "out", "--pixel", "--ocr", "none")
    assert (ran.code, ran.verdicts) == (10, ["held"])
    assert not ran.written


def test_a_header_run_leaves_the_pixels_and_does_not_claim_them(tmp_path: Path) -> None:
    source = FIXTURES / "sample" / ONE_PICTURE
    ran = command(source, tmp_path / "out")
    assert ran.code == 0
    (path,) = ran.written
    old, new = pydicom.dcmread(source), pydicom.dcmread(path)
    assert new.PixelData == old.PixelData
    assert new.get("BurnedInAnnotation") == old.get("BurnedInAnnotation")
    assert [i.CodeValue for i in new.DeidentificationMethodCodeSequence] == ["113100"]
    assert "not looked at" in ran.records[0]["reason"]


@pytest.mark.parametrize(("mode", "more"), [("phi", 0), ("all", 3)])
def test_the_mode_of_text_says_how_much_goes(mode: str, more: int, tmp_path: Path) -> None:
    ran = command(FIXTURES / "sample" / ONE_PICTURE, tmp_path / "out", "--pixel", "--text", mode)
    assert ran.code == 0
    assert len(ran.records[0]["findings"]) >= 3 + more
