"""The command on outputs of the real pipeline, and what it leaves."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread

from doubles.audited import (
    ENGINE,
    KEY,
    audited,
    burn,
    copied,
    describe,
    files_of,
    made,
    name_again,
    spoil,
    with_sources,
)
from scrub.audit import headers, pixels

if TYPE_CHECKING:
    from pathlib import Path


PASSED, WRONG, PHI = 0, 10, 12


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("made"))


@pytest.fixture
def output(whole: Path, tmp_path: Path) -> Path:
    return copied(whole, tmp_path)


def test_an_output_as_it_was_written_passes(output: Path) -> None:
    audit = audited(output, "--reviewer", "A. Reviewer")
    assert audit.code == PASSED, audit.faults
    record = audit.record
    assert record["conclusion"] == "passed"
    assert record["reviewer"] == "A. Reviewer"
    assert (record["files"]["count"], record["sample"]["looked_at"]) == (4, 4)
    assert record["result"]["at_most"] == {"files": 0, "share": 0.0, "confidence": 0.95}
    done = {check["name"]: check["done"] for check in record["checks"]}
    assert done[pixels.TEXT] == done[pixels.BLACK] == done[headers.TAGS] == 4
    assert not audit.tells()


def test_what_it_leaves_is_beside_the_output_and_for_its_owner_only(output: Path) -> None:
    before = [*output.rglob("*")]
    audit = audited(output)
    assert [*output.rglob("*")] == before
    assert audit.folder.stat().st_mode & 0o777 == 0o700
    names = {path.name: path.stat().st_mode & 0o777 for path in audit.folder.iterdir()}
    assert names == dict.fromkeys(("record.json", "record.html", "findings.json"), 0o600)


def test_text_of_no_known_kind_is_a_doubt_that_a_person_settles(output: Path) -> None:
    path = files_of(output)[2]
    spoil(path, lambda dataset: burn(dataset, "WOBBEGONG", 60, 100))
    audit = audited(output)
    (number,) = (item["number"] for item in audit.record["items"] if item["doubts"])
    assert (audit.code, audit.failed) == (WRONG, set())
    assert audit.record["conclusion"] == "passed, but for doubts that a person has to settle"
    assert (audit.record["result"]["failed"], audit.record["result"]["doubtful"]) == (0, 1)
    findings = audit.folder / "findings.json"
    blank = json.loads(findings.read_text("utf-8"))
    blank["items"][str(number)]["verdict"] = "pass"
    findings.write_text(json.dumps(blank))
    assert audited(output, "--findings", str(findings)).code == PASSED
    blank["items"][str(number)]["verdict"] = "phi"
    findings.write_text(json.dumps(blank))
    assert audited(output, "--findings", str(findings)).code == PHI


def test_that_a_person_finds_a_file_fine_excuses_nothing_that_is_no_guess(output: Path) -> None:
    spoil(files_of(output)[0], name_again)
    audit = audited(output)
    findings = audit.folder / "findings.json"
    blank = json.loads(findings.read_text("utf-8"))
    for item in blank["items"].values():
        item["verdict"] = "pass"
    findings.write_text(json.dumps(blank))
    assert audited(output, "--findings", str(findings)).code == PHI


def test_without_looking_text_is_not_found_and_the_record_says_so(output: Path) -> None:
    spoil(files_of(output)[2], lambda dataset: burn(dataset, "MARIGOLD JANE", 60, 100))
    audit = audited(output, "--no-look")
    assert audit.code == PASSED
    assert audit.record["checked_with"]["looked"] is False
    assert "was not looked for" in (audit.folder / "record.html").read_text("utf-8")


def test_an_output_as_it_was_written_has_nothing_of_its_sources(whole: Path, output: Path) -> None:
    audit = audited(output, *with_sources(whole))
    assert (audit.code, audit.record["checked_with"]["sources"]) == (PASSED, 4)


def test_sources_that_are_not_those_of_the_output_are_told(output: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    audit = audited(output, str(tmp_path / "other"), "--key", str(output.parent / "key"))
    assert audit.code == 5


def test_without_a_report_the_files_are_judged_by_what_they_claim(output: Path) -> None:
    shutil.rmtree(output.parent / "out.report")
    audit = audited(output)
    assert (audit.code, audit.record["run"]) == (PASSED, None)
    assert {one["equipment"] for one in audit.record["machines"]} == {"equipment 1"}
    spoil(files_of(output)[0], name_again)
    again = audited(output)
    assert again.code == PHI
    assert not again.tells()


@pytest.mark.parametrize(
    "options",
    [
        ("--profile", "hipaa"),
        ("--strategy", "dummy"),
        ("--strategy", "remove"),
        ("--retain-modified-dates", "--clean-descriptors"),
        ("--retain-full-dates", "--retain-patient-characteristics", "--retain-device-identity"),
        ("--retain-uids",),
        ("--keep-tags", "StudyDescription,AccessionNumber"),
        ("--no-preserve-studies", "--prefix", "SITE_"),
    ],
)
def test_outputs_of_other_profiles_and_options_pass(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    output = made(tmp_path, 1, *options)
    audit = audited(output)
    assert audit.code == PASSED, audit.faults


def test_the_same_seed_draws_the_same_and_another_something_else(output: Path) -> None:
    def drawn(seed: str) -> list[str]:
        small = ("--min", "1", "--no-look", "--seed", seed)
        return [item["file"] for item in audited(output, *small).record["items"]]

    assert drawn("3") == drawn("3")
    assert len({tuple(drawn(str(seed))) for seed in range(4)}) > 1


def test_a_failure_widens_the_sample_and_its_sizes_are_on_record(output: Path) -> None:
    first = audited(output, "--min", "1", "--no-look", "--seed", "3").record["items"][0]["file"]
    spoil(output / first, name_again)
    widened = audited(output, "--min", "1", "--no-look", "--seed", "3")
    assert widened.record["sample"]["sizes"] == [1, 2]
    at_most = audited(output, "--min", "1", "--most", "1", "--no-look", "--seed", "3")
    assert at_most.record["sample"]["sizes"] == [1]


def test_a_persons_findings_count_and_are_on_record(output: Path) -> None:
    audit = audited(output)
    path = audit.folder / "findings.json"
    blank = json.loads(path.read_text("utf-8"))
    assert all(item["verdict"] is None for item in blank["items"].values())
    assert blank["items"].keys() == {str(number) for number in audit.numbers}
    blank["items"]["2"] |= {"verdict": "phi", "note": "a face"}
    blank["items"]["1"]["verdict"] = "pass"
    blank["reviewer"] = "B. Reviewer"
    path.write_text(json.dumps(blank))
    again = audited(output, "--findings", str(path))
    assert again.code == PHI
    assert (again.record["by_person"], again.record["reviewer"]) == (2, "B. Reviewer")
    persons = {item["number"]: item["person"] for item in again.record["items"]}
    assert persons[2] == {"verdict": "phi", "note": "a face"}
    assert "a face" in (again.folder / "record.html").read_text("utf-8")
    # What somebody filled in is not written over, and the earlier record is still there.
    assert json.loads(path.read_text("utf-8")) == blank
    assert len([*again.folder.glob("record*.json")]) == 2


def test_a_verdict_never_counts_for_other_bytes(output: Path) -> None:
    audit = audited(output)
    path = audit.folder / "findings.json"
    blank = json.loads(path.read_text("utf-8"))
    blank["items"]["1"]["verdict"] = "pass"
    path.write_text(json.dumps(blank))
    first = next(item["file"] for item in audit.record["items"] if item["number"] == 1)
    spoil(output / first, describe)
    assert audited(output, "--findings", str(path)).code == 5


@pytest.mark.parametrize(
    "words", [("--sample", "0"), ("--sample", "half"), ("--min", "0"), ("--seed", "-1")]
)
def test_a_size_that_is_none_is_refused(output: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit):
        audited(output, *words)


def test_the_report_and_the_record_are_of_the_same_files(output: Path) -> None:
    audit = audited(output)
    lines = (output.parent / "out.report" / "report.jsonl").read_text("utf-8").splitlines()
    written = {json.loads(line)["output"] for line in lines}
    assert {item["file"] for item in audit.record["items"]} == written
    assert all(dcmread(output / file).PatientID.startswith("ANON_") for file in written)
    assert ENGINE in audit.record["checked_with"]["engines"]
    assert KEY not in json.dumps(audit.record)
