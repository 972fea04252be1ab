"""Whether a report over thousands of instances is free of PHI, and opens in time.

`python tests/conformance/report_bytes.py [--instances N]`: so many instances, each of a person of
its own whose name, number and birth date are in the header, in the name of its file and burned in,
and among them truncated files and files that are no DICOM, are scrubbed by one run with --pixel.
All that the run wrote beside its output and said is searched for each of these words, as text, as
UTF-16 and inside of base64; then the page is opened in Chromium, and again with the same run's
report revealed. Ends with 1 if a word is found, if none is where all is revealed, or if it does
not open within 3 seconds.
"""

from __future__ import annotations

import argparse
import base64
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from doubles.browsers import chromium
from doubles.instances import dataset_of, saved
from doubles.lettered import lettered
from scrub.header.key import make_key

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 3.0
_SYLLABLES = "BRAN", "DOR", "EMI", "FALK", "GUN", "HOLT", "IVER", "JOR", "KES", "LUND"
_DAMAGED, _OTHER = 97, 89
"""Each so manieth instance is truncated, or no DICOM at all."""
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
_SUFFIXES = ".report", ".ledger"


def words_of(number: int) -> tuple[str, str, str]:
    """Return a family name, a record number and a birth date that nobody else has."""
    digits = [int(digit) for digit in f"{number:04}"]
    name = "".join(_SYLLABLES[digit] for digit in digits)
    return name, f"MRN{7_310_000 + 13 * number}", f"{1930 + number % 70}{1 + number % 12:02}17"


def make(folder: Path, instances: int) -> None:
    """Write the instances."""
    folder.mkdir()
    for number in range(instances):
        name, record, born = words_of(number)
        picture = lettered((name, 8, 6), (record, 8, 30), size=16)[:56, :240, 0]
        path = folder / f"{name}_{record}.dcm"
        saved(
            dataset_of(
                picture.copy(),
                PatientName=f"{name}^Ada",
                PatientID=record,
                PatientBirthDate=born,
                SOPInstanceUID=f"1.2.3.{number}",
                Modality="US",
            ),
            path,
        )
        if number % _DAMAGED == 1:
            path.write_bytes(path.read_bytes()[:900])
        elif number % _OTHER == 1:
            path.write_text(f"{name} {record} {born}")


def told(folder: Path, *words: str) -> bytes:
    """Run scrub; return all that it wrote beside its output, and said."""
    command = [sys.executable, "-m", "scrub", "--pixel", "in", "out", "--key", "key", *words]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True)
    beside = (folder / f"out{suffix}" for suffix in _SUFFIXES)
    files = (file for path in beside for file in sorted((path, *path.rglob("*"))) if file.is_file())
    names = (str(path.relative_to(folder)).encode() for path in sorted(folder.glob("out*/**/*")))
    return b"\n".join((done.stdout, done.stderr, *names, *(file.read_bytes() for file in files)))


def found_in(content: bytes, instances: int) -> list[str]:
    """Return the words of people that are somewhere in what was told."""
    inside = b"\n".join(_decoded(content))
    texts = [each.decode("latin-1").casefold() for each in (content, inside)]
    texts += [content.decode("utf-16-le", "replace").casefold()]
    tokens = {token for text in texts for token in re.findall(r"[a-z0-9]{6,}", text)}
    joined = " ".join(sorted(tokens))
    words = {word for number in range(instances) for word in words_of(number)}
    return sorted(word for word in words if word.casefold() in joined)


def _decoded(content: bytes) -> Iterator[bytes]:
    for found in _BASE64.finditer(content):
        coded = found[0].rstrip(b"=")
        yield base64.b64decode(coded[: len(coded) // 4 * 4])


def opened(path: Path) -> float:
    """Return after how many seconds the page shows its first row."""
    with chromium() as browser:
        for _ in range(2):  # The first start of a browser is its own.
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            began = time.monotonic()
            page.goto(path.as_uri())
            page.locator("tr.row").first.wait_for()
            seconds = time.monotonic() - began
            page.close()
    return seconds


def main() -> int:
    """Print what was found, and return 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--instances", type=int, default=5000)
    number = parser.parse_args().instances
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder / "in", number)
        make_key(folder / "key")
        content = told(folder, "--workers", "2")
        print(content[: content.index(b"\n\n") if b"\n\n" in content[:400] else 200].decode())
        hidden = found_in(content, number)
        page = folder / "out.report" / "report.html"
        print(f"{page.stat().st_size / 1e6:.1f} MB of page, {len(content) / 1e6:.1f} MB searched")
        print(f"{3 * number} words looked for, {len(hidden)} found")
        seconds = opened(page)
        print(f"opened in {seconds:.2f} s")
        subprocess.run(["rm", "-r", "out", *(f"out{s}" for s in _SUFFIXES)], cwd=folder, check=True)
        for path in sorted((folder / "in").iterdir())[40:]:
            path.unlink()
        revealed = found_in(told(folder, "--reveal", "--workers", "2"), number)
        print(f"revealed, of 40 instances: {len(revealed)} words found")
    return int(bool(hidden) or not revealed or seconds > SECONDS)


if __name__ == "__main__":
    sys.exit(main())
