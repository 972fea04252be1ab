"""What there is to review: the records of a run, each with its source, in the order of need.

First what was held, refused or failed; then what has findings, the most doubtful first; then the
rest. A record is as in scrub.report.records, which hands it on as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.model.outcome import Verdict
from scrub.model.text import DOUBTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scrub.model.instance import Source

Record = dict[str, Any]

_RANKS = {Verdict.HELD: 0, Verdict.REFUSED: 1, Verdict.FAILED: 2}
_FOUND, _REST = 3, 4


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a range of frames."""

    rect: Rect
    frames: FrameRange


@dataclass(frozen=True, slots=True)
class Item:
    """One instance. `source` is None where it was not found again; `step` is what to do next."""

    record: Record = field(repr=False)
    source: Source | None
    step: str = ""

    @property
    def source_id(self) -> str:
        """The keyed hash that names its source."""
        return str(self.record["source"])

    @property
    def frames(self) -> int:
        """How many it has."""
        return int(self.record["frames"])

    @property
    def machine(self) -> tuple[str, int, int]:
        """What it has in common with instances of the same machine and size."""
        return self.record["equipment"], self.record["rows"], self.record["columns"]

    @property
    def series(self) -> str:
        """The folder that it was written to; empty if it was not."""
        return str(self.record["output"]).rpartition("/")[0]

    @property
    def needs_a_person(self) -> bool:
        """Tell whether it was not published."""
        return self.record["verdict"] in _RANKS

    @property
    def why(self) -> str:
        """Why it stands where it does in the list."""
        if self.needs_a_person:
            return f"{self.record['verdict']}: {self.record['reason']}"
        findings = self.record["findings"]
        if not findings:
            return "nothing was found"
        doubts = sum(one["kind"] in DOUBTS for one in findings)
        least = min(one["score"] for one in findings)
        count = f"{len(findings)} finding{'s' * (len(findings) > 1)}"
        return f"{count}, {doubts} in doubt" if doubts else f"{count}, the least sure {least:.2f}"

    @property
    def rank(self) -> tuple[int, float]:
        """Where it stands in the list."""
        findings = self.record["findings"]
        rank = _RANKS.get(Verdict(self.record["verdict"]), _FOUND if findings else _REST)
        return rank, -max(map(_doubt, findings), default=0.0)


def _doubt(finding: Record) -> float:
    """Return how doubtful a finding is: 0..1 where it matches what identifies, 1..2 else."""
    return (finding["kind"] in DOUBTS) + 1.0 - float(finding["score"])


def items(
    records: Iterable[Record], sources: Mapping[str, Source], steps: Mapping[str, str]
) -> tuple[Item, ...]:
    """Return what there is to review, in order. What is not DICOM is left out.

    `sources` and `steps` (what to do next) are by the names of sources.
    """
    made = (
        Item(record, sources.get(record["source"]), steps.get(record["source"], ""))
        for record in records
        if record["verdict"] != Verdict.NOT_DICOM
    )
    return tuple(sorted(made, key=lambda one: one.rank))


def place_of(told: Any) -> Place:  # noqa: ANN401 (JSON)
    """Return a place as records and pages tell it: frames counted from 1.

    Raises:
        ValueError: if it is none.

    """
    try:
        rect, frames = told["rect"], told["frames"]
        numbers = [rect[key] for key in ("x", "y", "width", "height")]
        numbers += [frames[key] for key in ("first", "last")]
        if not all(type(number) is int for number in numbers):
            raise ValueError("a place has whole numbers")
    except (KeyError, TypeError):
        raise ValueError("this is no place") from None
    left, top, width, height, first, last = numbers
    return Place(Rect(left, top, left + width, top + height), FrameRange(first - 1, last))


def told_of(rect: Rect, frames: FrameRange) -> Record:
    """Return a place as JSON."""
    return {
        "rect": {"x": rect.left, "y": rect.top, "width": rect.width, "height": rect.height},
        "frames": {"first": frames.first + 1, "last": frames.stop},
    }
