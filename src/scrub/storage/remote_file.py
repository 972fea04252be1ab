"""An object of a store as a file: read in ranges, some of it in memory, none of it on this disk."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from scrub.errors import InstanceError, UnsupportedInstanceError
from scrub.storage.stores import store_of, translated

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from scrub.storage.stores import Store

SMALL = 1 << 22
"""Bytes of an object, at most, that come with one request and are held in memory."""

_BLOCK = 1 << 22
_BLOCKS = 8
_BUFFER = 1 << 16
_LARGEST_WITHOUT_RANGES = 1 << 28


def open_object(root: str, path: str = "", size: int = -1, *, block: int = _BLOCK) -> BinaryIO:
    """Return an object, to be read from its start: what is small is in memory.

    `size` is what it is known to have, -1 where nobody knows. Of what is large, eight blocks of
    so many bytes are held; if it changes while it is read, that is an error.

    Raises:
        InstanceError: if it cannot be read; reading from it raises that, too.
        RunError: if the store cannot be had.

    """
    store = store_of(root)
    name = store.named(path)
    with translated(_unreadable):
        if store.kind == "http":
            return _from_server(store, name, block)
        if size <= SMALL:
            start = _start(store, name, size)
            if len(start) <= SMALL:
                return io.BytesIO(start)
        return _in_blocks(store, name, block)


def head_of(store: Store, name: str, length: int) -> bytes:
    """Return the first bytes of an object by the only way that no server can make longer.

    Raises:
        Exception: whatever the store raises.

    """
    # A size that is given is not asked for.
    with store.files.open(name, "rb", block_size=0, size=1) as file:
        found = bytearray()
        while len(found) < length and (more := file.read(length - len(found))):
            found += more
    return bytes(found[:length])


def _start(store: Store, name: str, size: int) -> bytes:
    """Return all of an object if that is small, or more than what is small."""
    if size == 0:
        return b""
    try:
        found: bytes = store.files.cat_file(name, start=0, end=SMALL + 1)
    except Exception:
        # No range of an object that is empty is right.
        with suppress(Exception):
            if store.files.info(name)["size"] == 0:
                return b""
        raise
    return found


def _in_blocks(store: Store, name: str, block: int) -> BinaryIO:
    options = {"block_size": block, "cache_type": "blockcache"}
    file = store.files.open(name, "rb", **options, cache_options={"maxblocks": _BLOCKS})
    return io.BufferedReader(_Blocks(file), _BUFFER)


def _from_server(store: Store, name: str, block: int) -> BinaryIO:
    """Return what a web server has: in ranges if it gives them, else whole."""
    found = store.files.info(name)
    size = found.get("size")
    if size is None or found.get("partial") is False:
        return io.BytesIO(_whole(store, name))
    if size > SMALL and _gives_ranges(store, name, size):
        return _in_blocks(store, name, block)
    return io.BytesIO(_whole(store, name))


def _gives_ranges(store: Store, name: str, size: int) -> bool:
    """Tell whether a server gives the last byte of a file alone, whatever it says that it does."""
    with suppress(ValueError), store.files.open(name, "rb", cache_type="none", size=size) as file:
        file.seek(size - 1)
        return len(file.read(1)) == 1
    return False


def _whole(store: Store, name: str) -> bytes:
    """Return all of an object.

    Raises:
        UnsupportedInstanceError: if that is too much.

    """
    found = head_of(store, name, _LARGEST_WITHOUT_RANGES + 1)
    if len(found) > _LARGEST_WITHOUT_RANGES:
        raise UnsupportedInstanceError("its server gives no parts of it, and it is over 256 MiB")
    return found


class _Blocks(io.RawIOBase):
    """A file of fsspec whose errors are ours."""

    def __init__(self, file: Any) -> None:  # noqa: ANN401 (fsspec has no types)
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        with translated(_unreadable):
            at = self._file.tell()
            wanted = min(len(view), max(0, self._file.size - at))
            found = self._file.read(wanted)
        if len(found) != wanted:
            raise InstanceError("cannot be read: the store gave less than there is")
        view[: len(found)] = found
        return len(found)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _unreadable(reason: str) -> InstanceError:
    return InstanceError(f"cannot be read: {reason}")
