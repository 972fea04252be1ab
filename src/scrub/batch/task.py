"""What a worker does with one job: the stages, with everything that libraries say kept silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.batch.silence import silence
from scrub.stages.scrub import scrub
from scrub.stages.write import Places
from scrub.toolbox import assemble

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
            tools = assemble(self.recipe, self.key_path, self.patient_map)
            return scrub(job, tools, Places(self.output, self.work, self.syncs_names))
