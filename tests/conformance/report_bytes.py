"""Whether a report over thousands of instances is free of PHI, opens in time and stays usable.

`python tests/conformance/report_bytes.py [--instances N]`: so many instances, each of a person of
its own, of whom much is in the header, in the name of the file and burned in, are scrubbed by one
run with --pixel. Among them are ones that end otherwise: UIDs that another instance has, documents,
truncated files, files that are no DICOM. All that the run wrote beside its output and said is
searched for each person's words and dates (in five forms), as text, as UTF-16 and inside of base64,
in small and in large letters. Dates of digits alone count where they stand by themselves: UIDs and
hashes are full of digits. Then the page is opened in Chromium, filtered, sorted, and an instance
with pictures is opened.

Some more instances are scrubbed with --reveal: the page has to say so, and the same search has to
find the words that are burned in and in names of files.

Ends with 1 if a word is found that should not be or is not found that should, if the page does not
open within 3 seconds, or does not answer within half a second.
"""

from __future__ import annotations

import argparse
import base64
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from doubles.browsers import chromium
from doubles.instances import dataset_of, saved
from doubles.lettered import lettered
from scrub.header.key import make_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from playwright.sync_api import Page
    from pydicom.dataset import Dataset

SECONDS, PROMPTLY = 3.0, 0.5
"""To open, and to answer."""

REVEALED = 40
"""So many instances are revealed."""

_SYLLABLES = "BRAN", "DOR", "EMI", "FALK", "GUN", "HOLT", "IVER", "JOR", "KES", "LUND"
_DAMAGED, _OTHER, _DOCUMENT, _TWICE = 97, 89, 83, 79
"""Each so manieth instance is truncated, no DICOM, a document, or held: it has another's UIDs."""
_PDF = "1.2.840.10008.5.1.4.1.1.104.1"
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
_SUFFIXES = ".report", ".ledger"
_FORMS = "{0}{1}{2}", "{0}-{1}-{2}", "{2}.{1}.{0}", "{2}/{1}/{0}", "{1}/{2}/{0}"
_HEAD, _PIECE = 8, 1 << 22


@dataclass(frozen=True)
class Person:
    """Somebody whose words nobody else has, but for the dates."""

    number: int

    def _name(self, ending: str) -> str:
        return "".join(_SYLLABLES[int(digit)] for digit in f"{self.number:04}") + ending

    @property
    def family(self) -> str:
        """Family name."""
        return self._name("")

    @property
    def record(self) -> str:
        """Medical record number."""
        return f"MRN{7_310_000 + 13 * self.number}"

    @property
    def born(self) -> tuple[str, str, str]:
        """Year, month and day."""
        return f"{1930 + self.number % 70}", f"{1 + self.number % 12:02}", "17"

    @property
    def seen(self) -> tuple[str, str, str]:
        """Year, month and day of the study."""
        return f"{2003 + self.number % 17}", "06", f"{1 + self.number % 28:02}"

    def lines(self) -> tuple[str, ...]:
        """Return what is burned in."""
        born = _FORMS[2].format(*self.born)
        return f"{self.family}, {self._name('INA')}", self.record, born

    def header(self) -> dict[str, str]:
        """Return what is in the header."""
        return {
            "PatientName": f"{self.family}^{self._name('INA')}",
            "PatientID": self.record,
            "PatientBirthDate": "".join(self.born),
            "StudyDate": "".join(self.seen),
            "AccessionNumber": f"ACC{50_000_000 + 17 * self.number}",
            "OtherPatientIDs": f"OLD{60_000_000 + 19 * self.number}",
            "PatientAddress": f"14 {self._name('GATE')}",
            "ReferringPhysicianName": self._name("SSON"),
            "PatientComments": f"neighbor of {self._name('LEY')}",
            "StudyDescription": f"follow-up for {self._name('TON')}",
        }

    def words(self) -> Iterator[str]:
        """Yield every word of the above that tells who it is."""
        for value in (*self.lines(), *self.header().values()):
            yield from re.findall(r"[A-Z]{3}\w{5,}", value)
        for form in _FORMS:
            yield form.format(*self.born)
            yield form.format(*self.seen)

    def shown(self) -> Iterator[str]:
        """Yield the words that a report that reveals has to show."""
        yield from (self.family, self.record)


def make(folder: Path, people: Iterable[Person]) -> None:
    """Write the instances."""
    folder.mkdir()
    for one in people:
        path = folder / f"{one.family}_{one.record}.dcm"
        saved(_instance(one), path)
        if one.number % _DAMAGED == 1:
            path.write_bytes(path.read_bytes()[:900])
        elif one.number % _OTHER == 1:
            path.write_text(" ".join((*one.lines(), *one.header().values())))


def _instance(one: Person) -> Dataset:
    lines = [(line, 8, 6 + 24 * at) for at, line in enumerate(one.lines())]
    uids = f"1.2.3.{one.number - (one.number % _TWICE == 1)}"
    made = dataset_of(
        lettered(*lines, size=14)[:80, :, 0].copy(),
        SOPInstanceUID=uids,
        Modality="US",
        Manufacturer="Fictive Imaging",
        ManufacturerModelName=f"Example {one.number % 7}",
        **one.header(),
    )
    if one.number % _DOCUMENT == 1:
        del made.PixelData
        made.SOPClassUID = _PDF
        made.EncapsulatedDocument = f"%PDF-1.4 {one.lines()}".encode()
    return made


def told(folder: Path, source: str, *words: str) -> bytes:
    """Run scrub; return all that it wrote beside its output, and said."""
    for name in ("out", *(f"out{suffix}" for suffix in _SUFFIXES)):
        subprocess.run(["rm", "-rf", name], cwd=folder, check=True)
    command = [sys.executable, "-m", "scrub", "--pixel", source, "out", "--key", "key", *words]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True)
    print(done.stdout.decode().splitlines()[-1])
    beside = (folder / f"out{suffix}" for suffix in _SUFFIXES)
    files = (file for path in beside for file in sorted((path, *path.rglob("*"))) if file.is_file())
    names = (str(path.relative_to(folder)).encode() for path in sorted(folder.glob("out*/**/*")))
    return b"\n".join((done.stdout, done.stderr, *names, *(file.read_bytes() for file in files)))


def found_in(content: bytes, words: Iterable[str]) -> set[str]:
    """Return the words, of eight letters at least, that are somewhere in what was told."""
    by_head: dict[int, list[tuple[bytes, str]]] = defaultdict(list)
    for word in words:
        for code in ("ascii", "utf-16-le"):
            needle = word.lower().encode(code)
            by_head[int.from_bytes(needle[:_HEAD], "little")].append((needle, word))
    heads = np.array(sorted(by_head), np.uint64)
    found = set()
    for text in (content.lower(), b"\n".join(_decoded(content)).lower()):
        for at in _places(text, heads):
            head = int.from_bytes(text[at : at + _HEAD], "little")
            found |= {word for needle, word in by_head[head] if _is_there(text, at, needle)}
    return found


def _places(text: bytes, heads: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> Iterator[int]:
    """Yield where one of the heads begins, all of them at once being quicker than each."""
    for start in range(0, len(text), _PIECE):
        piece = np.frombuffer(text[start : start + _PIECE + _HEAD - 1], np.uint8)
        if len(piece) >= _HEAD:
            windows = np.lib.stride_tricks.sliding_window_view(piece, _HEAD)
            grams = np.ascontiguousarray(windows).view("<u8")[:, 0]
            yield from (np.flatnonzero(np.isin(grams, heads)) + start).tolist()


def _is_there(text: bytes, at: int, needle: bytes) -> bool:
    end = at + len(needle)
    beside = text[max(0, at - 1) : at] + text[end : end + 1]
    return text[at:end] == needle and not (needle.isdigit() and re.search(rb"[0-9a-z]", beside))


def _decoded(content: bytes) -> Iterator[bytes]:
    for found in _BASE64.finditer(content):
        coded = found[0].rstrip(b"=")
        yield base64.b64decode(coded[: len(coded) // 4 * 4])


def used(path: Path) -> Iterator[tuple[str, float, float]]:
    """Yield what is done with the page, the seconds that it takes, and how many it may take."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto("about:blank")  # A browser's own start is not the page's.
        began = time.monotonic()
        page.goto(path.as_uri())
        page.locator("tr.row").first.wait_for()
        yield "opened", time.monotonic() - began, SECONDS
        for name, act in (("filtered", _filter), ("sorted", _sort), ("an instance", _open)):
            yield name, act(page), PROMPTLY


def _timed(act: Callable[[], None], page: Page, sign: str) -> float:
    """Return how long it takes until a sign of it is there, and drawn."""
    began = time.monotonic()
    act()
    # The page lets nobody evaluate text, as wait_for_function does.
    drawn = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    page.evaluate(f"(async () => {{ do await {drawn}; while (!({sign})); }})()")
    return time.monotonic() - began


def _filter(page: Page) -> float:
    page.keyboard.press("/")
    page.keyboard.type("example ")
    page.locator("#count").get_by_text(" of ").wait_for()
    was = page.locator("#count").inner_text()
    sign = f"document.querySelector('#count').textContent !== {was!r}"
    seconds = _timed(lambda: page.keyboard.press("3"), page, sign)
    page.get_by_role("button", name="Show all").click()
    return seconds


def _sort(page: Page) -> float:
    sort = page.get_by_role("columnheader", name="Seconds").get_by_role("button")
    return _timed(sort.click, page, "document.querySelector('th.number[aria-sort]')")


def _open(page: Page) -> float:
    """Open an instance that has pictures."""
    page.get_by_label("Verdict", exact=True).select_option("written")
    ids = page.locator("script[id^=pictures]").evaluate_all("all => all.map((one) => one.id)")
    drawn = {int(one.removeprefix("pictures")) + 1 for one in ids}
    on = page.get_by_role("button", name="Next page")
    while True:
        for button in page.locator("tr.row button.pill").all():
            label = button.get_attribute("aria-label") or ""
            if int((re.search(r"instance (\d+)", label) or ["", "0"])[1]) in drawn:
                return _timed(button.click, page, "document.querySelector('.detail .crop image')")
        on.click()


def main() -> int:
    """Print what was found, and return 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--instances", type=int, default=5000)
    people = [Person(number) for number in range(parser.parse_args().instances)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_key(folder / "key")
        return int(any([*_hidden(folder, people), *_revealed(folder, people[:REVEALED])]))


def _hidden(folder: Path, people: list[Person]) -> Iterator[bool]:
    """Yield what is wrong with a report as it is."""
    make(folder / "in", people)
    content = told(folder, "in", "--workers", "2")
    words = {word for one in people for word in one.words()}
    found = found_in(content, words)
    page = folder / "out.report" / "report.html"
    print(f"{page.stat().st_size / 1e6:.1f} MB of page, {len(content) / 1e6:.1f} MB searched")
    print(f"{len(words)} words and dates looked for, {len(found)} found")
    yield bool(found)
    for done, seconds, most in used(page):
        print(f"{done}: {seconds:.2f} s{'' if seconds <= most else f', MISSED {most}'}")
        yield seconds > most


def _revealed(folder: Path, people: list[Person]) -> Iterator[bool]:
    """Yield what is wrong with a report that reveals."""
    make(folder / "few", people)
    told(folder, "few", "--reveal", "--workers", "2")
    content = (folder / "out.report" / "report.html").read_bytes()
    words = {word for one in people for word in one.shown()}
    found, says = found_in(content, words), b"This report shows patients' data" in content
    print(f"revealed: {len(found)} of {len(words)} found, and the page says so: {says}")
    yield not says or found != words


if __name__ == "__main__":
    sys.exit(main())
