"""What a run says at its end, and its exit code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrub.errors import ExitCode
from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.batch.settings import Due, Ended

_WORST_FIRST = (
    (Verdict.FAILED, ExitCode.FAILED),
    (Verdict.HELD, ExitCode.HELD),
    (Verdict.REFUSED, ExitCode.HELD),
)
_SAID = {
    Verdict.HELD: "held for a person to look at",
    Verdict.REFUSED: "refused",
    Verdict.FAILED: "failed",
    Verdict.NOT_DICOM: "not DICOM and left where they are",
}


@dataclass(slots=True)
class Tally:
    """What is counted of a run. `kept` were done by earlier runs.

    `decided` have decisions of people applied, `undecided` some that were made on other bytes.
    `shared` are inputs that came to a file which another came to.
    """

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    kept: int = 0
    frames: int = 0
    decided: int = 0
    undecided: int = 0
    shared: int = 0

    def due(self, due: Due) -> None:
        """Nothing is counted of what is to come."""

    def ended(self, ended: Ended) -> None:
        """Count one outcome; not twice where it is told instead of another."""
        record = ended.record
        self.verdicts[ended.verdict] += 1
        self.shared += "same_instance_as" in record
        if ended.instead:
            self.verdicts[ended.instead] -= 1
            return
        self.kept += ended.kept
        self.frames += record["frames"]
        # An earlier version of scrub knew of no decisions.
        decisions = record.get("decisions", {})
        self.decided += bool(decisions.get("applied"))
        self.undecided += bool(decisions.get("other_bytes"))


def exit_code(verdicts: Mapping[Verdict, int]) -> int:
    """Return the code of the worst thing that happened."""
    codes = (code for verdict, code in _WORST_FIRST if verdicts.get(verdict))
    return int(next(codes, ExitCode.WRITTEN))


def summary(tally: Tally, output: str, report: str, *, pixels: bool) -> str:
    """Return a paragraph for people, and a last line for scripts."""
    verdicts = tally.verdicts
    counted = [f"{verdicts[Verdict.WRITTEN]} written to {output}"]
    counted += [
        f"{verdicts[verdict]} {said}" for verdict, said in _SAID.items() if verdicts[verdict]
    ]
    sentences = [", ".join(counted) + "."]
    if tally.kept:
        sentences.append(f"{tally.kept} of these were done before.")
    if tally.shared:
        sentences.append(f"{tally.shared} are instances that are also among the others.")
    if tally.decided:
        sentences.append(f"Decisions of people were applied to {tally.decided}.")
    if tally.undecided:
        sentences.append(
            f"Of {tally.undecided} the bytes are not those that people decided on: look again."
        )
    if not pixels:
        sentences.append("Only headers were scrubbed: text in pixels is still there (--pixel).")
    sentences.append(f"The report is {report}/report.html.")
    numbers = " ".join(f"{verdict.replace(' ', '_')}={verdicts[verdict]}" for verdict in Verdict)
    return " ".join(sentences) + f"\nscrub: {numbers}"
