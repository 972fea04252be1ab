"""Many instances → what each shows, in the order of the sources, whatever order they end in."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.batch.ordered import in_order
from scrub.batch.silence import silence
from scrub.seams import Lost
from scrub.stages.survey import lost
from scrub.stages.survey import survey as survey_one
from scrub.toolbox import assemble

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from scrub.model.instance import Source
    from scrub.model.sight import Sight
    from scrub.recipe import Recipe
    from scrub.seams import Executor

_Numbered = tuple[int, "Source"]


@dataclass(frozen=True, slots=True)
class SurveyJob:
    """What a worker does with one source, small enough to send to every worker."""

    recipe: Recipe
    key_path: str
    look: bool

    def __call__(self, job: _Numbered) -> Sight:
        """Return what one instance shows.

        Raises:
            RunError: if the tools cannot be had.

        """
        with silence():
            return survey_one(job[1], assemble(self.recipe, self.key_path), look=self.look)


def survey(
    sources: Iterable[Source], recipe: Recipe, key_path: str, executor: Executor, *, look: bool
) -> Generator[Sight]:
    """Yield a sight of each source, in their order; what killed its worker has a problem.

    Without `look` no engine is loaded. What waits for an earlier source is held in memory.

    Raises:
        RunError: if the tools cannot be had, or whatever the sources raise.

    """
    recipe = replace(recipe, pixel=True, engines=recipe.engines if look else ("none",))
    task = SurveyJob(recipe, key_path, look and recipe.engines != ("none",))
    with closing(in_order(executor, task, sources)) as results:
        for source, result in results:
            yield lost(source, str(result)) if isinstance(result, Lost) else result
