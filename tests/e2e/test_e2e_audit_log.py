"""The audit log of real runs, against what really differs between input and output."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydicom
import pytest

from doubles.header_samples import header, item, put
from doubles.instances import saved
from doubles.made_instances import Pixels, drawn
from scrub.cli.main import main
from scrub.header.key import load_key
from scrub.header.pseudonym import Pseudonyms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PACKAGED = Path(pydicom.__file__).parent / "data" / "test_files"
PIXEL_DATA = 0x7FE00010
FILES = (
    *("CT_small.dcm", "MR_small_RLE.dcm", "liver_expb_1frame.dcm", "image_dfl.dcm"),
    *("rtplan.dcm", "JPEG2000.dcm", "SC_rgb_rle_2frame.dcm", "rtdose.dcm"),
)


def scrub(folder: Path, *words: str | Path, source: str = "in") -> int:
    given = [folder / source, folder / "out", "--key", folder / "key", "--workers", "0", *words]
    return main([*map(str, given), "--audit-log", str(folder / "log.json")])


def log(folder: Path) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads((folder / "log.json").read_text("utf-8"))
    return made


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with instances of many kinds, one that is refused, one that is broken, a text."""
    inside = tmp_path / "in"
    inside.mkdir()
    for name in FILES:
        shutil.copy(PACKAGED / name, inside)
    saved(header(EncapsulatedDocument=b"%PDF", SOPInstanceUID="1.2.3.9"), inside / "document.dcm")
    (inside / "broken.dcm").write_bytes((PACKAGED / "rtplan.dcm").read_bytes()[:-9])
    (inside / "doe_jane.txt").write_text("no DICOM")
    return tmp_path


def elements(dataset: Dataset, way: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield each element's way, without which item, and its value, or how many items it has."""
    for element in dataset:
        tag = f"({element.tag.group:04X},{element.tag.element:04X})"
        if element.tag.element == 0 or (not way and element.tag >= PIXEL_DATA):
            # What follows the pixels is never carried over, whatever it is.
            continue
        is_sequence = element.VR == "SQ"
        yield ">".join((*way, tag)), len(element.value) if is_sequence else element.value
        for one in element.value if is_sequence else ():
            yield from elements(one, (*way, tag))


def test_every_difference_is_in_the_log_and_nothing_else_is(house: Path) -> None:
    assert scrub(house, "--reveal") == 11
    written = [one for one in log(house) if one["verdict"] == "written"]
    assert len(written) == len(FILES)
    for one in written:
        before = list(elements(pydicom.dcmread(one["input_file"])))
        after = dict(elements(pydicom.dcmread(house / "out" / one["output_file"])))
        told = {edit["tag"]: edit["action"] for edit in one["tags_anonymized"]}
        gone = {tag for tag, action in told.items() if action == "remove"}
        kept = [(tag, value) for tag, value in before if not tag.startswith(tuple(gone))]
        different = {tag for tag, value in kept if same(after.get(tag), value) is False}
        stated = {"(0008,0008)", "(0012,0062)", "(0012,0063)", "(0012,0064)", "(0018,A001)"}
        several = {tag for tag, count in Counter(tag for tag, _ in before).items() if count > 1}
        top = {tag for tag in different - several - stated if ">" not in tag}
        assert top <= told.keys(), one["input_file"]
        assert not gone & after.keys()
        for tag, action in told.items():
            assert action != "empty" or not after[tag], tag
            assert action == "remove" or ">" in tag or tag in different, tag
        assert one["statistics"]["total_tags_processed"] >= len(kept)


def same(one: object, other: object) -> bool:
    return str(one) == str(other)


def test_numbers_are_those_of_the_files(house: Path) -> None:
    scrub(house, "--reveal")
    (made,) = [one for one in log(house) if one["input_file"].endswith("CT_small.dcm")]
    dataset = pydicom.dcmread(PACKAGED / "CT_small.dcm")
    private = [element for element in dataset if element.tag.is_private]
    assert made["statistics"]["private_tags_removed"] == len(private)
    # What follows the pixels is not carried over; what is in a removed sequence goes with it.
    before_pixels = sum(element.tag < 0x7FE00010 for element in dataset)
    inside = sum(len(one) for one in dataset.OtherPatientIDsSequence)
    total = made["statistics"]["total_tags_processed"]
    assert before_pixels <= total <= before_pixels + inside
    assert made["statistics"]["image_data_preserved"] is True
    pseudonyms = Pseudonyms(load_key(house / "key"))
    assert made["original_patient_id_hash"] not in {None, dataset.PatientID}
    output = pydicom.dcmread(house / "out" / made["output_file"])
    assert made["pseudonym"] == output.PatientID
    assert pseudonyms.prefix == "ANON_"


def test_what_was_not_written_is_there_too_and_no_path_is_told(house: Path) -> None:
    scrub(house)
    ends = Counter(one["verdict"] for one in log(house))
    assert ends == {"written": len(FILES), "refused": 1, "failed": 1, "not dicom": 1}
    assert all(
        (one["output_file"] is not None) == (one["verdict"] == "written") for one in log(house)
    )
    text = (house / "log.json").read_text("utf-8")
    for secret in ("doe_jane", str(house), "CompressedSamples", "1CT1"):
        assert secret not in text


def test_times_are_in_utc_and_when_each_instance_ended(house: Path) -> None:
    before = datetime.now(UTC)
    scrub(house)
    times = [datetime.fromisoformat(one["timestamp"]) for one in log(house)]
    assert all(time.utcoffset() == UTC.utcoffset(None) for time in times)
    assert all(
        before.timestamp() - 1 <= t.timestamp() <= datetime.now(UTC).timestamp() for t in times
    )


def test_a_run_that_finds_all_done_logs_the_same(house: Path) -> None:
    scrub(house)
    first = {one["input_file"]: one for one in log(house)}
    scrub(house)
    again = {one["input_file"]: one for one in log(house)}
    settled = {name for name, one in first.items() if one["verdict"] != "not dicom"}
    assert again.keys() == first.keys()
    assert {name: again[name] for name in settled} == {name: first[name] for name in settled}


def test_elements_in_many_items_are_counted_once(tmp_path: Path) -> None:
    dataset = header()
    steps = [item(ScheduledProcedureStepDescription="x", PatientName="A^B")[0] for _ in range(50)]
    dataset.AnatomicRegionSequence = steps
    put(dataset, 0x00290010, "LO", "ACME")
    saved(dataset, tmp_path / "one.dcm")
    assert scrub(tmp_path, source="one.dcm") == 0
    (made,) = log(tmp_path)
    counts = {one["tag"]: one["count"] for one in made["tags_anonymized"]}
    assert counts["(0008,2218)>(0010,0010)"] == 50
    assert made["statistics"]["total_tags_processed"] >= 100


def test_a_log_in_the_output_or_in_the_place_of_something_else_is_refused(house: Path) -> None:
    words = [str(house / "in"), str(house / "out"), "--key", str(house / "key"), "--workers", "0"]
    assert main([*words, "--audit-log", str(house / "out" / "log.json")]) == 2
    assert main([*words, "--audit-log", str(house / "in" / "log.json")]) == 2
    (house / "log.json").write_text("mine")
    assert main([*words, "--audit-log", str(house / "log.json")]) == 6
    assert (house / "log.json").read_text() == "mine"
    assert not list((house).rglob("out/**/*.dcm"))


def test_blacked_pixels_are_told(tmp_path: Path) -> None:
    shutil.copy(FIXTURES / "sample" / "us-single.dcm", tmp_path / "one.dcm")
    assert scrub(tmp_path, "--pixel", source="one.dcm") == 0
    (made,) = log(tmp_path)
    assert made["statistics"]["image_data_preserved"] is False


def test_an_interrupted_run_leaves_a_log_of_what_was_done(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    picture = drawn(Pixels())[0]
    for number in range(60):
        dataset = header(SOPInstanceUID=f"1.2.3.{number + 1}", PatientComments=str(picture.sum()))
        saved(dataset, tmp_path / "in" / f"{number}.dcm")
    code = (
        "import signal, sys, threading\n"
        "import scrub.report.audit_log as audit\n"
        "add = audit.AuditLog.add\n"
        "def slow(self, record, count=[0]):\n"
        "    add(self, record)\n"
        "    count[0] += 1\n"
        "    if count[0] == 7: signal.raise_signal(signal.SIGINT)\n"
        "audit.AuditLog.add = slow\n"
        "from scrub.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    words = [tmp_path / "in", tmp_path / "out", "--key", tmp_path / "key", "--workers", "0"]
    words += ["--audit-log", tmp_path / "log.json"]
    given = [sys.executable, "-c", code, *map(str, words)]
    done = subprocess.run(given, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 130, done.stderr
    assert len(log(tmp_path)) == 7
    assert scrub(tmp_path) == 0
    assert len(log(tmp_path)) == 60
