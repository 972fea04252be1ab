"""Runs from stores and to them: the same bytes as from folders, and nothing half-done is seen."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

import fsspec
import pydicom
import pytest

from doubles.stores import BUCKET, S3, http_server, memory_store
from scrub.api import make_key
from scrub.cli.main import main
from scrub.storage.outputs import output_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Done = subprocess.CompletedProcess[str]

IN, OUT = f"s3://{BUCKET}/in", f"s3://{BUCKET}/out"
NAMES = ("ct-clean.dcm", "es-color.dcm", "mr-technical.dcm", "us-single.dcm", "notes.txt")
NAME = "DOE^JANE"


class Place:
    """A folder with inputs, each named by a patient, and what runs on them."""

    def __init__(self, folder: Path, sample: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.inputs = folder / "in"
        # Measuring coverage says something on stderr.
        own = {name: os.environ[name] for name in os.environ if "COVERAGE" not in name}
        self._environment = own | environment
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        make_key(folder / "key")
        (self.inputs / NAME).mkdir(parents=True)
        for name in NAMES:
            shutil.copy(sample / name, self.inputs / NAME / f"{NAME}-{name}")

    def scrub(self, *words: str, workers: int = 0) -> Done:
        """Run the command; whatever comes of it, no patient is named."""
        all_words = (*words, "--workers", str(workers), "--key", str(self.folder / "key"))
        done = self._with_workers(all_words) if workers else here(all_words)
        assert "DOE" not in done.stdout + done.stderr
        beside = (path for path in (self.folder / "beside").rglob("*") if path.is_file())
        assert not any(NAME.encode() in path.read_bytes() for path in beside)
        assert not list((self.folder / "beside").glob("*.work"))
        return done

    def _with_workers(self, words: Sequence[str]) -> Done:
        return subprocess.run(
            [sys.executable, "-m", "scrub", *words],
            capture_output=True,
            text=True,
            env=self._environment,
            check=False,
        )

    def to_bucket(self, *words: str, workers: int = 0) -> Done:
        beside = ("--beside", str(self.folder / "beside"))
        return self.scrub(*words, IN, OUT, *beside, workers=workers)

    def plain(self) -> dict[str, bytes]:
        """Return what a run on the folder gives."""
        done = self.scrub(str(self.inputs), str(self.folder / "plain"))
        assert done.returncode == 0, done.stderr
        return files(self.folder / "plain")


def here(words: Sequence[str]) -> Done:
    """Run the command in this process, which is quicker to start."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        code = main(words)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


@pytest.fixture
def place(s3: S3, sample: Path, tmp_path: Path) -> Place:
    output_for.cache_clear()
    made = Place(tmp_path, sample, s3.environment())
    s3.put(made.inputs, "in")
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def counts(done: Done) -> dict[str, int]:
    last = done.stdout.splitlines()[-1].removeprefix("scrub: ").split()
    return {name: int(number) for name, _, number in (one.partition("=") for one in last)}


def test_from_bucket_to_bucket_is_as_from_folder_to_folder(place: Place, s3: S3) -> None:
    done = place.to_bucket(workers=2)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert counts(done)["written"] == 4
    assert s3.objects("out") == place.plain()
    assert {path.name for path in (place.folder / "beside").iterdir()} >= {
        "out.ledger",
        "out.report",
    }


def test_a_second_run_does_nothing_and_then_only_what_is_due(place: Place, s3: S3) -> None:
    place.to_bucket()
    first = s3.objects("out")
    s3.asked.clear()
    assert "4 of these were done before" in place.to_bucket().stdout
    assert s3.asked["PUT"] == 0
    s3.remove(f"out/{min(first)}")
    assert "3 of these were done before" in place.to_bucket().stdout
    assert s3.objects("out") == first

    path = place.inputs / NAME / f"{NAME}-ct-clean.dcm"
    dataset = pydicom.dcmread(path)
    dataset.SliceThickness = "7"
    dataset.save_as(path)
    s3.put(place.inputs, "in")
    assert "3 of these were done before" in place.to_bucket().stdout
    assert s3.objects("out") == place.plain() != first


def test_what_is_gone_from_the_input_and_now_refused_is_removed(place: Place, s3: S3) -> None:
    place.to_bucket()
    s3.put_one(f"in/{NAME}/{NAME}-ct-clean.dcm", bytes(128) + b"DICM" + bytes(600))
    done = place.to_bucket()
    assert done.returncode == 11
    assert len(s3.objects("out")) == 3


def test_zips_in_a_bucket_and_on_a_server_give_what_folders_give(place: Place, s3: S3) -> None:
    archive = place.folder / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for path in (place.inputs / NAME).iterdir():
            made.write(path, f"{NAME}/{path.name}")
    s3.put_one("zips/a.zip", archive.read_bytes())
    plain = place.plain()
    with http_server(place.folder) as url:
        for number, root in enumerate(
            (f"s3://{BUCKET}/zips", f"zip://::{archive}", f"zip://*::{url}/a.zip", f"{url}/in/")
        ):
            out = place.folder / f"out{number}"
            done = place.scrub(root, str(out))
            assert done.returncode == 0, done.stderr
            assert files(out) == plain


def test_a_file_of_a_web_server_is_one_instance(place: Place) -> None:
    with http_server(place.inputs) as url:
        done = place.scrub(f"{url}/{NAME}/{NAME}-ct-clean.dcm", str(place.folder / "one"))
    assert counts(done)["written"] == 1


def test_memory_is_read_and_written(sample: Path, tmp_path: Path) -> None:
    with memory_store() as url:
        store = fsspec.filesystem("memory")
        for name in NAMES:
            store.pipe_file(f"/in/{name}", (sample / name).read_bytes())
        words = ["--workers", "0", "--key", str(tmp_path / "key")]
        assert main([url, "memory://out", "--beside", str(tmp_path / "beside"), *words]) == 0
        assert main([*(str(sample / name) for name in NAMES), str(tmp_path / "out"), *words]) == 0
        found = store.find("/out")
        assert {one.removeprefix("/out/"): store.cat_file(one) for one in found} == files(
            tmp_path / "out"
        )


def test_a_put_that_fails_ends_the_run_and_the_next_goes_on(place: Place, s3: S3) -> None:
    s3.fails = lambda method, path: method == "PUT" and path.endswith(".dcm")
    done = place.to_bucket()
    assert done.returncode == 6
    assert done.stderr.splitlines()[-1] == (
        "scrub: cannot write to the output: the server answered 500"
    )
    assert s3.objects("out") == {}
    s3.fails = lambda method, path: False
    assert place.to_bucket().returncode == 0
    assert s3.objects("out") == place.plain()


def test_a_server_that_dies_midway_leaves_whole_objects_and_the_next_run_goes_on(
    place: Place, s3: S3
) -> None:
    s3.asked.clear()
    s3.fails = lambda method, path: s3.asked["PUT"] > 4  # two of these are probes
    assert place.to_bucket().returncode == 6
    s3.fails = lambda method, path: False
    right = place.plain()
    assert 0 < len(s3.objects("out")) < len(right)
    assert s3.objects("out").items() <= right.items()
    assert place.to_bucket("--retry").returncode == 0
    assert s3.objects("out") == right


def test_a_source_that_cannot_be_read_fails_with_its_reason(place: Place, s3: S3) -> None:
    s3.fails_after(1, f"{NAME}-ct-clean.dcm")
    done = place.to_bucket()
    assert done.returncode == 11
    records = (place.folder / "beside" / "out.report" / "report.jsonl").read_text()
    [reason] = [
        one["reason"] for one in map(json.loads, records.splitlines()) if one["verdict"] == "failed"
    ]
    assert reason == "cannot be read: the server answered 500"


def test_two_instances_of_one_uid_do_not_overwrite_each_other(place: Place, s3: S3) -> None:
    dataset = pydicom.dcmread(place.inputs / NAME / f"{NAME}-ct-clean.dcm")
    dataset.StudyTime = "010203"
    for number in range(3):
        dataset.AcquisitionNumber = number
        dataset.save_as(place.inputs / NAME / f"twin{number}.dcm")
    s3.put(place.inputs, "in")
    done = place.to_bucket(workers=2)
    assert done.returncode == 10
    assert counts(done)["held"] == 3
    assert len(s3.objects("out")) == 4


def test_libraries_that_are_asked_to_say_all_say_nothing(
    s3: S3, sample: Path, tmp_path: Path
) -> None:
    asked = dict.fromkeys(("S3FS_LOGGING_LEVEL", "FSSPEC_LOGGING_LEVEL"), "DEBUG")
    place = Place(tmp_path, sample, s3.environment() | asked)
    s3.put(place.inputs, "in")
    s3.fails_after(1, f"{NAME}-ct-clean.dcm")
    done = place.to_bucket(workers=1)
    assert done.returncode == 11
    assert done.stderr == ""


def test_what_tells_of_no_version_is_done_again(place: Place) -> None:
    out = str(place.folder / "out")
    for ranges, said in ((False, ""), (False, ""), (True, ""), (True, "1 of these were done")):
        with http_server(place.inputs / NAME, ranges=ranges, port=place.port) as url:
            done = place.scrub(f"{url}/{NAME}-ct-clean.dcm", out)
            assert done.returncode == 0, done.stderr
            assert said in done.stdout
            assert ("done before" in done.stdout) is bool(said)


def test_a_url_to_write_to_needs_a_folder_beside(place: Place) -> None:
    done = place.scrub(IN, OUT)
    assert done.returncode == 2
    assert "--beside DIR" in done.stderr


def test_a_bucket_that_scrub_did_not_fill_is_left_alone(place: Place, s3: S3) -> None:
    s3.put_one("out/x", b"it")
    done = place.to_bucket()
    assert done.returncode == 6
    assert "was not made by scrub" in done.stderr
    assert s3.objects("out") == {"x": b"it"}


def test_a_bucket_is_scanned(place: Place) -> None:
    done = place.scrub("scan", "--header", "--ocr", "none", IN)
    assert done.returncode == 12, done.stderr


def test_its_report_is_made_again(place: Place) -> None:
    place.to_bucket()
    beside = str(place.folder / "beside")
    made = here(["report", OUT, "--beside", beside])
    assert made.returncode == 0, made.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["review", OUT, IN],
        ["review", "out", IN],
        ["audit", OUT],
        ["evaluate", "s", "--output", OUT],
        ["tags", "set", f"{IN}/x", "--set", "PatientName=X", "--in-place"],
    ],
)
def test_what_knows_only_of_this_machine_says_so(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "not URLs" in line
