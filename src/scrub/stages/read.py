"""Read: one instance out of a file or a ZIP, its pixel data left where they are.

A member of a ZIP and an inflated data set are held in memory, not in a temporary file: what is
not on disk needs no sweeping after a crash.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self, cast

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.errors import BytesLengthException
from pydicom.filereader import read_dataset, read_preamble
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from scrub.errors import InstanceError, NotDicomError, UnsupportedInstanceError
from scrub.pixels.description import describe

if TYPE_CHECKING:
    from pydicom.tag import BaseTag

    from scrub.model.instance import ImagePixel, Source

LARGEST_IN_MEMORY = 4 << 30
"""Bytes of a ZIP's member or of an inflated data set, beyond which we refuse."""

_PIXELS = {
    0x7FE00008: "FloatPixelData",
    0x7FE00009: "DoubleFloatPixelData",
    0x7FE00010: "PixelData",
}
_UNDEFINED = 0xFFFFFFFF
_CHUNK = 1 << 20
_HEADER = 8
# pydicom searches for the end of an undefined length by so many bytes; the last may be fewer.
_SEARCHED = 8192
_META_GROUP = 2
_DICOMDIR = "1.2.840.10008.1.3.10"
_ENCAPSULATED_DOCUMENT = 0x00420011

# What pydicom raises for bytes that are no data set.
_MALFORMED = (
    ArithmeticError,
    AttributeError,
    BytesLengthException,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Instance:
    """As read. `dataset` ends before its pixel data; `stream` is what `image` points into.

    `dataset` is the reader's own and is changed only by `apply`, which uses it up.
    """

    sha256: str
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
    raw = _open(source)
    try:
        digest = hashlib.sha256()
        while chunk := raw.read(_CHUNK):
            digest.update(chunk)
        raw.seek(0)
        return _parse(raw, digest.hexdigest())
    except BaseException:
        raw.close()
        raise


def _open(source: Source) -> BinaryIO:
    try:
        if not source.member:
            return Path(source.file).open("rb")
        with zipfile.ZipFile(source.file) as archive:
            if archive.getinfo(source.member).file_size > LARGEST_IN_MEMORY:
                raise UnsupportedInstanceError("a member of a ZIP larger than 4 GiB")
            return BytesIO(archive.read(source.member))
    except OSError as problem:
        raise InstanceError(f"cannot be opened: {problem.strerror or 'broken'}") from None
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, EOFError):
        raise InstanceError("cannot be unpacked from its ZIP") from None


def _parse(raw: BinaryIO, sha256: str) -> Instance:
    try:
        meta, stream = _file_meta(raw)
        syntax = str(meta.get("TransferSyntaxUID", "")) or _guess(stream)
        dataset, image = _dataset(stream, syntax)
        _complete(dataset, meta)
        _refuse(meta, dataset)
    except RecursionError:
        raise UnsupportedInstanceError("sequences nested too deep") from None
    except zlib.error:
        raise InstanceError("its deflated data set cannot be inflated") from None
    except _MALFORMED:
        raise InstanceError("its data set cannot be read: truncated or malformed") from None
    return Instance(sha256, dataset, syntax, image, stream, raw)


def _file_meta(raw: BinaryIO) -> tuple[Dataset, BinaryIO]:
    """Return File Meta Information, and a stream that stands at the data set."""
    if read_preamble(raw, force=True) is None:
        raw.seek(0)
    # Group 2 is little endian with explicit VR whatever follows it (PS3.10 7.1).
    meta = read_dataset(
        raw,
        is_implicit_VR=False,
        is_little_endian=True,
        stop_when=lambda tag, *_: tag.group != _META_GROUP,
    )
    if meta.get("TransferSyntaxUID") != DeflatedExplicitVRLittleEndian:
        return meta, raw
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated = inflater.decompress(raw.read(), LARGEST_IN_MEMORY)
    if inflater.unconsumed_tail:
        raise UnsupportedInstanceError("a deflated data set larger than 4 GiB")
    if not inflater.eof:
        raise InstanceError("its deflated data set is cut short")
    return meta, BytesIO(inflated)


def _guess(stream: BinaryIO) -> str:
    """Return the syntax of a bare data set, by whether its first element names a VR."""
    start = stream.tell()
    head = stream.read(6)
    stream.seek(start)
    if len(head) < 6:  # noqa: PLR2004 (tag and VR)
        raise NotDicomError("not DICOM")
    explicit = head[4:6].isalpha() and head[4:6].isupper()
    return str(ExplicitVRLittleEndian if explicit else ImplicitVRLittleEndian)


def _dataset(stream: BinaryIO, syntax: str) -> tuple[Dataset, ImagePixel | None]:
    """Return the elements before Pixel Data, and what describes the pixels if there are any."""
    stopped: list[tuple[int, str | None, int]] = []

    def at_pixels(tag: BaseTag, vr: str | None, length: int) -> bool:
        if tag in _PIXELS:
            stopped.append((int(tag), vr, length))
        return tag in _PIXELS

    whole = cast("BinaryIO", _Whole(stream))
    implicit = syntax == ImplicitVRLittleEndian
    little = syntax != ExplicitVRBigEndian
    dataset = read_dataset(whole, implicit, little, stop_when=at_pixels)
    if any(e.length and not e.value for e in dataset.values() if isinstance(e, RawDataElement)):
        raise InstanceError("its data set is cut short")
    dataset.set_original_encoding(implicit, little, dataset._character_set)  # noqa: SLF001
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    if not stopped:
        return dataset, None
    tag, vr, length = stopped[0]
    # Some write implicit VRs whatever the Transfer Syntax says; pydicom reads what is there.
    offset = stream.tell() + (8 if vr is None else 12)
    value_length = None if length == _UNDEFINED else length
    keyword = _PIXELS[tag]
    return dataset, describe(dataset, offset, value_length, vr or "OW", keyword)


class _Whole:
    """A stream that ends only between elements: what is cut short within one is an error."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek = stream.seek
        self.tell = stream.tell

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, or none at the end."""
        got = self._stream.read(size)
        if (0 < len(got) < size != _SEARCHED) or (not got and size not in (0, _HEADER)):
            # An EOFError is taken for the end of the data set by pydicom.
            raise InstanceError("its data set is cut short")
        return got


def _complete(dataset: Dataset, meta: Dataset) -> None:
    """Take from group 2 what tells instances apart, where the data set itself does not say it."""
    for keyword in ("SOPClassUID", "SOPInstanceUID"):
        said = meta.get(f"MediaStorage{keyword}")
        if not dataset.get(keyword) and said:
            setattr(dataset, keyword, said)


def _refuse(meta: Dataset, dataset: Dataset) -> None:
    """Turn away what we know and have no route for.

    Raises:
        UnsupportedInstanceError: always, for those.

    """
    sop_class = str(meta.get("MediaStorageSOPClassUID", "")) or str(dataset.get("SOPClassUID", ""))
    if sop_class == _DICOMDIR:
        raise UnsupportedInstanceError("a DICOMDIR: it lists patients; make one of the output")
    if _ENCAPSULATED_DOCUMENT in dataset:
        raise UnsupportedInstanceError("an encapsulated document: its text cannot be verified")
    if not dataset.get("SOPInstanceUID") or not dataset.get("SOPClassUID"):
        raise InstanceError("no SOP Class or Instance UID: not an instance, or cut short")
