"""One sitting: the machines that were seen, the templates there are, and where new ones go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from scrub.errors import InstanceError, RecipeError
from scrub.masks.areas import Frame
from scrub.masks.suggesting import suggest
from scrub.masks.writing import to_yaml
from scrub.model.mask import Review
from scrub.tuning.answers import (
    judgement,
    label,
    machine_line,
    machine_page,
    places,
    rival,
    suggestion,
)
from scrub.tuning.judging import Headers, also_fits, judge
from scrub.tuning.language import from_data
from scrub.tuning.machines import group
from scrub.tuning.saving import save, saved
from scrub.web.pictures import Viewer
from scrub.web.projector import Projector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from scrub.model.mask import MaskTemplate
    from scrub.model.sight import Sight
    from scrub.tuning.answers import Answer
    from scrub.tuning.machines import Group


@dataclass(frozen=True, slots=True)
class Site:
    """What a sitting works with.

    `templates` are all that a run would use, but for those in `file`, which new ones are put into.
    `today` gives the date, as ISO 8601 has it.
    """

    templates: tuple[MaskTemplate, ...]
    file: Path
    today: Callable[[], str]


class Session:
    """What the page may ask. Machines and instances are known by their number, from 0."""

    def __init__(self, sights: Iterable[Sight], site: Site) -> None:
        self.groups: tuple[Group, ...] = group(sights)
        self.viewer = Viewer()
        self.projector = Projector()
        self._site = site
        self._headers = Headers()
        self._saving = Lock()

    def close(self) -> None:
        """Stop what works beside the page, and close what is open."""
        self.projector.close()
        self.viewer.close()

    def machines(self) -> Answer:
        """Return the list of machines."""
        lines = [machine_line(number, one) for number, one in enumerate(self.groups)]
        return {"machines": lines, "file": str(self._site.file)}

    def machine(self, number: int) -> Answer:
        """Return what is to be seen of one machine."""
        group = self.groups[number]
        return machine_page(group, self._rivals(group))

    def judge(self, number: int, data: object) -> Answer:
        """Return what a template would do to a machine's instances, and where it lies.

        Raises:
            RecipeError: if it is no template.

        """
        template = from_data(data)
        group = self.groups[number]
        others = (one for one in self.groups if one is not group)
        return {
            **judgement(judge(template, group.sample, self._headers)),
            **places(template, self._frame(group)),
            "also": [
                f"{label(one.machine)}, {one.machine.columns} × {one.machine.rows}"
                for one in also_fits(template, others, self._headers)
            ],
            "yaml": to_yaml([template]),
        }

    def suggest(self, number: int) -> Answer:
        """Return what a template for a machine may begin with.

        Raises:
            RecipeError: if no text was looked for.

        """
        made = suggest(self.groups[number].sights)
        if not made:
            raise RecipeError("no text was looked for on this machine's instances")
        # Of one machine, with one software, there is one.
        return suggestion(made[0])

    def save(self, data: object, review: Mapping[str, Any]) -> Answer:
        """Put a template that somebody reviewed into the file.

        Raises:
            RecipeError: if it is no template, has the name of one elsewhere, or no reviewer.
            OutputError: if the file cannot be written.

        """
        template = self._reviewed(data, review)
        if any(one.name == template.name for one in self._site.templates):
            raise RecipeError(f"a template {template.name!r} is in another file: name it otherwise")
        with self._saving:
            there_before = any(one.name == template.name for one in saved(self._site.file))
            save(template, self._site.file)
        return {
            "file": str(self._site.file),
            "folder": str(self._site.file.parent),
            "replaced": there_before,
            "yaml": to_yaml([template]),
        }

    def _rivals(self, group: Group) -> Iterator[Answer]:
        """Yield the templates that fit, then those that nearly do, our own file's first."""
        frame = self._frame(group)
        own = [(one, judge(one, group.sample, self._headers)) for one in saved(self._site.file)]
        elsewhere = {template.name: template for template in self._site.templates}
        for near, counted in ((False, group.templates), (True, group.near)):
            for template, judged in own:
                if count := judged.near if near else judged.fits:
                    yield rival(template, frame, count, near=near, own=True)
            for name, count in counted.most_common():
                if name in elsewhere:
                    yield rival(elsewhere[name], frame, count, near=near, own=False)

    def _reviewed(self, data: object, review: Mapping[str, Any]) -> MaskTemplate:
        by, equipment = (str(review.get(key, "")).strip() for key in ("by", "equipment"))
        if not by:
            raise RecipeError("say who looked at it")
        rest = (
            {k: v for k, v in data.items() if k != "complete"} if isinstance(data, dict) else data
        )
        return replace(
            from_data(rest),
            reviewed=Review(by, self._site.today(), equipment),
            complete=review.get("complete") is True,
            proposal=False,
        )

    def _frame(self, group: Group) -> Frame:
        try:
            return self._headers.of(group.sample[0]).frame
        except InstanceError:
            return Frame(group.machine.rows, group.machine.columns)
