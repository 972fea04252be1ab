"""Where what is scrubbed goes: a folder of this machine, or a bucket."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from scrub.model.place import is_url
from scrub.storage.folder import FolderOutput

if TYPE_CHECKING:
    from pathlib import Path


class Output(Protocol):
    """Files by their target, a path relative to the output. Nothing half-written is ever there."""

    def prepare(self, *, is_ours: bool) -> None:
        """Make what is to be there, and see that nothing else is, unless `is_ours` says so.

        Raises:
            OSError: if a folder of this machine cannot be made.
            OutputError: if something is there, or a bucket cannot be written to.

        """
        ...

    def publish(self, draft: Path, target: str, may_replace: str) -> bool:
        """Put a draft under its target; tell whether its bytes are there now.

        A file that is there is left as it is, unless its name is the one that `may_replace` is.

        Raises:
            OSError: if a folder of this machine cannot be written to.
            OutputError: if a bucket cannot.

        """
        ...

    def size_of(self, target: str) -> int:
        """Return the bytes of what is there, -1 for nothing."""
        ...

    def remove(self, target: str) -> None:
        """Take away what is there, if anything, and the folders that are then empty.

        Raises:
            OSError, OutputError: if it cannot be.

        """
        ...

    def folder_of(self, target: str) -> str:
        """Return the folder of this machine whose names are to be synced; empty for none."""
        ...


@lru_cache(maxsize=8)
def output_for(place: str) -> Output:
    """Return the output that a path or a URL names, the same whenever it is asked for.

    Raises:
        UsageError: if it is a URL that cannot be written to so that nothing half-written is seen.
        RunError: if its store cannot be had.

    """
    if not is_url(place):
        return FolderOutput(place)
    made: Output = import_module("scrub.storage.bucket").BucketOutput(place)
    return made
