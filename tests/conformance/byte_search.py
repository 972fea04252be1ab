"""Whether a value of a source is still in what was written, byte for byte.

`python tests/conformance/byte_search.py [--only RUN]... [--made N] [IN]...`: the files of pydicom
and pydicom-data, of folders IN, instances with a value planted in every attribute and invented
people's headers are scrubbed by the Basic Profile, with each option, with all that go together and
by the profile hipaa. Each output is searched, what is deflated in it inflated first. Printed is
how many values were looked for, how many were not and why, and each that is still there; ends
with 1 if one is.

What describes an image, or is private, may say what an attribute says too that no table lists and
that stays, such as a body part; that is no leak, and counted.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import warnings
import zlib
from collections import Counter
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "fixtures"))

from pydicom import dcmread
from pydicom.filereader import read_partial

from conformance.byte_search_made import write_made
from conformance.byte_search_values import kept_of, values_of
from conformance.commanded import HIPAA, RUNS, Laid, arguments, laid
from conformance.planted_table import CODES
from conformance.planted_values import write_all
from conformance.sources import found_in, packaged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydicom.dataset import Dataset

    from conformance.byte_search_values import Values
    from conformance.commanded import Ended

_COMPRESSED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_GZIP_OR_ZLIB = 47
_DEEPEST = 3
_SURE_NUMBER = 8
_DEFLATED = "1.2.840.10008.1.2.1.99"


@dataclass
class Searched:
    """What one run came to; `leaks` are file, attribute and where the value stands now."""

    files: int = 0
    values: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    unwritten: Counter[str] = field(default_factory=Counter)
    leaks: list[tuple[str, str]] = field(default_factory=list)


def searched(run: str, files: Laid, out: Path) -> Searched:
    """Scrub all files in one run, and search what was written."""
    found = Searched()
    for one in files.scrubbed(out, *arguments(run), workers=2):
        if one.output is None:
            found.unwritten[one.verdict] += 1
            continue
        values, leaks = leaks_of(one, run)
        found.files += 1
        found.values += len(values.strong) + len(values.weak)
        found.left_out.update(values.left_out)
        found.leaks += [(one.source.name, leak) for leak in leaks]
    return found


def leaks_of(ended: Ended, run: str) -> tuple[Values, list[str]]:
    """Return what was looked for in what was written of a file, and each that is still there."""
    assert ended.output
    dataset = _read(ended.source)
    values, kept = values_of(dataset, run), kept_of(dataset, run)
    content = b"\0".join(all_of(ended.output.read_bytes())).lower()
    for _, meaning in CODES.values():
        # Someone may be called Patient.
        content = content.replace(meaning.lower().encode(), b"")
    leaks = []
    for one, attribute in (values.strong | values.weak).items():
        if not is_in(one, content):
            continue
        if one in values.retained:
            values.leave_out("said by an attribute that an option retains")
        elif one in values.weak and any(is_in(one, said) for said in kept):
            values.leave_out("said by an attribute that stays")
        else:
            leaks.append(f"{attribute} {one[:40]!r}")
    return values, leaks


def is_in(value: bytes, content: bytes) -> bool:
    """Tell whether a value stands somewhere; a short number not as a part of a longer one."""
    if not value.isdigit() or len(value) >= _SURE_NUMBER:
        return value in content
    return re.search(rb"(?<!\d)(?<!\d\.)" + value + rb"(?!\.?\d)", content) is not None


def all_of(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield content, and what is deflated in it, in streams within streams too."""
    if depth == 0:
        content = _inflated(content)
    yield content
    if depth == _DEEPEST:
        return
    for found in _COMPRESSED.finditer(content):
        inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
        try:
            inner = inflater.decompress(content[found.start() :])
        except zlib.error:
            continue
        if inner:
            yield from all_of(inner, depth + 1)


def _inflated(content: bytes) -> bytes:
    """Return a file whose data set is deflated with it inflated; PS3.10's group 2 is not."""
    start = content.find(b"\x02\x00\x10\x00UI", 132, 1024)
    if start < 0 or not content[start + 8 :].startswith(_DEFLATED.encode()):
        return content
    length = int.from_bytes(content[140:144], "little")
    return content[: 144 + length] + zlib.decompress(content[144 + length :], -zlib.MAX_WBITS)


def _read(path: Path) -> Dataset:
    try:
        return dcmread(path, force=True, stop_before_pixels=True)
    except Exception:  # noqa: BLE001 (of files that are cut short, what is there)
        with path.open("rb") as file:
            return read_partial(file, force=True, stop_when=lambda tag, *_: tag >= 0x7FE00000)


def sources(folder: Path, made: int, folders: Sequence[Path], *, quick: bool) -> Laid:
    """Return all files that are searched, copied where they can be scrubbed."""
    packages = [one for one in ("pydicom", "data_store") if find_spec(one) and not quick]
    named = [path for package in packages for _, path in packaged(package)]
    named += [path for each in folders for _, path in found_in(each)]
    named += write_all(folder / "planted").values()
    named += write_made(folder / "made", made)
    return laid(named, folder / "in")


def main(given: Sequence[str] | None = None) -> int:
    """Print the table, and each leak."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, help="further files")
    parser.add_argument("--only", action="append", help="a run; any number of times")
    parser.add_argument("--made", type=int, default=100, help="how many headers are made")
    parser.add_argument("--quick", action="store_true", help="without pydicom's files")
    chosen = parser.parse_args(given)
    warnings.simplefilter("ignore")
    leaks = []
    left_out: Counter[str] = Counter()
    print("| run | files written | not written | values looked for | still there |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = sources(folder, chosen.made, chosen.folders, quick=chosen.quick)
        for run in chosen.only or [*RUNS, HIPAA]:
            one = searched(run, files, folder / f"out {run}")
            not_written = ", ".join(f"{n} {verdict}" for verdict, n in one.unwritten.items())
            cells = (run, one.files, not_written, one.values, len(one.leaks))
            print(f"| {' | '.join(map(str, cells))} |", flush=True)
            leaks += [f"LEAK: {run}: {path}: {what}" for path, what in one.leaks]
            left_out.update(one.left_out)
    print("\nnot looked for, or no leak:")
    print("\n".join(f"{count}: {why}" for why, count in left_out.most_common()))
    print("\n".join(leaks))
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
