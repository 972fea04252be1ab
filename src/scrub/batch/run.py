"""Jobs that are not done → executor → ledger, and every outcome, of now or before, on the way.

What is due is known before the first job starts (so progress can tell the time left) and waits in
a file, not in memory.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.batch.contests import settle
from scrub.batch.going import Run
from scrub.batch.inventory import Inventory
from scrub.batch.settings import Due, Ended, Settings

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from scrub.batch.ledger import Ledger
    from scrub.model.instance import Source
    from scrub.model.outcome import Outcome
    from scrub.seams import Executor

__all__ = ["Due", "Ended", "Settings", "run", "sweep"]


def run(
    found: Iterable[Source | Outcome], settings: Settings, executor: Executor, ledger: Ledger
) -> Generator[Ended | Due]:
    """Yield what is done or left out, then how many jobs are due, then each job's end.

    The work folder is swept first and last: nothing but drafts of ours is in it.

    Raises:
        RunError: whatever the task or the finding of jobs raises.

    """
    sweep(settings.work)
    try:
        with Inventory(settings.work) as inventory:
            this = Run(settings, ledger, inventory)
            jobs = 0
            for item in found:
                ended = this.settled(item)
                if ended:
                    yield ended
                else:
                    jobs += 1
            yield Due(jobs)
            yield from this.do(this.jobs(), executor)
            yield from settle(this, inventory, ledger, executor)
    finally:
        sweep(settings.work)


def sweep(work: str) -> None:
    """Remove what a run that was cut short left in the work folder.

    A worker of it on another machine may still be at its last job, and remove its draft itself.
    """
    for path in Path(work).iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
