"""What is staged, put into a recipe file: the site's own, or another beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.errors import OutputError, RecipeError
from scrub.review.header_recipe import (
    Noted,
    extended,
    free_name,
    publish,
    written_anew,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from scrub.recipe import Recipe
    from scrub.review.header_staging import Staged

_TOML = ".toml"


def applied(
    file: Path,
    before: str | None,
    recipe: Recipe,
    staged: Sequence[Staged],
    is_right: Callable[[Path], bool],
) -> Path:
    """Write a recipe, the last rules of which were staged, and return the file that has it.

    Rules go to the end of `file`, where `before` is in it (None: it is not there), if that comes
    to the recipe; else the whole of it to a new file beside. `is_right` tells whether a file does
    what is meant.

    Raises:
        ConflictError: if somebody else wrote to it meanwhile.
        OutputError: if it cannot be written, or would not do what is meant: nothing is written.

    """
    notes = [Noted(one.rule, _note(one, recipe.profile)) for one in staged]
    right = _quietly(is_right)
    if before is not None and publish(file, extended(before, notes, file.suffix), before, right):
        return file
    new = file if before is None else free_name(file)
    if publish(new, written_anew(recipe, notes, new.suffix), None, right):
        return new
    raise OutputError("the recipe would not do what is shown here: nothing is written")


def _quietly(is_right: Callable[[Path], bool]) -> Callable[[Path], bool]:
    def tell(draft: Path) -> bool:
        try:
            return is_right(draft)
        except RecipeError:
            return False

    return tell


def _note(one: Staged, profile: str) -> str:
    """Return who staged a change, when and why; nothing of what the element says."""
    why = f": {one.note}" if one.note.strip() else ""
    return f"{one.at} {one.by}: {one.verb} {one.name}; {profile} says {one.instead}{why}"
