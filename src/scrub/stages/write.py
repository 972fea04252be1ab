"""Write: a verified draft is moved to where it is to be. There is no other way out."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.errors import InstanceError, OutputError
from scrub.model.outcome import Verdict
from scrub.stages.stamp import stamp_of

if TYPE_CHECKING:
    from scrub.model.instance import Draft

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK})


@dataclass(frozen=True, slots=True)
class Places:
    """The output folder, and the private work folder on the same file system.

    `syncs_names` is false where someone else brings the names in the output to the disk: for many
    instances at once, which takes a tenth of the time.
    """

    output: str
    work: str
    syncs_names: bool = True


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
    path = Path(places.output, target)
    made = Path(draft.path)
    try:
        if stamp_of(made) != draft.stamp:
            raise InstanceError("the draft was changed after it was written")
        sync(made)
        path.parent.mkdir(parents=True, exist_ok=True)
        made.chmod(0o644)
        if may_replace == target:
            made.replace(path)
        elif not link(made, path) and _digest(made) != _digest(path):
            raise DuplicateInstanceError("another instance of the same SOP Instance UID is there")
        if places.syncs_names:
            sync(path.parent)
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


def link(made: Path, path: Path) -> bool:
    """Give a draft its name in the output; tell whether the name was free."""
    try:
        os.link(made, path)
    except FileExistsError:
        return False
    except OSError as problem:
        if problem.errno not in _NO_LINKS:
            raise
        if path.exists():
            return False
        made.rename(path)
    return True


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
