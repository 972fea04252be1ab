"""What a worker does with one file of an audit, with everything that libraries say kept silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.audit.examine import Auditor, examine
from scrub.batch.silence import silence
from scrub.toolbox import assemble

if TYPE_CHECKING:
    from scrub.audit.asked import Asked
    from scrub.audit.examine import Examined, Item
    from scrub.recipe import Recipe


@dataclass(frozen=True, slots=True)
class AuditJob:
    """Small enough to send to every worker. `look` says whether pixels are looked at."""

    output: str
    recipe: Recipe
    key_path: str
    asked: Asked | None
    look: bool

    def __call__(self, item: Item) -> Examined:
        """Look at one file.

        Raises:
            RunError: if the tools cannot be had.

        """
        with silence():
            tools = assemble(self.recipe, self.key_path)
            return examine(item, Auditor(self.output, tools, self.asked, self.look))
