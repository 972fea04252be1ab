"""What a worker does with one job: the stages, with everything that libraries say kept silent."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from scrub.batch.silence import silence
from scrub.model.outcome import Unchanged
from scrub.stages.write import Places

if TYPE_CHECKING:
    from scrub.model.instance import Job
    from scrub.model.outcome import Outcome
    from scrub.recipe import Recipe
    from scrub.toolbox import Toolbox


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

    def __call__(self, job: Job) -> Outcome | Unchanged:
        """Return how one instance ended.

        Raises:
            RunError: if the tools cannot be had.

        """
        with silence():
            tools = self._tools()
            rematch = import_module("scrub.stages.rematch")
            if job.matched and rematch.is_matched_as_before(job, tools):
                return Unchanged(job.source)
            return self._scrubbed(job, tools)

    def scrub(self, job: Job) -> Outcome:
        """Return how one instance ended that is done whatever was done before.

        Raises:
            RunError: if the tools cannot be had.

        """
        with silence():
            return self._scrubbed(job, self._tools())

    def _tools(self) -> Toolbox:
        # They bring every library, which takes its time; who sends jobs does not need them.
        assemble = import_module("scrub.toolbox").assemble
        tools: Toolbox = assemble(self.recipe, self.key_path, self.patient_map)
        return tools

    def _scrubbed(self, job: Job, tools: Toolbox) -> Outcome:
        scrub = import_module("scrub.stages.scrub").scrub
        places = Places(self.output, self.work, self.syncs_names, _mark())
        outcome: Outcome = scrub(job, tools, places)
        return outcome


def _mark() -> str:
    """Return what tells this process from others, on other machines too."""
    return f".{platform.node()}.{os.getpid()}"
