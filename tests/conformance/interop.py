"""Who reads what scrub wrote: `python tests/conformance/interop.py [IN OUT]...`.

OUT is what `scrub --reveal IN OUT` wrote, its report beside it. Without folders, places are blacked
by hand of the instances that the tests make, and of the files of pydicom and pydicom-data. Each
program reads both files; it fails where it cannot read what was written, though it read the source,
or where dciodvfy finds an error that the source does not have. Ends with 1 if one fails.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pydicom import dcmread
from pydicom.filereader import read_file_meta_info
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from conformance.blacked import blacked, tools_at
from conformance.sources import at_hand, found_in
from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Pair = tuple[str, Path, Path]
    """What it is called, the source, and what was written."""

READERS = {
    "dcmdump": ("dcmdump", "-q"),
    "dcmj2pnm": ("dcmj2pnm", "-q", "+Fa"),
    "gdcminfo": ("gdcminfo",),
}
"""Programs by name; the file comes last, and to dcmj2pnm where pictures go."""

VALIDATOR = "dciodvfy"
_ERROR = re.compile(r".*\bError - .*")
_VALUE = re.compile(r"= <[^>]*>|<[0-9.]+>")


def program(name: str) -> str | None:
    """Return where a program is: of this environment, or else of the system."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def faults(source: Path, written: Path) -> dict[str, str]:
    """Return for each program that is here what it has against the file written; empty, nothing."""
    found = {"pydicom": _by_pydicom(written)}
    for name, (command, *options) in READERS.items():
        path = program(command)
        if path:
            found[name] = _worse(source, written, [path, *options])
    validator = program(VALIDATOR)
    if validator:
        (_, after), (_, before) = (judged(path, validator) for path in (written, source))
        found[VALIDATOR] = "; ".join(
            sorted(one for one in after - before if not _is_known(one, written))
        )
    return found


def _is_known(error: str, written: Path) -> bool:
    """Tell whether an error is the price of leaving frames as they are.

    Those of YBR_ICT that are blacked are coded by the reversible transform, those that are not
    keep their bytes; one Photometric Interpretation cannot be right of both.
    """
    several = int(dcmread(written, stop_before_pixels=True).get("NumberOfFrames") or 1) > 1
    return several and "Irreversible Wavelet" in error and "YBR_ICT" in error


def _by_pydicom(path: Path) -> str:
    try:
        count = sum(1 for element in dcmread(path).iterall() if element.value is not None)
    except Exception as problem:  # noqa: BLE001 (whatever it raises, it cannot read it)
        return type(problem).__name__
    return "" if count else "no elements"


def _worse(source: Path, written: Path, command: list[str]) -> str:
    """Return what a reader says of the file written and does not of the source."""
    said = [_said([*command, str(path)]) for path in (written, source)]
    return said[0] if said[0] and not said[1] else ""


def _said(command: list[str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        out = [str(Path(folder, "picture"))] if "+Fa" in command else []
        done = subprocess.run([*command, *out], capture_output=True, check=False)
    error = done.stderr.decode("latin-1").strip()
    is_error = done.returncode != 0 or error.startswith("E:") or "\nE:" in error
    return f"{done.returncode} {error[:200]}" if is_error else ""


def judged(path: Path, validator: str) -> tuple[int, set[str]]:
    """Return an exit code and the lines of errors, without the values that they quote."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [validator, str(_inflated(path, Path(folder)))], capture_output=True, check=False
        )
    text = (done.stdout + done.stderr).decode("latin-1")
    return done.returncode, {_VALUE.sub("<>", line.strip()) for line in _ERROR.findall(text)}


def _inflated(path: Path, folder: Path) -> Path:
    """Return a file that dciodvfy can read: it takes what is deflated for elements."""
    with path.open("rb") as file:
        has_meta = file.read(132)[128:] == b"DICM"
    syntax = read_file_meta_info(path).get("TransferSyntaxUID") if has_meta else None
    if syntax != DeflatedExplicitVRLittleEndian:
        return path
    dataset = dcmread(path)
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.save_as(folder / "inflated")
    return folder / "inflated"


def pairs_of(source: Path, out: Path) -> Iterator[Pair]:
    """Yield what the report of a run says was written of what."""
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest(): path for _, path in found_in(source)}
    report = out.with_name(f"{out.name}.report") / "report.jsonl"
    for line in report.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["output"]:
            if "source_sha256" not in record:
                sys.exit(f"{report} does not say what was written of what: use --reveal")
            path = hashes[record["source_sha256"]]
            yield path.name, path, out / record["output"]


def pairs_made(folder: Path) -> Iterator[Pair]:
    """Black places of all that is at hand, and yield what was done."""
    tools = tools_at(folder)
    for number, (name, path) in enumerate(at_hand(folder)):
        done = blacked(path, folder / f"{number}.dcm", tools)
        if done.verdict is Verdict.WRITTEN:
            yield name, path, done.draft


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of counts, then each fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="IN OUT, any number of times")
    folders: list[Path] = parser.parse_args(arguments).folders
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        pairs = [
            pair
            for source, out in zip(folders[::2], folders[1::2], strict=True)
            for pair in pairs_of(source, out)
        ] or list(pairs_made(Path(name)))
        found = [(called, faults(source, written)) for called, source, written in pairs]
    read = Counter(program for _, each in found for program in each)
    wrong = Counter(program for _, each in found for program, fault in each.items() if fault)
    print("| program | files | faults |")
    print("|---|---|---|")
    for one, count in read.items():
        print(f"| {one} | {count} | {wrong[one]} |")
    for called, each in found:
        for one, fault in each.items():
            if fault:
                print(f"FAULT: {called}: {one}: {fault}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
