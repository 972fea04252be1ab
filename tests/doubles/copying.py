"""A run whose task only copies files that are marked as DICOM; a word in each says how it ends."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.cli import options as asked
from scrub.cli.main import guarded
from scrub.cli.run import run
from scrub.errors import MissingToolError
from scrub.model.outcome import Outcome, Verdict
from scrub.model.plan import Plan

if TYPE_CHECKING:
    from scrub.model.instance import Job
    from scrub.recipe import Recipe

HEAD = bytes(128) + b"DICM"
PATIENT = "doe_jane"


@dataclass(frozen=True, slots=True)
class CopyJob:
    """Copies a file by way of a draft; a word in the file says how it ends."""

    recipe: Recipe
    key_path: str
    output: str
    work: str
    patient_map: str = ""

    def __call__(self, job: Job) -> Outcome:
        content = Path(job.source.file).read_bytes()
        word = content[len(HEAD) :].decode()
        if word.startswith("missing"):
            raise MissingToolError("no engine: pip install one")
        if word.startswith("bug"):
            raise ValueError(PATIENT)
        if word.startswith("killed"):
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.2 * word.startswith("slow"))
        if word.startswith("held"):
            return Outcome(job.source, Verdict.HELD, "someone must look")
        target = hashlib.sha256(content).hexdigest()[:16]
        draft = Path(self.work, target)
        draft.write_bytes(content)
        draft.rename(Path(self.output, target))
        plan = Plan("", self.recipe.digest(), target, (), "1.2.840.10008.1.2.1")
        return Outcome(job.source, Verdict.WRITTEN, "", plan, number_of_frames=1)


def put(house: Path, *words: str) -> None:
    for word in words:
        (house / "in" / PATIENT / word).write_bytes(HEAD + word.encode())


def scrub(house: Path, *arguments: str) -> int:
    given = ["--workers", "0", *arguments, str(house / "in"), str(house / "out")]
    return guarded(lambda: run(asked.parse(given), CopyJob), debug=False)


def records(house: Path) -> list[dict[str, str]]:
    lines = (house / "out.report" / "report.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]
