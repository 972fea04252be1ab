"""Outcomes of thousands of invented people's instances, drawn from a seed, for reports.

Whatever of a person an outcome can hold is in it: texts of findings, paths, hashes of files.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrub.model.geometry import Rect
from scrub.model.header import Effect, HeaderEdit, TagPath
from scrub.model.instance import Source
from scrub.model.mask import FrameRange, Mask, Region
from scrub.model.outcome import Check, Outcome, Verdict
from scrub.model.plan import Plan
from scrub.model.text import Finding, PhiKind, Sensitive
from scrub.report.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS, COLUMNS = 600, 800
MACHINES = [("US", f"Fictive Example {number}") for number in range(7)]
MACHINES += [("CR", "Larkmoor Scan 2"), ("XA", "Kestrel Cine"), ("OT", ""), ("MR", "Merlin 3")]
FAMILIES = "ASHGROVE BRANNOCK CALLOWAY HAWKSMOOR OSTERWICK QUILLFEATHER THISTLEWOOD WETHERELL"
GIVEN = "ANSEL EDMUND JOSS MARIGOLD PERPETUA PHILIPPA ROSALIND TOBIAS"
FOUND = (
    (PhiKind.NAME, "own values", "PatientName", 1.0),
    (PhiKind.IDENTIFIER, "own values", "PatientID", 1.0),
    (PhiKind.DATE, "patterns", "date with a month's name", 0.95),
    (PhiKind.NAME, "names", "last name, first name", 0.8),
    (PhiKind.UNKNOWN, "vocabulary", "not known as clinical or technical", 0.5),
    (PhiKind.UNREADABLE, "vocabulary", "could not be read", 0.3),
)
ENDS = (
    (Verdict.HELD, "not verified: no identifying text is left"),
    (Verdict.REFUSED, "no codec for transfer syntax 1.2.3"),
    (Verdict.FAILED, "its data set is cut short"),
    (Verdict.NOT_DICOM, "not DICOM"),
)
CHECKS = tuple(Check(f"check {number}", passed=True) for number in range(12))
STAGES = ("read", "look", "plan", "apply", "verify", "write")
WITHHELD = 25
"""One in so many is not written."""


@dataclass
class Reported:
    """Records, one after another, and every text in them that identifies."""

    many: int
    reveal: bool = False
    seed: int = 7
    told: set[str] = field(default_factory=set)

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the records, from the first one; they are the same each time."""
        dice = random.Random(self.seed)
        for number in range(self.many):
            outcome = self._outcome(number, dice)
            name = hashlib.sha256(f"{self.seed} {number}".encode()).hexdigest()[:32]
            yield record(outcome, name, reveal=self.reveal, ended="2026-01-02T03:04:05.678+00:00")

    def _outcome(self, number: int, dice: random.Random) -> Outcome:
        family, given = dice.choice(FAMILIES.split()), dice.choice(GIVEN.split())
        patient = f"LV{dice.randrange(10**6, 10**7)}"
        source = Source(f"/archive/{family}^{given}", f"{patient}/{number}.dcm")
        self.told |= {family, given, patient, source.file}
        verdict, reason = Verdict.WRITTEN, "scrubbed; 6 regions blacked"
        if number % WITHHELD == WITHHELD - 1:
            verdict, reason = ENDS[number // WITHHELD % len(ENDS)]
        modality, equipment = dice.choice(MACHINES)
        has_plan = verdict in {Verdict.WRITTEN, Verdict.HELD}
        texts = [f"{family}, {given}", patient, "12-JAN-1931", f"DR {family}", "QXZ", ""]
        return Outcome(
            source,
            verdict,
            reason,
            plan=self._plan(number, texts, dice) if has_plan else None,
            checks=CHECKS if has_plan else (),
            seconds=tuple((stage, dice.uniform(0.01, 2)) for stage in STAGES) * has_plan,
            modality=modality,
            equipment=equipment,
            number_of_frames=4,
            rows=ROWS,
            columns=COLUMNS,
        )

    def _plan(self, number: int, texts: list[str], dice: random.Random) -> Plan:
        sha256 = hashlib.sha256(texts[0].encode()).hexdigest()
        self.told |= {sha256, *filter(lambda text: len(text) > 3, texts)}
        findings = [
            Finding(
                Sensitive(text),
                Rect(20, 20 + 40 * line, 20 + dice.randrange(40, 300), 44 + 40 * line),
                FrameRange(line % 3, 4),
                kind,
                recognizer,
                reason,
                score,
            )
            for line, (text, (kind, recognizer, reason, score)) in enumerate(
                zip(texts, FOUND, strict=True)
            )
        ]
        regions = [Region(f.rect, f.frames, str(f.kind)) for f in findings]
        templates = ("fictive-banner",) if number % 3 == 0 else ()
        strip = Region(Rect(0, 0, COLUMNS, 20), FrameRange(0, 4), "template fictive-banner")
        return Plan(
            source_sha256=sha256,
            recipe_digest="0" * 64,
            target=f"2.25.{number}/2.25.{number + 1}/2.25.{number + 2}.dcm",
            header=tuple(HeaderEdit(TagPath((), tag), Effect.EMPTY, "E.1-1 Z") for tag in range(9)),
            transfer_syntax_uid="1.2.840.10008.1.2.1",
            mask=Mask((*regions, *[strip] * len(templates))),
            findings=tuple(findings),
            templates=templates,
            near_templates=() if templates or number % 2 else ("fictive-large", "fictive-small"),
            has_pixels=True,
            looked=True,
            kept_texts=3,
            pseudonym=f"ANON_{number}",
            patient_hash=f"{number:032x}",
            elements=90,
        )


def run_of(*, reveal: bool = False, pixel: bool = True) -> dict[str, Any]:
    """Return a run's record."""
    return {
        "recipe": {"pixel": pixel, "text_mode": "unless-clinical", "profile": "basic"},
        "versions": {"dicom-scrub": "1.2.3"},
        "started": "2026-01-02T03:04:05Z",
        "seconds": 1234.5,
        "frames": 20000,
        "revealed": reveal,
    }
