"""What a scan says: a line for each instance, a summary, and a folder if someone asked for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.cli.records_file import RecordsFile, part_of
from scrub.errors import ExitCode, OutputError
from scrub.model.outcome import Verdict
from scrub.report.scans import CLEAR, FOUND, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.model.scanned import Scanned
    from scrub.model.text import PhiKind

RECORDS, SUMMARY = "scan.jsonl", "scan.json"


@dataclass(slots=True)
class Count:
    """What is counted of a scan: instances by how it went, texts and attributes by kind.

    `showing` have such texts, `telling` such attributes, and `unseen` pixels nobody looked at.
    """

    instances: Counter[str] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    showing: int = 0
    telling: int = 0
    unseen: int = 0

    def add(self, scanned: Scanned) -> None:
        """Count one instance."""
        self.instances[told(scanned)] += 1
        self.texts.update(texts_of(scanned))
        self.values.update(dict(scanned.header))
        self.showing += bool(scanned.in_pixels)
        self.telling += bool(scanned.in_header)
        self.unseen += scanned.has_pixels and not scanned.looked

    def exit_code(self) -> int:
        """Return the code of the worst that was found."""
        worst_first = (
            (FOUND, ExitCode.PHI_FOUND),
            (Verdict.FAILED, ExitCode.FAILED),
            (Verdict.REFUSED, ExitCode.HELD),
        )
        codes = (code for word, code in worst_first if self.instances[word])
        return int(next(codes, ExitCode.WRITTEN))


def texts_of(scanned: Scanned) -> Counter[str]:
    """Return how many texts may identify someone, by kind or by where else than on frames."""
    found = Counter(str(finding.kind) for finding in scanned.findings)
    found["in overlays"] = scanned.plane_texts
    found["in unused bits"] = int(scanned.in_unused_bits)
    return +found


def line(scanned: Scanned, name: str) -> str:
    """Return what is said of one instance: no text of it."""
    said = told(scanned)
    if scanned.problem:
        return f"{name}: {said}: {scanned.reason}"
    parts = [said]
    if scanned.in_pixels:
        parts.append(_counted(scanned.in_pixels, "text", "in the pixels", texts_of(scanned)))
    if scanned.in_header:
        parts.append(
            _counted(scanned.in_header, "attribute", "of the header", dict(scanned.header))
        )
    if scanned.has_pixels and not scanned.looked:
        parts.append("pixels not looked at")
    return f"{name}: {'; '.join(parts)}"


def summary(count: Count, *, header: bool) -> str:
    """Return a paragraph for people, and a last line for scripts."""
    instances = count.instances
    looked_at = instances[FOUND] + instances[CLEAR]
    sentences = [f"{_number(looked_at, 'instance')} looked at."]
    if count.showing:
        texts = _counted(count.texts.total(), "text", "that may identify someone", count.texts)
        sentences.append(f"{count.showing} show in their pixels {texts}.")
    if count.telling:
        values = _counted(count.values.total(), "attribute", "that may", count.values)
        sentences.append(f"{count.telling} have in their headers {values}.")
    if not instances[FOUND]:
        sentences.append("Nothing was found that may identify someone.")
    unsure = instances[Verdict.REFUSED] + instances[Verdict.FAILED]
    if unsure:
        sentences.append(f"{unsure} could not be looked at.")
    if count.unseen:
        sentences.append("Pixels were not looked at (--ocr none).")
    if not header:
        sentences.append("Headers were not looked at (--header).")
    words = (FOUND, CLEAR, Verdict.REFUSED, Verdict.FAILED, Verdict.NOT_DICOM)
    numbers = " ".join(f"{word.replace(' ', '_')}={instances[word]}" for word in words)
    return " ".join(sentences) + f"\nscrub: {numbers}"


def _counted(total: int, noun: str, where: str, kinds: Mapping[str | PhiKind, int]) -> str:
    by_kind = ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))
    return f"{_number(total, noun)} {where} ({by_kind})"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


class ScanFolder(RecordsFile):
    """The folder of a scan's report; what an earlier scan left there stays until this one ends.

    Raises:
        OutputError: if it cannot be made, or something else is in it.

    """

    def __init__(self, folder: str) -> None:
        records, summary = Path(folder, RECORDS), Path(folder, SUMMARY)
        try:
            records.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            own = {path.name for one in (records, summary) for path in (one, part_of(one))}
            if {path.name for path in records.parent.iterdir()} - own:
                raise OutputError(f"{folder} exists and was not made by a scan")
            super().__init__(records, summary)
        except OSError as problem:
            raise OutputError(f"cannot make {folder}: {problem.strerror}") from None
