"""What is read: files of this machine as ever, objects of stores through fsspec.

Nothing of a store is imported for a path of this machine.
"""

from __future__ import annotations

from contextlib import contextmanager
from enum import Enum, auto
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZipFile

from scrub.errors import InputError
from scrub.model.instance import Source
from scrub.model.place import is_url
from scrub.storage.urls import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_NONE = (-1, -1)
_BLOCK_OF_ZIP = 1 << 18
"""Members are small, and far from each other and from the directory of a ZIP."""


class Kind(Enum):
    """What is at a URL."""

    FILE = auto()
    FOLDER = auto()


def open_binary(source: Source, *, block: int = 1 << 22) -> BinaryIO:
    """Return a source's file (of a member of a ZIP, the ZIP), to be read from any place.

    Of an object that is large, blocks of so many bytes are asked for.

    Raises:
        OSError: if a file of this machine cannot be opened.
        InstanceError: if an object cannot; then reading from it raises that, too.
        RunError: if its store cannot be had.

    """
    if not is_url(source.root):
        return Path(source.file).open("rb")
    opened: BinaryIO = import_module("scrub.storage.remote_file").open_object(
        source.root, source.path, source.size, block=block
    )
    return opened


@contextmanager
def archive_of(source: Source) -> Iterator[ZipFile]:
    """Give the ZIP that a source's file is. That of a store is kept open for its next members.

    Raises:
        OSError, BadZipFile: if it cannot be opened, or is damaged.
        InstanceError: if it is in a store and cannot be read.
        RunError: if its store cannot be had.

    """
    if is_url(source.root) and source.modified >= 0:
        yield _kept_open(source.root, source.path, source.size, source.modified)
        return
    with open_binary(source, block=_BLOCK_OF_ZIP) as file, ZipFile(file) as archive:
        yield archive


@lru_cache(maxsize=2)
def _kept_open(root: str, path: str, size: int, modified: int) -> ZipFile:
    """Return the ZIP of this very version."""
    source = Source(root, path, size=size, modified=modified)
    return ZipFile(open_binary(source, block=_BLOCK_OF_ZIP))


def state_of(source: Source) -> tuple[int, int]:
    """Return the size in bytes of a source's file, and what changes when it does.

    That is when it was modified in ns; of an object, a number of 63 bits made of what its store
    tells of its version. (-1, -1) where there is none. What a listing told of an object was told
    before it is read, and so is not asked again; a store that tells of no versions has -1, which
    is no promise that nothing has changed.
    """
    if not is_url(source.root):
        return _state_of_file(source.file)
    if source.modified >= 0:
        return source.size, source.modified
    found, _ = _told(source.root, source.path)
    if found is None or found.get("type") == "directory":
        return _NONE
    state: tuple[int, int] = import_module("scrub.storage.listing").state(found)
    return state


def kind_of(url: str) -> Kind:
    """Return what is at a URL.

    An object's name has no slash at its end; what has one is a folder.

    Raises:
        InputError: if there is nothing, or that cannot be known.
        RunError: if its store cannot be had.

    """
    found, reason = _told(url)
    if found is None:
        raise InputError(f"cannot read {shown(url)}: {reason}")
    if url.endswith("/") or found.get("type") == "directory":
        return Kind.FOLDER
    return Kind.FILE


def _state_of_file(path: str) -> tuple[int, int]:
    try:
        found = Path(path).stat()
    except OSError:
        return _NONE
    return found.st_size, found.st_mtime_ns


def _told(root: str, path: str = "") -> tuple[dict[str, Any] | None, str]:
    """Return what a store tells of an object now, or None and why it does not."""
    stores = import_module("scrub.storage.stores")
    store = stores.store_of(root)
    try:
        return store.files.info(store.named(path)), ""
    except Exception as problem:  # noqa: BLE001 (each store has its own)
        return None, stores.why(problem)
