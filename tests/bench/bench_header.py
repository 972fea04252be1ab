"""Instances a second: `python tests/bench/bench_header.py --peers PYTHON [--instances N]`.

So many instances (10,000 of 39 kB each: pydicom's CT_small.dcm under other UIDs, ten a patient) are
made, and scrubbed by scrub, dicom-anonymizer and deid in one run, each as its own documentation
calls it for a folder, by one process, header only. Starting the program counts. Ends with 1 if
scrub is not 1.5 times as fast as each, or if any does not write every instance.

PYTHON is one that has the others, which may not want the versions that scrub wants:

    python -m venv peers && peers/bin/pip install dicom-anonymizer deid
    python tests/bench/bench_header.py --peers peers/bin/python
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from pydicom import dcmread
from pydicom.data import get_testdata_file

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = 1.5
"""So many times as many instances a second as each of the others."""

_PATIENT = 10

_DEID = """
import sys
from deid.dicom import get_files, get_identifiers, replace_identifiers
files = list(get_files(sys.argv[1]))
replace_identifiers(files, ids=get_identifiers(files), output_folder=sys.argv[2], save=True)
"""
_ASKED = """
from importlib.metadata import version
print(*(f"{one} {version(one)}" for one in ("dicom-anonymizer", "deid", "pydicom")), sep=", ")
"""

Command = tuple[str, ...]


def make(folder: Path, count: int) -> None:
    """Write so many instances."""
    folder.mkdir()
    dataset = dcmread(get_testdata_file("CT_small.dcm", download=False) or "")
    for number in range(count):
        dataset.SOPInstanceUID = f"1.2.826.0.1.55555.{number}.1"
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        dataset.PatientID = f"P{number // _PATIENT:05}"
        dataset.save_as(folder / f"{number:05}.dcm")


def commands(source: Path, out: Path, peers: str, workers: int) -> Iterator[tuple[str, Command]]:
    """Yield what is run, by name; each writes to a folder of its name in `out`."""
    key = ("--key", str(out / "key"), "--workers", str(workers))
    yield "scrub", (sys.executable, "-m", "scrub", str(source), str(out / "scrub"), *key)
    if peers:
        beside = Path(peers).parent / "dicom-anonymizer"
        yield "dicom-anonymizer", (str(beside), str(source), str(out / "dicom-anonymizer"))
        yield "deid", (peers, "-c", _DEID, str(source), str(out / "deid"))


def seconds(command: Command, log: Path) -> float:
    """Run a command to its end, and return how long it took.

    Raises:
        CalledProcessError: if it fails.

    """
    # Some need their own programs on the path, or write beside where they are.
    environment = os.environ | {"PATH": f"{Path(command[0]).parent}:{os.environ['PATH']}"}
    with log.open("wb") as file:
        since = perf_counter()
        subprocess.run(command, check=True, stdout=file, stderr=file, env=environment)
        return perf_counter() - since


def main() -> int:
    """Print the table, and return 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--instances", type=int, default=10_000)
    parser.add_argument("--peers", default="", help="a Python that has dicom-anonymizer and deid")
    parser.add_argument("--workers", type=int, default=1, help="of scrub")
    parser.add_argument("--folder", help="where to put everything: 40 kB an instance, four times")
    chosen = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores", end="; ")
    print(_versions(chosen.peers) if chosen.peers else "no --peers: see --help")
    print("| program | instances | seconds | a second | scrub is | target | |")
    print("|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        return _measured(Path(folder), chosen)


def _versions(peers: str) -> str:
    done = subprocess.run((peers, "-c", _ASKED), check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _measured(folder: Path, chosen: argparse.Namespace) -> int:
    source, count = folder / "in", chosen.instances
    make(source, count)
    missed = 0
    own = 0.0
    for name, command in commands(source, folder, chosen.peers, chosen.workers):
        if name != "scrub":
            (folder / name).mkdir()
        took = seconds(command, folder / f"{name}.log")
        own = own or took
        written = sum(1 for path in (folder / name).rglob("*") if path.is_file())
        ratio = took / own
        is_met = written == count and (name == "scrub" or ratio >= TARGET)
        missed += not is_met
        beside = ("", "") if name == "scrub" else (f"{ratio:.1f} times as fast", str(TARGET))
        cells = (name, written, f"{took:.1f}", f"{count / took:.0f}", *beside)
        print(f"| {' | '.join(map(str, cells))} | {'ok' if is_met else 'MISSED'} |", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
