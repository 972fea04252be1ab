"""A bucket that instances are put in: whole, and never one over another of the same name.

2026-11: only stores in which an object is there at once and whole, and which can be told to put
one only where there is none, so that two workers with the same SOP Instance UID cannot both
believe that theirs is there. Others would need what a folder does by linking.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from scrub.errors import InputError, OutputError, UsageError
from scrub.storage.listing import names
from scrub.storage.remote_file import open_object
from scrub.storage.stores import GONE, store_of, translated, why
from scrub.storage.urls import family, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrub.storage.listing import Listed

_ATOMIC = frozenset(("s3", "gs", "az", "memory"))
_PROBE = ".scrub-may-write-here"
_CHUNK = 1 << 20
_IN_MEMORY = 1 << 26
_BY_PARTS: dict[str, dict[str, Any]] = {"s3": {"chunksize": 1 << 24, "max_concurrency": 2}}
_FOLDERS = 16
_NOTES = 1024


class BucketOutput:
    """An output that is a bucket, or a prefix in one.

    Sizes are those of one listing for each folder, which a few are remembered of: a run that has
    little to do asks for those of millions. What is put or removed here is known besides.
    """

    def __init__(self, url: str) -> None:
        if family(url) not in _ATOMIC:
            raise UsageError(
                f"{shown(url)} cannot be written to: half an object might be seen there."
                " Write to a folder, or to s3://, gs:// or az://"
            )
        self._url = url.rstrip("/")
        self._store = store_of(self._url)
        self._is_ready = False
        self._sizes: OrderedDict[str, dict[str, int]] = OrderedDict()
        self._noted: OrderedDict[str, int] = OrderedDict()

    def prepare(self, *, is_ours: bool) -> None:
        """See that it can be written to as is needed; that nothing is there, unless it is ours.

        Raises:
            OutputError: if it cannot be, or something is there.

        """
        # A new run may come long after the last: others may have put something there.
        self._sizes.clear()
        self._noted.clear()
        if not is_ours and any(one.path != _PROBE for one in self._names()):
            raise OutputError(f"{shown(self._url)} exists and was not made by scrub")
        if not self._is_ready:
            self._probe()
            self._is_ready = True

    def publish(self, draft: Path, target: str, may_replace: str) -> bool:
        """Put a draft under its target; see Output.

        Raises:
            OutputError: if it cannot be.

        """
        size = draft.stat().st_size
        what = draft.read_bytes() if size <= _IN_MEMORY else draft
        if may_replace == target:
            answer: str | None = self._put(target, what, "overwrite")
        else:
            answer = self._create(target, what)
        if answer is None:
            return self._has(target, draft)
        if not _is_of(answer, what) and self._size_now(target) != size:
            raise OutputError("cannot write to the output: it has not what was put there")
        self._note(target, size)
        return True

    def size_of(self, target: str) -> int:
        """Return the bytes of what is there, -1 for nothing.

        Raises:
            OutputError: if that cannot be known.

        """
        if target in self._noted:
            return self._noted[target]
        folder, name = _split(target)
        return self._folder(folder).get(name, -1)

    def remove(self, target: str) -> None:
        """Take away what is there.

        Raises:
            OutputError: if it cannot be.

        """
        try:
            with translated(_unwritable):
                self._store.files.rm_file(self._store.named(target))
        except OutputError:
            if self._size_now(target) >= 0:
                raise
        self._note(target, -1)

    def folder_of(self, target: str) -> str:  # noqa: ARG002 (as Output has it)
        """Return nothing: what a store has taken, it keeps."""
        return ""

    def _probe(self) -> None:
        """See that objects can be put where there are none, and only there, and be removed.

        Raises:
            OutputError: if they cannot.

        """
        self._create(_PROBE, b"")
        is_put_again = self._create(_PROBE, b"") is not None
        self.remove(_PROBE)
        if is_put_again:
            raise OutputError("the store lets one object be put over another unasked: use a folder")

    def _create(self, target: str, what: bytes | Path) -> str | None:
        """Put something where there is nothing, as `_put` does; None if there is something.

        Raises:
            OutputError: if it cannot be.

        """
        try:
            return self._put(target, what, "create")
        except OutputError:
            # Stores tell in several ways that the name is taken.
            if self._size_now(target) < 0:
                raise
        return None

    def _put(self, target: str, what: bytes | Path, mode: str) -> str:
        """Put something; return the tag that the store gave it, empty where it does not tell.

        Raises:
            OutputError: if it cannot be.

        """
        name, files = self._store.named(target), self._store.files
        with translated(_unwritable):
            if isinstance(what, bytes):
                answer = files.pipe_file(name, what, mode=mode)
                return str(answer.get("ETag", "")) if isinstance(answer, dict) else ""
            how = _BY_PARTS.get(self._store.kind, {})
            files.put_file(str(what), name, mode=mode, **how)
        return ""

    def _has(self, target: str, draft: Path) -> bool:
        """Tell whether the same bytes are there."""
        size = self._size_now(target)
        self._note(target, size)
        if size != draft.stat().st_size:
            return False
        with translated(_unwritable), open_object(self._url, target) as there:
            digest = hashlib.sha256()
            while chunk := there.read(_CHUNK):
                digest.update(chunk)
        with draft.open("rb") as made:
            return hashlib.file_digest(made, "sha256").digest() == digest.digest()

    def _size_now(self, target: str) -> int:
        """Return the bytes of what is there, -1 for nothing.

        Raises:
            OutputError: if that cannot be known.

        """
        try:
            return int(self._store.files.info(self._store.named(target))["size"])
        except Exception as problem:  # noqa: BLE001 (each store has its own)
            reason = why(problem)
            if reason != GONE:
                raise _unwritable(reason) from None
        return -1

    def _names(self, folder: str = "") -> Iterator[Listed]:
        try:
            for one in names(self._url, folder):
                if not one.problem:
                    yield one
                elif one.problem != GONE:
                    raise _unwritable(one.problem)
        except InputError as problem:
            raise OutputError(str(problem)) from None

    def _folder(self, folder: str) -> dict[str, int]:
        """Return the sizes of what is in a folder, by name."""
        if folder not in self._sizes:
            self._sizes[folder] = {one.path: one.size for one in self._names(folder)}
            _keep(self._sizes, _FOLDERS)
        self._sizes.move_to_end(folder)
        return self._sizes[folder]

    def _note(self, target: str, size: int) -> None:
        self._noted[target] = size
        _keep(self._noted, _NOTES)
        folder, name = _split(target)
        if folder in self._sizes:
            self._sizes[folder][name] = size


def _is_of(tag: str, what: bytes | Path) -> bool:
    """Tell whether a tag is the MD5 of some bytes, as S3's are of objects that came whole."""
    if not tag or not isinstance(what, bytes):
        return False
    return tag.strip('"') == hashlib.md5(what, usedforsecurity=False).hexdigest()


def _split(target: str) -> tuple[str, str]:
    folder, _, name = target.rpartition("/")
    return folder, name


def _keep(remembered: OrderedDict[str, Any], count: int) -> None:
    while len(remembered) > count:
        remembered.popitem(last=False)


def _unwritable(reason: str) -> OutputError:
    return OutputError(f"cannot write to the output: {reason}")
