"""What a call from Python needs: the tools of a key, and a work folder beside the output."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.batch.silence import silence
from scrub.batch.task import ScrubJob
from scrub.data import contents_digest
from scrub.errors import OutputError
from scrub.header.key import load_key
from scrub.toolbox import assemble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.recipe import Recipe
    from scrub.toolbox import Toolbox


def tools_for(recipe: Recipe, key: str | Path) -> Toolbox:
    """Return the tools; not those of another key that was in the same place before.

    Raises:
        RunError: if one of them is wrong or is not here.

    """
    whole, key_path = _complete(recipe), _resolved(key)
    tools = assemble(whole, key_path)
    if tools.policy.pseudonyms.key != load_key(Path(key_path)):
        assemble.cache_clear()
        tools = assemble(whole, key_path)
    return tools


@contextmanager
def task_for(recipe: Recipe, key: str | Path, output: str | Path) -> Iterator[ScrubJob]:
    """Make the output, and a work folder beside it that is gone afterwards; give what is to do.

    Raises:
        RunError: if the recipe or the key is wrong, or nothing can be written.

    """
    whole, key_path = _complete(recipe), _resolved(key)
    with silence():
        # It tells what is wrong with them before anything is made.
        tools_for(recipe, key)
    try:
        folder = Path(output).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        work = tempfile.TemporaryDirectory(prefix=".scrub-", dir=folder.parent)
    except OSError as problem:
        raise OutputError(f"cannot make the output: {problem.strerror}") from None
    with work as path:
        yield ScrubJob(whole, key_path, str(folder), path, syncs_names=True)


def _complete(recipe: Recipe) -> Recipe:
    """Return the recipe with what its digest is to tell, as the command has it."""
    return replace(recipe, contents_digest=contents_digest(recipe.templates))


def _resolved(key: str | Path) -> str:
    return str(Path(key).resolve())
