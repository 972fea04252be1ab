"""A folder of this machine that instances are published in: each appears at once, and whole."""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scrub.errors import OutputError

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK})


@dataclass(frozen=True, slots=True)
class FolderOutput:
    """An output that is a folder, on the file system of the drafts."""

    folder: str

    def prepare(self, *, is_ours: bool) -> None:
        """Make the folder.

        Raises:
            OutputError: if something is there that is not ours.
            OSError: if it cannot be made.

        """
        output = Path(self.folder)
        if not is_ours and output.exists():
            if not output.is_dir():
                raise OutputError(f"{self.folder} is a file")
            if any(output.iterdir()):
                raise OutputError(f"{self.folder} exists and was not made by scrub")
        output.mkdir(parents=True, exist_ok=True)

    def publish(self, draft: Path, target: str, may_replace: str) -> bool:
        """Move a draft to its target; see Output. Its name is not yet synced.

        Raises:
            OSError: if it cannot be written.

        """
        path = Path(self.folder, target)
        sync(draft)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.chmod(0o644)
        if may_replace == target:
            draft.replace(path)
            return True
        return link(draft, path) or _digest(draft) == _digest(path)

    def size_of(self, target: str) -> int:
        """Return the bytes of what is there, -1 for nothing."""
        try:
            return Path(self.folder, target).stat().st_size
        except OSError:
            return -1

    def remove(self, target: str) -> None:
        """Take away what is there, and folders of a study that is there no more.

        Raises:
            OSError: if it cannot be.

        """
        path = Path(target)
        Path(self.folder, path).unlink(missing_ok=True)
        with suppress(OSError):
            # The first that is not empty stops it.
            for folder in path.parents[:-1]:
                Path(self.folder, folder).rmdir()

    def folder_of(self, target: str) -> str:
        """Return the folder that has the name of what is published."""
        return str(Path(self.folder, target).parent)


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


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
