"""What a worker does with one job: the stages, with everything that libraries say kept silent."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from scrub.batch.silence import silence
from scrub.stages.write import Places

if TYPE_CHECKING:
    from scrub.model.instance import Job
    from scrub.model.outcome import Outcome
    from scrub.recipe import Recipe


@dataclass(frozen=True, slots=True)
class ScrubJob:
    """The task of a run, small enough to send to every worker.

    Unless it `syncs_names`, the ledger of the run does: see Places.
    """

    recipe: Recipe
    key_path: str
    output: str
    work: str
    patient_map: str = ""
    syncs_names: bool = False

    def __call__(self, job: Job) -> Outcome:
        """Return how one instance ended.

        Raises:
            RunError: if the tools cannot be had.

        """
        with silence():
            # They bring every library, which takes its time; who sends jobs does not need them.
            assemble = import_module("scrub.toolbox").assemble
            scrub = import_module("scrub.stages.scrub").scrub
            tools = assemble(self.recipe, self.key_path, self.patient_map)
            places = Places(self.output, self.work, self.syncs_names)
            outcome: Outcome = scrub(job, tools, places)
            return outcome
