"""What a call from Python needs: the tools of a key, and a work folder beside the output."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.batch.silence import silence
from scrub.batch.task import ScrubJob
from scrub.data import digests
from scrub.errors import OutputError
from scrub.header.key import load_key
from scrub.model.place import is_url
from scrub.storage.outputs import output_for
from scrub.storage.urls import plain
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
        place, beside = _made(plain(str(output)))
        work = tempfile.TemporaryDirectory(prefix=".scrub-", dir=beside)
    except OSError as problem:
        raise OutputError(f"cannot make the output: {problem.strerror}") from None
    with work as path:
        yield ScrubJob(whole, key_path, place, path, syncs_names=True)


def _made(output: str) -> tuple[str, Path | None]:
    """Return the output, which is there now, and the folder it is in, if it is one itself."""
    if is_url(output):
        output_for(output).prepare(is_ours=True)
        return output, None
    folder = Path(output).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder), folder.parent


def _complete(recipe: Recipe) -> Recipe:
    """Return the recipe with what its digest is to tell, as the command has it."""
    found = digests(recipe.templates)
    return replace(
        recipe,
        contents_digest=found.tables,
        templates_digest=found.templates,
        models_digest=found.models,
    )


def _resolved(key: str | Path) -> str:
    return str(Path(key).resolve())
