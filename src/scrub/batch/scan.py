"""Many instances → what was found on each, in the order of the sources."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from scrub.batch.ordered import in_order
from scrub.batch.silence import silence
from scrub.model.outcome import Verdict
from scrub.model.scanned import Scanned
from scrub.seams import Lost

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from scrub.model.instance import Source
    from scrub.recipe import Recipe
    from scrub.seams import Executor


@dataclass(frozen=True, slots=True)
class ScanJob:
    """What a worker does with one source, small enough to send to every worker.

    `header` says that headers are looked at, too; without `look` pixels are not.
    """

    recipe: Recipe
    key_path: str
    header: bool
    look: bool

    def __call__(self, job: tuple[int, Source]) -> Scanned:
        """Return what was found on one instance.

        Raises:
            RunError: if the tools cannot be had.

        """
        with silence():
            # They bring every library; who sends jobs does not need them.
            tools = import_module("scrub.toolbox").assemble(self.recipe, self.key_path)
            scan = import_module("scrub.stages.scan").scan
            found: Scanned = scan(job[1], tools, header=self.header, look=self.look)
            return found


def scan(sources: Iterable[Source], task: ScanJob, executor: Executor) -> Generator[Scanned]:
    """Yield what was found on each source, in their order; what killed its worker has a problem.

    What waits for an earlier source is held in memory.

    Raises:
        RunError: if the tools cannot be had, or whatever the sources raise.

    """
    with closing(in_order(executor, task, sources)) as results:
        for source, result in results:
            if isinstance(result, Lost):
                yield Scanned(source, problem=Verdict.FAILED, reason=str(result))
            else:
                yield result
