"""Headers of one or many instances under a recipe, as lines: what was planned once is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.errors import InstanceError
from scrub.review.header_answers import lines_of
from scrub.review.header_choices import looks, unseeing
from scrub.review.header_sheets import sheet_of
from scrub.toolbox import assemble

if TYPE_CHECKING:
    from scrub.recipe import Recipe
    from scrub.review.header_answers import Line
    from scrub.review.header_scopes import Scope, Scopes
    from scrub.review.header_sheets import Sheet
    from scrub.toolbox import Toolbox

_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Many:
    """Headers of some instances. `problems` tell why others of them are not here."""

    sheets: tuple[Sheet, ...]
    lines: tuple[Line, ...]
    problems: tuple[str, ...]

    @property
    def changed(self) -> int:
        """How many lines do not say the same."""
        return sum(line.is_changed for line in self.lines)

    def line(self, key: str) -> Line | None:
        """Return the line of a name."""
        return next((line for line in self.lines if line.key == key), None)


class Planner:
    """Plans headers with the tools of a key."""

    def __init__(self, scopes: Scopes, key_path: str, patient_map: str) -> None:
        self._scopes = scopes
        self._key_path = key_path
        self._patient_map = patient_map
        self._sheets: dict[tuple[int, tuple[int, int], Recipe], Sheet] = {}

    def many(self, scope: Scope, recipe: Recipe) -> Many:
        """Return the headers of a scope.

        Raises:
            InstanceError: if not one of them can be had.
            RecipeError: if a recipe asks for what does not go together.

        """
        tools = self._tools(recipe)
        sheets, problems = [], []
        for number in scope.numbers:
            try:
                sheets.append(self._sheet(number, tools))
            except InstanceError as problem:
                if not scope.is_study:
                    raise
                problems.append(f"instance {number + 1}: {problem}")
        if not sheets:
            raise InstanceError(problems[0])
        lines = lines_of((sheet.rows for sheet in sheets), single=not scope.is_study)
        return Many(tuple(sheets), lines, tuple(problems))

    def fresh(self, scope: Scope, recipe: Recipe) -> Many:
        """Return the headers of a scope as `many` does, planned anew."""
        self._sheets.clear()
        return self.many(scope, recipe)

    def _sheet(self, number: int, tools: Toolbox) -> Sheet:
        one = self._scopes.opened(number)
        name = number, one.stamp, tools.recipe
        sheet = self._sheets.pop(name, None) or sheet_of(one, tools)
        self._sheets[name] = sheet
        while len(self._sheets) > _KEPT:
            del self._sheets[next(iter(self._sheets))]
        return sheet

    def _tools(self, recipe: Recipe) -> Toolbox:
        """Return tools without those that look; they are made anew for no rule of a site."""
        plain = replace(unseeing(recipe), site_rules=(), contents_digest="")
        tools = assemble(plain, self._key_path, self._patient_map)
        policy = replace(tools.policy, site_rules=recipe.site_rules)
        return replace(tools, recipe=looks(recipe), policy=policy)
