"""Read: one instance out of a file or a ZIP, its pixel data left where they are.

A member of a ZIP and an inflated data set are held in memory, not in a temporary file: what is
not on disk needs no sweeping after a crash.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Self

from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian

from scrub.errors import InstanceError, UnsupportedInstanceError
from scrub.model.instance import Source
from scrub.pixels.description import describe
from scrub.stages.parts import (
    LARGEST_IN_MEMORY,
    PIXELS,
    UNDEFINED,
    inflated,
    take_apart,
    told,
    uid_of,
)
from scrub.storage.inputs import archive_of, open_binary

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel
    from scrub.stages.parts import Parts

_CHUNK = 1 << 20
_PIECE = 1 << 16
_SMALL = 1 << 22
"""Bytes of a file, at most, that are held in memory: a frame of color, uncompressed."""

_DICOMDIR = "1.2.840.10008.1.3.10"
_ENCAPSULATED_DOCUMENT = 0x00420011

# Basic Voice Audio and General Audio Waveform Storage.
_AUDIO = frozenset(f"1.2.840.10008.5.1.4.1.1.9.4.{last}" for last in (1, 2))


@dataclass(frozen=True, slots=True)
class Instance:
    """As read. `dataset` ends before its pixel data; `stream` is what `image` points into.

    `meta` is File Meta Information, empty where there is none. `dataset` is the reader's own and
    is changed only by `apply`, which uses it up.
    """

    sha256: str
    meta: Dataset
    dataset: Dataset
    transfer_syntax_uid: str
    image: ImagePixel | None
    stream: BinaryIO
    raw: BinaryIO

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what it reads from."""
        self.stream.close()
        self.raw.close()


def read(source: Source) -> Instance:
    """Return one instance, its stream open: close it, or use it in a with statement.

    Raises:
        NotDicomError: if it is no DICOM at all.
        UnsupportedInstanceError: if it is of a kind that we do not touch.
        InstanceError: if it cannot be read.

    """
    raw = open_source(source)
    try:
        raw, sha256 = _hashed(raw)
        return _parse(raw, sha256)
    except BaseException:
        raw.close()
        raise


def read_draft(path: str) -> Instance:
    """Return an instance of our own as `read` does, but without a hash, which nobody asks for.

    Raises:
        InstanceError: if it cannot be read.

    """
    raw = open_source(Source(path))
    try:
        raw, _ = _in_memory(raw)
        return _parse(raw, "")
    except BaseException:
        raw.close()
        raise


@dataclass(frozen=True, slots=True)
class Held:
    """The bytes that a source was read from, where they are in memory, and their hash."""

    octets: bytes
    sha256: str


def held(instance: Instance) -> Held | None:
    """Return the bytes of an instance that was read, if they are in memory."""
    raw = instance.raw
    return Held(raw.getvalue(), instance.sha256) if isinstance(raw, BytesIO) else None


def reopened(source: Source, image: ImagePixel | None, before: Held | None = None) -> Instance:
    """Return an instance that was read before: hashed anew, its header not read again.

    `image` is what it had then, which is true of it if its hash is still the same; so it is where
    it has the very bytes it had `before`, which are compared in a tenth of the time.

    Raises:
        InstanceError: if it cannot be read.

    """
    raw = open_source(source)
    try:
        if before and _has(raw, before.octets):
            raw.close()
            raw, sha256 = BytesIO(before.octets), before.sha256
        else:
            raw.seek(0)
            raw, sha256 = _hashed(raw)
        syntax = image.transfer_syntax_uid if image else ""
        with told():
            stream = inflated(raw) if syntax == DeflatedExplicitVRLittleEndian else raw
        nothing = Dataset()
        return Instance(sha256, nothing, nothing, syntax, image, stream, raw)
    except BaseException:
        raw.close()
        raise


def _has(raw: BinaryIO, octets: bytes) -> bool:
    """Tell whether these bytes and no others are in a file."""
    at = 0
    while piece := raw.read(_PIECE):
        if not octets.startswith(piece, at):
            return False
        at += len(piece)
    return at == len(octets)


def _hashed(raw: BinaryIO) -> tuple[BinaryIO, str]:
    """Return what to read from, and a hash of it; what is small is read from the disk once."""
    raw, octets = _in_memory(raw)
    if octets is not None:
        return raw, hashlib.sha256(octets).hexdigest()
    digest = hashlib.sha256()
    while chunk := raw.read(_CHUNK):
        digest.update(chunk)
    raw.seek(0)
    return raw, digest.hexdigest()


def _in_memory(raw: BinaryIO) -> tuple[BinaryIO, bytes | None]:
    """Return what to read from and, if that is in memory now, its bytes."""
    size = raw.seek(0, os.SEEK_END)
    raw.seek(0)
    if size > _SMALL:
        return raw, None
    octets = raw.read()
    raw.close()
    return BytesIO(octets), octets


def open_source(source: Source) -> BinaryIO:
    """Return the bytes of a file or of a member of a ZIP.

    Raises:
        InstanceError: if they cannot be had.

    """
    try:
        if not source.member:
            return open_binary(source)
        with archive_of(source) as archive:
            if archive.getinfo(source.member).file_size > LARGEST_IN_MEMORY:
                raise UnsupportedInstanceError("a member of a ZIP larger than 4 GiB")
            return BytesIO(archive.read(source.member))
    except OSError as problem:
        raise InstanceError(f"cannot be opened: {problem.strerror or 'broken'}") from None
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, EOFError):
        raise InstanceError("cannot be unpacked from its ZIP") from None


def _parse(raw: BinaryIO, sha256: str) -> Instance:
    parts = take_apart(raw)
    dataset = parts.dataset
    with told():
        image = _described(parts)
        _complete(dataset, parts.meta)
        _refuse(parts.meta, dataset)
    syntax = parts.transfer_syntax_uid
    return Instance(sha256, parts.meta, dataset, syntax, image, parts.stream, raw)


def _described(parts: Parts) -> ImagePixel | None:
    """Return what describes the pixels, if there are any."""
    if parts.pixels is None:
        return None
    tag, vr, length = parts.pixels
    # Some write implicit VRs whatever the Transfer Syntax says; pydicom reads what is there.
    offset = parts.stream.tell() + (8 if vr is None else 12)
    value_length = None if length == UNDEFINED else length
    return describe(parts.dataset, offset, value_length, vr or "OW", PIXELS[tag])


def _complete(dataset: Dataset, meta: Dataset) -> None:
    """Take from group 2 what tells instances apart, where the data set itself does not say it."""
    for keyword in ("SOPClassUID", "SOPInstanceUID"):
        if not uid_of(dataset, keyword) and (said := uid_of(meta, f"MediaStorage{keyword}")):
            setattr(dataset, keyword, said)


def _refuse(meta: Dataset, dataset: Dataset) -> None:
    """Turn away what we know and have no route for.

    Raises:
        UnsupportedInstanceError: always, for those.

    """
    said = uid_of(meta, "MediaStorageSOPClassUID") or uid_of(dataset, "SOPClassUID")
    sop_class = str(said or "")
    if sop_class == _DICOMDIR:
        raise UnsupportedInstanceError("a DICOMDIR: it lists patients; make one of the output")
    if sop_class in _AUDIO:
        raise UnsupportedInstanceError("a voice, which identifies as a fingerprint does")
    if _ENCAPSULATED_DOCUMENT in dataset:
        raise UnsupportedInstanceError("an encapsulated document: its text cannot be verified")
    if not uid_of(dataset, "SOPInstanceUID") or not uid_of(dataset, "SOPClassUID"):
        raise InstanceError("no SOP Class or Instance UID: not an instance, or cut short")
