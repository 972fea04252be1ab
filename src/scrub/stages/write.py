"""Write: a verified draft is moved to where it is to be. There is no other way out."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.errors import InstanceError, OutputError
from scrub.model.outcome import Verdict
from scrub.stages.stamp import stamp_of
from scrub.storage.folder import sync
from scrub.storage.outputs import output_for

if TYPE_CHECKING:
    from scrub.model.instance import Draft


@dataclass(frozen=True, slots=True)
class Places:
    """The output, and the private work folder: on the same file system, if the output is a folder.

    `output` is a path or a URL. `syncs_names` is false where someone else brings the names in the
    output to the disk: for many instances at once, which takes a tenth of the time. `mark` is in
    the names of drafts, so that two processes at the same job are not in each other's way.
    """

    output: str
    work: str
    syncs_names: bool = True
    mark: str = ""


class DuplicateInstanceError(InstanceError):
    """The output has another file of this SOP Instance UID already."""

    verdict = Verdict.HELD


def write(draft: Draft, target: str, places: Places, may_replace: str = "") -> None:
    """Publish a draft under its target, a path relative to the output.

    A file that is there with the same bytes is left; one that an earlier run made of the same
    source, `may_replace`, is replaced.

    Raises:
        DuplicateInstanceError: if there is another file.
        InstanceError: if the draft is not what `apply` left.
        OutputError: if it cannot be written.

    """
    made, output = Path(draft.path), output_for(places.output)
    try:
        if stamp_of(made) != draft.stamp:
            raise InstanceError("the draft was changed after it was written")
        if not output.publish(made, target, may_replace):
            raise DuplicateInstanceError("another instance of the same SOP Instance UID is there")
        folder = output.folder_of(target) if places.syncs_names else ""
        if folder:
            sync(Path(folder))
    except OSError as problem:
        raise OutputError(f"cannot write to the output: {problem.strerror}") from None


def begin_sync(path: Path) -> None:
    """Let a file be brought to the disk while something else is done with it.

    2026-11: a draft is read back while the disk is at work on it; one after the other, they take
    a fifth of the time of a small instance. Nothing waits for it: `write` syncs once more, and
    then there is nothing to do. One thread does it for all, since starting one takes as long.
    """
    # No thread can be had when the interpreter ends.
    with contextlib.suppress(RuntimeError):
        _disk().submit(_sync_quietly, path)


@cache
def _disk() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "disk")


def _sync_quietly(path: Path) -> None:
    with contextlib.suppress(OSError):
        sync(path)


def discard(path: Path) -> None:
    """Remove a draft, if it is there."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
